#!/bin/sh
# check-install.sh - what a program sees of an installed libbounce
#
# Installs into a folder of its own, then builds examples/ with nothing but what pkg-config says: programs, shared and static, and a
# loadable scorer. Runs them on a sample, and uninstalls: nothing may be left.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
CC=${CC:-cc} MAKE=${MAKE:-make} PKG_CONFIG=${PKG_CONFIG:-pkg-config}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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
pkgdatadir=$($PKG_CONFIG --variable=pkgdatadir bounce)
echo "cflags: $cflags"
echo "libs: $libs"
echo "static libs: $static"

case $libs in *glib*|*gmime*) echo "programs are told to link GLib or GMime"; exit 1 ;; esac
for library in -lbounce -lglib-2.0 -lgmodule-2.0 -lgmime-3.0 -lpsl -ljson-glib-1.0; do
	case " $static " in *" $library "*) ;; *) echo "$library is not in --static --libs"; exit 1 ;; esac
done
[ -s "$pkgdatadir/bounce.cdef" ] || { echo "bounce.cdef is not installed in $pkgdatadir"; exit 1; }
for file in $(sed 's/^#.*//' "$top_srcdir/libbounce/data.am" | tr -s ' \t\\=' '\n\n\n\n' | grep '^libbounce/' || :); do
	folder=${file%/*}
	cmp -s "$top_srcdir/$file" "$pkgdatadir/${folder##*/}/${file##*/}" || { echo "$file is not installed as it is"; exit 1; }
done

case ${SANITIZERS:-no} in
yes) sanitize='-fsanitize=address,undefined' ;;
*) sanitize= ;;
esac

# Only the flags of bounce itself: the header names no type of GLib, and no other -I may be needed.
own=$(echo "$cflags" | tr ' ' '\n' | grep "^-I$work" | tr '\n' ' ')
build ()
{
	quietly $CC -std=c99 -Wall -Wextra -pedantic -Werror $sanitize $own "$@" $libs
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
LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
"$work/embed" "$sample" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err"; echo "embed failed on $sample"; exit 1; }
"$work/scorer" example.org <"$sample" >"$work/out-scorer" 2>&1 || { cat "$work/out-scorer"; echo "scorer failed on $sample"; exit 1; }
[ -s "$work/out" ] || { echo "embed said nothing of $sample"; exit 1; }
echo "embed on ${sample#"$top_srcdir"/}:"
cat "$work/out"

# The static library with the shared ones it needs: distributions ship few of these as archives.
if [ -f "$libdir/libbounce.a" ]; then
	needed=$($PKG_CONFIG --libs $($PKG_CONFIG --print-requires-private bounce))
	quietly $CC $sanitize $own -o "$work/embed-static" "$top_srcdir/examples/embed.c" "$libdir/libbounce.a" $needed
	"$work/embed-static" "$sample" >"$work/out-static" 2>&1 || { cat "$work/out-static"; echo "embed-static failed"; exit 1; }
	cmp "$work/out" "$work/out-static"
fi

quietly "$work/load" "$work/module.so"

quietly $MAKE -C "$top_builddir" uninstall DESTDIR="$work/root"
left=$(find "$work/root" ! -type d)
[ -z "$left" ] || { echo "left by uninstall:"; echo "$left"; exit 1; }
