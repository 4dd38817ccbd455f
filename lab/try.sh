#!/bin/sh
# try.sh - what "make lab" does: the roots, a small set of incidents, and how good the verdict is on them
#
# In: BOUNCE_REPORT; LAB_DIR, where the roots are kept (1.5 GB). Out: $LAB_DIR/small/ with the incidents, and evaluate.py's tables.
# Says why and ends well where there is no lab to be had: not root, no mmdebstrap, no namespaces.
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${LAB_DIR:?}" "${BOUNCE_REPORT:?}"
here=$(cd "$(dirname "$0")" && pwd)

# tried COMMAND...: exit 77 says that it cannot be done here
tried ()
{
	status=0
	"$@" || status=$?
	if [ "$status" -eq 77 ]; then
		echo "make lab: no lab on this machine, see above; \"make evaluate\" needs none"
		exit 0
	fi
	[ "$status" -eq 0 ] || exit "$status"
}

export LAB_DIR
tried bash "$here/roots.sh"
rm -rf "$LAB_DIR/small"
tried bash "$here/run.sh" incidents "$here/scenarios/small.json" "$LAB_DIR/small"
python3 "$here/evaluate.py" --report="$BOUNCE_REPORT" "$LAB_DIR/small"
