/*
 * test-dialect.c - which dialect a mail speaks
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/builtin.h"
#include "mail/original.h"
#include "report/dialect.h"
#include "report/envelope.h"

#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 10, .text = 256 << 10, .hops = 10 };

static dialect_t *
load (const char *name, const char *marks)
{
	char *text = g_strdup_printf ("name %s\nseen here\n%s", name, marks), *error = NULL;
	dialect_t *dialect = bnc_dialect_load ("x.dialect", slice_str (text), &error);

	CHECK_STR (error, NULL);
	g_free (text);
	g_free (error);
	return dialect;
}

static dialect_set_t *
builtin (void)
{
	dialect_set_t *set = bnc_dialect_set_new ();

	for (size_t i = 0; i < bnc_builtin_dialect_count; i++) {
		char *error;
		dialect_t *dialect = bnc_dialect_load (bnc_builtin_dialects[i].name, slice (bnc_builtin_dialects[i].text, bnc_builtin_dialects[i].length), &error);

		g_free (error);
		if (dialect)
			bnc_dialect_set_add (set, dialect);
	}
	bnc_dialect_set_build (set);
	return set;
}

static recognition_t
recognise (const dialect_set_t *set, slice_t mail, arena_t *arena)
{
	message_t message;
	lines_t lines;

	bnc_message_parse (&message, mail, &usual, arena);
	bnc_lines_collect (&message, bnc_original_part (&message), &lines);
	return bnc_dialect_recognise (set, &message, &lines);
}

static void
check (const dialect_set_t *set, const char *mail, const char *name, int score, const char *runner_up, int runner_up_score)
{
	arena_t *arena = bnc_arena_new ();
	recognition_t recognition = recognise (set, slice_str (mail), arena);

	CHECK_STR (recognition.dialect ? recognition.dialect->name : NULL, name);
	CHECK_INT (recognition.score, score);
	CHECK_STR (recognition.runner_up ? recognition.runner_up->name : NULL, runner_up);
	CHECK_INT (recognition.runner_up_score, runner_up_score);
	bnc_arena_free (arena);
}

static void
adds_bids (void)
{
	dialect_set_t *set = bnc_dialect_set_new ();

	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	bnc_dialect_set_add (set, load ("one", "recognise text \"I am number one\" 50\nrecognise subject \"{*}failed\" 10\nrecognise x-mailer \"{*}\" 5\n"));
	bnc_dialect_set_add (set, load ("two", "recognise text \"number one\" 45\nrecognise part \"text/html\" 20\n"));
	bnc_dialect_set_add (set, load ("three", "recognise boundary \"{*}-three-{*}\" 40\nrecognise text \"number {*} of {host}.\" 10\n"));
	bnc_dialect_set_build (set);
	check (set, "Subject: it failed\n\nsays: I AM NUMBER ONE.\n", "one", 60, "two", 45);
	check (set, "Subject: it failed\n\nI am number\none\n", NULL, 0, NULL, 0);
	check (set, "X-Mailer: y\nx-mailer: z\n\nI am number one. I am number one.\n", "one", 55, "two", 45);
	check (set, "Content-Type: text/html\n\nnumber one\n", "two", 65, NULL, 0);
	check (set, "Content-Type: multipart/mixed; boundary=a-three-b\n\n--a-three-b\n\nnumber 5 of host.\n", "three", 50, NULL, 0);
	check (set, "", NULL, 0, NULL, 0);
	bnc_dialect_set_free (set);
}

static void
replaces_and_removes (void)
{
	dialect_set_t *set = bnc_dialect_set_new ();

	bnc_dialect_set_add (set, load ("one", "recognise text \"first form\" 50\n"));
	bnc_dialect_set_add (set, load ("two", "recognise text \"second form\" 50\n"));
	bnc_dialect_set_add (set, load ("one", "recognise text \"third form\" 50\n"));
	CHECK_INT (bnc_dialect_set_count (set), 2);
	CHECK (bnc_dialect_set_remove (set, "two"));
	CHECK (!bnc_dialect_set_remove (set, "two"));
	CHECK_STR (bnc_dialect_set_at (set, 0)->name, "one");
	bnc_dialect_set_build (set);
	check (set, "A: 1\n\nfirst form\nsecond form\n", NULL, 0, NULL, 0);
	check (set, "A: 1\n\nthird form\n", "one", 50, NULL, 0);
	bnc_dialect_set_free (set);
	set = bnc_dialect_set_new ();
	bnc_dialect_set_build (set);
	check (set, "A: 1\n\nthird form\n", NULL, 0, NULL, 0);
	bnc_dialect_set_free (set);
	bnc_dialect_set_free (NULL);
}

/* The dialect with the longest name that the folder's name begins with, or NULL. */
static const char *
expected (const dialect_set_t *set, const char *folder)
{
	const char *best = NULL;

	for (size_t i = 0; i < bnc_dialect_set_count (set); i++) {
		const char *name = bnc_dialect_set_at (set, i)->name;
		size_t n = strlen (name);

		if (strncmp (folder, name, n) == 0 && folder[n] == '-' && (!best || n > strlen (best)))
			best = name;
	}
	return best;
}

/* Is the mail of a server of that name, but not in its dialect: a person's automatic reply, a disposition notification, or JSON? */
static bool
speaks_otherwise (bounce_context_t *context, slice_t mail)
{
	bounce_record_t *record;
	message_t message;
	envelope_t envelope;
	bool otherwise;

	if (bounce_parse (context, mail.p, mail.n, &record) != BOUNCE_OK)
		return false;
	bnc_message_parse (&message, mail, &usual, record->arena);
	otherwise = record->kind == BOUNCE_KIND_AUTO_REPLY || record->disposition || bnc_envelope_read (&message, &envelope) ||
	            slice_trim_left (message.parts[0].body).p[0] == '{';
	bounce_record_unref (record);
	return otherwise;
}

typedef struct {
	bounce_context_t *context;
	const dialect_set_t *set;
	size_t samples, named, otherwise;
	int closest;
	char *at;
} tally_t;

static void
judge_sample (tally_t *tally, const char *folder, slice_t mail)
{
	arena_t *arena = bnc_arena_new ();
	recognition_t recognition = recognise (tally->set, mail, arena);
	const char *want = expected (tally->set, folder);
	int margin = recognition.score - recognition.runner_up_score;

	tally->samples++;
	if (want && !(recognition.dialect && strcmp (recognition.dialect->name, want) == 0) && speaks_otherwise (tally->context, mail)) {
		tally->otherwise++;
	} else if (want) {
		tally->named++;
		if (!recognition.dialect || strcmp (recognition.dialect->name, want) != 0 || margin <= 0)
			fprintf (stderr, "%s: is %s with %d, runner-up %s with %d\n", folder, recognition.dialect ? recognition.dialect->name : "none",
			         recognition.score, recognition.runner_up ? recognition.runner_up->name : "none", recognition.runner_up_score);
		CHECK_STR (recognition.dialect ? recognition.dialect->name : NULL, want);
	}
	CHECK (!recognition.dialect || margin > 0);
	if (recognition.dialect && margin < tally->closest) {
		tally->closest = margin;
		g_free (tally->at);
		tally->at = g_strdup_printf ("%s: %s %d, %s %d", folder, recognition.dialect->name, recognition.score,
		                             recognition.runner_up ? recognition.runner_up->name : "none", recognition.runner_up_score);
	}
	bnc_arena_free (arena);
}

/* Every sample against every dialect: its own wins, and never by nothing. */
static void
samples_are_recognised (void)
{
	const char *top = g_getenv ("top_srcdir");
	char *samples = g_build_filename (top ? top : ".", "tests", "samples", NULL);
	dialect_set_t *set = builtin ();
	GDir *dir = g_dir_open (samples, 0, NULL);
	tally_t tally = { .context = bounce_context_new (BOUNCE_ABI), .set = set, .closest = G_MAXINT };
	const char *name;

	CHECK (dir != NULL);
	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		char *path = g_build_filename (samples, name, "message.eml", NULL), *bytes;
		gsize n;

		if (g_file_get_contents (path, &bytes, &n, NULL)) {
			judge_sample (&tally, name, slice (bytes, n));
			g_free (bytes);
		}
		g_free (path);
	}
	printf ("\n    %zu samples, %zu in a dialect, %zu in none; smallest margin %s ", tally.samples, tally.named, tally.otherwise,
	        tally.at ? tally.at : "none");
	CHECK (tally.named > 100 && tally.otherwise < 50);
	bounce_context_unref (tally.context);
	if (dir)
		g_dir_close (dir);
	g_free (tally.at);
	g_free (samples);
	bnc_dialect_set_free (set);
}

static double
seconds_of (const dialect_set_t *set, slice_t piece)
{
	GString *mail = g_string_new ("A: 1\n\n");
	arena_t *arena = bnc_arena_new ();
	double start;

	while (mail->len < 200 << 10)
		g_string_append_len (mail, piece.p, (gssize) piece.n);
	start = test_seconds ();
	recognise (set, slice (mail->str, mail->len), arena);
	bnc_arena_free (arena);
	g_string_free (mail, TRUE);
	return test_seconds () - start;
}

/* A line of 200 kilobytes that is nothing but the literal of a text marker, for each of them. */
static void
is_linear (void)
{
	dialect_set_t *set = builtin ();
	double ordinary = seconds_of (set, SLICE_LIT ("Every word of this line is ordinary. ")), worst = 0;
	const char *at = NULL;

	for (size_t d = 0; d < bnc_dialect_set_count (set); d++) {
		const dialect_t *dialect = bnc_dialect_set_at (set, d);

		for (uint32_t m = 0; m < dialect->marks->len; m++) {
			slice_t literal = bnc_template_literal (g_array_index (dialect->marks, mark_t, m).template);
			double seconds = literal.n ? seconds_of (set, literal) : 0;

			if (seconds > worst) {
				worst = seconds;
				at = bnc_template_text (g_array_index (dialect->marks, mark_t, m).template);
			}
		}
	}
	printf ("\n    ordinary %.3f s, worst %.3f s: %s ", ordinary, worst, at);
	CHECK (worst < 2 + 100 * ordinary);
	bnc_dialect_set_free (set);
}

SUITE (bnc_test_report_dialect, "report/dialect",
       { "adds bids", adds_bids },
       { "replaces and removes", replaces_and_removes },
       { "samples are recognised", samples_are_recognised },
       { "is linear", is_linear })
