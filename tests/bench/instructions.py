#!/usr/bin/env python3
"""instructions.py - what reading a mail costs, in instructions and allocations, by valgrind's callgrind

    instructions.py --bench PROGRAM [--record FILE | --check FILE] [--build TEXT] FOLDER

In: the program tests/bench/bench, and a folder of mails, *.eml.  Out: a table of ways and one of stations; with --record, what the way
"json" costs goes to FILE as well; with --check, that alone is measured, and compared with FILE: status 1 where it costs more than
3 % above, 77 where FILE is of another build, of which nothing can be said. --build names this one: compiler and its options.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import collections
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

WAYS = {
    "lines": "lines, by memchr",
    "tree": "GMime's tree",
    "record": "record without verdict",
    "verdict": "record with verdict",
    "json": "with verdict and JSON",
}
# Stations of the road, each called once a mail by the one before it, or none twice.
STATIONS = {
    "bnc_message_parse": "mail: fields and parts",
    "bnc_digest_of": "mail: digest",
    "bnc_trail_parse": "mail: Received fields",
    "bnc_report_read": "report, without Received fields",
    "bnc_reason_decide_all": "reason",
    "bnc_verdict_decide": "trace, proof, verdict",
    "bounce_record_json": "JSON",
}
ALLOCATE = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign"}
MOST = 1.03

NAME = re.compile(r"\((\d+)\)(?: (.*))?")


class Profile:
    """Sums of a callgrind file: of each call from one function to another, with what is called below."""

    def __init__(self, path):
        self.calls = collections.Counter()   # (caller, called): how often
        self.cost = collections.Counter()    # (caller, called): instructions
        names, caller, called, calls = {}, None, None, False
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                line = line.rstrip("\n")
                key, _, value = line.partition("=")
                if key in ("fn", "cfn"):
                    number, name = NAME.match(value).groups()
                    if name:
                        # A clone or a second round of a recursion is the function itself.
                        names[number] = re.sub(r"('\d+|[.@].*)$", "", name)
                    if key == "fn":
                        caller = names[number]
                    else:
                        called = names[number]
                elif key == "calls":
                    self.calls[caller, called] += int(value.split()[0])
                    calls = True
                elif calls:
                    self.cost[caller, called] += int(line.split()[1])
                    calls = False
        self.total = self.of("bench_measured")

    def of(self, function, below=""):
        """Instructions of all calls to function, or of those that functions make whose name begins so."""
        return sum(cost for (caller, called), cost in self.cost.items()
                   if called == function and caller != function and caller.startswith(below))

    def allocations(self):
        return sum(count for (caller, called), count in self.calls.items() if called in ALLOCATE and caller not in ALLOCATE)


def profile(bench, way, mails):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        # Of a surrounding that could be anything, one that is always the same: its size moves the stack.
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        subprocess.run(["valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}", "--zero-before=bench_measured",
                        bench, way, "1"], input=mails, stdout=subprocess.DEVNULL, text=True, check=True, env=environment)
        return Profile(out)


def stations(found):
    """Name and instructions of each station; what none of them did is the last."""
    costs = {name: found.of(function) for function, name in STATIONS.items()}
    # Those of the mail that came back are read within the report.
    costs["report, without Received fields"] -= found.of("bnc_trail_parse", "take")
    costs["the rest"] = found.total - sum(costs.values())
    return costs


def read_record(path):
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("\t", 1) for line in file if not line.startswith("#"))


def write_record(path, build, count, found):
    with open(path, "w", encoding="utf-8") as file:
        file.write('# What reading one of the samples costs, with verdict and JSON: instructions, allocations. Made by "make bench-record".\n')
        file.write(f"build\t{build}\nmails\t{count}\ninstructions\t{found.total // count}\nallocations\t{found.allocations() / count:.1f}\n")
        for name, cost in stations(found).items():
            file.write(f"{name}\t{cost // count}\n")


def check(path, build, count, bench, mails):
    recorded = read_record(path)
    if recorded["build"] != build:
        print(f"recorded of another build: {recorded['build']}\n            this one is: {build}")
        return 77
    found = profile(bench, "json", mails)
    have, had = found.total // count, int(recorded["instructions"])
    print(f"{have:,} instructions a mail, {had:,} recorded; {found.allocations() / count:.1f} allocations, {recorded['allocations']} recorded")
    if have <= had * MOST:
        return 0
    for name, cost in stations(found).items():
        print(f"{name:32}{cost // count:10,}{int(recorded.get(name, 0)):10,} recorded")
    if count != int(recorded["mails"]):
        print(f"of {recorded['mails']} samples then, and of {count} now: see whether they are what costs more")
    print('more than 3 % above what was recorded: find out why; if it is worth it, "make bench-record" and say so in the commit')
    return 1


def tell(bench, count, size, mails):
    print(f"{count} mails, {size / count / 1e3:.1f} KB each\n\n{'a mail':32}{'instructions':>14}{'allocations':>14}")
    for way, name in WAYS.items():
        found = profile(bench, way, mails)
        print(f"{name:32}{found.total // count:14,}{found.allocations() / count:14.1f}", flush=True)
    print()
    for name, cost in stations(found).items():
        print(f"{name:32}{cost // count:14,}")


def main():
    parser = argparse.ArgumentParser(description="What does reading a mail cost?")
    parser.add_argument("--bench", required=True, help="the program tests/bench/bench")
    parser.add_argument("--build", default="", help="the compiler and its options")
    parser.add_argument("--record", type=pathlib.Path)
    parser.add_argument("--check", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    paths = sorted(str(path) for path in args.folder.rglob("*.eml") if path.is_file())
    if not paths:
        parser.error(f"{args.folder}: holds no *.eml")
    mails = "".join(f"{path}\n" for path in paths)
    build = f"{args.build}, {platform.machine()}, {' '.join(platform.libc_ver())}"
    if args.check:
        return check(args.check, build, len(paths), args.bench, mails)
    if args.record:
        write_record(args.record, build, len(paths), profile(args.bench, "json", mails))
        return 0
    tell(args.bench, len(paths), sum(pathlib.Path(path).stat().st_size for path in paths), mails)
    return 0


if __name__ == "__main__":
    sys.exit(main())
