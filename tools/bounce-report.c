/*
 * bounce-report.c - answers for a flood of bounces: was this mail mine?
 *
 * In: files, mailboxes, Maildirs, standard input.  Out: one answer for all their bounces, as text for people - the
 * answer in one sentence, the evidence in order of weight, how much, when, by whom, what to ask the provider, what is
 * unknown - or as the library's JSON, or as a letter to the provider; with a ledger also what the mail server's log says of it.
 * It shows how a program fills an incident and asks it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"
#include "ledger/report.h"
#include "letter.h"
#include "report-evidence.h"

#include <stdio.h>
#include <string.h>

#define TIMELINE_ROWS 40  /* hours, where they fit; else days, months, years */
#define BAR_COLUMNS 30
#define DAY_SECONDS 86400
#define LIST_SHOWN 10     /* of queue ids and the like; the JSON has all */
#define DATE "%Y-%m-%d %H:%M %z"

static void
title (GString *out, const char *text)
{
	g_string_append_printf (out, "\n%s\n", text);
}

#define line(out, ...) cli_paragraph_printf ((out), "  ", __VA_ARGS__)

/* What the caller can do about it, whatever the library's sentence says. */
static const char *
advice (bounce_cause_t cause)
{
	switch (cause) {
	case BOUNCE_CAUSE_GENUINE:
		return "It is your own mail: mend or remove the addresses that failed.";
	case BOUNCE_CAUSE_RELAYED:
		return "The way in stays open until somebody closes it. If the server is your provider's, send him what stands under "
		       "\"What to ask your provider\" today; if it is yours, look there yourself, and change the passwords of mail accounts.";
	case BOUNCE_CAUSE_FORGED:
		return "Nothing of yours needs repair, and nobody can keep a stranger from writing your address on his mail. It ends by itself; "
		       "SPF and DMARC records for your domain let receivers refuse such mail instead of bouncing it to you.";
	default:
		return "What would settle it stands under \"What is unknown\".";
	}
}

/* An alarm's name is for programs. */
static const struct {
	const char *name, *text;
} alarms[] = {
	{ "unauthenticated-relay", "a server of yours or your provider's took this mail from a stranger who did not log in, and passed it on "
				   "(unauthenticated-relay)" },
	{ "account-abuse", "a stranger logged in with an account of yours: change its password (account-abuse)" },
	{ "script-abuse", "a script or a local user of your server sent this: a form on the web, or more (script-abuse)" },
};

static const char *
alarm_text (const char *alarm)
{
	for (size_t i = 0; i < G_N_ELEMENTS (alarms); i++) {
		if (strcmp (alarm, alarms[i].name) == 0)
			return alarms[i].text;
	}
	return alarm;
}

static void
answer (GString *out, const bounce_verdict_t *verdict)
{
	cli_paragraph (out, "", bounce_verdict_sentence (verdict));
	for (size_t i = 0; i < bounce_verdict_alarm_count (verdict); i++)
		cli_paragraph (out, "ALARM: ", alarm_text (bounce_verdict_alarm (verdict, i)));
	g_string_append_c (out, '\n');
	cli_paragraph (out, "", advice (bounce_verdict_cause (verdict)));
}

static void
amounts (GString *out, bounce_incident_t *incident)
{
	char *bounces = cli_count (bounce_incident_bounce_count (incident), "bounce", "bounces");
	char *recipients = cli_count (bounce_incident_recipient_count (incident), "recipient", "different recipients");
	char *originals = cli_count (bounce_incident_original_count (incident), "message", "different messages");
	char *copies = cli_count (bounce_incident_copy_count (incident), "copy", "copies");
	char *read = cli_count (bounce_incident_message_count (incident), "mail", "mails");
	GString *kinds = g_string_new (NULL);

	title (out, "How much was sent");
	line (out, "%s, which name %s that failed: %s of %s were sent, as far as the bounces show. What did arrive leaves no bounce.", bounces,
	      recipients, copies, originals);
	for (bounce_kind_t i = BOUNCE_KIND_FAILURE; i <= BOUNCE_KIND_COMPLAINT + 1; i++) {
		bounce_kind_t kind = i <= BOUNCE_KIND_COMPLAINT ? i : BOUNCE_KIND_OTHER;
		size_t count = bounce_incident_kind_count (incident, kind);

		if (count > 0)
			g_string_append_printf (kinds, "%s%s %zu", kinds->len ? ", " : "", bounce_kind_name (kind), count);
	}
	line (out, "Read: %s; by kind: %s.", read, kinds->str);
	g_string_free (kinds, TRUE);
	g_free (read);
	g_free (copies);
	g_free (originals);
	g_free (recipients);
	g_free (bounces);
}

typedef struct {
	char *when;
	size_t bounces, recipients;
} row_t;

static void
row_clear (gpointer row)
{
	g_free (((row_t *) row)->when);
}

/* The timeline with steps that read alike by format made one. */
static GArray *
timeline_rows (bounce_incident_t *incident, const char *format)
{
	GArray *rows = g_array_new (FALSE, FALSE, sizeof (row_t));

	g_array_set_clear_func (rows, row_clear);
	for (size_t i = 0; i < bounce_incident_timeline_count (incident); i++) {
		row_t row = { cli_when (bounce_incident_timeline_start (incident, i), bounce_incident_timeline_start_offset (incident, i), format),
			      bounce_incident_timeline_bounces (incident, i), bounce_incident_timeline_recipients (incident, i) };
		row_t *last = rows->len ? &g_array_index (rows, row_t, rows->len - 1) : NULL;

		if (last && g_strcmp0 (last->when, row.when) == 0) {
			last->bounces += row.bounces;
			last->recipients += row.recipients;
			g_free (row.when);
		} else {
			g_array_append_val (rows, row);
		}
	}
	return rows;
}

/* The library gives days where there are many: then no hour is worth showing. */
static bool
has_hours (bounce_incident_t *incident)
{
	for (size_t i = 0; i < bounce_incident_timeline_count (incident); i++) {
		int64_t local = bounce_incident_timeline_start (incident, i) + bounce_incident_timeline_start_offset (incident, i) * INT64_C (60);

		if (local % DAY_SECONDS != 0)
			return true;
	}
	return false;
}

static void
timeline (GString *out, bounce_incident_t *incident)
{
	static const char *const formats[] = { "%Y-%m-%d %H:00 %z", "%Y-%m-%d", "%Y-%m", "%Y" };
	GArray *rows = NULL;
	size_t most = 1;

	for (size_t i = has_hours (incident) ? 0 : 1; i < G_N_ELEMENTS (formats) && (!rows || rows->len > TIMELINE_ROWS); i++) {
		g_clear_pointer (&rows, g_array_unref);
		rows = timeline_rows (incident, formats[i]);
	}
	if (rows->len > 0)
		g_string_append_printf (out, "  %-22s %8s %11s\n", "from", "bounces", "recipients");
	for (guint i = 0; i < rows->len; i++)
		most = MAX (most, g_array_index (rows, row_t, i).bounces);
	for (guint i = 0; i < rows->len; i++) {
		const row_t *row = &g_array_index (rows, row_t, i);

		g_string_append_printf (out, "  %-22s %8zu %11zu", row->when ? row->when : "undated", row->bounces, row->recipients);
		if (cli_on_terminal ()) {
			g_string_append (out, "  ");
			for (size_t bar = 0; bar < (row->bounces * BAR_COLUMNS + most - 1) / most; bar++)
				g_string_append_c (out, '#');
		}
		g_string_append_c (out, '\n');
	}
	g_array_unref (rows);
}

static char *
first_of (bounce_incident_t *incident)
{
	return cli_when (bounce_incident_first (incident), bounce_incident_first_offset (incident), DATE);
}

static char *
last_of (bounce_incident_t *incident)
{
	return cli_when (bounce_incident_last (incident), bounce_incident_last_offset (incident), DATE);
}

static void
times (GString *out, bounce_incident_t *incident)
{
	char *first = first_of (incident), *last = last_of (incident);

	title (out, "When");
	if (first && last)
		line (out, "The first bounce is of %s, the last of %s.", first, last);
	else
		line (out, "No bounce is dated.");
	timeline (out, incident);
	g_free (last);
	g_free (first);
}

static void
bouncers (GString *out, bounce_incident_t *incident)
{
	size_t count = bounce_incident_bouncer_count (incident);
	GString *reasons = g_string_new (NULL);

	title (out, "Who bounced it");
	for (size_t i = 0; i < MIN (count, LIST_SHOWN); i++) {
		const char *host = bounce_incident_bouncer_host (incident, i);
		char *bounces = cli_count (bounce_incident_bouncer_bounces (incident, i), "bounce", "bounces");
		char *recipients = cli_count (bounce_incident_bouncer_recipients (incident, i), "recipient", "recipients");

		line (out, "%s: %s, %s", host ? host : "a host that is not named", bounces, recipients);
		g_free (recipients);
		g_free (bounces);
	}
	if (count > LIST_SHOWN)
		line (out, "and %zu more hosts (--format=json has all)", count - LIST_SHOWN);
	for (bounce_reason_t reason = BOUNCE_REASON_USER_UNKNOWN; reason <= BOUNCE_REASON_VACATION; reason++) {
		size_t n = bounce_incident_reason_count (incident, reason);
		char *number = cli_number (n);

		if (n > 0)
			g_string_append_printf (reasons, "%s%s %s", reasons->len ? ", " : "", bounce_reason_name (reason), number);
		g_free (number);
	}
	if (reasons->len)
		line (out, "For these reasons: %s.", reasons->str);
	g_string_free (reasons, TRUE);
}

static void
sendings (GString *out, bounce_incident_t *incident)
{
	size_t count = bounce_incident_cluster_count (incident);

	if (count < 2)
		return;
	title (out, "More than one sending");
	for (size_t i = 0; i < MIN (count, LIST_SHOWN); i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);
		const char *client = bounce_cluster_client (cluster), *message = bounce_cluster_message (cluster, 0);
		char *bounces = cli_count (bounce_cluster_bounces (cluster), "bounce", "bounces");
		char *recipients = cli_count (bounce_cluster_recipients (cluster), "recipient", "recipients");

		line (out, "%s: %s, %s, handed in by %s; such as %s", bounce_cause_name (bounce_verdict_cause (bounce_cluster_verdict (cluster))),
		      bounces, recipients, client ? client : "an unknown client", message ? message : "none");
		g_free (recipients);
		g_free (bounces);
	}
	if (count > LIST_SHOWN)
		line (out, "and %zu more (--format=json has all)", count - LIST_SHOWN);
}

static void
ask_list (GString *out, bounce_incident_t *incident, const char *name, size_t count,
	  const char *(*item) (bounce_incident_t *incident, size_t index))
{
	GString *text = g_string_new (NULL);
	char *first = g_strdup_printf ("  %-13s", name);

	for (size_t i = 0; i < MIN (count, LIST_SHOWN); i++)
		g_string_append_printf (text, "%s%s", i ? " " : "", item (incident, i));
	if (count > LIST_SHOWN)
		g_string_append_printf (text, " and %zu more (--format=json has more)", count - LIST_SHOWN);
	if (count > 0)
		cli_paragraph (out, first, text->str);
	g_free (first);
	g_string_free (text, TRUE);
}

static void
ask_provider (GString *out, bounce_incident_t *incident)
{
	char *first = first_of (incident), *last = last_of (incident);
	bool forged = bounce_verdict_cause (bounce_incident_verdict (incident)) == BOUNCE_CAUSE_FORGED;
	bool any = bounce_incident_client_count (incident) || bounce_incident_account_count (incident) ||
		   bounce_incident_script_count (incident) || bounce_incident_queue_id_count (incident) ||
		   bounce_incident_message_id_count (incident);

	title (out, "What to ask your provider");
	if (forged && !any)
		line (out, "Nothing: his servers had no part in it.");
	else
		line (out, "%s Please look in the logs of the outgoing servers from %s to %s, and some hours before%s",
		      forged ? "Nothing needs to be done; only to be sure:"
			     : "Who sent this through your servers - which client, account or script - and is the way in closed?",
		      first ? first : "(undated)", last ? last : "(undated)", any ? ", for:" : ".");
	ask_list (out, incident, "client", bounce_incident_client_count (incident), bounce_incident_client);
	ask_list (out, incident, "account", bounce_incident_account_count (incident), bounce_incident_account);
	ask_list (out, incident, "script, user", bounce_incident_script_count (incident), bounce_incident_script);
	ask_list (out, incident, "queue id", bounce_incident_queue_id_count (incident), bounce_incident_queue_id);
	ask_list (out, incident, "message-id", bounce_incident_message_id_count (incident), bounce_incident_message_id);
	g_free (last);
	g_free (first);
}

static void
unknowns (GString *out, const bounce_verdict_t *verdict)
{
	title (out, "What is unknown, and how to find out");
	for (size_t i = 0; i < bounce_verdict_missing_count (verdict); i++)
		cli_paragraph (out, "  - ", bounce_verdict_missing (verdict, i));
	if (bounce_verdict_missing_count (verdict) == 0)
		line (out, "Nothing that would change the answer.");
}

static void
print_text (bounce_incident_t *incident, ledger_report_t *ledger)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);
	GString *out = g_string_new (NULL);

	answer (out, verdict);
	title (out, "Why, the weightiest first");
	report_evidence (out, verdict);
	amounts (out, incident);
	times (out, incident);
	bouncers (out, incident);
	sendings (out, incident);
	if (ledger)
		ledger_report_text (ledger, out);
	ask_provider (out, incident);
	unknowns (out, verdict);
	fwrite (out->str, 1, out->len, stdout);
	g_string_free (out, TRUE);
}

typedef struct {
	bounce_incident_t *incident;
	ledger_report_t *ledger; /* NULL: none was given */
} report_t;

static void
each (bounce_record_t *record, const char *source, int64_t offset, void *user)
{
	const report_t *report = user;
	char *valid = g_utf8_make_valid (source, -1), *name = g_strdup_printf ("%s:%" G_GINT64_FORMAT, valid, offset);

	bounce_incident_add (report->incident, record, name);
	if (report->ledger && bounce_record_kind (record) == BOUNCE_KIND_FAILURE)
		ledger_report_add (report->ledger, record, name);
	g_free (name);
	g_free (valid);
}

/* Says why there is no letter, where there is none. */
static bool
print_letter (const cli_t *cli, bounce_incident_t *incident, ledger_report_t *ledger)
{
	GString *log = g_string_new (NULL);
	const char *why_not = letter_refusal (incident);
	char *letter;

	if (why_not) {
		fprintf (stderr, "%s: no letter: %s\n", cli->program, why_not);
		g_string_free (log, TRUE);
		return false;
	}
	if (ledger)
		ledger_report_letter (ledger, log);
	letter = letter_new (incident, log->str);
	g_string_free (log, TRUE);
	fputs (letter, stdout);
	g_free (letter);
	return true;
}

/* The incident as the library writes it and, as its last member, the log. */
static void
print_json (bounce_incident_t *incident, ledger_report_t *ledger)
{
	const char *json = bounce_incident_json (incident), *end = strrchr (json, '}');
	char *log;

	if (!ledger || !end) {
		printf ("%s\n", json);
		return;
	}
	log = ledger_report_json (ledger);
	printf ("%.*s,\"ledger\":%s}\n", (int) (end - json), json, log);
	g_free (log);
}

static int
report (cli_t *cli, bounce_context_t *context, ledger_report_t *ledger, bool letter)
{
	bounce_incident_t *incident = bounce_incident_new (context);
	report_t both = { incident, ledger };
	const char *wrong = NULL;
	bool found;
	int status;

	cli_read (cli, context, each, &both);
	if (ledger)
		wrong = ledger_report_finish (ledger, incident);
	if (wrong) {
		fprintf (stderr, "%s: %s\n", cli->program, wrong);
		cli->trouble = true;
	}
	found = bounce_incident_bounce_count (incident) > 0;
	if (letter)
		found = print_letter (cli, incident, ledger);
	else if (cli_format_is (cli, "json"))
		print_json (incident, ledger);
	else if (found)
		print_text (incident, ledger);
	else
		printf ("No bounce was found in %" G_GUINT64_FORMAT " messages.\n", cli->messages);
	status = cli_end (cli, found);
	bounce_incident_unref (incident);
	return status;
}

/* Without --ledger *ledger is NULL.  False: the ledger cannot be used, which is said. */
static bool
open_ledger (const cli_t *cli, bounce_context_t *context, const char *path, ledger_report_t **ledger)
{
	char *error = NULL;

	*ledger = path ? ledger_report_new (path, &error) : NULL;
	if (*ledger && ledger_report_attach (*ledger, context) != BOUNCE_OK)
		error = g_strdup (bounce_context_error (context));
	if (error)
		fprintf (stderr, "%s: %s\n", cli->program, error);
	g_free (error);
	return !path || (*ledger && !error);
}

int
main (int argc, char **argv)
{
	gboolean letter = FALSE;
	char *path = NULL;
	const GOptionEntry options[] = {
		{ "ledger", 'l', 0, G_OPTION_ARG_FILENAME, &path, "Ask FILE, which bounce-ledger made of the mail server's log", "FILE" },
		{ "letter", 0, 0, G_OPTION_ARG_NONE, &letter, "Write a letter to the provider instead", NULL },
		G_OPTION_ENTRY_NULL
	};
	cli_t cli = {
		.program = "bounce-report",
		.options = options,
		.summary = "Answers for all bounces of the files together: did I send this mail, did\n"
			   "somebody send it through my server, or did he only write my address on it?\n"
			   "A FILE is an mbox, a Maildir, a single mail, or \"-\" for standard input;\n"
			   "mails that are no bounces are left aside.",
		.formats = "text|json",
		.answers_last = true,
	};
	bounce_context_t *context = NULL;
	ledger_report_t *ledger = NULL;
	int status = CLI_TROUBLE;

	if (cli_options (&cli, argc, argv, &status)) {
		status = CLI_TROUBLE;
		if (letter && !cli_format_is (&cli, "text"))
			fprintf (stderr, "%s: --letter is text, --format=%s is not\n", cli.program, cli.format);
		else if ((context = cli_context (&cli)) && open_ledger (&cli, context, path, &ledger))
			status = report (&cli, context, ledger, letter);
	}
	bounce_context_unref (context);
	ledger_report_free (ledger);
	g_free (path);
	cli_free (&cli);
	return status;
}
