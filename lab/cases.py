# cases.py - what is sent, and which bounces must come of it
#
# One Case is one message. It is sent by way of the owner's server, so mail to sink.example and the like is bounced by that
# server, and mail to rcv.example by the receiver, which takes everything in first. Both run the MTA under test.
# SPDX-License-Identifier: LGPL-2.1-or-later
from dataclasses import dataclass, field


@dataclass
class Case:
	name: str
	to: list
	said: str			# for made.txt: what was done
	needs: set = field(default_factory=set)	# what the MTA must be able to do (CAN of its module)
	wanted: tuple = ("",)		# the bounces in the order they come: suffixes of the sample's name
	via: str = "smtp"		# smtp; auth: SMTP with AUTH; local: sendmail(1)
	source: str = "pc"		# from which host
	target: str = "own"		# to which server
	helo: str = ""			# the source's own name unless given
	mail_options: list = field(default_factory=list)
	notify: str = ""		# for every recipient, beside ORCPT
	subject: str = ""
	body: str = "This mail is sent to make a bounce.\n"


PC = "the owner's PC sends through the owner's server, "
STRANGER = ("a foreign client delivers straight to the receiver, with the owner as sender; the receiver finds no such user; "
	"the client ")

CASES = [
	Case("unknown-user", ["nouser@strict.example"], PC + "the receiver refuses an unknown user at RCPT"),
	Case("unknown-sink", ["unknown@sink.example"], PC + "a scripted receiver answers 550 5.1.1"),
	Case("unknown-plain", ["nosuch@sink.example"], PC + "a scripted receiver answers 550 without an enhanced status code"),
	Case("several", ["unknown@sink.example", "full@sink.example", "spam@sink.example", "nouser@strict.example",
		"listener@sink.example"], PC + "four of five recipients at two receivers are refused, each for a reason of its own"),
	Case("mailbox-full", ["full@sink.example"], PC + "a scripted receiver answers 552 5.2.2"),
	Case("disabled", ["disabled@sink.example"], PC + "a scripted receiver answers 550 5.2.1"),
	Case("moved", ["moved@sink.example"], PC + "a scripted receiver answers 551 5.1.6 with the new address"),
	Case("spam", ["spam@sink.example"], PC + "a scripted receiver answers RCPT with three lines of 550 5.7.1"),
	Case("content", ["content@sink.example"], PC + "a scripted receiver answers the message with two lines of 554 5.7.1"),
	Case("policy", ["policy@sink.example"], PC + "a scripted receiver answers the message with 550 5.7.26"),
	Case("blocklist", ["listed@sink.example"], PC + "a scripted receiver answers 554 5.7.1, naming a block list"),
	Case("relay-denied", ["someone@norelay.example"], PC + "the MX of the recipient's domain does not serve it"),
	Case("too-big", ["big@sink.example"], PC + "a scripted receiver answers the message with 552 5.3.4"),
	Case("over-size", ["listener@sink.example"], PC + "the message is larger than the SIZE the receiver announces",
		body="This line is one of many that make the message too large.\n" * 70, mail_options=["RET=HDRS"], needs={"dsn"}),
	Case("no-domain", ["someone@nowhere.example"], PC + "the recipient's domain does not exist in the DNS"),
	Case("null-mx", ["someone@nomail.example"], PC + "the recipient's domain has a null MX (RFC 7505)"),
	Case("refused-connection", ["someone@dead.example"], PC + "nobody listens at the recipient's MX until the mail has expired",
		wanted=("-delayed", "-expired")),
	Case("greylisted", ["greylist@sink.example"], PC + "a scripted receiver answers 451 4.7.1 until the mail has expired",
		wanted=("-delayed", "-expired")),
	Case("local-unknown", ["nouser@owner.example"], "the owner's PC sends to an unknown user of the owner's own domain",
		needs={"late-local"}),
	Case("submitted-locally", ["unknown@sink.example"], "a user of the owner's server calls sendmail(1), "
		"a scripted receiver answers 550 5.1.1", via="local", needs={"local"}),
	Case("authenticated", ["unknown@sink.example"], "a client of a foreign network authenticates at the owner's server, "
		"a scripted receiver answers 550 5.1.1", via="auth", source="bad", helo="friend",
		needs={"auth"}),
	Case("headers-only", ["unknown@sink.example"], PC + "with RET=HDRS, and a scripted receiver answers 550 5.1.1",
		needs={"dsn"}, mail_options=["RET=HDRS", "ENVID=lab+2Bheaders"], notify="FAILURE"),
	Case("success-relayed", ["listener@sink.example"], PC + "with NOTIFY=SUCCESS to a receiver that knows no DSN",
		needs={"dsn"}, mail_options=["RET=HDRS", "ENVID=lab+2Brelayed"], notify="SUCCESS,FAILURE,DELAY"),
	Case("success-delivered", ["owner@rcv.example"], PC + "with NOTIFY=SUCCESS to a receiver that delivers and says so",
		needs={"dsn", "receive"}, mail_options=["RET=HDRS", "ENVID=lab+2Bdelivered"], notify="SUCCESS,FAILURE,DELAY"),
	Case("utf8-unsupported", ["bücher@sink.example"], PC + "with SMTPUTF8 to a receiver that knows no SMTPUTF8",
		needs={"utf8", "utf8-only"}, mail_options=["SMTPUTF8"], subject="Grüße", body="Grüße an Bücher.\n"),
	Case("utf8-unknown", ["unknown@utf8.example", "bücher@utf8.example"], PC + "with SMTPUTF8 to a receiver that refuses one "
		"of two recipients", needs={"utf8"}, mail_options=["SMTPUTF8"], subject="Grüße", body="Grüße an Bücher.\n"),
	Case("accepted", ["nouser@rcv.example"], PC + "the receiver takes the mail in, then finds no such user", needs={"late"}),
	Case("accepted-several", ["first@rcv.example", "second@rcv.example", "broken@rcv.example", "owner@rcv.example"],
		PC + "the receiver takes the mail in, then bounces three of four recipients", needs={"late", "pipe"}),
	Case("forwarded", ["forward@rcv.example"], PC + "the receiver forwards the mail to an address that refuses it",
		needs={"late"}),
	Case("program-failed", ["broken@rcv.example"], PC + "the receiver pipes the mail into a program that fails", needs={"pipe"}),
	Case("mailbox-full-local", ["fullbox@rcv.example"], PC + "the receiver takes the mail in, then finds the mailbox full",
		needs={"full"}),
	Case("client-helo", ["helo@rcv.example"], STRANGER + "says the owner's domain in HELO", needs={"late"},
		source="bad", target="rcv", helo="owner.example"),
	Case("client-nameless", ["nameless@rcv.example"], STRANGER + "has no reverse name", needs={"late"},
		source="nameless", target="rcv", helo="friend"),
	Case("client-liar", ["liar@rcv.example"], STRANGER + "has the reverse name of the owner's PC, which is not its address",
		needs={"late"}, source="liar", target="rcv", helo="mail.owner.example"),
	Case("vacation", ["away@rcv.example"], PC + "the recipient's vacation program answers", needs={"vacation"}),
	Case("sieve-vacation", ["away@rcv.example"], PC + "the recipient's sieve script answers (Dovecot)", needs={"sieve"}),
	Case("sieve-reject", ["refuser@rcv.example"], PC + "the recipient's sieve script rejects (Dovecot)", needs={"sieve"}),
]
