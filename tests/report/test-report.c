/*
 * test-report.c - a whole report: where in its text the returned message begins, and whether that is sure
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

#define NOTICE "From: MAILER-DAEMON@mx.rcv.example\nTo: owner@owner.example\nSubject: failure notice\n\n" \
	"Hi. This is the qmail-send program at mx.rcv.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n" \
	"This is a permanent error; I've given up. Sorry it didn't work out.\n\n<x@bad.example>:\n192.0.2.198 failed after I sent the message.\n" \
	"Remote host said: 554 rejected\n\n"
#define MARKER "--- Below this line is a copy of the message.\n\n"
#define HEADER(number) "Return-Path: <owner@owner.example>\nReceived: (qmail 1 invoked from network); 17 Feb 2026 08:11:07 -0000\n" \
	"Received: from mail.owner.example (192.0.2.10)\n  by mx.rcv.example with SMTP; 17 Feb 2026 08:11:07 -0000\n" \
	"From: owner@owner.example\nMessage-ID: <" number "@owner.example>\nSubject: offer\n\n"

/* Is more than one message returned? */
static bool
is_doubled (const char *text)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record = NULL;
	bool doubled = false;

	CHECK_INT (bounce_parse (context, text, strlen (text), &record), BOUNCE_OK);
	if (record) {
		CHECK (record->original.present);
		CHECK_STR (record->original.message_id, "1@owner.example");
		doubled = record->original.doubled;
	}
	bounce_record_unref (record);
	bounce_context_unref (context);
	return doubled;
}

/* What the other side answered stands before what came back, and can bear a marker and a header. */
static void
two_returned_messages (void)
{
	CHECK (is_doubled (NOTICE MARKER HEADER ("1") MARKER HEADER ("2") "body\n"));
	CHECK (is_doubled (NOTICE MARKER HEADER ("1") "words\n\n  " MARKER "\n" HEADER ("2")));
	CHECK (is_doubled (NOTICE HEADER ("1") MARKER HEADER ("2"))); /* the made-up one has no marker */
}

/* A marker that no header follows, a header that no marker precedes, and a quoted bounce are what mails have in them. */
static void
one_returned_message (void)
{
	CHECK (!is_doubled (NOTICE MARKER HEADER ("1") "body\n"));
	CHECK (!is_doubled (NOTICE MARKER HEADER ("1") MARKER "body\n"));
	CHECK (!is_doubled (NOTICE MARKER HEADER ("1") MARKER "body\n" HEADER ("2")));
	CHECK (!is_doubled (NOTICE MARKER HEADER ("1") "body\n\n" HEADER ("2")));
	CHECK (!is_doubled (NOTICE MARKER HEADER ("1") "> " MARKER HEADER ("2")));
}

SUITE (bnc_test_report_report, "report/report", { "two returned messages", two_returned_messages }, { "one returned message", one_returned_message })
