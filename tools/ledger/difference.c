/*
 * difference.c - does the log agree with a returned header?
 *
 * In: a record, and its messages in the ledger.  Out: where the header names another queue id or client than the log has for that
 * message, or an id that the log of that time lacks, a sentence that says so: one of the two is false, or the header is of another
 * server.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/difference.h"

#include <string.h>

#include <gio/gio.h>

#include "ledger/query.h"

#define CLOCKS 3600 /* seconds that a Received field and the log may differ */

/* The Received field by which our server took the mail in, as far as the header can be believed. */
static const bounce_hop_t *
submission_of (const bounce_record_t *record)
{
	const char *queue_id = bounce_record_submission_queue_id (record);

	for (size_t i = 0; queue_id && i < bounce_record_original_hop_count (record); i++) {
		const bounce_hop_t *hop = bounce_record_original_hop (record, i);

		if (g_strcmp0 (bounce_hop_id (hop), queue_id) == 0)
			return hop;
	}
	return NULL;
}

/* An id that the message got behind a content filter is its own as well. */
static bool
is_later (ledger_store_t *store, const ledger_row_t *row, const char *queue_id)
{
	GPtrArray *later = ledger_later_queue_ids (store, row->id);
	bool found = false;

	for (guint i = 0; !found && i < later->len; i++)
		found = g_strcmp0 (later->pdata[i], queue_id) == 0;
	g_ptr_array_unref (later);
	return found;
}

/* The same address, in whatever form; one that is not known, or the server's own, is no other. */
static bool
is_other (const char *header, const char *log)
{
	GInetAddress *left = header ? g_inet_address_new_from_string (header) : NULL;
	GInetAddress *right = log ? g_inet_address_new_from_string (log) : NULL;
	bool other = left && right && !g_inet_address_get_is_loopback (left) && !g_inet_address_get_is_loopback (right) &&
		     !g_inet_address_equal (left, right);

	g_clear_object (&left);
	g_clear_object (&right);
	return other;
}

static char *
sentence (const bounce_hop_t *hop, const char *log)
{
	const char *by = bounce_hop_by (hop), *client = bounce_hop_client (hop);

	return g_strdup_printf ("The header says that %s took it as %s%s%s; the log %s.", by ? by : "a server of yours", bounce_hop_id (hop),
				client ? " from " : "", client ? client : "", log);
}

static char *
of_row (ledger_store_t *store, const bounce_hop_t *hop, const ledger_row_t *row)
{
	bool same_id = g_strcmp0 (bounce_hop_id (hop), row->queue_id) == 0;
	char *log, *text;

	if (same_id ? !is_other (bounce_hop_client (hop), row->client) : is_later (store, row, bounce_hop_id (hop)))
		return NULL;
	log = g_strdup_printf ("has that message as %s%s%s", row->queue_id, row->client ? " from " : "", row->client ? row->client : "");
	text = sentence (hop, log);
	g_free (log);
	return text;
}

char *
ledger_difference (ledger_store_t *store, const bounce_record_t *record, const GArray *ids)
{
	const bounce_hop_t *hop = submission_of (record);
	int64_t when = bounce_hop_date (hop);
	char *difference = NULL;

	if (!hop)
		return NULL;
	for (guint i = 0; i < ids->len; i++) {
		ledger_row_t *row = ledger_row (store, g_array_index (ids, int64_t, i));

		g_free (difference);
		difference = row ? of_row (store, hop, row) : NULL;
		ledger_row_free (row);
		if (!difference)
			return NULL; /* one of them is it */
	}
	if (ids->len == 0 && when > INT64_MIN / 2 && when < INT64_MAX / 2 && ledger_is_complete (store, when - CLOCKS, when + CLOCKS))
		difference = sentence (hop, "of that time is complete, and has neither that id nor the message; perhaps it is not the log of "
					    "that server");
	return difference;
}
