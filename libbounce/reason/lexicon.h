/*
 * lexicon.h - the words of other languages than English, made ready when a text needs them
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_LEXICON_H
#define BNC_LEXICON_H

#include "reason/grammar.h"

/* The lexicons of a set, none of them made yet. bnc_lexicons_free(). */
lexicons_t *bnc_lexicons_new (void);
void        bnc_lexicons_free (lexicons_t *lexicons); /* NULL is fine */

/* Is it one of the compiled-in files that lexicons are made of? */
bool bnc_lexicon_has (const char *name);

/* May the text be in another language? words: the English ones found in it; decided: they, or a phrase, tell the reason. */
bool bnc_lexicon_is_wanted (slice_t text, const words_t *words, bool decided);

/* Adds the words of the languages that are written as the text is. Any number of threads may ask. */
void bnc_lexicon_find (const reason_set_t *set, slice_t text, words_t *words);

#endif
