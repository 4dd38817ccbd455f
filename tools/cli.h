/*
 * cli.h - what the programs share: options, sources, progress, text for people
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef CLI_H
#define CLI_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "bounce.h"

/* How the programs end. */
enum { CLI_DONE = 0, CLI_NOTHING = 1, CLI_TROUBLE = 2 };

/* How one ends that a mail server runs to deliver a mail (sysexits.h, EX_TEMPFAIL): the server keeps the mail and tries again. */
enum { CLI_DEFER = 75 };

#define CLI_SETTINGS 10 /* that have an option of their own */

/* For --help: what cli_read() takes. */
#define CLI_FILES                                                                    \
	"A FILE is an mbox, a single mail, a folder of them (Maildir, MH or any), or\n" \
	"\"-\" for standard input; each may be compressed with gzip, xz or zstd."

typedef struct {
	const char *program;    /* stands before every line on standard error */
	const char *summary;    /* for --help: what it does, and what it takes */
	const char *formats;    /* "text|json": what --format may be, the first by default */
	const GOptionEntry *options; /* of this program alone; NULL: none */
	const char *words;      /* for --help: what stands behind the options, if not files, and standard input where there are none */
	bool explains;          /* records come from bounce_explain() */
	bool not_mine;          /* the owner says that he sent none of it */
	bool delivers;          /* run by a mail server to deliver a mail: see cli_deliver() */
	bool answers_last;      /* nothing is printed before all is read, so progress may share the terminal */
	char *format;
	char *home, *dialects, *phrases, *prior;
	char **given[CLI_SETTINGS], **settings, **scorers;
	char **files;           /* never empty once the options are read */
	bool trouble;           /* something was not readable: the exit status says so in the end */
	uint64_t messages;      /* read so far */
	int64_t progress_next;  /* monotonic microseconds; 0: no progress is shown */
	bool progress_shown;
} cli_t;

/* Reads the command line.  False: the program is to end with *status, all is said. */
bool cli_options (cli_t *cli, int argc, char **argv, int *status);
void cli_free (cli_t *cli);

/* Before cli_options(): whether the command line has --deliver. Then whatever goes wrong, memory that ends included, ends the program with
 * CLI_DEFER: a mail server takes any other status for its last word and gives the mail up. */
void cli_deliver (cli_t *cli, char **argv);

/* The status to end with. */
int cli_status (const cli_t *cli, int status);

/* Says it on standard error, one line: "bounce-parse: WHAT: WHY"; NULL: no WHAT. */
void cli_complain (cli_t *cli, const char *what, const char *why);

/* Prints what --help says. */
void cli_help (GOptionContext *options);

/* What the option of a setting was given; NULL: it was not. */
char **cli_given (cli_t *cli, const char *key);

/* One line on standard error, "bounce-report: what". */
void cli_warn (cli_t *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

bool cli_format_is (const cli_t *cli, const char *format);

/* A context with the settings of the command line, for bounce_context_unref(); NULL where one is refused, which is said. */
bounce_context_t *cli_context (cli_t *cli);

/* Sets key to each of the values up to NULL; values may be NULL.  False: one is refused, which is said. */
bool cli_set (cli_t *cli, bounce_context_t *context, const char *key, char **values);

/* Adds a file or folder of dialects, or of phrases and receivers.  False: it is refused, which is said. */
bool cli_add_dialects (cli_t *cli, bounce_context_t *context, const char *path);
bool cli_add_phrases (cli_t *cli, bounce_context_t *context, const char *path);

/* Gets one record, the file it came from and where in it; the record is the caller's. */
typedef void (*cli_record_fn) (bounce_record_t *record, const char *source, int64_t offset, void *user);

/* Every message of every file.  What cannot be read is said, noted in cli->trouble, and left behind. */
void cli_read (cli_t *cli, bounce_context_t *context, cli_record_fn each, void *user);

/* Flushes standard output and gives the exit status. */
int cli_end (cli_t *cli, bool found);

/* cli-text.c.  What came by mail may hold anything: every string of it is cleaned before a terminal sees it. */

bool  cli_on_terminal (void);                     /* is standard output one? */
int   cli_columns (void);                         /* of that terminal, at most 100; 80 where there is none */
char *cli_clean (const char *text);               /* control and direction characters as \u001b; g_free() */
void  cli_json_string (GString *out, const char *text); /* appends it as JSON has it (RFC 8259, 7), whatever its bytes */
char *cli_number (uint64_t number);               /* 2,250; g_free() */
char *cli_count (uint64_t number, const char *one, const char *many); /* "1 bounce", "2,250 bounces"; g_free() */
char *cli_percent (int32_t millionths);           /* "69 %", "less than 1 %"; g_free() */
char *cli_when (int64_t seconds, int32_t offset, const char *format); /* by g_date_time_format(); g_free(); NULL: no time */

int   cli_width (const char *text);               /* columns it takes; text is clean */
void  cli_cell (GString *out, const char *text, int columns); /* appends it, cleaned, cut ("...") or filled up to columns, 3 or more */

/* Appends first and text, cleaned and broken between words, and within one that is wider than a line; one of more than two lines is cut
 * ("..."). Further lines stand under the beginning of text. */
void cli_paragraph (GString *out, const char *first, const char *text);
void cli_paragraph_printf (GString *out, const char *first, const char *format, ...) G_GNUC_PRINTF (3, 4);

#endif
