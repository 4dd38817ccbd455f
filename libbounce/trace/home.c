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
	home->accounts = g_ptr_array_new_with_free_func (g_free);
	home->scripts = g_ptr_array_new_with_free_func (g_free);
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
	g_ptr_array_unref (home->accounts);
	g_ptr_array_unref (home->scripts);
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

/* A group of digits that matched; 0 where it is not there. */
static int32_t
number_of (const GMatchInfo *match, int group)
{
	char *digits = g_match_info_fetch (match, group);
	int32_t number = digits ? (int32_t) g_ascii_strtoll (digits, NULL, 10) : 0;

	g_free (digits);
	return number;
}

/* "08:00-18:30 +0900", "8-18"; without a zone, of UTC. */
static bool
read_hours (const char *value, hours_t *hours)
{
	GRegex *form = g_regex_new ("^(\\d{1,2})(?::([0-5]\\d))?-(\\d{1,2})(?::([0-5]\\d))?(?: ([+-])(0\\d|1[0-4])([0-5]\\d))?$",
	                            G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL);
	GMatchInfo *match = NULL;
	bool good = g_regex_match (form, value, 0, &match);

	if (good) {
		char *sign = g_match_info_fetch (match, 5);
		int32_t offset = number_of (match, 6) * 60 + number_of (match, 7);

		hours->known = true;
		hours->from = number_of (match, 1) * 60 + number_of (match, 2);
		hours->to = number_of (match, 3) * 60 + number_of (match, 4);
		hours->offset_minutes = sign && *sign == '-' ? -offset : offset;
		good = hours->from < 24 * 60 && hours->to <= 24 * 60 && hours->from != hours->to;
		g_free (sign);
	}
	g_match_info_free (match);
	g_regex_unref (form);
	return good;
}

/* How the owner writes and sends. */
static bool
set_habit (home_t *home, const char *what, const char *value, const char **expected)
{
	hours_t hours;
	guint64 rate;

	if (strcmp (what, "mailer") == 0) {
		*expected = "a program, as the field X-Mailer or User-Agent names it, such as \"Thunderbird\"";
		return add_made (home->mailers, *value ? g_ascii_strdown (value, -1) : NULL);
	}
	if (strcmp (what, "account") == 0) {
		*expected = "an account that sends for you, as your server's Received lines name it";
		return add_made (home->accounts, *value ? g_ascii_strdown (value, -1) : NULL);
	}
	if (strcmp (what, "script") == 0) {
		*expected = "a script that sends for you, as X-PHP-Script or X-PHP-Originating-Script names it, such as \"www.owner.example/shop.php\"";
		return add_made (home->scripts, *value ? g_ascii_strdown (value, -1) : NULL);
	}
	if (strcmp (what, "hours") == 0) {
		*expected = "the hours in which you write mail and their zone, such as \"08:00-18:30 +0900\"";
		if (!read_hours (value, &hours))
			return false;
		home->hours = hours;
		return true;
	}
	if (strcmp (what, "rate") == 0) {
		*expected = "how many messages an hour you send at most, a number from 1 on";
		if (!g_ascii_string_to_unsigned (value, 10, 1, 100000000, &rate, NULL))
			return false;
		home->rate = (int32_t) rate;
		return true;
	}
	return false;
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
	return set_habit (home, what, value, expected);
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
