/*
 * fit-powers.c - by how much each group of evidence may count beside the others
 *
 * In: the weights that groups had in mails whose cause is known.  Out: a power for each.  A table of frequencies takes
 * every group for independent of the others, and they are not: who lies about the Date also writes to many.  The sum
 * then says too much.  A power below 1 makes a group that repeats others speak lower.  The loss is convex in the
 * powers, so going along one after the other finds the least.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "fit-powers.h"

#include <math.h>

#define ROUNDS 40  /* over all groups */
#define STEPS 30   /* of a search along one: to a millionth */
#define GOLDEN 0.6180339887498949

static void
sample_clear (gpointer data)
{
	sample_t *sample = data;

	g_free (sample->weight);
}

void
powers_init (powers_t *powers, size_t groups)
{
	powers->groups = groups;
	powers->samples = g_array_new (FALSE, FALSE, sizeof (sample_t));
	g_array_set_clear_func (powers->samples, sample_clear);
}

void
powers_clear (powers_t *powers)
{
	g_array_unref (powers->samples);
}

double *
powers_add (powers_t *powers, size_t cause, double share)
{
	sample_t sample = { .cause = cause, .share = share, .weight = g_new0 (double, MAX (powers->groups, 1) * FIT_CAUSES) };

	g_array_append_val (powers->samples, sample);
	return sample.weight;
}

/* -log P(its cause), with causes as likely as each other before. */
static double
loss_of (const powers_t *powers, const sample_t *sample, const double *power)
{
	double sum[FIT_CAUSES] = { 0 }, most, all = 0;

	for (size_t i = 0; i < powers->groups; i++) {
		for (size_t j = 0; j < FIT_CAUSES; j++)
			sum[j] += power[i] * sample->weight[i * FIT_CAUSES + j];
	}
	most = fmax (sum[0], fmax (sum[1], sum[2]));
	for (size_t j = 0; j < FIT_CAUSES; j++)
		all += exp (sum[j] - most);
	return sample->share * (log (all) + most - sum[sample->cause]);
}

static double
loss (const powers_t *powers, double smoothing, const double *power)
{
	double sum = 0;

	for (guint i = 0; i < powers->samples->len; i++)
		sum += loss_of (powers, &g_array_index (powers->samples, sample_t, i), power);
	for (size_t i = 0; i < powers->groups; i++)
		sum += smoothing * (1 - power[i]) * (1 - power[i]);
	return sum;
}

static double
loss_at (const powers_t *powers, double smoothing, double *power, size_t group, double value)
{
	power[group] = value;
	return loss (powers, smoothing, power);
}

/* Golden section between 0 and 1, which itself it only comes near. */
static void
search (const powers_t *powers, double smoothing, double *power, size_t group)
{
	double low = 0, high = 1, a = high - GOLDEN * (high - low), b = low + GOLDEN * (high - low);
	double at_a = loss_at (powers, smoothing, power, group, a), at_b = loss_at (powers, smoothing, power, group, b);

	for (int i = 0; i < STEPS; i++) {
		if (at_a < at_b) {
			high = b, b = a, at_b = at_a;
			a = high - GOLDEN * (high - low);
			at_a = loss_at (powers, smoothing, power, group, a);
		} else {
			low = a, a = b, at_a = at_b;
			b = low + GOLDEN * (high - low);
			at_b = loss_at (powers, smoothing, power, group, b);
		}
	}
	at_a = loss_at (powers, smoothing, power, group, (low + high) / 2);
	if (loss_at (powers, smoothing, power, group, 1) > at_a)
		power[group] = (low + high) / 2;
}

void
powers_fit (const powers_t *powers, double smoothing, double *power)
{
	for (size_t i = 0; i < powers->groups; i++)
		power[i] = 1;
	for (int round = 0; round < ROUNDS; round++) {
		double moved = 0;

		for (size_t i = 0; i < powers->groups; i++) {
			double before = power[i];

			search (powers, smoothing, power, i);
			moved = fmax (moved, fabs (power[i] - before));
		}
		if (moved < 1e-4)
			break;
	}
}
