# mta - one module for each mail server, all with the same few names
#
#	LOCAL		the command that takes a message from a local user (sender and recipients follow)
#	CAN		what it can do: "smtp" (take mail by SMTP), "local" (from a local user), "receive" (serve a domain),
#			"late" (take everything in, bounce later), "dsn", "utf8", "auth", "pipe", "full", "vacation", "sieve"
#	MAILBOX		the owner's mailbox, when it is not /var/mail/owner
#	WANTED		cases that end with other bounces than usual
#	SAID		how mail is submitted, for made.txt, when that is not by SMTP from the owner's PC
#	TIMES		its queue's times, for made.txt, when they are not WARN and EXPIRE
#	version(host)	its name and version, as the server itself or Debian says
#	setup(host, trusted)	write the configuration: an owner's server and a receiver differ in the domains only.
#			trusted: networks that may relay. Mail is warned about after WARN seconds and given up after EXPIRE.
#	start(host)
#	later(host)	let a queue that cannot be told short times grow old
#	serve(host, role)	write the configuration of one server of an incident, see role.py
#	launch(host)	start that one, if not by start()
#	HOST		where it runs, when that is not the owner's server
# SPDX-License-Identifier: LGPL-2.1-or-later
import importlib

WARN, EXPIRE = 4, 14	# seconds

DEFAULTS = {
	"MAILBOX": "/var/mail/owner",
	"HOST": "own",
	"WANTED": {},
	"SAID": "the owner's PC sends through the owner's server, ",
	"TIMES": f"warns after {WARN} seconds, gives up after {EXPIRE}",
	"later": lambda host: None,
}


def load(name):
	"""The module of a mail server, with the defaults for what it does not say."""
	module = importlib.import_module("mta." + name)
	for key, value in DEFAULTS.items():
		if not hasattr(module, key):
			setattr(module, key, value)
	module.launch = getattr(module, "launch", getattr(module, "start", None))
	return module
