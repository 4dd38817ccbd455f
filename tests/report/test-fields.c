/*
 * test-fields.c - the fields of a report, wherever they stand
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

#define HEAD "From: postmaster@mx.example.net\nTo: neko@example.net\nSubject: Delivery failure\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nYour message was not delivered. See below.\n"
#define STATUS "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 disabled\n"
#define FEEDBACK "Feedback-Type: abuse\nUser-Agent: Example/1\nVersion: 1\nOriginal-Rcpt-To: <a@example.org>\n"

/* "kind|address reply status|..." */
static void
check (const char *mail, const char *want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;
	GString *have;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	have = g_string_new (bounce_kind_name (record->kind));
	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct bounce_recipient *r = &record->recipients[i];

		g_string_append_printf (have, "|%s %d %s", r->address, r->reply_code, r->status ? r->status : "-");
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
reads_fields_in_text (void)
{
	check (HEAD "\nIt failed. Details:\n\n" STATUS "\nYours, the server\n", "failure|a@example.org 550 5.2.1");
	check (HEAD "\nIt failed.\n  Reporting-MTA: dns; mx.example.net\n\n  Final-Recipient: rfc822; a@example.org\n  Action: failed\n"
	            "  Status: 5.2.1\n  Diagnostic-Code: smtp; 550 5.2.1\n     disabled\n",
	       "failure|a@example.org 550 5.2.1");
	check (HEAD "\n" STATUS "\nFinal-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.1.1\n",
	       "failure|a@example.org 550 5.2.1|b@example.org 0 5.1.1");
	/* What a person writes about fields is no report. */
	check ("From: Mike <mike@example.net>\nTo: neko@example.net\nSubject: Re: question\nIn-Reply-To: <1@example.net>\n\nLook:\n\n" STATUS, "other");
}

static void
reads_fields_in_any_part (void)
{
	check (MIXED "--b\nContent-Type: text/plain; name=details.txt\n\n" STATUS "--b--\n", "failure|a@example.org 550 5.2.1");
	check (MIXED "--b\nContent-Type: application/octet-stream\n\n" STATUS "--b--\n", "failure|a@example.org 550 5.2.1");
	check (MIXED "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
	             "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAZXhhbXBsZS5vcmcKQWN0aW9uOiBmYWlsZWQKU3Rh\ndHVzOiA1LjIuMQo=\n--b--\n",
	       "failure|a@example.org 0 5.2.1");
	/* A table that has such a word in its middle is none. */
	check (MIXED "--b\nContent-Type: application/octet-stream\n\nname,value\nFinal-Recipient: rfc822; a@example.org\n--b--\n", "failure");
}

static void
reads_feedback_in_text (void)
{
	check ("From: fbl@example.org\nTo: abuse@example.net\nSubject: Abuse report\n\nAn abuse report:\n\n" FEEDBACK,
	       "complaint|a@example.org 0 -");
	check ("From: fbl@example.org\nTo: abuse@example.net\nSubject: x\n\nFeedback-Type: abuse\nis a field of RFC 5965.\n", "other");
	check ("From: Mike <m@example.net>\nTo: n@example.net\nSubject: Re: x\nReferences: <1@example.net>\n\n" FEEDBACK, "other");
}

SUITE (bnc_test_report_fields, "report/fields", { "reads fields in text", reads_fields_in_text },
       { "reads fields in any part", reads_fields_in_any_part }, { "reads feedback in text", reads_feedback_in_text })
