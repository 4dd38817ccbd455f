/*
 * mailbox.c - files, folders, standard input, memory -> one message after the other
 *
 * In: a path, or bytes of the caller.  Out: one message at a time, a slice of the file's window (stream.h); where ">From " lines were
 * to be unquoted, a buffer of the mailbox.  bounce_mailbox_unref() frees all; messages live until the next one is asked for.
 * What cannot be read - a file, a message, the rest of a compressed file - is one result with the reason in bounce_mailbox_error(), and
 * all else goes on behind it.  RFC 4155 (mbox) and its kin mboxo, mboxrd and mboxcl, whose Content-Length is not trusted.  A plain file
 * that somebody cuts short while it is mapped takes the program down with SIGBUS: bounce.h says so to the caller.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/mailbox.h"

#include <errno.h>
#include <sys/stat.h>

#include "mail/folder.h"
#include "mail/form.h"
#include "mail/mbox.h"
#include "mail/stream.h"

#define LIMIT ((size_t) 64 << 20)             /* as limit.message has it */
#define LINE_MOST ((size_t) 65536)            /* a longer line is no separator, and is looked at in pieces */
#define CUT_STEP ((size_t) 1 << 20)           /* of a message over the limit, bytes that are thrown away at once */
#define PASSED_MOST ((uint64_t) 1 << 30)      /* of one message: a compressed file of some kilobytes may claim any number of bytes */

struct bounce_mailbox {
	char *path;          /* as opened; NULL for memory */
	stream_t *stream;    /* the file that is open; NULL: none */
	const slice_t *window; /* its */
	bool is_message;     /* it is one, by its place */
	bool is_settled;     /* the next two are known */
	form_t form;
	newline_t newline;
	size_t taken;        /* bytes at the beginning of its window that the last message took */
	bool is_over;        /* nothing more is read of it */
	GString *unquoted;   /* the last message, where it had to be changed */
	GPtrArray *files;    /* of a folder, folder_file_t; NULL for all else */
	size_t next_file;
	char *source;        /* the file, in a folder */
	int64_t offset;
	size_t limit;
	char *error;         /* why the last call failed */
};

static bounce_mailbox_t *
mailbox_new (const char *path)
{
	bounce_mailbox_t *mailbox = g_new0 (bounce_mailbox_t, 1);

	mailbox->path = g_strdup (path);
	mailbox->offset = -1;
	mailbox->limit = LIMIT;
	return mailbox;
}

/* number is the system's error, 0 where it had no part in it. */
static bounce_status_t
fail (bounce_mailbox_t *mailbox, int number, const char *why)
{
	g_free (mailbox->error);
	mailbox->error = g_strdup (why);
	mailbox->is_over = true;
	if (number == 0)
		return BOUNCE_ERROR_FORMAT;
	errno = number;
	return BOUNCE_ERROR_FILE;
}

static bounce_status_t
fail_as_stream (bounce_mailbox_t *mailbox)
{
	return fail (mailbox, bnc_stream_errno (mailbox->stream), bnc_stream_error (mailbox->stream));
}

/* So that the window holds wanted bytes; false: there are not so many. */
static bool
fill (const bounce_mailbox_t *mailbox, size_t wanted)
{
	while (mailbox->window->n < wanted) {
		if (!bnc_stream_more (mailbox->stream))
			return false;
	}
	return true;
}

/* What is in the file? is_message: one message, whatever its first line. */
static bounce_status_t
settle_form (bounce_mailbox_t *mailbox, bool is_message)
{
	bool all = !fill (mailbox, BNC_FORM_BYTES) || bnc_stream_is_whole (mailbox->stream), empty = mailbox->window->n == 0;
	size_t start;

	mailbox->is_settled = true;
	mailbox->offset = 0;
	mailbox->newline = bnc_newline_of (*mailbox->window);
	mailbox->form = bnc_form_of (*mailbox->window, all, mailbox->newline, &start);
	if (bnc_stream_is_cut_off (mailbox->stream) && (mailbox->form == FORM_NONE || empty))
		return fail_as_stream (mailbox);
	if (mailbox->form == FORM_NONE)
		return fail (mailbox, 0, "no mail: it does not begin with a header field");
	if (is_message && empty)
		return fail (mailbox, 0, "no mail: the file is empty");
	if (is_message)
		mailbox->form = FORM_MAIL;
	bnc_stream_forget (mailbox->stream, start);
	return BOUNCE_OK;
}

/* Nothing is left in the window, nor behind it. */
static bounce_status_t
end_of_file (bounce_mailbox_t *mailbox)
{
	if (bnc_stream_error (mailbox->stream))
		return fail_as_stream (mailbox);
	mailbox->is_over = true;
	return BOUNCE_END;
}

/* As much of a message as is given out; what is mapped takes no room. */
static slice_t
within_limit (const bounce_mailbox_t *mailbox, slice_t message)
{
	return slice (message.p, bnc_stream_is_whole (mailbox->stream) ? message.n : MIN (message.n, mailbox->limit + 1));
}

static bounce_status_t
next_alone (bounce_mailbox_t *mailbox, slice_t *message)
{
	if (!fill (mailbox, 1))
		return end_of_file (mailbox);
	if (!fill (mailbox, mailbox->limit + 1) && bnc_stream_is_cut_off (mailbox->stream))
		return fail_as_stream (mailbox);
	mailbox->offset = bnc_stream_base (mailbox->stream);
	mailbox->taken = mailbox->window->n;
	mailbox->is_over = !bnc_stream_is_whole (mailbox->stream) && mailbox->taken > mailbox->limit;
	*message = within_limit (mailbox, *mailbox->window);
	return BOUNCE_OK;
}

/* Where the line that stands at that offset of the window ends: before its line end, or where a long one does as far as it is at hand. */
static size_t
far_line_end (const bounce_mailbox_t *mailbox, size_t at, char newline)
{
	size_t stop = mailbox->window->n;

	while (stop == mailbox->window->n && stop - at < LINE_MOST && bnc_stream_more (mailbox->stream))
		stop = slice_index (*mailbox->window, newline, stop);
	return stop;
}

/* Nearly always it is in the window. */
static inline size_t
line_end (const bounce_mailbox_t *mailbox, size_t at, char newline)
{
	const char *stop = memchr (mailbox->window->p + at, newline, mailbox->window->n - at);

	return stop ? (size_t) (stop - mailbox->window->p) : far_line_end (mailbox, at, newline);
}

/* Does a message begin with this line? next is where the one behind it begins. */
static bool
is_separator (const bounce_mailbox_t *mailbox, slice_t line, size_t next)
{
	if (line.n == 0 || line.p[0] != 'F' || !bnc_mbox_is_separator (line))
		return false;
	fill (mailbox, next + BNC_MBOX_SEPARATOR_MAX);
	return bnc_mbox_header_follows (slice_from (*mailbox->window, next), mailbox->newline);
}

/* Where the message that begins at start of the window ends. */
typedef struct {
	size_t start, end, at; /* at: where the line stands that is to be looked at */
	bool quoted;           /* its body has ">From " lines */
	bool found;            /* a separator stands at at */
} cut_t;

/* What is over the limit is passed over, but for what makes up for quotes: one byte of the seven that ">From " and its line end are.
 * False: too much of it. */
static bool
cut_long (bounce_mailbox_t *mailbox, cut_t *cut)
{
	size_t room = mailbox->limit + mailbox->limit / 6 + 2, keep = cut->start + room;

	if (cut->at - cut->start < room + CUT_STEP || bnc_stream_is_whole (mailbox->stream))
		return true;
	bnc_stream_cut (mailbox->stream, keep, cut->at - keep);
	cut->at = cut->end = keep;
	return bnc_stream_gap (mailbox->stream) < PASSED_MOST;
}

/* The empty line before a separator, and the last one of the file, are the mbox's own. False: a message that nobody wrote. */
static bool
find_end (bounce_mailbox_t *mailbox, cut_t *cut)
{
	char newline = mailbox->newline == NEWLINE_CR ? '\r' : '\n';
	bool empty = false, body = false, inside = false; /* inside a line of which a piece was seen */

	for (;;) {
		size_t stop = line_end (mailbox, cut->at, newline), next;
		slice_t bytes = *mailbox->window, line = slice (bytes.p + cut->at, stop - cut->at);

		if (cut->at == bytes.n)
			return true;
		next = MIN (stop + 1, bytes.n);
		if (newline == '\n' && next > stop && line.n && line.p[line.n - 1] == '\r')
			line.n--;
		/* Before is_separator(), which may move the line. */
		cut->quoted |= line.n && line.p[0] == '>' && body && !inside && bnc_mbox_is_quoted (line);
		if (empty && is_separator (mailbox, line, next)) {
			cut->found = true;
			return true;
		}
		empty = line.n == 0 && !inside;
		body |= empty;
		inside = next == stop;
		cut->end = empty ? cut->at : next;
		cut->at = next;
		if (next - cut->start > mailbox->limit && !cut_long (mailbox, cut))
			return false;
	}
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
		if (body && bnc_mbox_is_quoted (line))
			start++;
		body = body || line.n == 0;
		g_string_append_len (mailbox->unquoted, start, rest.p - start);
	}
	return slice (mailbox->unquoted->str, mailbox->unquoted->len);
}

static bounce_status_t
next_in_mbox (bounce_mailbox_t *mailbox, slice_t *message)
{
	cut_t cut = { 0 };

	if (!fill (mailbox, 1))
		return end_of_file (mailbox);
	cut.start = line_end (mailbox, 0, mailbox->newline == NEWLINE_CR ? '\r' : '\n');
	cut.start = MIN (cut.start + 1, mailbox->window->n);
	cut.at = cut.end = cut.start;
	mailbox->offset = bnc_stream_base (mailbox->stream) + (int64_t) cut.start;
	if (!find_end (mailbox, &cut))
		return fail (mailbox, 0, "a message that exceeds limit.message by 1 GiB; the rest is not read");
	if (!cut.found && bnc_stream_is_cut_off (mailbox->stream))
		return fail_as_stream (mailbox);
	mailbox->taken = cut.at;
	*message = slice (mailbox->window->p + cut.start, cut.end - cut.start);
	if (cut.quoted)
		*message = unquote (mailbox, *message);
	*message = within_limit (mailbox, *message);
	return BOUNCE_OK;
}

/* Goes to a file; NULL: to none. */
static bool
set_stream (bounce_mailbox_t *mailbox, stream_t *stream)
{
	bnc_stream_close (mailbox->stream);
	mailbox->stream = stream;
	mailbox->window = stream ? bnc_stream_window (stream) : NULL;
	mailbox->is_over = mailbox->is_settled = false;
	mailbox->taken = 0;
	return stream != NULL;
}

/* Of a folder. */
static bounce_status_t
open_next_file (bounce_mailbox_t *mailbox)
{
	const folder_file_t *file;

	set_stream (mailbox, NULL);
	if (mailbox->next_file >= mailbox->files->len)
		return BOUNCE_END;
	file = mailbox->files->pdata[mailbox->next_file++];
	g_free (mailbox->source);
	mailbox->source = g_build_filename (mailbox->path, file->name, NULL);
	mailbox->offset = 0;
	mailbox->is_message = file->is_message;
	if (file->refusal)
		return fail (mailbox, file->number, file->refusal);
	if (!set_stream (mailbox, bnc_stream_open (mailbox->source, false, true)))
		return fail (mailbox, errno, errno == EINVAL ? "neither a file nor a folder" : g_strerror (errno));
	return BOUNCE_OK;
}

/* A file beside the mail that is none, as it should be? It is passed over. */
static bool
is_index (const bounce_mailbox_t *mailbox)
{
	return mailbox->files && !mailbox->is_message && !bnc_stream_is_cut_off (mailbox->stream) && bnc_folder_is_index (mailbox->source);
}

static bounce_status_t
next_in_file (bounce_mailbox_t *mailbox, slice_t *message)
{
	bounce_status_t status = BOUNCE_OK;

	if (mailbox->is_over)
		return BOUNCE_END;
	if (!mailbox->is_settled)
		status = settle_form (mailbox, mailbox->is_message);
	if (status != BOUNCE_OK)
		return is_index (mailbox) ? BOUNCE_END : status;
	bnc_stream_forget (mailbox->stream, mailbox->taken);
	mailbox->taken = 0;
	return mailbox->form == FORM_MAIL ? next_alone (mailbox, message) : next_in_mbox (mailbox, message);
}

static bounce_status_t
next_message (bounce_mailbox_t *mailbox, slice_t *message)
{
	bounce_status_t status = mailbox->stream ? next_in_file (mailbox, message) : BOUNCE_END;

	while (status == BOUNCE_END && mailbox->files && (status = open_next_file (mailbox)) == BOUNCE_OK)
		status = next_in_file (mailbox, message);
	return status;
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
	g_clear_pointer (&mailbox->error, g_free);
	status = next_message (mailbox, &message);
	if (status >= BOUNCE_OK) /* what was passed over is no error */
		g_clear_pointer (&mailbox->error, g_free);
	*bytes = message.p;
	*length = message.n;
	return status;
}

bounce_status_t
bounce_mailbox_open (const char *path, bounce_mailbox_t **out)
{
	bounce_mailbox_t *mailbox;
	struct stat about;
	int error;

	if (out)
		*out = NULL;
	if (!path || !out)
		return BOUNCE_ERROR_ARGUMENT;
	mailbox = mailbox_new (path);
	if (strcmp (path, "-") != 0 && stat (path, &about) == 0 && S_ISDIR (about.st_mode))
		mailbox->files = bnc_folder_list (path);
	else
		set_stream (mailbox, bnc_stream_open (path, true, false));
	if (mailbox->files || mailbox->stream) {
		*out = mailbox;
		return BOUNCE_OK;
	}
	error = errno;
	bounce_mailbox_unref (mailbox);
	errno = error;
	return BOUNCE_ERROR_FILE;
}

bounce_status_t
bounce_mailbox_open_memory (const void *bytes, size_t length, bounce_mailbox_t **out)
{
	if (out)
		*out = NULL;
	if (!out || (!bytes && length))
		return BOUNCE_ERROR_ARGUMENT;
	*out = mailbox_new (NULL);
	set_stream (*out, bnc_stream_memory (slice (bytes, length)));
	return BOUNCE_OK;
}

void
bnc_mailbox_set_limit (bounce_mailbox_t *mailbox, size_t limit)
{
	mailbox->limit = limit;
}

const char *
bounce_mailbox_error (const bounce_mailbox_t *mailbox)
{
	return mailbox ? mailbox->error : NULL;
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
	return mailbox->files ? mailbox->source : mailbox->path;
}

int64_t
bounce_mailbox_size (const bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return 0;
	return mailbox->files ? (int64_t) mailbox->files->len : bnc_stream_size (mailbox->stream);
}

int64_t
bounce_mailbox_position (const bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return 0;
	if (mailbox->files)
		return (int64_t) mailbox->next_file;
	return mailbox->is_over ? bnc_stream_size (mailbox->stream) : bnc_stream_position (mailbox->stream, mailbox->taken);
}

void
bounce_mailbox_unref (bounce_mailbox_t *mailbox)
{
	if (!mailbox)
		return;
	bnc_stream_close (mailbox->stream);
	if (mailbox->unquoted)
		g_string_free (mailbox->unquoted, TRUE);
	if (mailbox->files)
		g_ptr_array_unref (mailbox->files);
	g_free (mailbox->source);
	g_free (mailbox->error);
	g_free (mailbox->path);
	g_free (mailbox);
}
