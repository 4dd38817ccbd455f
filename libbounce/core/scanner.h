/*
 * scanner.h - finds every literal of a set in one pass (Aho-Corasick)
 *
 * Letters match in either case (ASCII).  Text is scanned as it is given: callers squeeze white space first where literals
 * have single spaces.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SCANNER_H
#define BNC_SCANNER_H

#include "core/slice.h"

#include <stdint.h>

typedef struct scanner scanner_t;

scanner_t *bnc_scanner_new (void);
void       bnc_scanner_add (scanner_t *scanner, slice_t literal, uint32_t id); /* before build; ids need not be unique */
void       bnc_scanner_build (scanner_t *scanner);
void       bnc_scanner_free (scanner_t *scanner); /* NULL is fine */

/* Called for each literal found, end being the offset behind it; returns false to stop. */
typedef bool (*scanner_hit_fn) (uint32_t id, size_t end, void *user);

void bnc_scanner_run (const scanner_t *scanner, slice_t text, scanner_hit_fn hit, void *user);

#endif
