/*
 * words.h - a verdict in words: the sentence, and what is missing
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_WORDS_H
#define BNC_WORDS_H

#include "core/record.h"

/* Does abuse of our server have that evidence as well, so that it shows no intent? */
bool bnc_abuse_has_it (const struct bounce_evidence *evidence);

const struct bounce_evidence *bnc_verdict_group (const bounce_verdict_t *verdict, const char *group);

/* What would settle an undecided case; of a decided one only what would make it surer at no cost. needs: NEED_... of missing.h. */
void bnc_words_missing (bounce_verdict_t *verdict, uint32_t needs, bool believed, bool intent, arena_t *arena);

/* last: when the last bounce was written; now: when the question is asked. */
void bnc_words_sentence (bounce_verdict_t *verdict, int64_t last, int64_t now, arena_t *arena);

#endif
