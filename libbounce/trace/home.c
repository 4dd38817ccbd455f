/*
 * home.c - what is ours, as the settings say it
 *
 * In: the settings "home.*" that say who is the owner's, one value a call, repeated calls add.  Out: tests of an address or a name
 * against them.  Freed with its context.  Written before the first parse only, so readers need no lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/home.h"

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
	home->spf = g_ptr_array_new_with_free_func (bnc_spf_free);
	home->mailers = g_ptr_array_new_with_free_func (g_free);
	places_init (&home->own);
	places_init (&home->shared);
	places_init (&home->senders);
	places_init (&home->forwarders);
	return home;
}

void
bnc_home_free (home_t *home)
{
	if (!home)
		return;
	g_ptr_array_unref (home->domains);
	g_ptr_array_unref (home->spf);
	g_ptr_array_unref (home->mailers);
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

static bool
add_made (GPtrArray *list, gpointer made)
{
	if (!made)
		return false;
	g_ptr_array_add (list, made);
	return true;
}

bool
bnc_flag_parse (const char *value, bool *flag)
{
	static const char *const words[2][4] = { { "no", "false", "off", "0" }, { "yes", "true", "on", "1" } };

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < G_N_ELEMENTS (words[i]); j++) {
			if (!slice_is (slice_str (value), words[i][j]))
				continue;
			*flag = i == 1;
			return true;
		}
	}
	return false;
}

static bool
add_place (places_t *places, const char *value)
{
	return add_net (places->nets, value) || add_name (places->names, value, false);
}

bool
bnc_home_set (home_t *home, const char *what, const char *value, const char **expected)
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
		return add_made (home->spf, bnc_spf_new (value));
	}
	if (strcmp (what, "mailer") == 0) {
		*expected = "a program, as the field X-Mailer or User-Agent names it, such as \"Thunderbird\"";
		return add_made (home->mailers, *value ? g_ascii_strdown (value, -1) : NULL);
	}
	return false;
}

static bool
nets_hold (const GArray *nets, const ip_t *ip)
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
	return nets_hold (places->nets, ip);
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

spf_result_t
bnc_home_spf (const home_t *home, const ip_t *client)
{
	static const spf_result_t best[] = { SPF_PASS, SPF_UNKNOWN, SPF_NEUTRAL, SPF_SOFTFAIL, SPF_FAIL };
	bool said[SPF_FAIL + 1] = { false };

	for (guint i = 0; i < home->spf->len; i++)
		said[bnc_spf_check (g_ptr_array_index (home->spf, i), client)] = true;
	for (size_t i = 0; i < G_N_ELEMENTS (best); i++) {
		if (said[best[i]])
			return best[i];
	}
	return SPF_NONE;
}

static bool
any_spf (const home_t *home, bool (*test) (const spf_t *spf))
{
	for (guint i = 0; i < home->spf->len; i++) {
		if (test (g_ptr_array_index (home->spf, i)))
			return true;
	}
	return false;
}

bool
bnc_home_knows_addresses (const home_t *home)
{
	return home->own.nets->len > 0 || home->shared.nets->len > 0 || any_spf (home, bnc_spf_names_addresses);
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
	       (home->own.nets->len == 0 && home->shared.nets->len == 0 && any_spf (home, bnc_spf_is_partial));
}
