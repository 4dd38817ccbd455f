/*
 * verdict.h - whose mail it was
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_VERDICT_H
#define BNC_VERDICT_H

#include "core/record.h"
#include "core/settings.h"

/* Runs the scorers over a finished record and gives it its verdict and trace. Only records of kind failure and delay have one. */
void bnc_verdict_decide (const settings_t *settings, bounce_record_t *record);

/* What is judged, beside its evidence. */
typedef struct {
	int32_t lies;   /* millionths: that no host which made these bounces told the truth, bnc_doubt_lies() */
	bool burst;     /* many unrecognised bounces, not one */
	uint32_t needs; /* NEED_... of missing.h */
	int64_t last;   /* when the last of them was written */
} judged_t;

/* From verdict->evidence: what it counts, likelihood, posterior, cause, alarms, what is missing, and the sentence. */
void bnc_verdict_weigh (bounce_verdict_t *verdict, const settings_t *settings, const judged_t *judged, arena_t *arena);
void bnc_verdict_alarm (bounce_verdict_t *verdict, const char *name, arena_t *arena); /* once a name */

#endif
