/*
 * evidence.h - the built-in scorer: groups and outcomes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_EVIDENCE_H
#define BNC_EVIDENCE_H

#include "verdict/opinion.h"

#define BNC_MANY_RECIPIENTS 10

/* The scorer named "builtin". */
int32_t bnc_evidence_builtin (const bounce_record_t *record, bounce_opinion_t *opinion, void *user);

/* Its parts with files of their own. */
void bnc_evidence_of_proof (bounce_opinion_t *opinion);  /* the groups "crypto" and "tag" */
void bnc_evidence_of_date (bounce_opinion_t *opinion);   /* the group "date" */
void bnc_evidence_of_mailer (bounce_opinion_t *opinion); /* the group "habit" */

#endif
