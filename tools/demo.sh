#!/bin/sh
# demo.sh - was this mail mine?  Two invented floods of bounces, and two that real servers made; a letter; one mail
#
# In: BOUNCE_PARSE, BOUNCE_REPORT and top_srcdir from the environment; by default the installed programs, and the tree
# this file stands in.  Out: what the programs print, under headlines that say what it is.  Where settings are added,
# only the part that they change is shown.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu

absolute () {
	case $1 in
	/*) echo "$1" ;;
	*/*) echo "$PWD/$1" ;;
	*) echo "$1" ;; # a name for PATH
	esac
}

parse=$(absolute "${BOUNCE_PARSE:-bounce-parse}")
report=$(absolute "${BOUNCE_REPORT:-bounce-report}")
cd "${top_srcdir:-$(dirname "$0")/..}/tests/demo"

headline () {
	printf '\n=== %s\n' "$1"
	shift
	printf '    %s\n' "$@"
	echo
}

# The answer, what to do and what was found: all that settings change.
what_changes () {
	sed '/^How much came back/,/^What was found/{/^What was found/!d;}; /^What to ask your provider/,$d'
}

headline '1. Relayed, with nothing but the mailbox' \
	'150 bounces from a Korean portal. The owner of owner.example knows nothing but his mailbox.' \
	'The portal took the mail from the outgoing server of his provider: there is a hole to close.' \
	'$ bounce-report story-relayed.mbox'
"$report" story-relayed.mbox

headline '2. Relayed, with settings' \
	'The same mailbox; story.home says which domain is his and which servers are his provider'\''s.' \
	'$ bounce-report --home story.home story-relayed.mbox'
"$report" --home story.home story-relayed.mbox | what_changes

headline '3. Forged, with nothing but the mailbox' \
	'The same bounces, but the portal took the mail from a stranger who called himself owner.example.' \
	'$ bounce-report story-forged.mbox'
"$report" story-forged.mbox

headline '4. Forged, with settings' \
	'The same mailbox, and the same settings as above.' \
	'$ bounce-report --home story.home story-forged.mbox'
"$report" --home story.home story-forged.mbox | what_changes

headline '5. The letter' \
	'What the owner of the relayed flood sends his provider. It asks, for he does not know whose the servers are.' \
	'$ bounce-report --letter story-relayed.mbox'
"$report" --letter story-relayed.mbox

number=6
for server in Postfix:real Exim:real-exim; do
	name=${server#*:}
	if [ -f "$name.mbox" ] && [ -f "$name.home" ]; then
		headline "$number. Written by real servers" \
			"Bounces to an owner whose server is ${server%:*}; receivers are Postfix and Exim. Three causes are mixed;" \
			"$name.txt tells the cause of each." \
			"\$ bounce-report --home $name.home $name.mbox"
		"$report" --home "$name.home" "$name.mbox"
	else
		headline "$number. Written by real servers" "Left out: tests/demo/$name.mbox is not here."
	fi
	number=$((number + 1))
done

headline '8. One bounce, read alone' \
	'The first mail of the relayed story: who failed, why, what came back, and which way it had taken.' \
	'$ bounce-parse bounce.eml'
sed -n '2,${/^From /q;p;}' story-relayed.mbox | "$parse" --format=text
