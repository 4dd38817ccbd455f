#!/bin/sh
# make-conf.sh - writes the manual page bounce.conf(5): its text, with the rows of the table of evidence in the place of @EVIDENCE@
#
#     sh doc/make-conf.sh doc/bounce.conf.5.in doc/verdict.md
#
# A row of verdict.md, "| `group` | `outcome`: what it means | .265 | .257 | .002 |", where an empty group is that of the row above.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu

awk '
	function roff(text) {
		gsub(/\\/, "\\e", text)
		gsub(/-/, "\\-", text)
		while (match(text, /`[^`]*`/))
			text = substr(text, 1, RSTART - 1) "\\fB" substr(text, RSTART + 1, RLENGTH - 2) "\\fR" substr(text, RSTART + RLENGTH)
		return text
	}

	FNR == NR {
		split($0, cell, /[ ]*\|[ ]*/)
		if (!/^\|/ || cell[4] !~ /^[01]?\.[0-9]+$/ || cell[6] !~ /^[01]?\.[0-9]+$/)
			next
		if (match(cell[2], /^`[a-z-]+`$/))
			group = substr(cell[2], 2, length(cell[2]) - 2)
		if (group == "" || !match(cell[3], /^`[a-z-]+`/))
			next
		outcome = substr(cell[3], 2, RLENGTH - 2)
		meaning = substr(cell[3], RLENGTH + 1)
		sub(/^[:,][ ]*/, "", meaning)
		for (i = 4; i <= 6; i++)
			sub(/^\./, "0.", cell[i])
		page = page ".TP\n.BI \"" roff("evidence." group "." outcome) " = \" THREE \"\\fR (" cell[4] ", " cell[5] ", " cell[6] ")\"\n"
		page = page (meaning == "" ? "as its name says." : roff(meaning) ".") "\n"
		next
	}
	/^@EVIDENCE@$/ { printf "%s", page; next }
	{ print }
' "$2" "$1"
