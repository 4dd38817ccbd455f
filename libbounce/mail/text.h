/*
 * text.h - parts and fields as UTF-8
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEXT_H
#define BNC_TEXT_H

#include "mail/message.h"

/* A field's value: unfolded, RFC 2047 words decoded, valid UTF-8, white space squeezed; NULL for SLICE_NONE or nothing. */
const char *bnc_field_text (slice_t value, arena_t *arena);

/* What stands between < and > of a Message-ID or Return-Path field; the whole where there are none. "" for <>. NULL for SLICE_NONE. */
const char *bnc_field_id (slice_t value, arena_t *arena);

/* The same as UTF-8, from its charset or, unlabelled, from what the bytes look like (ISO-2022-JP, EUC-JP,
 * Shift_JIS, EUC-KR, GB18030, ISO-8859-1).  HTML becomes text.  At most limit bytes come out.
 * *newline tells how the lines of the result end. */
slice_t bnc_part_text (const message_t *message, const part_t *part, size_t limit, arena_t *arena, newline_t *newline);

/* UTF-8 of bytes in no declared charset. */
slice_t bnc_text_guess (slice_t bytes, arena_t *arena);

/* A date of RFC 5322 in any of its obsolete forms. */
when_t bnc_date_parse (slice_t value, arena_t *arena);

#endif
