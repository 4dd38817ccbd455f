#!/bin/sh
# check-programs.sh - bounce-parse and bounce-report as a user meets them: options, exit status, bad input, the two stories; what
# bounce-report says in words is looked at by check-report.sh
#
# In: BOUNCE_PARSE and BOUNCE_REPORT, the programs; top_srcdir.  Out: one line for each thing that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${BOUNCE_PARSE:?}" "${BOUNCE_REPORT:?}" "${top_srcdir:=.}"
export BOUNCE_REPORT
. "$top_srcdir/tests/helpers.sh"
demo=$top_srcdir/tests/demo

has () { # FILE TEXT WHAT
	grep -qF -e "$2" "$1" || fail "$3: no \"$2\""
}

# python CODE WHAT: a program that ends with an error where something is not as it should be
python () {
	python3 -c "$1" 2>python.err || fail "$2: $(tail -n 1 python.err)"
}

bounce () { # SUBJECT ADDRESS
	printf 'From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: %s\n' "$1"
	printf 'Date: Mon, 11 Apr 2005 09:00:00 +0900\nMIME-Version: 1.0\n'
	printf 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
	printf -- '--b\n\nIt could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\n'
	printf 'Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n\n' "$2"
	printf -- '--b\nContent-Type: message/rfc822\n\n'
	printf 'Received: from there ([192.0.2.9]) by mx.example.net with SMTP id 1; Mon, 11 Apr 2005 08:59:00 +0900\n'
	printf 'From: owner@example.org\nTo: %s\nSubject: %s\nMessage-ID: <1@example.org>\n\nHello.\n\n--b--\n' "$2" "$1"
}

# Help, version, wrong use

for program in "$BOUNCE_PARSE" "$BOUNCE_REPORT"; do
	name=$(basename "$program")
	status 0 "$program" --help
	has out 'Exit status' "$name --help"
	status 0 "$program" --version
	has out "$name (libbounce) " "$name --version"
	status 2 "$program" --no-such-option
	has err "$name: " "$name with a wrong option"
	status 2 "$program" --format=xml /dev/null
	has err "$name: xml: " "$name with a wrong format"
	status 2 "$program" --set nonsense /dev/null
	status 2 "$program" --set no.such.key=1 /dev/null
	for option in --network --shared-network --domain --host --sender --forwarder --spf --dkim-key; do
		status 2 "$program" "$option=not a value" /dev/null
		has err 'not a value' "$name $option"
	done
	status 2 "$program" --sent=missing.ids /dev/null
	status 2 "$program" --home missing.home /dev/null
	has err "$name: missing.home: " "$name with settings that are not there"
	status 2 "$program" --dialects missing.folder /dev/null

	status 2 "$program" missing
	has err "$name: missing: No such file or directory" "$name of a missing file"
	: >empty
	status 1 "$program" empty
	mkdir -p folder
	status 2 "$program" folder
	has err "$name: folder: a folder without any mail" "$name of a folder"
done
status 2 "$BOUNCE_PARSE" --format=json missing
python 'import json; assert json.load(open("out")) == []' 'bounce-parse --format=json of nothing'
printf 'Subject: hello\n\nHello.\n' >letter
status 0 "$BOUNCE_PARSE" letter
status 1 "$BOUNCE_REPORT" letter
if [ -w /dev/full ]; then
	"$BOUNCE_PARSE" letter >/dev/full 2>err && fail 'bounce-parse to a full disk ends well'
	has err 'bounce-parse: standard output: ' 'bounce-parse to a full disk'
fi

# Standard input, named and not

bounce 'Undeliverable' one@example.net >one
for dash in '' -; do
	"$BOUNCE_PARSE" --format=ndjson $dash <one >out 2>err || fail "bounce-parse $dash of standard input: $?"
	python '
import json
record = json.loads(open("out").read())
assert list(record)[:2] == ["source", "offset"], list(record)
assert record["source"] == "-" and record["kind"] == "failure", record
assert [r["address"] for r in record["recipients"]] == ["one@example.net"], record' "bounce-parse $dash of standard input"
	"$BOUNCE_REPORT" $dash <one >out 2>err || fail "bounce-report $dash of standard input: $?"
done

# A bounce that nobody dated

bounce 'Undeliverable' one@example.net | sed '/^Date: /d; /^Received: /d' >undated
status 0 "$BOUNCE_REPORT" undated
has out 'No bounce is dated.' 'bounce-report of an undated bounce'
status 0 "$BOUNCE_REPORT" --format=json undated
python 'import json; i = json.load(open("out")); assert i["bounces"] == 1 and "first" not in i, i' 'bounce-report --format=json of an undated bounce'

# One bad among the good: in an mbox, among files, in a Maildir

{
	echo 'From a Mon Apr 11 00:00:00 2005'
	bounce 'Undeliverable' one@example.net
	echo
	echo 'From b Mon Apr 11 00:00:01 2005'
	printf 'Content-Type: multipart/report; boundary="never\nX: \001\033[31m\377\376\n\200: \n\n--never\n\000\000\000\n\n'
	echo 'From c Mon Apr 11 00:00:02 2005'
	bounce 'Undeliverable' two@example.net
} >mixed
status 0 "$BOUNCE_PARSE" --format=ndjson mixed
python '
import json
records = [json.loads(line) for line in open("out")]
assert len(records) == 3, len(records)
assert [r["recipients"][0]["address"] for r in (records[0], records[2])] == ["one@example.net", "two@example.net"]
data = open("mixed", "rb").read()
assert all(data[r["offset"]:].startswith((b"From: ", b"Content-Type: ")) for r in records), [r["offset"] for r in records]
assert all(r["source"] == "mixed" for r in records)' 'bounce-parse of a bad message among good ones'
status 0 "$BOUNCE_PARSE" --format=json mixed one
python 'import json; assert len(json.load(open("out"))) == 4' 'bounce-parse --format=json'
status 2 "$BOUNCE_PARSE" --format=ndjson missing one folder mixed
python 'assert len(open("out").readlines()) == 4' 'bounce-parse of readable files among others'
[ "$(wc -l <err)" -eq 2 ] || fail "two files cannot be read, $(wc -l <err) lines say so"
status 2 "$BOUNCE_REPORT" --format=json missing mixed
python 'import json; assert json.load(open("out"))["bounces"] == 2' 'bounce-report of a readable file beside a missing one'

mkdir -p Maildir/cur Maildir/new Maildir/tmp
cp one Maildir/new/1.one
bounce 'Undeliverable' two@example.net >Maildir/cur/2.two:2,S
status 0 "$BOUNCE_PARSE" --format=ndjson Maildir
python '
import json
records = [json.loads(line) for line in open("out")]
assert sorted(r["source"] for r in records) == ["Maildir/cur/2.two:2,S", "Maildir/new/1.one"], records
assert all(r["offset"] == 0 for r in records), records' 'bounce-parse of a Maildir'
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 Maildir/new/1.one
	status 2 "$BOUNCE_PARSE" --format=ndjson Maildir
	has err 'Maildir/new/1.one: ' 'bounce-parse of a Maildir with a locked message'
	[ "$(wc -l <out)" -eq 1 ] || fail 'a locked message of a Maildir stops the rest'
fi

# A mail that would paint the terminal: ESC, CSI as one character, right-to-left override, in Subject and in the address

escape=$(printf '\033]0;owned\007\033[2J\302\233[31m\342\200\256')
bounce "$escape =?utf-8?Q?=1B[2J=C2=9B=E2=80=AE?=" "x$escape@example.net" >escapes
status 0 "$BOUNCE_PARSE" escapes "$here/./escapes"
has out '\u001b' 'bounce-parse of escapes'
status 0 "$BOUNCE_REPORT" escapes
for program in "$BOUNCE_PARSE" "$BOUNCE_REPORT"; do
	"$program" escapes >out 2>err
	python '
import re
text = open("out", encoding="utf-8").read()
bad = re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
assert not bad, bad' "$(basename "$program") of escapes"
done
"$BOUNCE_PARSE" --format=ndjson escapes >out 2>err
python 'import json; json.loads(open("out").read()); assert "\x1b" not in open("out").read()' 'bounce-parse --format=ndjson of escapes'

# The two stories, with nothing but the mailbox and with settings

for story in relayed forged; do
	mailbox=$demo/story-$story.mbox
	python3 "$demo/make-story.py" $story | cmp -s - "$mailbox" || fail "make-story.py $story does not make story-$story.mbox"
	for home in '' "--home=$demo/story.home"; do
		what="bounce-report $home of the $story story"
		status 0 "$BOUNCE_REPORT" $home --format=json "$mailbox"
		python '
import json, sys
i = json.load(open("out"))
have = [i[key] for key in ("messages_read", "bounces", "recipients", "originals", "copies")]
assert have == [162, 150, 2250, 150, 2250], have
assert i["kinds"]["failure"] == 150, i["kinds"]
assert i["verdict"]["cause"] == "'$story'", (i["verdict"]["cause"], i["verdict"]["posterior"])
assert [(b["host"], b["bounces"], b["recipients"]) for b in i["bouncers"]] == [("mail.portal.example", 150, 2250)], i["bouncers"]
assert sum(step["bounces"] for step in i["timeline"]) == 150
assert i["first"].startswith("2005-04-11T") and i["last"].startswith("2005-04-13T"), (i["first"], i["last"])' "$what"
		status 0 "$BOUNCE_REPORT" $home "$mailbox"
		head -n 1 out | grep -qi "$story:" || fail "$what begins with \"$(head -n 1 out)\""
		for text in '150 bounces' '2,250' 'mail.portal.example' 'What to ask your provider' 'What is unknown'; do
			has out "$text" "$what"
		done
		[ "$(wc -L <out)" -le 80 ] || fail "$what has lines wider than 80 columns"
	done
done
python '
import json, subprocess, os
surer = []
for home in [], ["--home=" + "'"$demo"'/story.home"]:
    out = subprocess.run([os.environ["BOUNCE_REPORT"], "--format=json", *home, "'"$demo"'/story-forged.mbox"], capture_output=True).stdout
    surer.append(json.loads(out)["verdict"]["posterior"]["forged"])
assert surer[1] > surer[0], surer' 'settings make the forged story surer'

status 1 "$BOUNCE_REPORT" --letter "$demo/story-forged.mbox"
has err 'bounce-report: no letter: ' 'no letter of the forged story'
[ ! -s out ] || fail 'there is a letter of the forged story'
status 1 "$BOUNCE_REPORT" --letter empty
status 2 "$BOUNCE_PARSE" --letter one
status 2 "$BOUNCE_REPORT" --letter --format=json "$demo/story-relayed.mbox"
has err '--letter is text' 'bounce-report --letter --format=json'
for argument in 'owner' 'a@example.org b@example.org' 'Owner <owner@example.org>' ''; do
	status 2 "$BOUNCE_REPORT" --letter --from="$argument" "$demo/story-relayed.mbox"
	has err '--from takes an address' "bounce-report --from='$argument'"
done
status 2 "$BOUNCE_REPORT" --from=owner@example.org one
has err '--from goes with --letter' 'bounce-report --from without --letter'
status 2 "$BOUNCE_REPORT" --attachment=ids.csv one
has err '--attachment goes with --letter' 'bounce-report --attachment without --letter'
status 2 "$BOUNCE_REPORT" --letter --attachment=missing/ids.csv "$demo/story-relayed.mbox"
has err 'missing/ids.csv' 'an attachment in no folder'
[ ! -s out ] || fail 'there is a letter whose attachment there is not'

# Ledgers and keys as settings

printf '# complete since 2000-01-01\n<1@example.org>\n' >ledger
status 0 "$BOUNCE_PARSE" --format=ndjson --set ledger.sent=ledger --set home.domain=example.org one
python 'import json; v = json.loads(open("out").read())["verdict"]; assert [e["outcome"] for e in v["evidence"] if e["group"] == "sent"] == ["hit"], v' \
	'a ledger that knows the mail'
printf '# complete since 2000-01-01\n' >ledger
status 0 "$BOUNCE_PARSE" --format=ndjson --set ledger.sent=ledger --set home.domain=example.org one
python 'import json; v = json.loads(open("out").read())["verdict"]; assert [e["outcome"] for e in v["evidence"] if e["group"] == "sent"] == ["miss"], v' \
	'a ledger that does not know the mail'
cp out set.out
status 0 "$BOUNCE_PARSE" --format=ndjson --sent=ledger --domain=example.org one
cmp -s out set.out || fail 'an option says another thing than its setting'
status 2 "$BOUNCE_PARSE" --set ledger.sent=missing.ledger one
has err 'missing.ledger' 'a ledger that is not there'
status 2 "$BOUNCE_PARSE" --set 'home.dkim_key=s1 example.org nonsense' one
has err 'expected SELECTOR DOMAIN KEY' 'a key that is none'
printf 'home.dkim_key = brisbane example.org v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\nhome.signs_all = yes\n' >keys.home
status 0 "$BOUNCE_PARSE" --format=ndjson --home keys.home one
python 'import json; v = json.loads(open("out").read())["verdict"]; assert [e["outcome"] for e in v["evidence"] if e["group"] == "crypto"] == ["absent"], v' \
	'a mail without the signature that all have'

# Fields of the returned message

sed 's/^Message-ID: /X-Campaign-Id: =?utf-8?q?herbst_=C3=A4?=\nX-Sent-To: one,\n two\nX-Campaign-ID: again\n&/' one >campaign
status 0 "$BOUNCE_PARSE" --format=ndjson --original-field=x-campaign-id --original-field=X-Sent-To --original-field=X-None campaign
python '
import json
fields = json.loads(open("out").read())["original"]["fields"]
assert fields == {"x-campaign-id": ["herbst \u00e4", "again"], "X-Sent-To": ["one, two"]}, fields' 'bounce-parse --original-field'
status 0 "$BOUNCE_PARSE" --format=ndjson campaign
python 'import json; assert "fields" not in json.loads(open("out").read())["original"]' 'bounce-parse without --original-field'
printf 'original.field = X-Sent-To\n' >fields.home
status 0 "$BOUNCE_PARSE" --format=ndjson --home=fields.home one
python 'import json; assert json.loads(open("out").read())["original"]["fields"] == {}' 'a field that is not there'
status 0 "$BOUNCE_PARSE" --original-field=X-Campaign-ID campaign
has out '    X-Campaign-Id: herbst ' 'bounce-parse --original-field as text'
has out '    X-Campaign-ID: again' 'bounce-parse --original-field as text, the second'
for name in 'X-Campaign-Id:' 'two words' '' 'a"b'; do
	status 2 "$BOUNCE_PARSE" --original-field="$name" one
	has err 'expected the name of a header field' "bounce-parse --original-field='$name'"
done

# Whom a return path names

sed 's/^To: owner@example.org/To: list-bounces+neko=example.com@example.org/' one >verp
status 0 "$BOUNCE_PARSE" --format=ndjson verp
python '
import json
verp = json.loads(open("out").read())["verp"]
assert (verp["form"], verp["user"], verp["domain"], verp["base"]) == ("recipient", "neko", "example.com", "list-bounces@example.org"), verp' 'a return path that names the recipient'
status 0 "$BOUNCE_PARSE" verp
has out 'return path  recipient neko@example.com' 'bounce-parse of a return path that names the recipient'
sed 's/^To: owner@example.org/To: n.7.abc@example.org/' one >verp
status 0 "$BOUNCE_PARSE" --set 'home.verp=n.*@example.org' verp
has out 'return path  id 7.abc' 'a return path of the owner'"'"'s own form'

# What stops an address, as the operator has it

permanence () { # WANTED WHAT [OPTION...]
	want=$1 what=$2
	shift 2
	status 0 "$BOUNCE_PARSE" --format=ndjson "$@" one
	python 'import json; r = json.loads(open("out").read())["recipients"][0]; assert r["permanence"] == "'"$want"'", r' "$what"
}
permanence hard 'an unknown user'
permanence soft 'an unknown user who is to be tried again' --set permanence.user-unknown=soft
permanence hard 'a code that goes before the reason' --set permanence.user-unknown=soft --set permanence.5.1.1=hard
printf 'receiver ours\nrecipient example.net\n' >ours.receiver
printf '# ours\npermanence.user-unknown@ours = soft\n' >ours.home
permanence soft 'a receiver of --phrases' --phrases=ours.receiver --home=ours.home
permanence soft 'a domain' --set permanence.@example.net=soft
permanence hard 'another domain' --set permanence.@example.com=soft
printf 'user-unknown\tsoft\tours\n' >permanence.tsv
permanence soft 'a table of rows' --phrases=permanence.tsv
status 2 "$BOUNCE_PARSE" --home=ours.home one
has err 'ours.home:2: permanence.user-unknown@ours: expected behind @ the name of a receiver' 'a receiver without a table'
printf '\n\npermanence.suspend = sometimes\n' >wrong.home
status 2 "$BOUNCE_PARSE" --home=wrong.home one
has err 'wrong.home:3: permanence.suspend: expected hard or soft; got "sometimes"' 'a permanence that is none'
status 2 "$BOUNCE_REPORT" --set permanence.nobody=hard one
has err 'permanence.nobody: expected the name of a reason' 'a row for no reason'

[ $failed -eq 0 ] || exit 1
