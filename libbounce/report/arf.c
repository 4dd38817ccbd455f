/*
 * arf.c - feedback reports (RFC 5965), authentication failures among them (RFC 6591)
 *
 * In: the body of a message/feedback-report part, decoded.  Out: record->feedback, in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/arf.h"

#include "mail/address.h"
#include "mail/text.h"
#include "report/dsn.h"

/* Original-Rcpt-To may stand several times. */
static void
add_complainer (slice_t value, const limits_t *limits, bounce_record_t *record)
{
	const char *address = bnc_address_parse (value, true, record->arena);
	struct bounce_recipient *recipient = address && *address ? bnc_record_add_recipient (record, address, limits->recipients) : NULL;

	if (recipient)
		recipient->source.address = BOUNCE_SOURCE_FIELD;
}

void
bnc_arf_read (slice_t body, newline_t newline, const limits_t *limits, bounce_record_t *record)
{
	feedback_t *feedback = record->feedback ? record->feedback : ARENA_NEW (record->arena, feedback_t);
	const struct {
		const char *name;
		const char **value;
		bool is_address;
	} wanted[] = {
		{ "feedback-type", &feedback->type, false },
		{ "user-agent", &feedback->user_agent, false },
		{ "source-ip", &feedback->source_ip, false },
		{ "original-mail-from", &feedback->original_mail_from, true },
		{ "original-rcpt-to", &feedback->original_rcpt_to, true },
		{ "reported-domain", &feedback->reported_domain, false },
		{ "auth-failure", &feedback->auth_failure, false },
	};
	const char *host, *address;
	slice_t name, value;
	bool blank;

	if (!record->feedback)
		feedback->arrival_date = WHEN_NONE;
	record->feedback = feedback;
	while (bnc_dsn_next_field (&body, newline, &name, &value, &blank, record->arena)) {
		for (size_t i = 0; i < G_N_ELEMENTS (wanted); i++) {
			if (!slice_is (name, wanted[i].name) || *wanted[i].value)
				continue;
			*wanted[i].value = wanted[i].is_address ? bnc_address_parse (value, true, record->arena)
			                                        : bnc_field_text (value, record->arena);
			break;
		}
		if (slice_is (name, "reporting-mta") && !record->reporting_mta) {
			bnc_dsn_mta (value, &host, &address, record->arena);
			record->reporting_mta = host ? host : address;
		} else if (slice_is (name, "original-envelope-id") && !record->envelope_id) {
			record->envelope_id = bnc_arena_words (record->arena, value);
		}
		if (slice_is (name, "original-rcpt-to"))
			add_complainer (value, limits, record);
		/* "Received-Date" is what the drafts before RFC 5965 called it. */
		if (feedback->arrival_date.seconds == BOUNCE_NO_TIME && (slice_is (name, "arrival-date") || slice_is (name, "received-date")))
			feedback->arrival_date = bnc_date_parse (value, record->arena);
	}
}
