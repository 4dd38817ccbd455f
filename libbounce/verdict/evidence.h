/*
 * evidence.h - the built-in scorer: groups and outcomes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_EVIDENCE_H
#define BNC_EVIDENCE_H

#include "verdict/scorer.h"

#define BNC_MANY_RECIPIENTS 10

/* How much evidence counts, in hundredths: as it is, and where what is ours is inferred, or has the client's word only. */
#define BNC_WHOLE 100
#define BNC_INFERRED 70

typedef enum {
#define OUTCOME(id, group, outcome, genuine, relayed, forged) OUTCOME_##id,
#include "verdict/evidence.def"
#undef OUTCOME
	OUTCOME_COUNT
} outcome_t;

/* P(outcome | genuine, relayed, forged) in millionths, as evidence.def has it. */
const int32_t *bnc_evidence_chances (outcome_t outcome);

/* Group, outcome, favours and weight of a row with these chances; the rest is left empty. */
struct bounce_evidence bnc_evidence_of (outcome_t outcome, const int32_t chances[3]);

bool bnc_evidence_is (const struct bounce_evidence *evidence, outcome_t outcome); /* of this group and outcome? */

/* The greatest of three log-likelihoods becomes 0, none is less than -691. */
void bnc_weights_settle (weights_t *weights);

void bnc_weights_count_by (weights_t *weights, int32_t hundredths);

/* The cause with the greatest weight; BOUNCE_CAUSE_UNDECIDED where two share it. */
bounce_cause_t bnc_weights_favour (const weights_t *weights);

/* Adds an outcome to the opinion, counted by hundredths. */
void bnc_evidence_say (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);
/* The same, counted also by how far the returned trail can be trusted. */
void bnc_evidence_say_of_trail (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);

/* The scorer named "builtin". */
int32_t bnc_evidence_builtin (const bounce_record_t *record, bounce_opinion_t *opinion, void *user);

#endif
