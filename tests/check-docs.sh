#!/bin/sh
# check-docs.sh - every function of bounce.h says what it does, each argument, the result, and since when; doc/verdict.md has the
# table of evidence as it is, doc/dependencies.md the packages of bootstrap, README.md the programs
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

# Thousandths of evidence.def stand in the document as ".724".
awk '
	function as_document(thousandths) {
		return thousandths == 1000 ? "1.000" : sprintf(".%03d", thousandths)
	}

	FNR == NR && /^OUTCOME \(/ {
		gsub(/[(),"]/, " ")
		row[++rows] = $3 " " $4 " " as_document($5) " " as_document($6) " " as_document($7)
		next
	}
	FNR == NR { next }
	/^\|/ {
		split($0, cell, /[ ]*\|[ ]*/)
		if (match(cell[2], /^`[a-z-]+`$/))
			group = substr(cell[2], 2, length(cell[2]) - 2)
		outcome = cell[3]
		sub(/^`/, "", outcome)
		sub(/`.*/, "", outcome)
		there[group " " outcome " " cell[4] " " cell[5] " " cell[6]] = 1
	}
	END {
		for (i = 1; i <= rows; i++) {
			if (!(row[i] in there)) {
				print "doc/verdict.md: no row " row[i]
				bad = 1
			}
		}
		print rows " outcomes"
		exit bad || !rows
	}
' "$top_srcdir/libbounce/verdict/evidence.def" "$top_srcdir/doc/verdict.md"

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
