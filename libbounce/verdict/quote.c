/*
 * quote.c - the very field that evidence speaks of
 *
 * In: the returned header and the name of a place in it, "original:Received[0]".  Out: the field as text on one line, cut
 * where it is long, so that a person can check what is said of it.  The text is the arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/quote.h"

#include "verdict/raw-field.h"

#define PLACE "original:"
#define QUOTED_MOST 400 /* bytes */

static slice_t
find (slice_t head, slice_t name, size_t index)
{
	newline_t newline = bnc_newline_of (head);
	raw_field_t field;

	while (bnc_raw_field_next (&head, newline, &field)) {
		if (slice_equal_nocase (field.name, name) && index-- == 0)
			return field.whole;
	}
	return (slice_t) { 0 };
}

static const char *
flat (slice_t text, arena_t *arena)
{
	if (text.n <= QUOTED_MOST)
		return bnc_arena_words (arena, text);
	return bnc_arena_concat (arena, bnc_arena_words (arena, slice (text.p, QUOTED_MOST)), "...", NULL);
}

const char *
bnc_quote (slice_t head, const char *part, arena_t *arena)
{
	slice_t place = slice_str (part), name, field;
	size_t index = 0, open;

	if (!head.n || !slice_starts (place, PLACE))
		return NULL;
	place = slice_from (place, strlen (PLACE));
	open = slice_index (place, '[', 0);
	name = slice (place.p, open);
	for (size_t i = open + 1; i < place.n && place.p[i] >= '0' && place.p[i] <= '9' && index < G_MAXINT32; i++)
		index = index * 10 + (size_t) (place.p[i] - '0');
	field = find (head, name, index);
	return field.n ? flat (field, arena) : NULL;
}
