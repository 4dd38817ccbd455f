# ledger.py - an owner's mailbox of bounces and the log of his server, for bounce-ledger
#
# usage: lab.py ledger MTA
# Out: tests/ledger/MTA.maillog (exim.mainlog) as the server's syslog or the server itself wrote it, without connections and
# queue runs, MTA-account.mbox and MTA-relay.mbox as the owner got them. The
# owner's PC sends as always; a stranger logs in with the owner's account; another needs no account, for the server
# relays for 203.0.113.0/24; a form on the web calls sendmail(1); and some try to write into the log what is not so.
# Postfix hands all to a content filter and gets it back, so each mail has two queue ids.
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import re
import sys
import time

from hosts import HOSTS, sample_world
from mta import load

OWNER = "owner@owner.example"

SEND = r"""
import json, smtplib, sys
for job in json.load(sys.stdin):
	client = smtplib.SMTP(job["server"], 25, local_hostname=job["helo"], timeout=30)
	client.ehlo_or_helo_if_needed()
	if "login" in job:
		client.login(*job["login"])
	print(client.docmd("MAIL FROM:<%s>" % job["sender"]))
	for to in job["to"]:
		print(client.docmd("RCPT TO:<%s>" % to))
	print(client.data(job["message"].encode()))
	client.quit()
"""

RSYSLOG = re.compile(r"<\d+>(\w{3} [ \d]\d \d\d:\d\d:\d\d) (.*)", re.S)


def mail(ident, subject, sender=OWNER):
	date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
	return (f"From: Owner <{OWNER}>\r\nTo: undisclosed-recipients:;\r\nSubject: {subject}\r\nDate: {date}\r\n"
		+ (f"Message-ID: <{ident}>\r\n" if ident else "") + "\r\nHello.\r\n")


def jobs():
	"""source host, job"""
	server = HOSTS["own"][1]

	def job(source, ident, to, helo=None, sender=OWNER, login=None):
		made = {"server": server, "helo": helo or HOSTS[source][0], "sender": sender, "to": to,
			"message": mail(ident, "Minutes of Monday" if source == "pc" else "Cheap watches")}
		if login:
			made["login"] = login
		return source, made

	everybody = [f"user{n}@rcv.example" for n in range(1, 10)] + [OWNER.replace("owner.example", "rcv.example")]
	found = [job("pc", f"genuine{n}@pc.owner.example", ["owner@rcv.example"]) for n in (1, 2)]
	found.append(job("pc", "genuine3@pc.owner.example", ["nouser@rcv.example"]))
	found += [job("liar", f"stolen{n}.{n * 7919:x}@fxjkifr", everybody[n:], "friend", login=["owner", "secret"]) for n in range(1, 5)]
	found += [job("liar", f"stolen{n}.{n * 7919:x}@fxjkifr", ["owner@rcv.example"], "friend", login=["owner", "secret"]) for n in range(5, 13)]
	found += [job("bad", f"relay{n}.{n * 104729:x}@qmwzlp", everybody, "friend") for n in range(1, 4)]
	found += [job("bad", f"refused{n}.{n * 104729:x}@qmwzlp", ["user1@strict.example", "user2@strict.example"], "friend") for n in (1, 2)]
	found += [
		job("bad", "x>, proto=ESMTP, daemon=MTA, relay=pc.owner.example [192.0.2.50", ["owner@rcv.example"]),
		job("bad", '"x P=esmtpa A=plain:boss id=y"@fxjkifr', ["owner@rcv.example"]),
		job("bad", "removed", ["owner@rcv.example"], "x) [192.0.2.50] P=esmtpa A=plain:boss S=1 id=genuine1@pc.owner.example"),
		job("bad", "sender@fxjkifr", ["owner@rcv.example"], sender='"x>, size=1, nrcpt=1 (queue active), sasl_username=boss"@owner.example'),
		job("bad", "sender2@fxjkifr", ["owner@rcv.example"], sender='"x H=pc.owner.example [192.0.2.50] P=esmtpa A=plain:boss S=1 id=1"@owner.example'),
		job("bad", "recipient@fxjkifr", ['"x>, relay=local, dsn=2.0.0, status=sent (x"@rcv.example']),
		job("bad", None, ["owner@rcv.example"]),
	]
	return found


def syslog(lines, key):
	"""The datagrams of a host as its syslog daemon would write them into a file."""
	name = HOSTS[key][0].split(".")[0]
	for line in lines:
		found = RSYSLOG.match(line.removeprefix(key + ": "))
		if line.startswith(key + ": ") and found:
			yield f"{found[1]} {name} {found[2].strip()}\n"


def setup(world, name):
	host = world["own"]
	if name == "postfix":
		host.run("postconf -e content_filter=smtp:[127.0.0.1]:10026; "
			"postconf -M 10026/inet='127.0.0.1:10026 inet n - n - 10 smtpd -o content_filter='")
	if name == "exim":
		host.run("sed -i '1i helo_accept_junk_hosts = *' /etc/exim4/exim4.conf")


def log_of(world, name):
	"""The lines of the owner's server, without those that no message is named in."""
	if name == "exim":
		lines = world["own"].read("/var/log/exim4/mainlog").decode(errors="replace").splitlines(keepends=True)
	elif name == "postfix":
		lines = world["own"].read("/var/log/mail.log").decode(errors="replace").splitlines(keepends=True)
	else:
		with open(world.log.name, encoding="utf-8") as log:
			lines = list(syslog(log, "own"))
	return [line for line in lines if not re.search(r"connect from|queue run: pid|useradd|saslpasswd2|pam_env|/etc/mail/aliases", line)]


def write(folder, name, lines, mails):
	os.makedirs(folder, exist_ok=True)
	with open(f"{folder}/{name}.{'mainlog' if name == 'exim' else 'maillog'}", "w", encoding="utf-8") as file:
		file.writelines(lines)
	for kind, wanted in {"account": rb"<stolen[123]\.", "relay": rb"<relay[12]\.|<refused"}.items():
		found = [mail for mail in mails if re.search(wanted, mail)]
		if found:
			with open(f"{folder}/{name}-{kind}.mbox", "wb") as file:
				file.writelines(b"From MAILER-DAEMON Tue Nov 24 00:00:00 2026\n" + mail + b"\n" for mail in found)


def main(lab_dir, out, split, wait, name):
	world = sample_world(lab_dir, {"own": name, "rcv": "postfix"})
	for key, mta in (("own", load(name)), ("rcv", load("postfix"))):
		world[key].user("owner")
		mta.setup(world[key], "192.0.2.0/24 203.0.113.0/24" if key == "own" else "")
		if key == "own":
			setup(world, name)
		mta.start(world[key])
		world.listening(key)
	for source, job in jobs():
		world[source].run([sys.executable, "-c", SEND], stdin=json.dumps([job]))
	for n in (1, 2):
		world["own"].run(["su", "www-data", "-s", "/bin/sh", "-c", f"/usr/sbin/sendmail -t -i -f {OWNER}"],
			stdin=mail(f"form{n}@owner.example", "Your request").replace("\r\n", "\n").replace(
				"undisclosed-recipients:;", f"user{n}@rcv.example, owner@rcv.example"))
	wait(world, 60, 25)
	world.logs()
	world.log.flush()
	mails = split(world["own"].read("/var/mail/owner"))
	write(out + "/ledger", name, log_of(world, name), mails)
	print(f"{out}/ledger/{name}-*: {len(mails)} mails, {load(name).version(world['own'])}")
	return 0
