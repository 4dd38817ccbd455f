# world.py - the private network: its hosts, names, and roots
#
# Every host is a network namespace on one bridge, with one address of RFC 5737. A host that runs a mail server also has
# a root: a Debian tree made by roots.sh below an overlay on tmpfs, so each run begins with an untouched server.
# Must run inside the namespaces that run.sh makes; all of it is gone when those end.
# SPDX-License-Identifier: LGPL-2.1-or-later
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))

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


def sh(*command):
	subprocess.run(command, check=True)


class Host:
	"""One machine of the private network."""

	def __init__(self, world, key, tree=None):
		self.key, self.world = key, world
		self.hostname, self.address = HOSTS[key]
		self.domains = [domain for domain, mx in MX.items() if mx == key and domain != "norelay.example"]
		self.domain = (self.domains or [self.hostname.split(".", 1)[1]])[0]
		self.root = "/"
		sh("ip", "netns", "add", key)
		sh("ip", "link", "add", "v-" + key, "type", "veth", "peer", "name", "eth0", "netns", key)
		sh("ip", "link", "set", "v-" + key, "master", "lab0", "up")
		for words in (("link", "set", "lo", "up"), ("link", "set", "eth0", "up"),
				("addr", "add", self.address + "/32", "dev", "eth0"), ("route", "add", "default", "dev", "eth0")):
			sh("ip", "-n", key, *words)
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
		self.write("/etc/resolv.conf", f"nameserver {HOSTS['dns'][1]}\n")
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
	"""The network: a name server and the scripted SMTP servers run in it from the start."""

	def __init__(self, lab_dir, servers):
		"""servers: host -> the MTA whose root it gets"""
		self.base = lab_dir + "/world"
		self.log = open(f"{lab_dir}/{os.environ.get('LAB_NAME', 'lab')}.log", "w", buffering=1)
		os.makedirs(self.base, exist_ok=True)
		sh("mount", "-t", "tmpfs", "none", "/run")
		sh("mount", "-t", "tmpfs", "none", self.base)
		os.makedirs("/run/netns")
		sh("ip", "link", "add", "lab0", "type", "bridge")
		sh("ip", "link", "set", "lab0", "up")
		self.hosts = {}
		for key in HOSTS:
			tree = f"{lab_dir}/root-{servers[key]}" if key in servers else None
			if tree and not os.path.exists(tree + "/.ready"):
				print(f"run.sh: {tree} is missing: run lab/roots.sh {servers[key]} first", file=sys.stderr)
				raise SystemExit(77)
			self.hosts[key] = Host(self, key, tree)
		self.spawn("dns", "dns.py")
		self.spawn("sink", "sink.py", "mx.sink.example")
		self.spawn("utf8", "sink.py", "mx.utf8.example", "SMTPUTF8")

	def spawn(self, key, script, *words):
		self.hosts[key].spawn([sys.executable, "-B", f"{HERE}/{script}", *words])

	def say(self, text):
		self.log.write(text.rstrip("\n") + "\n")

	def listening(self, key, seconds=20):
		"""Wait until the host's server answers."""
		probe = f"import socket; socket.create_connection(('{HOSTS[key][1]}', 25), 2).recv(1)"
		end = time.time() + seconds
		while time.time() < end:
			if not self.hosts["dns"].run([sys.executable, "-c", probe]):
				return
			time.sleep(0.5)
		raise SystemExit(f"run.sh: the server of {HOSTS[key][0]} does not answer, see {self.log.name}")

	def logs(self):
		"""What the servers wrote to files of their own goes to the run's log, too."""
		for key, host in self.hosts.items():
			if host.root != "/":
				for path in ("mail.log", "dovecot.log", "exim4/mainlog", "exim4/paniclog"):
					self.log.writelines(f"{key}: {line}\n" for line in
						host.read("/var/log/" + path).decode(errors="replace").splitlines())

	def __getitem__(self, key):
		return self.hosts[key]
