/*
 * bench.c - reads mails again and again in one way, and says how long that took
 *
 *     bench WAY PASSES [THREADS] <LIST
 *
 * In: paths of mails, one a line.  Out: one line, "MAILS BYTES CPU WALL": mails and bytes of a pass, seconds of all passes. All mails are
 * in memory, and were read once, before the clock starts. Several threads share one context, and each reads all mails. bench.py compares
 * ways; callgrind counts what happens within bench_measured() (instructions.py).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <gmime/gmime.h>

#include "bounce.h"
#include "verdict/verdict.h"

#define MOST_THREADS 64

typedef struct {
	char *bytes;
	gsize length;
} mail_t;

typedef struct {
	GArray *mails;
	size_t bytes, passes;
	size_t (*read) (const mail_t *mail, bounce_context_t *context); /* something to count, so that no compiler leaves the reading out */
	bounce_context_t *context;
} bench_t;

/* The linker puts it before the library's own (--wrap), so that a record can be had without its verdict. */
void __real_bnc_verdict_decide (const settings_t *settings, bounce_record_t *record);
void __wrap_bnc_verdict_decide (const settings_t *settings, bounce_record_t *record);
size_t bench_measured (const bench_t *bench);

static bool without_verdict;

void
__wrap_bnc_verdict_decide (const settings_t *settings, bounce_record_t *record)
{
	if (!without_verdict)
		__real_bnc_verdict_decide (settings, record);
}

/* What any reader of lines must do at least. */
static size_t
read_lines (const mail_t *mail, G_GNUC_UNUSED bounce_context_t *context)
{
	const char *p = mail->bytes, *end = p + mail->length;
	size_t lines = 0;

	while (p < end && (p = memchr (p, '\n', (size_t) (end - p))) != NULL)
		p++, lines++;
	return lines;
}

/* As a program reads mail that does not want to know of bounces. */
static size_t
read_tree (const mail_t *mail, G_GNUC_UNUSED bounce_context_t *context)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer (mail->bytes, mail->length);
	GMimeParser *parser = g_mime_parser_new_with_stream (stream);
	GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);

	if (message)
		g_object_unref (message);
	g_object_unref (parser);
	g_object_unref (stream);
	return message != NULL;
}

static bounce_record_t *
parse (const mail_t *mail, bounce_context_t *context)
{
	bounce_record_t *record = NULL;

	if (bounce_parse (context, mail->bytes, mail->length, &record) != BOUNCE_OK)
		abort ();
	return record;
}

static size_t
read_record (const mail_t *mail, bounce_context_t *context)
{
	bounce_record_unref (parse (mail, context));
	return 1;
}

static size_t
read_json (const mail_t *mail, bounce_context_t *context)
{
	bounce_record_t *record = parse (mail, context);
	size_t n = strlen (bounce_record_json (record));

	bounce_record_unref (record);
	return n;
}

static const struct {
	const char *name;
	size_t (*read) (const mail_t *mail, bounce_context_t *context);
	bool without_verdict;
} ways[] = {
	{ "lines", read_lines, false },
	{ "tree", read_tree, false },
	{ "record", read_record, true },
	{ "verdict", read_record, false },
	{ "json", read_json, false },
};

static size_t
read_all (const bench_t *bench)
{
	size_t sum = 0;

	for (guint i = 0; i < bench->mails->len; i++)
		sum += bench->read (&g_array_index (bench->mails, mail_t, i), bench->context);
	return sum;
}

G_GNUC_NO_INLINE size_t
bench_measured (const bench_t *bench)
{
	size_t sum = 0;

	for (size_t pass = 0; pass < bench->passes; pass++)
		sum += read_all (bench);
	return sum;
}

static gpointer
measured_thread (gpointer bench)
{
	return GSIZE_TO_POINTER (bench_measured (bench));
}

static double
seconds (clockid_t clock)
{
	struct timespec now;

	if (clock_gettime (clock, &now) != 0)
		abort ();
	return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* False where a mail was not read as it was before. */
static bool
measure (bench_t *bench, size_t thread_count)
{
	size_t each = read_all (bench) * bench->passes, sum = 0;
	double cpu, wall;
	GThread *threads[MOST_THREADS];

	cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);
	wall = seconds (CLOCK_MONOTONIC);
	if (thread_count == 1)
		sum = bench_measured (bench);
	for (size_t i = 0; thread_count > 1 && i < thread_count; i++)
		threads[i] = g_thread_new ("bench", measured_thread, bench);
	for (size_t i = 0; thread_count > 1 && i < thread_count; i++)
		sum += GPOINTER_TO_SIZE (g_thread_join (threads[i]));
	printf ("%u %zu %.6f %.6f\n", bench->mails->len, bench->bytes, seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu, seconds (CLOCK_MONOTONIC) - wall);
	return sum == each * thread_count;
}

static bool
load (bench_t *bench)
{
	char path[4096];
	GError *error = NULL;

	while (fgets (path, sizeof path, stdin)) {
		mail_t mail;

		path[strcspn (path, "\n")] = '\0';
		if (!g_file_get_contents (path, &mail.bytes, &mail.length, &error)) {
			fprintf (stderr, "bench: %s\n", error->message);
			g_error_free (error);
			return false;
		}
		bench->bytes += mail.length;
		g_array_append_val (bench->mails, mail);
	}
	if (!bench->mails->len)
		fprintf (stderr, "bench: expected paths of mails, one a line, on standard input\n");
	return bench->mails->len > 0;
}

static void
unload (bench_t *bench)
{
	for (guint i = 0; i < bench->mails->len; i++)
		g_free (g_array_index (bench->mails, mail_t, i).bytes);
	g_array_unref (bench->mails);
	bounce_context_unref (bench->context);
}

static int
usage (void)
{
	fprintf (stderr, "usage: bench WAY PASSES [THREADS] <LIST\nWAY is one of");
	for (size_t i = 0; i < G_N_ELEMENTS (ways); i++)
		fprintf (stderr, " %s", ways[i].name);
	fprintf (stderr, ", PASSES a number from 1, THREADS one from 1 to %d.\n", MOST_THREADS);
	return 2;
}

int
main (int argc, char **argv)
{
	bench_t bench = { 0 };
	guint64 passes, threads = 1;
	bool measured;

	if (argc < 3 || argc > 4 || !g_ascii_string_to_unsigned (argv[2], 10, 1, G_MAXINT32, &passes, NULL) ||
	    (argc == 4 && !g_ascii_string_to_unsigned (argv[3], 10, 1, MOST_THREADS, &threads, NULL)))
		return usage ();
	for (size_t i = 0; i < G_N_ELEMENTS (ways); i++) {
		if (strcmp (argv[1], ways[i].name) == 0) {
			bench.read = ways[i].read;
			without_verdict = ways[i].without_verdict;
		}
	}
	if (!bench.read)
		return usage ();
	bench.passes = passes;
	bench.mails = g_array_new (FALSE, FALSE, sizeof (mail_t));
	bench.context = bounce_context_new (BOUNCE_ABI);
	measured = load (&bench) && measure (&bench, threads);
	unload (&bench);
	return measured ? 0 : 2;
}
