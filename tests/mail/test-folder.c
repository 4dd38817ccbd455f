/*
 * test-folder.c - Maildirs, MH folders and others: which files, in which order
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <errno.h>
#include <unistd.h>

#include "files.h"
#include "mail/folder.h"

/* The names with a blank between them, '*' behind one message alone, '!' behind what is refused. */
static void
check_list (const char *folder, const char *want)
{
	GPtrArray *files = bnc_folder_list (folder);
	GString *have = g_string_new (NULL);

	for (guint i = 0; files && i < files->len; i++) {
		const folder_file_t *file = files->pdata[i];

		g_string_append_printf (have, "%s%s%s", i ? " " : "", file->name, file->is_message ? "*" : file->refusal ? "!" : "");
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	g_clear_pointer (&files, g_ptr_array_unref);
}

static void
lists_maildirs (void)
{
	char *folder = files_scratch ();

	files_maildir (folder, "");
	files_put (folder, "cur/2.b:2,S", "b");
	files_put (folder, "new/1.a", "a");
	files_put (folder, "cur/3.c", "c");
	files_put (folder, "new/3.c", "c");
	files_put (folder, "new/.hidden", "h");
	files_put (folder, "tmp/0.t", "t");
	files_put (folder, "dovecot-uidlist", "3 V1");
	files_put (folder, "subscriptions", "Sent");
	files_put (folder, "stray", "To: a\n");
	check_list (folder, "new/1.a* cur/2.b:2,S* cur/3.c* new/3.c*");
	files_clear (folder);
}

static void
lists_subfolders (void)
{
	char *folder = files_scratch ();

	files_maildir (folder, "");
	files_maildir (folder, ".Sent");
	files_maildir (folder, ".Sent.2010");
	files_maildir (folder, "Lists/libbounce");
	files_folder (folder, ".imap");
	files_folder (folder, "courierimapkeywords");
	files_put (folder, "new/9.i", "i");
	files_put (folder, ".Sent/cur/1.s", "s");
	files_put (folder, ".Sent.2010/new/1.t", "t");
	files_put (folder, "Lists/libbounce/cur/1.l", "l");
	files_put (folder, ".imap/log", "x");
	files_put (folder, "courierimapkeywords/a", "x");
	check_list (folder, "new/9.i* .Sent/cur/1.s* .Sent.2010/new/1.t* Lists/libbounce/cur/1.l*");
	files_clear (folder);
}

static void
takes_maildirs_that_lack_one (void)
{
	char *folder = files_scratch ();

	files_folder (folder, "cur");
	files_folder (folder, "tmp");
	files_put (folder, "tmp/0.t", "t");
	check_list (folder, "");
	files_put (folder, "cur/1.a", "a");
	check_list (folder, "cur/1.a*");
	files_clear (folder);
}

static void
lists_mh (void)
{
	char *folder = files_scratch ();

	files_folder (folder, "inbox/drafts");
	files_put (folder, "inbox/.mh_sequences", "cur: 2");
	files_put (folder, "inbox/10", "a");
	files_put (folder, "inbox/9", "a");
	files_put (folder, "inbox/010", "a");
	files_put (folder, "inbox/99999999999999999999999", "a");
	files_put (folder, "inbox/,8", "removed");
	files_put (folder, "inbox/#7", "removed");
	files_put (folder, "inbox/,a", "not removed");
	files_put (folder, "inbox/drafts/1", "a");
	check_list (folder, "inbox/9 inbox/010 inbox/10 inbox/99999999999999999999999 inbox/,a inbox/drafts/1");
	files_clear (folder);
}

static void
lists_any (void)
{
	char *folder = files_scratch (), *link = g_build_filename (folder, "b", "up", NULL), *broken = g_build_filename (folder, "gone", NULL);

	files_folder (folder, "b/c");
	files_folder (folder, "a");
	files_put (folder, "z.mbox", "z");
	files_put (folder, "Z.eml", "z");
	files_put (folder, "a/1.eml", "a");
	files_put (folder, "b/c/2.eml", "a");
	files_put (folder, ".hidden", "a");
	CHECK (symlink ("..", link) == 0);
	CHECK (symlink ("nowhere", broken) == 0);
	check_list (folder, "Z.eml gone z.mbox a/1.eml b/c/2.eml");
	files_clear (folder);
	g_free (broken);
	g_free (link);
}

static void
refuses_what_is_deep (void)
{
	char *folder = files_scratch ();
	GString *path = g_string_new ("1");
	GPtrArray *files;
	const folder_file_t *file;

	for (int i = 0; i < 40; i++)
		g_string_append (path, "/1");
	files_folder (folder, path->str);
	g_string_append (path, "/a");
	files_put (folder, path->str, "a");
	files_put (folder, "1/b", "b");
	files = bnc_folder_list (folder);
	CHECK_INT (files ? files->len : 0, 2);
	file = files ? files->pdata[1] : NULL;
	CHECK (file && file->refusal && file->number == ELOOP && strlen (file->name) == 33 * 2 - 1);
	g_clear_pointer (&files, g_ptr_array_unref);
	g_string_free (path, TRUE);
	files_clear (folder);
}

static void
refuses_what_is_closed (void)
{
	char *folder = files_scratch (), *closed = g_build_filename (folder, "closed", NULL);

	if (geteuid () != 0) { /* to whom nothing is closed */
		files_folder (folder, "closed");
		files_put (folder, "1", "a");
		CHECK (g_chmod (closed, 0) == 0);
		check_list (folder, "1 closed!");
		CHECK (bnc_folder_list (closed) == NULL);
		CHECK_INT (errno, EACCES);
		CHECK (g_chmod (closed, 0700) == 0);
	}
	files_clear (folder);
	g_free (closed);
}

static void
refuses_empty_ones (void)
{
	char *folder = files_scratch (), *missing = g_build_filename (folder, "missing", NULL);
	GPtrArray *files;

	CHECK (bnc_folder_list (folder) == NULL);
	CHECK_INT (errno, EISDIR);
	files_folder (folder, "a/b");
	files_put (folder, "a/.hidden", "a");
	CHECK (bnc_folder_list (folder) == NULL);
	CHECK_INT (errno, EISDIR);
	CHECK (bnc_folder_list (missing) == NULL);
	CHECK_INT (errno, ENOENT);
	/* But a Maildir may have no mail. */
	files_maildir (folder, "");
	files = bnc_folder_list (folder);
	CHECK (files && files->len == 0);
	g_clear_pointer (&files, g_ptr_array_unref);
	files_clear (folder);
	g_free (missing);
}

static void
knows_indexes (void)
{
	static const char *const names[] = { "dovecot.index.log", "a/dovecot-uidlist", "courierimapuiddb", "cyrus.header", "a/b/maildirfolder", "maildirsize",
					     "subscriptions", "inbox.lock", "Inbox.msf" };

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
		CHECK (bnc_folder_is_index (names[i]));
	CHECK (!bnc_folder_is_index ("dovecot/1") && !bnc_folder_is_index ("lock") && !bnc_folder_is_index ("1"));
}

SUITE (bnc_test_mail_folder, "mail/folder", { "lists Maildirs", lists_maildirs }, { "lists subfolders", lists_subfolders },
       { "takes Maildirs that lack one", takes_maildirs_that_lack_one }, { "lists MH", lists_mh }, { "lists any", lists_any },
       { "refuses what is deep", refuses_what_is_deep }, { "refuses what is closed", refuses_what_is_closed },
       { "refuses empty ones", refuses_empty_ones }, { "knows indexes", knows_indexes })
