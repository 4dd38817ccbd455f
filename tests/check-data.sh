#!/bin/sh
# check-data.sh - do the lists of the build say what is in the folders?
#
# Data files, sources, test suites, papers: each must stand in its list, and each line of a list must be a file. Automake wants the
# lists written out; a file that is forgotten there would silently be missing from the library or from a release.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
LC_ALL=C
export LC_ALL
cd "${top_srcdir:-$(dirname "$0")/..}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# compare WHAT WHERE: the files $work/listed against $work/there
compare ()
{
	sort "$work/there" >"$work/a"
	sort "$work/listed" >"$work/b"
	comm -23 "$work/a" "$work/b" | sed "s|\$|: $1, not listed in $2|" >"$work/wrong"
	comm -13 "$work/a" "$work/b" | sed "s|\$|: listed in $2, not there|" >>"$work/wrong"
	uniq -d "$work/b" | sed "s|\$|: twice in $2|" >>"$work/wrong"
	[ ! -s "$work/wrong" ] || status=1
	cat "$work/wrong"
	echo "$(wc -l <"$work/a") $1"
}

# words FILE PATTERN: the words of FILE that match
words ()
{
	sed 's/^#.*//' "$1" | tr -s ' \t\\=' '\n\n\n\n' | grep "$2" || :
}

words libbounce/data.am '^libbounce/report/dialects/' >"$work/listed"
ls libbounce/report/dialects/*.dialect 2>/dev/null >"$work/there" || :
compare 'dialects' libbounce/data.am
sort -c "$work/listed" || { echo "libbounce/data.am: dialects are not in the order of their names"; status=1; }

words libbounce/data.am '^libbounce/.*/tables/' >"$work/listed"
find libbounce/*/tables -type f ! -name '.*' ! -name README.md >"$work/there"
compare 'tables' libbounce/data.am
sed 's|.*/||' "$work/listed" | sort -c || { echo "libbounce/data.am: tables are not in the order of their names"; status=1; }

for file in $(words libbounce/data.am '^libbounce/'); do
	[ -s "$file" ] || { echo "$file: empty"; status=1; continue; }
	[ -z "$(tail -c 1 "$file")" ] || { echo "$file: the last line is not ended"; status=1; }
	[ "$(tr -d '\000' <"$file" | wc -c)" -eq "$(wc -c <"$file")" ] || { echo "$file: holds a NUL"; status=1; }
done

words Makefile.am '^libbounce/.*\.\([ch]\|def\)$' | grep -v '^libbounce/builtin-data\.c$' >"$work/listed" || :
find libbounce \( -name '*.[ch]' -o -name '*.def' \) ! -name builtin-data.c >"$work/there"
compare 'sources' Makefile.am

words Makefile.am '^\(examples\|tools\)/.*\.\([ch]\|py\|sh\)$' | sort -u >"$work/listed"
find examples tools -name '*.[ch]' -o -name '*.py' -o -name '*.sh' >"$work/there"
compare 'programs and examples' Makefile.am

words Makefile.am '^tests/.*/.*\.[a-z]*$' >"$work/listed"
find tests -mindepth 2 -type f ! -name '.*' ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -path '*/.deps/*' ! -path '*/.libs/*' ! -perm -u+x ! -path 'tests/samples/*' ! -path 'tests/demo/*' \
	! -path 'tests/ledger/*' ! -path 'tests/logs/*' ! -path 'tests/report-text/*' ! -path 'tests/dialects/*' ! -path 'tests/replies/*' ! -path 'tests/attacks/*' >"$work/there"
compare 'test sources and their data' Makefile.am

sed -n 's/^SUITE_LINE (\(.*\))$/\1/p' tests/suites.def >"$work/listed"
(cd tests && ls */test-*.c 2>/dev/null || :) | sed 's|/test-|_|; s|\.c$||; s|-|_|g; s|^|bnc_test_|' >"$work/there"
compare 'suites' tests/suites.def

words Makefile.am '^tests/check-[a-z-]*\.sh$' >"$work/listed"
ls tests/check-*.sh >"$work/there"
compare 'check scripts' Makefile.am

words Makefile.am '^doc/.*\.\(md\|[1-8]\)$' >"$work/listed"
ls doc/*.md doc/*.[1-8] doc/*.[1-8].in 2>/dev/null | sed 's/\.in$//' | sort -u >"$work/there"
compare 'papers' Makefile.am

exit $status
