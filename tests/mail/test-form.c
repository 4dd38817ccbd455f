/*
 * test-form.c - mails, mboxes, and what is neither
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/form.h"
#include "test.h"

#define FROM "From neko@example.org Thu Apr 29 23:34:45 2010\n"

static void
check (slice_t head, form_t want, size_t want_start)
{
	size_t start = 0;

	CHECK_INT (bnc_form_of (head, true, bnc_newline_of (head), &start), want);
	if (want != FORM_NONE)
		CHECK_INT (start, want_start);
}

static void
knows_mails (void)
{
	check (SLICE_LIT ("To: a\n\nb\n"), FORM_MAIL, 0);
	check (SLICE_LIT ("To: a"), FORM_MAIL, 0);
	check (SLICE_LIT ("To : a\r\n\r\n"), FORM_MAIL, 0);
	check (SLICE_LIT ("\rTo: a\r\rb\r"), FORM_MAIL, 1);
	check (SLICE_LIT ("\n\r\nTo: a\n"), FORM_MAIL, 3);
	check (SLICE_LIT ("\xEF\xBB\xBFTo: a\n"), FORM_MAIL, 3);
	check (SLICE_LIT ("  \n\t\nTo: a\n"), FORM_MAIL, 5);
	check (SLICE_LIT ("From neko@example.org\nTo: a\n"), FORM_MAIL, 0);
	check (SLICE_LIT (">From uucp Thu Apr 29\n>From b\nTo: a\n"), FORM_MAIL, 0);
	check (SLICE_LIT ("To: a\n\n\0\0\0"), FORM_MAIL, 0);
	check (SLICE_LIT ("\n {\"notificationType\":\"Bounce\"}"), FORM_MAIL, 1);
	check (SLICE_LIT ("{\"Message\":\"{\\\"eventType\\\":\\\"Bounce\\\"}\"}"), FORM_MAIL, 0);
}

static void
knows_mboxes (void)
{
	check (SLICE_LIT (""), FORM_MBOX, 0);
	check (SLICE_LIT (FROM "To: a\n"), FORM_MBOX, 0);
	check (SLICE_LIT ("\n\n" FROM "To: a\n"), FORM_MBOX, 2);
	check (SLICE_LIT ("\xEF\xBB\xBF\n" FROM "To: a\n"), FORM_MBOX, 4);
}

static void
refuses_the_rest (void)
{
	GString *large = g_string_new (NULL);
	size_t start;

	check (SLICE_LIT ("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), FORM_NONE, 0);
	check (SLICE_LIT ("\xFF\xD8\xFF\xE0\0\x10JFIF\0"), FORM_NONE, 0);
	check (SLICE_LIT ("SQLite format 3\0\x10\0"), FORM_NONE, 0);
	check (SLICE_LIT ("PK\3\4\n\0"), FORM_NONE, 0);
	check (SLICE_LIT ("%PDF-1.4\n%\xE2\xE3\n1 0 obj"), FORM_NONE, 0);
	check (SLICE_LIT ("cur/1.a:2,S\0\0\0\0\0\0000000644\0"), FORM_NONE, 0);
	check (SLICE_LIT ("3 V1275660208 N25022\n1 :1.a\n"), FORM_NONE, 0);
	check (SLICE_LIT ("Dear sir,\nTo: a\n"), FORM_NONE, 0);
	check (SLICE_LIT (" To: a\n"), FORM_NONE, 0);
	check (SLICE_LIT (": a\n"), FORM_NONE, 0);
	check (SLICE_LIT ("\n\n\n"), FORM_NONE, 0);
	check (SLICE_LIT ("From neko@example.org\n"), FORM_NONE, 0);
	check (SLICE_LIT ("{\"a\":1}"), FORM_NONE, 0);
	check (SLICE_LIT ("\0"), FORM_NONE, 0);
	for (size_t i = 0; i < BNC_FORM_BYTES; i++)
		g_string_append_c (large, '\n');
	g_string_append (large, "To: a\n");
	check (slice (large->str, large->len), FORM_NONE, 0);
	/* Not all that is in the file: what follows may have a byte. */
	CHECK_INT (bnc_form_of (SLICE_LIT ("{\"a\":1,"), false, NEWLINE_LF, &start), FORM_MAIL);
	g_string_free (large, TRUE);
}

SUITE (bnc_test_mail_form, "mail/form", { "knows mails", knows_mails }, { "knows mboxes", knows_mboxes },
       { "refuses the rest", refuses_the_rest })
