/*
 * access-verdict.c - the values of a verdict and of its evidence, as callers ask for them
 *
 * In: a verdict or evidence of a record, incident or cluster, or NULL.  Out: what it holds, borrowed
 * likewise; NULL or 0 where there is nothing.  Nothing is made here, so there is nothing to free.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

static int32_t
weight_of (const weights_t *weights, bounce_cause_t cause)
{
	switch (cause) {
	case BOUNCE_CAUSE_GENUINE:
		return weights->genuine;
	case BOUNCE_CAUSE_RELAYED:
		return weights->relayed;
	case BOUNCE_CAUSE_FORGED:
		return weights->forged;
	default:
		return 0;
	}
}

bounce_cause_t
bounce_verdict_cause (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->cause : BOUNCE_CAUSE_UNDECIDED;
}

int32_t
bounce_verdict_posterior (const bounce_verdict_t *verdict, bounce_cause_t cause)
{
	if (!verdict || cause < BOUNCE_CAUSE_GENUINE || cause > BOUNCE_CAUSE_FORGED)
		return 0;
	return verdict->posterior[cause - BOUNCE_CAUSE_GENUINE];
}

int32_t
bounce_verdict_likelihood (const bounce_verdict_t *verdict, bounce_cause_t cause)
{
	return verdict ? weight_of (&verdict->likelihood, cause) : 0;
}

int32_t
bounce_verdict_passed (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->passed : 0;
}

int32_t
bounce_verdict_passed_known (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->passed_known : 0;
}

int32_t
bounce_verdict_wanted (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->wanted : 0;
}

size_t
bounce_way_count (void)
{
	return BNC_WAYS;
}

const char *
bounce_way_name (size_t way)
{
	return way < BNC_WAYS ? bnc_way_name ((way_t) way) : NULL;
}

bounce_cause_t
bounce_way_cause (size_t way)
{
	return way < BNC_WAYS ? bnc_way_cause ((way_t) way) : BOUNCE_CAUSE_UNDECIDED;
}

int32_t
bounce_verdict_way (const bounce_verdict_t *verdict, size_t way)
{
	return verdict && way < BNC_WAYS ? verdict->ways[way] : 0;
}

size_t
bounce_verdict_alarm_count (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->alarm_count : 0;
}

const char *
bounce_verdict_alarm (const bounce_verdict_t *verdict, size_t index)
{
	return verdict && index < verdict->alarm_count ? verdict->alarms[index] : NULL;
}

size_t
bounce_verdict_evidence_count (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->evidence_count : 0;
}

const bounce_evidence_t *
bounce_verdict_evidence (const bounce_verdict_t *verdict, size_t index)
{
	return verdict && index < verdict->evidence_count ? &verdict->evidence[index] : NULL;
}

size_t
bounce_verdict_missing_count (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->missing_count : 0;
}

const char *
bounce_verdict_missing (const bounce_verdict_t *verdict, size_t index)
{
	return verdict && index < verdict->missing_count ? verdict->missing[index] : NULL;
}

const char *
bounce_verdict_sentence (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->sentence : NULL;
}

int32_t
bounce_verdict_home_inferred (const bounce_verdict_t *verdict)
{
	return verdict ? verdict->home_inferred : 0;
}

const char *
bounce_evidence_group (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->group : NULL;
}

const char *
bounce_evidence_outcome (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->outcome : NULL;
}

bounce_cause_t
bounce_evidence_favours (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->favours : BOUNCE_CAUSE_UNDECIDED;
}

int32_t
bounce_evidence_weight (const bounce_evidence_t *evidence, bounce_cause_t cause)
{
	return evidence ? weight_of (&evidence->weight, cause) : 0;
}

int32_t
bounce_evidence_tier (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->tier : 0;
}

const char *
bounce_evidence_text (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->text : NULL;
}

const char *
bounce_evidence_quote (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->quote : NULL;
}

const char *
bounce_evidence_part (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->part : NULL;
}

const char *
bounce_evidence_scorer (const bounce_evidence_t *evidence)
{
	return evidence ? evidence->scorer : NULL;
}
