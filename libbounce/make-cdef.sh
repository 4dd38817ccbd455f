#!/bin/sh
# make-cdef.sh - cuts bounce.cdef from bounce.h: the declarations alone, for cffi and LuaJIT
#
# Usage: make-cdef.sh [bounce.h] >bounce.cdef
#
# Gone are comments, the preprocessor, attributes, and what a loadable scorer declares. Whole numbers
# of the preprocessor become enumerations; BOUNCE_NO_TIME, which fits in none, is -9223372036854775808.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -e

cat ${1+"$@"} |
sed -e '/^#ifdef BOUNCE_SCORER_MODULE/,/^#endif/d' \
	-e '/^#ifdef __cplusplus/,/^#endif/d' \
	-e 's/^#define \(BOUNCE_[A-Z_]*\) \([0-9][0-9A-Fa-fx]*\)$/enum { \1 = \2 };/' \
	-e '/^#/d' \
	-e 's/^BOUNCE_API //' |
awk '
	{
		text = ""
		rest = $0
		while (rest != "") {
			at = index(rest, inside ? "*/" : "/*")
			if (!at) {
				text = text (inside ? "" : rest)
				break
			}
			text = text (inside ? "" : substr(rest, 1, at - 1))
			rest = substr(rest, at + 2)
			inside = !inside
		}
		sub(/[ \t]+$/, "", text)
		if (text != "")
			print text
	}
'
