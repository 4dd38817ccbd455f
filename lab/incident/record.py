# record.py - what is known of an incident: the mails that came, the logs, and what is true of the owner
# SPDX-License-Identifier: LGPL-2.1-or-later
import re

from incident.network import CLOUDS
from incident.owners import HOSTED, server

# a line of the log that names a mail's sender, or its Message-ID, each with the queue's name for it
LINES = {
	"postfix": (r" (\w+): from=<([^>]+)>", r" (\w+): message-id=<([^>]+)>"),
	"exim": (r" (\S+) <= ([^\s<>]\S*) ", r" (\S+) <= [^\s<>]\S* .* id=(\S+)"),
	"sendmail": (r" (\w+): from=<?([^<>,\s]+)>?,", r" (\w+): .*msgid=<([^>]+)>"),
}


def log_ids(mta, log):
	"""The Message-IDs of the mails in a server's log, without those of bounces."""
	if mta not in LINES:
		return []
	senders, idents = (dict(re.findall(pattern, log)) for pattern in LINES[mta])
	bounce = ("<>", "MAILER-DAEMON")
	return list(dict.fromkeys(ident for queue, ident in idents.items() if senders.get(queue, "<>") not in bounce))


def ledgers(inc, log):
	"""The Message-IDs that the owner sent, and those that his server handled."""
	jobs = inc["background"] + inc["jobs"]
	entry = (inc["owner"]["entry"], inc["owner"]["address"], inc["owner"].get("six"))
	given = [job["id"] for job in jobs if job["id"] and (job["how"] == "local" or job["target"] in entry)]
	handled = log_ids(server(inc["own"]), log) or given
	sent = [job["id"] for job in jobs if job["sent"] and job["id"]]
	if inc["class"] == "genuine":		# and those that his server gave to mails of his that had none
		sent += [ident for ident in handled if ident not in sent]
	return sent, handled


def home(inc, keys, service):
	"""What is true of the owner. keys: of his DKIM key, the text p=; service: name, address and organisation."""
	owner = inc["owner"]
	true = {"domain": [owner["domain"]]}
	if inc["own"] in HOSTED:
		true["shared_network"] = [owner["address"] + "/32"] + ([owner["six"]] if "six" in owner else [])
	elif inc["own"] not in CLOUDS:
		true.update(host=[owner["name"]], network=[owner["network"]])
	if "six" in owner and "network" in true:
		true["network"].append(owner.get("network6", owner["six"]))
	if inc["topology"] == "nat":
		true["network"].append(owner["clients"]["pc"]["ip"].rsplit(".", 1)[0] + ".0/24")
	if inc["smarthost"]:
		true["shared_network"] = ["192.0.2.0/24"]
	if owner["service"]:
		true["sender"] = [service["org"], service["address"]]
	true["spf"] = owner["spf"]
	if keys:
		true["dkim_key"] = [f"{owner['dkim'][0]} {owner['domain']} {keys}"]
	if owner.get("batv"):
		true["batv_key"] = [owner["batv"]]
	true.update(account=[owner["login"]], mailer=owner["mailers"], hours=owner["hours"], rate=str(owner["rate"]))
	pages = [script.split(":", 1)[1] for script in owner["scripts"]]
	true["script"] = [f"{prefix}{page}" for page in pages for prefix in ("", owner["domain"] + "/", f"www.{owner['domain']}/")]
	if "unix" in owner:
		true["account"].append(owner["unix"])
	true["signs_all"] = bool(keys) and not owner["service"]
	true["tags_all"] = bool(owner.get("batv")) and not owner["service"]
	return true


def split(mbox):
	"""The messages of an mbox, with their From lines."""
	return re.findall(rb"(?ms)^From [^\n]*\d\d:\d\d:\d\d \d{4}\n.*?(?=^From [^\n]*\d\d:\d\d:\d\d \d{4}\n|\Z)", mbox)
