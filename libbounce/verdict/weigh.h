/*
 * weigh.h - from evidence to probabilities: the sum over what is not known
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_WEIGH_H
#define BNC_WEIGH_H

#include "verdict/chances.h"

/* How often who abuses a server, or forges, takes the trouble to write in all as the owner does; in millionths, and the logarithms of that and
 * of the rest. */
#define BNC_IMITATES 100000
#define BNC_LN_IMITATES (-230)
#define BNC_LN_IMITATES_NOT (-11)

/* What is in doubt once, for all the evidence that rests on it; as logarithms, in hundredths of a nat, which are taken once. */
typedef struct {
	int32_t lies, honest; /* that no host which made these bounces told the truth, and that one did */
	int32_t wrong, right; /* that what was inferred to be ours is not, and that it is */
} doubts_t;

/* Of probabilities in millionths. */
doubts_t bnc_doubts (int32_t lies, int32_t wrong);

/* Of bounces whose trail has this tier, by so many hosts that have nothing to do with each other. */
int32_t bnc_doubt_lies (int32_t tier, size_t hosts);

/* Of what was inferred to be ours, if any of the evidence rests on that. */
int32_t bnc_doubt_wrong (const struct bounce_evidence *evidence, size_t count);

/* The log-likelihood of all the evidence, by way; in hundredths of a nat. */
void bnc_weigh_ways (const struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS],
                     int64_t ways[BNC_WAYS]);

/* What one piece counts by cause if it stands alone, with the same doubts. */
weights_t bnc_weigh_one (const struct bounce_evidence *evidence, const doubts_t *doubts, const int32_t shares[BNC_WAYS]);

#endif
