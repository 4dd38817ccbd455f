/*
 * test-lines.c - the human-readable text of a report
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/lines.h"

#include "mail/original.h"

#include "test.h"

static limits_t limits = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                   .recipients = 10, .text = 1 << 20, .hops = 10 };

/* Lines, each behind its indent: "0[text]4[more]0[]". */
static char *
lines_of (const char *mail, bool *over)
{
	arena_t *arena = bnc_arena_new ();
	GString *out = g_string_new (NULL);
	message_t message;
	lines_t lines;

	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	bnc_message_parse (&message, slice_str (mail), &limits, arena);
	bnc_lines_collect (&message, bnc_original_part (&message), &lines);
	for (size_t i = 0; i < lines.count; i++)
		g_string_append_printf (out, "%u[%.*s]", lines.lines[i].indent, (int) lines.lines[i].text.n, lines.lines[i].text.p);
	*over = lines.over;
	bnc_arena_free (arena);
	return g_string_free (out, FALSE);
}

static void
check (const char *mail, const char *want)
{
	bool over;
	char *have = lines_of (mail, &over);

	CHECK_STR (have, want);
	CHECK (!over);
	g_free (have);
}

static void
squeezes_white_space (void)
{
	check ("A: 1\n\none\n  two\t three  \n\n\tfour\n", "0[one]2[two three]0[]1[four]0[]");
	check ("A: 1\r\n\r\none\r\n two\r\n", "0[one]1[two]0[]");
	check ("A: 1\r\rone\r two\r", "0[one]1[two]0[]");
	check ("A: 1\n\n\xC2\xA0one\xC2\xA0two\xE3\x80\x80three\xE3\x80\x80\n", "2[one two three]0[]");
	check ("A: 1\n\none", "0[one]0[]");
	check ("A: 1\n\n   \n", "3[]0[]");
	check ("A: 1\n\n", "");
	check ("A: 1\n\na\x01z\n", "0[a\x01z]0[]");
}

#define PARTS(type, a, b) "Content-Type: multipart/" type "; boundary=b\n\n--b\n" a "\n--b\n" b "\n--b--\n"

static void
collects_parts (void)
{
	check (PARTS ("mixed", "\none", "\ntwo"), "0[one]0[]0[two]0[]");
	check (PARTS ("mixed", "Content-Type: image/png\n\none", "\ntwo"), "0[two]0[]");
	check (PARTS ("alternative", "\none", "Content-Type: text/html\n\ntwo"), "0[one]0[]");
	check (PARTS ("alternative", "Content-Type: text/html\n\none", "\ntwo"), "0[two]0[]");
	check (PARTS ("alternative", "Content-Type: text/html\n\none", "Content-Type: image/png\n\nx"), "0[one]0[]");
	check (PARTS ("report", "\none", "Content-Type: message/delivery-status\n\nStatus: 5.1.1"), "0[one]0[]");
	check (PARTS ("report", "\none", "Content-Type: message/rfc822\n\nA: 1\n\ntwo"), "0[one]0[]");
	check ("Content-Type: multipart/mixed; boundary=b\n\nlost\n", "0[lost]0[]");
	check ("Content-Transfer-Encoding: base64\n\nb25lCnR3bwo=\n", "0[one]0[two]0[]");
}

static void
stops_before_a_returned_message (void)
{
	check ("A: 1\n\nfailed\n\nReceived: by x\nMessage-ID: <1@example.org>\nFrom: a@example.org\nSubject: x\n\nbody\n", "0[failed]0[]0[]");
}

static void
keeps_the_limit (void)
{
	GString *mail = g_string_new ("A: 1\n\n");
	bool over;
	char *have;

	for (int i = 0; i < 1000; i++)
		g_string_append (mail, "0123456\n");
	limits.text = 1024;
	have = lines_of (mail->str, &over);
	CHECK (over);
	CHECK_INT (strlen (have), 1024 / 8 * 10 + 3);
	g_free (have);
	limits.text = 1 << 20;
	/* Part after part of text: all of it is read, or the record says that it was not. */
	g_string_assign (mail, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 20; i++)
		g_string_append_printf (mail, "--b\n\n%d\n", i);
	have = lines_of (mail->str, &over);
	CHECK (over || strstr (have, "[19]"));
	g_free (have);
	g_string_free (mail, TRUE);
}

static void
joins (void)
{
	arena_t *arena = bnc_arena_new ();
	message_t message;
	lines_t lines;

	bnc_message_parse (&message, SLICE_LIT ("A: 1\n\none\n\n  two\nthree\n"), &limits, arena);
	bnc_lines_collect (&message, PART_NONE, &lines);
	CHECK_STR (bnc_lines_join (&lines, 0, lines.count, arena), "one two three");
	CHECK_STR (bnc_lines_join (&lines, 2, 3, arena), "two");
	CHECK_STR (bnc_lines_join (&lines, 1, 2, arena), "");
	CHECK_STR (bnc_lines_join (&lines, 2, 2, arena), "");
	bnc_arena_free (arena);
}

/* However long the lines and however many are blank, what is said of one recipient has an end, and not within a character. */
static void
clips (void)
{
	arena_t *arena = bnc_arena_new ();
	GString *mail = g_string_new ("A: 1\n\n");
	message_t message;
	lines_t lines;
	const char *text;

	for (int i = 0; i < 20000; i++)
		g_string_append (mail, "\n");
	for (int i = 0; i < 20000; i++)
		g_string_append (mail, "\xE3\x81\x86");
	bnc_message_parse (&message, slice_str (mail->str), &limits, arena);
	bnc_lines_collect (&message, PART_NONE, &lines);
	CHECK_STR (bnc_lines_join (&lines, 0, 20000, arena), "");
	text = bnc_lines_join (&lines, 0, lines.count, arena);
	CHECK (strlen (text) > 4000 && strlen (text) <= 4096);
	CHECK (g_utf8_validate (text, -1, NULL) && !strstr (text, "\xEF\xBF\xBD"));
	CHECK_INT (bnc_lines_clip (SLICE_LIT ("short")).n, 5);
	g_string_free (mail, TRUE);
	bnc_arena_free (arena);
}

SUITE (bnc_test_report_lines, "report/lines",
       { "squeezes white space", squeezes_white_space },
       { "collects parts", collects_parts },
       { "stops before a returned message", stops_before_a_returned_message },
       { "keeps the limit", keeps_the_limit },
       { "joins", joins },
       { "clips", clips })
