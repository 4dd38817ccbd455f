# sink.py - an SMTP server that answers each recipient as its local part says
#
# usage: sink.py HOSTNAME [EXTENSION...]
# RCPT below is the answer to RCPT TO, DATA the one after the message when its first recipient has that local part.
# Everybody else is accepted, and the message thrown away. {0} stands for the recipient's address, {1} for
# the client's. incidents/world.py runs it with answers of its own.
# SPDX-License-Identifier: LGPL-2.1-or-later
import re
import socketserver
import sys

SIZE = 4000

RCPT = {
	"unknown": "550 5.1.1 <{0}>: Recipient address rejected: User unknown",
	"nosuch": "550 No such user here",
	"full": "552 5.2.2 <{0}>: Mailbox full, quota exceeded",
	"disabled": "550 5.2.1 <{0}>: The account is disabled",
	"moved": "551 5.1.6 User not local; please try <new@elsewhere.example>",
	"spam": "550-5.7.1 [{1}] Our system has detected that this message is\n"
		"550-5.7.1 likely unsolicited mail. To reduce the amount of spam, it has been\n"
		"550 5.7.1 blocked. See https://sink.example/help/spam for more information.",
	"listed": "554 5.7.1 Service unavailable; Client host [{1}] blocked using bl.example",
	"relay": "554 5.7.1 <{0}>: Relay access denied",
	"greylist": "451 4.7.1 <{0}>: Greylisted, please try again in 300 seconds",
	"busy": "452 4.2.2 <{0}>: The mailbox is over its quota, try later",
}

DATA = {
	"big": "552 5.3.4 Message size exceeds fixed maximum message size",
	"content": "554-5.7.1 The message was refused:\n554 5.7.1 its content is considered spam (score 17.2)",
	"policy": "550 5.7.26 This mail is unauthenticated, which poses a security risk",
}


class Session(socketserver.StreamRequestHandler):
	timeout = 60

	def say(self, text):
		lines = text.split("\n")
		self.wfile.write("".join(line + "\r\n" for line in lines).encode())

	def begin(self, sender):
		self.accepted, self.sender = [], sender

	def rcpt(self, address):
		kind = self.server.kind(address)
		if kind in RCPT:
			return self.say(RCPT[kind].format(address, self.client_address[0]))
		self.accepted.append(kind)
		self.say("250 2.1.5 Ok")

	def auth(self, line):
		self.say("502 5.5.1 Not implemented")

	def message(self):
		"""What DATA brings; None, and a refusal, where nobody is to have it."""
		if not self.accepted:
			return self.say("554 5.5.1 No valid recipients")
		self.say("354 End data with <CR><LF>.<CR><LF>")
		lines = []
		while (line := self.rfile.readline()) not in (b".\r\n", b""):
			lines.append(line[1:] if line.startswith(b".") else line)
		return b"".join(lines)

	def data(self):
		message = self.message()
		if message is None:
			return
		self.server.took(self.sender, message)
		self.say(DATA.get(self.accepted[0], "250 2.0.0 Ok: queued as 1D0E5A7F"))

	def handle(self):
		name, self.helo = self.server.name, ""
		self.begin("")
		self.say(f"220 {name} ESMTP")
		for line in self.rfile:
			line = line.decode("utf-8", "replace").strip()
			verb = line[:4].upper()
			if verb in ("EHLO", "HELO"):
				self.helo, self.esmtp = line[5:].strip(), verb == "EHLO"
			if verb == "EHLO":
				words = [name, "PIPELINING", f"SIZE {self.server.size}", "8BITMIME", "ENHANCEDSTATUSCODES", *self.server.extensions]
				self.say("\n".join("250-" + word for word in words[:-1]) + "\n250 " + words[-1])
			elif verb == "RCPT":
				self.rcpt(address(line))
			elif verb == "DATA":
				self.data()
			elif verb == "AUTH":
				self.auth(line)
			elif verb == "QUIT":
				return self.say("221 2.0.0 Bye")
			elif verb == "MAIL" and int((re.findall(r" SIZE=(\d+)", line.upper()) or [0])[0]) > self.server.size:
				self.say("552 5.3.4 Message size exceeds fixed limit")
			else:
				if verb in ("MAIL", "RSET"):
					self.begin(address(line))
				self.say("250 2.0.0 Ok")


def address(line):
	return line[line.index("<") + 1:line.rindex(">")] if "<" in line else line


class Server(socketserver.ThreadingTCPServer):
	allow_reuse_address = True
	daemon_threads = True
	request_queue_size = 100
	size = SIZE

	def __init__(self, host, name, extensions=(), session=Session):
		self.name, self.extensions = name, extensions
		super().__init__((host, 25), session)

	def kind(self, address):
		"""The key of the answer to an address."""
		return address.rsplit("@", 1)[0]

	def took(self, sender, message):
		"""A message that came in."""


if __name__ == "__main__":
	Server("", sys.argv[1], sys.argv[2:]).serve_forever()
