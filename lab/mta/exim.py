# exim.py - Exim with a configuration of its own, as small as the lab allows
# SPDX-License-Identifier: LGPL-2.1-or-later
from mta import EXPIRE, WARN
from mta.role import person

CAN = {"smtp", "receive", "late", "late-local", "dsn", "utf8", "auth", "pipe", "full", "vacation", "local"}
LOCAL = "sendmail -f {sender} {to}"

TRANSPORTS = """\
begin transports
smtp:
  driver = smtp
  hosts_try_fastopen =
  allow_localhost
"""

MAILBOX_TRANSPORT = """\
mailbox:
  driver = appendfile
  file = /var/mail/$local_part_data
  group = mail
  mode = 0660
  no_mode_fail_narrower
  delivery_date_add
  envelope_to_add
  return_path_add
"""

CONFIG = """\
primary_hostname = {hostname}
qualify_domain = {domain}
domainlist local_domains = {domains}
hostlist trusted = 127.0.0.1 : {trusted}
local_interfaces = 0.0.0.0
daemon_smtp_ports = 25
host_lookup = *
acl_smtp_rcpt = rcpt
message_size_limit = 50000
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
chunking_advertise_hosts =
tls_advertise_hosts =
delay_warning = {warn}s : 10d
delay_warning_condition = yes
trusted_users = root
never_users =
keep_environment =
queue_run_in_order = true

begin acl
rcpt:
  accept  hosts = : +trusted
  accept  authenticated = *
  deny    domains = strict.example
          local_parts = ! postmaster
          message = Unrouteable address
  accept  domains = +local_domains
  deny    message = relay not permitted

begin routers
remote:
  driver = dnslookup
  domains = ! +local_domains
  transport = smtp
  ignore_target_hosts = 127.0.0.0/8
  no_more
forward:
  driver = redirect
  local_parts = forward
  data = unknown@sink.example
broken:
  driver = accept
  local_parts = broken
  transport = false
full:
  driver = accept
  local_parts = fullbox
  transport = full
discard:
  driver = redirect
  local_parts = fail
  allow_fail
  data = :fail: this address was closed
away:
  driver = accept
  local_parts = away
  senders = ! :
  transport = vacation
mailbox:
  driver = accept
  check_local_user
  transport = mailbox

""" + TRANSPORTS + MAILBOX_TRANSPORT + """\
full:
  driver = appendfile
  file = /var/mail/full
  user = mail
  quota = 10
false:
  driver = pipe
  command = /bin/false
  user = mail
  return_fail_output
vacation:
  driver = autoreply
  user = mail
  to = $sender_address
  from = away@{domain}
  subject = Re: $h_Subject:
  text = I am away until Monday.\\n

begin retry
* quota
* * F,{expire}s,1s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = yes
  server_set_id = $auth2
  server_condition = ${{if eq{{$auth3}}{{secret}}}}
"""


def version(host):
	return "Exim " + host.run("exim4 --version | sed -n '1s/Exim version \\([0-9.]*\\).*/\\1/p'").strip()


def setup(host, trusted):
	host.write("/etc/exim4/exim4.conf", CONFIG.format(hostname=host.hostname, domain=host.domain,
		domains=" : ".join(host.domains), trusted=trusted.replace(" ", " : "), warn=WARN, expire=EXPIRE))
	host.run("chown root:Debian-exim /etc/exim4/exim4.conf; chmod 640 /etc/exim4/exim4.conf")


def start(host):
	host.run("exim4 -bd -q1s")


# one server of an incident
SERVE = """\
primary_hostname = {host.hostname}
qualify_domain = {host.domain}
domainlist late = {late}
domainlist local_domains = {host.hostname} : {local}
domainlist passed_on = {passed}
hostlist trusted = <; 127.0.0.1 ; ::1 ; {trusted}
local_interfaces = <; 0.0.0.0{six}
daemon_smtp_ports = 25
host_lookup = *
acl_smtp_rcpt = rcpt
smtp_accept_max = 200
smtp_accept_queue_per_connection = 0
remote_max_parallel = 4
chunking_advertise_hosts =
tls_advertise_hosts =
trusted_users = root
untrusted_set_sender = *
never_users =
keep_environment =
delay_warning =
deliver_drop_privilege = {drop}
{returns}
begin acl
rcpt:
  accept  hosts = : +trusted
  accept  authenticated = *
  accept  domains = +passed_on : +late
  require domains = +local_domains
          message = relay not permitted
  require verify = recipient
          message = Unrouteable address
  accept

begin routers
passed:
  driver = manualroute
  domains = +passed_on
  transport = smtp
  route_data = ${{lookup{{$domain}}lsearch{{/etc/exim4/next_hop}}}}
  no_more
remote:
  driver = {remote}
  domains = ! +local_domains
  transport = out
  no_more
{tags}\
alias:
  driver = redirect
  data = ${{lookup{{$local_part@$domain}}lsearch*@{{/etc/exim4/aliases}}}}
  forbid_file
  forbid_pipe
mailbox:
  driver = accept
  check_local_user
  transport = mailbox

""" + TRANSPORTS + """\
out:
  driver = smtp
  hosts_try_fastopen =
  allow_localhost
{out_options}
""" + MAILBOX_TRANSPORT + """\

begin retry
* * F,1h,2s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = {login}
  server_set_id = $auth2
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
"""

RETURNS = {"full": "", "headers": "bounce_return_body = false\n", "cut": "bounce_return_size_limit = 900\n",
	"none": "bounce_return_message = false\n"}

BATV = """\
untag:
  driver = redirect
  domains = +local_domains
  data = ${{prvscheck{{$local_part@$domain}}{{{secret}}}}}
"""

# what cPanel adds to all that leaves its host
CPANEL = """headers_add = X-AntiAbuse: This header was added to track abuse, please include it with any abuse report\\n\\
    X-AntiAbuse: Primary Hostname - $primary_hostname\\nX-AntiAbuse: Original Domain - $domain\\n\\
    X-AntiAbuse: Originator/Caller UID/GID - [$originator_uid $originator_gid] / [47 12]\\n\\
    X-AntiAbuse: Sender Address Domain - $sender_address_domain\\n\\
    X-Get-Message-Sender-Via: $primary_hostname: authenticated_id: $authenticated_id\\
    ${if eq{$received_protocol}{local}{/only user confirmed/virtual account not confirmed}}\\n\\
    X-Authenticated-Sender: $primary_hostname: $authenticated_id"""

SRS = """\
unsrs:
  driver = redirect
  domains = {domain}
  senders = :
  condition = ${{if inbound_srs{{$local_part}}{{{secret}}}}}
  data = $srs_recipient
"""


def lists(items):
	return " : ".join(items)


def serve(host, role):
	"""Write the configuration for a role."""
	own = f"match_domain{{$sender_address_domain}}{{{host.domain}:{host.hostname}}}"
	options, tags = [], ""
	if role.dkim:
		selector, domain, key = role.dkim
		host.write("/etc/exim4/dkim.key", key, 0o600)
		host.run("chown Debian-exim /etc/exim4/dkim.key")
		options += [f"dkim_domain = ${{if {own}{{{domain}}}}}", f"dkim_selector = {selector}",
			"dkim_private_key = /etc/exim4/dkim.key"]
	if role.batv:
		# a bounce of its own has no sender to tag
		options.append(f"return_path = ${{if {own}{{${{prvs{{$return_path}}{{{role.batv}}}}}}}fail}}")
		tags = BATV.format(secret=role.batv)
	if role.hosted == "cpanel":
		options.append(CPANEL)
	if role.srs:
		secret = "Kh7" + role.srs
		options.append(f"return_path = ${{if and{{{{def:return_path}}{{!{own}}}}}"
			f"{{${{srs_encode{{{secret}}}{{$return_path}}{{{role.srs}}}}}}}fail}}")
		tags = SRS.format(secret=secret, domain=role.srs)
	host.write("/etc/exim4/next_hop", "".join(f"{domain}: {hop}\n" for domain, hop in role.next_hop.items()))
	domains = [*role.late, *role.strict, host.hostname]
	host.write("/etc/exim4/aliases", "".join(f"{address}: {', '.join(to)}\n" for name, to in role.aliases.items()
		for address in ([name] if "@" in name else [f"{name}@{domain}" for domain in domains])))
	host.write("/etc/exim4/exim4.conf", SERVE.format(host=host, late=lists(role.late), passed=lists(role.next_hop),
		# saves a second start of Exim for each mail, but does not write into mailboxes
		drop="no" if role.users else "yes", local=lists(role.late + role.strict), trusted=" ; ".join(role.trusted),
		six=" ; ::0" if host.six else "\ndisable_ipv6 = true",
		returns=RETURNS[role.returns],
		remote=f"manualroute\n  route_list = * {role.smarthost}" if role.smarthost else
			"dnslookup\n  ignore_target_hosts = 127.0.0.0/8",
		out_options="".join(f"  {option}\n" for option in options), tags=tags,
		login="yes" if role.password else "no", password=role.password))
	host.run("chown root:Debian-exim /etc/exim4/exim4.conf; chmod 640 /etc/exim4/exim4.conf")
	for name in role.users:
		person(host, name)
	for name in role.accounts:
		person(host, name, False)


def launch(host):
	# a queue runner every second, as in start(), would cost a batch of many hosts more than all its mails
	host.run("exim4 -bd -q30s")
