/*
 * fixed-point.c - logarithms and probabilities in integers, the same on every machine
 *
 * In and out: integers only.  Floating point would let two machines disagree in the last digit, and a verdict near
 * its threshold would then depend on the processor.  exp(-d/100) is the product of at most twelve constants, one
 * for each bit of d, in units of 2^-32; ln is its inverse, bit by bit from the highest.  Sums of logarithms, of which
 * a verdict takes some hundreds, are looked up.  Nothing is allocated.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/fixed-point.h"

#include <glib.h>

#define ONE ((uint64_t) 1 << 32)

/* 2^32 exp(-2^k / 100), rounded. */
static const uint32_t exp_bit[12] = { 4252231657u, 4209921245u, 4126559220u, 3964754518u, 3659929705u, 3118786366u,
				      2264703717u, 1194161113u, 332021332u, 25666823u, 153386u, 5u };

/* By d: 100 ln (1 + exp (-d / 100)) as bnc_exp_minus() and bnc_ln() have it; of any greater d it is 0. */
const uint8_t bnc_ln_of_sum[BNC_LN_OF_SUM] = {
	69, 69, 68, 68, 67, 67, 66, 66, 65, 65, 64, 64, 63, 63, 63, 62, 62, 61, 61, 60, 60, 59, 59, 58, 58, 58, 57,
	57, 56, 56, 55, 55, 55, 54, 54, 53, 53, 53, 52, 52, 51, 51, 51, 50, 50, 49, 49, 49, 48, 48, 47, 47, 47, 46,
	46, 46, 45, 45, 44, 44, 44, 43, 43, 43, 42, 42, 42, 41, 41, 41, 40, 40, 40, 39, 39, 39, 38, 38, 38, 37, 37,
	37, 36, 36, 36, 36, 35, 35, 35, 34, 34, 34, 34, 33, 33, 33, 32, 32, 32, 32, 31, 31, 31, 31, 30, 30, 30, 29,
	29, 29, 29, 28, 28, 28, 28, 28, 27, 27, 27, 27, 26, 26, 26, 26, 25, 25, 25, 25, 25, 24, 24, 24, 24, 23, 23,
	23, 23, 23, 22, 22, 22, 22, 22, 21, 21, 21, 21, 21, 21, 20, 20, 20, 20, 20, 19, 19, 19, 19, 19, 19, 18, 18,
	18, 18, 18, 18, 17, 17, 17, 17, 17, 17, 16, 16, 16, 16, 16, 16, 16, 15, 15, 15, 15, 15, 15, 15, 14, 14, 14,
	14, 14, 14, 14, 14, 13, 13, 13, 13, 13, 13, 13, 13, 12, 12, 12, 12, 12, 12, 12, 12, 12, 11, 11, 11, 11, 11,
	11, 11, 11, 11, 11, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8,
	8, 8, 8, 8, 8, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
	6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
	4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
	3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
	2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
};

uint64_t
bnc_exp_minus (int64_t d)
{
	uint64_t value = ONE;

	if (d > -BNC_LN_LEAST)
		return 0;
	for (unsigned k = 0; k < G_N_ELEMENTS (exp_bit); k++) {
		if ((d >> k) & 1)
			value = (value * exp_bit[k] + ONE / 2) >> 32;
	}
	return value;
}

int32_t
bnc_ln (int32_t millionths)
{
	uint64_t wanted, below, value = ONE;
	int32_t low = 0;

	if (millionths <= 0)
		return BNC_LN_LEAST;
	wanted = (uint64_t) MIN (millionths, BNC_MILLION) * ONE / BNC_MILLION;
	for (size_t k = G_N_ELEMENTS (exp_bit); k-- > 0;) {
		uint64_t less = (value * exp_bit[k] + ONE / 2) >> 32;

		if (less >= wanted) {
			value = less;
			low |= 1 << k;
		}
	}
	/* The order of the products has a say in their last bit. */
	value = bnc_exp_minus (low);
	below = bnc_exp_minus (low + 1);
	while (value < wanted) {
		below = value;
		value = bnc_exp_minus (--low);
	}
	while (below >= wanted) {
		value = below;
		below = bnc_exp_minus (++low + 1);
	}
	return value - wanted > wanted - below ? -(low + 1) : -low;
}

void
bnc_posterior (const int64_t *log, int32_t *posterior, size_t count)
{
	int64_t most = log[0];
	uint64_t weight[BNC_POSTERIOR_MOST], sum = 0;
	int32_t left = BNC_MILLION;
	size_t best = 0;

	for (size_t i = 1; i < count; i++)
		most = MAX (most, log[i]);
	for (size_t i = 0; i < count; i++) {
		weight[i] = bnc_exp_minus (most - log[i]);
		sum += weight[i];
		if (weight[i] > weight[best])
			best = i;
	}
	for (size_t i = 0; i < count; i++) {
		posterior[i] = (int32_t) ((weight[i] * BNC_MILLION + sum / 2) / sum);
		left -= posterior[i];
	}
	posterior[best] += left;
}

int64_t
bnc_divide (int64_t n, int64_t d)
{
	return n < 0 ? -((-n + d / 2) / d) : (n + d / 2) / d;
}

bool
bnc_decimal_parse (const char *text, int32_t digits, int32_t *value)
{
	int64_t whole = 0;
	int32_t left = -1, seen = 0;

	for (; *text; text++) {
		if (*text == '.' && left < 0) {
			left = digits;
		} else if (g_ascii_isdigit (*text)) {
			seen++;
			if (left == 0)
				continue;
			whole = whole * 10 + (*text - '0');
			left -= left > 0;
		} else {
			return false;
		}
		if (whole > (int64_t) BNC_MILLION * BNC_MILLION)
			return false;
	}
	for (left = left < 0 ? digits : left; left > 0; left--)
		whole *= 10;
	*value = (int32_t) MIN (whole, G_MAXINT32);
	return seen > 0 && whole <= G_MAXINT32;
}

bool
bnc_decimals_parse (const char *text, int32_t digits, int32_t *values, size_t count)
{
	char **words = g_strsplit (text, ",", (gint) count + 1);
	bool good = g_strv_length (words) == count;

	for (size_t i = 0; good && i < count; i++)
		good = bnc_decimal_parse (g_strstrip (words[i]), digits, &values[i]);
	g_strfreev (words);
	return good;
}
