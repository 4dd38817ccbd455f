/*
 * test-scorer.c - the registry of scorers, and what a scorer may do
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <setjmp.h>

#include <glib/gstdio.h>

#include "verdict/scorer.h"

static int32_t
adds (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	static const int32_t weights[3] = { -100, -300, -200 }, wide[3] = { 0, -692, 0 };

	(void) user;
	CHECK (bounce_record_verdict (record) == NULL);
	CHECK_INT (bounce_opinion_add (opinion, "moon", "full", "the moon was full", weights), BOUNCE_OK);
	CHECK_INT (bounce_opinion_add (opinion, "moon", "new", "the moon was new", weights), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_opinion_add (opinion, "wide", "x", "x", wide), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_opinion_add (opinion, NULL, "x", "x", weights), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_opinion_add (NULL, "x", "x", "x", weights), BOUNCE_ERROR_ARGUMENT);
	return 0;
}

static void
callback_adds (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	const struct bounce_evidence *moon;

	CHECK_INT (bounce_context_add_scorer (context, "lunar", adds, NULL), BOUNCE_OK);
	CHECK_INT (bounce_context_add_scorer (context, "lunar", adds, NULL), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_add_scorer (context, "", adds, NULL), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_add_scorer (context, "none", NULL, NULL), BOUNCE_ERROR_ARGUMENT);
	bnc_verdict_decide (&context->settings, record);
	moon = fixture_evidence (record->verdict, "moon");
	CHECK (moon != NULL);
	if (moon) {
		CHECK_STR (moon->scorer, "lunar");
		CHECK_STR (moon->text, "the moon was full");
		CHECK_INT (moon->weight.genuine, 0);
		CHECK_INT (moon->weight.relayed, -200);
		CHECK_INT (moon->favours, BOUNCE_CAUSE_GENUINE);
		CHECK_INT (moon->tier, 0);
	}
	CHECK_INT (record->failed_scorer_count, 0);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static int32_t
replaces (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	static const int32_t weights[3] = { -400, -400, 0 };

	(void) record;
	CHECK_INT (bounce_opinion_replace (opinion, "path"), BOUNCE_OK);
	CHECK_INT (bounce_opinion_replace (opinion, "unheard-of"), BOUNCE_OK);
	CHECK_INT (bounce_opinion_replace (opinion, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_opinion_add (opinion, "path", "known-better", "I saw it elsewhere", weights), BOUNCE_OK);
	return *(const int32_t *) user;
}

static void
callback_replaces (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	int32_t result = 0;

	bounce_context_add_scorer (context, "better", replaces, &result);
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "path"), "known-better");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* All it did is undone, and it is named; those before and after it count. */
static void
callback_fails (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	int32_t result = -7;

	bounce_context_add_scorer (context, "failing", replaces, &result);
	bounce_context_add_scorer (context, "lunar", adds, NULL);
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "path"), "own-client");
	CHECK_STR (fixture_outcome (record, "moon"), "full");
	CHECK_INT (record->failed_scorer_count, 1);
	CHECK_STR (record->failed_scorers[0], "failing");
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_GENUINE);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
builtin_is_removed (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();

	CHECK_INT (bounce_context_remove_scorer (context, "unheard-of"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_remove_scorer (context, "builtin"), BOUNCE_OK);
	CHECK_INT (bounce_context_remove_scorer (context, "builtin"), BOUNCE_ERROR_SETTING);
	bnc_verdict_decide (&context->settings, record);
	CHECK_INT (record->verdict->evidence_count, 0);
	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	CHECK (record->verdict->missing_count > 0);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static int32_t
jumps (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	adds (record, opinion, NULL);
	longjmp (*(jmp_buf *) user, 1);
}

/* As a script's exception may: the record is the context's to free, which a leak checker sees. */
static void
callback_jumps (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	jmp_buf out;

	bounce_context_add_scorer (context, "jumping", jumps, &out);
	if (setjmp (out) == 0) {
		bnc_verdict_decide (&context->settings, record);
		CHECK (false);
	}
	CHECK_INT (bnc_scorers_in_work (context->settings.scorers), 1);
	bounce_context_unref (context);
}

static void
frozen (void)
{
	bounce_context_t *context = fixture_owner ();

	bnc_context_freeze (context);
	CHECK_INT (bounce_context_add_scorer (context, "late", adds, NULL), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_remove_scorer (context, "builtin"), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_load_scorer (context, "late.so"), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_set_ledger (context, "sent", NULL, NULL), BOUNCE_ERROR_FROZEN);
	bounce_context_unref (context);
}

static void
modules (void)
{
	bounce_context_t *context = fixture_owner ();
	char *text = g_build_filename (g_get_tmp_dir (), "bnc-test-scorer-XXXXXX", NULL);
	int fd = g_mkstemp (text);

	CHECK_INT (bounce_context_load_scorer (context, "/nowhere/at/all.so"), BOUNCE_ERROR_FILE);
	CHECK (strstr (bounce_context_error (context), "/nowhere/at/all.so") != NULL);
	CHECK (fd >= 0);
	CHECK_INT (bounce_context_load_scorer (context, text), BOUNCE_ERROR_FILE); /* there, but no module */
	CHECK_INT (bounce_context_load_scorer (context, NULL), BOUNCE_ERROR_ARGUMENT);
	g_close (fd, NULL);
	g_unlink (text);
	g_free (text);
	bounce_context_unref (context);
}

/* The row that a setting changes is the one that counts, and can be read back. */
static void
table_is_set (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	size_t count = bounce_context_outcome_count (context), found = 0;

	CHECK_INT (bounce_context_set (context, "evidence.path.own-client", "0.5, 0.25,.001"), BOUNCE_OK);
	for (size_t i = 0; i < count; i++) {
		const char *group = NULL, *outcome = NULL;
		int32_t chances[3] = { 0 };

		CHECK_INT (bounce_context_outcome (context, i, &group, &outcome, chances), BOUNCE_OK);
		CHECK ((chances[0] > 0 || strcmp (outcome, "not-sent") == 0) && chances[1] > 0 && chances[2] > 0);
		if (strcmp (group, "path") == 0 && strcmp (outcome, "own-client") == 0) {
			found++;
			CHECK_INT (chances[0], 500000);
			CHECK_INT (chances[1], 250000);
			CHECK_INT (chances[2], 1000);
		}
	}
	CHECK_INT (found, 1);
	bnc_verdict_decide (&context->settings, record);
	for (size_t i = 0; i < record->verdict->evidence_count; i++) {
		const struct bounce_evidence *evidence = &record->verdict->evidence[i];

		if (strcmp (evidence->group, "path") != 0)
			continue;
		CHECK_STR (evidence->outcome, "own-client");
		CHECK_INT (evidence->weight.genuine, 0);
		CHECK (ABS (evidence->weight.relayed + 69) <= 3); /* ln (.25 / .5), but for roundings and the doubt about the host */
		CHECK (evidence->weight.forged >= -622 && evidence->weight.forged < -500);
	}
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
table_refuses (void)
{
	static const char *const values[] = { "", "1", "0.1, 0.2", "0, 1, 1", "1, 1, 1.1", "-0.1, 1, 1", "0.1, 0.2, 0.3, 0.4", "a, b, c" };
	bounce_context_t *context = fixture_owner ();
	const char *group, *outcome;
	int32_t chances[3];

	for (size_t i = 0; i < G_N_ELEMENTS (values); i++) {
		CHECK_INT (bounce_context_set (context, "evidence.path.own-client", values[i]), BOUNCE_ERROR_SETTING);
		CHECK (strstr (bounce_context_error (context), "expected three probabilities") != NULL);
	}
	CHECK_INT (bounce_context_set (context, "evidence.path.unheard-of", "1, 1, 1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "evidence.path", "1, 1, 1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "evidence..own-client", "1, 1, 1"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_outcome (context, bounce_context_outcome_count (context), &group, &outcome, chances),
		   BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_outcome (NULL, 0, &group, &outcome, chances), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_outcome_count (NULL), 0);
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_scorer, "verdict/scorer", { "callback adds", callback_adds }, { "callback replaces", callback_replaces },
       { "callback fails", callback_fails }, { "builtin is removed", builtin_is_removed }, { "callback jumps", callback_jumps },
       { "frozen", frozen }, { "modules", modules },
       { "table is set", table_is_set }, { "table refuses", table_refuses })
