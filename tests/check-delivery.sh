#!/bin/sh
# check-delivery.sh - bounce-parse as a mail server runs it, and as others read along: nothing is lost, nothing is torn
#
# In: BOUNCE_PARSE, BOUNCE_LEDGER, the programs; top_srcdir.  Out: one line for each thing that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${BOUNCE_PARSE:?}" "${BOUNCE_LEDGER:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
mail=$top_srcdir/tests/samples/postfix-spam/message.eml

# deliver WANTED OPTION...: the mail on standard input
deliver () {
	wanted=$1
	shift
	"$BOUNCE_PARSE" --deliver "$@" <"$mail" >out 2>err
	had=$?
	[ "$had" -eq "$wanted" ] || fail "status $had, not $wanted: --deliver $* ($(head -n 1 err))"
}

# What goes well, and each thing that does not: a mail server tries again at 75 and gives the mail up at all else.

deliver 0
deliver 0 --format=ndjson --append records
[ "$(wc -l <records)" -eq 1 ] || fail '--append wrote no line'
[ "$(stat -c %a records)" = 600 ] || fail '--append made a file that others can read'
deliver 75 --no-such-option
grep -q 'no-such-option' err || fail 'a wrong option is not named'
deliver 75 --home missing.home
printf 'home.domain = example.org\nhome.network = nonsense\n' >bad.home
deliver 75 --home bad.home
grep -q 'bad.home:2: ' err || fail 'a bad line of settings is not named'
printf 'name x\nnonsense here\n' >bad.dialect
deliver 75 --dialects bad.dialect
grep -q 'bad.dialect:2: ' err || fail 'a bad line of a dialect is not named'
deliver 75 --format=ndjson --append no-such-folder/records
deliver 75 --format=json --append records
if [ -w /dev/full ]; then
	deliver 75 --format=ndjson --append /dev/full
	"$BOUNCE_PARSE" --deliver <"$mail" >/dev/full 2>err
	[ $? -eq 75 ] || fail 'a full disk behind standard output does not defer'
fi
"$BOUNCE_PARSE" --deliver </dev/null >out 2>err
[ $? -eq 75 ] || fail 'no mail at all does not defer'
"$BOUNCE_PARSE" --deliver <&- >out 2>err
[ $? -eq 75 ] || fail 'a closed standard input does not defer'
[ "$(wc -l <records)" -eq 1 ] || fail 'what was deferred left something behind'

# Memory that ends: GLib aborts, and the mail is deferred.

case ${SANITIZERS:-no} in
yes) ;;
*)
	{ printf 'Subject: large\n\n'; head -c 40000000 /dev/zero | tr '\0' 'x'; } >large
	(ulimit -v 60000 && exec "$BOUNCE_PARSE" --deliver large) >out 2>err
	had=$?
	[ $had -eq 75 ] || fail "memory that ends: status $had, not 75"
	;;
esac

# A disk that fills in the midst of a record: what was there stays whole, and what came is deferred.

(ulimit -f 6 && exec "$BOUNCE_PARSE" --deliver --format=ndjson --append limited "$mail" "$mail" "$mail" "$mail" "$mail" "$mail") >out 2>err
[ $? -eq 75 ] || fail 'a file that may grow no further does not defer'
python3 -c '
import json
text = open("limited").read()
assert text.endswith("\n") and 0 < len(text.splitlines()) < 6, len(text)
[json.loads(line) for line in text.splitlines()]' || fail 'a full disk left a torn record'

# A writer that died within a line spoils no other.

printf '{"torn":' >torn
deliver 0 --format=ndjson --append torn
python3 -c '
import json
lines = open("torn").read().splitlines()
assert len(lines) == 2 and json.loads(lines[1])["kind"] == "failure", lines' || fail 'a torn record spoils the next'

# Many at once

for i in 1 2 3 4 5 6 7 8; do
	"$BOUNCE_PARSE" --deliver --format=ndjson --append together <"$mail" 2>>err.together &
done
wait
python3 -c '
import json
lines = open("together").read().splitlines()
assert len(lines) == 8 and all(json.loads(line)["kind"] == "failure" for line in lines), len(lines)' || fail 'eight writers at once tore a record'

# Who has seen enough closes the pipe: no word of it, and no work after it.

("$BOUNCE_PARSE" "$top_srcdir"/tests/samples/*/message.eml; echo $? >status) 2>err | head -n 1 >out
[ -s err ] && fail "a closed pipe is complained of: $(cat err)"
[ "$(cat status)" -eq 141 ] || fail "a closed pipe: status $(cat status), not 141 (SIGPIPE)"

# A ledger of what is no log: no report, no file, and a status that says so

status 2 "$BOUNCE_LEDGER" -o none.ledger missing.log
[ ! -s out ] || fail 'bounce-ledger reports on a log that is not there'
printf 'root:x:0:0:root:/root:/bin/sh\n' >no.log
status 2 "$BOUNCE_LEDGER" -o none.ledger no.log
grep -q 'no.log: expected a log' err || fail 'what is no log is not named'
[ ! -s out ] || fail 'bounce-ledger reports on what is no log'
[ ! -e none.ledger ] || fail 'bounce-ledger leaves a ledger of nothing'
log=$(ls "$top_srcdir"/tests/ledger/*log | head -n 1)
status 0 "$BOUNCE_LEDGER" -o new.ledger "$log"
[ "$(stat -c %a new.ledger)" = 600 ] || fail 'others can read the ledger'
before=$(cksum <new.ledger)
status 2 "$BOUNCE_LEDGER" -o new.ledger missing.log no.log
[ "$(cksum <new.ledger)" = "$before" ] || fail 'what is no log changed the ledger'
if [ -w /dev/full ]; then
	status 2 "$BOUNCE_LEDGER" -o /dev/full "$log"
	[ ! -s out ] || fail 'bounce-ledger reports what it could not write'
fi

[ $failed -eq 0 ] || exit 1
