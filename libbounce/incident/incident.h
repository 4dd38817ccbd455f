/*
 * incident.h - many records, one answer: what is counted, and what is made of it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_INCIDENT_H
#define BNC_INCIDENT_H

#include "context.h"
#include "core/record.h"
#include "incident/sending.h"

#define BNC_KINDS 8
#define BNC_REASONS 35

typedef struct {
	when_t start;
	size_t bounces, recipients;
} step_t;

typedef struct {
	char *host;
	size_t bounces, recipients;
} bouncer_t;

struct bounce_cluster {
	sending_t *sending;
	bounce_verdict_t verdict;
	const char **messages; size_t message_count;
};

/* What is made when it is first asked for; dropped by the next bounce_incident_add(). */
typedef struct {
	arena_t *arena;
	struct bounce_cluster *clusters; size_t cluster_count;
	bounce_verdict_t *verdict;          /* NULL: no bounce */
	step_t *steps; size_t step_count;
	const bouncer_t **bouncers; size_t bouncer_count;
	names_t clients, queue_ids, message_ids, accounts, scripts; /* to ask a provider about */
	when_t ask_first, ask_last;
	size_t delays;                      /* mails that wait, and did not fail */
	char *json;
} answer_t;

struct bounce_incident {
	bounce_context_t *context;
	size_t messages, duplicates, bounces, copies;
	hash_set_t mails;         /* digests of those that were added */
	size_t kinds[BNC_KINDS], reasons[BNC_REASONS];
	hash_set_t recipients, originals;
	hash_set_t delayed;       /* returned messages that a delay tells of */
	size_t nameless;          /* delays of which nothing came back */
	when_t first, last;
	GHashTable *quarters;     /* int64_t * -> step_t *: bounces by quarter of an hour */
	GHashTable *bouncers;     /* host in lower case -> bouncer_t */
	GHashTable *sendings;     /* client and fingerprint -> GPtrArray of sending_t, more than a day apart */
	GHashTable *waiting;      /* the same of delays */
	answer_t *answer;
};

const answer_t *bnc_incident_answer (bounce_incident_t *incident);

/* cluster.c: the sendings, put together where they are too small, each with its verdict; largest first. */
void bnc_cluster_all (const bounce_incident_t *incident, answer_t *answer);
void bnc_cluster_clear (answer_t *answer);

/* summary.c: one verdict from the clusters, and what a provider is to look for. */
void bnc_summary_make (const bounce_incident_t *incident, answer_t *answer);

/* timeline.c */
void bnc_timeline_add (bounce_incident_t *incident, when_t when, size_t recipients);
void bnc_timeline_make (const bounce_incident_t *incident, answer_t *answer);

/* incident-json.c: g_free() */
char *bnc_incident_to_json (const bounce_incident_t *incident, const answer_t *answer);

#endif
