/*
 * folder.c - a folder -> the files in it that may hold mail, in order
 *
 * In: the path of a Maildir, of an MH folder, or of any folder of mails and mboxes, each with folders of its kinds below it.  Out: the
 * files as paths below it: of a folder first its own, by name - numbers, as in MH, by their value; cur/ and new/ of a Maildir as one -
 * and then those of its subfolders.  What cannot be listed stands in the list all the same, so that it is refused by its name.  A
 * folder is entered once, whatever links lead to it.  Maildir as its author describes it, Maildir++ (".Sent"), Dovecot's layout "fs".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/folder.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#define DEPTH_MAX 32

typedef struct {
	const char *root;
	GPtrArray *files;
	GHashTable *entered; /* "device:inode" of folders */
	bool is_maildir;     /* one of them at least, so that no mail is no error */
} walk_t;

static void walk (walk_t *state, const char *folder, unsigned depth);

static void
file_free (gpointer data)
{
	folder_file_t *file = data;

	g_free (file->name);
	g_free (file);
}

static void
add (walk_t *state, const char *folder, const char *name, bool is_message)
{
	folder_file_t *file = g_new0 (folder_file_t, 1);

	file->name = g_build_filename (folder, name, NULL);
	file->is_message = is_message;
	g_ptr_array_add (state->files, file);
}

/* A folder that cannot be listed. */
static void
refuse (walk_t *state, const char *folder, int number, const char *why)
{
	folder_file_t *file;

	add (state, folder, NULL, false);
	file = state->files->pdata[state->files->len - 1];
	file->refusal = why;
	file->number = number;
}

static bool
is_number (const char *name)
{
	return *name && strspn (name, "0123456789") == strlen (name);
}

/* Numbers first, by their value, so long as they may be; then by bytes. */
static gint
by_name (gconstpointer a, gconstpointer b)
{
	const char *left = *(const char *const *) a, *right = *(const char *const *) b;
	bool first = is_number (left), second = is_number (right);
	const char *x = left, *y = right;

	if (first != second)
		return first ? -1 : 1;
	if (first) {
		while (*x == '0')
			x++;
		while (*y == '0')
			y++;
		if (strlen (x) != strlen (y))
			return strlen (x) < strlen (y) ? -1 : 1;
	}
	return strcmp (x, y) ? strcmp (x, y) : strcmp (left, right);
}

/* "cur/name", "new/name": the names begin with the time. */
static gint
by_message (gconstpointer a, gconstpointer b)
{
	const char *left = *(const char *const *) a, *right = *(const char *const *) b;
	gint order = strcmp (left + 4, right + 4);

	return order ? order : strcmp (left, right);
}

/* Appends what path holds, with prefix in front of each name; false: errno. */
static bool
list (const char *path, const char *prefix, GPtrArray *names)
{
	DIR *dir = opendir (path);
	const struct dirent *entry;

	if (!dir)
		return false;
	while ((entry = readdir (dir))) {
		if (strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0)
			g_ptr_array_add (names, g_strconcat (prefix, entry->d_name, NULL));
	}
	closedir (dir);
	return true;
}

static bool
is_folder (const char *path, const char *name)
{
	char *full = g_build_filename (path, name, NULL);
	bool found = g_file_test (full, G_FILE_TEST_IS_DIR);

	g_free (full);
	return found;
}

/* One of the three may be gone; where two are, it is no Maildir any more. */
static bool
is_maildir (const char *path)
{
	return is_folder (path, "cur") + is_folder (path, "new") + is_folder (path, "tmp") >= 2;
}

static void
add_messages (walk_t *state, const char *path, const char *folder)
{
	static const char *const places[] = { "cur", "new" };
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

	for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
		char *full = g_build_filename (path, places[i], NULL), *prefix = g_strconcat (places[i], "/", NULL);

		if (!list (full, prefix, names) && errno != ENOENT) {
			char *below = g_build_filename (folder, places[i], NULL);

			refuse (state, below, errno, g_strerror (errno));
			g_free (below);
		}
		g_free (prefix);
		g_free (full);
	}
	g_ptr_array_sort (names, by_message);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (name[4] != '.')
			add (state, folder, name, true);
	}
	g_ptr_array_unref (names);
}

/* MH marks a mail that was removed with a ',' or a '#' in front of its number. */
static bool
is_removed (const char *name)
{
	return (name[0] == ',' || name[0] == '#') && is_number (name + 1);
}

/* Hidden folders are subfolders where they are Maildirs (Maildir++); other hidden things are no mail. */
static bool
is_left_out (const char *path, const char *name, bool in_maildir)
{
	char *full;
	bool left_out;

	if (in_maildir && (strcmp (name, "cur") == 0 || strcmp (name, "new") == 0 || strcmp (name, "tmp") == 0))
		return true;
	if (is_removed (name) || (bnc_folder_is_index (name) && is_folder (path, name)))
		return true;
	if (name[0] != '.')
		return false;
	full = g_build_filename (path, name, NULL);
	left_out = !is_maildir (full);
	g_free (full);
	return left_out;
}

/* Files now, folders after them. What stands beside cur/ and new/ is no message. */
static void
add_all (walk_t *state, const char *path, const char *folder, const GPtrArray *names, bool in_maildir, unsigned depth)
{
	GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];

		if (is_left_out (path, name, in_maildir))
			continue;
		if (is_folder (path, name))
			g_ptr_array_add (folders, g_build_filename (folder, name, NULL));
		else if (!in_maildir)
			add (state, folder, name, false);
	}
	for (guint i = 0; i < folders->len; i++)
		walk (state, folders->pdata[i], depth + 1);
	g_ptr_array_unref (folders);
}

static bool
was_entered (walk_t *state, const char *path)
{
	struct stat about;

	return stat (path, &about) == 0 &&
	       !g_hash_table_add (state->entered, g_strdup_printf ("%ju:%ju", (uintmax_t) about.st_dev, (uintmax_t) about.st_ino));
}

static void
walk (walk_t *state, const char *folder, unsigned depth)
{
	char *path = *folder ? g_build_filename (state->root, folder, NULL) : g_strdup (state->root);
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
	bool in_maildir = is_maildir (path);

	if (was_entered (state, path)) {
		/* by another way */
	} else if (depth > DEPTH_MAX) {
		refuse (state, folder, ELOOP, "more folders within each other than are read");
	} else if (!list (path, "", names)) {
		refuse (state, folder, errno, g_strerror (errno));
	} else {
		g_ptr_array_sort (names, by_name);
		state->is_maildir |= in_maildir;
		if (in_maildir)
			add_messages (state, path, folder);
		add_all (state, path, folder, names, in_maildir, depth);
	}
	g_ptr_array_unref (names);
	g_free (path);
}

GPtrArray *
bnc_folder_list (const char *path)
{
	walk_t state = { .root = path };
	const folder_file_t *first;
	int error = 0;

	state.files = g_ptr_array_new_with_free_func (file_free);
	state.entered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	walk (&state, "", 0);
	g_hash_table_unref (state.entered);
	first = state.files->len ? state.files->pdata[0] : NULL;
	if (!first && !state.is_maildir)
		error = EISDIR;
	else if (first && first->refusal && !*first->name)
		error = first->number;
	if (!error)
		return state.files;
	g_ptr_array_unref (state.files);
	errno = error;
	return NULL;
}

bool
bnc_folder_is_index (const char *path)
{
	static const char *const patterns[] = { "dovecot*", "courierimap*", "cyrus.*", "maildirfolder", "maildirsize", "subscriptions",
						"*.lock", "*.msf" };
	char *name = g_path_get_basename (path);
	bool found = false;

	for (size_t i = 0; i < G_N_ELEMENTS (patterns) && !found; i++)
		found = g_pattern_match_simple (patterns[i], name);
	g_free (name);
	return found;
}
