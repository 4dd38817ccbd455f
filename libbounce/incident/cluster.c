/*
 * cluster.c - the sendings of a flood, each judged by all its bounces
 *
 * In: sendings, told apart by client, fingerprint and day.  Out: clusters with verdicts.  Fingerprints that hardly any bounce shares are
 * put together, since a flood may vary its subject.  Within a cluster the evidence of a group is its mean: what 150 bounces of one
 * daemon say is said once, and whether it is true is in doubt once (verdict/weigh.c); that many hosts say it settles the doubt.  How many
 * there are speaks once.  Clusters live in the answer, until bnc_cluster_clear().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

#include "verdict/evidence.h"
#include "verdict/fixed-point.h"
#include "verdict/scorer.h"
#include "trace/home.h"
#include "verdict/verdict.h"
#include "verdict/weigh.h"

#define STANDS_ALONE 3  /* bounces of one fingerprint; fewer go into "various" */
#define ALONE 2         /* recipients of one campaign */
#define BURST 10        /* unrecognised bounces of one campaign */
#define MANY_NETWORKS 5
#define MANY_HOSTS 5

/* Sendings of one fingerprint within days of each other, whoever the client: what one mind may have sent. */
typedef struct {
	size_t bounces, unrecognised, foreign;
	hash_set_t networks;   /* of clients that are not ours */
	hash_set_t recipients, senders;
} campaign_t;

typedef struct {
	sending_t *sending;
	uint64_t fingerprint;  /* 0: various */
	campaign_t *campaign;
} entry_t;

/* Failures of the same sending speak for its delays, whenever they came; a mail that failed later is one mail. */
static bool
is_superseded (const bounce_incident_t *incident, const char *key, const sending_t *waiting)
{
	return g_hash_table_contains (incident->sendings, key) ||
	       (!waiting->nameless && bnc_hash_set_within (&waiting->delayed, &incident->originals));
}

static void
collect (const bounce_incident_t *incident, GHashTable *sendings, GPtrArray *all)
{
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init (&iter, sendings);
	while (g_hash_table_iter_next (&iter, &key, &value)) {
		const GPtrArray *days = value;

		for (guint i = 0; i < days->len; i++) {
			if (sendings != incident->waiting || !is_superseded (incident, key, g_ptr_array_index (days, i)))
				g_ptr_array_add (all, g_ptr_array_index (days, i));
		}
	}
}

/* Which fingerprints are shared by enough bounces to stand alone. */
static GHashTable *
count_fingerprints (const GPtrArray *all)
{
	GHashTable *counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

	for (guint i = 0; i < all->len; i++) {
		const sending_t *sending = g_ptr_array_index (all, i);
		size_t *count = g_hash_table_lookup (counts, &sending->fingerprint);

		if (!count) {
			count = g_new0 (size_t, 1);
			g_hash_table_insert (counts, g_memdup2 (&sending->fingerprint, sizeof sending->fingerprint), count);
		}
		*count += sending->bounces;
	}
	return counts;
}

static int
compare_when (when_t a, when_t b)
{
	return (a.seconds > b.seconds) - (a.seconds < b.seconds);
}

/* By fingerprint, client, standing, then time: what is to be put together becomes neighbours. */
static gint
compare_for_chain (gconstpointer a, gconstpointer b)
{
	const entry_t *x = a, *y = b;
	int order;

	if (x->fingerprint != y->fingerprint)
		return x->fingerprint < y->fingerprint ? -1 : 1;
	order = strcmp (x->sending->client_key, y->sending->client_key);
	if (order == 0)
		order = x->sending->ours - y->sending->ours;
	return order ? order : compare_when (x->sending->first, y->sending->first);
}

static gint
compare_for_campaign (gconstpointer a, gconstpointer b)
{
	const entry_t *x = a, *y = b;

	if (x->fingerprint != y->fingerprint)
		return x->fingerprint < y->fingerprint ? -1 : 1;
	return compare_when (x->sending->first, y->sending->first);
}

static bool
belongs (const entry_t *entry, const sending_t *sending, uint64_t fingerprint)
{
	return entry->fingerprint == fingerprint && entry->sending->ours == sending->ours &&
	       strcmp (entry->sending->client_key, sending->client_key) == 0 &&
	       bnc_sending_touches (entry->sending, sending->first, sending->last);
}

/* Copies of the sendings, put together where they touch; entries own them. */
static GArray *
chain (const GPtrArray *all)
{
	GHashTable *counts = count_fingerprints (all);
	GArray *loose = g_array_sized_new (FALSE, FALSE, sizeof (entry_t), all->len);
	GArray *chained = g_array_new (FALSE, FALSE, sizeof (entry_t));

	for (guint i = 0; i < all->len; i++) {
		entry_t entry = { .sending = g_ptr_array_index (all, i) };
		const size_t *count = g_hash_table_lookup (counts, &entry.sending->fingerprint);

		entry.fingerprint = *count >= STANDS_ALONE ? entry.sending->fingerprint : 0;
		g_array_append_val (loose, entry);
	}
	g_array_sort (loose, compare_for_chain);
	for (guint i = 0; i < loose->len; i++) {
		const entry_t *from = &g_array_index (loose, entry_t, i);
		entry_t *last = chained->len ? &g_array_index (chained, entry_t, chained->len - 1) : NULL;

		if (!last || !belongs (last, from->sending, from->fingerprint)) {
			entry_t entry = { .fingerprint = from->fingerprint };

			entry.sending = bnc_sending_new (from->sending->client_key, from->fingerprint, from->sending->ours);
			g_array_append_val (chained, entry);
			last = &g_array_index (chained, entry_t, chained->len - 1);
		}
		bnc_sending_merge (last->sending, from->sending);
	}
	g_array_unref (loose);
	g_hash_table_unref (counts);
	return chained;
}

static void
campaign_free (gpointer data)
{
	campaign_t *campaign = data;

	bnc_hash_set_clear (&campaign->networks);
	bnc_hash_set_clear (&campaign->recipients);
	bnc_hash_set_clear (&campaign->senders);
	g_free (campaign);
}

/* Gives each entry its campaign; the array returned owns them. */
static GPtrArray *
find_campaigns (GArray *entries)
{
	GPtrArray *campaigns = g_ptr_array_new_with_free_func (campaign_free);
	campaign_t *campaign = NULL;
	when_t last = WHEN_NONE;

	g_array_sort (entries, compare_for_campaign);
	for (guint i = 0; i < entries->len; i++) {
		entry_t *entry = &g_array_index (entries, entry_t, i);
		const sending_t *sending = entry->sending;
		bool dated = sending->first.seconds != BOUNCE_NO_TIME;

		if (!campaign || entry[-1].fingerprint != entry->fingerprint || (last.seconds != BOUNCE_NO_TIME) != dated ||
		    (dated && sending->first.seconds > last.seconds + BNC_DAY)) {
			campaign = g_new0 (campaign_t, 1);
			g_ptr_array_add (campaigns, campaign);
			last = WHEN_NONE;
		}
		last = bnc_when_max (last, sending->last);
		entry->campaign = campaign;
		campaign->bounces += sending->bounces;
		campaign->unrecognised += sending->bounces - sending->genuine;
		bnc_hash_set_merge (&campaign->recipients, &sending->recipients);
		bnc_hash_set_merge (&campaign->senders, &sending->senders);
		if (sending->ours)
			continue;
		campaign->foreign += sending->bounces;
		bnc_hash_set_merge (&campaign->networks, &sending->networks);
	}
	return campaigns;
}

/* The outcome most of the bounces have; of several the first by name. */
static const seen_t *
commonest (const group_t *group)
{
	const seen_t *best = g_ptr_array_index (group->seen, 0);

	for (guint i = 1; i < group->seen->len; i++) {
		const seen_t *seen = g_ptr_array_index (group->seen, i);

		if (seen->count > best->count || (seen->count == best->count && strcmp (seen->name, best->name) < 0))
			best = seen;
	}
	return best;
}

/* What the bounces of one sending say of a group is one observation: its mean. */
static void
judge_group (const group_t *group, const sending_t *sending, const int32_t *shares, struct bounce_evidence *evidence, arena_t *arena)
{
	const seen_t *seen = commonest (group);
	int64_t ways[BNC_WAYS];

	evidence->group = group->name;
	evidence->outcome = seen->name;
	evidence->part = seen->part;
	evidence->quote = seen->quote;
	evidence->scorer = seen->scorer;
	evidence->tier = seen->tier;
	evidence->told = group->told;
	evidence->inferred = group->inferred;
	evidence->text = seen->count == sending->bounces || !seen->text ? seen->text
		: bnc_arena_printf (arena, "in %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bounces: %s", seen->count, sending->bounces, seen->text);
	for (way_t way = 0; way < BNC_WAYS; way++)
		ways[way] = evidence->ways[way] = (int32_t) bnc_divide (group->sum[way], (int64_t) group->count);
	evidence->weight = bnc_weights_by_cause (ways, shares);
	evidence->favours = bnc_weights_favour (&evidence->weight);
}

static void
take_row (const settings_t *settings, outcome_t outcome, const char *text, struct bounce_evidence *evidence)
{
	*evidence = *bnc_chances_evidence (settings->chances, outcome);
	evidence->text = text;
	evidence->scorer = BNC_BUILTIN_SCORER;
}

/* How the bounces spread over clients; false where they are too few to tell. */
static bool
judge_fan_out (const settings_t *settings, const entry_t *entry, struct bounce_evidence *evidence, arena_t *arena)
{
	const sending_t *sending = entry->sending;
	const campaign_t *campaign = entry->campaign;
	size_t networks = bnc_hash_set_count (&campaign->networks);
	bool many = networks >= MANY_NETWORKS;

	if (sending->ours || !*sending->client_key || campaign->foreign < BURST || (!many && networks != 1))
		return false;
	take_row (settings, many ? OUTCOME_FAN_OUT_MANY : OUTCOME_FAN_OUT_ONE,
	          many ? bnc_arena_printf (arena, "the same was sent from %" G_GSIZE_FORMAT " networks, none of them yours", networks)
	               : bnc_arena_printf (arena, "all %" G_GSIZE_FORMAT " bounces come from one client, %s, which is none of yours",
	                                   campaign->foreign, bnc_names_first (&sending->clients) ? bnc_names_first (&sending->clients) : "nameless"),
	          evidence);
	evidence->told = true;
	evidence->inferred = sending->inferred == sending->bounces;
	return true;
}

/* By how many hosts that have nothing to do with each other. */
static bool
judge_hosts (const settings_t *settings, const entry_t *entry, struct bounce_evidence *evidence, arena_t *arena)
{
	size_t hosts = bnc_hash_set_count (&entry->sending->linked_orgs);

	if (hosts < 2)
		return false;
	take_row (settings, hosts >= MANY_HOSTS ? OUTCOME_HOSTS_MANY : OUTCOME_HOSTS_SEVERAL,
	          bnc_arena_printf (arena, "the bounces were made by servers of %" G_GSIZE_FORMAT " organisations that have nothing to do with each other",
	                            hosts), evidence);
	return true;
}

/* How fast they were sent, against what the owner sends at most. */
static bool
judge_rate (const settings_t *settings, const entry_t *entry, struct bounce_evidence *evidence, arena_t *arena)
{
	const sending_t *sending = entry->sending;
	int64_t seconds = sending->last.seconds - sending->first.seconds, rate;

	if (!settings->home->rate || sending->first.seconds == BOUNCE_NO_TIME || sending->bounces < STANDS_ALONE)
		return false;
	rate = (int64_t) sending->bounces * 3600 / MAX (seconds, 3600);
	take_row (settings, rate > settings->home->rate ? OUTCOME_RATE_BURST : OUTCOME_RATE_USUAL,
	          bnc_arena_printf (arena, "%" G_GINT64_FORMAT " bounces an hour, where you send %d messages at most", rate, settings->home->rate),
	          evidence);
	return true;
}

/* In whose names the same was written; of mails that differ, each may well have its own author. */
static bool
judge_senders (const settings_t *settings, const entry_t *entry, struct bounce_evidence *evidence, arena_t *arena)
{
	size_t n = bnc_hash_set_count (&entry->campaign->senders);

	if (!entry->fingerprint || n == 0)
		return false;
	take_row (settings, n > 1 ? OUTCOME_SENDERS_SEVERAL : OUTCOME_SENDERS_ONE,
		  n > 1 ? bnc_arena_printf (arena, "the same was sent in the name of %" G_GSIZE_FORMAT " addresses of yours", n)
			: "the same was sent in the name of one address of yours",
		  evidence);
	return true;
}

/* What one bounce says of its recipients, all of a campaign say better. */
static void
judge_recipients (const settings_t *settings, const entry_t *entry, struct bounce_evidence *evidence, arena_t *arena)
{
	size_t n = bnc_hash_set_count (&entry->campaign->recipients);
	bool many = n >= BNC_MANY_RECIPIENTS, each = many && n < 2 * entry->campaign->bounces;

	if (strcmp (evidence->group, "recipients") != 0 || !evidence->scorer || strcmp (evidence->scorer, BNC_BUILTIN_SCORER) != 0 ||
	    (!many && n > ALONE))
		return;
	take_row (settings, each ? OUTCOME_RECIPIENTS_EACH : many ? OUTCOME_RECIPIENTS_MANY : OUTCOME_RECIPIENTS_ALONE,
		  many ? bnc_arena_printf (arena, "%" G_GSIZE_FORMAT " different recipients failed%s", n, each ? ", hardly two of one mail" : "")
		       : "hardly a recipient failed, as of mail that a person writes",
		  evidence);
}

static gint
compare_groups (gconstpointer a, gconstpointer b)
{
	const group_t *const *x = a, *const *y = b;

	if ((*x)->rank != (*y)->rank)
		return (*x)->rank < (*y)->rank ? -1 : 1;
	return strcmp ((*x)->name, (*y)->name);
}

/* What only many bounces together say; false: they do not. */
static bool (*const of_incidents[]) (const settings_t *, const entry_t *, struct bounce_evidence *, arena_t *) = {
	judge_senders, judge_fan_out, judge_hosts, judge_rate
};

static void
judge (const bounce_incident_t *incident, const entry_t *entry, struct bounce_cluster *cluster, arena_t *arena)
{
	const settings_t *settings = &incident->context->settings;
	sending_t *sending = entry->sending;
	bounce_verdict_t *verdict = &cluster->verdict;
	judged_t judged;

	g_ptr_array_sort (sending->groups, compare_groups);
	verdict->evidence = ARENA_ARRAY (arena, struct bounce_evidence, sending->groups->len + G_N_ELEMENTS (of_incidents));
	for (guint i = 0; i < sending->groups->len; i++) {
		judge_group (g_ptr_array_index (sending->groups, i), sending, bnc_chances_shares (settings->chances),
		             &verdict->evidence[verdict->evidence_count], arena);
		judge_recipients (settings, entry, &verdict->evidence[verdict->evidence_count++], arena);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (of_incidents) && bnc_scorers_has (settings->scorers, BNC_BUILTIN_SCORER); i++)
		verdict->evidence_count +=
			of_incidents[i](settings, entry, &verdict->evidence[verdict->evidence_count], arena);
	verdict->home_inferred = sending->inferred > 0;
	judged = (judged_t) { .lies = bnc_doubt_lies (sending->tier, bnc_hash_set_count (&sending->linked_orgs)),
	                      .burst = entry->campaign->unrecognised >= BURST, .needs = sending->needs, .last = sending->last.seconds };
	bnc_verdict_weigh (verdict, settings, &judged, arena);
	for (guint i = 0; i < sending->alarms.items->len; i++)
		bnc_verdict_alarm (verdict, g_ptr_array_index (sending->alarms.items, i), arena);
}

/* Numbers within names by their value: "mbox:9" before "mbox:10". */
static int
compare_messages (const void *a, const void *b)
{
	const char *x = *(const char *const *) a, *y = *(const char *const *) b;

	while (*x && *y) {
		size_t n = strspn (x, "0123456789"), m = strspn (y, "0123456789");

		if (n != m)
			return n < m ? -1 : 1;
		for (n = MAX (n, 1); n; n--, x++, y++) {
			if (*x != *y)
				return (guchar) *x < (guchar) *y ? -1 : 1;
		}
	}
	return (*x != '\0') - (*y != '\0');
}

static void
list_messages (struct bounce_cluster *cluster, arena_t *arena)
{
	const GPtrArray *messages = cluster->sending->messages.items;

	cluster->message_count = messages->len;
	cluster->messages = ARENA_ARRAY (arena, const char *, messages->len);
	for (guint i = 0; i < messages->len; i++)
		cluster->messages[i] = g_ptr_array_index (messages, i);
	qsort (cluster->messages, cluster->message_count, sizeof *cluster->messages, compare_messages);
}

/* Largest first; then whatever makes the order certain. */
static int
compare_clusters (const void *a, const void *b)
{
	const struct bounce_cluster *x = a, *y = b;
	int order;

	if (x->sending->bounces != y->sending->bounces)
		return x->sending->bounces > y->sending->bounces ? -1 : 1;
	order = compare_when (x->sending->first, y->sending->first);
	if (order == 0)
		order = strcmp (x->sending->client_key, y->sending->client_key);
	if (order == 0)
		order = (x->sending->fingerprint > y->sending->fingerprint) - (x->sending->fingerprint < y->sending->fingerprint);
	return order ? order : x->sending->ours - y->sending->ours;
}

void
bnc_cluster_all (const bounce_incident_t *incident, answer_t *answer)
{
	GPtrArray *all = g_ptr_array_new (), *campaigns;
	GArray *entries;

	collect (incident, incident->sendings, all);
	collect (incident, incident->waiting, all);
	entries = chain (all);
	campaigns = find_campaigns (entries);
	answer->cluster_count = entries->len;
	answer->clusters = ARENA_ARRAY (answer->arena, struct bounce_cluster, entries->len);
	for (guint i = 0; i < entries->len; i++) {
		const entry_t *entry = &g_array_index (entries, entry_t, i);
		struct bounce_cluster *cluster = &answer->clusters[i];

		cluster->sending = entry->sending;
		judge (incident, entry, cluster, answer->arena);
		list_messages (cluster, answer->arena);
	}
	qsort (answer->clusters, answer->cluster_count, sizeof *answer->clusters, compare_clusters);
	g_ptr_array_unref (campaigns);
	g_array_unref (entries);
	g_ptr_array_unref (all);
}

void
bnc_cluster_clear (answer_t *answer)
{
	for (size_t i = 0; i < answer->cluster_count; i++)
		bnc_sending_free (answer->clusters[i].sending);
}
