/*
 * test-home.c - what is ours, as the settings say it; and what a bad setting is told
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "trace/home.h"
#include "verdict/policy.h"

static bool
holds (const char *net, const char *address)
{
	net_t n;
	ip_t ip;

	return bnc_net_parse (net, &n) && bnc_ip_read (address, &ip) && bnc_net_holds (&n, &ip);
}

static void
networks (void)
{
	net_t net;

	CHECK (holds ("192.0.2.0/24", "192.0.2.255"));
	CHECK (!holds ("192.0.2.0/24", "192.0.3.0"));
	CHECK (holds ("192.0.2.128/25", "192.0.2.128"));
	CHECK (!holds ("192.0.2.128/25", "192.0.2.127"));
	CHECK (holds ("192.0.2.1", "192.0.2.1"));
	CHECK (!holds ("192.0.2.1", "192.0.2.2"));
	CHECK (holds ("2001:db8::/32", "2001:db8:ffff::1"));
	CHECK (!holds ("2001:db8::/32", "2001:db9::1"));
	CHECK (holds ("0.0.0.0/0", "203.0.113.66"));
	CHECK (!holds ("0.0.0.0/0", "2001:db8::1"));
	CHECK (holds ("192.0.2.0/24", "::ffff:192.0.2.7"));
	CHECK (!bnc_net_parse ("192.0.2.0/33", &net));
	CHECK (!bnc_net_parse ("192.0.2.0/", &net));
	CHECK (!bnc_net_parse ("192.0.2.0/+8", &net));
	CHECK (!bnc_net_parse ("192.0.2/24", &net));
	CHECK (!bnc_net_parse ("2001:db8::/129", &net));
	CHECK (!bnc_net_parse ("", &net));
}

static void
inside (void)
{
	static const char *const in[] = { "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1", "::1",
					  "fd00::1", "fe80::1" };
	static const char *const out[] = { "192.0.2.1", "172.32.0.1", "100.128.0.1", "2001:db8::1", "11.0.0.1" };
	ip_t ip;

	for (size_t i = 0; i < G_N_ELEMENTS (in); i++)
		CHECK (bnc_ip_read (in[i], &ip) && bnc_ip_is_inside (&ip));
	for (size_t i = 0; i < G_N_ELEMENTS (out); i++)
		CHECK (bnc_ip_read (out[i], &ip) && !bnc_ip_is_inside (&ip));
	CHECK (!bnc_ip_read ("mx.example.org", &ip));
	CHECK (!bnc_ip_read (NULL, &ip));
}

static void
organisations (void)
{
	arena_t *arena = bnc_arena_new ();

	CHECK_STR (bnc_org_of ("MX1.Mail.Provider.Example.", arena), "provider.example");
	CHECK_STR (bnc_org_of ("mx.example.co.uk", arena), "example.co.uk");
	CHECK_STR (bnc_org_of ("co.uk", arena), NULL);
	CHECK_STR (bnc_org_of ("localhost", arena), NULL);
	CHECK_STR (bnc_org_of ("192.0.2.1", arena), NULL);
	CHECK_STR (bnc_org_of (NULL, arena), NULL);
	CHECK (bnc_host_same_org ("a.owner.example", "b.owner.example", arena));
	CHECK (!bnc_host_same_org ("a.co.uk", "b.co.uk", arena));
	CHECK (!bnc_host_same_org (NULL, NULL, arena));
	CHECK (bnc_host_under ("mail.owner.example", "OWNER.example"));
	CHECK (!bnc_host_under ("mailowner.example", "owner.example"));
	CHECK (bnc_host_is_public ("mx.example.org"));
	CHECK (!bnc_host_is_public ("exch01.corp"));
	CHECK (!bnc_host_is_public ("filter.lan"));
	CHECK_STR (bnc_net_around ("198.51.100.77", arena), "198.51.100.0/24");
	CHECK_STR (bnc_net_around ("2001:db8:1:2::3", arena), "2001:db8:1::/48");
	CHECK_STR (bnc_domain_of ("Owner <owner@owner.example>, b@c.example", arena), "owner.example");
	CHECK_STR (bnc_domain_of ("MAILER-DAEMON", arena), NULL);
	CHECK_STR (bnc_id_of (" <1@a.example> ", arena), "1@a.example");
	bnc_arena_free (arena);
}

static void
repeated_keys_add (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.domain", "owner.test", "home.network", "192.0.2.0/24",
						     "home.network", "2001:db8::/32", "home.sender", "esp.example", "home.sender", "203.0.113.9",
						     "home.forwarder", "alumni.example", NULL);
	const home_t *home = context->settings.home;
	ip_t ip;

	CHECK_INT (home->domains->len, 2);
	CHECK_INT (home->own.nets->len, 2);
	CHECK (bnc_ip_read ("2001:db8::5", &ip) && bnc_places_hold (&home->own, &ip));
	CHECK (bnc_ip_read ("203.0.113.9", &ip) && bnc_places_hold (&home->senders, &ip));
	CHECK (bnc_places_name (&home->senders, "out1.esp.example"));
	CHECK (bnc_places_name (&home->forwarders, "alumni.example"));
	CHECK (!bnc_places_name (&home->forwarders, "esp.example"));
	CHECK (bnc_home_knows_addresses (home));
	bounce_context_unref (context);
}

static void
spf (void)
{
	bounce_context_t *context = fixture_context ("home.spf", "v=spf1 ip4:192.0.2.10 -all", NULL);
	ip_t ip;

	CHECK (bnc_home_knows_addresses (context->settings.home));
	CHECK (!bnc_home_is_partial (context->settings.home));
	CHECK (bnc_ip_read ("192.0.2.11", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_FAIL);
	CHECK_INT (bounce_context_set (context, "home.spf", "v=spf1 ip4:192.0.2.11 include:esp.example ~all"), BOUNCE_OK);
	CHECK (bnc_home_is_partial (context->settings.home));
	CHECK (bnc_ip_read ("192.0.2.11", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_PASS);
	CHECK (bnc_ip_read ("192.0.2.12", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_UNKNOWN);
	CHECK_INT (bounce_context_set (context, "home.spf", "v=spf1 ip4:192.0.2.12 nonsense -all"), BOUNCE_ERROR_SETTING);
	CHECK_INT (context->settings.home->spf->len, 2);
	CHECK_INT (bounce_context_set (context, "home.network", "198.51.100.0/24"), BOUNCE_OK);
	CHECK (!bnc_home_is_partial (context->settings.home));
	bounce_context_unref (context);
}

static void
hours (void)
{
	static const struct {
		const char *value;
		int32_t from, to, offset;
	} cases[] = { { "08:00-18:30 +0900", 480, 1110, 540 }, { "8-18", 480, 1080, 0 },          { "22:00-06:00 -0330", 1320, 360, -210 },
		      { "00:00-24:00", 0, 1440, 0 },           { "9:05-17:00 +0000", 545, 1020, 0 } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.hours", cases[i].value, NULL);
		const hours_t *hours = &context->settings.home->hours;

		CHECK (hours->known);
		CHECK_INT (hours->from, cases[i].from);
		CHECK_INT (hours->to, cases[i].to);
		CHECK_INT (hours->offset_minutes, cases[i].offset);
		bounce_context_unref (context);
	}
}

static void
habits (void)
{
	bounce_context_t *context = fixture_context ("home.account", "Info@owner.example", "home.account", "sales", "home.script", "shop.php",
						     "home.rate", "40", NULL);
	const home_t *home = context->settings.home;

	CHECK_INT (home->accounts->len, 2);
	CHECK_INT (home->scripts->len, 1);
	CHECK_INT (home->rate, 40);
	CHECK (!home->hours.known);
	CHECK (!bnc_home_knows_addresses (home)); /* how he sends says nothing of where he is */
	bounce_context_unref (context);
}

static void
bad_values_are_explained (void)
{
	static const char *const bad[][3] = {
		{ "home.domain", "not a domain", "a domain such as" },      { "home.network", "192.0.2.0/99", "a network such as" },
		{ "home.network", "owner.example", "a network such as" },   { "home.shared_network", "x", "a network such as" },
		{ "home.host", "[", "a host name such as" },                { "home.sender", "!", "a host name, a domain, an address" },
		{ "home.dkim_key", "s1 owner.example !", "SELECTOR DOMAIN" }, { "home.batv_key", "", "the secret" },
		{ "home.verp", "bounces@owner.example", "* stands for" },   { "home.signs_all", "maybe", "\"yes\" or \"no\"" },
		{ "ledger.sent", "/nonexistent/ledger", "No such file" },   { "home.tags_all", "", "\"yes\" or \"no\"" },
		{ "home.spf", "all", "the text of an SPF record" },         { "prior", "0.5,0.5", "three numbers" },
		{ "prior", "0,0,0", "not all 0" },                          { "prior.genuine", "1.1", "a probability from 0 to 1" },
		{ "prior.forged", "-0.1", "a probability from 0 to 1" },    { "loss.genuine.forged", "much", "what it costs" },
		{ "loss.relayed.undecided", "1e3", "what it costs" },       { "home.account", "", "an account that sends for you" },
		{ "home.script", "", "a script that sends for you" },       { "home.mailer", "", "a program, as the field" },
		{ "home.hours", "8 to 18", "the hours in which" },          { "home.hours", "08:00-08:00", "the hours in which" },
		{ "home.hours", "08:60-18:00", "the hours in which" },      { "home.hours", "25:00-26:00", "the hours in which" },
		{ "home.hours", "08:00-18:00 JST", "the hours in which" },  { "home.hours", "08:00-18:00 +09", "the hours in which" },
		{ "home.hours", "08:00-18:00 +0960", "the hours in which" }, { "home.hours", "-8-18", "the hours in which" },
		{ "home.hours", "8-\xff", "the hours in which" },
		{ "home.rate", "0", "a number from 1 on" },                 { "home.rate", "many", "a number from 1 on" },
		{ "home.rate", "-3", "a number from 1 on" },                { "owner.sent", "maybe", "\"no\" where you did not send" },
		{ "now", "yesterday", "a time such as" },
	};
	bounce_context_t *context = fixture_plain ();

	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
		CHECK_INT (bounce_context_set (context, bad[i][0], bad[i][1]), BOUNCE_ERROR_SETTING);
		CHECK (strstr (bounce_context_error (context), bad[i][2]) != NULL);
		CHECK (strstr (bounce_context_error (context), bad[i][0]) != NULL);
	}
	CHECK_INT (bounce_context_set (context, "home.nothing", "x"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "ledger.diary", "x"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "loss.forged", "1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "loss.undecided.forged", "1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "prior.undecided", "1"), BOUNCE_ERROR_SETTING);
	CHECK (!context->settings.policy->prior_is_set);
	bounce_context_unref (context);
}

SUITE (bnc_test_trace_home, "trace/home", { "networks", networks }, { "inside", inside }, { "organisations", organisations },
       { "repeated keys add", repeated_keys_add }, { "spf", spf }, { "hours", hours }, { "habits", habits },
       { "bad values are explained", bad_values_are_explained })
