/*
 * arena.c - all memory of one record, freed at once
 *
 * In: sizes and slices.  Out: memory that lives until bnc_arena_free().  Chunks double, so a
 * record of any size costs few allocations; a request larger than a chunk gets its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/arena.h"

#include <stdarg.h>
#include <stdio.h>

#define FIRST_CHUNK ((size_t) 8000)
#define LARGEST_CHUNK ((size_t) 1 << 18)

typedef struct chunk {
	struct chunk *older;
	size_t used, room;
	_Alignas (16) char bytes[];
} chunk_t;

/* Stands at the beginning of its oldest chunk. */
struct arena {
	chunk_t *newest;
	size_t next_room;
	converters_t *converters;
};

static chunk_t *
chunk_new (size_t room, chunk_t *older)
{
	chunk_t *chunk = g_malloc (sizeof (chunk_t) + room);

	chunk->older = older;
	chunk->used = 0;
	chunk->room = room;
	return chunk;
}

arena_t *
bnc_arena_new (void)
{
	chunk_t *first = chunk_new (FIRST_CHUNK, NULL);
	arena_t *arena = (arena_t *) (void *) first->bytes;

	first->used = sizeof (arena_t);
	arena->newest = first;
	arena->next_room = FIRST_CHUNK * 2;
	arena->converters = NULL;
	return arena;
}

void
bnc_arena_free (arena_t *arena)
{
	if (!arena)
		return;
	for (chunk_t *chunk = arena->newest; chunk;) {
		chunk_t *older = chunk->older;

		g_free (chunk);
		chunk = older;
	}
}

static void *
take (arena_t *arena, size_t size, size_t align)
{
	chunk_t *chunk = arena->newest;
	size_t at = (chunk->used + align - 1) & ~(align - 1);

	if (at > chunk->room || size > chunk->room - at) {
		arena->newest = chunk = chunk_new (MAX (size, arena->next_room), chunk);
		arena->next_room = MIN (arena->next_room * 2, LARGEST_CHUNK);
		at = 0;
	}
	chunk->used = at + size;
	return chunk->bytes + at;
}

void *
bnc_arena_alloc (arena_t *arena, size_t size)
{
	return memset (take (arena, size, 16), 0, size);
}

char *
bnc_arena_copy (arena_t *arena, slice_t s)
{
	char *copy = take (arena, s.n + 1, 1);

	if (s.n)
		memcpy (copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

/* Nearly all text of mail is ASCII, and most of it short: eight bytes at a time cost less than looking for characters. */
static bool
is_ascii (slice_t s)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;
	uint64_t word;

	/* Taking 1 off a NUL sets its high bit, and so is NUL left to the search for what is no UTF-8. */
	for (size_t i = 0; s.n >= sizeof word && i < s.n; i += sizeof word) {
		i = MIN (i, s.n - sizeof word); /* the last eight may overlap those before them */
		memcpy (&word, s.p + i, sizeof word);
		if (((word - ones) | word) & ones << 7)
			return false;
	}
	for (size_t i = 0; s.n < sizeof word && i < s.n; i++) {
		if ((signed char) s.p[i] <= 0)
			return false;
	}
	return true;
}

static char *
clean_copy (arena_t *arena, slice_t s)
{
	GString *clean;
	const char *end;
	char *copy;

	if (!s.p)
		return NULL;
	if (is_ascii (s) || g_utf8_validate_len (s.p, s.n, NULL))
		return bnc_arena_copy (arena, s);
	clean = g_string_sized_new (s.n + 16);
	while (!g_utf8_validate_len (s.p, s.n, &end)) {
		g_string_append_len (clean, s.p, end - s.p);
		g_string_append (clean, "\xEF\xBF\xBD");
		s = slice_between (end + 1, s.p + s.n);
	}
	g_string_append_len (clean, s.p, (gssize) s.n);
	copy = bnc_arena_copy (arena, slice (clean->str, clean->len));
	g_string_free (clean, TRUE);
	return copy;
}

const char *
bnc_arena_utf8 (arena_t *arena, slice_t s)
{
	return clean_copy (arena, s);
}

const char *
bnc_arena_words (arena_t *arena, slice_t s)
{
	char *start, *to;

	s = slice_trim (s);
	if (s.n && bnc_slice_plain (s) == s.n)
		return bnc_arena_copy (arena, s);
	to = start = clean_copy (arena, s);
	if (!start || !*start)
		return NULL;
	/* The copy is ours alone until it is returned, so it is squeezed in place, from the first run of white space on. */
	while ((guchar) *to > ' ' || (*to == ' ' && to[-1] != ' '))
		to++;
	for (const char *from = to; *from; from++) {
		if ((guchar) *from > ' ' || !slice_is_blank_char (*from))
			*to++ = *from;
		else if (to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return start;
}

const char *
bnc_arena_concat (arena_t *arena, const char *first, ...)
{
	size_t n = 0;
	va_list args;
	char *text, *to;

	va_start (args, first);
	for (const char *part = first; part; part = va_arg (args, const char *))
		n += strlen (part);
	va_end (args);
	text = to = take (arena, n + 1, 1);
	va_start (args, first);
	for (const char *part = first; part; part = va_arg (args, const char *))
		to = stpcpy (to, part);
	va_end (args);
	*to = '\0';
	return text;
}

const char *
bnc_arena_printf (arena_t *arena, const char *format, ...)
{
	va_list args;
	char *text;
	const char *copy;

	va_start (args, format);
	text = g_strdup_vprintf (format, args);
	va_end (args);
	copy = bnc_arena_utf8 (arena, slice_str (text));
	g_free (text);
	return copy;
}

void *
bnc_arena_grow (arena_t *arena, void *items, size_t n, size_t *room, size_t size)
{
	void *larger;

	if (n < *room)
		return items;
	*room = *room ? *room * 2 : 8;
	larger = take (arena, *room * size, 16);
	if (n)
		memcpy (larger, items, n * size);
	memset ((char *) larger + n * size, 0, (*room - n) * size);
	return larger;
}

void
bnc_arena_set_converters (arena_t *arena, converters_t *converters)
{
	arena->converters = converters;
}

converters_t *
bnc_arena_converters (const arena_t *arena)
{
	return arena->converters;
}
