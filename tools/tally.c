/*
 * tally.c - how often a name was seen
 *
 * In: names as mail bears them.  Out: which are the most frequent.  What strangers write could be without end, so the number of
 * different names is bounded.  tally_clear() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "tally.h"

#include <string.h>

#define NAMES_MOST 1000

void
tally_init (tally_t *tally)
{
	tally->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
tally_clear (tally_t *tally)
{
	g_hash_table_unref (tally->counts);
}

gsize
tally_count (const tally_t *tally, const char *name)
{
	return GPOINTER_TO_SIZE (g_hash_table_lookup (tally->counts, name));
}

void
tally_add (tally_t *tally, const char *name)
{
	gsize count;

	if (!name)
		return;
	count = tally_count (tally, name);
	if (count > 0 || g_hash_table_size (tally->counts) < NAMES_MOST)
		g_hash_table_replace (tally->counts, g_strdup (name), GSIZE_TO_POINTER (count + 1));
}

static gint
more_first (gconstpointer a, gconstpointer b, gpointer tally)
{
	const char *left = *(const char *const *) a, *right = *(const char *const *) b;
	gsize x = tally_count (tally, left), y = tally_count (tally, right);

	return x != y ? (x < y) - (x > y) : strcmp (left, right);
}

GPtrArray *
tally_names (const tally_t *tally)
{
	GPtrArray *names = g_ptr_array_new ();
	GHashTableIter iter;
	gpointer name;

	g_hash_table_iter_init (&iter, tally->counts);
	while (g_hash_table_iter_next (&iter, &name, NULL))
		g_ptr_array_add (names, name);
	g_ptr_array_sort_with_data (names, more_first, (gpointer) (guintptr) tally);
	return names;
}

const char *
tally_first (const tally_t *tally)
{
	GPtrArray *names = tally_names (tally);
	const char *first = names->len ? names->pdata[0] : NULL;

	g_ptr_array_unref (names);
	return first;
}
