/*
 * report-timeline.c - when the bounces were written, as bars for people
 *
 * In: an incident.  Out: a row an hour or, where that makes too many, of some hours, a day, a month or a year; times in which nothing
 * bounced are one row together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-timeline.h"

#include "cli.h"

#define ROWS_MOST 24
#define ROWS_EVER 60 /* of years that nobody lives in */
#define BAR_COLUMNS 30
#define HOUR 3600
#define DAY 86400
#define MONTH (INT64_C (2629746)) /* the twelfth part of a year of the calendar */

/* How the time is cut: by seconds, or by months and years, which have no length. */
typedef struct {
	int64_t seconds; /* 0: by months */
	int64_t months;
	const char *format;
} scale_t;

static const scale_t scales[] = {
	{ HOUR, 0, "%Y-%m-%d %H:00" },	   { 2 * HOUR, 0, "%Y-%m-%d %H:00" }, { 3 * HOUR, 0, "%Y-%m-%d %H:00" },
	{ 4 * HOUR, 0, "%Y-%m-%d %H:00" }, { 6 * HOUR, 0, "%Y-%m-%d %H:00" }, { 12 * HOUR, 0, "%Y-%m-%d %H:00" },
	{ DAY, 0, "%Y-%m-%d" },		   { 0, 1, "%Y-%m" },		      { 0, 12, "%Y" },
};

typedef struct {
	int64_t place; /* which step of the scale */
	int64_t when;  /* its begin, by the clock of the bounces and as if that were UTC */
	size_t bounces, copies;
} row_t;

static int64_t
floor_to (int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static row_t
row_at (int64_t local, const scale_t *scale)
{
	row_t row = { 0, local, 0, 0 };
	GDateTime *date;

	if (scale->seconds) {
		row.place = floor_to (local, scale->seconds);
		row.when = row.place * scale->seconds;
		return row;
	}
	date = g_date_time_new_from_unix_utc (local);
	if (date) {
		row.place = (g_date_time_get_year (date) * 12 + g_date_time_get_month (date) - 1) / scale->months;
		g_date_time_unref (date);
	}
	return row;
}

/* *lines is how many rows and gaps there are to be shown. */
static GArray *
rows_of (bounce_incident_t *incident, const scale_t *scale, guint *lines)
{
	GArray *rows = g_array_new (FALSE, FALSE, sizeof (row_t));

	*lines = 0;
	for (size_t i = 0; i < bounce_incident_timeline_count (incident); i++) {
		int64_t local = bounce_incident_timeline_start (incident, i) + bounce_incident_timeline_start_offset (incident, i) * INT64_C (60);
		row_t row = row_at (local, scale), *last = rows->len ? &g_array_index (rows, row_t, rows->len - 1) : NULL;

		if (!last || last->place != row.place) {
			*lines += last && row.place > last->place + 1 ? 2 : 1;
			g_array_append_val (rows, row);
			last = &g_array_index (rows, row_t, rows->len - 1);
		}
		last->bounces += bounce_incident_timeline_bounces (incident, i);
		last->copies += bounce_incident_timeline_recipients (incident, i);
	}
	return rows;
}

/* The library gives days where there are many: then no hour is worth showing. */
static bool
has_hours (bounce_incident_t *incident)
{
	for (size_t i = 0; i < bounce_incident_timeline_count (incident); i++) {
		int64_t local = bounce_incident_timeline_start (incident, i) + bounce_incident_timeline_start_offset (incident, i) * INT64_C (60);

		if (local % DAY != 0)
			return true;
	}
	return false;
}

/* "12 hours", "3 days", "7 months"; g_free() */
static char *
length_of (int64_t seconds)
{
	if (seconds < 2 * DAY)
		return seconds % DAY ? cli_count ((uint64_t) (seconds / HOUR), "hour", "hours")
				     : cli_count ((uint64_t) (seconds / DAY), "day", "days");
	if (seconds < 2 * MONTH)
		return cli_count ((uint64_t) (seconds / DAY), "day", "days");
	if (seconds < 24 * MONTH)
		return cli_count ((uint64_t) (seconds / MONTH), "month", "months");
	return cli_count ((uint64_t) (seconds / (12 * MONTH)), "year", "years");
}

static void
put_gap (GString *out, const row_t *before, const row_t *row, const scale_t *scale)
{
	char *length = length_of ((row->place - before->place - 1) * (scale->seconds ? scale->seconds : scale->months * MONTH));

	g_string_append_printf (out, "  %-16s  (%s without a bounce)\n", "", length);
	g_free (length);
}

static void
put_row (GString *out, const row_t *row, size_t most, const scale_t *scale)
{
	char *when = cli_when (row->when, 0, scale->format), *bounces = cli_number (row->bounces), *copies = cli_number (row->copies);

	g_string_append_printf (out, "  %-16s %9s %11s  ", when ? when : "undated", bounces, copies);
	for (size_t bar = 0; bar < (row->bounces * BAR_COLUMNS + most - 1) / most; bar++)
		g_string_append_c (out, '#');
	g_string_append_c (out, '\n');
	g_free (copies);
	g_free (bounces);
	g_free (when);
}

void
report_timeline (GString *out, bounce_incident_t *incident)
{
	size_t first = 0, at, most = 1;
	GArray *rows = NULL;
	guint lines = G_MAXUINT;

	while (!has_hours (incident) && scales[first].seconds && scales[first].seconds < DAY)
		first++;
	for (at = first; at < G_N_ELEMENTS (scales); at++) {
		rows = rows_of (incident, &scales[at], &lines);
		if (lines <= ROWS_MOST || at + 1 == G_N_ELEMENTS (scales))
			break;
		g_array_unref (rows);
	}
	for (guint i = 0; i < rows->len; i++)
		most = MAX (most, g_array_index (rows, row_t, i).bounces);
	if (rows->len > 1)
		g_string_append_printf (out, "  %-16s %9s %11s\n", "from", "bounces", "copies");
	for (guint i = 0; i < MIN (rows->len, ROWS_EVER) && rows->len > 1; i++) {
		const row_t *row = &g_array_index (rows, row_t, i);

		if (i > 0 && row->place > row[-1].place + 1)
			put_gap (out, row - 1, row, &scales[at]);
		put_row (out, row, most, &scales[at]);
	}
	if (rows->len > ROWS_EVER)
		cli_paragraph_printf (out, "  ", "and %u more (--format=json has all)", rows->len - ROWS_EVER);
	g_array_unref (rows);
}
