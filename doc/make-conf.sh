#!/bin/sh
# make-conf.sh - writes the manual page bounce.conf(5): its text, with the table of evidence and the ways in the place of @EVIDENCE@, and
# the rows of permanence.tsv in that of @PERMANENCE@
#
#     sh doc/make-conf.sh doc/bounce.conf.5.in libbounce/verdict/evidence.def libbounce/core/ways.def libbounce/reason/tables/permanence.tsv
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu

awk '
	function roff(text) {
		gsub(/\\/, "\\e", text)
		gsub(/-/, "\\-", text)
		return text
	}
	function quoted(n) {
		split($0, part, "\"")
		return part[n]
	}

	/^OUTCOME \(/ { page = page ".TP\n.BI \"" roff("evidence." quoted(2) "." quoted(4)) " = \" CHANCES\n" meaning; meaning = "as its name says.\n"; next }
	/^\/\* .*\*\/$/ && FILENAME ~ /evidence/ { meaning = roff(substr($0, 4, length($0) - 6)) "\n"; next }
	/^WAY \(/ {
		split($0, cell, /, */)
		comment = $0
		sub(/.*\/\* /, "", comment)
		sub(/ \*\/.*/, "", comment)
		page = page ".TP\n.BI \"" roff("way." quoted(2)) " = \" SHARE \"\\fR (" cell[4] + 0 ")\"\n" roff(comment) ".\n"
		next
	}
	FILENAME ~ /\.def$/ { next }
	FILENAME ~ /\.tsv$/ {
		split($0, cell, "\t")
		if (!/^#/)
			rows = rows ".TP\n.BI \"" roff("permanence." cell[1]) " = \" hard|soft \"\\fR (" cell[2] ")\"\n" roff(cell[3]) ".\n"
		next
	}
	/^@PERMANENCE@$/ { printf "%s", rows; next }
	/^@EVIDENCE@$/ { printf "%s", page; next }
	{ print }
' "$2" "$3" "$4" "$1"
