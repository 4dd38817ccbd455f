#!/bin/sh
# check-system-install.sh - after "make install" as root into a system folder, programs run: those of libbounce, and README's
#
# The prefix that was configured, where it is /usr/local or /usr, in a name space whose mounts nobody else sees: what is written there and
# to /etc, where the loader's cache is, goes with it. Nothing but the installing tells the loader where the library is. "make uninstall"
# then leaves everything as it was. Anybody may have such a name space, unless the system forbids it: then this is skipped.
#
# In: top_srcdir, top_builddir, MAKE, CC, PKG_CONFIG, SANITIZERS
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
MAKE=${MAKE:-make} CC=${CC:-cc}

skip () { echo "skipped: $*"; exit 77; }
broken () { echo "check-system-install: $*"; exit 1; }

PATH=$PATH:/sbin:/usr/sbin
if [ $# -eq 0 ]; then
	prefix=$(sed -n 's/^prefix=//p' "$top_builddir/bounce.pc")
	case $prefix in
	/usr|/usr/local) ;;
	*) skip "$prefix is no system folder" ;;
	esac
	command -v ldconfig >/dev/null || skip "no ldconfig"
	for space in "unshare -m" "unshare -rm"; do
		if $space true 2>/dev/null; then
			exec $space sh "$0" "$prefix"
		fi
	done
	skip "this user can have no mounts of his own"
fi

prefix=$1
work=$(mktemp -d)
trap 'umount -l "$work/scratch" 2>/dev/null || :; rm -rf "$work"' EXIT
mkdir "$work/scratch"
mount -t tmpfs scratch "$work/scratch" || skip "no mount of a scratch folder"
mkdir "$work/scratch/upper" "$work/scratch/work" "$work/scratch/etc"
cp -a /etc/. "$work/scratch/etc" 2>/dev/null || : # but for what only the true root may read
mount --bind "$work/scratch/etc" /etc || skip "no mount over /etc"
[ ! -d /var/cache/ldconfig ] || mount -t tmpfs cache /var/cache/ldconfig || skip "no mount over ldconfig's notes"

# What is there shines through, or, where it cannot and is no part of the system, is away for a while.
folders="$prefix/bin $prefix/include $prefix/lib $prefix/share/man"
writable () { mkdir -p $folders && touch "$prefix/lib/written" && rm "$prefix/lib/written"; }
over="lowerdir=$prefix,upperdir=$work/scratch/upper,workdir=$work/scratch/work"
if ! mount -t overlay over -o "$over" "$prefix" 2>/dev/null || ! writable 2>/dev/null; then
	[ "$prefix" = /usr/local ] && mount -t tmpfs over "$prefix" || skip "no mount over $prefix"
	mkdir -p $folders
fi
for needed in "$top_srcdir" "$top_builddir" "$(command -v "${CC%% *}")" "$(command -v "$MAKE")"; do
	[ -e "$needed" ] || skip "$needed is in $prefix"
done

. "$top_srcdir/tests/readme.sh"
name_tools
unset LD_LIBRARY_PATH LD_RUN_PATH PKG_CONFIG_PATH PKG_CONFIG_LIBDIR CPATH LIBRARY_PATH DESTDIR
MAKEFLAGS= MFLAGS= MAKEOVERRIDES=
export MAKEFLAGS MFLAGS MAKEOVERRIDES

make_it ()
{
	$MAKE -C "$top_builddir" "$1" >"$work/log" 2>&1 || { cat "$work/log"; broken "make $1 failed"; }
}

# One that was installed before is away, too.
$MAKE -C "$top_builddir" uninstall >/dev/null 2>&1 || :
find "$prefix" -xdev | LC_ALL=C sort >"$work/before"

make_it install
libdir=$(pkg-config --variable=libdir bounce) || broken "pkg-config does not find bounce"
grep -q 'loader does not look into' "$work/log" && skip "the loader does not look into $libdir"
grep 'libbounce: ' "$work/log" && broken "make install does not end well"
for program in parse report dialect fit ledger; do
	"$prefix/bin/bounce-$program" --version >"$work/version" 2>&1 || { cat "$work/version"; broken "bounce-$program does not run"; }
done
run_readme "$libdir" || broken "README's programs do not run"

make_it uninstall
find "$prefix" -xdev | LC_ALL=C sort >"$work/after"
diff "$work/before" "$work/after" || broken "make uninstall does not leave $prefix as it was"
ldconfig -p | grep libbounce && broken "the loader still knows libbounce"
echo "installed into $prefix, run, and uninstalled"
