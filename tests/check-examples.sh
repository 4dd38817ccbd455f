#!/bin/sh
# check-examples.sh - the examples compile as a stranger's programs would, and do what they say
#
# In: top_srcdir, LIB (the shared library), CC, SANITIZERS
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}" "${CC:=cc}"

if [ ! -r "${LIB:-}" ]; then
	echo "skipped: no shared library was built (LIB=${LIB:-})"
	exit 77
fi
if [ "${SANITIZERS:-no}" = yes ]; then
	echo "skipped: programs without sanitizers cannot use a library that has them"
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# build NAME FLAG...
build ()
{
	name=$1
	shift
	$CC -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$top_srcdir/include" "$@" -o "$work/$name" "$LIB" -Wl,-rpath,"${LIB%/*}"
}

# expect PATTERN FILE
expect ()
{
	grep -q -e "$1" "$2" && return
	echo "$2 has no line \"$1\":"
	cat "$2"
	status=1
}

cat >"$work/mail" <<'END'
From: MAILER-DAEMON@mx.example.net
To: owner@example.org
Subject: Undelivered
Date: Thu,  1 Oct 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=cut

--cut

It could not be delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; kijitora@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--cut
Content-Type: text/rfc822-headers

From: owner@example.org
To: kijitora@example.com
Subject: invoice
Message-ID: <app-17@example.org>

--cut--
END

build embed "$top_srcdir/examples/embed.c"
"$work/embed" "$work/mail" >"$work/embed.out" || status=1
expect '^failure$' "$work/embed.out"
expect '^  kijitora@example.com: user-unknown (hard)$' "$work/embed.out"
if "$work/embed" "$work/none" 2>"$work/embed.err"; then
	echo "embed takes a file that is not there"
	status=1
fi
expect '^embed: cannot read the file$' "$work/embed.err"

build scorer "$top_srcdir/examples/scorer.c"
"$work/scorer" example.org <"$work/mail" >"$work/scorer.out" || status=1
expect '^message-id: the Message-ID has the shape of our application.s (application)$' "$work/scorer.out"
[ "$(grep -c '^message-id:' "$work/scorer.out")" = 1 ] || {
	echo "scorer: the built-in evidence was not replaced"
	status=1
}
"$work/scorer" example.com <"$work/mail" >"$work/scorer.out" || status=1
expect '^message-id: the Message-ID is not of our application (application)$' "$work/scorer.out"

build module.so -shared -fPIC "$top_srcdir/examples/module.c"
cat >"$work/load.c" <<'END'
#include <bounce.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_mailbox_t *mailbox = NULL;
	bounce_record_t *record = NULL;
	const void *bytes;
	size_t length;

	if (argc == 3 && bounce_context_load_scorer (context, argv[1]) == BOUNCE_OK
	    && bounce_mailbox_open (argv[2], &mailbox) == BOUNCE_OK
	    && bounce_mailbox_next (mailbox, &bytes, &length) == BOUNCE_OK
	    && bounce_parse (context, bytes, length, &record) == BOUNCE_OK)
		printf ("%s\n", bounce_record_json (record));
	else
		printf ("%s\n", bounce_context_error (context) ? bounce_context_error (context) : "failed");
	bounce_context_unref (context);
	bounce_mailbox_unref (mailbox);
	bounce_record_unref (record);
	return 0;
}
END
build load "$work/load.c"
"$work/load" "$work/module.so" "$work/mail" >"$work/module.out"
expect '"the Message-ID has the shape of our application.s","scorer":"module"' "$work/module.out"
"$BOUNCE_PARSE" --format=ndjson --scorer="$work/module.so" "$work/mail" >"$work/module.out" || status=1
expect '"the Message-ID has the shape of our application.s","scorer":"module"' "$work/module.out"
cat >"$work/other.c" <<'END'
#include <bounce.h>

int32_t
bounce_scorer_abi (void)
{
	return BOUNCE_ABI + 1;
}

int32_t
bounce_scorer (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	return !record || !opinion || user;
}
END
build other.so -shared -fPIC -DBOUNCE_SCORER_MODULE "$work/other.c"
"$work/load" "$work/other.so" "$work/mail" >"$work/other.out"
expect 'other.so: .*binary interface' "$work/other.out"
exit $status
