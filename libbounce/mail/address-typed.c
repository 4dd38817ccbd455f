/*
 * address-typed.c - the recipient fields of a delivery status: "type; address"
 *
 * In: the value of Final-Recipient, Original-Recipient and their like.  Out: the address and its type,
 * copied into the caller's arena, which frees them.  RFC 3464, 2.3.1 and 2.3.2 (types), RFC 3461, 4
 * (xtext), RFC 6533, 3 (utf-8-addr-xtext).  Real fields lack the type, misspell it, put brackets and
 * comments around the address: all that is forgiven, an address is never made up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"

#define TYPE_MAX 24

static bool
type_is_word (slice_t s)
{
	if (s.n == 0 || s.n > TYPE_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!g_ascii_isalnum (s.p[i]) && !strchr ("-_. /", s.p[i]))
			return false;
	}
	return true;
}

/* The type in lower case, its known misspellings put right. */
static const char *
type_normal (slice_t s, arena_t *arena)
{
	static const char *const spellings[][2] = {
		{ "rfc822", "rfc822" },  { "rfc-822", "rfc822" }, { "rfc_822", "rfc822" },  { "rfc 822", "rfc822" }, { "rfc/822", "rfc822" },
		{ "rfc882", "rfc822" },  { "rfc2822", "rfc822" }, { "rfc-2822", "rfc822" }, { "rfc.822", "rfc822" },
		{ "rcf822", "rfc822" },  { "utf8", "utf-8" },     { "utf_8", "utf-8" },     { "x-400", "x400" },
	};
	char *lower;

	for (size_t i = 0; i < G_N_ELEMENTS (spellings); i++) {
		if (slice_is (s, spellings[i][0]))
			return spellings[i][1];
	}
	lower = bnc_arena_copy (arena, s);
	for (char *p = lower; *p; p++)
		*p = g_ascii_tolower (*p);
	return lower;
}

/* Takes "type;" off *value. A colon in place of the semicolon counts behind a type that everybody knows. */
static const char *
take_type (slice_t *value, arena_t *arena)
{
	static const char *const known[] = { "rfc822", "rfc-822", "utf-8", "smtp", "x400", "local", "unknown" };
	size_t end = slice_index (*value, ';', 0), colon = slice_index (*value, ':', 0);
	slice_t word = slice_trim (slice (value->p, MIN (end, colon)));

	if (colon < end) {
		for (size_t i = 0; i < G_N_ELEMENTS (known); i++) {
			if (slice_is (word, known[i])) {
				*value = slice_from (*value, colon + 1);
				return type_normal (word, arena);
			}
		}
		return NULL;
	}
	if (end == value->n || !type_is_word (word))
		return NULL;
	*value = slice_from (*value, end + 1);
	return type_normal (word, arena);
}

/* "+2B" -> '+'. An encoder has no reason to encode letters and digits (RFC 3461, 4), so "neko+42@" is a
 * sub-address that nobody encoded: SLICE_NONE where s cannot be xtext. */
static slice_t
xtext_decode (slice_t s, arena_t *arena)
{
	char *out = bnc_arena_alloc (arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int high, low, value;

		if (s.p[i] != '+') {
			out[n++] = s.p[i];
			continue;
		}
		if (s.n - i < 3 || g_ascii_islower (s.p[i + 1]) || g_ascii_islower (s.p[i + 2]))
			return SLICE_NONE;
		high = g_ascii_xdigit_value (s.p[i + 1]);
		low = g_ascii_xdigit_value (s.p[i + 2]);
		value = high * 16 + low;
		if (high < 0 || low < 0 || value > 0x7E || !g_ascii_isprint ((char) value) || g_ascii_isalnum ((char) value))
			return SLICE_NONE;
		out[n++] = (char) value;
		i += 2;
	}
	return slice (out, n);
}

/* Reads "\x{HEX}" at s.p[i]; returns its length, 0 where it is none. */
static size_t
embedded_char (slice_t s, size_t i, gunichar *c)
{
	size_t start = i + 3, end = start;

	if (s.n - i < 5 || s.p[i] != '\\' || (s.p[i + 1] != 'x' && s.p[i + 1] != 'X') || s.p[i + 2] != '{')
		return 0;
	*c = 0;
	while (end < s.n && end - start < 7 && g_ascii_isxdigit (s.p[end]))
		*c = *c * 16 + (gunichar) g_ascii_xdigit_value (s.p[end++]);
	if (end == start || end >= s.n || s.p[end] != '}' || *c < 0x20 || !g_unichar_validate (*c))
		return 0;
	return end + 1 - i;
}

static slice_t
unitext_decode (slice_t s, arena_t *arena)
{
	char *out = bnc_arena_alloc (arena, s.n + 1); /* the shortest form of a character is longer than its UTF-8 */
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		gunichar c = 0;
		size_t taken = s.p[i] == '\\' ? embedded_char (s, i, &c) : 0;

		if (taken) {
			n += (size_t) g_unichar_to_utf8 (c, out + n);
			i += taken;
		} else {
			out[n++] = s.p[i++];
		}
	}
	return slice (out, n);
}

const char *
bnc_address_typed (slice_t value, bool xtext, const char **type, arena_t *arena)
{
	const char *plain;
	slice_t decoded = SLICE_NONE;

	value = slice_trim (value);
	*type = take_type (&value, arena);
	if (g_strcmp0 (*type, "utf-8") == 0)
		value = unitext_decode (value, arena);
	plain = bnc_address_parse (value, true, arena);
	if (!plain || !xtext || !strchr (plain, '+') || g_strcmp0 (*type, "utf-8") == 0)
		return plain;
	decoded = xtext_decode (slice_str (plain), arena);
	/* "neko+40@example.org" decodes to two '@': it was none. */
	return decoded.p && bnc_address_is (decoded) ? bnc_arena_utf8 (arena, decoded) : plain;
}
