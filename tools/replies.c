/*
 * replies.c - replies of mail servers, from a list or from a log
 *
 * In: files, plain or gzip, of lines that each are one of
 *
 *     REPLY                                        "550 5.1.1 User unknown"
 *     HOST <tab> DOMAIN <tab> COMMAND <tab> REPLY   "-" or nothing where one is not known
 *     a line of the log of Postfix, Exim, sendmail or OpenSMTPD
 *
 * Out: for each reply, and each delivery of a log that failed or waits, a line to the caller.  A line of a log begins with its time,
 * which no reply does; once a file has one, all its lines are of a log.  Memory does not depend on the input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "replies.h"

#include <string.h>

#include "ledger/log-file.h"
#include "ledger/log-server.h"
#include "ledger/refusal.h"

#define MAILS_MOST 1000  /* of a log, in memory: what was said before of a message tells nothing of a refusal */
#define LEAP_YEAR 2024   /* of lines without a year, of which nothing but the day's being one matters */

typedef struct {
	cli_t *cli;
	bounce_context_t *context;
	const char *server;
	replies_fn each;
	void *user;
	const char *path;
	uint64_t number;                /* of the line */
	bool is_log;                    /* the file that is read */
	log_reader_t reader;
	uint64_t unread, unread_first;  /* lines that cannot be read, and the number of the first */
} replies_t;

/* What is known of a reply beside it; NULL: not known. */
typedef struct {
	const char *recipient, *domain, *receiver, *command, *action, *text;
} known_t;

static void
json_text (GString *out, const char *key, const char *value)
{
	if (!value)
		return;
	g_string_append_printf (out, ",\"%s\":", key);
	cli_json_string (out, value);
}

static void
write_json (GString *out, const replies_t *replies, const known_t *known, const bounce_reply_t *reply)
{
	g_string_append (out, "{\"source\":");
	cli_json_string (out, replies->path);
	g_string_append_printf (out, ",\"line\":%" G_GUINT64_FORMAT, replies->number);
	json_text (out, "recipient", known->recipient);
	json_text (out, "domain", known->domain);
	json_text (out, "receiver", known->receiver);
	json_text (out, "command", known->command);
	json_text (out, "action", known->action);
	json_text (out, "reply", known->text);
	json_text (out, "status", bounce_reply_status (reply));
	if (bounce_reply_code (reply))
		g_string_append_printf (out, ",\"reply_code\":%d", (int) bounce_reply_code (reply));
	json_text (out, "reason", bounce_reason_name (bounce_reply_reason (reply)));
	json_text (out, "permanence", bounce_permanence_name (bounce_reply_permanence (reply)));
	json_text (out, "reason_source", bounce_source_name (bounce_reply_reason_source (reply)));
	g_string_append_c (out, '}');
}

static void
write_tabs (GString *out, const known_t *known, const bounce_reply_t *reply)
{
	char code[16] = "";
	const char *const values[] = { bounce_reason_name (bounce_reply_reason (reply)), bounce_permanence_name (bounce_reply_permanence (reply)),
				       bounce_source_name (bounce_reply_reason_source (reply)), code, bounce_reply_status (reply), known->command,
				       known->receiver, known->recipient ? known->recipient : known->domain, known->text };

	if (bounce_reply_code (reply))
		g_snprintf (code, sizeof code, "%d", (int) bounce_reply_code (reply));
	for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
		char *clean = cli_clean (values[i] && *values[i] ? values[i] : "-");

		g_string_append_printf (out, "%s%s", i ? "\t" : "", clean);
		g_free (clean);
	}
}

/* Takes the reply. */
static void
print (replies_t *replies, const known_t *known, bounce_reply_t *reply)
{
	GString *out = g_string_new (NULL);

	if (cli_format_is (replies->cli, "text"))
		write_tabs (out, known, reply);
	else
		write_json (out, replies, known, reply);
	replies->cli->messages++;
	replies->each (out, replies->user);
	g_string_free (out, TRUE);
	bounce_reply_unref (reply);
}

static void
on_refusal (const mail_delivery_t *delivery, mail_recipient_t *recipient, void *user)
{
	const known_t known = { .recipient = delivery->address, .receiver = delivery->receiver, .command = delivery->command,
				.action = delivery->state == MAIL_DEFERRED ? "delayed" : "failed", .text = delivery->reply };
	replies_t *replies = user;

	(void) recipient;
	print (replies, &known, refusal_classify (replies->context, delivery));
}

static void
note_unread (replies_t *replies)
{
	if (replies->unread++ == 0)
		replies->unread_first = replies->number;
}

static const char *
given (const char *value)
{
	return *value && strcmp (value, "-") != 0 ? value : NULL;
}

static void
read_reply (replies_t *replies, char *line)
{
	char **values = g_strsplit (line, "\t", 4);
	guint n = g_strv_length (values);
	known_t known = { .text = values[n - 1] };
	bounce_reply_t *reply;

	if (n == 4) {
		known.receiver = given (values[0]);
		known.domain = given (values[1]);
		known.command = given (values[2]);
	}
	if (n == 1 || n == 4) {
		bounce_classify_reply (replies->context, known.text, known.receiver, known.domain, known.command, &reply);
		print (replies, &known, reply);
	} else {
		note_unread (replies);
	}
	g_strfreev (values);
}

static void
read_line (replies_t *replies, char *bytes)
{
	log_clock_t clock = { .fixed = LEAP_YEAR, .hour = INT64_MIN };
	log_line_t line;
	log_read_fn read;

	if (replies->number == 1 && g_str_has_prefix (bytes, "\xEF\xBB\xBF"))
		bytes += strlen ("\xEF\xBB\xBF");
	/* Journalctl's remarks begin with dashes. */
	if (!bytes[strspn (bytes, " \t")] || (replies->is_log && g_str_has_prefix (bytes, "-- ")))
		return;
	if (log_line_read (&clock, bytes, &line)) {
		replies->is_log = true;
		read = log_server_reader (&line, replies->server);
		if (read && !read (&replies->reader, &line))
			note_unread (replies);
	} else if (replies->is_log) {
		note_unread (replies);
	} else {
		read_reply (replies, bytes);
	}
}

static void
say_unread (replies_t *replies)
{
	char *lines = cli_count (replies->unread, "line", "lines");

	cli_warn (replies->cli, "%s:%" G_GUINT64_FORMAT ": expected %s; %s cannot be read%s", replies->path, replies->unread_first,
		  replies->is_log ? "a line of a mail server's log" : "a reply, or HOST, DOMAIN, COMMAND and REPLY with tabs between", lines,
		  replies->unread > 1 ? ", this is the first" : "");
	replies->cli->trouble = true;
	g_free (lines);
}

static void
read_file (replies_t *replies)
{
	char *error = NULL, *bytes;
	log_file_t *file = log_file_open (replies->path, &error);

	replies->is_log = replies->server != NULL;
	replies->unread = 0;
	replies->reader = (log_reader_t) { mail_table_new (MAILS_MOST, NULL, NULL), mail_table_new (MAILS_MOST, NULL, NULL), on_refusal, replies };
	while (file && (bytes = log_file_line (file, &error))) {
		replies->number = log_file_line_number (file);
		read_line (replies, bytes);
	}
	if (error) {
		cli_complain (replies->cli, NULL, error);
		replies->cli->trouble = true;
	}
	if (replies->unread)
		say_unread (replies);
	g_free (error);
	mail_table_free (replies->reader.mails);
	mail_table_free (replies->reader.sessions);
	log_file_close (file);
}

void
replies_read (cli_t *cli, bounce_context_t *context, const char *server, replies_fn each, void *user)
{
	replies_t replies = { .cli = cli, .context = context, .server = server, .each = each, .user = user };

	for (char **path = cli->files; *path; path++) {
		replies.path = *path;
		read_file (&replies);
	}
}
