/*
 * summary.c - one verdict from the clusters of an incident, and what a provider is to look for
 *
 * In: judged clusters, largest first.  Out: the verdict of the whole: relayed if any cluster is, since then there is a
 * hole to close, else what most bounces are; with the numbers and the evidence of the largest cluster of that cause,
 * and the alarms of all.  Names for the provider are those of relayed clusters, or where there are none of undecided
 * ones: forged and genuine mail gives him nothing to look for.  Everything lives in the answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

#include "verdict/verdict.h"

#define ASK_LIMIT 100 /* names of one kind */
#define EVEN 500000   /* millionths: that it went through our server */
#define DOUBT 100000  /* that it was abuse: as much as forbids to say "forged" */

/* A sending of which it is not decided whether somebody abuses our server: whatever the rest is, that must not be buried under it. */
static bool
is_open (const struct bounce_cluster *cluster)
{
	return cluster->verdict.cause == BOUNCE_CAUSE_UNDECIDED && cluster->verdict.passed >= EVEN && cluster->verdict.posterior[1] >= DOUBT;
}

static bounce_cause_t
choose_cause (const answer_t *answer, const size_t bounces[4])
{
	bounce_cause_t cause = answer->clusters[0].verdict.cause;

	if (bounces[BOUNCE_CAUSE_RELAYED])
		return BOUNCE_CAUSE_RELAYED;
	for (size_t i = 0; i < answer->cluster_count; i++) {
		if (is_open (&answer->clusters[i]))
			return BOUNCE_CAUSE_UNDECIDED;
	}
	for (bounce_cause_t other = BOUNCE_CAUSE_UNDECIDED; other <= BOUNCE_CAUSE_FORGED; other++) {
		if (bounces[other] > bounces[cause])
			cause = other;
	}
	return cause;
}

/* The largest sending that speaks for the whole. */
static const struct bounce_cluster *
speaker (const answer_t *answer, bounce_cause_t cause)
{
	const struct bounce_cluster *found = NULL;

	for (size_t i = 0; i < answer->cluster_count; i++) {
		const struct bounce_cluster *cluster = &answer->clusters[i];

		if (cluster->verdict.cause == cause && (!found || (is_open (cluster) && !is_open (found))))
			found = cluster;
	}
	return found;
}

/* "Of the others 270 are forged, 12 undecided." */
static const char *
others_text (const answer_t *answer, bounce_cause_t cause, const size_t bounces[4])
{
	const char *text = "";

	for (bounce_cause_t other = BOUNCE_CAUSE_UNDECIDED; other <= BOUNCE_CAUSE_FORGED; other++) {
		if (other != cause && bounces[other])
			text = bnc_arena_printf (answer->arena, "%s%s %" G_GSIZE_FORMAT " %s", text, *text ? "," : " Of the others are", bounces[other],
			                         bounce_cause_name (other));
	}
	return *text ? bnc_arena_concat (answer->arena, text, ".", NULL) : text;
}

/* "3 of 10 bounces: Relayed ... Of the others are 7 forged."; where it is all of them, the answer comes first. */
static void
make_verdict (const bounce_incident_t *incident, answer_t *answer)
{
	bounce_verdict_t *verdict = ARENA_NEW (answer->arena, bounce_verdict_t);
	const struct bounce_cluster *cluster;
	size_t bounces[4] = { 0 }, all = 0;
	bounce_cause_t cause;

	for (size_t i = 0; i < answer->cluster_count; i++) {
		bounces[answer->clusters[i].verdict.cause] += answer->clusters[i].sending->bounces;
		all += answer->clusters[i].sending->bounces;
	}
	cause = choose_cause (answer, bounces);
	cluster = speaker (answer, cause);
	*verdict = cluster->verdict;
	for (size_t i = 0; i < answer->cluster_count; i++) {
		for (size_t j = 0; j < answer->clusters[i].verdict.alarm_count; j++)
			bnc_verdict_alarm (verdict, answer->clusters[i].verdict.alarms[j], answer->arena);
	}
	if (bounces[cause] != all)
		verdict->sentence = bnc_arena_printf (answer->arena, "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " bounces%s: %s%s", bounces[cause], all,
		                                      all == incident->bounces ? "" : " and delays", cluster->verdict.sentence,
		                                      others_text (answer, cause, bounces));
	answer->verdict = verdict;
}

static void
ask_about (answer_t *answer, const sending_t *sending)
{
	bnc_names_merge (&answer->clients, &sending->askable);
	bnc_names_merge (&answer->queue_ids, &sending->queue_ids);
	bnc_names_merge (&answer->message_ids, &sending->message_ids);
	bnc_names_merge (&answer->accounts, &sending->accounts);
	bnc_names_merge (&answer->scripts, &sending->scripts);
	answer->ask_first = bnc_when_min (answer->ask_first, sending->first);
	answer->ask_last = bnc_when_max (answer->ask_last, sending->last);
}

void
bnc_summary_make (const bounce_incident_t *incident, answer_t *answer)
{
	bounce_cause_t cause;

	bnc_names_init (&answer->clients, ASK_LIMIT);
	bnc_names_init (&answer->queue_ids, ASK_LIMIT);
	bnc_names_init (&answer->message_ids, ASK_LIMIT);
	bnc_names_init (&answer->accounts, ASK_LIMIT);
	bnc_names_init (&answer->scripts, ASK_LIMIT);
	answer->ask_first = answer->ask_last = WHEN_NONE;
	if (!answer->cluster_count)
		return;
	make_verdict (incident, answer);
	cause = answer->verdict->cause == BOUNCE_CAUSE_RELAYED ? BOUNCE_CAUSE_RELAYED : BOUNCE_CAUSE_UNDECIDED;
	for (size_t i = 0; i < answer->cluster_count; i++) {
		if (answer->clusters[i].verdict.cause == cause)
			ask_about (answer, answer->clusters[i].sending);
	}
}
