# incidents.py - draws bounce incidents of known cause, makes them in batches, and writes them down
#
# usage: LAB_DIR=DIR incidents.py SCENARIO OUT [SEED], by way of run.sh
# SCENARIO is a file of scenarios/, OUT a folder that does not exist or is empty: incidents.jsonl and NNNN.mbox.
# SPDX-License-Identifier: LGPL-2.1-or-later
import base64
import collections
import json
import os
import subprocess
import sys
import time

from incident.causes import CAUSES
from incident.fakes import STYLES as FAKES
from incident.network import CLOUDS
from incident.owners import HOSTED, server
from incident.plan import Planner
from incident.shapes import SHAPES

HERE = os.path.dirname(os.path.abspath(__file__))
PRIVATE = ["unshare", "--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"]
KEYS = ("name written causes sizes own batch receivers bouncers forwarders backups relays services topologies returns "
	"ipv6 smarthost service dkim batv styles share").split()
# which servers can be what
SENDERS, FORWARDERS = ("postfix", "exim", "sendmail", "opensmtpd"), ("postfix", "exim", "sendmail")
SERVERS = {"own": (*SENDERS, *HOSTED, "exchange", "domino", *CLOUDS), "receivers": (*SENDERS, "courier"),
	"forwarders": FORWARDERS, "backups": FORWARDERS, "relays": SENDERS, "services": SENDERS}
ROUNDS = 3		# an incident without a bounce is drawn again so often


def fail(text, code=2):
	print("incidents.py: " + text, file=sys.stderr)
	raise SystemExit(code)


def read(path):
	try:
		with open(path, encoding="utf-8") as file:
			return json.load(file)
	except OSError as error:
		fail(f"cannot read {path}: {error.strerror}")
	except ValueError as error:
		fail(f"{path} is no JSON: {error}")


def arguments():
	if not 3 <= len(sys.argv) <= 4:
		fail("usage: run.sh incidents SCENARIO OUT [SEED]")
	scenario, out = read(sys.argv[1]), sys.argv[2]
	check(sys.argv[1], scenario)
	if os.path.exists(out) and (not os.path.isdir(out) or os.listdir(out)):
		fail(f"{out} is not an empty folder")
	styles = read(os.path.join(os.path.dirname(os.path.abspath(sys.argv[1])), scenario["written"]))
	for kind, names in scenario["styles"].items():
		known = FAKES if kind == "fakes" else styles.get("apps" if kind == "services" else kind, {})
		for name in names:
			if name not in known:
				fail(f"{sys.argv[1]}: no {kind} style {name!r} in {scenario['written']}")
	return scenario, styles, out, sys.argv[3] if len(sys.argv) > 3 else "1"


def check(path, scenario):
	"""A scenario must have everything, and name only causes and servers that there are."""
	if not isinstance(scenario, dict):
		fail(f"{path} is no scenario: not an object")
	missing = [key for key in KEYS if key not in scenario]
	if missing:
		fail(f"{path} is no scenario: it lacks {', '.join(missing)}")
	for cause in scenario["causes"]:
		if cause not in CAUSES:
			fail(f"{path}: no such cause: {cause}; there are {', '.join(CAUSES)}")
	if not 1 <= scenario["batch"].get("owners", 0) <= 24 or not 1 <= scenario["batch"].get("receivers", 0) <= 30:
		fail(f"{path}: batch: owners must be 1 to 24, receivers 1 to 30")
	for key, known in SERVERS.items():
		for mta in scenario[key]:
			if mta not in known:
				fail(f"{path}: {key}: no such server: {mta}; there are {', '.join(known)}")
			root = server(mta)
			if root not in SHAPES and not os.path.exists(f"{os.environ['LAB_DIR']}/root-{root}/.ready"):
				fail(f"no root-{root} in {os.environ['LAB_DIR']}: run lab/roots.sh {root} first", 77)


class Runner:
	def __init__(self, lab_dir, scenario, out):
		self.lab_dir, self.scenario, self.out, self.batches = lab_dir, scenario, out, 0
		self.records, self.log = [], open(out + "/log.txt", "w", buffering=1, encoding="utf-8")

	def say(self, text):
		print(text, flush=True)
		self.log.write(text + "\n")

	def run(self, plan):
		"""Returns the causes of the incidents that came to nothing."""
		self.batches += 1
		work = f"{self.lab_dir}/incidents"
		os.makedirs(work, exist_ok=True)
		paths = [f"{work}/{os.getpid()}.{name}" for name in ("plan", "result")]
		with open(paths[0], "w", encoding="utf-8") as file:
			json.dump(plan, file)
		begun = time.time()
		done = subprocess.run([*PRIVATE, sys.executable, "-B", "-m", "incident.batch", *paths], cwd=HERE,
			env={**os.environ, "LAB_DIR": self.lab_dir, "LAB_NAME": f"incidents-{self.batches}"}, check=False)
		if done.returncode == 77:
			raise SystemExit(77)
		causes = [inc["cause"] for inc in plan["incidents"]]
		if done.returncode:
			self.say(f"batch {self.batches} failed, see {self.lab_dir}/incidents-{self.batches}.log")
			return causes
		missing = [self.keep(result) for result in read(paths[1])]
		for path in paths:
			os.unlink(path)
		missing = [cause for cause in missing if cause]
		self.say(f"batch {self.batches}: {len(causes) - len(missing)} of {len(causes)} incidents, {time.time() - begun:.0f} s")
		return missing

	def keep(self, result):
		"""Write one incident down; returns its cause if there is nothing to write."""
		if "record" not in result:
			self.say(f"dropped: {result['cause']} {result['combination']}: {result['why']}")
			return result["cause"]
		record = {"id": f"{len(self.records) + 1:04}", "batch": self.batches, **result["record"]}
		self.records.append(record)
		with open(f"{self.out}/{record['id']}.mbox", "wb") as file:
			file.write(base64.b64decode(result["mbox"]))
		with open(f"{self.out}/incidents.jsonl", "a", encoding="utf-8") as file:
			file.write(json.dumps(record, ensure_ascii=False) + "\n")
		return None

	def summary(self):
		for keys in (("class",), ("class", "cause"), ("topology",), ("own",), ("return",)):
			counts = collections.Counter(" ".join(row[key] for key in keys) for row in self.records)
			self.say(f"{' '.join(keys)}: " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
		counts = collections.Counter("+".join(row["bouncer"]) for row in self.records)
		self.say("bouncer: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
		self.say(f"{len(self.records)} incidents, {sum(row['bounces'] for row in self.records)} bounces")


def main():
	scenario, styles, out, seed = arguments()
	os.makedirs(out, exist_ok=True)
	runner = Runner(os.path.abspath(os.environ["LAB_DIR"]), scenario, os.path.abspath(out))
	planner = Planner(scenario, styles, seed)
	causes, begun = planner.causes(), time.time()
	for _ in range(ROUNDS):
		missing = []
		while causes:
			some, causes = causes[:scenario["batch"]["owners"]], causes[scenario["batch"]["owners"]:]
			missing += runner.run(planner.batch(some))
		causes = missing
	runner.summary()
	runner.say(f"{time.time() - begun:.0f} s, given up: {' '.join(causes) or 'none'}")
	return 0


sys.exit(main())
