/*
 * bounce-report.c - answers for a flood of bounces: was this mail mine?
 *
 * In: files, folders, standard input.  Out: one answer for all their bounces, as text for people, as the library's JSON, or
 * as a letter to the provider; with a ledger also what the mail server's log says of it.  It shows how a program fills an incident and
 * asks it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"
#include "ledger/report.h"
#include "letter.h"
#include "report-text.h"

#include <stdio.h>
#include <string.h>

#define DOMAINS_SHOWN 3

/* Of the command line. */
typedef struct {
	gboolean letter;
	char *ledger, *from, *attachment;
} options_t;

typedef struct {
	cli_t *cli;
	const options_t *options;
	bounce_context_t *context;
	bounce_incident_t *incident;
	seen_t *seen;
	ledger_report_t *ledger; /* NULL: none was given */
	letter_list_t *list;     /* NULL: no letter is wanted */
} report_t;

/* A mail that was given before counts nowhere again. */
static void
each (bounce_record_t *record, const char *source, int64_t offset, void *user)
{
	const report_t *report = user;
	char *valid = g_utf8_make_valid (source, -1), *name = g_strdup_printf ("%s:%" G_GINT64_FORMAT, valid, offset);
	bounce_kind_t kind = bounce_record_kind (record);
	size_t duplicates = bounce_incident_duplicate_count (report->incident);
	bool is_new;

	bounce_incident_add (report->incident, record, name);
	is_new = bounce_incident_duplicate_count (report->incident) == duplicates;
	if (is_new)
		seen_add (report->seen, record);
	if (is_new && report->list)
		letter_list_add (report->list, record, name);
	if (is_new && report->ledger && (kind == BOUNCE_KIND_FAILURE || kind == BOUNCE_KIND_DELAY))
		ledger_report_add (report->ledger, record, name);
	g_free (name);
	g_free (valid);
}

/* "owner.example, example.org and 2 more"; g_free() */
static char *
domains_of (const seen_t *seen)
{
	GPtrArray *names = tally_names (&seen->domains);
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < MIN (names->len, DOMAINS_SHOWN); i++)
		g_string_append_printf (text, "%s%s", i ? ", " : "", (const char *) names->pdata[i]);
	if (names->len > DOMAINS_SHOWN)
		g_string_append_printf (text, " and %u more", names->len - DOMAINS_SHOWN);
	g_ptr_array_unref (names);
	return g_string_free (text, FALSE);
}

static bool
is_given (const report_t *report, const char *domain)
{
	char **given = cli_given (report->cli, "home.domain");

	while (given && *given && g_ascii_strcasecmp (*given, domain) != 0)
		given++;
	return given && *given;
}

/* A domain that is written wrong makes every verdict wrong.  Of those in a file some may well have no bounce, but not all. */
static void
warn_of_domains (const report_t *report)
{
	char *there = domains_of (report->seen), **unborne = seen_unborne (report->seen);
	bool none = g_strv_length (unborne) == bounce_context_domain_count (report->context);

	for (char **domain = unborne; *there && *domain; domain++) {
		if (none || is_given (report, *domain))
			cli_warn (report->cli, "warning: no bounce is for %s; they are for %s. Is that domain written right?", *domain, there);
	}
	g_strfreev (unborne);
	g_free (there);
}

/* Says why there is no letter, where there is none. */
static bool
print_letter (const report_t *report)
{
	const options_t *options = report->options;
	const letter_t letter = { report->incident, report->seen, report->list, report->ledger, options->from, options->attachment };
	const char *why_not = letter_refusal (report->incident);
	char *error = NULL, *text;

	if (why_not) {
		cli_warn (report->cli, "no letter: %s", why_not);
		return false;
	}
	letter_list_finish (report->list, report->incident);
	if (options->attachment && !letter_list_write (report->list, options->attachment, &error)) {
		cli_warn (report->cli, "%s", error);
		g_free (error);
		report->cli->trouble = true;
		return true;
	}
	text = letter_new (&letter);
	fputs (text, stdout);
	g_free (text);
	return true;
}

/* The incident as the library writes it and, as its last member, the log. */
static void
print_json (const report_t *report)
{
	const char *json = bounce_incident_json (report->incident), *end = strrchr (json, '}');
	char *log;

	if (!report->ledger || !end) {
		printf ("%s\n", json);
		return;
	}
	log = ledger_report_json (report->ledger);
	printf ("%.*s,\"ledger\":%s}\n", (int) (end - json), json, log);
	g_free (log);
}

static void
print_text (const report_t *report, bool found)
{
	char *text = found ? report_text (report->incident, report->seen, report->ledger) : report_kinds (report->incident);

	if (found)
		fputs (text, stdout);
	else
		printf ("No bounce was found. Read: %s.\n", text);
	g_free (text);
}

static int
run (report_t *report)
{
	const char *wrong;
	bool found;

	cli_read (report->cli, report->context, each, report);
	wrong = report->ledger ? ledger_report_finish (report->ledger, report->incident) : NULL;
	if (wrong) {
		cli_warn (report->cli, "%s", wrong);
		report->cli->trouble = true;
	}
	warn_of_domains (report);
	found = bounce_incident_verdict (report->incident) != NULL;
	if (report->list)
		found = print_letter (report);
	else if (cli_format_is (report->cli, "json"))
		print_json (report);
	else
		print_text (report, found);
	return cli_end (report->cli, found);
}

/* Without --ledger *ledger is NULL.  False: the ledger cannot be used, which is said. */
static bool
open_ledger (cli_t *cli, bounce_context_t *context, const char *path, ledger_report_t **ledger)
{
	char *error = NULL;

	*ledger = path ? ledger_report_new (path, &error) : NULL;
	if (*ledger && ledger_report_attach (*ledger, context) != BOUNCE_OK)
		error = g_strdup (bounce_context_error (context));
	if (error)
		cli_warn (cli, "%s", error);
	g_free (error);
	return !path || (*ledger && !error);
}

/* False: they do not go together, which is said. */
static bool
options_are_good (cli_t *cli, const options_t *options)
{
	char *from = seen_address_of (options->from);
	bool good = false;

	if (options->letter && !cli_format_is (cli, "text"))
		cli_warn (cli, "--letter is text, --format=%s is not", cli->format);
	else if (!options->letter && (options->from || options->attachment))
		cli_warn (cli, "%s goes with --letter", options->from ? "--from" : "--attachment");
	else if (options->from && g_strcmp0 (from, options->from) != 0)
		cli_warn (cli, "%s: --from takes an address, such as owner@example.org", options->from);
	else
		good = true;
	g_free (from);
	return good;
}

static int
answer (cli_t *cli, const options_t *options)
{
	report_t report = { .cli = cli, .options = options, .context = cli_context (cli) };
	int status = CLI_TROUBLE;

	if (report.context && open_ledger (cli, report.context, options->ledger, &report.ledger)) {
		report.incident = bounce_incident_new (report.context);
		report.seen = seen_new (report.context);
		report.list = options->letter ? letter_list_new () : NULL;
		status = run (&report);
		letter_list_free (report.list);
		seen_free (report.seen);
		bounce_incident_unref (report.incident);
	}
	bounce_context_unref (report.context);
	ledger_report_free (report.ledger);
	return status;
}

int
main (int argc, char **argv)
{
	options_t options = { 0 };
	gboolean not_mine = FALSE;
	const GOptionEntry entries[] = {
		{ "not-mine", 0, 0, G_OPTION_ARG_NONE, &not_mine, "I did not send this: was my server abused, or my address forged?", NULL },
		{ "ledger", 'l', 0, G_OPTION_ARG_FILENAME, &options.ledger, "Ask FILE, which bounce-ledger made of the mail server's log", "FILE" },
		{ "letter", 0, 0, G_OPTION_ARG_NONE, &options.letter, "Write a letter to the provider instead", NULL },
		{ "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from, "Who writes the letter, if not whom the bounces came to", "ADDRESS" },
		{ "attachment", 0, 0, G_OPTION_ARG_FILENAME, &options.attachment, "Write all messages of the letter into FILE, as CSV", "FILE" },
		G_OPTION_ENTRY_NULL
	};
	cli_t cli = {
		.program = "bounce-report",
		.options = entries,
		.summary = "Answers for all bounces of the files together: did I send this mail, did\n"
			   "somebody send it through my server, or did he only write my address on it?\n"
			   CLI_FILES "\n"
			   "Mails that are no bounces are left aside, and one given twice counts once.",
		.formats = "text|json",
		.answers_last = true,
	};
	int status = CLI_TROUBLE;

	if (cli_options (&cli, argc, argv, &status)) {
		cli.not_mine = not_mine;
		status = options_are_good (&cli, &options) ? answer (&cli, &options) : CLI_TROUBLE;
	}
	g_free (options.ledger);
	g_free (options.from);
	g_free (options.attachment);
	cli_free (&cli);
	return status;
}
