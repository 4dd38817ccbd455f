/*
 * query.h - what a ledger says of a message, and of who sends
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_QUERY_H
#define LEDGER_QUERY_H

#include "ledger/store.h"

/* Who handed a message in: an account, else a local user, else the address of a client. */
typedef enum { LEDGER_NOBODY, LEDGER_ACCOUNT, LEDGER_USER, LEDGER_CLIENT } ledger_source_t;

typedef struct {
	int64_t id, first, last;
	int64_t size, wanted; /* -1: not known */
	bool ended, refused;
	char *host, *queue_id, *message_id, *client, *client_name, *helo, *account, *user, *sender;
} ledger_row_t;

typedef struct {
	uint64_t messages, recipients;
	uint64_t sent, deferred, failed; /* of the recipients, as far as the log tells */
	int64_t first, last;             /* arrivals; 0 where there is no message */
} ledger_sum_t;

/* As a bounce_ledger_fn answers, of which the times are: BOUNCE_NO_TIME: not known. */
int32_t ledger_ask (ledger_store_t *store, const char *message_id, int64_t earliest, int64_t latest);

/* Adds the ids of messages, each as it first came to the server; those that came later than until are left out. */
void ledger_find_message_id (ledger_store_t *store, const char *message_id, int64_t until, GArray *ids);
/* The same by queue id, of those that came between the times. */
void ledger_find_queue_id (ledger_store_t *store, const char *queue_id, int64_t from, int64_t until, GArray *ids);

/* Do the logs of every host that was in use around then have no gap from the one time to the other? */
bool ledger_is_complete (ledger_store_t *store, int64_t earliest, int64_t latest);

/* For ledger_row_free(); NULL: there is none. */
ledger_row_t *ledger_row (ledger_store_t *store, int64_t id);
void ledger_row_free (ledger_row_t *row);
ledger_source_t ledger_row_source (const ledger_row_t *row, const char **name);

/* Queue ids that the message had afterwards, such as behind a content filter; of char *, frees them. */
GPtrArray *ledger_later_queue_ids (ledger_store_t *store, int64_t id);

/* What became of one message, and of all that one source sent in a time. */
void ledger_outcome (ledger_store_t *store, int64_t id, ledger_sum_t *sum);
void ledger_sum (ledger_store_t *store, ledger_source_t kind, const char *name, int64_t from, int64_t until, ledger_sum_t *sum);
/* The hour of that time in which it sent most messages. */
void ledger_busiest_hour (ledger_store_t *store, ledger_source_t kind, const char *name, int64_t from, int64_t until, int64_t *start,
			  uint64_t *messages);

/* Of recipients, one row for a reason and permanence and, where it was asked for, receiver. */
typedef struct {
	int32_t reason, permanence;
	char *receiver; /* NULL: not asked for, or no server was reached */
	uint64_t failed, deferred;
} ledger_reason_t;

/* Why recipients failed or wait, of what was logged from that time on, the most frequent first; of ledger_reason_t, frees them. */
GArray *ledger_reasons (ledger_store_t *store, int64_t from, bool by_receiver);
/* The same of one message, by receiver. */
GArray *ledger_reasons_of (ledger_store_t *store, int64_t id);
/* Recipients who failed or wait, of whom no reason is known. */
uint64_t ledger_without_reason (ledger_store_t *store, int64_t from);

/* Seconds of log before that time of all hosts together; *since is where the log begins. */
int64_t ledger_known_before (ledger_store_t *store, int64_t before, int64_t *since);

/* Of the span at index, in order of host and time; false: there is none. *host is borrowed until the next call. */
bool ledger_span (ledger_store_t *store, int64_t index, const char **host, int64_t *first, int64_t *last);
uint64_t ledger_count (ledger_store_t *store);

#endif
