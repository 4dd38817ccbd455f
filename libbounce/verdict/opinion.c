/*
 * opinion.c - what scorers say of one record, as it comes together
 *
 * In: outcomes with their texts, from the built-in scorer and, by the public functions, from others.  Out: at most one piece of
 * evidence a group, counted by as much as what it rests on can be trusted.  All of it lives in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/opinion.h"

#include "verdict/fixed-point.h"

#define PROOFS_MOST 391 /* ln 50 in hundredths of a nat */

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

void
bnc_weights_count_by (weights_t *w, int32_t hundredths)
{
	*w = (weights_t) { (int32_t) bnc_divide ((int64_t) w->genuine * hundredths, BNC_WHOLE),
			   (int32_t) bnc_divide ((int64_t) w->relayed * hundredths, BNC_WHOLE),
			   (int32_t) bnc_divide ((int64_t) w->forged * hundredths, BNC_WHOLE) };
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

/* Whoever sends a mail of ours again from elsewhere has all its proofs, so that they are not independent. */
static void
limit_proofs (const bounce_opinion_t *opinion, outcome_t outcome, struct bounce_evidence *evidence)
{
	int32_t left = PROOFS_MOST;
	size_t i = 0;

	while (i < G_N_ELEMENTS (proofs) && proofs[i] != outcome)
		i++;
	if (i == G_N_ELEMENTS (proofs))
		return;
	for (i = 0; i < opinion->count; i++) {
		if (bnc_evidence_proves (&opinion->evidence[i]))
			left -= opinion->evidence[i].weight.genuine - opinion->evidence[i].weight.forged;
	}
	evidence->weight.forged = MAX (evidence->weight.forged, evidence->weight.genuine - MAX (left, 0));
}

void
bnc_opinion_say (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text)
{
	struct bounce_evidence evidence = *bnc_chances_evidence (opinion->settings->chances, outcome);

	bnc_weights_count_by (&evidence.weight, hundredths);
	limit_proofs (opinion, outcome, &evidence);
	evidence.text = text;
	evidence.part = part;
	bnc_opinion_put (opinion, &evidence);
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

void
bnc_opinion_say_of_trail (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text)
{
	int32_t trust = bnc_boundary_trust (opinion->boundary);
	struct bounce_evidence evidence = *bnc_chances_evidence (opinion->settings->chances, outcome);

	bnc_weights_count_by (&evidence.weight, hundredths * trust / BNC_WHOLE);
	evidence.text = text;
	evidence.part = part;
	evidence.tier = opinion->boundary->tier;
	bnc_opinion_put (opinion, &evidence);
}

void
bnc_opinion_say_of_hop (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const struct bounce_hop *hop, const char *text)
{
	bnc_opinion_say_of_trail (opinion, outcome, hundredths, hop ? part_of_hop (opinion, hop) : NULL, text);
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
