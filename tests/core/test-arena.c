/*
 * test-arena.c - the memory of one record
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/arena.h"
#include "test.h"

static arena_t *arena; /* of the case that runs */

static void
gives_zeroed_aligned_memory (void)
{
	size_t bad = 0;

	arena = bnc_arena_new ();
	for (size_t size = 0; size < 3000; size += 7) {
		guchar *bytes = bnc_arena_alloc (arena, size);

		bnc_arena_copy (arena, SLICE_LIT ("x")); /* moves the next one off its alignment */
		bad += (guintptr) bytes % 16 != 0;
		for (size_t i = 0; i < size; i++)
			bad += bytes[i] != 0;
		memset (bytes, 0xFF, size);
	}
	CHECK_INT (bad, 0);
	bnc_arena_free (arena);
	bnc_arena_free (NULL);
}

static void
keeps_what_it_gave (void)
{
	char *small, *large;

	arena = bnc_arena_new ();
	small = bnc_arena_copy (arena, SLICE_LIT ("small"));
	large = bnc_arena_alloc (arena, (size_t) 1 << 22);
	memset (large, 'x', (size_t) 1 << 22);
	for (int i = 0; i < 100000; i++)
		bnc_arena_alloc (arena, 40);
	CHECK_STR (small, "small");
	CHECK_INT (large[0], 'x');
	CHECK_INT (large[((size_t) 1 << 22) - 1], 'x');
	bnc_arena_free (arena);
}

static void
copies (void)
{
	arena = bnc_arena_new ();
	CHECK_STR (bnc_arena_copy (arena, SLICE_LIT ("abc")), "abc");
	CHECK_STR (bnc_arena_copy (arena, slice ("abc", 2)), "ab");
	CHECK_STR (bnc_arena_copy (arena, SLICE_NONE), "");
	CHECK_STR (bnc_arena_printf (arena, "%s %d", "a", 7), "a 7");
	bnc_arena_free (arena);
}

static void
makes_utf8 (void)
{
	arena = bnc_arena_new ();
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_NONE), NULL);
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_LIT ("")), "");
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_LIT ("gr\xC3\xBC\xC3\x9F")), "gr\xC3\xBC\xC3\x9F");
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_LIT ("a\xFF" "b")), "a\xEF\xBF\xBD" "b");
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_LIT ("a\0b")), "a\xEF\xBF\xBD" "b");
	CHECK_STR (bnc_arena_utf8 (arena, SLICE_LIT ("\xC3")), "\xEF\xBF\xBD");
	/* A surrogate and an overlong form are no UTF-8 either. */
	CHECK (g_utf8_validate (bnc_arena_utf8 (arena, SLICE_LIT ("\xED\xA0\x80 \xC0\xAF")), -1, NULL));
	CHECK_STR (bnc_arena_printf (arena, "<%s>", "\xFE"), "<\xEF\xBF\xBD>");
	bnc_arena_free (arena);
}

static void
makes_words (void)
{
	arena = bnc_arena_new ();
	CHECK_STR (bnc_arena_words (arena, SLICE_LIT ("  a\r\n\t b  c \n")), "a b c");
	CHECK_STR (bnc_arena_words (arena, SLICE_LIT (" \r\n ")), NULL);
	CHECK_STR (bnc_arena_words (arena, SLICE_NONE), NULL);
	CHECK_STR (bnc_arena_words (arena, SLICE_LIT ("\xFF \xFF")), "\xEF\xBF\xBD \xEF\xBF\xBD");
	bnc_arena_free (arena);
}

static void
grows_arrays (void)
{
	size_t n = 0, room = 0, bad = 0;
	int *items = NULL;

	arena = bnc_arena_new ();
	for (int i = 0; i < 5000; i++) {
		items = bnc_arena_grow (arena, items, n, &room, sizeof *items);
		items[n++] = i;
	}
	CHECK (room >= n);
	for (int i = 0; i < 5000; i++)
		bad += items[i] != i;
	CHECK_INT (bad, 0);
	bnc_arena_free (arena);
}

SUITE (bnc_test_core_arena, "core/arena",
       { "gives zeroed, aligned memory", gives_zeroed_aligned_memory },
       { "keeps what it gave", keeps_what_it_gave },
       { "copies", copies },
       { "makes UTF-8", makes_utf8 },
       { "makes words", makes_words },
       { "grows arrays", grows_arrays })
