# opensmtpd.py - OpenSMTPD
#
# It refuses unknown users at RCPT; where the lab wants a late bounce, a catch-all hands the mail to a program that fails.
# SPDX-License-Identifier: LGPL-2.1-or-later
from mta import EXPIRE, WARN
from mta.role import person

CAN = {"smtp", "receive", "late", "dsn", "pipe", "local"}
WANTED = {"null-mx": ("-delayed", "-expired")}
LOCAL = "sendmail -f {sender} {to}"

CONFIG = """\
queue ttl {expire}s
bounce warn-interval {warn}s
listen on 0.0.0.0
action "mailbox" mbox
action "outside" relay
{late}\
match from any for domain {{ {domains} }} action "mailbox"
match from local for any action "outside"
match from src {{ {trusted} }} for any action "outside"
"""

LATE = """\
action "broken" mda "/bin/false" virtual {{ "@" = mail }}
action "late" mda "echo unknown user >&2; exit 67" virtual {{ "owner" = owner, "forward" = "unknown@sink.example", "@" = mail }}
match from any for domain "{domain}" rcpt-to {{ "owner@{domain}" }} action "mailbox"
match from any for domain "{domain}" rcpt-to {{ "broken@{domain}" }} action "broken"
match from any for domain "{domain}" action "late"
match from any for domain "sink.example" action "outside"
"""


def version(host):
	return "OpenSMTPD " + host.run("dpkg-query -W -f '${Version}' opensmtpd").split("-")[0]


def setup(host, trusted):
	late = "" if host.key == "own" else LATE.format(domain=host.domain)
	host.write("/etc/mailname", host.hostname + "\n")
	host.write("/etc/smtpd.conf", CONFIG.format(domains=", ".join(f'"{domain}"' for domain in host.domains), late=late,
		trusted=", ".join(trusted.split() or ["127.0.0.1"]), warn=WARN, expire=EXPIRE))


def start(host):
	host.run("mkdir -p /run/opensmtpd; smtpd")


# one server of an incident
SERVE = """\
queue ttl 1h
table aliases file:/etc/aliases
listen on 0.0.0.0
action "mailbox" mbox alias <aliases>
action "late" mda "echo unknown user >&2; exit 67" virtual {{ "@" = mail }}
action "outside" relay{smarthost}
match from any for domain {{ {local} }} action "mailbox"
{late}\
match from local for any action "outside"
match from src {{ {trusted} }} for any action "outside"
"""


def quoted(items):
	return ", ".join(f'"{item}"' for item in items)


def serve(host, role):
	"""Write the configuration for a role, which hands nothing on to another host."""
	host.write("/etc/mailname", host.hostname + "\n")
	host.write("/etc/aliases", "".join(f"{name}: {', '.join(to)}\n" for name, to in role.aliases.items()))
	host.write("/etc/smtpd.conf", SERVE.format(smarthost=f" host smtp://{role.smarthost}" if role.smarthost else "",
		local=quoted([*role.strict, host.hostname]), trusted=", ".join(role.trusted or ["127.0.0.1"]),
		late=f'match from any for domain {{ {quoted(role.late)} }} action "late"\n' if role.late else ""))
	for name in role.users:
		person(host, name)
