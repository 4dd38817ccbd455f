# nullmailer.py - nullmailer on the owner's PC, handing everything to the owner's server, which runs Postfix
#
# That server verifies each recipient while nullmailer waits, so it is nullmailer that has to bounce.
# SPDX-License-Identifier: LGPL-2.1-or-later
from mta import EXPIRE

CAN = {"local"}
HOST = "pc"
SAID = "a user of the owner's PC calls sendmail(1), the owner's server asks on while nullmailer waits, "
TIMES = f"gives up after {EXPIRE} seconds, and says delayed then"
LOCAL = "sendmail -f {sender} {to}"
WANTED = {"null-mx": (), "submitted-locally": (), "content": (), "policy": (), "too-big": (),
	"refused-connection": ("-expired",), "greylisted": ("-expired",)}


def version(host):
	return "nullmailer " + host.run("dpkg-query -W -f '${Version}' nullmailer").split("-")[0].split(":")[-1]


def setup(host, trusted):
	host.write("/etc/mailname", host.hostname + "\n")
	for name, text in {"defaultdomain": host.domain, "remotes": "mail.owner.example smtp",
			"pausetime": "1", "maxpause": "1", "queuelifetime": str(EXPIRE)}.items():
		host.write("/etc/nullmailer/" + name, text + "\n")
	host.world["own"].run("postconf -e smtpd_recipient_restrictions=reject_unverified_recipient "
		"unverified_recipient_reject_code=550 address_verify_poll_count=5; postfix reload")


def start(host):
	host.run("test -p /var/spool/nullmailer/trigger || mkfifo -m 600 /var/spool/nullmailer/trigger; "
		"chown mail /var/spool/nullmailer/trigger")
	host.spawn(["su", "mail", "-s", "/bin/sh", "-c", "nullmailer-send"])
