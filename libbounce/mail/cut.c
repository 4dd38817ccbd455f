/*
 * cut.c - what the end of a mail that was cut off still says
 *
 * In: text that something cut: a full disk, a limit, a program that shows the first lines.  Out: the same without the word at its end,
 * where nothing says that the word is whole and it may be the beginning of an address.  The rest of "neko@example.or" could be
 * anything, and somebody else reads mail there; a mail that says one address less says nothing wrong.  Nothing is copied.
 * A line end, or any byte that cannot stand in a domain (RFC 5321, 4.1.2), says that the word is whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/cut.h"

/* How far back a word is looked for: no address is longer (RFC 5321, 4.5.3.1). */
#define WORD_MAX ((size_t) 1000)

static bool
may_go_on (char c)
{
	return g_ascii_isalnum (c) || c == '-' || c == '.' || c == '_' || c == '@' || ((unsigned char) c & 0x80);
}

/* Does the line that ends before at, and behind whose colon the word stands, state a recipient? Then the word needs no @. */
static bool
states_recipient (slice_t text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < WORD_MAX && text.p[start - 1] != '\n' && text.p[start - 1] != '\r')
		start--;
	return bnc_slice_find (slice (text.p + start, text.n - start), SLICE_LIT ("-recipient:"), 0) < text.n - start;
}

slice_t
bnc_cut_address (slice_t text)
{
	size_t at = text.n;

	if (text.n == 0 || !may_go_on (text.p[text.n - 1]))
		return text;
	while (at > 0 && text.n - at < WORD_MAX && !slice_is_blank_char (text.p[at - 1]))
		at--;
	if (memchr (text.p + at, '@', text.n - at) || states_recipient (text, at))
		text.n = at;
	return text;
}
