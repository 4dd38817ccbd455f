# helpers.sh - what the checks of the programs share; they read it with "."
#
# In: top_srcdir.  Out: top_srcdir as an absolute path, a scratch folder $here to work in, which goes with the check, and the
# functions below; $failed is how many things were not as they should be, $checked how many were looked at by status.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
top_srcdir=$(cd "${top_srcdir:-.}" && pwd) || exit 99
here=$(mktemp -d) || exit 99
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 99
export LC_ALL=C top_srcdir
failed=0 checked=0

fail () {
	echo "FAIL: $*"
	failed=$((failed + 1))
}

# status WANTED PROGRAM [ARGUMENT...]: leaves out and err behind
status () {
	wanted=$1
	shift
	"$@" >out 2>err </dev/null
	had=$?
	checked=$((checked + 1))
	[ "$had" -eq "$wanted" ] || fail "status $had, not $wanted: $* ($(head -n 1 err))"
}
