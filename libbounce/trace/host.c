/*
 * host.c - who is who: addresses, networks, host names and the organisations behind them
 *
 * In: text as hops and settings have it.  Out: comparable addresses and networks, and the registrable domain of a
 * name, which is what "same organisation" means here: two hosts of mail.example.co.uk and example.co.uk are one,
 * two customers of a hosting suffix are not.  Strings are the arena's; nothing else is allocated.
 * RFC 1918 and 4193 (private), 6598 (carrier NAT), 3927 and 4291 (link-local), 6762 and 8375 (names of a site).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/host.h"

#include <arpa/inet.h>
#include <libpsl.h>

#include "mail/address.h"

#define V4_BITS 96u
#define LONGEST_NAME ((size_t) 255) /* RFC 1035, 2.3.4 */

static const uint8_t v4_mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

#define V4_NET(a, b, prefix) { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, (a), (b), 0, 0 } }, V4_BITS + (prefix) }
#define V6_NET(a, b, prefix) { { { (a), (b) } }, (prefix) }

static bool
is_v4 (const ip_t *ip)
{
	return memcmp (ip->bytes, v4_mapped, sizeof v4_mapped) == 0;
}

bool
bnc_ip_read (const char *text, ip_t *ip)
{
	if (!text)
		return false;
	memcpy (ip->bytes, v4_mapped, sizeof v4_mapped);
	if (g_ascii_isdigit (*text) && inet_pton (AF_INET, text, ip->bytes + 12) == 1)
		return true;
	return strchr (text, ':') && inet_pton (AF_INET6, text, ip->bytes) == 1; /* most are names, and have none */
}

bool
bnc_net_holds (const net_t *net, const ip_t *ip)
{
	size_t whole = net->prefix / 8, bits = net->prefix % 8;

	if (memcmp (net->ip.bytes, ip->bytes, whole) != 0)
		return false;
	return bits == 0 || ((net->ip.bytes[whole] ^ ip->bytes[whole]) >> (8 - bits)) == 0;
}

/* Decimal digits only: strtol would take signs, blanks and a locale's digits. */
static bool
read_prefix (const char *digits, uint32_t most, uint32_t *prefix)
{
	uint32_t value = 0;

	if (!*digits || strlen (digits) > 3)
		return false;
	for (; *digits; digits++) {
		if (!g_ascii_isdigit (*digits))
			return false;
		value = value * 10 + (uint32_t) (*digits - '0');
	}
	*prefix = value;
	return value <= most;
}

bool
bnc_net_parse (const char *text, net_t *net)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr (text, '/');
	size_t n = slash ? (size_t) (slash - text) : strlen (text);
	uint32_t prefix;
	bool v4;

	if (n >= sizeof address)
		return false;
	memcpy (address, text, n);
	address[n] = '\0';
	if (!bnc_ip_read (address, &net->ip))
		return false;
	v4 = strchr (address, ':') == NULL;
	prefix = v4 ? 32 : 128;
	if (slash && !read_prefix (slash + 1, prefix, &prefix))
		return false;
	net->prefix = v4 ? prefix + V4_BITS : prefix;
	return true;
}

bool
bnc_ip_is_loopback (const ip_t *ip)
{
	static const net_t loopback[] = { V4_NET (127, 0, 8), V6_NET (0, 0, 127) };

	return bnc_net_holds (&loopback[0], ip) || bnc_net_holds (&loopback[1], ip);
}

bool
bnc_ip_is_inside (const ip_t *ip)
{
	static const net_t inside[] = { V4_NET (127, 0, 8),    V4_NET (10, 0, 8),    V4_NET (172, 16, 12),   V4_NET (192, 168, 16),
					V4_NET (169, 254, 16), V4_NET (100, 64, 10), V4_NET (0, 0, 8),       V6_NET (0, 0, 127),
					V6_NET (0xfc, 0, 7),   V6_NET (0xfe, 0x80, 10) };

	for (size_t i = 0; i < G_N_ELEMENTS (inside); i++) {
		if (bnc_net_holds (&inside[i], ip))
			return true;
	}
	return false;
}

const char *
bnc_net_around (const char *text, arena_t *arena)
{
	char name[INET6_ADDRSTRLEN];
	ip_t ip;

	if (!bnc_ip_read (text, &ip))
		return NULL;
	if (is_v4 (&ip))
		return bnc_arena_printf (arena, "%u.%u.%u.0/24", ip.bytes[12], ip.bytes[13], ip.bytes[14]);
	memset (ip.bytes + 6, 0, 10);
	if (!inet_ntop (AF_INET6, ip.bytes, name, sizeof name))
		return NULL;
	return bnc_arena_printf (arena, "%s/48", name);
}

bool
bnc_net_neighbours (const char *a, const char *b, arena_t *arena)
{
	const char *around = bnc_net_around (a, arena), *other = bnc_net_around (b, arena);

	return around && other && strcmp (around, other) == 0;
}

/* Without the final dot of a fully qualified name. */
static slice_t
name_of (const char *host)
{
	slice_t name = slice_str (host);

	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

static slice_t
last_labels (slice_t name, unsigned labels)
{
	size_t at = name.n;

	while (at > 0 && (name.p[at - 1] != '.' || --labels))
		at--;
	return slice_from (name, at);
}

const char *
bnc_org_of (const char *host, arena_t *arena)
{
	slice_t name = name_of (host);
	char *lower;
	ip_t ip;

	if (!name.n || name.n > LONGEST_NAME || bnc_ip_read (host, &ip))
		return NULL;
	lower = bnc_arena_copy (arena, name);
	for (char *c = lower; *c; c++)
		*c = g_ascii_tolower (*c);
	return psl_registrable_domain (psl_builtin (), lower);
}

const char *
bnc_orgs_find (orgs_t *orgs, const char *host)
{
	const char *org;

	for (uint32_t i = 0; i < orgs->count; i++) {
		if (bnc_host_same (orgs->known[i].host, host))
			return orgs->known[i].org;
	}
	org = bnc_org_of (host, orgs->arena);
	if (orgs->count < G_N_ELEMENTS (orgs->known)) {
		orgs->known[orgs->count].host = host;
		orgs->known[orgs->count++].org = org;
	}
	return org;
}

bool
bnc_host_same (const char *a, const char *b)
{
	return a && b && *a && slice_equal_nocase (name_of (a), name_of (b));
}

/* Where the label must begin is looked at first: it settles nearly all. */
static bool
is_under (slice_t name, slice_t top)
{
	if (!top.n || name.n < top.n || (name.n > top.n && name.p[name.n - top.n - 1] != '.'))
		return false;
	return slice_equal_nocase (slice_from (name, name.n - top.n), top);
}

bool
bnc_host_under (const char *host, const char *domain)
{
	return is_under (name_of (host), name_of (domain));
}

bool
bnc_host_under_any (const char *host, const slice_t *domains, size_t count)
{
	slice_t name = name_of (host);

	for (size_t i = 0; i < count; i++) {
		if (is_under (name, domains[i]))
			return true;
	}
	return false;
}

bool
bnc_host_is_public (const char *host)
{
	static const slice_t sites[] = { SLICE_LIT ("localhost"), SLICE_LIT ("localdomain"), SLICE_LIT ("local"), SLICE_LIT ("lan"),
					 SLICE_LIT ("internal"),  SLICE_LIT ("intranet"),    SLICE_LIT ("corp") };
	slice_t name = name_of (host), top;
	ip_t ip;

	if (host && bnc_ip_read (host, &ip))
		return !bnc_ip_is_inside (&ip);
	top = last_labels (name, 1);
	if (top.n == name.n)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS (sites); i++) {
		if (slice_equal_nocase (top, sites[i]))
			return false;
	}
	return !bnc_host_under (host, "home.arpa");
}

bool
bnc_host_ends_alike (const char *a, const char *b)
{
	/* A registrable domain has two labels at least. */
	return a && b && slice_equal_nocase (last_labels (name_of (a), 2), last_labels (name_of (b), 2));
}

bool
bnc_orgs_same (orgs_t *orgs, const char *a, const char *b)
{
	const char *org;

	if (bnc_host_same (a, b))
		return true;
	if (!bnc_host_ends_alike (a, b))
		return false;
	org = bnc_orgs_find (orgs, a);
	return org && g_strcmp0 (org, bnc_orgs_find (orgs, b)) == 0;
}

bool
bnc_host_same_org (const char *a, const char *b, arena_t *arena)
{
	orgs_t orgs = { .arena = arena };

	return bnc_orgs_same (&orgs, a, b);
}

const char *
bnc_address_of (const char *field, arena_t *arena)
{
	slice_t rest = slice_str (field), first;

	return field && bnc_address_list_next (&rest, &first) ? bnc_address_parse (first, false, arena) : NULL;
}

const char *
bnc_domain_of (const char *field, arena_t *arena)
{
	const char *address = bnc_address_of (field, arena), *at = address ? strrchr (address, '@') : NULL;

	return at && at[1] ? at + 1 : NULL;
}

const char *
bnc_id_of (const char *field, arena_t *arena)
{
	slice_t id = slice_trim (slice_str (field));

	if (id.n && id.p[0] == '<')
		id = slice_from (id, 1);
	id.n = slice_index (id, '>', 0);
	return id.n ? bnc_arena_utf8 (arena, id) : NULL;
}
