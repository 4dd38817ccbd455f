/*
 * tag-list.c - "v=1; a=rsa-sha256; ..." (RFC 6376, 3.2)
 *
 * In: the value of a DKIM-Signature field or the text of a key record.  Out: its tags as slices of it; what is decoded
 * is the caller's to g_free().  Names are case-sensitive, as the RFC has it.  Linear in the bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/tag-list.h"

#define DIGITS_MOST 12 /* RFC 6376, 3.5: of t= and x= */

bool
bnc_tag_next (slice_t *rest, slice_t *name, slice_t *value)
{
	while (rest->n) {
		size_t end = slice_index (*rest, ';', 0), equals;
		slice_t tag = slice (rest->p, end);

		*rest = slice_from (*rest, end + 1);
		equals = slice_index (tag, '=', 0);
		if (equals == tag.n)
			continue;
		*name = slice_trim (slice (tag.p, equals));
		*value = slice_trim (slice_from (tag, equals + 1));
		return true;
	}
	return false;
}

slice_t
bnc_tag_value (slice_t list, const char *name)
{
	slice_t wanted = slice_str (name), found, value;

	while (bnc_tag_next (&list, &found, &value)) {
		if (slice_equal (found, wanted))
			return value;
	}
	return SLICE_NONE;
}

bool
bnc_tag_lists (slice_t list, const char *word)
{
	while (list.n) {
		size_t colon = slice_index (list, ':', 0);

		if (slice_is (slice_trim (slice (list.p, colon)), word))
			return true;
		list = slice_from (list, colon + 1);
	}
	return false;
}

guchar *
bnc_tag_base64 (slice_t text, gsize *length)
{
	GString *clean = g_string_sized_new (text.n);
	guchar *bytes = NULL;
	size_t padding = 0;
	bool good = true;

	for (size_t i = 0; i < text.n && good; i++) {
		char c = text.p[i];

		if (slice_is_blank_char (c))
			continue;
		padding += c == '=';
		good = c == '=' ? padding <= 2 : padding == 0 && (g_ascii_isalnum (c) || c == '+' || c == '/');
		g_string_append_c (clean, c);
	}
	/* The decoder wants its padding, which some leave out. */
	while (good && padding < 2 && clean->len % 4) {
		g_string_append_c (clean, '=');
		padding++;
	}
	if (good && clean->len && clean->len % 4 == 0)
		bytes = g_base64_decode (clean->str, length);
	g_string_free (clean, TRUE);
	return bytes;
}

bool
bnc_tag_number (slice_t text, int64_t *number)
{
	int64_t value = 0;

	if (!text.n || text.n > DIGITS_MOST)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (!g_ascii_isdigit (text.p[i]))
			return false;
		value = value * 10 + (text.p[i] - '0');
	}
	*number = value;
	return true;
}
