#!/bin/sh
# check-fit.sh - bounce-fit counts what it should, its table is a file of settings, and wrong use is told
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u
. "${top_srcdir:=.}/tests/helpers.sh"
demo=$top_srcdir/tests/demo
work=$here

# expect LINE FILE: it stands there
expect ()
{
	grep -Fqx -e "$1" "$2" || { fail "expected \"$1\" in:"; cat "$2"; }
}

# refused STATUS WORDS ARGUMENT...
refused ()
{
	code=$1 words=$2
	shift 2
	status "$code" "$BOUNCE_FIT" "$@"
	grep -Fq -e "$words" err || { fail "bounce-fit $*: expected \"$words\" in:"; cat err; }
	[ ! -s out ] || { fail "bounce-fit $*: wrote a table:"; cat out; }
}

# column ROW WAY FILE: what the table gives an outcome by a way, counted from 1
column ()
{
	sed -n "s/^evidence\.$1 = //p" "$3" | cut -d, -f"$2" | tr -d ' '
}
RELAY=5 DIRECT=11
# what the built-in table has there, in thousandths
before=$(awk -F'[,)] *' -v column=$RELAY '/"submission", *"local-user"/ { print $(3 + column) }' "$top_srcdir/libbounce/verdict/evidence.def")

# One forged incident and one relayed: without smoothing what was seen, and nothing impossible; what adds up to 1 before does so after.
"$BOUNCE_FIT" --smoothing=0 relayed="$demo/story-relayed.mbox" forged="$demo/story-forged.mbox" >"$work/plain" || fail "bounce-fit failed"
expect '# fitted to incidents: 0 genuine, 1 relayed, 1 forged' "$work/plain"
[ "$(column submission.open-relay $RELAY "$work/plain")" != "$(column submission.local-user $RELAY "$work/plain")" ] || fail "nothing was counted"
[ "$(column submission.local-user $RELAY "$work/plain")" = 0.000100 ] || fail "what was not seen is not the least there is"
[ "$(column framing.helo-own-domain $DIRECT "$work/plain")" != 0.000100 ] || fail "what was seen is the least there is"
! grep -q '^evidence\.sent\.' "$work/plain" || fail "a group that never spoke has rows"
# With it, between the table before and what was seen.
"$BOUNCE_FIT" relayed="$demo/story-relayed.mbox" forged="$demo/story-forged.mbox" >"$work/smooth" || fail "bounce-fit failed"
awk -v a="$(column submission.local-user $RELAY "$work/smooth")" -v b="$before" 'BEGIN { exit !(a > .0001 && a < b / 1000) }' || fail "smoothing does not hold"
"$BOUNCE_FIT" --smoothing=1e12 relayed="$demo/story-relayed.mbox" forged="$demo/story-forged.mbox" >"$work/held" || fail "bounce-fit failed"
[ "$(column submission.local-user $RELAY "$work/held")" = "$(awk -v b="$before" 'BEGIN { printf "%.6f", b / 1000 }')" ] || fail "much smoothing does not leave the table as it was"

# The same from a list, with settings for one line; paths are the list's.
mkdir "$work/lists"
cp "$demo/story-relayed.mbox" "$work/lists/one.mbox"
cp "$demo/story-forged.mbox" "$work/lists/two.mbox"
echo 'home.domain = elsewhere.example' >"$work/other.home"
printf '# incidents\n\nrelayed\tone.mbox\nforged\ttwo.mbox\n' >"$work/lists/list"
"$BOUNCE_FIT" --list="$work/lists/list" >"$work/listed" || fail "bounce-fit --list failed"
cmp -s "$work/smooth" "$work/listed" || { fail "a list gives another table:"; diff "$work/smooth" "$work/listed"; }

# What it wrote are settings, and they count.
"$BOUNCE_REPORT" --home="$work/smooth" --format=json "$demo/story-forged.mbox" >"$work/fitted.json" || fail "its table is refused"
"$BOUNCE_REPORT" --format=json "$demo/story-forged.mbox" >"$work/before.json"
if cmp -s "$work/fitted.json" "$work/before.json"; then fail "its table changes nothing"; fi

# Settings of a line count for that line.
printf 'relayed\tone.mbox\nforged\ttwo.mbox\t../other.home\n' >"$work/lists/settled"
"$BOUNCE_FIT" --list="$work/lists/settled" >"$work/settled" || fail "bounce-fit --list with settings failed"
if cmp -s "$work/smooth" "$work/settled"; then fail "the settings of a line change nothing"; fi

refused 2 'expected CAUSE=FILE, or --list'
refused 2 'spam: expected genuine=FILE, relayed=FILE or forged=FILE' spam
refused 2 'spam=x: expected genuine=FILE' spam=x
refused 2 'No such file' genuine="$work/nowhere"
refused 1 'no bounce in it' genuine=/dev/null
refused 2 '--smoothing takes a number' --smoothing=-1 genuine=/dev/null
refused 2 'No such file' --list="$work/nowhere"
printf 'relayed\tone.mbox\nforged two.mbox\n' >"$work/lists/bad"
refused 2 'lists/bad:2: expected genuine, relayed or forged, a mailbox' --list="$work/lists/bad"
printf 'evidence.path.foreign-client = 2, 1, 1\n' >"$work/bad.home"
refused 2 'bad.home:1: evidence.path.foreign-client: expected three probabilities' --home="$work/bad.home" genuine=/dev/null
exit $((failed > 0))
