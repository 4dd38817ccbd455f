#!/bin/sh
# check-ledger.sh - bounce-ledger reads the logs of real servers, and bounce-report finds in them who sent what bounced
#
# In: BOUNCE_LEDGER, BOUNCE_REPORT, top_srcdir. tests/ledger/ was made by lab/ledger.py: for each server its log, the bounces of
# mail that a stranger sent by the owner's account, and of mail that another relayed without one. Out: one line for each thing
# that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u
: "${BOUNCE_LEDGER:?}" "${BOUNCE_REPORT:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
logs=$top_srcdir/tests/ledger
export TZ=UTC BOUNCE_REPORT

has () { # FILE TEXT WHAT
	tr -s ' \n' '  ' <"$1" | grep -qF -e "$2" || { fail "$3: no \"$2\" in:"; cat "$1"; }
}

lacks () { # FILE TEXT WHAT
	if grep -qF -e "$2" "$1"; then fail "$3: \"$2\" in:"; cat "$1"; fi
}

# python CODE WHAT: a program that ends with an error where something is not as it should be
python () {
	python3 -c "$1" 2>python.err || fail "$2: $(tail -n 1 python.err)"
}

# fresh LOG [ARGUMENT...]: t.ledger of these logs alone
fresh () {
	rm -f t.ledger
	status 0 "$BOUNCE_LEDGER" -o t.ledger "$@"
}

# Real logs: the same is found in each, although each says it in another way. When they were last written is lost in a clone.

for log in postfix.maillog exim.mainlog sendmail.maillog opensmtpd.maillog; do
	server=${log%.*}
	fresh --year 2026 "$logs/$log"
	has out ', 0 not understood' "$server: summary"
	has out 'complete' "$server: summary"
	cp out first.out
	status 0 "$BOUNCE_LEDGER" --year 2026 -o t.ledger "$logs/$log"
	has out 'added: 0 queue ids' "$server: the same log again"
	[ "$(head -n 1 out)" = "$(head -n 1 first.out)" ] || fail "$server: the same log again has other messages"
	cp t.ledger "$server.ledger"

	# in pieces that overlap, the last first, compressed
	total=$(wc -l <"$logs/$log")
	head -n $((total / 2 + 5)) "$logs/$log" >one
	tail -n $((total - total / 2)) "$logs/$log" | gzip >two.gz
	fresh --year 2026 two.gz one
	[ "$(head -n 1 out)" = "$(head -n 1 first.out)" ] || fail "$server: in pieces it has other messages: $(head -n 1 out)"
	fresh --year 2026 two.gz
	status 0 "$BOUNCE_LEDGER" --year 2026 -o t.ledger one
	[ "$(head -n 1 out)" = "$(head -n 1 first.out)" ] || fail "$server: piece after piece it has other messages: $(head -n 1 out)"
done

# report SERVER WHAT: report.json
report () {
	status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger "$1.ledger" --format json "$logs/$1-$2.mbox"
	cp out report.json
}

for server in postfix exim sendmail; do
	report $server account
	python '
import json
l = json.load(open("report.json"))["ledger"]
assert l["asked"] == l["found"] == 3, l
assert len(l["sources"]) == 1, l
s = l["sources"][0]
assert (s["kind"], s["name"], s["clients"]) == ("account", "owner", ["203.0.113.77"]), s
assert len(s["queue_ids"]) == s["bounced"] == 3, s
assert [s["total"][k] for k in ("messages", "recipients", "delivered", "failed", "deferred")] == [12, 38, 38, 0, 0], s
assert s["window"]["messages"] == s["busiest_hour_messages"] == 12, s' "$server: the stolen account"
	report $server relay
	python '
import json
report = json.load(open("report.json"))
l = report["ledger"]
assert report["verdict"]["cause"] == "relayed", report["verdict"]["sentence"]
assert [e["outcome"] for e in report["verdict"]["evidence"] if e["group"] == "log"] == ["hit"], report["verdict"]
assert l["asked"] == l["found"] == 4 and len(l["sources"]) == 1, l
s = l["sources"][0]
assert (s["kind"], s["name"]) == ("client", "203.0.113.66"), s
assert s["total"]["failed"] == 4 and s["total"]["recipients"] >= 40, s' "$server: the open relay"
done

# OpenSMTPD logs no Message-ID: found by queue id, and nothing is said of what is not there. It writes reverse names that it did not check, so
# that of reports that others sent it nothing shows by whom: only the two that it made itself are sure

report opensmtpd relay
python '
import json
report = json.load(open("report.json"))
l = report["ledger"]
assert not [e for e in report["verdict"]["evidence"] if e["group"] == "log"], report["verdict"]
assert report["verdict"]["cause"] == "relayed", report["verdict"]["sentence"]
assert [(c["bounces"], c["verdict"]["cause"]) for c in report["clusters"]] == [(3, "undecided"), (2, "relayed")], report["clusters"]
assert l["asked"] == l["found"] == 2, l
assert [(s["kind"], s["name"]) for s in l["sources"]] == [("client", "203.0.113.66")], l' 'opensmtpd: the open relay'

status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger "$logs/postfix-account.mbox"
for text in "What the mail server's log says" 'The account owner, from 203.0.113.77; queue ids: 7C94C193' '12 messages to 38 recipients' \
	'the bounces speak of 3 messages only'; do
	has out "$text" 'bounce-report --ledger'
done
[ "$(wc -L <out)" -le 80 ] || fail 'bounce-report --ledger has lines wider than 80 columns'
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger --letter "$logs/postfix-account.mbox"
has out 'What the log of the mail server shows: - The account owner' 'bounce-report --ledger --letter'

# A mailbox that is given twice says what it says once

cp "$logs/postfix-account.mbox" other.mbox
for form in text letter; do
	case $form in letter) option=--letter ;; *) option=--format=text ;; esac
	status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger $option "$logs/postfix-account.mbox"
	grep -v '^ *Read: ' out >once
	status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger $option "$logs/postfix-account.mbox" other.mbox
	grep -v -e '^ *Read: ' -e '^ *Given more than once' out | cmp -s - once || fail "the $form of a mailbox that is given twice is another"
done

# Where the returned header says another thing than the log, that is said, and the letter asks; real headers and logs agree

account=$logs/postfix-account.mbox
differing () { # WANTED MAILBOX WHAT
	status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger --format json "$2"
	python 'import json; l = json.load(open("out"))["ledger"]; assert l["differing"] == '"$1"', l' "$3"
}
for server in postfix exim sendmail opensmtpd; do
	for mailbox in "$logs/$server"-*.mbox; do
		status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger $server.ledger --format json "$mailbox"
		python 'import json; assert json.load(open("out"))["ledger"]["differing"] == 0' "$mailbox: header and log agree"
	done
done
sed 's/07F8F1A5/07F8F1A6/' "$account" >otherid
differing 1 otherid 'another queue id'
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger postfix.ledger otherid
has out 'Of 1 bounce the returned header and the log do not agree. The header says that mail.owner.example took it as 07F8F1A6 from' 'another queue id'
has out 'the log has that message as 07F8F1A5 from 203.0.113.77.' 'another queue id'
sed 's/203\.0\.113\.77/203.0.113.78/' "$account" >otherclient
differing 3 otherclient 'another client'
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --not-mine --ledger postfix.ledger --letter otherclient
has out 'Of 3 bounces the returned header and the log do not agree. Such as: The header says' 'the letter of another client'
has out 'The returned header and the log of the mail server do not agree, see below.' 'the letter of another client'
has out 'Subject: Question:' 'the letter of another client'
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --not-mine --ledger postfix.ledger --letter "$account"
has out 'Subject: Abuse report:' 'a letter that log and header agree on'
lacks out 'do not agree' 'a letter that log and header agree on'
# an id behind the content filter is the message's own
sed '/^Received: from friend/,/^	*Tue/d' "$account" >filtered
differing 0 filtered 'the id behind the filter'
# what the log of that time does not have at all; of another time nothing is said
mail_at () { # STAMP ID
	printf '%s mail postfix/smtpd[1]: %s: client=pc.owner.example[192.0.2.50]\n' "$1" "$2"
	printf '%s mail postfix/cleanup[1]: %s: message-id=<%s@owner.example>\n' "$1" "$2" "$2"
	printf '%s mail postfix/smtp[1]: %s: to=<a@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, dsn=2.0.0, status=sent (250 ok)\n' "$1" "$2"
	printf '%s mail postfix/qmgr[1]: %s: removed\n' "$1" "$2"
}
{ mail_at 'Nov 24 05:00:00' AAAA1; mail_at 'Nov 24 12:00:00' AAAA2; } >other.log
fresh --year 2026 --gap 1000 other.log
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior 0,1,0 --ledger t.ledger "$account"
has out 'Of 3 bounces in question the mail of 0 is in it.' 'another log'
has out 'the log of that time is complete, and has neither that id nor the message' 'another log'
fresh --year 2025 --gap 1000 other.log
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior 0,1,0 --ledger t.ledger "$account"
lacks out 'do not agree' 'a log of another time'

# What senders wrote into the logs is not believed

for server in postfix exim sendmail opensmtpd; do
	python3 - $server.ledger >out <<'END' || fail "$server: $(cat out)"
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for column, allowed in (("account", ("owner",)), ("user", ("uid 33", "www-data", "Debian-exim", "local")),
		("client", ("192.0.2.50", "203.0.113.66", "203.0.113.77", "198.51.100.20", "127.0.0.1"))):
	found = {row[0] for row in db.execute(f"SELECT DISTINCT {column} FROM message WHERE {column} IS NOT NULL")}
	assert found <= set(allowed), (column, found)
bad = db.execute("SELECT message_id, client FROM message WHERE message_id LIKE '%qmwzlp' AND client NOT IN ('203.0.113.66', '127.0.0.1')")
assert not bad.fetchall()
genuine = db.execute("SELECT count(*) FROM message WHERE client = '192.0.2.50'").fetchone()[0]
assert genuine == 3, genuine
END
done

# A Message-ID, a queue id, one behind the filter, none

status 0 "$BOUNCE_LEDGER" -o postfix.ledger --show '<stolen1.1eef@fxjkifr>'
has out 'queue id 7C94C193, then 7E754194' '--show of a Message-ID'
has out 'account owner' '--show of a Message-ID'
has out '9 delivered, 0 waiting, 0 failed' '--show of a Message-ID'
status 0 "$BOUNCE_LEDGER" -o postfix.ledger --show 7E754194
has out 'client 203.0.113.77' '--show of a queue id behind the filter'
# this one had no Message-ID before the filter
status 0 "$BOUNCE_LEDGER" -o postfix.ledger --show 35C5921B
has out 'client 203.0.113.66' '--show of a queue id without a Message-ID'
status 1 "$BOUNCE_LEDGER" -o postfix.ledger --show nobody@owner.example

# Time stamps: no year over New Year, journalctl, RFC 5424, Exim by syslog; --since; a file older than its lines

mail () { # STAMP QUEUEID ID: the lines of one message
	printf '%s mail postfix/smtpd[1]: %s: client=pc.owner.example[192.0.2.50]\n' "$1" "$2"
	printf '%s mail postfix/cleanup[1]: %s: message-id=<%s@owner.example>\n' "$1" "$2" "$3"
	printf '%s mail postfix/qmgr[1]: %s: from=<owner@owner.example>, size=9, nrcpt=1 (queue active)\n' "$1" "$2"
	printf '%s mail postfix/smtp[1]: %s: to=<a@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)\n' "$1" "$2"
	printf '%s mail postfix/qmgr[1]: %s: removed\n' "$1" "$2"
}

shown () { # ID TEXT WHAT
	status 0 "$BOUNCE_LEDGER" -o t.ledger --show "$1@owner.example"
	has out "$2" "$3"
}

{ mail 'Dec 31 23:59:58' AAAA1 old; mail 'Jan  1 00:00:01' AAAA2 new; mail 'Dec 31 23:59:59' AAAA3 late; } >year.log
touch -d '2026-01-02T00:00:00Z' year.log
fresh year.log
has out 'complete of mail from 2025-12-31 23:59:58 +0000 to 2026-01-01 00:00:01 +0000' 'New Year'
shown late '2025-12-31 23:59:59' 'a line of the old year among those of the new'
fresh --year 2019 year.log
shown new '2020-01-01 00:00:01' '--year'
touch -d '2026-06-01T00:00:00Z' year.log
fresh year.log
shown new '2026-01-01 00:00:01' 'a log of half a year'
{ mail 'Feb 29 10:00:00' AAAA1 leap; } >leap.log
touch -d '2024-03-01T00:00:00Z' leap.log
fresh leap.log
shown leap '2024-02-29 10:00:00' '29 February'
{ mail 'Mar  1 10:00:00' AAAA1 one; mail 'Sep  1 10:00:00' AAAA2 two; mail 'Feb  1 10:00:00' AAAA3 three; mail 'May  1 10:00:00' AAAA4 four; } >long.log
touch -d '2026-03-02T00:00:00Z' long.log
rm -f t.ledger
status 2 "$BOUNCE_LEDGER" -o t.ledger long.log
has err 'long.log:6: expected no line later than the file was written' 'a log of more than a year'
fresh --year 2025 long.log
shown four '2026-05-01 10:00:00' 'a log of more than a year with --year'

{
	mail '2026-11-24T07:00:00.123456+01:00' AAAA1 rsyslog
	mail '2026-11-24T07:00:00+0100' AAAA2 journal
	mail 'Nov 24 06:00:00.123456' AAAA3 precise
	mail '<22>Nov 24 06:00:00' AAAA4 priority
	echo '-- Boot 0123 --'
	printf '<22>1 2026-11-24T06:00:00Z mail postfix/cleanup 7 - - AAAA5: message-id=<rfc5424@owner.example>\n'
	printf '2026-11-24 07:00:00 +0100 [77] 1xVl50-00000A6p123-2Lxy <= o@owner.example H=[192.0.2.50]:4711 I=[192.0.2.10]:25 P=esmtp S=9 id=exim@owner.example\n'
	printf 'Nov 24 06:00:00 mail exim[7]: 2026-11-24 06:00:00 1xVl50-00006p-2L <= o@owner.example H=[192.0.2.50] P=esmtp S=9 id=syslog@owner.example\r\n'
} >stamps.log
touch -d '2026-11-25T00:00:00Z' stamps.log
fresh stamps.log
has out '0 not understood' 'stamps of many forms'
for id in rsyslog journal precise priority rfc5424 exim syslog; do
	shown $id 'first line 2026-11-24 06:00:00 +0000' "a stamp of $id"
done
fresh --since 2026-11-24T06:00:01Z stamps.log
has out 't.ledger: 0 messages' '--since'
TZ=America/New_York fresh year.log
shown new '2026-01-01 05:00:01' 'a local time zone'

# A miss counts where the logs have no gap, and is not believed elsewhere

bounce () { # ID DATE
	printf 'Received: from mx.example.net (mx.example.net [198.51.100.9]) by mail.owner.example (Postfix) with ESMTP id Q; %s\n' "$2"
	printf 'From: MAILER-DAEMON@mx.example.net\nTo: owner@owner.example\nSubject: Undeliverable\nDate: %s\nMIME-Version: 1.0\n' "$2"
	printf 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nNo.\n\n--b\n'
	printf 'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n'
	printf 'Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\n'
	printf 'Received: from there (unknown [203.0.113.9]) by mx.example.net (Postfix) with ESMTP id 1; %s\n' "$2"
	printf 'From: owner@owner.example\nTo: a@example.net\nSubject: x\nDate: %s\nMessage-ID: <%s@owner.example>\n\nHello.\n\n--b--\n' "$2" "$1"
}

outcome () { # WANTED ID DATE WHAT
	bounce "$2" "$3" >bounce
	status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --ledger t.ledger --format json bounce
	python '
import json
found = [e["outcome"] for e in json.load(open("out"))["verdict"]["evidence"] if e["group"] == "log"]
assert found == "'"$1"'".split(), found' "$4"
}

mail 'Nov 20 10:00:00' AAAA1 one >a.log
mail 'Nov 20 12:00:00' AAAA2 two >>a.log
mail 'Nov 20 15:00:00' AAAA3 three >b.log
mail 'Nov 20 18:00:00' AAAA4 four >>b.log
touch -d '2026-11-21T00:00:00Z' a.log b.log
fresh a.log b.log
[ "$(grep -c complete out)" -eq 2 ] || fail "a gap of three hours is not noted: $(cat out)"
outcome hit two 'Fri, 20 Nov 2026 12:01:00 +0000' 'a mail that is in the log'
outcome miss five 'Fri, 20 Nov 2026 11:00:00 +0000' 'a mail that is not in the log'
outcome '' five 'Fri, 20 Nov 2026 13:30:00 +0000' 'a mail of the time between the logs'
outcome '' five 'Fri, 20 Nov 2026 09:00:00 +0000' 'a mail of before the logs'
outcome '' five 'Fri, 20 Nov 2026 18:01:00 +0000' 'a mail of after the logs'
outcome '' three 'Fri, 20 Nov 2026 11:00:00 +0000' 'a mail that bounced before the log knew it'
fresh --gap 200 b.log a.log
outcome miss five 'Fri, 20 Nov 2026 13:30:00 +0000' 'a mail of the time between the logs with --gap'
{
	cat a.log
	printf 'Nov 20 12:30:00 mail rsyslogd: imuxsock lost 120 messages from pid 7 due to rate-limiting\n'
	cat b.log
} >lost.log
touch -d '2026-11-21T00:00:00Z' lost.log
fresh lost.log
outcome '' five 'Fri, 20 Nov 2026 12:25:00 +0000' 'a mail of when syslog lost lines'
outcome miss five 'Fri, 20 Nov 2026 17:00:00 +0000' 'a mail of after syslog lost lines'
# mail that only came in proves nothing, and mail whose Message-ID was not logged may be any
{ sed 's/, relay=[^,]*/, relay=local/' a.log; grep -v 'message-id' b.log; } >local.log
touch -d '2026-11-21T00:00:00Z' local.log
fresh local.log
outcome '' two 'Fri, 20 Nov 2026 12:01:00 +0000' 'a mail that only came in'
outcome '' five 'Fri, 20 Nov 2026 15:01:00 +0000' 'a mail beside one whose Message-ID was not logged'

# The rate against what was usual

{
	for day in 1 2 3 4; do mail "Nov  $day 10:00:00" BBBB$day usual$day; done
	for n in 1 2 3 4 5 6 7 8 9; do mail "Nov  9 10:0$n:00" CCCC$n spam$n; done
	mail 'Nov  9 11:00:00' CCCCA spamA
} | sed 's/pc.owner.example\[192.0.2.50\]/&, sasl_method=PLAIN, sasl_username=owner/' >rate.log
sed -n '/BBBB4/q;p' rate.log >r1
sed -n '/BBBB4/,$p' rate.log >r2
touch -d '2026-11-10T00:00:00Z' rate.log r1 r2
fresh --gap 10000 r1 r2
{
	bounce spam1 'Mon, 09 Nov 2026 10:02:00 +0000'
} | sed 's/from there (unknown \[203.0.113.9\])/from mail.owner.example (mail.owner.example [192.0.2.10])/
	/by mx.example.net/a\
Received: from x (unknown [203.0.113.77]) (Authenticated sender: owner)\
	by mail.owner.example (Postfix) with ESMTPA id CCCC1; Mon, 09 Nov 2026 10:01:00 +0000' >bounce
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior 0,1,0 --ledger t.ledger bounce
has out 'it sent 9 messages to 9 recipients: 9.0 messages and 9.0 recipients an hour, at most 9 messages, in the hour of 2026-11-09 10:00' 'the rate'
has out 'Before that, since 2026-11-01 10:00 +0000, it sent 0.5 messages and 0.5 recipients a day' 'the usual rate'
has out 'In all the log holds 14 messages to 14 recipients by it' 'the total'

# Lines that are no lines: garbage, cut, very long, without an end; an empty log

fresh /dev/null
has out 't.ledger: 0 messages' 'an empty log'
{ echo 'no line of a log'; mail 'Nov 20 10:00:00' AAAA1 one; head -c 200000 /dev/urandom; } >garbage # without one it is no log at all, mostly
fresh garbage
has out 'the first not understood: garbage:1: ' 'garbage'
python '
import re
assert not re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", open("out", encoding="utf-8").read())' 'garbage on a terminal'
head -c 3000 "$logs/postfix.maillog" >cut.log
{ head -n 20 "$logs/postfix.maillog"; head -c 1000000 /dev/zero; echo; head -c 100000 /dev/zero | tr '\0' 'x'; } >long.log
fresh --year 2026 cut.log
fresh --year 2026 long.log
has out '2 not understood' 'lines of a million bytes'
"$BOUNCE_LEDGER" --year 2026 -o t.ledger - <"$logs/postfix.maillog" >out 2>err || fail "standard input: $(cat err)"
gzip <"$logs/postfix.maillog" >whole.gz
head -c 2000 whole.gz >cut.gz
rm -f t.ledger
status 2 "$BOUNCE_LEDGER" --year 2026 -o t.ledger cut.gz
has err 'bounce-ledger: cut.gz:' 'a cut gzip file'
cat whole.gz whole.gz >twice.gz
fresh --year 2026 twice.gz
has out 'read: 1,078 lines' 'a gzip file of two members'

# Why recipients failed: by reason, and by reason and receiver; of a message; a delivery in the end takes the reason back

for server in postfix exim sendmail opensmtpd; do
	fresh --year 2026 "$top_srcdir/tests/logs/$server.maillog"
	has out ', 0 not understood' "$server: reasons"
	status 0 "$BOUNCE_LEDGER" -o t.ledger --reasons
	tr -s ' ' <out >squeezed
	has squeezed '1 soft mailbox-full' "$server: reasons"
	grep -qE '^ [12] 0 hard user-unknown mx.example.net$' squeezed || fail "$server: reasons: no unknown user of mx.example.net"
	# each recipient of the refusals, once
	python "
import re
wanted = {line.split('\t')[4] for line in open('$top_srcdir/tests/logs/$server.tsv')}
failed, waiting = map(int, re.match(r't.ledger: (\d+) recipients? failed, (\d+) waiting', open('out').readline()).groups())
assert failed + waiting == len(wanted), (failed, waiting, len(wanted))" "$server: reasons"
done
fresh --year 2026 "$top_srcdir/tests/logs/postfix.maillog"
status 0 "$BOUNCE_LEDGER" -o t.ledger --show 4XyzAB1
has out 'reasons 1 user-unknown (hard), 1 user-unknown (hard) by mx.example.net' '--show of reasons'
delivery () { # TIME RECIPIENT DSN STATUS
	printf 'Nov 24 %s mail postfix/smtp[1]: BBBB1: to=<%s@example.net>, relay=MX.Example.net[198.51.100.9]:25, delay=1, dsn=%s, status=%s\n' "$@"
}
full='deferred (host MX.Example.net[198.51.100.9] said: 452 4.2.2 Mailbox full (in reply to RCPT TO command))'
{
	delivery 10:00:00 a 4.2.2 "$full"
	delivery 10:00:00 b 4.2.2 "$full"
	delivery 10:00:00 c 4.2.2 "$full"
	delivery 11:00:00 a 2.0.0 'sent (250 ok)'
	delivery 12:00:00 b 5.1.1 'bounced (host MX.Example.net[198.51.100.9] said: 550 5.1.1 User unknown (in reply to RCPT TO command))'
} >again.log
fresh --year 2026 again.log
status 0 "$BOUNCE_LEDGER" -o t.ledger --reasons
tr -s ' ' <out >squeezed
has squeezed 't.ledger: 1 recipient failed, 1 waiting' 'reasons of what was tried again'
has squeezed '1 0 hard user-unknown mx.example.net' 'reasons of what was tried again'
has squeezed '0 1 soft mailbox-full mx.example.net' 'reasons of what was tried again'
status 0 "$BOUNCE_LEDGER" -o t.ledger --reasons --since 2026-11-24T11:30:00Z
has out 't.ledger: 1 recipient failed, 0 waiting' '--reasons --since'
status 1 "$BOUNCE_LEDGER" -o t.ledger --reasons --since 2026-11-25
has out 't.ledger: 0 recipients failed, 0 waiting' '--reasons of a time without any'
printf '[suspend]\nmailbox full\n' >own.phrases
fresh --year 2026 --phrases own.phrases again.log
status 0 "$BOUNCE_LEDGER" -o t.ledger --reasons
has out 'suspend' '--phrases'
python3 -c '
for n in range(1000):
	print(f"Nov 24 10:00:00 mail postfix/smtp[1]: BBBB1: to=<r{n}@example.net>, relay=mx{n}.example.net[198.51.100.9]:25, delay=1, "
		f"dsn=5.1.1, status=bounced (host mx{n}.example.net[198.51.100.9] said: 550 5.1.1 no (in reply to RCPT TO command))")' >many.log
fresh --year 2026 many.log
status 0 "$BOUNCE_LEDGER" -o t.ledger --reasons
has out 't.ledger: 1,000 recipients failed' 'a message of a thousand recipients'

# A ledger of before there were reasons is read, and one that is added to becomes one of now

fresh --year 2026 "$top_srcdir/tests/logs/postfix.maillog" "$logs/postfix.maillog"
head -n 1 out >messages
python3 - <<'END' || fail 'a ledger of version 1'
import sqlite3
db = sqlite3.connect("t.ledger")
db.executescript("""
CREATE TABLE old (message INTEGER NOT NULL, address INTEGER NOT NULL, state INTEGER NOT NULL, way INTEGER NOT NULL, at INTEGER NOT NULL,
 PRIMARY KEY (message, address)) WITHOUT ROWID;
INSERT INTO old SELECT message, address, state, way, at FROM recipient;
DROP TABLE recipient; DROP TABLE receiver; ALTER TABLE old RENAME TO recipient; PRAGMA user_version = 1;""")
END
cp t.ledger old.ledger
status 0 "$BOUNCE_REPORT" --home "$logs/owner.home" --prior burst --ledger old.ledger "$logs/postfix-account.mbox"
has out 'The account owner, from 203.0.113.77' 'bounce-report --ledger of a ledger of version 1'
status 0 "$BOUNCE_LEDGER" -o old.ledger --show 4XyzAB1
has out 'recipients 1 delivered, 5 waiting, 6 failed' '--show of a ledger of version 1'
lacks out 'reasons' '--show of a ledger of version 1'
status 0 "$BOUNCE_LEDGER" -o old.ledger --reasons
has out 'old.ledger: 0 recipients failed, 0 waiting Of 15 recipients more that failed or wait the ledger has no reason' \
	'--reasons of a ledger of version 1'
status 2 "$BOUNCE_LEDGER" --year 2026 -o old.ledger missing.log
cmp -s t.ledger old.ledger || fail 'a ledger of version 1 is changed by a run that read nothing'
status 0 "$BOUNCE_LEDGER" --year 2026 -o old.ledger "$top_srcdir/tests/logs/postfix.maillog"
sed 's/^old/t/' out | head -n 1 | cmp -s - messages || fail "a ledger of version 1 has other messages afterwards: $(cat out)"
status 0 "$BOUNCE_LEDGER" -o old.ledger --reasons
has out 'old.ledger: 6 recipients failed, 5 waiting Of 4 recipients more that failed or wait the ledger has no reason' \
	'a ledger of version 1 that was added to'
status 0 "$BOUNCE_LEDGER" --year 2026 -o old.ledger "$logs/postfix.maillog"
status 0 "$BOUNCE_LEDGER" -o old.ledger --reasons
has out 'old.ledger: 10 recipients failed, 5 waiting' 'a ledger of version 1 whose logs were read again'
lacks out 'no reason' 'a ledger of version 1 whose logs were read again'

# Wrong use

status 2 "$BOUNCE_LEDGER" -o t.ledger missing.log
has err 'bounce-ledger: missing.log: No such file or directory' 'a log that is not there'
status 2 "$BOUNCE_LEDGER" -o t.ledger .
has err 'bounce-ledger: .: Is a directory' 'a folder'
status 2 "$BOUNCE_LEDGER" -o missing/t.ledger year.log
has err 'bounce-ledger: missing/t.ledger: ' 'a ledger in no folder'
for arguments in '--format=qmail' '--year=12' '--year=x' '--since=yesterday' '--gap=-1' '--show=x' '--reasons' '--no-such-option' \
	'--home=missing.home' '--phrases=missing.phrases'; do
	status 2 "$BOUNCE_LEDGER" "$arguments" year.log
	has err 'bounce-ledger: ' "$arguments"
done
status 2 "$BOUNCE_LEDGER" -o missing.ledger --show x
status 2 "$BOUNCE_LEDGER" -o missing.ledger --reasons
status 2 "$BOUNCE_LEDGER" -o t.ledger --reasons --show x
has err '--show and --reasons do not go together' '--reasons with --show'
printf 'This is no ledger at all, but some text of more than a hundred bytes, which SQLite takes for no database of its own kind.\n' >text.ledger
python3 -c 'import sqlite3; d = sqlite3.connect("other.ledger"); d.execute("CREATE TABLE t (a)"); d.commit()'
cp postfix.ledger newer.ledger
python3 -c 'import sqlite3; d = sqlite3.connect("newer.ledger"); d.execute("PRAGMA user_version = 99"); d.commit()'
: >empty.ledger
for ledger in text other newer; do
	status 2 "$BOUNCE_LEDGER" -o $ledger.ledger year.log
	has err "bounce-ledger: $ledger.ledger: expected a ledger" "$ledger.ledger"
done
for ledger in missing text other newer empty; do
	status 2 "$BOUNCE_REPORT" --ledger $ledger.ledger "$logs/postfix-relay.mbox"
	has err "bounce-report: $ledger.ledger: " "bounce-report --ledger $ledger.ledger"
done
has err 'expected a ledger' 'an empty file for a ledger'
status 0 "$BOUNCE_LEDGER" --help
has out 'Exit status' '--help'
status 0 "$BOUNCE_LEDGER" --version
has out 'bounce-ledger (libbounce) ' '--version'
status 0 "$BOUNCE_LEDGER" --quiet -o t.ledger year.log
[ ! -s out ] || fail "--quiet says: $(cat out)"

[ $failed -eq 0 ] || exit 1
