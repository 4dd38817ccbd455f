/*
 * test-dialect-read.c - the lines of a report, read by the rules of a dialect
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/dialect.h"

#include "test.h"

#define HEAD "name x\nseen here\nrecognise text \"a marker\" 40\n"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 3, .text = 1 << 20, .hops = 10 };

typedef struct {
	dialect_t *dialect;
	bounce_record_t *record;
	message_t message;
	lines_t lines;
	reading_t reading;
	size_t traced;
} fixture_t;

static void
count_trace (const rule_t *rule, const template_t *template, size_t line, void *user)
{
	(void) rule;
	(void) template;
	(void) line;
	((fixture_t *) user)->traced++;
}

static void
set_up (fixture_t *fixture, const char *rules, const char *text)
{
	char *file = g_strconcat (HEAD, rules, NULL), *mail = g_strconcat ("From: postmaster@example.com\n\n", text, NULL), *error = NULL;

	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	fixture->traced = 0;
	fixture->dialect = bnc_dialect_load ("x.dialect", slice_str (file), &error);
	CHECK_STR (error, NULL);
	fixture->record = bnc_record_new ();
	fixture->record->from = "postmaster@example.com";
	bnc_message_parse (&fixture->message, slice_str (bnc_arena_copy (fixture->record->arena, slice_str (mail))), &usual, fixture->record->arena);
	bnc_lines_collect (&fixture->message, PART_NONE, &fixture->lines);
	fixture->reading = bnc_dialect_read (fixture->dialect, &fixture->lines, fixture->record, &usual, count_trace, fixture);
	g_free (file);
	g_free (mail);
	g_free (error);
}

static void
tear_down (fixture_t *fixture)
{
	bnc_dialect_free (fixture->dialect);
	bounce_record_unref (fixture->record);
}

/* "address=diagnostic|" of each. */
static void
check (const char *rules, const char *text, const char *want)
{
	fixture_t fixture;
	GString *have = g_string_new (NULL);

	set_up (&fixture, rules, text);
	for (size_t i = 0; i < fixture.record->recipient_count; i++) {
		const struct bounce_recipient *recipient = &fixture.record->recipients[i];

		g_string_append_printf (have, "%s=%s|", recipient->address, recipient->diagnostic ? recipient->diagnostic : "");
		CHECK_INT (recipient->source.address, BOUNCE_SOURCE_TEXT);
		CHECK_INT (recipient->source.diagnostic, recipient->diagnostic ? BOUNCE_SOURCE_TEXT : BOUNCE_SOURCE_NONE);
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	tear_down (&fixture);
}

static void
reads_blocks (void)
{
	static const char rules[] = "block \"<{address}>:\"\n\t? \"{text...}\"\nblock \"<{address}>: {text...}\"\n";

	check (rules, "<a@example.org>: 550 no\n", "a@example.org=550 no|");
	check (rules, "<a@example.org>:\n550 no\n", "a@example.org=550 no|");
	check (rules, "<a@example.org>: 550 no\n   such user\nhere\n\nfarewell\n", "a@example.org=550 no such user here|");
	check (rules, "<a@example.org>: one\n<b@example.org>: two\n", "a@example.org=one|b@example.org=two|");
	check (rules, "<a@example.org>:\n\n550 no\n", "a@example.org=550 no|");
	check (rules, "nothing of the kind\n", "");
	check (rules, "<a@example.org>: one\n<a@example.org>: two\n", "a@example.org=one|");
	check (rules, "<not an address>: one\n", "");
	check (rules, "<a@example.org>:", "a@example.org=|");
}

static void
reads_lists_and_reasons (void)
{
	static const char rules[] = "block \"not delivered to:\"\n\t+ \" {address}\"\n\t\"because:\"\n\t\" {text...}\"\n";

	check (rules, "not delivered to:\n  a@example.org\n  b@example.org\nbecause:\n  no\n  reason\n", "a@example.org=no reason|b@example.org=no reason|");
	check (rules, "not delivered to:\na@example.org\n", "");
	check (rules, "not delivered to:\n  a@example.org\n\n  b@example.org\n", "a@example.org=|b@example.org=|");
}

static void
qualifies_users (void)
{
	check ("block \"unknown: {user}\"\n", "unknown: kijitora\n", "kijitora@example.com=|");
	check ("block \"unknown: {user}\"\n", "unknown: kijitora@example.org\n", "kijitora@example.org=|");
}

static void
keeps_the_limit_of_recipients (void)
{
	fixture_t fixture;

	set_up (&fixture, "block \"{address}\"\n", "a@example.org\nb@example.org\nc@example.org\nd@example.org\ne@example.org\n");
	CHECK_INT (fixture.record->recipient_count, 3);
	CHECK_INT (fixture.record->truncated_count, 1);
	CHECK_STR (fixture.record->truncated[0], "recipients");
	tear_down (&fixture);
}

static void
gives_values (void)
{
	static const char rules[] =
		"section failed \"Failed:\" action=failed\n"
		"section delayed \"Delayed:\" action=delayed kind=delay\n"
		"line \"I am {reporting-mta}, it is {queue-id}\"\n"
		"block in failed \"{address}: {text...}\" reason=user-unknown\n"
		"block in delayed \"{address}\" status=4.4.1\n"
		"line \"Last tried {date}, until {until}\"\n"
		"line \"{address} was {original}\"\n"
		"detail \"host {host}[{ip}] said: {text} (in reply to {command})\" command=DATA\n"
		"detail \"said: {code} {status} {*}\"\n"
		"original \"--- Copy\"\n";
	fixture_t fixture;
	const struct bounce_recipient *a, *b;

	set_up (&fixture, rules,
	        "I am mx.example.com, it is 4F1C\nc@example.org: not in a section yet\nFailed:\n"
	        "a@example.org: host mx.example.org[192.0.2.4] said: 550 5.1.1 no (in reply to RCPT)\n\n"
	        "Delayed:\nb@example.org\nLast tried Thu, 29 Apr 2010 23:34:45 +0900, until Fri, 30 Apr 2010 23:34:45 +0900\n"
	        "a@example.org was neko@example.net\n--- Copy\n<z@example.org>\n");
	CHECK_INT (fixture.record->recipient_count, 2);
	CHECK_STR (fixture.record->reporting_mta, "mx.example.com");
	CHECK_STR (fixture.record->queue_id, "4F1C");
	CHECK_INT (fixture.reading.kind, BOUNCE_KIND_DELAY);
	CHECK_INT (fixture.reading.original, 10);
	CHECK (fixture.traced >= 8);
	a = &fixture.record->recipients[0];
	CHECK_STR (a->remote_mta, "mx.example.org");
	CHECK_STR (a->remote_address, "192.0.2.4");
	CHECK_STR (a->diagnostic, "550 5.1.1 no");
	CHECK_STR (a->command, "RCPT");
	CHECK_STR (a->status, "5.1.1");
	CHECK_INT (a->reply_code, 550);
	CHECK_INT (a->action, BOUNCE_ACTION_FAILED);
	CHECK_INT (a->reason, BOUNCE_REASON_USER_UNKNOWN);
	CHECK_STR (a->original_address, "neko@example.net");
	CHECK_INT (a->source.command, BOUNCE_SOURCE_TEXT);
	b = &fixture.record->recipients[1];
	CHECK_INT (b->action, BOUNCE_ACTION_DELAYED);
	CHECK_STR (b->status, "4.4.1");
	CHECK_INT (b->last_attempt.seconds, 1272551685);
	CHECK_INT (b->will_retry_until.seconds, 1272551685 + 86400);
	tear_down (&fixture);
}

static void
minds_what_was_said_before (void)
{
	fixture_t fixture;

	set_up (&fixture, "line \"Reason: {text}\"\nline \"Host: {host}\"\nblock \"To: {address}\"\n",
	        "Reason: no such user\nHost: mx.example.org\nTo: a@example.org\nTo: b@example.org\n");
	CHECK_INT (fixture.record->recipient_count, 2);
	for (size_t i = 0; i < fixture.record->recipient_count; i++) {
		CHECK_STR (fixture.record->recipients[i].diagnostic, "no such user");
		CHECK_STR (fixture.record->recipients[i].remote_mta, "mx.example.org");
	}
	CHECK (!fixture.reading.general);
	tear_down (&fixture);
	set_up (&fixture, "line \"Reason: {text}\"\n", "Reason: no such user\n");
	CHECK_INT (fixture.record->recipient_count, 0);
	CHECK (fixture.reading.general != NULL);
	if (fixture.reading.general)
		CHECK_STR (fixture.reading.general->diagnostic, "no such user");
	tear_down (&fixture);
}

static void
ends_where_it_ends (void)
{
	fixture_t fixture;

	set_up (&fixture, "block \"{address}\"\nend \"bye\"\noriginal \"copy\"\n", "a@example.org\nbye\nb@example.org\ncopy\n");
	CHECK_INT (fixture.record->recipient_count, 1);
	CHECK_INT (fixture.reading.original, fixture.lines.count);
	tear_down (&fixture);
	set_up (&fixture, "block \"{address}\"\n", "");
	CHECK_INT (fixture.record->recipient_count, 0);
	CHECK_INT (fixture.reading.kind, -1);
	tear_down (&fixture);
}

SUITE (bnc_test_report_dialect_read, "report/dialect-read",
       { "reads blocks", reads_blocks },
       { "reads lists and reasons", reads_lists_and_reasons },
       { "qualifies users", qualifies_users },
       { "keeps the limit of recipients", keeps_the_limit_of_recipients },
       { "gives values", gives_values },
       { "minds what was said before", minds_what_was_said_before },
       { "ends where it ends", ends_where_it_ends })
