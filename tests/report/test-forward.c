/*
 * test-forward.c - the mail that somebody passed on
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

#define PERSON "From: Mike <mike@example.net>\nTo: neko@example.net\nMIME-Version: 1.0\n"
#define REPORT "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. " \
	"The following address(es) failed:\n\n  a@example.org\n    550 5.1.1 no such user\n"
#define QUOTED "> A message that you sent could not be delivered to one or more of its\n> recipients. The following address(es) failed:\n>\n" \
	">   a@example.org\n>     550 5.1.1 no such user\n"
#define BOUNCE "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n" REPORT
#define FAILED "failure|a@example.org 5.1.1"

/* "kind|address status|..." */
static void
check (const char *mail, const char *want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;
	GString *have;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	have = g_string_new (bounce_kind_name (record->kind));
	for (size_t i = 0; i < record->recipient_count; i++)
		g_string_append_printf (have, "|%s %s", record->recipients[i].address, record->recipients[i].status ? record->recipients[i].status : "-");
	CHECK_STR (have->str, want);
	CHECK_STR (record->from, "Mike <mike@example.net>");
	g_string_free (have, TRUE);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
reads_what_stands_in_the_text (void)
{
	check (PERSON "Subject: Fwd: failure\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <mailer-daemon@mx.example.net>\n"
	              "Date: Mon, Mar 3, 2025\nSubject: failure notice\nTo: <mike@example.net>\n\n\n" REPORT, FAILED);
	check (PERSON "Subject: FW: x\n\nSee below.\n\n-----Original Message-----\nFrom: Mail Delivery System [mailto:MAILER-DAEMON@mx.example.net]\n"
	              "Sent: Monday\nTo: Mike\nSubject: Undelivered Mail\n\n" REPORT, FAILED);
	check (PERSON "Subject: Fwd: x\n\nBegin forwarded message:\n\n> From: MAILER-DAEMON@mx.example.net\n> Subject: failure notice\n"
	              "> Date: Monday\n> To: mike@example.net\n>\n" QUOTED, FAILED);
	check (PERSON "Subject: WG: x\nContent-Type: text/plain; charset=utf-8\n\nVon: Mail Delivery System <MAILER-DAEMON@mx.example.net>\n"
	              "Gesendet: Montag, 3. März 2025\nAn: Mike\nBetreff: Unzustellbar\n\n" REPORT, FAILED);
	check (PERSON "Subject: TR: x\nContent-Type: text/plain; charset=utf-8\n\n*De\xC2\xA0:* Mail Delivery System <MAILER-DAEMON@mx.example.net>\n"
	              "*Envoyé\xC2\xA0:* lundi\n*Objet\xC2\xA0:* Undelivered Mail\n\n" REPORT, FAILED);
	check (PERSON "Subject: 转发\nContent-Type: text/plain; charset=utf-8\n\n发件人： MAILER-DAEMON@mx.example.net\n发送时间： 2025\n主题： failure notice\n\n"
	       REPORT, FAILED);
	check (PERSON "Subject: Fwd: failure notice\n\n----- Forwarded message from MAILER-DAEMON@mx.example.net -----\n\n" REPORT, FAILED);
}

static void
reads_what_is_attached (void)
{
	check (PERSON "Subject: see this\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nHello.\n--o\nContent-Type: message/rfc822\n\n" BOUNCE
	              "\n--o--\n", FAILED);
	check (PERSON "Subject: Fwd: x\nContent-Type: message/rfc822\n\n" BOUNCE, FAILED);
	/* Two of them, each with its own. */
	check (PERSON "Subject: two\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" BOUNCE
	              "\n--o\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n"
	              "It could not be delivered to:\n\nb@example.org\n550 5.2.1 disabled\n\n--o--\n",
	       FAILED "|b@example.org 5.2.1");
	/* A warning, and what became of it. */
	check (PERSON "Subject: two\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n"
	              "From: MAILER-DAEMON@mx.example.net\nSubject: Warning: message delayed\n\nIt has been delayed, and will be retried:\n\n"
	              "b@example.org\n451 4.4.1 busy\n\n--o\nContent-Type: message/rfc822\n\n" BOUNCE "\n--o--\n",
	       "failure|b@example.org 4.4.1|a@example.org 5.1.1");
	/* Passed on twice. */
	check (PERSON "Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" PERSON
	              "Subject: Fwd: y\nContent-Type: multipart/mixed; boundary=i\n\n--i\nContent-Type: message/rfc822\n\n" BOUNCE "\n--i--\n\n--o--\n",
	       FAILED);
}

static void
leaves_letters_alone (void)
{
	/* An answer, a list, and what is no report. */
	check (PERSON "Subject: RE: Undelivered Mail\nIn-Reply-To: <1@example.net>\n\nIt works again.\n\n-----Original Message-----\nFrom: Mail Delivery System\nSent: Monday\n"
	              "Subject: Undelivered Mail\n\n" REPORT, "other");
	check (PERSON "Subject: question\nIn-Reply-To: <1@example.net>\n\nFrom: MAILER-DAEMON\nDate: x\nSubject: failure notice\n\n" REPORT, "other");
	check (PERSON "Subject: Fwd: failure\nList-Id: <talk.example.org>\n\nFrom: MAILER-DAEMON\nDate: x\nSubject: failure notice\n\n" REPORT, "other");
	check (PERSON "Subject: Fwd: lunch\n\nFrom: Tora <tora@example.org>\nDate: Monday\nSubject: lunch\n\nShall we?\n", "other");
	check (PERSON "Subject: Fwd: parcel\n\nFrom: Shop <shop@example.org>\nDate: Monday\nSubject: parcel\n\nYour parcel could not be delivered.\n",
	       "other");
}

/* Each within the other: no deeper than FORWARDS_MAX, and in time. */
static void
ends_in_deep_forwards (void)
{
	GString *mail = g_string_new (PERSON "Subject: x\n\n");
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;

	for (int i = 0; i < 20000; i++)
		g_string_append (mail, "From: Mike <mike@example.net>\nDate: x\nSubject: x\n\n");
	CHECK_INT (bounce_parse (context, mail->str, mail->len, &record), BOUNCE_OK);
	CHECK_INT (record->kind, BOUNCE_KIND_OTHER);
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_string_free (mail, TRUE);
}

SUITE (bnc_test_report_forward, "report/forward",
       { "reads what stands in the text", reads_what_stands_in_the_text },
       { "reads what is attached", reads_what_is_attached },
       { "leaves letters alone", leaves_letters_alone },
       { "ends in deep forwards", ends_in_deep_forwards })
