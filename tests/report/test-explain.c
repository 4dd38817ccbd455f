/*
 * test-explain.c - how a mail was read: bids, the rule of each line, and the wording of prose
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

static const char qmail[] = "From: MAILER-DAEMON@mail.example.net\nTo: owner@example.org\nSubject: failure notice\n\n"
			    "Hi. This is the qmail-send program at mail.example.net.\n"
			    "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
			    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
			    "<reader@example.com>:\n192.0.2.7 does not like recipient.\n"
			    "Remote host said: 550 5.1.1 no such user\nGiving up on 192.0.2.7.\n";

static bounce_record_t *
explained (const char *mail, const char *without)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record = NULL;

	if (without)
		CHECK_INT (bounce_context_set (context, "dialects.without", without), BOUNCE_OK);
	CHECK_INT (bounce_explain (context, mail, strlen (mail), &record), BOUNCE_OK);
	bounce_context_unref (context);
	return record;
}

static bool
says (const bounce_record_t *record, const char *text)
{
	const char *explanation = bounce_record_explanation (record);

	return explanation && strstr (explanation, text);
}

static void
names_bids_and_rules (void)
{
	bounce_record_t *record = explained (qmail, NULL);

	CHECK_STR (bounce_record_dialect (record), "qmail");
	CHECK (says (record, "winner: qmail with "));
	CHECK (says (record, "    qmail.dialect:"));
	CHECK (says (record, "    5 |<reader@example.com>:\n        ^ qmail.dialect:"));
	CHECK (says (record, ": goes on with {text...}"));
	CHECK (says (record, "in the diagnostics:\n  qmail.dialect:"));
	CHECK (strstr (bounce_record_json (record), "\"explanation\":\"bids:") != NULL);
	bounce_record_unref (record);
}

static void
names_wording_of_prose (void)
{
	bounce_record_t *record = explained (qmail, "qmail");

	CHECK (bounce_record_dialect (record) == NULL);
	CHECK (says (record, "winner: none"));
	CHECK (says (record, "^ prose.wording: failed intro"));
	CHECK_INT (bounce_record_recipient_count (record), 1);
	bounce_record_unref (record);
}

static void
names_fields (void)
{
	bounce_record_t *record = explained ("From: MAILER-DAEMON@mail.example.net\nContent-Type: multipart/report;"
					     " report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n\n--b\n"
					     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.net\n\n"
					     "Final-Recipient: rfc822; reader@example.com\nAction: failed\nStatus: 5.1.1\n\n--b--\n", NULL);

	CHECK (says (record, "recipients named by fields of a delivery status: 1; "));
	bounce_record_unref (record);
}

static void
is_asked_for (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record = NULL;

	CHECK_INT (bounce_parse (context, qmail, sizeof qmail - 1, &record), BOUNCE_OK);
	CHECK (bounce_record_explanation (record) == NULL);
	CHECK (strstr (bounce_record_json (record), "explanation") == NULL);
	bounce_record_unref (record);
	CHECK (bounce_record_explanation (NULL) == NULL);
	CHECK_INT (bounce_explain (NULL, qmail, 1, &record), BOUNCE_ERROR_ARGUMENT);
	CHECK (record == NULL);
	CHECK_INT (bounce_explain (context, NULL, 1, &record), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_explain (context, qmail, 1, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_explain (context, NULL, 0, &record), BOUNCE_OK);
	CHECK (says (record, "bids: none\n"));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

SUITE (bnc_test_report_explain, "report/explain",
       { "names bids and rules", names_bids_and_rules },
       { "names the wording of prose", names_wording_of_prose },
       { "says where fields speak", names_fields },
       { "is there only where it was asked for", is_asked_for })
