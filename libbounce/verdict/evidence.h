/*
 * evidence.h - the built-in scorer: groups and outcomes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_EVIDENCE_H
#define BNC_EVIDENCE_H

#include "verdict/scorer.h"

#define BNC_MANY_RECIPIENTS 10

/* How much evidence counts, in hundredths: as it is, where it has the client's word for its name, and where what is ours
 * is inferred. */
#define BNC_WHOLE 100
#define BNC_SAID 70
#define BNC_INFERRED 50

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

/* Does it show that the mail was ours or passed our server, which no trail that another host returned could feign? */
bool bnc_evidence_proves (const struct bounce_evidence *evidence);

/* The greatest of three log-likelihoods becomes 0, none is less than -691. */
void bnc_weights_settle (weights_t *weights);

void bnc_weights_count_by (weights_t *weights, int32_t hundredths);

/* The cause with the greatest weight; BOUNCE_CAUSE_UNDECIDED where two share it. */
bounce_cause_t bnc_weights_favour (const weights_t *weights);

/* Adds an outcome to the opinion, counted by hundredths. */
void bnc_evidence_say (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);
/* The same, counted also by how far the returned trail can be trusted. */
void bnc_evidence_say_of_trail (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);
/* The same of a hop of it; NULL: of none. */
void bnc_evidence_at (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const struct bounce_hop *hop,
                              const char *text);

/* The scorer named "builtin". */
int32_t bnc_evidence_builtin (const bounce_record_t *record, bounce_opinion_t *opinion, void *user);

#endif
