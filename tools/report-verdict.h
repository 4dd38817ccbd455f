/*
 * report-verdict.h - what several texts ask of a verdict
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

#include <stdbool.h>

#include "bounce.h"

#define CAUSES 3

bool report_has_alarm (const bounce_verdict_t *verdict, const char *name);

/* The causes, the most probable first. */
void report_causes (const bounce_verdict_t *verdict, bounce_cause_t causes[CAUSES]);

#endif
