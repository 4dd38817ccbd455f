/*
 * scorer.h - the registry: built-in, callbacks, loadable modules
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SCORER_H
#define BNC_SCORER_H

#include "verdict/opinion.h"

scorer_list_t *bnc_scorers_new (void);
void           bnc_scorers_free (scorer_list_t *list); /* NULL is fine */

bool bnc_scorers_has (const scorer_list_t *list, const char *name);
void bnc_scorers_add (scorer_list_t *list, const char *name, bounce_scorer_fn run, void *user);
bool bnc_scorers_remove (scorer_list_t *list, const char *name); /* false where none is called name */

/* Loads a module, which stays loaded with the list, and finds its scorer; on failure *error says why, g_free(). */
bounce_status_t bnc_scorers_open (scorer_list_t *list, const char *path, bounce_scorer_fn *run, char **error);

/* Records whose scorers are running, or left by a jump; these are freed with the list. */
size_t bnc_scorers_in_work (scorer_list_t *list);

/* Runs them all; names of those that failed are added to record. */
void bnc_scorers_run (scorer_list_t *list, bounce_opinion_t *opinion, bounce_record_t *record);

#endif
