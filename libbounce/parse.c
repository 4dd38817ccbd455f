/*
 * parse.c - the road: bytes -> message -> report -> reason -> verdict -> record
 *
 * In: a frozen context and the bytes of one mail.  Out: a record, which the caller unrefs.  Each station is one call; what a
 * station needs of those before it stands in road_t.  Any bytes parse: what is no report is a record of kind other.  A reply without a
 * mail enters the road at reason/, and leaves it there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"
#include "core/record.h"
#include "mail/digest.h"
#include "mail/message.h"
#include "mail/original-field.h"
#include "mail/text.h"
#include "mail/trail.h"
#include "proof/address-tag.h"
#include "proof/keys.h"
#include "reason/reason.h"
#include "reason/reply.h"
#include "report/report.h"
#include "verdict/verdict.h"

static void
read_header (message_t *message, bounce_record_t *record)
{
	const part_t *root = &message->parts[0];
	const struct {
		slice_t name;
		const char **value;
		const char *(*read) (slice_t value, arena_t *arena);
	} wanted[] = {
		{ SLICE_LIT ("from"), &record->from, bnc_field_text },       { SLICE_LIT ("to"), &record->to, bnc_field_text },
		{ SLICE_LIT ("subject"), &record->subject, bnc_field_text }, { SLICE_LIT ("date"), &record->date_text, bnc_field_text },
		{ SLICE_LIT ("message-id"), &record->message_id, bnc_field_id },
		{ SLICE_LIT ("x-original-to"), &record->x_original_to, bnc_field_id },
		{ SLICE_LIT ("envelope-to"), &record->envelope_to, bnc_field_id },
		{ SLICE_LIT ("delivered-to"), &record->delivered_to, bnc_field_id },
	};
	bool over = false;

	for (uint32_t i = 0; i < root->field_count; i++) {
		const field_t *field = &message->fields[root->first_field + i];

		for (size_t w = 0; w < G_N_ELEMENTS (wanted); w++) {
			if (!*wanted[w].value && slice_equal_nocase (field->name, wanted[w].name))
				*wanted[w].value = wanted[w].read (field->value, record->arena);
		}
	}
	record->date = record->date_text ? bnc_date_parse (slice_str (record->date_text), record->arena) : WHEN_NONE;
	record->hop_count = bnc_trail_parse (message->fields + root->first_field, root->field_count, message->limits->hops, &record->hops,
	                                     &over, record->arena);
	if (over)
		bnc_record_truncated (record, "hops");
}

static void
note_limits (const message_t *message, bounce_record_t *record)
{
	const struct {
		bool over;
		const char *name;
	} limits[] = {
		{ message->over_message, "message" }, { message->over_parts, "parts" }, { message->over_depth, "depth" },
		{ message->over_fields, "fields" },   { message->over_field, "field" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (limits); i++) {
		if (limits[i].over)
			bnc_record_truncated (record, limits[i].name);
	}
}

static bounce_status_t
parse (bounce_context_t *context, const void *bytes, size_t length, bool explained, bounce_record_t **out)
{
	explain_t *explain;
	bounce_record_t *record;
	message_t message;
	slice_t text;

	if (out)
		*out = NULL;
	if (!context || !out || (!bytes && length))
		return BOUNCE_ERROR_ARGUMENT;
	bnc_context_freeze (context);
	record = bnc_record_new ();
	bnc_arena_set_converters (record->arena, context->converters);
	bnc_message_parse (&message, slice (bytes ? bytes : "", length), &context->settings.limits, record->arena);
	record->digest = bnc_digest_of (&message);
	read_header (&message, record);
	explain = explained ? bnc_explain_new () : NULL;
	text = bnc_report_read (&context->settings, &message, record, explain);
	if (explain)
		record->explanation = bnc_explain_end (explain, record->arena);
	bnc_original_fields_ask (context->settings.original_fields, record);
	bnc_reason_decide_all (context->settings.reasons, record, text);
	bnc_verp_find (record, context->settings.keys->verps);
	note_limits (&message, record);
	bnc_verdict_decide (&context->settings, record);
	/* The record may outlive the context. */
	bnc_arena_set_converters (record->arena, NULL);
	*out = record;
	return BOUNCE_OK;
}

bounce_status_t
bounce_parse (bounce_context_t *context, const void *bytes, size_t length, bounce_record_t **out)
{
	return parse (context, bytes, length, false, out);
}

bounce_status_t
bounce_explain (bounce_context_t *context, const void *bytes, size_t length, bounce_record_t **out)
{
	return parse (context, bytes, length, true, out);
}

bounce_status_t
bounce_classify_reply (bounce_context_t *context, const char *reply, const char *host, const char *domain, const char *command,
                       bounce_reply_t **out)
{
	if (out)
		*out = NULL;
	if (!context || !reply || !out)
		return BOUNCE_ERROR_ARGUMENT;
	bnc_context_freeze (context);
	*out = bnc_reply_read (context->settings.reasons, &context->settings.limits, reply, host, domain, command);
	return BOUNCE_OK;
}
