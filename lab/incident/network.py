# network.py - the hosts of one batch, drawn: receivers, and what lies between an owner and them
#
# Some owners have blocks of eight addresses of 192.0.2.0/24, which is their provider's network; all others, receivers and
# strangers alike, have networks of their own, pieces of WIDE: no two unrelated parties share a /24. Hosts that only some
# incidents want are made when the first one asks for them.
# SPDX-License-Identifier: LGPL-2.1-or-later
from incident.shapes import SHAPES

DNS, ROUTER = "198.51.100.253", "198.51.100.254"
SIX = ("postfix", "exim")	# the servers that have IPv6 here
WIDE = ("198.18.0.0/15", "203.0.113.0/24", "240.0.0.0/4")	# stand for the wide internet; nothing here has a way out
CLOUDS = {			# shape -> its MX, its way in for users and its ways out, the name of its SPF record
	"m365": ("mail.protection.outlook.com", "EUR05-AM6-obe.outbound.protection.outlook.com", "spf.protection.outlook.com"),
	"gmail": ("aspmx.l.google.com", "mail-wr1-f41.google.com", "_spf.google.com"),
}
RETURNS = {			# what a server can be told to return
	"postfix": ("full", "headers"),
	"exim": ("full", "headers", "cut", "none"),
	"sendmail": ("full", "headers"),
	"opensmtpd": ("headers",),
	"courier": ("full",),
	**{shape: kind.returns for shape, kind in SHAPES.items()},
}
# how the scripted receivers refuse, see sink.py
REFUSALS = ("unknown", "unknown", "unknown", "nosuch", "full", "disabled", "spam", "listed", "content", "policy")


def draw(rng, weights):
	"""One key of a table of weights."""
	return rng.choices(list(weights), list(weights.values()))[0]


class Network:
	def __init__(self, rng, names, scenario):
		self.rng, self.names, self.scenario = rng, names, scenario
		self.hosts, self.mx, self.plain, self.txt = {}, {}, {}, {}
		self.proxies, self.sinks, self.made = [], [], {}
		self.shaped = {}		# key -> what shaped.py makes a server of
		self.six = {}			# host -> its address of IPv6
		self.used = set()		# networks that somebody has
		self.blocks = list(range(24))
		rng.shuffle(self.blocks)
		self.isps = [self.isp() for _ in range(60)]
		self.receivers = [self.receiver(n) for n in range(scenario["batch"]["receivers"])]
		kinds = [kind for kind in scenario["bouncers"] if kind in SHAPES]
		self.receivers += [self.shaped_receiver(f"x{n}", kind) for n, kind in enumerate(kinds + kinds)]

	def net24(self):
		"""The first three octets of a network that nobody has."""
		rng = self.rng
		while True:
			net = f"{rng.randint(240, 254)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}."
			if rng.random() < 0.15:
				net = f"198.{rng.choice((18, 19))}.{rng.randint(0, 255)}."
			if net not in self.used:
				self.used.add(net)
				return net

	def site(self):
		"""Addresses of a network that one organisation has for itself."""
		net = self.net24()
		return [net + str(n) for n in self.rng.sample(range(2, 250), 12)]

	def net6(self):
		"""A /48 that nobody has."""
		while True:
			net = f"2001:db8:{self.rng.randint(1, 0xfffe):x}:"
			if net not in self.used:
				self.used.add(net)
				return net

	def speaks_six(self, key, mta):
		"""Some servers have an address of IPv6, too."""
		if mta in SIX and self.rng.random() < self.scenario["ipv6"]:
			self.six[key] = self.net6() + f":{self.rng.randint(1, 99):x}"
		return self.six.get(key)

	def isp(self):
		"""Somebody whose customers are strangers: its networks, and whether they have names."""
		rng = self.rng
		return {"six": self.net6() if rng.random() < self.scenario["ipv6"] else None,
			"name": self.names.provider(), "nets": [self.net24() for _ in range(rng.randint(1, 4))],
			"named": rng.choice((0.95, 0.9, 0.8, 0.5, 0))}

	def host(self, key, mta, name, address, domain, **role):
		"""A host that runs a mail server."""
		self.hosts[key] = {"mta": mta, "name": name, "address": address, "domain": domain, "role": role}
		return self.hosts[key]

	def receiver(self, number):
		rng, names = self.rng, self.names
		table = self.scenario["receivers"]
		# every kind once, then by weight
		mta = list(table)[number] if number < len(table) else draw(rng, table)
		key, site, org = f"r{number}", self.site(), names.domain()
		address = site.pop()
		late, strict, filtered, backed = (org if n == 0 else names.domain() for n in range(4))
		if rng.random() < 0.3:
			late, strict = strict, late
		name = f"{rng.choice(('mx', 'mx1', 'mail', 'smtp', 'in', 'mta2'))}.{org}"
		returns = rng.choice([kind for kind in RETURNS[mta] if kind in self.scenario["returns"]])
		self.host(key, mta, name, address, org, late=[late, filtered], strict=[strict, backed], returns=returns)
		self.speaks_six(key, mta)
		front = site.pop()
		self.plain[front] = (f"{rng.choice(('scan', 'filter', 'av', 'gw'))}.{org}",) * 2
		self.proxies.append({"address": front, "name": self.plain[front][0], "next": address})
		self.hosts[key + "front"] = {"mta": None, "name": self.plain[front][0], "address": front}
		self.mx.update({late: key, strict: key, filtered: key + "front"})
		return {"key": key, "mta": mta, "returns": returns, "address": address, "front": front,
			"late": late, "strict": strict, "filtered": filtered, "backed": backed, "site": site}

	def real(self):
		"""The receivers that run a server of ../mta."""
		return [r for r in self.receivers if "strict" in r]

	def shape(self, key, shape, name, org, site, **more):
		"""A host whose server is one of shapes.py."""
		ways = more.pop("outbound", None) or [(name, site[0])]
		plan = {"shape": shape, "name": name, "org": org, "address": site[0], "outbound": ways, "late": [], "homes": {}, "trusted": [],
			"logins": {}, "open": False, "returns": self.rng.choice(SHAPES[shape].returns), **more}
		self.hosts[key] = {"mta": None, "name": name, "address": site[0], "domain": org, "role": {}}
		self.plain.update({address: (way, way) for way, address in ways if address != site[0]})
		self.shaped[key] = plan
		return plan

	def shaped_receiver(self, key, shape):
		"""A receiver of that shape that takes everything in, and bounces it."""
		rng, names, org = self.rng, self.names, self.names.domain()
		if shape in CLOUDS:
			late = self.cloud(shape)
			late["late"].append(org)
			self.mx[org] = shape
			return {"key": shape, "mta": shape, "returns": late["returns"], "address": late["address"], "late": org}
		name = f"{rng.choice(('mx', 'mail', 'smtp', 'mx1', 'gate', 'owa', 'post'))}.{org}"
		plan = self.shape(key, shape, name, org, self.site(), late=[org])
		self.mx[org] = key
		return {"key": key, "mta": shape, "returns": plan["returns"], "address": plan["address"], "late": org}

	def cloud(self, shape):
		"""The servers of a cloud, that all its tenants share."""
		def make():
			name, way, spf = CLOUDS[shape]
			site = self.site()
			ways = [(self.numbered(way), address) for address in site[1:6]]
			self.txt[spf] = "v=spf1 " + " ".join(f"ip4:{address}" for _, address in ways) + " -all"
			return self.shape(shape, shape, name, name.split(".", 1)[1], site, outbound=ways)
		return self.once(("cloud", shape), make)

	def numbered(self, name):
		"""Another host of a row of them."""
		first, rest = name.split(".", 1)
		return "".join(self.rng.choice("123456789") if c.isdigit() else c for c in first) + "." + rest

	def once(self, key, make):
		if key not in self.made:
			self.made[key] = make()
		return self.made[key]

	def other(self, key, prefix, kinds, **role):
		"""A server of an organisation of its own; returns its host."""
		org = self.names.domain()
		site = self.site()
		host = self.host(key, draw(self.rng, kinds), f"{self.rng.choice(prefix)}.{org}", site[0], org, **role)
		host.update(org=org, second=site[1])
		return host

	def forwarder(self, number, srs=False):
		"""A host whose users have their mail sent on."""
		def make():
			domain = self.names.domain()
			key = f"srs{number}" if srs else f"fwd{number}"
			kinds = {"exim": 1} if srs else {list(self.scenario["forwarders"])[number]: 1}
			host = self.other(key, ("mail", "mx", "home"), kinds, strict=[domain], aliases={}, srs=domain if srs else "")
			self.mx[domain] = key
			return {**host, "serves": domain, "key": key}
		return self.once(("forwarder", number, srs), make)

	def backup(self):
		"""A second MX of another organisation for a domain of every receiver; nobody listens at their first."""
		def make():
			backed = [r for r in self.receivers if "backed" in r]
			hops = {r["backed"]: r["address"] for r in backed}
			host = self.other("backup", ("backup-mx", "mx2", "fallback"), self.scenario["backups"], next_hop=hops)
			for r in backed:
				dead, address = r["key"] + "dead", r["site"].pop()
				self.hosts[dead] = {"mta": None, "name": f"mx0.{r['backed']}", "address": address}
				self.mx[r["backed"]] = [dead, "backup"]
			return host
		return self.once("backup", make)

	def relay(self):
		"""Somebody's open relay."""
		return self.once("relay", lambda: self.other("relay", ("mail", "srv", "exchange"), self.scenario["relays"],
			strict=[], trusted=list(WIDE)))

	def service(self):
		"""A newsletter service: its server, and the application that sends through it."""
		def make():
			host = self.other("service", ("mta3", "out", "send"), self.scenario["services"])
			app = host["second"]
			host["role"]["trusted"] = [app + "/32"]
			self.plain[app] = (f"app.{host['org']}",) * 2
			return {**host, "app": app}
		return self.once("service", make)

	def provider(self):
		"""The smarthost of the provider whose customers the owners are."""
		def make():
			org = self.names.provider()
			host = self.host("provider", draw(self.rng, self.scenario["relays"]), f"smtp.{org}", "192.0.2.240", org,
				trusted=["192.0.2.0/24"])
			host["org"] = org
			return host
		return self.once("provider", make)

	def sink(self):
		"""A scripted receiver."""
		def make():
			org, address = self.names.domain(), self.site()[0]
			self.hosts["sink"] = {"mta": None, "name": f"mx.{org}", "address": address}
			self.mx[org] = "sink"
			self.sinks.append({"address": address, "name": f"mx.{org}", "answers": {}})
			return {"domain": org, "address": address, "answers": self.sinks[0]["answers"]}
		return self.once("sink", make)

	def stranger(self, near=None):
		"""A client of somewhere else: address, verified name or None. near: another one, of whose network it shall be."""
		rng = self.rng
		isp = near["isp"] if near else rng.randrange(len(self.isps))
		net = near["ip"].rsplit(".", 1)[0] + "." if near else rng.choice(self.isps[isp]["nets"])
		address = net + str(rng.randint(1, 254))
		if address not in self.plain:
			name = self.names.reverse(address, self.isps[isp]["name"])
			named = rng.random() < self.isps[isp]["named"]
			forward, reverse = (True, True) if named else draw(rng, {(False, False): 70, (False, True): 30})
			self.plain[address] = (name if forward else None, name if reverse else None)
		client = {"ip": address, "rdns": self.plain[address][1] or self.names.stem(), "isp": isp}
		if self.isps[isp]["six"] and rng.random() < 0.7:
			client["ip6"] = self.isps[isp]["six"] + f"{rng.randint(1, 0xffff):x}:{self.names.hextets(2)}::{rng.randint(1, 0xffff):x}"
			name = f"{self.names.code(6, 'abcdef0123456789')}.v6.{self.isps[isp]['name']}" if self.plain[address][0] else None
			self.plain[client["ip6"]] = (name, name)
			client["rdns6"] = name or client["rdns"]
		return client

	def strangers(self, count, spread):
		"""Several: of many networks, or all of one."""
		first = self.stranger()
		return [first] + [self.stranger(None if spread else first) for _ in range(count - 1)]
