# plan.py - draws incidents: the factors of each, its owner, and what is sent
#
# One seed draws one plan. A combination of own server, bouncer, topology and style belongs to one scenario only: each
# lists what it uses, and of what both use, a checksum of the combination says whose it is.
# SPDX-License-Identifier: LGPL-2.1-or-later
import random
import zlib

from incident.causes import CAUSES, jobs
from incident.letters import Writer, message_id
from incident.names import Names
from incident.network import CLOUDS, REFUSALS, Network, draw
from incident.owners import HOSTED, LOGS_IN, Owners
from incident.shapes import SHAPES

HOPS = ("own", "provider", "relay", "service")	# who bounces what a receiver refuses
REAL = ("postfix", "exim", "sendmail", "opensmtpd")
OWNER_SIDE = ("filter-out", "nat")		# topologies between the owner's client and his server


class Planner(Owners):
	def __init__(self, scenario, styles, seed):
		self.scenario = scenario
		self.rng = random.Random(f"{scenario['name']} {seed}")
		self.names = Names(self.rng)
		self.writer = Writer(self.rng, self.names, styles)

	def causes(self):
		"""The cause of every incident, in the order they will be made."""
		every = [cause for cause, count in self.scenario["causes"].items() for _ in range(count)]
		self.rng.shuffle(every)
		return every

	def batch(self, causes):
		"""One batch: a network, and an incident of each cause."""
		self.net = Network(self.rng, self.names, self.scenario)
		self.sink = self.net.sink()
		incidents = [self.incident(cause, number) for number, cause in enumerate(causes)]
		net = self.net
		return {"hosts": net.hosts, "mx": net.mx, "plain": net.plain, "txt": net.txt, "proxies": net.proxies,
			"shaped": net.shaped, "six": net.six, "sinks": net.sinks, "incidents": incidents}

	# factors

	def incident(self, name, number):
		cause = CAUSES[name]
		for _ in range(2000):
			inc = self.factors(name, cause)
			if inc and self.mine(inc["combination"]):
				break
		else:
			raise SystemExit(f"incidents.py: no combination of this scenario is left for {name}")
		inc["owner"] = self.owner(inc, cause, number)
		inc["style_data"] = self.writer.style(cause.styles, inc["style"]) if cause.styles != "fakes" else None
		inc["routes"] = self.routes(inc)
		inc["background"] = self.background(inc)
		inc["jobs"] = jobs(self, inc, cause)
		returns = {route["returns"] for route in inc["routes"]} or {"full"}
		inc["return"] = returns.pop() if len(returns) == 1 else "mixed"
		for key in ("routes", "style_data"):
			del inc[key]
		return inc

	def mine(self, combination):
		share = self.scenario["share"]
		return zlib.crc32(combination.encode()) % share["of"] in share["mine"]

	def factors(self, name, cause):
		"""Draw the factors of an incident; None if they do not go together."""
		rng, scenario = self.rng, self.scenario
		own = draw(rng, {mta: weight for mta, weight in scenario["own"].items() if mta in cause.own})
		inc = {"class": cause.kind, "cause": name, "own": own, "style": rng.choice(scenario["styles"][cause.styles])}
		inc["topology"] = "plain" if cause.hop == "fake" else draw(rng, scenario["topologies"])
		sizes = scenario["sizes"].get(name) or scenario["sizes"][cause.kind]
		_, low, high = rng.choices(sizes, [row[0] for row in sizes])[0]
		inc["size"] = rng.randint(low, high)
		inc["smarthost"] = name == "neighbour" or (own in REAL and rng.random() < scenario["smarthost"])
		if inc["topology"] in OWNER_SIDE and (inc["topology"] not in cause.sides or own in (*HOSTED, *CLOUDS)
				or (own in SHAPES and inc["topology"] != "nat")):
			return None
		inc["bouncer"] = self.bouncers(inc, cause)
		if not inc["bouncer"]:
			return None
		inc["combination"] = "/".join((own, "+".join(inc["bouncer"]), inc["topology"], inc["style"]))
		return inc

	def hop(self, inc, cause):
		"""Who bounces when the receiver refuses: the last server before it."""
		return "provider" if inc["smarthost"] and cause.hop == "own" else cause.hop

	def bouncers(self, inc, cause):
		"""The servers that will write the bounces."""
		rng = self.rng
		if cause.hop == "fake":
			return ["fake"]
		weights = {kind: weight for kind, weight in self.scenario["bouncers"].items()
			if kind == "hop" or self.receivers(inc, kind)}
		if not cause.hop or inc["topology"] not in ("plain", *OWNER_SIDE):
			weights.pop("hop", None)
		wanted = 1 if inc["size"] < 4 or rng.random() < 0.5 else rng.randint(2, 3)
		drawn = {draw(rng, weights) for _ in range(wanted)} if weights else ()
		return sorted(self.hop(inc, cause) if kind == "hop" else kind for kind in drawn)

	def receivers(self, inc, kind):
		"""The routes of a topology that end in a bounce by an MTA of that kind."""
		net, topology = self.net, inc["topology"]
		found = []
		for r in net.receivers:
			if r["mta"] == kind and topology in ("plain", *OWNER_SIDE):
				found.append(("late", r))
			elif r["mta"] == kind and topology == "filter-in" and kind not in SHAPES:
				found.append(("filtered", r))
			elif r["mta"] == kind and topology in ("forward", "forward-srs", "list"):
				found.append(("through", r))
		if topology == "backup" and net.backup()["mta"] == kind:
			found += [("backed", r) for r in net.receivers if "backed" in r]
		if topology in ("forward", "forward-srs", "list"):
			found += [("at", forwarder) for forwarder in self.forwarders(topology) if forwarder["mta"] == kind]
		return found

	def forwarders(self, topology):
		if topology == "forward-srs":
			return [self.net.forwarder(0, True)]
		return [self.net.forwarder(n) for n in range(len(self.scenario["forwarders"]))]

	# routes: how mail is addressed so that the wanted server bounces it

	def routes(self, inc):
		rng, net = self.rng, self.net
		routes = []
		for kind in inc["bouncer"]:
			if kind == "fake":
				continue
			if kind in HOPS:
				if kind != "own":
					getattr(net, kind)()
				some = [{"domain": r["strict"], "mx": r["address"]} for r in rng.sample(net.real(), 2)]
				some.append({"domain": self.sink["domain"], "mx": self.sink["address"], "sink": True})
				returns = inc["owner"]["returns"] if kind == "own" else "full"
				routes += [{**route, "returns": returns} for route in rng.sample(some, rng.randint(1, 2))]
				continue
			found = [self.route(inc, how, r) for how, r in self.receivers(inc, kind)]
			first = rng.choice(found)
			if rng.random() < 0.6:
				found = [route for route in found if route["returns"] == first["returns"]]
			routes += rng.sample(found, min(len(found), 1 if inc["size"] < 3 else rng.randint(1, 4)))
		for route in routes:
			if route["returns"] == "cut" and inc["size"] > 12:	# it takes long messages to be cut, see causes.py
				route["returns"] = "full"
		return routes

	def route(self, inc, how, r):
		net, rng = self.net, self.rng
		if how == "late":
			return {"domain": r["late"], "mx": r["address"], "returns": r["returns"]}
		if how == "filtered":
			return {"domain": r["filtered"], "mx": r["front"], "returns": r["returns"]}
		if how == "backed":
			return {"domain": r["backed"], "mx": net.backup()["address"], "returns": "full"}
		forwarder = r if how == "at" else rng.choice(self.forwarders(inc["topology"]))
		end = rng.choice(net.real())["strict"] if how == "at" else r["late"]
		return {"domain": forwarder["serves"], "mx": forwarder["address"], "returns": "full" if how == "at" else r["returns"],
			"to": end, "forwarder": forwarder["key"], "list": inc["topology"] == "list"}

	def recipient(self, route):
		"""An address on a route."""
		rng, names = self.rng, self.names
		local = names.stranger()
		if route.get("sink"):
			address = f"{local}{rng.randint(100, 999)}@{route['domain']}"
			self.sink["answers"][address] = rng.choice(REFUSALS)
			return address
		if "to" in route:
			members = 1
			if route["list"]:
				local, members = rng.choice(("team", "members", "all", "news")) + names.code(3, "abcdefghij"), rng.randint(2, 6)
			else:
				local += str(rng.randint(100, 999))
			to = [f"{names.stranger()}@{route['to']}" for _ in range(members)]
			address = f"{local}@{route['domain']}"
			self.net.hosts[route["forwarder"]]["role"]["aliases"][address] = to
			return address
		return f"{local}@{route['domain']}"

	def recipients(self, inc, low, high):
		route = self.rng.choice(inc["routes"])
		count = self.rng.randint(low, high)
		return route, list(dict.fromkeys(self.recipient(route) for _ in range(1 if "to" in route else count)))

	# mails

	def facts(self, owner, client, to, local=None):
		"""What the templates of a mail of the owner's domain may name."""
		local = local or owner["locals"][0]
		return {"from": f"{local}@{owner['domain']}", "local": local, "domain": owner["domain"], "name": owner["person"],
			"own": owner["name"], "to": to, "ip": client["ip"], "rdns": client["rdns"], "host": client.get("host", client["rdns"]),
			"reply": f"{self.names.stranger()}@{self.names.stem()}.example"}

	def login(self, owner):
		return [owner["account"], self.net.hosts[owner["key"]]["role"]["password"]]

	def background(self, inc):
		"""What the owner sends besides: ordinary mail that arrives."""
		rng, owner = self.rng, inc["owner"]
		rows = []
		client = owner["clients"]["pc"]
		style = self.writer.style("clients", owner["client"])
		helo = rng.choice(style["helo"])
		for _ in range(rng.randint(1, 3)):
			to = f"{self.names.stranger()}{rng.randint(100, 999)}@{self.sink['domain']}"
			facts = {**self.facts(owner, client, to), "zone": owner["zone"]}
			facts["helo"] = self.writer.fill(helo, facts)
			text = self.writer.letter(style, {**facts, "subjects": self.writer.styles["subjects"][rng.choice(style["subjects"])]})
			job = {"how": "smtp", "source": client["ip"], "target": owner["entry"], "helo": facts["helo"],
				"sender": facts["from"], "to": [to], "text": text, "id": message_id(text), "sent": True}
			if inc["own"] in LOGS_IN:
				job["login"] = self.login(owner)
			rows.append(job)
		return rows
