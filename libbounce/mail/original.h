/*
 * original.h - the returned message in all its places
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ORIGINAL_H
#define BNC_ORIGINAL_H

#include "mail/message.h"

/* Whether a returned message starts in a text, by its look alone: a run of header fields at column 0 (or quoted by "> ") of which
 * enough are a mail's own. */
typedef struct {
	size_t start; /* offset of the run's first line */
	int weight, lines;
} original_look_t;

/* Shown the lines of a text, each with its offset, one after the other: true once that is so, with look->start being where. All of
 * look is 0 at first. */
bool bnc_original_looks (original_look_t *look, slice_t line, size_t offset);

/* Reads a returned header into record->original: fields, hops.  head and body as they stand, quoting taken off. */
void bnc_original_read (message_t *message, slice_t head, slice_t body, newline_t newline, bool complete, bounce_record_t *record);

/* The same of a part whose header, without any quoting, is cut into fields already. */
void bnc_original_read_part (message_t *message, const part_t *part, newline_t newline, bool complete, bounce_record_t *record);

/* The part that holds the returned message of this mail (message/rfc822, text/rfc822-headers ...), or PART_NONE. */
int32_t bnc_original_part (const message_t *message);

#endif
