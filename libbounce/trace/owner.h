/*
 * owner.h - what is ours in the light of one bounce: the settings, and what its own trail shows
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_OWNER_H
#define BNC_OWNER_H

#include "core/record.h"
#include "trace/home.h"

typedef enum {
	STANDING_UNKNOWN,   /* neither its address nor its name says anything */
	STANDING_INSIDE,    /* private or loopback: behind the host that wrote the hop */
	STANDING_FOREIGN,
	STANDING_SENDER,    /* a declared third party, or passed by home.spf */
	STANDING_FORWARDER, /* declared */
	STANDING_CLAIMED,   /* only says that it is ours, and the line below shows a stranger who used it: nobody gains by making that up */
	STANDING_INFERRED,  /* has a verified name of the hosts that took the bounce in */
	STANDING_SHARED,    /* a provider's */
	STANDING_OWN
} standing_t;

typedef struct {
	const home_t *home;
	const char *to_domain;                              /* of the address the bounce came to; NULL where settings say it */
	const char **takers; size_t taker_count, taker_room; /* hosts that took the bounce in for us */
	orgs_t *orgs;
	arena_t *arena;
} owner_t;

void bnc_owner_init (owner_t *owner, const home_t *home, const bounce_record_t *record, arena_t *arena);
void bnc_owner_learn (owner_t *owner, const char *host); /* it took the bounce in for us */

bool bnc_owner_host (const owner_t *owner, const char *host);           /* a name of ours, or of our provider */
bool bnc_owner_declared_host (const owner_t *owner, const char *host);  /* by the settings alone */
bool bnc_owner_bare_domain (const owner_t *owner, const char *name);    /* our domain itself */
bool bnc_owner_domain (const owner_t *owner, const char *domain);       /* a domain of ours, or below it */
bool bnc_owner_recipient (const owner_t *owner, const char *address);   /* in a domain of ours */

/* The client's name as the host that wrote the hop looked it up; NULL where it has the client's word only. */
const char *bnc_owner_looked_up (const struct bounce_hop *hop);

/* Is it a host of a service that many who do not know each other send through? Its hosts are never inferred to be ours. */
bool bnc_owner_is_cloud (const char *host);

/* next: the hop below, or NULL. */
standing_t bnc_owner_client (const owner_t *owner, const struct bounce_hop *hop, const struct bounce_hop *next);

/* Do the settings name our servers, and is this one of them? */
bool bnc_owner_knows_servers (const owner_t *owner);
bool bnc_owner_is_server (const owner_t *owner, const char *host);

/* Of a hop of our provider's: is its client another customer of his? */
bool bnc_owner_is_neighbour (const owner_t *owner, const struct bounce_hop *hop);

/* Is the hop's own recipient ours? Then the mail came in, and what went out of it an alias or a list sent. */
bool bnc_owner_took_in (const owner_t *owner, const struct bounce_hop *hop);

/* Of a hop that our own server wrote: is its client somebody it knows? */
bool bnc_owner_knows_client (const owner_t *owner, const struct bounce_hop *hop);

static inline bool
standing_is_ours (standing_t standing)
{
	return standing >= STANDING_CLAIMED;
}

#endif
