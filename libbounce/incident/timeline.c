/*
 * timeline.c - bounces by the hour, or by the day where there are many days
 *
 * In: dates, one a bounce.  Out: steps in order, each with what was written in it; empty ones are left out.  Quarters
 * of an hour are counted, because time zones differ by as little: hours and days are those of the first bounce's zone.
 * Steps live in the answer's arena, quarters as long as the incident.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "incident/incident.h"

#define QUARTER 900
#define HOUR 3600
#define MOST_HOURS 72 /* a longer span is shown by days */

static int64_t
floor_to (int64_t seconds, int64_t step)
{
	int64_t rest = seconds % step;

	return seconds - (rest < 0 ? rest + step : rest);
}

void
bnc_timeline_add (bounce_incident_t *incident, when_t when, size_t recipients)
{
	int64_t start;
	step_t *step;

	if (when.seconds == BOUNCE_NO_TIME)
		return;
	start = floor_to (when.seconds, QUARTER);
	step = g_hash_table_lookup (incident->quarters, &start);
	if (!step) {
		step = g_new0 (step_t, 1);
		step->start.seconds = start;
		g_hash_table_insert (incident->quarters, g_memdup2 (&start, sizeof start), step);
	}
	step->bounces++;
	step->recipients += recipients;
}

static int
compare_steps (const void *a, const void *b)
{
	const step_t *const *x = a, *const *y = b;

	return ((*x)->start.seconds > (*y)->start.seconds) - ((*x)->start.seconds < (*y)->start.seconds);
}

void
bnc_timeline_make (const bounce_incident_t *incident, answer_t *answer)
{
	guint n = g_hash_table_size (incident->quarters);
	const step_t **quarters;
	GHashTableIter iter;
	gpointer value;
	int64_t zone, length;

	if (!n)
		return;
	zone = (int64_t) incident->first.offset_minutes * 60;
	length = incident->last.seconds - incident->first.seconds > (int64_t) MOST_HOURS * HOUR ? BNC_DAY : HOUR;
	quarters = ARENA_ARRAY (answer->arena, const step_t *, n);
	answer->steps = ARENA_ARRAY (answer->arena, step_t, n);
	n = 0;
	g_hash_table_iter_init (&iter, incident->quarters);
	while (g_hash_table_iter_next (&iter, NULL, &value))
		quarters[n++] = value;
	qsort (quarters, n, sizeof *quarters, compare_steps);
	for (guint i = 0; i < n; i++) {
		int64_t start = floor_to (quarters[i]->start.seconds + zone, length) - zone;
		step_t *step;

		if (!answer->step_count || answer->steps[answer->step_count - 1].start.seconds != start) {
			answer->steps[answer->step_count++].start = (when_t) { start, incident->first.offset_minutes };
		}
		step = &answer->steps[answer->step_count - 1];
		step->bounces += quarters[i]->bounces;
		step->recipients += quarters[i]->recipients;
	}
}
