/*
 * log-file.c - the lines of a log, plain or compressed
 *
 * In: a file, a pipe or standard input; gzip, as rotated logs are, is known by its first bytes and may have several members.
 * Out: one line after the other, at most LOG_LINE_MOST bytes of each. Memory does not depend on the input.  log_file_close()
 * frees.  RFC 1952.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER 65536

typedef struct {
	char bytes[BUFFER];
	size_t start, end;
} buffer_t;

struct log_file {
	char *path;
	int fd;
	int64_t written;
	uint64_t number;
	GConverter *gunzip; /* NULL: plain */
	bool is_over;       /* nothing is left to read from fd */
	bool member_open;   /* gzip data that must go on */
	buffer_t packed, plain;
	char line[LOG_LINE_MOST + 1];
};

static bool
fill (log_file_t *file, buffer_t *buffer, char **error)
{
	ssize_t had;

	if (buffer->start == buffer->end)
		buffer->start = buffer->end = 0;
	if (buffer->start > 0) {
		memmove (buffer->bytes, buffer->bytes + buffer->start, buffer->end - buffer->start);
		buffer->end -= buffer->start;
		buffer->start = 0;
	}
	do
		had = read (file->fd, buffer->bytes + buffer->end, BUFFER - buffer->end);
	while (had < 0 && errno == EINTR);
	if (had < 0) {
		*error = g_strdup_printf ("%s: %s", file->path, g_strerror (errno));
		return false;
	}
	file->is_over = had == 0;
	buffer->end += (size_t) had;
	return true;
}

static char *
unpack_error (const log_file_t *file, const char *why)
{
	return g_strdup_printf ("%s:%" G_GUINT64_FORMAT ": expected more gzip data: %s", file->path, file->number + 1, why);
}

/* One step of decompression into the empty plain buffer; false: the end, or *error is set. */
static bool
unpack (log_file_t *file, char **error)
{
	buffer_t *packed = &file->packed, *plain = &file->plain;

	plain->start = plain->end = 0;
	while (plain->end == 0) {
		GConverterResult result;
		GError *why = NULL;
		gsize had = 0, made = 0;

		if (packed->start == packed->end && !file->is_over && !fill (file, packed, error))
			return false;
		if (packed->start == packed->end && !file->member_open)
			return false;
		result = g_converter_convert (file->gunzip, packed->bytes + packed->start, packed->end - packed->start, plain->bytes, BUFFER,
					      file->is_over ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &had, &made, &why);
		packed->start += had;
		plain->end = made;
		file->member_open = result != G_CONVERTER_FINISHED;
		if (result == G_CONVERTER_FINISHED)
			g_converter_reset (file->gunzip);
		if (result != G_CONVERTER_ERROR)
			continue;
		if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && !file->is_over && packed->end - packed->start < BUFFER) {
			g_error_free (why);
			if (!fill (file, packed, error))
				return false;
			continue;
		}
		*error = unpack_error (file, why->message);
		g_error_free (why);
		return false;
	}
	return true;
}

static bool
more (log_file_t *file, char **error)
{
	if (file->gunzip)
		return unpack (file, error);
	return !file->is_over && fill (file, &file->plain, error) && file->plain.end > file->plain.start;
}

log_file_t *
log_file_open (const char *path, char **error)
{
	bool is_input = strcmp (path, "-") == 0;
	log_file_t *file = g_new0 (log_file_t, 1);
	struct stat found;

	file->path = g_strdup (path);
	file->fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0 || fstat (file->fd, &found) != 0) {
		*error = g_strdup_printf ("%s: %s", path, g_strerror (errno));
		log_file_close (file);
		return NULL;
	}
	file->written = S_ISREG (found.st_mode) ? (int64_t) found.st_mtime : g_get_real_time () / G_USEC_PER_SEC;
	while (!file->is_over && file->plain.end < 2) {
		if (!fill (file, &file->plain, error)) {
			log_file_close (file);
			return NULL;
		}
	}
	if (file->plain.end >= 2 && memcmp (file->plain.bytes, "\x1f\x8b", 2) == 0) {
		file->gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
		file->packed = file->plain;
		file->plain.end = 0;
	}
	return file;
}

void
log_file_close (log_file_t *file)
{
	if (!file)
		return;
	if (file->fd > STDIN_FILENO)
		close (file->fd);
	g_clear_object (&file->gunzip);
	g_free (file->path);
	g_free (file);
}

char *
log_file_line (log_file_t *file, char **error)
{
	buffer_t *plain = &file->plain;
	size_t length = 0;
	bool any = false, ended = false;

	*error = NULL;
	while (!ended && (plain->start < plain->end || more (file, error))) {
		char *from = plain->bytes + plain->start, *newline = memchr (from, '\n', plain->end - plain->start);
		size_t n = newline ? (size_t) (newline - from) : plain->end - plain->start, kept = MIN (n, LOG_LINE_MOST - length);

		memcpy (file->line + length, from, kept);
		length += kept;
		plain->start += n + (newline ? 1 : 0);
		any = true;
		ended = newline != NULL;
	}
	if (*error || !any)
		return NULL;
	file->number++;
	if (length > 0 && file->line[length - 1] == '\r')
		length--;
	file->line[length] = '\0';
	for (char *nul = memchr (file->line, '\0', length); nul; nul = memchr (nul, '\0', length - (size_t) (nul - file->line)))
		*nul = '?';
	return file->line;
}

uint64_t
log_file_line_number (const log_file_t *file)
{
	return file->number;
}

int64_t
log_file_written (const log_file_t *file)
{
	return file->written;
}
