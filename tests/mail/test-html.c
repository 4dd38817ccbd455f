/*
 * test-html.c - an HTML part as lines of text
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/html.h"

#include "test.h"

static void
check (const char *html, const char *want)
{
	arena_t *arena = bnc_arena_new ();
	slice_t text = bnc_html_text (slice_str (html), arena);

	CHECK_STR (bnc_arena_copy (arena, text), want);
	bnc_arena_free (arena);
}

static void
takes_tags_off (void)
{
	check ("", "");
	check ("plain", "plain");
	check ("a <b>bold</b> word", "a bold word");
	check ("one<br>two<BR/>three<br />four", "one\ntwo\nthree\nfour");
	check ("<p>one</p><p>two</p>", "\none\n\ntwo\n");
	check ("<html><head><title>T</title></head><body>x</body></html>", "\nT\n\nx\n");
	check ("<div class=\"a\">x</div>", "\nx\n");
	check ("a\n  b\t c", "a b c");
	check ("<abbr>x</abbr>", "x");
	check ("<tr><td>Status:</td><td>5.1.1</td></tr>", "\nStatus: 5.1.1\n");
	check ("<th>a</th><th>b</th>", "a b");
}

static void
hides_what_is_not_shown (void)
{
	check ("a<!-- hidden <b> -->b", "ab");
	check ("a<!-- never ends", "a");
	check ("<style>p { x }</style>shown", "shown");
	check ("<script>if (a < b) \"</b>\";</script>shown", "shown");
	check ("<STYLE type=x>p</STYLE>shown", "shown");
	check ("<style>never ends", "");
	check ("<!DOCTYPE html>x", "x");
}

static void
reads_entities (void)
{
	check ("&lt;user@example.org&gt;", "<user@example.org>");
	check ("a&amp;b &quot;c&quot; &apos;d&apos;", "a&b \"c\" 'd'");
	check ("a&nbsp;b", "a b");
	check ("&#64;&#x40;&#X263a;", "@@\xE2\x98\xBA");
	check ("&unheard; &; & &#; &#x; &#0; &#xD800; &#x110000; &#-5; &lt", "&unheard; &; & &#; &#x; &#0; &#xD800; &#x110000; &#-5; &lt");
	check ("&#99999999999999999999;", "&#99999999999999999999;");
}

static void
keeps_what_only_looks_like_a_tag (void)
{
	check ("<user@example.org> failed", "<user@example.org> failed");
	check ("1 < 2 > 0", "1 < 2 > 0");
	check ("<", "<");
	check ("a <b", "a <b");
	check ("a </", "a </");
	check ("<a href=\"mailto:user@example.org\">user@example.org</a>", "user@example.org");
}

static void
keeps_lines_of_preformatted_text (void)
{
	check ("<pre>one\ntwo\r\nthree</pre>x\ny", "\none\ntwo\nthree\nx y");
}

/* A megabyte of what never closes, within a few times what a megabyte of text takes. */
static void
survives_unclosed_tags (void)
{
	static const char *const pieces[] = { "<a", "<a@", "<", "&", "&#", "<!--", "<!", "</", "<style>", "<br>", "<td>", "x ", "&nbsp;" };
	GString *html = g_string_new (NULL);

	for (size_t i = 0; i < G_N_ELEMENTS (pieces); i++) {
		arena_t *arena = bnc_arena_new ();
		double start = test_seconds ();
		slice_t text;

		g_string_truncate (html, 0);
		while (html->len < 1 << 20)
			g_string_append (html, pieces[i]);
		text = bnc_html_text (slice (html->str, html->len), arena);
		CHECK (text.n <= 2 * html->len);
		CHECK (test_seconds () - start < 10);
		bnc_arena_free (arena);
	}
	g_string_free (html, TRUE);
}

SUITE (bnc_test_mail_html, "mail/html",
       { "takes tags off", takes_tags_off },
       { "hides what is not shown", hides_what_is_not_shown },
       { "reads entities", reads_entities },
       { "keeps what only looks like a tag", keeps_what_only_looks_like_a_tag },
       { "keeps lines of preformatted text", keeps_lines_of_preformatted_text },
       { "survives unclosed tags", survives_unclosed_tags })
