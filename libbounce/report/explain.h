/*
 * explain.h - how a mail was read: who bid for it, and which rule took which line
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_EXPLAIN_H
#define BNC_EXPLAIN_H

#include "report/dialect.h"
#include "report/prose.h"

typedef struct explain explain_t;

explain_t *bnc_explain_new (void);

/* The explanation, in the arena; frees explain. */
const char *bnc_explain_end (explain_t *explain, arena_t *arena);

/* A sentence of its own. */
void bnc_explain_say (explain_t *explain, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Each dialect's bid and the marks it rests on. */
void bnc_explain_bids (explain_t *explain, const dialect_set_t *set, const recognition_t *recognition);

/* A dialect_trace_fn; explain is its user. */
void bnc_explain_rule (const rule_t *rule, const template_t *template, size_t line, void *explain);

/* The text, with the rules of the dialect that were noted. */
void bnc_explain_lines (explain_t *explain, const dialect_t *dialect, const lines_t *lines);

/* The text, with the wording that was found in it. */
void bnc_explain_prose (explain_t *explain, const survey_t *survey, const lines_t *lines);

#endif
