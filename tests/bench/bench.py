#!/usr/bin/env python3
"""bench.py - how fast are mails read, in which way, beside GMime and others?

    bench.py [--rounds N] [--seconds S] --bench PROGRAM FOLDER

In: the program tests/bench/bench, and a folder of mails, *.eml.  Out: a table.  Every way has a process of its own, and each round runs
them all, one after the other, so that whatever else the machine does hits them alike; what is told is the median of the rounds, of
processor time. Other readers of bounces take part in the first rounds where they are installed.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import pathlib
import statistics
import subprocess
import sys

from instructions import WAYS

HERE = pathlib.Path(__file__).parent
# name, Debian's package, what tells that it is there, how it runs
PEERS = (
    ("Sisimai", "libsisimai-perl", ["perl", "-MSisimai", "-e1"], ["perl", HERE / "peer.pl", "Sisimai"]),
    ("BounceParser", "libmail-deliverystatus-bounceparser-perl", ["perl", "-MMail::DeliveryStatus::BounceParser", "-e1"],
     ["perl", HERE / "peer.pl", "Mail::DeliveryStatus::BounceParser"]),
    ("flufl.bounce", "python3-flufl.bounce", ["/usr/bin/python3", "-c", "import flufl.bounce"], ["/usr/bin/python3", HERE / "peer.py"]),
)
PEER_ROUNDS = 3


class Run:
    """What the runs of one way took, each given as seconds a pass over all mails."""

    def __init__(self, command):
        self.command = [str(word) for word in command]
        self.passes = 1
        self.cpu = []

    def start(self, extra=()):
        return subprocess.Popen([*self.command, str(self.passes), *extra], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def finish(process, mails):
    """Mails, bytes, processor time and time of a process that reads the list of mails."""
    output, _ = process.communicate(mails)
    if process.returncode:
        sys.exit(f"{' '.join(process.args)}: ended with {process.returncode}")
    count, size, cpu, wall = output.split()
    return int(count), int(size), float(cpu), float(wall)


def measure(run, mails):
    count, size, cpu, _ = finish(run.start(), mails)
    run.cpu.append(cpu / run.passes)
    return count, size


def calibrate(run, mails, seconds):
    """As many passes as take so long, at least 1."""
    measure(run, mails)
    run.passes = max(1, round(seconds / max(run.cpu.pop(), 1e-6)))


def pair(run, mails):
    """Processor time, and time, of two threads of one process by that of two processes."""
    threads = finish(run.start(["2"]), mails)
    # All of the list is written before either is waited for: both read at the same time.
    both = [run.start(), run.start()]
    for process in both:
        process.stdin.write(mails)
        process.stdin.close()
        process.stdin = None
    both = [finish(process, None) for process in both]
    return sum(p[2] for p in both) / threads[2], max(p[3] for p in both) / threads[3]


def is_there(question):
    try:
        return subprocess.run(question, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except FileNotFoundError:
        return False


def row(name, run, count, size, tree):
    seconds = statistics.median(run.cpu)
    print(f"{name:24}{seconds / count * 1e6:12.2f}{count / seconds:14,.0f}{size / seconds / 1e6:10.1f}{tree / seconds:10.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="How fast are mails read?")
    parser.add_argument("--bench", required=True, help="the program tests/bench/bench")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=0.3, help="how long a run shall take")
    parser.add_argument("folder", type=pathlib.Path)
    args = parser.parse_args()
    paths = sorted(str(path) for path in args.folder.rglob("*.eml") if path.is_file())
    if not paths or args.rounds < 1:
        parser.error(f"{args.folder}: holds no *.eml" if not paths else "--rounds: expected a number from 1")
    mails = "".join(f"{path}\n" for path in paths)

    ours = {way: Run([args.bench, way]) for way in WAYS}
    peers = {}
    for name, package, question, command in PEERS:
        if is_there(question):
            peers[name] = Run(command)
        else:
            print(f"{name}: not here (Debian: {package}), left out")
    for run in ours.values():
        calibrate(run, mails, args.seconds)
    pairs = []
    for turn in range(args.rounds):
        for run in ours.values():
            count, size = measure(run, mails)
        pairs.append(pair(ours["json"], mails))
        for run in peers.values() if turn < PEER_ROUNDS else ():
            measure(run, mails)

    tree = statistics.median(ours["tree"].cpu)
    print(f"{count} mails, {size / count / 1e3:.1f} KB each, {args.rounds} rounds\n")
    print(f"{'':24}{'us a mail':>12}{'mails/s':>14}{'MB/s':>10}{'x GMime':>10}")
    for way, name in WAYS.items():
        row(name, ours[way], count, size, tree)
    for name, run in peers.items():
        row(name, run, count, size, tree)
    cpu, wall = (statistics.median(column) for column in zip(*pairs))
    print(f"\ntwo threads beside two processes: {cpu:.3f} times as fast by processor time, {wall:.3f} by the clock on the wall")


if __name__ == "__main__":
    main()
