# dns.py - the name server of the private network: A, AAAA, MX, PTR and TXT records from a zone file
#
# usage: dns.py ADDRESS ZONE
# ZONE is JSON: {"a": {name: address}, "aaaa": the same, "ptr": {address: name}, "mx": {domain: [[preference, host]]}, "txt": {name: text}}.
# It is read again when it was rewritten. A name that is in no table does not exist (NXDOMAIN); one that is has no records
# of any other type.
# SPDX-License-Identifier: LGPL-2.1-or-later
import ipaddress
import json
import os
import socket
import struct
import sys

TYPES = {"a": 1, "ptr": 12, "mx": 15, "txt": 16, "aaaa": 28}
NXDOMAIN = 3


def wire(name):
	"""A name as DNS writes it, uncompressed."""
	return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def text(value):
	"""The strings of a TXT record."""
	data = value.encode()
	return b"".join(bytes([len(data[at:at + 255])]) + data[at:at + 255] for at in range(0, len(data), 255))


def records(zone):
	"""name -> list of (type, data)"""
	table = {}
	for name, address in zone["a"].items():
		table.setdefault(name.lower(), []).append((TYPES["a"], socket.inet_aton(address)))
	for name, address in zone.get("aaaa", {}).items():
		table.setdefault(name.lower(), []).append((TYPES["aaaa"], socket.inet_pton(socket.AF_INET6, address)))
	for address, name in zone["ptr"].items():
		table[ipaddress.ip_address(address).reverse_pointer] = [(TYPES["ptr"], wire(name))]
	for domain, rows in zone["mx"].items():
		table.setdefault(domain, []).extend((TYPES["mx"], struct.pack(">H", order) + wire(host)) for order, host in rows)
	for name, value in zone["txt"].items():
		table.setdefault(name, []).append((TYPES["txt"], text(value)))
	return table


class Zone:
	"""The table, as fresh as its file."""

	def __init__(self, path):
		self.path, self.stamp, self.table, self.names = path, None, {}, set()

	def read(self):
		stamp = os.stat(self.path).st_mtime_ns
		if stamp != self.stamp:
			with open(self.path, encoding="utf-8") as file:
				self.table = records(json.load(file))
			# a name exists if anything below it does
			self.names = {name.split(".", depth)[-1] for name in self.table for depth in range(name.count(".") + 1)}
			self.stamp = stamp
		return self


def reply(zone, query):
	labels, at = [], 12
	while query[at]:
		labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
		at += 1 + query[at]
	question, asked = query[12:at + 5], struct.unpack(">H", query[at + 1:at + 3])[0]
	name = ".".join(labels)
	found = [data for kind, data in zone.table.get(name, []) if kind == asked]
	code = 0 if name in zone.names else NXDOMAIN
	head = query[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(found), 0 if found else 1, 0)
	if found:
		return head + question + b"".join(
			b"\xc0\x0c" + struct.pack(">HHIH", asked, 1, 60, len(data)) + data for data in found)
	soa = wire("ns.rcv.example") + wire("postmaster.rcv.example") + struct.pack(">IIIII", 1, 60, 60, 60, 60)
	return head + question + wire("example") + struct.pack(">HHIH", 6, 1, 60, len(soa)) + soa


def main():
	zone = Zone(sys.argv[2])
	server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	server.bind((sys.argv[1], 53))
	while True:
		query, client = server.recvfrom(4096)
		try:
			server.sendto(reply(zone.read(), query), client)
		except (IndexError, struct.error, ValueError):
			pass


main()
