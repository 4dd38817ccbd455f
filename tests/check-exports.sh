#!/bin/sh
# check-exports.sh - the header declares, the map lists and the library exports the same functions
#
# In: top_srcdir, LIB (the shared library), NM
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}" "${NM:=nm}"

if [ ! -r "${LIB:-}" ]; then
	echo "skipped: no shared library was built (LIB=${LIB:-})"
	exit 77
fi
if ! command -v "$NM" >/dev/null; then
	echo "skipped: no nm"
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sh "$top_srcdir/libbounce/make-cdef.sh" "$top_srcdir/include/bounce.h" |
	sed -n '/^typedef/d; s/.*[ *]\(bounce_[a-z0-9_]*\) (.*/\1/p' | sort >"$work/header"
sed -n '/^local:/,$d; s/^[ 	]*\([A-Za-z0-9_*]*\);.*/\1/p' "$top_srcdir/libbounce/bounce.map" | sort >"$work/map"
# Absolute symbols are the version nodes themselves.
"$NM" -D --defined-only "$LIB" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/library"

status=0
[ -s "$work/header" ] || { echo "no function found in bounce.h"; status=1; }
for other in map library; do
	if ! diff -u "$work/header" "$work/$other"; then
		echo "bounce.h and the $other differ"
		status=1
	fi
done
twice=$(uniq -d "$work/map")
[ -z "$twice" ] || { echo "twice in bounce.map: $twice"; status=1; }
echo "$(wc -l <"$work/header") functions"
exit $status
