/*
 * sending.c - bounces that seem to belong to one sending, added up
 *
 * In: records, one after the other, of which everything needed is copied.  Out: sums and sets that say the same in
 * whatever order the records came.  Sets and lists are bounded, so a sending takes no more memory for a million bounces
 * than for some thousands.
 * bnc_sending_free() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/sending.h"

#include "trace/host.h"
#include "verdict/weigh.h"

#define LIST_LIMIT 100 /* names of one kind that are kept to ask a provider about */
#define LIST_COUNT 8
#define MESSAGES_LIMIT 1000

static void
seen_free (gpointer data)
{
	seen_t *seen = data;

	g_free (seen->name);
	g_free (seen->text);
	g_free (seen->part);
	g_free (seen->quote);
	g_free (seen->scorer);
	g_free (seen);
}

static void
group_free (gpointer data)
{
	group_t *group = data;

	g_ptr_array_unref (group->seen);
	g_free (group->name);
	g_free (group);
}

static names_t *
list_at (sending_t *sending, size_t i)
{
	names_t *const lists[LIST_COUNT] = { &sending->messages, &sending->alarms, &sending->clients, &sending->askable, &sending->queue_ids,
					     &sending->message_ids, &sending->accounts, &sending->scripts };

	return lists[i];
}

/* Who wrote it, if he is one of those the bounce came to: floods often write in the name of several. */
static uint64_t
sender_key (const bounce_record_t *record, arena_t *arena)
{
	const char *from = bnc_address_of (record->original.from, arena), *to = bnc_domain_of (record->to, arena);
	const char *at = from ? strrchr (from, '@') : NULL;

	return at && bnc_host_same (at + 1, to) ? bnc_hash64_nocase (slice_str (from)) : 0;
}

void
bnc_kinship_of (kinship_t *kin, const bounce_record_t *record, arena_t *arena)
{
	const trace_t *trace = &record->trace;
	const char *name = trace->client_name ? trace->client_name : trace->client_cloud, *org = name ? bnc_org_of (name, arena) : NULL;

	*kin = (kinship_t) { .client_key = "" };
	/* The hosts of a cloud are in many networks, and are one all the same. */
	kin->client_around = trace->client_cloud && org ? org : bnc_net_around (trace->boundary_client, arena);
	if (trace->made_at_home && trace->client_is_ours)
		kin->client_key = "own"; /* whoever came, he came to our own server */
	else if (org)
		kin->client_key = org;
	else if (kin->client_around)
		kin->client_key = kin->client_around;
	kin->bouncer_org = bnc_org_of (trace->bouncer, arena);
	if (!kin->bouncer_org)
		kin->bouncer_org = trace->bouncer;
	kin->fingerprint = bnc_hash64_words (slice_str (record->original.subject));
	if (!kin->fingerprint)
		kin->fingerprint = trace->body_print;
	kin->sender_key = sender_key (record, arena);
	kin->original_key = trace->message_id ? bnc_hash64 (slice_str (trace->message_id)) : trace->head_key;
}

sending_t *
bnc_sending_new (const char *client_key, uint64_t fingerprint, bool ours)
{
	sending_t *sending = g_new0 (sending_t, 1);

	sending->client_key = g_strdup (client_key);
	sending->fingerprint = fingerprint;
	sending->ours = ours;
	sending->first = sending->last = WHEN_NONE;
	sending->groups = g_ptr_array_new_with_free_func (group_free);
	for (size_t i = 0; i < LIST_COUNT; i++)
		bnc_names_init (list_at (sending, i), i == 0 ? MESSAGES_LIMIT : LIST_LIMIT);
	return sending;
}

void
bnc_sending_free (sending_t *sending)
{
	for (size_t i = 0; i < LIST_COUNT; i++)
		bnc_names_clear (list_at (sending, i));
	bnc_hash_set_clear (&sending->recipients);
	bnc_hash_set_clear (&sending->networks);
	bnc_hash_set_clear (&sending->linked_orgs);
	bnc_hash_set_clear (&sending->senders);
	bnc_hash_set_clear (&sending->delayed);
	g_ptr_array_unref (sending->groups);
	g_free (sending->client_key);
	g_free (sending);
}

/* Of two dates of one moment the one further west, so that the result does not depend on their order. */
when_t
bnc_when_min (when_t a, when_t b)
{
	if (a.seconds == BOUNCE_NO_TIME || b.seconds == BOUNCE_NO_TIME)
		return a.seconds == BOUNCE_NO_TIME ? b : a;
	if (a.seconds != b.seconds)
		return a.seconds < b.seconds ? a : b;
	return a.offset_minutes <= b.offset_minutes ? a : b;
}

when_t
bnc_when_max (when_t a, when_t b)
{
	if (a.seconds == b.seconds)
		return a.offset_minutes >= b.offset_minutes ? a : b;
	return a.seconds > b.seconds ? a : b; /* BOUNCE_NO_TIME is the least */
}

bool
bnc_sending_touches (const sending_t *sending, when_t first, when_t last)
{
	bool dated = sending->first.seconds != BOUNCE_NO_TIME;

	if (!dated || first.seconds == BOUNCE_NO_TIME)
		return !dated && first.seconds == BOUNCE_NO_TIME;
	return first.seconds <= sending->last.seconds + BNC_DAY && last.seconds >= sending->first.seconds - BNC_DAY;
}

bool
bnc_recipient_failed (const bounce_recipient_t *recipient)
{
	return recipient->action == BOUNCE_ACTION_FAILED || recipient->action == BOUNCE_ACTION_NONE;
}

static int
compare_texts (const char *a, const char *b)
{
	if (!a || !b)
		return (a == NULL) - (b == NULL); /* nothing is the greatest */
	return strcmp (a, b);
}

/* Of what was said with an outcome, the least by byte order, and all that belongs to it. */
static void
keep_least (seen_t *seen, const struct bounce_evidence *what)
{
	int order = compare_texts (what->text, seen->text);

	if (order == 0)
		order = compare_texts (what->quote, seen->quote);
	if (order == 0)
		order = compare_texts (what->part, seen->part);
	if (order == 0)
		order = compare_texts (what->scorer, seen->scorer);
	if (order >= 0)
		return;
	g_free (seen->text);
	g_free (seen->part);
	g_free (seen->quote);
	g_free (seen->scorer);
	seen->text = g_strdup (what->text);
	seen->part = g_strdup (what->part);
	seen->quote = g_strdup (what->quote);
	seen->scorer = g_strdup (what->scorer);
}

static group_t *
group_named (sending_t *sending, const char *name, size_t rank)
{
	group_t *group;

	for (guint i = 0; i < sending->groups->len; i++) {
		group = g_ptr_array_index (sending->groups, i);
		if (strcmp (group->name, name) == 0) {
			group->rank = MIN (group->rank, rank);
			return group;
		}
	}
	group = g_new0 (group_t, 1);
	group->name = g_strdup (name);
	group->rank = rank;
	group->seen = g_ptr_array_new_with_free_func (seen_free);
	g_ptr_array_add (sending->groups, group);
	return group;
}

/* The one whose lines are less in doubt. */
static int32_t
better_tier (int32_t a, int32_t b)
{
	return bnc_doubt_lies (a, 1) <= bnc_doubt_lies (b, 1) ? a : b;
}

/* Of the evidence only its names and texts; count bounces have it. */
static void
add_seen (group_t *group, const struct bounce_evidence *what, size_t count)
{
	seen_t *seen = NULL;

	for (guint i = 0; i < group->seen->len && !seen; i++) {
		seen_t *other = g_ptr_array_index (group->seen, i);

		if (strcmp (other->name, what->outcome) == 0)
			seen = other;
	}
	if (!seen) {
		seen = g_new0 (seen_t, 1);
		seen->name = g_strdup (what->outcome);
		seen->tier = what->tier;
		g_ptr_array_add (group->seen, seen);
	}
	seen->count += count;
	seen->tier = better_tier (seen->tier, what->tier);
	keep_least (seen, what);
}

static void
add_evidence (sending_t *sending, const struct bounce_evidence *evidence, size_t rank)
{
	group_t *group = group_named (sending, evidence->group, rank);

	group->count++;
	for (way_t way = 0; way < BNC_WAYS; way++)
		group->sum[way] += evidence->ways[way];
	group->told |= evidence->told;
	group->inferred |= evidence->inferred;
	add_seen (group, evidence, 1);
}

static void
add_tier (sending_t *sending, int32_t tier, const kinship_t *kin)
{
	if (tier < 1 || tier > 3)
		return;
	sending->tier = sending->tier ? better_tier (sending->tier, tier) : tier;
	if (tier != 2 && kin->bouncer_org)
		bnc_hash_set_count_in (&sending->linked_orgs, bnc_hash64_nocase (slice_str (kin->bouncer_org)));
}

static void
add_trace (sending_t *sending, const trace_t *trace, const kinship_t *kin)
{
	if (kin->client_around)
		bnc_hash_set_count_in (&sending->networks, bnc_hash64 (slice_str (kin->client_around)));
	if (kin->sender_key)
		bnc_hash_set_count_in (&sending->senders, kin->sender_key);
	sending->needs |= trace->needs;
	bnc_names_add (&sending->clients, trace->boundary_client);
	bnc_names_add (&sending->askable, trace->submission_client ? trace->submission_client : trace->boundary_client);
	bnc_names_add (&sending->queue_ids, trace->queue_id);
	bnc_names_add (&sending->message_ids, trace->message_id);
	bnc_names_add (&sending->accounts, trace->account);
	bnc_names_add (&sending->scripts, trace->script);
}

/* Whom the report is about: those who failed or, where nobody did, those who wait. */
static bool
is_meant (const bounce_record_t *record, const bounce_recipient_t *recipient)
{
	return bnc_recipient_failed (recipient) || (record->kind == BOUNCE_KIND_DELAY && recipient->action == BOUNCE_ACTION_DELAYED);
}

static void
add_delay (sending_t *sending, const kinship_t *kin)
{
	sending->delays++;
	if (kin->original_key)
		bnc_hash_set_count_in (&sending->delayed, kin->original_key);
	else
		sending->nameless++;
}

void
bnc_sending_add (sending_t *sending, const bounce_record_t *record, const kinship_t *kin, when_t when, const char *source)
{
	const bounce_verdict_t *verdict = record->verdict;

	sending->bounces++;
	if (record->kind == BOUNCE_KIND_DELAY)
		add_delay (sending, kin);
	sending->first = bnc_when_min (sending->first, when);
	sending->last = bnc_when_max (sending->last, when);
	for (size_t i = 0; i < record->recipient_count; i++) {
		if (is_meant (record, &record->recipients[i]))
			bnc_hash_set_count_in (&sending->recipients, bnc_hash64_nocase (slice_str (record->recipients[i].address)));
	}
	bnc_names_add (&sending->messages, source);
	add_trace (sending, &record->trace, kin);
	if (!verdict)
		return;
	sending->genuine += verdict->cause == BOUNCE_CAUSE_GENUINE;
	sending->inferred += verdict->home_inferred;
	for (size_t i = 0; i < verdict->evidence_count; i++)
		add_evidence (sending, &verdict->evidence[i], i);
	add_tier (sending, record->trace.boundary_tier, kin);
	for (size_t i = 0; i < verdict->alarm_count; i++)
		bnc_names_add (&sending->alarms, verdict->alarms[i]);
}

static void
merge_group (sending_t *sending, const group_t *other)
{
	group_t *group = group_named (sending, other->name, other->rank);

	group->count += other->count;
	for (way_t way = 0; way < BNC_WAYS; way++)
		group->sum[way] += other->sum[way];
	group->told |= other->told;
	group->inferred |= other->inferred;
	for (guint i = 0; i < other->seen->len; i++) {
		const seen_t *seen = g_ptr_array_index (other->seen, i);
		struct bounce_evidence what = { .outcome = seen->name, .text = seen->text, .part = seen->part,
						.quote = seen->quote, .scorer = seen->scorer, .tier = seen->tier };

		add_seen (group, &what, seen->count);
	}
}

void
bnc_sending_merge (sending_t *sending, const sending_t *other)
{
	sending->first = bnc_when_min (sending->first, other->first);
	sending->last = bnc_when_max (sending->last, other->last);
	sending->bounces += other->bounces;
	sending->delays += other->delays;
	sending->nameless += other->nameless;
	sending->genuine += other->genuine;
	sending->inferred += other->inferred;
	sending->needs |= other->needs;
	if (other->tier)
		sending->tier = sending->tier ? better_tier (sending->tier, other->tier) : other->tier;
	bnc_hash_set_merge (&sending->recipients, &other->recipients);
	bnc_hash_set_merge (&sending->networks, &other->networks);
	bnc_hash_set_merge (&sending->linked_orgs, &other->linked_orgs);
	bnc_hash_set_merge (&sending->senders, &other->senders);
	bnc_hash_set_merge (&sending->delayed, &other->delayed);
	for (guint i = 0; i < other->groups->len; i++)
		merge_group (sending, g_ptr_array_index (other->groups, i));
	bnc_names_merge (&sending->alarms, &other->alarms);
	bnc_names_merge (&sending->clients, &other->clients);
	bnc_names_merge (&sending->askable, &other->askable);
	bnc_names_merge (&sending->queue_ids, &other->queue_ids);
	bnc_names_merge (&sending->message_ids, &other->message_ids);
	bnc_names_merge (&sending->accounts, &other->accounts);
	bnc_names_merge (&sending->scripts, &other->scripts);
	bnc_names_merge (&sending->messages, &other->messages);
}
