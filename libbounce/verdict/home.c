/*
 * home.c - what is ours, as the settings say it
 *
 * In: the settings "home.*", one value a call, repeated calls add; an SPF record's text (RFC 7208) is read offline,
 * so of its mechanisms only ip4, ip6 and all can be told, and the rest leaves the record partial.  Out: tests of an
 * address or a name against them.  Error texts say what was expected and are the caller's to g_free(); the home
 * itself is freed with its context.  Written before the first parse only, so readers need no lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/home.h"

#include "mail/address.h"

static void
places_init (places_t *places)
{
	places->nets = g_array_new (FALSE, FALSE, sizeof (net_t));
	places->names = g_ptr_array_new_with_free_func (g_free);
}

static void
places_clear (places_t *places)
{
	g_array_unref (places->nets);
	g_ptr_array_unref (places->names);
}

home_t *
bnc_home_new (void)
{
	home_t *home = g_new0 (home_t, 1);

	home->domains = g_ptr_array_new_with_free_func (g_free);
	home->spf = g_array_new (FALSE, FALSE, sizeof (net_t));
	places_init (&home->own);
	places_init (&home->shared);
	places_init (&home->senders);
	places_init (&home->forwarders);
	bnc_policy_init (&home->policy);
	return home;
}

void
bnc_home_free (home_t *home)
{
	if (!home)
		return;
	g_ptr_array_unref (home->domains);
	g_array_unref (home->spf);
	places_clear (&home->own);
	places_clear (&home->shared);
	places_clear (&home->senders);
	places_clear (&home->forwarders);
	g_free (home);
}

static bool
add_name (GPtrArray *names, const char *value, bool single)
{
	if (!bnc_host_is (slice_str (value), single))
		return false;
	g_ptr_array_add (names, g_ascii_strdown (value, -1));
	return true;
}

static bool
add_net (GArray *nets, const char *value)
{
	net_t net;

	if (!bnc_net_parse (value, &net))
		return false;
	g_array_append_val (nets, net);
	return true;
}

/* One mechanism of an SPF record.  False where it is none at all. */
static bool
add_mechanism (home_t *home, const char *word)
{
	static const char *const by_dns[] = { "include", "a", "mx", "ptr", "exists", "redirect" };
	bool passes = strchr ("-~?", word[0]) == NULL;
	const char *name = strchr ("+-~?", word[0]) ? word + 1 : word;
	size_t n = strcspn (name, ":=/");
	net_t net;

	if (n == 3 && g_ascii_strncasecmp (name, "ip", 2) == 0 && name[3] == ':') {
		if ((name[2] != '4' && name[2] != '6') || !bnc_net_parse (name + 4, &net))
			return false;
		if ((name[2] == '6') != (strchr (name + 4, ':') != NULL))
			return false;
		if (passes)
			g_array_append_val (home->spf, net);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS (by_dns); i++) {
		if (slice_is (slice (name, n), by_dns[i])) {
			home->spf_partial |= passes;
			return true;
		}
	}
	if (slice_is (slice (name, n), "all")) {
		home->spf_partial |= passes;
		return true;
	}
	return name[n] == '='; /* RFC 7208, 6: unknown modifiers are ignored */
}

static bool
add_spf (home_t *home, const char *value)
{
	char **words = g_strsplit_set (value, " \t", -1);
	bool good = words[0] && g_ascii_strcasecmp (words[0], "v=spf1") == 0;
	bool was_partial = home->spf_partial;
	guint had = home->spf->len;

	for (char **word = words + 1; good && *word; word++)
		good = !**word || add_mechanism (home, *word);
	if (!good) {
		g_array_set_size (home->spf, had);
		home->spf_partial = was_partial;
	}
	g_strfreev (words);
	return good;
}

static bool
add_place (places_t *places, const char *value)
{
	return add_net (places->nets, value) || add_name (places->names, value, false);
}

static bool
add_to (home_t *home, const char *what, const char *value, const char **expected)
{
	if (strcmp (what, "domain") == 0) {
		*expected = "a domain such as \"owner.example\"";
		return add_name (home->domains, value, false);
	}
	if (strcmp (what, "network") == 0 || strcmp (what, "shared_network") == 0) {
		*expected = "a network such as \"192.0.2.0/24\" or \"2001:db8::/32\", or one address";
		return add_net (what[0] == 's' ? home->shared.nets : home->own.nets, value);
	}
	if (strcmp (what, "host") == 0) {
		*expected = "a host name such as \"mail.owner.example\"";
		return add_name (home->own.names, value, true);
	}
	if (strcmp (what, "sender") == 0 || strcmp (what, "forwarder") == 0) {
		*expected = "a host name, a domain, an address or a network of theirs";
		return add_place (what[0] == 's' ? &home->senders : &home->forwarders, value);
	}
	if (strcmp (what, "spf") == 0) {
		*expected = "the text of an SPF record such as \"v=spf1 ip4:192.0.2.10 -all\"";
		return add_spf (home, value);
	}
	return false;
}

bool
bnc_verdict_set (bounce_context_t *context, const char *key, const char *value, char **error)
{
	char *trimmed = g_strstrip (g_strdup (value));
	const char *expected = NULL;
	bool known;

	if (g_str_has_prefix (key, "home.")) {
		bool good = add_to (context->home, key + strlen ("home."), trimmed, &expected);

		known = good || expected;
		if (!good && expected)
			*error = g_strdup_printf ("expected %s; got \"%s\"", expected, trimmed);
	} else {
		known = bnc_policy_set (&context->home->policy, key, trimmed, error);
	}
	g_free (trimmed);
	return known;
}

bool
bnc_nets_hold (const GArray *nets, const ip_t *ip)
{
	for (guint i = 0; i < nets->len; i++) {
		if (bnc_net_holds (&g_array_index (nets, net_t, i), ip))
			return true;
	}
	return false;
}

bool
bnc_places_hold (const places_t *places, const ip_t *ip)
{
	return bnc_nets_hold (places->nets, ip);
}

bool
bnc_places_name (const places_t *places, const char *host)
{
	for (guint i = 0; host && i < places->names->len; i++) {
		if (bnc_host_under (host, g_ptr_array_index (places->names, i)))
			return true;
	}
	return false;
}

bool
bnc_home_knows_addresses (const home_t *home)
{
	return home->own.nets->len > 0 || home->shared.nets->len > 0 || home->spf->len > 0;
}

bool
bnc_home_knows_names (const home_t *home)
{
	return home->domains->len > 0 || home->own.names->len > 0;
}

bool
bnc_home_is_partial (const home_t *home)
{
	return !bnc_home_knows_addresses (home) ||
	       (home->spf_partial && home->own.nets->len == 0 && home->shared.nets->len == 0);
}
