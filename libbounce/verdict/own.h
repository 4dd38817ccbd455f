/*
 * own.h - what is ours in the light of one bounce: the settings, and what its own trail shows
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_OWN_H
#define BNC_OWN_H

#include "verdict/home.h"

typedef enum {
	STANDING_UNKNOWN,   /* neither its address nor its name says anything */
	STANDING_INSIDE,    /* private or loopback: behind the host that wrote the hop */
	STANDING_FOREIGN,
	STANDING_SENDER,    /* a declared third party, or passed by home.spf */
	STANDING_FORWARDER, /* declared */
	STANDING_NAMED,     /* only says that it is ours, and the hop below fits: for want of settings */
	STANDING_INFERRED,  /* has a verified name of the hosts that took the bounce in */
	STANDING_SHARED,    /* a provider's */
	STANDING_OWN
} standing_t;

typedef struct {
	const home_t *home;
	const char *to_domain;                              /* of the address the bounce came to; NULL where settings say it */
	const char **takers; size_t taker_count, taker_room; /* hosts that took the bounce in for us */
	orgs_t *orgs;
	bool looks_up;                                       /* the bouncer is taken to look names up */
	arena_t *arena;
} own_t;

void bnc_own_init (own_t *own, const home_t *home, const bounce_record_t *record, arena_t *arena);
void bnc_own_learn (own_t *own, const char *host); /* it took the bounce in for us */

bool bnc_own_host (const own_t *own, const char *host);           /* a name of ours, or of our provider */
bool bnc_own_declared_host (const own_t *own, const char *host);  /* by the settings alone */
bool bnc_own_bare_domain (const own_t *own, const char *name);    /* our domain itself */
bool bnc_own_domain (const own_t *own, const char *domain);       /* a domain of ours, or below it */
bool bnc_own_recipient (const own_t *own, const char *address);   /* in a domain of ours */

/* The client's name as the host that wrote the hop looked it up; NULL where it has the client's word only. */
const char *bnc_own_looked_up (const own_t *own, const struct bounce_hop *hop);

/* next: the hop below, or NULL. */
standing_t bnc_own_client (const own_t *own, const struct bounce_hop *hop, const struct bounce_hop *next);

/* Do the settings name our servers, and is this one of them? */
bool bnc_own_knows_servers (const own_t *own);
bool bnc_own_is_server (const own_t *own, const char *host);

/* Of a hop of our provider's: is its client another customer of his? */
bool bnc_own_is_neighbour (const own_t *own, const struct bounce_hop *hop);

/* Of a hop that our own server wrote: is its client somebody it knows? */
bool bnc_own_knows_client (const own_t *own, const struct bounce_hop *hop);

static inline bool
standing_is_ours (standing_t standing)
{
	return standing >= STANDING_NAMED;
}

#endif
