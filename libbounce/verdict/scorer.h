/*
 * scorer.h - the registry: built-in, callbacks, loadable modules; and the ledgers they may ask
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SCORER_H
#define BNC_SCORER_H

#include "verdict/boundary.h"

#define BNC_BUILTIN_SCORER "builtin"

typedef enum { LEDGER_SENT, LEDGER_LOG, LEDGER_COUNT } ledger_t;

/* All of it lives in the record's arena, so that a scorer that leaves by a jump leaks nothing. */
struct bounce_opinion {
	arena_t *arena;
	const bounce_record_t *record;
	const boundary_t *boundary;
	const scorer_list_t *scorers;
	const char *scorer;               /* whose turn it is */
	struct bounce_evidence *evidence;
	size_t count, room;
};

bool bnc_scorers_has (const scorer_list_t *list, const char *name);
bool bnc_scorers_call_out (const scorer_list_t *list); /* is anything but the built-in scorer asked? */

/* The row of an outcome_t by bnc_evidence_of(): the logarithms are taken once a context. */
const struct bounce_evidence *bnc_scorers_row (const scorer_list_t *list, size_t outcome);

/* The setting "evidence.<group>.<outcome>". False where there is no such outcome; *error says what was expected, g_free(). */
bool bnc_scorers_set_chances (scorer_list_t *list, const char *name, const char *value, char **error);

/* The setting "ledger.<name>": adds a file of Message-IDs. False where no ledger is called name; *error says why not, g_free(). */
bool bnc_scorers_load_ledger (scorer_list_t *list, const char *name, const char *path, char **error);

/* 1 hit, 0 miss, -1 cannot say, of a mail sent between the two; the callback is asked first. */
int32_t bnc_scorers_ask (const scorer_list_t *list, ledger_t which, const char *message_id, int64_t earliest, int64_t latest);

/* Runs them all; names of those that failed are added to record. */
void bnc_scorers_run (const scorer_list_t *list, bounce_opinion_t *opinion, bounce_record_t *record);

/* Adds evidence as it is, but for the scorer's name. False where its group has some already. */
bool bnc_opinion_put (bounce_opinion_t *opinion, const struct bounce_evidence *evidence);

#endif
