# network.py - the hosts of one batch, drawn: receivers, and what lies between an owner and them
#
# Owners have blocks of eight addresses of 192.0.2.0/24, which is their provider's network; receivers and other
# organisations live in 198.51.100.0/24, everybody else in 203.0.113.0/24. Hosts that only some incidents want are made
# when the first one asks for them.
# SPDX-License-Identifier: LGPL-2.1-or-later

DNS, ROUTER = "198.51.100.253", "198.51.100.254"
RETURNS = {			# what a server can be told to return
	"postfix": ("full", "headers"),
	"exim": ("full", "headers", "cut", "none"),
	"sendmail": ("full", "headers"),
	"opensmtpd": ("headers",),
	"courier": ("full",),
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
		self.strangers = [f"203.0.113.{n}" for n in range(1, 255)]
		self.addresses = [f"198.51.100.{n}" for n in range(2, 250)]
		self.blocks = list(range(24))
		for pool in (self.strangers, self.addresses, self.blocks):
			rng.shuffle(pool)
		self.providers = [names.provider() for _ in range(14)]
		self.receivers = [self.receiver(n) for n in range(scenario["batch"]["receivers"])]

	def host(self, key, mta, name, address, domain, **role):
		"""A host that runs a mail server."""
		self.hosts[key] = {"mta": mta, "name": name, "address": address, "domain": domain, "role": role}
		return self.hosts[key]

	def receiver(self, number):
		rng, names = self.rng, self.names
		table = self.scenario["receivers"]
		# every kind once, then by weight
		mta = list(table)[number] if number < len(table) else draw(rng, table)
		key, address, org = f"r{number}", self.addresses.pop(), names.domain()
		late, strict, filtered, backed = (org if n == 0 else names.domain() for n in range(4))
		if rng.random() < 0.3:
			late, strict = strict, late
		name = f"{rng.choice(('mx', 'mx1', 'mail', 'smtp', 'in', 'mta2'))}.{org}"
		returns = rng.choice([kind for kind in RETURNS[mta] if kind in self.scenario["returns"]])
		self.host(key, mta, name, address, org, late=[late, filtered], strict=[strict, backed], returns=returns)
		front = self.addresses.pop()
		self.plain[front] = (f"{rng.choice(('scan', 'filter', 'av', 'gw'))}.{org}",) * 2
		self.proxies.append({"address": front, "name": self.plain[front][0], "next": address})
		self.hosts[key + "front"] = {"mta": None, "name": self.plain[front][0], "address": front}
		self.mx.update({late: key, strict: key, filtered: key + "front"})
		return {"key": key, "mta": mta, "returns": returns, "address": address, "front": front,
			"late": late, "strict": strict, "filtered": filtered, "backed": backed}

	def once(self, key, make):
		if key not in self.made:
			self.made[key] = make()
		return self.made[key]

	def other(self, key, prefix, kinds, **role):
		"""A server of an organisation of its own; returns its host."""
		org = self.names.domain()
		host = self.host(key, draw(self.rng, kinds), f"{self.rng.choice(prefix)}.{org}", self.addresses.pop(), org, **role)
		host["org"] = org
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
			hops = {r["backed"]: r["address"] for r in self.receivers}
			host = self.other("backup", ("backup-mx", "mx2", "fallback"), self.scenario["backups"], next_hop=hops)
			for r in self.receivers:
				dead, address = r["key"] + "dead", self.addresses.pop()
				self.hosts[dead] = {"mta": None, "name": f"mx0.{r['backed']}", "address": address}
				self.mx[r["backed"]] = [dead, "backup"]
			return host
		return self.once("backup", make)

	def relay(self):
		"""Somebody's open relay."""
		return self.once("relay", lambda: self.other("relay", ("mail", "srv", "exchange"), self.scenario["relays"],
			strict=[], trusted=["203.0.113.0/24"]))

	def service(self):
		"""A newsletter service: its server, and the application that sends through it."""
		def make():
			app = self.addresses.pop()
			host = self.other("service", ("mta3", "out", "send"), self.scenario["services"], trusted=[app + "/32"])
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
			org, address = self.names.domain(), self.addresses.pop()
			self.hosts["sink"] = {"mta": None, "name": f"mx.{org}", "address": address}
			self.mx[org] = "sink"
			self.sinks.append({"address": address, "name": f"mx.{org}", "answers": {}})
			return {"domain": org, "address": address, "answers": self.sinks[0]["answers"]}
		return self.once("sink", make)

	def stranger(self):
		"""A client of somewhere else: address, verified name or None."""
		rng = self.rng
		# few addresses for all incidents of a batch: the last ones are shared
		address = self.strangers.pop() if len(self.strangers) > 20 else rng.choice(self.strangers)
		if address not in self.plain:
			name = self.names.reverse(address, rng.choice(self.providers))
			forward, reverse = draw(rng, {(True, True): 70, (False, False): 22, (False, True): 8})
			self.plain[address] = (name if forward else None, name if reverse else None)
		forward, reverse = self.plain[address]
		return {"ip": address, "rdns": reverse or self.names.stem()}
