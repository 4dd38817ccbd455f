/*
 * test-kind.c - what kind of mail it is
 *
 * The samples kind-NAME-... hold one mail of each sort; here stand the rules, and what is near each of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/kind.h"

#include "test.h"

static void
check (const char *mail, bounce_kind_t want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	if (record->kind != want)
		fprintf (stderr, "%s\n", mail);
	CHECK_STR (bounce_kind_name (record->kind), bounce_kind_name (want));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

#define DAEMON "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: neko@example.net\n"
#define PERSON "From: Kijitora <kijitora@example.org>\nTo: neko@example.net\nMIME-Version: 1.0\n"
#define FAILED "Subject: Undelivered Mail Returned to Sender\n"
#define REPORT DAEMON FAILED "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nHello.\n\n" \
	"--b\nContent-Type: message/delivery-status\n\n"

static void
goes_by_actions (void)
{
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: failed\n--b--\n", BOUNCE_KIND_FAILURE);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: delayed\n--b--\n", BOUNCE_KIND_DELAY);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: delivered\n--b--\n", BOUNCE_KIND_DELIVERY);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: relayed\n--b--\n", BOUNCE_KIND_DELIVERY);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: expanded\n--b--\n", BOUNCE_KIND_DELIVERY);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: delivered\n\nFinal-Recipient: rfc822; b@example.org\nAction: delayed\n\n"
	       "Final-Recipient: rfc822; c@example.org\nAction: failed\n--b--\n", BOUNCE_KIND_FAILURE);
	check (REPORT "Final-Recipient: rfc822; a@example.org\nAction: delivered\n\nFinal-Recipient: rfc822; b@example.org\nAction: delayed\n--b--\n",
	       BOUNCE_KIND_DELAY);
}

static void
knows_reports_in_prose (void)
{
	check (DAEMON FAILED "\nYour mail could not be delivered to:\n\na@example.org\n550 no such user\n", BOUNCE_KIND_FAILURE);
	check (DAEMON "Subject: Warning: message delayed\n\nYour mail could not be delivered yet to:\n\na@example.org\nIt will be retried.\n", BOUNCE_KIND_DELAY);
	check ("Return-Path: <>\nFrom: nobody@example.net\n" FAILED "\nYour mail could not be delivered to:\n\na@example.org\n550 no such user\n",
	       BOUNCE_KIND_FAILURE);
}

static void
lets_letters_be_letters (void)
{
	check ("", BOUNCE_KIND_OTHER);
	check (PERSON "Subject: lunch\n\nShall we?\n", BOUNCE_KIND_OTHER);
	check (PERSON "Subject: Re: Undelivered Mail Returned to Sender\nIn-Reply-To: <1@example.net>\n\n> Your mail could not be delivered to\n> a@example.org\n"
	       "What is this?\n", BOUNCE_KIND_OTHER);
	check (PERSON "Subject: Fwd: Undelivered Mail Returned to Sender\n\nYour mail could not be delivered to:\na@example.org\n550 no such user\n",
	       BOUNCE_KIND_OTHER);
	check (PERSON "Subject: R: Undelivered Mail Returned to Sender\n\nThank you.\n\n> Your mail could not be delivered to:\n>\n> a@example.org\n> 550 no such user\n",
	       BOUNCE_KIND_OTHER);
	check (PERSON "Subject: weekly news\nList-Id: <news.example.org>\n\nMany could not be delivered to: a@example.org\n", BOUNCE_KIND_OTHER);
	check (DAEMON "Subject: the weather\n\nIt is fine today.\n", BOUNCE_KIND_OTHER);
}

static void
knows_automatic_replies (void)
{
	check (PERSON "Subject: Out of Office: lunch\nAuto-Submitted: auto-replied\n\nI am away until Monday.\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: Re: lunch\nX-Autoreply: yes\n\nI am away until Monday.\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: Automatic reply: lunch\n\nI am out of the office.\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: Automatic reply: lunch\n\nI am away until Monday.\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: Otomatik yanıt: lunch\nX-Auto-Response-Suppress: All\n\nOfis dışındayım.\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: I am out of office until Monday\nAuto-Submitted: auto-generated\n\nYours\n", BOUNCE_KIND_AUTO_REPLY);
	check (PERSON "Subject: How to switch on the automatic reply\n\nI did it before I was on vacation.\n", BOUNCE_KIND_OTHER);
	check (PERSON "Subject: Re: Automatic reply: lunch\n\nIt works now.\n", BOUNCE_KIND_OTHER);
	/* A true bounce may call itself auto-replied. */
	check ("Auto-Submitted: auto-replied\n" DAEMON FAILED "\nYour mail could not be delivered to:\n\na@example.org\n550 no such user\n",
	       BOUNCE_KIND_FAILURE);
}

static void
knows_challenges (void)
{
	check (PERSON "Subject: Please confirm your message\nAuto-Submitted: auto-replied\nIn-Reply-To: <1@example.net>\n\n"
	       "Your message is being held until you confirm that you are human: click the link below to be an approved sender.\n",
	       BOUNCE_KIND_CHALLENGE);
}

static void
knows_reports_of_other_kinds (void)
{
	check ("From: fbl@example.org\nSubject: complaint\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
	       "--b\n\nA complaint.\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n--b--\n", BOUNCE_KIND_COMPLAINT);
	check (PERSON "Subject: Read: lunch\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
	       "--b\n\nIt was displayed.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; kijitora@example.org\n"
	       "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n", BOUNCE_KIND_DISPOSITION);
}

static header_signs_t
signs_of (const char *mail)
{
	static const limits_t usual = { .message = 1 << 20, .parts = 10, .depth = 5, .fields = 100, .field = 1000, .recipients = 10, .text = 10000, .hops = 10 };
	bounce_record_t *record = bnc_record_new ();
	wording_t *wording = bnc_wording_builtin ();
	message_t message;
	slice_t from, subject;
	header_signs_t signs;

	bnc_message_parse (&message, slice_str (mail), &usual, record->arena);
	from = bnc_part_value (&message, &message.parts[0], "from");
	subject = bnc_part_value (&message, &message.parts[0], "subject");
	record->from = from.p ? bnc_arena_copy (record->arena, from) : NULL;
	record->subject = subject.p ? bnc_arena_copy (record->arena, subject) : NULL;
	signs = bnc_kind_signs (&message, wording, record);
	bnc_wording_free (wording);
	bounce_record_unref (record);
	return signs;
}

static void
reads_signs (void)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	CHECK (signs_of (DAEMON "\nx").daemon);
	CHECK (signs_of ("Return-Path: <>\nFrom: a@example.org\n\nx").daemon);
	CHECK (signs_of ("From: <>\n\nx").daemon);
	CHECK (!signs_of (PERSON "\nx").daemon);
	CHECK (!signs_of ("\nx").daemon);
	CHECK (signs_of (REPORT).report && !signs_of (PERSON "\nx").report);
	CHECK (signs_of ("Auto-Submitted: auto-replied (vacation)\n\nx").auto_replied);
	CHECK (!signs_of ("Auto-Submitted: no\n\nx").auto_replied);
	CHECK (signs_of ("Auto-Submitted: auto-generated\n\nx").auto_generated);
	CHECK (signs_of ("X-Failed-Recipients: a@example.org\n\nx").failed_field);
	CHECK (signs_of ("List-Unsubscribe: <x>\n\nx").bulk_list);
	CHECK (signs_of (PERSON "In-Reply-To: <1@example.org>\n\nx").person);
}

SUITE (bnc_test_report_kind, "report/kind",
       { "goes by actions", goes_by_actions },
       { "knows reports in prose", knows_reports_in_prose },
       { "lets letters be letters", lets_letters_be_letters },
       { "knows automatic replies", knows_automatic_replies },
       { "knows challenges", knows_challenges },
       { "knows reports of other kinds", knows_reports_of_other_kinds },
       { "reads signs", reads_signs })
