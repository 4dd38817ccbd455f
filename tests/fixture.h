/*
 * fixture.h - bounces built by hand, for the suites of the verdict
 *
 * The owner is owner@owner.example with mail.owner.example [192.0.2.10] and pc.owner.example [192.0.2.50]; receivers
 * are mx.rcv.example [198.51.100.20] and the portal mail.portal.example [203.0.113.80]; the provider has
 * smtp.provider.example [198.51.100.25]; the stranger comes from 203.0.113.66.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEST_VERDICT_FIXTURE_H
#define BNC_TEST_VERDICT_FIXTURE_H

#include "config.h"

#include "test.h"

#include "context.h"
#include "core/record.h"
#include "trace/boundary.h"
#include "verdict/verdict.h"

#define FIXTURE_NOON INT64_C (1112324400) /* 2005-04-01T12:00:00+09:00 */

/* A context with settings "key", "value", ..., NULL. */
G_GNUC_NULL_TERMINATED static inline bounce_context_t *
fixture_context (const char *key, ...)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	va_list args;

	va_start (args, key);
	for (; key; key = va_arg (args, const char *)) {
		const char *value = va_arg (args, const char *);

		CHECK_INT (bounce_context_set (context, key, value), BOUNCE_OK);
	}
	va_end (args);
	return context;
}

/* Nothing is known of the owner. */
static inline bounce_context_t *
fixture_plain (void)
{
	return bounce_context_new (BOUNCE_ABI);
}

static inline bounce_context_t *
fixture_owner (void)
{
	return fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "home.host", "mail.owner.example", NULL);
}

static inline bounce_record_t *
fixture_bounce (void)
{
	bounce_record_t *record = bnc_record_new ();

	record->kind = BOUNCE_KIND_FAILURE;
	record->to = "Owner <owner@owner.example>";
	record->date = (when_t) { FIXTURE_NOON, 540 };
	return record;
}

static inline void
fixture_append (bounce_record_t *record, struct bounce_hop **hops, size_t *count, struct bounce_hop hop)
{
	struct bounce_hop *longer = ARENA_ARRAY (record->arena, struct bounce_hop, *count + 1);

	if (*count)
		memcpy (longer, *hops, *count * sizeof *longer);
	hop.index = (int32_t) *count;
	/* Names are looked up, as Postfix and Exim have it; "" for a server that looks nothing up. */
	hop.looked_up = !hop.looked_up ? hop.from : *hop.looked_up ? hop.looked_up : NULL;
	if (!hop.date.seconds)
		hop.date = WHEN_NONE;
	longer[(*count)++] = hop;
	*hops = longer;
}

/* A Received field of the bounce itself, below those that are there. */
static inline void
fixture_outer (bounce_record_t *record, struct bounce_hop hop)
{
	fixture_append (record, &record->hops, &record->hop_count, hop);
}

/* One of the returned message. */
static inline void
fixture_returned (bounce_record_t *record, struct bounce_hop hop)
{
	record->original.present = true;
	fixture_append (record, &record->original.hops, &record->original.hop_count, hop);
}

#define OUTER(record, ...) fixture_outer ((record), (struct bounce_hop) { __VA_ARGS__ })
#define RETURNED(record, ...) fixture_returned ((record), (struct bounce_hop) { __VA_ARGS__ })

static inline void
fixture_fails (bounce_record_t *record, const char *format, int from, int to)
{
	for (int i = from; i < to; i++) {
		char *local = g_strdup_printf ("u%d", i);
		char *address = g_strconcat (local, format, NULL);
		bounce_recipient_t *recipient = bnc_record_add_recipient (record, address, 100000);

		recipient->action = BOUNCE_ACTION_FAILED;
		recipient->reason = BOUNCE_REASON_USER_UNKNOWN;
		g_free (local);
		g_free (address);
	}
}

/* A report by mx.rcv.example that mail.owner.example took in: everything but the returned trail. */
static inline bounce_record_t *
fixture_report (void)
{
	bounce_record_t *record = fixture_bounce ();

	record->reporting_mta = "mx.rcv.example";
	record->from = "MAILER-DAEMON@rcv.example (Mail Delivery System)";
	OUTER (record, .from = "mx.rcv.example", .helo = "mx.rcv.example", .client = "198.51.100.20", .by = "mail.owner.example");
	return record;
}

/* A bounce that mail.owner.example made itself. */
static inline bounce_record_t *
fixture_own_report (void)
{
	bounce_record_t *record = fixture_bounce ();

	record->reporting_mta = "mail.owner.example";
	record->from = "MAILER-DAEMON@owner.example (Mail Delivery System)";
	OUTER (record, .by = "mail.owner.example", .local = true);
	return record;
}

#define HOP_OWN_TO_RCV .from = "mail.owner.example", .helo = "mail.owner.example", .client = "192.0.2.10", .by = "mx.rcv.example"
#define HOP_PC_TO_OWN .from = "pc.owner.example", .helo = "pc.owner.example", .client = "192.0.2.50", .by = "mail.owner.example", .id = "4B1C"
#define HOP_STRANGER_TO_OWN                                                                                                      \
	.from = "adsl-66.pool.bad.example", .helo = "bad-relay", .client = "203.0.113.66", .by = "mail.owner.example", .id = "4B1D"
#define HOP_STRANGER_TO_RCV .from = "adsl-66.pool.bad.example", .helo = "friend", .client = "203.0.113.66", .by = "mx.rcv.example"

/* The seven of the first lab: returned by Postfix and Exim, one address or fifteen. */
static inline bounce_record_t *
fixture_genuine (void)
{
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, HOP_PC_TO_OWN);
	record->original.message_id = "<x1@owner.example>";
	fixture_fails (record, "@rcv.example", 0, 1);
	return record;
}

static inline bounce_record_t *
fixture_relayed (void)
{
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, HOP_STRANGER_TO_OWN);
	record->original.message_id = "<x2@fxjkifr>";
	fixture_fails (record, "@rcv.example", 0, 15);
	return record;
}

static inline bounce_record_t *
fixture_forged (void)
{
	bounce_record_t *record = fixture_report ();

	RETURNED (record, .from = "adsl-66.pool.bad.example", .helo = "owner.example", .client = "203.0.113.66", .by = "mx.rcv.example");
	record->original.message_id = "<x3@owner.example>";
	fixture_fails (record, "@rcv.example", 0, 15);
	return record;
}

/* A flood's bounce by the portal's daemon, in plain text, without Reporting-MTA; number tells them apart. */
static inline bounce_record_t *
fixture_portal (int number)
{
	bounce_record_t *record = fixture_bounce ();

	record->from = "Postmaster <postmaster@mail.portal.example>";
	record->date.seconds += number * 60;
	OUTER (record, .from = "mail.portal.example", .helo = "mail.portal.example", .client = "203.0.113.80", .by = "mx.provider.example");
	record->original.message_id = bnc_arena_printf (record->arena, "<%d.spam@fxjkifr>", number);
	record->original.subject = "Cheap watches";
	fixture_fails (record, "@portal.example", number * 15, number * 15 + 15);
	return record;
}

static inline bounce_record_t *
fixture_portal_relayed (int number)
{
	bounce_record_t *record = fixture_portal (number);

	RETURNED (record, .from = "smtp.provider.example", .helo = "smtp.provider.example", .client = "198.51.100.25",
		  .by = "mail.portal.example");
	RETURNED (record, .from = "adsl-66.pool.bad.example", .helo = "friend", .client = "203.0.113.66", .by = "smtp.provider.example",
		  .id = bnc_arena_printf (record->arena, "Q%03d", number));
	return record;
}

static inline bounce_record_t *
fixture_portal_forged (int number)
{
	bounce_record_t *record = fixture_portal (number);

	RETURNED (record, .helo = "owner.example", .client = "203.0.113.66", .by = "mail.portal.example");
	return record;
}

static inline const struct bounce_evidence *
fixture_evidence (const bounce_verdict_t *verdict, const char *group)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		if (strcmp (verdict->evidence[i].group, group) == 0)
			return &verdict->evidence[i];
	}
	return NULL;
}

static inline const char *
fixture_outcome (const bounce_record_t *record, const char *group)
{
	const struct bounce_evidence *evidence = record->verdict ? fixture_evidence (record->verdict, group) : NULL;

	return evidence ? evidence->outcome : NULL;
}

/* Decides record by context, gives both back, and says which cause it was; the check of a whole story in one line. */
static inline bounce_cause_t
fixture_cause (bounce_context_t *context, bounce_record_t *record)
{
	bounce_cause_t cause;

	bnc_verdict_decide (&context->settings, record);
	cause = record->verdict->cause;
	bounce_record_unref (record);
	bounce_context_unref (context);
	return cause;
}

#endif
