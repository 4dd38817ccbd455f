/*
 * letter-list.h - the messages that a provider is to look for, each with its time, queue id, client and Message-ID
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LETTER_LIST_H
#define LETTER_LIST_H

#include "report-seen.h"

typedef struct letter_list letter_list_t;

letter_list_t *letter_list_new (void);
void letter_list_free (letter_list_t *list); /* NULL does nothing */

/* A bounce or a delay, under the name that bounce_incident_add() gets. */
void letter_list_add (letter_list_t *list, const bounce_record_t *record, const char *name);

/* After the last: which of them the letter is about, the earliest first, each message once. */
void letter_list_finish (letter_list_t *list, bounce_incident_t *incident);
size_t letter_list_count (const letter_list_t *list);
bool letter_list_is_whole (const letter_list_t *list); /* are all in it that bounced? */

void letter_list_table (const letter_list_t *list, GString *out, size_t most); /* the first of them, by UTC */

/* The Received lines of one message, quoted, without addresses of others; nothing where none came back. */
void letter_list_sample (const letter_list_t *list, GString *out, const char *first, const seen_t *seen);

/* All of them as CSV (RFC 4180). False: *error says why not, g_free(). */
bool letter_list_write (const letter_list_t *list, const char *path, char **error);

#endif
