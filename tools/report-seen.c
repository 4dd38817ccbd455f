/*
 * report-seen.c - what the bounces themselves tell of their owner
 *
 * In: the records of an incident, one after the other, and the domains of the settings.  Out: which addresses the bounces came to, in
 * the name of which domains the mail was sent, who took the bounces in and where his servers may stand, how many recipients a bounce
 * names.  Nothing of it is evidence: it helps a person to find what the settings want.  seen_free() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-seen.h"

#include <string.h>

#include <gio/gio.h>
#include <libpsl.h>

#define SERVERS_MOST 1000
#define ADDRESS_MOST 254 /* RFC 5321, 4.5.3.1.3 */

seen_t *
seen_new (const bounce_context_t *context)
{
	seen_t *seen = g_new0 (seen_t, 1);

	seen->context = context;
	tally_init (&seen->addresses);
	tally_init (&seen->senders);
	tally_init (&seen->domains);
	tally_init (&seen->takers);
	seen->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	seen->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	seen->borne = g_array_new (FALSE, TRUE, sizeof (bool));
	g_array_set_size (seen->borne, (guint) bounce_context_domain_count (context));
	return seen;
}

void
seen_free (seen_t *seen)
{
	if (!seen)
		return;
	tally_clear (&seen->addresses);
	tally_clear (&seen->senders);
	tally_clear (&seen->domains);
	tally_clear (&seen->takers);
	g_hash_table_unref (seen->known);
	g_hash_table_unref (seen->claimed);
	g_array_unref (seen->borne);
	g_free (seen);
}

/* An address as it can be written to: nothing that would be more than one word in a letter. */
static bool
is_address (const char *text, size_t length)
{
	const char *at = g_strrstr_len (text, (gssize) length, "@");

	if (!at || at == text || at == text + length - 1 || length > ADDRESS_MOST)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (g_ascii_isspace (text[i]) || g_ascii_iscntrl (text[i]))
			return false;
	}
	for (const char *p = at + 1; p < text + length; p++) {
		if (!g_ascii_isalnum (*p) && !strchr (".-_[]:", *p) && (guchar) *p < 0x80)
			return false;
	}
	return true;
}

/* The next address at or behind *p, which is moved behind it; g_free(); NULL: there is none. */
static char *
next_address (const char **p)
{
	static const char between[] = " \t,;<>()\"'";

	while (**p) {
		const char *word = *p;
		size_t length = strcspn (word, between);

		*p += length;
		*p += strspn (*p, between);
		if (is_address (word, length))
			return g_strndup (word, length);
	}
	return NULL;
}

char *
seen_address_of (const char *field)
{
	/* One in angle brackets is the address; what stands before it is a name, which may look like one. */
	const char *bracket = field ? strchr (field, '<') : NULL, *p = bracket ? bracket : field;

	return p ? next_address (&p) : NULL;
}

/* In lower case; g_free() */
static char *
domain_of (const char *address)
{
	const char *at = address ? strrchr (address, '@') : NULL;

	return at ? g_ascii_strdown (at + 1, -1) : NULL;
}

/* A name that a person may write behind a command: nothing that a shell would obey. */
static bool
is_host (const char *name)
{
	return g_ascii_isalnum (*name) && strchr (name, '.') && !name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789.-_")] &&
	       !g_hostname_is_ip_address (name);
}

/* Whose host it is: the domain that was registered; g_free(); NULL where the name does not tell. */
static char *
owner_of (const char *host)
{
	char *lower = host ? g_ascii_strdown (host, -1) : NULL;
	const char *domain = lower && is_host (lower) ? psl_registrable_domain (psl_builtin (), lower) : NULL;
	char *owner = g_strdup (domain);

	g_free (lower);
	return owner;
}

static bool
is_public (const char *text)
{
	GInetAddress *address = text ? g_inet_address_new_from_string (text) : NULL;
	bool good;

	if (!address)
		return false;
	good = !g_inet_address_get_is_any (address) && !g_inet_address_get_is_loopback (address) &&
	       !g_inet_address_get_is_link_local (address) && !g_inet_address_get_is_site_local (address) &&
	       !g_inet_address_get_is_multicast (address);
	if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
		good = good && (g_inet_address_to_bytes (address)[0] & 0xFE) != 0xFC; /* RFC 4193 */
	g_object_unref (address);
	return good;
}

/* Of a server that is named more than once the first address is kept. */
static void
note_server (GHashTable *servers, const char *name, const char *address)
{
	char *lower = g_ascii_strdown (name, -1);

	if (!g_hash_table_contains (servers, lower) && g_hash_table_size (servers) < SERVERS_MOST)
		g_hash_table_insert (servers, g_steal_pointer (&lower), g_strdup (address));
	g_free (lower);
}

/* Of a Received field whose client is that owner's. */
static void
see_client (GHashTable *servers, const bounce_hop_t *hop, const char *owner)
{
	const char *names[] = { bounce_hop_from (hop), bounce_hop_helo (hop) };

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		char *other = owner_of (names[i]);

		if (g_strcmp0 (owner, other) == 0 && is_public (bounce_hop_client (hop)))
			note_server (servers, names[i], bounce_hop_client (hop));
		g_free (other);
	}
}

/* From the top down to where the bounce came from elsewhere: servers of one owner, who is the recipient's or his provider. */
static void
see_takers (seen_t *seen, const bounce_record_t *record)
{
	char *owner = NULL;

	for (size_t i = 0; i < bounce_record_hop_count (record); i++) {
		const bounce_hop_t *hop = bounce_record_hop (record, i);
		char *other = owner_of (bounce_hop_by (hop)), *name;
		bool end = owner && other && strcmp (owner, other) != 0;

		if (other && !end) {
			name = g_ascii_strdown (bounce_hop_by (hop), -1);
			tally_add (&seen->takers, name);
			g_free (name);
			see_client (seen->known, hop, other);
		}
		if (!owner)
			owner = g_steal_pointer (&other);
		g_free (other);
		if (end)
			break;
	}
	for (size_t i = 0; owner && i < bounce_record_original_hop_count (record); i++)
		see_client (seen->claimed, bounce_record_original_hop (record, i), owner);
	g_free (owner);
}

/* Is domain that one, or below it? */
static bool
is_under (const char *domain, const char *above)
{
	size_t n = strlen (domain), m = strlen (above);

	return n >= m && g_ascii_strcasecmp (domain + n - m, above) == 0 && (n == m || domain[n - m - 1] == '.');
}

static void
bear (seen_t *seen, const char *domain)
{
	for (guint i = 0; domain && i < seen->borne->len; i++) {
		if (is_under (domain, bounce_context_domain (seen->context, i)))
			g_array_index (seen->borne, bool, i) = true;
	}
}

static void
see_domains (seen_t *seen, const char *field)
{
	char *address;

	while (field && (address = next_address (&field))) {
		char *domain = domain_of (address);

		bear (seen, domain);
		tally_add (&seen->domains, domain);
		g_free (domain);
		g_free (address);
	}
}

/* Whom the bounce came to: by its To, else by the server that took it in, which may have its own name for that mailbox.  An address
 * that was made for one mail, as "bounces+user=example.net", names somebody else. */
static void
see_address (seen_t *seen, const bounce_record_t *record)
{
	size_t count = bounce_record_hop_count (record);
	bool found = false;

	for (size_t i = 0; i <= count; i++) {
		const char *field = i > 0 ? bounce_hop_rcpt (bounce_record_hop (record, i - 1)) : bounce_record_to (record);
		char *address = seen_address_of (field);

		if (address && !found && !strchr (address, '=')) {
			tally_add (&seen->addresses, address);
			found = true;
		}
		see_domains (seen, field);
		g_free (address);
	}
}

/* In whose name the mail was sent. */
static void
see_sender (seen_t *seen, const bounce_record_t *record)
{
	char *from = seen_address_of (bounce_record_original_from (record)), *domain = domain_of (from);

	tally_add (&seen->senders, domain);
	see_domains (seen, bounce_record_original_from (record));
	see_domains (seen, bounce_record_original_return_path (record));
	g_free (domain);
	g_free (from);
}

static void
see_recipients (seen_t *seen, const bounce_record_t *record)
{
	size_t failed = 0;

	for (size_t i = 0; i < bounce_record_recipient_count (record); i++) {
		const bounce_recipient_t *recipient = bounce_record_recipient (record, i);
		char *domain = domain_of (bounce_recipient_address (recipient));
		bounce_action_t action = bounce_recipient_action (recipient);

		bear (seen, domain);
		g_free (domain);
		if (action != BOUNCE_ACTION_FAILED && action != BOUNCE_ACTION_NONE)
			continue;
		failed++;
		if (bounce_recipient_permanence (recipient) == BOUNCE_PERMANENCE_HARD)
			seen->hard++;
		else
			seen->soft++;
	}
	if (bounce_record_kind (record) != BOUNCE_KIND_FAILURE)
		return;
	seen->least = seen->failures++ ? MIN (seen->least, failed) : failed;
	seen->most = MAX (seen->most, failed);
}

void
seen_add (seen_t *seen, const bounce_record_t *record)
{
	bounce_kind_t kind = bounce_record_kind (record);

	if (kind != BOUNCE_KIND_FAILURE && kind != BOUNCE_KIND_DELAY)
		return;
	see_address (seen, record);
	see_sender (seen, record);
	see_takers (seen, record);
	see_recipients (seen, record);
}

char **
seen_unborne (const seen_t *seen)
{
	GPtrArray *domains = g_ptr_array_new ();

	for (guint i = 0; i < seen->borne->len; i++) {
		if (!g_array_index (seen->borne, bool, i))
			g_ptr_array_add (domains, g_strdup (bounce_context_domain (seen->context, i)));
	}
	g_ptr_array_add (domains, NULL);
	return (char **) g_ptr_array_free (domains, FALSE);
}

bool
seen_is_own (const seen_t *seen, const char *address)
{
	const char *taken = tally_first (&seen->addresses);
	char *domain = domain_of (address), *home = domain_of (taken);
	bool own = domain && home && strcmp (domain, home) == 0;

	for (guint i = 0; domain && !own && i < seen->borne->len; i++)
		own = is_under (domain, bounce_context_domain (seen->context, i));
	g_free (home);
	g_free (domain);
	return own;
}

const char *
seen_server (const seen_t *seen, const char **name, bool *known)
{
	GHashTable *servers[] = { seen->known, seen->claimed };

	for (size_t i = 0; i < G_N_ELEMENTS (servers); i++) {
		GList *names = g_list_sort (g_hash_table_get_keys (servers[i]), (GCompareFunc) strcmp);

		*name = names ? names->data : NULL;
		*known = i == 0;
		g_list_free (names);
		if (*name)
			return g_hash_table_lookup (servers[i], *name);
	}
	return NULL;
}

char *
seen_range (const char *text)
{
	GInetAddress *address = text ? g_inet_address_new_from_string (text) : NULL, *net;
	guint8 bytes[16] = { 0 };
	size_t size, keep;
	char *name, *range;

	if (!address)
		return NULL;
	size = g_inet_address_get_native_size (address);
	keep = size == 4 ? 3 : 6;
	memcpy (bytes, g_inet_address_to_bytes (address), keep);
	net = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (address));
	name = g_inet_address_to_string (net);
	range = g_strdup_printf ("%s/%zu", name, keep * 8);
	g_free (name);
	g_object_unref (net);
	g_object_unref (address);
	return range;
}
