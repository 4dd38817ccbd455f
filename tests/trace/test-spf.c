/*
 * test-spf.c - what an SPF record says of an address, and what it leaves open
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "trace/spf.h"

static spf_result_t
check (const char *record, const char *address)
{
	spf_t *spf = bnc_spf_new (record);
	spf_result_t result = SPF_NONE;
	ip_t ip;

	CHECK (spf != NULL);
	if (spf && bnc_ip_read (address, &ip))
		result = bnc_spf_check (spf, &ip);
	bnc_spf_free (spf);
	return result;
}

static void
networks (void)
{
	static const char record[] = "v=spf1 ip4:192.0.2.0/28 +ip6:2001:db8::/64 ip4:198.51.100.7 -all";

	CHECK_INT (check (record, "192.0.2.15"), SPF_PASS);
	CHECK_INT (check (record, "192.0.2.16"), SPF_FAIL);
	CHECK_INT (check (record, "2001:db8::1"), SPF_PASS);
	CHECK_INT (check (record, "2001:db8:1::1"), SPF_FAIL);
	CHECK_INT (check (record, "198.51.100.7"), SPF_PASS);
	CHECK_INT (check ("V=SPF1 IP4:192.0.2.1 -ALL", "192.0.2.1"), SPF_PASS);
}

static void
qualifiers (void)
{
	CHECK_INT (check ("v=spf1 -all", "192.0.2.1"), SPF_FAIL);
	CHECK_INT (check ("v=spf1 ~all", "192.0.2.1"), SPF_SOFTFAIL);
	CHECK_INT (check ("v=spf1 ?all", "192.0.2.1"), SPF_NEUTRAL);
	CHECK_INT (check ("v=spf1 +all", "192.0.2.1"), SPF_PASS);
	CHECK_INT (check ("v=spf1", "192.0.2.1"), SPF_NEUTRAL);
	/* The first that matches decides. */
	CHECK_INT (check ("v=spf1 -ip4:192.0.2.99 ip4:192.0.2.0/24 -all", "192.0.2.99"), SPF_FAIL);
	CHECK_INT (check ("v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.99 -all", "192.0.2.99"), SPF_PASS);
	CHECK_INT (check ("v=spf1 ?ip4:192.0.2.99 -all", "192.0.2.99"), SPF_NEUTRAL);
}

/* What DNS would say is not guessed, but where both answers lead to one result that is the result. */
static void
unknown (void)
{
	CHECK_INT (check ("v=spf1 ip4:192.0.2.1 include:esp.example -all", "192.0.2.1"), SPF_PASS);
	CHECK_INT (check ("v=spf1 include:esp.example ip4:192.0.2.1 -all", "192.0.2.1"), SPF_PASS);
	CHECK_INT (check ("v=spf1 include:esp.example ip4:192.0.2.1 -all", "192.0.2.2"), SPF_UNKNOWN);
	CHECK_INT (check ("v=spf1 -exists:x.example ip4:192.0.2.1 -all", "192.0.2.1"), SPF_UNKNOWN);
	CHECK_INT (check ("v=spf1 -exists:x.example -all", "192.0.2.1"), SPF_FAIL);
	CHECK_INT (check ("v=spf1 -exists:x.example a -all", "192.0.2.1"), SPF_UNKNOWN);
	CHECK_INT (check ("v=spf1 a mx/24 a:mail.owner.example/28 ptr", "192.0.2.1"), SPF_UNKNOWN);
	CHECK_INT (check ("v=spf1 redirect=owner.test", "192.0.2.1"), SPF_UNKNOWN);
	CHECK_INT (check ("v=spf1 ip4:192.0.2.1 exp=why.owner.example later=x -all", "192.0.2.2"), SPF_FAIL);
}

static void
kinds (void)
{
	static const struct {
		const char *record;
		bool partial, addresses;
	} cases[] = {
		{ "v=spf1 ip4:192.0.2.1 -all", false, true },      { "v=spf1 -all", false, false },
		{ "v=spf1 ip4:192.0.2.1 mx -all", true, true },    { "v=spf1 -ip4:192.0.2.1 -all", false, false },
		{ "v=spf1 ip4:192.0.2.1 +all", true, true },       { "v=spf1 redirect=owner.test", true, false },
		{ "v=spf1 ip4:192.0.2.1 ?a ~all", false, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		spf_t *spf = bnc_spf_new (cases[i].record);

		CHECK_INT (bnc_spf_is_partial (spf), cases[i].partial);
		CHECK_INT (bnc_spf_names_addresses (spf), cases[i].addresses);
		bnc_spf_free (spf);
	}
}

static void
not_a_record (void)
{
	static const char *const bad[] = { "", "spf1 -all", "v=spf2 -all", "v=spf1 nonsense", "v=spf1 ip4:2001:db8::1", "v=spf1 ip6:192.0.2.1",
					   "v=spf1 ip4:192.0.2.0/33", "v=spf1 ip4:", "v=spf1 ip4", "v=spf1 ip4/8", "v=spf1 -" };

	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
		CHECK (bnc_spf_new (bad[i]) == NULL);
}

/* Of the records of several domains the best counts. */
static void
several (void)
{
	bounce_context_t *context = fixture_context ("home.spf", "v=spf1 ip4:192.0.2.1 -all", "home.spf", "v=spf1 ip4:192.0.2.2 ~all", NULL);
	ip_t ip;

	CHECK (bnc_ip_read ("192.0.2.1", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_PASS);
	CHECK (bnc_ip_read ("192.0.2.2", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_PASS);
	CHECK (bnc_ip_read ("192.0.2.3", &ip) && bnc_home_spf (context->settings.home, &ip) == SPF_SOFTFAIL);
	bounce_context_unref (context);
	context = fixture_plain ();
	CHECK_INT (bnc_home_spf (context->settings.home, &ip), SPF_NONE);
	bounce_context_unref (context);
}

SUITE (bnc_test_trace_spf, "trace/spf", { "networks", networks }, { "qualifiers", qualifiers }, { "unknown", unknown },
       { "kinds", kinds }, { "not a record", not_a_record }, { "several", several })
