/*
 * stream.c - the content of a file, a pipe or memory, plain or compressed, seen through a window
 *
 * In: a path, or bytes of the caller.  Out: the content as a slice.  A plain file is mapped, and the window is all of it; pages behind
 * it are given back.  A pipe, and what is compressed - its first bytes tell, not its name - is read a step at a time into a buffer,
 * which grows only while the caller forgets nothing.  What ends a stream early is said in bnc_stream_error().  bnc_stream_close() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mail/unpack.h"

#define STEP ((size_t) 65536)
#define BEHIND ((size_t) 8 << 20) /* pages of a mapped file that are given back at once */

struct stream {
	slice_t window;
	int64_t base;
	uint64_t gap;        /* bytes cut out of the window */
	GMappedFile *map;
	char *given_back;    /* pages of the map before this were */
	char *buffer;        /* holds the window, where that is neither mapped nor the caller's */
	size_t room;
	int fd;              /* -1: all there is is in input or window */
	slice_t input;       /* read, and not used yet */
	char *input_buffer;
	int64_t size, taken; /* bytes of the file; those that were used or are in input */
	const packing_t *packing;
	unpacker_t *unpacker; /* NULL: between two members */
	bool is_over, is_cut_off;
	char *error;
	int number;
};

static stream_t *
stream_new (void)
{
	stream_t *stream = g_new0 (stream_t, 1);

	stream->fd = -1;
	stream->window = SLICE_LIT ("");
	return stream;
}

void
bnc_stream_close (stream_t *stream)
{
	if (!stream)
		return;
	if (stream->fd > STDIN_FILENO)
		close (stream->fd);
	if (stream->map)
		g_mapped_file_unref (stream->map);
	bnc_unpacker_free (stream->unpacker);
	g_free (stream->buffer);
	g_free (stream->input_buffer);
	g_free (stream->error);
	g_free (stream);
}

static void G_GNUC_PRINTF (3, 4)
fail (stream_t *stream, int number, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	stream->error = g_strdup_vprintf (format, args);
	va_end (args);
	stream->number = number;
	stream->is_over = true;
}

/* Reads up to room bytes; 0: the end, or an error, which is noted. */
static size_t
read_some (stream_t *stream, char *to, size_t room)
{
	ssize_t n;

	if (stream->fd < 0)
		return 0;
	do
		n = read (stream->fd, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		fail (stream, errno, "%s", g_strerror (errno));
		stream->is_cut_off = true;
	}
	return n > 0 ? (size_t) n : 0;
}

/* So that input holds wanted bytes, where there are so many. */
static void
fill_input (stream_t *stream, size_t wanted)
{
	size_t n = 1;

	if (stream->fd < 0 || stream->input.n >= wanted)
		return;
	if (!stream->input_buffer)
		stream->input_buffer = g_malloc (STEP);
	if (stream->input.n)
		memmove (stream->input_buffer, stream->input.p, stream->input.n);
	stream->input.p = stream->input_buffer;
	while (stream->input.n < wanted && n > 0) {
		n = read_some (stream, stream->input_buffer + stream->input.n, STEP - stream->input.n);
		stream->input.n += n;
		stream->taken += (int64_t) n;
	}
}

/* Makes room for a step behind the window, which may move. */
static char *
room_behind (stream_t *stream)
{
	size_t before = stream->buffer ? (size_t) (stream->window.p - stream->buffer) : 0, n = stream->window.n;
	char *from = stream->buffer;

	if (before + n + STEP > stream->room) {
		if (stream->room < n + STEP) {
			stream->room = n + n / 2 + 2 * STEP;
			stream->buffer = g_malloc (stream->room);
		}
		if (n)
			memmove (stream->buffer, stream->window.p, n);
		if (from != stream->buffer)
			g_free (from);
		stream->window.p = stream->buffer;
	}
	return stream->buffer + (stream->window.p - stream->buffer) + n;
}

static int64_t
used (const stream_t *stream)
{
	return stream->taken - (int64_t) stream->input.n;
}

/* Before a member: does one begin here? Bytes of 0 between two are padding. */
static bool
begin_member (stream_t *stream)
{
	const char *name = bnc_packing_name (stream->packing), *why;

	for (fill_input (stream, 1); stream->input.n && !stream->input.p[0]; fill_input (stream, 1))
		stream->input = slice_from (stream->input, 1);
	fill_input (stream, BNC_PACKING_BYTES);
	if (stream->input.n == 0) {
		stream->is_over = true;
	} else if (bnc_packing_of (stream->input) != stream->packing) {
		fail (stream, 0, "the %s data ends at byte %" G_GINT64_FORMAT ", and what follows is none", name, used (stream));
	} else if (!(stream->unpacker = bnc_unpacker_new (stream->packing, &why))) {
		stream->is_cut_off = true;
		fail (stream, 0, "it is compressed with %s: %s", name, why);
	}
	return stream->unpacker != NULL;
}

/* A step of what the file holds; 0: the end, or an error, which is noted. */
static size_t
unpack_some (stream_t *stream, char *to)
{
	const char *why = NULL;
	size_t made = 0;

	while (made == 0 && !stream->is_over && (stream->unpacker || begin_member (stream))) {
		size_t had;
		unpack_t done;

		fill_input (stream, 1);
		had = stream->input.n;
		done = bnc_unpack (stream->unpacker, &stream->input, to, STEP, &made, &why);
		if (done == UNPACK_END) {
			g_clear_pointer (&stream->unpacker, bnc_unpacker_free);
		} else if (!stream->is_over && (done == UNPACK_FAILED || (made == 0 && stream->input.n == had))) {
			stream->is_cut_off = true;
			fail (stream, 0, "the %s data is %s at byte %" G_GINT64_FORMAT "%s%s", bnc_packing_name (stream->packing),
			      why ? "damaged" : "cut off", used (stream), why ? ": " : "", why ? why : "");
		}
	}
	return made;
}

/* Of a pipe. */
static size_t
read_plain (stream_t *stream, char *to)
{
	size_t n = stream->input.n;

	if (n == 0)
		n = read_some (stream, to, STEP);
	else
		memcpy (to, stream->input.p, n);
	stream->input.n = 0;
	stream->is_over |= n == 0;
	return n;
}

bool
bnc_stream_more (stream_t *stream)
{
	char *to;
	size_t n;

	if (stream->is_over)
		return false;
	to = room_behind (stream);
	n = stream->packing ? unpack_some (stream, to) : read_plain (stream, to);
	stream->window.n += n;
	return n > 0;
}

/* Where that cannot be, it is read as a pipe is. */
static void
map (stream_t *stream)
{
	stream->map = g_mapped_file_new_from_fd (stream->fd, FALSE, NULL);
	if (!stream->map)
		return;
	close (stream->fd);
	stream->fd = -1;
	stream->is_over = true;
	stream->window = slice (g_mapped_file_get_contents (stream->map), g_mapped_file_get_length (stream->map));
	stream->given_back = g_mapped_file_get_contents (stream->map);
	if (stream->window.n > BEHIND)
		(void) madvise (stream->given_back, stream->window.n, MADV_SEQUENTIAL);
}

/* A file with a beginning to go back to. False: errno. */
static bool
open_regular (stream_t *stream, int64_t size)
{
	char head[BNC_PACKING_BYTES];
	ssize_t n;

	do
		n = pread (stream->fd, head, sizeof head, 0);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return false;
	stream->packing = bnc_packing_of (slice (head, (size_t) n));
	stream->size = size;
	if (!stream->packing && size > 0)
		map (stream);
	return true;
}

static bool
open_pipe (stream_t *stream)
{
	fill_input (stream, BNC_PACKING_BYTES);
	stream->packing = bnc_packing_of (stream->input);
	errno = stream->number;
	return !stream->error;
}

stream_t *
bnc_stream_open (const char *path, bool names_input, bool regular)
{
	bool is_input = names_input && strcmp (path, "-") == 0, done = false;
	stream_t *stream = stream_new ();
	struct stat about;
	int error;

	/* A FIFO that nobody writes to, in a folder, must not be waited for. */
	stream->fd = is_input ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (regular ? O_NONBLOCK : 0));
	if (stream->fd >= 0 && fstat (stream->fd, &about) == 0) {
		errno = S_ISDIR (about.st_mode) ? EISDIR : EINVAL;
		if (S_ISREG (about.st_mode) && !is_input)
			done = open_regular (stream, (int64_t) about.st_size);
		else
			done = !regular && open_pipe (stream);
	}
	if (done)
		return stream;
	error = errno;
	bnc_stream_close (stream);
	errno = error;
	return NULL;
}

stream_t *
bnc_stream_memory (slice_t bytes)
{
	stream_t *stream = stream_new ();

	stream->size = (int64_t) bytes.n;
	stream->packing = bnc_packing_of (bytes);
	if (stream->packing) {
		stream->input = bytes;
		stream->taken = stream->size;
	} else {
		stream->window = bytes.n ? bytes : SLICE_LIT ("");
		stream->is_over = true;
	}
	return stream;
}

const slice_t *
bnc_stream_window (const stream_t *stream)
{
	return &stream->window;
}

int64_t
bnc_stream_base (const stream_t *stream)
{
	return stream->base;
}

/* What was read will not be read again: of a large file, no more than a few megabytes stay in memory. */
static void
give_back (stream_t *stream)
{
	size_t behind = (size_t) (stream->window.p - stream->given_back);

	behind -= behind % (size_t) sysconf (_SC_PAGESIZE);
	if (behind < BEHIND)
		return;
	(void) madvise (stream->given_back, behind, MADV_DONTNEED);
	stream->given_back += behind;
}

void
bnc_stream_forget (stream_t *stream, size_t n)
{
	stream->base += (int64_t) (n + stream->gap);
	stream->gap = 0;
	stream->window = slice_from (stream->window, n);
	if (stream->map)
		give_back (stream);
}

void
bnc_stream_cut (stream_t *stream, size_t at, size_t n)
{
	char *hole = stream->buffer + (stream->window.p - stream->buffer) + at;

	memmove (hole, hole + n, stream->window.n - at - n);
	stream->window.n -= n;
	stream->gap += n;
}

bool
bnc_stream_is_whole (const stream_t *stream)
{
	return stream->is_over && !stream->buffer;
}

uint64_t
bnc_stream_gap (const stream_t *stream)
{
	return stream->gap;
}

const char *
bnc_stream_error (const stream_t *stream)
{
	return stream->error;
}

int
bnc_stream_errno (const stream_t *stream)
{
	return stream->number;
}

bool
bnc_stream_is_cut_off (const stream_t *stream)
{
	return stream->is_cut_off;
}

int64_t
bnc_stream_size (const stream_t *stream)
{
	return stream->size;
}

int64_t
bnc_stream_position (const stream_t *stream, size_t taken)
{
	if (stream->packing)
		return stream->size ? used (stream) : 0;
	return stream->size ? stream->base + (int64_t) taken : 0;
}
