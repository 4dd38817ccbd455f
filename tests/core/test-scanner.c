/*
 * test-scanner.c - every literal is found where it ends, against a plain search
 *
 * In: small sets with overlaps, and made ones of many literals.  Out: checks.  Nothing to free.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/scanner.h"
#include "test.h"

#define HITS_MAX 64

typedef struct {
	uint32_t ids[HITS_MAX];
	size_t ends[HITS_MAX];
	size_t count, stop_at;
} hits_t;

static bool
note (uint32_t id, size_t end, void *user)
{
	hits_t *hits = user;

	if (hits->count < HITS_MAX) {
		hits->ids[hits->count] = id;
		hits->ends[hits->count] = end;
	}
	hits->count++;
	return hits->count != hits->stop_at;
}

static scanner_t *
scanner_of (const char *const *literals, size_t n)
{
	scanner_t *scanner = bnc_scanner_new ();

	for (size_t i = 0; i < n; i++)
		bnc_scanner_add (scanner, slice_str (literals[i]), (uint32_t) i);
	bnc_scanner_build (scanner);
	return scanner;
}

static hits_t
scan (const scanner_t *scanner, const char *text, size_t stop_at)
{
	hits_t hits = { .stop_at = stop_at };

	bnc_scanner_run (scanner, slice_str (text), note, &hits);
	return hits;
}

static bool
has (const hits_t *hits, uint32_t id, size_t end)
{
	for (size_t i = 0; i < MIN (hits->count, (size_t) HITS_MAX); i++) {
		if (hits->ids[i] == id && hits->ends[i] == end)
			return true;
	}
	return false;
}

static void
overlaps (void)
{
	static const char *const literals[] = { "he", "she", "his", "hers", "h", "ushers" };
	scanner_t *scanner = scanner_of (literals, G_N_ELEMENTS (literals));
	hits_t hits = scan (scanner, "ushers", 0);

	CHECK_INT (hits.count, 5);
	CHECK (has (&hits, 4, 3));
	CHECK (has (&hits, 1, 4));
	CHECK (has (&hits, 0, 4));
	CHECK (has (&hits, 3, 6));
	CHECK (has (&hits, 5, 6));
	bnc_scanner_free (scanner);
}

static void
case_is_folded (void)
{
	static const char *const literals[] = { "User Unknown", "\xe3\x83\xa1\xe3\x83\xbc", "\xc3\xa9" };
	scanner_t *scanner = scanner_of (literals, G_N_ELEMENTS (literals));
	hits_t hits = scan (scanner, "uSER uNKNOWN", 0);

	CHECK_INT (hits.count, 1);
	CHECK_INT (hits.ends[0], 12);
	hits = scan (scanner, "\xe3\x83\xa1\xe3\x83\xbc", 0);
	CHECK_INT (hits.count, 1);
	/* Only ASCII: a Latin capital E with acute is other bytes, and stays so. */
	hits = scan (scanner, "\xc3\x89", 0);
	CHECK_INT (hits.count, 0);
	bnc_scanner_free (scanner);
}

static void
ids_share_a_literal (void)
{
	static const char *const literals[] = { "full", "full", "quota full" };
	scanner_t *scanner = scanner_of (literals, G_N_ELEMENTS (literals));
	hits_t hits = scan (scanner, "quota full", 0);

	CHECK_INT (hits.count, 3);
	CHECK (has (&hits, 0, 10) && has (&hits, 1, 10) && has (&hits, 2, 10));
	bnc_scanner_free (scanner);
}

static void
stops_when_told (void)
{
	static const char *const literals[] = { "ab" };
	scanner_t *scanner = scanner_of (literals, 1);
	hits_t hits = scan (scanner, "ababababab", 2);

	CHECK_INT (hits.count, 2);
	CHECK_INT (hits.ends[1], 4);
	bnc_scanner_free (scanner);
}

static void
nothing_to_do (void)
{
	static const char *const literals[] = { "", "x" };
	scanner_t *scanner = scanner_of (literals, 2);
	hits_t hits = scan (scanner, "", 0);

	CHECK_INT (hits.count, 0);
	hits = scan (scanner, "x", 0);
	CHECK_INT (hits.count, 1);
	CHECK_INT (hits.ids[0], 1);
	bnc_scanner_free (scanner);
	scanner = scanner_of (literals, 0);
	hits = scan (scanner, "anything", 0);
	CHECK_INT (hits.count, 0);
	bnc_scanner_free (scanner);
	bnc_scanner_free (NULL);
}

static uint32_t
next_random (uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

/* Words over few letters overlap in every way; so do their counts with a plain search at every place. */
static void
agrees_with_a_plain_search (void)
{
	enum { LITERALS = 400, TEXT = 6000 };
	char literals[LITERALS][10], text[TEXT + 1];
	scanner_t *scanner = bnc_scanner_new ();
	uint32_t state = 5;
	size_t want = 0;
	hits_t hits = { .stop_at = 0 };

	for (size_t i = 0; i < LITERALS; i++) {
		size_t n = 1 + next_random (&state) % 8;

		for (size_t k = 0; k < n; k++)
			literals[i][k] = "abcdE \xc3\xa9"[next_random (&state) % 8];
		literals[i][n] = '\0';
		bnc_scanner_add (scanner, slice_str (literals[i]), (uint32_t) i);
	}
	for (size_t i = 0; i < TEXT; i++)
		text[i] = "aBcdez \xc3\xa9"[next_random (&state) % 9];
	text[TEXT] = '\0';
	bnc_scanner_build (scanner);
	bnc_scanner_run (scanner, slice (text, TEXT), note, &hits);
	for (size_t i = 0; i < LITERALS; i++) {
		for (size_t at = 0; at < TEXT; at++)
			want += strlen (literals[i]) <= TEXT - at
				&& g_ascii_strncasecmp (text + at, literals[i], strlen (literals[i])) == 0;
	}
	CHECK (want > 1000);
	CHECK_INT (hits.count, want);
	bnc_scanner_free (scanner);
}

SUITE (bnc_test_core_scanner, "core/scanner", { "overlapping literals", overlaps }, { "ASCII case is folded", case_is_folded },
       { "ids share a literal", ids_share_a_literal }, { "stops when told", stops_when_told }, { "nothing to do", nothing_to_do },
       { "agrees with a plain search", agrees_with_a_plain_search })
