/*
 * report-missing.h - what is unknown, and how to find it out, as text for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_MISSING_H
#define REPORT_MISSING_H

#include "report-seen.h"

void report_missing (GString *out, const bounce_verdict_t *verdict, const seen_t *seen); /* appends it */

#endif
