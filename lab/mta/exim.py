# exim.py - Exim with a configuration of its own, as small as the lab allows
# SPDX-License-Identifier: LGPL-2.1-or-later
from mta import EXPIRE, WARN

CAN = {"smtp", "receive", "late", "late-local", "dsn", "utf8", "auth", "pipe", "full", "vacation", "local"}
LOCAL = "sendmail -f {sender} {to}"

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

begin transports
smtp:
  driver = smtp
  hosts_try_fastopen =
  allow_localhost
mailbox:
  driver = appendfile
  file = /var/mail/$local_part_data
  group = mail
  mode = 0660
  no_mode_fail_narrower
  delivery_date_add
  envelope_to_add
  return_path_add
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
