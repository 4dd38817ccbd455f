#!/bin/sh
# check-valgrind.sh - the samples, and logs of refusals, through bounce-parse under valgrind: no error, nothing lost
#
# Many mails a process, for starting valgrind costs more than reading a mail. GLib's slices are malloc'ed so that valgrind sees
# each block.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}" "${BOUNCE_PARSE:?}"
[ "${SANITIZERS:-no}" = no ] || { echo "built with sanitizers, which do not run under valgrind"; exit 77; }
command -v valgrind >/dev/null || { echo "valgrind is not here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
G_SLICE=always-malloc
export G_SLICE

find "$top_srcdir/tests/samples" -name '*.eml' | LC_ALL=C sort >"$work/samples"
[ -s "$work/samples" ] || { echo "there is no sample"; exit 1; }

# checked OPTION...: bounce-parse of the files that standard input names. libtool runs valgrind on the program itself, not on the script that
# stands for it in the build folder.
checked ()
{
	xargs -n 100 "$top_builddir/libtool" --mode=execute valgrind --quiet --error-exitcode=99 --leak-check=full \
		--suppressions="$top_srcdir/tests/valgrind.supp" --errors-for-leak-kinds=definite --show-leak-kinds=definite --num-callers=25 \
		"$BOUNCE_PARSE" --format=ndjson "$@" >"$work/out" ||
		{ echo "valgrind found something"; exit 1; }
}

ls "$top_srcdir"/tests/logs/*.maillog | checked --replies
[ -s "$work/out" ] || { echo "logs without a refusal"; exit 1; }
checked <"$work/samples"
read=$(wc -l <"$work/samples")
records=$(wc -l <"$work/out")
echo "$read samples, $records records"
[ "$records" -ge "$read" ] || { echo "samples without a record"; exit 1; }
