# dma.py - the DragonFly Mail Agent: local submission only, and it looks up the MX itself
#
# Its times are compiled in (five days, no warning), so later() makes the queue five days older.
# SPDX-License-Identifier: LGPL-2.1-or-later
import time

CAN = {"local"}
SAID = "a user of the owner's server calls sendmail(1), "
TIMES = "gives up after five days; the queue was made six days old"
LOCAL = "/usr/sbin/dma -f {sender} {to}"
WANTED = {"several": (), "submitted-locally": (),
	"refused-connection": ("-expired",), "greylisted": ("-expired",), "null-mx": ("-expired",)}


def version(host):
	return "dma " + host.run("dpkg-query -W -f '${Version}' dma").split("-")[0]


def setup(host, trusted):
	host.write("/etc/dma/dma.conf", f"MAILNAME {host.domain}\n")


def start(host):
	host.run("mkdir -p /var/spool/dma; chown root:mail /var/spool/dma; chmod 2775 /var/spool/dma")


def later(host):
	time.sleep(5)
	host.run("for p in /proc/[0-9]*; do case $(readlink $p/exe) in */dma) kill ${p#/proc/};; esac; done; sleep 1; "
		"touch -d '6 days ago' /var/spool/dma/*; ls -l /var/spool/dma; /usr/sbin/dma -q1")
