# causes.py - what each cause sends, from where, and to which server
#
# A job is one message: how it is handed over (smtp, local), from which address to which, and its text. What has to be
# gathered from mail that really came (a signed mail, a tagged sender, Received fields) names in "captured" the
# Message-ID of an ordinary mail of the owner, and batch.py puts it in.
# SPDX-License-Identifier: LGPL-2.1-or-later
from dataclasses import dataclass

from incident.fakes import fake
from incident.letters import message_id
from incident.network import CLOUDS, WIDE
from incident.owners import HOSTED, LOGS_IN, server

REAL = ("postfix", "exim", "sendmail", "opensmtpd")
LOGIN = ("postfix", "exim", "sendmail")		# OpenSMTPD wants TLS for it
HERE = (*REAL, "exchange", "domino")		# a server in the owner's house
ALL = (*HERE, *HOSTED, *CLOUDS)
ACCOUNTS = (*LOGIN, "exchange", *HOSTED, *CLOUDS)


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
	"roaming-user": Cause("genuine", "own", "clients", "stranger", own=ACCOUNTS, login=True),
	"webmail": Cause("genuine", "own", "clients", "page", own=ACCOUNTS, login=True),
	"web-local": Cause("genuine", "own", "apps", "local", own=(*REAL, *HOSTED)),
	"web-host": Cause("genuine", "own", "apps", "web", ("filter-out", "nat"), own=HERE),
	"third-party": Cause("genuine", "service", "services", "service"),
	"open-relay": Cause("relayed", "own", "forgers", "stranger", ("filter-out",), own=HERE),
	"stolen-account": Cause("relayed", "own", "forgers", "stranger", own=ACCOUNTS, login=True),
	"stolen-webmail": Cause("relayed", "own", "forgers", "page", own=ACCOUNTS, login=True),
	"php-form": Cause("relayed", "own", "forgers", "local", own=(*REAL, *HOSTED)),
	"other-customer": Cause("relayed", "own", "forgers", "local", own=tuple(HOSTED)),
	"infected": Cause("relayed", "own", "forgers", "infected", ("filter-out", "nat"), own=HERE),
	"infected-direct": Cause("relayed", "", "forgers", "outside", own=HERE),
	"neighbour": Cause("relayed", "own", "forgers", "neighbour", own=REAL),
	"direct": Cause("forged", "", "forgers", "strangers"),
	"botnet": Cause("forged", "", "forgers", "strangers"),
	"helo-own": Cause("forged", "", "forgers", "strangers", trick="helo"),
	"copied-received": Cause("forged", "", "forgers", "strangers", trick="received"),
	"copied-message-id": Cause("forged", "", "forgers", "strangers", trick="message-id"),
	"dkim-replay": Cause("forged", "", "forgers", "strangers", own=("postfix", "exim"), needs="dkim", trick="replay"),
	"batv-replay": Cause("forged", "", "forgers", "strangers", own=("exim",), needs="batv", trick="sender"),
	"relay-elsewhere": Cause("forged", "relay", "forgers", "strangers"),
	"fake-bounce": Cause("forged", "fake", "fakes", "strangers", own=REAL),
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
	if cause.client == "page" and cause.kind == "genuine":		# at home, or from elsewhere
		return [owner["clients"]["pc"] if rng.random() < 0.5 else {**net.stranger(), "host": planner.names.computer()}]
	count, spread = 1, True
	if inc["cause"] == "botnet":
		count = rng.randint(3, 40)
	elif inc["cause"] != "direct" and cause.client == "strangers" and rng.random() < 0.5:
		count, spread = rng.randint(2, 20), rng.random() < 0.6		# spread, or rented in one network
	elif inc["cause"] == "direct":
		count, spread = rng.choice((1, 1, 1, 2, 5)), False
	elif cause.kind == "relayed":
		count = rng.choice((1, 1, 1, 2, 4, 9))
	return net.strangers(max(1, min(count, inc["size"])), spread)


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
		planner.net.hosts[owner["key"]]["role"]["trusted"] += ["0.0.0.0/0"] if rng.random() < 0.5 else WIDE
	style, writer = inc["style_data"], planner.writer
	# what all mails of an incident have in common
	facts = {"local": rng.choice(owner["locals"]), "subjects": writer.styles["subjects"][rng.choice(style["subjects"])],
		"zone": rng.choice(style["zone"]) if cause.styles != "clients" else owner["zone"], "template": rng.choice(style["helo"]),
		"one": rng.random() < 0.5,
		"-f": rng.random() < 0.5 or inc["cause"] == "other-customer", "user": unix_user(planner, inc, cause)}
	facts["php"] = php(planner, inc, style, facts["user"]) if cause.client == "local" else ""
	if cause.styles != "clients" and rng.random() < 0.7:
		about = {"domain": owner["domain"], "name": owner["person"], "to": "you", "tofirst": "friend"}
		facts["subject"] = writer.fill(rng.choice(facts["subjects"]), about)
	return [message(planner, inc, cause, rng.choice(hosts), facts) for _ in range(inc["size"])]


def unix_user(planner, inc, cause):
	"""Who hands over what a script on the server writes."""
	owner = inc["owner"]
	if inc["own"] not in HOSTED:
		return "www-data"
	return planner.rng.choice(owner["others"]) if inc["cause"] == "other-customer" else owner["unix"]


def php(planner, inc, style, user):
	"""What PHP itself writes above the mails of its scripts, and what the host's own PHP does."""
	rng, owner, scripts = planner.rng, inc["owner"], planner.writer.styles["scripts"]
	mine = inc["class"] == "genuine" or (inc["cause"] == "php-form" and rng.random() < 0.4)
	script = rng.choice(owner["scripts"]) if mine else rng.choice([one for one in scripts if one not in owner["scripts"]])
	hosted = inc["own"] in HOSTED
	if not hosted and (not style.get("php", True) or rng.random() < 0.2):
		return ""
	number, page = script.split(":", 1)
	site = owner["domain"] if inc["cause"] != "other-customer" else user + ".example"
	folder = "" if mine else rng.choice(("", "wp-content/uploads/", "images/", "tmp/", "wp-includes/"))
	source = ""
	if inc["own"] == "cpanel":
		source = (f"X-Source: /usr/bin/php-fpm\nX-Source-Args: php-fpm: pool {site.replace('.', '_')}\n"
			f"X-Source-Dir: {site}:/public_html/{folder.rstrip('/')}\n")
	if rng.random() < (0.6 if hosted else 0.25):
		return source + f"X-PHP-Script: {rng.choice(('www.', ''))}{site}/{folder}{page.split('(')[0]} for {planner.net.stranger()['ip']}\n"
	number = 10000 + sum(map(ord, user)) % 400 if hosted else number
	return source + f"X-PHP-Originating-Script: {number}:{page}\n"


def page(planner, inc, client, shows):
	"""What a web mail writes of who sits at the other end."""
	owner = inc["owner"]
	name = planner.net.plain.get(client["ip"], (None, None))[1]
	if shows == "squirrelmail":
		return (f"Received: from {client['ip']} ([{client['ip']}])\n        (SquirrelMail authenticated user {owner['account']})\n"
			f"        by {owner['name']} with HTTP;\n        {{{{date 0 +0000}}}}\n")
	if shows == "received":
		shown = f"{name} ([{client['ip']}])" if name else f"[{client['ip']}]"
		return f"Received: from {shown}\n by {owner['name']}\n with HTTP (HTTP/1.1 POST); {{{{date 0 +0000}}}}\n"
	return f"X-Originating-IP: [{client['ip']}]\n" if shows == "origin" else ""


def message(planner, inc, cause, client, chosen):
	"""One job. chosen: what all mails of the incident have in common."""
	rng, owner, style, writer = planner.rng, inc["owner"], inc["style_data"], planner.writer
	route, to = planner.recipients(inc, *style["recipients"])
	at = target(planner, inc, cause, route)
	six = {host["address"]: planner.net.six[key] for key, host in planner.net.hosts.items() if key in planner.net.six}.get(at)
	if six and "ip6" in client and rng.random() < 0.8:
		at, client = six, {**client, "ip": client["ip6"], "rdns": client.get("rdns6", client["rdns"])}
	local = chosen["local"] if cause.kind == "genuine" or chosen["one"] else rng.choice(owner["locals"])
	shown = ", ".join(to) if cause.kind == "genuine" or cause.client == "local" else to[0]
	facts = planner.facts(owner, client, shown, local)
	facts.update((key, chosen[key]) for key in ("subjects", "subject", "zone") if key in chosen)
	facts["helo"] = writer.fill(chosen["template"], facts)
	if cause.trick == "helo":
		facts["helo"] = rng.choice((owner["domain"], owner["domain"], owner["name"]))
	ident = writer.styles["native"][server(inc["own"])] if cause.trick == "message-id" else None
	if cause.trick == "message-id" and rng.random() < 0.3:
		ident = "<{hex:16}@{own}>"
	above = "{{copied}}" if cause.trick == "received" else chosen["php"]
	if cause.client == "page":	# it writes the header, whoever writes the mail
		written = writer.styles["pages"][owner["page"]]
		style, above = {**style, "headers": written["headers"], "skew": [0, 2]}, page(planner, inc, client, written["shows"])
		facts["zone"] = owner["zone"]
	# Exim cuts nothing off a message of less than 8 kB
	lines = (190, 230) if route["returns"] == "cut" else (2, 24)
	text = writer.letter(style, facts, above, ident, lines)
	job = {"how": "smtp", "source": client["ip"], "target": at, "helo": facts["helo"],
		"ehlo": style.get("ehlo", True), "sender": facts["from"], "to": to, "text": text, "id": message_id(text),
		"sent": cause.kind == "genuine"}
	if cause.client == "local":
		job.update(how="local", host=owner["key"], user=chosen["user"],
			command="sendmail -t -i" + (f" -f {facts['from']}" if chosen["-f"] else ""))
	if cause.login or (inc["own"] in LOGS_IN and cause.hop == "own" and cause.client != "local"):
		job.update(login=planner.login(owner), ehlo=True)
	if cause.client == "page" or (owner.get("shaped") and cause.client == "pc" and cause.hop == "own" and chosen["one"]):
		job.update(how="inside", host=owner["key"], page=cause.client == "page")
		if "shaped" in owner:
			job["shaped"] = owner["shaped"]
	if cause.trick in ("received", "replay", "sender"):
		job.update(captured=inc["background"][0]["id"], take=cause.trick)
	return job
