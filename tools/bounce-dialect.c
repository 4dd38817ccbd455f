/*
 * bounce-dialect.c - checks files of dialects, phrases and receivers, and shows how a mail is read with them
 *
 * In: such files, folders of them, and mails.  Out: each file's first error, with its line; for each mail which dialects bid
 * and with which marks, which rule took which line, and what became of it.  It shows how a program asks the library for an
 * explanation; the text is the library's, for bounce_record_unref() with its record.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"

#include <stdio.h>
#include <string.h>

typedef bool (*add_fn) (cli_t *cli, bounce_context_t *context, const char *path);

/* How a file of rules is added, told by its name; NULL: it is mail. */
static add_fn
adder (const char *path)
{
	if (g_str_has_suffix (path, ".dialect"))
		return cli_add_dialects;
	return g_str_has_suffix (path, ".phrases") || g_str_has_suffix (path, ".receiver") || g_str_has_suffix (path, ".words") ? cli_add_phrases : NULL;
}

static void
check (cli_t *cli, bounce_context_t *context, const char *path)
{
	char *clean;

	if (!adder (path) (cli, context, path)) {
		cli->trouble = true;
		return;
	}
	clean = cli_clean (path);
	printf ("%s: good\n", clean);
	g_free (clean);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
	return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* False: the folder holds no file of rules. */
static bool
check_folder (cli_t *cli, bounce_context_t *context, const char *folder)
{
	GDir *dir = g_dir_open (folder, 0, NULL);
	GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
	const char *name;
	bool found;

	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		if (adder (name))
			g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
	}
	g_clear_pointer (&dir, g_dir_close);
	g_ptr_array_sort (paths, compare_paths);
	for (guint i = 0; i < paths->len; i++)
		check (cli, context, g_ptr_array_index (paths, i));
	found = paths->len > 0;
	g_ptr_array_unref (paths);
	return found;
}

/* Checks the files of rules, which then hold for the mails; those are left in cli->files. */
static void
check_files (cli_t *cli, bounce_context_t *context)
{
	size_t mails = 0;

	for (size_t i = 0; cli->files[i]; i++) {
		char *file = cli->files[i];

		if (adder (file) && !g_file_test (file, G_FILE_TEST_IS_DIR)) {
			check (cli, context, file);
			g_free (file);
		} else if (g_file_test (file, G_FILE_TEST_IS_DIR) && check_folder (cli, context, file)) {
			g_free (file);
		} else {
			cli->files[mails++] = file;
		}
	}
	cli->files[mails] = NULL;
}

static void
print_recipient (GString *out, const bounce_recipient_t *recipient)
{
	char *facts = g_strdup_printf ("%s, %s (address: %s)", bounce_recipient_address (recipient),
				       bounce_reason_name (bounce_recipient_reason (recipient)),
				       bounce_source_name (bounce_recipient_address_source (recipient)));

	cli_paragraph (out, "  > ", facts);
	if (bounce_recipient_diagnostic (recipient))
		cli_paragraph (out, "      ", bounce_recipient_diagnostic (recipient));
	g_free (facts);
}

static void
each (bounce_record_t *record, const char *source, int64_t offset, void *user)
{
	const char *dialect = bounce_record_dialect (record);
	char **lines = g_strsplit (bounce_record_explanation (record), "\n", 0);
	GString *out = g_string_new (NULL);
	char *head = g_strdup_printf ("%s:%" G_GINT64_FORMAT ": %s, %s", source, offset, bounce_kind_name (bounce_record_kind (record)),
				      dialect ? dialect : "in no dialect");

	cli_paragraph (out, "", head);
	for (char **line = lines; *line; line++) {
		char *clean = cli_clean (*line);

		g_string_append_printf (out, "%s\n", clean);
		g_free (clean);
	}
	g_string_truncate (out, out->len - 1);
	g_string_append (out, "recipients:\n");
	for (size_t i = 0; i < bounce_record_recipient_count (record); i++)
		print_recipient (out, bounce_record_recipient (record, i));
	g_string_append_c (out, '\n');
	fwrite (out->str, 1, out->len, stdout);
	*(bool *) user &= dialect != NULL;
	g_string_free (out, TRUE);
	g_strfreev (lines);
	g_free (head);
}

static int
dialect (cli_t *cli, bounce_context_t *context)
{
	bool known = true, mails;

	check_files (cli, context);
	mails = cli->files[0] != NULL;
	cli_read (cli, context, each, &known);
	return cli_end (cli, known && (!mails || cli->messages));
}

int
main (int argc, char **argv)
{
	cli_t cli = {
		.program = "bounce-dialect",
		.summary = "Checks files of bounce formats and shows how mails are read with them.\n"
			   "A FILE that ends in .dialect, .phrases, .receiver or .words, or a folder of such, is checked;\n"
			   "any other is a mail, an mbox, a folder of them, or \"-\" for standard input.",
		.formats = "text",
		.explains = true,
	};
	bounce_context_t *context = NULL;
	int status = CLI_TROUBLE;

	if (cli_options (&cli, argc, argv, &status)) {
		context = cli_context (&cli);
		status = context ? dialect (&cli, context) : CLI_TROUBLE;
	}
	bounce_context_unref (context);
	cli_free (&cli);
	return status;
}
