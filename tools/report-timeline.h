/*
 * report-timeline.h - when the bounces were written, as bars for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include <glib.h>

#include "bounce.h"

/* Appends it; nothing where it would be one row. */
void report_timeline (GString *out, bounce_incident_t *incident);

#endif
