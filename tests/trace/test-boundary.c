/*
 * test-boundary.c - which hop of the returned trail can be believed
 *
 * Longer than other files: the trails are told in hops that are named once here, and each rule is seen against the same ones.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#define HOP_STRANGER_TO_GATEWAY .from = "adsl-66.pool.bad.example", .helo = "friend", .client = "203.0.113.66", .by = "gw.rcv.example"
#define HOP_OWN_TO_GATEWAY .from = "mail.owner.example", .helo = "mail.owner.example", .client = "192.0.2.10", .by = "gw.rcv.example"

/* Finds, and gives record and context back with the next call of done(). */
static boundary_t *
find (bounce_context_t *context, bounce_record_t *record)
{
	boundary_t *boundary = ARENA_NEW (record->arena, boundary_t);

	bnc_boundary_find (boundary, context->settings.home, record, record->arena);
	return boundary;
}

static void
done (bounce_context_t *context, bounce_record_t *record)
{
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
anchor (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_bounce ();
	boundary_t *b;

	OUTER (record, .from = "localhost", .helo = "localhost", .client = "127.0.0.1", .by = "mail.owner.example");
	OUTER (record, .from = "gate.owner.example", .helo = "gate.owner.example", .client = "192.0.2.11", .by = "mail.owner.example");
	OUTER (record, .from = "mx.rcv.example", .helo = "mx.rcv.example", .client = "198.51.100.20", .by = "gate.owner.example");
	OUTER (record, .from = "deep.rcv.example", .helo = "deep.rcv.example", .client = "198.51.100.21", .by = "mx.rcv.example");
	b = find (context, record);
	CHECK (b->anchor == &record->hops[2]);
	CHECK (!b->made_at_home);
	done (context, record);

	context = fixture_owner ();
	record = fixture_own_report ();
	b = find (context, record);
	CHECK (b->anchor == NULL);
	CHECK (b->made_at_home);
	CHECK_STR (b->bouncer, "mail.owner.example");
	done (context, record);
}

/* Without settings: whoever took the bounce in for us, down to the anchor, is ours or our provider's. */
static void
anchor_inferred (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_bounce ();
	boundary_t *b;

	OUTER (record, .from = "mx.provider.example", .helo = "mx.provider.example", .client = "198.51.100.24", .by = "imap.provider.example");
	OUTER (record, .from = "mail.portal.example", .helo = "mail.portal.example", .client = "203.0.113.80", .by = "mx.provider.example");
	b = find (context, record);
	CHECK (b->anchor == &record->hops[1]);
	CHECK (bnc_owner_host (&b->owner, "smtp.provider.example"));
	CHECK (bnc_owner_host (&b->owner, "www.owner.example"));
	CHECK (!bnc_owner_host (&b->owner, "mail.portal.example"));
	done (context, record);

	context = fixture_plain ();
	record = fixture_bounce ();
	OUTER (record, .from = "pop.provider.example", .helo = "pop.provider.example", .client = "198.51.100.24", .by = "pc.owner.example",
	       .with = "POP3");
	OUTER (record, .from = "mail.portal.example", .helo = "mail.portal.example", .client = "203.0.113.80", .by = "mx.provider.example");
	b = find (context, record);
	CHECK (b->anchor == &record->hops[1]);
	CHECK (bnc_owner_host (&b->owner, "smtp.provider.example"));
	done (context, record);
}

static void
bouncer (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();

	CHECK_STR (find (context, record)->bouncer, "mx.rcv.example");
	record->reporting_mta = NULL;
	record->from = "<postmaster@rcv.example>";
	CHECK_STR (find (context, record)->bouncer, "rcv.example");
	record->from = "MAILER-DAEMON";
	RETURNED (record, HOP_STRANGER_TO_RCV);
	CHECK_STR (find (context, record)->bouncer, "mx.rcv.example");
	record->from = "MAILER-DAEMON@owner.example"; /* completed by our own server */
	CHECK_STR (find (context, record)->bouncer, "mx.rcv.example");
	CHECK (!find (context, record)->made_at_home);
	done (context, record);
}

static void
tiers (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_STRANGER_TO_RCV);
	CHECK_INT (find (context, record)->tier, 1);
	record->hops[0].looked_up = "smarthost.example.net";
	CHECK_INT (find (context, record)->tier, 2);
	record->hops[0].looked_up = NULL; /* what it says of itself, and a lookup that failed, link nothing */
	CHECK_INT (find (context, record)->tier, 2);
	record->reporting_mta = NULL;
	CHECK_INT (find (context, record)->tier, 4);
	record->hops[0].looked_up = "mx.rcv.example";
	CHECK_INT (find (context, record)->tier, 3);
	record->hops[0].looked_up = "smarthost.example.net";
	CHECK_INT (find (context, record)->tier, 4);
	CHECK (find (context, record)->hop == NULL);
	record->reporting_mta = "mx.other.example";
	CHECK_INT (find (context, record)->tier, 4);
	record->hop_count = 0;
	record->reporting_mta = "mx.rcv.example";
	CHECK_INT (find (context, record)->tier, 2);
	record->original.hop_count = 0;
	CHECK_INT (find (context, record)->tier, 0);
	done (context, record);
}

/* The server answered with two returned messages: whose lines the first are is not known. */
static void
two_returned_messages (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();

	record->original.doubled = true;
	CHECK_INT (find (context, record)->tier, 4);
	CHECK (find (context, record)->hop == NULL);
	CHECK (find (context, record)->submission == NULL);
	done (context, record);
}

/* The host that sent us the bounce says that it got it from outside its site: it may be anybody's. */
static void
handed_in (void)
{
	static const struct {
		struct bounce_hop hop;
		bool handed_in;
	} cases[] = {
		{ { .helo = "mx.rcv.example", .looked_up = "", .client = "203.0.113.160", .by = "mx.rcv.example" }, true },
		{ { .from = "dsl-160.bad.example", .client = "203.0.113.160", .by = "mx.rcv.example" }, true },
		{ { .helo = "pc", .looked_up = "", .client = "203.0.113.160", .by = "mx.rcv.example", .authenticated = true }, true },
		{ { .helo = "hub", .looked_up = "", .client = "198.51.100.21", .by = "mx.rcv.example" }, false },
		{ { .helo = "hub", .looked_up = "", .client = "10.1.1.1", .by = "mx.rcv.example" }, false },
		{ { .from = "hub.rcv.example", .client = "203.0.113.160", .by = "mx.rcv.example" }, false },
		{ { .by = "mx.rcv.example", .local = true }, false },
		{ { .helo = "x", .looked_up = "", .client = "203.0.113.160", .by = "mx.elsewhere.example" }, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_report ();

		fixture_outer (record, cases[i].hop);
		RETURNED (record, HOP_STRANGER_TO_RCV);
		CHECK_INT (find (context, record)->handed_in, cases[i].handed_in);
		CHECK_INT (find (context, record)->tier, cases[i].handed_in ? 2 : 1);
		done (context, record);
	}
}

/* A large cloud's hosts are far from each other, and write no looked-up names. */
static void
handed_on_in_a_cloud (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_bounce ();

	record->reporting_mta = "AB1.eurprd05.prod.outlook.com";
	OUTER (record, .from = "mail-x.outbound.protection.outlook.com", .client = "198.51.100.20", .by = "mail.owner.example");
	OUTER (record, .helo = "AB1.eurprd05.prod.outlook.com", .looked_up = "", .client = "2001:db8:1::1", .by = "AB2.eurprd05.prod.outlook.com");
	RETURNED (record, .helo = "x", .client = "203.0.113.66", .by = "AB1.eurprd05.prod.outlook.com");
	CHECK (!find (context, record)->handed_in);
	CHECK_INT (find (context, record)->tier, 1);
	done (context, record);
}

/* A hub that bears a name of its own site alone stands behind the gateway that sent us the bounce. */
static void
hub_behind_gateway (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	boundary_t *b;

	record->reporting_mta = "EX1.rcv.local";
	RETURNED (record, .helo = "EX1.rcv.local", .looked_up = "", .client = "10.1.1.1", .by = "EX1.rcv.local", .by_address = "10.1.1.1");
	RETURNED (record, .helo = "mail.owner.example", .looked_up = "", .client = "192.0.2.10", .by = "EX1.rcv.local");
	b = find (context, record);
	CHECK_INT (b->tier, 3);
	CHECK (b->hop == &record->original.hops[1]);
	CHECK_INT (b->client, STANDING_OWN);

	record->hops[0].looked_up = NULL; /* the gateway's name is its own word */
	CHECK_INT (find (context, record)->tier, 2);
	record->hops[0].looked_up = "mx.elsewhere.example";
	CHECK_INT (find (context, record)->tier, 2);

	/* The report's From is another's: then the gateway's own lines tell. */
	OUTER (record, .helo = "EX1.rcv.local", .looked_up = "", .client = "10.1.1.1", .by = "mx.elsewhere.example");
	CHECK_INT (find (context, record)->tier, 3);
	record->hops[1].client = "203.0.113.66"; /* which got it from a stranger who only says so */
	CHECK_INT (find (context, record)->tier, 2);
	done (context, record);
}

/* A lower line that names the bouncer again is a claim. */
static void
stops_at_first_foreign_client (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	boundary_t *b;

	RETURNED (record, HOP_STRANGER_TO_RCV);
	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (b->hop == &record->original.hops[0]);
	CHECK_INT (b->client, STANDING_FOREIGN);
	CHECK (b->claim == &record->original.hops[2]);
	CHECK (b->submission == NULL);
	CHECK (!b->intermediary);
	done (context, record);
}

static void
reinjection (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	boundary_t *b;

	RETURNED (record, .from = "localhost", .helo = "localhost", .client = "127.0.0.1", .by = "mx.rcv.example");
	RETURNED (record, .from = "mx.rcv.example", .helo = "mx", .client = "10.0.0.1", .by = "filter.lan");
	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (b->hop == &record->original.hops[2]);
	CHECK_INT (b->tier, 1);
	CHECK_INT (b->client, STANDING_OWN);

	/* By its own word that it wrote the next line a private client may be a router, and whoever came stands behind it. */
	record->original.hops[1].looked_up = NULL;
	b = find (context, record);
	CHECK (b->hop == &record->original.hops[1]);
	CHECK_INT (b->client, STANDING_INSIDE);
	CHECK (b->submission == NULL);
	done (context, record);

	/* Behind a private client a stranger's line is not the bouncer's. */
	context = fixture_owner ();
	record = fixture_report ();
	RETURNED (record, .from = "gateway", .helo = "gateway", .client = "172.17.0.1", .by = "mx.rcv.example");
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (b->hop == &record->original.hops[0]);
	CHECK_INT (b->client, STANDING_INSIDE);
	CHECK (b->submission == NULL);
	done (context, record);
}

/* Exchange writes its own address: a client that has it is the host itself; and nobody from outside comes the way into the mailbox. */
static void
exchange_hands_on_to_itself (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_bounce ();
	boundary_t *b;

	OUTER (record, .helo = "EX2", .looked_up = "", .client = "10.1.1.2", .by = "EX1", .by_address = "10.1.1.1", .within = true);
	OUTER (record, .helo = "EX1", .looked_up = "", .client = "10.1.1.1", .by = "EX1", .by_address = "10.1.1.1");
	OUTER (record, .helo = "mx.rcv.example", .looked_up = "", .client = "198.51.100.20", .by = "EX1", .by_address = "10.1.1.1");
	b = find (context, record);
	CHECK (b->anchor == &record->hops[2]);
	CHECK (!b->hidden);
	record->hops[1].by_address = "10.1.1.3";
	b = find (context, record);
	CHECK (b->anchor == &record->hops[1]);
	CHECK (b->hidden);
	done (context, record);
}

/* A router or a container's bridge before our own server: who sent the bounce is hidden, unless the settings say that the client is ours. */
static void
private_client_at_the_top (void)
{
	static const struct {
		const char *key, *value;
		bool hidden;
	} cases[] = { { "home.network", "192.0.2.0/24", true }, { "home.network", "172.17.0.0/16", false }, { "home.host", "gw.owner.example", false },
		      { "home.host", "other.owner.example", true } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context (cases[i].key, cases[i].value, NULL);
		bounce_record_t *record = fixture_bounce ();
		boundary_t *b;

		record->reporting_mta = "mx.rcv.example";
		OUTER (record, .from = "gw.owner.example", .helo = "gw", .client = "172.17.0.1", .by = "mail.owner.example");
		OUTER (record, .from = "mx.rcv.example", .helo = "mx.rcv.example", .client = "198.51.100.20", .by = "bridge.lan");
		RETURNED (record, HOP_STRANGER_TO_RCV);
		b = find (context, record);
		CHECK_INT (b->hidden, cases[i].hidden);
		CHECK (b->anchor == &record->hops[cases[i].hidden ? 0 : 1]);
		CHECK_INT (b->tier, cases[i].hidden ? 2 : 1); /* a line below it links nothing */
		CHECK (!b->made_at_home);
		done (context, record);
	}
}

/* Hosts of a service that strangers use as well are nobody's by inference, whatever took the bounce in there. */
static void
clouds (void)
{
	static const char *const hosts[] = { "ab1.prod.outlook.com", "mail-wm1-f70.google.com", "a8-1.smtp-out.amazonses.com" };

	for (size_t i = 0; i < G_N_ELEMENTS (hosts); i++) {
		bounce_context_t *context = fixture_plain ();
		bounce_record_t *record = fixture_bounce ();
		boundary_t *b;

		record->reporting_mta = "mx.rcv.example";
		OUTER (record, .from = "mx.rcv.example", .helo = "mx.rcv.example", .client = "198.51.100.20", .by = hosts[i]);
		RETURNED (record, .from = hosts[i], .helo = hosts[i], .client = "203.0.113.80", .by = "mx.rcv.example");
		RETURNED (record, .from = "pc", .helo = "pc", .client = "203.0.113.66", .by = hosts[i]);
		b = find (context, record);
		CHECK (bnc_owner_is_cloud (hosts[i]));
		CHECK (!bnc_owner_host (&b->owner, hosts[i]));
		CHECK_INT (b->client, STANDING_UNKNOWN); /* who of all its customers handed it in is not known */
		CHECK (b->submission == NULL);
		done (context, record);
	}
	CHECK (!bnc_owner_is_cloud ("mx.provider.example"));
	CHECK (!bnc_owner_is_cloud ("notgoogle.com"));
}

/* What a host of our own cloud handed on may be ours or any other customer's; with our networks known, or from another cloud, it is none of ours. */
static void
own_cloud (void)
{
	static const struct {
		const char *network, *taker, *client;
		standing_t standing;
	} cases[] = { { NULL, "ab1.prod.outlook.com", "ab2.prod.outlook.com", STANDING_UNKNOWN },
		      { "192.0.2.0/24", "ab1.prod.outlook.com", "ab2.prod.outlook.com", STANDING_FOREIGN },
		      { NULL, "ab1.prod.outlook.com", "mail-wm1-f70.google.com", STANDING_FOREIGN },
		      { NULL, "mx.provider.example", "ab2.prod.outlook.com", STANDING_FOREIGN } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = cases[i].network ? fixture_context ("home.network", cases[i].network, NULL) : fixture_plain ();
		bounce_record_t *record = fixture_bounce ();

		record->reporting_mta = "mx.rcv.example";
		OUTER (record, .from = "mx.rcv.example", .helo = "mx.rcv.example", .client = "198.51.100.20", .by = cases[i].taker);
		RETURNED (record, .helo = cases[i].client, .looked_up = "", .client = "203.0.113.80", .by = "mx.rcv.example");
		RETURNED (record, .helo = "pc", .looked_up = "", .client = "203.0.113.66", .by = cases[i].client);
		CHECK_INT (find (context, record)->client, cases[i].standing);
		CHECK_INT (find (context, record)->intermediary, cases[i].standing == STANDING_FOREIGN);
		done (context, record);
	}
}

/* A domain of ours that is only said in HELO puts nobody inside: with names alone known, and with nothing. */
static void
helo_is_no_proof (void)
{
	for (int i = 0; i < 2; i++) {
		bounce_context_t *context = i ? fixture_plain () : fixture_context ("home.domain", "owner.example", "home.host", "mail.owner.example", NULL);
		bounce_record_t *record = fixture_report ();
		boundary_t *b;

		RETURNED (record, .helo = "mail.owner.example", .client = "203.0.113.66", .by = "mx.rcv.example");
		RETURNED (record, HOP_PC_TO_OWN);
		b = find (context, record);
		CHECK_INT (b->client, STANDING_FOREIGN);
		CHECK (b->submission == NULL);
		record->original.hops[0].from = record->original.hops[0].looked_up = "mail.owner.example";
		CHECK (standing_is_ours (find (context, record)->client));
		done (context, record);
	}
}

static void
extends_to_own_server (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	boundary_t *b = find (context, record);

	CHECK_INT (b->client, STANDING_OWN);
	CHECK (b->submission == &record->original.hops[1]);
	CHECK (bnc_owner_knows_client (&b->owner, b->submission));
	done (context, record);

	context = fixture_owner ();
	record = fixture_report ();
	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, .from = "localhost", .helo = "localhost", .client = "127.0.0.1", .by = "mail.owner.example");
	RETURNED (record, HOP_STRANGER_TO_OWN);
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (b->submission == &record->original.hops[2]);
	CHECK (!bnc_owner_knows_client (&b->owner, b->submission));
	done (context, record);

	/* The line below our server that another host wrote is not ours. */
	context = fixture_owner ();
	record = fixture_report ();
	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, .from = "x.example", .helo = "x.example", .client = "203.0.113.9", .by = "mx.elsewhere.example");
	b = find (context, record);
	CHECK_INT (b->client, STANDING_OWN);
	CHECK (b->submission == NULL);
	done (context, record);
}

/* A gateway of the bouncer's site stands before it: what that took from us is the fact. */
static void
gateway (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	const boundary_t *b;

	RETURNED (record, .from = "gw.rcv.example", .helo = "gw", .client = "203.0.113.9", .by = "mx.rcv.example");
	RETURNED (record, .from = "mail.owner.example", .helo = "mail.owner.example", .client = "192.0.2.10", .by = "gw.rcv.example");
	RETURNED (record, HOP_STRANGER_TO_OWN);
	b = find (context, record);
	CHECK (!b->intermediary);
	CHECK_STR (b->hop->by, "gw.rcv.example");
	CHECK_INT (b->client, STANDING_OWN);
	CHECK_STR (b->submission->client, "203.0.113.66");
	bounce_record_unref (record);

	/* By its word alone, but it is next door. */
	record = fixture_report ();
	RETURNED (record, .helo = "gw.rcv.example", .client = "198.51.100.9", .by = "mx.rcv.example");
	RETURNED (record, HOP_STRANGER_TO_GATEWAY);
	b = find (context, record);
	CHECK (!b->intermediary);
	CHECK_STR (b->hop->client, "203.0.113.66");
	CHECK_INT (b->client, STANDING_FOREIGN);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* Within the site, by a private address: believed if the gateway's own line names that address, as Exchange does, and at T2. */
static void
gateway_within (void)
{
	static const char *const addresses[] = { "10.1.1.9", "10.1.1.8", NULL };

	for (size_t i = 0; i < G_N_ELEMENTS (addresses); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_report ();
		const boundary_t *b;

		RETURNED (record, .helo = "gw.rcv.example", .looked_up = "", .client = "10.1.1.9", .by = "mx.rcv.example");
		RETURNED (record, HOP_STRANGER_TO_GATEWAY, .by_address = addresses[i]);
		b = find (context, record);
		CHECK (b->hop == &record->original.hops[i ? 0 : 1]);
		CHECK_INT (b->client, i ? STANDING_INSIDE : STANDING_FOREIGN);
		CHECK_INT (b->link, 1);
		CHECK_INT (b->tier, i ? 1 : 2);
		done (context, record);
	}
}

/* A forger anywhere else can say that name too, a customer's line has the site's name, and a line of another host's is a claim. */
static void
no_gateway (void)
{
	static const struct bounce_hop cases[][2] = {
		{ { .helo = "gw.rcv.example", .client = "203.0.113.66", .by = "mx.rcv.example" }, { HOP_OWN_TO_GATEWAY } },
		{ { .from = "dsl-66.rcv.example", .helo = "x", .client = "203.0.113.66", .by = "mx.rcv.example" },
		  { .from = "mail.owner.example", .client = "192.0.2.10", .by = "dsl-66.rcv.example" } },
		{ { .from = "gw.rcv.example", .helo = "gw", .client = "203.0.113.9", .by = "mx.rcv.example" },
		  { .from = "mail.owner.example", .client = "192.0.2.10", .by = "other.rcv.example" } },
	};
	bounce_context_t *context = fixture_owner ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_record_t *record = fixture_report ();
		const boundary_t *b;

		fixture_returned (record, cases[i][0]);
		fixture_returned (record, cases[i][1]);
		b = find (context, record);
		CHECK_STR (b->hop->by, "mx.rcv.example");
		CHECK (b->client != STANDING_OWN);
		CHECK (b->intermediary);
		bounce_record_unref (record);
	}
	bounce_context_unref (context);
}

static void
intermediary (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	boundary_t *b;

	RETURNED (record, .from = "out.list.example", .helo = "out.list.example", .client = "203.0.113.30", .by = "mx.rcv.example");
	RETURNED (record, .from = "mail.owner.example", .helo = "mail.owner.example", .client = "192.0.2.10", .by = "in.list.example");
	b = find (context, record);
	CHECK (b->intermediary);
	CHECK (b->claim == NULL);
	CHECK_INT (b->client, STANDING_FOREIGN);
	done (context, record);

	/* A stranger that names our server as itself is no intermediary. */
	context = fixture_owner ();
	record = fixture_report ();
	RETURNED (record, .from = "adsl-66.pool.bad.example", .helo = "mail.owner.example", .client = "203.0.113.66", .by = "mx.rcv.example");
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (!b->intermediary);
	CHECK (b->claim == &record->original.hops[1]);
	done (context, record);
}

/* With nothing told: a client that only calls itself ours, and shows a stranger's relaying. Mail that came to us, and mail of the host that
 * returned it, are lines that anybody has from us. */
static void
claimed_relay (void)
{
	static const struct {
		struct bounce_hop hop;
		standing_t standing;
	} cases[] = {
		{ { .from = "dsl-66.bad.example", .client = "203.0.113.66", .by = "mail.owner.example", .rcpt = "u0@rcv.example" }, STANDING_CLAIMED },
		{ { .from = "dsl-66.bad.example", .client = "203.0.113.66", .by = "mail.owner.example", .rcpt = "owner@owner.example" }, STANDING_FOREIGN },
		{ { .from = "mx.rcv.example", .client = "198.51.100.20", .by = "mail.owner.example", .rcpt = "u0@rcv.example" }, STANDING_FOREIGN },
		{ { .helo = "mx.rcv.example", .client = "198.51.100.20", .by = "mail.owner.example" }, STANDING_FOREIGN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_plain ();
		bounce_record_t *record = fixture_report ();

		fixture_fails (record, "@rcv.example", 0, 1);
		RETURNED (record, .helo = "mail.owner.example", .looked_up = "", .client = "203.0.113.80", .by = "mx.rcv.example");
		fixture_returned (record, cases[i].hop);
		CHECK_INT (find (context, record)->client, cases[i].standing);
		done (context, record);
	}
}

/* A declared forwarder is believed once. */
static void
forwarder (void)
{
	bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", "home.domain", "owner.example", "home.forwarder",
						     "list.example", NULL);
	bounce_record_t *record = fixture_report ();
	boundary_t *b;

	RETURNED (record, .from = "out.list.example", .helo = "out.list.example", .client = "203.0.113.30", .by = "mx.rcv.example");
	RETURNED (record, .from = "mail.owner.example", .helo = "mail.owner.example", .client = "192.0.2.10", .by = "in.list.example");
	RETURNED (record, HOP_PC_TO_OWN);
	b = find (context, record);
	CHECK (b->via == &record->original.hops[0]);
	CHECK (b->hop == &record->original.hops[1]);
	CHECK_INT (b->client, STANDING_OWN);
	CHECK (b->submission == &record->original.hops[2]);
	record->original.hops[1].client = "203.0.113.66";
	record->original.hops[1].from = NULL;
	b = find (context, record);
	CHECK_INT (b->client, STANDING_FOREIGN);
	record->original.hop_count = 1;
	CHECK (find (context, record)->intermediary);
	done (context, record);
}

/* Our own server made the bounce: its line's client is the submission. */
static void
own_bouncer (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_own_report ();
	boundary_t *b;

	RETURNED (record, HOP_STRANGER_TO_OWN);
	b = find (context, record);
	CHECK (b->made_at_home);
	CHECK_INT (b->tier, 1);
	CHECK (b->submission == &record->original.hops[0]);
	done (context, record);
}

static void
standings (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.shared_network", "198.51.100.0/25", "home.sender",
						     "203.0.113.128/25", "home.spf", "v=spf1 ip4:192.0.2.10 ip4:192.0.2.200 -all", NULL);
	static const struct {
		const char *client, *from;
		standing_t standing;
	} cases[] = {
		{ "198.51.100.25", "x.provider.example", STANDING_SHARED }, { "203.0.113.129", "a.esp.example", STANDING_SENDER },
		{ "192.0.2.10", "mail.owner.example", STANDING_SHARED },    { "192.0.2.200", "a.esp.example", STANDING_SENDER },
		{ "192.0.2.11", "a.esp.example", STANDING_FOREIGN },        { "10.0.0.1", "x", STANDING_INSIDE },
		{ "203.0.113.1", "vps.owner.example", STANDING_FOREIGN },    { NULL, "a.esp.example", STANDING_UNKNOWN },
	};
	bounce_record_t *record = fixture_report ();
	boundary_t *b = find (context, record);

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		struct bounce_hop hop = { .client = cases[i].client, .from = cases[i].from, .looked_up = cases[i].from, .helo = "something" };

		CHECK_INT (bnc_owner_client (&b->owner, &hop, NULL), cases[i].standing);
	}
	done (context, record);
}

/* What the client says of itself never says that it is ours; but with nothing known, that it shows a stranger who used it is worth a look. */
static void
names_without_proof (void)
{
	enum { STRANGER, LOGGED_IN, LOCAL, BESIDE, OTHER_LINE, KNOWN };
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_portal_relayed (0);
	boundary_t *b = find (context, record);

	CHECK_INT (b->tier, 3);
	CHECK_INT (b->client, STANDING_INFERRED);
	CHECK (b->submission == &record->original.hops[1]);
	done (context, record);

	for (int i = STRANGER; i <= KNOWN; i++) {
		context = i == KNOWN ? fixture_context ("home.network", "192.0.2.0/24", NULL) : fixture_plain ();
		record = fixture_portal_relayed (0);
		record->original.hops[0].looked_up = NULL;
		record->original.hops[1].authenticated = i == LOGGED_IN;
		record->original.hops[1].local = i == LOCAL;
		record->original.hops[1].client = i == BESIDE ? "10.0.0.7" : "203.0.113.66";
		record->original.hops[1].by = i == OTHER_LINE ? "mx2.provider.example" : "smtp.provider.example";
		b = find (context, record);
		CHECK_INT (b->client, i == STRANGER ? STANDING_CLAIMED : STANDING_FOREIGN);
		CHECK ((b->submission != NULL) == (i == STRANGER));
		done (context, record);
	}

	/* A name, looked up or not, never overrides a known network. */
	context = fixture_context ("home.network", "192.0.2.0/24", "home.domain", "provider.example", NULL);
	record = fixture_portal_relayed (0);
	CHECK_INT (find (context, record)->client, STANDING_FOREIGN);
	done (context, record);

	/* A customer of the provider, by its verified name, is not the provider's server. */
	context = fixture_plain ();
	record = fixture_portal (0);
	RETURNED (record, .from = "dial-7.pool.provider.example", .helo = "friend", .client = "198.51.100.201", .by = "mail.portal.example");
	CHECK_INT (find (context, record)->client, STANDING_UNKNOWN);
	done (context, record);
}

/* Its bounces come back through the forwarder, who wrote the lower line of the bounce's own trail. */
static void
bounce_through_forwarder (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "home.forwarder",
						     "alumni.example", NULL);
	bounce_record_t *record = fixture_bounce ();
	boundary_t *b;

	record->reporting_mta = "mx.rcv.example";
	OUTER (record, .from = "out.alumni.example", .helo = "out", .client = "198.51.100.90", .by = "mail.owner.example");
	OUTER (record, .from = "localhost", .helo = "localhost", .client = "127.0.0.1", .by = "out.alumni.example");
	OUTER (record, .from = "mx.rcv.example", .helo = "mx", .client = "198.51.100.20", .by = "mx.alumni.example");
	RETURNED (record, .from = "out.alumni.example", .helo = "out", .client = "198.51.100.90", .by = "mx.rcv.example");
	RETURNED (record, .from = "bad.example", .helo = "bad", .client = "203.0.113.66", .by = "mx.alumni.example");
	b = find (context, record);
	CHECK (b->anchor == &record->hops[2]);
	CHECK (!bnc_owner_host (&b->owner, "mx.alumni.example"));
	CHECK_INT (b->tier, 1);
	CHECK (b->via == &record->original.hops[0]);
	CHECK (b->hop == &record->original.hops[1]);
	CHECK_INT (b->client, STANDING_FOREIGN);
	bounce_record_unref (record);

	/* The forwarder made the bounce itself. */
	record = fixture_bounce ();
	record->reporting_mta = "mx.alumni.example";
	OUTER (record, .from = "out.alumni.example", .helo = "out", .client = "198.51.100.90", .by = "mail.owner.example");
	OUTER (record, .by = "out.alumni.example", .local = true);
	b = find (context, record);
	CHECK (b->anchor == &record->hops[0]);
	CHECK (!b->made_at_home);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

SUITE (bnc_test_trace_boundary, "trace/boundary", { "anchor", anchor }, { "bounce through forwarder", bounce_through_forwarder },
       { "anchor inferred", anchor_inferred }, { "bouncer", bouncer },
       { "tiers", tiers }, { "stops at first foreign client", stops_at_first_foreign_client }, { "re-injection", reinjection },
       { "exchange hands on to itself", exchange_hands_on_to_itself },
       { "private client at the top", private_client_at_the_top }, { "clouds", clouds }, { "own cloud", own_cloud }, { "helo is no proof", helo_is_no_proof },
       { "extends to own server", extends_to_own_server }, { "gateway", gateway }, { "gateway within", gateway_within },
       { "two returned messages", two_returned_messages }, { "handed in", handed_in }, { "handed on in a cloud", handed_on_in_a_cloud },
       { "hub behind gateway", hub_behind_gateway }, { "claimed relay", claimed_relay }, { "no gateway", no_gateway }, { "intermediary", intermediary }, { "forwarder", forwarder },
       { "own bouncer", own_bouncer }, { "standings", standings }, { "names without proof", names_without_proof })
