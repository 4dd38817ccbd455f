/*
 * quote.c - the very field that evidence speaks of
 *
 * In: the returned header and evidence with names of places in it, "original:Received[0]".  Out: these fields as text on
 * one line, cut where it is long, so that a person can check what is said of them.  The header is read once, down to the
 * last field that is wanted.  The texts are the arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/quote.h"

#include "mail/raw-field.h"

#define PLACE "original:"
#define QUOTED_MOST 400 /* bytes */

#define PLACES_MOST 16 /* the built-in evidence speaks of fewer */

typedef struct {
	const char *part;
	slice_t name;
	size_t index;
	const char *quote;
	bool found;
} place_t;

static const char *
flat (slice_t text, arena_t *arena)
{
	if (text.n <= QUOTED_MOST)
		return bnc_arena_words (arena, text);
	return bnc_arena_concat (arena, bnc_arena_words (arena, slice (text.p, QUOTED_MOST)), "...", NULL);
}

static bool
read_place (place_t *place, const char *part)
{
	slice_t rest = slice_str (part);
	size_t open;

	if (!slice_starts (rest, PLACE))
		return false;
	rest = slice_from (rest, strlen (PLACE));
	open = slice_index (rest, '[', 0);
	*place = (place_t) { .part = part, .name = slice (rest.p, open) };
	for (size_t i = open + 1; i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9' && place->index < G_MAXINT32; i++)
		place->index = place->index * 10 + (size_t) (rest.p[i] - '0');
	return true;
}

static const place_t *
place_of (const place_t *places, size_t count, const char *part)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp (places[i].part, part) == 0)
			return &places[i];
	}
	return NULL;
}

static void
find_all (slice_t head, place_t *places, size_t count, arena_t *arena)
{
	newline_t newline = bnc_newline_of (head);
	size_t left = count;
	raw_field_t field;

	while (left && bnc_raw_field_next (&head, newline, &field)) {
		for (size_t i = 0; i < count; i++) {
			place_t *place = &places[i];

			if (place->found || !slice_equal_nocase (field.name, place->name) || place->index-- > 0)
				continue;
			place->quote = flat (field.whole, arena);
			place->found = true;
			left--;
		}
	}
}

void
bnc_quote_all (slice_t head, struct bounce_evidence *evidence, size_t count, arena_t *arena)
{
	place_t places[PLACES_MOST];
	size_t wanted = 0;

	for (size_t i = 0; i < count && wanted < PLACES_MOST; i++) {
		if (evidence[i].part && !place_of (places, wanted, evidence[i].part))
			wanted += read_place (&places[wanted], evidence[i].part);
	}
	if (head.n)
		find_all (head, places, wanted, arena);
	for (size_t i = 0; i < count; i++) {
		const place_t *place = evidence[i].part ? place_of (places, wanted, evidence[i].part) : NULL;

		if (place)
			evidence[i].quote = place->quote;
	}
}
