/*
 * slice.h - a view of bytes that somebody else owns
 *
 * Every stage of the road reads the caller's bytes through slices; a slice never owns, and is
 * never NUL-terminated.  Text that a record keeps is copied into the record's arena (arena.h).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SLICE_H
#define BNC_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

typedef struct {
	const char *p;
	size_t n;
} slice_t;

#define SLICE_NONE ((slice_t) { NULL, 0 })
#define SLICE_LIT(s) ((slice_t) { (s), sizeof (s) - 1 })

static inline slice_t
slice (const char *p, size_t n)
{
	return (slice_t) { p, n };
}

static inline slice_t
slice_str (const char *s)
{
	return (slice_t) { s, s ? strlen (s) : 0 };
}

static inline slice_t
slice_between (const char *p, const char *end)
{
	return (slice_t) { p, (size_t) (end - p) };
}

static inline const char *
slice_end (slice_t s)
{
	return s.p ? s.p + s.n : NULL;
}

/* What is left of s after its first n bytes. */
static inline slice_t
slice_from (slice_t s, size_t n)
{
	return n >= s.n ? (slice_t) { slice_end (s), 0 } : (slice_t) { s.p + n, s.n - n };
}

static inline bool
slice_is_blank_char (char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r'); /* \t \n \v \f \r */
}

static inline slice_t
slice_trim_left (slice_t s)
{
	while (s.n && slice_is_blank_char (s.p[0]))
		s.p++, s.n--;
	return s;
}

static inline slice_t
slice_trim_right (slice_t s)
{
	while (s.n && slice_is_blank_char (s.p[s.n - 1]))
		s.n--;
	return s;
}

static inline slice_t
slice_trim (slice_t s)
{
	return slice_trim_right (slice_trim_left (s));
}

static inline bool
slice_equal (slice_t a, slice_t b)
{
	return a.n == b.n && (a.n == 0 || memcmp (a.p, b.p, a.n) == 0);
}

/* ASCII case is folded, whatever the locale: mail's tokens are ASCII (RFC 5322). Inline, as most comparisons end at the first byte. */
static inline bool
slice_bytes_equal_nocase (const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (a[i] != b[i] && ((a[i] ^ b[i]) != 0x20 || (a[i] | 0x20) < 'a' || (a[i] | 0x20) > 'z'))
			return false;
	}
	return true;
}

static inline bool
slice_equal_nocase (slice_t a, slice_t b)
{
	return a.n == b.n && slice_bytes_equal_nocase (a.p, b.p, a.n);
}

/* May s and word begin with the same letter? Most comparisons end here, before the length of the word is asked for. */
static inline bool
slice_may_begin (slice_t s, const char *word)
{
	return !*word || (s.n && ((s.p[0] ^ *word) & ~0x20) == 0);
}

static inline bool
slice_is (slice_t s, const char *word)
{
	return slice_may_begin (s, word) && slice_equal_nocase (s, slice_str (word));
}

static inline bool
slice_starts_nocase (slice_t s, slice_t prefix)
{
	return s.n >= prefix.n && slice_bytes_equal_nocase (s.p, prefix.p, prefix.n);
}

static inline bool
slice_starts (slice_t s, const char *prefix)
{
	return slice_may_begin (s, prefix) && slice_starts_nocase (s, slice_str (prefix));
}

/* Offset of the first c in s at or after from, or s.n. */
static inline size_t
slice_index (slice_t s, char c, size_t from)
{
	const char *hit = from < s.n ? memchr (s.p + from, c, s.n - from) : NULL;

	return hit ? (size_t) (hit - s.p) : s.n;
}

/* Offset of the first needle in s at or after from, ASCII case folded, or s.n where there is none. */
size_t bnc_slice_find (slice_t s, slice_t needle, size_t from);

/* How far s is plain: printable ASCII with single blanks between the words, as nearly all text of mail is. */
size_t bnc_slice_plain (slice_t s);

/* Line ends of a mail: RFC 5322 says CRLF; mailboxes hold LF, old Macintosh software CR alone. */
typedef enum { NEWLINE_LF, NEWLINE_CR } newline_t;

newline_t bnc_newline_of (slice_t bytes);

/* Takes the next line off *rest, without its line end; false when nothing is left. */
bool bnc_line_next (slice_t *rest, newline_t newline, slice_t *line);

#endif
