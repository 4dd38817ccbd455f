/*
 * record-json.c - a record as JSON, and the verdict as records and incidents share it
 *
 * In: a finished record.  Out: its JSON, made on first use and owned by the record.  A key stands
 * where the mail says something; "kind", "recipients" and the verdict's lists always do.  Where a
 * message was read from is not the record's to say: programs put that in front.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/json.h"

static void
write_strings (json_t *json, const char *key, const char **strings, size_t n)
{
	bnc_json_open (json, key, '[');
	for (size_t i = 0; i < n; i++)
		bnc_json_string (json, NULL, strings[i]);
	bnc_json_close (json, ']');
}

static void
write_hops (json_t *json, const struct bounce_hop *hops, size_t n)
{
	if (n == 0)
		return;
	bnc_json_open (json, "hops", '[');
	for (const struct bounce_hop *hop = hops; hop < hops + n; hop++) {
		bnc_json_open (json, NULL, '{');
		bnc_json_string (json, "from", hop->from);
		bnc_json_string (json, "helo", hop->helo);
		bnc_json_string (json, "client", hop->client);
		bnc_json_string (json, "by", hop->by);
		bnc_json_string (json, "with", hop->with);
		bnc_json_string (json, "id", hop->id);
		bnc_json_string (json, "for", hop->rcpt);
		bnc_json_string (json, "envelope_from", hop->envelope_from);
		bnc_json_string (json, "account", hop->account);
		bnc_json_string (json, "local_user", hop->local_user);
		if (hop->authenticated)
			bnc_json_bool (json, "authenticated", true);
		if (hop->local)
			bnc_json_bool (json, "local", true);
		if (hop->is_pair)
			bnc_json_bool (json, "is_pair", true);
		bnc_json_when (json, "date", hop->date);
		bnc_json_close (json, '}');
	}
	bnc_json_close (json, ']');
}

/* A date that could not be read is given as it stands. */
static void
write_date (json_t *json, when_t date, const char *text)
{
	if (date.seconds == BOUNCE_NO_TIME)
		bnc_json_string (json, "date_text", text);
	else
		bnc_json_when (json, "date", date);
}

static void
write_source (json_t *json, const char *key, uint8_t source)
{
	if (source != BOUNCE_SOURCE_NONE)
		bnc_json_name (json, key, bounce_source_name (source));
}

static void
write_sources (json_t *json, const recipient_sources_t *source)
{
	bnc_json_open (json, "source", '{');
	write_source (json, "address", source->address);
	write_source (json, "original_address", source->original_address);
	write_source (json, "action", source->action);
	write_source (json, "status", source->status);
	write_source (json, "reply_code", source->reply_code);
	write_source (json, "command", source->command);
	write_source (json, "reason", source->reason);
	write_source (json, "remote_mta", source->remote_mta);
	write_source (json, "remote_address", source->remote_address);
	write_source (json, "diagnostic", source->diagnostic);
	bnc_json_close (json, '}');
}

static void
write_recipient (json_t *json, const struct bounce_recipient *recipient)
{
	bnc_json_open (json, NULL, '{');
	bnc_json_string (json, "address", recipient->address);
	bnc_json_string (json, "address_type", recipient->address_type);
	bnc_json_string (json, "original_address", recipient->original_address);
	if (recipient->action != BOUNCE_ACTION_NONE)
		bnc_json_name (json, "action", bounce_action_name (recipient->action));
	bnc_json_string (json, "status", recipient->status);
	if (recipient->reply_code)
		bnc_json_int (json, "reply_code", recipient->reply_code);
	bnc_json_string (json, "command", recipient->command);
	if (recipient->reason != BOUNCE_REASON_NONE) {
		bnc_json_name (json, "reason", bounce_reason_name (recipient->reason));
		bnc_json_name (json, "permanence", bounce_permanence_name (recipient->permanence));
	}
	bnc_json_string (json, "remote_mta", recipient->remote_mta);
	bnc_json_string (json, "remote_address", recipient->remote_address);
	bnc_json_string (json, "diagnostic", recipient->diagnostic);
	bnc_json_string (json, "diagnostic_type", recipient->diagnostic_type);
	bnc_json_string (json, "final_log_id", recipient->final_log_id);
	bnc_json_when (json, "last_attempt", recipient->last_attempt);
	bnc_json_when (json, "will_retry_until", recipient->will_retry_until);
	write_sources (json, &recipient->source);
	bnc_json_close (json, '}');
}

static void
write_asked (json_t *json, const asked_field_t *asked, size_t n)
{
	if (!asked)
		return;
	bnc_json_open (json, "fields", '{');
	for (size_t i = 0; i < n; i++)
		write_strings (json, asked[i].name, asked[i].values, asked[i].count);
	bnc_json_close (json, '}');
}

static void
write_original (json_t *json, const original_t *original)
{
	if (!original->present)
		return;
	bnc_json_open (json, "original", '{');
	bnc_json_string (json, "message_id", original->message_id);
	bnc_json_string (json, "from", original->from);
	bnc_json_string (json, "to", original->to);
	bnc_json_string (json, "subject", original->subject);
	write_date (json, original->date, original->date_text);
	bnc_json_string (json, "return_path", original->return_path);
	bnc_json_string (json, "list_id", original->list_id);
	bnc_json_bool (json, "complete", original->complete);
	write_asked (json, original->asked, original->asked_count);
	write_hops (json, original->hops, original->hop_count);
	bnc_json_close (json, '}');
}

static void
write_verp (json_t *json, const sender_tag_t *verp)
{
	if (verp->form == BOUNCE_VERP_NONE)
		return;
	bnc_json_open (json, "verp", '{');
	bnc_json_string (json, "address", verp->address);
	bnc_json_name (json, "form", bounce_verp_name (verp->form));
	bnc_json_string (json, "tag", verp->tag);
	bnc_json_string (json, "user", verp->user);
	bnc_json_string (json, "domain", verp->domain);
	bnc_json_string (json, "base", verp->base);
	bnc_json_string (json, "part", verp->part);
	bnc_json_close (json, '}');
}

static void
write_feedback (json_t *json, const feedback_t *feedback)
{
	if (!feedback)
		return;
	bnc_json_open (json, "feedback", '{');
	bnc_json_string (json, "type", feedback->type);
	bnc_json_string (json, "source_ip", feedback->source_ip);
	bnc_json_string (json, "original_mail_from", feedback->original_mail_from);
	bnc_json_string (json, "original_rcpt_to", feedback->original_rcpt_to);
	bnc_json_string (json, "user_agent", feedback->user_agent);
	bnc_json_string (json, "reported_domain", feedback->reported_domain);
	bnc_json_string (json, "auth_failure", feedback->auth_failure);
	bnc_json_when (json, "arrival_date", feedback->arrival_date);
	bnc_json_close (json, '}');
}

static void
write_disposition (json_t *json, const disposition_t *disposition)
{
	if (!disposition)
		return;
	bnc_json_open (json, "disposition", '{');
	bnc_json_string (json, "type", disposition->type);
	bnc_json_string (json, "mode", disposition->mode);
	bnc_json_string (json, "final_recipient", disposition->final_recipient);
	bnc_json_string (json, "original_message_id", disposition->original_message_id);
	bnc_json_string (json, "error", disposition->error);
	bnc_json_close (json, '}');
}

static void
write_weights (json_t *json, const char *key, const weights_t *weights)
{
	bnc_json_open (json, key, '{');
	bnc_json_decimal (json, "genuine", weights->genuine, 2);
	bnc_json_decimal (json, "relayed", weights->relayed, 2);
	bnc_json_decimal (json, "forged", weights->forged, 2);
	bnc_json_close (json, '}');
}

static void
write_evidence (json_t *json, const struct bounce_evidence *evidence)
{
	char trust[] = "T0";

	bnc_json_open (json, NULL, '{');
	bnc_json_string (json, "group", evidence->group);
	bnc_json_string (json, "outcome", evidence->outcome);
	if (evidence->favours != BOUNCE_CAUSE_UNDECIDED)
		bnc_json_name (json, "favours", bounce_cause_name (evidence->favours));
	write_weights (json, "weight", &evidence->weight);
	if (evidence->tier >= 1 && evidence->tier <= 4) {
		trust[1] = (char) ('0' + evidence->tier);
		bnc_json_name (json, "trust", trust);
	}
	bnc_json_string (json, "text", evidence->text);
	bnc_json_string (json, "part", evidence->part);
	bnc_json_string (json, "quote", evidence->quote);
	bnc_json_string (json, "scorer", evidence->scorer);
	bnc_json_close (json, '}');
}

void
bnc_json_verdict (json_t *json, const char *key, const struct bounce_verdict *verdict)
{
	static const char *const causes[] = { "genuine", "relayed", "forged" };

	if (!verdict)
		return;
	bnc_json_open (json, key, '{');
	bnc_json_name (json, "cause", bounce_cause_name (verdict->cause));
	bnc_json_open (json, "posterior", '{');
	for (size_t i = 0; i < G_N_ELEMENTS (causes); i++)
		bnc_json_decimal (json, causes[i], verdict->posterior[i], 6);
	bnc_json_close (json, '}');
	bnc_json_decimal (json, "passed", verdict->passed, 6);
	bnc_json_bool (json, "passed_known", verdict->passed_known);
	bnc_json_decimal (json, "wanted", verdict->wanted, 6);
	bnc_json_open (json, "ways", '{');
	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (verdict->ways[way])
			bnc_json_decimal (json, bnc_way_name (way), verdict->ways[way], 6);
	}
	bnc_json_close (json, '}');
	write_weights (json, "likelihood", &verdict->likelihood);
	write_strings (json, "alarms", verdict->alarms, verdict->alarm_count);
	bnc_json_open (json, "evidence", '[');
	for (size_t i = 0; i < verdict->evidence_count; i++)
		write_evidence (json, &verdict->evidence[i]);
	bnc_json_close (json, ']');
	write_strings (json, "missing", verdict->missing, verdict->missing_count);
	bnc_json_string (json, "sentence", verdict->sentence);
	if (verdict->home_inferred)
		bnc_json_bool (json, "home_inferred", true);
	bnc_json_close (json, '}');
}

static char *
write_record (const bounce_record_t *record)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_open (&json, NULL, '{');
	bnc_json_name (&json, "kind", bounce_kind_name (record->kind));
	bnc_json_string (&json, "dialect", record->dialect);
	bnc_json_string (&json, "reporting_mta", record->reporting_mta);
	bnc_json_string (&json, "received_from_mta", record->received_from_mta);
	bnc_json_when (&json, "arrival_date", record->arrival_date);
	bnc_json_string (&json, "envelope_id", record->envelope_id);
	bnc_json_string (&json, "queue_id", record->queue_id);
	write_date (&json, record->date, record->date_text);
	bnc_json_string (&json, "from", record->from);
	bnc_json_string (&json, "to", record->to);
	bnc_json_string (&json, "subject", record->subject);
	bnc_json_string (&json, "message_id", record->message_id);
	write_verp (&json, &record->verp);
	write_hops (&json, record->hops, record->hop_count);
	bnc_json_open (&json, "recipients", '[');
	for (size_t i = 0; i < record->recipient_count; i++)
		write_recipient (&json, &record->recipients[i]);
	bnc_json_close (&json, ']');
	write_original (&json, &record->original);
	write_feedback (&json, record->feedback);
	write_disposition (&json, record->disposition);
	bnc_json_verdict (&json, "verdict", record->verdict);
	if (record->truncated_count)
		write_strings (&json, "truncated", record->truncated, record->truncated_count);
	if (record->failed_scorer_count)
		write_strings (&json, "failed_scorers", record->failed_scorers, record->failed_scorer_count);
	bnc_json_string (&json, "explanation", record->explanation);
	bnc_json_close (&json, '}');
	return bnc_json_end (&json);
}

const char *
bounce_record_json (bounce_record_t *record)
{
	char *made, *ours;

	if (!record)
		return NULL;
	made = g_atomic_pointer_get (&record->json);
	if (made)
		return made;
	/* Two threads may both write it; the one that comes second throws its own away. */
	ours = write_record (record);
	if (g_atomic_pointer_compare_and_exchange (&record->json, NULL, ours))
		return ours;
	g_free (ours);
	return g_atomic_pointer_get (&record->json);
}
