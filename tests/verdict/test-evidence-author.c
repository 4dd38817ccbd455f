/*
 * test-evidence-author.c - was the mail written as the owner writes his?
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

static void
expect_mailer (const char *mailer, const char *head, const char *outcome, const char *quote)
{
	bounce_context_t *context = mailer ? fixture_context ("home.domain", "owner.example", "home.mailer", mailer, NULL) : fixture_plain ();
	bounce_record_t *record = fixture_genuine ();

	record->original.head = slice_str (head);
	record->original.from = "Owner <owner@owner.example>"; /* so the header came back down to it */
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "mailer"), outcome);
	for (size_t i = 0; i < record->verdict->evidence_count; i++) {
		if (strcmp (record->verdict->evidence[i].group, "mailer") == 0)
			CHECK_STR (record->verdict->evidence[i].quote, quote);
	}
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
programs (void)
{
	expect_mailer ("Thunderbird", "Subject: a\nUser-Agent: Mozilla THUNDERBIRD\n 115\n", "usual", "User-Agent: Mozilla THUNDERBIRD 115");
	expect_mailer ("Thunderbird", "X-Mailer: The Bat!\n", "other", "X-Mailer: The Bat!");
	expect_mailer ("contact.php", "X-PHP-Originating-Script: 33:contact.php\n", "usual", "X-PHP-Originating-Script: 33:contact.php");
	/* None named, an empty one, none known. */
	expect_mailer ("Thunderbird", "Subject: Thunderbird\n", NULL, NULL);
	expect_mailer ("Thunderbird", "X-Mailer:\n", NULL, NULL);
	expect_mailer ("Thunderbird", "", NULL, NULL);
	expect_mailer (NULL, "X-Mailer: The Bat!\n", NULL, NULL);
}

/* By the owner's clock, whatever the zone of the line. */
static void
hours (void)
{
	static const struct {
		const char *hours;
		int64_t minutes; /* after noon, +0900 */
		const char *outcome, *text;
	} cases[] = {
		{ "08:00-18:30 +0900", 0, "usual", "it was handed in at 12:00 of your time, when you write" },
		{ "08:00-18:30 +0900", 389, "usual", "it was handed in at 18:29 of your time, when you write" },
		{ "08:00-18:30 +0900", 390, "unusual", "it was handed in at 18:30 of your time, when you do not write" },
		{ "08:00-18:30 +0900", -241, "unusual", "it was handed in at 07:59 of your time, when you do not write" },
		{ "08:00-18:30", 0, "unusual", "it was handed in at 03:00 of your time, when you do not write" },
		{ "22:00-06:00 -0500", 0, "usual", "it was handed in at 22:00 of your time, when you write" },
		{ "22:00-06:00 +0900", 0, "unusual", "it was handed in at 12:00 of your time, when you do not write" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", "home.hours", cases[i].hours, NULL);
		bounce_record_t *record = fixture_genuine ();
		const struct bounce_evidence *evidence;

		record->original.hops[1].date = (when_t) { FIXTURE_NOON + 60 * cases[i].minutes, -300 };
		bnc_verdict_decide (&context->settings, record);
		evidence = fixture_evidence (record->verdict, "hours");
		CHECK_STR (evidence ? evidence->outcome : NULL, cases[i].outcome);
		CHECK_STR (evidence ? evidence->text : NULL, cases[i].text);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

static void
expect_fields (const char *from, const char *head, const char *reply_to, const char *bulk)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();

	record->original.head = slice_str (head);
	record->original.from = from;
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "reply-to"), reply_to);
	CHECK_STR (fixture_outcome (record, "bulk"), bulk);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* Where answers are to go, and what a list or a program says of itself; a header that was cut before its From says neither. */
static void
answers_and_bulk (void)
{
	expect_fields ("info@owner.example", "Subject: a\n", "own", "plain");
	expect_fields ("info@owner.example", "Reply-To: Sales <sales@owner.example>\n", "own", "plain");
	expect_fields ("info@owner.example", "reply-to: \"info@owner.example\"\n <x@bad.example>\n", "foreign", "plain");
	expect_fields ("info@owner.example", "Reply-To:\n", "own", "plain");
	expect_fields ("info@elsewhere.example", "Reply-To: x@bad.example\n", NULL, "plain");
	expect_fields ("info@owner.example", "List-Id: <news.owner.example>\n", "own", "bulk");
	expect_fields ("info@owner.example", "Precedence: Bulk\n", "own", "bulk");
	expect_fields ("info@owner.example", "Precedence: first-class\nAuto-Submitted: no\n", "own", "plain");
	expect_fields ("info@owner.example", "Auto-Submitted: auto-generated\n", "own", "bulk");
	expect_fields (NULL, "List-Id: <news.owner.example>\n", NULL, NULL);
	expect_fields ("info@owner.example", "", NULL, NULL);
}

static void
mailer_settings (void)
{
	bounce_context_t *context = fixture_plain ();

	CHECK_INT (bounce_context_set (context, "home.mailer", " "), BOUNCE_ERROR_SETTING);
	CHECK (strstr (bounce_context_error (context), "X-Mailer") != NULL);
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_evidence_author, "verdict/evidence-author", { "dates", dates }, { "silences", silences },
       { "proves nothing", proves_nothing }, { "programs", programs },
       { "hours", hours }, { "answers and bulk", answers_and_bulk }, { "settings", mailer_settings })
