/*
 * report.h - what the mail server's log says of an incident
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_REPORT_H
#define LEDGER_REPORT_H

#include <glib.h>

#include "bounce.h"

typedef struct ledger_report ledger_report_t;

/* NULL: *error says why, g_free(). */
ledger_report_t *ledger_report_new (const char *path, char **error);
void ledger_report_free (ledger_report_t *report);

/* The ledger answers the context from now on, which must not live longer. */
bounce_status_t ledger_report_attach (ledger_report_t *report, bounce_context_t *context);

/* A bounce, under the name that bounce_incident_add() gets. */
void ledger_report_add (ledger_report_t *report, const bounce_record_t *record, const char *name);

/* After the last bounce: who handed in the mail of the relayed sendings or, where there are none, of the undecided ones.  What
 * went wrong since the ledger was opened, borrowed; NULL: nothing. */
const char *ledger_report_finish (ledger_report_t *report, bounce_incident_t *incident);

/* Of how many of those bounces the log and the returned header do not agree on who handed the mail in, or as what. */
uint64_t ledger_report_differing (const ledger_report_t *report);

void ledger_report_text (ledger_report_t *report, GString *out);   /* a section of the report */
void ledger_report_letter (ledger_report_t *report, GString *out); /* a paragraph of the letter; nothing where nothing was found */
char *ledger_report_json (ledger_report_t *report);                /* an object; g_free() */

#endif
