/*
 * test-json.c - the JSON writer, and a record in JSON
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/json.h"
#include "test.h"

/* Ends the JSON and compares it. */
static void
check_json (json_t *json, const char *want)
{
	char *have = bnc_json_end (json);

	CHECK_STR (have, want);
	g_free (have);
}

static void
nests (void)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_open (&json, NULL, '{');
	bnc_json_open (&json, "empty", '[');
	bnc_json_close (&json, ']');
	bnc_json_open (&json, "list", '[');
	bnc_json_int (&json, NULL, -1);
	bnc_json_open (&json, NULL, '{');
	bnc_json_close (&json, '}');
	bnc_json_bool (&json, NULL, true);
	bnc_json_close (&json, ']');
	bnc_json_int (&json, "least", INT64_MIN);
	bnc_json_close (&json, '}');
	check_json (&json, "{\"empty\":[],\"list\":[-1,{},true],\"least\":-9223372036854775808}");
}

static void
escapes (void)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_string (&json, NULL, "a\"b\\c\n\t\r\x01\x1F\x7F/gr\xC3\xBC\xC3\x9F");
	bnc_json_string (&json, NULL, "");
	bnc_json_string (&json, "k", "\"");
	check_json (&json, "\"a\\\"b\\\\c\\n\\t\\u000d\\u0001\\u001f\x7F/gr\xC3\xBC\xC3\x9F\",\"\",\"k\":\"\\\"\"");
}

static void
leaves_out_what_is_absent (void)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_open (&json, NULL, '{');
	bnc_json_string (&json, "a", NULL);
	bnc_json_when (&json, "b", WHEN_NONE);
	bnc_json_verdict (&json, "c", NULL);
	bnc_json_bool (&json, "d", false);
	bnc_json_close (&json, '}');
	check_json (&json, "{\"d\":false}");
}

static void
check_decimal (int64_t value, int32_t digits, const char *want)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_decimal (&json, NULL, value, digits);
	check_json (&json, want);
}

static void
writes_decimals_exactly (void)
{
	check_decimal (-380, 2, "-3.8");
	check_decimal (0, 2, "0.0");
	check_decimal (-1, 2, "-0.01");
	check_decimal (100, 2, "1.0");
	check_decimal (995000, 6, "0.995");
	check_decimal (1000000, 6, "1.0");
	check_decimal (1, 6, "0.000001");
	check_decimal (42, 0, "42");
	check_decimal (INT64_MIN, 2, "-92233720368547758.08");
	check_decimal (INT64_MAX, 20, "0.09223372036854775807");
}

static void
check_when (int64_t seconds, int32_t offset, const char *want)
{
	json_t json;

	bnc_json_begin (&json);
	bnc_json_when (&json, NULL, (when_t) { seconds, offset });
	check_json (&json, want);
}

static void
writes_times (void)
{
	check_when (0, 0, "\"1970-01-01T00:00:00+00:00\"");
	check_when (-1, 0, "\"1969-12-31T23:59:59+00:00\"");
	check_when (1777473285, 540, "\"2026-04-29T23:34:45+09:00\"");
	check_when (951782400, -210, "\"2000-02-28T20:30:00-03:30\"");
	check_when (0, 24 * 60, "\"1970-01-01T00:00:00+00:00\"");
	check_when (INT64_C (253402300799), 0, "\"9999-12-31T23:59:59+00:00\"");
	check_when (INT64_C (253402300799), 1, "");
	check_when (INT64_C (253402300800), 0, "");
	check_when (INT64_C (-62135596800), 0, "\"0001-01-01T00:00:00+00:00\"");
	check_when (INT64_MAX, 540, "");
}

static struct bounce_hop hops[] = {
	{ .from = "client.example", .helo = "pc", .client = "198.51.100.7", .by = "mx.example.net", .with = "ESMTPA",
	  .id = "4B1C", .rcpt = "kijitora@example.org", .envelope_from = "", .account = "neko", .authenticated = true,
	  .date = { 1777473285, 540 } },
	{ .by = "mx.example.net", .local_user = "uid 33", .local = true, .is_pair = true, .date = { BOUNCE_NO_TIME, 0 } },
};

static struct bounce_evidence evidence[] = {
	{ .group = "path", .outcome = "foreign-client", .text = "mx.example.net took it from 198.51.100.7",
	  .part = "original:Received[0]", .scorer = "builtin", .favours = BOUNCE_CAUSE_FORGED,
	  .weight = { -380, -340, 0 }, .tier = 1 },
	{ .group = "tag", .outcome = "none", .text = "no tag", .scorer = "builtin" },
};

static bounce_record_t *
make_record (void)
{
	static const char *alarms[] = { "unauthenticated-relay" }, *missing[] = { "own networks: set home.network" };
	static struct bounce_verdict verdict = {
		.cause = BOUNCE_CAUSE_FORGED, .posterior = { 1000, 4000, 995000 }, .passed = 5000, .wanted = 200000,
		.ways = { [WAY_CLIENT] = 1000, [WAY_RELAY] = 4000, [WAY_DIRECT] = 995000 }, .likelihood = { -380, -340, 0 },
		.alarms = alarms, .alarm_count = 1, .evidence = evidence, .evidence_count = G_N_ELEMENTS (evidence),
		.missing = missing, .missing_count = 1, .sentence = "Forged.", .home_inferred = true,
	};
	bounce_record_t *record = bnc_record_new ();
	bounce_recipient_t *recipient = bnc_record_add_recipient (record, "kijitora@example.org", 1);

	record->kind = BOUNCE_KIND_FAILURE;
	record->dialect = "postfix";
	record->reporting_mta = "mx.example.net";
	record->received_from_mta = "client.example";
	record->arrival_date = (when_t) { 1777473285, 540 };
	record->envelope_id = "QQ314159";
	record->queue_id = "4B1C";
	record->date_text = "yesterday";
	record->from = "MAILER-DAEMON@mx.example.net";
	record->to = "owner@example.jp";
	record->subject = "Undelivered";
	record->message_id = "1@mx.example.net";
	record->hops = hops;
	record->hop_count = G_N_ELEMENTS (hops);
	record->verdict = &verdict;
	*recipient = (bounce_recipient_t) {
		.address = recipient->address, .address_type = "rfc822", .original_address = "neko@example.com",
		.action = BOUNCE_ACTION_FAILED, .status = "5.1.1", .reply_code = 550, .command = "RCPT",
		.reason = BOUNCE_REASON_USER_UNKNOWN, .permanence = BOUNCE_PERMANENCE_HARD, .remote_mta = "mx.example.org",
		.remote_address = "192.0.2.4", .diagnostic = "550 5.1.1 User Unknown", .diagnostic_type = "smtp",
		.final_log_id = "7", .last_attempt = { 0, 0 }, .will_retry_until = { 60, 0 },
		.source = { .address = BOUNCE_SOURCE_FIELD, .reply_code = BOUNCE_SOURCE_TEXT, .reason = BOUNCE_SOURCE_PHRASE },
	};
	bnc_record_truncated (record, "text");
	return record;
}

static void
writes_a_failure (void)
{
	bounce_record_t *record = make_record ();
	const char *json = bounce_record_json (record);

	CHECK_STR (json,
		   "{\"kind\":\"failure\",\"dialect\":\"postfix\",\"reporting_mta\":\"mx.example.net\","
		   "\"received_from_mta\":\"client.example\",\"arrival_date\":\"2026-04-29T23:34:45+09:00\","
		   "\"envelope_id\":\"QQ314159\",\"queue_id\":\"4B1C\",\"date_text\":\"yesterday\","
		   "\"from\":\"MAILER-DAEMON@mx.example.net\",\"to\":\"owner@example.jp\",\"subject\":\"Undelivered\","
		   "\"message_id\":\"1@mx.example.net\","
		   "\"hops\":[{\"from\":\"client.example\",\"helo\":\"pc\",\"client\":\"198.51.100.7\","
		   "\"by\":\"mx.example.net\",\"with\":\"ESMTPA\",\"id\":\"4B1C\",\"for\":\"kijitora@example.org\","
		   "\"envelope_from\":\"\",\"account\":\"neko\",\"authenticated\":true,"
		   "\"date\":\"2026-04-29T23:34:45+09:00\"},"
		   "{\"by\":\"mx.example.net\",\"local_user\":\"uid 33\",\"local\":true,\"is_pair\":true}],"
		   "\"recipients\":[{\"address\":\"kijitora@example.org\",\"address_type\":\"rfc822\","
		   "\"original_address\":\"neko@example.com\",\"action\":\"failed\",\"status\":\"5.1.1\",\"reply_code\":550,"
		   "\"command\":\"RCPT\",\"reason\":\"user-unknown\",\"permanence\":\"hard\","
		   "\"remote_mta\":\"mx.example.org\",\"remote_address\":\"192.0.2.4\","
		   "\"diagnostic\":\"550 5.1.1 User Unknown\",\"diagnostic_type\":\"smtp\",\"final_log_id\":\"7\","
		   "\"last_attempt\":\"1970-01-01T00:00:00+00:00\",\"will_retry_until\":\"1970-01-01T00:01:00+00:00\","
		   "\"source\":{\"address\":\"field\",\"reply_code\":\"text\",\"reason\":\"phrase\"}}],"
		   "\"verdict\":{\"cause\":\"forged\",\"posterior\":{\"genuine\":0.001,\"relayed\":0.004,\"forged\":0.995},"
		   "\"passed\":0.005,\"passed_known\":false,\"wanted\":0.2,\"ways\":{\"own-client\":0.001,\"open-relay\":0.004,\"direct\":0.995},"
		   "\"likelihood\":{\"genuine\":-3.8,\"relayed\":-3.4,\"forged\":0.0},"
		   "\"alarms\":[\"unauthenticated-relay\"],"
		   "\"evidence\":[{\"group\":\"path\",\"outcome\":\"foreign-client\",\"favours\":\"forged\","
		   "\"weight\":{\"genuine\":-3.8,\"relayed\":-3.4,\"forged\":0.0},\"trust\":\"T1\","
		   "\"text\":\"mx.example.net took it from 198.51.100.7\",\"part\":\"original:Received[0]\","
		   "\"scorer\":\"builtin\"},"
		   "{\"group\":\"tag\",\"outcome\":\"none\",\"weight\":{\"genuine\":0.0,\"relayed\":0.0,\"forged\":0.0},"
		   "\"text\":\"no tag\",\"scorer\":\"builtin\"}],"
		   "\"missing\":[\"own networks: set home.network\"],\"sentence\":\"Forged.\",\"home_inferred\":true},"
		   "\"truncated\":[\"text\"]}");
	CHECK (bounce_record_json (record) == json);
	bounce_record_unref (record);
}

static void
writes_what_came_back (void)
{
	bounce_record_t *record = bnc_record_new ();

	record->original = (original_t) {
		.present = true, .message_id = "m@example.jp", .from = "a", .to = "b", .subject = "c", .return_path = "",
		.list_id = "d", .date = { 0, 60 }, .date_text = "not shown", .hops = hops + 1, .hop_count = 1,
	};
	CHECK_STR (bounce_record_json (record),
		   "{\"kind\":\"other\",\"recipients\":[],\"original\":{\"message_id\":\"m@example.jp\",\"from\":\"a\","
		   "\"to\":\"b\",\"subject\":\"c\",\"date\":\"1970-01-01T01:00:00+01:00\",\"return_path\":\"\","
		   "\"list_id\":\"d\",\"complete\":false,\"hops\":[{\"by\":\"mx.example.net\",\"local_user\":\"uid 33\","
		   "\"local\":true,\"is_pair\":true}]}}");
	bounce_record_unref (record);
}

static void
writes_complaints_and_dispositions (void)
{
	bounce_record_t *record = bnc_record_new ();
	feedback_t feedback = {
		.type = "abuse", .source_ip = "192.0.2.1", .original_mail_from = "a@example.jp",
		.original_rcpt_to = "b@example.org", .user_agent = "Loop/1", .reported_domain = "example.jp",
		.auth_failure = "dkim", .arrival_date = { 0, 0 },
	};
	disposition_t disposition = {
		.type = "displayed", .mode = "manual-action/MDN-sent-manually", .final_recipient = "b@example.org",
		.original_message_id = "m@example.jp", .error = "none",
	};

	record->kind = BOUNCE_KIND_COMPLAINT;
	record->feedback = &feedback;
	record->disposition = &disposition;
	CHECK_STR (bounce_record_json (record),
		   "{\"kind\":\"complaint\",\"recipients\":[],\"feedback\":{\"type\":\"abuse\",\"source_ip\":\"192.0.2.1\","
		   "\"original_mail_from\":\"a@example.jp\",\"original_rcpt_to\":\"b@example.org\","
		   "\"user_agent\":\"Loop/1\",\"reported_domain\":\"example.jp\",\"auth_failure\":\"dkim\","
		   "\"arrival_date\":\"1970-01-01T00:00:00+00:00\"},\"disposition\":{\"type\":\"displayed\","
		   "\"mode\":\"manual-action/MDN-sent-manually\",\"final_recipient\":\"b@example.org\","
		   "\"original_message_id\":\"m@example.jp\",\"error\":\"none\"}}");
	bounce_record_unref (record);
}

SUITE (bnc_test_core_json, "core/json",
       { "nests", nests },
       { "escapes", escapes },
       { "leaves out what is absent", leaves_out_what_is_absent },
       { "writes decimals exactly", writes_decimals_exactly },
       { "writes times", writes_times },
       { "writes a failure", writes_a_failure },
       { "writes what came back", writes_what_came_back },
       { "writes complaints and dispositions", writes_complaints_and_dispositions })
