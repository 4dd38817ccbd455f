/*
 * test-evidence.c - the built-in scorer: its table, and which outcome each group has
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/evidence.h"
#include "verdict/fixed.h"

static void
rows_are_sound (void)
{
	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		struct bounce_evidence a = bnc_evidence_of (i, 100);

		CHECK_INT (MAX (a.weight.genuine, MAX (a.weight.relayed, a.weight.forged)), 0);
		CHECK (MIN (a.weight.genuine, MIN (a.weight.relayed, a.weight.forged)) >= -BNC_LN_1000);
		for (outcome_t j = 0; j < i; j++) {
			struct bounce_evidence b = bnc_evidence_of (j, 100);

			CHECK (strcmp (a.group, b.group) != 0 || strcmp (a.outcome, b.outcome) != 0);
		}
	}
}

/* ln (.02 / .90) = -3.81, ln (.03 / .90) = -3.40. */
static void
weights (void)
{
	struct bounce_evidence evidence = bnc_evidence_of (OUTCOME_PATH_FOREIGN, 100);
	weights_t w = { 1000, 1400, 2000 };

	CHECK_INT (evidence.weight.genuine, -380);
	CHECK_INT (evidence.weight.relayed, -340);
	CHECK_INT (evidence.weight.forged, 0);
	CHECK_INT (evidence.favours, BOUNCE_CAUSE_FORGED);
	CHECK_INT (bnc_evidence_of (OUTCOME_PATH_FOREIGN, 50).weight.genuine, -190);
	CHECK_INT (bnc_evidence_of (OUTCOME_PATH_SHARED, 100).favours, BOUNCE_CAUSE_UNDECIDED);
	bnc_weights_settle (&w);
	CHECK_INT (w.genuine, -691);
	CHECK_INT (w.relayed, -600);
	CHECK_INT (w.forged, 0);
}

static void
outcomes (bounce_context_t *context, bounce_record_t *record, const char *const expected[][2])
{
	bnc_verdict_decide (context, record);
	for (size_t i = 0; expected[i][0]; i++)
		CHECK_STR (fixture_outcome (record, expected[i][0]), expected[i][1]);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
genuine (void)
{
	static const char *const expected[][2] = { { "bouncer", "other-host" },      { "path", "own-client" },
						   { "framing", "none" },            { "submission", "known-client" },
						   { "message-id", "own-domain" },   { "recipients", "few" },
						   { "sent", NULL },                 { NULL, NULL } };

	outcomes (fixture_owner (), fixture_genuine (), expected);
}

static void
relayed (void)
{
	static const char *const expected[][2] = { { "path", "own-client" },       { "submission", "open-relay" },
						   { "message-id", "other-host" }, { "recipients", "many" },
						   { NULL, NULL } };

	outcomes (fixture_owner (), fixture_relayed (), expected);
}

static void
forged (void)
{
	static const char *const expected[][2] = { { "path", "foreign-client" },   { "framing", "helo-own-domain" },
						   { "message-id", "own-domain" }, { "submission", NULL },
						   { NULL, NULL } };

	outcomes (fixture_owner (), fixture_forged (), expected);
	outcomes (fixture_plain (), fixture_forged (), expected);
}

/* A copied line that names our server below a stranger. */
static void
copied_line (void)
{
	static const char *const expected[][2] = { { "path", "foreign-client" }, { "framing", "claimed-own-hop" }, { NULL, NULL } };
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_STRANGER_TO_RCV);
	RETURNED (record, HOP_PC_TO_OWN);
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, expected);
}

static void
own_bouncer (void)
{
	static const char *const remote[][2] = { { "bouncer", "own-server" }, { "path", "own-client" }, { "submission", "open-relay" },
						 { NULL, NULL } };
	static const char *const local[][2] = { { "bouncer", "own-server-to-own-domain" }, { "path", "foreign-client" },
						{ "submission", NULL }, { NULL, NULL } };
	bounce_record_t *record = fixture_own_report ();

	RETURNED (record, HOP_STRANGER_TO_OWN);
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, remote);
	record = fixture_own_report ();
	RETURNED (record, HOP_STRANGER_TO_OWN);
	fixture_fails (record, "@owner.example", 0, 1);
	outcomes (fixture_owner (), record, local);
}

static const char *
submission_of (struct bounce_hop hop, const char *failing_domain)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	const char *outcome;

	RETURNED (record, HOP_OWN_TO_RCV);
	fixture_returned (record, hop);
	fixture_fails (record, failing_domain, 0, 1);
	bnc_verdict_decide (context, record);
	outcome = fixture_outcome (record, "submission"); /* of the table, which is static */
	bounce_record_unref (record);
	bounce_context_unref (context);
	return outcome;
}

static void
submissions (void)
{
	struct bounce_hop hop = { HOP_STRANGER_TO_OWN };

	CHECK_STR (submission_of (hop, "@rcv.example"), "open-relay");
	CHECK_STR (submission_of (hop, "@owner.example"), NULL);
	hop.rcpt = "list@owner.example"; /* came in, and a list or an alias sent it out */
	CHECK_STR (submission_of (hop, "@rcv.example"), NULL);
	hop.authenticated = true;
	CHECK_STR (submission_of (hop, "@rcv.example"), "authenticated-stranger");
	hop = (struct bounce_hop) { .by = "mail.owner.example", .local = true, .local_user = "www-data" };
	CHECK_STR (submission_of (hop, "@rcv.example"), "local-user");
	hop = (struct bounce_hop) { .from = "pc", .helo = "pc", .client = "192.168.1.7", .by = "mail.owner.example" };
	CHECK_STR (submission_of (hop, "@rcv.example"), "known-client");
	hop.client = "127.0.0.1";
	CHECK_STR (submission_of (hop, "@rcv.example"), "local-user");
}

static void
message_ids (void)
{
	static const char *const cases[][2] = { { "<1@mail.owner.example>", "own-host" }, { "<1@owner.example>", "own-domain" },
						{ "<1@pc.test>", "other-host" },          { "no-at-sign", "other-host" },
						{ NULL, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_report ();

		record->original.message_id = cases[i][0];
		bnc_verdict_decide (context, record);
		CHECK_STR (fixture_outcome (record, "message-id"), cases[i][1]);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* Trust of the trail, and what is inferred, scale the weights; the text and the place are there. */
static void
trust_scales (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_portal_forged (0);
	const struct bounce_evidence *path;

	bnc_verdict_decide (context, record);
	path = fixture_evidence (record->verdict, "path");
	CHECK_INT (path->tier, 3);
	CHECK_INT (path->weight.genuine, -133); /* -3.80 * .5 * .7 */
	CHECK_STR (path->part, "original:Received[0]");
	CHECK_STR (path->text, "mail.portal.example took it from 203.0.113.66, which is none of yours");
	CHECK_STR (path->scorer, "builtin");
	bounce_record_unref (record);
	record = fixture_portal_relayed (0);
	bnc_verdict_decide (context, record);
	path = fixture_evidence (record->verdict, "path");
	CHECK_STR (path->outcome, "shared-client");
	CHECK_INT (path->weight.forged, -99); /* ln (.05 / .85) * .5 * .7 */
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static int32_t
ask (const char *message_id, void *user)
{
	CHECK_STR (message_id, "x1@owner.example");
	return *(const int32_t *) user;
}

static void
ledgers (void)
{
	static const struct {
		int32_t answer;
		const char *outcome;
	} cases[] = { { 1, "hit" }, { 0, "miss" }, { -1, NULL }, { 7, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_genuine ();
		int32_t answer = cases[i].answer;

		CHECK_INT (bounce_context_set_ledger (context, "sent", ask, &answer), BOUNCE_OK);
		CHECK_INT (bounce_context_set_ledger (context, "log", ask, &answer), BOUNCE_OK);
		CHECK_INT (bounce_context_set_ledger (context, "diary", ask, &answer), BOUNCE_ERROR_SETTING);
		bnc_verdict_decide (context, record);
		CHECK_STR (fixture_outcome (record, "sent"), cases[i].outcome);
		CHECK_STR (fixture_outcome (record, "log"), cases[i].outcome);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

SUITE (bnc_test_verdict_evidence, "verdict/evidence", { "rows are sound", rows_are_sound }, { "weights", weights }, { "genuine", genuine },
       { "relayed", relayed }, { "forged", forged }, { "copied line", copied_line }, { "own bouncer", own_bouncer },
       { "submissions", submissions }, { "message ids", message_ids }, { "trust scales", trust_scales }, { "ledgers", ledgers })
