/*
 * test-digest.c - one mail in two places is one, and two mails are two
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/digest.h"
#include "test.h"

static const limits_t limits = { .message = 1 << 20, .parts = 100, .depth = 10, .fields = 100, .field = 1000, .recipients = 10, .text = 1000, .hops = 10 };

static uint64_t
digest (const char *mail)
{
	arena_t *arena = bnc_arena_new ();
	message_t message;
	uint64_t made;

	bnc_message_parse (&message, slice_str (mail), &limits, arena);
	made = bnc_digest_of (&message);
	bnc_arena_free (arena);
	CHECK (made != 0);
	return made;
}

#define SAME(a, b) CHECK (digest (a) == digest (b))
#define OTHER(a, b) CHECK (digest (a) != digest (b))

#define HEADER "Received: from a\n\tby b\nFrom: a@example.org\nMessage-ID: <1@example.org>\nSubject: one\n"
#define MAIL HEADER "\nHello.\n\nWorld.\n"

static void
knows_it_again (void)
{
	SAME (MAIL, MAIL);
	SAME (MAIL, "From neko@example.org Thu Apr 29 23:34:45 2010\n" MAIL);
	SAME (MAIL, "\n" MAIL);
	SAME (MAIL, MAIL "\n\n");
	SAME (MAIL, HEADER "\nHello.\n\nWorld.");
	SAME ("A: 1\nB: 2\n\nb\nc\n", "A: 1\r\nB: 2\r\n\r\nb\r\nc\r\n");
	SAME ("A: 1\nB: 2\n\nb\nc\n", "A: 1\rB: 2\r\rb\rc\r");
	SAME ("A: 1\nB: 2\n", "A: 1\nB: 2");
	SAME ("A: 1\nB: 2\n", "A: 1\nB: 2\n\n");
	SAME ("A: 1\nB: 2\n\nb\n", "A: 1\nB: 2\n\nb");
}

static void
leaves_out_what_is_added (void)
{
	SAME (MAIL, "Return-Path: <>\nDelivered-To: a@example.org\n" MAIL);
	SAME (MAIL, "X-Original-To: a@example.org\nEnvelope-To: a@example.org\nDelivery-date: Thu, 29 Apr 2010\n\t23:34:45 +0000\n" MAIL);
	SAME (MAIL, HEADER "Status: RO\nX-Status: A\nX-UID: 12\nX-UIDL: abc\nX-Keywords:\nLines: 3\nContent-Length: 17\n\nHello.\n\nWorld.\n");
	SAME (MAIL, "X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys:\nX-Gmail-Labels: a\nX-GM-THRID: 1\n" MAIL);
	SAME (MAIL, "X-IMAPbase: 1 2\nX-IMAP: 1 2\nX-Evolution: 1\nX-Evolution-Source: a\n" MAIL);
	SAME ("A: 1\nStatus: O\nB: 2\n\nb\n", "A: 1\nB: 2\n\nb\n");
	SAME ("A: 1\r\nStatus: O\r\nB: 2\r\n\r\nb\r\n", "A: 1\nB: 2\n\nb\n");
	SAME ("Status: O\n\nb\n", "Lines: 1\n\nb\n");
}

static void
undoes_quotes (void)
{
	SAME ("A: 1\n\nFrom a\nb\n", "A: 1\n\n>From a\nb\n");
	SAME ("A: 1\n\nb\nFrom a\n", "A: 1\n\nb\n>>From a\n");
	SAME ("A: 1\n\nb\nFrom a\n", "A: 1\r\n\r\nb\r\n>From a\r\n");
	OTHER ("A: 1\n\nb\nFrom a\n", "A: 1\n\nb\n> From a\n");
	OTHER ("A: 1\n\nb From a\n", "A: 1\n\nb >From a\n");
	OTHER ("A: 1\n\nb >\n", "A: 1\n\nb\n");
}

static void
tells_apart (void)
{
	OTHER (MAIL, HEADER "\nHello.\n\nWorld!\n");
	OTHER (MAIL, HEADER "\nHello.\nWorld.\n");
	OTHER (MAIL, "X: 1\n" MAIL);
	OTHER (MAIL, "X-Status-Of: 1\n" MAIL);
	OTHER (MAIL, "X-Gmai: 1\n" MAIL);
	OTHER ("A: 1\nB: 2\n\nb\n", "B: 2\nA: 1\n\nb\n");
	OTHER ("A: 1\n\nB: 2\n", "A: 1\nB: 2\n");
	OTHER ("A: 1\n\nb\n", "A: 1 \n\nb\n");
	OTHER ("A: 1\n", "");
	OTHER ("A: 1\n", "A: 1\n\nb");
}

/* Fields beyond a limit are not cut out, but they count. */
static void
sees_beyond_limits (void)
{
	GString *one = g_string_new (NULL), *two;

	for (int i = 0; i < 200; i++)
		g_string_append_printf (one, "F%d: %d\n", i, i);
	two = g_string_new (one->str);
	g_string_append (two, "Last: 1\n");
	OTHER (one->str, two->str);
	SAME (two->str, two->str);
	g_string_free (one, TRUE);
	g_string_free (two, TRUE);
}

SUITE (bnc_test_mail_digest, "mail/digest", { "knows it again", knows_it_again }, { "leaves out what is added", leaves_out_what_is_added },
       { "undoes quotes", undoes_quotes }, { "tells apart", tells_apart }, { "sees beyond limits", sees_beyond_limits })
