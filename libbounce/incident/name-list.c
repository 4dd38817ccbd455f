/*
 * name-list.c - short sorted lists of strings, each once
 *
 * In: strings in any order.  Out: the same list whatever that order was: of more than the limit the first ones by
 * byte order stay, so that memory is bounded and nothing depends on what came first.  bnc_names_clear() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/sending.h"

void
bnc_names_init (names_t *names, guint limit)
{
	names->items = g_ptr_array_new_with_free_func (g_free);
	names->limit = limit;
}

void
bnc_names_clear (names_t *names)
{
	g_ptr_array_unref (names->items);
}

void
bnc_names_add (names_t *names, const char *name)
{
	guint low = 0, high = names->items->len;

	if (!name || !*name)
		return;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		int order = strcmp (g_ptr_array_index (names->items, middle), name);

		if (order == 0)
			return;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == names->limit)
		return;
	g_ptr_array_insert (names->items, (gint) low, g_strdup (name));
	if (names->items->len > names->limit)
		g_ptr_array_set_size (names->items, (gint) names->limit);
}

void
bnc_names_merge (names_t *names, const names_t *other)
{
	for (guint i = 0; i < other->items->len; i++)
		bnc_names_add (names, g_ptr_array_index (other->items, i));
}

const char *
bnc_names_first (const names_t *names)
{
	return names->items->len ? g_ptr_array_index (names->items, 0) : NULL;
}
