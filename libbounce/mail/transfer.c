/*
 * transfer.c - content transfer encodings (RFC 2045, 6)
 *
 * In: the body of a part and how it is encoded.  Out: its bytes, in the arena unless they stand there as they are.  Decoding is GMime's
 * work.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/transfer.h"

#include <gmime/gmime.h>

/* What follows the line "begin 644 name", which GMime's decoder takes for data. */
static slice_t
behind_begin (slice_t body)
{
	newline_t newline = bnc_newline_of (body);
	slice_t rest = body, line;

	while (bnc_line_next (&rest, newline, &line)) {
		if (line.n > 6 && memcmp (line.p, "begin ", 6) == 0)
			return rest;
	}
	return body;
}

/* "=" before a line end that is CR alone, which GMime does not know for one (RFC 2045, 6.7, has CRLF). */
static bool
breaks_at_cr (slice_t body)
{
	return body.n > 1 && body.p[0] == '=' && body.p[1] == '\r' && (body.n == 2 || body.p[2] != '\n');
}

/* As g_mime_encoding_flush(). Of quoted-printable GMime gets what begins with '=' alone: the rest stands for itself. */
static size_t
decode (GMimeEncoding *state, slice_t body, char *out)
{
	char *to = out;

	while (body.n && state->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE) {
		size_t n = state->state ? 0 : slice_index (body, '=', 0), left = MIN (body.n - n, 3);

		memcpy (to, body.p, n);
		to += n;
		if (!state->state && breaks_at_cr (slice_from (body, n))) {
			body = slice_from (body, n + 2);
			continue;
		}
		to += g_mime_encoding_step (state, body.p + n, left, to);
		body = slice_from (body, n + left);
	}
	return (size_t) (to - out) + g_mime_encoding_flush (state, body.p, body.n, to);
}

slice_t
bnc_transfer_decode (slice_t body, encoding_t encoding, arena_t *arena)
{
	static const GMimeContentEncoding encodings[] = {
		[ENCODING_NONE] = GMIME_CONTENT_ENCODING_DEFAULT, [ENCODING_BASE64] = GMIME_CONTENT_ENCODING_BASE64,
		[ENCODING_QP] = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, [ENCODING_UU] = GMIME_CONTENT_ENCODING_UUENCODE,
	};
	GMimeEncoding state;
	char *out;
	size_t n;

	if (encoding == ENCODING_NONE || body.n == 0)
		return body;
	if (encoding == ENCODING_UU)
		body = behind_begin (body);
	g_mime_encoding_init_decode (&state, encodings[encoding]);
	out = bnc_arena_alloc (arena, g_mime_encoding_outlen (&state, body.n));
	n = decode (&state, body, out);
	return slice (out, n);
}
