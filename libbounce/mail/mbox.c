/*
 * mbox.c - the lines that an mbox puts into mail
 *
 * In: single lines.  Out: whether such a line stands between two messages, or was quoted so that it does not look as if it did.
 * Nothing is allocated.  RFC 4155, and its kin mboxo, mboxrd and mboxcl.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/mbox.h"

static bool
word_is_time (slice_t w)
{
	size_t colon = slice_index (w, ':', 0);

	return (colon == 1 || colon == 2) && w.n >= colon + 3 && g_ascii_isdigit (w.p[0]) && g_ascii_isdigit (w.p[colon + 1]) &&
	       g_ascii_isdigit (w.p[colon + 2]);
}

static bool
word_is_year (slice_t w)
{
	for (size_t i = 0; i < w.n; i++) {
		if (!g_ascii_isdigit (w.p[i]))
			return false;
	}
	return w.n == 4 && (w.p[0] == '1' || w.p[0] == '2');
}

static bool
word_in (slice_t w, const char *three_letter_names)
{
	if (w.n == 4 && w.p[3] == ',')
		w.n = 3;
	for (const char *p = three_letter_names; w.n == 3 && *p; p += 3) {
		if (memcmp (w.p, p, 3) == 0)
			return true;
	}
	return false;
}

/* The date is asctime()'s, with or without seconds and zone, or that of RFC 5322: all have day, month, time and year. */
bool
bnc_mbox_is_separator (slice_t line)
{
	bool day = false, month = false, time = false, year = false;

	if (line.n < 5 || line.n > BNC_MBOX_SEPARATOR_MAX || memcmp (line.p, "From ", 5) != 0)
		return false;
	for (size_t i = 5, start; i < line.n;) {
		slice_t word;

		start = i;
		while (i < line.n && !slice_is_blank_char (line.p[i]))
			i++;
		word = slice (line.p + start, i - start);
		day = day || word_in (word, "MonTueWedThuFriSatSun");
		month = month || word_in (word, "JanFebMarAprMayJunJulAugSepOctNovDec");
		time = time || word_is_time (word);
		year = year || word_is_year (word);
		i++;
	}
	return day && month && time && year;
}

bool
bnc_mbox_header_follows (slice_t rest, newline_t newline)
{
	slice_t line;
	size_t colon;

	if (!bnc_line_next (&rest, newline, &line))
		return true;
	if (slice_starts_nocase (line, SLICE_LIT (">From ")))
		return true;
	colon = slice_index (line, ':', 0);
	for (size_t i = 0; i < colon; i++) {
		if (line.p[i] <= ' ' || line.p[i] == 0x7F)
			return false;
	}
	return colon > 0 && colon < line.n;
}

bool
bnc_mbox_is_quoted (slice_t line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '>')
		n++;
	return n > 0 && line.n - n >= 5 && memcmp (line.p + n, "From ", 5) == 0;
}
