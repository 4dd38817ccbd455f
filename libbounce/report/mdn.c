/*
 * mdn.c - disposition notifications (RFC 8098)
 *
 * In: the body of a message/disposition-notification part, decoded.  Out: record->disposition, in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/mdn.h"

#include "mail/address.h"
#include "mail/text.h"
#include "report/dsn.h"

/* "automatic-action/MDN-sent-automatically; deleted/error" (RFC 8098, 3.2.6): the mode in front, the type behind. */
static void
read_disposition (slice_t value, disposition_t *disposition, arena_t *arena)
{
	size_t at = slice_index (value, ';', 0);
	slice_t type = slice_trim (slice_from (value, at + 1));

	disposition->mode = bnc_arena_words (arena, slice (value.p, at));
	disposition->type = bnc_arena_words (arena, slice (type.p, slice_index (type, '/', 0)));
}

void
bnc_mdn_read (slice_t body, newline_t newline, bounce_record_t *record)
{
	disposition_t *disposition = ARENA_NEW (record->arena, disposition_t);
	arena_t *arena = record->arena;
	const char *type;
	slice_t name, value;
	bool blank;

	record->disposition = disposition;
	while (bnc_dsn_next_field (&body, newline, &name, &value, &blank, arena)) {
		if (slice_is (name, "disposition"))
			read_disposition (value, disposition, arena);
		else if (slice_is (name, "final-recipient"))
			disposition->final_recipient = bnc_address_typed (value, false, &type, arena);
		else if (slice_is (name, "original-message-id"))
			disposition->original_message_id = bnc_field_id (value, arena);
		else if (slice_is (name, "error") || slice_is (name, "failure"))
			disposition->error = bnc_field_text (value, arena);
	}
}
