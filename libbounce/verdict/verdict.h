/*
 * verdict.h - log-odds, priors, losses -> genuine, relayed, forged, undecided
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_VERDICT_H
#define BNC_VERDICT_H

#include "core/settings.h"
#include "core/record.h"

/* Runs the scorers over a finished record and gives it its verdict and trace. Only records of kind failure and delay have one. */
void bnc_verdict_decide (const settings_t *settings, bounce_record_t *record);

/* From verdict->evidence: likelihood, posterior, cause, alarms, what is missing (needs: NEED_... of missing.h), and the sentence.
 * burst: many unrecognised bounces, not one. */
void bnc_verdict_weigh (bounce_verdict_t *verdict, const policy_t *policy, bool burst, uint32_t needs, arena_t *arena);
void bnc_verdict_alarm (bounce_verdict_t *verdict, const char *name, arena_t *arena); /* once a name */

#endif
