#!/bin/sh
# check-record.sh - does doc/record.md name every key that the library writes?
#
# In: top_srcdir.  The keys are read out of the sources that write JSON; on the page they stand in backquotes.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
LC_ALL=C
export LC_ALL
cd "${top_srcdir:-.}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

grep -hoE '(json|write|put)_[a-z]+ \([^"]*, "[a-z_]+"' libbounce/core/record-json.c libbounce/incident/json.c |
	grep -oE '"[a-z_]+"$' | tr -d '"' | sort -u >"$work/written"
grep -oE '`[a-z_]+`' doc/record.md | tr -d '`' | sort -u >"$work/named"
n=$(wc -l <"$work/written")
[ "$n" -ge 60 ] || { echo "only $n keys were found in the sources: have their writers changed?"; exit 1; }
comm -23 "$work/written" "$work/named" | sed 's/$/: written, but not in doc\/record.md/' >"$work/missing"
cat "$work/missing"
[ ! -s "$work/missing" ] || exit 1
echo "$n keys, all in doc/record.md"
