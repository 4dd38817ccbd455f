# hosts.py - the hosts, names and MX records that the samples and the demo are made with
# SPDX-License-Identifier: LGPL-2.1-or-later
from world import Plan, World

# host -> its name and address
HOSTS = {
	"own": ("mail.owner.example", "192.0.2.10"),		# the owner's server
	"pc": ("pc.owner.example", "192.0.2.50"),		# where the owner writes his mail
	"rcv": ("mx.rcv.example", "198.51.100.20"),		# a receiver
	"rcv2": ("mx.rcv2.example", "198.51.100.21"),		# another one
	"sink": ("mx.sink.example", "198.51.100.30"),		# answers what sink.py was told
	"utf8": ("mx.utf8.example", "198.51.100.31"),		# the same, offering SMTPUTF8
	"dead": ("mx.dead.example", "198.51.100.40"),		# nobody listens there
	"dns": ("ns.rcv.example", "198.51.100.53"),
	"bad": ("adsl-66.pool.bad.example", "203.0.113.66"),	# neither the owner's nor a receiver's
	"liar": ("host77.bad.example", "203.0.113.77"),		# the same, see REVERSE
	"nameless": ("host99.bad.example", "203.0.113.99"),
}

# what the DNS says of an address when that is not the host's name
REVERSE = {"liar": "pc.owner.example", "nameless": None}

# domain -> the host its MX record names; None: RFC 7505, takes no mail. Any other domain does not exist.
MX = {
	"owner.example": "own",
	"rcv.example": "rcv",		# taken in for every user, then bounced
	"strict.example": "rcv",	# refused at RCPT for unknown users
	"norelay.example": "rcv",	# not a domain of that receiver
	"rcv2.example": "rcv2",
	"sink.example": "sink",
	"utf8.example": "utf8",
	"dead.example": "dead",
	"nomail.example": None,
}


def sample_world(lab_dir, servers):
	"""The network of the samples, with its name server and scripted receivers. servers: host -> the MTA whose root it gets"""
	world = World(lab_dir, Plan(HOSTS, MX, REVERSE), HOSTS["dns"][1])
	for key in HOSTS:
		domains = [domain for domain, mx in MX.items() if mx == key and domain != "norelay.example"]
		world.add(key, domains, servers.get(key))
	world.spawn("dns", "dns.py", HOSTS["dns"][1], world.zone)
	world.spawn("sink", "sink.py", "mx.sink.example")
	world.spawn("utf8", "sink.py", "mx.utf8.example", "SMTPUTF8")
	return world
