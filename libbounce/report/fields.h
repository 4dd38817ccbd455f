/*
 * fields.h - the fields of a report, wherever they stand
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_FIELDS_H
#define BNC_FIELDS_H

#include "mail/message.h"
#include "report/lines.h"

typedef enum { FIELDS_NONE, FIELDS_STATUS, FIELDS_FEEDBACK } fields_kind_t;

typedef struct {
	slice_t text;
	newline_t newline;
	size_t line; /* the first of them, where they stand among lines */
} fields_t;

/* The fields of a part whose type says that it is a report (MEDIA_DELIVERY_STATUS and behind). */
fields_t bnc_fields_of_part (const message_t *message, const part_t *part);

/* Does a part whose type says nothing begin with delivery-status fields? */
bool bnc_fields_in_part (const message_t *message, const part_t *part, fields_t *fields);

/* The fields within the first end lines of text, up to the end of their part, and what they are. */
fields_kind_t bnc_fields_in_lines (const lines_t *lines, size_t end, fields_t *fields, arena_t *arena);

#endif
