/*
 * test-dsn.c - delivery-status fields (RFC 3464; RFC 6533)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/dsn.h"

#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 5, .text = 1 << 20, .hops = 10 };

static bounce_record_t *
read_body (const char *body, newline_t newline, size_t *groups)
{
	bounce_record_t *record;

	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	record = bnc_record_new ();
	record->arrival_date = WHEN_NONE;
	*groups = bnc_dsn_read (slice_str (body), newline, &usual, record);
	return record;
}

/* "address action status|" of each recipient. */
static void
check_newline (const char *body, newline_t newline, const char *want)
{
	GString *have = g_string_new (NULL);
	size_t groups;
	bounce_record_t *record = read_body (body, newline, &groups);

	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct bounce_recipient *r = &record->recipients[i];

		g_string_append_printf (have, "%s %s %s|", r->address, bounce_action_name (r->action), r->status ? r->status : "-");
		CHECK_INT (r->source.address, BOUNCE_SOURCE_FIELD);
	}
	CHECK_STR (have->str, want);
	CHECK (groups >= record->recipient_count);
	g_string_free (have, TRUE);
	bounce_record_unref (record);
}

static void
check (const char *body, const char *want)
{
	check_newline (body, NEWLINE_LF, want);
}

#define MESSAGE "Original-Envelope-Id: QQ314159\nReporting-MTA: dns; mx.example.net\nDSN-Gateway: smtp; gw.example.net\n" \
	"Received-From-MTA: dns; client.example.org ([192.0.2.7])\nArrival-Date: Thu, 29 Apr 2010 23:34:45 +0900\n" \
	"X-Postfix-Queue-ID: 4B1C\nX-Postfix-Sender: rfc822; neko@example.org\n"
#define RECIPIENT "Original-Recipient: rfc822;neko+2Bcat@example.com\nFinal-Recipient: rfc822; kijitora@example.org\nAction: failed\n" \
	"Status: 5.1.1\nRemote-MTA: dns; mx.example.org (192.0.2.4)\nDiagnostic-Code: smtp; 550 5.1.1 <kijitora@example.org>...\n" \
	"\tUser Unknown\nLast-Attempt-Date: Thu, 29 Apr 2010 23:35:00 +0900\nFinal-Log-ID: 7Q\n" \
	"Will-Retry-Until: Mon, 3 May 2010 23:34:45 +0900\n"

static void
reads_every_field (void)
{
	size_t groups;
	bounce_record_t *record = read_body (MESSAGE "\n" RECIPIENT, NEWLINE_LF, &groups);
	const struct bounce_recipient *r = record->recipients;

	CHECK_INT (groups, 1);
	CHECK_STR (record->envelope_id, "QQ314159");
	CHECK_STR (record->reporting_mta, "mx.example.net");
	CHECK_STR (record->received_from_mta, "client.example.org");
	CHECK_STR (record->queue_id, "4B1C");
	CHECK_INT (record->arrival_date.seconds, 1272551685);
	CHECK_INT (record->arrival_date.offset_minutes, 540);
	CHECK_INT (record->recipient_count, 1);
	CHECK_STR (r->address, "kijitora@example.org");
	CHECK_STR (r->address_type, "rfc822");
	CHECK_STR (r->original_address, "neko+cat@example.com");
	CHECK_INT (r->action, BOUNCE_ACTION_FAILED);
	CHECK_STR (r->status, "5.1.1");
	CHECK_STR (r->remote_mta, "mx.example.org");
	CHECK_STR (r->remote_address, "192.0.2.4");
	CHECK_STR (r->diagnostic, "550 5.1.1 <kijitora@example.org>... User Unknown");
	CHECK_STR (r->diagnostic_type, "smtp");
	CHECK_STR (r->final_log_id, "7Q");
	CHECK_INT (r->last_attempt.seconds, 1272551700);
	CHECK_INT (r->will_retry_until.seconds, 1272551685 + 4 * 86400);
	CHECK_INT (r->source.action, BOUNCE_SOURCE_FIELD);
	CHECK_INT (r->source.status, BOUNCE_SOURCE_FIELD);
	CHECK_INT (r->source.original_address, BOUNCE_SOURCE_FIELD);
	CHECK_INT (r->source.remote_mta, BOUNCE_SOURCE_FIELD);
	CHECK_INT (r->source.remote_address, BOUNCE_SOURCE_FIELD);
	CHECK_INT (r->source.diagnostic, BOUNCE_SOURCE_FIELD);
	bounce_record_unref (record);
}

static void
reads_every_line_end (void)
{
	static const char *const newlines[] = { "\r\n", "\r" };

	for (size_t i = 0; i < G_N_ELEMENTS (newlines); i++) {
		GString *body = g_string_new (MESSAGE "\n" RECIPIENT "\nFinal-Recipient: rfc822;mike@example.org\nAction: delayed\nStatus: 4.4.1\n");

		g_string_replace (body, "\n", newlines[i], 0);
		check_newline (body->str, i ? NEWLINE_CR : NEWLINE_LF, "kijitora@example.org failed 5.1.1|mike@example.org delayed 4.4.1|");
		g_string_free (body, TRUE);
	}
}

#define A "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n"
#define B "Final-Recipient: rfc822; b@example.org\nAction: delayed\nStatus: 4.2.2\n"
#define AB "a@example.org failed 5.1.1|b@example.org delayed 4.2.2|"

static void
tells_groups_apart (void)
{
	check (MESSAGE "\n" A "\n" B, AB);
	check (MESSAGE "\n\n\n" A "\n \n\n" B "\n\n", AB);
	check (MESSAGE A B, AB);
	check (A "\n" B, AB);
	check (MESSAGE "\nFinal-Recipient: rfc822; a@example.org\n\nAction: failed\n\nStatus: 5.1.1\n\n" B, AB);
	check (MESSAGE "\n" A "\n" MESSAGE "\n" B, AB);
	check (MESSAGE "\n" A "\nRemote-MTA: dns; mx.example.org\nAction: delayed\nStatus: 4.2.2\nFinal-Recipient: rfc822; b@example.org\n", AB);
	check ("Status: 5.1.1\nAction: failed\nFinal-Recipient: rfc822; a@example.org\n\n"
	       "Status: 4.2.2\nAction: delayed\nFinal-Recipient: rfc822; b@example.org\n", AB);
	check (A "\nOriginal-Recipient: rfc822; neko@example.com\n" B, AB);
	check (A "\n" A, "a@example.org failed 5.1.1|");
	check ("", "");
	check ("\n\n\n", "");
	check ("no fields at all\n", "");
	check (MESSAGE, "");
}

/* Exchange and others give each recipient's field twice, or two recipients in one group. */
static void
reads_two_recipients_of_a_group (void)
{
	check ("Final-Recipient: rfc822; a@example.org\nFinal-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.0.0\n",
	       "a@example.org none -|b@example.org failed 5.0.0|");
	check ("Final-Recipient: rfc822; a@example.org\nFinal-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.0.0\n",
	       "a@example.org failed 5.0.0|");
}

static void
keeps_values_with_their_group (void)
{
	size_t groups;
	bounce_record_t *record = read_body (A "\nRemote-MTA: dns; mx.example.org\nDiagnostic-Code: smtp; 452 full\n" B, NEWLINE_LF, &groups);

	CHECK_INT (record->recipient_count, 2);
	CHECK_STR (record->recipients[0].remote_mta, NULL);
	CHECK_STR (record->recipients[0].diagnostic, NULL);
	CHECK_STR (record->recipients[1].remote_mta, "mx.example.org");
	CHECK_STR (record->recipients[1].diagnostic, "452 full");
	bounce_record_unref (record);
}

static void
check_recipient (const char *fields, const char *address, const char *type, const char *original)
{
	size_t groups;
	bounce_record_t *record = read_body (fields, NEWLINE_LF, &groups);

	CHECK_INT (record->recipient_count, address ? 1 : 0);
	if (record->recipient_count) {
		CHECK_STR (record->recipients[0].address, address);
		CHECK_STR (record->recipients[0].address_type, type);
		CHECK_STR (record->recipients[0].original_address, original);
	}
	bounce_record_unref (record);
}

static void
reads_addresses (void)
{
	check_recipient ("Final-Recipient: RFC822; a@example.org\n", "a@example.org", "rfc822", NULL);
	check_recipient ("Final-Recipient: a@example.org\n", "a@example.org", NULL, NULL);
	check_recipient ("Final-Recipient: rfc822; <a@example.org>\n", "a@example.org", "rfc822", NULL);
	check_recipient ("Final-Recipient: rfc822;\n a@example.org\n", "a@example.org", "rfc822", NULL);
	check_recipient ("Final-Recipient: unknown; x\n", "x", "unknown", NULL);
	check_recipient ("Final-Recipient: unknown; x\nOriginal-Recipient: rfc822;a@example.org\n", "a@example.org", "unknown", "a@example.org");
	check_recipient ("Final-Recipient: rfc822; a@server\nX-Actual-Recipient: rfc822; a@example.org\n", "a@example.org", "rfc822", NULL);
	check_recipient ("Final-Recipient: x400; /CN=A/O=X/C=US/\nOriginal-Recipient: rfc822;a@example.org\n", "a@example.org", "x400", "a@example.org");
	check_recipient ("Original-Recipient: rfc822;a@example.org\n", "a@example.org", NULL, "a@example.org");
	check_recipient ("X-Actual-Recipient: rfc822; a@example.org\n", "a@example.org", NULL, NULL);
	check_recipient ("Final-Recipient: rfc822; a+b@example.org\n", "a+b@example.org", "rfc822", NULL);
	check_recipient ("Original-Recipient: rfc822;a+2Bb@example.org\nFinal-Recipient: rfc822; a+b@example.org\n", "a+b@example.org", "rfc822", "a+b@example.org");
	check_recipient ("Original-Recipient: rfc822;a+42@example.org\nFinal-Recipient: rfc822; b@example.org\n", "b@example.org", "rfc822", "a+42@example.org");
	/* RFC 6533, 3 */
	check_recipient ("Final-Recipient: utf-8; ねこ@example.org\n", "ねこ@example.org", "utf-8", NULL);
	check_recipient ("Final-Recipient: utf-8; \\x{306D}\\x{3053}@example.org\n", "ねこ@example.org", "utf-8", NULL);
	check_recipient ("Final-Recipient: rfc822; caf\xE9@example.org\n", "caf\xEF\xBF\xBD@example.org", "rfc822", NULL);
	check_recipient ("Final-Recipient:\nAction: failed\n", NULL, NULL, NULL);
	check_recipient ("Final-Recipient: rfc822;\nAction: failed\n", NULL, NULL, NULL);
}

static void
check_action (const char *value, const char *status, bounce_action_t want, uint8_t source)
{
	char *fields = g_strdup_printf ("Final-Recipient: rfc822; a@example.org\n%s%s%s%s%s%s", value ? "Action: " : "", value ? value : "",
	                                value ? "\n" : "", status ? "Status: " : "", status ? status : "", status ? "\n" : "");
	size_t groups;
	bounce_record_t *record = read_body (fields, NEWLINE_LF, &groups);

	CHECK_INT (record->recipients[0].action, want);
	CHECK_INT (record->recipients[0].source.action, source);
	bounce_record_unref (record);
	g_free (fields);
}

static void
reads_actions (void)
{
	check_action ("failed", NULL, BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_FIELD);
	check_action ("Failed", "4.0.0", BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_FIELD);
	check_action ("failure", NULL, BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_FIELD);
	check_action ("delayed", "5.0.0", BOUNCE_ACTION_DELAYED, BOUNCE_SOURCE_FIELD);
	check_action ("delivered", NULL, BOUNCE_ACTION_DELIVERED, BOUNCE_SOURCE_FIELD);
	check_action ("relayed (to a server without DSN)", NULL, BOUNCE_ACTION_RELAYED, BOUNCE_SOURCE_FIELD);
	check_action ("expanded", NULL, BOUNCE_ACTION_EXPANDED, BOUNCE_SOURCE_FIELD);
	check_action ("undeliverable", NULL, BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_FIELD);
	check_action ("expired", NULL, BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_FIELD);
	check_action (NULL, "5.1.1", BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_DERIVED);
	check_action (NULL, "4.1.1", BOUNCE_ACTION_DELAYED, BOUNCE_SOURCE_DERIVED);
	check_action (NULL, "2.1.5", BOUNCE_ACTION_DELIVERED, BOUNCE_SOURCE_DERIVED);
	check_action ("sulking", "5.1.1", BOUNCE_ACTION_FAILED, BOUNCE_SOURCE_DERIVED);
	check_action (NULL, NULL, BOUNCE_ACTION_NONE, BOUNCE_SOURCE_NONE);
	check_action ("sulking", "none", BOUNCE_ACTION_NONE, BOUNCE_SOURCE_NONE);
}

static void
check_mta (const char *value, const char *host, const char *address)
{
	arena_t *arena = bnc_arena_new ();
	const char *have_host, *have_address;

	bnc_dsn_mta (slice_str (value), &have_host, &have_address, arena);
	CHECK_STR (have_host, host);
	CHECK_STR (have_address, address);
	bnc_arena_free (arena);
}

static void
reads_mtas (void)
{
	check_mta ("dns; mx.example.org", "mx.example.org", NULL);
	check_mta ("mx.example.org", "mx.example.org", NULL);
	check_mta ("dns;mx.example.org (192.0.2.4, the server for the domain.)", "mx.example.org", "192.0.2.4");
	check_mta ("dns; mx.example.org [192.0.2.4]", "mx.example.org", "192.0.2.4");
	check_mta ("dns; [192.0.2.4]", NULL, "192.0.2.4");
	check_mta ("dns; 192.0.2.4", NULL, "192.0.2.4");
	check_mta ("dns; [IPv6:2001:db8::1]", NULL, "2001:db8::1");
	check_mta ("x-local; the mailbox", "the", NULL);
	check_mta ("", NULL, NULL);
	check_mta (";", NULL, NULL);
	check_mta ("dns; ((((", NULL, NULL);
}

static void
keeps_the_limit (void)
{
	GString *body = g_string_new (NULL);
	size_t groups;
	bounce_record_t *record;

	for (int i = 0; i < 9; i++)
		g_string_append_printf (body, "Final-Recipient: rfc822; a%d@example.org\nAction: failed\n\n", i);
	record = read_body (body->str, NEWLINE_LF, &groups);
	CHECK_INT (record->recipient_count, 5);
	CHECK_INT (record->truncated_count, 1);
	CHECK_STR (record->truncated[0], "recipients");
	bounce_record_unref (record);
	g_string_free (body, TRUE);
}

static void
knows_its_fields (void)
{
	CHECK (bnc_dsn_is_field (SLICE_LIT ("Final-Recipient: rfc822; x")));
	CHECK (bnc_dsn_is_field (SLICE_LIT ("REPORTING-MTA : dns; x")));
	CHECK (bnc_dsn_is_field (SLICE_LIT ("Diagnostic-Code: x")));
	CHECK (!bnc_dsn_is_field (SLICE_LIT ("Status: x")));
	CHECK (!bnc_dsn_is_field (SLICE_LIT ("The Final-Recipient: x")));
	CHECK (!bnc_dsn_is_field (SLICE_LIT ("")));
}

static void
unfolds_fields (void)
{
	slice_t rest = SLICE_LIT ("\n \nA : 1\n 2\n\t3\nnonsense\nB:\n\n 4\n"), name, value;
	arena_t *arena = bnc_arena_new ();
	bool blank;

	CHECK (bnc_dsn_next_field (&rest, NEWLINE_LF, &name, &value, &blank, arena));
	CHECK (blank && slice_is (name, "A") && slice_is (value, "1 2 3"));
	CHECK (bnc_dsn_next_field (&rest, NEWLINE_LF, &name, &value, &blank, arena));
	CHECK (!blank && slice_is (name, "B") && value.n == 0);
	CHECK (!bnc_dsn_next_field (&rest, NEWLINE_LF, &name, &value, &blank, arena));
	bnc_arena_free (arena);
}

SUITE (bnc_test_report_dsn, "report/dsn",
       { "reads every field", reads_every_field },
       { "reads every line end", reads_every_line_end },
       { "tells groups apart", tells_groups_apart },
       { "reads two recipients of a group", reads_two_recipients_of_a_group },
       { "keeps values with their group", keeps_values_with_their_group },
       { "reads addresses", reads_addresses },
       { "reads actions", reads_actions },
       { "reads MTAs", reads_mtas },
       { "keeps the limit", keeps_the_limit },
       { "knows its fields", knows_its_fields },
       { "unfolds fields", unfolds_fields })
