#!/bin/sh
# check-report.sh - the words of bounce-report: the answer first, every number with its plural, the same texts as in tests/report-text/,
# and whatever a mail bears does no harm
#
# In: BOUNCE_REPORT, the program; top_srcdir. With UPDATE=1 the texts of tests/report-text/ are written anew, for a person to look at.
# Out: one line for each thing that is not as it should be.
#
# What the library says and reckons - the answer's sentence, the evidence, probabilities - is no part of these texts; its form is.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u
: "${BOUNCE_REPORT:?}" "${top_srcdir:=.}"
export BOUNCE_REPORT
. "$top_srcdir/tests/helpers.sh"
demo=$top_srcdir/tests/demo
texts=$top_srcdir/tests/report-text

has () { # FILE TEXT WHAT: in whatever way the lines are broken
	tr -s ' \n' '  ' <"$1" | grep -qF -e "$2" || { fail "$3: no \"$2\" in:"; cat "$1"; }
}

lacks () { # FILE TEXT WHAT
	if tr -s ' \n' '  ' <"$1" | grep -qF -e "$2"; then fail "$3: \"$2\" in:"; cat "$1"; fi
}

python () { # CODE WHAT: a program that ends with an error where something is not as it should be
	python3 -c "$1" 2>python.err || fail "$2: $(tail -n 1 python.err)"
}

# Of every text that is printed: no line is too long or ends in a blank, no control character, no line quoted twice, numbers and nouns
# go together.
cat >form.py <<'END'
import re, sys, unicodedata
text = open("out", encoding="utf-8").read()
def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
wide = [line for line in text.splitlines() if width(line) > 100]
assert not wide, ("over 100 columns", wide[0])
bad = re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
assert not bad, ("control characters", bad)
assert not re.search("[\u0300-\u036f]{9}", text), "a heap of marks"
flat = re.sub(r"\s+", " ", text)
quotes = [m.group() for m in re.finditer(r"(?m)^( *)> .*(?:\n\1  \S.*)*", text)]
twice = {quote for quote in quotes if quotes.count(quote) > 1}
assert not twice, ("quoted twice", twice)
nouns = "bounce copy message recipient mail failure reply host delay report address notification complaint hour day month year".split()
many = {"copy": "copies", "reply": "replies", "address": "addresses"}
between = r"(?: (?:different|failed|automatic|more|other))?"
for noun in nouns:
    plural = many.get(noun, noun + "s")
    wrong = re.findall(rf"(?<![\w.,:/-])1{between} {plural}\b[^,;.]*", flat)
    wrong += re.findall(rf"(?<![\w.,:/-])(?!1 )[\d,]+(?:\.\d)?{between} {noun}\b(?! is)[^,;.]*", flat)
    assert not wrong, ("number and noun", wrong)
assert "as likely in each case" not in flat and "likelier in each" not in flat
END
form () { # WHAT
	python3 form.py 2>python.err || { fail "$1: $(tail -n 1 python.err)"; }
}

# The same text as there is, but for what the library says.
cat >mask.py <<'END'
import re
text = open("out", encoding="utf-8").read()
text = re.sub(r"\A(?!Subject:).*?(?=^What to do$|\Z)", "(the answer)\n\n", text, flags=re.S | re.M) if "What to do" in text else text
text = re.sub(r"(?<=^What was found, the strongest first\n).*?(?=^\S)", "  (the evidence)\n\n", text, flags=re.S | re.M)
text = re.sub(r"(?<=^Why we are not sure:\n\n).*?(?=^\S)", "  (the doubts)\n\n", text, flags=re.S | re.M)
print(re.sub(r"\d+ %", "N %", text), end="")
END
golden () { # NAME ARGUMENT...: what is printed, but for what the library says and reckons, is as in NAME.txt
	name=$1
	shift
	status 0 "$BOUNCE_REPORT" "$@"
	form "$name"
	python3 mask.py >masked
	if [ "${UPDATE:-}" = 1 ]; then
		cp masked "$texts/$name.txt"
	elif ! diff -u "$texts/$name.txt" masked; then
		fail "$name: another text than tests/report-text/$name.txt"
	fi
}

# bounce ID [WORD...]: a report of mx.example.net on a mail that a stranger gave it. Words: delay; to=ADDRESS, one or more
bounce () {
	id=$1 action=failed code=5.1.1 to=
	shift
	for word; do
		case $word in
		delay) action=delayed code=4.4.1 ;;
		to=*) to="$to ${word#to=}" ;;
		esac
	done
	printf 'From MAILER-DAEMON Mon Apr 11 00:00:00 2005\n'
	printf 'Received: from mx.example.net (mx.example.net [198.51.100.9]) by mx.provider.example (Postfix) with ESMTP id Q%s\n' "$id"
	printf '\tfor <owner@example.org>; Mon, 11 Apr 2005 09:00:00 +0900\n'
	printf 'From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: Undeliverable\nDate: Mon, 11 Apr 2005 09:00:00 +0900\n'
	printf 'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
	printf -- '--b\n\nIt could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n'
	for address in ${to:-a@example.net}; do
		printf 'Final-Recipient: rfc822; %s\nAction: %s\nStatus: %s\n\n' "$address" $action $code
	done
	printf -- '--b\nContent-Type: message/rfc822\n\n'
	printf 'Received: from there ([192.0.2.9]) by mx.example.net with SMTP id 1%s; Mon, 11 Apr 2005 08:59:00 +0900\n' "$id"
	printf 'From: owner@example.org\nTo: a@example.net\nSubject: Cheap watches\nMessage-ID: <%s@example.org>\n\nHello.\n\n--b--\n\n' "$id"
}

# The stories, and floods of real servers

golden relayed "$demo/story-relayed.mbox"
golden relayed-home --home="$demo/story.home" "$demo/story-relayed.mbox"
golden forged "$demo/story-forged.mbox"
(cd "$demo" && "$BOUNCE_REPORT" --home=real.home real.mbox) >out 2>err || fail "real: $?"
form real
for mailbox in "$demo/story-relayed.mbox" "$demo/story-forged.mbox"; do
	# What it is, how sure and what to do stand in the first lines, then the sums, and the evidence after them.
	status 0 "$BOUNCE_REPORT" "$mailbox"
	python '
text = open("out").read()
places = [text.index(t) for t in ("How sure: ", "That means: ", "\nWhat to do\n  1. ", "\nHow much came back\n", "\nWhen\n", "\nWho bounced it\n",
	"\nWhy it was bounced\n", "\nWhat was found, the strongest first\n", "\nWhat to ask your provider\n", "\nWhat is unknown, and how to find it out\n")]
assert places == sorted(places), places
assert text[:places[2]].count("\n") <= 15, text[:places[2]]' "$mailbox: the order"
	has out '150 bounces x 15 failed recipients = 2,250 copies of 150 different messages, to 2,250 different addresses.' "$mailbox"
	has out '2,032 copies: no such mailbox (user-unknown) 218 copies: mailbox full (mailbox-full)' "$mailbox"
	has out '(12 hours without a bounce)' "$mailbox: the night"
	grep -q '^  2005-04-11 12:00 .* 15 .* 225  ##############################$' out || fail "$mailbox: no bar of the fullest hours"
done

# The evidence: the strongest first, for the answer before against it, each with how much it says, in one form

for mailbox in "$demo/story-relayed.mbox" "$demo/story-forged.mbox" "$demo/real-exim.mbox"; do
	status 0 "$BOUNCE_REPORT" "$mailbox"
	python '
import re
text = open("out").read()
part = text[text.index("\nWhat was found"):text.index("\nWhat to ask your provider\n")]
found = re.findall(r"(?m)^ +\d+\. ", part)
assert len(found) >= 3, part
# Of each the greatest factor orders it.
flat = [re.sub(r"\s+", " ", f) for f in re.split(r"(?m)^ +\d+\. ", part)[1:]]
factor = r"([\d.]+|more than 1,000) times as"
for finding in flat:
    assert re.search(factor + r" likely if \w+( or \w+)? as if \w+( or \w+)?(, [\w., ]+ times as if \w+)?\.", finding), finding
    assert finding.count("It is ") == 1, finding
' "$mailbox: the evidence"
done
python '
import json, math, os, re, subprocess
box = "'"$demo"'/story-relayed.mbox"
run = lambda *a: subprocess.run([os.environ["BOUNCE_REPORT"], *a, box], capture_output=True, text=True).stdout
verdict, text = json.loads(run("--format=json"))["verdict"], re.sub(r"\s+", " ", run())
for e in verdict["evidence"]:
    w = sorted(e["weight"].values())
    if math.exp(w[2] - w[0]) < 1.15:
        assert "tells nothing either way" in text
        continue
    times = math.exp(w[2] - w[0])
    said = "%.*f times as" % (1 if times < 9.95 else 0, times)
    assert said in text, (e["group"], said)
    body = e["text"][1:]
    assert text.count(body) >= 1, body' 'the factors are those of the JSON'

# One, two, none; of one recipient, of two, of none

bounce 1 >one
golden one --prior=0,0,1 one
has out '1 bounce x 1 failed recipient = 1 copy of 1 message, to 1 address. Read: 1 mail: 1 failure.' 'one bounce'
has out 'The bounce is of 2005-04-11 09:00 +0900.' 'one bounce'
lacks out 'from bounces copies' 'one bounce: no timeline of one line'
{ bounce 1; bounce 2 to=b@example.net; } >two
golden two --prior=0,0,1 two
has out '2 bounces x 1 failed recipient = 2 copies of 2 different messages, to 2 different addresses.' 'two bounces'
{ bounce 1; bounce 2 to=b@example.net to=c@example.net; } >uneven
status 0 "$BOUNCE_REPORT" uneven
form uneven
has out '2 bounces with 1 to 2 failed recipients each = 3 copies of 2 different messages, to 3 different addresses.' 'one and two recipients'
printf 'From a Mon Apr 11 00:00:00 2005\nSubject: hello\n\nHello.\n\n' >letter
status 1 "$BOUNCE_REPORT" letter
form 'no bounce'
has out 'No bounce was found. Read: 1 mail: 1 other mail.' 'no bounce'
: >empty
status 1 "$BOUNCE_REPORT" empty
form empty
has out 'No bounce was found. Read: 0 mails.' 'nothing'

# Each cause has its own advice; where nothing is decided, both branches

status 0 "$BOUNCE_REPORT" --prior=0,0,1 one
has out 'You need to repair nothing' 'forged'
has out 'let whoever runs the DNS of example.org publish an SPF and a DMARC record' 'forged'
has out 'What to ask your provider Nothing: his servers had no part in it.' 'forged'
bounce 1 | sed '/^Content-Type: message.rfc822/,$d' >headless # without a returned header nothing is ever decided
status 0 "$BOUNCE_REPORT" --prior=none headless
form undecided
python 'assert open("out").read().startswith("Undecided")' 'an undecided bounce'
has out 'First find out what stands under "What is unknown"' 'undecided'
python '
import re
text = re.sub(r"\s+", " ", open("out").read())
said = re.findall(r"\d\. If [\w ]+ \((\w+), (\d+) %\): ", text)
assert len(said) >= 2, text
assert [int(p) for _, p in said] == sorted((int(p) for _, p in said), reverse=True), said' 'undecided: what to do in each case'
lacks out '--letter' 'undecided: nothing is known for a letter'
status 1 "$BOUNCE_REPORT" --prior=none --letter headless

# Delays: a verdict, and no failure

bounce 1 delay >delay
status 0 "$BOUNCE_REPORT" delay
form delay
has out '1 message is delayed: its servers go on trying, and it has not failed. Read: 1 mail: 1 report of delay.' 'one delay'
{ bounce 1 delay; bounce 2 delay; } >delays
golden delays --prior=0,0,1 delays
has out '2 messages are delayed: their servers go on trying, and they have not failed.' 'two delays'
{ bounce 1 delay; bounce 1; } >both
status 0 "$BOUNCE_REPORT" both
form 'a delay that failed'
has out '1 bounce x 1 failed recipient' 'a delay that failed'
lacks out 'delayed' 'a delay that failed'
status 0 "$BOUNCE_REPORT" --format=json both
python 'import json; i = json.load(open("out")); assert (i["bounces"], i["delays"], i["verdict"]["cause"] != "") == (1, 0, True), i' 'a delay that failed'

# What is unknown: what a home network is, who took the bounces in, where his servers may stand, and the option to say it with

status 0 "$BOUNCE_REPORT" one
has out 'Your home network is the range of addresses of the mail servers that send and receive for you' 'the home network'
has out 'mx.provider.example took the bounces in for you' 'who took the bounces in'
has out '`host mx.provider.example` tells the address' 'no address is known'
has out '--shared-network=RANGE, or --network=RANGE' 'no address is known'
status 0 "$BOUNCE_REPORT" "$demo/story-relayed.mbox"
has out 'A returned line calls [198.51.100.25] smtp.provider.example. Anybody can claim a name' 'an address that is only claimed'
has out '--shared-network=198.51.100.0/24' 'an address that is only claimed'
sed 's/^Received: from mx.example.net/Received: from mx.provider.example (mx.provider.example [203.0.113.7]) by store.provider.example with LMTP; Mon, 11 Apr 2005 09:00:00 +0900\n&/' \
	one >inner
status 0 "$BOUNCE_REPORT" inner
has out 'mx.provider.example [203.0.113.7] is of the same house: the range is probably around 203.0.113.0/24' 'an address that the house wrote'
sed 's/203.0.113.7/10.1.2.3/' inner >private
status 0 "$BOUNCE_REPORT" private
lacks out '10.1.2' 'a private address is no range'
sed 's/by mx.provider.example/by `reboot`.provider.example/' one >shell
status 0 "$BOUNCE_REPORT" shell
lacks out 'reboot' 'a name that a shell would obey'
status 0 "$BOUNCE_REPORT" --shared-network=203.0.113.0/24 one
lacks out 'home network' 'the network is known'
# Every setting that the library may ask for has its explanation and its option
python '
import os, re
asked = set(re.findall(r"\b((?:home|ledger)\.[a-z_]+)", open("'"$top_srcdir"'/libbounce/verdict/words.c").read()))
known = set(re.findall(r"\{ \"((?:home|ledger)\.[a-z_]+)\"", open("'"$top_srcdir"'/tools/report-missing.c").read()))
assert asked and asked <= known, asked - known' 'what is asked for is explained'

# A domain that no mail bears

status 0 "$BOUNCE_REPORT" --domain=exmaple.org one
has err 'bounce-report: warning: no bounce is for exmaple.org; they are for example.org.' 'a domain written wrong'
for domain in example.org Example.ORG example.net; do # the last is a recipient's
	status 0 "$BOUNCE_REPORT" --domain=$domain one
	[ ! -s err ] || fail "--domain=$domain: $(cat err)"
done
sed 's/@example.org/@sub.example.org/' one >below
status 0 "$BOUNCE_REPORT" --domain=example.org below
[ ! -s err ] || fail "a domain below: $(cat err)"
printf 'home.domain = example.org\nhome.domain = other.example\n' >owner.home
status 0 "$BOUNCE_REPORT" --home=owner.home one
[ ! -s err ] || fail "of a file's domains one has no bounce: $(cat err)"
status 0 "$BOUNCE_REPORT" --set home.domain=other.example one
has err 'warning: no bounce is for other.example' 'no domain of the settings has a bounce'
status 1 "$BOUNCE_REPORT" --domain=other.example letter
[ ! -s err ] || fail "a warning where there is no bounce: $(cat err)"

# The letter: who complains, a sample, twenty messages and the rest in a file, and it asks where the verdict is not sure

golden letter-relayed --letter "$demo/story-relayed.mbox"
for text in 'Subject: Question: was mail in the name of owner.example sent through your servers?' 'From: owner@owner.example' \
	'Please check whether your logs show it' 'Which servers are yours we only conclude from who took the bounces in for us (mx.provider.example)' \
	'150 bounces of 2,250 copies of 150 different messages' 'an open relay' 'UTC 2005-04-11' 'local 2005-04-11' \
	'We send the other 130 on request.' 'What we ask of you:'; do
	has out "$text" 'the letter of the relayed story'
done
[ "$(head -n 1 out | cut -c 1-9)" = 'Subject: ' ] || fail "the letter begins with \"$(head -n 1 out)\""
cat >letter.py <<'END'
# nothing of others is in it: no address but the owner's and those of Message-IDs, no subject
import re
letter, box = open("out").read(), open(open("box").read().strip(), encoding="latin-1").read()
ids = set(re.findall(r"(?mi)^Message-ID: *<(.*?)>", box))
words = set(re.findall(r"[^\s<>]+@[^\s<>,.;:]+(?:\.[^\s<>,.;:]+)*", letter))
own = {"owner@owner.example"}
assert words <= ids | own, words - ids - own
private = set(re.findall(r"[\w.]+@[\w.]*(?:portal|rcv|net|elsewhere)\.example", box)) - ids
assert private and not [address for address in private if address in letter]
subjects = {s.strip() for s in re.findall(r"(?m)^[> ]*Subject: (.*)$", box)}
assert subjects and not [s for s in subjects if s and s in letter]
END
echo "$demo/story-relayed.mbox" >box
python "$(cat letter.py)" 'nobody else is in the letter'
python '
import re
letter = open("out").read()
table = re.findall(r"(?m)^  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \w+ +192\.0\.2\.77  \S+@ksh-pc$", letter)
assert len(table) == 20 and table == sorted(table), table
lines = re.findall(r"(?m)^  > (?:Received|Message-ID): ", letter)
assert len(lines) == 3, lines
flat = re.sub(r"\s+", " ", letter)
mail = re.sub(r"\s+", " ", open("'"$demo"'/story-relayed.mbox", encoding="latin-1").read())
for field in re.findall(r"> (Received: .*?)(?= >| What)", flat):
    assert field in mail, field' 'the table and the sample'
status 0 "$BOUNCE_REPORT" --letter --attachment=ids.csv --from=me@example.org "$demo/story-relayed.mbox"
form 'the letter with an attachment'
has out 'From: me@example.org' '--from'
has out 'What came back to me@example.org' '--from'
has out 'The file ids.csv that we attach has all 150.' '--attachment'
lacks out 'on request. When' '--attachment'
python '
import csv
rows = list(csv.reader(open("ids.csv", newline="")))
assert rows[0] == ["taken_utc", "queue_id", "client", "message_id"], rows[0]
assert len(rows) == 151 and all(len(r) == 4 for r in rows), len(rows)
assert rows[1] == ["2005-04-11T00:22:13Z", "A59C9A8D1B", "192.0.2.77", "20050411092228.11078@ksh-pc"], rows[1]
assert len({tuple(r) for r in rows}) == 151 and sorted(rows[1:]) == rows[1:]' 'the attachment'
# The verdict's own certainty decides whether it asks.
status 0 "$BOUNCE_REPORT" --letter --home="$demo/story.home" --prior=0,1,0 "$demo/story-relayed.mbox"
form 'a sure letter'
python '
text = open("out").read()
assert text.startswith("Subject: Abuse report: mail sent through your servers in the name of owner.example\n"), text[:99]
assert "not sure" not in text and "We believe" not in text and "Check whether" not in text' 'a sure letter'
status 0 "$BOUNCE_REPORT" --letter --home="$demo/story.home" --prior=0,0.02,0.98 "$demo/story-relayed.mbox"
python '
import re
text = re.sub(r"\s+", " ", open("out").read())
assert re.search(r"Subject: Question: .*By what came back the probability is \d+ % that it passed your servers", text), text[:999]' 'a letter below .90'
# Of an undecided mail it does not claim that anything passed the servers.
status 0 "$BOUNCE_REPORT" --letter --network=198.51.100.0/24 --set loss.genuine.undecided=0 --set loss.relayed.undecided=0 \
	--set loss.forged.undecided=0 --prior=0.4,0.3,0.3 one
form 'a letter of an undecided mail'
has out 'that we do not remember to have sent. It may have passed your servers.' 'a letter of an undecided mail'
# The recipient's address in "for", in the envelope sender and in a Message-ID
{
	sed '/^From a/d' "$demo/story-relayed.mbox" | awk '/^From MAILER/ { n++ } n <= 12' |
		sed 's/with SMTP id \([0-9A-F]*\);/with SMTP id \1 for <victim@net.example> (envelope-from <owner+victim=net.example@owner.example>);/
			s/^Message-ID: <.*>/Message-ID: <x-victim=net.example@owner.example>/'
} >verp
status 0 "$BOUNCE_REPORT" --letter --prior=0,1,0 --attachment=ids.csv verp
form 'a letter of mail that bears its recipient'
has out 'for <...>' 'a "for" clause'
lacks out 'victim' 'a letter of mail that bears its recipient'
lacks ids.csv 'victim' 'an attachment of mail that bears its recipient'

# An address that was made for one mail names its recipient, and is nobody who complains
sed 's/^To: .*/To: <bounces+victim=net.example@owner.example>/' verp >tagged
status 0 "$BOUNCE_REPORT" --letter --prior=0,1,0 tagged
lacks out 'victim' 'a letter from an address that was made for one mail'
has out 'From: owner@owner.example' 'a letter from an address that was made for one mail'

# A wide terminal, where the machine has one to give: a bare root without /dev/pts has none

python3 - "$BOUNCE_REPORT" "$demo/story-relayed.mbox" >out <<'END'
import fcntl, os, pty, struct, subprocess, sys, termios
try:
    master, slave = pty.openpty()
except OSError as error:
    print(f"not tested on a terminal: {error}", file=sys.stderr)
    sys.exit(77)
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.DEVNULL)
os.close(slave)
text = b""
while True:
    try:
        piece = os.read(master, 65536)
    except OSError:
        break
    if not piece:
        break
    text += piece
process.wait()
sys.stdout.write(text.decode().replace("\r\n", "\n"))
END
if [ $? -ne 77 ]; then
	form 'a wide terminal'
	[ "$(wc -L <out)" -gt 80 ] || fail 'on a wide terminal lines are not longer than in a pipe'
fi

# Whatever a mail bears: escapes, overrides, words without an end, wide letters, heaps of marks, a formula

python3 - >hostile <<'END'
import sys
junk = ["\x1b]0;owned\x07\x1b[2J\u202e\u2066\u0085", "x" * 3000, "\u5bb6" * 400, "a" + "\u0301" * 3000, "{0}%s%n\"; rm -rf ~; `id`"]
for i in range(12):
    for j in junk:
        out = f"""From MAILER-DAEMON Mon Apr 11 00:00:00 2005
Received: from {j} (mx.example.net [198.51.100.9]) by mx.provider.example (Postfix) with ESMTP id {j} for <{j}@owner.example>; Mon, 11 Apr 2005 09:0{i % 10}:00 +0900
From: MAILER-DAEMON@mx.example.net
To: "{j}" <{j}@owner.example>
Subject: {j}
Date: Mon, 11 Apr 2005 09:00:00 +0900
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

{j}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {j}

Final-Recipient: rfc822; victim{i}@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 {j}

--b
Content-Type: message/rfc822

Received: from upper{j} (smtp.provider.example [198.51.100.25]) by mx.example.net with SMTP id {j} for <victim{i}@example.net>; Mon, 11 Apr 2005 08:59:00 +0900
Received: from lower{j} ({j} [192.0.2.9]) (Authenticated sender: {j}) by smtp.provider.example (Postfix) with ESMTPA id =cmd|{i} for <victim{i}@example.net>; Mon, 11 Apr 2005 08:58:00 +0900
From: "{j}" <{j}@owner.example>
To: victim{i}@example.net
Subject: secret {j}
Message-ID: <=HYPERLINK{i}@{j}>

Hello.

--b--

"""
        sys.stdout.buffer.write(out.encode())
END
status 0 "$BOUNCE_REPORT" --prior=0,1,0 hostile
form 'a hostile report'
[ "$(wc -l <out)" -lt 300 ] || fail "a hostile report has $(wc -l <out) lines"
status 0 "$BOUNCE_REPORT" --prior=0,1,0 --letter --attachment=hostile.csv hostile
form 'a hostile letter'
[ "$(wc -l <out)" -lt 200 ] || fail "a hostile letter has $(wc -l <out) lines"
lacks out 'victim' 'a hostile letter'
lacks out 'secret' 'a hostile letter'
python '
import csv, re
text = open("hostile.csv", encoding="utf-8", newline="").read()
assert not re.findall("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
rows = list(csv.reader(open("hostile.csv", encoding="utf-8", newline="")))
assert len(rows) > 10 and all(len(r) == 4 for r in rows), len(rows)
assert not [c for r in rows for c in r if c[:1] in tuple("=+-@")], rows[1]' 'a hostile attachment'

# Dates of no life: a timeline of centuries has few lines

for year in 1900 1950 1999 2000 2001 2005 2010 2100 2500 9999; do
	bounce $year | sed "s/2005 09/$year 09/"
done >centuries
status 0 "$BOUNCE_REPORT" centuries
form centuries
has out '(399 years without a bounce)' centuries
for day in 01 02 03 05 09; do
	bounce $day | sed "s/11 Apr 2005 09/$day Apr 2005 09/"
done >days
status 0 "$BOUNCE_REPORT" days
form days
has out '2005-04-02 1 1' days
has out '(1 day without a bounce)' days
has out '(3 days without a bounce)' days

[ $failed -eq 0 ] || exit 1
