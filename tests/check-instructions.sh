#!/bin/sh
# check-instructions.sh - does reading a mail still cost what was recorded?
#
# Instructions, counted by valgrind, are the same in every run, however busy the machine is; but they are those of one compiler and
# one C library, and nothing can be said of a build by others.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}" "${BUILD:?}"
[ "${SANITIZERS:-no}" = no ] || { echo "built with sanitizers, which do not run under valgrind"; exit 77; }
command -v valgrind >/dev/null || { echo "valgrind is not here"; exit 77; }
[ -x "$top_builddir/tests/bench/bench" ] || { echo "the linker cannot take functions out"; exit 77; }
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
measure () { python3 -B "$top_srcdir/tests/bench/instructions.py" --bench "$top_builddir/tests/bench/bench" --build "$BUILD" "$@"; }
record=$top_srcdir/tests/bench/instructions.tsv

# A record of fewer instructions must be found out, and one of another build left aside.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mails=$top_srcdir/tests/samples/postfix-blocklist
measure --record "$work/record" "$mails"
measure --check "$work/record" "$mails"
awk -F '\t' -v OFS='\t' '$1 == "instructions" { $2 = int ($2 / 1.04) } 1' "$work/record" >"$work/less"
had=0
measure --check "$work/less" "$mails" >"$work/out" || had=$?
[ "$had" -eq 1 ] || { cat "$work/out"; echo "4 % more than recorded: status $had, not 1"; exit 1; }
sed 's/^build	/&of another compiler, /' "$work/record" >"$work/other"
had=0
measure --check "$work/other" "$mails" >"$work/out" || had=$?
[ "$had" -eq 77 ] || { cat "$work/out"; echo "recorded of another build: status $had, not 77"; exit 1; }

python3 -B "$top_srcdir/tests/bench/growth.py" --bench "$top_builddir/tests/bench/bench" --check
measure --check "$record" "$top_srcdir/tests/samples"
