/*
 * words.c - a verdict in words: the sentence, and what is missing
 *
 * In: a verdict with its numbers and its evidence.  Out: its sentence and the facts that are missing, in the arena.  The words are as sure as
 * the number: below .98 "very likely", below .90 "probably".  Where the answer turns on what only the owner knows, the sentence says what
 * follows if he did not send it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/words.h"

#include "verdict/chances.h"
#include "verdict/fixed-point.h"
#include "verdict/missing.h"

#define SURE 980000   /* millionths */
#define LIKELY 900000
#define DAY 86400

const char *const bnc_need_texts[NEED_COUNT] = {
	"how the bounce reached you: keep it with its full header, Received fields and all",
	"own networks: set home.network",
	"the key of the DKIM signature: it bears one of your domain; set home.dkim_key to the selector, the domain and the key's DNS record",
	"the key of the address tag: it bears one that looks like yours; set home.batv_key",
	"the returned header: this bounce came without one, others of the same sending may have it",
	"the address the bouncing server took the mail from: ask its postmaster for the line of its log",
	"a returned trail that can be believed: the server that sent the bounce is not the one that wrote its lines; ask its postmaster",
	"what the server in between saw: ask its postmaster which client gave it the mail, or set home.forwarder if it is yours to trust",
	"whether you sent it: say so with owner.sent, look for its subject and Message-ID in your sent mail, or set ledger.sent to a file of them",
	"whether your server handled it: look for its Message-ID or queue id in the log, or set ledger.log to a file of them",
};

bool
bnc_abuse_has_it (const struct bounce_evidence *evidence)
{
	static const char *const groups[] = { "link",    "path", "bouncer", "framing", "date", "senders",    "fan-out", "hosts",
					      "reply-to", "bulk", "crypto",  "tag",     "log",  "recipients", "rate",    "dkim2", NULL };

	/* A third party whom we declared is not our server; and the server makes an id for whatever has none. */
	if (bnc_evidence_is (evidence, OUTCOME_PATH_SENDER))
		return false;
	return g_strv_contains (groups, evidence->group) || bnc_evidence_is (evidence, OUTCOME_MESSAGE_ID_SERVER);
}

const struct bounce_evidence *
bnc_verdict_group (const bounce_verdict_t *verdict, const char *group)
{
	for (size_t i = 0; i < verdict->evidence_count; i++) {
		if (strcmp (verdict->evidence[i].group, group) == 0)
			return &verdict->evidence[i];
	}
	return NULL;
}

void
bnc_words_missing (bounce_verdict_t *verdict, uint32_t needs, bool believed, bool intent, arena_t *arena)
{
	if (verdict->cause != BOUNCE_CAUSE_UNDECIDED) {
		needs &= NEED_NETWORKS;
	} else if (believed) {
		const int32_t *p = verdict->posterior;

		if (!intent && !bnc_verdict_group (verdict, "sent") && !bnc_verdict_group (verdict, "owner"))
			needs |= NEED_SENT;
		if (!bnc_verdict_group (verdict, "log") && p[2] > MIN (p[0], p[1]))
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

		if (strcmp (evidence->group, "owner") == 0)
			continue; /* he knows that */
		if (verdict->cause == BOUNCE_CAUSE_GENUINE && !bnc_abuse_has_it (evidence))
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

/* Of a probability in millionths; with the blank behind it. */
static const char *
how_sure (int32_t p)
{
	return p >= SURE ? "" : p >= LIKELY ? "very likely " : "probably ";
}

static const char *
decided (const bounce_verdict_t *verdict, bool fresh, arena_t *arena)
{
	const char *sure = how_sure (verdict->posterior[verdict->cause - BOUNCE_CAUSE_GENUINE]);

	if (verdict->cause == BOUNCE_CAUSE_GENUINE)
		return bnc_arena_concat (arena, "Genuine: this was ", sure, "sent by you or for you", NULL);
	if (verdict->cause == BOUNCE_CAUSE_RELAYED)
		return bnc_arena_concat (arena, "Relayed: somebody ", sure, "sent this through your server",
		                         fresh ? ", and the hole is still open" : "", NULL);
	return bnc_arena_concat (arena, "Forged: somebody elsewhere ", sure, "wrote your address on it, and nothing of yours was used", NULL);
}

/* What it is if the owner did not send it; NULL where that does not tell either. */
static const char *
if_not_sent (const bounce_verdict_t *verdict)
{
	int64_t relayed = verdict->posterior[1], forged = verdict->posterior[2], either = relayed + forged;

	if (either == 0)
		return NULL;
	if (relayed * BNC_MILLION >= either * LIKELY)
		return "if you did not send it, somebody abuses your server";
	if (forged * BNC_MILLION >= either * LIKELY)
		return "if you did not send it, somebody elsewhere wrote your address on it";
	return NULL;
}

static const char *
undecided (const bounce_verdict_t *verdict, arena_t *arena)
{
	bool known = verdict->passed >= LIKELY && verdict->passed_known;
	const char *passed = known ? bnc_arena_concat (arena, "it ", how_sure (verdict->passed), "went through your server", NULL)
		: NULL;
	const char *otherwise = bnc_verdict_group (verdict, "owner") ? NULL : if_not_sent (verdict);

	if (!passed && !otherwise)
		return "Undecided";
	return bnc_arena_concat (arena, "Undecided: ", passed ? passed : "", passed && otherwise ? "; " : "", otherwise ? otherwise : "", NULL);
}

void
bnc_words_sentence (bounce_verdict_t *verdict, int64_t last, int64_t now, arena_t *arena)
{
	bool fresh = last != BOUNCE_NO_TIME && last <= now && now - last < DAY;
	const char *opening, *text;

	if (verdict->cause == BOUNCE_CAUSE_UNDECIDED) {
		opening = undecided (verdict, arena);
		verdict->sentence = verdict->missing_count ? bnc_arena_concat (arena, opening, "; missing: ", verdict->missing[0], ".", NULL)
			: bnc_arena_concat (arena, opening, ".", NULL);
		return;
	}
	opening = decided (verdict, fresh, arena);
	text = best_text (verdict);
	verdict->sentence = text ? bnc_arena_concat (arena, opening, " (", text, ").", NULL) : bnc_arena_concat (arena, opening, ".", NULL);
}
