/*
 * boundary.h - which hop of the returned trail can be believed
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_BOUNDARY_H
#define BNC_BOUNDARY_H

#include "trace/owner.h"

typedef struct {
	owner_t owner;
	const struct bounce_hop *anchor;     /* of the bounce's own trail: its client sent us the bounce */
	bool hidden;                         /* a private address that is nobody's we know stands at the top: the anchor is not known */
	bool handed_in;                      /* the anchor's client took the bounce from somebody outside its site: it links nothing */
	bool made_at_home;                   /* our own server made the bounce */
	bool is_remote;                      /* a recipient it is about is outside our domains */
	const char *bouncer;                 /* the host that made it; NULL where nothing tells */
	int32_t link;                        /* 1 to 4, how the host that wrote its top line is linked to us; 0 where no returned trail came */
	int32_t tier;                        /* likewise, of its lines down to the hop */
	const struct bounce_hop *hop;        /* whose client is the fact; NULL where none can be believed */
	const struct bounce_hop *via;        /* the declared forwarder's hop above it, or NULL */
	standing_t client;
	bool intermediary;                   /* the client passed on what others gave it */
	const struct bounce_hop *submission; /* written by our own server: its client handed the mail in */
	const struct bounce_hop *claim;      /* names a host of ours, below a foreign client: framing */
} boundary_t;

void bnc_boundary_find (boundary_t *boundary, const home_t *home, const bounce_record_t *record, arena_t *arena);

/* Is the recipient one that the bounce is about: failed or delayed, not delivered or relayed? */
bool bnc_recipient_counts (const bounce_recipient_t *recipient);

#endif
