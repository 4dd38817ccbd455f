#!/bin/sh
# check-bootstrap.sh - bootstrap configures anew where what was configured before is not what is asked for, and only there
#
# In: top_srcdir.  A copy of what configure reads, in which configure is the real one.  make and apt-get only write down what they were
# asked; pkg-config knows CUnit from when apt-get was asked for it.  Needs no network and installs nothing.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
[ -f "$top_srcdir/configure" ] || { echo "skipped: no configure"; exit 77; }
pkg_config=$(command -v "${PKG_CONFIG:-pkg-config}") || { echo "skipped: no pkg-config"; exit 77; }
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL PKG_CONFIG

# The copy

mkdir tree tree/doc tree/libbounce tree/libbounce/core
for file in bootstrap configure.ac configure aclocal.m4 Makefile.in config.h.in bounce.pc.in build-aux m4 doc/Doxyfile.in libbounce/core/slice.c; do
	cp -Rp "$top_srcdir/$file" "tree/$file" || exit 99
done
chmod -R u+w tree

# The programs; the cache spares what configure finds a second time.

mkdir bin
stub () { # NAME, its script on standard input
	{ echo '#!/bin/sh'; cat; } >"bin/$1" && chmod +x "bin/$1"
}
stub make <<END
case " \$* " in *" -f "*) exit 0 ;; esac
echo "make \$*" >>"$here/asked"
END
stub apt-get <<END
echo "apt-get \$*" >>"$here/asked"
case " \$* " in *" libcunit1-dev "*) touch "$here/cunit" ;; esac
END
stub pkg-config <<END
case " \$* " in *cunit*) [ -f "$here/cunit" ] || exit 1 ;; esac
exec "$pkg_config" "\$@"
END
stub sudo <<'END'
shift
exec "$@"
END
for tool in doxygen valgrind g++ python3 autoconf automake libtoolize; do
	command -v $tool >/dev/null || echo 'exit 0' | stub $tool
done
PATH=$here/bin:$PATH
echo "cache_file=$here/cache" >site
export PATH CONFIG_SITE="$here/site"

configured () { echo "@$1@" | tree/build/config.status --file=- ; }

# bootstrap WHAT CONFIGURED ARGUMENT...: a run, after which configure has run or not (yes, no)
bootstrap () {
	what=$1 anew=$2
	shift 2
	: >asked
	[ ! -f tree/build/config.log ] || echo 'as it was' >>tree/build/config.log
	status 0 tree/bootstrap "$@"
	had=yes
	! grep -q '^as it was$' tree/build/config.log || had=no
	[ $had = "$anew" ] || fail "$what: configured $had, not $anew"
}

# cunit WHAT YES|NO
cunit () {
	had=$(configured have_cunit)
	[ "$had" = "$2" ] || fail "$1: CUnit is found: $had, not $2"
}

bootstrap 'the first run' yes demo -- --enable-werror
cunit 'the first run' no
tail -n 1 asked | grep -q '^make demo$' || fail "demo ends with $(tail -n 1 asked)"
grep -q '^apt-get' asked && fail "demo asks for $(grep '^apt-get' asked)"

bootstrap 'the tests after the demonstration' yes check
grep -q '^apt-get .* libcunit1-dev' asked || fail 'check does not ask for CUnit'
cunit 'the tests after the demonstration' yes
tail -n 1 asked | grep -q '^make -j[0-9]* check$' || fail "check ends with $(tail -n 1 asked)"
grep -q -e '--enable-werror' tree/build/config.log || fail 'the options of before are lost'

bootstrap 'the same again' no check
bootstrap 'the same with its options' no check -- --enable-werror
grep -q clean asked && fail 'the same with its options: all is made again'

# As if CUnit had come by another hand.
sed -i 's/^S\["have_cunit"\]="yes"/S["have_cunit"]="no"/' tree/build/config.status
bootstrap 'a demonstration without CUnit' no demo
cunit 'a demonstration without CUnit' no
bootstrap 'CUnit from another hand' yes check
cunit 'CUnit from another hand' yes

bootstrap 'other options' yes build -- --disable-static '--bindir=/two words'
head -n 1 asked | grep -q '^make clean$' || fail 'other options: what was built before stays'
[ "$(configured bindir)" = '/two words' ] || fail "other options: bindir is $(configured bindir)"
bootstrap 'the same other options' no build -- --disable-static '--bindir=/two words'
status 2 tree/bootstrap demo --enable-werror

[ $failed -eq 0 ] && echo "$checked runs"
[ $failed -eq 0 ]
