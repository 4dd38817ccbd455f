/*
 * bounce-ledger.c - reads mail servers' logs into a ledger, for bounce-report
 *
 * In: logs of Postfix, Exim, sendmail and OpenSMTPD, from syslog or of their own, plain or gzip, in any order.  Out: a ledger, an
 * SQLite database with a row for each message, why its recipients failed, and for each host since when and until when nothing is
 * missing; on standard output what was read.  --show says what a ledger knows of one message, --reasons why recipients failed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bounce.h"
#include "cli.h"
#include "ledger/query.h"
#include "ledger/log-file.h"
#include "ledger/log-server.h"
#include "ledger/reasons.h"
#include "ledger/refusal.h"

#define MAILS_MOST 50000     /* messages in the queue at once, in memory */
#define SESSIONS_MOST 20000
#define SILENCE 86400        /* within a log; a longer one is a gap, for syslog may have been away */
#define LOST 600             /* what syslog says it lost, it lost before */
#define DATE "%Y-%m-%d %H:%M:%S %z"
#define SAMPLE 200           /* bytes of a line that is shown */

typedef struct {
	int64_t first, last;
} span_t;

typedef struct {
	char *output, *format, *since_text, *show, *home, *phrases;
	int year, gap;
	gboolean quiet, reasons;
	char **files;
	int64_t since;
	ledger_store_t *store;
	bounce_context_t *context; /* which says why recipients failed */
	log_reader_t reader;
	GHashTable *spans;       /* of the file that is read: host -> span_t */
	uint64_t lines, of_servers, of_others, unknown;
	guint logs;              /* files that were logs */
	char *sample;            /* the first unknown line, and where it stands */
	bool trouble;
} program_t;

typedef struct {
	const char *path;
	int64_t first; /* its first line; INT64_MAX: not known beforehand */
} source_t;

static void
complain (program_t *program, const char *what)
{
	char *clean = cli_clean (what);

	fprintf (stderr, "bounce-ledger: %s\n", clean);
	g_free (clean);
	program->trouble = true;
}

static void
note_unknown (program_t *program, const char *path, uint64_t number, const char *line)
{
	if (program->unknown++ == 0)
		program->sample = g_strdup_printf ("%s:%" G_GUINT64_FORMAT ": %.*s", path, number, SAMPLE, line);
}

/* syslog's and the journal's own words for lines that are not in the log. */
static bool
says_lost (const log_line_t *line)
{
	return (strcmp (line->tag, "rsyslogd") == 0 && (strstr (line->text, "begins to drop messages") || strstr (line->text, "lost "))) ||
	       (strcmp (line->tag, "systemd-journald") == 0 && strstr (line->text, "Suppressed "));
}

static void
end_span (program_t *program, const char *host, span_t *span, int64_t next)
{
	if (span->last >= span->first)
		ledger_add_span (program->store, host, span->first, span->last);
	span->first = span->last = next;
}

static void
note_time (program_t *program, const log_line_t *line)
{
	span_t *span = g_hash_table_lookup (program->spans, line->host);

	if (!span) {
		span = g_new (span_t, 1);
		span->first = span->last = line->when;
		g_hash_table_insert (program->spans, g_strdup (line->host), span);
	}
	if (says_lost (line))
		ledger_add_hole (program->store, line->host, line->when - LOST, line->when);
	if (line->when - span->last > SILENCE || line->when < span->last - SILENCE)
		end_span (program, line->host, span, line->when);
	span->last = MAX (span->last, line->when);
}

static void
end_spans (program_t *program)
{
	GHashTableIter iter;
	gpointer host, span;

	g_hash_table_iter_init (&iter, program->spans);
	while (g_hash_table_iter_next (&iter, &host, &span))
		end_span (program, host, span, 0);
	g_hash_table_remove_all (program->spans);
}

static void
read_line (program_t *program, const char *path, uint64_t number, log_clock_t *clock, char *bytes)
{
	char *copy = NULL;
	log_line_t line;
	log_read_fn read;

	program->lines++;
	/* Reading cuts the line to pieces. */
	if (program->unknown == 0)
		copy = g_strndup (bytes, SAMPLE);
	if (!*bytes || g_str_has_prefix (bytes, "-- ")) {
		program->of_others++; /* journalctl's remarks */
	} else if (!log_line_read (clock, bytes, &line)) {
		note_unknown (program, path, number, copy);
	} else if (line.when >= program->since) {
		read = log_server_reader (&line, program->format);
		note_time (program, &line);
		if (!read)
			program->of_others++;
		else if (read (&program->reader, &line))
			program->of_servers++;
		else
			note_unknown (program, path, number, copy);
	}
	g_free (copy);
}

static void
read_file (program_t *program, const char *path)
{
	char *error = NULL, *bytes;
	log_file_t *file = log_file_open (path, &error);
	log_clock_t clock = { .fixed = program->year, .hour = INT64_MIN };
	uint64_t lines = program->lines, unknown = program->unknown;

	if (file)
		clock.written = log_file_written (file);
	while (file && !program->store->error && (bytes = log_file_line (file, &error))) {
		read_line (program, path, log_file_line_number (file), &clock, bytes);
		if (clock.beyond) {
			error = g_strdup_printf ("%s:%" G_GUINT64_FORMAT ": expected no line later than the file was written: where it holds more "
						 "than a year, say --year of its first line", path, log_file_line_number (file));
			break;
		}
	}
	if (!error && file && program->lines - lines > 0 && program->unknown - unknown == program->lines - lines)
		error = g_strdup_printf ("%s: expected a log: no line of it begins as a log's does", path);
	else if (file)
		program->logs++;
	if (error)
		complain (program, error);
	g_free (error);
	log_file_close (file);
	end_spans (program);
}

/* When the log begins; what cannot be read twice, or not at all, comes last. */
static int64_t
begin_of (const program_t *program, const char *path)
{
	char *error = NULL, *bytes;
	log_clock_t clock = { .fixed = program->year, .hour = INT64_MIN };
	int64_t first = INT64_MAX;
	log_line_t line;
	log_file_t *file;

	if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !(file = log_file_open (path, &error))) {
		g_free (error);
		return first;
	}
	clock.written = log_file_written (file);
	for (int i = 0; i < 1000 && first == INT64_MAX && (bytes = log_file_line (file, &error)); i++) {
		if (log_line_read (&clock, bytes, &line))
			first = line.when;
	}
	g_free (error);
	log_file_close (file);
	return first;
}

static int
earlier_first (gconstpointer a, gconstpointer b)
{
	const source_t *left = a, *right = b;

	return (left->first > right->first) - (left->first < right->first);
}

static void
note_reason (const mail_delivery_t *delivery, mail_recipient_t *recipient, void *user)
{
	program_t *program = user;
	bounce_reply_t *reply = refusal_classify (program->context, delivery);

	recipient->reason = bounce_reply_reason (reply);
	recipient->permanence = bounce_reply_permanence (reply);
	bounce_reply_unref (reply);
}

static void
read_files (program_t *program)
{
	GArray *sources = g_array_new (FALSE, FALSE, sizeof (source_t));

	for (char **path = program->files; *path; path++) {
		source_t source = { *path, begin_of (program, *path) };

		g_array_append_val (sources, source);
	}
	g_array_sort (sources, earlier_first);
	program->spans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	program->reader.mails = mail_table_new (MAILS_MOST, ledger_put, program->store);
	program->reader.sessions = mail_table_new (SESSIONS_MOST, NULL, NULL);
	program->reader.refused = note_reason;
	program->reader.user = program;
	for (guint i = 0; i < sources->len; i++)
		read_file (program, g_array_index (sources, source_t, i).path);
	mail_table_free (program->reader.mails);
	mail_table_free (program->reader.sessions);
	g_hash_table_unref (program->spans);
	g_array_unref (sources);
	ledger_settle (program->store);
}

static void
print_spans (program_t *program)
{
	const char *host;
	int64_t first, last;

	for (int64_t i = 0; ledger_span (program->store, i, &host, &first, &last); i++) {
		char *begin = cli_when (first, 0, DATE), *end = cli_when (last, 0, DATE), *clean = cli_clean (host);

		printf ("  complete%s%s from %s to %s\n", *clean ? " of " : "", clean, begin ? begin : "?", end ? end : "?");
		g_free (clean);
		g_free (end);
		g_free (begin);
	}
}

static void
print_summary (program_t *program)
{
	char *messages = cli_count (ledger_count (program->store), "message", "messages"), *added = cli_number (program->store->added);
	char *lines = cli_count (program->lines, "line", "lines"), *servers = cli_number (program->of_servers);
	char *others = cli_number (program->of_others), *unknown = cli_number (program->unknown);
	char *path = cli_clean (program->output);

	printf ("%s: %s\n  read: %s, %s of mail servers, %s of other programs, %s not understood\n  added: %s queue ids\n", path, messages,
		lines, servers, others, unknown, added);
	if (program->sample) {
		char *clean = cli_clean (program->sample);

		printf ("  the first not understood: %s\n", clean);
		g_free (clean);
	}
	print_spans (program);
	g_free (path);
	g_free (unknown);
	g_free (others);
	g_free (servers);
	g_free (lines);
	g_free (added);
	g_free (messages);
}

static void
show_line (GString *out, const char *label, const char *text)
{
	char *first = g_strdup_printf ("  %-12s ", label);

	if (text)
		cli_paragraph (out, first, text);
	g_free (first);
}

static void
show_client (GString *out, const ledger_row_t *row)
{
	char *client = !row->client ? NULL : row->client_name ? g_strdup_printf ("%s (%s)", row->client, row->client_name) : g_strdup (row->client);

	show_line (out, "client", client);
	show_line (out, "HELO", row->helo);
	show_line (out, "account", row->account);
	show_line (out, "local user", row->user);
	g_free (client);
}

static void
show_row (program_t *program, GString *out, const ledger_row_t *row)
{
	char *arrived = cli_when (row->first, 0, DATE), *size = row->size < 0 ? NULL : cli_number ((uint64_t) row->size), *outcome;
	GPtrArray *later = ledger_later_queue_ids (program->store, row->id);
	GString *ids = g_string_new (row->queue_id);
	char *reasons = reasons_of (program->store, row->id);
	ledger_sum_t sum;

	for (guint i = 0; i < later->len; i++)
		g_string_append_printf (ids, "%s%s", i ? " " : ", then ", (const char *) later->pdata[i]);
	g_string_append_printf (out, "%s", out->len ? "\n" : "");
	show_line (out, "queue id", ids->str);
	show_line (out, "host", *row->host ? row->host : NULL);
	show_line (out, "message-id", row->message_id);
	show_line (out, "first line", arrived);
	show_client (out, row);
	show_line (out, "sender", row->sender && !*row->sender ? "<>" : row->sender);
	show_line (out, "bytes", size);
	ledger_outcome (program->store, row->id, &sum);
	outcome = g_strdup_printf ("%" G_GUINT64_FORMAT " delivered, %" G_GUINT64_FORMAT " waiting, %" G_GUINT64_FORMAT " failed%s", sum.sent,
				   sum.deferred, sum.failed, row->refused ? "; the message was refused" : "");
	show_line (out, "recipients", outcome);
	show_line (out, "reasons", reasons);
	g_free (reasons);
	g_free (outcome);
	g_string_free (ids, TRUE);
	g_ptr_array_unref (later);
	g_free (size);
	g_free (arrived);
}

static bool
show (program_t *program)
{
	GArray *ids = g_array_new (FALSE, FALSE, sizeof (int64_t));
	GString *out = g_string_new (NULL);
	char *id = g_strdup (program->show);
	bool found;

	if (*id == '<' && g_str_has_suffix (id, ">")) {
		id[strlen (id) - 1] = '\0';
		memmove (id, id + 1, strlen (id));
	}
	ledger_find_message_id (program->store, id, INT64_MAX, ids);
	if (ids->len == 0)
		ledger_find_queue_id (program->store, id, INT64_MIN, INT64_MAX, ids);
	for (guint i = 0; i < ids->len; i++) {
		ledger_row_t *row = ledger_row (program->store, g_array_index (ids, int64_t, i));

		if (row)
			show_row (program, out, row);
		ledger_row_free (row);
	}
	found = ids->len > 0;
	fputs (out->str, stdout);
	g_free (id);
	g_string_free (out, TRUE);
	g_array_unref (ids);
	return found;
}

static bool
print_reasons (program_t *program)
{
	GString *out = g_string_new (NULL);
	bool found = reasons_append (out, program->store, program->since);

	fputs (out->str, stdout);
	g_string_free (out, TRUE);
	return found;
}

/* False: a setting is refused, which is said. */
static bool
make_context (program_t *program)
{
	bounce_status_t status = BOUNCE_OK;

	program->context = bounce_context_new (BOUNCE_ABI);
	if (!program->context) {
		complain (program, "the installed libbounce is another than this program was made for");
		return false;
	}
	if (program->home)
		status = bounce_context_load (program->context, program->home);
	if (status == BOUNCE_OK && program->phrases)
		status = bounce_context_add_phrases (program->context, program->phrases);
	if (status != BOUNCE_OK)
		complain (program, bounce_context_error (program->context));
	return status == BOUNCE_OK;
}

static int
work (program_t *program)
{
	bool writes = !program->show && !program->reasons, found = true, read = true;
	char *error = NULL;

	if (writes && !make_context (program))
		return CLI_TROUBLE;
	program->store = ledger_open (program->output, writes, &error);
	if (program->store) {
		program->store->gap = program->gap * 60;
		if (program->show) {
			found = show (program);
		} else if (program->reasons) {
			found = print_reasons (program);
		} else {
			read_files (program);
			read = program->logs > 0;
			if (read && ledger_commit (program->store) && !program->quiet)
				print_summary (program);
		}
		if (read)
			ledger_close (program->store, &error);
		else
			ledger_discard (program->store);
	}
	if (error)
		complain (program, error);
	g_free (error);
	if (fflush (stdout) != 0 || ferror (stdout))
		complain (program, "standard output cannot be written");
	return program->trouble ? CLI_TROUBLE : found ? CLI_DONE : CLI_NOTHING;
}

/* False: what is wrong is said. */
static bool
options_checked (program_t *program)
{
	log_clock_t clock = { .hour = INT64_MIN };

	if (program->format && !log_server_is_known (program->format))
		complain (program, "--format: expected auto, postfix, exim, sendmail or opensmtpd");
	if (program->year && (program->year < 1970 || program->year > 9999))
		complain (program, "--year: expected a year such as 2026");
	if (program->gap < 0 || program->gap > 527040)
		complain (program, "--gap: expected minutes, from 0 to a year of them");
	if (program->since_text && !log_date_read (&clock, program->since_text, &program->since))
		complain (program, "--since: expected a date such as 2026-11-24 or 2026-11-24T07:30:00Z");
	if ((program->show || program->reasons) && program->files)
		complain (program, program->show ? "--show takes no LOG" : "--reasons takes no LOG");
	if (program->show && program->reasons)
		complain (program, "--show and --reasons do not go together");
	if (!program->files && !program->show && !program->reasons && !program->trouble) {
		if (isatty (STDIN_FILENO))
			complain (program, "which LOG?  \"-\" is standard input; see --help");
		program->files = g_strsplit ("-", " ", 0);
	}
	if (!program->output)
		program->output = g_strdup ("bounce.ledger");
	return !program->trouble;
}

/* False: the program is to end with *status. */
static bool
options_read (program_t *program, int argc, char **argv, int *status)
{
	gboolean version = FALSE, help = FALSE;
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &program->output, "The ledger; bounce.ledger if not given", "FILE" },
		{ "format", 'f', 0, G_OPTION_ARG_FILENAME, &program->format, "Whose log it is", LOG_SERVERS },
		{ "year", 0, 0, G_OPTION_ARG_INT, &program->year, "The year of a log's first line, where lines have none", "YYYY" },
		{ "since", 0, 0, G_OPTION_ARG_FILENAME, &program->since_text, "Leave out what was logged before", "DATE" },
		{ "gap", 0, 0, G_OPTION_ARG_INT, &program->gap, "How long no line may be between two logs that follow; 60", "MINUTES" },
		{ "show", 0, 0, G_OPTION_ARG_FILENAME, &program->show, "Say what the ledger knows of a Message-ID or queue id", "ID" },
		{ "reasons", 0, 0, G_OPTION_ARG_NONE, &program->reasons, "Say why recipients failed, and at which servers", NULL },
		{ "home", 'H', 0, G_OPTION_ARG_FILENAME, &program->home, "Read settings of the library from FILE", "FILE" },
		{ "phrases", 0, 0, G_OPTION_ARG_FILENAME, &program->phrases, "Read further phrases and receivers from PATH", "PATH" },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &program->quiet, "Print no summary", NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Say this", NULL },
		{ "version", 'V', 0, G_OPTION_ARG_NONE, &version, "Say the version", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &program->files, NULL, "[LOG...]" },
		G_OPTION_ENTRY_NULL
	};
	GOptionContext *options = g_option_context_new (NULL);
	GError *error = NULL;

	g_set_prgname ("bounce-ledger");
	g_option_context_add_main_entries (options, entries, NULL);
	g_option_context_set_help_enabled (options, FALSE);
	g_option_context_set_summary (options, "Reads logs of mail servers into a ledger, which bounce-report --ledger asks\n"
					       "who handed a mail in, and how many. A LOG is a file, plain or gzip, or \"-\"\n"
					       "for standard input; logs may overlap, and may be given again.");
	g_option_context_set_description (options, "Exit status: 0 done, 1 --show or --reasons found nothing, 2 wrong use or something could not be read.");
	if (!g_option_context_parse (options, &argc, &argv, &error)) {
		char *why = g_strdup_printf ("%s; see --help", error->message);

		complain (program, why);
		g_free (why);
		g_error_free (error);
	} else if (help) {
		cli_help (options);
	} else if (version) {
		printf ("bounce-ledger (libbounce) %s\n", bounce_version ());
	}
	g_option_context_free (options);
	*status = program->trouble ? CLI_TROUBLE : CLI_DONE;
	return !program->trouble && !help && !version;
}

int
main (int argc, char **argv)
{
	program_t program = { .gap = 60, .since = INT64_MIN };
	int status;

	if (options_read (&program, argc, argv, &status))
		status = options_checked (&program) ? work (&program) : CLI_TROUBLE;
	g_free (program.output);
	g_free (program.format);
	g_free (program.since_text);
	g_free (program.show);
	g_free (program.home);
	g_free (program.phrases);
	g_free (program.sample);
	bounce_context_unref (program.context);
	g_strfreev (program.files);
	return status;
}
