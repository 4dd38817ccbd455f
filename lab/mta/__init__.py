# mta - one module for each mail server, all with the same few names
#
#	LOCAL		the command that takes a message from a local user (sender and recipients follow)
#	CAN		what it can do: "smtp" (take mail by SMTP), "local" (from a local user), "receive" (serve a domain),
#			"late" (take everything in, bounce later), "dsn", "utf8", "auth", "pipe", "full", "vacation", "sieve"
#	MAILBOX		the owner's mailbox, when it is not /var/mail/owner
#	WANTED		cases that end with other bounces than usual
#	version(host)	its name and version, as the server itself or Debian says
#	setup(host, trusted)	write the configuration: an owner's server and a receiver differ in the domains only.
#			trusted: networks that may relay. Mail is warned about after WARN seconds and given up after EXPIRE.
#	start(host)
#	flush(host)	try the whole queue again, now
# SPDX-License-Identifier: LGPL-2.1-or-later

WARN, EXPIRE = 4, 14	# seconds
