#!/bin/sh
# check-leave-one-out.sh - mails of a format that is not known: each dialect is taken away in turn
#
# In: BOUNCE_PARSE, top_srcdir; BOUNCE_CORPUS, or shared/corpus beside the source folder, where there is one.  The floors are what
# is reached; a floor is raised with the change that reaches it.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${BOUNCE_PARSE:?}"
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
corpus=${BOUNCE_CORPUS:-$top_srcdir/../shared/corpus}
status=0

python3 "$top_srcdir/tests/leave-one-out.py" --floor 97 --text-floor 95 "$BOUNCE_PARSE" "$top_srcdir/tests/samples" || status=1
if [ -f "$corpus/set-of-emails/expected.tsv" ]; then
	python3 "$top_srcdir/tests/leave-one-out.py" --floor 97 --text-floor 94 --corpus "$BOUNCE_PARSE" "$corpus/set-of-emails" ||
		status=1
fi
exit $status
