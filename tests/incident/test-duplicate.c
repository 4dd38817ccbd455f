/*
 * test-duplicate.c - a mail that was given twice counts once, whatever came first
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "incident/incident.h"

#define FLOOD 60

/* From an mbox and from a folder: the second copy went through a mail program, the third is another mail. */
static void
knows_what_was_given (void)
{
	static const char mail[] = "From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: Undelivered\nMIME-Version: 1.0\n"
				   "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNo.\n--b\n"
				   "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
				   "Final-Recipient: rfc822; neko@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
	static const char *const added[] = { "", "X-Mozilla-Status: 0001\n", "X-Other: 1\n", "Return-Path: <>\nStatus: RO\n" };
	bounce_context_t *context = fixture_plain ();
	bounce_incident_t *incident = bounce_incident_new (context);

	for (size_t i = 0; i < G_N_ELEMENTS (added); i++) {
		char *text = g_strconcat (added[i], mail, NULL);
		bounce_record_t *record;

		CHECK_INT (bounce_parse (context, text, strlen (text), &record), BOUNCE_OK);
		CHECK_INT (bounce_incident_add (incident, record, added[i]), BOUNCE_OK);
		bounce_record_unref (record);
		g_free (text);
	}
	CHECK_INT (bounce_incident_message_count (incident), 4);
	CHECK_INT (bounce_incident_duplicate_count (incident), 2);
	CHECK_INT (bounce_incident_bounce_count (incident), 2);
	CHECK_INT (bounce_incident_kind_count (incident, BOUNCE_KIND_FAILURE), 2);
	CHECK_INT (bounce_incident_copy_count (incident), 2);
	CHECK (strstr (bounce_incident_json (incident), "{\"messages_read\":4,\"duplicates\":2,\"kinds\":{\"failure\":2},\"bounces\":2,"));
	CHECK_INT (bounce_incident_duplicate_count (NULL), 0);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* Bounces of two sendings, and what is none. */
static void
add (bounce_incident_t *incident, bounce_context_t *context, int number)
{
	bounce_record_t *record = number % 3 ? fixture_portal_relayed (number) : fixture_portal_forged (number);
	char *source = g_strdup_printf ("mbox:%d", number);

	if (number % 7 == 0)
		record->kind = number % 2 ? BOUNCE_KIND_DELAY : BOUNCE_KIND_OTHER;
	record->digest = (uint64_t) number + 1;
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (bounce_incident_add (incident, record, source), BOUNCE_OK);
	bounce_record_unref (record);
	g_free (source);
}

/* Each mail is there once, twice or three times, in orders of many kinds: the answer is that of the mails. */
static void
copies_change_nothing (void)
{
	static const int strides[] = { 1, 7, 11 };
	char *want = NULL;

	for (size_t copies = 0; copies < G_N_ELEMENTS (strides); copies++) {
		bounce_context_t *context = fixture_plain ();
		bounce_incident_t *incident = bounce_incident_new (context);
		const char *have;

		for (size_t i = 0; i <= copies; i++) {
			for (int j = 0; j < FLOOD; j++)
				add (incident, context, j * strides[(copies + i) % G_N_ELEMENTS (strides)] % FLOOD);
		}
		CHECK_INT (bounce_incident_message_count (incident), (copies + 1) * FLOOD);
		CHECK_INT (bounce_incident_duplicate_count (incident), copies * FLOOD);
		have = strstr (bounce_incident_json (incident), "\"kinds\"");
		if (want)
			CHECK_STR (have, want);
		else
			want = g_strdup (have);
		bounce_incident_unref (incident);
		bounce_context_unref (context);
	}
	g_free (want);
}

/* Records that nobody parsed have no digest: they are mails of their own. */
static void
counts_what_it_cannot_know (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_incident_t *incident = bounce_incident_new (context);
	bounce_record_t *record = fixture_portal_relayed (1);

	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (bounce_incident_add (incident, record, "a"), BOUNCE_OK);
	CHECK_INT (bounce_incident_add (incident, record, "b"), BOUNCE_OK);
	CHECK_INT (bounce_incident_bounce_count (incident), 2);
	CHECK_INT (bounce_incident_duplicate_count (incident), 0);
	bounce_record_unref (record);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

SUITE (bnc_test_incident_duplicate, "incident/duplicate", { "knows what was given", knows_what_was_given },
       { "copies change nothing", copies_change_nothing }, { "counts what it cannot know", counts_what_it_cannot_know })
