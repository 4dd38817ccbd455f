#!/usr/bin/env python3
# evaluate.py - how good the verdict is, on incidents whose cause is known
#
# usage: evaluate.py [--report PROGRAM] [--settings FILE] [--development SET] [--wrong] SET
#        evaluate.py --fit PROGRAM [--settings FILE] SET     a table fitted by bounce-fit, on standard output
#
# In: a set of incidents, a folder or a .tar.xz of one: incidents.jsonl and ID.mbox, see README. Every incident is given to
# bounce-report once for each level of what its owner may know. Out: Markdown, see doc/evaluation.md. What the baselines need
# to know of frequencies they learn from the development set, as the table of evidence did.
# exit 2: wrong use, or a program failed.
# SPDX-License-Identifier: LGPL-2.1-or-later
import argparse
import concurrent.futures
import json
import math
import os
import re
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CAUSES = ("genuine", "relayed", "forged")
# As the library has them: said -> cost where the truth is genuine, relayed, forged.
LOSS = {"genuine": (0, 6, 3), "relayed": (3, 0, 2), "forged": (3, 10, 0), "undecided": (1, 1, 1)}
PLACES = ["domain", "host", "network", "shared_network", "sender", "forwarder", "spf"]
KEYS = PLACES + ["dkim_key", "signs_all", "batv_key", "tags_all"]
LEVELS = {"nothing": [], "domain": ["domain"], "networks and hosts": PLACES, "and keys": KEYS, "and ledgers": KEYS}
FULL = "networks and hosts"
LEAST = 1e-6


def fail(text):
	print("evaluate.py: " + text, file=sys.stderr)
	raise SystemExit(2)


# ---- the set

def unpack(path, scratch):
	if os.path.isdir(path):
		return path
	try:
		with tarfile.open(path) as tar:
			for member in tar:
				if member.isfile():
					member.name = os.path.basename(member.name)
					tar.extract(member, scratch)
	except (OSError, tarfile.TarError) as error:
		fail(f"{path}: expected a folder or a tar archive of incidents: {error}")
	return scratch


def read_set(path, scratch):
	folder = unpack(path, scratch)
	try:
		with open(folder + "/incidents.jsonl", encoding="utf-8") as file:
			incidents = [json.loads(line) for line in file]
	except (OSError, ValueError) as error:
		fail(f"{path}: {error}")
	for incident in incidents:
		incident["mbox"] = f"{folder}/{incident['id']}.mbox"
	return incidents


def values(home, key):
	value = home.get(key)
	if isinstance(value, bool):
		return ["yes"] if value else []
	return value if isinstance(value, list) else [value] if value else []


def settings(incident, level, folder):
	"""The file of settings that the owner has who knows so much; its name."""
	lines = [f"home.{key} = {value}" for key in LEVELS[level] for value in values(incident["home"], key)]
	if level == "and ledgers":
		for name in ("sent", "log"):
			path = f"{folder}/{incident['id']}.{name}"
			with open(path, "w", encoding="utf-8") as file:
				file.write(f"# complete since {incident['since']}\n" + "".join(f"<{i}>\n" for i in incident[name]))
			lines.append(f"ledger.{name} = {path}")
	path = f"{folder}/{incident['id']}.{list(LEVELS).index(level)}.home"
	with open(path, "w", encoding="utf-8") as file:
		file.write("".join(line + "\n" for line in lines))
	return path


# ---- what is said of an incident: (probabilities, verdict)

def ask(job):
	program, extra, home, mbox = job
	words = [program, "--format=json", "--prior=none", "--home=" + home]
	words += ["--set=" + setting for setting in extra]
	done = subprocess.run([*words, mbox], capture_output=True, check=False)
	if done.returncode not in (0, 1):
		fail(f"{mbox}: {done.stderr.decode(errors='replace').strip()}")
	verdict = json.loads(done.stdout).get("verdict")
	if not verdict:
		return [1 / 3, 1 / 3, 1 / 3], "undecided"
	return [verdict["posterior"][cause] for cause in CAUSES], verdict["cause"]


def answers(incidents, level, args, scratch):
	jobs = [(args.report, args.extra, settings(i, level, scratch), i["mbox"]) for i in incidents]
	with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
		return list(pool.map(ask, jobs))


def cheapest(probabilities):
	return min(("undecided", *CAUSES), key=lambda said: sum(p * c for p, c in zip(probabilities, LOSS[said])))


def own_in_received(incident):
	"""The share of an incident's mails with an address or host of ours in any returned Received field."""
	home, found = incident["home"], 0
	networks = [n.split("/") for n in values(home, "network") + values(home, "shared_network")]
	networks = [(address(a), 32 - int((rest or ["32"])[0])) for a, *rest in networks if ":" not in a]
	hosts = [h.lower() for h in values(home, "host")]
	with open(incident["mbox"], encoding="utf-8", errors="replace") as file:
		mails = [mail for mail in re.split(r"^From .*\n", file.read(), flags=re.M) if mail]
	for mail in mails:
		body = mail.partition("\n\n")[2]
		for field in re.findall(r"^>?[ \t]*Received:.*(?:\n[ \t]+\S.*)*", body, flags=re.M | re.I):
			addresses = [address(a) for a in re.findall(r"\d{1,3}(?:\.\d{1,3}){3}", field)]
			if any(h in field.lower() for h in hosts) or any(a >> bits == n >> bits for a in addresses for n, bits in networks):
				found += 1
				break
	return found / max(1, len(mails))


def address(text):
	a, b, c, d = (int(part) for part in text.split("."))
	return a << 24 | b << 16 | c << 8 | d


def vbounce(incidents):
	"""As own_in_received(), by SpamAssassin; None where it is not installed."""
	lines = "".join(f"{i['id']}\t{' '.join(values(i['home'], 'host'))}\t{i['mbox']}\n" for i in incidents)
	done = subprocess.run(["perl", HERE + "/vbounce.pl"], input=lines.encode(), capture_output=True, check=False)
	if done.returncode:
		return None
	shares = dict(line.split("\t") for line in done.stdout.decode().splitlines())
	return [float(shares[i["id"]]) for i in incidents]


def by_frequency(shares, known, known_shares):
	"""Probabilities of a test that only says yes or no, from how often it did so under each cause."""
	counts = {yes: [1.0] * 3 for yes in (False, True)}
	for incident, share in zip(known, known_shares):
		counts[share > .5][CAUSES.index(incident["class"])] += 1
	tables = {yes: [n / sum(row) for n in row] for yes, row in counts.items()}
	return [(tables[share > .5], cheapest(tables[share > .5])) for share in shares]


# ---- measures

def binomial_below(k, n, p):
	"""P(at most k of n)."""
	if p <= 0:
		return 1.0
	if p >= 1:
		return float(k >= n)
	return sum(math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log(1 - p))
		for i in range(k + 1))


def bisect(below):
	low, high = 0.0, 1.0
	for _ in range(60):
		middle = (low + high) / 2
		low, high = (middle, high) if below(middle) else (low, middle)
	return low


def interval(k, n):
	"""Clopper and Pearson, 95 %."""
	if n == 0:
		return 0.0, 1.0
	low = 0.0 if k == 0 else bisect(lambda p: 1 - binomial_below(k - 1, n, p) < .025)
	high = 1.0 if k == n else bisect(lambda p: binomial_below(k, n, p) > .025)
	return low, high


def auc(scores, positive):
	"""The chance that a positive one has the higher score."""
	order = sorted(range(len(scores)), key=lambda i: scores[i])
	rank_sum, i = 0.0, 0
	while i < len(order):
		j = i
		while j < len(order) and scores[order[j]] == scores[order[i]]:
			j += 1
		rank_sum += sum(positive[k] for k in order[i:j]) * (i + j + 1) / 2
		i = j
	n = sum(positive)
	return (rank_sum - n * (n + 1) / 2) / (n * (len(scores) - n))


def bins(pairs, count=10):
	"""(confidence, right) -> for each bin: number, mean confidence, share right."""
	rows = [[] for _ in range(count)]
	for confidence, right in pairs:
		rows[min(count - 1, int(confidence * count))].append((confidence, right))
	return [(len(r), sum(c for c, _ in r) / len(r), sum(x for _, x in r) / len(r)) if r else (0, 0, 0) for r in rows]


def best(probabilities):
	return max(range(3), key=lambda i: probabilities[i])


def measure(incidents, said):
	truth = [CAUSES.index(i["class"]) for i in incidents]
	n = len(truth)
	decided = [(t, verdict) for t, (_, verdict) in zip(truth, said) if verdict != "undecided"]
	relayed = sum(t == 1 for t in truth)
	pairs = [(max(p), best(p) == t) for t, (p, _) in zip(truth, said)]
	return {
		"log": sum(-math.log(max(p[t], LEAST)) for t, (p, _) in zip(truth, said)) / n,
		"brier": sum(sum((p[c] - (c == t)) ** 2 for c in range(3)) for t, (p, _) in zip(truth, said)) / n,
		"bins": bins(pairs),
		"calibration": sum(k * abs(c - r) for k, c, r in bins(pairs)) / n,
		"auc": auc([p[1] for p, _ in said], [t == 1 for t in truth]),
		"decided": (len(decided), n),
		"wrong": (sum(verdict != CAUSES[t] for t, verdict in decided), len(decided)),
		"costly": (sum(t == 1 and verdict in ("genuine", "forged") for t, verdict in decided), relayed),
		"risk": risk(pairs),
		"loss": sum(LOSS[verdict][t] for t, (_, verdict) in zip(truth, said)) / n,
	}


def risk(pairs):
	"""Errors among the surest half, 60 %, ... of all, where the likeliest cause were always said."""
	order = sorted(pairs, key=lambda pair: -pair[0])
	return [(share, 1 - sum(right for _, right in order[:max(1, len(order) * share // 100)]) / max(1, len(order) * share // 100))
		for share in range(50, 101, 10)]


# ---- output

def percent(k, n):
	return f"{100 * k / n:.1f} %" if n else "-"


def with_interval(k, n):
	low, high = interval(k, n)
	return f"{k}/{n} = {percent(k, n)} ({100 * low:.1f}-{100 * high:.1f})"


def table(rows, head):
	print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
	for row in rows:
		print("| " + " | ".join(str(cell) for cell in row) + " |")


def print_measures(results):
	table([(name, f"{m['log']:.3f}", f"{m['brier']:.3f}", f"{m['calibration']:.3f}", f"{m['auc']:.4f}", percent(*m["decided"]),
		with_interval(*m["wrong"]), with_interval(*m["costly"]), f"{m['loss']:.3f}") for name, m in results],
		["what is known", "log loss", "Brier", "calibration error", "AUC relayed", "decided", "errors among decided (95 %)",
		"relayed called forged or genuine (95 %)", "mean loss"])
	table([(name, *(f"{100 * r:.1f} %" for _, r in m["risk"])) for name, m in results],
		["errors where always the likeliest is said, of the surest", *(f"{share} %" for share, _ in results[0][1]["risk"])])


def print_bins(name, measures):
	print(f"\nCalibration with {name}:")
	table([(f"{i / 10:.1f}-{(i + 1) / 10:.1f}", n, f"{c:.3f}", f"{r:.3f}") for i, (n, c, r) in enumerate(measures["bins"]) if n],
		["probability of the likeliest cause", "incidents", "mean probability", "share right"])


def print_groups(incidents, said, key, name):
	rows = {}
	for incident, (_, verdict) in zip(incidents, said):
		value = incident[key]
		group = (incident["class"], value if isinstance(value, str) else "+".join(sorted(value)))
		rows.setdefault(group, []).append(verdict)
	table([(truth, value, len(v), *(v.count(cause) for cause in CAUSES), v.count("undecided")) for (truth, value), v in sorted(rows.items())],
		["truth", name, "incidents", "called genuine", "relayed", "forged", "undecided"])


def print_wrong(incidents, level, said):
	for incident, (p, verdict) in zip(incidents, said):
		if verdict not in ("undecided", incident["class"]):
			print(f"wrong, {level}: {incident['id']} {incident['cause']} own {incident['own']} {incident['bouncer']} "
				f"{incident['topology']} {incident['return']} {incident['style']} called {verdict} {p}")


def evaluate(args, scratch):
	incidents = read_set(args.set, scratch + "/set")
	known = read_set(args.development, scratch + "/development") if args.development else incidents
	results, by_level = [], {}
	for level in LEVELS:
		by_level[level] = answers(incidents, level, args, scratch)
		results.append((level, measure(incidents, by_level[level])))
	prior = [1 / 3, 1 / 3, 1 / 3]
	results.append(("baseline: prior only", measure(incidents, [(prior, cheapest(prior))] * len(incidents))))
	for name, shares in (("any address of ours in any Received", lambda some: [own_in_received(i) for i in some]), ("VBounce", vbounce)):
		here, there = shares(incidents), shares(known) if known is not incidents else None
		if here is None:
			print(f"(no baseline {name}: SpamAssassin is not installed)")
		else:
			results.append(("baseline: " + name, measure(incidents, by_frequency(here, known, there or here))))
	counts = [sum(i["class"] == cause for i in incidents) for cause in CAUSES]
	print(f"{len(incidents)} incidents, {sum(i['bounces'] for i in incidents)} bounces: "
		+ ", ".join(f"{n} {cause}" for n, cause in zip(counts, CAUSES)) + ".")
	print_measures(results)
	for level in ("nothing", FULL):
		print_bins(level, dict(results)[level])
	for key in ("cause", "topology", "own", "return"):
		print_groups(incidents, by_level[FULL], key, key)
	if args.wrong:
		for level, said in by_level.items():
			print_wrong(incidents, level, said)


def fit(args, scratch):
	"""By owners who know their networks, and no keys: few have those, and what they prove does not depend on the traffic."""
	incidents = read_set(args.set, scratch + "/set")
	path = scratch + "/list"
	with open(path, "w", encoding="utf-8") as file:
		for incident in incidents:
			file.write(f"{incident['class']}\t{os.path.abspath(incident['mbox'])}\t{settings(incident, FULL, scratch)}\n")
	before = ["--set=" + setting for setting in args.extra]
	done = subprocess.run([args.fit, "--powers", *before, "--list=" + path], check=False)
	if done.returncode:
		fail(f"{args.fit}: exit status {done.returncode}")


def main():
	parser = argparse.ArgumentParser(prog="evaluate.py")
	parser.add_argument("--report", default="bounce-report", metavar="PROGRAM", help="the bounce-report to be measured")
	parser.add_argument("--settings", metavar="FILE", help="lines \"KEY = VALUE\" for all incidents, such as another table of evidence")
	parser.add_argument("--development", metavar="SET", help="what the baselines learn from; SET itself if not given")
	parser.add_argument("--wrong", action="store_true", help="name the incidents with a wrong verdict, too")
	parser.add_argument("--fit", metavar="PROGRAM", help="the bounce-fit that makes a table of SET")
	parser.add_argument("set", metavar="SET", help="a folder of incidents, or an archive of one")
	args = parser.parse_args()
	args.extra = []
	if args.settings:
		try:
			with open(args.settings, encoding="utf-8") as file:
				lines = [line.split("#")[0].strip() for line in file]
		except OSError as error:
			fail(f"{args.settings}: {error.strerror}")
		args.extra = [re.sub(r"\s*=\s*", "=", line, count=1) for line in lines if line]
	with tempfile.TemporaryDirectory() as scratch:
		for name in ("set", "development"):
			os.mkdir(f"{scratch}/{name}")
		(fit if args.fit else evaluate)(args, scratch)


if __name__ == "__main__":
	main()
