/*
 * boundary.c - which hop of the returned trail can be believed
 *
 * In: the home and a record with both trails.  Out: the hop at which the bouncer took the mail from outside, how far
 * it can be trusted, and, where that client is ours, the hop at which our own server took the mail in.  The only
 * certain hop is the top one of the bounce itself; in the returned trail only the hops of the host that made the
 * bounce can be believed, down to the first foreign client, even if a lower one names that host again: an early stop
 * costs coverage, a late one truth.  All below is a claim.  Strings are the arena's or the record's.
 * RFC 5321, 4.4; RFC 3464, 2.2.2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/boundary.h"

static bool
is_inside (const struct bounce_hop *hop)
{
	ip_t ip;

	return bnc_ip_read (hop->client, &ip) && bnc_ip_is_inside (&ip);
}

static bool
is_loopback (const struct bounce_hop *hop)
{
	ip_t ip;

	return bnc_ip_read (hop->client, &ip) && bnc_ip_is_loopback (&ip);
}

static bool
is_same_address (const char *a, const char *b)
{
	ip_t one, other;

	return bnc_ip_read (a, &one) && bnc_ip_read (b, &other) && memcmp (&one, &other, sizeof one) == 0;
}

/* Does a client with an address of the site's own hand on within the site? The host itself does, as content filters do, and one that the
 * writer looked up by the name under which it wrote the next line. Any other may be a router or a container's bridge, behind which stands
 * whoever came. */
static bool
hands_on (const struct bounce_hop *hop, const struct bounce_hop *next)
{
	if (hop->within || is_same_address (hop->client, hop->by_address))
		return true;
	if (!is_inside (hop))
		return false;
	if (is_loopback (hop))
		return true;
	return next && next->by && (bnc_host_same (hop->looked_up, next->by) || bnc_host_same (hop->client, next->by));
}

/* No client over the network: submitted, or handed on, on the host itself. */
static bool
is_local (const struct bounce_hop *hop)
{
	return hop->local || (!hop->client && !hop->from && !hop->helo);
}

/* fetchmail and its like write the server they took the mail from, which is ours. */
static bool
is_fetched (const struct bounce_hop *hop)
{
	slice_t with = slice_str (hop->with);

	return slice_starts (with, "POP3") || slice_starts (with, "IMAP");
}

/* Step 1: the first hop whose client is neither ours nor inside; a declared forwarder, through which bounces of what it passed on come
 * back, is believed once. */
static void
find_anchor (boundary_t *b, const bounce_record_t *record)
{
	const struct bounce_hop *forwarder = NULL;

	for (size_t i = 0; i < record->hop_count; i++) {
		const struct bounce_hop *hop = &record->hops[i];
		const struct bounce_hop *next = i + 1 < record->hop_count ? hop + 1 : NULL;
		standing_t client;

		if (!forwarder)
			bnc_owner_learn (&b->owner, hop->by);
		if (is_local (hop) || is_fetched (hop))
			continue;
		client = bnc_owner_client (&b->owner, hop, next);
		if (hands_on (hop, next) || client == STANDING_OWN || (standing_is_ours (client) && next))
			continue;
		b->hidden = client == STANDING_INSIDE;
		if (client == STANDING_FORWARDER && !forwarder) {
			forwarder = hop;
			continue;
		}
		b->anchor = hop;
		return;
	}
	b->anchor = forwarder;
}

/* Was the bounce handed to the site that sent it to us by somebody outside of it? By a private address, a neighbour or a name that it looked up as
 * its own, it comes from within. Large clouds write lines of their own between hosts that share neither. */
static bool
is_handed_in (const boundary_t *b, const bounce_record_t *record)
{
	const struct bounce_hop *end = record->hops + record->hop_count;
	const char *site = b->anchor ? bnc_owner_looked_up (b->anchor) : NULL;

	if (!site || bnc_owner_is_cloud (site))
		return false;
	for (const struct bounce_hop *hop = b->anchor + 1; hop < end; hop++) {
		if (!hop->client || !bnc_orgs_same (b->owner.orgs, hop->by, site))
			return false;
		if (!is_inside (hop) && !bnc_net_neighbours (hop->client, b->anchor->client, b->owner.arena) &&
		    !bnc_orgs_same (b->owner.orgs, bnc_owner_looked_up (hop), site))
			return true;
	}
	return false;
}

/* For want of a Reporting-MTA that tells. */
static const char *
bouncer_by_from (const boundary_t *b, const bounce_record_t *record)
{
	const char *from = bnc_domain_of (record->from, b->owner.arena);
	const original_t *original = &record->original;

	/* Our own server completes a bare "MAILER-DAEMON" with our domain. */
	if (b->anchor && bnc_owner_host (&b->owner, from))
		from = NULL;
	if (bnc_host_is_public (from))
		return from;
	if (original->hop_count && original->hops[0].by)
		return original->hops[0].by;
	return record->reporting_mta ? record->reporting_mta : from;
}

/* Step 2: Reporting-MTA, else the host in From, else who wrote the top returned hop. */
static void
find_bouncer (boundary_t *b, const bounce_record_t *record)
{
	b->bouncer = bnc_host_is_public (record->reporting_mta) ? record->reporting_mta : bouncer_by_from (b, record);
	b->made_at_home = record->hop_count && !b->anchor &&
			  (!bnc_host_is_public (b->bouncer) || bnc_owner_host (&b->owner, b->bouncer));
	if (!b->bouncer && b->anchor)
		b->bouncer = b->anchor->from ? b->anchor->from : b->anchor->client;
}

/* Does number stand in name, not as part of a greater one? */
static bool
has_number (const char *name, const char *number, size_t length)
{
	for (const char *at = name; (at = strstr (at, number)) != NULL; at++) {
		if ((at == name || !g_ascii_isdigit (at[-1])) && !g_ascii_isdigit (at[length]))
			return true;
	}
	return false;
}

/* "adsl-66.pool.example [203.0.113.66]", "203-0-113-66.example": a customer's line, named after its address. Servers of a farm bear a
 * number too, so one number is not enough without a word for such lines. */
static bool
is_customers_line (const char *name, const char *address)
{
	static const char *const words[] = { "dsl", "pool", "dyn", "dhcp", "dial", "ppp", "cust", "cable", "catv", "client" };
	char **octets;
	bool word = false, customers;

	if (!name || !address || strchr (address, ':'))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS (words) && !word; i++)
		word = bnc_slice_find (slice_str (name), slice_str (words[i]), 0) < strlen (name);
	octets = g_strsplit (address, ".", 0);
	customers = g_strv_length (octets) == 4 && has_number (name, octets[3], strlen (octets[3])) &&
		    (word || has_number (name, octets[2], strlen (octets[2])));
	g_strfreev (octets);
	return customers;
}

/* Is this host the one that sent us the bounce, by address, name or organisation? */
static bool
is_linked (const boundary_t *b, const char *host)
{
	const char *looked_up;
	ip_t ip;

	if (b->made_at_home)
		return !bnc_host_is_public (host) || bnc_owner_host (&b->owner, host);
	if (!b->anchor || !host)
		return false;
	if (bnc_ip_read (host, &ip))
		return is_same_address (host, b->anchor->client);
	/* Only the name that our server looked up links it: what it calls itself is its own word. */
	looked_up = bnc_owner_looked_up (b->anchor);
	return looked_up && !is_customers_line (looked_up, b->anchor->client) && bnc_orgs_same (b->owner.orgs, host, looked_up);
}

/* Is it linked, and did that host not get the bounce from elsewhere? */
static bool
is_vouched (const boundary_t *b, const char *host)
{
	return !b->handed_in && is_linked (b, host);
}

/* Does a host that bears a name of a site's own, as hubs behind a gateway do ("hub.corp.local"), stand behind the host that sent us the bounce? The
 * report is of that host's organisation by its From, or the gateway's own lines name the hub. */
static bool
is_behind_anchor (const boundary_t *b, const bounce_record_t *record, const char *hub)
{
	const struct bounce_hop *end = record->hops + record->hop_count;
	const char *site = b->anchor ? bnc_owner_looked_up (b->anchor) : NULL;

	if (!hub || !site || bnc_host_is_public (hub) || !is_vouched (b, site))
		return false;
	if (bnc_orgs_same (b->owner.orgs, bnc_domain_of (record->from, b->owner.arena), site))
		return true;
	for (const struct bounce_hop *hop = b->anchor + 1; hop < end; hop++) {
		if (bnc_host_same (hop->by, hub) || (is_inside (hop) && (bnc_host_same (hop->from, hub) || bnc_host_same (hop->helo, hub))))
			return true;
	}
	return false;
}

/* Step 5. */
static int32_t
tier_of (const boundary_t *b, const bounce_record_t *record, const char *by)
{
	const char *mta = record->reporting_mta;

	if (bnc_host_is_public (mta)) {
		if (!bnc_orgs_same (b->owner.orgs, by, mta))
			return is_vouched (b, mta) && is_behind_anchor (b, record, by) ? 3 : 4;
		return is_vouched (b, mta) || is_vouched (b, by) ? 1 : 2;
	}
	if (is_behind_anchor (b, record, by))
		return 3;
	if (mta && bnc_host_same (by, mta))
		return is_vouched (b, by) ? 1 : 2;
	return is_vouched (b, by) ? 3 : 4;
}

static bool
is_bouncers (const boundary_t *b, const char *by)
{
	return bnc_orgs_same (b->owner.orgs, by, b->bouncer) || is_linked (b, by);
}

/* Does the hop hand on within the bouncer's own site: by a private or loopback address, or its own outgoing one? */
static bool
stays_inside (const boundary_t *b, const struct bounce_hop *hop, const struct bounce_hop *next)
{
	return is_local (hop) || hands_on (hop, next) || (b->anchor && is_same_address (hop->client, b->anchor->client));
}

/* A gateway of the bouncer's own site, which filters or takes in what the bouncer then delivers: it has the site's name, wrote the next
 * hop under that name, and the bouncer looked the name up, or has the client for a neighbour or within. */
static bool
is_gateway (boundary_t *b, const struct bounce_hop *hop, const struct bounce_hop *next)
{
	const char *looked_up = bnc_owner_looked_up (hop), *name = looked_up ? looked_up : hop->helo ? hop->helo : hop->from;

	if (!hop->client || !next || !next->by || !bnc_host_same (name, next->by) || bnc_host_same (name, hop->by) ||
	    is_customers_line (name, hop->client) || bnc_owner_host (&b->owner, name) || !is_bouncers (b, name))
		return false;
	if (looked_up)
		return true;
	/* Exchange names its own address, so the site's own client did write the next line, or knew that of the router it came through. */
	if (!(is_inside (hop) && is_same_address (hop->client, next->by_address)) &&
	    !(b->anchor && bnc_net_neighbours (hop->client, b->anchor->client, b->owner.arena)))
		return false;
	b->tier = 2;
	return true;
}

/* Step 4: index of the hop whose client is the fact, or the number of hops where the mail never came from outside. */
static size_t
walk_bouncer (boundary_t *b, const bounce_record_t *record)
{
	const original_t *original = &record->original;
	size_t i;

	for (i = 0; i < original->hop_count; i++) {
		const struct bounce_hop *hop = &original->hops[i], *next = i + 1 < original->hop_count ? hop + 1 : NULL;

		/* Filters behind the server name themselves as they like. */
		if (b->tier && bnc_host_is_public (hop->by) && !is_bouncers (b, hop->by))
			return original->hop_count;
		if (!b->tier && hop->by)
			b->link = b->tier = tier_of (b, record, hop->by);
		if (b->tier == 4 || (!stays_inside (b, hop, next) && !is_gateway (b, hop, next)))
			break;
	}
	if (i < original->hop_count && !b->tier)
		b->link = b->tier = 4; /* nobody signed the hop that has the client */
	return i;
}

/* The hop at which our own server took the mail in, from hops[i], which it wrote, downwards. */
static const struct bounce_hop *
find_submission (const boundary_t *b, const original_t *original, size_t i)
{
	for (;; i++) {
		const struct bounce_hop *hop = &original->hops[i];
		const struct bounce_hop *next = i + 1 < original->hop_count ? hop + 1 : NULL;

		if (is_local (hop) || !next || (next->by && bnc_host_is_public (next->by) && !bnc_owner_host (&b->owner, next->by)))
			return hop;
		if (!is_inside (hop) && bnc_owner_client (&b->owner, hop, next) != STANDING_OWN)
			return hop;
	}
}

/* Step 6: a client of ours wrote the next hop itself, unless that names a stranger. */
static bool
is_written_by (const boundary_t *b, const struct bounce_hop *next, const struct bounce_hop *hop)
{
	return !next->by || !bnc_host_is_public (next->by) || bnc_owner_host (&b->owner, next->by) ||
	       bnc_orgs_same (b->owner.orgs, next->by, hop->from);
}

/* Step 7: it is the client of the hop above that wrote this one. */
static bool
is_client (const boundary_t *b, const struct bounce_hop *hop, const char *by)
{
	ip_t writer;

	if (bnc_ip_read (by, &writer))
		return is_same_address (hop->client, by);
	return bnc_orgs_same (b->owner.orgs, by, hop->from) || bnc_orgs_same (b->owner.orgs, by, hop->helo);
}

/* What a foreign client's own lines below it make of it. */
static void
read_claims (boundary_t *b, const original_t *original, size_t below)
{
	const char *by = below < original->hop_count ? original->hops[below].by : NULL;

	if (by && !bnc_owner_host (&b->owner, by) && is_client (b, b->hop, by)) {
		b->intermediary = true;
		return;
	}
	for (size_t i = below; i < original->hop_count && !b->claim; i++) {
		if (bnc_owner_host (&b->owner, original->hops[i].by))
			b->claim = &original->hops[i];
	}
}

/* A declared forwarder is believed like the bouncer, once: its hop's client takes the place of the boundary. */
static size_t
pass_forwarder (boundary_t *b, const original_t *original, size_t i)
{
	size_t below = i + 1;

	while (below + 1 < original->hop_count && is_inside (&original->hops[below]))
		below++;
	if (below >= original->hop_count) {
		b->intermediary = true;
		return i;
	}
	b->via = b->hop;
	b->hop = &original->hops[below];
	b->client = bnc_owner_client (&b->owner, b->hop, below + 1 < original->hop_count ? b->hop + 1 : NULL);
	if (b->client == STANDING_FORWARDER)
		b->intermediary = true;
	return below;
}

/* Does the line show a stranger who used the host that wrote it to reach others, without a login? Mail to us is none, and who returned the mail
 * did not send it: such lines stand in any mail that we got. */
static bool
shows_relaying (const boundary_t *b, const struct bounce_hop *hop)
{
	return !hop->authenticated && !is_local (hop) && !is_inside (hop) && bnc_owner_client (&b->owner, hop, NULL) == STANDING_FOREIGN &&
	       !bnc_owner_took_in (&b->owner, hop) && !is_bouncers (b, hop->from) && !is_bouncers (b, hop->helo);
}

/* For want of settings, and of a name that was looked up: a client that calls itself a host of ours or of our provider's, and whose own line below
 * names a stranger who came without a login. Who forges writes what looks like ours, and not that. */
static bool
claims_relay (const boundary_t *b, const struct bounce_hop *next)
{
	const char *said = b->hop->helo ? b->hop->helo : b->hop->from;

	return b->client == STANDING_FOREIGN && b->is_remote && bnc_home_is_partial (b->owner.home) && !bnc_owner_looked_up (b->hop) && next &&
	       bnc_owner_host (&b->owner, said) && !bnc_owner_bare_domain (&b->owner, said) && bnc_host_same (next->by, said) &&
	       shows_relaying (b, next);
}

/* Is the client, by its own word at least, a host of the large cloud that took the bounce in for us? Its hosts hand on the mail of all its
 * customers, of whom we are one. */
static bool
is_of_our_cloud (const boundary_t *b, const bounce_record_t *record)
{
	const char *name = bnc_owner_looked_up (b->hop), *said = name ? name : b->hop->helo ? b->hop->helo : b->hop->from;

	return b->client == STANDING_FOREIGN && record->hop_count && bnc_home_is_partial (b->owner.home) && bnc_owner_is_cloud (said) &&
	       bnc_orgs_same (b->owner.orgs, said, record->hops[0].by);
}

/* Steps 6 to 8, from the boundary hop at index i. */
static void
read_below (boundary_t *b, const bounce_record_t *record, size_t i)
{
	const original_t *original = &record->original;

	b->hop = &original->hops[i];
	b->client = bnc_owner_client (&b->owner, b->hop, i + 1 < original->hop_count ? b->hop + 1 : NULL);
	if (b->client == STANDING_FORWARDER)
		i = pass_forwarder (b, original, i);
	if (b->intermediary)
		return;
	if (is_of_our_cloud (b, record)) {
		b->client = STANDING_UNKNOWN;
		return;
	}
	if (claims_relay (b, i + 1 < original->hop_count ? b->hop + 1 : NULL))
		b->client = STANDING_CLAIMED;
	if (b->client == STANDING_FOREIGN || b->client == STANDING_UNKNOWN)
		read_claims (b, original, i + 1);
	else if (standing_is_ours (b->client) && i + 1 < original->hop_count && is_written_by (b, b->hop + 1, b->hop))
		b->submission = find_submission (b, original, i + 1);
}

bool
bnc_recipient_counts (const bounce_recipient_t *recipient)
{
	return recipient->action == BOUNCE_ACTION_FAILED || recipient->action == BOUNCE_ACTION_DELAYED ||
	       recipient->action == BOUNCE_ACTION_NONE;
}

static bool
is_remote (const boundary_t *b, const bounce_record_t *record)
{
	for (size_t i = 0; i < record->recipient_count; i++) {
		if (bnc_recipient_counts (&record->recipients[i]) && !bnc_owner_recipient (&b->owner, record->recipients[i].address))
			return true;
	}
	return false;
}

void
bnc_boundary_find (boundary_t *b, const home_t *home, const bounce_record_t *record, arena_t *arena)
{
	const original_t *original = &record->original;
	size_t i;

	memset (b, 0, sizeof *b);
	bnc_owner_init (&b->owner, home, record, arena);
	b->is_remote = is_remote (b, record);
	find_anchor (b, record);
	b->handed_in = is_handed_in (b, record);
	find_bouncer (b, record);
	if (!original->hop_count)
		return;
	i = walk_bouncer (b, record);
	if (original->doubled)
		b->link = b->tier = 4;
	if (b->tier == 0 || b->tier == 4)
		return;
	if (b->made_at_home) {
		b->submission = b->hop = find_submission (b, original, 0);
		b->client = bnc_owner_client (&b->owner, b->hop, NULL);
	} else if (i < original->hop_count) {
		read_below (b, record, i);
	}
}
