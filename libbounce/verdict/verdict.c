/*
 * verdict.c - log-odds, priors, losses -> genuine, relayed, forged, undecided
 *
 * In: a finished record, or the evidence of a cluster.  Out: its verdict: the sum of the evidence, the posterior, the
 * cause of least expected loss, alarms, what is missing, and one sentence.  Rules stand above the numbers: no verdict
 * without a believed path; none of "genuine" from the path alone, because a relay has that too, nor from a trail whose
 * server is not the one that sent us the bounce, because a forged bounce has that; none where an intermediary hides the
 * path, unless something proves that the mail was ours.  Everything hangs on the arena.
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

/* Evidence of intent must tell genuine from relayed by this much, in hundredths of a nat: a factor of 1.6. */
#define TELLING 50

const char *const bnc_need_texts[NEED_COUNT] = {
	"how the bounce reached you: keep it with its full header, Received fields and all",
	"own networks: set home.network",
	"the key of the DKIM signature: it bears one of your domain; set home.dkim_key to the selector, the domain and the key's DNS record",
	"the key of the address tag: it bears one that looks like yours; set home.batv_key",
	"the returned header: this bounce came without one, others of the same sending may have it",
	"the address the bouncing server took the mail from: ask its postmaster for the line of its log",
	"a returned trail that can be believed: the server that sent the bounce is not the one that wrote its lines; ask its postmaster",
	"what the server in between saw: ask its postmaster which client gave it the mail, or set home.forwarder if it is yours to trust",
	"whether you sent it: look for its subject and Message-ID in your sent mail, or set ledger.sent to a file of them",
	"whether your server handled it: look for its Message-ID or queue id in the log, or set ledger.log to a file of them",
};

/* Does abuse of our server have that as well? A third party whom we declared is not our server. */
static bool
abuse_has_it (const struct bounce_evidence *evidence)
{
	static const char *const groups[] = { "path", "bouncer", "framing", "date", "senders", "fan-out", "crypto", "tag", "log", NULL };

	return g_strv_contains (groups, evidence->group) && !bnc_evidence_is (evidence, OUTCOME_PATH_SENDER);
}

static const struct bounce_evidence *
find_group (const bounce_verdict_t *verdict, const char *group)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		if (strcmp (verdict->evidence[i].group, group) == 0)
			return &verdict->evidence[i];
	}
	return NULL;
}

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
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		const struct bounce_evidence *evidence = &verdict->evidence[i];

		if (!abuse_has_it (evidence) && evidence->favours == BOUNCE_CAUSE_GENUINE &&
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
sum_up (bounce_verdict_t *verdict, const int32_t prior[3])
{
	int64_t sum[3] = { 0, 0, 0 }, log[3];

	for (size_t i = 0; i < verdict->evidence_count; i++) {
		const weights_t *weight = &verdict->evidence[i].weight;

		sum[0] += weight->genuine;
		sum[1] += weight->relayed;
		sum[2] += weight->forged;
	}
	for (size_t i = 0; i < 3; i++)
		log[i] = sum[i] + bnc_ln (prior[i]);
	bnc_posterior (log, verdict->posterior);
	verdict->likelihood = (weights_t) { (int32_t) CLAMP (sum[0], INT32_MIN, INT32_MAX),
					    (int32_t) CLAMP (sum[1], INT32_MIN, INT32_MAX),
					    (int32_t) CLAMP (sum[2], INT32_MIN, INT32_MAX) };
}

/* What would settle an undecided case; of a decided one only what would make it surer at no cost. */
static void
name_needs (bounce_verdict_t *verdict, uint32_t needs, bool path, bool intent, arena_t *arena)
{
	if (verdict->cause != BOUNCE_CAUSE_UNDECIDED) {
		needs &= NEED_NETWORKS;
	} else if (path) {
		const int32_t *p = verdict->posterior;

		if (!intent && !find_group (verdict, "sent"))
			needs |= NEED_SENT;
		if (!find_group (verdict, "log") && p[2] > MIN (p[0], p[1]))
			needs |= NEED_LOG;
		if (!needs)
			needs = NEED_SENT;
	} else if (!(needs & ~(uint32_t) NEED_NETWORKS)) {
		needs |= NEED_CLIENT;
	}
	verdict->missing = ARENA_ARRAY (arena, const char *, NEED_COUNT);
	for (size_t i = 0; i < NEED_COUNT; i++) {
		if (needs & 1u << i)
			verdict->missing[verdict->missing_count++] = bnc_need_texts[i];
	}
}

/* The text of the evidence that speaks most for the cause against its strongest rival. */
static const char *
best_text (const bounce_verdict_t *verdict)
{
	const char *text = NULL;
	int32_t most = 0;

	for (size_t i = 0; i < verdict->evidence_count; i++) {
		const struct bounce_evidence *evidence = &verdict->evidence[i];
		const weights_t *w = &evidence->weight;
		int32_t speaks = 0;

		if (verdict->cause == BOUNCE_CAUSE_GENUINE && !abuse_has_it (evidence))
			speaks = w->genuine - w->relayed;
		else if (verdict->cause == BOUNCE_CAUSE_RELAYED)
			speaks = w->relayed - MAX (w->genuine, w->forged) + (strcmp (evidence->group, "submission") == 0 ? BNC_LN_1000 : 0);
		else if (verdict->cause == BOUNCE_CAUSE_FORGED)
			speaks = w->forged - w->relayed + (strcmp (evidence->group, "path") == 0 ? BNC_LN_1000 : 0);
		if (evidence->text && speaks > most) {
			most = speaks;
			text = evidence->text;
		}
	}
	return text;
}

static void
make_sentence (bounce_verdict_t *verdict, arena_t *arena)
{
	static const char *const openings[] = { "Undecided", "Genuine: this was sent by you or for you",
						"Relayed: somebody sent this through your server, and the hole is still open",
						"Forged: somebody elsewhere wrote your address on it, and nothing of yours was used" };
	const char *text = verdict->cause == BOUNCE_CAUSE_UNDECIDED ? NULL : best_text (verdict);

	if (!text && verdict->cause == BOUNCE_CAUSE_UNDECIDED && verdict->missing_count)
		verdict->sentence = bnc_arena_concat (arena, openings[0], "; missing: ", verdict->missing[0], ".", NULL);
	else if (text)
		verdict->sentence = bnc_arena_concat (arena, openings[verdict->cause], " (", text, ").", NULL);
	else
		verdict->sentence = bnc_arena_concat (arena, openings[verdict->cause], ".", NULL);
}

void
bnc_verdict_weigh (bounce_verdict_t *verdict, const policy_t *policy, bool burst, uint32_t needs, arena_t *arena)
{
	const struct bounce_evidence *path = find_group (verdict, "path");
	bool believed = path && path->tier != 4;
	bool intent = shows_intent (verdict);
	bool hidden = has_outcome (verdict, OUTCOME_PATH_INTERMEDIARY), proven = is_proven (verdict);
	bool unlinked = path && path->tier == 2; /* whoever forges a bounce can name the server that made it */
	bool allowed[3] = { believed && intent && (proven || !(hidden || unlinked)), believed && (proven || !hidden), believed && !hidden };
	int32_t prior[3];

	bnc_policy_prior (policy, burst, prior);
	sum_up (verdict, prior);
	verdict->cause = bnc_policy_decide (policy, verdict->posterior, allowed);
	if (has_outcome (verdict, OUTCOME_SUBMISSION_OPEN))
		bnc_verdict_alarm (verdict, "unauthenticated-relay", arena);
	if (verdict->cause == BOUNCE_CAUSE_RELAYED && has_outcome (verdict, OUTCOME_SUBMISSION_ACCOUNT))
		bnc_verdict_alarm (verdict, "account-abuse", arena);
	if (verdict->cause == BOUNCE_CAUSE_RELAYED && has_outcome (verdict, OUTCOME_SUBMISSION_LOCAL))
		bnc_verdict_alarm (verdict, "script-abuse", arena);
	name_needs (verdict, needs, believed, intent, arena);
	make_sentence (verdict, arena);
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
	trace->client_name = bnc_owner_looked_up (&b->owner, b->hop);
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
	bnc_verdict_weigh (verdict, settings->policy, false, record->trace.needs, record->arena);
	record->verdict = verdict;
}
