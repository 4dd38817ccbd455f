/*
 * host.h - who is who: addresses, networks, host names and the organisations behind them
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HOST_H
#define BNC_HOST_H

#include "core/arena.h"

/* An IPv4 address is kept as its IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), so that one comparison serves both. */
typedef struct {
	uint8_t bytes[16];
} ip_t;

typedef struct {
	ip_t ip;
	uint32_t prefix; /* bits of the 128 */
} net_t;

bool bnc_ip_read (const char *text, ip_t *ip);          /* false for NULL and for what is no address */
bool bnc_ip_is_loopback (const ip_t *ip);
bool bnc_ip_is_inside (const ip_t *ip);                 /* private, loopback, link-local, carrier NAT: never a client from outside */

bool bnc_net_parse (const char *text, net_t *net);      /* "192.0.2.0/24", "2001:db8::/32", a single address */
bool bnc_net_holds (const net_t *net, const ip_t *ip);

/* The neighbourhood of an address, "198.51.100.0/24" or a /48; NULL where text is no address. */
const char *bnc_net_around (const char *text, arena_t *arena);
bool        bnc_net_neighbours (const char *a, const char *b, arena_t *arena); /* have they the same one? */

/* The registrable domain of a host name by the public suffix list, in lower case; NULL where it has none or is an address. */
const char *bnc_org_of (const char *host, arena_t *arena);

/* Organisations looked up while one record is judged: the list of public suffixes is the dearest thing a verdict asks. */
typedef struct {
	arena_t *arena;
	uint32_t count;
	struct {
		const char *host, *org;
	} known[8]; /* a trail names fewer; what goes beyond is looked up each time, so a search here stays short */
} orgs_t;

const char *bnc_orgs_find (orgs_t *orgs, const char *host);       /* as bnc_org_of() */
bool bnc_orgs_same (orgs_t *orgs, const char *a, const char *b);  /* as bnc_host_same_org() */

bool bnc_host_same (const char *a, const char *b);      /* ASCII case folded, a final dot forgiven; NULL is like nothing */
bool bnc_host_under (const char *host, const char *domain); /* domain itself, or below it */
bool bnc_host_under_any (const char *host, const slice_t *domains, size_t count); /* of domains without a final dot */
bool bnc_host_is_public (const char *host);             /* a name that means something outside its own site */
bool bnc_host_same_org (const char *a, const char *b, arena_t *arena); /* same name, or same organisation */

/* Could they share an organisation? Cheap, where the list of public suffixes is not. */
bool bnc_host_ends_alike (const char *a, const char *b);

/* The first address of a field ("Owner <owner@example.org>"), or a bare address; NULL where there is none. */
const char *bnc_address_of (const char *field, arena_t *arena);

/* The domain of the first address of a field ("Owner <owner@example.org>"), or of a bare address; NULL where there is none. */
const char *bnc_domain_of (const char *field, arena_t *arena);

/* A Message-ID without its angle brackets (RFC 5322, 3.6.4); NULL where nothing is left. */
const char *bnc_id_of (const char *field, arena_t *arena);

#endif
