#!/bin/sh
# check-corpus.sh - scores bounce-parse against reference answers, with the floors of corpus-floors
#
# The corpus is other people's mail and no part of the project: BOUNCE_CORPUS, or shared/corpus beside the source folder. A folder
# of it holds mail/*.eml and expected.tsv, and score.py compares.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${BOUNCE_PARSE:?}"
corpus=${BOUNCE_CORPUS:-$top_srcdir/../shared/corpus}
[ -f "$corpus/score.py" ] || { echo "no corpus: set BOUNCE_CORPUS to a folder with score.py"; exit 77; }
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }

status=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
while read -r folder floors; do
	case $folder in ''|'#'*) continue ;; esac
	[ -f "$corpus/$folder/expected.tsv" ] || { echo "$folder: not in this corpus"; continue; }
	set --
	most=
	for floor in $floors; do
		case $floor in
		'false<='*) most=${floor#*=} ;;
		*) set -- "$@" --min "$floor" ;;
		esac
	done
	python3 "$corpus/score.py" --bounce-parse "$BOUNCE_PARSE" "$@" "$corpus/$folder" >"$work/out" ||
		{ echo "$folder: below a floor"; status=1; }
	cat "$work/out"
	wrong=$(awk -v folder="$folder" '$1 == folder { split ($NF, n, "/"); print n[1] + 0 }' "$work/out")
	[ -z "$most" ] || [ "${wrong:-999}" -le "$most" ] || { echo "$folder: $wrong false reports, not more than $most may be"; status=1; }
done <"$top_srcdir/tests/corpus-floors"
exit $status
