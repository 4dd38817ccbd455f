/*
 * store.h - the ledger: which messages a mail server handled, in an SQLite database
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>
#include <sqlite3.h>

#include "ledger/log-mail.h"

typedef struct {
	char *path;
	sqlite3 *db;
	bool is_new;            /* this run made the file */
	bool settled;           /* the transaction has ended */
	bool has_reasons;       /* false: it was made before ledgers had any, and is only read */
	GHashTable *statements; /* text -> prepared */
	int64_t gap;            /* seconds that may lie between two logs */
	uint64_t added;         /* messages that were not there before */
	char *error;            /* the first thing that went wrong, "PATH: what"; NULL: nothing */
} ledger_store_t;

/* To write, where the ledger is made if need be and one of an earlier version becomes one of this, or to read. NULL: *error says why not, g_free(). Until ledger_close() nothing is
 * settled: an end before leaves the ledger as it was. A new file is its owner's alone to read. */
ledger_store_t *ledger_open (const char *path, bool writes, char **error);
/* Forgets what was added since ledger_open(), a new file altogether, and frees. */
void ledger_discard (ledger_store_t *store);

bool ledger_commit (ledger_store_t *store); /* settles it; false: store->error says why not */
bool ledger_close (ledger_store_t *store, char **error); /* the same, and frees; NULL is closed already; false: what was written is lost */

/* The statement, made once and reset; NULL: store->error says why. */
sqlite3_stmt *ledger_statement (ledger_store_t *store, const char *sql);

/* A mail_sink_fn whose user is the store. */
void ledger_put (mail_t *mail, void *store);

/* A log of host had no gap between these times. */
void ledger_add_span (ledger_store_t *store, const char *host, int64_t first, int64_t last);

/* Lines of host were lost between these times. */
void ledger_add_hole (ledger_store_t *store, const char *host, int64_t first, int64_t last);

/* After all messages: which were handed back by a content filter, and which hosts log when. */
void ledger_settle (ledger_store_t *store);

#endif
