/*
 * stream.h - the content of a file, a pipe or memory, plain or compressed, seen through a window
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_STREAM_H
#define BNC_STREAM_H

#include "core/slice.h"

typedef struct stream stream_t;

/* "-" is standard input, where names_input. With regular, all but a regular file is refused, and none is waited for. NULL: errno. */
stream_t *bnc_stream_open (const char *path, bool names_input, bool regular);
stream_t *bnc_stream_memory (slice_t bytes); /* which stay the caller's */
void bnc_stream_close (stream_t *stream);

/* What is at hand of the content; all of it where it is mapped. Its bytes may move with each bnc_stream_more(). */
const slice_t *bnc_stream_window (const stream_t *stream);
int64_t bnc_stream_base (const stream_t *stream); /* where in the content the window begins */

/* Appends to the window. False: that was all, or what follows cannot be read. */
bool bnc_stream_more (stream_t *stream);
/* The first n bytes of the window are not needed any more. */
void bnc_stream_forget (stream_t *stream, size_t n);
/* Nor are n bytes from at on, in the midst of it. bnc_stream_base() knows of them once at is forgotten. */
void bnc_stream_cut (stream_t *stream, size_t at, size_t n);
/* Is the window all of the content, so that nothing is to be cut? */
bool bnc_stream_is_whole (const stream_t *stream);
/* How much was cut since the last bnc_stream_forget(). */
uint64_t bnc_stream_gap (const stream_t *stream);

/* Why nothing follows, once bnc_stream_more() said so; NULL: because that was all. */
const char *bnc_stream_error (const stream_t *stream);
int bnc_stream_errno (const stream_t *stream);    /* the system's error that it was; 0: the content is damaged */
bool bnc_stream_is_cut_off (const stream_t *stream); /* the content does not end here, it only cannot be read further */

/* Bytes of the file, and how many of them are needed no more once the first taken of the window are not; both 0 for a pipe. */
int64_t bnc_stream_size (const stream_t *stream);
int64_t bnc_stream_position (const stream_t *stream, size_t taken);

#endif
