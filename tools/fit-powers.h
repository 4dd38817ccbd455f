/*
 * fit-powers.h - by how much each group of evidence may count beside the others
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef FIT_POWERS_H
#define FIT_POWERS_H

#include <glib.h>

#define FIT_CAUSES 3

/* What was said of mails whose cause is known. */
typedef struct {
	GArray *samples; /* sample_t */
	size_t groups;
} powers_t;

typedef struct {
	size_t cause;
	double share;   /* of its incident */
	double *weight; /* of each group for each cause, in nats */
} sample_t;

void   powers_init (powers_t *powers, size_t groups);
void   powers_clear (powers_t *powers);
double *powers_add (powers_t *powers, size_t cause, double share); /* the weights, all 0, to be filled in */

/* The power of each group, from 0 to 1: those by which the posteriors have the least logarithmic loss; smoothing, a number of
 * incidents, draws them towards 1. */
void powers_fit (const powers_t *powers, double smoothing, double *power);

#endif
