/*
 * access-record.c - the values of a record, its original, feedback and disposition, as callers ask for them
 *
 * In: a record, or NULL.  Out: what it holds, borrowed from it; NULL, 0 or BOUNCE_NO_TIME where
 * there is nothing.  Nothing is made here, so there is nothing to free.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

bounce_kind_t
bounce_record_kind (const bounce_record_t *record)
{
	return record ? record->kind : BOUNCE_KIND_OTHER;
}

const char *
bounce_record_dialect (const bounce_record_t *record)
{
	return record ? record->dialect : NULL;
}

const char *
bounce_record_reporting_mta (const bounce_record_t *record)
{
	return record ? record->reporting_mta : NULL;
}

const char *
bounce_record_received_from_mta (const bounce_record_t *record)
{
	return record ? record->received_from_mta : NULL;
}

const char *
bounce_record_envelope_id (const bounce_record_t *record)
{
	return record ? record->envelope_id : NULL;
}

const char *
bounce_record_queue_id (const bounce_record_t *record)
{
	return record ? record->queue_id : NULL;
}

int64_t
bounce_record_arrival_date (const bounce_record_t *record)
{
	return record ? record->arrival_date.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_record_arrival_date_offset (const bounce_record_t *record)
{
	return record && record->arrival_date.seconds != BOUNCE_NO_TIME ? record->arrival_date.offset_minutes : 0;
}

int64_t
bounce_record_date (const bounce_record_t *record)
{
	return record ? record->date.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_record_date_offset (const bounce_record_t *record)
{
	return record && record->date.seconds != BOUNCE_NO_TIME ? record->date.offset_minutes : 0;
}

const char *
bounce_record_date_text (const bounce_record_t *record)
{
	return record ? record->date_text : NULL;
}

const char *
bounce_record_from (const bounce_record_t *record)
{
	return record ? record->from : NULL;
}

const char *
bounce_record_to (const bounce_record_t *record)
{
	return record ? record->to : NULL;
}

const char *
bounce_record_subject (const bounce_record_t *record)
{
	return record ? record->subject : NULL;
}

const char *
bounce_record_message_id (const bounce_record_t *record)
{
	return record ? record->message_id : NULL;
}

size_t
bounce_record_truncated_count (const bounce_record_t *record)
{
	return record ? record->truncated_count : 0;
}

const char *
bounce_record_truncated (const bounce_record_t *record, size_t index)
{
	return record && index < record->truncated_count ? record->truncated[index] : NULL;
}

size_t
bounce_record_failed_scorer_count (const bounce_record_t *record)
{
	return record ? record->failed_scorer_count : 0;
}

const char *
bounce_record_failed_scorer (const bounce_record_t *record, size_t index)
{
	return record && index < record->failed_scorer_count ? record->failed_scorers[index] : NULL;
}

const char *
bounce_record_explanation (const bounce_record_t *record)
{
	return record ? record->explanation : NULL;
}

size_t
bounce_record_recipient_count (const bounce_record_t *record)
{
	return record ? record->recipient_count : 0;
}

const bounce_recipient_t *
bounce_record_recipient (const bounce_record_t *record, size_t index)
{
	return record && index < record->recipient_count ? &record->recipients[index] : NULL;
}

size_t
bounce_record_hop_count (const bounce_record_t *record)
{
	return record ? record->hop_count : 0;
}

const bounce_hop_t *
bounce_record_hop (const bounce_record_t *record, size_t index)
{
	return record && index < record->hop_count ? &record->hops[index] : NULL;
}

const char *
bounce_record_submission_client (const bounce_record_t *record)
{
	if (!record)
		return NULL;
	return record->trace.submission_client ? record->trace.submission_client : record->trace.boundary_client;
}

const char *
bounce_record_submission_queue_id (const bounce_record_t *record)
{
	return record ? record->trace.queue_id : NULL;
}

const bounce_verdict_t *
bounce_record_verdict (const bounce_record_t *record)
{
	return record ? record->verdict : NULL;
}

bounce_verp_t
bounce_record_verp (const bounce_record_t *record)
{
	return record ? record->verp.form : BOUNCE_VERP_NONE;
}

const char *
bounce_record_verp_address (const bounce_record_t *record)
{
	return record ? record->verp.address : NULL;
}

const char *
bounce_record_verp_tag (const bounce_record_t *record)
{
	return record ? record->verp.tag : NULL;
}

const char *
bounce_record_verp_base (const bounce_record_t *record)
{
	return record ? record->verp.base : NULL;
}

const char *
bounce_record_verp_user (const bounce_record_t *record)
{
	return record ? record->verp.user : NULL;
}

const char *
bounce_record_verp_domain (const bounce_record_t *record)
{
	return record ? record->verp.domain : NULL;
}

const char *
bounce_record_verp_part (const bounce_record_t *record)
{
	return record ? record->verp.part : NULL;
}

int32_t
bounce_record_original_present (const bounce_record_t *record)
{
	return record ? record->original.present : 0;
}

int32_t
bounce_record_original_complete (const bounce_record_t *record)
{
	return record ? record->original.complete : 0;
}

const char *
bounce_record_original_message_id (const bounce_record_t *record)
{
	return record ? record->original.message_id : NULL;
}

const char *
bounce_record_original_from (const bounce_record_t *record)
{
	return record ? record->original.from : NULL;
}

const char *
bounce_record_original_to (const bounce_record_t *record)
{
	return record ? record->original.to : NULL;
}

const char *
bounce_record_original_subject (const bounce_record_t *record)
{
	return record ? record->original.subject : NULL;
}

int64_t
bounce_record_original_date (const bounce_record_t *record)
{
	return record ? record->original.date.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_record_original_date_offset (const bounce_record_t *record)
{
	return record && record->original.date.seconds != BOUNCE_NO_TIME ? record->original.date.offset_minutes : 0;
}

const char *
bounce_record_original_date_text (const bounce_record_t *record)
{
	return record ? record->original.date_text : NULL;
}

const char *
bounce_record_original_return_path (const bounce_record_t *record)
{
	return record ? record->original.return_path : NULL;
}

const char *
bounce_record_original_list_id (const bounce_record_t *record)
{
	return record ? record->original.list_id : NULL;
}

size_t
bounce_record_original_hop_count (const bounce_record_t *record)
{
	return record ? record->original.hop_count : 0;
}

const bounce_hop_t *
bounce_record_original_hop (const bounce_record_t *record, size_t index)
{
	return record && index < record->original.hop_count ? &record->original.hops[index] : NULL;
}

int32_t
bounce_record_feedback_present (const bounce_record_t *record)
{
	return record && record->feedback;
}

const char *
bounce_record_feedback_type (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->type : NULL;
}

const char *
bounce_record_feedback_source_ip (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->source_ip : NULL;
}

const char *
bounce_record_feedback_original_mail_from (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->original_mail_from : NULL;
}

const char *
bounce_record_feedback_original_rcpt_to (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->original_rcpt_to : NULL;
}

const char *
bounce_record_feedback_user_agent (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->user_agent : NULL;
}

const char *
bounce_record_feedback_reported_domain (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->reported_domain : NULL;
}

const char *
bounce_record_feedback_auth_failure (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->auth_failure : NULL;
}

int64_t
bounce_record_feedback_arrival_date (const bounce_record_t *record)
{
	return record && record->feedback ? record->feedback->arrival_date.seconds : BOUNCE_NO_TIME;
}

int32_t
bounce_record_feedback_arrival_date_offset (const bounce_record_t *record)
{
	if (bounce_record_feedback_arrival_date (record) == BOUNCE_NO_TIME)
		return 0;
	return record->feedback->arrival_date.offset_minutes;
}

int32_t
bounce_record_disposition_present (const bounce_record_t *record)
{
	return record && record->disposition;
}

const char *
bounce_record_disposition_type (const bounce_record_t *record)
{
	return record && record->disposition ? record->disposition->type : NULL;
}

const char *
bounce_record_disposition_mode (const bounce_record_t *record)
{
	return record && record->disposition ? record->disposition->mode : NULL;
}

const char *
bounce_record_disposition_final_recipient (const bounce_record_t *record)
{
	return record && record->disposition ? record->disposition->final_recipient : NULL;
}

const char *
bounce_record_disposition_original_message_id (const bounce_record_t *record)
{
	return record && record->disposition ? record->disposition->original_message_id : NULL;
}

const char *
bounce_record_disposition_error (const bounce_record_t *record)
{
	return record && record->disposition ? record->disposition->error : NULL;
}
