# causes.py - what each cause sends, from where, and to which server
#
# A job is one message: how it is handed over (smtp, local), from which address to which, and its text. What has to be
# gathered from mail that really came (a signed mail, a tagged sender, Received fields) names in "captured" the
# Message-ID of an ordinary mail of the owner, and batch.py puts it in.
# SPDX-License-Identifier: LGPL-2.1-or-later
from dataclasses import dataclass

from incident.fakes import fake
from incident.letters import message_id

ALL = ("postfix", "exim", "sendmail", "opensmtpd")
LOGIN = ("postfix", "exim", "sendmail")		# OpenSMTPD wants TLS for it


@dataclass
class Cause:
	kind: str			# genuine, relayed, forged
	hop: str			# the last server before the receiver: own, service, relay; "": none; "fake": no bounce at all
	styles: str			# whose hand the mails are written by: clients, apps, services (some of apps), forgers, fakes
	client: str			# who hands them over, see clients()
	sides: tuple = ()		# topologies of the owner's side that it goes together with
	own: tuple = ALL		# own servers that can do it
	login: bool = False
	needs: str = ""			# dkim or batv: the own server signs or tags
	trick: str = ""			# what the forger adds: helo, received, message-id, or uses again: replay, sender


CAUSES = {
	"user-client": Cause("genuine", "own", "clients", "pc", ("filter-out", "nat")),
	"roaming-user": Cause("genuine", "own", "clients", "stranger", own=LOGIN, login=True),
	"web-local": Cause("genuine", "own", "apps", "local"),
	"web-host": Cause("genuine", "own", "apps", "web", ("filter-out", "nat")),
	"third-party": Cause("genuine", "service", "services", "service"),
	"open-relay": Cause("relayed", "own", "forgers", "stranger", ("filter-out",)),
	"stolen-account": Cause("relayed", "own", "forgers", "stranger", own=LOGIN, login=True),
	"php-form": Cause("relayed", "own", "forgers", "local"),
	"infected": Cause("relayed", "own", "forgers", "infected", ("filter-out", "nat")),
	"infected-direct": Cause("relayed", "", "forgers", "outside"),
	"neighbour": Cause("relayed", "own", "forgers", "neighbour"),
	"direct": Cause("forged", "", "forgers", "stranger"),
	"botnet": Cause("forged", "", "forgers", "strangers"),
	"helo-own": Cause("forged", "", "forgers", "strangers", trick="helo"),
	"copied-received": Cause("forged", "", "forgers", "strangers", trick="received"),
	"copied-message-id": Cause("forged", "", "forgers", "strangers", trick="message-id"),
	"dkim-replay": Cause("forged", "", "forgers", "strangers", own=("postfix", "exim"), needs="dkim", trick="replay"),
	"batv-replay": Cause("forged", "", "forgers", "strangers", own=("exim",), needs="batv", trick="sender"),
	"relay-elsewhere": Cause("forged", "relay", "forgers", "strangers"),
	"fake-bounce": Cause("forged", "fake", "fakes", "strangers"),
}


def clients(planner, inc, cause):
	"""The hosts that the mail of an incident comes from."""
	rng, net, owner = planner.rng, planner.net, inc["owner"]
	if cause.client in owner["clients"]:
		return [owner["clients"][cause.client]]
	if cause.client == "outside":		# as seen from outside, whether there is NAT or not
		return [{"ip": owner["addresses"][rng.choice((3, 4))], "rdns": owner["clients"]["infected"]["rdns"]}]
	if cause.client == "neighbour":
		address = f"192.0.2.{rng.randint(200, 238)}"
		if address not in net.plain:
			net.plain[address] = (net.names.reverse(address, net.provider()["org"]),) * 2
		return [{"ip": address, "rdns": net.plain[address][0]}]
	if cause.client == "service":
		return [{"ip": net.service()["app"], "rdns": net.plain[net.service()["app"]][0]}]
	if cause.client == "local":
		return [{"ip": "127.0.0.1", "rdns": owner["name"], "host": rng.choice((owner["name"], "www." + owner["domain"]))}]
	count = 1
	if cause.client == "strangers" and rng.random() < (1 if inc["cause"] == "botnet" else 0.4):
		count = rng.randint(2, 25)
	elif cause.kind == "relayed":
		count = rng.choice((1, 1, 1, 2, 4))
	return [net.stranger() for _ in range(max(1, min(count, inc["size"])))]


def target(planner, inc, cause, route):
	"""The address of the server that a message is handed to."""
	if cause.client == "neighbour":
		return planner.net.provider()["address"]
	if cause.hop == "own":
		return inc["owner"]["entry"]
	return getattr(planner.net, cause.hop)()["address"] if cause.hop else route["mx"]


def jobs(planner, inc, cause):
	rng, owner = planner.rng, inc["owner"]
	hosts = clients(planner, inc, cause)
	if cause.hop == "fake":
		return [fake(planner, inc, rng.choice(hosts)) for _ in range(inc["size"])]
	if inc["cause"] == "open-relay":
		open_to = "0.0.0.0/0" if rng.random() < 0.5 else "203.0.113.0/24"
		planner.net.hosts[owner["key"]]["role"]["trusted"].append(open_to)
	style, writer = inc["style_data"], planner.writer
	# what all mails of an incident have in common
	facts = {"local": rng.choice(owner["locals"]), "subjects": writer.styles["subjects"][rng.choice(style["subjects"])],
		"zone": rng.choice(style["zone"]), "template": rng.choice(style["helo"]), "one": rng.random() < 0.5,
		"-f": rng.random() < 0.5, "php": php(planner, style, owner) if cause.client == "local" else ""}
	if cause.styles != "clients" and rng.random() < 0.7:
		about = {"domain": owner["domain"], "name": owner["person"], "to": "you", "tofirst": "friend"}
		facts["subject"] = writer.fill(rng.choice(facts["subjects"]), about)
	return [message(planner, inc, cause, rng.choice(hosts), facts) for _ in range(inc["size"])]


def php(planner, style, owner):
	"""What PHP itself writes above the mails of its scripts."""
	rng = planner.rng
	script = rng.choice(planner.writer.styles["scripts"])
	if not style.get("php", True) or rng.random() < 0.2:
		return ""
	if rng.random() < 0.15:
		page = script.split(":")[1].split("(")[0]
		return f"X-PHP-Script: www.{owner['domain']}/{page} for {planner.net.stranger()['ip']}\n"
	return f"X-PHP-Originating-Script: {script}\n"


def message(planner, inc, cause, client, chosen):
	"""One job. chosen: what all mails of the incident have in common."""
	rng, owner, style, writer = planner.rng, inc["owner"], inc["style_data"], planner.writer
	route, to = planner.recipients(inc, *style["recipients"])
	local = chosen["local"] if cause.kind == "genuine" or chosen["one"] else rng.choice(owner["locals"])
	shown = ", ".join(to) if cause.kind == "genuine" or cause.client == "local" else to[0]
	facts = planner.facts(owner, client, shown, local)
	facts.update((key, chosen[key]) for key in ("subjects", "subject", "zone") if key in chosen)
	facts["helo"] = writer.fill(chosen["template"], facts)
	if cause.trick == "helo":
		facts["helo"] = rng.choice((owner["domain"], owner["domain"], owner["name"]))
	ident = writer.styles["native"][inc["own"]] if cause.trick == "message-id" else None
	if cause.trick == "message-id" and rng.random() < 0.3:
		ident = "<{hex:16}@{own}>"
	above = "{{copied}}" if cause.trick == "received" else chosen["php"]
	# Exim cuts nothing off a message of less than 8 kB
	lines = (190, 230) if route["returns"] == "cut" else (2, 24)
	text = writer.letter(style, facts, above, ident, lines)
	job = {"how": "smtp", "source": client["ip"], "target": target(planner, inc, cause, route), "helo": facts["helo"],
		"ehlo": style.get("ehlo", True), "sender": facts["from"], "to": to, "text": text, "id": message_id(text),
		"sent": cause.kind == "genuine"}
	if cause.client == "local":
		job.update(how="local", host=owner["key"], command="sendmail -t -i" + (f" -f {facts['from']}" if chosen["-f"] else ""))
	if cause.login:
		job.update(login=[owner["user"], planner.net.hosts[owner["key"]]["role"]["password"]], ehlo=True)
	if cause.trick in ("received", "replay", "sender"):
		job.update(captured=inc["background"][0]["id"], take=cause.trick)
	return job
