/*
 * test-chances.c - the table of evidence, and the settings that change it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/chances.h"
#include "verdict/fixed-point.h"

/* Nothing is impossible but that the owner says of what he wanted that he did not send it; no outcome stands twice, and none away from its group. */
static void
rows_are_sound (void)
{
	chances_t *chances = bnc_chances_new ();

	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		const struct bounce_evidence *a = bnc_chances_evidence (chances, i), *before = i ? bnc_chances_evidence (chances, i - 1) : NULL;

		CHECK_INT (MAX (a->weight.genuine, MAX (a->weight.relayed, a->weight.forged)), 0);
		CHECK (MIN (a->weight.genuine, MIN (a->weight.relayed, a->weight.forged)) >= -BNC_LN_1000);
		CHECK_INT (a->favours, bnc_weights_favour (&a->weight));
		for (way_t way = 0; way < BNC_WAYS; way++) {
			int32_t p = bnc_chances_by_way (chances, i, way);

			CHECK (p <= 1000000);
			CHECK ((p > 0) != (i == OUTCOME_OWNER_NO && bnc_way_cause (way) == BOUNCE_CAUSE_GENUINE));
			CHECK_INT (a->ways[way], bnc_ln (p));
		}
		CHECK (!before || strcmp (before->group, a->group) != 0 || before->written == a->written);
		for (outcome_t j = 0; j < i; j++) {
			const struct bounce_evidence *b = bnc_chances_evidence (chances, j);

			CHECK (strcmp (a->group, b->group) != 0 || strcmp (a->outcome, b->outcome) != 0);
			CHECK (strcmp (a->group, b->group) != 0 || strcmp (a->group, before->group) == 0);
		}
	}
	bnc_chances_free (chances);
}

/* The outcomes of each way together, in millionths, but for those that stand in without, which begins and ends with a blank. */
static int64_t
sum_of (const chances_t *chances, const char *group, way_t way, const char *without)
{
	int64_t sum = 0;

	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		const struct bounce_evidence *evidence = bnc_chances_evidence (chances, i);
		char *word = g_strconcat (" ", evidence->outcome, " ", NULL);

		if (strcmp (evidence->group, group) == 0 && !strstr (without, word))
			sum += bnc_chances_by_way (chances, i, way);
		g_free (word);
	}
	return sum;
}

/* A group has one outcome, so by each way its outcomes are probable to 1 together: else a way is punished, or favoured, whenever anything of that
 * group is seen. What is known beforehand decides which outcomes there can be; and some say nothing where there is nothing to say. */
static void
groups_are_whole (void)
{
	static const struct {
		const char *group, *without;
		int64_t least;
	} cases[] = {
		{ "link", " ", 999000 },       { "bouncer", " ", 999000 },  { "tag", " ", 999000 },      { "framing", " ", 999000 },
		{ "submission", " ", 999000 }, { "message-id", " ", 999000 }, { "recipients", " ", 999000 }, { "date", " ", 999000 },
		{ "mailer", " ", 999000 },     { "account", " ", 999000 },  { "script", " ", 999000 },   { "hours", " ", 999000 },
		{ "reply-to", " ", 999000 },   { "bulk", " ", 999000 },     { "sent", " ", 999000 },     { "log", " ", 999000 },
		{ "rate", " ", 999000 },       { "senders", " ", 999000 },
		{ "path", " unknown-client claimed-relay ", 990000 }, /* where networks are known; else these two stand for foreign-client */
		{ "crypto", " header-verifies ", 500000 },            /* of a whole mail, and of a header; a signature without a key says nothing */
		{ "crypto", " verifies ", 500000 },
		{ "hosts", " ", 0 }, { "fan-out", " ", 0 }, { "owner", " ", 900000 }, { "dkim2", " ", 0 }, /* most say nothing */
	};
	chances_t *chances = bnc_chances_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		for (way_t way = 0; way < BNC_WAYS; way++) {
			int64_t sum = sum_of (chances, cases[i].group, way, cases[i].without);

			CHECK (sum >= cases[i].least && sum <= 1001000);
			if (sum < cases[i].least || sum > 1001000)
				fprintf (stderr, "%s by %s: %" G_GINT64_FORMAT " millionths together\n", cases[i].group, bnc_way_name (way), sum);
		}
	}
	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		bool found = false;

		for (size_t j = 0; j < G_N_ELEMENTS (cases); j++)
			found |= strcmp (cases[j].group, bnc_chances_evidence (chances, i)->group) == 0;
		CHECK (found);
	}
	/* Whether a bouncing host can be linked has nothing to do with whose mail it returns. */
	for (outcome_t i = OUTCOME_LINK_VOUCHED; i <= OUTCOME_LINK_SENT; i++) {
		for (way_t way = 0; way < WAY_FAKE; way++)
			CHECK_INT (bnc_chances_by_way (chances, i, way), bnc_chances_by_way (chances, i, WAY_CLIENT));
	}
	bnc_chances_free (chances);
}

/* What whoever writes the mail can have as he likes; what his path and others show is not that. */
static void
what_is_written (void)
{
	static const struct {
		outcome_t outcome;
		bool written;
	} cases[] = { { OUTCOME_DATE_PROMPT, true },     { OUTCOME_MESSAGE_ID_NATIVE, true }, { OUTCOME_MAILER_USUAL, true }, { OUTCOME_BULK_SAYS, true },
		      { OUTCOME_RECIPIENTS_ALONE, true }, { OUTCOME_PATH_OWN, false },         { OUTCOME_LOG_HIT, false },     { OUTCOME_SUBMISSION_KNOWN, false },
		      { OUTCOME_CRYPTO_VERIFIES, false }, { OUTCOME_OWNER_NO, false },         { OUTCOME_HOSTS_MANY, false },  { OUTCOME_ACCOUNT_DECLARED, false } };
	chances_t *chances = bnc_chances_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
		CHECK_INT (bnc_chances_evidence (chances, cases[i].outcome)->written, cases[i].written);
	bnc_chances_free (chances);
}

/* ln (.02 / .90) = -3.81, ln (.03 / .90) = -3.40; three numbers hold for all ways of their cause. */
static void
weights (void)
{
	chances_t *chances = bnc_chances_new ();
	const struct bounce_evidence *evidence = bnc_chances_evidence (chances, OUTCOME_PATH_FOREIGN);
	weights_t w = { 1000, 1400, 2000 };
	char *error = NULL;

	CHECK (bnc_chances_set (chances, "evidence.path.foreign-client", "0.02, 0.03, 0.9", &error) && !error);
	CHECK (bnc_chances_set (chances, "evidence.path.shared-client", "0.85, 0.85, 0.05", &error) && !error);
	CHECK (ABS (evidence->weight.genuine + 381) <= 2);
	CHECK (ABS (evidence->weight.relayed + 340) <= 2);
	CHECK_INT (evidence->weight.forged, 0);
	CHECK_INT (evidence->favours, BOUNCE_CAUSE_FORGED);
	CHECK_INT (bnc_chances_by_way (chances, OUTCOME_PATH_FOREIGN, WAY_ACCOUNT), 30000);
	CHECK_INT (bnc_chances_by_way (chances, OUTCOME_PATH_FOREIGN, WAY_FAKE), 900000);
	CHECK_INT (bnc_chances_by_cause (chances, OUTCOME_PATH_FOREIGN, BOUNCE_CAUSE_GENUINE), 20000);
	CHECK (bnc_chances_evidence (chances, OUTCOME_PATH_SHARED)->weight.forged < -280);
	bnc_weights_settle (&w);
	CHECK_INT (w.genuine, -691);
	CHECK_INT (w.relayed, -600);
	CHECK_INT (w.forged, 0);
	w = (weights_t) { 0, 0, -5 };
	CHECK_INT (bnc_weights_favour (&w), BOUNCE_CAUSE_UNDECIDED);
	bnc_chances_free (chances);
}

static void
one_number_a_way (void)
{
	chances_t *chances = bnc_chances_new ();
	int64_t mean = 0;
	char *error = NULL;

	CHECK_INT (BNC_WAYS, 14);
	CHECK (bnc_chances_set (chances, "evidence.log.hit", "0.01,0.02,0.03,0.04, 0.05,0.06,0.07,0.08,0.09,0.1, 0.11,0.12,0.13,1", &error) && !error);
	for (way_t way = 0; way < BNC_WAYS; way++)
		CHECK_INT (bnc_chances_by_way (chances, OUTCOME_LOG_HIT, way), way == 13 ? 1000000 : 10000 * (way + 1));
	/* The cause's is the mean by the shares of core/ways.def: 500, 130, 230, 140. */
	mean = (500 * 10000 + 130 * 20000 + 230 * 30000 + 140 * 40000) / 1000;
	CHECK_INT (bnc_chances_by_cause (chances, OUTCOME_LOG_HIT, BOUNCE_CAUSE_GENUINE), mean);
	CHECK (bnc_chances_evidence (chances, OUTCOME_LOG_HIT)->weight.genuine < 0);
	bnc_chances_free (chances);
}

static double
share_of (const chances_t *chances, way_t way)
{
	int32_t log = bnc_chances_shares (chances)[way];
	int64_t all[BNC_WAYS];
	int32_t p[BNC_WAYS];

	/* By the cause's ways alone. */
	for (way_t other = 0; other < BNC_WAYS; other++)
		all[other] = bnc_way_cause (other) == bnc_way_cause (way) ? bnc_chances_shares (chances)[other] : BNC_LN_LEAST * 2;
	bnc_posterior (all, p, BNC_WAYS);
	CHECK (log <= 0);
	return p[way] / 1e6;
}

/* Shares are of any scale, and all weights follow them. */
static void
shares_of_ways (void)
{
	chances_t *chances = bnc_chances_new ();
	int32_t before = bnc_chances_evidence (chances, OUTCOME_SUBMISSION_OPEN)->weight.relayed;
	int32_t likely = bnc_chances_by_cause (chances, OUTCOME_SUBMISSION_OPEN, BOUNCE_CAUSE_RELAYED);
	char *error = NULL;

	CHECK (ABS (share_of (chances, WAY_ACCOUNT) - .38) < .01);
	CHECK (ABS (share_of (chances, WAY_DIRECT) - .8) < .01);
	CHECK (bnc_chances_set (chances, "way.stolen-account", "0.001", &error) && !error);
	CHECK (share_of (chances, WAY_ACCOUNT) < .002);
	CHECK (bnc_chances_by_cause (chances, OUTCOME_SUBMISSION_OPEN, BOUNCE_CAUSE_RELAYED) > likely);
	CHECK (bnc_chances_set (chances, "way.open-relay", "1000", &error) && !error);
	CHECK (share_of (chances, WAY_RELAY) > .6);
	CHECK (bnc_chances_evidence (chances, OUTCOME_SUBMISSION_OPEN)->weight.relayed >= before);
	CHECK (ABS (share_of (chances, WAY_DIRECT) - .8) < .01); /* another cause's */
	bnc_chances_free (chances);
}

/* A way's share changes how probable it is, as a program sees it. */
static void
shares_count (void)
{
	bounce_context_t *usual = fixture_plain (), *rare = fixture_context ("way.open-relay", "0.001", NULL);
	bounce_record_t *a = fixture_relayed (), *b = fixture_relayed ();

	bnc_verdict_decide (&usual->settings, a);
	bnc_verdict_decide (&rare->settings, b);
	CHECK (bounce_verdict_way (a->verdict, WAY_RELAY) > bounce_verdict_way (b->verdict, WAY_RELAY));
	bounce_record_unref (a);
	bounce_record_unref (b);
	bounce_context_unref (usual);
	bounce_context_unref (rare);
}

static void
ways_are_told (void)
{
	bounce_context_t *context = fixture_plain ();
	const char *group, *outcome;
	int32_t chances[3];

	CHECK_INT (bounce_way_count (), BNC_WAYS);
	for (size_t way = 0; way < bounce_way_count (); way++) {
		CHECK (bounce_way_name (way) != NULL && *bounce_way_name (way));
		CHECK (bounce_way_cause (way) != BOUNCE_CAUSE_UNDECIDED);
		CHECK_INT (bounce_context_outcome_way (context, OUTCOME_LOG_HIT, way),
			   bnc_chances_by_way (context->settings.chances, OUTCOME_LOG_HIT, (way_t) way));
	}
	CHECK (bounce_way_name (BNC_WAYS) == NULL);
	CHECK_INT (bounce_way_cause (BNC_WAYS), BOUNCE_CAUSE_UNDECIDED);
	CHECK_INT (bounce_context_outcome_way (context, OUTCOME_COUNT, 0), 0);
	CHECK_INT (bounce_context_outcome_way (context, 0, BNC_WAYS), 0);
	CHECK_INT (bounce_context_outcome_way (NULL, 0, 0), 0);
	CHECK_INT (bounce_verdict_way (NULL, 0), 0);
	CHECK_INT (bounce_context_outcome (context, OUTCOME_LOG_HIT, &group, &outcome, chances), BOUNCE_OK);
	CHECK_STR (group, "log");
	CHECK_INT (chances[1], bnc_chances_by_cause (context->settings.chances, OUTCOME_LOG_HIT, BOUNCE_CAUSE_RELAYED));
	bounce_context_unref (context);
}

static void
bad_values_are_explained (void)
{
	static const char *const bad[][3] = {
		{ "evidence.log.hit", "0.1", "three probabilities" },     { "evidence.log.hit", "0.1, 0.2, 0", "above 0" },
		{ "evidence.log.hit", "0.1, 0.2, 1.01", "up to 1" },      { "evidence.log.hit", "1,1,1,1,1,1,1,1,1,1,1,1,1", "or 14" },
		{ "evidence.log.hit", "1,1,1,1,1,1,1,1,1,1,1,1,1,0", "or 14" }, { "evidence.log.hit", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "or 14" },
		{ "way.open-relay", "0", "above 0" },                     { "way.open-relay", "-1", "share" },
		{ "way.open-relay", "1001", "up to 1000" },               { "way.open-relay", "often", "got \"often\"" },
		{ "way.no-mail", "", "share" },
	};
	static const char *const unknown[] = { "way.closed-relay", "way.", "evidence.log", "evidence.log.", "evidence.log.hits", "evidence.lo.hit" };
	bounce_context_t *context = fixture_plain ();

	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
		CHECK_INT (bounce_context_set (context, bad[i][0], bad[i][1]), BOUNCE_ERROR_SETTING);
		CHECK (strstr (bounce_context_error (context), bad[i][2]) != NULL);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (unknown); i++)
		CHECK_INT (bounce_context_set (context, unknown[i], "1,1,1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bnc_chances_by_way (context->settings.chances, OUTCOME_LOG_HIT, WAY_CLIENT), 980000); /* as it was */
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_chances, "verdict/chances", { "rows are sound", rows_are_sound }, { "groups are whole", groups_are_whole },
       { "what is written", what_is_written }, { "weights", weights }, { "one number a way", one_number_a_way },
       { "shares of ways", shares_of_ways }, { "shares count", shares_count }, { "ways are told", ways_are_told },
       { "bad values are explained", bad_values_are_explained })
