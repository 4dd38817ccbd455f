/*
 * slice.c - searching in slices, and cutting them into lines
 *
 * In: bytes of any kind.  Out: offsets and slices of the same bytes.  Nothing is allocated.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/slice.h"

size_t
bnc_slice_find (slice_t s, slice_t needle, size_t from)
{
	char low, up;

	if (needle.n == 0)
		return from <= s.n ? from : s.n;
	low = g_ascii_tolower (needle.p[0]);
	up = g_ascii_toupper (needle.p[0]);
	if (low == up) {
		for (size_t i = slice_index (s, low, from); i + needle.n <= s.n; i = slice_index (s, low, i + 1)) {
			if (slice_bytes_equal_nocase (s.p + i, needle.p, needle.n))
				return i;
		}
		return s.n;
	}
	for (size_t i = from; i + needle.n <= s.n; i++) {
		if ((s.p[i] == low || s.p[i] == up) && slice_bytes_equal_nocase (s.p + i, needle.p, needle.n))
			return i;
	}
	return s.n;
}

newline_t
bnc_newline_of (slice_t bytes)
{
	/* A CR-only mail has no LF at all; one stray CR in a body of LF lines is data. */
	if (bytes.n == 0 || memchr (bytes.p, '\n', bytes.n))
		return NEWLINE_LF;
	return memchr (bytes.p, '\r', bytes.n) ? NEWLINE_CR : NEWLINE_LF;
}

bool
bnc_line_next (slice_t *rest, newline_t newline, slice_t *line)
{
	const char *hit;

	if (rest->n == 0)
		return false;
	hit = memchr (rest->p, newline == NEWLINE_CR ? '\r' : '\n', rest->n);
	if (!hit) {
		*line = *rest;
		*rest = slice (slice_end (*rest), 0);
	} else {
		*line = slice_between (rest->p, hit);
		*rest = slice_between (hit + 1, slice_end (*rest));
	}
	if (newline == NEWLINE_LF && line->n && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}
