/*
 * manner.h - how the mail was handed in: when, as against its Date
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MANNER_H
#define BNC_MANNER_H

#include "verdict/scorer.h"

/* Adds the group date to the opinion. */
void bnc_manner_judge (bounce_opinion_t *opinion);

#endif
