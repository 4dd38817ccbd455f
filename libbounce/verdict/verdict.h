/*
 * verdict.h - log-odds, priors, losses -> genuine, relayed, forged, undecided
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_VERDICT_H
#define BNC_VERDICT_H

#include "context.h"
#include "core/record.h"

/* Runs the scorers over a finished record and gives it its verdict and trace. Only records of kind failure and delay have one. */
void bnc_verdict_decide (bounce_context_t *context, bounce_record_t *record);

/* From verdict->evidence: likelihood, posterior, cause, alarms, what is missing (needs: NEED_... of needs.h), and the sentence.
 * burst: many unrecognised bounces, not one. */
void bnc_verdict_weigh (bounce_verdict_t *verdict, const home_t *home, bool burst, uint32_t needs, arena_t *arena);
void bnc_verdict_alarm (bounce_verdict_t *verdict, const char *name, arena_t *arena); /* once a name */

/* Settings that belong to the verdict ("home.domain", "prior", "prior.genuine", "loss..."): true where key is one of them;
 * *error gets what was expected (g_free) where the value is none. */
bool bnc_verdict_set (bounce_context_t *context, const char *key, const char *value, char **error);

/* Made with the context, freed with it. */
home_t        *bnc_home_new (void);
void           bnc_home_free (home_t *home);
scorer_list_t *bnc_scorers_new (bounce_context_t *context); /* holding the built-in scorer, named "builtin" */
void           bnc_scorers_free (scorer_list_t *scorers);

#endif
