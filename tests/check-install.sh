#!/bin/sh
# check-install.sh - what a program sees of an installed libbounce
#
# Installs into a folder of its own, then builds examples/ with nothing but what pkg-config says: programs, shared and static, and a
# loadable scorer. Runs them on a sample, and README's programs; looks whether what the papers and man pages name is there; and
# uninstalls: nothing may be left. What a system folder needs besides, check-system-install.sh looks at.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
CC=${CC:-cc} MAKE=${MAKE:-make} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$top_srcdir/tests/readme.sh"

# What the outer make was told (DESTDIR, -n, its job server) is not for this one.
MAKEFLAGS= MFLAGS= MAKEOVERRIDES=
export MAKEFLAGS MFLAGS MAKEOVERRIDES

quietly ()
{
	"$@" >"$work/log" 2>&1 || { cat "$work/log"; echo "check-install: failed: $*"; exit 1; }
}

quietly $MAKE -C "$top_builddir" install DESTDIR="$work/root"
pc=$(find "$work/root" -name bounce.pc)
[ -n "$pc" ] || { echo "bounce.pc is not installed"; exit 1; }

# The installed file with the folder in front of each path; other packages' files stay as they are.
prefix=$(sed -n 's/^prefix=//p' "$pc")
mkdir "$work/pc"
sed "s|=$prefix|=$work/root$prefix|" "$pc" >"$work/pc/bounce.pc"
PKG_CONFIG_PATH=$work/pc${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
quietly $PKG_CONFIG --exists --print-errors bounce
cflags=$($PKG_CONFIG --cflags bounce)
libs=$($PKG_CONFIG --libs bounce)
static=$($PKG_CONFIG --static --libs bounce)
libdir=$($PKG_CONFIG --variable=libdir bounce)
docdir=$($PKG_CONFIG --variable=docdir bounce)
pkgdatadir=$($PKG_CONFIG --variable=pkgdatadir bounce)
echo "cflags: $cflags"
echo "libs: $libs"
echo "static libs: $static"

# A program needs neither the headers nor the libraries of those that libbounce stands on, so their packages need not be here.
alone ()
{
	quietly env PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR="$work/pc" $PKG_CONFIG --print-errors "$@" bounce
	cat "$work/log"
}
[ "$(alone --cflags)" = "$cflags" ] && [ "$(alone --static --libs)" = "$static" ] || { echo "bounce.pc asks for other packages"; exit 1; }
[ "$(echo $cflags)" = "-I$($PKG_CONFIG --variable=includedir bounce)" ] || { echo "programs are told to include more than bounce.h"; exit 1; }
case $libs in *glib*|*gmime*) echo "programs are told to link GLib or GMime"; exit 1 ;; esac
for library in -lbounce -lglib-2.0 -lgmodule-2.0 -lgmime-3.0 -lpsl -ljson-glib-1.0 -lhogweed; do
	case " $static " in *" $library "*) ;; *) echo "$library is not in --static --libs"; exit 1 ;; esac
done
[ -s "$pkgdatadir/bounce.cdef" ] || { echo "bounce.cdef is not installed in $pkgdatadir"; exit 1; }
for file in $(sed 's/^#.*//' "$top_srcdir/libbounce/data.am" | tr -s ' \t\\=' '\n\n\n\n' | grep '^libbounce/' || :); do
	folder=${file%/*}
	cmp -s "$top_srcdir/$file" "$pkgdatadir/${folder##*/}/${file##*/}" || { echo "$file is not installed as it is"; exit 1; }
done

name_tools
build ()
{
	quietly $CC -std=c99 -Wall -Wextra -pedantic -Werror $sanitize $cflags "$@" $libs
}
build -o "$work/embed" "$top_srcdir/examples/embed.c"
build -o "$work/scorer" "$top_srcdir/examples/scorer.c"
build -o "$work/module.so" -fPIC -shared "$top_srcdir/examples/module.c"
cat >"$work/load.c" <<'END'
#include <bounce.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_status_t status = argc == 2 ? bounce_context_load_scorer (context, argv[1]) : BOUNCE_ERROR_ARGUMENT;

	if (status != BOUNCE_OK)
		puts (bounce_context_error (context));
	bounce_context_unref (context);
	return status != BOUNCE_OK;
}
END
build -o "$work/load" "$work/load.c"

sample=$(find "$top_srcdir/tests/samples" -name '*.eml' | LC_ALL=C sort | head -n 1)
[ -n "$sample" ] || { echo "there is no sample"; exit 1; }
# As README has it for a folder that the loader does not look into.
LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
"$work/embed" "$sample" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err"; echo "embed failed on $sample"; exit 1; }
"$work/scorer" example.org <"$sample" >"$work/out-scorer" 2>&1 || { cat "$work/out-scorer"; echo "scorer failed on $sample"; exit 1; }
[ -s "$work/out" ] || { echo "embed said nothing of $sample"; exit 1; }
echo "embed on ${sample#"$top_srcdir"/}:"
cat "$work/out"

# Where there is only the archive, what --static says is the whole line.
if [ -f "$libdir/libbounce.a" ]; then
	mkdir "$work/archive"
	cp "$libdir/libbounce.a" "$work/archive"
	line=$($PKG_CONFIG --define-variable=libdir="$work/archive" --cflags --static --libs bounce)
	quietly $CC $sanitize -o "$work/embed-static" "$top_srcdir/examples/embed.c" $line
	"$work/embed-static" "$sample" >"$work/out-static" 2>&1 || { cat "$work/out-static"; echo "embed-static failed"; exit 1; }
	cmp "$work/out" "$work/out-static"
fi
run_readme "$libdir"

quietly "$work/load" "$work/module.so"

# What a paper links to and what a man page names is installed.
mandir=$(find "$work/root" -type d -name man)
for page in "$mandir"/man*/*; do
	sed 's/\\-/-/g; s/\\[A-Za-z&]//g' "$page" >"$work/page"
	for name in $(grep -oE '[A-Za-z0-9_./-]+\.(md|c|py|h|eml)\b' "$work/page" | grep -v '^bounce\.h$' | grep -E '^(doc|examples|tests)/|^[^/]*\.md$' | sort -u); do
		[ -f "$docdir/$name" ] || { echo "${page##*/}: $name is not installed"; exit 1; }
	done
	for name in $(grep -oE '\bbounce[-.a-z]* ?\([1-8]\)' "$work/page" | tr -d ' ' | sort -u); do
		section=${name#*(}
		section=${section%)}
		[ -f "$mandir/man$section/${name%(*}.$section" ] || { echo "${page##*/}: $name is not installed"; exit 1; }
	done
done
for paper in "$docdir"/*.md "$docdir"/doc/*.md; do
	for link in $(grep -oE '\]\([^)]*\)' "$paper" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:' | sort -u); do
		[ -e "${paper%/*}/$link" ] || { echo "${paper##*/}: $link is not installed"; exit 1; }
	done
done

quietly $MAKE -C "$top_builddir" uninstall DESTDIR="$work/root"
left=$(find "$work/root" -mindepth 1)
[ -z "$left" ] || { echo "left by uninstall:"; echo "$left"; exit 1; }
