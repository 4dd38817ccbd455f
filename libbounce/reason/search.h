/*
 * search.h - what the phrases say of a text
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SEARCH_H
#define BNC_SEARCH_H

#include "reason/grammar.h"

/* What a text told: the best phrase of each sort, or NULL. Where it quotes what another server said, that alone counts if it tells
 * anything: what stands before and behind is the gloss of the one who reports. */
typedef struct {
	const reason_set_t *set;
	const phrase_t *strong, *weak;
	command_t command;     /* the one named last */
	uint32_t receiver;     /* index + 1 of the receiver whose marker stands in the text, or 0 */
	GArray *rows;          /* indexes of the receivers' rows whose phrase was found; NULL: none */
	const phrase_t *gloss_strong, *gloss_weak;
	size_t quote_from, quote_to; /* a quoted reply; 0: it has not begun, has not ended */
	grammar_t grammar;     /* what the words say */
	bool phrases_only;
	slice_t text;          /* during the search */
	uint8_t *found;        /* by slot, bits of the literals found; NULL: none */
	words_t words;         /* during the search */
} search_t;

void bnc_search_run (search_t *search, const reason_set_t *set, slice_t text);

/* The same without the grammar: for a report's text, whose words are asked for only where nothing else tells. */
void bnc_search_phrases (search_t *search, const reason_set_t *set, slice_t text);

void bnc_search_clear (search_t *search);

/* Text as the phrases want it: white space squeezed, addresses as "@", the code taken off that a reply of several lines
 * repeats on each (RFC 5321, 4.2.1).  g_string_free(). */
GString *bnc_search_clean (slice_t text);

#endif
