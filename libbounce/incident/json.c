/*
 * json.c - the incident as JSON
 *
 * In: an incident and its answer.  Out: one line of JSON (RFC 8259), with the keys of doc/record.md in their order, for
 * g_free().  What the bounces do not say is left out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

#include "core/json.h"

static void
put_size (json_t *json, const char *key, size_t value)
{
	bnc_json_int (json, key, (int64_t) value);
}

static void
put_kinds (json_t *json, const bounce_incident_t *incident)
{
	bnc_json_open (json, "kinds", '{');
	for (size_t i = 0; i < BNC_KINDS; i++) {
		if (incident->kinds[i])
			put_size (json, bounce_kind_name ((bounce_kind_t) i), incident->kinds[i]);
	}
	bnc_json_close (json, '}');
}

static void
put_timeline (json_t *json, const answer_t *answer)
{
	bnc_json_open (json, "timeline", '[');
	for (size_t i = 0; i < answer->step_count; i++) {
		bnc_json_open (json, NULL, '{');
		bnc_json_when (json, "start", answer->steps[i].start);
		put_size (json, "bounces", answer->steps[i].bounces);
		put_size (json, "recipients", answer->steps[i].recipients);
		bnc_json_close (json, '}');
	}
	bnc_json_close (json, ']');
}

static void
put_bouncers (json_t *json, const answer_t *answer)
{
	bnc_json_open (json, "bouncers", '[');
	for (size_t i = 0; i < answer->bouncer_count; i++) {
		bnc_json_open (json, NULL, '{');
		bnc_json_string (json, "host", answer->bouncers[i]->host);
		put_size (json, "bounces", answer->bouncers[i]->bounces);
		put_size (json, "recipients", answer->bouncers[i]->recipients);
		bnc_json_close (json, '}');
	}
	bnc_json_close (json, ']');
}

static void
put_reasons (json_t *json, const bounce_incident_t *incident)
{
	bnc_json_open (json, "reasons", '{');
	for (size_t i = 0; i < BNC_REASONS; i++) {
		if (incident->reasons[i])
			put_size (json, bounce_reason_name ((bounce_reason_t) i), incident->reasons[i]);
	}
	bnc_json_close (json, '}');
}

static void
put_clusters (json_t *json, const answer_t *answer)
{
	bnc_json_open (json, "clusters", '[');
	for (size_t i = 0; i < answer->cluster_count; i++) {
		const bounce_cluster_t *cluster = &answer->clusters[i];

		bnc_json_open (json, NULL, '{');
		put_size (json, "bounces", bounce_cluster_bounces (cluster));
		put_size (json, "delays", bounce_cluster_delays (cluster));
		put_size (json, "recipients", bnc_hash_set_count (&cluster->sending->recipients));
		bnc_json_string (json, "client", bnc_names_first (&cluster->sending->clients));
		bnc_json_verdict (json, "verdict", &cluster->verdict);
		bnc_json_open (json, "messages", '[');
		for (size_t j = 0; j < cluster->message_count; j++)
			bnc_json_string (json, NULL, cluster->messages[j]);
		bnc_json_close (json, ']');
		bnc_json_close (json, '}');
	}
	bnc_json_close (json, ']');
}

static void
put_names (json_t *json, const char *key, const names_t *names)
{
	if (!names->items->len)
		return;
	bnc_json_open (json, key, '[');
	for (guint i = 0; i < names->items->len; i++)
		bnc_json_string (json, NULL, g_ptr_array_index (names->items, i));
	bnc_json_close (json, ']');
}

static void
put_ask (json_t *json, const answer_t *answer)
{
	bnc_json_open (json, "ask_provider", '{');
	bnc_json_when (json, "first", answer->ask_first);
	bnc_json_when (json, "last", answer->ask_last);
	put_names (json, "clients", &answer->clients);
	put_names (json, "queue_ids", &answer->queue_ids);
	put_names (json, "message_ids", &answer->message_ids);
	put_names (json, "accounts", &answer->accounts);
	put_names (json, "scripts", &answer->scripts);
	bnc_json_close (json, '}');
}

char *
bnc_incident_to_json (const bounce_incident_t *incident, const answer_t *answer)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_open (&json, NULL, '{');
	put_size (&json, "messages_read", incident->messages);
	put_size (&json, "duplicates", incident->duplicates);
	put_kinds (&json, incident);
	put_size (&json, "bounces", incident->bounces);
	put_size (&json, "recipients", bnc_hash_set_count (&incident->recipients));
	put_size (&json, "originals", bnc_hash_set_count (&incident->originals));
	put_size (&json, "copies", incident->copies);
	put_size (&json, "delays", answer->delays);
	bnc_json_when (&json, "first", incident->first);
	bnc_json_when (&json, "last", incident->last);
	put_timeline (&json, answer);
	put_bouncers (&json, answer);
	put_reasons (&json, incident);
	if (answer->verdict)
		bnc_json_verdict (&json, "verdict", answer->verdict);
	put_clusters (&json, answer);
	put_ask (&json, answer);
	bnc_json_close (&json, '}');
	return bnc_json_end (&json);
}
