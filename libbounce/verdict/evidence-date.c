/*
 * evidence-date.c - how the mail was handed in: when, as against its Date
 *
 * In: a finished record and its boundary.  Out: evidence of intent.  People's programs and applications write the Date
 * as they send; programs that are made for abuse often make one up.  A right one proves nothing.  RFC 5322, 3.6.1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

/* Between the Date and the line of who took the mail in: by clocks that differ a little, and by greylisting or a slow line. */
#define PROMPT_MINUTES 2
#define NEAR_MINUTES 30

void
bnc_evidence_of_date (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->submission ? b->submission : b->hop;
	int64_t written = bnc_original_written (&opinion->record->original);
	int64_t late, minutes;

	/* Lists and forwarders keep mail for as long as they like. */
	if (!hop || b->intermediary || written == BOUNCE_NO_TIME || hop->date.seconds == BOUNCE_NO_TIME)
		return;
	late = hop->date.seconds / 60 - written / 60;
	minutes = late < 0 ? -late : late;
	if (minutes <= PROMPT_MINUTES)
		bnc_opinion_say_of_hop (opinion, OUTCOME_DATE_PROMPT, BNC_WHOLE, hop, "its Date is the time it was handed in");
	else
		bnc_opinion_say_of_hop (opinion, minutes <= NEAR_MINUTES ? OUTCOME_DATE_NEAR : OUTCOME_DATE_OFF, BNC_WHOLE, hop,
				 bnc_arena_printf (opinion->arena, "its Date is %" G_GINT64_FORMAT " minutes %s the time it was handed in",
						   minutes, late < 0 ? "after" : "before"));
}
