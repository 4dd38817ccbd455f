# lab.py - send, wait for the bounces, and write them down; run.sh starts this inside its namespaces
#
# usage: lab.py MTA [CASE...] | lab.py demo [MTA of the owner]
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import re
import shutil
import sys
import time

from cases import CASES, PC
from hosts import HOSTS, sample_world
from mta import EXPIRE, load
from world import HERE

OUT = os.environ.get("LAB_OUT", os.path.join(os.path.dirname(HERE), "tests"))
SENDER = "owner@owner.example"


def message(case):
	"""The message of a case, and the Message-ID its bounces are known by."""
	ident = f"{case.name}@pc.owner.example"
	text = (f"From: Owner <{SENDER}>\r\nTo: {', '.join(case.to)}\r\nSubject: {case.subject or 'Lab: ' + case.name}\r\n"
		f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\r\nMessage-ID: <{ident}>\r\n")
	if not (case.subject + case.body).isascii():
		text += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
	return ident, text + "\r\n" + case.body.replace("\n", "\r\n")


def send(world, mta, case):
	ident, text = message(case)
	if case.via == "local" or "smtp" not in mta.CAN:
		line = mta.LOCAL.format(sender=SENDER, to=" ".join(case.to))
		world[mta.HOST].run(["su", "owner", "-c", line], stdin=text.replace("\r\n", "\n"))
		return ident
	host = world[case.source]
	rcpt = {to: [f"NOTIFY={case.notify}", f"ORCPT=rfc822;{to}"] for to in case.to} if case.notify else {}
	job = {"server": HOSTS[case.target][1], "helo": case.helo or host.hostname, "sender": SENDER, "to": case.to,
		"message": text, "mail_options": case.mail_options, "rcpt_options": rcpt}
	if case.via == "auth":
		job["login"] = ["owner", "secret"]
	host.run([sys.executable, "-B", HERE + "/send.py"], stdin=json.dumps(job))
	return ident


def split(mbox):
	"""The messages of an mbox, without their From lines and the empty line that parts them (Courier writes none)."""
	parts = re.split(rb"(?m)^From [^\n]*\d\d:\d\d:\d\d \d{4}\n", mbox)[1:]
	return [part[:-1] if part.endswith(b"\n\n") else part for part in parts]


def wait(world, count, seconds, mailbox="/var/mail/owner"):
	"""Until the owner has that many mails, or the time is over."""
	end = time.time() + seconds
	while time.time() < end and len(split(world["own"].read(mailbox))) < count:
		time.sleep(0.5)


def keep(name, mail, made):
	folder = f"{OUT}/samples/{name}"
	os.makedirs(folder, exist_ok=True)
	with open(folder + "/message.eml", "wb") as file:
		file.write(mail)
	with open(folder + "/made.txt", "w", encoding="utf-8") as file:
		file.write(made)


def matches(case, ident, mail):
	return f"<{ident}>".encode() in mail or re.search(rb"^Subject: .*Lab: " + case.name.encode() + rb"$", mail, re.M)


def collect(world, name, version, mta, sent):
	"""Write each case's bounces as samples; returns what is missing."""
	mails = split(world["own"].read(mta.MAILBOX))
	missing = []
	for case, ident in sent:
		found = [mail for mail in mails if matches(case, ident, mail)]
		for at, suffix in enumerate(case.wanted):
			if at >= len(found):
				missing.append(f"{name}-{case.name}{suffix}")
				continue
			times = f"times: {mta.TIMES}\n" if suffix in ("-delayed", "-expired") else ""
			keep(f"{name}-{case.name}{suffix}", found[at],
				f"made by: {version} (Debian 12)\ndone: {case.said}\nto: {', '.join(case.to)}\n{times}"
				f"again: lab/run.sh {name} {case.name}\n")
		if len(found) > len(case.wanted):
			print(f"{name}-{case.name}: {len(found)} mails came, {len(case.wanted)} were expected:")
			for mail in found:
				print("\t" + " | ".join(re.findall(r"^(?:Subject|From|Action|Status): .*", mail.decode(errors="replace"), re.M)))
	return missing


def samples(lab_dir, name, wanted):
	mta = load(name)
	servers = {"own": "postfix", "rcv": name if "receive" in mta.CAN else "postfix", mta.HOST: name}
	world = sample_world(lab_dir, servers)
	for key, server in servers.items():
		module = load(server)
		world[key].user("owner")
		module.setup(world[key], "192.0.2.0/24" if key == "own" else "")
		module.start(world[key])
		if "smtp" in module.CAN:
			world.listening(key)
	version = mta.version(world[mta.HOST])
	cases = [case for case in CASES if case.needs <= mta.CAN and (not wanted or case.name in wanted)]
	for case in cases:
		case.wanted = mta.WANTED.get(case.name, case.wanted)
		case.said = case.said.replace(PC, mta.SAID)
	cases = [case for case in cases if case.wanted]
	sent = [(case, send(world, mta, case)) for case in cases]
	mta.later(world["own"])
	wait(world, sum(len(case.wanted) for case in cases), EXPIRE * 4, mta.MAILBOX)
	world.logs()
	missing = collect(world, name, version, mta, sent)
	print(f"{version}: {sum(len(case.wanted) for case in cases) - len(missing)} samples, missing: {' '.join(missing) or 'none'}")
	if os.environ.get("LAB_KEEP"):
		shutil.copy(world["own"].root + mta.MAILBOX, f"{lab_dir}/{name}.mbox")
	return 1 if missing else 0


def main():
	os.environ["LAB_NAME"] = sys.argv[1]
	lab_dir = os.path.abspath(os.environ["LAB_DIR"])
	if sys.argv[1] == "ledger":
		import ledger
		return ledger.main(lab_dir, OUT, split, wait, *sys.argv[2:])
	if sys.argv[1] == "demo":
		import demo
		return demo.main(lab_dir, OUT, split, wait, *sys.argv[2:])
	return samples(lab_dir, sys.argv[1], sys.argv[2:])


sys.exit(main())
