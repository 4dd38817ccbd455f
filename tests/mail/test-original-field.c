/*
 * test-original-field.c - any field of the returned message: which, in what form, and for how long
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"
#include "core/record.h"
#include "mail/original-field.h"
#include "test.h"

#define REPORT(type, original)                                                                                       \
	"From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: failure\nMIME-Version: 1.0\n"            \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\n\nfailed\n--cut\n"        \
	"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"                              \
	"Final-Recipient: rfc822; neko@example.com\nAction: failed\nStatus: 5.1.1\n\n--cut\nContent-Type: " type "\n\n" \
	original "\n--cut--\n"

#define HEADER "Received: from client.example.org ([192.0.2.7]) by mx.example.org with ESMTP id 1\n" \
	"\tfor <neko@example.com>; Thu, 29 Apr 2010 23:34:45 +0900\n" \
	"X-Campaign-Id: =?utf-8?Q?caf=C3=A9?=\n =?utf-8?Q?_noir?=\nX-Empty:\nx-campaign-id: second\nX-Folded: one\n\ttwo\n   three\n" \
	"From: owner@example.org\nX-Raw: b\xE9" "b\xE9\nMessage-ID: <1@example.org>\n"

static bounce_record_t *
parse (bounce_context_t *context, const char *mail)
{
	bounce_record_t *record = NULL;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	return record;
}

/* Of a mail whose bytes and context are gone. */
static bounce_record_t *
record_of (const char *mail)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *copy = g_strdup (mail);
	bounce_record_t *record = parse (context, copy);

	memset (copy, 'x', strlen (copy));
	g_free (copy);
	bounce_context_unref (context);
	return record;
}

static void
check_fields (bounce_record_t *record)
{
	CHECK_STR (bounce_record_original_field (record, "X-Campaign-Id"), "caf\xC3\xA9 noir");
	CHECK_STR (bounce_record_original_field (record, "X-CAMPAIGN-ID"), "caf\xC3\xA9 noir");
	CHECK_STR (bounce_record_original_field (record, "X-Folded"), "one two three");
	CHECK_STR (bounce_record_original_field (record, "X-Empty"), "");
	CHECK_STR (bounce_record_original_field (record, "From"), "owner@example.org");
	CHECK_STR (bounce_record_original_field (record, "Message-ID"), "<1@example.org>");
	CHECK_STR (bounce_record_original_field (record, "X-Raw"), "b\xC3\xA9" "b\xC3\xA9");
	CHECK_STR (bounce_record_original_field (record, "Subject"), NULL);
	CHECK_STR (bounce_record_original_field (record, "X-Campaign"), NULL);
	CHECK_STR (bounce_record_original_field (record, ""), NULL);
	CHECK_INT (bounce_record_original_field_count (record), 8);
	CHECK_STR (bounce_record_original_field_name (record, 1), "X-Campaign-Id");
	CHECK_STR (bounce_record_original_field_name (record, 3), "x-campaign-id");
	CHECK_STR (bounce_record_original_field_value (record, 3), "second");
	CHECK_STR (bounce_record_original_field_name (record, 8), NULL);
	CHECK_STR (bounce_record_original_field_value (record, 8), NULL);
	bounce_record_unref (record);
}

static void
in_all_its_places (void)
{
	check_fields (record_of (REPORT ("message/rfc822", HEADER "\nbody\n")));
	check_fields (record_of (REPORT ("text/rfc822-headers", HEADER)));
}

/* A blank before the colon is forgiven, and no part of the name. */
static void
with_a_blank_before_the_colon (void)
{
	bounce_record_t *record = record_of (REPORT ("message/rfc822", "X-Old : 1\nFrom: owner@example.org\n\nbody\n"));

	CHECK_STR (bounce_record_original_field (record, "X-Old"), "1");
	CHECK_STR (bounce_record_original_field_name (record, 0), "X-Old");
	bounce_record_unref (record);
}

/* Quoted in text, in base64, with other line ends. */
static void
in_other_forms (void)
{
	GString *quoted = g_string_new ("From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: failure notice\n\n"
	                                "<neko@example.com>: 550 5.1.1 no such user\n\n");
	char **lines = g_strsplit (HEADER, "\n", 0), *base64 = g_base64_encode ((const guchar *) HEADER "\nbody\n", sizeof (HEADER "\nbody\n") - 1);
	char *mail = g_strdup_printf (REPORT ("message/rfc822\nContent-Transfer-Encoding: base64", "%s"), base64);
	GString *crlf = g_string_new (REPORT ("message/rfc822", HEADER "\nbody\n"));

	for (char **line = lines; *line && **line; line++)
		g_string_append_printf (quoted, "> %s\n", *line);
	check_fields (record_of (quoted->str));
	check_fields (record_of (mail));
	g_string_replace (crlf, "\n", "\r\n", 0);
	check_fields (record_of (crlf->str));
	g_string_replace (crlf, "\r\n", "\r", 0);
	check_fields (record_of (crlf->str));
	g_string_free (crlf, TRUE);
	g_free (mail);
	g_free (base64);
	g_strfreev (lines);
	g_string_free (quoted, TRUE);
}

static void
none_where_nothing_came_back (void)
{
	bounce_record_t *record = record_of ("From: neko@example.net\nTo: owner@example.org\nX-Campaign-Id: 7\n\nhello\n");

	CHECK_STR (bounce_record_original_field (record, "X-Campaign-Id"), NULL);
	CHECK_INT (bounce_record_original_field_count (record), 0);
	CHECK_STR (bounce_record_original_field_name (record, 0), NULL);
	CHECK_STR (bounce_record_original_field (record, NULL), NULL);
	CHECK_STR (bounce_record_original_field (NULL, "From"), NULL);
	CHECK_INT (bounce_record_original_field_count (NULL), 0);
	CHECK_STR (bounce_record_original_field_name (NULL, 0), NULL);
	CHECK_STR (bounce_record_original_field_value (NULL, 0), NULL);
	bounce_record_unref (record);
}

/* What the limit cuts is left out, a field cut in two as well, and the record says so. */
static void
keeps_the_limit (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GString *mail = g_string_new (REPORT ("message/rfc822", HEADER "X-Last: 1\n\nbody\n"));
	bounce_record_t *record;
	size_t count;

	for (int i = 0; i < 200; i++)
		g_string_replace (mail, "X-Last: 1", "X-Number: 0123456789\nX-Last: 1", 1);
	CHECK_INT (bounce_context_set (context, "limit.original", "1024"), BOUNCE_OK);
	record = parse (context, mail->str);
	CHECK_INT (bounce_record_truncated_count (record), 1);
	CHECK_STR (bounce_record_truncated (record, 0), "original");
	count = bounce_record_original_field_count (record);
	CHECK (count > 20 && count < 60);
	for (size_t i = 8; i < count; i++)
		CHECK_STR (bounce_record_original_field_value (record, i), "0123456789");
	CHECK_STR (bounce_record_original_field (record, "X-Last"), NULL);
	/* What the record had of it before is there still. */
	CHECK_STR (bounce_record_original_message_id (record), "1@example.org");
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_string_free (mail, TRUE);
}

static void
limits_of_fields_hold (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GString *mail = g_string_new (REPORT ("message/rfc822", HEADER "X-Last: 1\n\nbody\n"));
	bounce_record_t *record;

	CHECK_INT (bounce_context_set (context, "limit.fields", "10"), BOUNCE_OK);
	for (int i = 0; i < 20; i++)
		g_string_replace (mail, "X-Last: 1", "X-More: 2\nX-Last: 1", 1);
	record = parse (context, mail->str);
	CHECK_INT (bounce_record_original_field_count (record), 10);
	CHECK_STR (bounce_record_original_field (record, "X-Last"), NULL);
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_string_free (mail, TRUE);
}

static void
stands_in_the_json (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;

	CHECK_INT (bounce_context_set (context, "original.field", "X-CAMPAIGN-id"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "original.field", "X-Campaign-Id"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "original.field", "X-Empty"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "original.field", " X-None "), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "original.field", "X None"), BOUNCE_ERROR_SETTING);
	CHECK_STR (bounce_context_error (context),
	           "original.field: expected the name of a header field without its colon, such as X-Campaign-Id; got \"X None\"");
	record = parse (context, REPORT ("message/rfc822", HEADER "\nbody\n"));
	CHECK (strstr (bounce_record_json (record),
	               "\"fields\":{\"X-CAMPAIGN-id\":[\"caf\xC3\xA9 noir\",\"second\"],\"X-Empty\":[\"\"]}") != NULL);
	bounce_record_unref (record);
	record = parse (context, "From: neko@example.net\n\nhello\n");
	CHECK (strstr (bounce_record_json (record), "fields") == NULL);
	bounce_record_unref (record);
	bounce_context_unref (context);
	record = record_of (REPORT ("message/rfc822", HEADER "\nbody\n"));
	CHECK (strstr (bounce_record_json (record), "\"fields\"") == NULL);
	bounce_record_unref (record);
}

static int32_t
see_campaign (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	g_free (*(char **) user);
	*(char **) user = g_strdup (bounce_record_original_field (record, "X-Campaign-Id"));
	(void) opinion;
	return 0;
}

static void
scorers_see_it (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *seen = NULL;
	bounce_record_t *record;

	CHECK_INT (bounce_context_add_scorer (context, "campaign", see_campaign, &seen), BOUNCE_OK);
	record = parse (context, REPORT ("message/rfc822", HEADER "\nbody\n"));
	CHECK_STR (seen, "caf\xC3\xA9 noir");
	check_fields (record);
	bounce_context_unref (context);
	g_free (seen);
}

static gpointer
ask_value (gpointer record)
{
	return (gpointer) (uintptr_t) bounce_record_original_field (record, "X-Folded");
}

/* Whoever comes first: all are given the same string. */
static void
threads_may_ask (void)
{
	for (int i = 0; i < 50; i++) {
		bounce_record_t *record = record_of (REPORT ("message/rfc822", HEADER "\nbody\n"));
		GThread *threads[4];

		CHECK (record->original.kept && !record->original.kept->list);
		for (size_t t = 0; t < G_N_ELEMENTS (threads); t++)
			threads[t] = g_thread_new ("fields", ask_value, record);
		for (size_t t = 0; t < G_N_ELEMENTS (threads); t++)
			CHECK (g_thread_join (threads[t]) == ask_value (record));
		bounce_record_unref (record);
	}
}

SUITE (bnc_test_mail_original_field, "mail/original-field", { "in all its places", in_all_its_places }, { "in other forms", in_other_forms },
       { "with a blank before the colon", with_a_blank_before_the_colon },
       { "none where nothing came back", none_where_nothing_came_back }, { "keeps the limit", keeps_the_limit },
       { "limits of fields hold", limits_of_fields_hold }, { "stands in the JSON", stands_in_the_json },
       { "scorers see it", scorers_see_it }, { "threads may ask", threads_may_ask })
