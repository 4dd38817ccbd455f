/*
 * test-slice.c - views of bytes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/slice.h"
#include "test.h"

static void
trims (void)
{
	CHECK (slice_equal (slice_trim (SLICE_LIT (" \t a b\r\n")), SLICE_LIT ("a b")));
	CHECK_INT (slice_trim (SLICE_LIT (" \r\n\t ")).n, 0);
	CHECK_INT (slice_trim (SLICE_NONE).n, 0);
	CHECK (slice_equal (slice_trim_left (SLICE_LIT (" a ")), SLICE_LIT ("a ")));
	CHECK (slice_equal (slice_trim_right (SLICE_LIT (" a ")), SLICE_LIT (" a")));
}

static void
cuts (void)
{
	CHECK (slice_equal (slice_from (SLICE_LIT ("abc"), 1), SLICE_LIT ("bc")));
	CHECK_INT (slice_from (SLICE_LIT ("abc"), 3).n, 0);
	CHECK_INT (slice_from (SLICE_LIT ("abc"), 99).n, 0);
	CHECK (slice_end (SLICE_NONE) == NULL);
	CHECK (slice_str (NULL).p == NULL);
}

static void
compares (void)
{
	CHECK (slice_equal (SLICE_LIT ("a"), SLICE_LIT ("a")));
	CHECK (!slice_equal (SLICE_LIT ("a"), SLICE_LIT ("A")));
	CHECK (!slice_equal (SLICE_LIT ("a"), SLICE_LIT ("ab")));
	CHECK (slice_equal (SLICE_NONE, SLICE_LIT ("")));
	CHECK (slice_is (SLICE_LIT ("Content-Type"), "content-type"));
	CHECK (!slice_is (SLICE_LIT ("Content-Typ"), "content-type"));
	CHECK (slice_starts (SLICE_LIT ("SMTP; 550"), "smtp;"));
	CHECK (!slice_starts (SLICE_LIT ("smtp"), "smtp;"));
	CHECK (slice_starts (SLICE_LIT ("x"), ""));
}

static void
folds_ascii_only (void)
{
	CHECK (!slice_is (SLICE_LIT ("\xC4"), "\xE4"));
	CHECK (!slice_is (SLICE_LIT ("["), "{"));
}

static void
finds (void)
{
	slice_t s = SLICE_LIT ("one Two two");

	CHECK_INT (bnc_slice_find (s, SLICE_LIT ("TWO"), 0), 4);
	CHECK_INT (bnc_slice_find (s, SLICE_LIT ("two"), 5), 8);
	CHECK_INT (bnc_slice_find (s, SLICE_LIT ("three"), 0), s.n);
	CHECK_INT (bnc_slice_find (s, SLICE_LIT ("two"), 99), s.n);
	CHECK_INT (bnc_slice_find (s, SLICE_LIT ("one Two two and more"), 0), s.n);
	CHECK_INT (bnc_slice_find (s, SLICE_LIT (""), 3), 3);
	CHECK_INT (bnc_slice_find (SLICE_NONE, SLICE_LIT ("x"), 0), 0);
	CHECK_INT (slice_index (s, 't', 0), 8);
	CHECK_INT (slice_index (s, 'x', 0), s.n);
	CHECK_INT (slice_index (s, 'o', 99), s.n);
	CHECK_INT (slice_index (SLICE_NONE, 'x', 0), 0);
}

static void
tells_line_ends (void)
{
	CHECK_INT (bnc_newline_of (SLICE_LIT ("a\r\nb\r\n")), NEWLINE_LF);
	CHECK_INT (bnc_newline_of (SLICE_LIT ("a\rb\n")), NEWLINE_LF);
	CHECK_INT (bnc_newline_of (SLICE_LIT ("a\rb\r")), NEWLINE_CR);
	CHECK_INT (bnc_newline_of (SLICE_LIT ("ab")), NEWLINE_LF);
	CHECK_INT (bnc_newline_of (SLICE_NONE), NEWLINE_LF);
}

static void
check_lines (slice_t bytes, newline_t newline, const char *want)
{
	GString *have = g_string_new (NULL);
	slice_t line;

	while (bnc_line_next (&bytes, newline, &line)) {
		g_string_append_len (have, line.p, (gssize) line.n);
		g_string_append_c (have, '|');
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
}

static void
takes_lines (void)
{
	check_lines (SLICE_LIT ("a\r\n\r\nb\nc"), NEWLINE_LF, "a||b|c|");
	check_lines (SLICE_LIT ("a\rb\r\rc"), NEWLINE_CR, "a|b||c|");
	check_lines (SLICE_LIT ("a\rb\n"), NEWLINE_LF, "a\rb|");
	check_lines (SLICE_LIT ("a\n"), NEWLINE_LF, "a|");
	check_lines (SLICE_LIT ("\n"), NEWLINE_LF, "|");
	check_lines (SLICE_NONE, NEWLINE_LF, "");
}

static void
tells_what_is_plain (void)
{
	const char *text = "a plain line of text, 40 bytes long, ends";

	CHECK_INT (bnc_slice_plain (SLICE_NONE), 0);
	CHECK_INT (bnc_slice_plain (slice_str (text)), strlen (text));
	CHECK_INT (bnc_slice_plain (SLICE_LIT ("one blank at the end ")), 21);
	CHECK_INT (bnc_slice_plain (SLICE_LIT ("two blanks at the end  ")), 21);
	/* Each place, as eight bytes are looked at at a time. */
	for (size_t at = 0; at < strlen (text); at++) {
		static const char no[] = { '\t', '\0', '\x1F', '\x80', '\xC3', '\xFF' };

		for (size_t i = 0; i < sizeof no; i++) {
			char *copy = g_strdup (text);

			copy[at] = no[i];
			CHECK_INT (bnc_slice_plain (slice (copy, strlen (text))), at);
			copy[at] = '\x7F';
			CHECK_INT (bnc_slice_plain (slice (copy, strlen (text))), strlen (text));
			g_free (copy);
		}
	}
	for (size_t at = 0; at + 1 < strlen (text); at++) {
		char *copy = g_strdup ("a-plain-line-of-text,-40-bytes-long,-ends");

		copy[at] = copy[at + 1] = ' ';
		CHECK_INT (bnc_slice_plain (slice_str (copy)), at);
		g_free (copy);
	}
}

SUITE (bnc_test_core_slice, "core/slice",
       { "trims", trims },
       { "cuts", cuts },
       { "compares", compares },
       { "folds ASCII only", folds_ascii_only },
       { "finds", finds },
       { "tells line ends", tells_line_ends },
       { "takes lines", takes_lines },
       { "tells what is plain", tells_what_is_plain })
