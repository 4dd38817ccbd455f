/*
 * letter-list.c - the messages that a provider is to look for, each with its time, queue id, client and Message-ID
 *
 * In: the records of an incident, then the incident.  Out: of those that a letter is about a table, all as CSV, and the Received lines
 * of one as a sample.  Nobody's address is in it but the owner's: "for" clauses, and Message-IDs that bear the recipient, are left out.
 * letter_list_free() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "letter-list.h"

#include <string.h>

#include "cli.h"

#define ROWS_MOST 200000
#define TRAILS_MOST ((size_t) 32 << 20) /* bytes of Received lines that are kept */
#define COLUMNS 98
#define QUEUE_ID_COLUMNS 24
#define CLIENT_COLUMNS 39
#define MESSAGE_ID_COLUMNS 20 /* at least */

typedef struct {
	char *name;
	int64_t when;     /* our server took it; BOUNCE_NO_TIME */
	char *queue_id, *client, *message_id; /* NULL: not known */
	char *trail;      /* fields, with line ends between; NULL: none */
} row_t;

struct letter_list {
	GPtrArray *rows;
	GHashTable *by_name;
	GPtrArray *chosen; /* of row_t, borrowed */
	size_t trails;     /* bytes of them */
	size_t bounces;    /* that the letter is about */
	size_t named;      /* so many of them are known by name */
};

static void
row_free (gpointer data)
{
	row_t *row = data;

	g_free (row->name);
	g_free (row->queue_id);
	g_free (row->client);
	g_free (row->message_id);
	g_free (row->trail);
	g_free (row);
}

letter_list_t *
letter_list_new (void)
{
	letter_list_t *list = g_new0 (letter_list_t, 1);

	list->rows = g_ptr_array_new_with_free_func (row_free);
	list->by_name = g_hash_table_new (g_str_hash, g_str_equal);
	list->chosen = g_ptr_array_new ();
	return list;
}

void
letter_list_free (letter_list_t *list)
{
	if (!list)
		return;
	g_ptr_array_unref (list->chosen);
	g_hash_table_unref (list->by_name);
	g_ptr_array_unref (list->rows);
	g_free (list);
}

/* Some programs write the recipient into a Message-ID, as "user=example.org": he is not to be told of. */
static bool
holds_address (const char *id)
{
	const char *equals = strchr (id, '='), *at = strrchr (id, '@');

	return strchr (id, '@') != at || (equals && at && equals < at && memchr (equals, '.', (size_t) (at - equals)));
}

/* When the server that gave the queue id, else the one that the client came to, took it. */
static int64_t
time_of (const bounce_record_t *record)
{
	const char *queue_id = bounce_record_submission_queue_id (record), *client = bounce_record_submission_client (record);

	for (size_t i = 0; i < bounce_record_original_hop_count (record); i++) {
		const bounce_hop_t *hop = bounce_record_original_hop (record, i);

		if (queue_id ? g_strcmp0 (bounce_hop_id (hop), queue_id) == 0 : client && g_strcmp0 (bounce_hop_client (hop), client) == 0)
			return bounce_hop_date (hop);
	}
	return BOUNCE_NO_TIME;
}

/* g_free(); NULL: nothing came back */
static char *
trail_of (const bounce_record_t *record)
{
	GString *trail = g_string_new (NULL);

	for (size_t i = 0; i < bounce_record_original_hop_count (record); i++) {
		char **fields = g_strsplit (bounce_hop_text (bounce_record_original_hop (record, i)), "\n", 0);

		for (char **field = fields; *field; field++)
			g_string_append_printf (trail, "%sReceived: %s", trail->len ? "\n" : "", *field);
		g_strfreev (fields);
	}
	return g_string_free (trail, trail->len == 0);
}

void
letter_list_add (letter_list_t *list, const bounce_record_t *record, const char *name)
{
	bounce_kind_t kind = bounce_record_kind (record);
	const char *id = bounce_record_original_message_id (record), *queue_id = bounce_record_submission_queue_id (record);
	row_t *row;

	if ((kind != BOUNCE_KIND_FAILURE && kind != BOUNCE_KIND_DELAY) || list->rows->len >= ROWS_MOST)
		return;
	row = g_new0 (row_t, 1);
	row->name = g_strdup (name);
	row->when = time_of (record);
	row->queue_id = queue_id && !strchr (queue_id, '@') ? g_strdup (queue_id) : NULL;
	row->client = g_strdup (bounce_record_submission_client (record));
	row->message_id = id && *id && !holds_address (id) ? g_strdup (id) : NULL;
	if (list->trails < TRAILS_MOST)
		row->trail = trail_of (record);
	list->trails += row->trail ? strlen (row->trail) : 0;
	g_ptr_array_add (list->rows, row);
	g_hash_table_insert (list->by_name, row->name, row);
}

static gint
earlier_first (gconstpointer a, gconstpointer b)
{
	const row_t *left = *(const row_t *const *) a, *right = *(const row_t *const *) b;

	if (left->when != right->when)
		return left->when < right->when ? -1 : 1;
	if (g_strcmp0 (left->queue_id, right->queue_id) != 0)
		return g_strcmp0 (left->queue_id, right->queue_id);
	return strcmp (left->name, right->name);
}

/* Of a message that came back more than once the first is taken. */
static void
choose (letter_list_t *list, GHashTable *seen, const char *name)
{
	row_t *row = g_hash_table_lookup (list->by_name, name);
	char *key;

	if (!row)
		return;
	list->named++;
	if (!row->queue_id && !row->client && !row->message_id)
		return;
	key = g_strdup_printf ("%s\n%s\n%s", row->queue_id ? row->queue_id : "", row->client ? row->client : "",
			       row->message_id ? row->message_id : "");
	if (g_hash_table_add (seen, key))
		g_ptr_array_add (list->chosen, row);
}

void
letter_list_finish (letter_list_t *list, bounce_incident_t *incident)
{
	bounce_cause_t cause = bounce_verdict_cause (bounce_incident_verdict (incident));
	GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < bounce_incident_cluster_count (incident); i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);

		if (bounce_verdict_cause (bounce_cluster_verdict (cluster)) != cause)
			continue;
		list->bounces += bounce_cluster_bounces (cluster) + bounce_cluster_delays (cluster);
		for (size_t j = 0; j < bounce_cluster_message_count (cluster); j++)
			choose (list, seen, bounce_cluster_message (cluster, j));
	}
	g_hash_table_unref (seen);
	g_ptr_array_sort (list->chosen, earlier_first);
}

size_t
letter_list_count (const letter_list_t *list)
{
	return list->chosen->len;
}

bool
letter_list_is_whole (const letter_list_t *list)
{
	return list->named >= list->bounces;
}

typedef struct {
	int queue_id, client, message_id; /* columns; 0: no row has one */
} widths_t;

static int
width_of (int widest, const char *text)
{
	char *clean = text ? cli_clean (text) : NULL;
	int width = clean ? cli_width (clean) : 0;

	g_free (clean);
	return MAX (widest, width);
}

static widths_t
widths_of (const letter_list_t *list, size_t rows)
{
	widths_t widths = { 0 };
	int left;

	for (size_t i = 0; i < rows; i++) {
		const row_t *row = list->chosen->pdata[i];

		widths.queue_id = width_of (widths.queue_id, row->queue_id);
		widths.client = width_of (widths.client, row->client);
		widths.message_id = width_of (widths.message_id, row->message_id);
	}
	widths.queue_id = widths.queue_id ? CLAMP (widths.queue_id, 8, QUEUE_ID_COLUMNS) : 0;
	widths.client = widths.client ? CLAMP (widths.client, 7, CLIENT_COLUMNS) : 0;
	left = COLUMNS - 21 - (widths.queue_id ? widths.queue_id + 2 : 0) - (widths.client ? widths.client + 2 : 0) - 2;
	widths.message_id = widths.message_id ? CLAMP (widths.message_id, 10, MAX (left, MESSAGE_ID_COLUMNS)) : 0;
	return widths;
}

static void
put_row (GString *out, const widths_t *widths, const char *when, const char *queue_id, const char *client, const char *message_id)
{
	const char *const texts[] = { queue_id, client, message_id };
	const int columns[] = { widths->queue_id, widths->client, widths->message_id };
	size_t begin = out->len;

	g_string_append_printf (out, "  %-19s", when);
	for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
		if (!columns[i])
			continue;
		g_string_append (out, "  ");
		cli_cell (out, texts[i] ? texts[i] : "-", columns[i]);
	}
	while (out->len > begin && out->str[out->len - 1] == ' ')
		g_string_truncate (out, out->len - 1);
	g_string_append_c (out, '\n');
}

void
letter_list_table (const letter_list_t *list, GString *out, size_t most)
{
	size_t rows = MIN (list->chosen->len, most);
	widths_t widths = widths_of (list, rows);

	put_row (out, &widths, "taken (UTC)", "queue id", "client", "Message-ID");
	for (size_t i = 0; i < rows; i++) {
		const row_t *row = list->chosen->pdata[i];
		char *when = cli_when (row->when, 0, "%Y-%m-%d %H:%M:%S");

		put_row (out, &widths, when ? when : "-", row->queue_id, row->client, row->message_id);
		g_free (when);
	}
}

/* With every address in it that is not the owner's taken out; g_free() */
static char *
without_others (const char *text, const seen_t *seen)
{
	static const char between[] = " \t,;<>()[]{}\"'";
	GString *out = g_string_new (NULL);

	while (*text) {
		size_t length = strcspn (text, between), gap = strspn (text + length, between);
		char *word = g_strndup (text, length);

		if (strchr (word, '@') && (holds_address (word) || !seen_is_own (seen, word)))
			g_string_append (out, "...");
		else
			g_string_append (out, word);
		g_string_append_len (out, text + length, (gssize) gap);
		text += length + gap;
		g_free (word);
	}
	return g_string_free (out, FALSE);
}

void
letter_list_sample (const letter_list_t *list, GString *out, const char *first, const seen_t *seen)
{
	const row_t *row = NULL;
	char **fields;

	for (guint i = 0; i < list->chosen->len && (!row || !row->trail); i++)
		row = list->chosen->pdata[i];
	if (!row || !row->trail)
		return;
	cli_paragraph (out, "", first);
	g_string_append_c (out, '\n');
	fields = g_strsplit (row->trail, "\n", 0);
	for (char **field = fields; *field; field++) {
		char *clean = without_others (*field, seen);

		cli_paragraph (out, "  > ", clean);
		g_free (clean);
	}
	g_strfreev (fields);
	if (row->message_id)
		cli_paragraph_printf (out, "  > ", "Message-ID: <%s>", row->message_id);
	g_string_append_c (out, '\n');
}

/* What a spreadsheet would take for a formula is a stranger's text, and is marked as text. */
static void
put_field (GString *out, const char *text)
{
	char *clean = cli_clean (text ? text : "");
	char **parts = g_strsplit (clean, "\"", 0), *quoted = g_strjoinv ("\"\"", parts);

	g_string_append_printf (out, "\"%s%s\"", *clean && strchr ("=+-@", *clean) ? "'" : "", quoted);
	g_free (quoted);
	g_strfreev (parts);
	g_free (clean);
}

bool
letter_list_write (const letter_list_t *list, const char *path, char **error)
{
	GString *out = g_string_new ("taken_utc,queue_id,client,message_id\r\n");
	GError *failure = NULL;
	bool good;

	for (guint i = 0; i < list->chosen->len; i++) {
		const row_t *row = list->chosen->pdata[i];
		const char *const texts[] = { row->queue_id, row->client, row->message_id };
		char *when = cli_when (row->when, 0, "%Y-%m-%dT%H:%M:%SZ");

		put_field (out, when);
		for (size_t j = 0; j < G_N_ELEMENTS (texts); j++) {
			g_string_append_c (out, ',');
			put_field (out, texts[j]);
		}
		g_string_append (out, "\r\n");
		g_free (when);
	}
	good = g_file_set_contents (path, out->str, (gssize) out->len, &failure);
	if (!good)
		*error = g_strdup (failure->message);
	g_clear_error (&failure);
	g_string_free (out, TRUE);
	return good;
}
