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

# A table that this test knows, whatever the built-in one becomes.
table='--set=evidence.path.foreign-client=0.02,0.03,0.9 --set=evidence.path.shared-client=0.85,0.85,0.05'

# Two forged incidents and one relayed: without smoothing what was seen, and nothing impossible.
"$BOUNCE_FIT" $table --smoothing=0 relayed="$demo/story-relayed.mbox" forged="$demo/story-forged.mbox" forged="$demo/real.mbox" \
	>"$work/plain" || fail "bounce-fit failed"
expect '# fitted to incidents: 0 genuine, 1 relayed, 2 forged' "$work/plain"
# Each bounce of a story has one believed client; six of the ten of real.mbox came through the owner's server, so 0.6 in one of two.
expect 'evidence.path.shared-client = 0.850000, 1.000000, 0.300000' "$work/plain"
expect 'evidence.path.foreign-client = 0.020000, 0.000100, 0.700000' "$work/plain"
# With it, as if ten incidents of the table before had been there.
"$BOUNCE_FIT" $table relayed="$demo/story-relayed.mbox" forged="$demo/story-forged.mbox" >"$work/smooth" || fail "bounce-fit failed"
expect 'evidence.path.foreign-client = 0.020000, 0.027273, 0.909091' "$work/smooth"

# The same from a list, with settings for one line; paths are the list's.
mkdir "$work/lists"
cp "$demo/story-relayed.mbox" "$work/lists/one.mbox"
cp "$demo/story-forged.mbox" "$work/lists/two.mbox"
echo 'evidence.path.foreign-client = 0.5, 0.5, 0.5' >"$work/other.home"
printf '# incidents\n\nrelayed\tone.mbox\nforged\ttwo.mbox\t../other.home\n' >"$work/lists/list"
"$BOUNCE_FIT" $table --list="$work/lists/list" >"$work/listed" || fail "bounce-fit --list failed"
cmp -s "$work/smooth" "$work/listed" || { fail "a list gives another table:"; diff "$work/smooth" "$work/listed"; }

# What it wrote are settings, and they count.
"$BOUNCE_REPORT" --home="$work/smooth" --format=json "$demo/story-forged.mbox" >"$work/fitted.json" || fail "its table is refused"
"$BOUNCE_REPORT" --format=json "$demo/story-forged.mbox" >"$work/before.json"
if cmp -s "$work/fitted.json" "$work/before.json"; then fail "its table changes nothing"; fi

# Two groups that always say the same count for less, and no more than before; others stay as they were. Smoothing holds them to 1.
sum ()
{
	awk -F '[=,]' -v row="$1" '$1 ~ row { printf "%.3f", log ($4 / $3) }' "$2"
}
set -- $table relayed="$demo/story-relayed.mbox" relayed="$demo/story-forged.mbox" forged="$demo/story-forged.mbox"
"$BOUNCE_FIT" "$@" >"$work/apart" || fail "bounce-fit failed"
"$BOUNCE_FIT" --powers "$@" >"$work/drawn" || fail "bounce-fit --powers failed"
"$BOUNCE_FIT" --powers --smoothing=1e12 "$@" >"$work/held" || fail "bounce-fit --powers --smoothing failed"
"$BOUNCE_FIT" --smoothing=1e12 "$@" >"$work/unheld" || fail "bounce-fit --smoothing failed"
cmp -s "$work/held" "$work/unheld" || { fail "much smoothing leaves powers:"; diff "$work/held" "$work/unheld"; }
cmp -s "$work/drawn" "$work/apart" && fail "--powers changes nothing"
[ "$(wc -l <"$work/drawn")" = "$(wc -l <"$work/apart")" ] || fail "--powers drops rows"
for row in $(sed -n 's/^evidence\.\([^ ]*\) .*/\1/p' "$work/apart"); do
	awk -v a="$(sum "$row " "$work/apart")" -v b="$(sum "$row " "$work/drawn")" \
		'BEGIN { exit !(b * b <= a * a + .0001 && a * b >= -.0001) }' || fail "--powers makes $row speak louder"
done

refused 2 'expected CAUSE=FILE, or --list'
refused 2 'spam: expected genuine=FILE, relayed=FILE or forged=FILE' spam
refused 2 'spam=x: expected genuine=FILE' spam=x
refused 2 'No such file' genuine="$work/nowhere"
refused 1 'no bounce in it' genuine=/dev/null
refused 1 'no bounce in it' --powers genuine=/dev/null
[ "$(grep -c 'no bounce in it' err)" = 1 ] || fail "the second reading complains again"
refused 2 '--smoothing takes a number' --smoothing=-1 genuine=/dev/null
refused 2 'No such file' --list="$work/nowhere"
printf 'relayed\tone.mbox\nforged two.mbox\n' >"$work/lists/bad"
refused 2 'lists/bad:2: expected genuine, relayed or forged, a mailbox' --list="$work/lists/bad"
printf 'evidence.path.foreign-client = 2, 1, 1\n' >"$work/bad.home"
refused 2 'bad.home:1: evidence.path.foreign-client: expected three probabilities' --home="$work/bad.home" genuine=/dev/null
exit $((failed > 0))
