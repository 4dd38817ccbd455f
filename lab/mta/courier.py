# courier.py - Courier MTA
#
# It refuses unknown users at RCPT; where the lab wants a late bounce, an alias for the whole domain leads to a program
# that fails.
# SPDX-License-Identifier: LGPL-2.1-or-later
from mta import EXPIRE, WARN
from mta.role import person

CAN = {"smtp", "receive", "late", "dsn", "utf8", "utf8-only", "pipe", "local"}
LOCAL = "sendmail -f {sender} {to}"
# the address failed in accepted-several already, and Courier refuses such addresses for a while
WANTED = {"program-failed": ()}
MAILBOX = "/home/owner/Mailbox"


def version(host):
	return "Courier " + host.run("dpkg-query -W -f '${Version}' courier-mta").split("-")[0]


def setup(host, trusted):
	for name, text in {
		"me": host.hostname, "defaultdomain": host.hostname if host.key == "rcv" else host.domain, "dsnfrom": f'"Courier mail server at {host.hostname}" <>',
		"locals": "\n".join(["localhost", host.hostname, *(d for d in host.domains if d != "rcv.example")]),
		"hosteddomains/lab": "rcv.example" if host.key == "rcv" else "",
		"esmtpacceptmailfor.dir/lab": "\n".join(host.domains),
		"retryalpha": "1s", "retrybeta": "1s", "retrygamma": "1s", "retrymaxdelta": "0",
		"queuetime": f"{EXPIRE}s", "warntime": f"{WARN}s",
		"smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n" + "".join(
			f"{net.split('/')[0].rsplit('.', 1)[0]}\tallow,RELAYCLIENT\n" for net in trusted.split()),
		"aliases/lab": "postmaster: owner\nowner@rcv.example: owner@mx.rcv.example\n"
			"broken@rcv.example: broken@mx.rcv.example\nforward@rcv.example: unknown@sink.example\n"
			"@rcv.example: late\n" if host.key == "rcv" else "postmaster: owner\n",
	}.items():
		host.write("/etc/courier/" + name, text.rstrip("\n") + "\n")
	# a default Courier never sends a bounce for mail that came by SMTP: it calls that backscatter
	host.run("sed -i -e 's|^DEFAULTDELIVERY=.*|DEFAULTDELIVERY=./Mailbox|' "
		"-e 's|^ESMTP_BLOCKBACKSCATTER=.*|ESMTP_BLOCKBACKSCATTER=|' /etc/courier/courierd; "
		"sed -i 's|^PORT=smtp|PORT=25|; s|^MAXPER[CI]P*=.*|MAXPERC=40; MAXPERIP=40|' /etc/courier/esmtpd")
	for user, command in {"late": "echo 'User unknown'; exit 100", "broken": "echo 'The program failed'; exit 65"}.items():
		host.user(user)
		for file in (".courier", ".courier-default"):
			host.write(f"/home/{user}/{file}", f"| {command}\n", 0o600)
		host.run(f"chown -R {user} /home/{user}")


def start(host):
	host.run("mkdir -p /run/courier/authdaemon; chown -R courier:courier /run/courier; authdaemond start; "
		"makesmtpaccess; makeacceptmailfor; makealiases; makehosteddomains; "
		"courierfilter start; courier start; esmtpd start")


def serve(host, role):
	"""Write the configuration for a role: a receiver."""
	for name, text in {
		"me": host.hostname, "defaultdomain": host.hostname, "dsnfrom": f'"Courier mail server at {host.hostname}" <>',
		"locals": "\n".join(["localhost", host.hostname, *role.strict]),
		"hosteddomains/lab": "\n".join(role.late),
		"esmtpacceptmailfor.dir/lab": "\n".join(role.late + role.strict),
		"smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n",
		"aliases/lab": "postmaster: root\n" + "".join(f"@{domain}: late\n" for domain in role.late),
	}.items():
		host.write("/etc/courier/" + name, text.rstrip("\n") + "\n")
	host.run("sed -i -e 's|^DEFAULTDELIVERY=.*|DEFAULTDELIVERY=./Mailbox|' "
		"-e 's|^ESMTP_BLOCKBACKSCATTER=.*|ESMTP_BLOCKBACKSCATTER=|' /etc/courier/courierd; "
		"sed -i 's|^PORT=smtp|PORT=25|; s|^MAXPER[CI]P*=.*|MAXPERC=100; MAXPERIP=100|; s|^MAXDAEMONS=.*|MAXDAEMONS=100|' "
		"/etc/courier/esmtpd")
	person(host, "late", False)
	for file in (".courier", ".courier-default"):
		host.write(f"/home/late/{file}", "| echo 'User unknown'; exit 100\n", 0o600)
	host.run("chown -R late /home/late")
