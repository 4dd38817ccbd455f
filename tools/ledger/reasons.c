/*
 * reasons.c - why recipients failed, in words and numbers
 *
 * In: a ledger.  Out: text for people: a row for a reason and its permanence and, in a second table, for each receiver of it, the most
 * frequent first.  Receivers' names came with a log and are cleaned.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/reasons.h"

#include "cli.h"

#define NO_RECEIVER "(no server)"

static void
append_table (GString *out, GArray *rows, bool by_receiver)
{
	g_string_append_printf (out, "\n%8s %8s  %-10s  %s\n", "failed", "waiting", "permanence", by_receiver ? "reason             receiver" : "reason");
	for (guint i = 0; i < rows->len; i++) {
		const ledger_reason_t *row = &g_array_index (rows, ledger_reason_t, i);
		char *failed = cli_number (row->failed), *waiting = cli_number (row->deferred);
		char *receiver = cli_clean (row->receiver ? row->receiver : NO_RECEIVER);

		g_string_append_printf (out, "%8s %8s  %-10s  ", failed, waiting, bounce_permanence_name (row->permanence));
		if (by_receiver)
			g_string_append_printf (out, "%-17s  %s\n", bounce_reason_name (row->reason), receiver);
		else
			g_string_append_printf (out, "%s\n", bounce_reason_name (row->reason));
		g_free (receiver);
		g_free (waiting);
		g_free (failed);
	}
}

static void
append_head (GString *out, const ledger_store_t *store, const GArray *rows, uint64_t without)
{
	char *path = cli_clean (store->path), *failed, *waiting, *unknown = cli_count (without, "recipient", "recipients");
	uint64_t sums[2] = { 0, 0 };

	for (guint i = 0; i < rows->len; i++) {
		sums[0] += g_array_index (rows, ledger_reason_t, i).failed;
		sums[1] += g_array_index (rows, ledger_reason_t, i).deferred;
	}
	failed = cli_count (sums[0], "recipient", "recipients");
	waiting = cli_number (sums[1]);
	g_string_append_printf (out, "%s: %s failed, %s waiting\n", path, failed, waiting);
	if (without)
		g_string_append_printf (out, "Of %s more that failed or wait the ledger has no reason: their logs were read by an earlier version, "
					"and may be read again.\n", unknown);
	g_free (unknown);
	g_free (waiting);
	g_free (failed);
	g_free (path);
}

bool
reasons_append (GString *out, ledger_store_t *store, int64_t from)
{
	GArray *by_reason = ledger_reasons (store, from, false), *by_receiver = ledger_reasons (store, from, true);
	uint64_t without = ledger_without_reason (store, from);
	bool found = by_reason->len > 0;

	append_head (out, store, by_reason, without);
	if (found) {
		append_table (out, by_reason, false);
		append_table (out, by_receiver, true);
	}
	g_array_unref (by_reason);
	g_array_unref (by_receiver);
	return found || without > 0;
}

char *
reasons_of (ledger_store_t *store, int64_t id)
{
	GArray *rows = ledger_reasons_of (store, id);
	GString *out = g_string_new (NULL);

	for (guint i = 0; i < rows->len; i++) {
		const ledger_reason_t *row = &g_array_index (rows, ledger_reason_t, i);

		g_string_append_printf (out, "%s%" G_GUINT64_FORMAT " %s (%s)%s%s", out->len ? ", " : "", row->failed + row->deferred,
					bounce_reason_name (row->reason), bounce_permanence_name (row->permanence), row->receiver ? " by " : "",
					row->receiver ? row->receiver : "");
	}
	g_array_unref (rows);
	return g_string_free (out, out->len == 0);
}
