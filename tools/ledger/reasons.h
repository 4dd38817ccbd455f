/*
 * reasons.h - why recipients failed, in words and numbers
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_REASONS_H
#define LEDGER_REASONS_H

#include "ledger/query.h"

/* Appends a table by reason, and one by reason and receiver, of what was logged from that time on. False: no recipient failed or waits. */
bool reasons_append (GString *out, ledger_store_t *store, int64_t from);

/* Why the recipients of one message failed, as one line's text, g_free(); NULL: none did, or it is not known. */
char *reasons_of (ledger_store_t *store, int64_t id);

#endif
