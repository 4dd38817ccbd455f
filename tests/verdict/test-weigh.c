/*
 * test-weigh.c - the sum over what is not known: doubts are charged once, and none of what others say is believed without limit
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <math.h>

#include "verdict/fixed-point.h"
#include "verdict/weigh.h"

#define PIECES 12
#define ROUNDING 3 /* hundredths, of a handful of sums */

static const doubts_t no_doubts = { 0, 0 };

static void
weigh (const chances_t *chances, const struct bounce_evidence *evidence, size_t count, doubts_t doubts, int64_t ways[BNC_WAYS])
{
	bnc_weigh_ways (evidence, count, &doubts, bnc_chances_shares (chances), ways);
}

static weights_t
by_cause (const chances_t *chances, const struct bounce_evidence *evidence, size_t count, doubts_t doubts)
{
	int64_t ways[BNC_WAYS];

	weigh (chances, evidence, count, doubts, ways);
	return bnc_weights_by_cause (ways, bnc_chances_shares (chances));
}

/* Of every way, something as strong as can be said; told: by the bouncing host. */
static struct bounce_evidence
extreme (way_t way, bool told, bool inferred, bool written)
{
	struct bounce_evidence evidence = { .group = "g", .outcome = "o", .told = told, .inferred = inferred, .written = written };

	for (way_t other = 0; other < BNC_WAYS; other++)
		evidence.ways[other] = other == way ? 0 : -BNC_LN_1000;
	return evidence;
}

static void
sums_of_logarithms (void)
{
	for (int64_t d = 0; d < 5000; d++) {
		double exact = 100 * log1p (exp (-(double) d / 100));

		CHECK_INT (bnc_log_add (-d, 0), lround (exact));
		CHECK_INT (bnc_log_add (0, -d), lround (exact));
		CHECK_INT (bnc_log_add (1000, 1000 - d), 1000 + bnc_log_add (0, -d));
	}
	CHECK_INT (bnc_log_add (INT32_MIN, -20), -20);
	CHECK_INT (bnc_log_add (-20, BNC_LN_LEAST), -20);
}

/* Without doubts the evidence adds up, as it did before. */
static void
adds_up (void)
{
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence[2] = { *bnc_chances_evidence (chances, OUTCOME_BOUNCER_OTHER), *bnc_chances_evidence (chances, OUTCOME_LOG_MISS) };
	int64_t ways[BNC_WAYS];
	weights_t one, alone, untouched = evidence[0].weight;

	weigh (chances, evidence, 2, no_doubts, ways);
	for (way_t way = 0; way < BNC_WAYS; way++)
		CHECK (ABS (ways[way] - evidence[0].ways[way] - evidence[1].ways[way]) <= ROUNDING);
	evidence[1].told = true;
	evidence[1].weight = (weights_t) { 0, 0, 0 };
	bnc_weigh_each (evidence, 2, &no_doubts, bnc_chances_shares (chances));
	CHECK (memcmp (&evidence[0].weight, &untouched, sizeof untouched) == 0);
	one = evidence[1].weight;
	alone = by_cause (chances, &evidence[1], 1, no_doubts);
	CHECK_INT (one.genuine, alone.genuine);
	CHECK_INT (one.relayed, alone.relayed);
	CHECK_INT (one.forged, alone.forged);
	weigh (chances, NULL, 0, no_doubts, ways);
	for (way_t way = 0; way < BNC_WAYS; way++)
		CHECK (ABS (ways[way]) <= ROUNDING); /* nothing says nothing */
	bnc_chances_free (chances);
}

/* However much one host tells, each way stays as probable as that the host lied about it. */
static void
one_host_has_a_cap (void)
{
	chances_t *chances = bnc_chances_new ();

	for (int32_t tier = 1; tier <= 3; tier++) {
		doubts_t doubts = { bnc_doubt_lies (tier, 1), 0 };

		for (way_t said = 0; said < BNC_WAYS; said++) {
			struct bounce_evidence evidence[PIECES];
			int64_t ways[BNC_WAYS];

			for (size_t i = 0; i < PIECES; i++)
				evidence[i] = extreme (said, true, false, false);
			weigh (chances, evidence, PIECES, doubts, ways);
			for (way_t way = 0; way < BNC_WAYS; way++)
				CHECK (ways[way] >= ways[WAY_FAKE] + bnc_ln (doubts.lies) - ROUNDING);
			if (said == WAY_FAKE)
				CHECK (ways[WAY_DIRECT] <= ways[WAY_FAKE] + bnc_ln (doubts.lies) + ROUNDING); /* and no more than that */
		}
	}
	bnc_chances_free (chances);
}

/* What the most telling story comes to where causes are alike before: all that one host can tell, all that the writer of a mail can, and no more. */
static void
expect_most (const outcome_t *story, size_t count, size_t cause)
{
	static const int32_t prior[3] = { 330000, 330000, 340000 };
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence[OUTCOME_COUNT];
	int32_t posterior[3];
	int64_t log[3];
	weights_t w;

	for (size_t i = 0; i < count; i++) {
		evidence[i] = *bnc_chances_evidence (chances, story[i]);
		evidence[i].told = g_strv_contains ((const char *const[]) { "path", "framing", "submission", "date", NULL }, evidence[i].group);
	}
	w = by_cause (chances, evidence, count, (doubts_t) { bnc_doubt_lies (1, 1), 0 });
	log[0] = w.genuine + bnc_ln (prior[0]);
	log[1] = w.relayed + bnc_ln (prior[1]);
	log[2] = w.forged + bnc_ln (prior[2]);
	bnc_posterior (log, posterior, 3);
	CHECK (posterior[cause] > 900000);
	CHECK (posterior[cause] < 996000); /* the cap of doc/verdict.md */
	bnc_chances_free (chances);
}

static void
the_most_that_one_host_can_make_sure (void)
{
	static const outcome_t genuine[] = { OUTCOME_LINK_VOUCHED,    OUTCOME_BOUNCER_OTHER,    OUTCOME_PATH_OWN,    OUTCOME_FRAMING_NONE, OUTCOME_SUBMISSION_KNOWN,
					     OUTCOME_MESSAGE_ID_BARE, OUTCOME_RECIPIENTS_ALONE, OUTCOME_DATE_PROMPT, OUTCOME_MAILER_USUAL, OUTCOME_HOURS_DAY };
	static const outcome_t relayed[] = { OUTCOME_LINK_VOUCHED,     OUTCOME_BOUNCER_OTHER,   OUTCOME_PATH_OWN, OUTCOME_FRAMING_NONE, OUTCOME_SUBMISSION_OPEN,
					     OUTCOME_MESSAGE_ID_OTHER, OUTCOME_RECIPIENTS_MANY, OUTCOME_DATE_OFF, OUTCOME_MAILER_OTHER, OUTCOME_HOURS_NIGHT };

	expect_most (genuine, G_N_ELEMENTS (genuine), 0);
	expect_most (relayed, G_N_ELEMENTS (relayed), 1);
}

/* Hosts that have nothing to do with each other settle it, though never for certain: one hand may have forged them all. */
static void
many_hosts_settle_it (void)
{
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence told = extreme (WAY_FAKE, true, false, false);
	int32_t last = 1000000;
	int64_t few[BNC_WAYS], many[BNC_WAYS];

	CHECK (bnc_doubt_lies (1, 1) < bnc_doubt_lies (3, 1));
	CHECK (bnc_doubt_lies (3, 1) < bnc_doubt_lies (2, 1));
	for (size_t hosts = 1; hosts < 100; hosts++) {
		int32_t lies = bnc_doubt_lies (2, hosts);

		CHECK (lies > 0 && lies <= last);
		last = lies;
	}
	CHECK (last * 100 < bnc_doubt_lies (2, 1));
	CHECK_INT (bnc_doubt_lies (2, 20), bnc_doubt_lies (2, 1000000));
	weigh (chances, &told, 1, (doubts_t) { bnc_doubt_lies (2, 1), 0 }, few);
	weigh (chances, &told, 1, (doubts_t) { bnc_doubt_lies (2, 20), 0 }, many);
	CHECK (many[WAY_CLIENT] < few[WAY_CLIENT] - 200);
	bnc_chances_free (chances);
}

/* What a host tells that nothing links to its bounce: nothing at all. */
static void
unlinked_says_nothing (void)
{
	chances_t *chances = bnc_chances_new ();
	int32_t tiers[] = { 0, 4, 7 };

	for (size_t i = 0; i < G_N_ELEMENTS (tiers); i++) {
		struct bounce_evidence told = extreme (WAY_DIRECT, true, false, false);
		int64_t ways[BNC_WAYS];

		weigh (chances, &told, 1, (doubts_t) { bnc_doubt_lies (tiers[i], 1), 0 }, ways);
		for (way_t way = 1; way < BNC_WAYS; way++)
			CHECK (ABS (ways[way] - ways[0]) <= ROUNDING);
	}
	bnc_chances_free (chances);
}

/* If what was inferred is wrong, evidence that rests on it says nothing; and that is in doubt once, however much rests on it. */
static void
inferred_may_be_wrong (void)
{
	chances_t *chances = bnc_chances_new ();

	for (int told = 0; told < 2; told++) {
		struct bounce_evidence evidence[PIECES];
		int64_t one[BNC_WAYS], two[BNC_WAYS], all[BNC_WAYS], certain[BNC_WAYS];
		int64_t alone, both;
		doubts_t doubts;

		for (size_t i = 0; i < PIECES; i++) {
			evidence[i] = extreme (WAY_DIRECT, told, true, false);
			CHECK_INT (bnc_doubt_wrong (evidence, i), i == 0 ? 0 : bnc_doubt_wrong (evidence, 1)); /* once */
		}
		doubts = (doubts_t) { 0, bnc_doubt_wrong (evidence, PIECES) };
		CHECK (doubts.wrong > 0);
		weigh (chances, evidence, 1, doubts, one);
		weigh (chances, evidence, 2, doubts, two);
		weigh (chances, evidence, PIECES, doubts, all);
		alone = one[WAY_CLIENT] - one[WAY_DIRECT];
		both = two[WAY_CLIENT] - two[WAY_DIRECT];
		CHECK (alone < -100 && alone > -BNC_LN_1000 + 100); /* much, and less than the row has */
		CHECK (both < alone && both > 2 * alone + 50);      /* the two together are less sure than two that have nothing to do with each other */
		CHECK (all[WAY_CLIENT] - all[WAY_DIRECT] > PIECES * alone / 2);
		for (size_t i = 0; i < PIECES; i++)
			evidence[i].inferred = false;
		CHECK_INT (bnc_doubt_wrong (evidence, PIECES), 0);
		weigh (chances, evidence, 1, no_doubts, certain);
		CHECK (certain[WAY_CLIENT] - certain[WAY_DIRECT] < alone - 100);
	}
	bnc_chances_free (chances);
}

/* The most genuine outcome of every group that whoever writes the mail can have as he likes. */
static size_t
all_that_is_written (const chances_t *chances, struct bounce_evidence *evidence)
{
	size_t count = 0;

	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		const struct bounce_evidence *row = bnc_chances_evidence (chances, i);
		struct bounce_evidence *last = count ? &evidence[count - 1] : NULL;

		if (!row->written)
			continue;
		if (!last || strcmp (last->group, row->group) != 0)
			evidence[count++] = *row;
		else if (row->weight.genuine - row->weight.relayed > last->weight.genuine - last->weight.relayed)
			*last = *row;
	}
	return count;
}

/* Who takes the trouble to write as the owner does gains that, and ten to one at most. */
static void
imitation_has_a_cap (void)
{
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence[OUTCOME_COUNT];
	size_t count = all_that_is_written (chances, evidence);
	int64_t ways[BNC_WAYS];

	CHECK (count >= 9);
	weigh (chances, evidence, count, no_doubts, ways);
	CHECK (ways[WAY_CLIENT] - ways[WAY_ACCOUNT] > 150); /* it does tell something */
	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (bnc_way_cause (way) != BOUNCE_CAUSE_GENUINE && way != WAY_AGAIN)
			CHECK (ways[WAY_CLIENT] - ways[way] <= 230 + ROUNDING);
	}
	for (size_t i = 0; i < PIECES; i++)
		evidence[i] = extreme (WAY_CLIENT, false, false, true);
	weigh (chances, evidence, PIECES, no_doubts, ways);
	CHECK (ABS (ways[WAY_CLIENT] - ways[WAY_ACCOUNT] - 230) <= ROUNDING);
	/* It acquits of nothing that he did not write so: against him it counts in full. */
	for (size_t i = 0; i < PIECES; i++)
		evidence[i] = extreme (WAY_ACCOUNT, false, false, true);
	weigh (chances, evidence, PIECES, no_doubts, ways);
	CHECK (ways[WAY_ACCOUNT] - ways[WAY_CLIENT] > 1000);
	bnc_chances_free (chances);
}

/* A mail of ours that is sent again from elsewhere has every proof. */
static void
proofs_have_a_cap (void)
{
	static const outcome_t proofs[] = { OUTCOME_CRYPTO_VERIFIES, OUTCOME_TAG_VALID, OUTCOME_SENT_HIT, OUTCOME_LOG_HIT };
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence[G_N_ELEMENTS (proofs)];
	weights_t w;

	for (size_t i = 0; i < G_N_ELEMENTS (proofs); i++)
		evidence[i] = *bnc_chances_evidence (chances, proofs[i]);
	w = by_cause (chances, evidence, G_N_ELEMENTS (proofs), no_doubts);
	CHECK_INT (w.genuine, 0);
	CHECK (w.forged < -250 && w.forged > -500);
	/* The path shows that it was not sent again. */
	evidence[0] = *bnc_chances_evidence (chances, OUTCOME_PATH_OWN);
	w = by_cause (chances, evidence, G_N_ELEMENTS (proofs), no_doubts);
	CHECK (w.forged < -600);
	bnc_chances_free (chances);
}

static void
order_does_not_matter (void)
{
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence[PIECES], turned[PIECES];
	doubts_t doubts = { 20000, 50000 };
	int64_t a[BNC_WAYS], b[BNC_WAYS];

	for (size_t i = 0; i < PIECES; i++) {
		evidence[i] = *bnc_chances_evidence (chances, (outcome_t) (i * 5 % OUTCOME_COUNT));
		evidence[i].told = i % 2;
		evidence[i].inferred = i % 3 == 0;
		evidence[i].written = i % 5 == 0;
	}
	weigh (chances, evidence, PIECES, doubts, a);
	for (size_t turn = 0; turn < PIECES; turn++) {
		for (size_t i = 0; i < PIECES; i++)
			turned[i] = evidence[(i * 5 + turn) % PIECES];
		weigh (chances, turned, PIECES, doubts, b);
		for (way_t way = 0; way < BNC_WAYS; way++)
			CHECK_INT (b[way], a[way]);
	}
	bnc_chances_free (chances);
}

SUITE (bnc_test_verdict_weigh, "verdict/weigh", { "sums of logarithms", sums_of_logarithms }, { "adds up", adds_up },
       { "one host has a cap", one_host_has_a_cap }, { "the most that one host can make sure", the_most_that_one_host_can_make_sure },
       { "many hosts settle it", many_hosts_settle_it }, { "unlinked says nothing", unlinked_says_nothing },
       { "inferred may be wrong", inferred_may_be_wrong }, { "imitation has a cap", imitation_has_a_cap },
       { "proofs have a cap", proofs_have_a_cap }, { "order does not matter", order_does_not_matter })
