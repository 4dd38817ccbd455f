/*
 * test-mailbox.c - mbox, Maildir, single files and memory
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "mail/mailbox.h"
#include "test.h"

#define FROM "From neko@example.org Thu Apr 29 23:34:45 2010\n"

/* All messages of memory, each in [], with its offset before it. */
static char *
messages_of (const char *bytes, size_t length)
{
	GString *all = g_string_new (NULL);
	bounce_mailbox_t *mailbox;
	const void *message;
	size_t n;

	CHECK_INT (bounce_mailbox_open_memory (bytes, length, &mailbox), BOUNCE_OK);
	while (bounce_mailbox_next (mailbox, &message, &n) == BOUNCE_OK) {
		g_string_append_printf (all, "%d[", (int) bounce_mailbox_offset (mailbox));
		g_string_append_len (all, message, (gssize) n);
		g_string_append_c (all, ']');
	}
	CHECK_INT (bounce_mailbox_next (mailbox, &message, &n), BOUNCE_END);
	CHECK (!message && n == 0);
	CHECK_INT (bounce_mailbox_position (mailbox), bounce_mailbox_size (mailbox));
	bounce_mailbox_unref (mailbox);
	return g_string_free (all, FALSE);
}

static void
check_messages (const char *bytes, const char *want)
{
	char *have = messages_of (bytes, strlen (bytes));

	CHECK_STR (have, want);
	g_free (have);
}

static void
cuts_mboxes (void)
{
	check_messages ("", "");
	check_messages ("To: a\n\nb\n", "0[To: a\n\nb\n]");
	check_messages (FROM "A: 1\n\nb\n\n" FROM "A: 2\n\nc\n", "47[A: 1\n\nb\n]103[A: 2\n\nc\n]");
	check_messages ("\n\n" FROM "A: 1\n\nb\n\n\n" FROM "A: 2\n\n", "49[A: 1\n\nb\n\n]106[A: 2\n]");
	check_messages (FROM "A: 1\n\nb\n" FROM "A: 2\n", "47[A: 1\n\nb\n" FROM "A: 2\n]");
	check_messages (FROM "A: 1\n\nFrom Thu to Fri, Apr 2010, at 12:00\n\nc\n", "47[A: 1\n\nFrom Thu to Fri, Apr 2010, at 12:00\n\nc\n]");
	check_messages (FROM "A: 1\n\nb\n\n" FROM "no header\n", "47[A: 1\n\nb\n\n" FROM "no header\n]");
	check_messages (FROM "\n" FROM "A: 2\n", "47[]95[A: 2\n]");
	check_messages ("To: a\n\n" FROM "A: 1\n", "0[To: a\n\n" FROM "A: 1\n]");
	check_messages (FROM, "47[]");
	check_messages ("From neko@example.org Thu Apr 29 23:34:45 2010", "46[]");
}

static void
reads_line_ends (void)
{
	check_messages ("From a Thu Apr 29 23:34:45 2010\rA: 1\r\rb\r\rFrom a Thu Apr 29 23:34:45 2010\rA: 2\r", "32[A: 1\r\rb\r]73[A: 2\r]");
	check_messages ("From a Thu Apr 29 23:34:45 2010\r\nA: 1\r\n\r\nb\r\n\r\nFrom a Thu Apr 29 23:34:45 2010\r\nA: 2\r\n",
			"33[A: 1\r\n\r\nb\r\n]79[A: 2\r\n]");
}

static void
unquotes (void)
{
	check_messages (FROM "A: 1\n\n>From b\n>>From c\n> From d\n>From: e\n", "47[A: 1\n\nFrom b\n>From c\n> From d\n>From: e\n]");
	check_messages (FROM ">From uucp Thu Apr 29\nA: 1\n\nb\n>From c", "47[>From uucp Thu Apr 29\nA: 1\n\nb\nFrom c]");
	check_messages ("A: 1\n\n>From b\n", "0[A: 1\n\n>From b\n]");
}

static void
knows_separators (void)
{
	static const char *const good[] = {
		"From neko@example.org Thu Apr 29 23:34:45 2010", "From neko@example.org  Thu Apr  9 23:34 2010",
		"From - Thu Apr 29 23:34:45 2010", "From MAILER-DAEMON Thu Apr 29 23:34:45 JST 2010",
		"From neko@example.org Thu, 29 Apr 2010 23:34:45 +0900", "From \"neko neko\"@example.org Thu Apr 29 23:34:45 2010 +0900",
		"From Thu Apr 29 23:34:45 2010", "From a Thu Apr 29 23:34:45 2010 remote from b",
	};
	static const char *const bad[] = {
		"From", "From ", "from neko@example.org Thu Apr 29 23:34:45 2010", ">From neko@example.org Thu Apr 29 23:34:45 2010",
		"From: neko@example.org Thu Apr 29 23:34:45 2010", "From neko@example.org", "From now on, Thu 29 Apr", "From Apr 2010 on at 10:00",
	};
	GString *large = g_string_new (FROM);

	for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
		CHECK (bnc_mbox_is_separator (slice_str (good[i])));
	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
		CHECK (!bnc_mbox_is_separator (slice_str (bad[i])));
	g_string_append_printf (large, "%1000s", "x");
	CHECK (!bnc_mbox_is_separator (slice (large->str, large->len)));
	g_string_free (large, TRUE);
}

static char *
make_file (const char *folder, const char *name, const char *text)
{
	char *path = g_build_filename (folder, name, NULL);

	CHECK (g_file_set_contents (path, text, -1, NULL));
	return path;
}

static void
make_folder (const char *folder, const char *name)
{
	char *path = g_build_filename (folder, name, NULL);

	CHECK (g_mkdir (path, 0700) == 0);
	g_free (path);
}

static void
check_next (bounce_mailbox_t *mailbox, const char *want, const char *source)
{
	const void *bytes;
	size_t n;
	char *have;

	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), want ? BOUNCE_OK : BOUNCE_ERROR_FILE);
	have = bytes ? g_strndup (bytes, n) : NULL;
	CHECK_STR (have, want);
	CHECK_INT (bounce_mailbox_offset (mailbox), 0);
	CHECK (g_str_has_suffix (bounce_mailbox_source (mailbox), source));
	g_free (have);
}

static void
remove_tree (const char *path)
{
	GDir *dir = g_dir_open (path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name (dir))) {
		char *full = g_build_filename (path, name, NULL);

		remove_tree (full);
		g_free (full);
	}
	if (dir)
		g_dir_close (dir);
	CHECK (g_remove (path) == 0);
}

static void
reads_maildirs (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL), *gone;
	bounce_mailbox_t *mailbox;
	const void *bytes;
	size_t n;

	make_folder (folder, "cur");
	make_folder (folder, "new");
	make_folder (folder, "tmp");
	make_folder (folder, "cur/4.folder");
	g_free (make_file (folder, "cur/2.b:2,S", "b"));
	g_free (make_file (folder, "new/1.a", "a"));
	g_free (make_file (folder, "tmp/0.t", "t"));
	g_free (make_file (folder, "new/.hidden", "h"));
	g_free (make_file (folder, "new/5.empty", ""));
	gone = make_file (folder, "cur/3.gone", "g");
	g_free (make_file (folder, "new/6.last", "To: a\n\n>From b\n"));
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_OK);
	CHECK (g_remove (gone) == 0);
	CHECK_INT (bounce_mailbox_size (mailbox), 6);
	CHECK_STR (bounce_mailbox_source (mailbox), NULL);
	CHECK_INT (bounce_mailbox_offset (mailbox), -1);
	check_next (mailbox, "a", "new/1.a");
	check_next (mailbox, "b", "cur/2.b:2,S");
	check_next (mailbox, NULL, "cur/3.gone");
	CHECK_INT (errno, ENOENT);
	check_next (mailbox, NULL, "cur/4.folder");
	CHECK_INT (errno, EISDIR);
	check_next (mailbox, "", "new/5.empty");
	CHECK_INT (bounce_mailbox_position (mailbox), 5);
	check_next (mailbox, "To: a\n\n>From b\n", "new/6.last");
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
	CHECK_INT (bounce_mailbox_position (mailbox), 6);
	bounce_mailbox_unref (mailbox);
	remove_tree (folder);
	g_free (gone);
	g_free (folder);
}

static void
refuses_fifos_in_maildirs (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL), *fifo = g_build_filename (folder, "new", "1.fifo", NULL);
	bounce_mailbox_t *mailbox;

	make_folder (folder, "new");
	CHECK (mkfifo (fifo, 0600) == 0);
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_OK);
	check_next (mailbox, NULL, "new/1.fifo");
	bounce_mailbox_unref (mailbox);
	remove_tree (folder);
	g_free (fifo);
	g_free (folder);
}

static void
opens_files (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL), *path = make_file (folder, "m", "To: a\n\nb\n");
	bounce_mailbox_t *mailbox;

	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	CHECK_STR (bounce_mailbox_source (mailbox), path);
	CHECK_INT (bounce_mailbox_size (mailbox), 9);
	CHECK_INT (bounce_mailbox_position (mailbox), 0);
	check_next (mailbox, "To: a\n\nb\n", "/m");
	bounce_mailbox_unref (mailbox);
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_ERROR_FILE);
	CHECK_INT (errno, EISDIR);
	CHECK (!mailbox);
	CHECK (g_remove (path) == 0);
	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_ERROR_FILE);
	CHECK_INT (errno, ENOENT);
	CHECK (!mailbox);
	remove_tree (folder);
	g_free (path);
	g_free (folder);
}

static void
reads_standard_input (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL), *path;
	GString *text = g_string_new ("To: a\n\n");
	bounce_mailbox_t *mailbox;
	int kept = dup (STDIN_FILENO);

	while (text->len < 200000)
		g_string_append (text, "a line of text\n");
	path = make_file (folder, "in", text->str);
	CHECK (freopen (path, "r", stdin) != NULL);
	CHECK_INT (bounce_mailbox_open ("-", &mailbox), BOUNCE_OK);
	check_next (mailbox, text->str, "-");
	bounce_mailbox_unref (mailbox);
	if (kept >= 0) {
		CHECK (dup2 (kept, STDIN_FILENO) == STDIN_FILENO);
		close (kept);
	}
	remove_tree (folder);
	g_string_free (text, TRUE);
	g_free (path);
	g_free (folder);
}

/* More than one step of giving pages back. */
static void
reads_large_mboxes (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL), *path;
	GString *text = g_string_new (NULL);
	bounce_mailbox_t *mailbox;
	const void *bytes;
	size_t n, count = 0;

	for (int i = 0; i < 24; i++) {
		g_string_append (text, FROM "Subject: large\n\n");
		for (int j = 0; j < 16384; j++)
			g_string_append (text, "sixty-four bytes of text, with the line end, in every line here\n");
		g_string_append_c (text, '\n');
	}
	path = make_file (folder, "mbox", text->str);
	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	while (bounce_mailbox_next (mailbox, &bytes, &n) == BOUNCE_OK) {
		CHECK_INT (n, 16 + 16384 * 64);
		CHECK (n > 16 && memcmp (bytes, text->str + bounce_mailbox_offset (mailbox), n) == 0);
		count++;
	}
	CHECK_INT (count, 24);
	bounce_mailbox_unref (mailbox);
	remove_tree (folder);
	g_string_free (text, TRUE);
	g_free (path);
	g_free (folder);
}

static void
minds_arguments (void)
{
	bounce_mailbox_t *mailbox = (bounce_mailbox_t *) &mailbox;
	const void *bytes = &mailbox;
	size_t n = 1;

	CHECK_INT (bounce_mailbox_open (NULL, &mailbox), BOUNCE_ERROR_ARGUMENT);
	CHECK (!mailbox);
	CHECK_INT (bounce_mailbox_open ("x", NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_open_memory (NULL, 1, &mailbox), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_open_memory (NULL, 0, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_next (NULL, &bytes, &n), BOUNCE_ERROR_ARGUMENT);
	CHECK (!bytes && n == 0);
	CHECK_INT (bounce_mailbox_offset (NULL), -1);
	CHECK_INT (bounce_mailbox_size (NULL), 0);
	CHECK_INT (bounce_mailbox_position (NULL), 0);
	CHECK_STR (bounce_mailbox_source (NULL), NULL);
	bounce_mailbox_unref (NULL);
	CHECK_INT (bounce_mailbox_open_memory (NULL, 0, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_next (mailbox, NULL, &n), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
	CHECK_STR (bounce_mailbox_source (mailbox), NULL);
	bounce_mailbox_unref (mailbox);
}

SUITE (bnc_test_mail_mailbox, "mail/mailbox", { "cuts mboxes", cuts_mboxes }, { "reads line ends", reads_line_ends },
       { "unquotes", unquotes }, { "knows separators", knows_separators }, { "reads Maildirs", reads_maildirs },
       { "refuses FIFOs in Maildirs", refuses_fifos_in_maildirs }, { "opens files", opens_files },
       { "reads standard input", reads_standard_input }, { "reads large mboxes", reads_large_mboxes },
       { "minds arguments", minds_arguments })
