/*
 * chances.h - the table of evidence: how probable each outcome is by each way that a mail may have come about
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CHANCES_H
#define BNC_CHANCES_H

#include "core/record.h"
#include "core/settings.h"

typedef enum {
#define OUTCOME(id, group, outcome, ...) OUTCOME_##id,
#include "verdict/evidence.def"
#undef OUTCOME
	OUTCOME_COUNT
} outcome_t;

chances_t *bnc_chances_new (void); /* as evidence.def has them */
void       bnc_chances_free (chances_t *chances); /* NULL is fine */

/* The settings "evidence.<group>.<outcome>" and "way.<way>" (key is one of these). False where it is none; *error says what was expected of the
 * value, g_free(). */
bool bnc_chances_set (chances_t *chances, const char *key, const char *value, char **error);

/* Of the outcome by that way, in millionths; and by cause, the mean over its ways. */
int32_t bnc_chances_by_way (const chances_t *chances, outcome_t outcome, way_t way);
int32_t bnc_chances_by_cause (const chances_t *chances, outcome_t outcome, bounce_cause_t cause);

/* The ways' log-shares of their causes, in hundredths of a nat. */
const int32_t *bnc_chances_shares (const chances_t *chances);

/* Group, outcome, favours and weights of a row; the rest is empty. The logarithms are taken once a context. */
const struct bounce_evidence *bnc_chances_evidence (const chances_t *chances, outcome_t outcome);

bool bnc_evidence_is (const struct bounce_evidence *evidence, outcome_t outcome); /* of this group and outcome? */

/* Log-likelihoods by way to those by cause, the greatest of the three being 0, none less than -691. */
weights_t bnc_weights_by_cause (const int64_t ways[BNC_WAYS], const int32_t shares[BNC_WAYS]);

/* The greatest of three log-likelihoods becomes 0, none is less than -691. */
void bnc_weights_settle (weights_t *weights);

/* The cause with the greatest weight; BOUNCE_CAUSE_UNDECIDED where two share it. */
bounce_cause_t bnc_weights_favour (const weights_t *weights);

#endif
