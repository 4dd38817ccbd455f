# shapes.py - what servers write that are not to be had: their Received fields, and their reports
#
# The formats of Exchange, Microsoft 365, Gmail, Domino, IronPort, qmail and the SMTP service of IIS. A shape is one server's: it
# keeps the same names, private addresses, version and zone. shaped.py makes a server of it.
# SPDX-License-Identifier: LGPL-2.1-or-later
import re
import time

HEX = "0123456789abcdef"
ALNUM = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
TLS = "(version=TLS1_2,\n cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"


class Shape:
	"""name, org: what the world calls the server, and its organisation's domain."""
	zones = ("+0100", "+0000", "-0500", "+0900", "-0800")
	returns = ("full",)
	unknown = "5.1.1", "550 5.1.1 User unknown"

	def __init__(self, rng, name, org):
		self.rng, self.name, self.org = rng, name, org
		self.zone = rng.choice(self.zones)
		self.inner = f"10.{rng.randint(1, 250)}.{rng.randint(0, 250)}."
		self.draw()

	def draw(self):
		"""What is this server's own."""

	def code(self, length, alphabet=HEX):
		return "".join(self.rng.choice(alphabet) for _ in range(length))

	def date(self, zone=None, form="%a, %d %b %Y %H:%M:%S "):
		zone = zone or self.zone
		shift = int(zone[0] + "1") * (int(zone[1:3]) * 3600 + int(zone[3:]) * 60)
		return time.strftime(form, time.gmtime(time.time() + shift)) + zone

	def qdate(self, zone="-0000"):
		return self.date(zone, "%d %b %Y %H:%M:%S ").lstrip("0")

	# to be had by each: header fields, ending in a line end

	def take(self, client):
		"""A mail that came by SMTP. client: ip, name or None, helo, login, esmtp, sender, to, spf."""
		raise NotImplementedError

	def web(self, client):
		"""A mail that a user wrote in the server's own program or page."""
		return self.take(client)

	def handed_on(self):
		"""What is added on the way out."""
		return ""

	def delivered(self):
		"""What is added on the way into a mailbox."""
		return ""

	def report(self, sender, failed, text, returns):
		"""The bounce to sender. failed: rows of recipient, status, answer, remote host or None."""
		raise NotImplementedError

	# help with reports

	def multipart(self, head, words, machine, text, returns):
		edge, (header, body) = self.code(24, ALNUM), split(text)
		kind, returned = ("message/rfc822", text) if returns == "full" else ("text/rfc822-headers", header + "\n")
		return (f"{head}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{edge}\"\n\n"
			f"--{edge}\nContent-Type: text/plain; charset=us-ascii\n\n{words}\n--{edge}\nContent-Type: message/delivery-status\n\n"
			f"{machine}\n--{edge}\nContent-Type: {kind}\n\n{returned}\n--{edge}--\n")

	def rows(self, failed, more=lambda row: ""):
		return "\n".join(f"Final-Recipient: rfc822;{row[0]}\nAction: failed\nStatus: {row[1]}\n" + more(row) for row in failed)


def split(text):
	header, _, body = text.partition("\n\n")
	return header + "\n", body


def field(text, name, missing=""):
	found = re.search(rf"(?mi)^{name}:[ \t]*(.*(?:\n[ \t].*)*)", split(text)[0])
	return found.group(1) if found else missing


def received_from(text):
	"""The HELO of the topmost line with an address, as a Received-From-MTA tells it."""
	found = re.search(r"(?m)^Received: from (\S+) \(", split(text)[0])
	return found.group(1) if found else "unknown"


class Exchange(Shape):
	"""2016 and 2019: alone, behind an edge server, or behind a gateway of another make."""
	returns = ("full", "headers")
	unknown = "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
	versions = ("15.1.2507.44", "15.2.1544.4", "15.1.2375.7", "15.2.1118.40", "15.2.986.5")

	def draw(self):
		rng = self.rng
		self.version = rng.choice(self.versions)
		self.front = rng.choice(("", "", "edge", "edge", "ironport", "postfix"))
		stem = self.org.split(".")[0]
		self.hub = f"{rng.choice(('MBX', 'EX', 'EXCH', 'SRV-EX', 'MAIL'))}{rng.randint(1, 19):02}.{rng.choice((stem, 'ad', 'corp'))}.local"
		self.second = self.hub.replace(".", "-B.", 1) if rng.random() < 0.4 else self.hub
		if not self.front and rng.random() < 0.5:
			self.hub = self.second = self.name
		self.own = [self.inner + str(n) for n in rng.sample(range(2, 250), 3)]

	def hop(self, client, ip, by, own, way=""):
		return f"Received: from {client} ({ip}) by {by}\n ({own}) with Microsoft SMTP Server {TLS} id {self.version}{way}; {self.date()}\n"

	def take(self, client):
		rng, (a, b, edge) = self.rng, self.own
		first, second = self.hub, self.second
		a, b = (a, a) if first == second else (a, b)
		helo, ip = client["helo"], client["ip"]
		top = "" if rng.random() < 0.3 else self.hop(first, a, second, b)
		if self.front and not client["login"]:
			line = getattr(self, self.front)(client, edge)
			return top + self.hop(self.name, edge, first, a, "\n via Frontend Transport") + line
		return top + self.hop(helo, ip, first, a, "\n via Frontend Transport")

	def edge(self, client, own):
		return self.hop(client["helo"], client["ip"], self.name, own)

	def ironport(self, client, _):
		return IronPort.take(self, client)

	def postfix(self, client, _):
		ip = "IPv6:" + client["ip"] if ":" in client["ip"] else client["ip"]
		return (f"Received: from {client['helo']} ({client['name'] or 'unknown'} [{ip}])\n"
			f"\tby {self.name} (Postfix) with ESMTP id {self.code(10).upper()}\n"
			f"\tfor <{client['to']}>; {self.date()}\n")

	def web(self, client):
		mapi = f"[fe80::{self.code(4)}:{self.code(4)}:{self.code(4)}:{self.code(4)}"
		version = ".".join(f"{int(part):02}" if n else part for n, part in enumerate(self.version.split(".")))
		origin = f"x-originating-ip: [{client['ip']}]\n" if client.get("page") else ""
		return (f"Received: from {self.hub} ({mapi}]) by\n {self.hub} ({mapi}%{self.rng.randint(2, 15)}]) with mapi id\n"
			f" {version}; {self.date()}\n{origin}x-ms-exchange-transport-fromentityheader: Hosted\n")

	def delivered(self):
		return self.hop(self.second, self.own[1], self.hub, self.own[0], " via Mailbox Transport")

	def daemon(self):
		return f"Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{self.org}>"

	def report(self, sender, failed, text, returns):
		head = (f"From: {self.daemon()}\nTo: <{sender}>\nDate: {self.date()}\n"
			f"Message-ID: <{self.code(8)}-{self.code(4)}-{self.code(4)}-{self.code(4)}-{self.code(12)}@{self.hub}>\n"
			f"In-Reply-To: {field(text, 'message-id')}\nSubject: Undeliverable: {field(text, 'subject')}\nAuto-Submitted: auto-replied\n"
			"X-MS-Exchange-Message-Is-Ndr:\nContent-Language: en-US\n")
		sorry = "".join(f"{to}\n{self.sorry(answer, remote)}\n\n" for to, _, answer, remote in failed)
		said = "".join(f"{to}\nRemote Server returned '{answer}'\n\n" for to, _, answer, _ in failed)
		words = (f"Delivery has failed to these recipients or groups:\n\n{sorry}Diagnostic information for administrators:\n\n"
			f"Generating server: {self.second}\n\n{said}")
		machine = f"Reporting-MTA: dns;{self.second}\nReceived-From-MTA: dns;{received_from(text)}\nArrival-Date: {self.date()}\n\n"
		machine += self.rows(failed, lambda row: f"Diagnostic-Code: smtp;{row[2]}\n" + (f"Remote-MTA: dns;{row[3]}\n" if row[3] else "")
			+ f"X-Display-Name: {row[0]}\n")
		return self.multipart(head, words, machine, text, returns)

	def sorry(self, answer, remote):
		if remote:
			return f"Your message wasn't delivered. {remote} gave this error:\n{answer}"
		return ("The e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend "
			"the message. If the problem continues, please contact your helpdesk.")


class Microsoft365(Exchange):
	"""A tenant of the cloud: its MX, its mailboxes, its way out."""
	zones = ("+0000",)
	unknown = "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"

	def draw(self):
		rng = self.rng
		self.version = f"15.20.{rng.randint(6000, 8600)}.{rng.randint(10, 40)}"
		self.region, self.site = rng.choice((("eurprd05", "AM6PR05MB"), ("eurprd01", "DB8PR01MB"), ("namprd11", "BN9PR11MB"),
			("apcprd03", "TYZPR03MB")))
		self.hub = self.second = self.box()
		self.frontend = f"{self.site[:2]}5{self.code(3, 'EURNAM')}0{rng.randint(1, 9)}FT{rng.randint(10, 60):03}"

	def box(self):
		return f"{self.site}{self.rng.randint(1000, 9999)}.{self.region}.prod.outlook.com"

	def inside(self):
		return f"2001:db8:10a6:{self.code(3)}::{self.code(2)}"

	def take(self, client):
		helo, ip, domain = client["helo"], client["ip"], client["sender"].rsplit("@", 1)[-1] or client["helo"]
		if client["login"]:
			return self.between() + self.hop(helo, ip, self.hub, self.inside())
		front = f"{self.frontend}.mail.protection.outlook.com"
		line = self.hop(helo, ip, front, self.inner + "7", " via\n Frontend Transport")
		result = client["spf"]
		words = {"pass": "designates", "none": "does not designate"}.get(result, "does not designate")
		guess = self.rng.choice(("fail reason=001", "none reason=405", "pass reason=109"))
		spf = (f"Authentication-Results: spf={result} (sender IP is {ip})\n smtp.mailfrom={domain}; dkim=none (message not signed)\n"
			f" header.d=none;dmarc=none action=none\n header.from={domain};compauth={guess}\n"
			f"Received-SPF: {result.capitalize()} (protection.outlook.com: domain of {domain} {words}\n {ip} as permitted sender)\n"
			f" receiver=protection.outlook.com; client-ip={ip}; helo={helo};\n")
		edge = f"{self.frontend}.eop-{self.frontend[3:6]}0{self.frontend[7:8]}.prod.protection.outlook.com"
		relay = f"{self.site[:6]}0202CA0{self.rng.randint(100, 999)}.outlook.office365.com"
		return self.hop(relay, self.inside(), self.hub, self.inside()) + self.hop(edge, self.inside(), relay, self.inside(),
			" via Frontend\n Transport") + spf + line

	def between(self):
		return self.hop(self.hub, self.inside(), self.box(), self.inside())

	def web(self, client):
		return self.between() + super().web(client)

	def delivered(self):
		return ""

	def daemon(self):
		return f"Microsoft Outlook <postmaster@{self.org}>"


class Gmail(Shape):
	"""A domain of Google Workspace."""
	zones = ("-0800",)
	unknown = "5.1.1", ("550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking "
		"the recipient's email address for typos or 550 5.1.1 unnecessary spaces. NoSuchUser")

	def stamp(self):
		return self.date() + " (PST)"

	def ident(self):
		return (f"{self.code(2, ALNUM)}{self.rng.randint(1, 60)}-2002{self.code(12)}{self.code(2, ALNUM.lower())}."
			+ time.strftime("%Y.%m.%d.%H.%M.%S", time.gmtime()))

	def inside(self):
		return f"2001:db8:a05:{self.code(4)}:{self.code(4)}:b0:{self.code(3)}:{self.code(4)}"

	def take(self, client):
		ip, helo, sender = client["ip"], client["helo"], client["sender"]
		name = client["name"] + ". " if client["name"] else ""
		where = "smtp.gmail.com with ESMTPSA" if client["login"] else "mx.google.com with ESMTPS"
		line = (f"Received: from {helo} ({name}[{ip}])\n        by {where} id {self.ident()}\n        for <{client['to']}>\n"
			f"        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {self.stamp()}\n")
		if client["login"]:
			return self.within() + line
		result, verb = client["spf"], "designates" if client["spf"] == "pass" else "does not designate"
		said = f"google.com: domain of {sender} {verb} {ip} as permitted sender"
		return (f"Received: by {self.inside()} with SMTP id"
			f" {self.code(3)}{self.rng.randint(10, 99)}csp{self.code(7, '123456789')}{self.code(3)};\n"
			f"        {self.stamp()}\nX-Received: by {self.inside()} with SMTP id {self.ident()};\n        {self.stamp()}\n"
			f"Return-Path: <{sender}>\n{line}Received-SPF: {result} ({said}) client-ip={ip};\nAuthentication-Results: mx.google.com;\n"
			f"       spf={result} ({said}) smtp.mailfrom={sender}\n")

	def within(self):
		inside = self.inside()
		return (f"X-Gm-Message-State: AOJu0Y{self.code(40, ALNUM)}\nX-Google-Smtp-Source: AGHT+I{self.code(40, ALNUM)}\n"
			f"X-Received: by {inside} with SMTP id {self.ident()};\n        {self.stamp()}\n")

	def web(self, client):
		return (f"{self.within()}Received: by {self.inside()} with SMTP id {self.code(14)}so{self.code(7, '123456789')}{self.code(3)};\n"
			f"        {self.stamp()}\n")

	def report(self, sender, failed, text, returns):
		ident = field(text, "message-id")
		head = (f"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: {sender}\nAuto-Submitted: auto-replied\n"
			f"Subject: Delivery Status Notification (Failure)\nReferences: {ident}\nIn-Reply-To: {ident}\n"
			f"X-Failed-Recipients: {failed[0][0]}\n"
			f"Message-ID: <{self.code(8)}.{self.code(6)}.{self.code(5)}.{self.code(4)}.GMR@mx.google.com>\nDate: {self.stamp()}\n")
		words = "\n** Address not found **\n\n" + "".join(f"Your message wasn't delivered to {to} because the address couldn't be found"
			+ (", or is unable to receive mail.\n\nThe response from the remote server was:\n" if remote else ".\n\nThe response was:\n")
			+ f"{answer}\n\n" for to, _, answer, remote in failed)
		machine = (f"Reporting-MTA: dns; googlemail.com\nReceived-From-MTA: dns; {sender}\nArrival-Date: {self.stamp()}\n"
			f"X-Original-Message-ID: {ident}\n\n")
		machine += self.rows(failed, lambda row: (f"Remote-MTA: dns; {row[3]}\n" if row[3] else "") + f"Diagnostic-Code: smtp; {row[2]}\n"
			f"Last-Attempt-Date: {self.stamp()}\n").replace("rfc822;", "rfc822; ")
		return self.multipart(head, words, machine, text, returns)


class Domino(Shape):
	unknown = "5.1.1", "User not listed in Domino Directory"

	def draw(self):
		self.release = self.rng.choice(("Lotus Domino Release 8.5.3FP6", "IBM Domino Release 9.0.1FP10",
			"HCL Domino Release 11.0.1FP5", "Lotus Domino Release 7.0.4"))
		self.server = f"{self.name.split('.')[0].capitalize()}/{self.org.split('.')[0].capitalize()}"

	def take(self, client):
		ident = time.strftime("%Y%m%d%H%M%S", time.gmtime()) + f"{self.code(2, '123456789')}-{self.code(6, '123456789')}"
		return (f"Received: from {client['helo']} ([{client['ip']}])\n          by {self.name} ({self.release})\n"
			f"          with {'ESMTP' if client['esmtp'] else 'SMTP'} id {ident} ;\n          {self.date()}\n")

	def web(self, client):
		return (f"X-MIMETrack: Serialize by Router on {self.server}({self.release.split(' ', 2)[2]}) at\n "
			+ time.strftime("%m/%d/%Y %I:%M:%S %p", time.gmtime()) + "\n")

	def report(self, sender, failed, text, returns):
		why = f"User {failed[0][0].split('@')[0]} ({failed[0][0]}) not listed in Domino Directory"
		if failed[0][3]:
			why = f"Error transferring to {failed[0][3].upper()}; SMTP Protocol Returned a Permanent Error {failed[0][2]}"
		head = (f"From: Mail Router <postmaster@{self.org}>\nTo: {sender}\nDate: {self.date()}\nSubject: DELIVERY FAILURE: {why}\n"
			f"Message-ID: <OF{self.code(8).upper()}.{self.code(8).upper()}-ON{self.code(8).upper()}.{self.code(8).upper()}@{self.org}>\n"
			f"X-MIMETrack: Itemize by SMTP Server on {self.server}({self.release.split(' ', 2)[2]})\n")
		words = (f"Your message\n\n  Subject: {field(text, 'subject')}\n\nwas not delivered to:\n\n"
			+ "".join(f"  {row[0]}\n\n" for row in failed) + f"because:\n\n  {why}\n")
		machine = f"Reporting-MTA: dns;{self.name}\n\n" + self.rows(failed, lambda row: f"Diagnostic-Code: X-Notes; {why}\n")
		return self.multipart(head, words, machine, text, returns)


class IronPort(Shape):
	"""A gateway that could not hand on to a server behind it."""
	returns = ("full", "headers")
	unknown = "5.0.0", "5.1.0 - Unknown address error 550-'5.1.1 User unknown'"

	def take(self, client):
		name, helo = client["name"] or "unknown", client["helo"]
		said = f" (HELO {helo})" if helo != name else ""
		spf = ""
		if client["spf"] != "none" and self.org < "n":	# some have it switched on
			spf = (f"Authentication-Results: {self.name}; spf={client['spf'].capitalize()} smtp.mailfrom={client['sender']};"
				" dkim=none (message not signed) header.i=none\n")
		return (f"X-IronPort-RemoteIP: {client['ip']}\n"
			f"X-IronPort-Reputation: {self.rng.choice(('-3.1', '0.4', '-0.2', '2.7', 'None'))}\n{spf}"
			f"X-IronPort-AV: E=Sophos;i=\"6.04,{self.rng.randint(100, 350)},{self.code(10, '123456789')}\";\n"
			f"   d=\"scan'208\";a=\"{self.code(8, '123456789')}\"\nReceived: from {name}{said} ([{client['ip']}])\n"
			f"  by {self.name} with {'ESMTP' if client['esmtp'] else 'SMTP'}; {self.qdate(self.zone)}\n")

	def report(self, sender, failed, text, returns):
		head = (f"From: Mail Delivery System <MAILER-DAEMON@{self.name}>\nTo: {sender}\nDate: {self.qdate(self.zone)}\n"
			f"Subject: Delivery Status Notification (Failure)\nMessage-Id: <{self.code(6)}$@{self.name}>\n")
		words = "".join(f"The following message to <{to}> was undeliverable.\nThe reason for the problem:\n{answer}\n\n"
			for to, _, answer, _ in failed)
		rows = self.rows(failed, lambda row: f"Remote-MTA: dns; [{self.inner}{ord(self.org[0])}]\n"
			f"Diagnostic-Code: smtp; {row[2]} (delivery attempts: 0)\n")
		machine = f"Reporting-MTA: dns; {self.name}\n\n" + rows.replace("Status: 5.0.0", "Status: 5.0.0 (permanent failure)")
		return self.multipart(head, words, machine, text, returns)


class Qmail(Shape):
	unknown = "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"

	def take(self, client):
		name, helo = client["name"] or "unknown", client["helo"]
		said = f" (HELO {helo})" if helo != name else ""
		return (f"Received: (qmail {self.rng.randint(900, 32000)} invoked from network); {self.qdate()}\n"
			f"Received: from {name}{said} ({client['ip']})\n  by {self.name} with SMTP; {self.qdate()}\n")

	def report(self, sender, failed, text, returns):
		words = "".join(f"<{to}>:\n{remote} does not like recipient.\nRemote host said: {answer}\nGiving up on {remote}.\n\n" if remote else
			f"<{to}>:\n{answer}\n\n" for to, _, answer, remote in failed)
		return (f"Received: (qmail {self.rng.randint(900, 32000)} invoked for bounce); {self.qdate()}\nDate: {self.qdate()}\n"
			f"From: MAILER-DAEMON@{self.name}\nTo: {sender}\nSubject: failure notice\n\n"
			f"Hi. This is the qmail-send program at {self.name}.\n"
			"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
			f"This is a permanent error; I've given up. Sorry it didn't work out.\n\n{words}"
			f"--- Below this line is a copy of the message.\n\nReturn-Path: <{sender}>\n{text}")


class SmtpSvc(Shape):
	"""The SMTP service of IIS, and Exchange 2003."""
	unknown = "5.1.1", ""

	def draw(self):
		self.version = self.rng.choice(("6.0.3790.4675", "5.0.2195.6713", "7.5.7601.17514", "8.5.9600.16384"))

	def take(self, client):
		rdns = "" if client["name"] or self.org > "n" else " RDNS failed"
		return (f"Received: from {client['helo']} ([{client['ip']}]{rdns}) by {self.name}"
			f" with Microsoft SMTPSVC({self.version});\n\t {self.date()}\n")

	def report(self, sender, failed, text, returns):
		head = (f"From: postmaster@{self.org}\nTo: {sender}\nDate: {self.date()}\nX-DSNContext: 335a7efd - 4523 - 00000001 - 80040546\n"
			f"Message-ID: <{self.code(12, ALNUM)}0000{self.code(4)}@{self.name}>\nSubject: Delivery Status Notification (Failure)\n")
		words = ("This is an automatically generated Delivery Status Notification.\n\n"
			"Delivery to the following recipients failed.\n\n" + "".join(f"       {row[0]}\n" for row in failed))
		machine = (f"Reporting-MTA: dns;{self.name}\nReceived-From-MTA: dns;{received_from(text)}\n"
			f"Arrival-Date: {self.date()}\n\n{self.rows(failed)}")
		return self.multipart(head, words, machine, text, returns)


SHAPES = {"exchange": Exchange, "m365": Microsoft365, "gmail": Gmail, "domino": Domino, "ironport": IronPort, "qmail": Qmail,
	"smtpsvc": SmtpSvc}
