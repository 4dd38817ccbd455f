/*
 * verdict.c - whose mail it was: evidence, numbers, rules, trace
 *
 * In: a finished record and the settings.  Out: its verdict and its trace, in the record's arena.  The numbers are weigh.c's; the rules that
 * stand above them are here: what must be there before a cause is said, however probable it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/verdict.h"

#include "core/hash-set.h"
#include "verdict/fixed-point.h"
#include "verdict/missing.h"
#include "verdict/policy.h"
#include "verdict/quote.h"
#include "verdict/scorer.h"
#include "verdict/weigh.h"
#include "verdict/words.h"

/* Evidence of intent must tell genuine from relayed by this much, in hundredths of a nat: a factor of 1.6. */
#define TELLING 50
/* All evidence together by this much, whatever is usual: a factor of 9 to acquit, for a relay has the path too, and one of 3 to accuse. */
#define ACQUITS 220
#define ACCUSES 110

static bool
has_outcome (const bounce_verdict_t *verdict, outcome_t outcome)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		if (bnc_evidence_is (&verdict->evidence[i], outcome))
			return true;
	}
	return false;
}

static bool
shows_intent (const bounce_verdict_t *verdict)
{
	if (verdict->likelihood.genuine - verdict->likelihood.relayed < ACQUITS)
		return false;
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		const struct bounce_evidence *evidence = &verdict->evidence[i];

		if (!bnc_abuse_has_it (evidence) && evidence->favours == BOUNCE_CAUSE_GENUINE &&
		    evidence->weight.genuine - evidence->weight.relayed >= TELLING)
			return true;
	}
	return false;
}

static bool
is_proven (const bounce_verdict_t *verdict)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		if (bnc_evidence_proves (&verdict->evidence[i]))
			return true;
	}
	return false;
}

void
bnc_verdict_alarm (bounce_verdict_t *verdict, const char *name, arena_t *arena)
{
	const char **alarms;

	for (size_t i = 0; i < verdict->alarm_count; i++) {
		if (strcmp (verdict->alarms[i], name) == 0)
			return;
	}
	alarms = ARENA_ARRAY (arena, const char *, verdict->alarm_count + 1);
	if (verdict->alarm_count)
		memcpy (alarms, verdict->alarms, verdict->alarm_count * sizeof *alarms);
	alarms[verdict->alarm_count++] = name;
	verdict->alarms = alarms;
}

static void
take_posterior (bounce_verdict_t *verdict, const int64_t ways[BNC_WAYS], const int32_t shares[BNC_WAYS], const int32_t prior[3])
{
	static const bool passed[BNC_WAYS] = {
#define WAY(id, name, cause, share, passed) passed,
#include "core/ways.def"
#undef WAY
	};
	int64_t log[BNC_WAYS];
	int32_t log_prior[3];

	for (size_t i = 0; i < 3; i++)
		log_prior[i] = bnc_ln (prior[i]);
	for (way_t way = 0; way < BNC_WAYS; way++)
		log[way] = ways[way] + shares[way] + log_prior[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE];
	bnc_posterior (log, verdict->ways, BNC_WAYS);
	memset (verdict->posterior, 0, sizeof verdict->posterior);
	verdict->passed = 0;
	for (way_t way = 0; way < BNC_WAYS; way++) {
		verdict->posterior[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE] += verdict->ways[way];
		verdict->passed += passed[way] ? verdict->ways[way] : 0;
	}
	verdict->wanted = verdict->passed ? (int32_t) bnc_divide ((int64_t) verdict->posterior[0] * BNC_MILLION, verdict->passed) : 0;
}

static void
raise_alarms (bounce_verdict_t *verdict, arena_t *arena)
{
	if (has_outcome (verdict, OUTCOME_SUBMISSION_OPEN))
		bnc_verdict_alarm (verdict, "unauthenticated-relay", arena);
	if (verdict->cause == BOUNCE_CAUSE_RELAYED && has_outcome (verdict, OUTCOME_SUBMISSION_ACCOUNT))
		bnc_verdict_alarm (verdict, "account-abuse", arena);
	if (verdict->cause == BOUNCE_CAUSE_RELAYED && has_outcome (verdict, OUTCOME_SUBMISSION_LOCAL))
		bnc_verdict_alarm (verdict, "script-abuse", arena);
}

void
bnc_verdict_weigh (bounce_verdict_t *verdict, const settings_t *settings, const judged_t *judged, arena_t *arena)
{
	const int32_t *shares = bnc_chances_shares (settings->chances);
	const struct bounce_evidence *path = bnc_verdict_group (verdict, "path");
	bool hidden = has_outcome (verdict, OUTCOME_PATH_INTERMEDIARY), proven = is_proven (verdict), intent;
	bool believed = (path && path->tier != 4) || proven || bnc_verdict_group (verdict, "log") || bnc_verdict_group (verdict, "sent");
	bool unlinked = path && path->tier == 2; /* whoever forges a bounce can name the server that made it */
	doubts_t doubts = { judged->lies, bnc_doubt_wrong (verdict->evidence, verdict->evidence_count) };
	int64_t ways[BNC_WAYS];
	int32_t prior[3];
	bool allowed[3];

	bnc_weigh_ways (verdict->evidence, verdict->evidence_count, &doubts, shares, ways);
	bnc_weigh_each (verdict->evidence, verdict->evidence_count, &doubts, shares);
	verdict->likelihood = bnc_weights_by_cause (ways, shares);
	bnc_policy_prior (settings->policy, judged->burst, prior);
	take_posterior (verdict, ways, shares, prior);
	intent = shows_intent (verdict);
	allowed[0] = believed && intent && (proven || !(hidden || unlinked));
	allowed[1] = believed && (proven || !(hidden || unlinked)) && verdict->likelihood.relayed - verdict->likelihood.genuine >= ACCUSES;
	allowed[2] = believed && !hidden;
	verdict->cause = bnc_policy_decide (settings->policy, verdict->posterior, allowed);
	raise_alarms (verdict, arena);
	bnc_words_missing (verdict, judged->needs, believed, intent, arena);
	bnc_words_sentence (verdict, judged->last, settings->policy->now, arena);
}

/* The mail's own bytes are at hand only now; what can be told from the record is left to an incident, if one ever asks. */
static void
trace_original (trace_t *trace, const original_t *original, arena_t *arena)
{
	trace->message_id = bnc_id_of (original->message_id, arena);
	if (!bnc_has_words (slice_str (original->subject)))
		trace->body_print = bnc_hash64_words (original->body);
	if (!trace->message_id && original->head.n)
		trace->head_key = bnc_hash64 (original->head);
}

static uint32_t
needs_of (const boundary_t *b, const proof_t *proof, const bounce_record_t *record)
{
	uint32_t needs = 0;

	if (proof->dkim.result == DKIM_UNKNOWN && proof->dkim.no_key)
		needs |= NEED_DKIM_KEY;
	if (proof->tag.result == TAG_UNKNOWN)
		needs |= NEED_TAG_KEY;
	if (bnc_home_is_partial (b->owner.home))
		needs |= NEED_NETWORKS;
	if (!record->hop_count)
		needs |= NEED_TRAIL;
	if (!record->original.hop_count)
		needs |= NEED_RETURNED;
	else if (b->tier == 4)
		needs |= NEED_LINK;
	else if (b->intermediary)
		needs |= NEED_FORWARDER;
	else if (!b->hop || b->client == STANDING_UNKNOWN)
		needs |= NEED_CLIENT;
	return needs;
}

/* Who stands behind a mail that the server took from itself. */
static void
trace_origin (trace_t *trace, const local_origin_t *origin, const struct bounce_hop *submission, arena_t *arena)
{
	const char *user = submission->local ? submission->local_user : NULL;
	const char *page = origin->web && origin->web->client ? origin->web->client : origin->web_client;
	const char *client = origin->script_client ? origin->script_client : page;

	if (origin->script)
		trace->script = user ? bnc_arena_concat (arena, origin->script, " (", user, ")", NULL) : origin->script;
	else
		trace->script = user ? user : origin->mailer;
	if (client)
		trace->submission_client = client;
	if (!trace->account && origin->web)
		trace->account = origin->web->account;
}

static void
fill_trace (trace_t *trace, const boundary_t *b, const proof_t *proof, const bounce_record_t *record)
{
	const struct bounce_hop *submission = b->submission;

	trace->bouncer = b->bouncer;
	trace->boundary_tier = b->tier;
	trace->made_at_home = b->made_at_home;
	trace->needs = needs_of (b, proof, record);
	trace_original (trace, &record->original, b->owner.arena);
	if (!b->hop)
		return;
	trace->boundary_client = b->hop->client;
	trace->boundary_host = b->hop->by;
	trace->client_is_ours = b->made_at_home ? b->is_remote : standing_is_ours (b->client);
	trace->client_name = bnc_owner_looked_up (b->hop);
	if (!submission || !trace->client_is_ours)
		return;
	trace->submission_client = submission->client;
	trace->queue_id = submission->id;
	trace->account = submission->account;
	trace_origin (trace, &proof->origin, submission, b->owner.arena);
}

void
bnc_verdict_decide (const settings_t *settings, bounce_record_t *record)
{
	bounce_opinion_t opinion = { .arena = record->arena, .settings = settings, .record = record };
	bounce_verdict_t *verdict;
	boundary_t boundary;
	judged_t judged;

	if (record->kind != BOUNCE_KIND_FAILURE && record->kind != BOUNCE_KIND_DELAY)
		return;
	bnc_boundary_find (&boundary, settings->home, record, record->arena);
	opinion.boundary = &boundary;
	opinion.proof = bnc_proof_find (&boundary, settings->keys, record);
	fill_trace (&record->trace, &boundary, opinion.proof, record);
	bnc_scorers_run (settings->scorers, &opinion, record);

	verdict = ARENA_NEW (record->arena, bounce_verdict_t);
	verdict->evidence = opinion.evidence;
	verdict->evidence_count = opinion.count;
	verdict->home_inferred = !bnc_home_knows_addresses (settings->home);
	bnc_quote_all (record->original.head, verdict->evidence, verdict->evidence_count, record->arena);
	judged = (judged_t) { .lies = bnc_doubt_lies (boundary.tier, 1), .needs = record->trace.needs, .last = record->date.seconds };
	bnc_verdict_weigh (verdict, settings, &judged, record->arena);
	record->verdict = verdict;
}
