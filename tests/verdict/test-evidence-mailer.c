/*
 * test-evidence-mailer.c - was the mail written as the owner writes his?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

static void
expect (const char *mailer, const char *head, const char *outcome, const char *quote)
{
	bounce_context_t *context = mailer ? fixture_context ("home.domain", "owner.example", "home.mailer", mailer, NULL) : fixture_plain ();
	bounce_record_t *record = fixture_genuine ();

	record->original.head = slice_str (head);
	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "habit"), outcome);
	for (size_t i = 0; i < record->verdict->evidence_count; i++) {
		if (strcmp (record->verdict->evidence[i].group, "habit") == 0)
			CHECK_STR (record->verdict->evidence[i].quote, quote);
	}
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
programs (void)
{
	expect ("Thunderbird", "Subject: a\nUser-Agent: Mozilla THUNDERBIRD\n 115\n", "usual-mailer", "User-Agent: Mozilla THUNDERBIRD 115");
	expect ("Thunderbird", "X-Mailer: The Bat!\n", "other-mailer", "X-Mailer: The Bat!");
	expect ("contact.php", "X-PHP-Originating-Script: 33:contact.php\n", "usual-mailer", "X-PHP-Originating-Script: 33:contact.php");
	/* None named, an empty one, none known. */
	expect ("Thunderbird", "Subject: Thunderbird\n", NULL, NULL);
	expect ("Thunderbird", "X-Mailer:\n", NULL, NULL);
	expect ("Thunderbird", "", NULL, NULL);
	expect (NULL, "X-Mailer: The Bat!\n", NULL, NULL);
}

static void
settings (void)
{
	bounce_context_t *context = fixture_plain ();

	CHECK_INT (bounce_context_set (context, "home.mailer", " "), BOUNCE_ERROR_SETTING);
	CHECK (strstr (bounce_context_error (context), "X-Mailer") != NULL);
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_evidence_mailer, "verdict/evidence-mailer", { "programs", programs }, { "settings", settings })
