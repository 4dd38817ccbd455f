/*
 * test-cut.c - what the end of a mail that was cut off still says
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/cut.h"
#include "test.h"

static void
check (const char *text, const char *want)
{
	slice_t have = bnc_cut_address (slice_str (text));
	char *copy = g_strndup (have.p, have.n);

	CHECK_STR (copy, want);
	g_free (copy);
}

static void
takes_no_part_of_an_address (void)
{
	check ("failed: neko@exam", "failed: ");
	check ("failed:\nneko@example.", "failed:\n");
	check ("failed: <neko@example.org", "failed: ");
	check ("failed: neko@", "failed: ");
	check ("neko@example.org", "");
	check ("a\nFinal-Recipient: rfc822; nek", "a\nFinal-Recipient: rfc822; ");
	check ("a\rOriginal-Recipient:rfc822;nek", "a\r");
	check ("\xE7\x8C\xAB@\xE4\xBE\x8B", "");
}

static void
keeps_what_is_whole (void)
{
	check ("failed: <neko@example.org>", "failed: <neko@example.org>");
	check ("failed: neko@example.org\n", "failed: neko@example.org\n");
	check ("failed: neko@example.org\r", "failed: neko@example.org\r");
	check ("(neko@example.org)", "(neko@example.org)");
	check ("550 5.1.1 User unknown", "550 5.1.1 User unknown");
	check ("Final-Recipient: rfc822; a@b.example\nStatus: 5.1", "Final-Recipient: rfc822; a@b.example\nStatus: 5.1");
	check ("--b--", "--b--");
	check ("", "");
}

static void
looks_back_no_further_than_a_word (void)
{
	char *long_word = g_strnfill (1 << 20, 'a');

	long_word[0] = '@';
	CHECK_INT (bnc_cut_address (slice (long_word, 1 << 20)).n, 1 << 20);
	g_free (long_word);
}

SUITE (bnc_test_mail_cut, "mail/cut", { "takes no part of an address", takes_no_part_of_an_address },
       { "keeps what is whole", keeps_what_is_whole }, { "looks back no further than a word", looks_back_no_further_than_a_word })
