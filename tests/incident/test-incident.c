/*
 * test-incident.c - floods: clusters, correlation, counts, timeline, and no care for order
 *
 * Longer than other files: every test is of a flood that the same few makers build, which a second file would need again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "incident/incident.h"

#define FLOOD 150

typedef bounce_record_t *(*maker_t) (int number);

static void
add (bounce_incident_t *incident, bounce_context_t *context, bounce_record_t *record, int number)
{
	char *source = g_strdup_printf ("mbox:%d", number);

	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (bounce_incident_add (incident, record, source), BOUNCE_OK);
	bounce_record_unref (record);
	g_free (source);
}

/* The flood, in the order of stride steps through it; stride and FLOOD have no common divisor. */
static bounce_incident_t *
flood (bounce_context_t *context, maker_t make, int stride)
{
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < FLOOD; i++)
		add (incident, context, make (i * stride % FLOOD), i * stride % FLOOD);
	bounce_context_unref (context);
	return incident;
}

static bounce_context_t *
known (void)
{
	return fixture_context ("home.domain", "owner.example", "home.shared_network", "198.51.100.0/24", "home.host", "smtp.provider.example",
				NULL);
}

static void
portal_relayed (void)
{
	bounce_incident_t *inferred = flood (fixture_plain (), fixture_portal_relayed, 1);
	bounce_incident_t *told = flood (known (), fixture_portal_relayed, 1);
	const bounce_verdict_t *verdict = bounce_incident_verdict (inferred);

	CHECK_STR (bounce_cause_name (verdict->cause), "relayed");
	CHECK (verdict->home_inferred);
	CHECK_INT (verdict->alarm_count, 1);
	CHECK_STR (verdict->alarms[0], "unauthenticated-relay");
	CHECK (g_str_has_prefix (verdict->sentence, "Relayed: "));
	CHECK_STR (bounce_cause_name (bounce_verdict_cause (bounce_incident_verdict (told))), "relayed");
	CHECK (bounce_incident_verdict (told)->posterior[1] > verdict->posterior[1]);
	CHECK_INT (bounce_incident_cluster_count (inferred), 1);
	CHECK_STR (bounce_cluster_client (bounce_incident_cluster (inferred, 0)), "198.51.100.25");
	CHECK_INT (bounce_cluster_message_count (bounce_incident_cluster (inferred, 0)), FLOOD);
	CHECK_STR (bounce_cluster_message (bounce_incident_cluster (inferred, 0), 10), "mbox:10");
	CHECK_INT (bounce_incident_client_count (told), 1);
	CHECK_STR (bounce_incident_client (told, 0), "203.0.113.66");
	CHECK_INT (bounce_incident_queue_id_count (told), 100);
	CHECK_STR (bounce_incident_queue_id (told, 0), "Q000");
	CHECK_STR (bounce_incident_queue_id (told, 99), "Q099");
	bounce_incident_unref (inferred);
	bounce_incident_unref (told);
}

/* Of one record the same as an incident lists of all. */
static void
submissions (void)
{
	bounce_context_t *context = known ();
	bounce_record_t *relayed = fixture_portal_relayed (7), *forged = fixture_portal_forged (7);

	CHECK_STR (bounce_record_submission_client (relayed), NULL);
	bnc_verdict_decide (&context->settings, relayed);
	bnc_verdict_decide (&context->settings, forged);
	CHECK_STR (bounce_record_submission_client (relayed), "203.0.113.66");
	CHECK_STR (bounce_record_submission_queue_id (relayed), "Q007");
	CHECK_STR (bounce_record_submission_client (forged), "203.0.113.66");
	CHECK_STR (bounce_record_submission_queue_id (forged), NULL);
	bounce_record_unref (relayed);
	bounce_record_unref (forged);
	bounce_context_unref (context);
}

static void
portal_forged (void)
{
	bounce_incident_t *inferred = flood (fixture_plain (), fixture_portal_forged, 1);
	bounce_incident_t *told = flood (known (), fixture_portal_forged, 1);
	const bounce_verdict_t *verdict = bounce_incident_verdict (inferred);

	CHECK_STR (bounce_cause_name (verdict->cause), "forged");
	CHECK_STR (bounce_cause_name (bounce_verdict_cause (bounce_incident_verdict (told))), "forged");
	CHECK (bounce_incident_verdict (told)->posterior[2] > verdict->posterior[2]);
	CHECK_STR (fixture_evidence (verdict, "framing")->outcome, "helo-own-domain");
	CHECK_STR (fixture_evidence (verdict, "fan-out")->outcome, "one-foreign-client");
	CHECK_INT (bounce_incident_client_count (told), 0);
	bounce_incident_unref (inferred);
	bounce_incident_unref (told);
}

static void
counts (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_incident_t *incident = flood (bounce_context_ref (context), fixture_portal_relayed, 1);
	bounce_record_t *again = fixture_portal_relayed (0), *other = fixture_portal (0);

	CHECK_INT (bounce_incident_recipient_count (incident), 2250);
	CHECK_INT (bounce_incident_original_count (incident), FLOOD);
	CHECK_INT (bounce_incident_copy_count (incident), 2250);
	other->kind = BOUNCE_KIND_OTHER;
	add (incident, context, other, FLOOD);
	again->recipients[1].action = BOUNCE_ACTION_DELIVERED;
	add (incident, context, again, FLOOD + 1);
	CHECK_INT (bounce_incident_message_count (incident), FLOOD + 2);
	CHECK_INT (bounce_incident_bounce_count (incident), FLOOD + 1);
	CHECK_INT (bounce_incident_kind_count (incident, BOUNCE_KIND_OTHER), 1);
	CHECK_INT (bounce_incident_kind_count (incident, BOUNCE_KIND_FAILURE), FLOOD + 1);
	CHECK_INT (bounce_incident_kind_count (incident, 99), 0);
	CHECK_INT (bounce_incident_recipient_count (incident), 2250);
	CHECK_INT (bounce_incident_original_count (incident), FLOOD);
	CHECK_INT (bounce_incident_copy_count (incident), 2250 + 14);
	CHECK_INT (bounce_incident_reason_count (incident, BOUNCE_REASON_USER_UNKNOWN), 2250 + 14);
	CHECK_INT (bounce_incident_reason_count (incident, -1), 0);
	CHECK_INT (bounce_incident_bouncer_count (incident), 1);
	CHECK_STR (bounce_incident_bouncer_host (incident, 0), "mail.portal.example");
	CHECK_INT (bounce_incident_bouncer_bounces (incident, 0), FLOOD + 1);
	CHECK_INT (bounce_incident_bouncer_recipients (incident, 0), 2250 + 14);
	CHECK_INT (bounce_incident_bouncer_bounces (incident, 1), 0);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

static void
timeline (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_incident_t *incident = flood (bounce_context_ref (context), fixture_portal_relayed, 7);
	bounce_record_t *late = fixture_portal_relayed (0);

	CHECK_INT (bounce_incident_first (incident), FIXTURE_NOON);
	CHECK_INT (bounce_incident_first_offset (incident), 540);
	CHECK_INT (bounce_incident_last (incident), FIXTURE_NOON + 149 * 60);
	CHECK_INT (bounce_incident_timeline_count (incident), 3);
	CHECK_INT (bounce_incident_timeline_start (incident, 1), FIXTURE_NOON + 3600);
	CHECK_INT (bounce_incident_timeline_bounces (incident, 0), 60);
	CHECK_INT (bounce_incident_timeline_bounces (incident, 2), 30);
	CHECK_INT (bounce_incident_timeline_recipients (incident, 2), 450);
	CHECK_INT (bounce_incident_timeline_start (incident, 3), BOUNCE_NO_TIME);
	late->date.seconds += 10 * BNC_DAY;
	add (incident, context, late, FLOOD);
	CHECK_INT (bounce_incident_timeline_count (incident), 2); /* by days, and of the first one's zone */
	CHECK_INT (bounce_incident_timeline_start (incident, 0), FIXTURE_NOON - 12 * 3600);
	CHECK_INT (bounce_incident_timeline_start_offset (incident, 0), 540);
	CHECK_INT (bounce_incident_timeline_bounces (incident, 0), FLOOD);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* A flood of both, with undated ones, over days, with subjects of all sorts. */
static bounce_record_t *
mixed (int number)
{
	bounce_record_t *record = number % 3 ? fixture_portal_relayed (number) : fixture_portal_forged (number);

	record->date.seconds += number % 5 * 20 * 3600;
	if (number % 11 == 0)
		record->date = WHEN_NONE;
	if (number % 7 == 0)
		record->original.subject = bnc_arena_printf (record->arena, "words %c%c", 'a' + number % 26, 'a' + number / 26);
	if (number % 13 == 0)
		record->original.hops[0].client = bnc_arena_printf (record->arena, "203.0.113.%d", number);
	return record;
}

static void
order_does_not_matter (void)
{
	static const int strides[] = { 1, 7, 11, 77, 149 };
	char *first = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS (strides); i++) {
		bounce_incident_t *incident = flood (fixture_plain (), mixed, strides[i]);
		const char *json = bounce_incident_json (incident);

		CHECK (json && strstr (json, "\"ask_provider\"") != NULL);
		if (first)
			CHECK_STR (json, first);
		else
			first = g_strdup (json);
		bounce_incident_unref (incident);
	}
	g_free (first);
}

/* One flood can mix relay and forgery: relayed if any cluster is. */
static void
relayed_if_any (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < 40; i++)
		add (incident, context, i < 30 ? fixture_portal_forged (i) : fixture_portal_relayed (i), i);
	CHECK_INT (bounce_incident_cluster_count (incident), 2);
	CHECK_INT (bounce_cluster_bounces (bounce_incident_cluster (incident, 0)), 30);
	CHECK_STR (bounce_cause_name (bounce_cluster_verdict (bounce_incident_cluster (incident, 0))->cause), "forged");
	CHECK_STR (bounce_cause_name (bounce_cluster_verdict (bounce_incident_cluster (incident, 1))->cause), "relayed");
	CHECK_STR (bounce_cause_name (bounce_incident_verdict (incident)->cause), "relayed");
	CHECK (g_str_has_prefix (bounce_incident_verdict (incident)->sentence, "10 of 40 bounces: Relayed"));
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* Two sendings of one client and subject, more than a day apart, until a bounce between them joins them. */
static void
window_chains (void)
{
	static const int hours[] = { 0, 40, 20, 200 };
	static const size_t clusters[] = { 1, 2, 1, 2 };
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);
	GHashTableIter iter;
	gpointer days;

	for (int i = 0; i < 4; i++) {
		for (int n = 0; n < 3; n++) { /* fewer would count as various */
			bounce_record_t *record = fixture_portal_relayed (n);

			record->date = (when_t) { FIXTURE_NOON + hours[i] * 3600, 540 };
			add (incident, context, record, 3 * i + n);
		}
		CHECK_INT (bounce_incident_cluster_count (incident), clusters[i]);
		CHECK_INT (g_hash_table_size (incident->sendings), 1);
		g_hash_table_iter_init (&iter, incident->sendings);
		CHECK (g_hash_table_iter_next (&iter, NULL, &days));
		CHECK_INT (((GPtrArray *) days)->len, clusters[i]); /* joined at once, not only when asked */
	}
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* What 40 bounces of one host say is said once, and whether the host lies is in doubt once; that 40 organisations say it settles that. */
static void
correlation (void)
{
	bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", "home.domain", "owner.example", NULL);
	bounce_incident_t *one = bounce_incident_new (context), *many = bounce_incident_new (context);
	const struct bounce_evidence *evidence;
	bounce_record_t *single;

	for (int i = 0; i < 40; i++) {
		bounce_record_t *record = fixture_forged ();

		record->original.subject = "Cheap watches";
		add (one, context, record, i);
		record = fixture_forged ();
		record->original.subject = "Cheap watches";
		record->reporting_mta = bnc_arena_printf (record->arena, "mx.rcv%d.example", i);
		record->hops[0].from = record->hops[0].helo = record->hops[0].looked_up = record->original.hops[0].by = record->reporting_mta;
		add (many, context, record, i);
	}
	evidence = fixture_evidence (bounce_incident_verdict (one), "path");
	single = fixture_forged ();
	bnc_verdict_decide (&context->settings, single);
	CHECK_INT (evidence->weight.genuine, fixture_evidence (single->verdict, "path")->weight.genuine);
	bounce_record_unref (single);
	CHECK (!g_str_has_prefix (evidence->text, "in ")); /* it holds for all of them */
	CHECK (fixture_evidence (bounce_incident_verdict (many), "path")->weight.genuine < evidence->weight.genuine);
	CHECK (fixture_evidence (bounce_incident_verdict (one), "hosts") == NULL);
	CHECK_STR (fixture_evidence (bounce_incident_verdict (many), "hosts")->outcome, "many");
	CHECK (bounce_incident_verdict (many)->posterior[2] >= bounce_incident_verdict (one)->posterior[2]);
	CHECK_INT (bounce_incident_bouncer_count (many), 40);
	bounce_incident_unref (one);
	bounce_incident_unref (many);
	bounce_context_unref (context);
}

/* A flood from everywhere, each with a subject of its own. */
static void
many_networks (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);
	const bounce_verdict_t *verdict;

	for (int i = 0; i < 40; i++) {
		bounce_record_t *record = fixture_portal_forged (i);

		record->original.hops[0].client = bnc_arena_printf (record->arena, "203.0.%d.9", i);
		record->original.hops[0].from = record->original.hops[0].helo = "friend";
		record->original.subject = bnc_arena_printf (record->arena, "%c%c", 'a' + i % 26, 'a' + i / 26);
		add (incident, context, record, i);
	}
	verdict = bounce_incident_verdict (incident);
	CHECK_STR (bounce_cause_name (verdict->cause), "forged");
	CHECK_STR (fixture_evidence (verdict, "fan-out")->outcome, "many-networks");
	CHECK_INT (bounce_incident_cluster_count (incident), 40);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* The hosts of a cloud are in many networks, and are one sender all the same. */
static void
one_cloud (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < 40; i++) {
		bounce_record_t *record = fixture_portal_forged (i);
		struct bounce_hop *hop = &record->original.hops[0];

		hop->client = bnc_arena_printf (record->arena, "203.0.%d.9", i);
		hop->helo = bnc_arena_printf (record->arena, "ab%d.outbound.protection.outlook.com", i);
		hop->from = hop->looked_up = i % 2 ? hop->helo : NULL;
		add (incident, context, record, i);
	}
	CHECK_INT (bounce_incident_cluster_count (incident), 1);
	CHECK_STR (fixture_evidence (bounce_incident_verdict (incident), "fan-out")->outcome, "one-foreign-client");
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* Of a long flood only so many names are kept, and the same ones whatever came first. */
static void
names_are_bounded (void)
{
	enum { LONG = 3000 };
	bounce_context_t *context = known ();
	bounce_incident_t *forth = bounce_incident_new (context), *back = bounce_incident_new (context);
	const bounce_cluster_t *cluster;

	for (int i = 0; i < LONG; i++) {
		add (forth, context, fixture_portal_relayed (i), i);
		add (back, context, fixture_portal_relayed (LONG - 1 - i), LONG - 1 - i);
	}
	cluster = bounce_incident_cluster (forth, 0);
	CHECK_INT (bounce_cluster_bounces (cluster), LONG);
	CHECK_INT (bounce_cluster_message_count (cluster), 1000);
	CHECK_STR (bounce_incident_json (forth), bounce_incident_json (back));
	bounce_incident_unref (forth);
	bounce_incident_unref (back);
	bounce_context_unref (context);
}

static const char *
outcome_of (bounce_incident_t *incident, const char *group)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);

	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
		if (strcmp (bounce_evidence_group (bounce_verdict_evidence (verdict, i)), group) == 0)
			return bounce_evidence_outcome (bounce_verdict_evidence (verdict, i));
	}
	return NULL;
}

/* One address each, and ten in all: what a single bounce does not show. */
static void
recipients_of_all (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < 10; i++) {
		bounce_record_t *record = fixture_report ();

		RETURNED (record, HOP_OWN_TO_RCV);
		record->original.subject = "Hello";
		fixture_fails (record, "@rcv.example", i, i + 1);
		add (incident, context, record, i);
		CHECK_STR (outcome_of (incident, "recipients"), i < 2 ? "alone" : i < 9 ? "few" : "many-mails");
	}
	for (int i = 10; i < 15; i++) {
		bounce_record_t *record = fixture_report ();

		RETURNED (record, HOP_OWN_TO_RCV);
		record->original.subject = "Hello";
		fixture_fails (record, "@rcv.example", 10 * i, 10 * i + 9);
		add (incident, context, record, i);
		CHECK_STR (outcome_of (incident, "recipients"), i < 11 ? "many-mails" : "many");
	}
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* The same in several names of ours; what has other words each time may well have other authors. */
static void
senders (void)
{
	static const struct {
		const char *from[2], *outcome;
		bool same;
	} cases[] = { { { "info@owner.example", "Sales <sales@owner.example>" }, "several", true },
		      { { "info@owner.example", "\"Info\" <INFO@owner.example>" }, "one", true },
		      { { "info@elsewhere.example", "sales@elsewhere.example" }, NULL, true },
		      { { "info@owner.example", "sales@owner.example" }, NULL, false } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = known ();
		bounce_incident_t *incident = bounce_incident_new (context);
		const struct bounce_evidence *evidence;

		for (int j = 0; j < 4; j++) {
			bounce_record_t *record = fixture_portal_relayed (j);

			record->original.from = cases[i].from[j % 2];
			record->original.subject = cases[i].same ? "Cheap watches"
				: bnc_arena_printf (record->arena, "%c", 'a' + j);
			add (incident, context, record, j);
		}
		evidence = fixture_evidence (bounce_incident_verdict (incident), "senders");
		CHECK_STR (evidence ? evidence->outcome : NULL, cases[i].outcome);
		if (i == 0)
			CHECK_STR (evidence ? evidence->text : NULL, "the same was sent in the name of 2 addresses of yours");
		bounce_incident_unref (incident);
		bounce_context_unref (context);
	}
}

static bounce_record_t *
delayed (bounce_record_t *record)
{
	record->kind = BOUNCE_KIND_DELAY;
	for (size_t i = 0; i < record->recipient_count; i++)
		record->recipients[i].action = BOUNCE_ACTION_DELAYED;
	return record;
}

/* Mail that waits is judged as mail that came back is, and is no failure. */
static void
delays_alone (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);
	bounce_record_t *nameless = delayed (fixture_portal_relayed (9));

	for (int i = 0; i < 12; i++)
		add (incident, context, delayed (fixture_portal_relayed (i % 11)), i);
	CHECK_STR (bounce_cause_name (bounce_verdict_cause (bounce_incident_verdict (incident))), "relayed");
	CHECK (g_str_has_prefix (bounce_verdict_sentence (bounce_incident_verdict (incident)), "Relayed"));
	CHECK_INT (bounce_incident_bounce_count (incident), 0);
	CHECK_INT (bounce_incident_delay_count (incident), 11); /* one mail was told of twice */
	CHECK_INT (bounce_incident_copy_count (incident), 0);
	CHECK_INT (bounce_incident_recipient_count (incident), 0);
	CHECK_INT (bounce_incident_cluster_count (incident), 1);
	CHECK_INT (bounce_cluster_bounces (bounce_incident_cluster (incident, 0)), 0);
	CHECK_INT (bounce_cluster_delays (bounce_incident_cluster (incident, 0)), 12);
	CHECK_INT (bounce_cluster_recipients (bounce_incident_cluster (incident, 0)), 165);
	CHECK_STR (outcome_of (incident, "recipients"), "many");
	CHECK_STR (bounce_incident_client (incident, 0), "203.0.113.66");
	nameless->original.message_id = NULL;
	add (incident, context, nameless, 12);
	CHECK_INT (bounce_incident_delay_count (incident), 12);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* A mail that was delayed and failed later is one; which came first does not matter, nor how long it took. */
static void
delays_that_failed (void)
{
	bounce_context_t *context = known ();

	for (int order = 0; order < 2; order++) {
		bounce_incident_t *incident = bounce_incident_new (context);

		for (int i = 0; i < 8; i++) {
			bool delay = (i < 4) == (order == 0);
			bounce_record_t *record = fixture_portal_relayed (i % 4);

			record->date.seconds += delay ? 0 : 5 * BNC_DAY;
			add (incident, context, delay ? delayed (record) : record, i);
		}
		CHECK_INT (bounce_incident_bounce_count (incident), 4);
		CHECK_INT (bounce_incident_delay_count (incident), 0);
		CHECK_INT (bounce_incident_cluster_count (incident), 1);
		CHECK_INT (bounce_cluster_bounces (bounce_incident_cluster (incident, 0)), 4);
		CHECK_INT (bounce_cluster_delays (bounce_incident_cluster (incident, 0)), 0);
		add (incident, context, delayed (fixture_portal_relayed (70)), 70); /* of that sending failures speak */
		CHECK_INT (bounce_incident_delay_count (incident), 1);
		CHECK_INT (bounce_incident_cluster_count (incident), 1);
		bounce_incident_unref (incident);
	}
	bounce_context_unref (context);
}

/* The reports came from servers that show different ways: the mail is the same. */
static void
delays_known_by_message_id (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);

	add (incident, context, delayed (fixture_portal_forged (1)), 0);
	add (incident, context, fixture_portal_relayed (1), 1);
	CHECK_INT (bounce_incident_delay_count (incident), 0);
	CHECK_INT (bounce_incident_cluster_count (incident), 1);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* Failures of one sending, delays of another. */
static void
delays_of_another_sending (void)
{
	bounce_context_t *context = known ();
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < 12; i++)
		add (incident, context, i < 8 ? fixture_portal_forged (i) : delayed (fixture_portal_relayed (i)), i);
	CHECK_INT (bounce_incident_bounce_count (incident), 8);
	CHECK_INT (bounce_incident_delay_count (incident), 4);
	CHECK_INT (bounce_incident_cluster_count (incident), 2);
	CHECK_INT (bounce_cluster_delays (bounce_incident_cluster (incident, 1)), 4);
	CHECK_STR (bounce_cause_name (bounce_verdict_cause (bounce_incident_verdict (incident))), "relayed");
	CHECK (g_str_has_prefix (bounce_verdict_sentence (bounce_incident_verdict (incident)), "4 of 12 bounces and delays: Relayed"));
	CHECK (strstr (bounce_incident_json (incident), "\"copies\":120,\"delays\":4") != NULL);
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

/* How fast the bounces came, against what the owner sends at most; of a few, and without a limit or a date, nothing is said. */
static void
rate (void)
{
	static const struct {
		const char *most;
		int bounces, seconds_apart;
		const char *outcome;
	} cases[] = { { "40", 40, 60, "usual" }, { "39", 40, 60, "burst" },  { "39", 40, 3600, "usual" },
		      { "1", 2, 60, NULL },      { NULL, 40, 60, NULL },      { "1", 40, -1, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24",
							     cases[i].most ? "home.rate" : NULL, cases[i].most, NULL);
		bounce_incident_t *incident = bounce_incident_new (context);

		for (int j = 0; j < cases[i].bounces; j++) {
			bounce_record_t *record = fixture_genuine ();

			record->original.subject = "Hello";
			record->date.seconds += j * cases[i].seconds_apart;
			if (cases[i].seconds_apart < 0)
				record->date = WHEN_NONE;
			add (incident, context, record, j);
		}
		CHECK_STR (outcome_of (incident, "rate"), cases[i].outcome);
		bounce_incident_unref (incident);
		bounce_context_unref (context);
	}
}

/* The owner knows that he sent none of them: a flood that went through his server is abuse. */
static void
not_mine (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "owner.sent", "no", NULL);
	bounce_incident_t *incident = bounce_incident_new (context);

	for (int i = 0; i < 40; i++) {
		bounce_record_t *record = fixture_genuine ();

		record->original.subject = "Cheap watches";
		add (incident, context, record, i);
	}
	CHECK_STR (outcome_of (incident, "owner"), "not-sent");
	CHECK_INT (bounce_incident_verdict (incident)->posterior[0], 0);
	CHECK_STR (bounce_cause_name (bounce_incident_verdict (incident)->cause), "relayed");
	bounce_incident_unref (incident);
	bounce_context_unref (context);
}

static void
empty (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_incident_t *incident = bounce_incident_new (context);

	CHECK (bounce_incident_verdict (incident) == NULL);
	CHECK_INT (bounce_incident_cluster_count (incident), 0);
	CHECK (bounce_incident_cluster (incident, 0) == NULL);
	CHECK_INT (bounce_incident_first (incident), BOUNCE_NO_TIME);
	CHECK_STR (bounce_incident_json (incident),
		   "{\"messages_read\":0,\"duplicates\":0,\"kinds\":{},\"bounces\":0,\"recipients\":0,\"originals\":0,\"copies\":0,\"delays\":0,\"timeline\":[],"
		   "\"bouncers\":[],\"reasons\":{},\"clusters\":[],\"ask_provider\":{}}");
	bounce_incident_unref (incident);
	bounce_incident_unref (NULL);
	CHECK (bounce_incident_new (NULL) == NULL);
	CHECK_INT (bounce_incident_add (NULL, NULL, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK (bounce_incident_verdict (NULL) == NULL);
	CHECK (bounce_incident_json (NULL) == NULL);
	CHECK_INT (bounce_cluster_bounces (NULL), 0);
	CHECK_INT (bounce_cluster_delays (NULL), 0);
	CHECK_INT (bounce_incident_delay_count (NULL), 0);
	bounce_context_unref (context);
}

SUITE (bnc_test_incident_incident, "incident/incident", { "portal relayed", portal_relayed }, { "submissions", submissions }, { "portal forged", portal_forged },
       { "counts", counts }, { "timeline", timeline }, { "order does not matter", order_does_not_matter },
       { "relayed if any", relayed_if_any }, { "window chains", window_chains }, { "correlation", correlation },
       { "many networks", many_networks }, { "one cloud", one_cloud }, { "names are bounded", names_are_bounded },
       { "recipients of all", recipients_of_all }, { "senders", senders }, { "rate", rate }, { "not mine", not_mine },
       { "delays alone", delays_alone },
       { "delays that failed", delays_that_failed }, { "delays known by Message-ID", delays_known_by_message_id },
       { "delays of another sending", delays_of_another_sending }, { "empty", empty })
