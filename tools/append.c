/*
 * append.c - records at the end of a file that others write to and read
 *
 * In: texts of whole lines.  Out: a file to which each is added whole or not at all: under a lock (fcntl, so that it holds over NFS too),
 * and cut back where the disk is full.  Where a writer died within a line, the next begins a line of its own.  append_close() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "append.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

struct append {
	int fd;
	char *folder; /* of a file that is new: its name must be on the disk, too; else NULL */
};

append_t *
append_open (const char *path)
{
	bool new = access (path, F_OK) != 0;
	int fd = open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
	append_t *file;

	if (fd < 0)
		return NULL;
	file = g_new (append_t, 1);
	*file = (append_t) { fd, new ? g_path_get_dirname (path) : NULL };
	return file;
}

static bool
lock (int fd, short type)
{
	struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

	while (fcntl (fd, F_SETLKW, &whole) != 0) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

static bool
write_all (int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t n = write (fd, text, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		length -= (size_t) n;
	}
	return true;
}

/* A pipe or a device has no end to look at, and cannot be cut back. */
static bool
write_at_end (int fd, const char *text, size_t length)
{
	struct stat before;
	char last = '\n';
	int why;

	if (fstat (fd, &before) != 0)
		return false;
	if (!S_ISREG (before.st_mode))
		return write_all (fd, text, length);
	if (before.st_size > 0 && pread (fd, &last, 1, before.st_size - 1) < 0)
		return false;
	if ((last == '\n' || write_all (fd, "\n", 1)) && write_all (fd, text, length))
		return true;
	why = errno;
	if (ftruncate (fd, before.st_size) == 0)
		errno = why;
	return false;
}

bool
append_text (append_t *file, const char *text, size_t length)
{
	bool done;
	int why;

	if (!lock (file->fd, F_WRLCK))
		return false;
	done = write_at_end (file->fd, text, length);
	why = errno;
	lock (file->fd, F_UNLCK);
	errno = why;
	return done;
}

static bool
settle (int fd)
{
	/* What has no disk behind it, such as a pipe, cannot be waited for. */
	return fsync (fd) == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool
append_close (append_t *file)
{
	bool done = true;
	int folder;

	if (!file)
		return true;
	done = settle (file->fd);
	if (file->folder) {
		folder = open (file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		done = folder >= 0 && settle (folder) && done;
		if (folder >= 0)
			close (folder);
	}
	done = close (file->fd) == 0 && done;
	g_free (file->folder);
	g_free (file);
	return done;
}
