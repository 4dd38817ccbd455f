/*
 * report-verdict.c - what several texts ask of a verdict
 *
 * In: a verdict.  Out: whether it raised an alarm, and which causes are probable.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-verdict.h"

#include <string.h>

#include <glib.h>

bool
report_has_alarm (const bounce_verdict_t *verdict, const char *name)
{
	for (size_t i = 0; i < bounce_verdict_alarm_count (verdict); i++) {
		if (strcmp (bounce_verdict_alarm (verdict, i), name) == 0)
			return true;
	}
	return false;
}

static gint
likelier_first (gconstpointer a, gconstpointer b, gpointer verdict)
{
	int32_t left = bounce_verdict_posterior (verdict, *(const bounce_cause_t *) a);
	int32_t right = bounce_verdict_posterior (verdict, *(const bounce_cause_t *) b);

	return (left < right) - (left > right);
}

void
report_causes (const bounce_verdict_t *verdict, bounce_cause_t causes[CAUSES])
{
	static const bounce_cause_t all[CAUSES] = { BOUNCE_CAUSE_RELAYED, BOUNCE_CAUSE_FORGED, BOUNCE_CAUSE_GENUINE };

	memcpy (causes, all, sizeof all);
	g_qsort_with_data (causes, CAUSES, sizeof *causes, likelier_first, (gpointer) (guintptr) verdict);
}
