# fakes.py - mails that only look like bounces: a forger wrote them, and the returned header in them, to the owner's server
# SPDX-License-Identifier: LGPL-2.1-or-later

# as each server writes that it took a mail from its owner
RECEIVED = {
	"postfix": """\
Received: from {pc} ({pc} [{pcip}])
	by {own} (Postfix) with ESMTP id {HEX:10}
	for <{to}>; {date}
""",
	"exim": """\
Received: from {pc} ([{pcip}])
	by {own} with esmtp (Exim 4.96)
	(envelope-from <{from}>)
	id 1x{alnum:4}-{digits:4}{alnum:2}-{alnum:2}
	for {to}; {date}
""",
	"sendmail": """\
Received: from {pc} ({pc} [{pcip}])
	by {own} (8.17.1/8.17.1) with ESMTP id 6AO{alnum:5}{digits:6}
	for <{to}>; {date}
""",
	"opensmtpd": """\
Received: from {pc} ({pc} [{pcip}])
	by {own} (OpenSMTPD) with ESMTP id {hex:8}
	for <{to}>; {date}
""",
}

RETURNED = """\
Received: from {own} ({own} [{ownip}])
	by {mta} (Postfix) with ESMTP id {HEX:9}
	for <{to}>; {date}
{received}Message-ID: <{hex:16}@{own}>
Date: {date}
From: {name} <{from}>
To: {to}
Subject: {subject}

{talk}
"""

OUTER = """\
Date: {date}
From: {daemon}
To: {from}
Subject: {outer}
Message-Id: <{hex:14}.{HEX:9}@{mta}>
"""

# the style of a forger -> From and Subject of the fake, and the rest of it
STYLES = {
	"postfix-like": {
		"daemon": "MAILER-DAEMON@{mta} (Mail Delivery System)",
		"outer": "Undelivered Mail Returned to Sender",
		"text": """\
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="{edge}"

This is a MIME-encapsulated message.

--{edge}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host {mta}.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{to}>: host mx.{word}.example said: 550 5.1.1 User unknown
    See http://{word}.example/{alnum:6}

--{edge}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; {mta}
Arrival-Date: {date}

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--{edge}
Content-Description: Undelivered Message
Content-Type: message/rfc822

{returned}
--{edge}--
"""},
	"exim-like": {
		"daemon": "Mail Delivery System <Mailer-Daemon@{mta}>",
		"outer": "Mail delivery failed: returning message to sender",
		"text": """\
X-Failed-Recipients: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

{returned}"""},
	"exchange-like": {
		"daemon": "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{mta}>",
		"outer": "Undeliverable: {subject}",
		"text": """\
MIME-Version: 1.0
X-MS-Exchange-Message-Is-Ndr:
Content-Type: multipart/report; report-type=delivery-status;
	boundary="{edge}"

--{edge}
Content-Type: text/html; charset="us-ascii"

<p><b>Delivery has failed to these recipients or groups:</b></p>
<p>{to}<br>Your messages are on hold. <a href="http://{word}.example/{alnum:6}">Release them</a></p>
<p>Generating server: {mta}</p>

--{edge}
Content-Type: message/delivery-status

Reporting-MTA: dns;{mta}
Received-From-MTA: dns;{own}
Arrival-Date: {date}

Final-Recipient: rfc822;{to}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--{edge}
Content-Type: message/rfc822

{returned}
--{edge}--
"""},
	"qmail-like": {
		"daemon": "MAILER-DAEMON@{mta}",
		"outer": "failure notice",
		"text": """
Hi. This is the qmail-send program at {mta}.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{to}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <{from}>
{returned}"""},
}


def fake(planner, inc, client):
	"""One job: the fake is handed to the owner's own server."""
	rng, owner, writer = planner.rng, inc["owner"], planner.writer
	to = f"{planner.names.stranger()}@{planner.names.stem()}.example"
	facts = planner.facts(owner, client, to, rng.choice(owner["locals"]))
	pc = owner["clients"]["pc"]
	facts.update(pc=pc["rdns"], pcip=pc["ip"], ownip=owner["address"], edge=planner.names.code(24),
		date="{{date %d +0000}}" % rng.randint(0, 900), talk=writer.body(rng.randint(2, 12)), tofirst="friend",
		mta=rng.choice((owner["name"], f"mx.{planner.names.stem()}.example", client["rdns"])))
	subjects = writer.styles["subjects"][rng.choice(("business", "phishing", "personal"))]
	facts["subject"] = writer.fill(rng.choice(subjects), facts)
	facts["received"] = writer.fill(RECEIVED[inc["own"]], facts)
	facts["returned"] = writer.fill(RETURNED, facts)
	style = STYLES[inc["style"]]
	facts.update({key: writer.fill(style[key], facts) for key in ("daemon", "outer")})
	helo = rng.choice((client["rdns"], facts["mta"], f"[{client['ip']}]"))
	return {"how": "smtp", "source": client["ip"], "target": owner["address"], "helo": helo,
		"ehlo": rng.random() < 0.7, "sender": "", "to": [facts["from"]], "text": writer.fill(OUTER + style["text"], facts),
		"id": None, "sent": False}
