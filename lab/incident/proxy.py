# proxy.py - a content filter: takes a mail in while its client waits, hands it on, and answers what the next host answers
# SPDX-License-Identifier: LGPL-2.1-or-later
import random
import smtplib
import time

from sink import Server, Session


class Filter(Session):
	"""One session with a client, and one with the next host."""

	def rcpt(self, to):
		if self.ask("rcpt", to) == 250:
			self.accepted.append(to)

	def ask(self, verb, what):
		"""Ask the next host, and tell the client what it answers; returns the code."""
		try:
			code, text = getattr(self.upstream(), verb)(what)
		except (OSError, smtplib.SMTPException):
			self.finish_next()
			code, text = 451, b"4.3.0 Try again later"
		self.say(f"{code} " + text.decode(errors="replace").replace("\n", " "))
		return code

	def upstream(self):
		if not self.next:
			here, name, following = self.server.server_address[0], self.server.name, self.server.following
			self.next = smtplib.SMTP(following, 25, name, 30, source_address=(here, 0))
			self.next.ehlo()
			self.next.mail(self.sender)
		return self.next

	def data(self):
		message = self.message()
		if message is None:
			return
		client = self.client_address[0]
		rdns = self.server.names.get(client) or "unknown"
		above = (f"Received: from {self.helo} ({rdns} [{client}])\r\n"
			f"\tby {self.server.name} with ESMTP id {random.randrange(16**10):010x}\r\n"
			f"\tfor <{self.accepted[0]}>; {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\r\n")
		self.ask("data", above.encode() + message)

	def begin(self, sender):
		super().begin(sender)
		self.finish_next()

	def handle(self):
		self.next = None
		try:
			super().handle()
		finally:
			self.finish_next()

	def finish_next(self):
		if self.next:
			self.next.close()
		self.next = None


class Proxy(Server):
	size = 10000000

	def __init__(self, host, name, following, names):
		"""following: the address of the next host; names: address -> verified name"""
		self.following, self.names = following, names
		super().__init__(host, name, session=Filter)
