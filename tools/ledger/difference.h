/*
 * difference.h - does the log agree with a returned header?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_DIFFERENCE_H
#define LEDGER_DIFFERENCE_H

#include "bounce.h"
#include "ledger/store.h"

/* Of a record whose messages in the ledger are ids. One sentence that says what header and log say, g_free(); NULL: they agree, or
 * there is nothing to compare. */
char *ledger_difference (ledger_store_t *store, const bounce_record_t *record, const GArray *ids);

#endif
