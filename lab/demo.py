# demo.py - an owner's mailbox of ten bounces whose cause is known, for the verdict
#
# Out: tests/demo/NAME.mbox as the owner's server delivered it, NAME.txt with the cause of each message, NAME.home with
# what the owner knows. The owner's server relays for everybody in 203.0.113.0/24: that is the hole to be found.
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import re
import sys
import time

from hosts import HOSTS, sample_world
from mta import load
from world import HERE

SENDER = "owner@owner.example"
HOME = """\
# what the owner of owner.example knows
home.domain = owner.example
home.host = mail.owner.example
home.network = 192.0.2.0/24
"""
COPIED = ("Received: from pc.owner.example (pc.owner.example [192.0.2.50])\r\n"
	"\tby mail.owner.example (Postfix) with ESMTP id 4F1C92A07;\r\n\t{date}\r\n")


def many(domain):
	return [f"user{n}@{domain}" for n in range(1, 16)]


# cause, how it is told, from which host, to which, HELO, recipients, what stands above the header
JOBS = [
	("genuine", "the owner's PC sends through the owner's server to an unknown user", "pc", "own", "pc.owner.example",
		["nouser@rcv.example"], ""),
	("genuine", "the owner's PC sends through the owner's server to an unknown user", "pc", "own", "pc.owner.example",
		["nouser@rcv2.example"], ""),
	("genuine", "the same, but the receiver refuses the user at RCPT, so the owner's own server bounces", "pc", "own",
		"pc.owner.example", ["nouser@strict.example"], ""),
	("relayed", "a foreign client uses the owner's server as an open relay, 15 recipients", "bad", "own", "friend",
		many("rcv.example"), ""),
	("relayed", "a foreign client uses the owner's server as an open relay, 15 recipients", "bad", "own", "friend",
		many("rcv2.example"), ""),
	("relayed", "the same, but the receiver refuses the users at RCPT, so the owner's own server bounces", "bad", "own",
		"friend", many("strict.example"), ""),
	("forged", "a foreign client delivers to the receiver itself, with the owner's domain as HELO", "bad", "rcv",
		"owner.example", many("rcv.example"), ""),
	("forged", "a foreign client delivers to the receiver itself, with the owner's domain as HELO", "bad", "rcv2",
		"owner.example", many("rcv2.example"), ""),
	("forged", "a foreign client delivers to the receiver itself, with a copied Received field of the owner's server",
		"bad", "rcv", "adsl-66.pool.bad.example", many("rcv.example"), COPIED),
	("forged", "a foreign client delivers to the receiver itself, with a copied Received field of the owner's server",
		"bad", "rcv2", "[203.0.113.66]", many("rcv2.example"), COPIED),
]


def send(world, number, job):
	"""Returns the Message-ID."""
	cause, _, source, target, helo, to, above = job
	date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
	genuine = cause == "genuine"
	ident = f"20261124{number:02}.4711@pc.owner.example" if genuine else f"{number:02}c7d1$2b@fxjkifr"
	subject, body = ("Minutes of Monday", "The minutes are ready.") if genuine else ("Cheap watches", "Buy one, today only.")
	message = (above.format(date=date) + f"From: Owner <{SENDER}>\r\nTo: {to[0]}\r\nSubject: {subject}\r\n"
		f"Date: {date}\r\nMessage-ID: <{ident}>\r\n\r\n{body}\r\n")
	world[source].run([sys.executable, "-B", HERE + "/send.py"],
		stdin=json.dumps({"server": HOSTS[target][1], "helo": helo, "sender": SENDER, "to": to, "message": message}))
	return ident


def tell(mails, idents, versions):
	"""One line for each message of the mailbox, in its order."""
	lines = [f"The causes of the messages in this mailbox, made by lab/run.sh demo with {versions}.",
		"number, cause, host that made the bounce, how it came about", ""]
	for number, mail in enumerate(mails, 1):
		job = next(job for ident, job in zip(idents, JOBS) if f"<{ident}>".encode() in mail)
		bouncer = re.search(rb"^Reporting-MTA: dns; ?(\S+)", mail, re.M).group(1).decode()
		lines.append(f"{number}\t{job[0]}\t{bouncer}\t{job[1]}")
	return "\n".join(lines) + "\n"


def main(lab_dir, out, split, wait, owner="postfix"):
	world = sample_world(lab_dir, {"own": owner, "rcv": "postfix", "rcv2": "exim"})
	servers = {key: load(name) for key, name in
		(("own", owner), ("rcv", "postfix"), ("rcv2", "exim"))}
	for key, mta in servers.items():
		world[key].user("owner")
		mta.setup(world[key], "192.0.2.0/24 203.0.113.0/24" if key == "own" else "")
		mta.start(world[key])
		world.listening(key)
	idents = []
	for number, job in enumerate(JOBS, 1):
		idents.append(send(world, number, job))
		wait(world, number, 20)
	world.logs()
	mbox = world["own"].read("/var/mail/owner")
	mails = split(mbox)
	os.makedirs(out + "/demo", exist_ok=True)
	name = f"{out}/demo/{'real' if owner == 'postfix' else 'real-' + owner}"
	with open(name + ".mbox", "wb") as file:
		file.write(mbox)
	versions = f"{servers['own'].version(world['own'])} as the owner's server, Postfix and Exim as receivers"
	with open(name + ".txt", "w", encoding="utf-8") as file:
		file.write(tell(mails, idents, versions))
	with open(name + ".home", "w", encoding="utf-8") as file:
		file.write(HOME)
	print(f"{name}.mbox: {len(mails)} of {len(JOBS)} bounces")
	return 0 if len(mails) == len(JOBS) else 1
