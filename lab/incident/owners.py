# owners.py - draws the owner of an incident: his servers, his computers, his habits
#
# Four kinds: with a server of his own (a real one, or a shape of shapes.py), one of many customers of a host ("cpanel" is Exim,
# "plesk" Postfix), and a tenant of a cloud.
# SPDX-License-Identifier: LGPL-2.1-or-later
import re
import time

from incident.network import CLOUDS, RETURNS
from incident.shapes import SHAPES

HOSTED = {"cpanel": "exim", "plesk": "postfix"}		# shared hosting -> its mail server
LOGS_IN = (*HOSTED, *CLOUDS)				# whose users always log in
PAGES = ("roundcube", "roundcube", "roundcube-bare", "squirrelmail", "horde")	# of own servers and hosts
FOUND = ("scan", "test", "backup", "noreply", "office2", "old")	# accounts that owners forget


def server(own):
	"""The mail server behind the name of an own server."""
	return HOSTED.get(own, own)


class Owners:
	"""The part of Planner that draws owners."""

	def owner(self, inc, cause, number):
		rng, names, net = self.rng, self.names, self.net
		own, key, domain = inc["own"], f"o{number}", names.domain()
		first, last = names.person()
		owner = {"key": key, "domain": domain, "user": first, "person": f"{first.capitalize()} {last.capitalize()}",
			"locals": rng.sample((first, f"{first}.{last}", "info", "office", "contact"), 3), "clients": {}}
		owner["service"] = cause.hop == "service" or rng.random() < self.scenario["service"]
		if owner["service"]:
			net.service()
		self.addresses(inc, owner)
		role = self.role(inc, cause, owner)
		if own in CLOUDS:
			self.tenant(inc, owner, role)
		elif own in SHAPES:
			self.shaped(inc, owner, role)
		else:
			self.real(inc, owner, role)
		owner["spf"] = self.spf(inc, owner)
		net.txt[domain] = owner["spf"]
		self.habits(inc, cause, owner)
		return owner

	def addresses(self, inc, owner):
		"""A block of eight: of his provider's network, or of one of his own; the host's, if he has none."""
		rng, net, domain = self.rng, self.net, owner["domain"]
		prefix, block = "192.0.2.", 8 * net.blocks.pop()
		if not inc["smarthost"] and rng.random() < 0.6:
			prefix, block = net.net24(), 8 * rng.randint(1, 30)
		at = owner["addresses"] = [f"{prefix}{block + n}" for n in range(8)]
		owner.update(address=at[1], network=at[0] + "/29")
		owner["name"] = f"{rng.choice(('mail', 'mx', 'smtp', 'srv1', 'www', 'host'))}.{domain}"
		# a server that is rented bears its provider's name
		if rng.random() < 0.12:
			owner["name"] = f"{rng.choice(('vps', 'srv', 'ns'))}{rng.randint(100, 9999)}.{rng.choice(net.isps)['name']}"
		if inc["own"] in HOSTED:
			owner["address"] = net.site()[0]
			owner["name"] = f"{rng.choice(('srv', 'web', 'cp', 'host', 'server'))}{rng.randint(2, 99)}.{self.names.provider()}"
		self.inside(inc, owner)

	def role(self, inc, cause, owner):
		"""What his server has to do."""
		rng, names, own, mta = self.rng, self.names, inc["own"], server(inc["own"])
		role = {"strict": [owner["domain"]], "users": [owner["user"]], "trusted": [owner["network"]], "login_shown": rng.random() < 0.5}
		if inc["topology"] == "nat":
			role["trusted"].append(owner["clients"]["pc"]["ip"].rsplit(".", 1)[0] + ".0/24")
		if own in HOSTED:
			owner["unix"] = owner["domain"].split(".")[0].replace("-", "")[:8]
			owner["others"] = [names.domain().split(".")[0].replace("-", "")[:8] + str(n) for n in range(3)]
			role.update(trusted=[], hosted=own, login_shown=True, accounts=[owner["unix"], *owner["others"]])
		names_of_his = (*owner["locals"], "www-data", "postmaster", "root", "webmaster", owner.get("unix", owner["user"]))
		role["aliases"] = {local: [owner["user"]] for local in names_of_his if local != owner["user"]}
		role["returns"] = owner["returns"] = rng.choice([kind for kind in RETURNS[mta] if kind in self.scenario["returns"]])
		logs_in = cause.login or own in LOGS_IN
		owner["login"] = f"{owner['locals'][0]}@{owner['domain']}" if own in LOGS_IN else owner["user"]
		# a stolen account may be one that its owner has forgotten
		owner["account"] = owner["login"]
		if cause.kind == "relayed" and rng.random() < 0.4:
			owner["account"] = rng.choice(FOUND) + (f"@{owner['domain']}" if own in LOGS_IN else "")
		role["logins"] = [owner["account"]]
		if logs_in or (mta in ("postfix", "exim") and rng.random() < 0.2):
			role["password"] = names.code(10, "abcdefghijkmnpqrstuvwxyz23456789")
		return role

	def real(self, inc, owner, role):
		"""A server that runs one of ../mta."""
		rng, net, mta, cause = self.rng, self.net, server(inc["own"]), inc["cause"]
		if inc["own"] in ("postfix", "exim") and (cause == "dkim-replay" or rng.random() < self.scenario["dkim"]):
			kinds = ("1024", "1024", "2048", "ed25519") if mta == "exim" else ("1024", "2048")
			owner["dkim"] = [rng.choice(("mail", "s1", "default", "2024", "k1")), rng.choice(kinds)]
		if inc["own"] == "exim" and (cause == "batv-replay" or rng.random() < self.scenario["batv"]):
			role["batv"] = owner["batv"] = self.names.code(16)
		if inc["smarthost"]:
			role["smarthost"] = net.provider()["address"]
		net.host(owner["key"], mta, owner["name"], owner["address"], owner["domain"], **role)
		net.mx[owner["domain"]] = owner["key"]
		owner["entry"] = owner["address"]
		if inc["topology"] not in ("nat", "filter-out"):
			self.six(owner, role, mta)
		if inc["topology"] == "filter-out":
			owner["entry"] = address = owner["addresses"][5]
			net.plain[address] = (f"scan.{owner['domain']}",) * 2
			net.proxies.append({"address": address, "name": f"scan.{owner['domain']}", "next": owner["address"]})

	def six(self, owner, role, mta):
		"""His address and network of IPv6; his computers have it where they have their own network."""
		net, rng = self.net, self.rng
		address = net.speaks_six(owner["key"], mta)
		if not address:
			return
		owner["six"] = address
		if owner["clients"]["pc"]["ip"] not in owner["addresses"]:
			return
		owner["network6"] = address.rsplit(":", 1)[0] + ":/64"
		role["trusted"].append(owner["network6"])
		for client in owner["clients"].values():
			client["ip6"] = owner["network6"][:-4] + f":{self.names.hextets(2)}:{rng.randint(1, 0xfff):x}:{rng.randint(1, 0xffff):x}"
			name = net.plain[client["ip"]][0]
			net.plain[client["ip6"]] = (name, name)

	def home_of(self, owner, role):
		return {owner["domain"]: {"locals": [owner["user"], *role["aliases"]], "returns": owner["returns"]}}

	def shaped(self, inc, owner, role):
		"""A server of his own that only looks like one."""
		site = [owner["address"]]
		logins = {owner["account"]: role["password"]} if "password" in role else {}
		self.net.shape(owner["key"], inc["own"], owner["name"], owner["domain"], site, homes=self.home_of(owner, role),
			trusted=role["trusted"], returns=owner["returns"], logins=logins)
		self.net.hosts[owner["key"]]["role"] = role
		self.net.mx[owner["domain"]] = owner["key"]
		owner.update(entry=owner["address"], shaped=owner["key"])

	def tenant(self, inc, owner, role):
		"""One of a cloud's many."""
		cloud = self.net.cloud(inc["own"])
		cloud["homes"].update(self.home_of(owner, role))
		cloud["logins"][owner["account"]] = role["password"]
		self.net.hosts[owner["key"]] = {"mta": None, "name": owner["name"], "address": owner["address"], "domain": owner["domain"],
			"role": role}
		self.net.mx[owner["domain"]] = inc["own"]
		owner.update(entry=cloud["address"], shaped=inc["own"])

	def inside(self, inc, owner):
		"""The owner's computers: behind NAT with private addresses, else in his network."""
		rng, names, net = self.rng, self.names, self.net
		private = f"10.{rng.randint(0, 250)}.{rng.randint(0, 250)}."
		nat = inc["topology"] == "nat"
		for n, use in enumerate(("pc", "web", "infected"), 2):
			address = private + str(rng.randint(2, 250)) if nat else owner["addresses"][n]
			host = f"{rng.choice(('pc', 'ws', 'nb') if use != 'web' else ('web', 'www2', 'app', 'shop'))}{n}.{owner['domain']}"
			if inc["own"] in LOGS_IN:		# he has no network: a line of some provider
				line = net.stranger()
				owner["clients"][use] = {"ip": line["ip"], "rdns": line["rdns"], "host": names.computer()}
				continue
			named = rng.random() < (0.3 if nat else 0.7)
			net.plain[address] = (host, host) if named else (None, None)
			owner["clients"][use] = {"ip": address, "rdns": host, "host": host if rng.random() < 0.6 else names.computer()}

	def spf(self, inc, owner):
		rng, net = self.rng, self.net
		words = [f"ip4:{owner['network']}" if rng.random() < 0.5 else f"ip4:{owner['address']}"]
		if "six" in owner:
			words.append(f"ip6:{owner.get('network6', owner['six'])}")
		if inc["own"] in HOSTED:
			words = ["mx", f"ip4:{owner['address']}"]
		if inc["own"] in CLOUDS:
			words = ["include:" + CLOUDS[inc["own"]][2]]
		if inc["smarthost"]:
			words.append(f"ip4:{net.provider()['address']}")
		if owner["service"]:
			words.append(f"ip4:{net.service()['address']}")
		if rng.random() < 0.2 and words[0] != "mx":
			words.insert(0, "mx")
		return " ".join(["v=spf1", *words, rng.choice(("-all", "-all", "~all", "~all", "?all"))])

	# how he writes

	def habits(self, inc, cause, owner):
		"""His hours, his programs, his scripts, and how much he sends. What strangers send knows nothing of them."""
		rng, writer = self.rng, self.writer
		own_hand = cause.kind == "genuine"
		person = own_hand and cause.styles == "clients"
		owner["client"] = inc["style"] if person else rng.choice(self.scenario["styles"]["clients"])
		begin, end = 7 + rng.randint(0, 4) / 2, 17 + rng.randint(0, 5) / 2
		now = (time.time() % 86400) / 3600
		local = rng.uniform(begin + 0.6, end - 0.6)
		other = rng.uniform(0, 24)
		# programs send when others use them: by day, mostly
		if rng.random() < (0.07 if person else 0.4 if own_hand else 1):
			local = other
		shift = (round(local - now) + 11) % 24 - 11
		owner["zone"] = f"{'-' if shift < 0 else '+'}{abs(shift):02}00"
		owner["hours"] = "-".join(f"{int(at):02}:{int(at % 1 * 60):02}" for at in (begin, end)) + " " + owner["zone"]
		mailers = [mailer(writer.style("clients", owner["client"]))]
		owner["page"] = {"exchange": "owa", "m365": "owa", "gmail": "gmail"}.get(inc["own"]) or rng.choice(PAGES)
		if cause.client == "page":	# who has a page mostly writes in it, and in other programs, too
			his = mailer(writer.styles["pages"][owner["page"]])
			mailers = [his] * (own_hand or rng.random() < 0.6) + mailers * (rng.random() < 0.5 or not own_hand)
		if own_hand and cause.styles == "apps":
			mailers.append(mailer(writer.style("apps", inc["style"])))
		owner["mailers"] = [name for name in dict.fromkeys(mailers) if name]
		owner["scripts"] = rng.sample(writer.styles["scripts"][:-1], 2)
		most = 2 * inc["size"] if own_hand else 0
		owner["rate"] = next(n for n in sorted((rng.choice((10, 20, 30, 60, 120)), 200, 500)) if n >= most)


def mailer(style):
	"""The program that a style's header names, without its version."""
	for line in style["headers"]:
		found = re.match(r"(?:User-Agent|X-Mailer): ([A-Za-z][A-Za-z0-9-]*(?: [A-Za-z][\w-]*)*)", line)
		if found:
			return found.group(1)
	return None
