/*
 * bounce-parse.c - prints what each mail says: who failed, why, and whose mail it was
 *
 * In: files, folders, standard input.  Out: a record a message, as text for people or as JSON (RFC 8259),
 * in an array or one a line.  It shows how a program walks a mailbox and asks a record; the JSON is the library's own
 * with two keys in front that only the caller knows, "source" and "offset".  With --replies it reads no mails but replies of mail
 * servers, see replies.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "append.h"
#include "cli.h"
#include "ledger/log-server.h"
#include "replies.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	cli_t cli;
	char *append_path;
	char **original_fields; /* names that were asked for; NULL: none */
	gboolean deliver; /* said in cli_t; here for the option */
	gboolean replies;
	char *server;     /* whose log; NULL: not said */
	append_t *append;
} program_t;

/* Shown of a value that may be long; the JSON has it whole. */
#define TEXT_SHOWN 400

/* name, value: one line, nothing where there is no value. */
static void
line (GString *out, const char *name, const char *value)
{
	char *first, *cut;

	if (!value)
		return;
	first = g_strdup_printf ("  %-13s", name);
	cut = g_utf8_substring (value, 0, MIN (g_utf8_strlen (value, -1), TEXT_SHOWN));
	if (strlen (cut) < strlen (value)) {
		char *marked = g_strconcat (cut, " ...", NULL);

		g_free (cut);
		cut = marked;
	}
	cli_paragraph (out, first, cut);
	g_free (cut);
	g_free (first);
}

static void
line_when (GString *out, const char *name, int64_t seconds, int32_t offset)
{
	char *when = cli_when (seconds, offset, "%Y-%m-%d %H:%M:%S %z");

	line (out, name, when);
	g_free (when);
}

/* "user-unknown, hard; 550 5.1.1 at RCPT, said mx.example.org" */
static char *
recipient_facts (const bounce_recipient_t *recipient)
{
	GString *facts = g_string_new (NULL);
	int32_t code = bounce_recipient_reply_code (recipient);
	const char *status = bounce_recipient_status (recipient), *command = bounce_recipient_command (recipient);
	const char *host = bounce_recipient_remote_mta (recipient);

	if (bounce_recipient_action (recipient) != BOUNCE_ACTION_NONE)
		g_string_append_printf (facts, "%s, ", bounce_action_name (bounce_recipient_action (recipient)));
	g_string_append_printf (facts, "%s, %s", bounce_reason_name (bounce_recipient_reason (recipient)),
				bounce_permanence_name (bounce_recipient_permanence (recipient)));
	if (code || status)
		g_string_append_c (facts, ';');
	if (code)
		g_string_append_printf (facts, " %d", (int) code);
	if (status)
		g_string_append_printf (facts, " %s", status);
	if (command)
		g_string_append_printf (facts, " at %s", command);
	if (host)
		g_string_append_printf (facts, ", said %s", host);
	return g_string_free (facts, FALSE);
}

static void
text_recipients (GString *out, const bounce_record_t *record)
{
	size_t count = bounce_record_recipient_count (record);

	for (size_t i = 0; i < count; i++) {
		const bounce_recipient_t *recipient = bounce_record_recipient (record, i);
		const char *address = bounce_recipient_address (recipient);
		char *facts = recipient_facts (recipient);

		cli_paragraph (out, "  > ", address ? address : "(an address that the mail does not give)");
		cli_paragraph (out, "      ", facts);
		if (bounce_recipient_original_address (recipient))
			cli_paragraph (out, "      sent to ", bounce_recipient_original_address (recipient));
		if (bounce_recipient_diagnostic (recipient))
			line (out, "    says", bounce_recipient_diagnostic (recipient));
		g_free (facts);
	}
}

/* "1  smtp.example.net [192.0.2.1] -> mx.example.org, ESMTP, id 4B1C, 2005-04-11 09:22:28 +0900" */
static void
text_hop (GString *out, size_t number, const bounce_hop_t *hop)
{
	GString *text = g_string_new (bounce_hop_from (hop) ? bounce_hop_from (hop) : "");
	const char *helo = bounce_hop_helo (hop);
	char *when = cli_when (bounce_hop_date (hop), bounce_hop_date_offset (hop), "%Y-%m-%d %H:%M:%S %z");
	char *first = g_strdup_printf ("  %10zu  ", number);

	if (bounce_hop_client (hop))
		g_string_append_printf (text, " [%s]", bounce_hop_client (hop));
	if (helo && g_strcmp0 (helo, bounce_hop_from (hop)) != 0)
		g_string_append_printf (text, " calling itself %s", helo);
	if (bounce_hop_local (hop))
		g_string_append (text, " the host itself");
	if (bounce_hop_by (hop))
		g_string_append_printf (text, " -> %s", bounce_hop_by (hop));
	if (bounce_hop_with (hop))
		g_string_append_printf (text, ", %s", bounce_hop_with (hop));
	if (bounce_hop_authenticated (hop))
		g_string_append_printf (text, ", logged in%s%s", bounce_hop_account (hop) ? " as " : "",
					bounce_hop_account (hop) ? bounce_hop_account (hop) : "");
	if (bounce_hop_id (hop))
		g_string_append_printf (text, ", id %s", bounce_hop_id (hop));
	if (when)
		g_string_append_printf (text, ", %s", when);
	cli_paragraph (out, first, g_strstrip (text->str));
	g_string_free (text, TRUE);
	g_free (first);
	g_free (when);
}

/* The fields that were asked for, in the order of the header. */
static void
text_fields (GString *out, const bounce_record_t *record, char **names)
{
	size_t count = names ? bounce_record_original_field_count (record) : 0;

	for (size_t i = 0; i < count; i++) {
		const char *name = bounce_record_original_field_name (record, i);
		char *first = g_strdup_printf ("    %s: ", name);

		for (char **asked = names; *asked; asked++) {
			if (g_ascii_strcasecmp (*asked, name) == 0) {
				cli_paragraph (out, first, bounce_record_original_field_value (record, i));
				break;
			}
		}
		g_free (first);
	}
}

static void
text_original (GString *out, const bounce_record_t *record, char **names)
{
	if (!bounce_record_original_present (record))
		return;
	g_string_append_printf (out, "  returned%s:\n", bounce_record_original_complete (record) ? "" : ", not whole");
	line (out, "  subject", bounce_record_original_subject (record));
	line (out, "  from", bounce_record_original_from (record));
	line (out, "  to", bounce_record_original_to (record));
	line_when (out, "  date", bounce_record_original_date (record), bounce_record_original_date_offset (record));
	line (out, "  message-id", bounce_record_original_message_id (record));
	text_fields (out, record, names);
	for (size_t i = 0; i < bounce_record_original_hop_count (record); i++)
		text_hop (out, i, bounce_record_original_hop (record, i));
}

static void
text_verdict (GString *out, const bounce_verdict_t *verdict)
{
	if (!verdict)
		return;
	line (out, "verdict", bounce_verdict_sentence (verdict));
	for (size_t i = 0; i < bounce_verdict_alarm_count (verdict); i++)
		line (out, "alarm", bounce_verdict_alarm (verdict, i));
}

static void
text_other_kinds (GString *out, const bounce_record_t *record)
{
	if (bounce_record_feedback_present (record)) {
		line (out, "complaint", bounce_record_feedback_type (record));
		line (out, "  client", bounce_record_feedback_source_ip (record));
		line (out, "  mail from", bounce_record_feedback_original_mail_from (record));
		line (out, "  rcpt to", bounce_record_feedback_original_rcpt_to (record));
	}
	if (bounce_record_disposition_present (record)) {
		line (out, "disposition", bounce_record_disposition_type (record));
		line (out, "  recipient", bounce_record_disposition_final_recipient (record));
		line (out, "  of", bounce_record_disposition_original_message_id (record));
	}
}

/* "recipient user@example.org", "id 4711" */
static void
text_verp (GString *out, const bounce_record_t *record)
{
	const char *form = bounce_verp_name (bounce_record_verp (record)), *user = bounce_record_verp_user (record);
	char *told;

	if (bounce_record_verp (record) == BOUNCE_VERP_NONE)
		return;
	told = user ? g_strdup_printf ("%s %s@%s", form, user, bounce_record_verp_domain (record))
		    : g_strdup_printf ("%s %s", form, bounce_record_verp_tag (record));
	line (out, "return path", told);
	g_free (told);
}

static GString *
text_of (const bounce_record_t *record, const char *source, int64_t offset, char **names)
{
	const char *dialect = bounce_record_dialect (record);
	GString *out = g_string_new (NULL);
	char *head = g_strdup_printf ("%s:%" G_GINT64_FORMAT ": %s%s%s", source, offset, bounce_kind_name (bounce_record_kind (record)),
				      dialect ? ", in the words of " : "", dialect ? dialect : "");

	cli_paragraph (out, "", head);
	g_free (head);
	line (out, "subject", bounce_record_subject (record));
	line (out, "from", bounce_record_from (record));
	line_when (out, "date", bounce_record_date (record), bounce_record_date_offset (record));
	line (out, "reported by", bounce_record_reporting_mta (record));
	line (out, "queue id", bounce_record_queue_id (record));
	text_verp (out, record);
	text_recipients (out, record);
	text_other_kinds (out, record);
	text_original (out, record, names);
	text_verdict (out, bounce_record_verdict (record));
	for (size_t i = 0; i < bounce_record_truncated_count (record); i++)
		line (out, "cut at", bounce_record_truncated (record, i));
	g_string_append_c (out, '\n');
	return out;
}

static GString *
json_of (bounce_record_t *record, const char *source, int64_t offset)
{
	const char *rest = strchr (bounce_record_json (record), '{') + 1;
	GString *out = g_string_sized_new (strlen (rest) + strlen (source) + 64);

	g_string_append (out, "{\"source\":");
	cli_json_string (out, source);
	g_string_append_printf (out, ",\"offset\":%" G_GINT64_FORMAT "%s", offset, *rest == '}' ? "" : ",");
	g_string_append (out, rest); /* printf would count its every character */
	return out;
}

/* What is printed of the cli->messages-th mail or reply. */
static void
put (program_t *program, const GString *out)
{
	cli_t *cli = &program->cli;

	if (cli_format_is (cli, "json") && cli->messages > 1)
		fputs (",\n", stdout);
	if (!program->append) {
		fwrite (out->str, 1, out->len, stdout);
	} else if (!append_text (program->append, out->str, out->len)) {
		cli_complain (cli, program->append_path, g_strerror (errno));
		cli->trouble = true;
	}
}

static void
each (bounce_record_t *record, const char *source, int64_t offset, void *user)
{
	program_t *program = user;
	cli_t *cli = &program->cli;
	GString *out = cli_format_is (cli, "text") ? text_of (record, source, offset, program->original_fields) : json_of (record, source, offset);

	if (cli_format_is (cli, "ndjson"))
		g_string_append_c (out, '\n');
	put (program, out);
	g_string_free (out, TRUE);
}

static void
each_reply (GString *line, void *user)
{
	program_t *program = user;

	if (!cli_format_is (&program->cli, "json"))
		g_string_append_c (line, '\n');
	put (program, line);
}

static int
parse (program_t *program, bounce_context_t *context)
{
	cli_t *cli = &program->cli;
	bool array = cli_format_is (cli, "json");

	if (array)
		fputs ("[\n", stdout);
	if (program->replies)
		replies_read (cli, context, program->server, each_reply, program);
	else
		cli_read (cli, context, each, program);
	if (array)
		fputs (cli->messages ? "\n]\n" : "]\n", stdout);
	return cli_end (cli, cli->messages > 0);
}

/* False: what is wrong is said. */
static bool
open_append (program_t *program)
{
	cli_t *cli = &program->cli;

	if (!program->append_path)
		return true;
	if (cli_format_is (cli, "json")) {
		cli_complain (cli, "--append", "takes whole lines: use --format=ndjson or text");
		return false;
	}
	program->append = append_open (program->append_path);
	if (!program->append)
		cli_complain (cli, program->append_path, g_strerror (errno));
	return program->append != NULL;
}

/* False: what is wrong is said. */
static bool
options_agree (program_t *program)
{
	cli_t *cli = &program->cli;

	if (program->server && !program->replies)
		cli_complain (cli, "--log", "goes with --replies");
	else if (program->server && !log_server_is_known (program->server))
		cli_complain (cli, "--log", "expected " LOG_SERVERS);
	else if (program->replies && program->deliver)
		cli_complain (cli, "--replies", "reads no mail, so --deliver does not go with it");
	else
		return true;
	return false;
}

static int
run (program_t *program)
{
	cli_t *cli = &program->cli;
	bounce_context_t *context = options_agree (program) ? cli_context (cli) : NULL;
	int status = CLI_TROUBLE;

	if (context && cli_set (cli, context, "original.field", program->original_fields) && open_append (program))
		status = parse (program, context);
	bounce_context_unref (context);
	if (!append_close (program->append)) {
		cli_complain (cli, program->append_path, g_strerror (errno));
		status = CLI_TROUBLE;
	}
	return status;
}

int
main (int argc, char **argv)
{
	program_t program = { 0 };
	const GOptionEntry options[] = {
		{ "append", 'a', 0, G_OPTION_ARG_FILENAME, &program.append_path, "Add the records to the end of FILE, each whole or not at all", "FILE" },
		{ "original-field", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &program.original_fields, "Show the field NAME of the returned message too", "NAME" },
		{ "deliver", 0, 0, G_OPTION_ARG_NONE, &program.deliver, "For a mail server that delivers to it: exit 75 whatever goes wrong", NULL },
		{ "replies", 'r', 0, G_OPTION_ARG_NONE, &program.replies, "FILE has replies of mail servers, one a line, or is a log", NULL },
		{ "log", 0, 0, G_OPTION_ARG_FILENAME, &program.server, "With --replies: FILE is a log of this server", LOG_SERVERS },
		G_OPTION_ENTRY_NULL
	};
	int status = CLI_TROUBLE;

	program.cli = (cli_t) {
		.program = "bounce-parse",
		.summary = "Prints what each mail says: who failed, why, and whose mail it was.\n"
			   CLI_FILES,
		.formats = "text|ndjson|json",
		.options = options,
	};
	cli_deliver (&program.cli, argv);
	if (cli_options (&program.cli, argc, argv, &status))
		status = run (&program);
	g_free (program.append_path);
	g_free (program.server);
	g_strfreev (program.original_fields);
	cli_free (&program.cli);
	return cli_status (&program.cli, status);
}
