/*
 * report.c - what the mail server's log says of an incident
 *
 * In: a ledger of bounce-ledger, and the bounces.  Out: for each account, user or client that handed in what bounced: its queue
 * ids, how many messages it sent in that time and in the whole log, how that compares with what it sent before, and what became
 * of them - for what was delivered leaves no bounce.  A bounce is found in the log by its Message-ID, else by a queue id of its
 * Received fields that the log has at about the time of that field.  ledger_report_free() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/report.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "cli.h"
#include "ledger/difference.h"
#include "ledger/query.h"

#define CLOCKS 3600        /* seconds that a Received field and the log may differ */
#define HOPS_MOST 20
#define SHOWN 10           /* sources, queue ids, clients in a list for people */
#define JSON_MOST 100
#define HOUR 3600
#define DAY 86400.0
#define FOUND_MOST 200000 /* bounces that are kept in mind; of each sending the library names 1,000 */
#define DATE "%Y-%m-%d %H:%M %z"

typedef struct {
	ledger_source_t kind;
	char *name;
	GPtrArray *queue_ids;  /* of the messages that bounced, at most JSON_MOST; of char * */
	GPtrArray *clients;    /* from which they came, the same */
	uint64_t bounced;      /* messages */
	int64_t first, last;   /* of them; later the full hours that they are in */
	ledger_sum_t window, before, total;
	int64_t known_before;  /* seconds of log before the window */
	int64_t since;         /* begin of the log */
	int64_t busy_hour;
	uint64_t busiest;
} source_t;

/* What the log has of one bounce. */
typedef struct {
	GArray *ids;           /* of rows */
	char *difference;      /* a sentence; NULL: the returned header says nothing else */
} found_t;

struct ledger_report {
	ledger_store_t *store;
	GHashTable *found;     /* name of a bounce -> found_t */
	GPtrArray *sources;
	uint64_t asked, known; /* bounces of the sendings in question; those of them that are in the log */
	uint64_t differing;    /* those of them where log and header do not agree */
	const char *difference; /* of the first of these, borrowed */
};

static const char *const kinds[] = { "unknown", "account", "user", "client" };

static void
found_free (gpointer data)
{
	found_t *found = data;

	g_array_unref (found->ids);
	g_free (found->difference);
	g_free (found);
}

static void
source_free (gpointer data)
{
	source_t *source = data;

	g_free (source->name);
	g_ptr_array_unref (source->queue_ids);
	g_ptr_array_unref (source->clients);
	g_free (source);
}

ledger_report_t *
ledger_report_new (const char *path, char **error)
{
	ledger_store_t *store = ledger_open (path, false, error);
	ledger_report_t *report;

	if (!store)
		return NULL;
	report = g_new0 (ledger_report_t, 1);
	report->store = store;
	report->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, found_free);
	report->sources = g_ptr_array_new_with_free_func (source_free);
	return report;
}

void
ledger_report_free (ledger_report_t *report)
{
	if (!report)
		return;
	ledger_close (report->store, NULL);
	g_hash_table_unref (report->found);
	g_ptr_array_unref (report->sources);
	g_free (report);
}

static int32_t
ask (const char *message_id, int64_t earliest, int64_t latest, void *user)
{
	return ledger_ask (user, message_id, earliest, latest);
}

bounce_status_t
ledger_report_attach (ledger_report_t *report, bounce_context_t *context)
{
	return bounce_context_set_ledger (context, "log", ask, report->store);
}

/* A queue id alone may be another server's, or an older one of ours: the time must fit. */
static void
find_by_hops (ledger_report_t *report, const bounce_record_t *record, GArray *ids)
{
	for (size_t i = 0; i < MIN (bounce_record_original_hop_count (record), HOPS_MOST) && ids->len == 0; i++) {
		const bounce_hop_t *hop = bounce_record_original_hop (record, i);
		const char *id = bounce_hop_id (hop);
		int64_t when = bounce_hop_date (hop);

		if (id && when > INT64_MIN / 2 && when < INT64_MAX / 2)
			ledger_find_queue_id (report->store, id, when - CLOCKS, when + CLOCKS, ids);
	}
}

static void
keep (ledger_report_t *report, const char *name, GArray *ids, char *difference)
{
	found_t *found = g_new0 (found_t, 1);

	*found = (found_t) { ids, difference };
	if ((ids->len > 0 || difference) && g_hash_table_size (report->found) < FOUND_MOST)
		g_hash_table_insert (report->found, g_strdup (name), found);
	else
		found_free (found);
}

void
ledger_report_add (ledger_report_t *report, const bounce_record_t *record, const char *name)
{
	const char *message_id = bounce_record_original_message_id (record);
	int64_t date = bounce_record_date (record);
	GArray *ids = g_array_new (FALSE, FALSE, sizeof (int64_t));

	if (message_id)
		ledger_find_message_id (report->store, message_id,
					date == BOUNCE_NO_TIME || date > INT64_MAX / 2 ? INT64_MAX : date + CLOCKS, ids);
	if (ids->len == 0)
		find_by_hops (report, record, ids);
	keep (report, name, ids, ledger_difference (report->store, record, ids));
}

static bool
has_text (const GPtrArray *texts, const char *text)
{
	for (guint i = 0; i < texts->len; i++) {
		if (strcmp (texts->pdata[i], text) == 0)
			return true;
	}
	return false;
}

static source_t *
source_of (ledger_report_t *report, GHashTable *by_key, ledger_source_t kind, const char *name)
{
	char *key = g_strdup_printf ("%d %s", kind, name ? name : "");
	source_t *source = g_hash_table_lookup (by_key, key);

	if (source) {
		g_free (key);
		return source;
	}
	source = g_new0 (source_t, 1);
	source->kind = kind;
	source->name = g_strdup (name);
	source->queue_ids = g_ptr_array_new_with_free_func (g_free);
	source->clients = g_ptr_array_new_with_free_func (g_free);
	g_ptr_array_add (report->sources, source);
	g_hash_table_insert (by_key, key, source);
	return source;
}

static void
add_row (ledger_report_t *report, GHashTable *by_key, const ledger_row_t *row)
{
	const char *name;
	ledger_source_t kind = ledger_row_source (row, &name);
	source_t *source = source_of (report, by_key, kind, name);

	source->first = source->bounced ? MIN (source->first, row->first) : row->first;
	source->last = source->bounced ? MAX (source->last, row->first) : row->first;
	source->bounced++;
	if (source->queue_ids->len < JSON_MOST)
		g_ptr_array_add (source->queue_ids, g_strdup (row->queue_id));
	if (row->client && source->clients->len < JSON_MOST && !has_text (source->clients, row->client))
		g_ptr_array_add (source->clients, g_strdup (row->client));
}

static gint
earlier_first (gconstpointer a, gconstpointer b)
{
	const ledger_row_t *left = *(const ledger_row_t *const *) a, *right = *(const ledger_row_t *const *) b;

	return left->first != right->first ? (left->first > right->first) - (left->first < right->first) : (left->id > right->id) - (left->id < right->id);
}

static gint
more_first (gconstpointer a, gconstpointer b)
{
	const source_t *left = *(const source_t *const *) a, *right = *(const source_t *const *) b;

	if (left->bounced != right->bounced)
		return (left->bounced < right->bounced) - (left->bounced > right->bounced);
	return left->kind != right->kind ? (int) left->kind - (int) right->kind : g_strcmp0 (left->name, right->name);
}

static void
row_free (gpointer row)
{
	ledger_row_free (row);
}

static void
add_found (ledger_report_t *report, const found_t *found, GHashTable *seen, GPtrArray *rows)
{
	report->known += found->ids->len > 0;
	report->differing += found->difference != NULL;
	if (!report->difference)
		report->difference = found->difference;
	for (guint i = 0; i < found->ids->len; i++) {
		ledger_row_t *row;

		if (!g_hash_table_add (seen, g_memdup2 (&g_array_index (found->ids, int64_t, i), sizeof (int64_t))))
			continue;
		row = ledger_row (report->store, g_array_index (found->ids, int64_t, i));
		if (row)
			g_ptr_array_add (rows, row);
	}
}

/* The messages of the sendings of that cause, each once; counts the bounces. */
static GPtrArray *
rows_of (ledger_report_t *report, bounce_incident_t *incident, bounce_cause_t cause)
{
	GHashTable *seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);

	report->asked = report->known = report->differing = 0;
	report->difference = NULL;
	for (size_t i = 0; i < bounce_incident_cluster_count (incident); i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);

		if (bounce_verdict_cause (bounce_cluster_verdict (cluster)) != cause)
			continue;
		for (size_t j = 0; j < bounce_cluster_message_count (cluster); j++) {
			const found_t *found = g_hash_table_lookup (report->found, bounce_cluster_message (cluster, j));

			report->asked++;
			if (found)
				add_found (report, found, seen, rows);
		}
	}
	g_hash_table_unref (seen);
	g_ptr_array_sort (rows, earlier_first);
	return rows;
}

static void
count (ledger_report_t *report, source_t *source)
{
	ledger_store_t *store = report->store;

	source->first -= source->first % HOUR;
	source->last += HOUR - 1 - source->last % HOUR;
	ledger_sum (store, source->kind, source->name, source->first, source->last, &source->window);
	ledger_sum (store, source->kind, source->name, INT64_MIN, source->first - 1, &source->before);
	ledger_sum (store, source->kind, source->name, INT64_MIN, INT64_MAX, &source->total);
	ledger_busiest_hour (store, source->kind, source->name, source->first, source->last, &source->busy_hour, &source->busiest);
	source->known_before = ledger_known_before (store, source->first, &source->since);
}

const char *
ledger_report_finish (ledger_report_t *report, bounce_incident_t *incident)
{
	GHashTable *by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *rows = rows_of (report, incident, BOUNCE_CAUSE_RELAYED);

	if (report->asked == 0) {
		g_ptr_array_unref (rows);
		rows = rows_of (report, incident, BOUNCE_CAUSE_UNDECIDED);
	}
	for (guint i = 0; i < rows->len; i++)
		add_row (report, by_key, rows->pdata[i]);
	g_ptr_array_unref (rows);
	g_hash_table_unref (by_key);
	g_ptr_array_sort (report->sources, more_first);
	for (guint i = 0; i < report->sources->len; i++)
		count (report, report->sources->pdata[i]);
	return report->store->error;
}

/* The first of them, and how many there are besides; g_free() */
static char *
list_of (const GPtrArray *texts, uint64_t all)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < MIN (texts->len, SHOWN); i++)
		g_string_append_printf (text, "%s%s", i ? ", " : "", (const char *) texts->pdata[i]);
	if (all > SHOWN)
		g_string_append_printf (text, " and %" G_GUINT64_FORMAT " more", all - SHOWN);
	return g_string_free (text, FALSE);
}

/* "12 messages to 60 recipients"; g_free() */
static char *
amount (uint64_t messages, uint64_t recipients)
{
	char *first = cli_count (messages, "message", "messages"), *second = cli_count (recipients, "recipient", "recipients");
	char *text = g_strdup_printf ("%s to %s", first, second);

	g_free (second);
	g_free (first);
	return text;
}

static char *
title_of (const source_t *source)
{
	switch (source->kind) {
	case LEDGER_ACCOUNT:
		return g_strdup_printf ("The account %s", source->name);
	case LEDGER_USER:
		return strcmp (source->name, "local") == 0 ? g_strdup ("A local user, whom the log does not name")
							   : g_strdup_printf ("The local user %s", source->name);
	case LEDGER_CLIENT:
		return g_strdup_printf ("The client %s, without login", source->name);
	default:
		return g_strdup ("Somebody whom the log does not name clearly");
	}
}

/* How many an hour, and before that a day. */
static void
rate (GString *out, const char *indent, const source_t *source)
{
	char *sum = amount (source->window.messages, source->window.recipients);
	char *first = cli_when (source->window.first, 0, DATE), *last = cli_when (source->window.last, 0, DATE);
	char *hour = cli_when (source->busy_hour, 0, DATE), *since = cli_when (source->since, 0, DATE), *busiest = cli_count (source->busiest, "message", "messages");
	double hours = (double) (source->last + 1 - source->first) / HOUR;

	cli_paragraph_printf (out, indent,
			      "In the hours of what bounced, from %s to %s, it sent %s: %.1f messages and %.1f recipients an hour, at most %s, "
			      "in the hour of %s.",
			      first, last, sum, (double) source->window.messages / hours, (double) source->window.recipients / hours, busiest,
			      hour);
	if (source->known_before < DAY)
		cli_paragraph_printf (out, indent, "What it usually sends is not known, for the log begins less than a day before.");
	else
		cli_paragraph_printf (out, indent, "Before that, since %s, it sent %.1f messages and %.1f recipients a day.", since,
				      (double) source->before.messages * DAY / (double) source->known_before,
				      (double) source->before.recipients * DAY / (double) source->known_before);
	g_free (busiest);
	g_free (since);
	g_free (hour);
	g_free (last);
	g_free (first);
	g_free (sum);
}

static void
fates (GString *out, const char *indent, const source_t *source)
{
	char *sent = cli_number (source->window.sent), *waiting = cli_number (source->window.deferred), *failed = cli_number (source->window.failed);
	char *total = amount (source->total.messages, source->total.recipients), *bounced = cli_count (source->bounced, "message", "messages");

	cli_paragraph_printf (out, indent,
			      "To %s of these recipients it was delivered, to %s not, and %s are still tried; the bounces speak of %s only.",
			      sent, failed, waiting, bounced);
	cli_paragraph_printf (out, indent, "In all the log holds %s by it.", total);
	g_free (bounced);
	g_free (total);
	g_free (failed);
	g_free (waiting);
	g_free (sent);
}

static void
source_text (GString *out, const char *first, const char *indent, const source_t *source)
{
	char *title = title_of (source), *ids = list_of (source->queue_ids, source->bounced), *clients = list_of (source->clients, source->clients->len);

	if (source->kind == LEDGER_CLIENT || source->clients->len == 0)
		cli_paragraph_printf (out, first, "%s; queue ids: %s.", title, ids);
	else
		cli_paragraph_printf (out, first, "%s, from %s; queue ids: %s.", title, clients, ids);
	if (source->kind != LEDGER_NOBODY) {
		rate (out, indent, source);
		fates (out, indent, source);
	}
	g_free (clients);
	g_free (ids);
	g_free (title);
}

uint64_t
ledger_report_differing (const ledger_report_t *report)
{
	return report->differing;
}

static void
put_sources (const ledger_report_t *report, GString *out)
{
	for (guint i = 0; i < MIN (report->sources->len, SHOWN); i++)
		source_text (out, "  - ", "    ", report->sources->pdata[i]);
	if (report->sources->len > SHOWN)
		cli_paragraph_printf (out, "  ", "and %u more (--format=json has more)", report->sources->len - SHOWN);
}

static void
put_difference (const ledger_report_t *report, GString *out, const char *first)
{
	char *differing = cli_count (report->differing, "bounce", "bounces");

	if (report->differing)
		cli_paragraph_printf (out, first, "Of %s the returned header and the log do not agree. %s%s", differing,
				      report->differing > 1 ? "Such as: " : "", report->difference);
	g_free (differing);
}

void
ledger_report_text (ledger_report_t *report, GString *out)
{
	char *asked = cli_count (report->asked, "bounce", "bounces"), *known = cli_number (report->known);

	if (report->asked > 0) {
		g_string_append (out, "\nWhat the mail server's log says\n");
		cli_paragraph_printf (out, "  ", "Of %s in question the mail of %s is in it.", asked, known);
		put_difference (report, out, "  ");
	}
	put_sources (report, out);
	g_free (known);
	g_free (asked);
}

void
ledger_report_letter (ledger_report_t *report, GString *out)
{
	if (report->sources->len) {
		g_string_append (out, "What the log of the mail server shows:\n\n");
		put_sources (report, out);
		g_string_append_c (out, '\n');
	}
	put_difference (report, out, "");
	if (report->differing)
		g_string_append_c (out, '\n');
}

static void
put_number (JsonBuilder *json, const char *name, uint64_t number)
{
	json_builder_set_member_name (json, name);
	json_builder_add_int_value (json, (gint64) number);
}

static void
put_time (JsonBuilder *json, const char *name, int64_t when)
{
	char *text = cli_when (when, 0, "%Y-%m-%dT%H:%M:%SZ");

	if (!text)
		return;
	json_builder_set_member_name (json, name);
	json_builder_add_string_value (json, text);
	g_free (text);
}

static void
put_texts (JsonBuilder *json, const char *name, const GPtrArray *texts)
{
	json_builder_set_member_name (json, name);
	json_builder_begin_array (json);
	for (guint i = 0; i < texts->len; i++)
		json_builder_add_string_value (json, texts->pdata[i]);
	json_builder_end_array (json);
}

static void
put_sum (JsonBuilder *json, const char *name, const ledger_sum_t *sum)
{
	json_builder_set_member_name (json, name);
	json_builder_begin_object (json);
	put_number (json, "messages", sum->messages);
	put_number (json, "recipients", sum->recipients);
	put_number (json, "delivered", sum->sent);
	put_number (json, "deferred", sum->deferred);
	put_number (json, "failed", sum->failed);
	if (sum->messages) {
		put_time (json, "first", sum->first);
		put_time (json, "last", sum->last);
	}
	json_builder_end_object (json);
}

static void
put_source (JsonBuilder *json, const source_t *source)
{
	json_builder_begin_object (json);
	json_builder_set_member_name (json, "kind");
	json_builder_add_string_value (json, kinds[source->kind]);
	if (source->name) {
		json_builder_set_member_name (json, "name");
		json_builder_add_string_value (json, source->name);
	}
	put_texts (json, "clients", source->clients);
	put_texts (json, "queue_ids", source->queue_ids);
	put_number (json, "bounced", source->bounced);
	if (source->kind != LEDGER_NOBODY) {
		put_sum (json, "window", &source->window);
		put_time (json, "busiest_hour", source->busy_hour);
		put_number (json, "busiest_hour_messages", source->busiest);
		put_sum (json, "before", &source->before);
		put_number (json, "seconds_known_before", (uint64_t) source->known_before);
		put_sum (json, "total", &source->total);
	}
	json_builder_end_object (json);
}

static void
put_spans (ledger_report_t *report, JsonBuilder *json)
{
	const char *host;
	int64_t first, last;

	json_builder_set_member_name (json, "complete");
	json_builder_begin_array (json);
	for (int64_t i = 0; i < JSON_MOST && ledger_span (report->store, i, &host, &first, &last); i++) {
		json_builder_begin_object (json);
		json_builder_set_member_name (json, "host");
		json_builder_add_string_value (json, host);
		put_time (json, "first", first);
		put_time (json, "last", last);
		json_builder_end_object (json);
	}
	json_builder_end_array (json);
}

char *
ledger_report_json (ledger_report_t *report)
{
	JsonBuilder *json = json_builder_new ();
	JsonGenerator *generator = json_generator_new ();
	JsonNode *root;
	char *text;

	json_builder_begin_object (json);
	put_spans (report, json);
	put_number (json, "asked", report->asked);
	put_number (json, "found", report->known);
	put_number (json, "differing", report->differing);
	json_builder_set_member_name (json, "sources");
	json_builder_begin_array (json);
	for (guint i = 0; i < MIN (report->sources->len, JSON_MOST); i++)
		put_source (json, report->sources->pdata[i]);
	json_builder_end_array (json);
	json_builder_end_object (json);
	root = json_builder_get_root (json);
	json_generator_set_root (generator, root);
	text = json_generator_to_data (generator, NULL);
	json_node_unref (root);
	g_object_unref (generator);
	g_object_unref (json);
	return text;
}
