/*
 * fuzz-parse.c - bounce_parse() and everything that reads its record, and bounce_classify_reply(), fed with any bytes
 *
 * In: bytes, from libFuzzer (clang -fsanitize=fuzzer -DBNC_LIBFUZZER), else from the files and folders named on the command line.
 * Out: nothing, or a crash.  A dictionary is in parse.dict; the mails of tests/samples are good seeds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "bounce.h"

int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length);

/* One context for the whole run, as a program that reads a mailbox has it; reachable to the end. */
static bounce_context_t *context;

static void
make_context (void)
{
	context = bounce_context_new (BOUNCE_ABI);
	if (bounce_context_set (context, "home.domain", "example.org") != BOUNCE_OK ||
	    bounce_context_set (context, "home.network", "192.0.2.0/24") != BOUNCE_OK)
		abort ();
}

static void
check_json (const char *json)
{
	size_t n = strlen (json);

	if (n < 2 || json[0] != '{' || json[n - 1] != '}' || !g_utf8_validate (json, -1, NULL))
		abort ();
}

/* Every field of the returned message is there, and UTF-8. */
static void
check_fields (const bounce_record_t *record)
{
	for (size_t i = 0; i < bounce_record_original_field_count (record); i++) {
		const char *name = bounce_record_original_field_name (record, i), *value = bounce_record_original_field_value (record, i);

		if (!*name || !g_utf8_validate (value, -1, NULL) || !bounce_record_original_field (record, name))
			abort ();
	}
}

static void
add_to_incident (bounce_record_t *record)
{
	bounce_incident_t *incident = bounce_incident_new (context);

	bounce_incident_add (incident, record, NULL);
	check_json (bounce_incident_json (incident));
	bounce_incident_unref (incident);
}

/* The first line as everything that a reply is known by, and all as the reply. */
static void
classify (const uint8_t *bytes, size_t length)
{
	char *text = g_strndup ((const char *) bytes, length), *line = g_strndup (text, strcspn (text, "\n"));
	bounce_reply_t *reply;

	if (bounce_classify_reply (context, text, line, line, line, &reply) != BOUNCE_OK ||
	    strcmp (bounce_reason_name (bounce_reply_reason (reply)), "invalid") == 0)
		abort ();
	bounce_reply_unref (reply);
	g_free (line);
	g_free (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t length)
{
	bounce_record_t *record;

	if (!context)
		make_context ();
	if (bounce_parse (context, bytes, length, &record) != BOUNCE_OK)
		abort ();
	check_json (bounce_record_json (record));
	check_fields (record);
	add_to_incident (record);
	bounce_record_unref (record);
	classify (bytes, length);
	return 0;
}

#ifndef BNC_LIBFUZZER

static int
replay (const char *path)
{
	GDir *dir = g_dir_open (path, 0, NULL);
	const char *name;
	char *text;
	gsize n;
	int failed = 0;

	if (dir) {
		while ((name = g_dir_read_name (dir)) != NULL) {
			char *below = g_build_filename (path, name, NULL);

			failed |= replay (below);
			g_free (below);
		}
		g_dir_close (dir);
		return failed;
	}
	if (!g_file_get_contents (path, &text, &n, NULL))
		return 1;
	LLVMFuzzerTestOneInput ((const uint8_t *) text, n);
	g_free (text);
	return 0;
}

/* Without libFuzzer: reads the files named, and those in the folders named. */
int
main (int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= replay (argv[i]);
	bounce_context_unref (context);
	return failed;
}

#endif
