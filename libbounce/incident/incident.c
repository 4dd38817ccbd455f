/*
 * incident.c - many records, one answer
 *
 * In: records, of which everything needed is copied, so that an incident outlives them and holds none of their memory.
 * Out: counts, kept as records come, and the answer (clusters, verdict, timeline, names to ask about), made when it is
 * first asked for and dropped by the next record.  Distinct recipients and messages are counted by 64-bit hashes, and by one of its
 * content a mail is known that was added before: it is not counted again.  Reports of delay are
 * judged where no failure of the same sending came.  bounce_incident_unref() frees all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

#define MAILS_MOST ((size_t) 1 << 22) /* that are kept in mind, to be known when they are given again */
#define SAFE_SECONDS ((int64_t) 1 << 53) /* adding a day to these cannot overflow */

static void
bouncer_free (gpointer data)
{
	bouncer_t *bouncer = data;

	g_free (bouncer->host);
	g_free (bouncer);
}

static void
sending_free (gpointer data)
{
	bnc_sending_free (data);
}

static void
sendings_free (gpointer data)
{
	g_ptr_array_unref (data);
}

bounce_incident_t *
bounce_incident_new (bounce_context_t *context)
{
	bounce_incident_t *incident;

	if (!context)
		return NULL;
	bnc_context_freeze (context);
	incident = g_new0 (bounce_incident_t, 1);
	incident->context = bounce_context_ref (context);
	incident->first = incident->last = WHEN_NONE;
	incident->quarters = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	incident->bouncers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, bouncer_free);
	incident->sendings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sendings_free);
	incident->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sendings_free);
	return incident;
}

static void
drop_answer (bounce_incident_t *incident)
{
	answer_t *answer = incident->answer;

	if (!answer)
		return;
	incident->answer = NULL;
	bnc_cluster_clear (answer);
	bnc_names_clear (&answer->clients);
	bnc_names_clear (&answer->queue_ids);
	bnc_names_clear (&answer->message_ids);
	bnc_names_clear (&answer->accounts);
	bnc_names_clear (&answer->scripts);
	bnc_arena_free (answer->arena);
	g_free (answer->json);
	g_free (answer);
}

void
bounce_incident_unref (bounce_incident_t *incident)
{
	if (!incident)
		return;
	drop_answer (incident);
	bnc_hash_set_clear (&incident->mails);
	bnc_hash_set_clear (&incident->recipients);
	bnc_hash_set_clear (&incident->originals);
	bnc_hash_set_clear (&incident->delayed);
	g_hash_table_unref (incident->quarters);
	g_hash_table_unref (incident->bouncers);
	g_hash_table_unref (incident->sendings);
	g_hash_table_unref (incident->waiting);
	bounce_context_unref (incident->context);
	g_free (incident);
}

/* When the bounce was written; where its Date does not say, when it was taken in. */
static when_t
when_of (const bounce_record_t *record)
{
	when_t when = record->date;

	if (when.seconds == BOUNCE_NO_TIME && record->hop_count)
		when = record->hops[0].date;
	return when.seconds > SAFE_SECONDS || when.seconds < -SAFE_SECONDS ? WHEN_NONE : when;
}

static void
count_bouncer (bounce_incident_t *incident, const char *host, size_t recipients)
{
	bouncer_t *bouncer;
	char *lower;

	if (!host)
		return;
	lower = g_ascii_strdown (host, -1);
	bouncer = g_hash_table_lookup (incident->bouncers, lower);
	if (bouncer) {
		g_free (lower);
	} else {
		bouncer = g_new0 (bouncer_t, 1);
		bouncer->host = lower;
		g_hash_table_insert (incident->bouncers, lower, bouncer);
	}
	bouncer->bounces++;
	bouncer->recipients += recipients;
}

/* Index of the first sending that is not over a day before when; undated ones stand first. */
static guint
first_not_before (const GPtrArray *days, when_t when)
{
	guint low = 0, high = days->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const sending_t *sending = g_ptr_array_index (days, middle);

		if (when.seconds != BOUNCE_NO_TIME && sending->last.seconds < when.seconds - BNC_DAY)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The sendings at and at + 1 become one; the smaller is copied, so that no order of bounces makes this slow. */
static void
join_days (GPtrArray *days, guint at)
{
	sending_t *sending = g_ptr_array_index (days, at), *next = g_ptr_array_index (days, at + 1);
	bool swap = next->bounces > sending->bounces;

	bnc_sending_merge (swap ? next : sending, swap ? sending : next);
	g_ptr_array_remove_index (days, swap ? at : at + 1);
}

/* The sending that lies within a day of the bounce, which may join two. */
static sending_t *
sending_for (GHashTable *sendings, const kinship_t *kin, bool ours, when_t when)
{
	char *key = g_strdup_printf ("%d %016" G_GINT64_MODIFIER "x %s", ours, kin->fingerprint, kin->client_key);
	GPtrArray *days = g_hash_table_lookup (sendings, key);
	guint at;

	if (days) {
		g_free (key);
	} else {
		days = g_ptr_array_new_with_free_func (sending_free);
		g_hash_table_insert (sendings, key, days);
	}
	at = first_not_before (days, when);
	if (at == days->len || !bnc_sending_touches (g_ptr_array_index (days, at), when, when))
		g_ptr_array_insert (days, (gint) at, bnc_sending_new (kin->client_key, kin->fingerprint, ours));
	else if (at + 1 < days->len && bnc_sending_touches (g_ptr_array_index (days, at + 1), when, when))
		join_days (days, at);
	return g_ptr_array_index (days, at);
}

static size_t
count_recipients (bounce_incident_t *incident, const bounce_record_t *record)
{
	size_t failed = 0;

	for (size_t i = 0; i < record->recipient_count; i++) {
		const bounce_recipient_t *recipient = &record->recipients[i];

		if (!bnc_recipient_failed (recipient))
			continue;
		failed++;
		bnc_hash_set_count_in (&incident->recipients, bnc_hash64_nocase (slice_str (recipient->address)));
		if (recipient->reason >= 0 && recipient->reason < BNC_REASONS)
			incident->reasons[recipient->reason]++;
	}
	incident->copies += failed;
	return failed;
}

/* Kept apart: only when all is read is it known whether a failure of the same mail, or of the same sending, came after it. */
static void
add_delay (bounce_incident_t *incident, const bounce_record_t *record, const char *source)
{
	arena_t *arena = bnc_arena_new ();
	when_t when = when_of (record);
	kinship_t kin;

	bnc_kinship_of (&kin, record, arena);
	if (kin.original_key)
		bnc_hash_set_count_in (&incident->delayed, kin.original_key);
	else
		incident->nameless++;
	bnc_sending_add (sending_for (incident->waiting, &kin, record->trace.client_is_ours, when), record, &kin, when, source);
	bnc_arena_free (arena);
}

/* Was the mail added before? A set that forgot some of them would let the order matter, so this one is large; only beyond it are mails
 * counted that may be known. */
static bool
is_duplicate (bounce_incident_t *incident, uint64_t digest)
{
	if (!digest)
		return false;
	if (bnc_hash_set_has (&incident->mails, digest))
		return true;
	if (incident->mails.held < MAILS_MOST)
		bnc_hash_set_add (&incident->mails, digest);
	return false;
}

bounce_status_t
bounce_incident_add (bounce_incident_t *incident, bounce_record_t *record, const char *source)
{
	char number[24];
	kinship_t kin;
	arena_t *arena;
	size_t failed;
	when_t when;

	if (!incident || !record)
		return BOUNCE_ERROR_ARGUMENT;
	drop_answer (incident);
	g_snprintf (number, sizeof number, "%" G_GSIZE_FORMAT, incident->messages++);
	if (is_duplicate (incident, record->digest)) {
		incident->duplicates++;
		return BOUNCE_OK;
	}
	if (record->kind >= 0 && record->kind < BNC_KINDS)
		incident->kinds[record->kind]++;
	if (record->kind == BOUNCE_KIND_DELAY)
		add_delay (incident, record, source ? source : number);
	if (record->kind != BOUNCE_KIND_FAILURE)
		return BOUNCE_OK;
	when = when_of (record);
	incident->bounces++;
	incident->first = bnc_when_min (incident->first, when);
	incident->last = bnc_when_max (incident->last, when);
	arena = bnc_arena_new ();
	bnc_kinship_of (&kin, record, arena);
	if (kin.original_key)
		bnc_hash_set_count_in (&incident->originals, kin.original_key);
	failed = count_recipients (incident, record);
	bnc_timeline_add (incident, when, failed);
	count_bouncer (incident, record->trace.bouncer, failed);
	bnc_sending_add (sending_for (incident->sendings, &kin, record->trace.client_is_ours, when), record, &kin, when,
	                 source ? source : number);
	bnc_arena_free (arena);
	return BOUNCE_OK;
}

static int
compare_bouncers (const void *a, const void *b)
{
	const bouncer_t *const *x = a, *const *y = b;

	if ((*x)->bounces != (*y)->bounces)
		return (*x)->bounces > (*y)->bounces ? -1 : 1;
	return strcmp ((*x)->host, (*y)->host);
}

static void
list_bouncers (const bounce_incident_t *incident, answer_t *answer)
{
	GHashTableIter iter;
	gpointer value;

	answer->bouncers = ARENA_ARRAY (answer->arena, const bouncer_t *, g_hash_table_size (incident->bouncers));
	g_hash_table_iter_init (&iter, incident->bouncers);
	while (g_hash_table_iter_next (&iter, NULL, &value))
		answer->bouncers[answer->bouncer_count++] = value;
	qsort (answer->bouncers, answer->bouncer_count, sizeof *answer->bouncers, compare_bouncers);
}

/* Of a mail that was delayed and failed later only the failure counts. */
static size_t
count_delays (const bounce_incident_t *incident)
{
	size_t failed = bnc_hash_set_count (&incident->originals), both;
	hash_set_t all = { 0 };

	bnc_hash_set_merge (&all, &incident->originals);
	bnc_hash_set_merge (&all, &incident->delayed);
	both = bnc_hash_set_count (&all);
	bnc_hash_set_clear (&all);
	return incident->nameless + (both > failed ? both - failed : 0);
}

const answer_t *
bnc_incident_answer (bounce_incident_t *incident)
{
	answer_t *answer = incident->answer;

	if (answer)
		return answer;
	incident->answer = answer = g_new0 (answer_t, 1);
	answer->arena = bnc_arena_new ();
	bnc_cluster_all (incident, answer);
	bnc_summary_make (incident, answer);
	bnc_timeline_make (incident, answer);
	list_bouncers (incident, answer);
	answer->delays = count_delays (incident);
	return answer;
}

const char *
bounce_incident_json (bounce_incident_t *incident)
{
	const answer_t *answer = incident ? bnc_incident_answer (incident) : NULL;

	if (!answer)
		return NULL;
	if (!answer->json)
		incident->answer->json = bnc_incident_to_json (incident, answer);
	return answer->json;
}
