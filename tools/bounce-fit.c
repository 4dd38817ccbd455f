/*
 * bounce-fit.c - fits the table of evidence to incidents whose cause is known
 *
 * In: mailboxes, each one incident with its cause.  Out: for each outcome of the built-in scorer how likely it is under
 * each cause, as lines for a file of settings.  An incident counts once, however many bounces it has: each of its
 * sendings adds its share.  The table that was in force before counts as so many incidents more, so that what was never seen is not
 * taken for impossible.  With --powers all is read a second time, judged by that table, and the rows of groups that say what others
 * say already are drawn together.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"
#include "fit-powers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CAUSES FIT_CAUSES
#define SMOOTHING "10"
#define LEAST 0.0001 /* of a probability: no outcome proves anything */

static const char *const cause_names[CAUSES] = { "genuine", "relayed", "forged" };

typedef struct {
	const char *group, *outcome;
	size_t group_number;
	double before[CAUSES], count[CAUSES];
} row_t;

typedef struct {
	cli_t *cli;
	char *outset;             /* --home, of all incidents that name no settings of their own */
	double smoothing;
	bounce_context_t *table;  /* owns the names in rows */
	GArray *rows;             /* row_t */
	size_t groups;
	size_t incidents[CAUSES];
	powers_t *samples;        /* what the second reading fills; NULL during the first */
} fit_t;

/* One incident while it is read: how often each row was seen, and how many bounces there were. */
typedef struct {
	const fit_t *fit;
	int cause;
	bounce_incident_t *whole;
	double *seen;
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

	for (size_t i = 0; i < count; i++) {
		row_t row = { 0 };
		int32_t chances[CAUSES];

		if (bounce_context_outcome (fit->table, i, &row.group, &row.outcome, chances) != BOUNCE_OK)
			continue;
		for (size_t j = 0; j < CAUSES; j++)
			row.before[j] = chances[j] / 1e6;
		row.group_number = number_of (fit, row.group);
		g_array_append_val (fit->rows, row);
	}
}

static void
see (const reading_t *reading, const bounce_verdict_t *verdict, double times)
{
	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
		const bounce_evidence_t *evidence = bounce_verdict_evidence (verdict, i);
		const char *group = bounce_evidence_group (evidence), *outcome = bounce_evidence_outcome (evidence);

		if (bounce_evidence_tier (evidence) == 4)
			continue;
		for (guint j = 0; j < reading->fit->rows->len; j++) {
			const row_t *row = &g_array_index (reading->fit->rows, row_t, j);

			if (strcmp (row->group, group) == 0 && strcmp (row->outcome, outcome) == 0)
				reading->seen[j] += times;
		}
	}
}

/* The same of the second reading: not what was said but how much. */
static void
take_sample (const reading_t *reading, const bounce_verdict_t *verdict, double share)
{
	const fit_t *fit = reading->fit;
	double *weight = powers_add (fit->samples, (size_t) reading->cause, share);

	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
		const bounce_evidence_t *evidence = bounce_verdict_evidence (verdict, i);

		for (guint j = 0; j < fit->rows->len; j++) {
			const row_t *row = &g_array_index (fit->rows, row_t, j);

			if (strcmp (row->group, bounce_evidence_group (evidence)) != 0)
				continue;
			for (size_t k = 0; k < CAUSES; k++)
				weight[row->group_number * CAUSES + k] = bounce_evidence_weight (evidence, (bounce_cause_t) (k + 1)) / 100.0;
			break;
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

		if (reading->fit->samples)
			take_sample (reading, bounce_cluster_verdict (cluster), bounces / (double) reading->bounces);
		else
			see (reading, bounce_cluster_verdict (cluster), bounces);
	}
}

/* False: the settings are refused, which is said. */
static bool
read_incident (fit_t *fit, int cause, char *mailbox, const char *home)
{
	cli_t *cli = fit->cli;
	char *files[] = { mailbox, NULL }, **before = cli->files, *settings = g_strdup (home ? home : fit->outset);
	reading_t reading = { .fit = fit, .cause = cause, .seen = g_new0 (double, fit->rows->len) };
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
	if (reading.bounces && !fit->samples) {
		fit->incidents[cause]++;
		for (guint i = 0; i < fit->rows->len; i++)
			g_array_index (fit->rows, row_t, i).count[cause] += reading.seen[i] / (double) reading.bounces;
	} else if (context && !reading.bounces && !cli->trouble && !fit->samples) {
		complain (fit, mailbox, "no bounce in it");
	}
	cli->trouble |= trouble;
	g_free (reading.seen);
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

/* These are said only where others have spoken already: a submission where the path is the owner's, a fan-out of many bounces,
 * the Date where a line is believed, the names where the same was sent several times.
 * How likely they speak at all would count those a second time, so they are taken among each other. */
static bool
is_conditional (const char *group)
{
	static const char *const groups[] = { "submission", "date", "senders", "fan-out", NULL };

	return g_strv_contains (groups, group);
}

static double
spoken (const fit_t *fit, const char *group, size_t cause)
{
	double sum = 0;

	for (guint i = 0; i < fit->rows->len; i++) {
		const row_t *row = &g_array_index (fit->rows, row_t, i);

		if (strcmp (row->group, group) == 0)
			sum += row->count[cause];
	}
	return sum;
}

/* How likely a group speaks, whatever the cause: so much of the table before counts. */
static double
speaks (const fit_t *fit, const char *group)
{
	double sum = 0, of = 0;

	if (is_conditional (group))
		return 1;
	for (size_t i = 0; i < CAUSES; i++) {
		sum += spoken (fit, group, i);
		of += (double) fit->incidents[i];
	}
	return of > 0 ? sum / of : 1;
}

static double
fitted (const fit_t *fit, const row_t *row, size_t cause)
{
	double of = is_conditional (row->group) ? spoken (fit, row->group, cause) : (double) fit->incidents[cause];
	double before = fit->smoothing * row->before[cause] * speaks (fit, row->group);

	if (of + fit->smoothing <= 0)
		return row->before[cause];
	return fmin (fmax ((row->count[cause] + before) / (of + fit->smoothing), LEAST), 1);
}

/* "evidence.path.foreign-client = 0.02, 0.03, 0.9", to be freed; NULL for a row that was never seen. */
static char *
line_of (const fit_t *fit, const row_t *row, double power, const char *equals)
{
	char numbers[CAUSES][G_ASCII_DTOSTR_BUF_SIZE];

	if (row->count[0] + row->count[1] + row->count[2] <= 0)
		return NULL;
	for (size_t i = 0; i < CAUSES; i++)
		g_ascii_formatd (numbers[i], sizeof numbers[i], "%.6f", pow (fitted (fit, row, i), power));
	return g_strdup_printf ("evidence.%s.%s%s%s, %s, %s", row->group, row->outcome, equals, numbers[0], numbers[1], numbers[2]);
}

static void
print_table (const fit_t *fit, const double *power)
{
	printf ("# fitted to incidents: %" G_GSIZE_FORMAT " genuine, %" G_GSIZE_FORMAT " relayed, %" G_GSIZE_FORMAT " forged\n",
		fit->incidents[0], fit->incidents[1], fit->incidents[2]);
	for (guint i = 0; i < fit->rows->len; i++) {
		const row_t *row = &g_array_index (fit->rows, row_t, i);

		char *line = line_of (fit, row, power[row->group_number], " = ");

		if (line)
			puts (line);
		g_free (line);
	}
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

/* Read all a second time, judged by the table that the first reading gave. */
static bool
find_powers (fit_t *fit, char **lists, double *power)
{
	cli_t *cli = fit->cli;
	char **before = cli->settings, **setting;
	GPtrArray *settings = g_ptr_array_new_with_free_func (g_free);
	powers_t powers;
	bool good;

	for (setting = before; setting && *setting; setting++)
		g_ptr_array_add (settings, g_strdup (*setting));
	for (guint i = 0; i < fit->rows->len; i++) {
		char *line = line_of (fit, &g_array_index (fit->rows, row_t, i), 1, "=");

		if (line)
			g_ptr_array_add (settings, line);
	}
	g_ptr_array_add (settings, NULL);
	powers_init (&powers, fit->groups);
	fit->samples = &powers;
	cli->settings = (char **) settings->pdata;
	good = read_all (fit, lists);
	cli->settings = before;
	fit->samples = NULL;
	powers_fit (&powers, fit->smoothing, power);
	powers_clear (&powers);
	g_ptr_array_unref (settings);
	return good;
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
run (fit_t *fit, char **lists, bool powers)
{
	double *power;
	bool good;

	fit->table = cli_context (fit->cli);
	if (!fit->table)
		return CLI_TROUBLE;
	read_table (fit);
	fit->outset = fit->cli->home;
	fit->cli->home = NULL;
	power = g_new (double, fit->groups + 1);
	for (size_t i = 0; i < fit->groups; i++)
		power[i] = 1;
	good = read_all (fit, lists) && (!powers || find_powers (fit, lists, power));
	if (good && fit->incidents[0] + fit->incidents[1] + fit->incidents[2])
		print_table (fit, power);
	g_free (power);
	fit->cli->home = fit->outset;
	return good ? cli_end (fit->cli, fit->incidents[0] + fit->incidents[1] + fit->incidents[2] > 0) : CLI_TROUBLE;
}

int
main (int argc, char **argv)
{
	char **lists = NULL, *smoothing = NULL;
	gboolean powers = FALSE;
	const GOptionEntry options[] = {
		{ "list", 'l', 0, G_OPTION_ARG_FILENAME_ARRAY, &lists, "Read incidents from LIST: CAUSE, MAILBOX, SETTINGS, tabs between", "LIST" },
		{ "smoothing", 0, 0, G_OPTION_ARG_FILENAME, &smoothing, "The table before counts as so many incidents (" SMOOTHING ")",
		  "NUMBER" },
		{ "powers", 'p', 0, G_OPTION_ARG_NONE, &powers, "Let groups that say what others say already count for less", NULL },
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
			status = read_smoothing (&fit, smoothing ? smoothing : SMOOTHING) ? run (&fit, lists, powers) : CLI_TROUBLE;
		}
	}
	bounce_context_unref (fit.table);
	g_array_unref (fit.rows);
	g_strfreev (lists);
	g_free (smoothing);
	cli_free (&cli);
	return status;
}
