/*
 * access-recipient.c - the values of a recipient and of a hop, as callers ask for them
 *
 * In: a recipient or hop of a record, or NULL.  Out: what it holds, borrowed from the record; NULL,
 * 0 or BOUNCE_NO_TIME where there is nothing.  Nothing is made here, so there is nothing to free.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

const char *
bounce_recipient_address (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->address : NULL;
}

bounce_source_t
bounce_recipient_address_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.address : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_address_type (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->address_type : NULL;
}

const char *
bounce_recipient_original_address (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->original_address : NULL;
}

bounce_source_t
bounce_recipient_original_address_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.original_address : BOUNCE_SOURCE_NONE;
}

bounce_action_t
bounce_recipient_action (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->action : BOUNCE_ACTION_NONE;
}

bounce_source_t
bounce_recipient_action_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.action : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_status (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->status : NULL;
}

bounce_source_t
bounce_recipient_status_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.status : BOUNCE_SOURCE_NONE;
}

int32_t
bounce_recipient_reply_code (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->reply_code : 0;
}

bounce_source_t
bounce_recipient_reply_code_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.reply_code : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_command (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->command : NULL;
}

bounce_source_t
bounce_recipient_command_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.command : BOUNCE_SOURCE_NONE;
}

bounce_reason_t
bounce_recipient_reason (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->reason : BOUNCE_REASON_NONE;
}

bounce_source_t
bounce_recipient_reason_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.reason : BOUNCE_SOURCE_NONE;
}

bounce_permanence_t
bounce_recipient_permanence (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->permanence : BOUNCE_PERMANENCE_NONE;
}

const char *
bounce_recipient_remote_mta (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->remote_mta : NULL;
}

bounce_source_t
bounce_recipient_remote_mta_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.remote_mta : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_remote_address (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->remote_address : NULL;
}

bounce_source_t
bounce_recipient_remote_address_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.remote_address : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_diagnostic (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->diagnostic : NULL;
}

bounce_source_t
bounce_recipient_diagnostic_source (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->source.diagnostic : BOUNCE_SOURCE_NONE;
}

const char *
bounce_recipient_diagnostic_type (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->diagnostic_type : NULL;
}

const char *
bounce_recipient_final_log_id (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->final_log_id : NULL;
}

int64_t
bounce_recipient_last_attempt (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->last_attempt.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_recipient_last_attempt_offset (const bounce_recipient_t *recipient)
{
	return recipient && recipient->last_attempt.seconds != BOUNCE_NO_TIME ? recipient->last_attempt.offset_minutes : 0;
}

int64_t
bounce_recipient_will_retry_until (const bounce_recipient_t *recipient)
{
	return recipient ? recipient->will_retry_until.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_recipient_will_retry_until_offset (const bounce_recipient_t *recipient)
{
	if (bounce_recipient_will_retry_until (recipient) == BOUNCE_NO_TIME)
		return 0;
	return recipient->will_retry_until.offset_minutes;
}

const char *
bounce_hop_from (const bounce_hop_t *hop)
{
	return hop ? hop->from : NULL;
}

const char *
bounce_hop_helo (const bounce_hop_t *hop)
{
	return hop ? hop->helo : NULL;
}

const char *
bounce_hop_client (const bounce_hop_t *hop)
{
	return hop ? hop->client : NULL;
}

const char *
bounce_hop_by (const bounce_hop_t *hop)
{
	return hop ? hop->by : NULL;
}

const char *
bounce_hop_with (const bounce_hop_t *hop)
{
	return hop ? hop->with : NULL;
}

const char *
bounce_hop_id (const bounce_hop_t *hop)
{
	return hop ? hop->id : NULL;
}

const char *
bounce_hop_rcpt (const bounce_hop_t *hop)
{
	return hop ? hop->rcpt : NULL;
}

const char *
bounce_hop_envelope_from (const bounce_hop_t *hop)
{
	return hop ? hop->envelope_from : NULL;
}

const char *
bounce_hop_account (const bounce_hop_t *hop)
{
	return hop ? hop->account : NULL;
}

const char *
bounce_hop_local_user (const bounce_hop_t *hop)
{
	return hop ? hop->local_user : NULL;
}

int32_t
bounce_hop_authenticated (const bounce_hop_t *hop)
{
	return hop ? hop->authenticated : 0;
}

int32_t
bounce_hop_local (const bounce_hop_t *hop)
{
	return hop ? hop->local : 0;
}

int32_t
bounce_hop_is_pair (const bounce_hop_t *hop)
{
	return hop ? hop->is_pair : 0;
}

int64_t
bounce_hop_date (const bounce_hop_t *hop)
{
	return hop ? hop->date.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_hop_date_offset (const bounce_hop_t *hop)
{
	return hop && hop->date.seconds != BOUNCE_NO_TIME ? hop->date.offset_minutes : 0;
}

int32_t
bounce_hop_index (const bounce_hop_t *hop)
{
	return hop ? hop->index : -1;
}

const char *
bounce_hop_text (const bounce_hop_t *hop)
{
	return hop ? hop->text : NULL;
}
