/*
 * hash-set.h - a set of 64-bit hashes, and a count of them in bounded memory
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HASH_SET_H
#define BNC_HASH_SET_H

#include "core/slice.h"

#define BNC_HASHES_MOST ((size_t) 1 << 17) /* that a set keeps which only counts */

typedef struct {
	uint64_t *slots; /* 0: free */
	size_t room, held;
	unsigned level;  /* only hashes that begin with so many bits of 0 are held */
} hash_set_t;

/* Never 0. */
uint64_t bnc_hash64 (slice_t bytes);
uint64_t bnc_hash64_nocase (slice_t bytes); /* ASCII case folded */

/* Of the words of a text without case, numbers and marks, which floods vary: "Re: Order 4711!" and "order 0815" are one.
 * 0 where it has no words. */
uint64_t bnc_hash64_words (slice_t text);
bool     bnc_has_words (slice_t text); /* is that anything but 0? */

void bnc_hash_set_add (hash_set_t *set, uint64_t hash);
/* Adds to a set that only counts: beyond BNC_HASHES_MOST it holds a sample, the same in whatever order they come. */
void bnc_hash_set_count_in (hash_set_t *set, uint64_t hash);
/* How many different ones; of a sample within half a percent or so. */
size_t bnc_hash_set_count (const hash_set_t *set);
bool bnc_hash_set_has (const hash_set_t *set, uint64_t hash);
bool bnc_hash_set_within (const hash_set_t *set, const hash_set_t *other); /* are all of set in other? */
void bnc_hash_set_merge (hash_set_t *set, const hash_set_t *other);     /* of sets that count */
void bnc_hash_set_clear (hash_set_t *set);

#endif
