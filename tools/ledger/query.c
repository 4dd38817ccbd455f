/*
 * query.c - what a ledger says of a message, and of who sends
 *
 * In: a ledger, and a Message-ID, a queue id, an account, a user or a client.  Out: whether the server handled it, rows, sums. A
 * message that a content filter handed back is one: it counts where it came in, with what became of it behind the filter.
 * ledger_ask() says "hit" only of what left for another host: what was sent to the owner himself proves nothing of who sent
 * it.  It says "miss" only where the logs have no gap, and no message without a Message-ID may be the one that is asked for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/query.h"

#include "bounce.h"

#define CLOCKS 300          /* seconds that clocks may differ */
#define DAYS(n) (INT64_C (86400) * (n))
#define LOGS (DAYS (7))     /* a host counts that logged messages not longer before or after */
#define QUEUE (DAYS (10))   /* no message waits longer */

/* The condition for each ledger_source_t; a client's messages by login are the account's. */
#define OF_ACCOUNT "m.account = ?1"
#define OF_USER "m.user = ?1 AND m.account IS NULL"
#define OF_CLIENT "m.client = ?1 AND m.account IS NULL AND m.user IS NULL"
#define TIMED " AND m.first BETWEEN ?2 AND ?3 AND m.origin IS NULL AND NOT m.refused"

#define AMOUNT(of) "SELECT count(*), sum(coalesce(wanted, (SELECT count(*) FROM recipient AS r WHERE r.message = m.id))), min(first), " \
		   "max(first) FROM message AS m WHERE " of TIMED
#define HOURS(of) "SELECT first / 3600 * 3600, count(*) FROM message AS m WHERE " of TIMED " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
/* A recipient to whom a filter on the host took the mail is not served yet; his mail's further way is that of what came back. */
#define STATES(of) "SELECT r.state, count(*) FROM message AS m JOIN recipient AS r ON r.message = m.id WHERE " of \
		   " AND (r.way <> 3 OR NOT EXISTS (SELECT 1 FROM message AS c WHERE c.origin = m.id)) GROUP BY 1 UNION ALL " \
		   "SELECT r.state, count(*) FROM message AS m JOIN message AS c ON c.origin = m.id JOIN recipient AS r " \
		   "ON r.message = c.id WHERE " of " AND r.way <> 3 GROUP BY 1"

/* name: what of the receiver parts the rows. */
#define REASONS(name, of) "SELECT r.reason, r.permanence, " name ", sum(r.state = 3), sum(r.state = 1) FROM recipient AS r LEFT JOIN receiver AS v " \
			  "ON v.id = r.receiver WHERE r.reason IS NOT NULL AND " of " GROUP BY 1, 2, 3 ORDER BY count(*) DESC, 1, 2, 3"

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
	sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

/* The first number of the first row; 0: there is no row. */
static int64_t
number (sqlite3_stmt *statement)
{
	int64_t value = sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;

	sqlite3_reset (statement);
	return value;
}

/* The number that a question of the time from ?1 to ?2, with ?3 seconds around it, is answered with; without_answer where the ledger fails. */
static int64_t
ask_between (ledger_store_t *store, const char *sql, int64_t from, int64_t until, int64_t around, int64_t without_answer)
{
	sqlite3_stmt *statement = ledger_statement (store, sql);

	if (!statement)
		return without_answer;
	sqlite3_bind_int64 (statement, 1, from);
	sqlite3_bind_int64 (statement, 2, until);
	sqlite3_bind_int64 (statement, 3, around);
	return number (statement);
}

bool
ledger_is_complete (ledger_store_t *store, int64_t earliest, int64_t latest)
{
	static const char sql[] = "SELECT count(*) > 0 AND min(EXISTS (SELECT 1 FROM span AS s WHERE s.host = h.host AND s.first <= ?1 AND "
				  "s.last >= ?2) AND NOT EXISTS (SELECT 1 FROM hole AS o WHERE o.host = h.host AND o.first <= ?2 AND "
				  "o.last >= ?1)) FROM host AS h WHERE h.first <= ?2 + ?3 AND h.last >= ?1 - ?3";

	return ask_between (store, sql, earliest, latest, LOGS, 0) == 1;
}

/* One whose Message-ID was not logged, and that may have left then. */
static bool
has_nameless (ledger_store_t *store, int64_t earliest, int64_t latest)
{
	static const char sql[] = "SELECT 1 FROM message AS m WHERE message_id IS NULL AND first BETWEEN ?1 - ?3 AND ?2 AND last >= ?1 AND "
				  "NOT refused AND NOT (EXISTS (SELECT 1 FROM recipient WHERE message = m.id) AND NOT EXISTS (SELECT 1 "
				  "FROM recipient WHERE message = m.id AND way <> 1)) ORDER BY first DESC LIMIT 1";

	return ask_between (store, sql, earliest, latest, QUEUE, 1) == 1;
}

int32_t
ledger_ask (ledger_store_t *store, const char *message_id, int64_t earliest, int64_t latest)
{
	/* One that came later than it was bounced is no hit, and no miss: some clock or zone is wrong. */
	sqlite3_stmt *statement = ledger_statement (store, "SELECT count(*), sum(first <= ?2 AND EXISTS (SELECT 1 FROM recipient WHERE message = "
							   "m.id AND way = 2)) FROM message AS m WHERE message_id = ?1 AND NOT refused");
	int64_t rows, left;

	if (!statement)
		return -1;
	bind_text (statement, 1, message_id);
	sqlite3_bind_int64 (statement, 2, latest == BOUNCE_NO_TIME ? INT64_MAX : latest + CLOCKS);
	rows = sqlite3_step (statement) == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : -1;
	left = rows > 0 ? sqlite3_column_int64 (statement, 1) : 0;
	sqlite3_reset (statement);
	if (rows != 0)
		return left > 0 ? 1 : -1;
	if (earliest == BOUNCE_NO_TIME || latest == BOUNCE_NO_TIME || earliest < INT64_MIN / 2 || latest > INT64_MAX / 2)
		return -1;
	return ledger_is_complete (store, earliest - CLOCKS, latest + CLOCKS) && !has_nameless (store, earliest - CLOCKS, latest + CLOCKS) ? 0 : -1;
}

static void
add_ids (sqlite3_stmt *statement, GArray *ids)
{
	while (sqlite3_step (statement) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64 (statement, 0);

		g_array_append_val (ids, id);
	}
	sqlite3_reset (statement);
}

void
ledger_find_message_id (ledger_store_t *store, const char *message_id, int64_t until, GArray *ids)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT DISTINCT coalesce(origin, id) FROM message WHERE message_id = ? AND first <= ? "
							   "ORDER BY first LIMIT 100");

	if (!statement)
		return;
	bind_text (statement, 1, message_id);
	sqlite3_bind_int64 (statement, 2, until);
	add_ids (statement, ids);
}

void
ledger_find_queue_id (ledger_store_t *store, const char *queue_id, int64_t from, int64_t until, GArray *ids)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT DISTINCT coalesce(origin, id) FROM message WHERE queue_id = ? "
							   "AND first BETWEEN ? AND ? ORDER BY first LIMIT 100");

	if (!statement)
		return;
	bind_text (statement, 1, queue_id);
	sqlite3_bind_int64 (statement, 2, from);
	sqlite3_bind_int64 (statement, 3, until);
	add_ids (statement, ids);
}

static char *
text_of (sqlite3_stmt *statement, int column)
{
	return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static int64_t
number_of (sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type (statement, column) == SQLITE_NULL ? -1 : sqlite3_column_int64 (statement, column);
}

ledger_row_t *
ledger_row (ledger_store_t *store, int64_t id)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT id, first, last, size, wanted, ended, refused, host, queue_id, message_id, client, "
							   "client_name, helo, account, user, sender FROM message WHERE id = ?");
	ledger_row_t *row = NULL;

	if (!statement)
		return NULL;
	sqlite3_bind_int64 (statement, 1, id);
	if (sqlite3_step (statement) == SQLITE_ROW) {
		row = g_new0 (ledger_row_t, 1);
		row->id = sqlite3_column_int64 (statement, 0);
		row->first = sqlite3_column_int64 (statement, 1);
		row->last = sqlite3_column_int64 (statement, 2);
		row->size = number_of (statement, 3);
		row->wanted = number_of (statement, 4);
		row->ended = sqlite3_column_int (statement, 5);
		row->refused = sqlite3_column_int (statement, 6);
		row->host = text_of (statement, 7);
		row->queue_id = text_of (statement, 8);
		row->message_id = text_of (statement, 9);
		row->client = text_of (statement, 10);
		row->client_name = text_of (statement, 11);
		row->helo = text_of (statement, 12);
		row->account = text_of (statement, 13);
		row->user = text_of (statement, 14);
		row->sender = text_of (statement, 15);
	}
	sqlite3_reset (statement);
	return row;
}

void
ledger_row_free (ledger_row_t *row)
{
	if (!row)
		return;
	g_free (row->host);
	g_free (row->queue_id);
	g_free (row->message_id);
	g_free (row->client);
	g_free (row->client_name);
	g_free (row->helo);
	g_free (row->account);
	g_free (row->user);
	g_free (row->sender);
	g_free (row);
}

ledger_source_t
ledger_row_source (const ledger_row_t *row, const char **name)
{
	*name = row->account ? row->account : row->user ? row->user : row->client;
	return row->account ? LEDGER_ACCOUNT : row->user ? LEDGER_USER : row->client ? LEDGER_CLIENT : LEDGER_NOBODY;
}

GPtrArray *
ledger_later_queue_ids (ledger_store_t *store, int64_t id)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT queue_id FROM message WHERE origin = ? ORDER BY first LIMIT 100");
	GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

	if (!statement)
		return ids;
	sqlite3_bind_int64 (statement, 1, id);
	while (sqlite3_step (statement) == SQLITE_ROW)
		g_ptr_array_add (ids, text_of (statement, 0));
	sqlite3_reset (statement);
	return ids;
}

static void
add_states (sqlite3_stmt *statement, ledger_sum_t *sum)
{
	while (sqlite3_step (statement) == SQLITE_ROW) {
		uint64_t count = (uint64_t) sqlite3_column_int64 (statement, 1);

		switch (sqlite3_column_int (statement, 0)) {
		case MAIL_SENT:
			sum->sent += count;
			break;
		case MAIL_DEFERRED:
			sum->deferred += count;
			break;
		default:
			sum->failed += count;
		}
	}
	sqlite3_reset (statement);
}

void
ledger_outcome (ledger_store_t *store, int64_t id, ledger_sum_t *sum)
{
	sqlite3_stmt *statement = ledger_statement (store, STATES ("m.id = ?1"));

	*sum = (ledger_sum_t) { 0 };
	if (!statement)
		return;
	sqlite3_bind_int64 (statement, 1, id);
	add_states (statement, sum);
}

static sqlite3_stmt *
timed (ledger_store_t *store, const char *sql, const char *name, int64_t from, int64_t until)
{
	sqlite3_stmt *statement = ledger_statement (store, sql);

	if (!statement)
		return NULL;
	bind_text (statement, 1, name);
	sqlite3_bind_int64 (statement, 2, from);
	sqlite3_bind_int64 (statement, 3, until);
	return statement;
}

void
ledger_sum (ledger_store_t *store, ledger_source_t kind, const char *name, int64_t from, int64_t until, ledger_sum_t *sum)
{
	static const char *const amounts[] = { NULL, AMOUNT (OF_ACCOUNT), AMOUNT (OF_USER), AMOUNT (OF_CLIENT) };
	static const char *const states[] = { NULL, STATES (OF_ACCOUNT TIMED), STATES (OF_USER TIMED), STATES (OF_CLIENT TIMED) };
	sqlite3_stmt *statement;

	*sum = (ledger_sum_t) { 0 };
	if (kind == LEDGER_NOBODY || !(statement = timed (store, amounts[kind], name, from, until)))
		return;
	if (sqlite3_step (statement) == SQLITE_ROW) {
		sum->messages = (uint64_t) sqlite3_column_int64 (statement, 0);
		sum->recipients = (uint64_t) sqlite3_column_int64 (statement, 1);
		sum->first = sqlite3_column_int64 (statement, 2);
		sum->last = sqlite3_column_int64 (statement, 3);
	}
	sqlite3_reset (statement);
	statement = timed (store, states[kind], name, from, until);
	if (statement)
		add_states (statement, sum);
}

void
ledger_busiest_hour (ledger_store_t *store, ledger_source_t kind, const char *name, int64_t from, int64_t until, int64_t *start,
		     uint64_t *messages)
{
	static const char *const hours[] = { NULL, HOURS (OF_ACCOUNT), HOURS (OF_USER), HOURS (OF_CLIENT) };
	sqlite3_stmt *statement = kind == LEDGER_NOBODY ? NULL : timed (store, hours[kind], name, from, until);

	*start = 0;
	*messages = 0;
	if (!statement)
		return;
	if (sqlite3_step (statement) == SQLITE_ROW) {
		*start = sqlite3_column_int64 (statement, 0);
		*messages = (uint64_t) sqlite3_column_int64 (statement, 1);
	}
	sqlite3_reset (statement);
}

static void
reason_clear (gpointer row)
{
	g_free (((ledger_reason_t *) row)->receiver);
}

static GArray *
reasons (ledger_store_t *store, const char *sql, int64_t value)
{
	GArray *rows = g_array_new (FALSE, FALSE, sizeof (ledger_reason_t));
	sqlite3_stmt *statement = store->has_reasons ? ledger_statement (store, sql) : NULL;

	g_array_set_clear_func (rows, reason_clear);
	if (!statement)
		return rows;
	sqlite3_bind_int64 (statement, 1, value);
	while (sqlite3_step (statement) == SQLITE_ROW) {
		ledger_reason_t row = { sqlite3_column_int (statement, 0), sqlite3_column_int (statement, 1), text_of (statement, 2),
					(uint64_t) sqlite3_column_int64 (statement, 3), (uint64_t) sqlite3_column_int64 (statement, 4) };

		g_array_append_val (rows, row);
	}
	sqlite3_reset (statement);
	return rows;
}

GArray *
ledger_reasons (ledger_store_t *store, int64_t from, bool by_receiver)
{
	return reasons (store, by_receiver ? REASONS ("v.name", "r.at >= ?1") : REASONS ("NULL", "r.at >= ?1"), from);
}

GArray *
ledger_reasons_of (ledger_store_t *store, int64_t id)
{
	return reasons (store, REASONS ("v.name", "r.message IN (SELECT id FROM message WHERE id = ?1 OR origin = ?1)"), id);
}

uint64_t
ledger_without_reason (ledger_store_t *store, int64_t from)
{
	sqlite3_stmt *statement = ledger_statement (store, store->has_reasons ? "SELECT count(*) FROM recipient WHERE state <> 2 AND at >= ? AND "
										"reason IS NULL" :
										"SELECT count(*) FROM recipient WHERE state <> 2 AND at >= ?");

	if (!statement)
		return 0;
	sqlite3_bind_int64 (statement, 1, from);
	return (uint64_t) number (statement);
}

int64_t
ledger_known_before (ledger_store_t *store, int64_t before, int64_t *since)
{
	/* The host that is known longest: a second one does not make the days longer. */
	sqlite3_stmt *statement = ledger_statement (store, "SELECT max(t), min(f) FROM (SELECT sum(min(last, ?1) - first) AS t, min(first) AS f "
							   "FROM span WHERE first < ?1 GROUP BY host)");
	int64_t seconds = 0;

	*since = before;
	if (!statement)
		return 0;
	sqlite3_bind_int64 (statement, 1, before);
	if (sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_type (statement, 0) != SQLITE_NULL) {
		seconds = sqlite3_column_int64 (statement, 0);
		*since = sqlite3_column_int64 (statement, 1);
	}
	sqlite3_reset (statement);
	return seconds;
}

bool
ledger_span (ledger_store_t *store, int64_t index, const char **host, int64_t *first, int64_t *last)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT host, first, last FROM span ORDER BY host, first LIMIT 1 OFFSET ?");

	if (!statement)
		return false;
	sqlite3_bind_int64 (statement, 1, index);
	if (sqlite3_step (statement) != SQLITE_ROW)
		return false;
	*host = (const char *) sqlite3_column_text (statement, 0);
	*first = sqlite3_column_int64 (statement, 1);
	*last = sqlite3_column_int64 (statement, 2);
	return true;
}

uint64_t
ledger_count (ledger_store_t *store)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT count(*) FROM message WHERE origin IS NULL AND NOT refused");

	return statement ? (uint64_t) number (statement) : 0;
}
