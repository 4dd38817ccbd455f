/*
 * hash-set.h - a set of 64-bit hashes, eight bytes a member
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HASH_SET_H
#define BNC_HASH_SET_H

#include "core/slice.h"

typedef struct {
	uint64_t *slots; /* 0: free */
	size_t room, count;
} hash_set_t;

/* Never 0. */
uint64_t bnc_hash64 (slice_t bytes);
uint64_t bnc_hash64_nocase (slice_t bytes); /* ASCII case folded */

/* Of the words of a text without case, numbers and marks, which floods vary: "Re: Order 4711!" and "order 0815" are one.
 * 0 where it has no words. */
uint64_t bnc_hash64_words (slice_t text);
bool     bnc_has_words (slice_t text); /* is that anything but 0? */

bool bnc_hash_set_add (hash_set_t *set, uint64_t hash);                 /* true where it is new */
bool bnc_hash_set_has (const hash_set_t *set, uint64_t hash);
void bnc_hash_set_merge (hash_set_t *set, const hash_set_t *other);
void bnc_hash_set_clear (hash_set_t *set);

#endif
