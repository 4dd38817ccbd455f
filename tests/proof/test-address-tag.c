/*
 * test-address-tag.c - tags in the address a bounce came to: BATV and VERP
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

SUITE (bnc_test_proof_address_tag, "proof/address-tag", { "known answer", known_answer }, { "window", window }, { "keys", keys },
       { "older form", older_form }, { "missing", missing }, { "own bounces have none", own_bounces_have_none },
       { "in the returned mail", in_the_returned_mail }, { "names its key", names_its_key }, { "verp", verp })
