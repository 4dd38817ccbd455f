/*
 * test-address-tag.c - tags in the address a bounce came to: BATV and VERP, as proofs and in the record
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#define DAY 86400
#define SECRET "a secret of ours"

/* "prvs=KDDDSSSSSS=owner@owner.example", made as draft-levine-smtp-batv-01 says, good until seven days after made. */
static char *
tagged (const char *secret, char key, int64_t made, const char *address)
{
	char *stamp = g_strdup_printf ("%c%03d", key, (int) ((made / DAY + 7) % 1000)), *source = g_strconcat (stamp, address, NULL);
	char *sum = g_compute_hmac_for_string (G_CHECKSUM_SHA1, (const guchar *) secret, strlen (secret), source, -1);
	char *tag = g_strdup_printf ("prvs=%s%.6s=%s", stamp, sum, address);

	g_free (sum);
	g_free (source);
	g_free (stamp);
	return tag;
}

/* What the group "tag" says of a bounce, a portal's, that came to this address. */
static const char *
outcome_to (bounce_context_t *context, const char *to)
{
	bounce_record_t *record = fixture_portal_forged (0);
	const char *outcome;

	record->to = to;
	bnc_verdict_decide (&context->settings, record);
	outcome = fixture_outcome (record, "tag"); /* of the table, which is static */
	bounce_record_unref (record);
	bounce_context_unref (context);
	return outcome;
}

static bounce_context_t *
with_key (const char *key)
{
	return fixture_context ("home.domain", "owner.example", "home.batv_key", key, NULL);
}

/* Computed elsewhere: HMAC-SHA1 of "0881owner@owner.example", 12881 being the day of the fixture's noon plus seven. */
static void
known_answer (void)
{
	char *tag = tagged (SECRET, '0', FIXTURE_NOON, "owner@owner.example");

	CHECK_STR (tag, "prvs=0881b5200d=owner@owner.example");
	CHECK_STR (outcome_to (with_key (SECRET), tag), "valid");
	g_free (tag);
}

static void
window (void)
{
	static const struct {
		int days; /* before the bounce */
		const char *outcome;
	} cases[] = { { 0, "valid" }, { 1, "valid" }, { 7, "valid" }, { 8, "expired" }, { 30, "expired" }, { 992, "expired" }, { -1, "expired" } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		char *tag = tagged (SECRET, '3', FIXTURE_NOON - cases[i].days * DAY, "owner@owner.example");

		CHECK_STR (outcome_to (with_key (SECRET), tag), cases[i].outcome);
		g_free (tag);
	}
}

static void
keys (void)
{
	char *tag = tagged (SECRET, '3', FIXTURE_NOON, "owner@owner.example"), *field = g_strdup_printf ("Owner <%s>", tag);
	char *upper = tagged (SECRET, '3', FIXTURE_NOON, "owner@owner.example"), *foreign = tagged (SECRET, '3', FIXTURE_NOON, "x@bad.example");

	memcpy (upper + 5 + 10, "=OWNER", 6);
	CHECK_STR (outcome_to (with_key ("3 " SECRET), tag), "valid");
	CHECK_STR (outcome_to (with_key ("4 " SECRET), tag), NULL);
	CHECK_STR (outcome_to (with_key ("another"), tag), NULL);
	CHECK_STR (outcome_to (fixture_context ("home.batv_key", "another", "home.batv_key", SECRET, NULL), tag), "valid");
	CHECK_STR (outcome_to (with_key (SECRET), field), "valid");
	CHECK_STR (outcome_to (with_key (SECRET), upper), "valid");
	CHECK_STR (outcome_to (with_key (SECRET), foreign), NULL);
	CHECK_STR (outcome_to (with_key (SECRET), "prvs=3@owner.example"), NULL);
	CHECK_STR (outcome_to (with_key (SECRET), "prvs=38810a1b2c3d@owner.example"), NULL);
	CHECK_STR (outcome_to (with_key (SECRET), "prvs="), NULL);
	CHECK_STR (outcome_to (with_key (SECRET), NULL), NULL);
	g_free (foreign);
	g_free (upper);
	g_free (field);
	g_free (tag);
}

/* An older draft has the tag behind the name. */
static void
older_form (void)
{
	char *tag = tagged (SECRET, '3', FIXTURE_NOON, "owner@owner.example");
	char *older = g_strdup_printf ("prvs=owner/%.10s@owner.example", tag + 5), *exim = g_strdup_printf ("prvs=%.10s/owner@owner.example", tag + 5);

	CHECK_STR (outcome_to (with_key (SECRET), older), "valid");
	CHECK_STR (outcome_to (with_key (SECRET), exim), "valid");
	g_free (exim);
	g_free (older);
	g_free (tag);
}

static void
missing (void)
{
	char *wrong = tagged ("guessed", '0', FIXTURE_NOON, "owner@owner.example");

#define TAGS_ALL(value) fixture_context ("home.domain", "owner.example", "home.batv_key", SECRET, "home.tags_all", (value), NULL)
	CHECK_STR (outcome_to (TAGS_ALL ("yes"), "owner@owner.example"), "missing");
	CHECK_STR (outcome_to (TAGS_ALL ("no"), "owner@owner.example"), NULL);
	CHECK_STR (outcome_to (TAGS_ALL ("yes"), wrong), "missing");
	CHECK_STR (outcome_to (TAGS_ALL ("yes"), "undisclosed-recipients:;"), NULL);
	CHECK_STR (outcome_to (TAGS_ALL ("yes"), "somebody@bad.example"), NULL);
#undef TAGS_ALL
	g_free (wrong);
}

/* Our own server makes its bounces before an outgoing one tags. */
static void
own_bounces_have_none (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.tags_all", "yes", NULL);
	bounce_record_t *record = fixture_own_report ();

	RETURNED (record, HOP_STRANGER_TO_OWN);
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "tag"), NULL);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* The bounce's To may have been rewritten; the returned mail has the envelope sender too. */
static void
in_the_returned_mail (void)
{
	char *tag = tagged (SECRET, '0', FIXTURE_NOON, "owner@owner.example");

	for (int where = 0; where < 2; where++) {
		bounce_context_t *context = with_key (SECRET);
		bounce_record_t *record = fixture_portal (0);
		const struct bounce_evidence *evidence;

		RETURNED (record, .from = "x.bad.example", .client = "203.0.113.66", .by = "mail.portal.example",
			  .envelope_from = where == 0 ? tag : NULL);
		if (where == 1)
			record->original.return_path = tag;
		bnc_verdict_decide (&context->settings, record);
		evidence = fixture_evidence (record->verdict, "tag");
		CHECK (evidence != NULL);
		if (evidence) {
			CHECK_STR (evidence->outcome, "valid");
			CHECK_STR (evidence->part, where == 0 ? "original:Received[0]" : "original:Return-Path");
			CHECK (strstr (evidence->text, tag) != NULL);
		}
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
	g_free (tag);
}

static void
names_its_key (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
	bounce_record_t *record = fixture_bounce ();
	bool found = false;

	record->to = "prvs=0881aabbcc=owner@owner.example";
	bnc_verdict_decide (&context->settings, record);
	for (size_t i = 0; i < record->verdict->missing_count; i++)
		found = found || strstr (record->verdict->missing[i], "home.batv_key") != NULL;
	CHECK (found);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
verp (void)
{
#define VERP fixture_context ("home.domain", "owner.example", "home.verp", "bounces+*@lists.owner.example", NULL)
	CHECK_STR (outcome_to (VERP, "bounces+u3=portal.example@lists.owner.example"), "valid");
	CHECK_STR (outcome_to (VERP, "Bounces+U3=Portal.Example@lists.owner.example"), "valid");
	CHECK_STR (outcome_to (VERP, "bounces+nobody=portal.example@lists.owner.example"), NULL);
	CHECK_STR (outcome_to (VERP, "bounces+@lists.owner.example"), NULL);
	CHECK_STR (outcome_to (VERP, "bounces+=@lists.owner.example"), NULL);
	CHECK_STR (outcome_to (VERP, "owner@owner.example"), NULL);
#undef VERP
	CHECK_STR (outcome_to (fixture_context ("home.verp", "b-*@owner.example", "home.tags_all", "1", NULL), "b-u=bad.example@owner.example"),
		   "missing");
}

static void
check_verp (const bounce_record_t *record, const char *form, const char *tag, const char *user, const char *domain, const char *base)
{
	CHECK_STR (bounce_verp_name (bounce_record_verp (record)), form);
	CHECK_STR (bounce_record_verp_tag (record), tag);
	CHECK_STR (bounce_record_verp_user (record), user);
	CHECK_STR (bounce_record_verp_domain (record), domain);
	CHECK_STR (bounce_record_verp_base (record), base);
}

/* Parses a mail with this header, by these forms of ours. */
static bounce_record_t *
mail_with (const char *header, const char *verp, const char *more)
{
	bounce_context_t *context = fixture_context (verp ? "home.verp" : NULL, verp, more ? "home.verp" : NULL, more, NULL);
	char *mail = g_strconcat ("From: MAILER-DAEMON@mx.example.com\nSubject: failure notice\n", header, "\n<tama@example.com>: no such user\n", NULL);
	bounce_record_t *record = NULL;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	g_free (mail);
	bounce_context_unref (context);
	return record;
}

/* In the record, without any setting: the first of the return paths that has a tag. */
static void
in_the_record (void)
{
	bounce_record_t *record = mail_with ("To: <list-bounces+neko=example.org@l.example>, other-bounces+a=b.example@l.example\n", NULL, NULL);

	check_verp (record, "recipient", "neko=example.org", "neko", "example.org", "list-bounces@l.example");
	CHECK_STR (bounce_record_verp_address (record), "list-bounces+neko=example.org@l.example");
	CHECK_STR (bounce_record_verp_part (record), "header:To");
	CHECK (strstr (bounce_record_json (record),
		       "\"verp\":{\"address\":\"list-bounces+neko=example.org@l.example\",\"form\":\"recipient\",\"tag\":\"neko=example.org\","
		       "\"user\":\"neko\",\"domain\":\"example.org\",\"base\":\"list-bounces@l.example\",\"part\":\"header:To\"}") != NULL);
	bounce_record_unref (record);

	record = mail_with ("To: list@l.example\nX-Original-To: bounce-4711@l.example\nDelivered-To: owner@l.example\n", NULL, NULL);
	check_verp (record, "id", "4711", NULL, NULL, "bounce@l.example");
	CHECK_STR (bounce_record_verp_part (record), "header:X-Original-To");
	bounce_record_unref (record);

	record = mail_with ("To: prvs=0881b5200d=owner@owner.example\nEnvelope-To: bounce-4711@l.example\n", NULL, NULL);
	check_verp (record, "batv", "0881b5200d", NULL, NULL, "owner@owner.example");
	bounce_record_unref (record);

	record = mail_with ("To: owner@owner.example\nDelivered-To: l.example-list-return-12-neko=example.org@l.example\n", NULL, NULL);
	check_verp (record, "recipient", "12-neko=example.org", "neko", "example.org", "l.example-list-return@l.example");
	CHECK_STR (bounce_record_verp_part (record), "header:Delivered-To");
	bounce_record_unref (record);
}

static void
not_in_the_record (void)
{
	bounce_record_t *record = mail_with ("To: owner@owner.example\nDelivered-To: owner@owner.example\n", NULL, NULL);

	check_verp (record, "none", NULL, NULL, NULL, NULL);
	CHECK_STR (bounce_record_verp_address (record), NULL);
	CHECK_STR (bounce_record_verp_part (record), NULL);
	CHECK (strstr (bounce_record_json (record), "verp") == NULL);
	bounce_record_unref (record);
	check_verp (NULL, "none", NULL, NULL, NULL, NULL);
	CHECK_STR (bounce_record_verp_address (NULL), NULL);
	CHECK_STR (bounce_record_verp_part (NULL), NULL);
}

/* The owner's own forms say exactly where a tag begins, and what else is one. */
static void
forms_of_ours (void)
{
	bounce_record_t *record = mail_with ("To: list-bounces+1-neko=example.org@l.example\n", "list-bounces+1-*@l.example", NULL);

	check_verp (record, "recipient", "neko=example.org", "neko", "example.org", "list-bounces+1@l.example");
	bounce_record_unref (record);
	record = mail_with ("To: b.12.34.abcdef@l.example\n", "news-*@l.example", "b.*@l.example");
	check_verp (record, "id", "12.34.abcdef", NULL, NULL, "b@l.example");
	bounce_record_unref (record);
	record = mail_with ("To: b.12.34.abcdef@other.example\n", "news-*@l.example", "b.*@l.example");
	check_verp (record, "none", NULL, NULL, NULL, NULL);
	bounce_record_unref (record);
}

/* Delivery may have taken a tag off: there one can be found, and none can be missed. */
static void
where_it_was_delivered (void)
{
	static const struct {
		const char *to, *delivered, *outcome;
	} cases[] = { { "owner@bad.example", "bounces+u3=portal.example@lists.owner.example", "valid" },
		{ "bounces+u3=portal.example@lists.owner.example", "owner@owner.example", "valid" },
		{ "owner@bad.example", "owner@owner.example", NULL }, { "owner@owner.example", "owner@owner.example", "missing" } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.verp", "bounces+*@lists.owner.example",
							     "home.tags_all", "yes", NULL);
		bounce_record_t *record = fixture_portal_forged (0);

		record->to = cases[i].to;
		record->delivered_to = cases[i].delivered;
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "tag"), cases[i].outcome);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

SUITE (bnc_test_proof_address_tag, "proof/address-tag", { "known answer", known_answer }, { "window", window }, { "keys", keys },
       { "older form", older_form }, { "missing", missing }, { "own bounces have none", own_bounces_have_none },
       { "in the returned mail", in_the_returned_mail }, { "names its key", names_its_key }, { "verp", verp },
       { "in the record", in_the_record }, { "not in the record", not_in_the_record }, { "forms of ours", forms_of_ours },
       { "where it was delivered", where_it_was_delivered })
