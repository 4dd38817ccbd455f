/*
 * test-violations.c - the oddities of doc/VIOLATIONS.md, a case each
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

/* "kind address action status reason|...", with "original" where a message came back. */
static void
check_bytes (const char *mail, size_t n, const char *want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GString *have = g_string_new (NULL);
	bounce_record_t *record;

	CHECK_INT (bounce_parse (context, mail, n, &record), BOUNCE_OK);
	g_string_append (have, bounce_kind_name (record->kind));
	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct bounce_recipient *r = &record->recipients[i];

		g_string_append_printf (have, "|%s %s %s", r->address, bounce_action_name (r->action), r->status ? r->status : "-");
	}
	if (record->original.present)
		g_string_append_printf (have, "|%s", record->original.message_id ? record->original.message_id : "original");
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
check (const char *mail, const char *want)
{
	check_bytes (mail, strlen (mail), want);
}

#define FROM "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: neko@example.net\nSubject: Undelivered Mail Returned to Sender\n"
#define TOP FROM "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
#define TEXT "--b\n\nYour mail could not be delivered.\n\n"
#define STATUS "--b\nContent-Type: message/delivery-status\n\n"
#define GROUP "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"
#define RETURNED "--b\nContent-Type: message/rfc822\n\nReceived: by mx.example.net\nMessage-ID: <1@example.net>\nFrom: neko@example.net\n" \
	"To: a@example.org\nSubject: hello\n\nbody\n"
#define WHOLE TOP TEXT STATUS "Reporting-MTA: dns; mx.example.net\n\n" GROUP "\n" RETURNED "--b--\n"
#define ANSWER "failure|a@example.org failed 5.1.1|1@example.net"

static void
line_ends (void)
{
	static const char *const newlines[] = { "\n", "\r\n", "\r" };

	for (size_t i = 0; i < G_N_ELEMENTS (newlines); i++) {
		GString *mail = g_string_new (WHOLE);

		g_string_replace (mail, "\n", newlines[i], 0);
		check (mail->str, ANSWER);
		g_string_free (mail, TRUE);
	}
}

static void
mailbox_lines (void)
{
	check ("From MAILER-DAEMON Thu Apr 29 23:34:45 2010\n" WHOLE, ANSWER);
	check ("From () 2010-04-29 23:34:45 +0900\n" WHOLE, ANSWER);
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\n\nFrom neko@example.net Thu Apr 29 23:34:45 2010\n"
	       "Message-ID: <1@example.net>\n\nbody\n--b--\n", ANSWER);
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\n\n>From neko@example.net Thu Apr 29 23:34:45 2010\n"
	       "Message-ID: <1@example.net>\n\nbody\n--b--\n", ANSWER);
}

static void
groups (void)
{
	check (TOP TEXT STATUS "Reporting-MTA: dns; mx.example.net\n" GROUP "Final-Recipient: rfc822; b@example.org\nAction: delayed\nStatus: 4.2.2\n--b--\n",
	       "failure|a@example.org failed 5.1.1|b@example.org delayed 4.2.2");
	check (TOP TEXT STATUS "\n\nReporting-MTA: dns; mx.example.net\n\n\n\nFinal-Recipient: rfc822; a@example.org\n\nAction: failed\n\nStatus: 5.1.1\n\n\n--b--\n",
	       "failure|a@example.org failed 5.1.1");
	check (TOP TEXT STATUS "Final-Recipient: rfc822; a@example.org\nFinal-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|a@example.org failed -|b@example.org failed 5.1.1");
}

static void
addresses (void)
{
	check (TOP TEXT STATUS "Final-Recipient: unknown; x\nOriginal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|a@example.org failed 5.1.1");
	check (TOP TEXT STATUS "Final-Recipient: X400; /CN=A/OU=B/O=C/PRMD=D/ADMD= /C=US/\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|/CN=A/OU=B/O=C/PRMD=D/ADMD= /C=US/ failed 5.1.1");
	check (TOP TEXT STATUS "Final-Recipient: rfc822; n\xC3\xA9ko@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|n\xC3\xA9ko@example.org failed 5.1.1");
	check (TOP TEXT STATUS "Final-Recipient: rfc822; =?utf-8?Q?Neko?= <a@example.org>\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|a@example.org failed 5.1.1");
}

static void
long_addresses (void)
{
	GString *mail = g_string_new (TOP TEXT STATUS "Final-Recipient: rfc822; "), *want = g_string_new ("failure|");

	for (int i = 0; i < 300; i++)
		g_string_append_c (want, 'x');
	g_string_append (mail, want->str + strlen ("failure|"));
	g_string_append (mail, "@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n");
	g_string_append (want, "@example.org failed 5.1.1");
	check (mail->str, want->str);
	g_string_free (mail, TRUE);
	g_string_free (want, TRUE);
}

static void
media_types (void)
{
	static const char *const types[] = { "message/global-delivery-status", "text/delivery-status", "application/delivery-status" };

	for (size_t i = 0; i < G_N_ELEMENTS (types); i++) {
		GString *mail = g_string_new (WHOLE);

		g_string_replace (mail, "message/delivery-status", types[i], 1);
		check (mail->str, ANSWER);
		g_string_replace (mail, "multipart/report", "multipart/mixed", 1);
		check (mail->str, ANSWER);
		g_string_free (mail, TRUE);
	}
}

static void
boundaries (void)
{
	check (TOP TEXT STATUS GROUP "\n" RETURNED, ANSWER);
	check (FROM "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=declared\n\n--real\n"
	       "Content-Type: text/plain\n\nIt failed.\n--real\nContent-Type: message/delivery-status\n\n" GROUP "--real--\n",
	       "failure|a@example.org failed 5.1.1");
	check (FROM "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=none\n\nYour mail could not be delivered to:\n\na@example.org\n"
	       "550 5.1.1 no such user\n", "failure|a@example.org failed 5.1.1");
}

static void
lost_folds (void)
{
	check (FROM "MIME-Version: 1.0\nContent-Type: multipart/report;\nreport-type=delivery-status;\nboundary=b\n\n" TEXT STATUS GROUP "\n"
	       "--b\nContent-Type: message/rfc822\n\nReceived: from a.example.net\n([192.0.2.7]) by mx.example.net\nwith ESMTP id 1\n"
	       "Message-ID: <1@example.net>\n\nbody\n--b--\n", ANSWER);
}

#define BARE "Received: by mx.example.net\nReceived: by a.example.net\nMessage-ID: <1@example.net>\nFrom: neko@example.net\n"

static void
missing_blank_lines (void)
{
	check (TOP TEXT "--b\nContent-Type: message/delivery-status\n" GROUP "--b--\n", "failure|a@example.org failed 5.1.1");
	check (FROM "Your mail could not be delivered to:\n\na@example.org\n550 5.1.1 no such user\n", "failure|a@example.org failed 5.1.1");
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\n" BARE "\nbody\n--b--\n", ANSWER);
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\n" BARE "--b--\n", ANSWER);
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: text/rfc822-headers\n" BARE "--b--\n", ANSWER);
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\n\n(removed)\n--b--\n", "failure|a@example.org failed 5.1.1");
}

static void
html_only (void)
{
	check (FROM "MIME-Version: 1.0\nContent-Type: text/html\n\n<html><body><p>Your mail could not be delivered to:</p>"
	       "<p>a@example.org</p><p>550 5.1.1 no such user</p></body></html>\n", "failure|a@example.org failed 5.1.1");
}

static void
wrapped_bounces (void)
{
	check (FROM "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=w\n\n--w\nContent-Type: message/rfc822\n\n" WHOLE "\n--w--\n",
	       "failure|a@example.org failed 5.1.1|original");
}

static void
auto_replied_bounces (void)
{
	check ("Auto-Submitted: auto-replied\n" WHOLE, ANSWER);
}

static void
sieve_rejects (void)
{
	check ("From: MAILER-DAEMON@mx.example.org\nTo: neko@example.net\nSubject: Automatically rejected mail\nAuto-Submitted: auto-replied (rejected)\n"
	       "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\n"
	       "Your message to <a@example.org> was automatically rejected:\nI do not want it.\n--b\n"
	       "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@example.org\n"
	       "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b--\n", "failure|a@example.org failed -");
}

static void
contradictions (void)
{
	check (TOP TEXT STATUS "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 4.0.0\n--b--\n", "failure|a@example.org failed 4.0.0");
	check (TOP "--b\n\nYour mail to b@example.org could not be delivered: 552 5.2.2 mailbox full\n\n" STATUS GROUP "--b--\n",
	       "failure|a@example.org failed 5.1.1");
	check (TOP TEXT STATUS "Final-Recipient: rfc822; a@example.org\nAction: delayed\nStatus: 4.4.1\n\n"
	       "Final-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n",
	       "failure|a@example.org delayed 4.4.1|b@example.org failed 5.1.1");
}

static void
charsets (void)
{
	static const char *const names[] = { "ISO-2022-JP", "EUC-JP", "SHIFT_JIS", "EUC-KR" };
	static const char *const texts[] = { "以下のメールアドレスへ配信できませんでした。\n\na@example.org\n550 5.1.1 ユーザーが存在しない\n",
		                             "다음 수신자에게 메일이 전달되지 못했습니다.\n\na@example.org\n550 5.1.1 수신자를 찾을 수 없습니다\n" };

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		gsize n;
		char *bytes = g_convert (texts[i == 3], -1, names[i], "UTF-8", NULL, &n, NULL);
		GString *mail = g_string_new (FROM "\n");

		CHECK (bytes != NULL);
		g_string_append_len (mail, bytes, (gssize) n);
		check_bytes (mail->str, mail->len, "failure|a@example.org failed 5.1.1");
		g_string_free (mail, TRUE);
		g_free (bytes);
	}
}

static void
encoded_messages (void)
{
	check (TOP TEXT STATUS GROUP "\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
	       "TWVzc2FnZS1JRDogPDFAZXhhbXBsZS5uZXQ+Cgpib2R5Cg==\n--b--\n", ANSWER);
}

static void
bare_headers (void)
{
	check (TOP TEXT STATUS GROUP "\n--b\nReceived: by mx.example.net\nReceived: by a.example.net\nMessage-ID: <1@example.net>\nFrom: neko@example.net\n\nbody\n--b--\n",
	       ANSWER);
	check (FROM "\nYour mail could not be delivered to:\n\na@example.org\n550 5.1.1 no such user\n\n"
	       "> Received: by mx.example.net\n> Message-ID: <1@example.net>\n> From: neko@example.net\n> To: a@example.org\n", ANSWER);
}

SUITE (bnc_test_report_violations, "report/violations",
       { "line ends", line_ends },
       { "mailbox lines", mailbox_lines },
       { "groups", groups },
       { "addresses", addresses },
       { "long addresses", long_addresses },
       { "media types", media_types },
       { "boundaries", boundaries },
       { "lost folds", lost_folds },
       { "missing blank lines", missing_blank_lines },
       { "HTML only", html_only },
       { "wrapped bounces", wrapped_bounces },
       { "auto-replied bounces", auto_replied_bounces },
       { "sieve rejects", sieve_rejects },
       { "contradictions", contradictions },
       { "charsets", charsets },
       { "encoded messages", encoded_messages },
       { "bare headers", bare_headers })
