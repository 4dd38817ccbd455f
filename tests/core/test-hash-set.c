/*
 * test-hash-set.c - sets of hashes: exact, and counts in bounded memory
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "test.h"

#include "core/hash-set.h"

#define MILLION 1000000

/* The number-th of a row of hashes that are spread as those of addresses are (splitmix64, a bijection). */
static uint64_t
hash_at (uint64_t number)
{
	uint64_t z = number * 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static void
exact (void)
{
	hash_set_t set = { 0 };

	CHECK (!bnc_hash_set_has (&set, 7));
	for (uint64_t i = 1; i <= 5000; i++) {
		bnc_hash_set_add (&set, hash_at (i));
		bnc_hash_set_add (&set, hash_at (i));
	}
	CHECK_INT (bnc_hash_set_count (&set), 5000);
	CHECK (bnc_hash_set_has (&set, hash_at (5000)));
	CHECK (!bnc_hash_set_has (&set, hash_at (5001)));
	bnc_hash_set_clear (&set);
	CHECK_INT (bnc_hash_set_count (&set), 0);
}

static void
count_up_to (hash_set_t *set, uint64_t first, uint64_t last)
{
	for (uint64_t i = first; i <= last; i++)
		bnc_hash_set_count_in (set, hash_at (i));
}

static void
counts_are_exact_while_few (void)
{
	hash_set_t set = { 0 };

	count_up_to (&set, 1, BNC_HASHES_MOST);
	count_up_to (&set, 1, 1000);
	CHECK_INT (bnc_hash_set_count (&set), BNC_HASHES_MOST);
	bnc_hash_set_clear (&set);
}

static void
counts_are_near_and_bounded (void)
{
	hash_set_t set = { 0 };

	count_up_to (&set, 1, MILLION);
	count_up_to (&set, 1, MILLION / 2);
	CHECK (bnc_hash_set_count (&set) > MILLION / 100 * 98);
	CHECK (bnc_hash_set_count (&set) < MILLION / 100 * 102);
	CHECK (set.room <= 4 * BNC_HASHES_MOST);
	bnc_hash_set_clear (&set);
}

/* Backwards, and in parts that overlap: the very same sample. */
static void
order_does_not_matter (void)
{
	hash_set_t set = { 0 }, backwards = { 0 }, part = { 0 }, whole = { 0 };

	count_up_to (&set, 1, MILLION);
	for (uint64_t i = MILLION; i > 0; i--)
		bnc_hash_set_count_in (&backwards, hash_at (i));
	count_up_to (&part, MILLION / 3, MILLION);
	count_up_to (&whole, 1, MILLION / 2);
	bnc_hash_set_merge (&whole, &part);
	CHECK_INT (bnc_hash_set_count (&backwards), bnc_hash_set_count (&set));
	CHECK_INT (bnc_hash_set_count (&whole), bnc_hash_set_count (&set));
	CHECK_INT (whole.level, set.level);
	bnc_hash_set_clear (&set);
	bnc_hash_set_clear (&backwards);
	bnc_hash_set_clear (&part);
	bnc_hash_set_clear (&whole);
}

static void
within (void)
{
	hash_set_t none = { 0 }, few = { 0 }, many = { 0 };

	count_up_to (&few, 3, 5);
	count_up_to (&many, 1, 9);
	CHECK (bnc_hash_set_within (&few, &many));
	CHECK (!bnc_hash_set_within (&many, &few));
	CHECK (bnc_hash_set_within (&none, &few));
	CHECK (!bnc_hash_set_within (&few, &none));
	bnc_hash_set_clear (&few);
	bnc_hash_set_clear (&many);
}

SUITE (bnc_test_core_hash_set, "core/hash-set", { "exact", exact }, { "counts are exact while few", counts_are_exact_while_few },
       { "counts are near and bounded", counts_are_near_and_bounded }, { "order does not matter", order_does_not_matter },
       { "within", within })
