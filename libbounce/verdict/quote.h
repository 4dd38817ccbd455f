/*
 * quote.h - the very field that evidence speaks of
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_QUOTE_H
#define BNC_QUOTE_H

#include "core/record.h"

/* Gives each evidence with a part such as "original:Received[0]" or "original:Message-ID" that field of the header as its quote; none
 * where it is not in the header, or the part is NULL or elsewhere. */
void bnc_quote_all (slice_t head, struct bounce_evidence *evidence, size_t count, arena_t *arena);

#endif
