/*
 * test-mbox.c - the lines that an mbox puts into mail
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/mbox.h"
#include "test.h"

static void
knows_separators (void)
{
	static const char *const good[] = {
		"From neko@example.org Thu Apr 29 23:34:45 2010", "From neko@example.org  Thu Apr  9 23:34 2010",
		"From - Thu Apr 29 23:34:45 2010", "From MAILER-DAEMON Thu Apr 29 23:34:45 JST 2010",
		"From neko@example.org Thu, 29 Apr 2010 23:34:45 +0900", "From \"neko neko\"@example.org Thu Apr 29 23:34:45 2010 +0900",
		"From Thu Apr 29 23:34:45 2010", "From a Thu Apr 29 23:34:45 2010 remote from b",
	};
	static const char *const bad[] = {
		"From", "From ", "from neko@example.org Thu Apr 29 23:34:45 2010", ">From neko@example.org Thu Apr 29 23:34:45 2010",
		"From: neko@example.org Thu Apr 29 23:34:45 2010", "From neko@example.org", "From now on, Thu 29 Apr", "From Apr 2010 on at 10:00",
	};
	GString *large = g_string_new (good[0]);

	for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
		CHECK (bnc_mbox_is_separator (slice_str (good[i])));
	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
		CHECK (!bnc_mbox_is_separator (slice_str (bad[i])));
	g_string_append_printf (large, "%1000s", "x");
	CHECK (!bnc_mbox_is_separator (slice (large->str, large->len)));
	g_string_free (large, TRUE);
}

static void
knows_quotes (void)
{
	CHECK (bnc_mbox_is_quoted (SLICE_LIT (">From a")) && bnc_mbox_is_quoted (SLICE_LIT (">>From a")));
	CHECK (!bnc_mbox_is_quoted (SLICE_LIT ("From a")) && !bnc_mbox_is_quoted (SLICE_LIT ("> From a")));
	CHECK (!bnc_mbox_is_quoted (SLICE_LIT (">From:")) && !bnc_mbox_is_quoted (SLICE_LIT (">>")) && !bnc_mbox_is_quoted (SLICE_NONE));
}

static void
asks_for_a_header (void)
{
	CHECK (bnc_mbox_header_follows (SLICE_LIT ("A: 1\n"), NEWLINE_LF) && bnc_mbox_header_follows (SLICE_LIT (""), NEWLINE_LF));
	CHECK (bnc_mbox_header_follows (SLICE_LIT (">From a\nA: 1\n"), NEWLINE_LF));
	CHECK (!bnc_mbox_header_follows (SLICE_LIT ("no header: here\n"), NEWLINE_LF) && !bnc_mbox_header_follows (SLICE_LIT (": 1\n"), NEWLINE_LF));
}

SUITE (bnc_test_mail_mbox, "mail/mbox", { "knows separators", knows_separators }, { "knows quotes", knows_quotes },
       { "asks for a header", asks_for_a_header })
