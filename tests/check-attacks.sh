#!/bin/sh
# check-attacks.sh - what do mailboxes with forged evidence make bounce-report say?
#
# tests/attacks/NAME/mail.mbox is judged three times, by what the owner told: nothing, his domain, or all of "home" in truth.json; and each time with
# the prior that users get and with none. The answer must be none of "must_not". tests/attacks/known names those that are believed still: name, level,
# prior and why, with tabs between. One that is cured must leave that list, so that it stays what it says.
#
#     tests/check-attacks.sh [NAME...]     these mailboxes, or all
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
command -v python3 >/dev/null || { echo "python3 is missing: skipped"; exit 77; }
exec python3 - "${top_srcdir:-.}" "${BOUNCE_REPORT:-tools/bounce-report}" "$@" <<'PYTHON'
import collections, concurrent.futures, json, os, subprocess, sys

top, program, names = sys.argv[1], sys.argv[2], sys.argv[3:]
root = os.path.join(top, "tests", "attacks")
every = sorted(n for n in os.listdir(root) if os.path.isdir(os.path.join(root, n)))
LEVELS, PRIORS = ("nothing", "domain", "full"), ("default", "none")

def truth_of(name):
    with open(os.path.join(root, name, "truth.json"), encoding="utf-8") as f:
        return json.load(f)

def settings(home, level):
    for key in {"nothing": (), "domain": ("domain",), "full": sorted(home)}[level]:
        values = home.get(key, [])
        for value in [values] if isinstance(values, str) else values:
            yield f"--set=home.{key}={value}"

def ask(case):
    name, level, prior = case
    command = [program, "--format=json", *settings(truths[name]["home"], level), *(["--prior=none"] if prior == "none" else []),
               os.path.join(root, name, "mail.mbox")]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if answer.returncode:
        return f"status {answer.returncode}: {answer.stderr.decode(errors='replace').strip()}"
    return json.loads(answer.stdout)["verdict"]["cause"]

truths = {name: truth_of(name) for name in names or every}
cases = [(name, level, prior) for name in truths for level in LEVELS for prior in PRIORS]
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    said = dict(zip(cases, pool.map(ask, cases)))

with open(os.path.join(root, "known"), encoding="utf-8") as f:
    rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
failed = 0
for row in rows:
    if len(row) != 4 or row[0] not in every or row[1] not in LEVELS or row[2] not in PRIORS or not row[3]:
        print(f"known: expected a mailbox, a level, a prior and why; got {row}")
        failed += 1
known = {tuple(row[:3]) for row in rows}
believed = set()
table = collections.defaultdict(collections.Counter)
for case, cause in said.items():
    truth = truths[case[0]]
    count = table[truth["class"]]
    count["asked"] += 1
    count["right" if cause == truth["truth"] else cause if cause == "undecided" else "wrong"] += 1
    if cause in truth["must_not"][case[1]]:
        count["forbidden"] += 1
        believed.add(case)
        if case not in known:
            print(f"{' '.join(case)}: it is {truth['truth']}, but was said to be {cause}")
            failed += 1
    elif cause not in ("genuine", "relayed", "forged", "undecided"):
        print(f"{' '.join(case)}: {cause}")
        failed += 1
for case in sorted(known & said.keys() - believed):
    print(f"{' '.join(case)}: no longer believed; take it off the list of the known")
    failed += 1

print(f"{'class':24}{'boxes':>6}{'asked':>7}{'right':>7}{'undecided':>11}{'wrong':>7}{'forbidden':>11}")
for name, count in sorted(table.items()):
    boxes = sum(truth["class"] == name for truth in truths.values())
    print(f"{name:24}{boxes:6}{count['asked']:7}{count['right']:7}{count['undecided']:11}{count['wrong']:7}{count['forbidden']:11}")
print(f"{len(said)} asked, {len(believed)} believed that must not be, {len(known & said.keys())} of them known; {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
