/*
 * bounce-fit.c - fits the table of evidence to incidents whose cause is known
 *
 * In: mailboxes, each one incident with its cause.  Out: for each outcome of the built-in scorer how likely it is by each way, as lines for a
 * file of settings.  Which way of its cause an incident came about is not known: it counts for each by as much as it is judged now to be
 * that one, which is a step of expectation maximisation, and may be repeated with the table it gives.  An incident counts once, however many
 * bounces it has: each of its sendings adds its share.  The table that was in force before counts as so many incidents more, so that what
 * was never seen is not taken for impossible.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CAUSES 3
#define WAYS_MOST 64
#define SMOOTHING "20"
#define LEAST 0.0001 /* of a probability: no outcome proves anything */

static const char *const cause_names[CAUSES] = { "genuine", "relayed", "forged" };

typedef struct {
	const char *group, *outcome;
	size_t group_number;
	double before[WAYS_MOST], count[WAYS_MOST];
} row_t;

typedef struct {
	cli_t *cli;
	char *outset;             /* --home, of all incidents that name no settings of their own */
	double smoothing;
	bounce_context_t *table;  /* owns the names in rows */
	GArray *rows;             /* row_t */
	size_t groups, ways;
	size_t incidents[CAUSES];
} fit_t;

/* One incident while it is read. */
typedef struct {
	fit_t *fit;
	int cause;
	bounce_incident_t *whole;
	size_t bounces;
} reading_t;

static int
cause_named (const char *name, size_t length)
{
	for (int i = 0; i < CAUSES; i++) {
		if (strlen (cause_names[i]) == length && strncmp (cause_names[i], name, length) == 0)
			return i;
	}
	return -1;
}

static void
complain (const fit_t *fit, const char *where, const char *what)
{
	char *clean = cli_clean (where);

	fprintf (stderr, "%s: %s: %s\n", fit->cli->program, clean, what);
	g_free (clean);
}

static size_t
number_of (fit_t *fit, const char *group)
{
	for (guint i = 0; i < fit->rows->len; i++) {
		const row_t *row = &g_array_index (fit->rows, row_t, i);

		if (strcmp (row->group, group) == 0)
			return row->group_number;
	}
	return fit->groups++;
}

static void
read_table (fit_t *fit)
{
	size_t count = bounce_context_outcome_count (fit->table);

	fit->ways = MIN (bounce_way_count (), WAYS_MOST);
	for (size_t i = 0; i < count; i++) {
		row_t row = { 0 };
		int32_t chances[CAUSES];

		if (bounce_context_outcome (fit->table, i, &row.group, &row.outcome, chances) != BOUNCE_OK)
			continue;
		for (size_t way = 0; way < fit->ways; way++)
			row.before[way] = bounce_context_outcome_way (fit->table, i, way) / 1e6;
		row.group_number = number_of (fit, row.group);
		g_array_append_val (fit->rows, row);
	}
}

/* By which ways of its cause it may have come about, as it is judged now; false where none of them can be. */
static bool
ways_of (const reading_t *reading, const bounce_verdict_t *verdict, double share[WAYS_MOST])
{
	double sum = 0;

	for (size_t way = 0; way < reading->fit->ways; way++) {
		bool of_cause = bounce_way_cause (way) == reading->cause + BOUNCE_CAUSE_GENUINE;

		share[way] = of_cause ? bounce_verdict_way (verdict, way) : 0;
		sum += share[way];
	}
	for (size_t way = 0; way < reading->fit->ways && sum > 0; way++)
		share[way] /= sum;
	return sum > 0;
}

static void
see (const reading_t *reading, const bounce_verdict_t *verdict, double times)
{
	double share[WAYS_MOST];

	if (!ways_of (reading, verdict, share))
		return;
	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
		const bounce_evidence_t *evidence = bounce_verdict_evidence (verdict, i);
		const char *group = bounce_evidence_group (evidence), *outcome = bounce_evidence_outcome (evidence);

		if (bounce_evidence_tier (evidence) == 4)
			continue;
		for (guint j = 0; j < reading->fit->rows->len; j++) {
			row_t *row = &g_array_index (reading->fit->rows, row_t, j);

			for (size_t way = 0; strcmp (row->group, group) == 0 && strcmp (row->outcome, outcome) == 0 && way < reading->fit->ways; way++)
				row->count[way] += times * share[way];
		}
	}
}

static void
each (bounce_record_t *record, const char *source, int64_t offset, void *user)
{
	reading_t *reading = user;

	(void) source;
	(void) offset;
	bounce_incident_add (reading->whole, record, NULL);
}

/* By sendings, for what the bounces of one say together is what it is judged by. */
static void
see_clusters (reading_t *reading)
{
	reading->bounces = bounce_incident_bounce_count (reading->whole);
	for (size_t i = 0; i < bounce_incident_cluster_count (reading->whole); i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (reading->whole, i);
		double bounces = (double) bounce_cluster_bounces (cluster);

		see (reading, bounce_cluster_verdict (cluster), bounces / (double) reading->bounces);
	}
}

/* False: the settings are refused, which is said. */
static bool
read_incident (fit_t *fit, int cause, char *mailbox, const char *home)
{
	cli_t *cli = fit->cli;
	char *files[] = { mailbox, NULL }, **before = cli->files, *settings = g_strdup (home ? home : fit->outset);
	reading_t reading = { .fit = fit, .cause = cause };
	bounce_context_t *context;
	bool trouble = cli->trouble;

	cli->trouble = false;
	cli->files = files;
	cli->home = settings;
	context = cli_context (cli);
	if (context) {
		reading.whole = bounce_incident_new (context);
		cli_read (cli, context, each, &reading);
		see_clusters (&reading);
		bounce_incident_unref (reading.whole);
	}
	bounce_context_unref (context);
	cli->files = before;
	cli->home = NULL;
	g_free (settings);
	if (reading.bounces)
		fit->incidents[cause]++;
	else if (context && !cli->trouble)
		complain (fit, mailbox, "no bounce in it");
	cli->trouble |= trouble;
	return context != NULL;
}

/* "CAUSE=FILE" of the command line. */
static bool
read_word (fit_t *fit, const char *word)
{
	const char *equals = strchr (word, '=');
	int cause = equals ? cause_named (word, (size_t) (equals - word)) : -1;
	char *mailbox;
	bool good;

	if (cause < 0) {
		complain (fit, word, "expected genuine=FILE, relayed=FILE or forged=FILE; see --help");
		return false;
	}
	mailbox = g_strdup (equals + 1);
	good = read_incident (fit, cause, mailbox, NULL);
	g_free (mailbox);
	return good;
}

static char *
beside (const char *list, const char *path)
{
	char *folder = g_path_get_dirname (list);
	char *whole = g_path_is_absolute (path) ? g_strdup (path) : g_build_filename (folder, path, NULL);

	g_free (folder);
	return whole;
}

/* "CAUSE TAB MAILBOX [TAB SETTINGS]". */
static bool
read_line (fit_t *fit, const char *list, size_t number, const char *line)
{
	char **words = g_strsplit (line, "\t", 0), *mailbox, *home;
	guint count = g_strv_length (words);
	int cause = count ? cause_named (words[0], strlen (words[0])) : -1;
	bool good = cause >= 0 && (count == 2 || count == 3);

	if (!good) {
		char *where = g_strdup_printf ("%s:%" G_GSIZE_FORMAT, list, number);

		complain (fit, where, "expected genuine, relayed or forged, a mailbox and perhaps a file of settings, with tabs between");
		g_free (where);
	} else {
		mailbox = beside (list, words[1]);
		home = count == 3 ? beside (list, words[2]) : NULL;
		good = read_incident (fit, cause, mailbox, home);
		g_free (home);
		g_free (mailbox);
	}
	g_strfreev (words);
	return good;
}

static bool
read_list (fit_t *fit, const char *list)
{
	GError *error = NULL;
	char *text, **lines;
	bool good = true;

	if (!g_file_get_contents (list, &text, NULL, &error)) {
		complain (fit, list, error->message);
		g_error_free (error);
		return false;
	}
	lines = g_strsplit (text, "\n", 0);
	for (size_t i = 0; lines[i] && good; i++) {
		g_strchomp (lines[i]);
		if (*lines[i] && *lines[i] != '#')
			good = read_line (fit, list, i + 1, lines[i]);
	}
	g_strfreev (lines);
	g_free (text);
	return good;
}

/* How often the group said anything, by that way. */
static double
spoken (const fit_t *fit, const char *group, size_t way)
{
	double sum = 0;

	for (guint i = 0; i < fit->rows->len; i++) {
		const row_t *row = &g_array_index (fit->rows, row_t, i);

		if (strcmp (row->group, group) == 0)
			sum += row->count[way];
	}
	return sum;
}

/* Of what the table before gives to the whole group, a row keeps its part: rows add up to what they did. */
static double
group_before (const fit_t *fit, const char *group, size_t way)
{
	double sum = 0;

	for (guint i = 0; i < fit->rows->len; i++) {
		const row_t *row = &g_array_index (fit->rows, row_t, i);

		if (strcmp (row->group, group) == 0)
			sum += row->before[way];
	}
	return sum;
}

static double
fitted (const fit_t *fit, const row_t *row, size_t way)
{
	double of = spoken (fit, row->group, way), whole = group_before (fit, row->group, way);

	if (of + fit->smoothing <= 0)
		return row->before[way];
	return fmin (fmax ((row->count[way] * whole + fit->smoothing * row->before[way]) / (of + fit->smoothing), LEAST), 1);
}

/* "evidence.path.foreign-client = 0.02, 0.03, ...", one number a way; nothing of a group that never spoke. */
static void
print_row (const fit_t *fit, const row_t *row)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	double seen = 0;

	for (size_t way = 0; way < fit->ways; way++)
		seen += spoken (fit, row->group, way);
	if (seen <= 0)
		return;
	printf ("evidence.%s.%s = ", row->group, row->outcome);
	for (size_t way = 0; way < fit->ways; way++)
		printf ("%s%s", way ? ", " : "", g_ascii_formatd (number, sizeof number, "%.6f", fitted (fit, row, way)));
	putchar ('\n');
}

static void
print_table (const fit_t *fit)
{
	printf ("# fitted to incidents: %" G_GSIZE_FORMAT " genuine, %" G_GSIZE_FORMAT " relayed, %" G_GSIZE_FORMAT " forged\n",
		fit->incidents[0], fit->incidents[1], fit->incidents[2]);
	for (guint i = 0; i < fit->rows->len; i++)
		print_row (fit, &g_array_index (fit->rows, row_t, i));
}

static bool
read_all (fit_t *fit, char **lists)
{
	for (char **word = fit->cli->files; word && *word; word++) {
		if (!read_word (fit, *word))
			return false;
	}
	for (char **list = lists; list && *list; list++) {
		if (!read_list (fit, *list))
			return false;
	}
	return true;
}

static bool
read_smoothing (fit_t *fit, const char *text)
{
	char *end = NULL;

	fit->smoothing = g_ascii_strtod (text, &end);
	if (end != text && !*end && isfinite (fit->smoothing) && fit->smoothing >= 0)
		return true;
	complain (fit, text, "--smoothing takes a number of incidents from 0 on");
	return false;
}

static int
run (fit_t *fit, char **lists)
{
	bool good, any;

	fit->table = cli_context (fit->cli);
	if (!fit->table)
		return CLI_TROUBLE;
	read_table (fit);
	fit->outset = fit->cli->home;
	fit->cli->home = NULL;
	good = read_all (fit, lists);
	any = fit->incidents[0] + fit->incidents[1] + fit->incidents[2] > 0;
	if (good && any)
		print_table (fit);
	fit->cli->home = fit->outset;
	return good ? cli_end (fit->cli, any) : CLI_TROUBLE;
}

int
main (int argc, char **argv)
{
	char **lists = NULL, *smoothing = NULL;
	const GOptionEntry options[] = {
		{ "list", 'l', 0, G_OPTION_ARG_FILENAME_ARRAY, &lists, "Read incidents from LIST: CAUSE, MAILBOX, SETTINGS, tabs between", "LIST" },
		{ "smoothing", 0, 0, G_OPTION_ARG_FILENAME, &smoothing, "The table before counts as so many incidents of each way (" SMOOTHING ")",
		  "NUMBER" },
		G_OPTION_ENTRY_NULL
	};
	cli_t cli = {
		.program = "bounce-fit",
		.options = options,
		.words = "[CAUSE=FILE...]",
		.summary = "Fits the table by which bounces are judged to incidents whose cause is known.\n"
			   "CAUSE is genuine, relayed or forged, FILE the mailbox of one incident.  The\n"
			   "table comes out as lines for a file of settings, which --home takes.",
		.formats = "settings",
		.answers_last = true,
	};
	fit_t fit = { .cli = &cli, .rows = g_array_new (FALSE, FALSE, sizeof (row_t)) };
	int status;

	if (cli_options (&cli, argc, argv, &status)) {
		if (!cli.files && !lists) {
			complain (&fit, "incidents", "expected CAUSE=FILE, or --list; see --help");
			status = CLI_TROUBLE;
		} else {
			status = read_smoothing (&fit, smoothing ? smoothing : SMOOTHING) ? run (&fit, lists) : CLI_TROUBLE;
		}
	}
	bounce_context_unref (fit.table);
	g_array_unref (fit.rows);
	g_strfreev (lists);
	g_free (smoothing);
	cli_free (&cli);
	return status;
}
