/*
 * fixed-point.h - logarithms and probabilities in integers, the same on every machine
 *
 * Probabilities are millionths, log-likelihoods hundredths of a nat.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_FIXED_POINT_H
#define BNC_FIXED_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BNC_MILLION 1000000
#define BNC_LN_LEAST (-4095)   /* what ln(0) is taken for: far below anything evidence can make up for */
#define BNC_LN_1000 691
#define BNC_LN_THIRD (-110)

/* 2^32 exp (-d / 100). */
uint64_t bnc_exp_minus (int64_t d);

/* 100 ln (p / 1000000), to the nearest. */
int32_t bnc_ln (int32_t millionths);

#define BNC_POSTERIOR_MOST 32

/* Softmax: log-likelihoods to as many probabilities, at most BNC_POSTERIOR_MOST, that add up to a million. */
void bnc_posterior (const int64_t *log, int32_t *posterior, size_t count);

#define BNC_LN_OF_SUM 530
extern const uint8_t bnc_ln_of_sum[BNC_LN_OF_SUM];

/* 100 ln (exp (a / 100) + exp (b / 100)), to the nearest. Here, because a verdict takes hundreds. */
static inline int64_t
bnc_log_add (int64_t a, int64_t b)
{
	int64_t most = a > b ? a : b, apart = a > b ? a - b : b - a;

	return apart < BNC_LN_OF_SUM ? most + bnc_ln_of_sum[apart] : most;
}

/* n / d, to the nearest, halves away from 0; d is positive. */
int64_t bnc_divide (int64_t n, int64_t d);

/* "0.25", "3", ".5" times 10^digits; no sign, no exponent, no locale.  False for anything else, and beyond a million. */
bool bnc_decimal_parse (const char *text, int32_t digits, int32_t *value);
/* Exactly count of them with commas between: "0.5, 0.1, 0.4". */
bool bnc_decimals_parse (const char *text, int32_t digits, int32_t *values, size_t count);

#endif
