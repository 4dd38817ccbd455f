/*
 * access.c - the values of an incident and of its clusters, as callers ask for them
 *
 * In: an incident or a cluster, or NULL.  Out: what it holds, borrowed until the incident's next record or its end;
 * NULL, 0 or BOUNCE_NO_TIME where there is nothing.  Counts are kept as records come; the rest is of the answer, which
 * the first of these functions that needs it makes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

size_t
bounce_incident_message_count (bounce_incident_t *incident)
{
	return incident ? incident->messages : 0;
}

size_t
bounce_incident_duplicate_count (bounce_incident_t *incident)
{
	return incident ? incident->duplicates : 0;
}

size_t
bounce_incident_bounce_count (bounce_incident_t *incident)
{
	return incident ? incident->bounces : 0;
}

size_t
bounce_incident_recipient_count (bounce_incident_t *incident)
{
	return incident ? bnc_hash_set_count (&incident->recipients) : 0;
}

size_t
bounce_incident_original_count (bounce_incident_t *incident)
{
	return incident ? bnc_hash_set_count (&incident->originals) : 0;
}

size_t
bounce_incident_copy_count (bounce_incident_t *incident)
{
	return incident ? incident->copies : 0;
}

size_t
bounce_incident_delay_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->delays : 0;
}

size_t
bounce_incident_kind_count (bounce_incident_t *incident, bounce_kind_t kind)
{
	return incident && kind >= 0 && kind < BNC_KINDS ? incident->kinds[kind] : 0;
}

size_t
bounce_incident_reason_count (bounce_incident_t *incident, bounce_reason_t reason)
{
	return incident && reason >= 0 && reason < BNC_REASONS ? incident->reasons[reason] : 0;
}

int64_t
bounce_incident_first (bounce_incident_t *incident)
{
	return incident ? incident->first.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_incident_first_offset (bounce_incident_t *incident)
{
	return incident ? incident->first.offset_minutes : 0;
}

int64_t
bounce_incident_last (bounce_incident_t *incident)
{
	return incident ? incident->last.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_incident_last_offset (bounce_incident_t *incident)
{
	return incident ? incident->last.offset_minutes : 0;
}

size_t
bounce_incident_timeline_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->step_count : 0;
}

static const step_t *
step_at (bounce_incident_t *incident, size_t index)
{
	return index < bounce_incident_timeline_count (incident) ? &incident->answer->steps[index] : NULL;
}

int64_t
bounce_incident_timeline_start (bounce_incident_t *incident, size_t index)
{
	const step_t *step = step_at (incident, index);

	return step ? step->start.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_incident_timeline_start_offset (bounce_incident_t *incident, size_t index)
{
	const step_t *step = step_at (incident, index);

	return step ? step->start.offset_minutes : 0;
}

size_t
bounce_incident_timeline_bounces (bounce_incident_t *incident, size_t index)
{
	const step_t *step = step_at (incident, index);

	return step ? step->bounces : 0;
}

size_t
bounce_incident_timeline_recipients (bounce_incident_t *incident, size_t index)
{
	const step_t *step = step_at (incident, index);

	return step ? step->recipients : 0;
}

size_t
bounce_incident_bouncer_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->bouncer_count : 0;
}

static const bouncer_t *
bouncer_at (bounce_incident_t *incident, size_t index)
{
	return index < bounce_incident_bouncer_count (incident) ? incident->answer->bouncers[index] : NULL;
}

const char *
bounce_incident_bouncer_host (bounce_incident_t *incident, size_t index)
{
	const bouncer_t *bouncer = bouncer_at (incident, index);

	return bouncer ? bouncer->host : NULL;
}

size_t
bounce_incident_bouncer_bounces (bounce_incident_t *incident, size_t index)
{
	const bouncer_t *bouncer = bouncer_at (incident, index);

	return bouncer ? bouncer->bounces : 0;
}

size_t
bounce_incident_bouncer_recipients (bounce_incident_t *incident, size_t index)
{
	const bouncer_t *bouncer = bouncer_at (incident, index);

	return bouncer ? bouncer->recipients : 0;
}

const bounce_verdict_t *
bounce_incident_verdict (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->verdict : NULL;
}

size_t
bounce_incident_cluster_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->cluster_count : 0;
}

const bounce_cluster_t *
bounce_incident_cluster (bounce_incident_t *incident, size_t index)
{
	return index < bounce_incident_cluster_count (incident) ? &incident->answer->clusters[index] : NULL;
}

static const char *
name_at (const names_t *names, size_t index)
{
	return index < names->items->len ? g_ptr_array_index (names->items, index) : NULL;
}

int64_t
bounce_incident_ask_first (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->ask_first.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_incident_ask_first_offset (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->ask_first.offset_minutes : 0;
}

int64_t
bounce_incident_ask_last (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->ask_last.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_incident_ask_last_offset (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->ask_last.offset_minutes : 0;
}

size_t
bounce_incident_client_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->clients.items->len : 0;
}

const char *
bounce_incident_client (bounce_incident_t *incident, size_t index)
{
	return incident ? name_at (&bnc_incident_answer (incident)->clients, index) : NULL;
}

size_t
bounce_incident_queue_id_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->queue_ids.items->len : 0;
}

const char *
bounce_incident_queue_id (bounce_incident_t *incident, size_t index)
{
	return incident ? name_at (&bnc_incident_answer (incident)->queue_ids, index) : NULL;
}

size_t
bounce_incident_message_id_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->message_ids.items->len : 0;
}

const char *
bounce_incident_message_id (bounce_incident_t *incident, size_t index)
{
	return incident ? name_at (&bnc_incident_answer (incident)->message_ids, index) : NULL;
}

size_t
bounce_incident_account_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->accounts.items->len : 0;
}

const char *
bounce_incident_account (bounce_incident_t *incident, size_t index)
{
	return incident ? name_at (&bnc_incident_answer (incident)->accounts, index) : NULL;
}

size_t
bounce_incident_script_count (bounce_incident_t *incident)
{
	return incident ? bnc_incident_answer (incident)->scripts.items->len : 0;
}

const char *
bounce_incident_script (bounce_incident_t *incident, size_t index)
{
	return incident ? name_at (&bnc_incident_answer (incident)->scripts, index) : NULL;
}

size_t
bounce_cluster_bounces (const bounce_cluster_t *cluster)
{
	return cluster ? cluster->sending->bounces - cluster->sending->delays : 0;
}

size_t
bounce_cluster_delays (const bounce_cluster_t *cluster)
{
	return cluster ? cluster->sending->delays : 0;
}

size_t
bounce_cluster_recipients (const bounce_cluster_t *cluster)
{
	return cluster ? bnc_hash_set_count (&cluster->sending->recipients) : 0;
}

const char *
bounce_cluster_client (const bounce_cluster_t *cluster)
{
	return cluster ? bnc_names_first (&cluster->sending->clients) : NULL;
}

const bounce_verdict_t *
bounce_cluster_verdict (const bounce_cluster_t *cluster)
{
	return cluster ? &cluster->verdict : NULL;
}

size_t
bounce_cluster_message_count (const bounce_cluster_t *cluster)
{
	return cluster ? cluster->message_count : 0;
}

const char *
bounce_cluster_message (const bounce_cluster_t *cluster, size_t index)
{
	return cluster && index < cluster->message_count ? cluster->messages[index] : NULL;
}
