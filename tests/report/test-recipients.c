/*
 * test-recipients.c - what DSN fields and prose say of one recipient, made one
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/recipients.h"

#include "test.h"

static struct bounce_recipient *
add (bounce_record_t *record, const char *address, uint8_t source)
{
	struct bounce_recipient *recipient = bnc_record_add_recipient (record, address, 100);

	recipient->source.address = source;
	return recipient;
}

static void
give (struct bounce_recipient *recipient, const char *status, const char *diagnostic, uint8_t source)
{
	recipient->status = status;
	recipient->diagnostic = diagnostic;
	recipient->source.status = status ? source : BOUNCE_SOURCE_NONE;
	recipient->source.diagnostic = diagnostic ? source : BOUNCE_SOURCE_NONE;
}

typedef struct {
	bounce_record_t *record, *said;
} pair_t;

static pair_t
set_up (void)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	return (pair_t) { bnc_record_new (), bnc_record_new () };
}

static void
tear_down (pair_t *pair)
{
	bounce_record_unref (pair->record);
	bounce_record_unref (pair->said);
}

static void
fields_rule (void)
{
	pair_t pair = set_up ();
	struct bounce_recipient *said;

	give (add (pair.record, "a@example.org", BOUNCE_SOURCE_FIELD), "5.1.1", "550 No such user", BOUNCE_SOURCE_FIELD);
	said = add (pair.said, "A@EXAMPLE.ORG", BOUNCE_SOURCE_TEXT);
	give (said, "5.2.2", "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	said->remote_mta = "mx.example.org";
	said->source.remote_mta = BOUNCE_SOURCE_TEXT;
	said->last_attempt = (when_t) { 7, 0 };
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK_INT (pair.record->recipient_count, 1);
	CHECK_STR (pair.record->recipients[0].address, "a@example.org");
	CHECK_STR (pair.record->recipients[0].status, "5.1.1");
	CHECK_STR (pair.record->recipients[0].diagnostic, "550 No such user");
	CHECK_INT (pair.record->recipients[0].source.diagnostic, BOUNCE_SOURCE_FIELD);
	CHECK_STR (pair.record->recipients[0].remote_mta, "mx.example.org");
	CHECK_INT (pair.record->recipients[0].source.remote_mta, BOUNCE_SOURCE_TEXT);
	CHECK_INT (pair.record->recipients[0].last_attempt.seconds, 7);
	tear_down (&pair);
}

static void
text_says_more_than_nothing (void)
{
	pair_t pair = set_up ();

	give (add (pair.record, "a@example.org", BOUNCE_SOURCE_FIELD), "5.0.0", "550", BOUNCE_SOURCE_FIELD);
	give (add (pair.said, "a@example.org", BOUNCE_SOURCE_TEXT), "5.2.2", "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK_STR (pair.record->recipients[0].status, "5.2.2");
	CHECK_INT (pair.record->recipients[0].source.status, BOUNCE_SOURCE_TEXT);
	CHECK_STR (pair.record->recipients[0].diagnostic, "552 Mailbox full");
	CHECK_INT (pair.record->recipients[0].source.diagnostic, BOUNCE_SOURCE_TEXT);
	CHECK_INT (pair.record->recipients[0].source.address, BOUNCE_SOURCE_FIELD);
	tear_down (&pair);
}

static void
text_alone_names_recipients (void)
{
	pair_t pair = set_up ();

	give (add (pair.said, "a@example.org", BOUNCE_SOURCE_TEXT), "5.2.2", "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	add (pair.said, "b@example.org", BOUNCE_SOURCE_DERIVED);
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK_INT (pair.record->recipient_count, 2);
	CHECK_INT (pair.record->recipients[0].source.address, BOUNCE_SOURCE_TEXT);
	CHECK_STR (pair.record->recipients[0].status, "5.2.2");
	CHECK_INT (pair.record->recipients[1].source.address, BOUNCE_SOURCE_DERIVED);
	tear_down (&pair);
}

static void
text_only_adds_to_fields (void)
{
	pair_t pair = set_up ();

	add (pair.record, "a@example.org", BOUNCE_SOURCE_FIELD);
	add (pair.record, "b@example.org", BOUNCE_SOURCE_FIELD);
	give (add (pair.said, "c@example.org", BOUNCE_SOURCE_TEXT), "5.2.2", "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK_INT (pair.record->recipient_count, 2);
	CHECK (!pair.record->recipients[0].diagnostic && !pair.record->recipients[1].diagnostic);
	tear_down (&pair);
}

/* One here, one there: they are the same, whatever the addresses; likewise where the text names what the sender wrote. */
static void
finds_the_same_by_other_names (void)
{
	pair_t pair = set_up ();

	add (pair.record, "a@internal.example.org", BOUNCE_SOURCE_FIELD);
	give (add (pair.said, "a@example.org", BOUNCE_SOURCE_TEXT), NULL, "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK_INT (pair.record->recipient_count, 1);
	CHECK_STR (pair.record->recipients[0].diagnostic, "552 Mailbox full");
	tear_down (&pair);
	pair = set_up ();
	add (pair.record, "a@internal.example.org", BOUNCE_SOURCE_FIELD);
	add (pair.record, "b@internal.example.org", BOUNCE_SOURCE_FIELD)->original_address = "b@example.org";
	give (add (pair.said, "B@example.org", BOUNCE_SOURCE_TEXT), NULL, "552 Mailbox full", BOUNCE_SOURCE_TEXT);
	bnc_recipients_merge (pair.record, pair.said, 100);
	CHECK (!pair.record->recipients[0].diagnostic);
	CHECK_STR (pair.record->recipients[1].diagnostic, "552 Mailbox full");
	tear_down (&pair);
}

static void
keeps_the_limit (void)
{
	pair_t pair = set_up ();

	add (pair.said, "a@example.org", BOUNCE_SOURCE_TEXT);
	add (pair.said, "b@example.org", BOUNCE_SOURCE_TEXT);
	bnc_recipients_merge (pair.record, pair.said, 1);
	CHECK_INT (pair.record->recipient_count, 1);
	CHECK_INT (pair.record->truncated_count, 1);
	tear_down (&pair);
}

static void
diagnostics_tell_codes (void)
{
	static const struct {
		const char *status, *diagnostic, *want_status;
		int32_t want_code;
		uint8_t want_source;
	} cases[] = {
		{ NULL, "550 5.1.1 No such user", "5.1.1", 550, BOUNCE_SOURCE_TEXT },
		{ "5.0.0", "550 5.1.1 No such user", "5.1.1", 550, BOUNCE_SOURCE_TEXT },
		{ "5.2.2", "host said: nothing (#5.1.1)", "5.2.2", 0, BOUNCE_SOURCE_FIELD },
		{ "5.1.3", "553 in my badrcptto list (#5.7.1)", "5.7.1", 553, BOUNCE_SOURCE_TEXT },
		{ NULL, "no codes", NULL, 0, BOUNCE_SOURCE_NONE },
		{ "5.0.0", NULL, "5.0.0", 0, BOUNCE_SOURCE_FIELD },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		pair_t pair = set_up ();
		struct bounce_recipient *r = add (pair.record, "a@example.org", BOUNCE_SOURCE_FIELD);

		give (r, cases[i].status, cases[i].diagnostic, BOUNCE_SOURCE_FIELD);
		bnc_recipients_complete (pair.record);
		CHECK_STR (r->status, cases[i].want_status);
		CHECK_INT (r->source.status, cases[i].want_source);
		CHECK_INT (r->reply_code, cases[i].want_code);
		CHECK_INT (r->source.reply_code, cases[i].want_code ? BOUNCE_SOURCE_TEXT : BOUNCE_SOURCE_NONE);
		tear_down (&pair);
	}
}

static void
tells_telling_diagnostics (void)
{
	CHECK (!bnc_recipients_is_telling (NULL));
	CHECK (!bnc_recipients_is_telling (""));
	CHECK (!bnc_recipients_is_telling ("550 5.1.1"));
	CHECK (bnc_recipients_is_telling ("User unknown"));
	CHECK (bnc_recipients_is_telling ("宛先不明"));
}

SUITE (bnc_test_report_recipients, "report/recipients",
       { "fields rule", fields_rule },
       { "text says more than nothing", text_says_more_than_nothing },
       { "text alone names recipients", text_alone_names_recipients },
       { "text only adds to fields", text_only_adds_to_fields },
       { "finds the same by other names", finds_the_same_by_other_names },
       { "keeps the limit", keeps_the_limit },
       { "diagnostics tell codes", diagnostics_tell_codes },
       { "tells telling diagnostics", tells_telling_diagnostics })
