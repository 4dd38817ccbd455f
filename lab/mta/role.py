# role.py - what one server of an incident has to do, whichever MTA it runs; serve() of each module turns it into files
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
from dataclasses import dataclass, field


@dataclass
class Role:
	late: list = field(default_factory=list)	# domains taken in for every user, and bounced later
	strict: list = field(default_factory=list)	# domains whose unknown users are refused at RCPT
	users: list = field(default_factory=list)	# people with a mailbox in each of these domains
	aliases: dict = field(default_factory=dict)	# address -> addresses; "name" alone: in each of the domains
	trusted: list = field(default_factory=list)	# networks that may relay
	password: str = ""				# of every user; "": nobody can log in
	logins: list = field(default_factory=list)	# others who can log in, with the same password
	accounts: list = field(default_factory=list)	# customers of a shared host: users without a mailbox
	hosted: str = ""				# whose host it is like: cpanel, plesk
	login_shown: bool = False			# the Received field names who logged in, where the MTA has a choice
	smarthost: str = ""				# the address of the host that all outgoing mail goes to
	next_hop: dict = field(default_factory=dict)	# domain -> address of the host that mail for it is handed on to
	returns: str = "full"				# what a bounce has of the message: full, headers, cut, none
	dkim: list = field(default_factory=list)	# selector, domain, PEM of the private key
	batv: str = ""					# the secret of the tags in its sender addresses
	srs: str = ""					# a domain: senders are rewritten to it, SRS, when mail is passed on


def person(host, name, mailbox=True):
	"""An account of the group mail (8 on Debian), without the cost of useradd."""
	with open(host.root + "/etc/passwd", "r+", encoding="utf-8") as file:
		lines = file.readlines()
		if any(line.startswith(name + ":") for line in lines):
			return
		number = 1000 + len(lines)
		file.write(f"{name}:x:{number}:8:{name}:/home/{name}:/bin/sh\n")
	host.write(f"/home/{name}/.profile", "")
	os.chown(f"{host.root}/home/{name}", number, 8)
	if mailbox:
		host.write(f"/var/mail/{name}", "", 0o660)
		os.chown(f"{host.root}/var/mail/{name}", number, 8)
