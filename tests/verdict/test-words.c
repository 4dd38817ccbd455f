/*
 * test-words.c - a verdict in words: as sure as the number, and what follows where only the owner knows
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/missing.h"
#include "verdict/words.h"

#define HOUR 3600

static const char *
sentence_of (bounce_verdict_t *verdict, int64_t last, int64_t now, arena_t *arena)
{
	bnc_words_sentence (verdict, last, now, arena);
	return verdict->sentence;
}

static void
as_sure_as_the_number (void)
{
	static const struct {
		bounce_cause_t cause;
		int32_t posterior;
		const char *sentence;
	} cases[] = {
		{ BOUNCE_CAUSE_GENUINE, 850000, "Genuine: this was probably sent by you or for you." },
		{ BOUNCE_CAUSE_GENUINE, 899999, "Genuine: this was probably sent by you or for you." },
		{ BOUNCE_CAUSE_GENUINE, 900000, "Genuine: this was very likely sent by you or for you." },
		{ BOUNCE_CAUSE_GENUINE, 950000, "Genuine: this was very likely sent by you or for you." },
		{ BOUNCE_CAUSE_GENUINE, 980000, "Genuine: this was sent by you or for you." },
		{ BOUNCE_CAUSE_GENUINE, 990000, "Genuine: this was sent by you or for you." },
		{ BOUNCE_CAUSE_RELAYED, 850000, "Relayed: somebody probably sent this through your server." },
		{ BOUNCE_CAUSE_RELAYED, 950000, "Relayed: somebody very likely sent this through your server." },
		{ BOUNCE_CAUSE_RELAYED, 990000, "Relayed: somebody sent this through your server." },
		{ BOUNCE_CAUSE_FORGED, 850000, "Forged: somebody elsewhere probably wrote your address on it, and nothing of yours was used." },
		{ BOUNCE_CAUSE_FORGED, 950000, "Forged: somebody elsewhere very likely wrote your address on it, and nothing of yours was used." },
		{ BOUNCE_CAUSE_FORGED, 990000, "Forged: somebody elsewhere wrote your address on it, and nothing of yours was used." },
	};
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_verdict_t verdict = { .cause = cases[i].cause };

		verdict.posterior[cases[i].cause - BOUNCE_CAUSE_GENUINE] = cases[i].posterior;
		CHECK_STR (sentence_of (&verdict, BOUNCE_NO_TIME, FIXTURE_NOON, arena), cases[i].sentence);
	}
	bnc_arena_free (arena);
}

/* "Still open" is said of what is younger than a day, and not of what has no date or one that is to come. */
static void
fresh_holes (void)
{
	static const struct {
		int64_t age;
		bool fresh;
	} cases[] = { { 0, true }, { 23 * HOUR, true }, { 24 * HOUR, false }, { 48 * HOUR, false }, { -HOUR, false } };
	arena_t *arena = bnc_arena_new ();
	bounce_verdict_t verdict = { .cause = BOUNCE_CAUSE_RELAYED, .posterior = { 0, 990000, 10000 } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
		CHECK_STR (sentence_of (&verdict, FIXTURE_NOON, FIXTURE_NOON + cases[i].age, arena),
		           cases[i].fresh ? "Relayed: somebody sent this through your server, and the hole is still open."
		                          : "Relayed: somebody sent this through your server.");
	CHECK_STR (sentence_of (&verdict, BOUNCE_NO_TIME, FIXTURE_NOON, arena), "Relayed: somebody sent this through your server.");
	bnc_arena_free (arena);
}

/* The setting "now" is what the question is asked at; without it, it is the clock's. */
static void
now_is_a_setting (void)
{
	static const struct {
		const char *now;
		bool fresh;
	} cases[] = { { "2005-04-01T13:00:00+09:00", true }, { "2005-04-01T04:00:00Z", true }, { "2005-04-03T13:00:00+09:00", false }, { NULL, false } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "prior", "burst",
							     cases[i].now ? "now" : NULL, cases[i].now, NULL);
		bounce_record_t *record = fixture_relayed ();

		bnc_verdict_decide (&context->settings, record);
		CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_RELAYED);
		CHECK_INT (strstr (record->verdict->sentence, "the hole is still open") != NULL, cases[i].fresh);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* Where the answer turns on what the owner knows, what follows if he did not send it is said; where that tells nothing, it is not. */
static void
both_branches (void)
{
	static struct bounce_evidence said = { .group = "owner", .outcome = "not-sent", .text = "you say that you did not send it" };
	static const char *missing[] = { "something" };
	static const struct {
		int32_t posterior[3], passed;
		bool owner, lacks;
		const char *sentence;
	} cases[] = {
		{ { 800000, 190000, 10000 }, 985000, false, false,
		  "Undecided: it went through your server; if you did not send it, somebody abuses your server." },
		{ { 700000, 280000, 20000 }, 970000, false, true,
		  "Undecided: it very likely went through your server; if you did not send it, somebody abuses your server; missing: something." },
		{ { 600000, 20000, 380000 }, 610000, false, false,
		  "Undecided: if you did not send it, somebody elsewhere wrote your address on it." },
		{ { 300000, 350000, 350000 }, 650000, false, false, "Undecided." },
		{ { 300000, 350000, 350000 }, 650000, false, true, "Undecided; missing: something." },
		{ { 0, 950000, 50000 }, 950000, true, true, "Undecided: it very likely went through your server; missing: something." },
		{ { 1000000, 0, 0 }, 1000000, false, false, "Undecided: it went through your server." },
	};
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_verdict_t verdict = { .cause = BOUNCE_CAUSE_UNDECIDED, .passed = cases[i].passed, .passed_known = true, .evidence = &said,
					     .evidence_count = cases[i].owner, .missing = missing, .missing_count = cases[i].lacks };

		memcpy (verdict.posterior, cases[i].posterior, sizeof verdict.posterior);
		CHECK_STR (sentence_of (&verdict, BOUNCE_NO_TIME, FIXTURE_NOON, arena), cases[i].sentence);
		verdict.passed_known = false; /* a number that no path stands behind is not put in words */
		CHECK (!strstr (sentence_of (&verdict, BOUNCE_NO_TIME, FIXTURE_NOON, arena), "went through your server"));
	}
	bnc_arena_free (arena);
}

/* The evidence that speaks most for the cause stands in brackets; never what the owner said himself. */
static void
best_evidence (void)
{
	static struct bounce_evidence evidence[] = {
		{ .group = "owner", .outcome = "not-sent", .text = "you say that you did not send it", .weight = { -691, 0, 0 } },
		{ .group = "sent", .outcome = "miss", .text = "not in your ledger", .weight = { -400, 0, -300 } },
		{ .group = "submission", .outcome = "open-relay", .text = "a stranger gave it to you", .weight = { -100, 0, -90 } },
		{ .group = "date", .outcome = "off", .text = "an odd date", .weight = { -200, -150, 0 } },
		{ .group = "path", .outcome = "foreign-client", .text = "it came from elsewhere", .weight = { -50, -60, 0 } },
		{ .group = "mailer", .outcome = "usual", .text = "your program", .weight = { 0, -200, -200 } },
		{ .group = "crypto", .outcome = "verifies", .text = "your signature", .weight = { 0, -10, -500 } },
	};
	static const struct {
		bounce_cause_t cause;
		const char *text;
	} cases[] = { { BOUNCE_CAUSE_GENUINE, "(your program)." }, { BOUNCE_CAUSE_RELAYED, "(a stranger gave it to you)." },
		      { BOUNCE_CAUSE_FORGED, "(it came from elsewhere)." } };
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_verdict_t verdict = { .cause = cases[i].cause, .evidence = evidence, .evidence_count = G_N_ELEMENTS (evidence) };

		CHECK (g_str_has_suffix (sentence_of (&verdict, BOUNCE_NO_TIME, FIXTURE_NOON, arena), cases[i].text));
	}
	bnc_arena_free (arena);
}

static bool
asks_for (bounce_verdict_t *verdict, uint32_t needs, uint32_t need, arena_t *arena)
{
	bnc_words_missing (verdict, needs, true, false, arena);
	for (size_t i = 0; i < verdict->missing_count; i++) {
		if (verdict->missing[i] == bnc_need_texts[g_bit_nth_lsf (need, -1)])
			return true;
	}
	return false;
}

/* What the owner said already, and what a ledger knows, is not asked again; of what is decided only what makes it surer at no cost. */
static void
what_is_missing (void)
{
	static struct bounce_evidence owner = { .group = "owner" }, sent = { .group = "sent" };
	arena_t *arena = bnc_arena_new ();
	bounce_verdict_t verdict = { .cause = BOUNCE_CAUSE_UNDECIDED, .posterior = { 800000, 190000, 10000 } };

	CHECK (asks_for (&verdict, 0, NEED_SENT, arena));
	verdict.evidence_count = 1;
	verdict.evidence = &owner;
	CHECK (!asks_for (&verdict, NEED_NETWORKS, NEED_SENT, arena));
	CHECK (asks_for (&verdict, NEED_NETWORKS, NEED_NETWORKS, arena));
	verdict.evidence = &sent;
	CHECK (!asks_for (&verdict, NEED_NETWORKS, NEED_SENT, arena));
	verdict.cause = BOUNCE_CAUSE_FORGED;
	CHECK (!asks_for (&verdict, NEED_CLIENT | NEED_NETWORKS, NEED_CLIENT, arena));
	CHECK (asks_for (&verdict, NEED_CLIENT | NEED_NETWORKS, NEED_NETWORKS, arena));
	bnc_arena_free (arena);
}

SUITE (bnc_test_verdict_words, "verdict/words", { "as sure as the number", as_sure_as_the_number }, { "fresh holes", fresh_holes },
       { "now is a setting", now_is_a_setting }, { "both branches", both_branches }, { "best evidence", best_evidence },
       { "what is missing", what_is_missing })
