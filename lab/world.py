# world.py - the private network: its hosts, names, and roots
#
# Every host is a network namespace on one bridge, with one address of RFC 5737. A host that runs a mail server also has
# a root: a Debian tree made by roots.sh below an overlay on tmpfs, so each run begins with an untouched server.
# Must run inside the namespaces that run.sh makes; all of it is gone when those end.
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))

ROUTER6 = "2001:db8:ffff::1"	# the bridge, for hosts that have an address of IPv6


@dataclass
class Plan:
	"""Names and addresses; whatever is in none of the tables does not exist."""
	hosts: dict					# host -> its name and address
	mx: dict					# domain -> the host its MX record names, or a list of them; None: takes no mail
	reverse: dict = field(default_factory=dict)	# host -> what the DNS says of its address when that is not its name
	plain: dict = field(default_factory=dict)	# address without a host -> its name and its reverse name, or None
	txt: dict = field(default_factory=dict)		# name -> text
	six: dict = field(default_factory=dict)		# host -> its address of IPv6, if it has one

	def zone(self):
		"""What dns.py serves."""
		zone = {"a": {}, "aaaa": {}, "ptr": {}, "mx": {}, "txt": self.txt}
		rows = [(address, name, self.reverse.get(key, name)) for key, (name, address) in self.hosts.items()]
		rows += [(address, self.hosts[key][0], self.hosts[key][0]) for key, address in self.six.items()]
		for address, name, reverse in rows + [(address, *names) for address, names in self.plain.items()]:
			if name:
				zone["aaaa" if ":" in address else "a"][name] = address
			if reverse:
				zone["ptr"][address] = reverse
		for domain, keys in self.mx.items():
			keys = keys if isinstance(keys, list) else [keys]
			zone["mx"][domain] = [[10 * at if key else 0, self.hosts[key][0] if key else ""] for at, key in enumerate(keys, 1)]
		return zone


def sh(*command):
	subprocess.run(command, check=True)


def ip(*lines, netns=None):
	"""Several commands of ip(8) at once."""
	words = ["ip", *(["-n", netns] if netns else []), "-batch", "-"]
	subprocess.run(words, input="".join(line + "\n" for line in lines), text=True, check=True)


class Host:
	"""One machine of the private network."""

	def __init__(self, world, key, domains, tree=None):
		self.key, self.world, self.domains = key, world, domains
		self.hostname, self.address = world.plan.hosts[key]
		self.domain = (self.domains or [self.hostname.split(".", 1)[1]])[0]
		self.root = "/"
		sh("ip", "netns", "add", key)
		ip(f"link add v-{key} type veth peer name eth0 netns {key}", f"link set v-{key} master lab0 up")
		# the kernel knows about a thousand neighbours in all namespaces together: too few for a network of many hosts
		router = world.router
		routes = [f"route add {router} dev eth0", f"route add default via {router}"] if router else ["route add default dev eth0"]
		ip("link set lo up", "link set eth0 up", f"addr add {self.address}/32 dev eth0", *routes, netns=key)
		self.six = world.plan.six.get(key)
		if self.six:
			ip(f"addr add {self.six}/128 dev eth0 nodad", f"route add {ROUTER6}/128 dev eth0",
				f"route add ::/0 via {ROUTER6} dev eth0", netns=key)
		if tree:
			self.mount(tree)

	def mount(self, tree):
		base = f"{self.world.base}/{self.key}"
		self.root = base + "/root"
		for name in ("upper", "work", "root"):
			os.makedirs(f"{base}/{name}")
		sh("mount", "-t", "overlay", "overlay", "-o", f"lowerdir={tree},upperdir={base}/upper,workdir={base}/work", self.root)
		sh("mount", "-t", "proc", "proc", self.root + "/proc")
		self.write("/etc/hosts", f"127.0.0.1 localhost\n{self.address} {self.hostname} {self.hostname.split('.')[0]}\n")
		self.write("/etc/hostname", self.hostname + "\n")
		self.write("/etc/mailname", self.domain + "\n")
		self.write("/etc/resolv.conf", f"nameserver {self.world.nameserver}\n")
		self.write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n")
		self.syslog()

	def syslog(self):
		"""What the servers of this host log goes to the run's log."""
		listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
		listener.bind(self.root + "/dev/log")
		os.chmod(self.root + "/dev/log", 0o666)

		def listen():
			while True:
				self.world.say(f"{self.key}: {listener.recv(8192).decode(errors='replace')}")
		threading.Thread(target=listen, daemon=True).start()

	def argv(self, command):
		if isinstance(command, str):
			command = ["/bin/sh", "-c", command]
		return ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec nsenter "$@"', self.hostname,
			f"--net=/run/netns/{self.key}", f"--root={self.root}", "--wd=" + self.root, "--", *command]

	def run(self, command, stdin=None):
		"""Run a command (a list, or a line of shell) on the host; its output is returned and logged."""
		# into a file, not a pipe: a daemon that the command starts would hold the pipe open
		with tempfile.TemporaryFile("w+", errors="replace") as output:
			done = subprocess.run(self.argv(command), input=(stdin or "").encode(), stdout=output, stderr=output, timeout=90)
			output.seek(0)
			text = output.read()
		if done.returncode or text:
			self.world.say(f"{self.key}# {command}: rc {done.returncode}\n{text}")
		return text

	def spawn(self, command):
		return subprocess.Popen(self.argv(command), stdin=subprocess.DEVNULL, stdout=self.world.log, stderr=self.world.log)

	def write(self, path, text, mode=0o644):
		full = self.root + path
		os.makedirs(os.path.dirname(full), exist_ok=True)
		with open(full, "w", encoding="utf-8") as file:
			file.write(text)
		os.chmod(full, mode)

	def read(self, path):
		try:
			with open(self.root + path, "rb") as file:
				return file.read()
		except FileNotFoundError:
			return b""

	def user(self, name):
		"""A person with a mailbox on this host."""
		self.run(f"id {name} >/dev/null 2>&1 || useradd -m -s /bin/sh -g mail {name}; "
			f"touch /var/mail/{name}; chown {name}:mail /var/mail/{name}; chmod 660 /var/mail/{name}")


class World:
	"""The network: a bridge, and the hosts that were added to it."""

	def __init__(self, lab_dir, plan, nameserver, router=None):
		"""nameserver: the address where dns.py will serve the zone; router: an address of the bridge that all hosts go by"""
		self.lab_dir, self.plan, self.nameserver, self.router = lab_dir, plan, nameserver, router
		self.base = lab_dir + "/world"
		self.log = open(f"{lab_dir}/{os.environ.get('LAB_NAME', 'lab')}.log", "w", buffering=1)
		os.makedirs(self.base, exist_ok=True)
		sh("mount", "-t", "tmpfs", "none", "/run")
		sh("mount", "-t", "tmpfs", "none", self.base)
		os.makedirs("/run/netns")
		# with an address of its own: else it takes the lowest of its ports, which changes while hosts are added
		ip("link add lab0 address 02:00:00:00:00:01 type bridge", "link set lab0 up")
		self.zone = self.base + "/zone.json"
		with open(self.zone, "w", encoding="utf-8") as file:
			json.dump(plan.zone(), file)
		self.hosts = {}

	def add(self, key, domains, server=None):
		"""A host of the plan; one with a server gets the root of that MTA."""
		tree = f"{self.lab_dir}/root-{server}" if server else None
		if tree and not os.path.exists(tree + "/.ready"):
			print(f"run.sh: {tree} is missing: run lab/roots.sh {server} first", file=sys.stderr)
			raise SystemExit(77)
		self.hosts[key] = Host(self, key, domains, tree)
		return self.hosts[key]

	def spawn(self, key, script, *words):
		self.hosts[key].spawn([sys.executable, "-B", f"{HERE}/{script}", *words])

	def say(self, text):
		self.log.write(text.rstrip("\n") + "\n")

	def listening(self, key, seconds=20):
		"""Wait until the host's server answers."""
		host = self.hosts[key]
		probe = f"import socket; socket.create_connection(('{host.address}', 25), 2).recv(1)"
		end = time.time() + seconds
		while time.time() < end:
			if not self.hosts["dns"].run([sys.executable, "-c", probe]):
				return
			time.sleep(0.5)
		raise SystemExit(f"run.sh: the server of {host.hostname} does not answer, see {self.log.name}")

	def logs(self):
		"""What the servers wrote to files of their own goes to the run's log, too."""
		for key, host in self.hosts.items():
			if host.root != "/":
				for path in ("mail.log", "dovecot.log", "exim4/mainlog", "exim4/paniclog"):
					self.log.writelines(f"{key}: {line}\n" for line in
						host.read("/var/log/" + path).decode(errors="replace").splitlines())

	def __getitem__(self, key):
		return self.hosts[key]
