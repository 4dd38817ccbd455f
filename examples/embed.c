/*
 * embed.c - what a bounce mail says, why, and whose mail it was: libbounce in a program of your own
 *
 * Usage: embed MAILBOX      cc embed.c $(pkg-config --cflags --libs bounce)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <bounce.h>
#include <stdio.h>

int
main (int argc, char **argv)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_mailbox_t *mailbox;
	bounce_record_t *record;
	const void *bytes;
	size_t length;
	bounce_status_t status = bounce_mailbox_open (argc > 1 ? argv[1] : "-", &mailbox);

	while (status == BOUNCE_OK && (status = bounce_mailbox_next (mailbox, &bytes, &length)) == BOUNCE_OK) {
		if ((status = bounce_parse (context, bytes, length, &record)) != BOUNCE_OK)
			break;
		printf ("%s\n", bounce_kind_name (bounce_record_kind (record)));
		for (size_t i = 0; i < bounce_record_recipient_count (record); i++) {
			const bounce_recipient_t *recipient = bounce_record_recipient (record, i);

			printf ("  %s: %s (%s)\n", bounce_recipient_address (recipient),
				bounce_reason_name (bounce_recipient_reason (recipient)),
				bounce_permanence_name (bounce_recipient_permanence (recipient)));
		}
		if (bounce_record_verdict (record))
			printf ("  %s\n", bounce_verdict_sentence (bounce_record_verdict (record)));
		bounce_record_unref (record);
	}
	if (status != BOUNCE_END)
		fprintf (stderr, "embed: %s\n", bounce_status_text (status));
	bounce_mailbox_unref (mailbox);
	bounce_context_unref (context);
	return status == BOUNCE_END ? 0 : 1;
}
