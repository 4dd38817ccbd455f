/*
 * ledgers.h - what we sent and what our server handled, as a function or a file knows it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_LEDGERS_H
#define BNC_LEDGERS_H

#include <stdbool.h>

#include "bounce.h"
#include "core/settings.h"

typedef enum { LEDGER_SENT, LEDGER_LOG, LEDGER_COUNT } ledger_t;

ledgers_t *bnc_ledgers_new (void);
void       bnc_ledgers_free (ledgers_t *ledgers); /* NULL is fine */

/* The ledger of that name, "sent" or "log"; LEDGER_COUNT where there is none. */
ledger_t bnc_ledger_named (const char *name);

/* The setting "ledger.<name>": adds a file of Message-IDs. False where no ledger is called name; *error says why not, g_free(). */
bool bnc_ledgers_load (ledgers_t *ledgers, const char *name, const char *path, char **error);
void bnc_ledgers_set_function (ledgers_t *ledgers, ledger_t which, bounce_ledger_fn ask, void *user);

/* Is a function of somebody else's asked? */
bool bnc_ledgers_call_out (const ledgers_t *ledgers);

/* 1 hit, 0 miss, -1 cannot say, of a mail sent between the two; the function is asked first. */
int32_t bnc_ledgers_ask (const ledgers_t *ledgers, ledger_t which, const char *message_id, int64_t earliest, int64_t latest);

#endif
