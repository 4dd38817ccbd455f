/*
 * own.c - what is ours in the light of one bounce: the settings, and what its own trail shows
 *
 * In: the home and a record.  Out: whether a host, a domain or a client is ours.  The hosts that took the bounce in
 * are ours or our provider's: their organisations are learnt, and the domain it came to is ours.  What is learnt so
 * counts only where settings name no addresses, and is told apart (STANDING_INFERRED, STANDING_NAMED), because a
 * provider's organisation also holds his customers.  Strings are the arena's or the record's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/own.h"

void
bnc_own_init (own_t *own, const home_t *home, const bounce_record_t *record, arena_t *arena)
{
	memset (own, 0, sizeof *own);
	own->home = home;
	own->arena = arena;
	own->orgs = ARENA_NEW (arena, orgs_t);
	own->orgs->arena = arena;
	own->looks_up = record->reporting_mta != NULL;
	if (home->domains->len == 0)
		own->to_domain = bnc_domain_of (record->to, arena);
}

/* Is it of the organisation of a host that took the bounce in? */
static bool
is_takers (const own_t *own, const char *host)
{
	for (size_t i = 0; i < own->taker_count; i++) {
		const char *org;

		if (!bnc_host_ends_alike (host, own->takers[i]))
			continue;
		org = bnc_orgs_find (own->orgs, host);
		if (!org)
			return false;
		if (g_strcmp0 (bnc_orgs_find (own->orgs, own->takers[i]), org) == 0)
			return true;
	}
	return false;
}

void
bnc_own_learn (own_t *own, const char *host)
{
	for (size_t i = 0; i < own->taker_count; i++) {
		if (bnc_host_same (own->takers[i], host))
			return;
	}
	if (!bnc_host_is_public (host))
		return;
	own->takers = bnc_arena_grow (own->arena, own->takers, own->taker_count, &own->taker_room, sizeof *own->takers);
	own->takers[own->taker_count++] = host;
}

bool
bnc_own_knows_servers (const own_t *own)
{
	return own->home->own.names->len > 0;
}

bool
bnc_own_is_server (const own_t *own, const char *host)
{
	const GPtrArray *names = own->home->own.names;

	for (guint i = 0; host && i < names->len; i++) {
		if (bnc_host_same (host, g_ptr_array_index (names, i)))
			return true;
	}
	return false;
}

bool
bnc_own_declared_host (const own_t *own, const char *host)
{
	const GPtrArray *domains = own->home->domains;

	for (guint i = 0; host && i < domains->len; i++) {
		if (bnc_host_under (host, g_ptr_array_index (domains, i)))
			return true;
	}
	return bnc_own_is_server (own, host);
}

bool
bnc_own_host (const own_t *own, const char *host)
{
	if (!host)
		return false;
	if (bnc_own_declared_host (own, host) || (own->to_domain && bnc_host_under (host, own->to_domain)))
		return true;
	return is_takers (own, host);
}

bool
bnc_own_bare_domain (const own_t *own, const char *name)
{
	for (guint i = 0; i < own->home->domains->len; i++) {
		if (bnc_host_same (name, g_ptr_array_index (own->home->domains, i)))
			return true;
	}
	return bnc_host_same (name, own->to_domain);
}

bool
bnc_own_domain (const own_t *own, const char *domain)
{
	for (guint i = 0; i < own->home->domains->len; i++) {
		if (bnc_host_under (domain, g_ptr_array_index (own->home->domains, i)))
			return true;
	}
	return own->to_domain && (bnc_host_under (domain, own->to_domain) || bnc_orgs_same (own->orgs, domain, own->to_domain));
}

bool
bnc_own_recipient (const own_t *own, const char *address)
{
	const char *at = address ? strrchr (address, '@') : NULL;

	return at && bnc_own_domain (own, at + 1);
}

const char *
bnc_own_looked_up (const own_t *own, const struct bounce_hop *hop)
{
	static const slice_t microsoft = SLICE_LIT ("SMTPSVC");

	if (!hop->from || !hop->helo || !bnc_host_is_public (hop->from))
		return NULL;
	if (!bnc_host_same (hop->from, hop->helo))
		return hop->from;
	/* One name for both: servers that send reports by RFC 3464 looked it up, but for Microsoft's; older daemons write
	 * down what the client said. */
	if (!own->looks_up || (hop->with && bnc_slice_find (slice_str (hop->with), microsoft, 0) < strlen (hop->with)))
		return NULL;
	return hop->from;
}

static standing_t
standing_by_address (const own_t *own, const struct bounce_hop *hop, const ip_t *ip)
{
	const home_t *home = own->home;

	if (bnc_places_hold (&home->own, ip))
		return STANDING_OWN;
	if (bnc_ip_is_inside (ip))
		return STANDING_INSIDE;
	if (bnc_places_hold (&home->forwarders, ip))
		return STANDING_FORWARDER;
	if (bnc_places_hold (&home->shared, ip))
		return STANDING_SHARED;
	if (bnc_places_hold (&home->senders, ip))
		return STANDING_SENDER;
	if (bnc_home_spf (home, ip) == SPF_PASS) {
		/* The record allows our own servers and our senders alike: with a name of ours it is a server. */
		bool named = bnc_own_host (own, hop->from) || bnc_own_host (own, hop->helo);

		return named ? STANDING_SHARED : STANDING_SENDER;
	}
	return STANDING_FOREIGN;
}

/* Did a host of ours write the hop? */
static bool
is_of_ours (const own_t *own, const struct bounce_hop *hop)
{
	return hop && bnc_own_host (own, hop->by);
}

/* A name that the writer of the hop looked up. */
static standing_t
standing_by_name (const own_t *own, const char *name, const struct bounce_hop *next)
{
	const home_t *home = own->home;
	bool by_address = bnc_home_knows_addresses (home);

	if (!name)
		return STANDING_FOREIGN;
	if (bnc_own_declared_host (own, name))
		return by_address ? STANDING_SHARED : STANDING_OWN;
	if (bnc_places_name (&home->forwarders, name))
		return STANDING_FORWARDER;
	if (bnc_places_name (&home->senders, name))
		return STANDING_SENDER;
	if (!by_address && bnc_own_host (own, name))
		return is_of_ours (own, next) ? STANDING_INFERRED : STANDING_UNKNOWN;
	return STANDING_FOREIGN;
}

/* A host name of ours, and not our bare domain, which is what forgers say. */
static bool
claims_to_be_ours (const own_t *own, const char *name)
{
	return bnc_own_host (own, name) && !bnc_own_bare_domain (own, name);
}

standing_t
bnc_own_client (const own_t *own, const struct bounce_hop *hop, const struct bounce_hop *next)
{
	const char *verified;
	standing_t standing;
	ip_t ip;

	if (!bnc_ip_read (hop->client, &ip))
		return STANDING_UNKNOWN;
	standing = standing_by_address (own, hop, &ip);
	if (standing != STANDING_FOREIGN)
		return standing;
	verified = bnc_own_looked_up (own, hop);
	standing = standing_by_name (own, verified, next);
	if (standing != STANDING_FOREIGN || verified || bnc_home_knows_addresses (own->home))
		return standing;
	if ((claims_to_be_ours (own, hop->from) || claims_to_be_ours (own, hop->helo)) && is_of_ours (own, next))
		return STANDING_NAMED;
	return STANDING_FOREIGN;
}

bool
bnc_own_is_neighbour (const own_t *own, const struct bounce_hop *hop)
{
	const home_t *home = own->home;
	ip_t ip;

	/* With no network of his own the owner himself may come from any address of his provider. */
	return home->own.nets->len && bnc_ip_read (hop->client, &ip) && bnc_places_hold (&home->shared, &ip) &&
	       !bnc_places_hold (&home->own, &ip);
}

bool
bnc_own_knows_client (const own_t *own, const struct bounce_hop *hop)
{
	standing_t standing = bnc_own_client (own, hop, NULL);

	if (standing == STANDING_INSIDE || standing == STANDING_OWN || standing == STANDING_SHARED)
		return true;
	return standing == STANDING_UNKNOWN && bnc_own_looked_up (own, hop) && bnc_own_host (own, hop->from);
}
