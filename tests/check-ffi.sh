#!/bin/sh
# check-ffi.sh - the library from Python without a compiler, and its declarations in cffi and LuaJIT
#
# In: top_srcdir, LIB (the shared library), SANITIZERS
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:=.}"

if [ ! -r "${LIB:-}" ]; then
	echo "skipped: no shared library was built (LIB=${LIB:-})"
	exit 77
fi
if [ "${SANITIZERS:-no}" = yes ]; then
	echo "skipped: a library with sanitizers cannot be loaded into a program without"
	exit 77
fi
if ! python3 -c 'import ctypes' 2>/dev/null; then
	echo "skipped: no python3 with ctypes"
	exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

cat >"$work/mail" <<'END'
From MAILER-DAEMON Thu Oct  1 12:00:00 2026
Received: from mx.example.net (mx.example.net [192.0.2.25])
	by mail.example.org (Postfix) with ESMTP id 4B1C
	for <owner@example.org>; Thu,  1 Oct 2026 12:00:00 +0000
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: owner@example.org
Subject: Undelivered Mail Returned to Sender
Date: Thu,  1 Oct 2026 12:00:00 +0000
Message-ID: <20261001120000.4B1C@mx.example.net>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

<kijitora@example.com>: host mx.example.com[198.51.100.4] said: 550 5.1.1
    <kijitora@example.com>... User Unknown (in reply to RCPT TO command)

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Thu,  1 Oct 2026 11:59:58 +0000

Final-Recipient: rfc822; kijitora@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <kijitora@example.com>... User Unknown

--cut
Content-Type: text/rfc822-headers

Received: from client.example.com (client.example.com [203.0.113.9])
	by mx.example.net (Postfix) with ESMTP id 3A7F
	for <kijitora@example.com>; Thu,  1 Oct 2026 11:59:57 +0000
From: owner@example.org
To: kijitora@example.com
Subject: test
Date: Thu,  1 Oct 2026 11:59:50 +0000
Message-ID: <1@client.example.com>

--cut--

From owner@example.org Thu Oct  1 12:00:01 2026
From: owner@example.org
To: neko@example.com
Subject: an ordinary mail
Message-ID: <2@example.org>

Nothing to report.
END

cat >"$work/want" <<'END'
kind: failure
recipient: kijitora@example.com user-unknown hard
kind: other
END
if LIBBOUNCE=$LIB python3 "$top_srcdir/examples/bounce.py" "$work/mail" >"$work/have"; then
	# Which verdict it is, other tests say; here it has to be one.
	grep -cE '^verdict: (undecided|genuine|relayed|forged)$' "$work/have" | grep -qx 1 || {
		echo "bounce.py: not one verdict"
		status=1
	}
	grep -v '^verdict:' "$work/have" | diff -u "$work/want" - || status=1
else
	echo "bounce.py failed"
	status=1
fi
if LIBBOUNCE=$LIB python3 "$top_srcdir/examples/bounce.py" "$work/none" 2>/dev/null; then
	echo "bounce.py: takes a file that is not there"
	status=1
fi

if ! LIBBOUNCE=$LIB python3 "$top_srcdir/examples/bounce.py" --reply '550 5.1.1 User unknown' >"$work/have" ||
	[ "$(cat "$work/have")" != '550 5.1.1 user-unknown hard' ]; then
	echo "bounce.py --reply: $(cat "$work/have")"
	status=1
fi

sh "$top_srcdir/libbounce/make-cdef.sh" "$top_srcdir/include/bounce.h" >"$work/bounce.cdef"
if python3 -c 'import cffi' 2>/dev/null; then
	python3 - "$work/bounce.cdef" "$LIB" <<'END' || { echo "cffi failed"; status=1; }
import sys, cffi
ffi = cffi.FFI()
ffi.cdef(open(sys.argv[1]).read())
B = ffi.dlopen(sys.argv[2])
out = ffi.new("bounce_record_t **")
context = ffi.gc(B.bounce_context_new(B.BOUNCE_ABI), B.bounce_context_unref)
seen = []

@ffi.callback("bounce_scorer_fn")
def scorer(record, opinion, user):
    seen.append(ffi.string(B.bounce_recipient_address(B.bounce_record_recipient(record, 0))))
    seen.append(ffi.string(B.bounce_record_original_field(record, b"x-campaign-id")))
    return B.bounce_opinion_add(opinion, b"colour", b"red", b"it is red", [-10, -20, -30])

assert B.bounce_context_add_scorer(context, b"script", scorer, ffi.NULL) == B.BOUNCE_OK
mail = b"From: MAILER-DAEMON@example.net\nTo: owner@example.org\nSubject: failure\nMIME-Version: 1.0\n" \
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\n\nfailed\n--cut\n" \
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; example.net\n\n" \
    b"Final-Recipient: rfc822; neko@example.com\nAction: failed\nStatus: 5.1.1\n\n--cut\n" \
    b"Content-Type: message/rfc822\n\nFrom: owner@example.org\nX-Campaign-Id: 7\n\nhello\n--cut--\n"
assert B.bounce_parse(context, mail, len(mail), out) == B.BOUNCE_OK
record = ffi.gc(out[0], B.bounce_record_unref)
assert B.bounce_record_kind(record) == B.BOUNCE_KIND_FAILURE
assert seen == [b"neko@example.com", b"7"], seen
verdict = B.bounce_record_verdict(record)
said = [B.bounce_verdict_evidence(verdict, i) for i in range(B.bounce_verdict_evidence_count(verdict))]
red = [e for e in said if ffi.string(B.bounce_evidence_scorer(e)) == b"script"]
assert len(red) == 1 and ffi.string(B.bounce_evidence_text(red[0])) == b"it is red"
answer = ffi.new("bounce_reply_t **")
assert B.bounce_classify_reply(context, b"550 5.1.1 User unknown", b"mx.example.net", ffi.NULL, b"RCPT", answer) == B.BOUNCE_OK
reply = ffi.gc(answer[0], B.bounce_reply_unref)
assert B.bounce_reply_reason(reply) == B.BOUNCE_REASON_USER_UNKNOWN and B.bounce_reply_permanence(reply) == B.BOUNCE_PERMANENCE_HARD
assert B.bounce_reply_code(reply) == 550 and ffi.string(B.bounce_reply_status(reply)) == b"5.1.1"
assert B.bounce_reply_reason_source(reply) == B.BOUNCE_SOURCE_PHRASE
# Given back in the wrong order, which is to be right.
ffi.release(context)
assert ffi.string(B.bounce_kind_name(B.bounce_record_kind(record))) == b"failure"
END
else
	echo "without cffi: not here"
fi
if command -v luajit >/dev/null; then
	luajit - "$work/bounce.cdef" "$LIB" <<'END' || { echo "LuaJIT failed"; status=1; }
local ffi = require("ffi")
ffi.cdef(io.open(arg[1]):read("*a"))
local B = ffi.load(arg[2])
local out = ffi.new("bounce_record_t *[1]")
local context = ffi.gc(B.bounce_context_new(B.BOUNCE_ABI), B.bounce_context_unref)
local mail = "From: owner@example.org\nSubject: an ordinary mail\n\nNothing.\n"
assert(B.bounce_parse(context, mail, #mail, out) == B.BOUNCE_OK)
local record = ffi.gc(out[0], B.bounce_record_unref)
assert(B.bounce_record_kind(record) == B.BOUNCE_KIND_OTHER)
assert(tonumber(B.bounce_record_recipient_count(record)) == 0)
assert(ffi.string(B.bounce_record_json(record)):find('"kind":"other"', 1, true))
local answer = ffi.new("bounce_reply_t *[1]")
assert(B.bounce_classify_reply(context, "550 5.1.1 User unknown", nil, "example.org", "RCPT", answer) == B.BOUNCE_OK)
local reply = ffi.gc(answer[0], B.bounce_reply_unref)
assert(B.bounce_reply_reason(reply) == B.BOUNCE_REASON_USER_UNKNOWN and ffi.string(B.bounce_reply_status(reply)) == "5.1.1")
END
else
	echo "without LuaJIT: not here"
fi
exit $status
