#!/usr/bin/env python3
# evaluate.py - how good the verdict is, on incidents whose cause is known
#
# usage: evaluate.py [--report PROGRAM] [--settings FILE] [--development SET] [--level LEVEL] [--details] [--wrong]
#                    SET...
#        evaluate.py --fit PROGRAM [--settings FILE] SET...     a table fitted by bounce-fit, on standard output
#
# In: sets of incidents, each a folder or a .tar.xz of one: incidents.jsonl and ID.mbox, see README. Every incident is given to
# bounce-report once for each level of what its owner may know, with the default prior and with none, and, where he did not send it,
# once more by an owner who says so. Out: Markdown, see doc/evaluation.md: the measures for the hard mixture, in which every incident
# counts the same, and for the usual one, in which a cause counts as often as it occurs (scenarios/usual.json). What the baselines need
# to know of frequencies they learn from the development set, as the table of evidence did.
# exit 2: wrong use, or a program failed.
# SPDX-License-Identifier: LGPL-2.1-or-later
import argparse
import concurrent.futures
import json
import math
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CAUSES = ("genuine", "relayed", "forged")
# As the library has them: said -> cost where the truth is genuine, relayed, forged.
LOSS = {"genuine": (0, 10, 3), "relayed": (3, 0, 2), "forged": (3, 10, 0), "undecided": (1, 1, 1)}
PLACES = ["domain", "host", "network", "shared_network", "sender", "forwarder", "spf"]
HABITS = ["script", "account", "hours", "rate", "mailer"]
KEYS = PLACES + HABITS + ["dkim_key", "signs_all", "batv_key", "tags_all"]
LEVELS = {"nothing": [], "domain": ["domain"], "networks and hosts": PLACES, "and habits": PLACES + HABITS, "and keys": KEYS,
	"and ledgers": KEYS}
FULL = "and habits"
PRIORS = {"default prior": [], "prior none": ["--prior=none"]}
NOT_MINE = "owner.sent=no"
SURE = .95			# from here on, and below the rest, it is said whether the mail passed the owner's server
PAST_THE_SERVER = {"infected-direct"}	# relayed by doc/verdict.md, but through no server of the owner's
RESAMPLES = 1000
LEAST = 1e-6
UNKNOWN = set()			# settings that the bounce-report at hand does not have


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
		incident.setdefault("batch", incident["id"])
	return incidents


def read_usual():
	with open(HERE + "/scenarios/usual.json", encoding="utf-8") as file:
		return {cause: row["weight"] for cause, row in json.load(file)["causes"].items()}


def usual_weights(incidents):
	"""So that the causes occur as in life; the sum is the number of incidents."""
	weights, counts = read_usual(), {}
	for incident in incidents:
		counts[incident["cause"]] = counts.get(incident["cause"], 0) + 1
	rows = [weights.get(i["cause"], 0) / counts[i["cause"]] for i in incidents]
	whole = sum(rows)
	return [row * len(rows) / whole for row in rows] if whole else [1] * len(rows)


def values(home, key):
	value = home.get(key)
	if isinstance(value, bool):
		return ["yes"] if value else []
	return value if isinstance(value, list) else [value] if value else []


def settings(incident, level, folder):
	"""The file of settings that the owner has who knows so much; its name."""
	lines = [f"home.{key} = {value}" for key in LEVELS[level] if key not in UNKNOWN for value in values(incident["home"], key)]
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


# ---- what is said of an incident: (probabilities, verdict, probability that it passed his server or None, whether that is known)

def ask(job):
	program, words, home, mbox = job
	done = subprocess.run([program, "--format=json", "--home=" + home, *words, mbox], capture_output=True, check=False)
	if done.returncode not in (0, 1):
		fail(f"{mbox}: {done.stderr.decode(errors='replace').strip()}")
	verdict = json.loads(done.stdout).get("verdict")
	if not verdict:
		return [1 / 3, 1 / 3, 1 / 3], "undecided", None
	return [verdict["posterior"][cause] for cause in CAUSES], verdict["cause"], verdict.get("passed"), verdict.get("passed_known", True)


def answers(incidents, level, args, scratch, prior="prior none", more=()):
	words = PRIORS[prior] + ["--set=" + setting for setting in [*args.extra, *more]]
	jobs = [(args.report, words, settings(i, level, scratch), i["mbox"]) for i in incidents]
	with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
		return list(pool.map(ask, jobs))


def probe(args, incidents):
	"""Leave out the settings that this bounce-report does not know, and say so."""
	settings_of = {key: value for i in incidents for key in HABITS for value in values(i["home"], key)}
	lines = {key: f"home.{key}={value}" for key, value in settings_of.items()}
	lines["owner.sent"] = NOT_MINE
	for key, setting in lines.items():
		done = subprocess.run([args.report, "--set=" + setting, incidents[0]["mbox"]], capture_output=True, check=False)
		if done.returncode not in (0, 1):
			UNKNOWN.add(key)
	if UNKNOWN:
		print(f"(not known to {args.report}, left out: {', '.join(sorted(UNKNOWN))})")


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


def auc(scores, positive, weights=None):
	"""The chance that a positive one has the higher score."""
	weights = weights or [1] * len(scores)
	order = sorted(range(len(scores)), key=lambda i: scores[i])
	won, below, i = 0.0, 0.0, 0
	while i < len(order):
		j = i
		while j < len(order) and scores[order[j]] == scores[order[i]]:
			j += 1
		others = sum(weights[k] for k in order[i:j] if not positive[k])
		won += sum(weights[k] for k in order[i:j] if positive[k]) * (below + others / 2)
		below += others
		i = j
	n = sum(w for w, p in zip(weights, positive) if p)
	return won / (n * below) if n and below else float("nan")


def bins(rows, count=10):
	"""(confidence, right, weight) -> for each bin: weight, mean confidence, share right."""
	table = [[0, 0.0, 0.0] for _ in range(count)]
	for confidence, right, weight in rows:
		bin_ = table[min(count - 1, int(confidence * count))]
		for at, more in enumerate((weight, weight * confidence, weight * right)):
			bin_[at] += more
	return [(n, c / n, r / n) if n else (0, 0, 0) for n, c, r in table]


def off(table, whole):
	"""The mean distance between what was said and what was."""
	return sum(n * abs(c - r) for n, c, r in table) / whole


def best(probabilities):
	return max(range(3), key=lambda i: probabilities[i])


def has_passed(incident):
	"""Whether the mail went through a server of the owner's, his provider's or his sender's."""
	return incident.get("passed", incident["class"] != "forged" and incident.get("cause") not in PAST_THE_SERVER)


def counted(incident, row):
	"""Of one incident: each rate as (counts, of what)."""
	truth, verdict, passed = CAUSES.index(incident["class"]), row[1], row[2] if len(row) > 2 else None
	decided, costly = verdict != "undecided", verdict in ("genuine", "forged")
	sure = passed is not None and (passed >= SURE or passed <= 1 - SURE) and (len(row) < 4 or row[3])
	return {
		"decided": (decided, True),
		"wrong": (decided and verdict != CAUSES[truth], decided),
		"costly": (truth == 1 and costly, truth == 1),
		"loss": (LOSS[verdict][truth], True),
		"passed_decided": (sure, passed is not None),
		"passed_wrong": (sure and (passed > .5) != has_passed(incident), sure),
	}


def measure(incidents, said, weights=None):
	"""weights: how much each incident counts; else all the same."""
	weights = weights or [1] * len(incidents)
	truth, n = [CAUSES.index(i["class"]) for i in incidents], sum(weights)
	rows = [counted(i, row) for i, row in zip(incidents, said)]
	found = {key: tuple(sum(w * row[key][at] for w, row in zip(weights, rows)) for at in (0, 1)) for key in rows[0]}
	pairs = [(max(row[0]), best(row[0]) == t, w) for t, row, w in zip(truth, said, weights)]
	passed = [(row[2], has_passed(i), w) for i, row, w in zip(incidents, said, weights)
		if len(row) > 2 and row[2] is not None]
	found.update({
		"log": sum(-w * math.log(max(row[0][t], LEAST)) for t, row, w in zip(truth, said, weights)) / n,
		"brier": sum(w * sum((row[0][c] - (c == t)) ** 2 for c in range(3)) for t, row, w in zip(truth, said, weights)) / n,
		"bins": bins(pairs),
		"calibration": off(bins(pairs), n),
		"auc": auc([row[0][1] for row in said], [t == 1 for t in truth], weights),
		"loss": found["loss"][0] / n,
		"risk": risk([pair[:2] for pair in pairs]),
		"passed_calibration": off(bins(passed), sum(w for *_, w in passed)) if passed else None,
		"intervals": bootstrap(incidents, rows, weights),
		"plain": len(set(weights)) == 1,
	})
	return found


def bootstrap(incidents, rows, weights):
	"""95 % intervals of the rates, by drawing whole batches: the incidents of a batch share receivers and networks."""
	batches = {}
	for incident, row, weight in zip(incidents, rows, weights):
		sums = batches.setdefault(incident.get("batch", id(incident)), {key: [0.0, 0.0] for key in row})
		for key, (part, whole) in row.items():
			sums[key][0] += weight * part
			sums[key][1] += weight * whole
	batches, rng, found = list(batches.values()), random.Random(1), {key: [] for key in rows[0]}
	for _ in range(RESAMPLES):
		drawn = rng.choices(batches, k=len(batches))
		for key, shares in found.items():
			part, whole = sum(b[key][0] for b in drawn), sum(b[key][1] for b in drawn)
			if whole:
				shares.append(part / whole)
	intervals = {}
	for key, shares in found.items():
		shares.sort()
		intervals[key] = (shares[int(.025 * len(shares))], shares[int(.975 * len(shares))]) if shares else (0, 1)
		some = [w for row, w in zip(rows, weights) if row[key][1]]
		hits = [w for row, w in zip(rows, weights) if row[key][0]]
		if key != "loss" and some and len(hits) in (0, len(some)):	# nothing to draw from: as many as they are worth
			worth = round(sum(some) ** 2 / sum(w * w for w in some)) if any(some) else 1
			intervals[key] = interval(worth if hits else 0, worth)
	return intervals


def risk(pairs):
	"""Errors among the surest half, 60 %, ... of all, where the likeliest cause were always said."""
	order = sorted(pairs, key=lambda pair: -pair[0])
	return [(share, 1 - sum(right for _, right in order[:max(1, len(order) * share // 100)]) / max(1, len(order) * share // 100))
		for share in range(50, 101, 10)]


# ---- output

def percent(k, n):
	return f"{100 * k / n:.1f} %" if n else "-"


def with_interval(m, key):
	(k, n), (low, high) = m[key], m["intervals"][key]
	if not n:
		return "-"
	return (f"{k}/{n} = " if m["plain"] else "") + f"{percent(k, n)} ({100 * low:.1f}-{100 * high:.1f})"


def table(rows, head):
	print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
	for row in rows:
		print("| " + " | ".join(str(cell) for cell in row) + " |")


def print_measures(results):
	table([(name, f"{m['log']:.3f}", f"{m['brier']:.3f}", f"{m['calibration']:.3f}", f"{m['auc']:.4f}", percent(*m["decided"]),
		with_interval(m, "wrong"), with_interval(m, "costly"), "{:.3f} ({:.2f}-{:.2f})".format(m["loss"], *m["intervals"]["loss"]),
		percent(*m["passed_decided"]), with_interval(m, "passed_wrong"),
		"-" if m["passed_calibration"] is None else f"{m['passed_calibration']:.3f}") for name, m in results],
		["what is known", "log loss", "Brier", "calibration error", "AUC relayed", "decided", "errors among decided (95 %)",
		"relayed called forged or genuine (95 %)", "mean loss (95 %)", "passed: decided", "errors (95 %)", "calibration error"])


def print_risk(results):
	table([(name, *(f"{100 * r:.1f} %" for _, r in m["risk"])) for name, m in results],
		["errors where always the likeliest is said, of the surest", *(f"{share} %" for share, _ in results[0][1]["risk"])])


def print_bins(name, measures):
	print(f"\nCalibration with {name}:")
	table([(f"{i / 10:.1f}-{(i + 1) / 10:.1f}", n, f"{c:.3f}", f"{r:.3f}") for i, (n, c, r) in enumerate(measures["bins"]) if n],
		["probability of the likeliest cause", "incidents", "mean probability", "share right"])


def print_groups(incidents, said, key, name):
	rows = {}
	for incident, (_, verdict, *_) in zip(incidents, said):
		value = incident[key]
		group = (incident["class"], value if isinstance(value, str) else "+".join(sorted(value)))
		rows.setdefault(group, []).append(verdict)
	table([(truth, value, len(v), *(v.count(cause) for cause in CAUSES), v.count("undecided")) for (truth, value), v in sorted(rows.items())],
		["truth", name, "incidents", "called genuine", "relayed", "forged", "undecided"])


def print_wrong(incidents, level, said):
	for incident, (p, verdict, *_) in zip(incidents, said):
		if verdict not in ("undecided", incident["class"]):
			print(f"wrong, {level}: {incident['id']} {incident['cause']} own {incident['own']} {incident['bouncer']} "
				f"{incident['topology']} {incident['return']} {incident['style']} called {verdict} {p}")


def baselines(incidents, known):
	prior = [1 / 3, 1 / 3, 1 / 3]
	said = {"baseline: prior only": [(prior, cheapest(prior))] * len(incidents)}
	for name, shares in (("any address of ours in any Received", lambda some: [own_in_received(i) for i in some]), ("VBounce", vbounce)):
		here, there = shares(incidents), shares(known) if known is not incidents else None
		if here is None:
			print(f"(no baseline {name}: SpamAssassin is not installed)")
		else:
			said["baseline: " + name] = by_frequency(here, known, there or here)
	return said


def evaluate(args, scratch):
	known = read_set(args.development, scratch + "/development") if args.development else None
	for number, path in enumerate(args.set):
		os.mkdir(f"{scratch}/set{number}")
		print(f"{'' if number == 0 else chr(10)}## {os.path.basename(os.path.normpath(path))}\n")
		evaluate_set(args, read_set(path, f"{scratch}/set{number}"), known, scratch)


def evaluate_set(args, incidents, known, scratch):
	probe(args, incidents)
	not_his = [i for i in incidents if i["class"] != "genuine"]
	said = {}		# what is known -> the incidents it was asked of, what was said
	for level in args.level:
		for prior in PRIORS:
			said[f"{level}; {prior}"] = incidents, answers(incidents, level, args, scratch, prior)
			if not_his and "owner.sent" not in UNKNOWN:
				said[f"{level}; {prior}; not mine"] = not_his, answers(not_his, level, args, scratch, prior, [NOT_MINE])
	said.update((name, (incidents, rows)) for name, rows in baselines(incidents, known or incidents).items())
	counts = [sum(i["class"] == cause for i in incidents) for cause in CAUSES]
	print(f"{len(incidents)} incidents, {sum(i['bounces'] for i in incidents)} bounces: "
		+ ", ".join(f"{n} {cause}" for n, cause in zip(counts, CAUSES)) + ".")
	print("\nThe usual mixture: every cause as often as in life (scenarios/usual.json).")
	print_measures([(name, measure(some, rows, usual_weights(some))) for name, (some, rows) in said.items()])
	print("\nThe hard mixture: every incident the same.")
	hard = [(name, measure(some, rows)) for name, (some, rows) in said.items()]
	print_measures(hard)
	if known and FULL in args.level:
		print_styles(incidents, {i["style"] for i in known}, said)
	if args.details:
		print_details(args, incidents, hard, said)
	if args.wrong:
		for name, (some, rows) in said.items():
			if not name.startswith("baseline"):
				print_wrong(some, name, rows)


def print_styles(incidents, seen, said):
	"""Apart, those whose style of writing was in the development set, and those whose was not."""
	rows = []
	for prior in PRIORS:
		for name, wanted in (("styles seen in development", True), ("styles not seen", False)):
			some = [(i, row) for i, row in zip(incidents, said[f"{FULL}; {prior}"][1]) if (i["style"] in seen) == wanted]
			if some:
				rows.append((f"{FULL}; {prior}; {name}", measure(*zip(*some))))
	print("\nBy style, hard mixture:")
	print_measures(rows)


def print_details(args, incidents, hard, said):
	print_risk(hard)
	for name in (f"{level}; {prior}" for level in ("nothing", FULL) for prior in PRIORS if level in args.level):
		print_bins(name, dict(hard)[name])
	for name in (f"{FULL}; {prior}" for prior in PRIORS if FULL in args.level):
		print(f"\nWith {name}:")
		for key in ("cause", "topology", "own", "return", "bouncer"):
			print_groups(incidents, said[name][1], key, key)


def fit(args, scratch):
	"""By owners who know their networks and habits, and no keys: few have those, and what they prove does not depend on the traffic."""
	path = scratch + "/list"
	with open(path, "w", encoding="utf-8") as file:
		for number, name in enumerate(args.set):
			folder = f"{scratch}/set{number}"
			os.mkdir(folder)
			for incident in read_set(name, folder):
				file.write(f"{incident['class']}\t{os.path.abspath(incident['mbox'])}\t{settings(incident, FULL, folder)}\n")
	before = ["--set=" + setting for setting in args.extra]
	said = subprocess.run([args.fit, "--help"], capture_output=True, check=False).stdout
	powers = ["--powers"] if b"--powers" in said else []
	done = subprocess.run([args.fit, *powers, *before, "--list=" + path], check=False)
	if done.returncode:
		fail(f"{args.fit}: exit status {done.returncode}")


def main():
	parser = argparse.ArgumentParser(prog="evaluate.py")
	parser.add_argument("--report", default="bounce-report", metavar="PROGRAM", help="the bounce-report to be measured")
	parser.add_argument("--settings", metavar="FILE", help="lines \"KEY = VALUE\" for all incidents, such as another table of evidence")
	parser.add_argument("--development", metavar="SET", help="what the baselines learn from; SET itself if not given")
	parser.add_argument("--level", action="append", choices=list(LEVELS), help="only this one; several may be given")
	parser.add_argument("--details", action="store_true", help="calibration, and the verdicts by cause, topology, server and return, too")
	parser.add_argument("--wrong", action="store_true", help="name the incidents with a wrong verdict, too")
	parser.add_argument("--fit", metavar="PROGRAM", help="the bounce-fit that makes a table of SET")
	parser.add_argument("set", metavar="SET", nargs="+", help="a folder of incidents, or an archive of one")
	args = parser.parse_args()
	args.extra, args.level = [], args.level or list(LEVELS)
	if args.settings:
		try:
			with open(args.settings, encoding="utf-8") as file:
				lines = [line.split("#")[0].strip() for line in file]
		except OSError as error:
			fail(f"{args.settings}: {error.strerror}")
		args.extra = [re.sub(r"\s*=\s*", "=", line, count=1) for line in lines if line]
	with tempfile.TemporaryDirectory() as scratch:
		os.mkdir(f"{scratch}/development")
		(fit if args.fit else evaluate)(args, scratch)


if __name__ == "__main__":
	main()
