#!/bin/sh
# check-header.sh - bounce.h compiles alone in every language and holds only what a dynamic FFI can call
#
# In: top_srcdir
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wundef -Werror'
status=0
compiled=0

cat >"$work/alone.c" <<'END'
#include <bounce.h>
#include <bounce.h>

int main (void)
{
	return bounce_abi () == BOUNCE_ABI && BOUNCE_NO_TIME < 0 ? 0 : 1;
}
END
cat >"$work/module.c" <<'END'
#define BOUNCE_SCORER_MODULE
#include <bounce.h>

int32_t bounce_scorer_abi (void)
{
	return BOUNCE_ABI;
}
END
echo 'int main (void) { return 0; }' >"$work/empty.c"

# compile COMPILER LANGUAGE STANDARD...
compile ()
{
	compiler=$1 language=$2
	shift 2
	command -v "$compiler" >/dev/null || return 0
	flags=$warnings
	[ "$language" = c ] || flags=$(echo "$flags" | sed 's/-Wstrict-prototypes//')
	for standard; do
		# A compiler that does not know the standard, or has no library for the language, is not at fault.
		"$compiler" -std="$standard" -x "$language" -fsyntax-only "$work/empty.c" 2>/dev/null || continue
		for file in alone module; do
			if "$compiler" -std="$standard" -x "$language" $flags -I"$top_srcdir/include" -fsyntax-only "$work/$file.c"; then
				compiled=$((compiled + 1))
			else
				echo "$compiler -std=$standard: bounce.h does not compile"
				status=1
			fi
		done
	done
}

compile gcc c c99 c11 c17 c2x
compile g++ c++ c++11 c++14 c++17 c++20
compile clang c c99 c11 c17 c2x
compile clang++ c++ c++11 c++14 c++17 c++20

# One declaration a line; what dynamic FFIs cannot call has no place in it.
sh "$top_srcdir/libbounce/make-cdef.sh" "$top_srcdir/include/bounce.h" |
	tr '\n\t' '  ' | sed 's/;/;\n/g' | sed 's/^ *//; s/  */ /g' >"$work/declarations"
if grep -nE '\.\.\.|\binline\b|\bFILE\b|\b(float|double|long|short|unsigned|bool|int|va_list)\b' "$work/declarations"; then
	echo "bounce.h: not callable by every dynamic FFI"
	status=1
fi
if grep -E 'typedef struct .*\{|^struct .*\{' "$work/declarations"; then
	echo "bounce.h: a struct that is not opaque can never grow"
	status=1
fi
# Objects travel by pointer, at most six arguments.
if grep -E '\(' "$work/declarations" | sed 's/(\*bounce_[a-z]*_fn)//' |
	awk '{ if (gsub(/,/, ",") > 5) print }' | grep .; then
	echo "bounce.h: more than six arguments"
	status=1
fi
if grep -E 'bounce_(context|record|reply|recipient|hop|verdict|evidence|opinion|incident|cluster|mailbox)_t [a-z(]' "$work/declarations" |
	grep -v '^typedef struct'; then
	echo "bounce.h: a struct by value"
	status=1
fi

if [ $compiled -eq 0 ] && [ $status -eq 0 ]; then
	echo "skipped: no compiler of gcc, g++, clang, clang++"
	exit 77
fi
echo "compiled $compiled times"
exit $status
