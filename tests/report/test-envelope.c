/*
 * test-envelope.c - reports that arrive as JSON
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/envelope.h"

#include "test.h"

static const limits_t limits = { .message = 1 << 20, .parts = 100, .depth = 10, .fields = 100, .field = 10000, .recipients = 100,
	.text = 1 << 18, .hops = 10 };

#define BOUNCED "\"bouncedRecipients\":[{\"emailAddress\":\"a@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\"," \
	"\"diagnosticCode\":\"smtp; 550 5.1.1 unknown\"}]"
#define EVENT "{\"notificationType\":\"Bounce\",\"bounce\":{" BOUNCED ",\"reportingMTA\":\"dsn; mta.example.net\"," \
	"\"timestamp\":\"2025-01-14T10:20:29.237Z\"},\"mail\":{\"messageId\":\"0102-1\",\"source\":\"S <s@example.com>\"," \
	"\"timestamp\":\"2025-01-14T10:20:25Z\"}}"

static arena_t *arena;

/* The envelope of a mail, or of an object alone; arena is the caller's to free. */
static bool
read_mail (const char *text, envelope_t *envelope)
{
	message_t message;

	arena = bnc_arena_new ();
	bnc_message_parse (&message, slice_str (text), &limits, arena);
	return bnc_envelope_read (&message, envelope);
}

static bool
is_envelope (const char *text)
{
	envelope_t envelope;
	bool is = read_mail (text, &envelope);

	bnc_arena_free (arena);
	return is;
}

static void
check_status (const char *text, const char *status)
{
	envelope_t envelope;

	CHECK (read_mail (text, &envelope));
	CHECK_STR (envelope.status.n ? envelope.status.p : "", status);
	bnc_arena_free (arena);
}

#define BOUNCE_STATUS "Reporting-MTA: dsn; mta.example.net\nArrival-Date: 14 Jan 2025 10:20:25 +0000\n\n" \
	"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n"

static void
reads_a_bounce (void)
{
	envelope_t envelope;

	CHECK (read_mail (EVENT, &envelope));
	CHECK_INT (envelope.kind, BOUNCE_KIND_FAILURE);
	CHECK_STR (envelope.status.p, BOUNCE_STATUS);
	CHECK_STR (envelope.original.p, "Return-Path: s@example.com\n");
	CHECK_STR (envelope.queue_id, "0102-1");
	CHECK_INT (envelope.date.seconds, 1736850029);
	CHECK_INT (envelope.reason, BOUNCE_REASON_NONE);
	CHECK_INT (envelope.feedback.n, 0);
	bnc_arena_free (arena);
}

static void
finds_it_in_mails (void)
{
	check_status ("Subject: x\n\n  " EVENT "\n\n--\nTo unsubscribe ...\n", BOUNCE_STATUS);
	check_status ("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=7B" "\"mail\":{},\"eventType\"=3A\"Bounce\"}", "");
	check_status ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" EVENT "\n--b--\n", BOUNCE_STATUS);
	check_status ("Content-Transfer-Encoding: base64\n\neyJldmVudFR5cGUiOiJCb3VuY2UiLCJtYWlsIjp7fX0=\n", "");
	CHECK (!is_envelope ("Subject: x\n\nSee: " EVENT));
	CHECK (!is_envelope ("Content-Type: text/html\n\n" EVENT));
	CHECK (!is_envelope (""));
}

/* What sendmail does to a line that is too long, in the middle of an escape. */
static void
mends_broken_lines (void)
{
	check_status ("Subject: x\n\n{\"Type\":\"Notification\",\"Message\":\"{\\!\n \"eventType\\\":\\\"Bou!\r\n nce\\\",\\\"mail\\\":{},"
	              "\\\"bounce\\\":{\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":\\\"a@exam\nple.org\\\"}]}}\"}",
	              "\nFinal-Recipient: rfc822; a@example.org\nAction: failed\n");
}

static void
takes_wrappings_off (void)
{
	check_status ("{\"source\":\"aws.ses\",\"detail\":" EVENT "}", BOUNCE_STATUS);
	check_status ("{\"Message\":\"{\\\"detail\\\":{\\\"mail\\\":{},\\\"eventType\\\":\\\"Open\\\"}}\"}", "");
	CHECK (!is_envelope ("{\"Message\":\"eventType\"}"));
	CHECK (!is_envelope ("{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\",\"message\":\"done\"}"));
}

static void
reads_other_events (void)
{
	envelope_t envelope;

	CHECK (read_mail ("{\"eventType\":\"Complaint\",\"mail\":{\"source\":\"s@example.com\"},\"complaint\":{\"complaintFeedbackType\":\"fraud\","
	                  "\"userAgent\":\"Loop\",\"complainedRecipients\":[{\"emailAddress\":\"a@example.org\"},{\"emailAddress\":\"b@example.org\"}]}}", &envelope));
	CHECK_INT (envelope.kind, BOUNCE_KIND_COMPLAINT);
	CHECK_STR (envelope.feedback.p, "Feedback-Type: fraud\nUser-Agent: Loop\nOriginal-Mail-From: s@example.com\n"
	                                "Original-Rcpt-To: a@example.org\nOriginal-Rcpt-To: b@example.org\n");
	bnc_arena_free (arena);
	CHECK (read_mail ("{\"eventType\":\"Reject\",\"mail\":{\"destination\":[\"a@example.org\"]},\"reject\":{\"reason\":\"Bad content\"}}", &envelope));
	CHECK_INT (envelope.kind, BOUNCE_KIND_FAILURE);
	CHECK_INT (envelope.reason, BOUNCE_REASON_VIRUS_DETECTED);
	CHECK_STR (envelope.status.p, "\nFinal-Recipient: rfc822; a@example.org\nAction: failed\n");
	bnc_arena_free (arena);
	CHECK (read_mail ("{\"eventType\":\"Click\",\"mail\":{}}", &envelope));
	CHECK_INT (envelope.kind, BOUNCE_KIND_OTHER);
	bnc_arena_free (arena);
	check_status ("{\"eventType\":\"Delivery\",\"mail\":{},\"delivery\":{\"timestamp\":\"2025-01-14T10:20:28Z\",\"remoteMtaIp\":\"192.0.2.80\","
	              "\"recipients\":[\"a@example.org\",7,\"\"],\"smtpResponse\":\"250 ok\"}}",
	              "\nFinal-Recipient: rfc822; a@example.org\nAction: delivered\nDiagnostic-Code: smtp; 250 ok\nRemote-MTA: dns; 192.0.2.80\n"
	              "Last-Attempt-Date: 14 Jan 2025 10:20:28 +0000\n");
	check_status ("{\"eventType\":\"DeliveryDelay\",\"mail\":{},\"deliveryDelay\":{\"expirationTime\":\"2025-01-16T10:20:28Z\","
	              "\"delayedRecipients\":[{\"emailAddress\":\"a@example.org\",\"status\":\"4.4.1\"}]}}",
	              "\nFinal-Recipient: rfc822; a@example.org\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: 16 Jan 2025 10:20:28 +0000\n");
}

/* The message's own header, the common fields that it lacks; a value cannot begin another field. */
static void
writes_the_original (void)
{
	envelope_t envelope;

	CHECK (read_mail ("{\"eventType\":\"Send\",\"mail\":{\"headers\":[{\"name\":\"Subject\",\"value\":\"a\\r\\nBcc: x@example.org\"},{\"name\":\"X: y\\nZ\","
	                  "\"value\":\"v\"},{\"name\":\"to\",\"value\":\"a@example.org\"}],\"commonHeaders\":{\"subject\":\"b\",\"to\":[\"c@example.org\"],"
	                  "\"from\":[\"A <a@example.com>\",\"b@example.com\"],\"messageId\":\"<1@example.com>\"}}}", &envelope));
	CHECK_STR (envelope.original.p, "Subject: a  Bcc: x@example.org\nto: a@example.org\nMessage-ID: <1@example.com>\n"
	                                "From: A <a@example.com>, b@example.com\n");
	bnc_arena_free (arena);
}

/* What json-glib reads and RFC 8259 does not know could hide brackets from the count of them. */
static void
refuses_what_is_no_json (void)
{
	static const char *const broken[] = {
		"{\"eventType\":\"Bounce\",\"mail\":{}",
		"{\"eventType\":\"Bounce\",\"mail\":{}]]",
		"{\"eventType\" \"Bounce\",\"mail\":{}}",
		"{/* \" */\"eventType\":\"Bounce\",\"mail\":{}}",
		"{# \"\n\"eventType\":\"Bounce\",\"mail\":{}}",
		"{'\"':1,\"eventType\":\"Bounce\",\"mail\":{}}",
		"{\"eventType\":\"Bounce\",\"mail\":{},\"a\":\"\\x\"}",
		"{\"eventType\":\"Bounce\",\"mail\":{},\"a\":\"\\u12\"}",
		"{\"eventType\":\"Bounce\",\"mail\":{},\"a\":\"\\ud83d\\\"\"}",
		"{\"eventType\":\"Bounce\",\"mail\":{},\"a\":\"\\udc00\"}",
		"{\"eventType\":\"Bounce\",\"mail\":[]}",
		"{\"eventType\":7,\"mail\":{}}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS (broken); i++)
		CHECK (!is_envelope (broken[i]));
	CHECK (is_envelope ("{\"eventType\":\"Bounce\",\"mail\":{},\"a\":\"\\ud83d\\ude00 \\u00e9\\n\\\"\"}"));
}

static void
counts_the_depth (void)
{
	GString *deep = g_string_new ("{\"eventType\":\"Bounce\",\"mail\":{},\"a\":");

	for (int i = 0; i < 100000; i++)
		g_string_append_c (deep, '[');
	for (int i = 0; i < 100000; i++)
		g_string_append_c (deep, ']');
	g_string_append_c (deep, '}');
	CHECK (!is_envelope (deep->str));
	g_string_free (deep, TRUE);
	CHECK (is_envelope ("{\"eventType\":\"Bounce\",\"mail\":{},\"a\":[[[[[[[[[[]]]]]]]]]]}"));
}

SUITE (bnc_test_report_envelope, "report/envelope",
	{ "reads a bounce", reads_a_bounce }, { "finds it in mails", finds_it_in_mails }, { "mends broken lines", mends_broken_lines },
	{ "takes wrappings off", takes_wrappings_off }, { "reads other events", reads_other_events },
	{ "writes the original", writes_the_original }, { "refuses what is no JSON", refuses_what_is_no_json },
	{ "counts the depth", counts_the_depth })
