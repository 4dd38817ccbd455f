/*
 * report-text.h - the answer for a flood of bounces, as text for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "ledger/report.h"
#include "report-seen.h"

/* Of an incident that has a verdict; ledger may be NULL; g_free() */
char *report_text (bounce_incident_t *incident, const seen_t *seen, ledger_report_t *ledger);

/* "162 mails: 150 failures, 1 automatic reply, 11 others": what was read; g_free() */
char *report_kinds (bounce_incident_t *incident);

#endif
