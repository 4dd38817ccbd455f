/*
 * opinion.c - what scorers say of one record, as it comes together
 *
 * In: outcomes with their texts, from the built-in scorer and, by the public functions, from others.  Out: at most one piece of
 * evidence a group, with what it rests on.  All of it lives in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/opinion.h"

#include "verdict/fixed-point.h"

static bool
has_group (const bounce_opinion_t *opinion, const char *group)
{
	for (size_t i = 0; i < opinion->count; i++) {
		if (strcmp (opinion->evidence[i].group, group) == 0)
			return true;
	}
	return false;
}

bool
bnc_opinion_put (bounce_opinion_t *opinion, const struct bounce_evidence *evidence)
{
	if (has_group (opinion, evidence->group))
		return false;
	opinion->evidence = bnc_arena_grow (opinion->arena, opinion->evidence, opinion->count, &opinion->room,
					    sizeof *opinion->evidence);
	opinion->evidence[opinion->count] = *evidence;
	opinion->evidence[opinion->count++].scorer = opinion->scorer;
	return true;
}

static const outcome_t proofs[] = { OUTCOME_CRYPTO_VERIFIES, OUTCOME_CRYPTO_HEADER, OUTCOME_TAG_VALID, OUTCOME_SENT_HIT, OUTCOME_LOG_HIT };

bool
bnc_evidence_proves (const struct bounce_evidence *evidence)
{
	for (size_t i = 0; i < G_N_ELEMENTS (proofs); i++) {
		if (bnc_evidence_is (evidence, proofs[i]))
			return true;
	}
	return false;
}

/* "original:Received[0]". Most texts here are put together without printf, which would cost more than the judgement. */
static const char *
part_of_hop (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	char number[12] = "", *digit = number + sizeof number - 1;
	int32_t left = hop->index;

	do
		*--digit = (char) ('0' + left % 10);
	while (left /= 10);
	return bnc_arena_concat (opinion->arena, "original:Received[", digit, "]", NULL);
}

static void
say (bounce_opinion_t *opinion, outcome_t outcome, bool told, bool inferred, const char *part, const char *text)
{
	struct bounce_evidence evidence = *bnc_chances_evidence (opinion->settings->chances, outcome);

	evidence.text = text;
	evidence.part = part;
	evidence.told = told;
	evidence.inferred = inferred;
	evidence.tier = told ? opinion->boundary->tier : 0;
	bnc_opinion_put (opinion, &evidence);
}

void
bnc_opinion_say (bounce_opinion_t *opinion, outcome_t outcome, const char *part, const char *text)
{
	say (opinion, outcome, false, false, part, text);
}

void
bnc_opinion_say_told (bounce_opinion_t *opinion, outcome_t outcome, const char *part, const char *text)
{
	say (opinion, outcome, true, false, part, text);
}

void
bnc_opinion_say_of_hop (bounce_opinion_t *opinion, outcome_t outcome, bool inferred, const struct bounce_hop *hop, const char *text)
{
	/* What our own server made is no stranger's word. */
	say (opinion, outcome, !opinion->boundary->made_at_home, inferred, hop ? part_of_hop (opinion, hop) : NULL, text);
}

void
bnc_opinion_say_of_us (bounce_opinion_t *opinion, outcome_t outcome, bool inferred, const char *part, const char *text)
{
	say (opinion, outcome, false, inferred, part, text);
}

static bool
differ_too_much (const int32_t weights[3])
{
	int64_t most = MAX (weights[0], MAX (weights[1], weights[2]));
	int64_t least = MIN (weights[0], MIN (weights[1], weights[2]));

	return most - least > BNC_LN_1000;
}

bounce_status_t
bounce_opinion_add (bounce_opinion_t *opinion, const char *group, const char *outcome, const char *text, const int32_t weights[3])
{
	struct bounce_evidence evidence = { 0 };

	if (!opinion || !group || !outcome || !text || !weights || !*group || differ_too_much (weights))
		return BOUNCE_ERROR_ARGUMENT;
	evidence.group = bnc_arena_utf8 (opinion->arena, slice_str (group));
	evidence.outcome = bnc_arena_utf8 (opinion->arena, slice_str (outcome));
	evidence.text = bnc_arena_utf8 (opinion->arena, slice_str (text));
	evidence.weight = (weights_t) { weights[0], weights[1], weights[2] };
	bnc_weights_settle (&evidence.weight);
	evidence.favours = bnc_weights_favour (&evidence.weight);
	for (way_t way = 0; way < BNC_WAYS; way++) {
		const int32_t by_cause[3] = { evidence.weight.genuine, evidence.weight.relayed, evidence.weight.forged };

		evidence.ways[way] = by_cause[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE];
	}
	return bnc_opinion_put (opinion, &evidence) ? BOUNCE_OK : BOUNCE_ERROR_ARGUMENT;
}

bounce_status_t
bounce_opinion_replace (bounce_opinion_t *opinion, const char *group)
{
	size_t kept = 0;

	if (!opinion || !group)
		return BOUNCE_ERROR_ARGUMENT;
	for (size_t i = 0; i < opinion->count; i++) {
		if (strcmp (opinion->evidence[i].group, group) != 0)
			opinion->evidence[kept++] = opinion->evidence[i];
	}
	opinion->count = kept;
	return BOUNCE_OK;
}
