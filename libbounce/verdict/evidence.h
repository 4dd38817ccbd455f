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
void bnc_evidence_of_path (bounce_opinion_t *opinion);       /* the groups "link", "bouncer", "path" and "framing" */
void bnc_evidence_of_submission (bounce_opinion_t *opinion); /* the groups "submission", "account" and "script" */
void bnc_evidence_of_proof (bounce_opinion_t *opinion);      /* the groups "crypto" and "tag" */
void bnc_evidence_of_author (bounce_opinion_t *opinion);     /* the groups "date", "hours", "mailer", "reply-to" and "bulk" */

/* Texts of evidence: "mx.example.org [192.0.2.1]", with as much of it as is known; and who wrote the hop. */
const char *bnc_evidence_client (const bounce_opinion_t *opinion, const struct bounce_hop *hop);
const char *bnc_evidence_writer (const bounce_opinion_t *opinion, const struct bounce_hop *hop);

/* Our own server made the bounce of a mail that it was to pass on: it had the mail, whoever gave it. */
bool bnc_evidence_passed_own (const bounce_opinion_t *opinion);

/* Do no settings say which addresses are ours, so that all that turns on it is inferred? */
bool bnc_evidence_infers (const bounce_opinion_t *opinion);

#endif
