/*
 * test-arf.c - feedback reports (RFC 5965), authentication failures among them (RFC 6591)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/arf.h"

#include "test.h"

static const limits_t usual = { .recipients = 2 };

static bounce_record_t *
read_body (const char *body, bounce_record_t *record)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	if (!record)
		record = bnc_record_new ();
	bnc_arf_read (slice_str (body), NEWLINE_LF, &usual, record);
	return record;
}

static void
reads_every_field (void)
{
	bounce_record_t *record = read_body ("Feedback-Type: abuse\nUser-Agent: ExampleGenerator/1.0\nVersion: 1\nOriginal-Envelope-Id: QQ314159\n"
	                                     "Original-Mail-From: <neko@example.net>\nOriginal-Rcpt-To: <kijitora@example.org>\n"
	                                     "Arrival-Date: Thu, 29 Apr 2010 23:34:45 +0900\nReporting-MTA: dns; mx.example.org\n"
	                                     "Source-IP: 192.0.2.7\nAuthentication-Results: mx.example.org;\n\tspf=fail\n"
	                                     "Reported-Domain: example.net\nReported-Uri: http://example.net/\nIncidents: 2\n", NULL);
	const feedback_t *feedback = record->feedback;

	CHECK (feedback != NULL);
	CHECK_STR (feedback->type, "abuse");
	CHECK_STR (feedback->user_agent, "ExampleGenerator/1.0");
	CHECK_STR (feedback->original_mail_from, "neko@example.net");
	CHECK_STR (feedback->original_rcpt_to, "kijitora@example.org");
	CHECK_STR (feedback->source_ip, "192.0.2.7");
	CHECK_STR (feedback->reported_domain, "example.net");
	CHECK_STR (feedback->auth_failure, NULL);
	CHECK_INT (feedback->arrival_date.seconds, 1272551685);
	CHECK_STR (record->reporting_mta, "mx.example.org");
	CHECK_STR (record->envelope_id, "QQ314159");
	CHECK_INT (record->recipient_count, 1);
	CHECK_STR (record->recipients[0].address, "kijitora@example.org");
	CHECK_INT (record->recipients[0].source.address, BOUNCE_SOURCE_FIELD);
	bounce_record_unref (record);
}

static void
reads_authentication_failures (void)
{
	bounce_record_t *record = read_body ("Feedback-Type: auth-failure\nAuth-Failure: dkim\nDelivery-Result: reject\nOriginal-Mail-From: <>\n"
	                                     "Received-Date: Thu, 29 Apr 2010 23:34:45 +0900\n", NULL);

	CHECK_STR (record->feedback->type, "auth-failure");
	CHECK_STR (record->feedback->auth_failure, "dkim");
	CHECK_INT (record->feedback->arrival_date.seconds, 1272551685);
	CHECK_INT (record->recipient_count, 0);
	bounce_record_unref (record);
}

static void
takes_the_first_of_each (void)
{
	bounce_record_t *record = read_body ("Feedback-Type: abuse\nFeedback-Type: fraud\nOriginal-Rcpt-To: a@example.org\n"
	                                     "Original-Rcpt-To: b@example.org\nOriginal-Rcpt-To: c@example.org\n", NULL);

	CHECK_STR (record->feedback->type, "abuse");
	CHECK_STR (record->feedback->original_rcpt_to, "a@example.org");
	CHECK_INT (record->recipient_count, 2);
	CHECK_STR (record->recipients[1].address, "b@example.org");
	CHECK_INT (record->truncated_count, 1);
	/* A second part adds what the first left out. */
	read_body ("Feedback-Type: virus\nSource-IP: 192.0.2.7\n", record);
	CHECK_STR (record->feedback->type, "abuse");
	CHECK_STR (record->feedback->source_ip, "192.0.2.7");
	bounce_record_unref (record);
}

static void
reads_next_to_nothing (void)
{
	bounce_record_t *record = read_body ("", NULL);

	CHECK (record->feedback && !record->feedback->type);
	CHECK_INT (record->feedback->arrival_date.seconds, BOUNCE_NO_TIME);
	bounce_record_unref (record);
	record = read_body ("Feedback-Type\n: abuse\n\nOriginal-Rcpt-To:\n", NULL);
	CHECK (!record->feedback->type && !record->feedback->original_rcpt_to && record->recipient_count == 0);
	bounce_record_unref (record);
}

SUITE (bnc_test_report_arf, "report/arf",
       { "reads every field", reads_every_field },
       { "reads authentication failures", reads_authentication_failures },
       { "takes the first of each", takes_the_first_of_each },
       { "reads next to nothing", reads_next_to_nothing })
