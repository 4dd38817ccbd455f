/*
 * grammar.h - the reason that the words of a refusal make together
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_GRAMMAR_H
#define BNC_GRAMMAR_H

#include "reason/set.h"

#define WORDS_MAX 192

/* A word found: of which class, and where. */
typedef struct {
	uint32_t start, end;
	uint8_t class, language;
} word_t;

/* The words of a text, in the order of their ends; those past WORDS_MAX are not kept. */
typedef struct {
	size_t count;
	word_t words[WORDS_MAX];
} words_t;

/* What they say, and how specifically: as many characters of a fixed phrase. NULL: nothing. */
typedef struct {
	const shape_t *strong, *weak;
	int strong_score, weak_score;
} grammar_t;

/* Does the literal that ends there stand on the edges of words that it wants? */
bool bnc_literal_stands (const literal_t *literal, slice_t text, size_t end);

/* phrase: the word, with its class and language. */
void bnc_words_add (words_t *words, slice_t text, const phrase_t *phrase, size_t start, size_t end);
grammar_t bnc_grammar_read (const reason_set_t *set, slice_t text, const words_t *words);

#endif
