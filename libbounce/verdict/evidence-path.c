/*
 * evidence-path.c - the built-in scorer on the way of the mail: the groups "link", "bouncer", "path" and "framing"
 *
 * In: the boundary, that is what of the returned trail can be believed.  Out: evidence in the opinion; texts live in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

static void
judge_link (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;

	if (b->made_at_home || !opinion->record->hop_count || !opinion->record->original.hop_count)
		return;
	/* Where our own server names no client, nothing could have linked it, whoever sent it. */
	if (b->link == 2 && (b->hidden || (b->anchor && b->anchor->names_nobody)))
		return;
	if (b->link == 1)
		bnc_opinion_say (opinion, OUTCOME_LINK_VOUCHED, NULL, "the host that sent you the bounce is the one that wrote its lines");
	else if (b->link == 2)
		bnc_opinion_say (opinion, OUTCOME_LINK_NAMED, NULL,
		                 "the host that sent you the bounce is another than the one it names, which anybody can write");
	else if (b->link == 3)
		bnc_opinion_say (opinion, OUTCOME_LINK_SENT, NULL, "the bounce names no public server, but the host that sent it, or one behind it, wrote its lines");
}

static void
judge_bouncer (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const char *bouncer = b->bouncer ? b->bouncer : "a server that does not say its name";
	bool inferred = bnc_evidence_infers (opinion);

	if (!opinion->record->hop_count)
		return;
	if (!b->made_at_home)
		bnc_opinion_say_of_us (opinion, OUTCOME_BOUNCER_OTHER, inferred, NULL,
		                       bnc_arena_concat (opinion->arena, bouncer, ", which is none of yours, returned it", NULL));
	else if (b->is_remote)
		bnc_opinion_say_of_us (opinion, OUTCOME_BOUNCER_OWN_REMOTE, inferred, NULL,
		                       bnc_arena_concat (opinion->arena, "your own server ", bouncer,
		                                         " returned it, which it was to pass on to somebody elsewhere", NULL));
	else
		bnc_opinion_say_of_us (opinion, OUTCOME_BOUNCER_OWN_LOCAL, inferred, NULL,
		                       bnc_arena_concat (opinion->arena, "your own server ", bouncer, " returned it, for an address of yours", NULL));
}

static void
judge_own_path (bounce_opinion_t *opinion)
{
	const struct bounce_hop *hop = opinion->boundary->hop;
	const owner_t *owner = &opinion->boundary->owner;
	bool declared = bnc_owner_declared_host (owner, hop->by) || (!hop->by && bnc_home_knows_names (owner->home));

	bnc_opinion_say_of_hop (opinion, declared ? OUTCOME_PATH_OWN : OUTCOME_PATH_SHARED, bnc_evidence_infers (opinion), hop,
	                        bnc_arena_concat (opinion->arena, "it was sent through ", bnc_evidence_writer (opinion, hop),
	                                          ", the server that took the bounce in for you", NULL));
}

/* It says that it is a host of ours, and nobody looked that up: without a network of ours to compare with it may well be. */
static bool
may_be_ours (const owner_t *owner, const struct bounce_hop *hop)
{
	return !bnc_owner_looked_up (hop) && (bnc_owner_host (owner, hop->helo) || bnc_owner_host (owner, hop->from)) &&
	       !bnc_owner_bare_domain (owner, hop->helo ? hop->helo : hop->from);
}

static void
judge_path (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->hop;
	const auth_results_t *auth = &opinion->proof->auth;
	bool partial = bnc_home_is_partial (b->owner.home);
	const char *client, *writer;

	if (!hop)
		return;
	if (bnc_evidence_passed_own (opinion)) {
		judge_own_path (opinion);
		return;
	}
	client = bnc_evidence_client (opinion, hop);
	writer = bnc_evidence_writer (opinion, hop);
#define SAY(outcome, inferred, which)                                \
	bnc_opinion_say_of_hop (opinion, (outcome), (inferred), hop, \
	                        bnc_arena_concat (opinion->arena, writer, " took it from ", client, which, NULL))
	if (b->intermediary)
		SAY (OUTCOME_PATH_INTERMEDIARY, false, ", which had passed it on from somebody else");
	else if (b->client == STANDING_OWN || (b->made_at_home && b->client == STANDING_INSIDE))
		SAY (OUTCOME_PATH_OWN, false, ", which is yours");
	else if (b->client == STANDING_SHARED)
		SAY (OUTCOME_PATH_SHARED, false, ", which is your provider's");
	else if (b->client == STANDING_INFERRED)
		SAY (OUTCOME_PATH_SHARED, true, ", which belongs to those who took the bounce in for you");
	else if (b->client == STANDING_CLAIMED)
		SAY (OUTCOME_PATH_CLAIMED, false, ", which calls itself a server of those who took the bounce in for you");
	else if (b->client == STANDING_SENDER)
		SAY (OUTCOME_PATH_SENDER, false, ", which may send for you");
	else if (b->client != STANDING_FOREIGN && b->client != STANDING_UNKNOWN)
		return;
	else if (auth->spf == AUTH_PASS)
		SAY (OUTCOME_PATH_SENDER, false, ", and found that your SPF record allows it to send for you");
	else if (auth->spf == AUTH_FAIL)
		SAY (OUTCOME_PATH_FOREIGN, false, ", and found that your SPF record does not allow it to send for you");
	else if (opinion->proof->spf == SPF_FAIL || opinion->proof->spf == SPF_SOFTFAIL)
		SAY (OUTCOME_PATH_FOREIGN, false, ", which your SPF record does not allow to send for you");
	else if (b->client == STANDING_FOREIGN && !(partial && may_be_ours (&b->owner, hop)))
		SAY (partial ? OUTCOME_PATH_STRANGER : OUTCOME_PATH_FOREIGN, false,
		     partial ? ", of which nothing says that it is yours" : ", which is none of yours");
#undef SAY
}

static void
judge_framing (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const char *helo;

	if (!b->hop || b->intermediary || b->client == STANDING_UNKNOWN)
		return;
	helo = b->hop->helo ? b->hop->helo : b->hop->from;
	if (b->client == STANDING_FOREIGN && opinion->proof->auth.spf != AUTH_PASS && !bnc_evidence_passed_own (opinion)) {
		if (bnc_owner_bare_domain (&b->owner, helo)) {
			bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_HELO, false, b->hop,
					 bnc_arena_concat (opinion->arena, "the client ", b->hop->client, " called itself by your bare domain ",
							   helo, ", as forgers do", NULL));
			return;
		}
		if (b->claim) {
			bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_CLAIM, false, b->claim,
					 bnc_arena_concat (opinion->arena, "a line below names your host ", b->claim->by,
							   ", but the mail came from ", bnc_evidence_client (opinion, b->hop), NULL));
			return;
		}
	}
	bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_NONE, false, b->hop, "nothing in it pretends to come from a host of yours");
}

void
bnc_evidence_of_path (bounce_opinion_t *opinion)
{
	judge_link (opinion);
	judge_bouncer (opinion);
	judge_path (opinion);
	judge_framing (opinion);
}
