/*
 * chances.h - the table of evidence: how probable each outcome is, if the mail is genuine, relayed, forged
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CHANCES_H
#define BNC_CHANCES_H

#include "core/record.h"
#include "core/settings.h"

typedef enum {
#define OUTCOME(id, group, outcome, genuine, relayed, forged) OUTCOME_##id,
#include "verdict/evidence.def"
#undef OUTCOME
	OUTCOME_COUNT
} outcome_t;

chances_t *bnc_chances_new (void); /* as evidence.def has them */
void       bnc_chances_free (chances_t *chances); /* NULL is fine */

/* The setting "evidence.<group>.<outcome>". False where there is no such outcome; *error says what was expected, g_free(). */
bool bnc_chances_set (chances_t *chances, const char *name, const char *value, char **error);

/* Of the outcome, in millionths. */
const int32_t *bnc_chances_of (const chances_t *chances, outcome_t outcome);

/* Group, outcome, favours and weight of a row; the rest is empty. The logarithms are taken once a context. */
const struct bounce_evidence *bnc_chances_evidence (const chances_t *chances, outcome_t outcome);

bool bnc_evidence_is (const struct bounce_evidence *evidence, outcome_t outcome); /* of this group and outcome? */

/* The greatest of three log-likelihoods becomes 0, none is less than -691. */
void bnc_weights_settle (weights_t *weights);

/* The cause with the greatest weight; BOUNCE_CAUSE_UNDECIDED where two share it. */
bounce_cause_t bnc_weights_favour (const weights_t *weights);

#endif
