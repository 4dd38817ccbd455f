/*
 * sending.h - bounces that seem to belong to one sending, added up
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SENDING_H
#define BNC_SENDING_H

#include "core/record.h"
#include "core/hash-set.h"

#define BNC_DAY 86400

/* Strings, sorted, each once; of more than limit the first ones by order are kept, whatever came first. */
typedef struct {
	GPtrArray *items;
	guint limit;
} names_t;

void bnc_names_init (names_t *names, guint limit);
void bnc_names_clear (names_t *names);
void bnc_names_add (names_t *names, const char *name); /* NULL does nothing */
const char *bnc_names_first (const names_t *names); /* NULL where there is none */
void bnc_names_merge (names_t *names, const names_t *other);

/* How often an outcome was seen, and the first by order of what was said with it. */
typedef struct {
	char *name, *text, *part, *quote, *scorer;
	size_t count;
	int32_t tier;
} seen_t;

typedef struct {
	char *name;
	size_t rank;          /* where its evidence stood, at the earliest */
	size_t count;         /* bounces that have it */
	int64_t sum[BNC_WAYS]; /* of their log-likelihoods */
	bool told, inferred;  /* of any of them */
	GPtrArray *seen;      /* seen_t */
} group_t;

/* All of it adds up, so that neither order nor grouping of the bounces matters. */
typedef struct {
	char *client_key;     /* whose client: organisation, neighbourhood, "own" */
	uint64_t fingerprint;
	bool ours;            /* the mail passed our server or our provider's */
	when_t first, last;
	size_t bounces, genuine, inferred;
	size_t delays;        /* so many of the bounces only tell of a delay */
	size_t nameless;      /* so many of the delays returned nothing to tell the mail by */
	uint32_t needs;
	int32_t tier;         /* the best that a returned trail has; 0: none has one */
	hash_set_t recipients, networks;
	hash_set_t linked_orgs;   /* that returned the mail and can be believed */
	hash_set_t senders;       /* addresses of ours in From */
	hash_set_t delayed;       /* original_key of the delays */
	GPtrArray *groups;    /* group_t */
	names_t messages, alarms, clients, askable, queue_ids, message_ids, accounts, scripts;
} sending_t;

/* What an incident makes of a record's trace, and a parse without an incident need not: the public suffix list and SHA-256
 * cost more than all the rest of a verdict. */
typedef struct {
	const char *client_key;    /* whose client it is: organisation of its verified name, or neighbourhood; "" unknown */
	const char *client_around; /* neighbourhood of the boundary client: a /24 or /48; NULL where that is unknown */
	const char *bouncer_org;   /* organisation of the host that made the bounce, or its own name; NULL where nothing tells */
	uint64_t fingerprint;      /* of the returned subject, else of its body; 0: neither came back */
	uint64_t sender_key;       /* of the address in the returned From, where its domain is that the bounce came to; else 0 */
	uint64_t original_key;     /* of the returned Message-ID, else of its header; 0: nothing came back */
} kinship_t;

void bnc_kinship_of (kinship_t *kin, const bounce_record_t *record, arena_t *arena);

sending_t *bnc_sending_new (const char *client_key, uint64_t fingerprint, bool ours);
void       bnc_sending_free (sending_t *sending);
void       bnc_sending_add (sending_t *sending, const bounce_record_t *record, const kinship_t *kin, when_t when, const char *source);
void       bnc_sending_merge (sending_t *sending, const sending_t *other);

/* Do the two lie within a day of each other? Undated ones lie together. */
bool bnc_sending_touches (const sending_t *sending, when_t first, when_t last);

when_t bnc_when_min (when_t a, when_t b);
when_t bnc_when_max (when_t a, when_t b);

/* Does the recipient count as a copy that came back? */
bool bnc_recipient_failed (const bounce_recipient_t *recipient);

#endif
