/*
 * weigh.c - from evidence to probabilities: the sum over what is not known
 *
 * Four things are not known: by which way the mail came about (H), whether the host that made the bounce tells the truth (B), whether what
 * was inferred to be ours is ours (O), and whether an abuser writes as the owner does (I).  The likelihood of a way is the sum over B, O and
 * I, so that a doubt that several pieces of evidence share is charged once:
 *
 *     L(H) = own(H) * [ (1 - imitates) * written(H) + imitates * written(own-client) ]
 *            * sum over O of P(O) * [ (1 - lies) * told(H, O) + lies * told(no-mail, O) ] * inferred(H, O)
 *
 * A host that lies says what one that makes a bounce up would say; what was inferred wrongly says nothing: it counts its mean over all
 * ways.  Of the owner's own ways, and of his mail that is sent again, what is written is his.  In: evidence.  Out: log-likelihoods in
 * hundredths of a nat, all in integers, so that every machine gives the same answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/weigh.h"

#include "verdict/fixed-point.h"

/* How often the lines that a host returns of a real mail are not its own, by tier. That there was no mail is a way of its own. Judgement, as all
 * here: nobody counted them. */
#define LIES_VOUCHED 2000
#define LIES_NAMED 100000
#define LIES_SENT 20000
#define LIES_LEAST 200 /* of many hosts: one hand may forge them all */

/* The organisation that took the bounce in is his or his provider's but for odd cases. */
#define WRONG 50000

int32_t
bnc_doubt_lies (int32_t tier, size_t hosts)
{
	static const int32_t lies[5] = { BNC_MILLION, LIES_VOUCHED, LIES_NAMED, LIES_SENT, BNC_MILLION };
	int64_t all = lies[CLAMP (tier, 0, 4)];

	for (size_t i = 1; i < MIN (hosts, 20); i++)
		all = MAX (all * 3 / 10, LIES_LEAST);
	return (int32_t) all;
}

int32_t
bnc_doubt_wrong (const struct bounce_evidence *evidence, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (evidence[i].inferred)
			return WRONG;
	}
	return 0;
}

doubts_t
bnc_doubts (int32_t lies, int32_t wrong)
{
	return (doubts_t) { bnc_ln (lies), bnc_ln (BNC_MILLION - lies), bnc_ln (wrong), bnc_ln (BNC_MILLION - wrong) };
}

/* The mean over all ways, causes alike: what an outcome is worth that says nothing. */
static int64_t
mean_of (const struct bounce_evidence *evidence, const int32_t shares[BNC_WAYS])
{
	int64_t sum = INT32_MIN;

	for (way_t way = 0; way < BNC_WAYS; way++)
		sum = bnc_log_add (sum, evidence->ways[way] + shares[way]);
	return sum + BNC_LN_THIRD;
}

typedef struct {
	int64_t own[BNC_WAYS];         /* in no doubt */
	int64_t written[BNC_WAYS];     /* whoever writes the mail can have it so */
	int64_t told[2][BNC_WAYS];     /* by the bouncing host; [0]: what was inferred is wrong, [1]: it is right */
	int64_t inferred[2][BNC_WAYS]; /* not by him */
	bool doubtful;                 /* something was inferred, else [0] and [1] are alike */
} sums_t;

static void
add_ways (int64_t sum[BNC_WAYS], const struct bounce_evidence *evidence)
{
	for (way_t way = 0; way < BNC_WAYS; way++)
		sum[way] += evidence->ways[way];
}

static void
add_inferred (sums_t *sums, const struct bounce_evidence *evidence, int64_t mean)
{
	int64_t (*sum)[BNC_WAYS] = evidence->told ? sums->told : sums->inferred;

	sums->doubtful = true;
	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (evidence->written)
			sums->written[way] += (mean + evidence->ways[way]) / 2;
		else
			sum[0][way] += mean;
	}
	if (!evidence->written)
		add_ways (sum[1], evidence);
}

static void
add_up (sums_t *sums, const struct bounce_evidence *evidence, const int32_t shares[BNC_WAYS])
{
	if (evidence->inferred) {
		add_inferred (sums, evidence, mean_of (evidence, shares));
	} else if (evidence->written) {
		add_ways (sums->written, evidence);
	} else if (evidence->told) {
		add_ways (sums->told[0], evidence);
		add_ways (sums->told[1], evidence);
	} else {
		add_ways (sums->own, evidence);
	}
}

static int64_t
over_truth (const sums_t *sums, size_t right, way_t way, const doubts_t *doubts)
{
	return sums->inferred[right][way] + bnc_log_add (doubts->honest + sums->told[right][way], doubts->lies + sums->told[right][WAY_FAKE]);
}

static int64_t
over_imitation (const sums_t *sums, way_t way)
{
	if (bnc_way_cause (way) == BOUNCE_CAUSE_GENUINE || way == WAY_AGAIN)
		return sums->written[way];
	return bnc_log_add (BNC_LN_IMITATES_NOT + sums->written[way], BNC_LN_IMITATES + sums->written[WAY_CLIENT]);
}

void
bnc_weigh_ways (const struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS],
                int64_t ways[BNC_WAYS])
{
	sums_t sums = { 0 };

	for (size_t i = 0; i < count; i++)
		add_up (&sums, &evidence[i], shares);
	for (way_t way = 0; way < BNC_WAYS; way++) {
		int64_t right = over_truth (&sums, 1, way, doubts), wrong = sums.doubtful ? over_truth (&sums, 0, way, doubts) : right;

		ways[way] = sums.own[way] + over_imitation (&sums, way) + bnc_log_add (doubts->right + right, doubts->wrong + wrong);
	}
}

weights_t
bnc_weigh_one (const struct bounce_evidence *evidence, const doubts_t *doubts, const int32_t shares[BNC_WAYS])
{
	int64_t ways[BNC_WAYS];

	bnc_weigh_ways (evidence, 1, doubts, shares, ways);
	return bnc_weights_by_cause (ways, shares);
}
