/*
 * habit.h - was the mail written as the owner writes his?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HABIT_H
#define BNC_HABIT_H

#include "verdict/scorer.h"

/* The group "habit". */
void bnc_habit_judge (bounce_opinion_t *opinion);

#endif
