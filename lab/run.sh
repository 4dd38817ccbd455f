#!/bin/bash
# run.sh - real mail servers that make real bounces, in a private network
#
# usage: LAB_DIR=DIR lab/run.sh MTA [CASE...]	makes tests/samples/MTA-CASE/{message.eml,made.txt}
#        LAB_DIR=DIR lab/run.sh demo [exim]	makes tests/demo/real{,-exim}.{mbox,txt,home}
#        LAB_DIR=DIR lab/run.sh ledger MTA	makes tests/ledger/MTA.maillog and MTA-{account,relay}.mbox
#        LAB_DIR=DIR lab/run.sh incidents SCENARIO OUT [SEED]	makes OUT/incidents.jsonl and OUT/NNNN.mbox
#        LAB_OUT=DIR writes below DIR instead of tests/; LAB_KEEP=1 keeps the whole mailbox, too, in $LAB_DIR
#
# The roots come from roots.sh. Everything runs in namespaces of its own and ends with them: no process, mount or
# address outlives this script, and nothing inside can reach another network.
# exit 77: not root, no namespaces, or a root is missing.
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

skip() {
	echo "run.sh: $1" >&2
	exit 77
}

[ -n "${LAB_DIR:-}" ] || { echo "run.sh: set LAB_DIR to the folder that roots.sh filled" >&2; exit 2; }
[ $# -gt 0 ] || { sed -n '3,9s/^# \?//p' "$0" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || skip "must be root"
for tool in python3 unshare nsenter ip; do
	command -v "$tool" >/dev/null || skip "$tool is missing"
done
private=(unshare --net --mount --pid --uts --ipc --fork --kill-child --mount-proc)
"${private[@]}" sh -c 'mount -t tmpfs none /run && ip link add lab0 type bridge' 2>/dev/null ||
	skip "no private namespaces with a network bridge here"
[ -e "$LAB_DIR/root-postfix/.ready" ] || skip "no root-postfix in $LAB_DIR: run lab/roots.sh first"

here=$(dirname "$(readlink -f "$0")")
[ "$1" != incidents ] || exec python3 -B "$here/incidents.py" "${@:2}"
exec "${private[@]}" python3 -B "$here/lab.py" "$@"
