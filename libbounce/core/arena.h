/*
 * arena.h - all memory of one record, freed at once
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ARENA_H
#define BNC_ARENA_H

#include "core/slice.h"

typedef struct arena arena_t;
typedef struct converters converters_t;     /* mail/charset.h */

arena_t *bnc_arena_new (void);
void     bnc_arena_free (arena_t *arena); /* NULL is fine */

/* Zeroed, aligned for any type; never NULL (GLib aborts when memory ends). */
void *bnc_arena_alloc (arena_t *arena, size_t size);
#define ARENA_NEW(arena, type) ((type *) bnc_arena_alloc ((arena), sizeof (type)))
#define ARENA_ARRAY(arena, type, n) ((type *) bnc_arena_alloc ((arena), sizeof (type) * (n)))

/* The bytes of s and a NUL. */
char *bnc_arena_copy (arena_t *arena, slice_t s);

/* As valid UTF-8: bytes that are none, and NUL, become U+FFFD.  NULL for SLICE_NONE. */
const char *bnc_arena_utf8 (arena_t *arena, slice_t s);

/* As bnc_arena_utf8, with runs of white space made one space, and trimmed; NULL where nothing is left. */
const char *bnc_arena_words (arena_t *arena, slice_t s);

/* The strings up to NULL, one behind the other; what is valid UTF-8 already stays so. */
const char *bnc_arena_concat (arena_t *arena, const char *first, ...) G_GNUC_NULL_TERMINATED;

const char *bnc_arena_printf (arena_t *arena, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* An array that grows in an arena: *items has *room places, n are used; room for one more is made. */
void *bnc_arena_grow (arena_t *arena, void *items, size_t n, size_t *room, size_t size);

/* The converters that text for this arena is made with: who decodes has the arena at hand, and no settings. They are not the arena's.
 * NULL, as in a new arena: none are kept. */
void          bnc_arena_set_converters (arena_t *arena, converters_t *converters);
converters_t *bnc_arena_converters (const arena_t *arena);

#endif
