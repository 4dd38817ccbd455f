/*
 * reply.c - a reply alone, without a mail that reports it
 *
 * In: what a server said, who it was, whose recipient, and which command was refused.  Out: status, reply code, reason and
 * permanence, in an object of its own that bounce_reply_unref() frees.  They are decided as those of a report's recipient are: the
 * reply becomes the diagnostic of the only recipient of a record, which lives during the call.
 *
 * RFC 5321, 4.2 (replies); RFC 2034, 4 (the status in them).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/reply.h"

#include "core/record.h"
#include "reason/reason.h"
#include "report/recipients.h"

struct bounce_reply {
	char status[12]; /* "": there is none */
	int32_t code;
	bounce_reason_t reason;
	bounce_permanence_t permanence;
	bounce_source_t source;
};

/* A reply of success (2yz) at the head of the text says that nothing was refused; without one it is a refusal. */
static void
read_codes (bounce_record_t *record)
{
	struct bounce_recipient *recipient = &record->recipients[0];

	recipient->action = BOUNCE_ACTION_DELIVERED;
	bnc_recipients_complete (record);
	if (recipient->reply_code)
		return;
	recipient->action = BOUNCE_ACTION_NONE;
	bnc_recipients_complete (record);
}

bounce_reply_t *
bnc_reply_read (const reason_set_t *set, const limits_t *limits, const char *text, const char *host, const char *domain,
                const char *command)
{
	bounce_reply_t *reply = g_new0 (bounce_reply_t, 1);
	bounce_record_t *record = bnc_record_new ();
	const char *address = bnc_arena_concat (record->arena, "@", domain ? domain : "", NULL);
	struct bounce_recipient *recipient = bnc_record_add_recipient (record, address, 1);

	recipient->diagnostic = bnc_arena_utf8 (record->arena, slice_trim (slice (text, strnlen (text, limits->text))));
	recipient->remote_mta = host;
	recipient->command = command;
	read_codes (record);
	bnc_reason_decide_all (set, record, SLICE_NONE);
	g_strlcpy (reply->status, recipient->status ? recipient->status : "", sizeof reply->status);
	reply->code = recipient->reply_code;
	reply->reason = recipient->reason;
	reply->permanence = recipient->permanence;
	reply->source = recipient->source.reason;
	bounce_record_unref (record);
	return reply;
}

void
bounce_reply_unref (bounce_reply_t *reply)
{
	g_free (reply);
}

const char *
bounce_reply_status (const bounce_reply_t *reply)
{
	return reply && *reply->status ? reply->status : NULL;
}

int32_t
bounce_reply_code (const bounce_reply_t *reply)
{
	return reply ? reply->code : 0;
}

bounce_reason_t
bounce_reply_reason (const bounce_reply_t *reply)
{
	return reply ? reply->reason : BOUNCE_REASON_NONE;
}

bounce_source_t
bounce_reply_reason_source (const bounce_reply_t *reply)
{
	return reply ? reply->source : BOUNCE_SOURCE_NONE;
}

bounce_permanence_t
bounce_reply_permanence (const bounce_reply_t *reply)
{
	return reply ? reply->permanence : BOUNCE_PERMANENCE_NONE;
}
