#!/bin/sh
# check-replies.sh - bounce-parse --replies: lists of replies, logs of four servers, and what is neither
#
# In: BOUNCE_PARSE, top_srcdir. tests/logs/ has a log of each server, and beside it what each refusal in it is: reply code, status,
# command, receiver, recipient, reply. Out: one line for each thing that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u
: "${BOUNCE_PARSE:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
logs=$top_srcdir/tests/logs

has () { # FILE TEXT WHAT
	grep -qF -e "$2" "$1" || { fail "$3: no \"$2\" in:"; cat "$1"; }
}

# python CODE WHAT: a program that ends with an error where something is not as it should be
python () {
	python3 -c "$1" 2>python.err || fail "$2: $(tail -n 1 python.err)"
}

# said WANTED WHAT: the lines that were printed
said () {
	[ "$(cat out)" = "$(printf "$1")" ] || { fail "$2: not what was expected:"; cat out; }
}

# Logs: what a log says of each refusal, and that its words are classified

for server in postfix exim sendmail opensmtpd; do
	status 0 "$BOUNCE_PARSE" --replies "$logs/$server.maillog"
	cut -f 4- out | diff "$logs/$server.tsv" - >diff || { fail "$server: other refusals:"; cat diff; }
	[ ! -s err ] || fail "$server: $(cat err)"
	for words in 'user-unknown	hard	phrase	550	5.1.1' 'mailbox-full	soft	phrase	452	4.2.2' 'host-unknown	hard	phrase	-'; do
		has out "$words" "$server"
	done
	gzip <"$logs/$server.maillog" >packed
	status 0 "$BOUNCE_PARSE" --replies packed
	cut -f 4- out | cmp -s - "$logs/$server.tsv" || fail "$server: compressed, it says otherwise"
	"$BOUNCE_PARSE" --replies <"$logs/$server.maillog" >out 2>err || fail "$server from standard input: $?"
	cut -f 4- out | cmp -s - "$logs/$server.tsv" || fail "$server: from standard input, it says otherwise"
done
status 0 "$BOUNCE_PARSE" --replies "$logs/exim.maillog"
has out 'blocked	soft	phrase	554	5.7.1	CONN' 'the greeting'

# Several servers share a log, with syslog's own forms of a line; the program of a server may have another name.

sed 's/^/<22>/' "$logs/postfix.maillog" >shared
sed 's/^\([^ ]*\) \([^ ]*\) /<22>1 \1T\2Z mail exim 7 - - /' "$logs/exim.maillog" >>shared
printf '%s\n' '-- Boot 0123 --' '' >>shared
cat "$logs/sendmail.maillog" "$logs/opensmtpd.maillog" >>shared
status 0 "$BOUNCE_PARSE" --replies shared
cut -f 4- out >have
cat "$logs/postfix.tsv" "$logs/exim.tsv" "$logs/sendmail.tsv" "$logs/opensmtpd.tsv" >want
cmp -s have want || { fail 'a shared log:'; diff want have; }
sed 's|postfix/|out/|' "$logs/postfix.maillog" >renamed
status 1 "$BOUNCE_PARSE" --replies renamed
status 0 "$BOUNCE_PARSE" --replies --log=postfix renamed
cut -f 4- out | cmp -s - "$logs/postfix.tsv" || fail '--log=postfix of a renamed Postfix'
status 0 "$BOUNCE_PARSE" --replies --log=auto "$logs/postfix.maillog"

# JSON: every key is in doc/record.md, and absent where nothing is known

status 0 "$BOUNCE_PARSE" --replies --format=ndjson "$logs/postfix.maillog"
python '
import json, os, re
records = [json.loads(line) for line in open("out")]
page = open(os.environ["top_srcdir"] + "/doc/record.md", encoding="utf-8").read()
named = set(re.findall("`([a-z_]+)`", page[page.index("# A reply, as JSON"):]))
assert {key for r in records for key in r} <= named, {key for r in records for key in r} - named
assert records[0] == {"source": os.environ["top_srcdir"] + "/tests/logs/postfix.maillog", "line": 7, "recipient": "unknown@example.net",
	"receiver": "mx.example.net", "command": "RCPT", "action": "failed", "reply": "550 5.1.1 <unknown@example.net>: User unknown",
	"status": "5.1.1", "reply_code": 550, "reason": "user-unknown", "permanence": "hard", "reason_source": "phrase"}, records[0]
assert records[1]["action"] == "delayed", records[1]
assert "receiver" not in records[4] and "command" not in records[4] and "reply_code" not in records[4], records[4]' '--format=ndjson'
status 0 "$BOUNCE_PARSE" -r --format=json "$logs/postfix.maillog" "$logs/exim.maillog"
python 'import json; assert len(json.load(open("out"))) == 21' '--format=json'
status 0 "$BOUNCE_PARSE" -r --format=ndjson --append kept "$logs/exim.maillog"
status 0 "$BOUNCE_PARSE" -r --format=ndjson --append kept "$logs/exim.maillog"
python 'import json; assert len([json.loads(line) for line in open("kept")]) == 20' '--append'

# Lists: a reply, or host, domain, command and reply; what is known beside the words decides with them

printf '\357\273\277550 5.1.1 User unknown\r\n\n  \nmx0.charter.net\t-\tRCPT\t550 5.1.0 sender rejected. AUP#In-1310\n' >list
printf -- '-\tcharter.net\t\t550 5.1.0 sender rejected. AUP#In-1310\n\t\tMAIL FROM\t550 no\ttab\n250 2.1.5 Ok' >>list
status 0 "$BOUNCE_PARSE" --replies list
said 'user-unknown\thard\tphrase\t550\t5.1.1\t-\t-\t-\t550 5.1.1 User unknown
rate-limited\tsoft\treceiver\t550\t5.1.0\tRCPT\tmx0.charter.net\t-\t550 5.1.0 sender rejected. AUP#In-1310
rate-limited\tsoft\treceiver\t550\t5.1.0\t-\t-\tcharter.net\t550 5.1.0 sender rejected. AUP#In-1310
rejected\tsoft\tderived\t550\t-\tMAIL FROM\t-\t-\t550 no\\u0009tab
delivered\tnone\tderived\t250\t2.1.5\t-\t-\t-\t250 2.1.5 Ok' 'a list'
status 0 "$BOUNCE_PARSE" --replies --format=ndjson list
python '
import json
records = [json.loads(line) for line in open("out")]
assert [r["line"] for r in records] == [1, 4, 5, 6, 7], records
assert records[2]["domain"] == "charter.net" and "action" not in records[2], records[2]
assert records[3]["reply"] == "550 no\ttab" and records[3]["command"] == "MAIL FROM", records[3]' 'a list as JSON'
printf '[mailbox-full]\nzzyzx\n' >own.phrases
echo '550 zzyzx' >one
status 0 "$BOUNCE_PARSE" --replies --phrases own.phrases one
has out 'mailbox-full	soft	phrase	550' '--phrases'

# What cannot be read is counted, and what can be is printed

printf '550 5.1.1 User unknown\na\tb\n552 5.2.2 full\na\tb\tc\n' >bad
status 2 "$BOUNCE_PARSE" --replies bad
[ "$(wc -l <out)" -eq 2 ] || fail "bad lines of a list: $(cat out)"
has err 'bounce-parse: bad:2: expected a reply, or HOST, DOMAIN, COMMAND and REPLY with tabs between; 2 lines cannot be read, this is the first' \
	'bad lines of a list'
{ head -n 7 "$logs/postfix.maillog"; echo '550 5.1.1 a reply in a log'; } >bad.log
status 2 "$BOUNCE_PARSE" --replies bad.log
[ "$(wc -l <out)" -eq 1 ] || fail "a bad line of a log: $(cat out)"
has err "bounce-parse: bad.log:8: expected a line of a mail server's log; 1 line cannot be read" 'a bad line of a log'
status 2 "$BOUNCE_PARSE" --replies --log=postfix one
has err 'bounce-parse: one:1: expected a line of' '--log of a list'
status 2 "$BOUNCE_PARSE" --replies missing one .
[ "$(wc -l <out)" -eq 1 ] && [ "$(wc -l <err)" -eq 2 ] || fail "a file among a missing one and a folder: $(cat out err)"
has err 'bounce-parse: missing: No such file or directory' 'a missing file'
has err 'bounce-parse: .: Is a directory' 'a folder'
head -c 60 packed >cut.gz
status 2 "$BOUNCE_PARSE" --replies cut.gz
has err 'bounce-parse: cut.gz:' 'a cut gzip file'
: >empty
status 1 "$BOUNCE_PARSE" --replies empty
[ ! -s out ] || fail "an empty file: $(cat out)"
head -n 5 "$logs/postfix.maillog" >none.log
status 1 "$BOUNCE_PARSE" --replies none.log

# Bytes that are no text: the terminal is not painted, JSON stays JSON

{ head -c 300000 /dev/urandom; echo; head -c 1000000 /dev/zero; echo; head -c 1000000 /dev/zero | tr '\0' '5'; } >garbage
printf '550 \033]0;owned\007\033[2J\302\233[31m\342\200\256 5.1.1 \377 User unknown\n' >>garbage
for format in text ndjson; do
	"$BOUNCE_PARSE" --replies --format=$format garbage >out 2>err
	[ $? -eq 2 ] || [ ! -s err ] || fail "garbage, --format=$format: $(cat err)"
	[ -s out ] || fail "garbage, --format=$format: nothing"
done
python '
import json
for line in open("out", encoding="utf-8"):
	json.loads(line)' 'garbage as JSON'
"$BOUNCE_PARSE" --replies garbage >out 2>err
python '
import re
assert not re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", open("out", encoding="utf-8").read())' 'garbage on a terminal'
for server in postfix exim sendmail opensmtpd; do
	python "
import random
random.seed (1)
lines = open('$logs/$server.maillog', 'rb').read().split(b'\n')
out = open('mutated', 'wb')
for i in range(3000):
	line = bytearray(random.choice(lines))
	for _ in range(random.randrange(1, 4)):
		at = random.randrange(20, len(line) + 1) if len(line) > 20 else 0
		line[at:at + random.choice((0, 1, 200))] = random.choice((b'', b'[', b']', b'<', b'>', b'\"', b'(', b')', b': ', b', stat=', b' relay=\"', b'\\\\n', b'\xff'))
	out.write(line + b'\n')" 'cutting a log up'
	"$BOUNCE_PARSE" --replies mutated >out 2>err
	had=$?
	[ $had -eq 0 ] || [ $had -eq 2 ] || fail "$server: status $had of a log that was cut up"
done

# The measure of tests/replies: its figures, by hand; that the test half stays closed; and that the set in the tree is whole

evaluate () { # STATUS ARGUMENT...
	wanted=$1
	shift
	status "$wanted" python3 -B "$top_srcdir/tests/evaluate-replies.py" "$@" "$BOUNCE_PARSE"
}

mkdir set
python '
import csv, hashlib
columns = "id language service source seen command text reason permanence also note".split()
ids = {"d": [], "t": []}
for n in range(1000):
	ids["t" if hashlib.sha256(f"x{n}".encode()).hexdigest()[0] in "89abcdef" else "d"].append(f"x{n}")
def row(half, language, command, text, reason, permanence, also="-"):
	return [ids[half].pop(), language, "x", "x", "-", command, text, reason, permanence, also, "-"]
english = [row("d", "en", "RCPT", "550 5.1.1 User unknown", "user-unknown", "hard"),
	row("d", "en", "RCPT", "550 5.1.1 User unknown, first", "blocked", "soft"),
	row("d", "en", "-", "452 4.2.2 Mailbox full", "system-full", "soft", "on-hold,mailbox-full"),
	row("t", "en", "RCPT", "550 5.1.1 User unknown, second", "mailbox-full", "soft")]
other = [row("d", "de", "MAIL", "550 no", "user-unknown", "hard")]
for name, rows in (("english", english), ("other", other)):
	with open(f"set/{name}.tsv", "w", encoding="utf-8") as f:
		for line in [columns, *rows]:
			f.write("\t".join(line) + "\n")' 'a set of five'
evaluate 0 --replies set
tr -s ' ' <out >squeezed
has squeezed 'all 4 25.0 % 50.0 % 50.0 % 1 25.0 % 1 25.0 %' 'all'
has squeezed 'command named 3 33.3 % 33.3 % 33.3 % 1 33.3 % 1 33.3 %' 'with a command'
has squeezed 'no command 1 0.0 % 100.0 % 100.0 % 0 0.0 % 0 0.0 %' 'without a command'
has squeezed 'de 1 0.0 % 0.0 % 0.0 % 0 0.0 % 1 100.0 %' 'a language'
evaluate 0 --replies set --misses 1
has out 'RCPT: user-unknown, hard, by phrase; wanted blocked, soft' 'a miss'
[ "$(grep -c wanted out)" -eq 1 ] || fail "--misses 1 shows $(grep -c wanted out)"
evaluate 0 --replies set --half=both
tr -s ' ' <out >squeezed
has squeezed 'all 5 20.0 % 40.0 % 40.0 % 2 40.0 % 1 20.0 %' 'both halves'
for half in test both; do
	evaluate 2 --replies set --half=$half --misses 1
	[ ! -s out ] || fail "--half=$half --misses shows: $(cat out)"
	has err 'replies of the test half are not shown' "--half=$half --misses"
done
for arguments in '--half=third' '--misses x' '--misses -1' '--replies nowhere' '--no-such-option'; do
	evaluate 2 $arguments
	has err 'evaluate-replies.py: error: ' "$arguments"
done
sed '2s/	/ /' set/other.tsv >other && mv other set/other.tsv
evaluate 2 --replies set
has err 'set/other.tsv:2: expected 11 values' 'a line of ten values'
evaluate 0
has out 'all ' 'the set in the tree'

# Wrong use

for arguments in '--log=postfix' '--replies --log=qmail' '--replies --deliver' '--replies --format=xml' \
	'--replies --format=json --append=kept' '--replies --set nonsense'; do
	wanted=2
	case $arguments in *--deliver*) wanted=75 ;; esac
	status $wanted "$BOUNCE_PARSE" $arguments one
	has err 'bounce-parse: ' "$arguments"
	[ ! -s out ] || fail "$arguments: prints $(cat out)"
done

[ $failed -eq 0 ] || exit 1
