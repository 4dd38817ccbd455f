#!/bin/sh
# check-doxygen.sh - is everything in bounce.h documented, and does each link of it lead somewhere?
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
command -v doxygen >/dev/null || { echo "doxygen is not here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Later lines win: the same settings as the papers are made with, strict, and into a folder that goes away.
{
	cat "$top_builddir/doc/Doxyfile"
	echo "OUTPUT_DIRECTORY = $work"
	echo "WARN_AS_ERROR = FAIL_ON_WARNINGS"
	echo "WARN_IF_UNDOCUMENTED = YES"
	echo "WARN_NO_PARAMDOC = YES"
	echo "QUIET = YES"
} >"$work/Doxyfile"
doxygen "$work/Doxyfile"
[ -s "$work/html/bounce_8h.html" ] || { echo "no page was made of bounce.h"; exit 1; }
