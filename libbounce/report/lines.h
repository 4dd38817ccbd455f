/*
 * lines.h - the human-readable text of a report, as the dialects and the prose reader see it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_LINES_H
#define BNC_LINES_H

#include "mail/message.h"

typedef struct {
	slice_t text;    /* runs of white space made one space, trimmed; empty for a blank line */
	uint32_t indent; /* columns of white space in front */
	uint32_t offset; /* of the line in the text it was cut from */
	int32_t source;  /* index in lines_t.sources */
} line_t;

typedef struct {
	line_t *lines;
	size_t count, room;
	struct {
		slice_t text;      /* UTF-8 of the part */
		size_t original;   /* where, by its look, a returned message starts in it (bnc_original_looks), or text.n: no lines from here on */
		newline_t newline;
		int32_t part;
	} sources[8];
	int32_t source_count;
	bool over;               /* limits->text was met */
} lines_t;

/* Collects the text parts of the mail outside the returned message (original: its part, or PART_NONE); of multipart/alternative
 * the first plain part, HTML where there is no other. */
void bnc_lines_collect (const message_t *message, int32_t original, lines_t *lines);

/* Does the part belong to the returned message (original, or PART_NONE), or to another message that came with it? */
bool bnc_lines_is_returned (const message_t *message, int32_t index, int32_t original);

/* As much of text as is kept about one recipient: what is said of thousands at once would else make a record thousands of times as
 * long as the mail. */
slice_t bnc_lines_clip (slice_t text);

/* The text from line first (inclusive) to last (exclusive), joined by single spaces, and clipped. */
const char *bnc_lines_join (const lines_t *lines, size_t first, size_t last, arena_t *arena);

/* The same behind what stood in front of them, clipped as well; that is what is left of a line, or empty. */
const char *bnc_lines_join_behind (slice_t lead, const lines_t *lines, size_t first, size_t last, arena_t *arena);

#endif
