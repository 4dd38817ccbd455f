# shaped.py - a mail server that writes as one that is not to be had: a receiver, an owner's own server, or the cloud of many
#
# Real SMTP from real clients, so its addresses are what the socket says; what it adds and how it bounces is shapes.py's.
# SPDX-License-Identifier: LGPL-2.1-or-later
import base64
import ipaddress
import random
import re
import smtplib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from incident.shapes import SHAPES
from sink import Server, Session


class Post:
	"""The way to others: what the DNS of a batch says, asked without asking."""

	def __init__(self, plan, say):
		self.names = {address: name for address, (name, reverse) in plan["plain"].items() if name and name == reverse}
		self.names.update({host["address"]: host["name"] for host in plan["hosts"].values()})
		self.hosts, self.mx, self.txt, self.say = plan["hosts"], plan["mx"], plan["txt"], say

	def deliver(self, source, helo, sender, to, text):
		"""None, or the answer of who refused: code, words, host."""
		keys = self.mx.get(to.rsplit("@", 1)[1], [])
		for key in keys if isinstance(keys, list) else [keys]:
			host = self.hosts[key]
			try:
				with smtplib.SMTP(host["address"], 25, helo, 20, source_address=(source, 0)) as client:
					client.ehlo()
					client.mail(sender)
					code, words = client.rcpt(to)
					if code in (250, 251):
						code, words = client.data(text.replace("\n", "\r\n").encode())
			except (OSError, smtplib.SMTPException) as error:
				self.say(f"{helo} to {host['name']}: {error}")
				continue
			return None if code in (250, 251) else (f"{code} {words.decode(errors='replace')}".replace("\n", " "), host["name"])
		return "550 5.4.4 no mail exchanger answers", None

	def spf(self, domain, ip, depth=0):
		"""What the sender's record says of a client."""
		words = self.txt.get(domain, "").split()
		if not words or words[0] != "v=spf1" or depth > 4:
			return "none"
		for word in words[1:]:
			sign, rest = (word[0], word[1:]) if word[0] in "+-~?" else ("+", word)
			kind, _, value = rest.partition(":")
			hit = kind == "all" or (kind in ("ip4", "ip6") and within(ip, [value]))
			if kind == "mx":
				keys = self.mx.get(domain, [])
				hit = ip in [self.hosts[key]["address"] for key in (keys if isinstance(keys, list) else [keys])]
			elif kind == "include":
				hit = self.spf(value, ip, depth + 1) == "pass"
			if hit:
				return {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}[sign]
		return "neutral"


def within(ip, networks):
	address = ipaddress.ip_address(ip)
	return any(address in ipaddress.ip_network(net, strict=False) for net in networks)


class Visit(Session):
	def handle(self):
		self.login, self.esmtp = "", True
		super().handle()

	def auth(self, line):
		try:
			_, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
		except (IndexError, ValueError):
			return self.say("501 5.5.4 Syntax error")
		if self.server.plan["logins"].get(user) != password:
			return self.say("535 5.7.3 Authentication unsuccessful")
		self.login = user
		self.say("235 2.7.0 Authentication successful")

	def rcpt(self, to):
		code = self.server.refusal(to, self.client_address[0], self.login)
		if code:
			return self.say(code)
		self.accepted.append(to)
		self.say("250 2.1.5 Recipient OK")

	def data(self):
		message = self.message()
		if message is None:
			return
		self.server.enter({"ip": self.client_address[0], "helo": self.helo, "login": self.login, "esmtp": self.esmtp},
			self.sender, self.accepted, message.decode(errors="replace").replace("\r\n", "\n"))
		self.say("250 2.6.0 Queued mail for delivery")


class Shaped(Server):
	size = 10000000

	def __init__(self, plan, post):
		"""plan: as network.shaped() makes it"""
		self.plan, self.post, self.mailboxes = plan, post, {}
		self.shape = SHAPES[plan["shape"]](random.Random(plan["name"] + plan["address"]), plan["name"], plan["org"])
		self.lock, self.pool = threading.Lock(), ThreadPoolExecutor(4)
		super().__init__(plan["address"], plan["name"], ("AUTH PLAIN",), Visit)

	def refusal(self, to, ip, login):
		local, _, domain = to.rpartition("@")
		if domain in self.plan["homes"]:
			known = local in self.plan["homes"][domain]["locals"] or local.startswith(("postmaster", "MAILER-DAEMON"))
			return None if known else f"550 5.1.1 <{to}>: User unknown"
		if domain in self.plan["late"] or login or self.plan["open"] or within(ip, self.plan["trusted"]):
			return None
		return "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"

	def enter(self, client, sender, to, text, web=False):
		"""Take a mail in."""
		client.update(name=self.post.names.get(client["ip"]), sender=sender, to=to[0])
		client["spf"] = "none" if web else self.post.spf(sender.rsplit("@", 1)[-1], client["ip"])
		with self.lock:
			text = (self.shape.web if web else self.shape.take)(client) + text
		self.pool.submit(self.tried, sender, to, text)

	def tried(self, *mail):
		try:
			self.deliver(*mail)
		except Exception as error:		# a thread of a pool would swallow it
			self.post.say(f"shaped: {self.plan['name']}: {type(error).__name__} {error}")

	def deliver(self, sender, to, text):
		failed = []
		for one in to:
			domain = one.rsplit("@", 1)[1]
			if domain in self.plan["homes"]:
				self.store(domain, sender, text)
			elif domain in self.plan["late"]:
				failed.append((one, *self.shape.unknown, None))
			else:
				helo, source = self.way_out()
				answer = self.post.deliver(source, helo, sender, one, self.shape.handed_on() + text)
				if answer:
					status = re.search(r"\b[45]\.\d+\.\d+\b", answer[0])
					failed.append((one, status.group() if status else "5.0.0", *answer))
		if failed and sender:
			self.bounce(sender, failed, text)

	def way_out(self):
		return self.shape.rng.choice(self.plan["outbound"])

	def bounce(self, sender, failed, text):
		domain = sender.rsplit("@", 1)[1]
		own = self.plan["homes"].get(domain)
		with self.lock:
			org = self.shape.org
			if own or len(self.plan["outbound"]) > 1:		# a cloud speaks in its tenant's name
				self.shape.org = domain if own else failed[0][0].rsplit("@", 1)[1]
			report = self.shape.report(sender, failed, text, (own or self.plan)["returns"])
			self.shape.org = org
		if own:
			return self.store(domain, "", report)
		helo, source = self.way_out()
		answer = self.post.deliver(source, helo, "", sender, report)
		if answer:
			self.post.say(f"shaped: bounce to {sender} refused: {answer}")

	def store(self, domain, sender, text):
		"""Into the mailbox of the domain's owner."""
		lines = [">" + line if line.startswith("From ") else line for line in text.split("\n")]
		head = f"From {sender or 'MAILER-DAEMON'} {time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime())}\nReturn-Path: <{sender}>\n"
		with self.lock:
			mail = head + self.shape.delivered() + "\n".join(lines).rstrip("\n") + "\n\n"
			self.mailboxes[domain] = self.mailboxes.get(domain, "") + mail
