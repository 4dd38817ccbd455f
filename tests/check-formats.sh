#!/bin/sh
# check-formats.sh - is doc/formats.md what the data files hold today?
#
# In: top_srcdir
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}"
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 "$top_srcdir/doc/make-formats.py" "$top_srcdir" >"$work/formats.md"
if ! diff -u "$top_srcdir/doc/formats.md" "$work/formats.md"; then
	echo "doc/formats.md is not up to date: doc/make-formats.py >doc/formats.md"
	exit 1
fi
sed -n 5p "$work/formats.md"
