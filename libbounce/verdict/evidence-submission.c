/*
 * evidence-submission.c - the built-in scorer on who handed the mail to our server: the groups "submission", "account" and "script"
 *
 * In: the hop at which our own server took the mail in, and what it wrote of scripts and web mail.  Out: evidence in the opinion; texts
 * live in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

/* Web mail wants a login, whatever it writes of it. */
static void
say_of_web_mail (bounce_opinion_t *opinion, const struct bounce_hop *hop, const struct bounce_hop *person)
{
	bool known = bnc_owner_knows_client (&opinion->boundary->owner, person);

	bnc_opinion_say_of_hop (opinion, known ? OUTCOME_SUBMISSION_KNOWN : OUTCOME_SUBMISSION_ACCOUNT, bnc_evidence_infers (opinion), hop,
			 bnc_arena_concat (opinion->arena, "it was written in the web mail of ", bnc_evidence_writer (opinion, hop), ", by ",
					   person->account ? person->account : "somebody", " at ", bnc_evidence_client (opinion, person),
					   known ? ", a client of yours" : ", a stranger who logged in", NULL));
}

/* On the server itself: by a script, a page of the web, or a user. */
static void
judge_local (bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const local_origin_t *origin = &opinion->proof->origin;
	const char *server = bnc_evidence_writer (opinion, hop), *user = hop->local_user, *caller = origin->script_client;
	struct bounce_hop *person;

#define SAY(...)                                                          \
	bnc_opinion_say_of_hop (opinion, OUTCOME_SUBMISSION_LOCAL, bnc_evidence_infers (opinion), hop,   \
			 bnc_arena_concat (opinion->arena, "it was submitted on ", server, " itself, by ", __VA_ARGS__, NULL))
	if (origin->web && origin->web->authenticated) {
		say_of_web_mail (opinion, hop, origin->web);
	} else if (origin->script) {
		SAY ("the script ", origin->script, user ? " of " : "", user ? user : "", caller ? ", which was called from " : "",
		     caller ? caller : "");
	} else if (origin->web && origin->web->client) {
		SAY ("a web page that was called from ", bnc_evidence_client (opinion, origin->web));
	} else if (origin->web_client) {
		person = ARENA_NEW (opinion->arena, struct bounce_hop);
		person->client = origin->web_client;
		say_of_web_mail (opinion, hop, person);
	} else {
		SAY (user ? user : "a program or a web page", origin->mailer ? ", with " : "", origin->mailer ? origin->mailer : "");
	}
#undef SAY
}

/* A client of ours that is none of our servers gave it to the other side itself, as malware does: no server of ours wrote a line. Only
 * a header that came back down to its From shows that. */
static void
judge_direct (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->hop;

	if (!hop || b->made_at_home || b->intermediary || b->client != STANDING_OWN || !opinion->record->original.from ||
	    !bnc_owner_knows_servers (&b->owner) || bnc_owner_is_server (&b->owner, hop->from) || bnc_owner_is_server (&b->owner, hop->helo))
		return;
	bnc_opinion_say_of_hop (opinion, OUTCOME_SUBMISSION_DIRECT, false, hop,
			 bnc_arena_concat (opinion->arena, bnc_evidence_client (opinion, hop), ", which is none of your servers, gave it to ",
					   bnc_evidence_writer (opinion, hop), " itself", NULL));
}

/* For want of settings: who shares the neighbourhood of the server itself is taken for one of those it serves. */
static bool
is_beside_server (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const boundary_t *b = opinion->boundary;

	return !bnc_home_knows_addresses (b->owner.home) && hop != b->hop &&
	       bnc_net_neighbours (hop->client, b->hop->client, opinion->arena);
}

/* Does one of the owner's declared words stand in the value? */
static bool
is_declared (const GPtrArray *declared, const char *value)
{
	for (guint i = 0; i < declared->len; i++) {
		const char *word = g_ptr_array_index (declared, i);

		if (bnc_slice_find (slice_str (value), slice_str (word), 0) < strlen (value))
			return true;
	}
	return false;
}

static void
judge_names (bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const home_t *home = opinion->boundary->owner.home;
	const local_origin_t *origin = &opinion->proof->origin;
	const char *account = hop->account ? hop->account : origin->web ? origin->web->account : NULL;
	bool declared;

	if (account && home->accounts->len) {
		declared = is_declared (home->accounts, account);
		bnc_opinion_say_of_hop (opinion, declared ? OUTCOME_ACCOUNT_DECLARED : OUTCOME_ACCOUNT_OTHER, false, hop,
		                        bnc_arena_concat (opinion->arena, "the account was ", account,
		                                          declared ? ", one of yours" : ", none of those you send by", NULL));
	}
	if (origin->script && home->scripts->len) {
		declared = is_declared (home->scripts, origin->script);
		bnc_opinion_say_of_hop (opinion, declared ? OUTCOME_SCRIPT_DECLARED : OUTCOME_SCRIPT_OTHER, false, hop,
		                        bnc_arena_concat (opinion->arena, "the script was ", origin->script,
		                                          declared ? ", one of yours" : ", none of those you send by", NULL));
	}
}

void
bnc_evidence_of_submission (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->submission;
	const char *server, *client;

	if (!hop)
		judge_direct (opinion);
	if (!hop || (b->made_at_home && !bnc_evidence_passed_own (opinion)))
		return;
	server = bnc_evidence_writer (opinion, hop);
	client = bnc_evidence_client (opinion, hop);
#define SAY(outcome, ...)                                                                      \
	bnc_opinion_say_of_hop (opinion, (outcome), bnc_evidence_infers (opinion), hop, \
	                        bnc_arena_concat (opinion->arena, __VA_ARGS__, NULL))
	if (bnc_hop_is_local (hop) || bnc_hop_is_web (hop))
		judge_local (opinion, hop);
	else if (bnc_owner_is_neighbour (&b->owner, hop))
		SAY (OUTCOME_SUBMISSION_NEIGHBOUR, server, " took it from ", client, ", another customer of your provider's");
	else if (bnc_owner_knows_client (&b->owner, hop) || is_beside_server (opinion, hop))
		SAY (OUTCOME_SUBMISSION_KNOWN, server, " took it from ", client, ", a client of yours");
	else if (hop->authenticated)
		SAY (OUTCOME_SUBMISSION_ACCOUNT, server, " took it from ", client, ", a stranger who logged in",
		     hop->account ? " as " : "", hop->account ? hop->account : "");
	else if (hop->client && b->is_remote && !bnc_owner_took_in (&b->owner, hop))
		SAY (OUTCOME_SUBMISSION_OPEN, server, " took mail for others from ", client, ", a stranger who did not log in: an open relay");
#undef SAY
	judge_names (opinion, hop);
}
