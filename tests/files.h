/*
 * files.h - files and folders that a test makes and takes away
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEST_FILES_H
#define BNC_TEST_FILES_H

#include <glib/gstdio.h>

#include "test.h"

/* Gives the path, for g_free(). */
static inline char *
files_make (const char *folder, const char *name, const char *bytes, gssize length)
{
	char *path = g_build_filename (folder, name, NULL);

	CHECK (g_file_set_contents (path, bytes, length, NULL));
	return path;
}

static inline void
files_put (const char *folder, const char *name, const char *text)
{
	g_free (files_make (folder, name, text, -1));
}

static inline void
files_folder (const char *folder, const char *name)
{
	char *path = g_build_filename (folder, name, NULL);

	CHECK (g_mkdir_with_parents (path, 0700) == 0);
	g_free (path);
}

/* A Maildir of that name. */
static inline void
files_maildir (const char *folder, const char *name)
{
	static const char *const places[] = { "cur", "new", "tmp" };

	for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
		char *place = g_build_filename (name, places[i], NULL);

		files_folder (folder, place);
		g_free (place);
	}
}

static inline char *
files_scratch (void)
{
	char *folder = g_dir_make_tmp ("bounce-XXXXXX", NULL);

	CHECK (folder != NULL);
	return folder;
}

static inline void
files_remove (const char *path)
{
	GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name (dir))) {
		char *full = g_build_filename (path, name, NULL);

		files_remove (full);
		g_free (full);
	}
	if (dir)
		g_dir_close (dir);
	CHECK (g_remove (path) == 0);
}

/* And forgets the name. */
static inline void
files_clear (char *scratch)
{
	files_remove (scratch);
	g_free (scratch);
}

#endif
