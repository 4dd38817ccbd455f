#!/bin/sh
# check-docs.sh - every function of bounce.h says what it does, each argument, the result, and since when; doc/verdict.md names
# all evidence and all ways, doc/dependencies.md the packages of bootstrap, README.md the programs
#
# In: top_srcdir
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}"

awk '
	function complain(what) {
		printf "bounce.h: %s: %s\n", name, what
		bad = 1
	}

	function check(    list, argument, n, i) {
		name = declaration
		sub(/ \(.*/, "", name)
		sub(/.*[ *]/, "", name)
		functions++
		if (comment == "") {
			complain("no comment")
			return
		}
		if (comment !~ /@since [0-9]+\.[0-9]+/)
			complain("no @since")
		if (declaration !~ /^BOUNCE_API void / && comment !~ /@return/)
			complain("no @return")
		list = declaration
		sub(/^[^(]*\(/, "", list)
		sub(/\).*/, "", list)
		if (list == "void")
			return
		n = split(list, argument, /,/)
		for (i = 1; i <= n; i++) {
			sub(/\[.*/, "", argument[i])
			sub(/.*[ *]/, "", argument[i])
			if (comment !~ ("@param " argument[i] " "))
				complain("argument " argument[i] " is not described")
		}
	}

	/^\/\*\*/ { comment = ""; inside = 1 }
	inside { comment = comment $0 "\n"; if (/\*\//) inside = 0; next }
	/^BOUNCE_API/ { declaration = ""; open = 1 }
	open {
		declaration = declaration $0
		if (/;/) { check(); open = 0; comment = "" }
		next
	}
	{ comment = "" }
	END {
		print functions " functions"
		exit bad || !functions
	}
' "$top_srcdir/include/bounce.h"

# Every outcome of evidence.def stands in the document in the row of its group, every way of ways.def in that of its cause.
awk '
	function strip(line) {
		gsub(/[(),"]/, " ", line)
		return line
	}

	/^OUTCOME \(/ { split(strip($0), word, " "); row[++rows] = word[3] " " word[4]; next }
	/^WAY \(/ { split(strip($0), word, " "); row[++rows] = tolower(word[4]) " " word[3]; next }
	/^\|/ {
		split($0, cell, /[ ]*\|[ ]*/)
		groups = split(cell[2], group, /, /)
		for (i = 1; i <= groups; i++) {
			gsub(/`/, "", group[i])
			text[group[i]] = text[group[i]] cell[3]
		}
	}
	END {
		for (i = 1; i <= rows; i++) {
			split(row[i], word, " ")
			if (index(text[word[1]], "`" word[2] "`") == 0) {
				print "doc/verdict.md: no " row[i]
				bad = 1
			}
		}
		print rows " outcomes and ways"
		exit bad || rows < 60
	}
' "$top_srcdir/libbounce/verdict/evidence.def" "$top_srcdir/libbounce/core/ways.def" "$top_srcdir/doc/verdict.md"

# named SCRIPT FILE OTHER: the words that sed takes from FILE stand in a table of OTHER, as code
status=0
named ()
{
	found=$(sed -n "$1" "$2")
	[ -n "$found" ] || { echo "$2: nothing found by $1"; status=1; }
	for word in $found; do
		grep -qF "| \`$word\`" "$3" || grep -qF ", \`$word\`" "$3" || { echo "${3##*/}: no $word"; status=1; }
	done
	echo "$(echo "$found" | wc -w) of ${2##*/} in ${3##*/}"
}
named 's/^[[:space:]]*need \([a-z0-9.+-]*\) have_.*/\1/p' "$top_srcdir/bootstrap" "$top_srcdir/doc/dependencies.md"
named '/^bin_PROGRAMS += /{ s///; s|tools/||g; p; }' "$top_srcdir/Makefile.am" "$top_srcdir/README.md"
exit $status
