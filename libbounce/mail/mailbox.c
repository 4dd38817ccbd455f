/*
 * mailbox.c - mbox, Maildir, single file, stdin, memory -> one message after the other
 *
 * In: a path, or bytes of the caller.  Out: one message at a time, a slice of the mapped file; where
 * ">From " lines were to be unquoted, a buffer of the mailbox.  bounce_mailbox_unref() frees all; messages
 * live until the next one is asked for.  RFC 4155 (mbox) and its kin mboxo, mboxrd and mboxcl, whose
 * Content-Length is not trusted; Maildir as its author describes it.  A file that somebody cuts short
 * while it is mapped takes the program down with SIGBUS: bounce.h says so to the caller.  On
 * BOUNCE_ERROR_FILE errno tells why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEPARATOR_MAX 1000
#define READ_STEP 65536
#define BEHIND ((size_t) 8 << 20) /* pages of a mapped mbox that are given back at once */

/* Bytes, and who holds them: a mapping, a buffer of ours, or the caller. */
typedef struct {
	GMappedFile *map;
	GByteArray *buffer;
	slice_t bytes;
} content_t;

struct bounce_mailbox {
	char *path;          /* as opened; NULL for memory */
	content_t content;   /* of the file, or of the last message of a Maildir */
	newline_t newline;
	bool is_mbox;
	size_t at;           /* where the next message begins, or the separator before it */
	size_t given_back;   /* pages before this offset were */
	GString *unquoted;   /* the last message, where it had to be changed */
	GPtrArray *names;    /* of a Maildir: "cur/name" or "new/name"; NULL for all else */
	size_t next_name;
	char *source;        /* of the last message of a Maildir */
	int64_t offset;
};

static bool
word_is_time (slice_t w)
{
	size_t colon = slice_index (w, ':', 0);

	return (colon == 1 || colon == 2) && w.n >= colon + 3 && g_ascii_isdigit (w.p[0]) && g_ascii_isdigit (w.p[colon + 1]) &&
	       g_ascii_isdigit (w.p[colon + 2]);
}

static bool
word_is_year (slice_t w)
{
	for (size_t i = 0; i < w.n; i++) {
		if (!g_ascii_isdigit (w.p[i]))
			return false;
	}
	return w.n == 4 && (w.p[0] == '1' || w.p[0] == '2');
}

static bool
word_in (slice_t w, const char *three_letter_names)
{
	if (w.n == 4 && w.p[3] == ',')
		w.n = 3;
	for (const char *p = three_letter_names; w.n == 3 && *p; p += 3) {
		if (memcmp (w.p, p, 3) == 0)
			return true;
	}
	return false;
}

/* The date is asctime()'s, with or without seconds and zone, or that of RFC 5322: all have day, month, time and year. */
bool
bnc_mbox_is_separator (slice_t line)
{
	bool day = false, month = false, time = false, year = false;

	if (line.n < 5 || line.n > SEPARATOR_MAX || memcmp (line.p, "From ", 5) != 0)
		return false;
	for (size_t i = 5, start; i < line.n;) {
		slice_t word;

		start = i;
		while (i < line.n && !slice_is_blank_char (line.p[i]))
			i++;
		word = slice (line.p + start, i - start);
		day = day || word_in (word, "MonTueWedThuFriSatSun");
		month = month || word_in (word, "JanFebMarAprMayJunJulAugSepOctNovDec");
		time = time || word_is_time (word);
		year = year || word_is_year (word);
		i++;
	}
	return day && month && time && year;
}

/* Behind a separator stands a header: prose that opens with "From ... Thu Apr 29 ..." has none. */
static bool
header_follows (slice_t rest, newline_t newline)
{
	slice_t line;
	size_t colon;

	if (!bnc_line_next (&rest, newline, &line))
		return true;
	if (slice_starts_nocase (line, SLICE_LIT (">From ")))
		return true;
	colon = slice_index (line, ':', 0);
	for (size_t i = 0; i < colon; i++) {
		if (line.p[i] <= ' ' || line.p[i] == 0x7F)
			return false;
	}
	return colon > 0 && colon < line.n;
}

static bool
is_quoted_from (slice_t line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '>')
		n++;
	return n > 0 && line.n - n >= 5 && memcmp (line.p + n, "From ", 5) == 0;
}

static void
content_clear (content_t *content)
{
	if (content->map)
		g_mapped_file_unref (content->map);
	if (content->buffer)
		g_byte_array_unref (content->buffer);
	*content = (content_t) { NULL, NULL, SLICE_NONE };
}

/* A pipe, a terminal: to its end, into memory. */
static bool
content_read (content_t *content, int fd)
{
	GByteArray *buffer = g_byte_array_new ();
	ssize_t n;

	do {
		guint used = buffer->len;

		if (used > G_MAXUINT / 2) {
			n = -1;
			errno = EFBIG;
			break;
		}
		g_byte_array_set_size (buffer, used + READ_STEP);
		do
			n = read (fd, buffer->data + used, READ_STEP);
		while (n < 0 && errno == EINTR);
		g_byte_array_set_size (buffer, used + (n > 0 ? (guint) n : 0));
	} while (n > 0);
	content->buffer = buffer;
	content->bytes = slice ((const char *) buffer->data, buffer->len);
	return n == 0;
}

/* With regular, anything but a regular file is an error, and none is waited for (a FIFO in a Maildir). */
static bool
content_load (content_t *content, const char *path, bool regular)
{
	int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (regular ? O_NONBLOCK : 0)), error = 0;
	struct stat about;
	bool done = false;

	if (fd < 0)
		return false;
	if (fstat (fd, &about) == 0) {
		if (S_ISREG (about.st_mode) && about.st_size > 0 && (content->map = g_mapped_file_new_from_fd (fd, FALSE, NULL))) {
			content->bytes = slice (g_mapped_file_get_contents (content->map), g_mapped_file_get_length (content->map));
			done = true;
		} else if (regular && !S_ISREG (about.st_mode)) {
			errno = S_ISDIR (about.st_mode) ? EISDIR : EINVAL;
		} else {
			done = content_read (content, fd);
		}
	}
	error = errno;
	close (fd);
	if (!done)
		content_clear (content);
	errno = error;
	return done;
}

static bounce_mailbox_t *
mailbox_new (const char *path)
{
	bounce_mailbox_t *mailbox = g_new0 (bounce_mailbox_t, 1);

	mailbox->path = g_strdup (path);
	mailbox->offset = -1;
	return mailbox;
}

/* Frees, and leaves errno to the caller. */
static bounce_status_t
mailbox_fail (bounce_mailbox_t *mailbox)
{
	int error = errno;

	bounce_mailbox_unref (mailbox);
	errno = error;
	return BOUNCE_ERROR_FILE;
}

/* Is it an mbox, or one message? Empty lines before the first separator are forgiven. */
static void
settle_form (bounce_mailbox_t *mailbox)
{
	slice_t bytes = mailbox->content.bytes, rest = bytes, line;
	size_t start = 0;

	mailbox->newline = bnc_newline_of (bytes);
	while (bnc_line_next (&rest, mailbox->newline, &line) && line.n == 0)
		start = bytes.n - rest.n;
	mailbox->is_mbox = start < bytes.n && bnc_mbox_is_separator (line);
	mailbox->at = mailbox->is_mbox ? start : 0;
	if (mailbox->content.map && bytes.n > BEHIND)
		(void) madvise ((void *) g_mapped_file_get_contents (mailbox->content.map), bytes.n, MADV_SEQUENTIAL);
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
	const char *const *left = a, *const *right = b;
	gint order = strcmp (*left + 4, *right + 4); /* behind "cur/" or "new/": the names begin with the time */

	return order ? order : strcmp (*left, *right);
}

static bool
list_folder (GPtrArray *names, const char *path, const char *folder)
{
	char *full = g_build_filename (path, folder, NULL);
	GDir *dir = g_dir_open (full, 0, NULL);
	const char *name;

	g_free (full);
	if (!dir)
		return false;
	while ((name = g_dir_read_name (dir))) {
		if (name[0] != '.')
			g_ptr_array_add (names, g_strconcat (folder, "/", name, NULL));
	}
	g_dir_close (dir);
	return true;
}

static bool
open_maildir (bounce_mailbox_t *mailbox, const char *path)
{
	bool any = false;

	mailbox->names = g_ptr_array_new_with_free_func (g_free);
	any = list_folder (mailbox->names, path, "cur") || any;
	any = list_folder (mailbox->names, path, "new") || any;
	g_ptr_array_sort (mailbox->names, by_name);
	if (!any)
		errno = EISDIR;
	return any;
}

bounce_status_t
bounce_mailbox_open (const char *path, bounce_mailbox_t **out)
{
	bounce_mailbox_t *mailbox;
	struct stat about;
	bool done;

	if (out)
		*out = NULL;
	if (!path || !out)
		return BOUNCE_ERROR_ARGUMENT;
	mailbox = mailbox_new (path);
	if (strcmp (path, "-") == 0)
		done = content_read (&mailbox->content, STDIN_FILENO);
	else if (stat (path, &about) == 0 && S_ISDIR (about.st_mode))
		done = open_maildir (mailbox, path);
	else
		done = content_load (&mailbox->content, path, false);
	if (!done)
		return mailbox_fail (mailbox);
	if (!mailbox->names)
		settle_form (mailbox);
	*out = mailbox;
	return BOUNCE_OK;
}

bounce_status_t
bounce_mailbox_open_memory (const void *bytes, size_t length, bounce_mailbox_t **out)
{
	if (out)
		*out = NULL;
	if (!out || (!bytes && length))
		return BOUNCE_ERROR_ARGUMENT;
	*out = mailbox_new (NULL);
	(*out)->content.bytes = slice (bytes, length);
	settle_form (*out);
	return BOUNCE_OK;
}

/* Cuts the message that starts behind the separator at mailbox->at, which moves to the next one; quoted tells whether
 * its body has ">From " lines. The empty line before a separator, and the last one of the file, are the mbox's own. */
static slice_t
next_in_mbox (bounce_mailbox_t *mailbox, bool *quoted)
{
	slice_t bytes = mailbox->content.bytes, rest = slice_from (bytes, mailbox->at), line;
	size_t start, end;
	bool empty = false, body = false;

	bnc_line_next (&rest, mailbox->newline, &line);
	start = end = bytes.n - rest.n;
	*quoted = false;
	mailbox->at = bytes.n;
	while (rest.n) {
		size_t here = bytes.n - rest.n;

		bnc_line_next (&rest, mailbox->newline, &line);
		if (empty && line.n && line.p[0] == 'F' && bnc_mbox_is_separator (line) && header_follows (rest, mailbox->newline)) {
			mailbox->at = here;
			return slice_between (bytes.p + start, bytes.p + end);
		}
		if (line.n && line.p[0] == '>' && body && is_quoted_from (line))
			*quoted = true;
		if (line.n == 0) {
			empty = body = true;
			end = here;
		} else {
			empty = false;
			end = bytes.n - rest.n;
		}
	}
	return slice_between (bytes.p + start, bytes.p + end);
}

/* Takes one '>' off every ">From ", ">>From " ... of the body. */
static slice_t
unquote (bounce_mailbox_t *mailbox, slice_t message)
{
	slice_t rest = message, line;
	bool body = false;

	if (!mailbox->unquoted)
		mailbox->unquoted = g_string_sized_new (message.n);
	g_string_truncate (mailbox->unquoted, 0);
	while (rest.n) {
		const char *start = rest.p;

		bnc_line_next (&rest, mailbox->newline, &line);
		if (body && is_quoted_from (line))
			start++;
		body = body || line.n == 0;
		g_string_append_len (mailbox->unquoted, start, rest.p - start);
	}
	return slice (mailbox->unquoted->str, mailbox->unquoted->len);
}

/* What was read will not be read again: of a large mbox, no more than a few megabytes stay in memory. */
static void
give_back (bounce_mailbox_t *mailbox, size_t before)
{
	size_t page = (size_t) sysconf (_SC_PAGESIZE), from = mailbox->given_back;
	char *start;

	before -= before % page;
	if (!mailbox->content.map || before < from + BEHIND)
		return;
	start = g_mapped_file_get_contents (mailbox->content.map);
	(void) madvise (start + from, before - from, MADV_DONTNEED);
	mailbox->given_back = before;
}

static bounce_status_t
next_in_bytes (bounce_mailbox_t *mailbox, slice_t *message)
{
	slice_t bytes = mailbox->content.bytes;
	bool quoted = false;

	if (mailbox->at >= bytes.n)
		return BOUNCE_END;
	if (mailbox->is_mbox) {
		give_back (mailbox, mailbox->at);
		*message = next_in_mbox (mailbox, &quoted);
	} else {
		*message = bytes;
		mailbox->at = bytes.n;
	}
	mailbox->offset = message->p - bytes.p;
	if (quoted)
		*message = unquote (mailbox, *message);
	return BOUNCE_OK;
}

static bounce_status_t
next_in_maildir (bounce_mailbox_t *mailbox, slice_t *message)
{
	content_clear (&mailbox->content);
	if (mailbox->next_name >= mailbox->names->len)
		return BOUNCE_END;
	g_free (mailbox->source);
	mailbox->source = g_build_filename (mailbox->path, mailbox->names->pdata[mailbox->next_name++], NULL);
	mailbox->offset = 0;
	if (!content_load (&mailbox->content, mailbox->source, true))
		return BOUNCE_ERROR_FILE;
	*message = mailbox->content.bytes.n ? mailbox->content.bytes : SLICE_LIT ("");
	return BOUNCE_OK;
}

bounce_status_t
bounce_mailbox_next (bounce_mailbox_t *mailbox, const void **bytes, size_t *length)
{
	slice_t message = SLICE_NONE;
	bounce_status_t status;

	if (bytes)
		*bytes = NULL;
	if (length)
		*length = 0;
	if (!mailbox || !bytes || !length)
		return BOUNCE_ERROR_ARGUMENT;
	status = mailbox->names ? next_in_maildir (mailbox, &message) : next_in_bytes (mailbox, &message);
	*bytes = message.p;
	*length = message.n;
	return status;
}

int64_t
bounce_mailbox_offset (const bounce_mailbox_t *mailbox)
{
	return mailbox ? mailbox->offset : -1;
}

const char *
bounce_mailbox_source (const bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return NULL;
	return mailbox->names ? mailbox->source : mailbox->path;
}

int64_t
bounce_mailbox_size (const bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return 0;
	return (int64_t) (mailbox->names ? mailbox->names->len : mailbox->content.bytes.n);
}

int64_t
bounce_mailbox_position (const bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return 0;
	return (int64_t) (mailbox->names ? mailbox->next_name : MIN (mailbox->at, mailbox->content.bytes.n));
}

void
bounce_mailbox_unref (bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return;
	content_clear (&mailbox->content);
	if (mailbox->unquoted)
		g_string_free (mailbox->unquoted, TRUE);
	if (mailbox->names)
		g_ptr_array_unref (mailbox->names);
	g_free (mailbox->source);
	g_free (mailbox->path);
	g_free (mailbox);
}
