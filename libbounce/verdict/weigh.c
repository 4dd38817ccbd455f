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

/* How often who abuses a server, or forges, takes the trouble to write in all as the owner does. */
#define IMITATES 100000

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

/* The mean over all ways, causes alike: what an outcome is worth that says nothing. */
static int64_t
mean_of (const struct bounce_evidence *evidence, const int32_t shares[BNC_WAYS])
{
	int64_t sum = INT32_MIN;

	for (way_t way = 0; way < BNC_WAYS; way++)
		sum = bnc_log_add (sum, evidence->ways[way] + shares[way]);
	return sum + bnc_ln (BNC_MILLION / 3);
}

typedef struct {
	int64_t own[BNC_WAYS];         /* in no doubt */
	int64_t written[BNC_WAYS];     /* whoever writes the mail can have it so */
	int64_t told[2][BNC_WAYS];     /* by the bouncing host; [0]: what was inferred is wrong, [1]: it is right */
	int64_t inferred[2][BNC_WAYS]; /* not by him */
} sums_t;

static void
add_up (sums_t *sums, const struct bounce_evidence *evidence, const int32_t shares[BNC_WAYS])
{
	int64_t mean = evidence->inferred ? mean_of (evidence, shares) : 0;

	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (evidence->written) {
			sums->written[way] += evidence->inferred ? (mean + evidence->ways[way]) / 2 : evidence->ways[way];
		} else if (evidence->told) {
			sums->told[0][way] += evidence->inferred ? mean : evidence->ways[way];
			sums->told[1][way] += evidence->ways[way];
		} else if (evidence->inferred) {
			sums->inferred[0][way] += mean;
			sums->inferred[1][way] += evidence->ways[way];
		} else {
			sums->own[way] += evidence->ways[way];
		}
	}
}

/* Of what is in doubt, and of its contrary. */
typedef struct {
	int32_t lies, truth, wrong, right, imitates, own_style;
} logs_t;

static logs_t
logs_of (const doubts_t *doubts)
{
	return (logs_t) {
		.lies = bnc_ln (doubts->lies), .truth = bnc_ln (BNC_MILLION - doubts->lies),
		.wrong = bnc_ln (doubts->wrong), .right = bnc_ln (BNC_MILLION - doubts->wrong),
		.imitates = bnc_ln (IMITATES), .own_style = bnc_ln (BNC_MILLION - IMITATES),
	};
}

static int64_t
over_truth (const sums_t *sums, size_t right, way_t way, const logs_t *logs)
{
	return sums->inferred[right][way] + bnc_log_add (logs->truth + sums->told[right][way], logs->lies + sums->told[right][WAY_FAKE]);
}

static int64_t
over_imitation (const sums_t *sums, way_t way, const logs_t *logs)
{
	if (bnc_way_cause (way) == BOUNCE_CAUSE_GENUINE || way == WAY_AGAIN)
		return sums->written[way];
	return bnc_log_add (logs->own_style + sums->written[way], logs->imitates + sums->written[WAY_CLIENT]);
}

static void
weigh (const struct bounce_evidence *evidence, size_t count, const logs_t *logs, const int32_t shares[BNC_WAYS], int64_t ways[BNC_WAYS])
{
	sums_t sums = { 0 };

	for (size_t i = 0; i < count; i++)
		add_up (&sums, &evidence[i], shares);
	for (way_t way = 0; way < BNC_WAYS; way++)
		ways[way] = sums.own[way] + over_imitation (&sums, way, logs) +
		            bnc_log_add (logs->right + over_truth (&sums, 1, way, logs), logs->wrong + over_truth (&sums, 0, way, logs));
}

void
bnc_weigh_ways (const struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS],
                int64_t ways[BNC_WAYS])
{
	logs_t logs = logs_of (doubts);

	weigh (evidence, count, &logs, shares, ways);
}

void
bnc_weigh_each (struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS])
{
	logs_t logs = logs_of (doubts);
	int64_t ways[BNC_WAYS];

	for (size_t i = 0; i < count; i++) {
		if (!evidence[i].told && !evidence[i].inferred && !evidence[i].written)
			continue;
		weigh (&evidence[i], 1, &logs, shares, ways);
		evidence[i].weight = bnc_weights_by_cause (ways, shares);
	}
}
