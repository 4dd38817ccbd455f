/*
 * quote.h - the very field that evidence speaks of
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_QUOTE_H
#define BNC_QUOTE_H

#include "core/arena.h"
#include "core/slice.h"

/* part: "original:Received[0]", "original:Message-ID". NULL where it is not in the header, or part is NULL or elsewhere. */
const char *bnc_quote (slice_t head, const char *part, arena_t *arena);

#endif
