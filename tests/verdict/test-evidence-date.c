/*
 * test-evidence-date.c - was the mail handed in when its Date says?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

/* Minutes between the Date and the line of the host that took the mail in. */
static void
expect (int64_t minutes, const char *outcome, const char *text)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	const struct bounce_evidence *evidence;

	record->original.date_text = "a date";
	record->original.date = (when_t) { FIXTURE_NOON, 0 };
	record->original.hops[1].date = (when_t) { FIXTURE_NOON + 60 * minutes, 540 };
	record->original.hops[0].date = (when_t) { FIXTURE_NOON + 86400, 0 }; /* after a day in our own queue */
	bnc_verdict_decide (&context->settings, record);
	evidence = fixture_evidence (record->verdict, "date");
	CHECK_STR (evidence ? evidence->outcome : NULL, outcome);
	CHECK_STR (evidence ? evidence->text : NULL, text);
	CHECK_STR (evidence ? evidence->part : NULL, "original:Received[1]");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
dates (void)
{
	expect (0, "prompt", "its Date is the time it was handed in");
	expect (2, "prompt", "its Date is the time it was handed in");
	expect (-2, "prompt", "its Date is the time it was handed in");
	expect (3, "near", "its Date is 3 minutes before the time it was handed in");
	expect (-30, "near", "its Date is 30 minutes after the time it was handed in");
	expect (31, "off", "its Date is 31 minutes before the time it was handed in");
	expect (-600, "off", "its Date is 600 minutes after the time it was handed in");
}

/* Nothing is said without a Date, without a time of the line, and of a mail that lay with a list or a forwarder. */
static void
silences (void)
{
	for (int i = 0; i < 3; i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = i < 2 ? fixture_genuine () : fixture_report ();

		if (i == 2) {
			RETURNED (record, .from = "lists.example", .helo = "lists.example", .client = "203.0.113.9", .by = "mx.rcv.example");
			RETURNED (record, HOP_OWN_TO_RCV);
			record->original.hops[1].by = "lists.example";
		}
		record->original.date_text = i == 0 ? NULL : "a date";
		record->original.date = (when_t) { FIXTURE_NOON, 0 };
		record->original.hops[i == 2 ? 0 : 1].date = i == 1 ? WHEN_NONE : (when_t) { FIXTURE_NOON, 0 };
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "path"), i == 2 ? "intermediary" : "own-client");
		CHECK_STR (fixture_outcome (record, "date"), NULL);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* A right Date is what everybody has: it makes nothing genuine. */
static void
proves_nothing (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV, .date = { FIXTURE_NOON, 0 });
	fixture_fails (record, "@rcv.example", 0, 1);
	record->original.date_text = "a date";
	record->original.date = (when_t) { FIXTURE_NOON, 0 };
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "date"), "prompt");
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_evidence_date, "verdict/evidence-date", { "dates", dates }, { "silences", silences }, { "proves nothing", proves_nothing })
