/*
 * test-original.c - the returned message in all its places
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/original.h"

#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 10, .text = 1 << 20, .hops = 3, .original = 1 << 16 };

#define HEAD "Received: from client.example.org ([192.0.2.7]) by mx.example.org with ESMTP id 1\n" \
	"\tfor <kijitora@example.org>; Thu, 29 Apr 2010 23:34:45 +0900\nReceived: by host.example.org (Postfix, from userid 1000)\n" \
	"Return-Path: <neko@example.net>\nMessage-ID: <1@example.net>\nFrom: Neko <neko@example.net>\nTo: kijitora@example.org\n" \
	"Subject: =?utf-8?Q?caf=C3=A9?=\nDate: Thu, 29 Apr 2010 23:34:45 +0900\nList-Id: <list.example.net>\n"

static void
check_find (const char *text, const char *want)
{
	slice_t rest = slice_str (text), line;
	original_look_t look = { 0, 0, 0 };
	size_t at = rest.n;

	while (at == strlen (text) && bnc_line_next (&rest, NEWLINE_LF, &line)) {
		if (bnc_original_looks (&look, line, (size_t) (line.p - text)))
			at = look.start;
	}
	CHECK_STR (text + at, want);
}

static void
finds_a_header_in_text (void)
{
	check_find ("It failed.\n\n" HEAD "\nbody\n", HEAD "\nbody\n");
	check_find ("It failed.\n> Received: a\n> Message-ID: <1@example.net>\n> From: b\n", "> Received: a\n> Message-ID: <1@example.net>\n> From: b\n");
	check_find ("It failed.\n>Received: a\n>Message-ID: <1@example.net>\n>From: b\n", ">Received: a\n>Message-ID: <1@example.net>\n>From: b\n");
	check_find ("Received: a\n\tfolded\nX-Other: 1\nMessage-ID: <1@example.net>\nx", "Received: a\n\tfolded\nX-Other: 1\nMessage-ID: <1@example.net>\nx");
	check_find ("X-First: 1\nReceived: a\nReceived: b\n", "X-First: 1\nReceived: a\nReceived: b\n");
}

static void
finds_none_in_prose (void)
{
	check_find ("", "");
	check_find ("It failed.\nSubject: hello\nTo: kijitora@example.org\n\nReason: none\n", "");
	check_find ("From: a\nTo: b\n\nSubject: c\nDate: d\n", "");
	check_find ("See http://example.org/\nhttps://example.org/a\nhttp://example.org/b\nhttp://example.org/c\n", "");
	check_find ("Received: a\nMessage-ID: b\n", "");
}

typedef struct {
	arena_t *arena;
	message_t message;
	bounce_record_t *record;
} fixture_t;

static void
set_up (fixture_t *fixture, const char *mail)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	fixture->record = bnc_record_new ();
	fixture->arena = fixture->record->arena;
	bnc_message_parse (&fixture->message, slice_str (mail), &usual, fixture->arena);
}

static void
tear_down (fixture_t *fixture)
{
	bounce_record_unref (fixture->record);
}

static void
check_original (const original_t *original)
{
	CHECK (original->present);
	CHECK_STR (original->message_id, "1@example.net");
	CHECK_STR (original->from, "Neko <neko@example.net>");
	CHECK_STR (original->to, "kijitora@example.org");
	CHECK_STR (original->subject, "café");
	CHECK_STR (original->return_path, "neko@example.net");
	CHECK_STR (original->list_id, "<list.example.net>");
	CHECK_STR (original->date_text, "Thu, 29 Apr 2010 23:34:45 +0900");
	CHECK_INT (original->date.seconds, 1272551685);
	CHECK_INT (original->hop_count, 2);
	CHECK_STR (original->hops[0].client, "192.0.2.7");
	CHECK_STR (original->hops[0].rcpt, "kijitora@example.org");
	CHECK_STR (original->hops[1].local_user, "uid 1000");
}

static void
reads_a_header (void)
{
	fixture_t fixture;

	set_up (&fixture, "A: 1\n\n");
	bnc_original_read (&fixture.message, slice_str (HEAD), SLICE_LIT ("body\n"), NEWLINE_LF, true, fixture.record);
	check_original (&fixture.record->original);
	CHECK (fixture.record->original.complete);
	CHECK_INT (fixture.record->original.body.n, 5);
	tear_down (&fixture);
}

static void
takes_quoting_off (void)
{
	GString *quoted = g_string_new (NULL);
	char **lines = g_strsplit (HEAD, "\n", 0);
	fixture_t fixture;

	for (char **line = lines; *line && **line; line++)
		g_string_append_printf (quoted, "> %s\n", *line);
	set_up (&fixture, "A: 1\n\n");
	bnc_original_read (&fixture.message, slice_str (quoted->str), SLICE_NONE, NEWLINE_LF, false, fixture.record);
	check_original (&fixture.record->original);
	CHECK (!fixture.record->original.complete);
	tear_down (&fixture);
	g_strfreev (lines);
	g_string_free (quoted, TRUE);
}

static void
reads_cr_and_cut_headers (void)
{
	char *cr = g_strdup (HEAD);
	fixture_t fixture;

	g_strdelimit (cr, "\n", '\r');
	set_up (&fixture, "A: 1\r\r");
	bnc_original_read (&fixture.message, slice_str (cr), SLICE_NONE, NEWLINE_CR, false, fixture.record);
	check_original (&fixture.record->original);
	tear_down (&fixture);
	g_free (cr);

	set_up (&fixture, "A: 1\n\n");
	bnc_original_read (&fixture.message, SLICE_LIT ("From: a@example.org\nSubj"), SLICE_NONE, NEWLINE_LF, false, fixture.record);
	CHECK (fixture.record->original.present);
	CHECK_STR (fixture.record->original.from, "a@example.org");
	CHECK (!fixture.record->original.subject);
	CHECK_INT (fixture.record->original.date.seconds, BOUNCE_NO_TIME);
	tear_down (&fixture);

	set_up (&fixture, "A: 1\n\n");
	bnc_original_read (&fixture.message, SLICE_LIT ("no header at all"), SLICE_NONE, NEWLINE_LF, false, fixture.record);
	CHECK (!fixture.record->original.present);
	bnc_original_read (&fixture.message, SLICE_NONE, SLICE_NONE, NEWLINE_LF, false, fixture.record);
	CHECK (!fixture.record->original.present);
	tear_down (&fixture);
}

static void
notes_the_limit_of_hops (void)
{
	fixture_t fixture;

	set_up (&fixture, "A: 1\n\n");
	bnc_original_read (&fixture.message, SLICE_LIT ("Received: by a.example.org\nReceived: by b.example.org\nReceived: by c.example.org\n"
	                                                "Received: by d.example.org\nReceived: by e.example.org\n"),
	                   SLICE_NONE, NEWLINE_LF, false, fixture.record);
	CHECK_INT (fixture.record->original.hop_count, 3);
	CHECK_INT (fixture.record->truncated_count, 1);
	CHECK_STR (fixture.record->truncated[0], "hops");
	tear_down (&fixture);
}

static void
check_part (const char *mail, int want)
{
	fixture_t fixture;

	set_up (&fixture, mail);
	CHECK_INT (bnc_original_part (&fixture.message), want);
	tear_down (&fixture);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\n"

static void
finds_the_part (void)
{
	check_part ("A: 1\n\nx", PART_NONE);
	check_part (MIXED "Content-Type: message/rfc822\n\n" HEAD "\nbody\n--b--\n", 2);
	check_part (MIXED "Content-Type: message/rfc822\n\n--b--\n", PART_NONE);
	check_part (MIXED "Content-Type: text/rfc822-headers\n\n" HEAD "--b--\n", 2);
	check_part (MIXED "Content-Type: text/rfc822-headers\n\n--b--\n", PART_NONE);
	check_part (MIXED "Content-Type: message/global-headers\n\n" HEAD "--b--\n", 2);
	check_part (MIXED HEAD "\nbody\n--b--\n", 2);
	check_part (MIXED "Content-Type: text/plain\n\nReceived: quoted\n--b--\n", PART_NONE);
	check_part (HEAD "\nbody\n", PART_NONE);
}

SUITE (bnc_test_mail_original, "mail/original",
       { "finds a header in text", finds_a_header_in_text },
       { "finds none in prose", finds_none_in_prose },
       { "reads a header", reads_a_header },
       { "takes quoting off", takes_quoting_off },
       { "reads CR and cut headers", reads_cr_and_cut_headers },
       { "notes the limit of hops", notes_the_limit_of_hops },
       { "finds the part", finds_the_part })
