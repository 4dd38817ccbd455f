/*
 * original.h - the returned message in all its places
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ORIGINAL_H
#define BNC_ORIGINAL_H

#include "mail/message.h"

/* Where in the text a returned message starts, by its look alone: a run of header fields at column 0 (or quoted by "> ") of which
 * enough are a mail's own.  Returns the offset of its first line, or text.n. */
size_t bnc_original_find (slice_t text, newline_t newline);

/* Reads a returned header into record->original: fields, hops.  head and body as they stand, quoting taken off. */
void bnc_original_read (message_t *message, slice_t head, slice_t body, newline_t newline, bool complete, bounce_record_t *record);

/* The part that holds the returned message of this mail (message/rfc822, text/rfc822-headers ...), or PART_NONE. */
int32_t bnc_original_part (const message_t *message);

#endif
