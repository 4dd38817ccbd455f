/*
 * dkim-canon.c - header and body in the form that a signature covers
 *
 * In: a field or a body as it came back, with whatever line ends.  Out: the field in canonical form, or the digest of
 * the body; lines end in CRLF as they did on the wire, and a body's empty lines at the end are left out.  Nothing is
 * kept; linear in the bytes.  RFC 6376, 3.4.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/dkim.h"

typedef struct {
	GChecksum *sum;
	size_t length, limit;
} feed_t;

static bool
is_blank (char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the run of blanks, or of others, at the start of text. */
static size_t
run_length (slice_t text, bool blank)
{
	size_t n = 0;

	while (n < text.n && is_blank (text.p[n]) == blank)
		n++;
	return n;
}

void
bnc_dkim_canon_field (GString *out, slice_t whole, newline_t newline, bool relaxed)
{
	slice_t rest = whole, line;
	size_t start = out->len, colon;

	while (bnc_line_next (&rest, newline, &line)) {
		if (!relaxed && out->len > start)
			g_string_append (out, "\r\n");
		if (!relaxed)
			g_string_append_len (out, line.p, (gssize) line.n);
		while (relaxed && line.n) {
			size_t n = run_length (line, false), blanks = run_length (slice_from (line, n), true);

			g_string_append_len (out, line.p, (gssize) n);
			if (blanks && !(out->len > start && out->str[out->len - 1] == ' '))
				g_string_append_c (out, ' ');
			line = slice_from (line, n + blanks);
		}
	}
	if (!relaxed)
		return;
	if (out->len > start && out->str[out->len - 1] == ' ')
		g_string_truncate (out, out->len - 1);
	colon = start + slice_index (slice (out->str + start, out->len - start), ':', 0);
	for (size_t i = start; i < MIN (colon, out->len); i++)
		out->str[i] = g_ascii_tolower (out->str[i]);
	if (colon + 1 < out->len && out->str[colon + 1] == ' ')
		g_string_erase (out, (gssize) colon + 1, 1);
	if (colon > start && colon < out->len && out->str[colon - 1] == ' ')
		g_string_erase (out, (gssize) colon - 1, 1);
}

static void
feed (feed_t *to, const char *bytes, size_t n)
{
	n = MIN (n, to->limit - to->length);
	if (n)
		g_checksum_update (to->sum, (const guchar *) bytes, (gssize) n);
	to->length += n;
}

static void
feed_relaxed (feed_t *to, slice_t line)
{
	while (line.n) {
		size_t n = run_length (line, false), blanks = run_length (slice_from (line, n), true);

		feed (to, line.p, n);
		line = slice_from (line, n + blanks);
		if (blanks && line.n)
			feed (to, " ", 1);
	}
}

static bool
is_empty (slice_t line, bool relaxed)
{
	return line.n == 0 || (relaxed && run_length (line, true) == line.n);
}

bool
bnc_dkim_hash_body (slice_t body, bool relaxed, size_t limit, uint8_t digest[32])
{
	feed_t to = { g_checksum_new (G_CHECKSUM_SHA256), 0, limit };
	newline_t newline = bnc_newline_of (body);
	gsize size = 32;
	size_t pending = 0;
	slice_t line;

	while (to.length < limit && bnc_line_next (&body, newline, &line)) {
		if (is_empty (line, relaxed)) {
			pending++;
			continue;
		}
		for (; pending; pending--)
			feed (&to, "\r\n", 2);
		if (relaxed)
			feed_relaxed (&to, line);
		else
			feed (&to, line.p, line.n);
		feed (&to, "\r\n", 2);
	}
	if (to.length == 0 && !relaxed)
		feed (&to, "\r\n", 2);
	g_checksum_get_digest (to.sum, digest, &size);
	g_checksum_free (to.sum);
	return limit == SIZE_MAX || to.length == limit;
}
