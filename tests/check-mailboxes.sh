#!/bin/sh
# check-mailboxes.sh - bounce-parse and bounce-report on all that mail is kept in: compressed files, folders of every kind, what is no mail
#
# In: BOUNCE_PARSE and BOUNCE_REPORT, the programs; top_srcdir; SANITIZERS.  Out: one line for each thing that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${BOUNCE_PARSE:?}" "${BOUNCE_REPORT:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
story=$top_srcdir/tests/demo/story-relayed.mbox

# sources WANT WHAT: the mails of out, which are one a line, as "source:offset kind"
sources () {
	python3 - "$1" <<'END' || fail "$2"
import json, sys
have = ["%s:%d %s" % (r["source"], r["offset"], r["kind"]) for r in map(json.loads, open("out"))]
if have != sys.argv[1].split("\n"):
	sys.exit("\n".join(have))
END
}

# says TEXT WHAT: one line of err, and no other
says () {
	[ "$(cat err)" = "$1" ] || fail "$2 says \"$(cat err)\""
}

# What this build cannot unpack is refused by its name; the rest is tried.

packers=
for packer in gzip xz zstd; do
	command -v $packer >/dev/null || { echo "$packer is not here: its files are not tried"; continue; }
	echo 'Subject: hello' | $packer -c >probe
	"$BOUNCE_PARSE" probe >out 2>err
	case $?,$(cat err) in
	0,) packers="$packers $packer" ;;
	"2,bounce-parse: probe: it is compressed with $packer: libbounce was built without "*) echo "built without $packer" ;;
	*) fail "$packer: $(cat err)" ;;
	esac
done

# Each compression, by its content whatever its name, from a file and from a pipe

"$BOUNCE_PARSE" --format=ndjson "$story" | sed "s|$story|FILE|" >want
lines=$(wc -l <want)
[ "$lines" -eq 162 ] || fail "the story has $lines mails"
for packer in $packers; do
	$packer -c <"$story" >packed.mail
	status 0 "$BOUNCE_PARSE" --format=ndjson packed.mail
	sed 's|packed.mail|FILE|' out | cmp -s - want || fail "$packer: other mails than in the file itself"
	$packer -c <"$story" | "$BOUNCE_PARSE" --format=ndjson | sed 's|"source":"-"|"source":"FILE"|' | cmp -s - want ||
		fail "$packer from a pipe: other mails than in the file itself"

	# What stands before the damage is read, and the damage is named.
	head -c 3000 packed.mail >cut.mail
	status 2 "$BOUNCE_PARSE" --format=ndjson cut.mail
	says "bounce-parse: cut.mail: the $packer data is cut off at byte 3000" "$packer that is cut off"
	sed 's|cut.mail|FILE|' out >before
	had=$(wc -l <before)
	[ "$had" -lt 162 ] || fail "$packer that is cut off: $had mails"
	head -n "$had" want | cmp -s - before || fail "$packer that is cut off: other mails than before the damage"
	{ cat packed.mail; echo more; } >more.mail
	status 2 "$BOUNCE_PARSE" --format=ndjson more.mail
	says "bounce-parse: more.mail: the $packer data ends at byte $(wc -c <packed.mail), and what follows is none" "$packer with something behind it"
	sed 's|more.mail|FILE|' out | cmp -s - want || fail "$packer with something behind it: mails are missing"
	cat packed.mail packed.mail >both.mail
	status 0 "$BOUNCE_PARSE" --format=ndjson both.mail
	[ "$(wc -l <out)" -eq 324 ] || fail "$packer twice in a file: $(wc -l <out) mails"
done
cat "$story" | "$BOUNCE_PARSE" --format=ndjson - | sed 's|"source":"-"|"source":"FILE"|' | cmp -s - want || fail 'a pipe: other mails than in the file itself'

# A Maildir with subfolders, a compressed mail in it as Dovecot writes them, and an index beside it

mail () { # NUMBER
	printf 'From: a@example.org\nTo: b@example.org\nSubject: %s\n\nHello.\n' "$1"
}

mkdir -p Maildir/cur Maildir/new Maildir/tmp Maildir/.Sent/cur Maildir/.Sent/new Maildir/.Sent/tmp
case $packers in *gzip*) mail 1 | gzip -c ;; *) mail 1 ;; esac >Maildir/cur/1.a:2,S
mail 2 >Maildir/new/2.b
mail 3 >Maildir/.Sent/cur/1.c:2,S
printf '3 V1 N2\n1 :1.a\n' >Maildir/dovecot-uidlist
status 0 "$BOUNCE_PARSE" --format=ndjson Maildir
sources 'Maildir/cur/1.a:2,S:0 other
Maildir/new/2.b:0 other
Maildir/.Sent/cur/1.c:2,S:0 other' 'a Maildir with subfolders'

# An MH folder, and one of single mails and mboxes

mkdir -p Mail/inbox/sub Mail/outbox
echo 'cur: 9' >Mail/inbox/.mh_sequences
for i in 10 9 ,8 sub/1; do mail $i >Mail/inbox/$i; done
mail 1 >Mail/outbox/1
status 0 "$BOUNCE_PARSE" --format=ndjson Mail
sources 'Mail/inbox/9:0 other
Mail/inbox/10:0 other
Mail/inbox/sub/1:0 other
Mail/outbox/1:0 other' 'an MH folder'

mkdir -p folder/below
mail 1 >folder/a.eml
{ echo 'From a Mon Apr 11 00:00:00 2005'; mail 2; echo; echo 'From a Mon Apr 11 00:00:00 2005'; mail 3; } >folder/b.mbox
mail 4 >folder/below/c.eml
ln -s .. folder/below/up
status 0 "$BOUNCE_PARSE" --format=ndjson folder
sources 'folder/a.eml:0 other
folder/b.mbox:32 other
folder/b.mbox:122 other
folder/below/c.eml:0 other' 'a folder of mails and mboxes'

# What is no mail is refused by its name, and is no mail without a bounce

printf '\211PNG\r\n\032\n\000\000\000\rIHDR' >folder/picture.png
printf 'SQLite format 3\000' >folder/below/base.db
printf 'A letter of no form.\n' >folder/text
: >folder/empty
status 2 "$BOUNCE_PARSE" --format=ndjson folder
[ "$(wc -l <out)" -eq 4 ] || fail "a folder with other files has $(wc -l <out) mails"
none='no mail: it does not begin with a header field'
says "bounce-parse: folder/picture.png: $none
bounce-parse: folder/text: $none
bounce-parse: folder/below/base.db: $none" 'a folder with other files'
status 2 "$BOUNCE_REPORT" --format=json folder
python3 -c 'import json; i = json.load(open("out")); assert i["messages_read"] == 4 and i["kinds"] == {"other": 4}, i' ||
	fail 'a folder with other files: what is no mail is counted'
status 2 "$BOUNCE_PARSE" folder/picture.png
says "bounce-parse: folder/picture.png: $none" 'a picture'
[ ! -s out ] || fail 'a picture is printed as a mail'
status 2 "$BOUNCE_PARSE" folder/picture.png folder/a.eml
[ -s out ] || fail 'a mail behind a picture is not read'
printf 'A letter of no form.\n' | "$BOUNCE_PARSE" >out 2>err
[ $? -eq 2 ] || fail 'text from a pipe is taken for a mail'
says "bounce-parse: -: $none" 'text from a pipe'

# Folders without any mail

mkdir -p none/.git none/below
status 2 "$BOUNCE_PARSE" none
says 'bounce-parse: none: a folder without any mail' 'a folder without a file'
mkdir -p none/cur none/new none/tmp
status 1 "$BOUNCE_PARSE" none

# The same mails twice are counted once, in whatever they are kept

rm -rf once
python3 - "$story" <<'END'
import mailbox, os, sys
box = mailbox.mbox(sys.argv[1])
os.mkdir("once")
for i, message in enumerate(box):
	raw = box.get_bytes(i).rstrip(b"\n") + b"\n"
	extra = b"X-Mozilla-Status: 0001\n" if i % 2 else b"Return-Path: <>\nDelivered-To: owner@example.org\n"
	with open("once/%d" % (i + 1), "wb") as out:
		out.write((extra + raw).replace(b"\n", b"\r\n") if i % 3 == 0 else extra + raw)
END
status 0 "$BOUNCE_REPORT" --format=json "$story"
cp out alone
for files in "$story once" "once $story" "$story $story once"; do
	status 0 "$BOUNCE_REPORT" --format=json $files
	python3 - $files <<'END' || fail "bounce-report of $files"
import json, sys
alone, both = json.load(open("alone")), json.load(open("out"))
times = len(sys.argv) - 1
assert both["messages_read"] == 162 * times and both["duplicates"] == 162 * (times - 1), (both["messages_read"], both["duplicates"])
assert alone["duplicates"] == 0
for one in (alone, both):
	del one["messages_read"], one["duplicates"]
	for cluster in one["clusters"]:
		cluster["messages"] = len(cluster["messages"])
assert alone == both, [key for key in alone if alone[key] != both[key]]
END
done
status 0 "$BOUNCE_REPORT" "$story" once
grep -q 'Given more than once, and counted once: 162 mails\.' out || fail 'bounce-report does not say what was given twice'
status 0 "$BOUNCE_REPORT" "$story"
! grep -q 'more than once' out || fail 'bounce-report of one file says that mails were given twice'

# Memory is that of the largest mail, and not of the file: 300 MB in 100. Sanitizers have a memory of their own.

large () {
	python3 - "$story" <<'END'
import sys
story = open(sys.argv[1], "rb").read()
large = b"\nFrom a Mon Apr 11 00:00:00 2005\nFrom: a@example.org\nSubject: large\n\n" + b"a line of a mail of two million bytes\n" * 54000 + b"\n"
for _ in range(130):
	sys.stdout.buffer.write(story + large)
END
}

if [ "${SANITIZERS:-no}" = no ]; then
	size=$(large | wc -c)
	[ "$size" -gt 300000000 ] || fail "the large mbox has $size bytes"
	for packer in cat $packers; do
		[ $packer = cat ] || large | $packer -1 -c >large.mail
		(
			ulimit -v 100000
			case $packer in
			cat) large | "$BOUNCE_REPORT" --format=json - ;;
			*) "$BOUNCE_REPORT" --format=json large.mail ;;
			esac >out 2>err
		) || fail "$size bytes by $packer do not fit: $(head -n 1 err)"
		python3 -c 'import json; i = json.load(open("out")); assert i["messages_read"] == 130 * 163 and i["bounces"] == 150, i["messages_read"]' ||
			fail "$size bytes by $packer are not all read"
	done
fi

[ $failed -eq 0 ] || exit 1
