/*
 * tally.h - how often a name was seen
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef TALLY_H
#define TALLY_H

#include <glib.h>

/* Names, each with its count; of more than a thousand different ones those that came first are kept. */
typedef struct {
	GHashTable *counts;
} tally_t;

void tally_init (tally_t *tally);
void tally_clear (tally_t *tally);
void tally_add (tally_t *tally, const char *name); /* NULL does nothing */

/* The names, the most frequent first, of equal ones by order; borrowed, the array is for g_ptr_array_unref(). */
GPtrArray *tally_names (const tally_t *tally);
const char *tally_first (const tally_t *tally); /* NULL: there is none */
gsize tally_count (const tally_t *tally, const char *name);

#endif
