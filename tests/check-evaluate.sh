#!/bin/sh
# check-evaluate.sh - lab/evaluate.py: the sets in the tree are whole, its measures are right, wrong use is told
#
# In: BOUNCE_REPORT, BOUNCE_FIT, top_srcdir
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u
: "${BOUNCE_REPORT:?}" "${BOUNCE_FIT:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
work=$here

expect ()
{
	grep -Fq -e "$1" "$2" || { fail "expected \"$1\" in:"; cat "$2"; }
}

# The measures, against figures worked out by hand.
python3 -B - <<'END' || fail "the measures"
import importlib.util
import os
spec = importlib.util.spec_from_file_location("evaluate", os.environ["top_srcdir"] + "/lab/evaluate.py")
e = importlib.util.module_from_spec(spec)
spec.loader.exec_module(e)

def near(a, b):
    assert abs(a - b) < 1e-4, (a, b)

near(e.auc([.9, .8, .3, .1], [True, False, True, False]), .75)
near(e.auc([.5, .5], [True, False]), .5)
near(e.auc([.9, .8, .3, .1], [True, False, True, False], [1, 1, 3, 1]), .625)
low, high = e.interval(0, 100)
near(low, 0)
near(high, 1 - .025 ** (1 / 100))
low, high = e.interval(5, 50)
near(low, .0332747)
near(high, .2181382)
near(e.interval(50, 50)[1], 1)
assert e.cheapest([.98, .01, .01]) == "genuine"
assert e.cheapest([1 / 3, 1 / 3, 1 / 3]) == "undecided"
assert e.cheapest([.05, .08, .87]) == "forged"
assert e.cheapest([.05, .09, .86]) == "undecided"
said = [([.8, .1, .1], "genuine"), ([.2, .5, .3], "undecided"), ([.0, .1, .9], "forged"), ([.1, .2, .7], "forged")]
m = e.measure([{"class": c} for c in ("genuine", "relayed", "relayed", "forged")], said)
near(m["log"], (0.223144 + 0.693147 + 2.302585 + 0.356675) / 4)
near(m["brier"], (.06 + .38 + 1.62 + .14) / 4)
near(m["auc"], (1 + 1 + .5 + 0) / 4)
assert e.measure([{"class": c} for c in ("genuine", "relayed", "relayed", "forged")], said, [1, 1, 3, 1])["wrong"] == (3, 5)
assert m["decided"] == (3, 4) and m["wrong"] == (1, 3) and m["costly"] == (1, 2)
near(m["calibration"], (.2 + .5 + .9 + .3) / 4)
near(m["loss"], (0 + 1 + 10 + 0) / 4)
# whether it passed: sure from .95 on, and below .05
m = e.measure([{"class": c} for c in ("genuine", "relayed", "forged", "forged")],
    [([.8, .1, .1], "genuine", .97), ([.2, .5, .3], "undecided", .5), ([.0, .1, .9], "forged", .96), ([.1, .2, .7], "forged", .01)])
assert m["passed_decided"] == (3, 4) and m["passed_wrong"] == (1, 3)
near(m["passed_calibration"], (abs(.97 + .96 - 1) + .5 + .01) / 4)
# past the server is relayed, but went through none of his; and what is not known is not decided, however sure it looks
assert not e.has_passed({"class": "relayed", "cause": "infected-direct"}) and e.has_passed({"class": "relayed", "cause": "infected"})
assert e.has_passed({"class": "forged", "cause": "direct", "passed": True})
m = e.measure([{"class": "forged"}, {"class": "forged"}], [([.9, .1, .0], "undecided", .99, False), ([.9, .1, .0], "undecided", .99, True)])
assert m["passed_decided"] == (1, 2) and m["passed_wrong"] == (1, 1)
# the usual mixture: the weights of scenarios/usual.json, whatever the numbers of incidents
w = e.usual_weights([{"cause": "user-client"}, {"cause": "user-client"}, {"cause": "botnet"}])
near(sum(w), 3)
near(w[2] / (w[0] + w[1]), 150 / 330)
END

# The sets: a third of each cause, no combination in both.
python3 -B - <<'END' || fail "the sets"
import collections, json, os, tarfile
combinations = {}
for name, least in (("development", 380), ("test", 570)):
    with tarfile.open(f"{os.environ['top_srcdir']}/lab/sets/{name}.tar.xz") as tar:
        files = {os.path.basename(member.name): member for member in tar}
        incidents = [json.loads(line) for line in tar.extractfile(files["incidents.jsonl"])]
    classes = collections.Counter(i["class"] for i in incidents)
    print(name, len(incidents), dict(classes))
    assert len(incidents) >= least and min(classes[c] for c in ("genuine", "relayed", "forged")) >= least // 3
    assert all(i["id"] + ".mbox" in files for i in incidents)
    combinations[name] = {i["combination"] for i in incidents}
assert not combinations["development"] & combinations["test"]
END

# A set of two, whose causes nobody can miss.
mkdir "$work/set"
cp "$top_srcdir/tests/demo/story-relayed.mbox" "$work/set/1.mbox"
cp "$top_srcdir/tests/demo/story-forged.mbox" "$work/set/2.mbox"
home='"home":{"domain":["owner.example"],"host":["smtp.provider.example"],"shared_network":["198.51.100.0/24"]}'
rest='"own":"qmail","bouncer":["portal"],"return":"full","topology":"plain","style":"x","bounces":150,"sent":[],"log":[],"since":"2004-01-01"'
printf '{"id":"1","class":"relayed","cause":"open-relay",%s,%s}\n{"id":"2","class":"forged","cause":"direct",%s,%s}\n' \
	"$home" "$rest" "$home" "$rest" >"$work/set/incidents.jsonl"
python3 -B "$top_srcdir/lab/evaluate.py" --report="$BOUNCE_REPORT" --details --wrong "$work/set" >"$work/out" || fail "evaluate.py failed"
expect '2 incidents, 300 bounces: 0 genuine, 1 relayed, 1 forged.' "$work/out"
expect '| relayed | open-relay | 1 | 0 | 1 | 0 | 0 |' "$work/out"
expect '| forged | direct | 1 | 0 | 0 | 1 | 0 |' "$work/out"
expect '| baseline: prior only | 1.099 | 0.667 |' "$work/out"
expect '| baseline: any address of ours in any Received |' "$work/out"
if grep '^wrong' "$work/out"; then fail "a story is called wrong"; fi
python3 -B "$top_srcdir/lab/evaluate.py" --fit="$BOUNCE_FIT" "$work/set" >"$work/fitted" || fail "evaluate.py --fit failed"
expect '# fitted to incidents: 0 genuine, 1 relayed, 1 forged' "$work/fitted"
python3 -B "$top_srcdir/lab/evaluate.py" --report="$BOUNCE_REPORT" --settings="$work/fitted" "$work/set" >/dev/null || fail "its table is refused"

# refused WORDS ARGUMENT...
refused ()
{
	words=$1
	shift
	status 2 python3 -B "$top_srcdir/lab/evaluate.py" "$@"
	expect "$words" err
}

refused 'expected a folder or a tar archive' "$work/nowhere"
refused 'usage: evaluate.py'
refused 'nowhere: No such file' --settings="$work/nowhere" "$work/set"
echo 'evidence.path.own-client = 2, 1, 1' >"$work/bad"
refused 'expected three probabilities' --report="$BOUNCE_REPORT" --settings="$work/bad" "$work/set"
exit $((failed > 0))
