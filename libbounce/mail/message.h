/*
 * message.h - one mail as header fields and a tree of parts, all slices of the caller's bytes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MESSAGE_H
#define BNC_MESSAGE_H

#include "core/record.h"
#include "core/settings.h"
#include "mail/transfer.h"

typedef struct {
	slice_t name;  /* as written, without the colon */
	slice_t value; /* what follows the colon, folds and all, trimmed */
} field_t;

typedef enum {
	MEDIA_OTHER,
	MEDIA_TEXT,             /* text/plain, or text of a kind we do not know */
	MEDIA_HTML,
	MEDIA_MULTIPART,
	MEDIA_MESSAGE,          /* message/rfc822, message/global: one child */
	MEDIA_HEADERS,          /* text/rfc822-headers, message/rfc822-headers, message/global-headers */
	MEDIA_DELIVERY_STATUS,  /* message/delivery-status, message/global-delivery-status */
	MEDIA_DISPOSITION,      /* message/disposition-notification and its global form */
	MEDIA_FEEDBACK          /* message/feedback-report */
} media_t;

#define PART_NONE ((int32_t) -1)

typedef struct {
	slice_t head, body;      /* body without the line end before the closing boundary */
	uint32_t first_field, field_count;
	int32_t parent, child, last, next; /* indexes in message_t.parts, PART_NONE; last is the last child */
	uint32_t depth;
	newline_t newline;       /* of its header */
	media_t media;
	encoding_t encoding;
	slice_t media_type;      /* "text/plain" as written; the default where there is no field */
	slice_t charset, boundary, report_type, name;
	bool closed;             /* a multipart whose closing boundary was seen */
} part_t;

typedef struct {
	slice_t bytes;           /* without a leading mbox line */
	newline_t newline;
	part_t *parts; size_t part_count, part_room;  /* parts[0] is the mail itself, the rest in document order */
	field_t *fields; size_t field_count, field_room;
	arena_t *arena;
	const limits_t *limits;
	bool over_message, over_parts, over_depth, over_fields, over_field;
} message_t;

/* Cuts bytes; the message and all it points to live as long as both arena and bytes. Never fails. */
void bnc_message_parse (message_t *message, slice_t bytes, const limits_t *limits, arena_t *arena);

/* Cuts a header that stands alone (a returned header part, or one quoted in text) into fields appended
 * to message->fields; gives the first one's index in *first and returns how many there are. */
uint32_t bnc_message_fields (message_t *message, slice_t head, newline_t newline, uint32_t *first);

/* How many bytes that a field's name may have (RFC 5322, 2.2) stand at the start of line. */
size_t bnc_field_name_run (slice_t line);
/* Length of the field name at the start of line; 0 where it is no field. */
size_t bnc_field_name_length (slice_t line);

/* First field of that name in the part, or NULL. */
const field_t *bnc_part_field (const message_t *message, const part_t *part, const char *name);
slice_t bnc_part_value (const message_t *message, const part_t *part, const char *name); /* SLICE_NONE: no such field */

/* A parameter of a structured field ("boundary", "charset"; RFC 2045, 5.1; RFC 2231 not needed), unquoted. */
slice_t bnc_field_parameter (slice_t value, const char *name, arena_t *arena);

#endif
