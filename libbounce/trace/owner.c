/*
 * owner.c - what is ours in the light of one bounce: the settings, and what its own trail shows
 *
 * In: the home and a record.  Out: whether a host, a domain or a client is ours.  The hosts that took the bounce in
 * are ours or our provider's: their organisations are learnt, and the domain it came to is ours.  What is learnt so
 * counts only where settings name no addresses, and is told apart (STANDING_INFERRED, STANDING_NAMED), because a
 * provider's organisation also holds his customers.  Strings are the arena's or the record's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/owner.h"

/* The domain that the bounce was taken in for: our own server's word, in the top line, else what the bounce itself says, which its sender
 * writes. */
static const char *
taken_in_for (const bounce_record_t *record, arena_t *arena)
{
	const char *rcpt = record->hop_count ? record->hops[0].rcpt : NULL;

	return bnc_domain_of (rcpt ? rcpt : record->to, arena);
}

void
bnc_owner_init (owner_t *owner, const home_t *home, const bounce_record_t *record, arena_t *arena)
{
	memset (owner, 0, sizeof *owner);
	owner->home = home;
	owner->arena = arena;
	owner->orgs = ARENA_NEW (arena, orgs_t);
	owner->orgs->arena = arena;
	if (home->domains->len == 0)
		owner->to_domain = taken_in_for (record, arena);
}

bool
bnc_owner_is_cloud (const char *host)
{
	static const slice_t clouds[] = {
#define CLOUD(domain) SLICE_LIT (domain),
#include "trace/clouds.def"
#undef CLOUD
	};

	return bnc_host_under_any (host, clouds, G_N_ELEMENTS (clouds));
}

/* Is it of the organisation of a host that took the bounce in? */
static bool
is_takers (const owner_t *owner, const char *host)
{
	for (size_t i = 0; i < owner->taker_count; i++) {
		const char *org;

		if (!bnc_host_ends_alike (host, owner->takers[i]))
			continue;
		org = bnc_orgs_find (owner->orgs, host);
		if (!org)
			return false;
		if (g_strcmp0 (bnc_orgs_find (owner->orgs, owner->takers[i]), org) == 0)
			return true;
	}
	return false;
}

void
bnc_owner_learn (owner_t *owner, const char *host)
{
	for (size_t i = 0; i < owner->taker_count; i++) {
		if (bnc_host_same (owner->takers[i], host))
			return;
	}
	if (!bnc_host_is_public (host) || bnc_owner_is_cloud (host))
		return;
	owner->takers = bnc_arena_grow (owner->arena, owner->takers, owner->taker_count, &owner->taker_room, sizeof *owner->takers);
	owner->takers[owner->taker_count++] = host;
}

bool
bnc_owner_knows_servers (const owner_t *owner)
{
	return owner->home->own.names->len > 0;
}

bool
bnc_owner_is_server (const owner_t *owner, const char *host)
{
	const GPtrArray *names = owner->home->own.names;

	for (guint i = 0; host && i < names->len; i++) {
		if (bnc_host_same (host, g_ptr_array_index (names, i)))
			return true;
	}
	return false;
}

bool
bnc_owner_declared_host (const owner_t *owner, const char *host)
{
	const GPtrArray *domains = owner->home->domains;

	for (guint i = 0; host && i < domains->len; i++) {
		if (bnc_host_under (host, g_ptr_array_index (domains, i)))
			return true;
	}
	return bnc_owner_is_server (owner, host);
}

bool
bnc_owner_host (const owner_t *owner, const char *host)
{
	if (!host)
		return false;
	if (bnc_owner_declared_host (owner, host) || (owner->to_domain && bnc_host_under (host, owner->to_domain)))
		return true;
	return is_takers (owner, host);
}

bool
bnc_owner_bare_domain (const owner_t *owner, const char *name)
{
	for (guint i = 0; i < owner->home->domains->len; i++) {
		if (bnc_host_same (name, g_ptr_array_index (owner->home->domains, i)))
			return true;
	}
	return bnc_host_same (name, owner->to_domain);
}

bool
bnc_owner_domain (const owner_t *owner, const char *domain)
{
	for (guint i = 0; i < owner->home->domains->len; i++) {
		if (bnc_host_under (domain, g_ptr_array_index (owner->home->domains, i)))
			return true;
	}
	return owner->to_domain && (bnc_host_under (domain, owner->to_domain) || bnc_orgs_same (owner->orgs, domain, owner->to_domain));
}

bool
bnc_owner_recipient (const owner_t *owner, const char *address)
{
	const char *at = address ? strrchr (address, '@') : NULL;

	return at && bnc_owner_domain (owner, at + 1);
}

const char *
bnc_owner_looked_up (const struct bounce_hop *hop)
{
	return hop->looked_up && bnc_host_is_public (hop->looked_up) ? hop->looked_up : NULL;
}

static standing_t
standing_by_address (const owner_t *owner, const struct bounce_hop *hop, const ip_t *ip)
{
	const home_t *home = owner->home;

	if (bnc_places_hold (&home->own, ip))
		return STANDING_OWN;
	if (bnc_ip_is_inside (ip))
		return bnc_owner_is_server (owner, bnc_owner_looked_up (hop)) ? STANDING_OWN : STANDING_INSIDE;
	if (bnc_places_hold (&home->forwarders, ip))
		return STANDING_FORWARDER;
	if (bnc_places_hold (&home->shared, ip))
		return STANDING_SHARED;
	if (bnc_places_hold (&home->senders, ip))
		return STANDING_SENDER;
	if (bnc_home_spf (home, ip) == SPF_PASS) {
		/* The record allows our own servers and our senders alike: with a name of ours it is a server. */
		bool named = bnc_owner_host (owner, bnc_owner_looked_up (hop));

		return named ? STANDING_SHARED : STANDING_SENDER;
	}
	return STANDING_FOREIGN;
}

/* Did a host of ours write the hop? */
static bool
is_of_ours (const owner_t *owner, const struct bounce_hop *hop)
{
	return hop && bnc_owner_host (owner, hop->by);
}

/* A name that the writer of the hop looked up. */
static standing_t
standing_by_name (const owner_t *owner, const char *name, const struct bounce_hop *next)
{
	const home_t *home = owner->home;
	bool by_address = bnc_home_knows_addresses (home);

	if (!name)
		return STANDING_FOREIGN;
	/* A name never overrides a known network. */
	if (bnc_owner_declared_host (owner, name))
		return by_address ? STANDING_FOREIGN : STANDING_OWN;
	if (bnc_places_name (&home->forwarders, name))
		return STANDING_FORWARDER;
	if (bnc_places_name (&home->senders, name))
		return STANDING_SENDER;
	if (!by_address && bnc_owner_host (owner, name))
		return is_of_ours (owner, next) ? STANDING_INFERRED : STANDING_UNKNOWN;
	return STANDING_FOREIGN;
}

standing_t
bnc_owner_client (const owner_t *owner, const struct bounce_hop *hop, const struct bounce_hop *next)
{
	standing_t standing;
	ip_t ip;

	if (!bnc_ip_read (hop->client, &ip))
		return STANDING_UNKNOWN;
	standing = standing_by_address (owner, hop, &ip);
	if (standing != STANDING_FOREIGN)
		return standing;
	return standing_by_name (owner, bnc_owner_looked_up (hop), next);
}

bool
bnc_owner_is_neighbour (const owner_t *owner, const struct bounce_hop *hop)
{
	const home_t *home = owner->home;
	ip_t ip;

	/* With no network of his own the owner himself may come from any address of his provider. */
	return home->own.nets->len && bnc_ip_read (hop->client, &ip) && bnc_places_hold (&home->shared, &ip) &&
	       !bnc_places_hold (&home->own, &ip);
}

bool
bnc_owner_took_in (const owner_t *owner, const struct bounce_hop *hop)
{
	return hop->rcpt && bnc_owner_recipient (owner, hop->rcpt);
}

bool
bnc_owner_knows_client (const owner_t *owner, const struct bounce_hop *hop)
{
	standing_t standing = bnc_owner_client (owner, hop, NULL);

	if (standing == STANDING_INSIDE || standing == STANDING_OWN || standing == STANDING_SHARED)
		return true;
	return standing == STANDING_UNKNOWN && bnc_owner_looked_up (hop) && bnc_owner_host (owner, hop->from);
}
