# dns.py - the name server of the private network: A, MX and PTR records from the tables of world.py
#
# A name that is in neither table does not exist (NXDOMAIN); one that is has no records of any other type.
# SPDX-License-Identifier: LGPL-2.1-or-later
import socket
import struct

from world import HOSTS, MX, REVERSE

A, PTR, MX_TYPE = 1, 12, 15
NXDOMAIN = 3


def wire(name):
	"""A name as DNS writes it, uncompressed."""
	return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def records():
	table = {}
	for key, (name, address) in HOSTS.items():
		table[name] = (A, socket.inet_aton(address))
		reverse = REVERSE.get(key, name)
		if reverse:
			table[".".join(reversed(address.split("."))) + ".in-addr.arpa"] = (PTR, wire(reverse))
	for domain, key in MX.items():
		table[domain] = (MX_TYPE, struct.pack(">H", 10 if key else 0) + wire(HOSTS[key][0] if key else ""))
	return table


def exists(table, name):
	return any(known == name or known.endswith("." + name) for known in table)


def reply(table, query):
	labels, at = [], 12
	while query[at]:
		labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
		at += 1 + query[at]
	question, asked = query[12:at + 5], struct.unpack(">H", query[at + 1:at + 3])[0]
	name = ".".join(labels)
	kind, data = table.get(name, (0, b""))
	found = kind == asked
	code = 0 if exists(table, name) else NXDOMAIN
	head = query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, int(found), 0 if found else 1, 0)
	if found:
		return head + question + b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
	soa = wire("ns.rcv.example") + wire("postmaster.rcv.example") + struct.pack(">IIIII", 1, 60, 60, 60, 60)
	return head + question + wire("example") + struct.pack(">HHIH", 6, 1, 60, len(soa)) + soa


def main():
	table = records()
	server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	server.bind((HOSTS["dns"][1], 53))
	while True:
		query, client = server.recvfrom(4096)
		try:
			server.sendto(reply(table, query), client)
		except (IndexError, struct.error):
			pass


main()
