/*
 * cli.c - what the programs share: options, sources, progress
 *
 * In: the command line, and files of mail.  Out: a context, one record after the other, and complaints and progress
 * on standard error.  The context is the caller's, for bounce_context_unref(); a record is given back after the call
 * that got it.  Of the library nothing is used but its public header.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_AFTER (1 * G_USEC_PER_SEC) /* work that is done sooner needs none */
#define PROGRESS_EVERY (G_USEC_PER_SEC / 5)

/* Settings with an option of their own. */
static const struct {
	const char *name;
	char letter;
	const char *key, *what, *value;
} setting_options[] = {
	{ "domain", 'd', "home.domain", "NAME is a domain of mine", "NAME" },
	{ "network", 'n', "home.network", "Addresses of my servers alone, such as 192.0.2.0/24", "CIDR" },
	{ "shared-network", 0, "home.shared_network", "Addresses of servers shared with others, as a provider's", "CIDR" },
	{ "host", 0, "home.host", "NAME is a mail server of mine", "NAME" },
	{ "sender", 0, "home.sender", "HOST, a name or addresses, sends mail for me", "HOST" },
	{ "forwarder", 0, "home.forwarder", "HOST passes mail on to me and is to be believed", "HOST" },
	{ "spf", 0, "home.spf", "The SPF record of my domain", "TEXT" },
	{ "dkim-key", 0, "home.dkim_key", "A key of my DKIM signatures: \"SELECTOR DOMAIN KEY\"", "TEXT" },
	{ "batv-key", 0, "home.batv_key", "The secret of the tags (BATV) in my addresses", "TEXT" },
	{ "sent", 0, "ledger.sent", "FILE has the Message-IDs of what I sent, one a line", "FILE" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (setting_options) == CLI_SETTINGS);

static void
progress_clear (cli_t *cli)
{
	if (cli->progress_shown)
		fputs ("\r\033[K", stderr);
	cli->progress_shown = false;
}

void
cli_complain (cli_t *cli, const char *what, const char *why)
{
	/* The library's own words may begin with the file, and know the line too. */
	bool named = !what || g_str_has_prefix (why, what);
	char *text = named ? g_strdup (why) : g_strconcat (what, ": ", why, NULL);
	char *clean = cli_clean (text);

	progress_clear (cli);
	fprintf (stderr, "%s: %s\n", cli->program, clean);
	g_free (clean);
	g_free (text);
}

/* GLib ends the process by a trap or by abort() where memory ends. */
static void
defer (int signal)
{
	(void) signal;
	_exit (CLI_DEFER);
}

void
cli_deliver (cli_t *cli, char **argv)
{
	for (char **word = argv + 1; *word && strcmp (*word, "--") != 0; word++)
		cli->delivers |= strcmp (*word, "--deliver") == 0;
	if (!cli->delivers)
		return;
	signal (SIGABRT, defer);
	signal (SIGTRAP, defer);
	signal (SIGPIPE, SIG_IGN);
	signal (SIGXFSZ, SIG_IGN);
}

int
cli_status (const cli_t *cli, int status)
{
	return cli->delivers && status != CLI_DONE ? CLI_DEFER : status;
}

void
cli_warn (cli_t *cli, const char *format, ...)
{
	va_list args;
	char *text;

	va_start (args, format);
	text = g_strdup_vprintf (format, args);
	va_end (args);
	cli_complain (cli, NULL, text);
	g_free (text);
}

static bool
format_known (const cli_t *cli)
{
	char **known = g_strsplit (cli->formats, "|", 0);
	bool found = g_strv_contains ((const char *const *) known, cli->format);

	g_strfreev (known);
	return found;
}

void
cli_help (GOptionContext *options)
{
	char *help = g_option_context_get_help (options, TRUE, NULL);
	GString *ascii = g_string_new (help);

	/* GLib's ellipsis is a question mark to a terminal that has no UTF-8. */
	g_string_replace (ascii, "\xE2\x80\xA6", "...", 0);
	fputs (ascii->str, stdout);
	g_string_free (ascii, TRUE);
	g_free (help);
}

char **
cli_given (cli_t *cli, const char *key)
{
	for (size_t i = 0; i < CLI_SETTINGS; i++) {
		if (strcmp (setting_options[i].key, key) == 0)
			return cli->given[i];
	}
	return NULL;
}

static void
add_setting_options (cli_t *cli, GOptionContext *options)
{
	GOptionEntry entries[CLI_SETTINGS + 1] = { 0 };

	for (size_t i = 0; i < CLI_SETTINGS; i++)
		entries[i] = (GOptionEntry) { setting_options[i].name, setting_options[i].letter, 0, G_OPTION_ARG_FILENAME_ARRAY,
					      &cli->given[i], setting_options[i].what, setting_options[i].value };
	g_option_context_add_main_entries (options, entries, NULL);
}

static bool
options_checked (cli_t *cli, bool version, int *status)
{
	*status = CLI_DONE;
	if (version) {
		printf ("%s (libbounce) %s\n", cli->program, bounce_version ());
		return false;
	}
	*status = CLI_TROUBLE;
	if (!cli->format)
		cli->format = g_strndup (cli->formats, strcspn (cli->formats, "|"));
	if (!format_known (cli)) {
		char *why = g_strdup_printf ("no such format, it is one of %s", cli->formats);

		cli_complain (cli, cli->format, why);
		g_free (why);
		return false;
	}
	if (!cli->files && !cli->words) {
		if (isatty (STDIN_FILENO)) {
			cli_complain (cli, NULL, "which FILE?  \"-\" is standard input; see --help");
			return false;
		}
		cli->files = g_strsplit ("-", " ", 0);
	}
	if (cli->files && g_strv_contains ((const char *const *) cli->files, "-") && isatty (STDIN_FILENO))
		cli_complain (cli, NULL, "reading mail from the terminal; Ctrl-D ends it");
	return true;
}

bool
cli_options (cli_t *cli, int argc, char **argv, int *status)
{
	gboolean version = FALSE, help = FALSE;
	/* Names and values are taken as bytes: neither a path nor a setting depends on the locale. */
	const GOptionEntry entries[] = {
		{ "format", 'f', 0, G_OPTION_ARG_FILENAME, &cli->format, "How to answer", cli->formats },
		{ "home", 'H', 0, G_OPTION_ARG_FILENAME, &cli->home, "Read settings, such as home.domain, from FILE", "FILE" },
		{ "prior", 0, 0, G_OPTION_ARG_FILENAME, &cli->prior, "What is to be expected: single, burst, none, or numbers", "PRIOR" },
		{ "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->settings, "Any setting of the library; last word", "KEY=VALUE" },
		{ "dialects", 0, 0, G_OPTION_ARG_FILENAME, &cli->dialects, "Read further bounce formats from PATH", "PATH" },
		{ "phrases", 0, 0, G_OPTION_ARG_FILENAME, &cli->phrases, "Read further phrases and receivers from PATH", "PATH" },
		{ "scorer", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->scorers, "Let MODULE, a shared object, judge too", "MODULE" },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, "Say this", NULL },
		{ "version", 'V', 0, G_OPTION_ARG_NONE, &version, "Say the version", NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->files, NULL, cli->words ? cli->words : "[FILE...]" },
		G_OPTION_ENTRY_NULL
	};
	GOptionContext *options = g_option_context_new (NULL);
	GError *error = NULL;
	bool read;

	g_set_prgname (cli->program);
	/* Who reads the answer may have seen enough; whoever started us may have this ignored. */
	if (!cli->delivers)
		signal (SIGPIPE, SIG_DFL);
	if (cli->options)
		g_option_context_add_main_entries (options, cli->options, NULL);
	add_setting_options (cli, options);
	g_option_context_add_main_entries (options, entries, NULL);
	g_option_context_set_summary (options, cli->summary);
	g_option_context_set_description (options, "Exit status: 0 done, 1 nothing found, 2 wrong use or something could not be read.");
	g_option_context_set_help_enabled (options, FALSE);
	read = g_option_context_parse (options, &argc, &argv, &error);
	if (read && help)
		cli_help (options);
	g_option_context_free (options);
	if (!read) {
		char *why = g_strdup_printf ("%s; see --help", error->message);

		cli_complain (cli, NULL, why);
		g_free (why);
		g_error_free (error);
		*status = CLI_TROUBLE;
		return false;
	}
	*status = CLI_DONE;
	return !help && options_checked (cli, version, status);
}

void
cli_free (cli_t *cli)
{
	g_free (cli->format);
	g_free (cli->home);
	g_free (cli->dialects);
	g_free (cli->phrases);
	g_free (cli->prior);
	for (size_t i = 0; i < CLI_SETTINGS; i++)
		g_strfreev (cli->given[i]);
	g_strfreev (cli->settings);
	g_strfreev (cli->scorers);
	g_strfreev (cli->files);
}

bool
cli_format_is (const cli_t *cli, const char *format)
{
	return strcmp (cli->format, format) == 0;
}

/* Says why a setting was refused; what is what the user wrote. */
static bool
accepted (cli_t *cli, bounce_context_t *context, bounce_status_t status, const char *what)
{
	const char *why = bounce_context_error (context);

	if (status == BOUNCE_OK)
		return true;
	cli_complain (cli, what, why && *why ? why : bounce_status_text (status));
	return false;
}

bool
cli_set (cli_t *cli, bounce_context_t *context, const char *key, char **values)
{
	for (char **value = values; value && *value; value++) {
		if (!accepted (cli, context, bounce_context_set (context, key, *value), *value))
			return false;
	}
	return true;
}

static bool
set_given (cli_t *cli, bounce_context_t *context)
{
	for (size_t i = 0; i < CLI_SETTINGS; i++) {
		if (!cli_set (cli, context, setting_options[i].key, cli->given[i]))
			return false;
	}
	return true;
}

static bool
set_pairs (cli_t *cli, bounce_context_t *context)
{
	for (char **pair = cli->settings; pair && *pair; pair++) {
		const char *equals = strchr (*pair, '=');
		char *key;
		bool good;

		if (!equals) {
			cli_complain (cli, *pair, "--set takes KEY=VALUE");
			return false;
		}
		key = g_strndup (*pair, (gsize) (equals - *pair));
		good = accepted (cli, context, bounce_context_set (context, key, equals + 1), *pair);
		g_free (key);
		if (!good)
			return false;
	}
	return true;
}

static bool
load_scorers (cli_t *cli, bounce_context_t *context)
{
	for (char **path = cli->scorers; path && *path; path++) {
		if (!accepted (cli, context, bounce_context_load_scorer (context, *path), *path))
			return false;
	}
	return true;
}

bool
cli_add_dialects (cli_t *cli, bounce_context_t *context, const char *path)
{
	return accepted (cli, context, bounce_context_add_dialects (context, path), path);
}

bool
cli_add_phrases (cli_t *cli, bounce_context_t *context, const char *path)
{
	return accepted (cli, context, bounce_context_add_phrases (context, path), path);
}

bounce_context_t *
cli_context (cli_t *cli)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	if (!context) {
		cli_complain (cli, NULL, "the installed libbounce is another than this program was made for");
		return NULL;
	}
	/* Settings may name a receiver of these phrases. */
	if ((!cli->phrases || cli_add_phrases (cli, context, cli->phrases))
	    && (!cli->home || accepted (cli, context, bounce_context_load (context, cli->home), cli->home))
	    && (!cli->dialects || cli_add_dialects (cli, context, cli->dialects))
	    && set_given (cli, context)
	    && (!cli->not_mine || accepted (cli, context, bounce_context_set (context, "owner.sent", "no"), "--not-mine"))
	    && (!cli->prior || accepted (cli, context, bounce_context_set (context, "prior", cli->prior), cli->prior))
	    && set_pairs (cli, context) && load_scorers (cli, context))
		return context;
	bounce_context_unref (context);
	return NULL;
}

/* Why path cannot be opened, in the system's words where it has some. */
static const char *
why_not (const char *path, bounce_status_t status)
{
	struct stat found;
	int file;

	if (strcmp (path, "-") == 0)
		return bounce_status_text (status);
	if (stat (path, &found) != 0)
		return g_strerror (errno);
	if (S_ISDIR (found.st_mode))
		return access (path, R_OK | X_OK) != 0 ? g_strerror (errno) : "a folder without any mail";
	file = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		return g_strerror (errno);
	close (file);
	return bounce_status_text (status);
}

static void
progress (cli_t *cli, const char *path, const bounce_mailbox_t *mailbox)
{
	int64_t now, size;
	char *clean, *count;

	if (!cli->progress_next || (now = g_get_monotonic_time ()) < cli->progress_next)
		return;
	cli->progress_next = now + PROGRESS_EVERY;
	cli->progress_shown = true;
	size = bounce_mailbox_size (mailbox);
	clean = cli_clean (path);
	count = cli_count (cli->messages, "message", "messages");
	fprintf (stderr, "\r\033[K%s: %s: %s", cli->program, clean, count);
	if (size > 0)
		fprintf (stderr, ", %d %%", (int) ((double) bounce_mailbox_position (mailbox) * 100.0 / (double) size));
	fflush (stderr);
	g_free (count);
	g_free (clean);
}

static void
read_mailbox (cli_t *cli, bounce_context_t *context, const char *path, cli_record_fn each, void *user)
{
	bounce_mailbox_t *mailbox;
	bounce_status_t status = bounce_mailbox_open (path, &mailbox);
	const void *bytes;
	size_t length;

	if (status != BOUNCE_OK) {
		cli_complain (cli, path, why_not (path, status));
		cli->trouble = true;
		return;
	}
	bounce_mailbox_set_context (mailbox, context);
	/* What cannot be read is one result, and the mailbox goes on behind it. */
	while ((status = bounce_mailbox_next (mailbox, &bytes, &length)) != BOUNCE_END) {
		const char *source = bounce_mailbox_source (mailbox), *why = bounce_mailbox_error (mailbox);
		bounce_record_t *record = NULL;

		if (status == BOUNCE_OK)
			status = (cli->explains ? bounce_explain : bounce_parse) (context, bytes, length, &record);
		if (status == BOUNCE_OK) {
			cli->messages++;
			each (record, source, bounce_mailbox_offset (mailbox), user);
		} else {
			cli_complain (cli, source, why ? why : bounce_status_text (status));
			cli->trouble = true;
		}
		bounce_record_unref (record);
		progress (cli, path, mailbox);
	}
	bounce_mailbox_unref (mailbox);
}

void
cli_read (cli_t *cli, bounce_context_t *context, cli_record_fn each, void *user)
{
	/* Progress between the lines of an answer that comes at the same time would only tear it. */
	if (isatty (STDERR_FILENO) && (cli->answers_last || !cli_on_terminal ()))
		cli->progress_next = g_get_monotonic_time () + PROGRESS_AFTER;
	for (char **file = cli->files; *file; file++)
		read_mailbox (cli, context, *file, each, user);
	progress_clear (cli);
}

int
cli_end (cli_t *cli, bool found)
{
	if (fflush (stdout) != 0 || ferror (stdout)) {
		cli_complain (cli, "standard output", g_strerror (errno));
		return CLI_TROUBLE;
	}
	if (cli->trouble)
		return CLI_TROUBLE;
	return found ? CLI_DONE : CLI_NOTHING;
}
