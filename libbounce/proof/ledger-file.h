/*
 * ledger-file.h - Message-IDs of ours, from a file
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_LEDGER_FILE_H
#define BNC_LEDGER_FILE_H

#include "core/record.h"
#include "core/hash-set.h"

typedef struct {
	hash_set_t ids;
	int64_t since;   /* it knows every message from here on; BOUNCE_NO_TIME: it may not */
	bool is_open;    /* a file was read */
} ledger_file_t;

/* Adds a file; *error says why not, g_free(). */
bool bnc_ledger_load (ledger_file_t *ledger, const char *path, char **error);
void bnc_ledger_clear (ledger_file_t *ledger);

/* 1 hit, 0 miss of a mail whose earliest date is sent, -1 cannot say. */
int32_t bnc_ledger_ask (const ledger_file_t *ledger, const char *message_id, int64_t sent);

#endif
