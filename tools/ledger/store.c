/*
 * store.c - the ledger: which messages a mail server handled, in an SQLite database
 *
 * In: messages as the readers of logs found them, whole or in parts, twice or in any order of logs.  Out: one row a message. Parts
 * belong together where they have the same host and queue id, and their times touch: servers use a queue id again, but not at
 * once.  Of a recipient the last state counts, so a log that is read again changes nothing.  All is one transaction, which
 * ledger_close() ends and frees the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define APPLICATION 0x626E6C67 /* "bnlg", where SQLite keeps whose file it is */
#define SCHEMA 2
#define SCHEMA_LEAST 1 /* that can be read, and be made one of now */
#define GAP 3600
#define RETRY (10 * 86400)     /* a message that waits is tried again sooner */
#define OVERTAKEN 5            /* lines of one second, and of daemons that overtake one another */

#define TEXT(n) #n
#define NUMBER(n) TEXT (n)

#define RECEIVERS "CREATE TABLE receiver (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"

static const char schema[] =
	"PRAGMA application_id = " NUMBER (APPLICATION) ";"
	"PRAGMA user_version = " NUMBER (SCHEMA) ";"
	"CREATE TABLE message ("
	" id INTEGER PRIMARY KEY,"
	" host TEXT NOT NULL, queue_id TEXT NOT NULL,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL," /* lines of it, seconds since 1970 UTC */
	" begun INTEGER NOT NULL, ended INTEGER NOT NULL, refused INTEGER NOT NULL,"
	" again INTEGER NOT NULL,"                        /* it came from this host itself */
	" message_id TEXT, client TEXT, client_name TEXT, helo TEXT, account TEXT, user TEXT, sender TEXT,"
	" previous TEXT, next TEXT,"                      /* the queue ids it had before, and got from a server on this host */
	" size INTEGER, wanted INTEGER,"
	" origin INTEGER);"                               /* the message it was before, with its client */
	"CREATE INDEX message_queue ON message (queue_id, host, first);"
	"CREATE INDEX message_name ON message (message_id, first) WHERE message_id IS NOT NULL;"
	"CREATE INDEX message_client ON message (client, first) WHERE client IS NOT NULL;"
	"CREATE INDEX message_account ON message (account, first) WHERE account IS NOT NULL;"
	"CREATE INDEX message_user ON message (user, first) WHERE user IS NOT NULL;"
	"CREATE INDEX message_origin ON message (origin) WHERE origin IS NOT NULL;"
	"CREATE INDEX message_next ON message (next, first) WHERE next IS NOT NULL;"
	"CREATE INDEX message_nameless ON message (first) WHERE message_id IS NULL;"
	"CREATE TABLE recipient ("
	" message INTEGER NOT NULL, address INTEGER NOT NULL," /* a hash */
	" state INTEGER NOT NULL, way INTEGER NOT NULL, at INTEGER NOT NULL,"
	" reason INTEGER, permanence INTEGER, receiver INTEGER," /* of what failed or waits; what was said names people, and is not kept */
	" PRIMARY KEY (message, address)) WITHOUT ROWID;"
	RECEIVERS
	"CREATE TABLE span (host TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);" /* no gap in between */
	"CREATE TABLE hole (host TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (host, first, last)) WITHOUT ROWID;"
	"CREATE TABLE host (host TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);";

/* What version 1 had not. */
static const char upgrade[] =
	"PRAGMA user_version = " NUMBER (SCHEMA) ";"
	"ALTER TABLE recipient ADD COLUMN reason INTEGER;"
	"ALTER TABLE recipient ADD COLUMN permanence INTEGER;"
	"ALTER TABLE recipient ADD COLUMN receiver INTEGER;"
	RECEIVERS;

static void
fail (ledger_store_t *store)
{
	if (!store->error)
		store->error = g_strdup_printf ("%s: %s%s", store->path,
						sqlite3_errcode (store->db) == SQLITE_NOTADB ? "expected a ledger that bounce-ledger made: " : "",
						sqlite3_errmsg (store->db));
}

static bool
run (ledger_store_t *store, const char *sql)
{
	if (!store->error && sqlite3_exec (store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail (store);
	return !store->error;
}

sqlite3_stmt *
ledger_statement (ledger_store_t *store, const char *sql)
{
	sqlite3_stmt *statement = g_hash_table_lookup (store->statements, sql);

	if (store->error)
		return NULL;
	if (statement) {
		sqlite3_reset (statement);
		sqlite3_clear_bindings (statement);
		return statement;
	}
	if (sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
		fail (store);
		return NULL;
	}
	g_hash_table_insert (store->statements, (char *) (uintptr_t) sql, statement);
	return statement;
}

/* Runs a statement that gives no row. */
static void
step (ledger_store_t *store, sqlite3_stmt *statement)
{
	if (statement && sqlite3_step (statement) != SQLITE_DONE)
		fail (store);
}

static void
finalize (gpointer statement)
{
	sqlite3_finalize (statement);
}

static int64_t
pragma (ledger_store_t *store, const char *sql)
{
	sqlite3_stmt *statement = ledger_statement (store, sql);
	int64_t value = -1;

	if (!statement)
		return -1;
	if (sqlite3_step (statement) == SQLITE_ROW)
		value = sqlite3_column_int64 (statement, 0);
	else
		fail (store);
	sqlite3_reset (statement);
	return value;
}

/* An empty file, which a new one is, becomes a ledger; any other must be one. */
static bool
is_ledger (ledger_store_t *store, bool writes)
{
	int64_t application = pragma (store, "PRAGMA application_id"), version = pragma (store, "PRAGMA user_version");

	if (store->error)
		return false;
	store->has_reasons = true;
	if (writes && application == 0 && version == 0 && pragma (store, "SELECT count(*) FROM sqlite_schema") == 0)
		return run (store, schema);
	if (application == APPLICATION && version >= SCHEMA_LEAST && version < SCHEMA) {
		store->has_reasons = writes;
		return !writes || run (store, upgrade);
	}
	if (application != APPLICATION)
		store->error = g_strdup_printf ("%s: expected a ledger that bounce-ledger made, this is another database", store->path);
	else if (version != SCHEMA)
		store->error = g_strdup_printf ("%s: expected a ledger of version %d, this is one of version %" G_GINT64_FORMAT
						": make it again from the logs", store->path, SCHEMA, version);
	return !store->error;
}

/* Who wrote to whom is its owner's alone to read. SQLite gives its journals the mode of the file. */
static void
make_private (ledger_store_t *store, const char *file)
{
	int fd = open (file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	store->is_new = fd >= 0;
	if (fd >= 0)
		close (fd);
	else if (errno != EEXIST)
		store->error = g_strdup_printf ("%s: %s", store->path, g_strerror (errno));
}

ledger_store_t *
ledger_open (const char *path, bool writes, char **error)
{
	ledger_store_t *store = g_new0 (ledger_store_t, 1);
	int flags = writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
	char *file = g_canonicalize_filename (path, NULL); /* ":memory:" and "" are files, too */

	store->path = g_strdup (path);
	store->gap = GAP;
	store->statements = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, finalize);
	if (writes)
		make_private (store, file);
	if (!store->error && sqlite3_open_v2 (file, &store->db, flags, NULL) != SQLITE_OK)
		fail (store);
	g_free (file);
	if (!store->error)
		sqlite3_busy_timeout (store->db, 5000);
	if (!store->error && run (store, writes ? "BEGIN IMMEDIATE" : "BEGIN") && is_ledger (store, writes))
		return store;
	*error = g_strdup (store->error);
	ledger_discard (store);
	return NULL;
}

static void
store_free (ledger_store_t *store)
{
	g_clear_pointer (&store->statements, g_hash_table_unref);
	sqlite3_close (store->db);
	g_free (store->error);
	g_free (store->path);
	g_free (store);
}

bool
ledger_commit (ledger_store_t *store)
{
	/* What is still being read would hold the transaction open. */
	g_hash_table_remove_all (store->statements);
	if (!store->settled)
		store->settled = run (store, "COMMIT");
	return !store->error;
}

bool
ledger_close (ledger_store_t *store, char **error)
{
	bool good;

	if (!store)
		return true;
	good = ledger_commit (store);
	if (error)
		*error = g_steal_pointer (&store->error);
	store_free (store);
	return good;
}

void
ledger_discard (ledger_store_t *store)
{
	bool unwanted;
	char *file;

	if (!store)
		return;
	unwanted = store->is_new;
	file = g_canonicalize_filename (store->path, NULL);
	store_free (store);
	if (unwanted)
		unlink (file);
	g_free (file);
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
	if (text)
		sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
}

static void
bind_known (sqlite3_stmt *statement, int index, int64_t number)
{
	if (number >= 0)
		sqlite3_bind_int64 (statement, index, number);
}

/* The row that is the same message, before it or after it in time; 0: none. */
static int64_t
row_before (ledger_store_t *store, const mail_t *mail)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT id, last, ended FROM message WHERE queue_id = ? AND host = ? AND first <= ? "
							   "ORDER BY first DESC LIMIT 1");
	int64_t row = 0;

	if (!statement)
		return 0;
	bind_text (statement, 1, mail->queue_id);
	bind_text (statement, 2, mail->host);
	sqlite3_bind_int64 (statement, 3, mail->last);
	if (sqlite3_step (statement) == SQLITE_ROW) {
		int64_t last = sqlite3_column_int64 (statement, 1), most = sqlite3_column_int (statement, 2) ? OVERTAKEN : RETRY;

		if (mail->first <= last || (!mail->begun && mail->first - last <= most))
			row = sqlite3_column_int64 (statement, 0);
	}
	sqlite3_reset (statement);
	return row;
}

static int64_t
row_after (ledger_store_t *store, const mail_t *mail)
{
	sqlite3_stmt *statement = ledger_statement (store, "SELECT id FROM message WHERE queue_id = ? AND host = ? AND first > ? AND first <= ? "
							   "AND NOT begun ORDER BY first LIMIT 1");
	int64_t row = 0;

	if (!statement || mail->ended)
		return 0;
	bind_text (statement, 1, mail->queue_id);
	bind_text (statement, 2, mail->host);
	sqlite3_bind_int64 (statement, 3, mail->last);
	sqlite3_bind_int64 (statement, 4, mail->last + RETRY);
	if (sqlite3_step (statement) == SQLITE_ROW)
		row = sqlite3_column_int64 (statement, 0);
	sqlite3_reset (statement);
	return row;
}

static void
bind_message (sqlite3_stmt *statement, const mail_t *mail)
{
	const char *const texts[] = { mail->message_id, mail->client, mail->client_name, mail->helo, mail->account, mail->user, mail->sender,
				      mail->previous, mail->next };

	sqlite3_bind_int64 (statement, 1, mail->first);
	sqlite3_bind_int64 (statement, 2, mail->last);
	sqlite3_bind_int (statement, 3, mail->begun);
	sqlite3_bind_int (statement, 4, mail->ended);
	sqlite3_bind_int (statement, 5, mail->refused);
	sqlite3_bind_int (statement, 6, mail->again);
	bind_known (statement, 7, mail->size);
	bind_known (statement, 8, mail->wanted);
	for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
		bind_text (statement, 9 + i, texts[i]);
}

static void
insert (ledger_store_t *store, mail_t *mail)
{
	sqlite3_stmt *statement = ledger_statement (store, "INSERT INTO message (first, last, begun, ended, refused, again, size, wanted, "
							   "message_id, client, client_name, helo, account, user, sender, previous, next, "
							   "queue_id, host) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

	if (!statement)
		return;
	bind_message (statement, mail);
	bind_text (statement, 18, mail->queue_id);
	bind_text (statement, 19, mail->host);
	step (store, statement);
	mail->row = sqlite3_last_insert_rowid (store->db);
	store->added++;
}

static void
update (ledger_store_t *store, const mail_t *mail)
{
	sqlite3_stmt *statement = ledger_statement (store, "UPDATE message SET first = min(first, ?1), last = max(last, ?2), begun = begun OR ?3, "
							   "ended = ended OR ?4, refused = refused OR ?5, again = again OR ?6, "
							   "size = coalesce(size, ?7), wanted = coalesce(wanted, ?8), "
							   "message_id = coalesce(message_id, ?9), client = coalesce(client, ?10), "
							   "client_name = coalesce(client_name, ?11), helo = coalesce(helo, ?12), "
							   "account = coalesce(account, ?13), user = coalesce(user, ?14), "
							   "sender = coalesce(sender, ?15), previous = coalesce(previous, ?16), "
							   "next = coalesce(next, ?17) WHERE id = ?18");

	if (!statement)
		return;
	bind_message (statement, mail);
	sqlite3_bind_int64 (statement, 18, mail->row);
	step (store, statement);
}

/* 0: it has no name. */
static int64_t
receiver_row (ledger_store_t *store, const char *name)
{
	sqlite3_stmt *statement = name ? ledger_statement (store, "SELECT id FROM receiver WHERE name = ?") : NULL;
	int64_t row = 0;

	if (!statement)
		return 0;
	bind_text (statement, 1, name);
	if (sqlite3_step (statement) == SQLITE_ROW)
		row = sqlite3_column_int64 (statement, 0);
	sqlite3_reset (statement);
	if (row || !(statement = ledger_statement (store, "INSERT INTO receiver (name) VALUES (?)")))
		return row;
	bind_text (statement, 1, name);
	step (store, statement);
	return sqlite3_last_insert_rowid (store->db);
}

static void
put_recipient (ledger_store_t *store, int64_t row, const mail_recipient_t *recipient)
{
	int64_t receiver = receiver_row (store, recipient->receiver);
	/* What is delivered or failed never waits again; a message that was deferred twice was so last at the later time. */
	sqlite3_stmt *statement = ledger_statement (store, "INSERT INTO recipient (message, address, state, way, at, reason, permanence, receiver) "
							   "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (message, address) DO UPDATE SET "
							   "state = excluded.state, way = excluded.way, at = excluded.at, "
							   "reason = excluded.reason, permanence = excluded.permanence, "
							   "receiver = excluded.receiver "
							   "WHERE excluded.at >= at AND NOT (state <> 1 AND excluded.state = 1)");

	if (!statement)
		return;
	bind_known (statement, 6, recipient->reason ? recipient->reason : -1);
	bind_known (statement, 7, recipient->reason ? recipient->permanence : -1);
	bind_known (statement, 8, receiver ? receiver : -1);
	sqlite3_bind_int64 (statement, 1, row);
	sqlite3_bind_int64 (statement, 2, (int64_t) recipient->address);
	sqlite3_bind_int (statement, 3, recipient->state);
	sqlite3_bind_int (statement, 4, recipient->way);
	sqlite3_bind_int64 (statement, 5, recipient->at);
	step (store, statement);
}

void
ledger_put (mail_t *mail, void *user)
{
	ledger_store_t *store = user;

	if (!mail->row)
		mail->row = row_before (store, mail);
	if (!mail->row)
		mail->row = row_after (store, mail);
	if (mail->row)
		update (store, mail);
	else
		insert (store, mail);
	for (guint i = 0; i < mail->recipients->len && !store->error; i++)
		put_recipient (store, mail->row, &g_array_index (mail->recipients, mail_recipient_t, i));
}

/* Spans that touch become one. */
void
ledger_add_span (ledger_store_t *store, const char *host, int64_t first, int64_t last)
{
	static const char *const statements[] = {
		"INSERT INTO span SELECT ?1, min(ifnull(min(first), ?2), ?2), max(ifnull(max(last), ?3), ?3) FROM span "
		"WHERE host = ?1 AND first <= ?3 + ?4 AND last >= ?2 - ?4",
		"DELETE FROM span WHERE host = ?1 AND first <= ?3 + ?4 AND last >= ?2 - ?4 AND rowid <> last_insert_rowid()",
	};

	for (size_t i = 0; i < G_N_ELEMENTS (statements); i++) {
		sqlite3_stmt *statement = ledger_statement (store, statements[i]);

		if (!statement)
			return;
		bind_text (statement, 1, host);
		sqlite3_bind_int64 (statement, 2, first);
		sqlite3_bind_int64 (statement, 3, last);
		sqlite3_bind_int64 (statement, 4, store->gap);
		step (store, statement);
	}
}

void
ledger_add_hole (ledger_store_t *store, const char *host, int64_t first, int64_t last)
{
	sqlite3_stmt *statement = ledger_statement (store, "INSERT OR IGNORE INTO hole VALUES (?, ?, ?)");

	if (!statement)
		return;
	bind_text (statement, 1, host);
	sqlite3_bind_int64 (statement, 2, first);
	sqlite3_bind_int64 (statement, 3, last);
	step (store, statement);
}

void
ledger_settle (ledger_store_t *store)
{
	/* By the queue id it had before, or that was given to it, else by the same Message-ID of one that came from elsewhere within
	 * the day before. */
	run (store, "UPDATE message SET origin = coalesce("
		    "(SELECT coalesce(o.origin, o.id) FROM message AS o WHERE o.queue_id = message.previous AND o.host = message.host "
		    "AND o.first <= message.first + 5 AND o.id <> message.id ORDER BY o.first DESC LIMIT 1), "
		    "(SELECT coalesce(o.origin, o.id) FROM message AS o WHERE o.next = message.queue_id AND o.host = message.host "
		    "AND o.first BETWEEN message.first - 86400 AND message.first + 5 AND o.id <> message.id ORDER BY o.first DESC LIMIT 1), "
		    "(SELECT o.id FROM message AS o WHERE o.message_id = message.message_id AND NOT o.again AND o.id <> message.id "
		    "AND (o.client IS NOT NULL OR o.user IS NOT NULL) "
		    "AND o.first BETWEEN message.first - 86400 AND message.first + 5 ORDER BY o.first DESC LIMIT 1)) "
		    "WHERE origin IS NULL AND (again OR (client IS NULL AND user IS NULL AND message_id IS NOT NULL))");
	run (store, "DELETE FROM host");
	run (store, "INSERT INTO host SELECT host, min(first), max(last) FROM message GROUP BY host");
}
