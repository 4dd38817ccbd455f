# postfix.py - Postfix, Debian's configuration with what the lab needs
# SPDX-License-Identifier: LGPL-2.1-or-later
import re

from mta import EXPIRE, WARN
from mta.role import person

CAN = {"smtp", "receive", "late", "late-local", "dsn", "utf8", "utf8-only", "auth", "pipe", "full", "sieve", "local"}
LOCAL = "sendmail -f {sender} {to}"

MAIN = """\
compatibility_level = 3.6
myhostname = {hostname}
myorigin = {domain}
mydestination = {domains}
mynetworks = 127.0.0.0/8 {trusted}
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
# every address of the domain is taken in, and bounced if nobody has it; strict.example refuses at once
local_recipient_maps = regexp:/etc/postfix/recipients
virtual_alias_maps = regexp:/etc/postfix/virtual
alias_maps = inline:{{ {{ broken = "|/bin/false" }} }}
alias_database =
mailbox_size_limit = {limit}
message_size_limit = 50000
delay_warning_time = {warn}s
maximal_queue_lifetime = {expire}s
bounce_queue_lifetime = {expire}s
queue_run_delay = 1s
minimal_backoff_time = 2s
maximal_backoff_time = 3s
smtp_destination_concurrency_failed_cohort_limit = 0
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:12345
smtpd_sasl_authenticated_header = yes
smtpd_sasl_security_options =
maillog_file = /var/log/mail.log
mailbox_command_maps = inline:{{
  {{ away = /usr/lib/dovecot/dovecot-lda -a away@{domain} -f "$$SENDER" }},
  {{ refuser = /usr/lib/dovecot/dovecot-lda -a refuser@{domain} -f "$$SENDER" }} }}
"""

DOVECOT = """\
protocols =
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = mbox:~/mail:INBOX=/var/mail/%u
mail_access_groups = mail
postmaster_address = postmaster@{domain}
hostname = {hostname}
log_path = /var/log/dovecot.log
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = 12345
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = passwd
}}
protocol lda {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:~/.dovecot.sieve
}}
"""

SIEVE = {
	"away": 'require ["vacation"];\nvacation :days 1 :subject "Out of office" "I am away until Monday.";\n',
	"refuser": 'require ["reject"];\nreject "This address takes no mail.";\n',
}


def version(host):
	return "Postfix " + host.run("postconf -dh mail_version").strip()


def setup(host, trusted):
	host.write("/etc/postfix/main.cf", MAIN.format(hostname=host.hostname, domain=host.domain,
		domains=", ".join(host.domains), trusted=trusted,
		warn=WARN, expire=EXPIRE, limit=0 if host.key == "own" else 60000))
	host.write("/etc/postfix/recipients", f"/^[^@]+@{host.domain}$/ x\n/^postmaster@/ x\n")
	host.write("/etc/postfix/virtual", f"/^forward@{host.domain}$/ unknown@sink.example\n")
	host.run("sed -i -E 's/^([a-z]+ +(inet|unix|fifo|unix-dgram) +[-yn]+ +[-yn]+ +)y /\\1n /' /etc/postfix/master.cf; "
		"grep -q ^postlog /etc/postfix/master.cf || echo 'postlog unix-dgram n - n - 1 postlogd' >> /etc/postfix/master.cf")
	host.write("/etc/dovecot/dovecot.conf", DOVECOT.format(hostname=host.hostname, domain=host.domain))
	host.user("fullbox")
	host.run("head -c 59900 /dev/zero > /var/mail/fullbox")
	host.write("/var/log/dovecot.log", "", 0o666)
	for user, script in SIEVE.items():
		host.user(user)
		host.write(f"/home/{user}/.dovecot.sieve", script)
		host.run(f"chown -R {user} /home/{user}")


def start(host):
	host.run("dovecot; postfix check; postfix start")


# one server of an incident
SERVE = """\
compatibility_level = 3.6
myhostname = {host.hostname}
myorigin = {host.domain}
mydestination = {domains}
mynetworks = 127.0.0.0/8 {trusted}
inet_protocols = {protocols}
relayhost = {smarthost}
relay_domains = {relayed}
relay_recipient_maps =
transport_maps = texthash:/etc/postfix/transport
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
local_recipient_maps = regexp:/etc/postfix/recipients, proxy:unix:passwd.byname
virtual_alias_maps = texthash:/etc/postfix/virtual
alias_maps =
alias_database =
bounce_size_limit = {limit}
smtpd_client_connection_count_limit = 0
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_sasl_auth_enable = {login}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:12345
smtpd_sasl_authenticated_header = {shown}
smtpd_sasl_security_options =
maillog_file = /var/log/mail.log
"""

MILTER = """\
smtpd_milters = inet:127.0.0.1:8891
non_smtpd_milters = inet:127.0.0.1:8891
milter_default_action = accept
"""

OPENDKIM = """\
Syslog yes
Mode s
UserID root
Socket inet:8891@127.0.0.1
Selector {selector}
Domain {domain}
KeyFile /etc/opendkim.key
InternalHosts /etc/opendkim.hosts
Canonicalization relaxed/simple
"""


def bracketed(network):
	"""As mynetworks wants a network of IPv6."""
	return re.sub(r"^(.*:.*)/", r"[\1]/", network)


def serve(host, role):
	"""Write the configuration for a role."""
	domains = role.late + role.strict + [host.hostname]
	host.write("/etc/postfix/main.cf", SERVE.format(host=host, domains=", ".join(domains), trusted=" ".join(map(bracketed, role.trusted)),
		protocols="all" if host.six else "ipv4",
		smarthost=f"[{role.smarthost}]" if role.smarthost else "", relayed=" ".join(role.next_hop),
		limit=1 if role.returns == "headers" else 50000, login="yes" if role.password else "no",
		shown="yes" if role.login_shown else "no") + (MILTER if role.dkim else ""))
	host.write("/etc/postfix/transport", "".join(f"{domain} smtp:[{hop}]\n" for domain, hop in role.next_hop.items()))
	host.write("/etc/postfix/recipients", "/^postmaster@/ x\n" + "".join(f"/@{domain}$/ x\n" for domain in role.late))
	host.write("/etc/postfix/virtual", "".join(f"{address} {' '.join(to)}\n" for name, to in role.aliases.items()
		for address in ([name] if "@" in name else [f"{name}@{domain}" for domain in domains])))
	host.run("sed -i -E 's/^([a-z]+ +(inet|unix|fifo|unix-dgram) +[-yn]+ +[-yn]+ +)y /\\1n /' /etc/postfix/master.cf; "
		"grep -q ^postlog /etc/postfix/master.cf || echo 'postlog unix-dgram n - n - 1 postlogd' >> /etc/postfix/master.cf")
	for name in role.users:
		person(host, name)
	for name in role.accounts:
		person(host, name, False)
	if role.password:
		host.write("/etc/dovecot/dovecot.conf", DOVECOT.format(hostname=host.hostname, domain=host.domain)
			.replace("password=secret", f"password={role.password}"))
		host.write("/var/log/dovecot.log", "", 0o666)
		host.run("dovecot")
	if role.dkim:
		selector, domain, key = role.dkim
		host.write("/etc/opendkim.key", key, 0o600)
		host.write("/etc/opendkim.hosts", "\n".join(["127.0.0.1", *role.trusted]) + "\n")
		host.write("/etc/opendkim.lab", OPENDKIM.format(selector=selector, domain=domain))
		host.run("opendkim -x /etc/opendkim.lab")


def launch(host):
	# not by "postfix start", whose checks take longer than all the rest
	host.run("cd /var/spool/postfix; install -d -o postfix -m 700 hold trace; /usr/lib/postfix/sbin/master -w")
