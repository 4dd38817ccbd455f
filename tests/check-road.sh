#!/bin/sh
# check-road.sh - does an arrow run back up the road?
#
# Reads the #include lines of libbounce/. A station may include itself and the stations before it; within a station no file and the files
# it includes may lead in a circle, a .c and its .h being one.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
cd "${top_srcdir:-$(dirname "$0")/..}"
exec python3 - <<'PYTHON'
import glob
import os
import re
import sys

ROAD = ["core", "mail", "report", "reason", "trace", "proof", "verdict", "context", "parse", "incident"]
arrows, wrong = {}, []


def module(path):
	return os.path.splitext(path)[0]


def station(path):
	head = path.split("/")[0].split(".")[0]
	return "context" if head.startswith("context") else head


for path in sorted(glob.glob("libbounce/**/*.[ch]", recursive=True)):
	own = path[len("libbounce/"):]
	if own == "builtin-data.c":
		continue
	if station(own) not in ROAD:
		wrong.append(f"{path}: {station(own)} is no station of the road")
		continue
	for number, line in enumerate(open(path, encoding="utf-8"), 1):
		found = re.match(r'#include "([^"]+)"', line)
		other = found and found.group(1)
		if not other or other in ("config.h", "bounce.h"):
			continue
		if not os.path.exists("libbounce/" + other):
			wrong.append(f"{path}:{number}: {other} is not in libbounce/")
		elif ROAD.index(station(other)) > ROAD.index(station(own)):
			wrong.append(f"{path}:{number}: {station(own)} knows {station(other)}, which comes after it")
		if other.endswith(".h"):
			arrows.setdefault(module(own), set()).add(module(other))


def circle(start):
	"""The shortest way from start back to it, or None."""
	ways, seen = [[start]], set()
	for way in ways:
		for to in sorted(arrows.get(way[-1], ())):
			if to == start and len(way) > 1:
				return way + [to]
			if to not in seen and to != start:
				seen.add(to)
				ways.append(way + [to])
	return None


told = set()
for name in sorted(arrows):
	way = circle(name)
	if way and not told & set(way):
		told |= set(way)
		wrong.append("a circle: " + " -> ".join(way))
print(f"{len(arrows)} modules on {len(ROAD)} stations")
print("\n".join(wrong), file=sys.stderr)
sys.exit(1 if wrong else 0)
PYTHON
