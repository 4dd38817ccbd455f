/*
 * test-verdict.c - whole stories of one bounce: the seven of the first lab, and what makes a case undecided
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/missing.h"
#include "verdict/policy.h"

static bool
has_alarm (const bounce_verdict_t *verdict, const char *name)
{
	for (size_t i = 0; i < verdict->alarm_count; i++) {
		if (strcmp (verdict->alarms[i], name) == 0)
			return true;
	}
	return false;
}

static bool
has_need (const bounce_verdict_t *verdict, uint32_t need)
{
	for (size_t i = 0; i < verdict->missing_count; i++) {
		if (verdict->missing[i] == bnc_need_texts[g_bit_nth_lsf (need, -1)])
			return true;
	}
	return false;
}

static void
check (bounce_context_t *context, bounce_record_t *record, bounce_cause_t cause, bool alarm)
{
	const bounce_verdict_t *verdict;

	bnc_verdict_decide (&context->settings, record);
	verdict = record->verdict;
	CHECK_STR (bounce_cause_name (verdict->cause), bounce_cause_name (cause));
	CHECK_INT (has_alarm (verdict, "unauthenticated-relay"), alarm);
	CHECK_INT (verdict->posterior[0] + verdict->posterior[1] + verdict->posterior[2], 1000000);
	CHECK (verdict->sentence != NULL);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static bounce_record_t *
own_relayed (void)
{
	bounce_record_t *record = fixture_own_report ();

	RETURNED (record, HOP_STRANGER_TO_OWN);
	record->original.message_id = "<x@fxjkifr>";
	fixture_fails (record, "@rcv.example", 1, 2);
	return record;
}

static bounce_record_t *
forged_with_copy (void)
{
	bounce_record_t *record = fixture_forged ();

	RETURNED (record, HOP_PC_TO_OWN);
	return record;
}

/* One bounce is usually of a mail that was wanted, which makes a single stranger at our own server an alarm and no more; of a flood, or where
 * nothing is usual, it is abuse. */
static void
lab_with_settings (void)
{
	bounce_context_t *flood = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "home.host", "mail.owner.example",
						   "prior", "burst", NULL);

	check (fixture_owner (), fixture_genuine (), BOUNCE_CAUSE_GENUINE, false);
	check (fixture_owner (), fixture_relayed (), BOUNCE_CAUSE_RELAYED, true);
	check (flood, own_relayed (), BOUNCE_CAUSE_RELAYED, true);
	check (fixture_owner (), fixture_forged (), BOUNCE_CAUSE_FORGED, false);
	check (fixture_owner (), forged_with_copy (), BOUNCE_CAUSE_FORGED, false);
}

/* That a client beside the server is one it serves is inferred, so one bounce may stay undecided; but never is it said to be somebody else's. */
static void
genuine_with_nothing_known (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_genuine ();

	bnc_verdict_decide (&context->settings, record);
	CHECK (record->verdict->cause == BOUNCE_CAUSE_GENUINE || record->verdict->cause == BOUNCE_CAUSE_UNDECIDED);
	CHECK (record->verdict->posterior[0] > 950000);
	CHECK (record->verdict->passed > 980000);
	CHECK_INT (record->verdict->alarm_count, 0);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
lab_with_nothing_known (void)
{
	genuine_with_nothing_known ();
	check (fixture_plain (), fixture_relayed (), BOUNCE_CAUSE_RELAYED, true);
	/* Whether one mail that a stranger gave to the owner's server was his own, from a network nobody told, cannot be known: an alarm. */
	check (fixture_plain (), own_relayed (), BOUNCE_CAUSE_UNDECIDED, true);
	check (fixture_plain (), fixture_forged (), BOUNCE_CAUSE_FORGED, false);
	check (fixture_plain (), forged_with_copy (), BOUNCE_CAUSE_FORGED, false);
}

/* A stranger direct to the receiver, without a mistake that shows. */
static void
plain_forgery (void)
{
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_STRANGER_TO_RCV);
	record->original.message_id = "<x@fxjkifr>";
	fixture_fails (record, "@rcv.example", 0, 2);
	check (fixture_owner (), record, BOUNCE_CAUSE_FORGED, false);
}

static void
account_and_script (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "prior", "burst", NULL);
	bounce_record_t *record = fixture_relayed ();

	record->original.hops[1].authenticated = true;
	record->original.hops[1].account = "sales";
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_RELAYED);
	CHECK (has_alarm (record->verdict, "account-abuse"));
	CHECK (!has_alarm (record->verdict, "unauthenticated-relay"));
	CHECK_STR (record->trace.account, "sales");
	CHECK_STR (record->trace.queue_id, "4B1D");
	bounce_record_unref (record);

	record = fixture_relayed ();
	record->original.hops[1] = (struct bounce_hop) { .by = "mail.owner.example", .local = true, .local_user = "www-data", .index = 1 };
	bnc_verdict_decide (&context->settings, record);
	CHECK (has_alarm (record->verdict, "script-abuse"));
	CHECK_STR (record->trace.script, "www-data");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* Whether it passed is known by a trail that is believed, or a ledger; what anybody writes does not tell, however sure the number. */
static void
passed_is_known (void)
{
	static const struct {
		int unlinked, hop_count;
		bool known;
	} cases[] = { { 0, 2, true }, { 1, 2, false }, { 0, 0, false } };
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record;

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		record = fixture_genuine ();
		record->original.hop_count = (size_t) cases[i].hop_count;
		if (cases[i].unlinked)
			record->hops[0].looked_up = NULL;
		bnc_verdict_decide (&context->settings, record);
		CHECK (bounce_verdict_passed (record->verdict) > 800000);
		CHECK_INT (bounce_verdict_passed_known (record->verdict), cases[i].known);
		bounce_record_unref (record);
	}
	/* That a stranger handed it in is believed of a host that is not linked too: who makes a bounce up says the contrary. */
	record = fixture_report ();
	RETURNED (record, HOP_STRANGER_TO_RCV);
	record->hops[0].looked_up = NULL;
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	CHECK (bounce_verdict_passed (record->verdict) < 500000);
	CHECK_INT (bounce_verdict_passed_known (record->verdict), 1);
	CHECK_INT (bounce_verdict_passed_known (NULL), 0);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* A relay has the path as well: without a sign of intent there is no "genuine". */
static void
no_genuine_from_path_alone (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	CHECK (record->verdict->posterior[0] > 900000);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK (has_need (record->verdict, NEED_SENT));
	CHECK (record->verdict->passed > 900000);
	bounce_record_unref (record);

	/* The server gives an id to whatever has none, so that says nothing; that his own computer gave it the mail, and made the id, does. */
	for (int i = 0; i < 2; i++) {
		record = fixture_report ();
		RETURNED (record, HOP_OWN_TO_RCV);
		if (i)
			RETURNED (record, HOP_PC_TO_OWN);
		record->original.message_id = i ? "<20050401.4B1C@pc.owner.example>" : "<20050401.4B1C@mail.owner.example>";
		fixture_fails (record, "@rcv.example", 0, 1);
		bnc_verdict_decide (&context->settings, record);
		CHECK_INT (record->verdict->cause, i ? BOUNCE_CAUSE_GENUINE : BOUNCE_CAUSE_UNDECIDED);
		bounce_record_unref (record);
	}
	bounce_context_unref (context);
}

static void
undecided_says_why (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_report ();

	bnc_verdict_decide (&context->settings, record); /* nothing came back */
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK (has_need (record->verdict, NEED_RETURNED));
	CHECK (has_need (record->verdict, NEED_NETWORKS));
	CHECK (record->verdict->home_inferred);
	bounce_record_unref (record);

	record = fixture_forged (); /* the bouncer does not vouch for the trail */
	record->reporting_mta = "mx.other.example";
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK_STR (fixture_outcome (record, "path"), NULL);
	CHECK (has_need (record->verdict, NEED_LINK));
	CHECK_INT (record->trace.boundary_tier, 4);
	bounce_record_unref (record);

	record = fixture_forged (); /* without its own trail */
	record->hop_count = 0;
	record->reporting_mta = NULL;
	record->from = "MAILER-DAEMON";
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK_STR (record->verdict->missing[0], bnc_need_texts[0]);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
intermediary_is_never_forged (void)
{
	bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", "prior", "0,0,1", NULL);
	bounce_record_t *record = fixture_report ();

	RETURNED (record, .from = "out.list.example", .helo = "out.list.example", .client = "203.0.113.30", .by = "mx.rcv.example");
	RETURNED (record, .from = "x.example", .helo = "x.example", .client = "203.0.113.66", .by = "in.list.example");
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->posterior[2], 1000000);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK (has_need (record->verdict, NEED_FORWARDER));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* A stolen account has all that the path shows, and a right Date and the server's own Message-ID: no path makes it genuine. */
static void
stolen_account_is_never_genuine (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, HOP_STRANGER_TO_OWN, .authenticated = true, .account = "sales", .date = { FIXTURE_NOON, 540 });
	record->original.message_id = "<20050401.4B1C@mail.owner.example>";
	record->original.date_text = "a date";
	record->original.date = (when_t) { FIXTURE_NOON, 540 };
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "submission"), "authenticated-stranger");
	CHECK (record->verdict->cause != BOUNCE_CAUSE_GENUINE && record->verdict->cause != BOUNCE_CAUSE_FORGED);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* Who knows that he did not send it is never told that he did; what is left depends on the path. Who says that he did is not told of abuse. */
static void
owner_says (void)
{
	static const struct {
		bounce_record_t *(*make) (void);
		const char *sent;
		bounce_cause_t cause;
	} cases[] = { { fixture_genuine, "no", BOUNCE_CAUSE_RELAYED },   { fixture_genuine, "yes", BOUNCE_CAUSE_GENUINE },
		      { fixture_forged, "no", BOUNCE_CAUSE_FORGED },     { fixture_relayed, "no", BOUNCE_CAUSE_RELAYED } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "owner.sent",
							     cases[i].sent, NULL);
		bounce_record_t *record = cases[i].make ();

		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (bounce_cause_name (record->verdict->cause), bounce_cause_name (cases[i].cause));
		if (strcmp (cases[i].sent, "no") == 0)
			CHECK_INT (record->verdict->posterior[0], 0);
		CHECK (!has_need (record->verdict, NEED_SENT));
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* The three causes are made of the two questions, and of the ways. */
static void
numbers_agree (void)
{
	bounce_record_t *records[] = { fixture_genuine (), fixture_relayed (), fixture_forged (), fixture_portal_relayed (0) };

	for (size_t i = 0; i < G_N_ELEMENTS (records); i++) {
		bounce_context_t *context = i == 3 ? fixture_plain () : fixture_owner ();
		const bounce_verdict_t *verdict;
		int64_t wanted, causes[3] = { 0 }, all = 0;

		bnc_verdict_decide (&context->settings, records[i]);
		verdict = records[i]->verdict;
		for (way_t way = 0; way < BNC_WAYS; way++) {
			causes[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE] += verdict->ways[way];
			all += verdict->ways[way];
		}
		CHECK_INT (all, 1000000);
		for (size_t j = 0; j < 3; j++)
			CHECK_INT (verdict->posterior[j], causes[j]);
		wanted = (int64_t) verdict->passed * verdict->wanted / 1000000;
		CHECK (ABS (wanted - verdict->posterior[0]) <= 1);
		CHECK (verdict->passed >= verdict->posterior[0] && verdict->passed <= verdict->posterior[0] + verdict->posterior[1]);
		bounce_record_unref (records[i]);
		bounce_context_unref (context);
	}
}

/* The alarm does not ask what is probable. */
static void
alarm_whatever_the_posterior (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "prior", "1,0,0", NULL);
	bounce_record_t *record = fixture_relayed ();

	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->posterior[1], 0);
	CHECK (has_alarm (record->verdict, "unauthenticated-relay"));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
priors_and_losses_rule (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *a = fixture_relayed (), *b = fixture_relayed ();
	bounce_context_t *other = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "home.host",
						   "mail.owner.example", "prior", "none", "loss.genuine.relayed", "1000",
						   "loss.forged.relayed", "1000", NULL);

	bnc_verdict_decide (&context->settings, a);
	bnc_verdict_decide (&other->settings, b);
	CHECK (b->verdict->posterior[1] > a->verdict->posterior[1]);
	CHECK_INT (a->verdict->likelihood.relayed, b->verdict->likelihood.relayed);
	CHECK_INT (b->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	bounce_record_unref (a);
	bounce_record_unref (b);
	bounce_context_unref (context);
	bounce_context_unref (other);
}

/* "forged" is said only if 10 P(relayed) + 3 P(genuine) < 1. */
static void
forged_is_expensive (void)
{
	bounce_context_t *context = fixture_plain ();
	const policy_t *policy = context->settings.policy;
	static const bool all[3] = { true, true, true }, none[3] = { false, false, false };

	CHECK_INT (bnc_policy_decide (policy, (const int32_t[]) { 0, 99000, 901000 }, all), BOUNCE_CAUSE_FORGED);
	CHECK_INT (bnc_policy_decide (policy, (const int32_t[]) { 0, 101000, 899000 }, all), BOUNCE_CAUSE_UNDECIDED);
	CHECK_INT (bnc_policy_decide (policy, (const int32_t[]) { 340000, 0, 660000 }, all), BOUNCE_CAUSE_UNDECIDED);
	CHECK_INT (bnc_policy_decide (policy, (const int32_t[]) { 0, 510000, 490000 }, all), BOUNCE_CAUSE_RELAYED);
	CHECK_INT (bnc_policy_decide (policy, (const int32_t[]) { 1000000, 0, 0 }, none), BOUNCE_CAUSE_UNDECIDED);
	bounce_context_unref (context);
}

static void
only_failures_and_delays (void)
{
	bounce_context_t *context = fixture_owner ();
	static const bounce_kind_t kinds[] = { BOUNCE_KIND_OTHER, BOUNCE_KIND_DELIVERY, BOUNCE_KIND_AUTO_REPLY, BOUNCE_KIND_CHALLENGE,
					       BOUNCE_KIND_DISPOSITION, BOUNCE_KIND_COMPLAINT };
	bounce_record_t *record;

	for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
		record = fixture_genuine ();
		record->kind = kinds[i];
		bnc_verdict_decide (&context->settings, record);
		CHECK (record->verdict == NULL);
		bounce_record_unref (record);
	}
	record = fixture_genuine ();
	record->kind = BOUNCE_KIND_DELAY;
	record->recipients[0].action = BOUNCE_ACTION_DELAYED;
	CHECK_INT (fixture_cause (context, record), BOUNCE_CAUSE_GENUINE);
}

SUITE (bnc_test_verdict_verdict, "verdict/verdict", { "passed is known", passed_is_known }, { "lab with settings", lab_with_settings },
       { "lab with nothing known", lab_with_nothing_known }, { "plain forgery", plain_forgery }, { "account and script", account_and_script },
       { "no genuine from path alone", no_genuine_from_path_alone }, { "undecided says why", undecided_says_why },
       { "intermediary is never forged", intermediary_is_never_forged },
       { "stolen account is never genuine", stolen_account_is_never_genuine }, { "owner says", owner_says }, { "numbers agree", numbers_agree },
       { "alarm whatever the posterior", alarm_whatever_the_posterior },
       { "priors and losses rule", priors_and_losses_rule }, { "forged is expensive", forged_is_expensive },
       { "only failures and delays", only_failures_and_delays })
