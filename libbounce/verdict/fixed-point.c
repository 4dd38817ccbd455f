/*
 * fixed-point.c - logarithms and probabilities in integers, the same on every machine
 *
 * In and out: integers only.  Floating point would let two machines disagree in the last digit, and a verdict near
 * its threshold would then depend on the processor.  exp(-d/100) is the product of at most twelve constants, one
 * for each bit of d, in units of 2^-32; ln is its inverse, bit by bit from the highest.  Nothing is allocated.
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

/* 2^32 exp(-d / 100). */
static uint64_t
exp_minus (int64_t d)
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
	value = exp_minus (low);
	below = exp_minus (low + 1);
	while (value < wanted) {
		below = value;
		value = exp_minus (--low);
	}
	while (below >= wanted) {
		value = below;
		below = exp_minus (++low + 1);
	}
	return value - wanted > wanted - below ? -(low + 1) : -low;
}

/* 100 ln (1 + exp (-d / 100)), to the nearest; nothing from the end of the table on. */
static const uint8_t ln_of_sum[] = {
	[0 ... 1] = 69, [2 ... 3] = 68, [4 ... 5] = 67, [6 ... 7] = 66, [8 ... 9] = 65, [10 ... 11] = 64, [12 ... 14] = 63,
	[15 ... 16] = 62, [17 ... 18] = 61, [19 ... 20] = 60, [21 ... 22] = 59, [23 ... 25] = 58, [26 ... 27] = 57,
	[28 ... 29] = 56, [30 ... 32] = 55, [33 ... 34] = 54, [35 ... 37] = 53, [38 ... 39] = 52, [40 ... 42] = 51,
	[43 ... 44] = 50, [45 ... 47] = 49, [48 ... 49] = 48, [50 ... 52] = 47, [53 ... 55] = 46, [56 ... 57] = 45,
	[58 ... 60] = 44, [61 ... 63] = 43, [64 ... 66] = 42, [67 ... 69] = 41, [70 ... 72] = 40, [73 ... 75] = 39,
	[76 ... 78] = 38, [79 ... 81] = 37, [82 ... 85] = 36, [86 ... 88] = 35, [89 ... 92] = 34, [93 ... 95] = 33,
	[96 ... 99] = 32, [100 ... 103] = 31, [104 ... 106] = 30, [107 ... 110] = 29, [111 ... 115] = 28, [116 ... 119] = 27,
	[120 ... 123] = 26, [124 ... 128] = 25, [129 ... 132] = 24, [133 ... 137] = 23, [138 ... 142] = 22, [143 ... 148] = 21,
	[149 ... 153] = 20, [154 ... 159] = 19, [160 ... 165] = 18, [166 ... 171] = 17, [172 ... 178] = 16, [179 ... 185] = 15,
	[186 ... 193] = 14, [194 ... 201] = 13, [202 ... 210] = 12, [211 ... 220] = 11, [221 ... 230] = 10, [231 ... 242] = 9,
	[243 ... 255] = 8, [256 ... 270] = 7, [271 ... 287] = 6, [288 ... 307] = 5, [308 ... 333] = 4, [334 ... 367] = 3,
	[368 ... 419] = 2, [420 ... 529] = 1,
};

int64_t
bnc_log_add (int64_t a, int64_t b)
{
	int64_t most = MAX (a, b), d = most - MIN (a, b);

	return d < (int64_t) G_N_ELEMENTS (ln_of_sum) ? most + ln_of_sum[d] : most;
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
		weight[i] = exp_minus (most - log[i]);
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
