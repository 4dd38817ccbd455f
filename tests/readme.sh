# readme.sh - README's programs, for the checks of an installed library; they read it with "."
#
# In: top_srcdir, work (a scratch folder), CC, PKG_CONFIG, SANITIZERS.  PATH, PKG_CONFIG_PATH and LD_LIBRARY_PATH are the caller's matter.
#
# SPDX-License-Identifier: LGPL-2.1-or-later

# block LANGUAGE: what README.md prints in it
block ()
{
	awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' "$top_srcdir/README.md"
}

# The compiler and pkg-config of this build, under the names that README calls them by.
name_tools ()
{
	mkdir -p "$work/bin"
	case ${SANITIZERS:-no} in
	yes) sanitize='-fsanitize=address,undefined' ;;
	*) sanitize= ;;
	esac
	set -- ${CC:-cc}
	compiler=$(command -v "$1")
	shift
	printf '#!/bin/sh\nexec %s %s %s "$@"\n' "$compiler" "$*" "$sanitize" >"$work/bin/cc"
	printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v "${PKG_CONFIG:-pkg-config}")" >"$work/bin/pkg-config"
	chmod +x "$work/bin/cc" "$work/bin/pkg-config"
	PATH=$work/bin:$PATH
}

# compiled COMMAND: README's program in C, made by that line of README, says something of each mail
compiled ()
{
	rm -f a.out
	sh -c "$1" || { echo "README.md: failed: $1"; return 1; }
	./a.out >records || { echo "README.md: status $? of the program that was made by: $1"; return 1; }
	[ "$(grep -c '"kind":"failure"' records)" -eq 150 ] || { echo "README.md: not 150 failures, by: $1"; head -n 3 records; return 1; }
}

# run_readme LIBDIR: from a folder that knows nothing of the source, exactly as printed
run_readme ()
{
	rm -rf "$work/reader"
	mkdir "$work/reader"
	cd "$work/reader"
	cp "$top_srcdir/tests/demo/story-relayed.mbox" bounces.mbox
	sed '1d; /^From /,$d' bounces.mbox >mail.eml
	block c >program.c
	block python >program.py
	sed -n 's/^    \(cc program\.c .*\)/\1/p' "$top_srcdir/README.md" >commands
	[ "$(wc -l <commands)" -eq 2 ] || { echo "README.md: not two lines that compile"; return 1; }
	if [ -e "$1/libbounce.so" ]; then
		compiled "$(sed -n 1p commands)" || return 1
		[ -z "$sanitize" ] || { echo "Python cannot load a library with sanitizers"; return 0; }
		command -v python3 >/dev/null || { echo "python3 is not here"; return 0; }
		[ "$(python3 program.py)" = failure ] || { echo "README.md: the program in Python does not say \"failure\""; return 1; }
	fi
	if [ -e "$1/libbounce.a" ]; then
		compiled "$(sed -n 2p commands)" || return 1
		if readelf -d a.out 2>/dev/null | grep -q 'NEEDED.*libbounce'; then
			echo "README.md: the program with libbounce.a in it wants the shared library"
			return 1
		fi
	fi
	cd "$work"
}
