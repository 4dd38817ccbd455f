# sendmail.py - sendmail 8, configured by m4
# SPDX-License-Identifier: LGPL-2.1-or-later
import ipaddress

from mta import EXPIRE, WARN
from mta.role import person

CAN = {"smtp", "receive", "late", "late-local", "dsn", "auth", "pipe", "vacation", "local"}
LOCAL = "sendmail -i -f {sender} {to}"

MAILERS = """\
FEATURE(`local_lmtp', `/usr/libexec/sendmail/mail.local', `mail.local -l')dnl
dnl without the flag w an unknown user is found out at delivery only, not at RCPT
MODIFY_MAILER_FLAGS(`LOCAL', `-w')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""

CONFIG = """\
divert(0)dnl
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `{hostname}')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
define(`confTO_QUEUEWARN', `{warn}s')dnl
define(`confTO_QUEUERETURN', `{expire}s')dnl
define(`confTO_IDENT', `0')dnl
define(`confTRUSTED_USER', `smmta')dnl
undefine(`confHOST_STATUS_DIRECTORY')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
dnl it would refuse connections and only queue mail on a busy machine
define(`confREFUSE_LA', `10000')dnl
define(`confQUEUE_LA', `10000')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupReadableSASLDBFile,ForwardFileInUnsafeDirPath')dnl
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
define(`confAUTH_OPTIONS', `A')dnl
FEATURE(`use_cw_file')dnl
FEATURE(`nocanonify')dnl
FEATURE(`always_add_domain')dnl
MASQUERADE_AS(`{domain}')dnl
FEATURE(`masquerade_envelope')dnl
FEATURE(`access_db', `hash -T<TMPF> /etc/mail/access')dnl
FEATURE(`blocklist_recipients')dnl
""" + MAILERS


def version(host):
	return "sendmail " + host.run("sendmail -d0.1 -bv root | sed -n 's/^Version \\([0-9.]*\\).*/\\1/p'").strip()


def setup(host, trusted):
	host.write("/etc/mail/sendmail.mc", CONFIG.format(hostname=host.hostname, domain=host.domain, warn=WARN, expire=EXPIRE))
	host.write("/etc/mail/local-host-names", "\n".join([host.hostname, *host.domains]) + "\n")
	relay = "".join(f"Connect:{net.split('/')[0].rsplit('.', 1)[0]}\tRELAY\n" for net in trusted.split())
	host.write("/etc/mail/access", relay + "Connect:127\tRELAY\n"
		+ ("To:nouser@strict.example\tERROR:5.1.1:\"550 User unknown\"\n" if host.key == "rcv" else ""))
	host.write("/etc/mail/aliases", "postmaster: root\nMAILER-DAEMON: postmaster\nbroken: \"|/bin/false\"\n"
		"forward: unknown@sink.example\naway: :include:/home/away/answer\n")
	host.write("/usr/lib/sasl2/Sendmail.conf", "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n")
	host.run("cd /etc/mail && rm -f access.db && m4 sendmail.mc > sendmail.cf && makemap hash access < access && newaliases; "
		"echo secret | saslpasswd2 -p -c -u owner.example owner; echo secret | saslpasswd2 -p -c -u mail.owner.example owner; "
		"chmod 640 /etc/sasldb2")
	host.user("away")
	host.write("/home/away/.vacation.msg", "From: away@rcv.example\nSubject: Re: $SUBJECT\n\nI am away until Monday.\n")
	host.write("/home/away/answer", "\"|/usr/bin/vacation away\"\n")
	host.run("chown -R away /home/away; chmod 755 /home/away; su away -c 'vacation -I'")


def start(host):
	host.run("mkdir -p /var/run/sendmail/mta /var/run/sendmail/msp /var/run/sendmail/stampdir; "
		"chown smmta:smmsp /var/run/sendmail/mta; chown smmsp:smmsp /var/run/sendmail/msp; sendmail -bd -q1s")


# one server of an incident
SERVE = """\
divert(0)dnl
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `{host.hostname}')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
define(`confTO_IDENT', `0')dnl
define(`confTRUSTED_USER', `smmta')dnl
undefine(`confHOST_STATUS_DIRECTORY')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
define(`confDONT_BLAME_SENDMAIL', `GroupReadableSASLDBFile')dnl
define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
define(`confPRIVACY_FLAGS', `authwarnings{privacy}')dnl
dnl it would refuse connections and only queue mail on a busy machine
define(`confREFUSE_LA', `10000')dnl
define(`confQUEUE_LA', `10000')dnl
{smarthost}\
FEATURE(`use_cw_file')dnl
FEATURE(`nocanonify')dnl
FEATURE(`always_add_domain')dnl
MASQUERADE_AS(`{host.domain}')dnl
FEATURE(`masquerade_envelope')dnl
FEATURE(`mailertable', `hash -o /etc/mail/mailertable')dnl
FEATURE(`access_db', `hash -T<TMPF> /etc/mail/access')dnl
FEATURE(`blocklist_recipients')dnl
{relay}\
""" + MAILERS


def networks(trusted):
	"""Lines of the access map: it knows whole octets only."""
	for text in trusted:
		network = ipaddress.ip_network(text)
		octets = network.prefixlen // 8
		for address in [network] if network.prefixlen % 8 == 0 else network.subnets(new_prefix=8 * octets + 8):
			yield f"Connect:{'.'.join(str(address.network_address).split('.')[:-(-address.prefixlen // 8)])}\tRELAY\n"


def serve(host, role):
	"""Write the configuration for a role."""
	wide = "0.0.0.0/0" in role.trusted
	host.write("/etc/mail/sendmail.mc", SERVE.format(host=host, privacy=",nobodyreturn" if role.returns == "headers" else "",
		smarthost=f"define(`SMART_HOST', `[{role.smarthost}]')dnl\n" if role.smarthost else "",
		relay="FEATURE(`promiscuous_relay')dnl\n" if wide else ""))
	host.write("/etc/mail/local-host-names", "\n".join([host.hostname, *role.late, *role.strict]) + "\n")
	known = [f"{name}@{domain}" for name in (*role.users, *role.aliases) for domain in role.strict if "@" not in name]
	known += [name for name in role.aliases if "@" in name]
	host.write("/etc/mail/access", "Connect:127\tRELAY\n" + "".join(networks(net for net in role.trusted if net != "0.0.0.0/0"))
		+ "".join(f"To:{domain}\tRELAY\n" for domain in role.next_hop) + "".join(f"To:{address}\tOK\n" for address in known)
		+ "".join(f"To:{domain}\tERROR:5.1.1:\"550 User unknown\"\n" for domain in role.strict))
	host.write("/etc/mail/mailertable", "".join(f"{domain}\tesmtp:[{hop}]\n" for domain, hop in role.next_hop.items()))
	host.write("/etc/mail/aliases", "".join(f"{name.split('@')[0]}: {', '.join(to)}\n" for name, to in
		{"postmaster": ["root"], "MAILER-DAEMON": ["postmaster"], **role.aliases}.items()))
	host.write("/usr/lib/sasl2/Sendmail.conf", "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\n")
	host.run("cd /etc/mail && rm -f access.db && m4 sendmail.mc > sendmail.cf && makemap hash access < access && "
		"makemap hash mailertable < mailertable && newaliases >/dev/null")
	for name in role.users:
		person(host, name)
	for name in dict.fromkeys([*role.users, *role.logins]):
		if role.password:
			host.run(f"for r in {host.domain} {host.hostname}; do echo {role.password} | saslpasswd2 -p -c -u $r {name}; done; "
				"chmod 640 /etc/sasldb2")


def launch(host):
	host.run("mkdir -p /var/run/sendmail/mta /var/run/sendmail/msp /var/run/sendmail/stampdir; "
		"chown smmta:smmsp /var/run/sendmail/mta; chown smmsp:smmsp /var/run/sendmail/msp; sendmail -bd -q30s")
