/*
 * weigh.h - from evidence to probabilities: the sum over what is not known
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_WEIGH_H
#define BNC_WEIGH_H

#include "verdict/chances.h"

/* What is in doubt once, for all the evidence that rests on it; in millionths. */
typedef struct {
	int32_t lies;  /* that no host which made these bounces told the truth */
	int32_t wrong; /* that what was inferred to be ours is not */
} doubts_t;

/* Of bounces whose trail has this tier, by so many hosts that have nothing to do with each other. */
int32_t bnc_doubt_lies (int32_t tier, size_t hosts);

/* Of what was inferred to be ours, if any of the evidence rests on that. */
int32_t bnc_doubt_wrong (const struct bounce_evidence *evidence, size_t count);

/* The log-likelihood of all the evidence, by way; in hundredths of a nat. */
void bnc_weigh_ways (const struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS],
                     int64_t ways[BNC_WAYS]);

/* Gives each piece that a doubt touches the weights by cause that it has if it stands alone. */
void bnc_weigh_each (struct bounce_evidence *evidence, size_t count, const doubts_t *doubts, const int32_t shares[BNC_WAYS]);

#endif
