/*
 * scorer.c - a scorer of your own, as a callback: it knows the shape of the Message-IDs that your application makes
 *
 * Usage: scorer DOMAIN <MAIL      cc scorer.c $(pkg-config --cflags --libs bounce)
 *
 * The three weights are log-likelihoods in 1/100 nat: genuine, relayed, forged. Only their differences count.
 * Here: our own mail nearly always has our shape, mail relayed through our server or forged seldom does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <bounce.h>
#include <stdio.h>
#include <string.h>

static const int32_t ours[3] = { -2, -230, -300 };
static const int32_t foreign[3] = { -390, -11, -5 };

/* Answers for the group that the built-in scorer judges by the domain alone. */
static int32_t
judge_message_id (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	const char *domain = user, *id = bounce_record_original_message_id (record), *at;

	if (!id)
		return 0;
	at = strrchr (id, '@');
	if (bounce_opinion_replace (opinion, "message-id") != BOUNCE_OK)
		return 1;
	if (at && strncmp (id, "app-", 4) == 0 && strcmp (at + 1, domain) == 0)
		return bounce_opinion_add (opinion, "message-id", "ours", "the Message-ID has the shape of our application's", ours);
	return bounce_opinion_add (opinion, "message-id", "foreign", "the Message-ID is not of our application", foreign);
}

int
main (int argc, char **argv)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_mailbox_t *mailbox = NULL;
	bounce_record_t *record = NULL;
	const void *bytes;
	size_t length;
	int failed = 1;

	if (argc != 2) {
		fprintf (stderr, "usage: scorer DOMAIN <MAIL\n");
	} else if (bounce_context_add_scorer (context, "application", judge_message_id, argv[1]) == BOUNCE_OK
		   && bounce_mailbox_open ("-", &mailbox) == BOUNCE_OK
		   && bounce_mailbox_next (mailbox, &bytes, &length) == BOUNCE_OK
		   && bounce_parse (context, bytes, length, &record) == BOUNCE_OK) {
		const bounce_verdict_t *verdict = bounce_record_verdict (record);

		for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
			const bounce_evidence_t *evidence = bounce_verdict_evidence (verdict, i);

			printf ("%s: %s (%s)\n", bounce_evidence_group (evidence), bounce_evidence_text (evidence),
				bounce_evidence_scorer (evidence));
		}
		printf ("%s\n", bounce_cause_name (bounce_verdict_cause (verdict)));
		failed = 0;
	}
	bounce_record_unref (record);
	bounce_mailbox_unref (mailbox);
	bounce_context_unref (context);
	return failed;
}
