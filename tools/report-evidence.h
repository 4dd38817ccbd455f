/*
 * report-evidence.h - the evidence of a verdict, as text for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include <glib.h>

#include "bounce.h"

void report_evidence (GString *out, const bounce_verdict_t *verdict); /* appends it */

#endif
