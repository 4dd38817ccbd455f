/*
 * report-advice.h - what an answer means for the owner, and what he is to do, as text for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_ADVICE_H
#define REPORT_ADVICE_H

#include "report-seen.h"

void report_advice (GString *out, bounce_incident_t *incident, const seen_t *seen); /* appends it */

#endif
