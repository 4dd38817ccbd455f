/*
 * test-mailbox.c - mboxes, single files, folders and memory, message by message
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounce.h"
#include "files.h"

#define NO_MAIL "no mail: it does not begin with a header field"
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
	check_messages ("\n\nTo: a\n", "2[To: a\n]");
	check_messages ("\xEF\xBB\xBFTo: a\n", "3[To: a\n]");
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
check_next (bounce_mailbox_t *mailbox, const char *want, const char *source)
{
	const void *bytes;
	size_t n;
	char *have;

	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
	have = bytes ? g_strndup (bytes, n) : NULL;
	CHECK_STR (have, want);
	CHECK_STR (bounce_mailbox_error (mailbox), NULL);
	CHECK_INT (bounce_mailbox_offset (mailbox), 0);
	CHECK (g_str_has_suffix (bounce_mailbox_source (mailbox), source));
	g_free (have);
}

/* With that error of the system, or for its content where number is 0. */
static void
check_refused (bounce_mailbox_t *mailbox, const char *source, int number, const char *why)
{
	const void *bytes = mailbox;
	size_t n = 1;

	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), number ? BOUNCE_ERROR_FILE : BOUNCE_ERROR_FORMAT);
	if (number)
		CHECK_INT (errno, number);
	CHECK (!bytes && n == 0);
	CHECK_STR (bounce_mailbox_error (mailbox), why);
	CHECK_INT (bounce_mailbox_offset (mailbox), 0);
	CHECK (g_str_has_suffix (bounce_mailbox_source (mailbox), source));
}

/* Compressed, and not all there: whether this build unpacks it or not. */
static void
check_broken (bounce_mailbox_t *mailbox, const char *source)
{
	const void *bytes;
	size_t n;

	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_ERROR_FORMAT);
	CHECK (strstr (bounce_mailbox_error (mailbox), "gzip"));
	CHECK (g_str_has_suffix (bounce_mailbox_source (mailbox), source));
}

static void
check_end (bounce_mailbox_t *mailbox)
{
	const void *bytes = mailbox;
	size_t n = 1;

	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
	CHECK (!bytes && n == 0);
	CHECK_STR (bounce_mailbox_error (mailbox), NULL);
	CHECK_INT (bounce_mailbox_position (mailbox), bounce_mailbox_size (mailbox));
	bounce_mailbox_unref (mailbox);
}

static void
reads_maildirs (void)
{
	char *folder = files_scratch (), *gone = g_build_filename (folder, "cur", "3.gone", NULL);
	bounce_mailbox_t *mailbox;

	files_maildir (folder, "");
	files_maildir (folder, ".Sent");
	files_folder (folder, "cur/4.folder");
	files_put (folder, "cur/2.b:2,S", "To: b\n");
	files_put (folder, "new/1.a", "To: a\n");
	files_put (folder, "cur/3.gone", "To: g\n");
	files_put (folder, "new/5.empty", "");
	files_put (folder, "cur/6.text", "\nno mail\n");
	files_put (folder, "new/7.last", FROM "To: a\n\n>From b\n\n" FROM "To: b\n");
	files_put (folder, ".Sent/cur/1.s", "To: s\n");
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_OK);
	CHECK (g_remove (gone) == 0);
	CHECK_INT (bounce_mailbox_size (mailbox), 8);
	CHECK_STR (bounce_mailbox_source (mailbox), NULL);
	CHECK_INT (bounce_mailbox_offset (mailbox), -1);
	check_next (mailbox, "To: a\n", "new/1.a");
	check_next (mailbox, "To: b\n", "cur/2.b:2,S");
	check_refused (mailbox, "cur/3.gone", ENOENT, g_strerror (ENOENT));
	check_refused (mailbox, "cur/4.folder", EISDIR, g_strerror (EISDIR));
	check_refused (mailbox, "new/5.empty", 0, "no mail: the file is empty");
	CHECK_INT (bounce_mailbox_position (mailbox), 5);
	check_refused (mailbox, "cur/6.text", 0, NO_MAIL);
	check_next (mailbox, FROM "To: a\n\n>From b\n\n" FROM "To: b\n", "new/7.last");
	check_next (mailbox, "To: s\n", ".Sent/cur/1.s");
	check_end (mailbox);
	files_clear (folder);
	g_free (gone);
}

/* What is no mail is named once, and is no message; what keeps an index is not even named. */
static void
reads_folders (void)
{
	char *folder = files_scratch ();
	bounce_mailbox_t *mailbox;
	const void *bytes;
	size_t n;

	files_put (folder, "10", "To: ten\n");
	files_put (folder, "9", "To: nine\n");
	files_put (folder, "dovecot.index", "\1\2\3");
	files_put (folder, "dovecot.mail", "To: dovecot\n");
	files_put (folder, "dovecot.old", "\x1F\x8B\x08");
	files_put (folder, "empty.mbox", "");
	files_put (folder, "inbox.lock", "4711\n");
	files_put (folder, "picture.png", "\x89PNG\r\n\x1A\n");
	files_folder (folder, "sub");
	files_put (folder, "sub/mbox", FROM "To: a\n\nb\n\n" FROM "To: c\n");
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_size (mailbox), 9);
	check_next (mailbox, "To: nine\n", "/9");
	check_next (mailbox, "To: ten\n", "/10");
	check_next (mailbox, "To: dovecot\n", "/dovecot.mail");
	check_broken (mailbox, "/dovecot.old");
	check_refused (mailbox, "/picture.png", 0, NO_MAIL);
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_offset (mailbox), strlen (FROM));
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
	CHECK (n == 6 && memcmp (bytes, "To: c\n", 6) == 0);
	CHECK (g_str_has_suffix (bounce_mailbox_source (mailbox), "sub/mbox"));
	check_end (mailbox);
	files_clear (folder);
}

static void
refuses_fifos_in_folders (void)
{
	char *folder = files_scratch (), *fifo = g_build_filename (folder, "1.fifo", NULL);
	bounce_mailbox_t *mailbox;

	CHECK (mkfifo (fifo, 0600) == 0);
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_OK);
	check_refused (mailbox, "/1.fifo", EINVAL, "neither a file nor a folder");
	check_end (mailbox);
	files_clear (folder);
	g_free (fifo);
}

static void
opens_files (void)
{
	char *folder = files_scratch (), *path = files_make (folder, "m", "To: a\n\nb\n", -1);
	bounce_mailbox_t *mailbox;

	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	CHECK_STR (bounce_mailbox_source (mailbox), path);
	CHECK_INT (bounce_mailbox_size (mailbox), 9);
	CHECK_INT (bounce_mailbox_position (mailbox), 0);
	check_next (mailbox, "To: a\n\nb\n", "/m");
	check_end (mailbox);
	CHECK (g_remove (path) == 0);
	CHECK_INT (bounce_mailbox_open (folder, &mailbox), BOUNCE_ERROR_FILE);
	CHECK_INT (errno, EISDIR);
	CHECK (!mailbox);
	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_ERROR_FILE);
	CHECK_INT (errno, ENOENT);
	CHECK (!mailbox);
	files_clear (folder);
	g_free (path);
}

static void
refuses_what_is_no_mail (void)
{
	bounce_mailbox_t *mailbox;
	const void *bytes;
	size_t n;
	char *folder = files_scratch (), *path = files_make (folder, "a.gif", "GIF89a", -1);

	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	check_refused (mailbox, "/a.gif", 0, NO_MAIL);
	check_end (mailbox);
	CHECK_INT (bounce_mailbox_open_memory ("GIF89a", 6, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_ERROR_FORMAT);
	check_end (mailbox);
	files_clear (folder);
	g_free (path);
}

static void
reads_standard_input (void)
{
	char *folder = files_scratch (), *path;
	GString *text = g_string_new ("To: a\n\n");
	bounce_mailbox_t *mailbox;
	int kept = dup (STDIN_FILENO);

	while (text->len < 200000)
		g_string_append (text, "a line of text\n");
	path = files_make (folder, "in", text->str, -1);
	CHECK (freopen (path, "r", stdin) != NULL);
	CHECK_INT (bounce_mailbox_open ("-", &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_size (mailbox), 0);
	check_next (mailbox, text->str, "-");
	check_end (mailbox);
	if (kept >= 0) {
		CHECK (dup2 (kept, STDIN_FILENO) == STDIN_FILENO);
		close (kept);
	}
	files_clear (folder);
	g_string_free (text, TRUE);
	g_free (path);
}

/* More than one step of giving pages back. */
static void
reads_large_mboxes (void)
{
	char *folder = files_scratch (), *path;
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
	path = files_make (folder, "mbox", text->str, -1);
	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	while (bounce_mailbox_next (mailbox, &bytes, &n) == BOUNCE_OK) {
		CHECK_INT (n, 16 + 16384 * 64);
		CHECK (n > 16 && memcmp (bytes, text->str + bounce_mailbox_offset (mailbox), n) == 0);
		count++;
	}
	CHECK_INT (count, 24);
	bounce_mailbox_unref (mailbox);
	files_clear (folder);
	g_string_free (text, TRUE);
	g_free (path);
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
	CHECK_STR (bounce_mailbox_error (NULL), NULL);
	CHECK_INT (bounce_mailbox_set_context (NULL, NULL), BOUNCE_ERROR_ARGUMENT);
	bounce_mailbox_unref (NULL);
	CHECK_INT (bounce_mailbox_open_memory (NULL, 0, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_next (mailbox, NULL, &n), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_set_context (mailbox, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
	CHECK_STR (bounce_mailbox_source (mailbox), NULL);
	bounce_mailbox_unref (mailbox);
}

SUITE (bnc_test_mail_mailbox, "mail/mailbox", { "cuts mboxes", cuts_mboxes }, { "reads line ends", reads_line_ends },
       { "unquotes", unquotes }, { "reads Maildirs", reads_maildirs }, { "reads folders", reads_folders },
       { "refuses FIFOs in folders", refuses_fifos_in_folders }, { "opens files", opens_files },
       { "refuses what is no mail", refuses_what_is_no_mail },
       { "reads standard input", reads_standard_input }, { "reads large mboxes", reads_large_mboxes },
       { "minds arguments", minds_arguments })
