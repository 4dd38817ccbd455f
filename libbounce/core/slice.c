/*
 * slice.c - searching in slices, and cutting them into lines
 *
 * In: bytes of any kind.  Out: offsets and slices of the same bytes.  Nothing is allocated.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/slice.h"

/* Have any of the eight places from at on both bytes, in either case? Told of eight at once; that '@' is taken for '`' and
 * the like does no harm, as whoever asks compares in full. */
static inline bool
may_begin (const char *at, uint64_t first, uint64_t second)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;
	uint64_t here, next, differ;

	memcpy (&here, at, sizeof here);
	memcpy (&next, at + 1, sizeof next);
	differ = ((here | ones * 0x20) ^ first) | ((next | ones * 0x20) ^ second);
	return ((differ - ones) & ~differ & ones << 7) != 0; /* a byte of it is 0 */
}

size_t
bnc_slice_find (slice_t s, slice_t needle, size_t from)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;
	uint64_t first, second;
	size_t i = from, end;

	if (needle.n == 0)
		return from <= s.n ? from : s.n;
	if (needle.n > s.n)
		return s.n;
	end = s.n - needle.n + 1; /* of the places where it can begin */
	first = ones * ((guchar) needle.p[0] | 0x20);
	second = ones * ((guchar) needle.p[needle.n > 1] | 0x20);
	while (i < end) {
		size_t stop = MIN (i + 8, end);

		if (needle.n > 1 && i + 9 <= s.n && !may_begin (s.p + i, first, second)) {
			i += 8;
			continue;
		}
		for (; i < stop; i++) {
			if (slice_bytes_equal_nocase (s.p + i, needle.p, needle.n))
				return i;
		}
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
	const char *start = rest->p, *end, *stop;

	if (rest->n == 0)
		return false;
	end = start + rest->n;
	stop = memchr (start, newline == NEWLINE_CR ? '\r' : '\n', rest->n);
	*rest = stop ? slice_between (stop + 1, end) : slice (end, 0);
	stop = stop ? stop : end;
	if (newline == NEWLINE_LF && stop > start && stop[-1] == '\r')
		stop--;
	*line = slice_between (start, stop);
	return true;
}

/* Is any of the eight bytes at at no plain text: a control character, no ASCII, or a blank with a blank behind it? */
static inline bool
any_not_plain (const char *at)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;
	uint64_t here, next, blanks;

	memcpy (&here, at, sizeof here);
	memcpy (&next, at + 1, sizeof next);
	blanks = (here ^ ones * ' ') | (next ^ ones * ' ');
	/* A byte that is less than the one taken off borrows, which shows in its high bit where that was 0. */
	return (((here - ones * ' ') | here | ((blanks - ones) & ~blanks)) & ones << 7) != 0;
}

size_t
bnc_slice_plain (slice_t s)
{
	size_t at = 0;

	while (at + 9 <= s.n && !any_not_plain (s.p + at))
		at += 8;
	while (at < s.n && (signed char) s.p[at] >= ' ' && !(s.p[at] == ' ' && at + 1 < s.n && s.p[at + 1] == ' '))
		at++;
	return at;
}
