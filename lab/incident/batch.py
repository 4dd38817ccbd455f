# batch.py - one batch of incidents, in namespaces of its own
#
# usage: python3 -m incident.batch PLAN OUT, started by ../incidents.py with LAB_DIR set
# PLAN is what plan.py drew. OUT becomes JSON: for each incident its record and its mailbox, or why there is none.
# SPDX-License-Identifier: LGPL-2.1-or-later
import base64
import json
import os
import random
import re
import smtplib
import socket
import subprocess
import sys
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

from incident import record
from incident.letters import stamp
from incident.network import DNS, ROUTER
from incident.owners import server
from incident.proxy import Proxy
from incident.shaped import Post, Shaped
from mta import load
from mta.role import Role
from sink import Server
from world import ROUTER6, Plan, World, ip

QUIET, PATIENCE = 8, 90		# seconds without a new mail that end a batch, and seconds that do in any case
LONGEST, SLOW = 120, 45		# seconds of sending for one incident, and for the recipients of one message: Courier answers the
				# slower the more it refuses


class Sink(Server):
	"""A scripted receiver that refuses who it was told to, and keeps what it takes."""
	size = 10000000
	kept = {}			# Message-ID -> sender, message

	def __init__(self, address, name, answers):
		self.answers = answers
		super().__init__(address, name)

	def kind(self, address):
		return self.answers.get(address, "")

	def took(self, sender, message):
		found = re.search(rb"^message-id:\s*<([^>]*)>", message, re.M | re.I)
		if found:
			self.kept[found.group(1).decode()] = sender, message.decode(errors="replace").replace("\r\n", "\n")


class Batch:
	def __init__(self, lab_dir, plan):
		self.lab_dir, self.plan, self.keys = lab_dir, plan, {}
		hosts = {key: (host["name"], host["address"]) for key, host in plan["hosts"].items()}
		self.world = World(lab_dir, Plan(hosts, plan["mx"], plain=plan["plain"], txt=plan["txt"], six=plan["six"]), DNS, ROUTER)
		self.addresses()
		log = self.world.log
		subprocess.Popen([sys.executable, "-B", "dns.py", DNS, self.world.zone], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
		servers = [Sink(**sink) for sink in plan["sinks"]]
		names = {address: name for address, (name, _) in plan["plain"].items()}
		names.update({host["address"]: host["name"] for host in plan["hosts"].values()})
		servers += [Proxy(proxy["address"], proxy["name"], proxy["next"], names) for proxy in plan["proxies"]]
		self.post = Post(plan, self.world.say)
		self.shaped = {key: Shaped(shaped, self.post) for key, shaped in plan["shaped"].items()}
		for server in [*servers, *self.shaped.values()]:
			threading.Thread(target=server.serve_forever, daemon=True).start()

	def addresses(self):
		"""Whoever has no mail server of his own lives on the bridge itself, and so does the router."""
		hosts = [host["address"] for host in self.plan["hosts"].values() if not host["mta"]]
		ip("link set lo up", *(f"addr add {address}/128 dev lab0 nodad" if ":" in address else f"addr add {address}/32 dev lab0"
			for address in {DNS, ROUTER, *hosts, *self.plan["plain"]}),
			"route add default dev lab0", f"addr add {ROUTER6}/128 dev lab0 nodad", "route add ::/0 dev lab0")
		with open("/proc/sys/net/ipv6/conf/all/forwarding", "w", encoding="ascii") as file:
			file.write("1\n")
		for name, value in {"ip_forward": 1, "conf/all/send_redirects": 0, "conf/lab0/send_redirects": 0}.items():
			with open("/proc/sys/net/ipv4/" + name, "w", encoding="ascii") as file:
				file.write(f"{value}\n")

	def start(self, key):
		"""Set up and start the server of one host."""
		plan = self.plan["hosts"][key]
		role, mta = Role(**plan["role"]), load(plan["mta"])
		if key in self.keys:
			role.dkim = self.keys[key]["dkim"]
		host = self.world.add(key, [plan["domain"]], plan["mta"])
		mta.serve(host, role)
		mta.launch(host)
		end = time.time() + 40
		while time.time() < end:
			try:
				with socket.create_connection((host.address, 25), 5) as client:
					if client.recv(1):
						return
			except OSError:
				time.sleep(0.3)
		self.world.say(f"incidents.py: the server of {host.hostname} ({plan['mta']}) does not answer")

	def make_keys(self):
		"""A DKIM key for every owner who signs: the size of RSA, or ed25519."""
		openssl = ["chroot", self.lab_dir + "/root-postfix", "openssl"]
		for inc in self.plan["incidents"]:
			owner = inc["owner"]
			if not owner.get("dkim"):
				continue
			selector, kind = owner["dkim"]
			command = ["genpkey", "-algorithm", "ed25519"] if kind == "ed25519" else ["genrsa", "-traditional", kind]
			key = subprocess.run(openssl + command, capture_output=True, check=True).stdout
			public = subprocess.run(openssl + ["pkey", "-pubout", "-outform", "DER"], input=key, capture_output=True,
				check=True).stdout
			if kind == "ed25519":
				public = public[-32:]		# RFC 8463: the bare key
			text = base64.b64encode(public).decode()
			algorithm = "ed25519" if kind == "ed25519" else "rsa"
			self.keys[owner["key"]] = {"dkim": [selector, owner["domain"], key.decode()],
				"public": f"v=DKIM1; k={algorithm}; p={text}"}

	# sending

	def submit(self, job, now):
		"""Hand over one message."""
		sender, text = job["sender"], job["text"]
		if "captured" in job:
			job["captured"] = stamp(job["captured"], now)
			kept = Sink.kept.get(job["captured"])
			if not kept:
				raise LookupError("the mail to be copied did not arrive")
			if job["take"] == "replay":
				sender, text = kept
			elif job["take"] == "sender":
				sender = kept[0]
			else:
				trail = re.findall(r"(?m)^Received:.*\n(?:[ \t].*\n)*", kept[1].split("\n\n", 1)[0] + "\n")
				text = text.replace("{{copied}}", "".join(trail))
		text = stamp(text, now)
		if job["id"]:
			job["id"] = stamp(job["id"], now)
		if job["how"] == "inside":
			return self.inside(job, sender, text)
		if job["how"] == "local":
			group = "www-data" if job["user"] == "www-data" else "mail"
			self.world.hosts[job["host"]].run(["setpriv", "--reuid", job["user"], "--regid", group, "--clear-groups",
				"/bin/sh", "-c", job["command"]], stdin=text)
			return
		with self.connect(job) as client:
			client.ehlo() if job.get("ehlo", True) else client.helo()
			if "login" in job:
				client.login(*job["login"])
			client.mail(sender)
			end, taken = time.time() + SLOW, 0
			for to in job["to"]:
				taken += time.time() < end and client.rcpt(to)[0] in (250, 251)
			if taken:
				code, answer = client.data(text.replace("\n", "\r\n").encode())
				self.world.say(f"{job['source']} to {job['target']}: {code} {answer}")

	def inside(self, job, sender, text):
		"""A page or program of the server itself hands the mail over."""
		if "shaped" in job:
			client = {"ip": job["source"], "helo": job["helo"], "login": "x", "page": job["page"]}
			return self.shaped[job["shaped"]].enter(client, sender, job["to"], text, True)
		words = {"server": "127.0.0.1", "helo": self.plan["hosts"][job["host"]]["name"], "sender": sender, "to": job["to"],
			"message": text.replace("\n", "\r\n"), "login": job["login"]}
		command = ["nsenter", f"--net=/run/netns/{job['host']}", sys.executable, "-B", "send.py"]
		done = subprocess.run(command, input=json.dumps(words), text=True, capture_output=True, timeout=90, check=False)
		self.world.say(f"{job['host']}: a page sends: {done.stdout}{done.stderr}")

	def connect(self, job):
		"""A busy server may be slow to answer; it is asked again."""
		for _ in range(3):
			try:
				client = smtplib.SMTP(job["target"], 25, job["helo"], 15, source_address=(job["source"], 0))
				client.sock.settimeout(60)
				return client
			except (OSError, smtplib.SMTPException) as error:
				failed = error
		raise failed

	def send(self, inc, which):
		begun = time.time()
		now = inc["now"] = inc.get("now") or int(time.time()) - random.randrange(3)
		for job in inc[which]:
			if time.time() > begun + LONGEST:
				self.world.say(f"{inc['cause']} {inc['combination']}: cut short after {LONGEST} s")
				break
			try:
				self.submit(job, now)
			except (OSError, LookupError, smtplib.SMTPException, subprocess.SubprocessError) as error:
				inc["error"] = f"{type(error).__name__} {error}"
				self.world.say(f"{inc['cause']} {inc['combination']}: {inc['error']}")
		what = f"{inc['owner']['name']} {inc['cause']} {inc['combination']}"
		self.world.say(f"{what}: {len(inc[which])} {which} in {time.time() - begun:.1f} s")

	# collecting

	def mailbox(self, inc):
		if "shaped" in inc["owner"]:
			return self.shaped[inc["owner"]["shaped"]].mailboxes.get(inc["owner"]["domain"], "").encode()
		return self.world.hosts[inc["owner"]["key"]].read("/var/mail/" + inc["owner"]["user"])

	def settle(self):
		"""Until no mailbox grows any more."""
		size, end, quiet = -1, time.time() + PATIENCE, time.time()
		while time.time() < min(end, quiet + QUIET):
			time.sleep(0.5)
			now = sum(len(self.mailbox(inc)) for inc in self.plan["incidents"])
			if now != size:
				size, quiet = now, time.time()

	def log(self, inc):
		key, mta = inc["owner"]["key"], server(inc["own"])
		if "shaped" in inc["owner"]:
			return ""
		if mta == "sendmail":
			with open(self.world.log.name, encoding="utf-8", errors="replace") as file:
				return "".join(line for line in file if line.startswith(key + ": "))
		path = "/var/log/mail.log" if mta == "postfix" else "/var/log/exim4/mainlog"
		return self.world.hosts[key].read(path).decode(errors="replace")

	def result(self, inc):
		mbox = self.mailbox(inc)
		mails = record.split(mbox)
		if not mails:
			return {"cause": inc["cause"], "combination": inc["combination"], "why": inc.get("error") or "no bounce came"}
		sent, handled = record.ledgers(inc, self.log(inc))
		key = self.keys.get(inc["owner"]["key"])
		service = self.plan["hosts"].get("service")
		row = {name: inc[name] for name in ("class", "cause", "own", "bouncer", "return", "topology", "style")}
		days = 3 + zlib.crc32(inc["owner"]["domain"].encode()) % 60
		home = record.home(inc, key and key["public"], service)
		if inc["own"] == "exchange" and days % 2:		# half of them know what their server calls itself inside
			shape = self.shaped[inc["owner"]["shaped"]].shape
			home["host"] += sorted({shape.hub, shape.second} - {inc["owner"]["name"]})
		row.update(bounces=len(mails), combination=inc["combination"], home=home,
			sent=sent, log=handled, since=time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime(inc["now"] - 86400 * days)))
		return {"record": row, "mbox": base64.b64encode(mbox).decode()}

	def run(self):
		self.make_keys()
		incidents, begun = self.plan["incidents"], time.time()
		with ThreadPoolExecutor(6) as pool:
			list(pool.map(self.start, [key for key, host in self.plan["hosts"].items() if host["mta"]]))
		self.world.say(f"started after {time.time() - begun:.0f} s")
		with ThreadPoolExecutor(12) as pool:
			list(pool.map(lambda inc: self.send(inc, "background"), incidents))
			end = time.time() + 15
			wanted = {stamp(job["captured"], inc["now"]) for inc in incidents for job in inc["jobs"] if "captured" in job}
			while time.time() < end and not wanted <= set(Sink.kept):
				time.sleep(0.3)
			list(pool.map(lambda inc: self.send(inc, "jobs"), incidents))
		self.world.say(f"sent after {time.time() - begun:.0f} s")
		self.settle()
		self.world.say(f"settled after {time.time() - begun:.0f} s")
		self.world.logs()
		return [self.result(inc) for inc in incidents]


def main():
	lab_dir = os.path.abspath(os.environ["LAB_DIR"])
	with open(sys.argv[1], encoding="utf-8") as file:
		batch = Batch(lab_dir, json.load(file))
	results = batch.run()
	with open(sys.argv[2], "w", encoding="utf-8") as file:
		json.dump(results, file)
	os._exit(0)		# the threads that listen never end


main()
