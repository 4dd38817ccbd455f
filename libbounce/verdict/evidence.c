/*
 * evidence.c - the built-in scorer: groups and outcomes
 *
 * In: a finished record and its boundary.  Out: at most one outcome a group, with the weights of evidence.def: log
 * P(outcome | cause) in hundredths of a nat, the greatest of the three taken for 0, and counted by as much as the
 * trail can be trusted.  A group about which nothing is known says nothing.  Texts live in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

#include "proof/ledgers.h"

/* "mx.example.org [192.0.2.1]", with as much of it as is known. */
static const char *
client_text (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const char *name = bnc_owner_looked_up (&opinion->boundary->owner, hop);

	if (!hop->client)
		return hop->from ? hop->from : hop->helo ? hop->helo : "a client it does not name";
	return name ? bnc_arena_concat (opinion->arena, name, " [", hop->client, "]", NULL) : hop->client;
}

static const char *
writer_text (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	if (hop->by)
		return hop->by;
	return opinion->boundary->bouncer ? opinion->boundary->bouncer : "the server that returned it";
}

/* Where no settings say which addresses are ours, all that turns on it is a guess. */
static int32_t
by_addresses (const bounce_opinion_t *opinion)
{
	return bnc_home_knows_addresses (opinion->boundary->owner.home) ? BNC_WHOLE : BNC_INFERRED;
}

static void
judge_bouncer (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const char *bouncer = b->bouncer ? b->bouncer : "a server that does not say its name";

	if (!opinion->record->hop_count)
		return;
	if (!b->made_at_home)
		bnc_opinion_say (opinion, OUTCOME_BOUNCER_OTHER, by_addresses (opinion), NULL,
				  bnc_arena_concat (opinion->arena, bouncer, ", which is none of yours, returned it", NULL));
	else if (b->is_remote)
		bnc_opinion_say (opinion, OUTCOME_BOUNCER_OWN_REMOTE, by_addresses (opinion), NULL,
				  bnc_arena_concat (opinion->arena, "your own server ", bouncer,
						    " returned it, which it was to pass on to somebody elsewhere", NULL));
	else
		bnc_opinion_say (opinion, OUTCOME_BOUNCER_OWN_LOCAL, by_addresses (opinion), NULL,
				  bnc_arena_concat (opinion->arena, "your own server ", bouncer, " returned it, for an address of yours", NULL));
}

/* Our own server made the bounce of a mail that it was to pass on: it had the mail, whoever gave it. */
static bool
passed_own_server (const bounce_opinion_t *opinion)
{
	return opinion->boundary->made_at_home && opinion->boundary->is_remote;
}

static void
judge_own_path (bounce_opinion_t *opinion)
{
	const struct bounce_hop *hop = opinion->boundary->hop;
	const owner_t *owner = &opinion->boundary->owner;
	bool declared = bnc_owner_declared_host (owner, hop->by) || (!hop->by && bnc_home_knows_names (owner->home));

	bnc_opinion_say_of_hop (opinion, declared ? OUTCOME_PATH_OWN : OUTCOME_PATH_SHARED, by_addresses (opinion), hop,
			 bnc_arena_concat (opinion->arena, "it was sent through ", writer_text (opinion, hop),
					   ", the server that took the bounce in for you", NULL));
}

static void
judge_path (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->hop;
	const auth_results_t *auth = &opinion->proof->auth;
	int32_t foreign = bnc_home_is_partial (b->owner.home) ? BNC_INFERRED : BNC_WHOLE;
	const char *client, *writer;

	if (!hop)
		return;
	if (passed_own_server (opinion)) {
		judge_own_path (opinion);
		return;
	}
	client = client_text (opinion, hop);
	writer = writer_text (opinion, hop);
#define SAY(outcome, hundredths, which)                         \
	bnc_opinion_say_of_hop (opinion, (outcome), (hundredths), hop, \
			 bnc_arena_concat (opinion->arena, writer, " took it from ", client, which, NULL))
	if (b->intermediary)
		SAY (OUTCOME_PATH_INTERMEDIARY, BNC_WHOLE, ", which had passed it on from somebody else");
	else if (b->client == STANDING_OWN || (b->made_at_home && b->client == STANDING_INSIDE))
		SAY (OUTCOME_PATH_OWN, BNC_WHOLE, ", which is yours");
	else if (b->client == STANDING_SHARED)
		SAY (OUTCOME_PATH_SHARED, BNC_WHOLE, ", which is your provider's");
	else if (b->client == STANDING_INFERRED)
		SAY (OUTCOME_PATH_SHARED, BNC_WHOLE, ", which belongs to those who took the bounce in for you");
	else if (b->client == STANDING_NAMED)
		SAY (OUTCOME_PATH_SHARED, BNC_SAID, ", which calls itself a server of those who took the bounce in for you");
	else if (b->client == STANDING_SENDER)
		SAY (OUTCOME_PATH_SENDER, BNC_WHOLE, ", which may send for you");
	else if (b->client != STANDING_FOREIGN && b->client != STANDING_UNKNOWN)
		return;
	else if (auth->spf == AUTH_PASS)
		SAY (OUTCOME_PATH_SENDER, BNC_WHOLE, ", and found that your SPF record allows it to send for you");
	else if (auth->spf == AUTH_FAIL)
		SAY (OUTCOME_PATH_FOREIGN, BNC_WHOLE, ", and found that your SPF record does not allow it to send for you");
	else if (opinion->proof->spf == SPF_FAIL || opinion->proof->spf == SPF_SOFTFAIL)
		SAY (OUTCOME_PATH_FOREIGN, BNC_WHOLE, ", which your SPF record does not allow to send for you");
	else if (b->client == STANDING_FOREIGN)
		SAY (OUTCOME_PATH_FOREIGN, foreign, ", which is none of yours");
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
	if (b->client == STANDING_FOREIGN && opinion->proof->auth.spf != AUTH_PASS && !passed_own_server (opinion)) {
		if (bnc_owner_bare_domain (&b->owner, helo)) {
			bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_HELO, BNC_WHOLE, b->hop,
					 bnc_arena_concat (opinion->arena, "the client ", b->hop->client, " called itself by your bare domain ",
							   helo, ", as forgers do", NULL));
			return;
		}
		if (b->claim) {
			bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_CLAIM, BNC_WHOLE, b->claim,
					 bnc_arena_concat (opinion->arena, "a line below names your host ", b->claim->by,
							   ", but the mail came from ", client_text (opinion, b->hop), NULL));
			return;
		}
	}
	bnc_opinion_say_of_hop (opinion, OUTCOME_FRAMING_NONE, BNC_WHOLE, b->hop, "nothing in it pretends to come from a host of yours");
}

/* Is the hop's own recipient ours? Then the mail came in, and an alias or a list sent it out again. */
static bool
came_in (const boundary_t *b, const struct bounce_hop *hop)
{
	return hop->rcpt && bnc_owner_recipient (&b->owner, hop->rcpt);
}

/* Web mail wants a login, whatever it writes of it. */
static void
say_of_web_mail (bounce_opinion_t *opinion, int32_t hundredths, const struct bounce_hop *hop, const struct bounce_hop *person)
{
	bool known = bnc_owner_knows_client (&opinion->boundary->owner, person);

	bnc_opinion_say_of_hop (opinion, known ? OUTCOME_SUBMISSION_KNOWN : OUTCOME_SUBMISSION_ACCOUNT, hundredths, hop,
			 bnc_arena_concat (opinion->arena, "it was written in the web mail of ", writer_text (opinion, hop), ", by ",
					   person->account ? person->account : "somebody", " at ", client_text (opinion, person),
					   known ? ", a client of yours" : ", a stranger who logged in", NULL));
}

/* On the server itself: by a script, a page of the web, or a user. */
static void
judge_local (bounce_opinion_t *opinion, const struct bounce_hop *hop, int32_t hundredths)
{
	const local_origin_t *origin = &opinion->proof->origin;
	const char *server = writer_text (opinion, hop), *user = hop->local_user, *caller = origin->script_client;
	struct bounce_hop *person;

#define SAY(...)                                                          \
	bnc_opinion_say_of_hop (opinion, OUTCOME_SUBMISSION_LOCAL, hundredths, hop,   \
			 bnc_arena_concat (opinion->arena, "it was submitted on ", server, " itself, by ", __VA_ARGS__, NULL))
	if (origin->web && origin->web->authenticated) {
		say_of_web_mail (opinion, hundredths, hop, origin->web);
	} else if (origin->script) {
		SAY ("the script ", origin->script, user ? " of " : "", user ? user : "", caller ? ", which was called from " : "",
		     caller ? caller : "");
	} else if (origin->web && origin->web->client) {
		SAY ("a web page that was called from ", client_text (opinion, origin->web));
	} else if (origin->web_client) {
		person = ARENA_NEW (opinion->arena, struct bounce_hop);
		person->client = origin->web_client;
		say_of_web_mail (opinion, hundredths, hop, person);
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
	bnc_opinion_say_of_hop (opinion, OUTCOME_SUBMISSION_DIRECT, BNC_WHOLE, hop,
			 bnc_arena_concat (opinion->arena, client_text (opinion, hop), ", which is none of your servers, gave it to ",
					   writer_text (opinion, hop), " itself", NULL));
}

/* For want of settings: who shares the neighbourhood of the server itself is taken for one of those it serves. */
static bool
is_beside_server (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const boundary_t *b = opinion->boundary;

	return !bnc_home_knows_addresses (b->owner.home) && hop != b->hop &&
	       bnc_net_neighbours (hop->client, b->hop->client, opinion->arena);
}

/* For want of settings: a client that has a name elsewhere is hardly one of ours; one without a name may be a computer of ours. */
static int32_t
by_client (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const owner_t *owner = &opinion->boundary->owner;

	if (bnc_home_knows_addresses (owner->home))
		return BNC_WHOLE;
	return bnc_owner_looked_up (owner, hop) || bnc_hop_is_local (hop) ? BNC_SAID : BNC_INFERRED;
}

static void
judge_submission (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const struct bounce_hop *hop = b->submission;
	int32_t hundredths = hop ? by_client (opinion, hop) : BNC_WHOLE;
	const char *server, *client;

	if (!hop)
		judge_direct (opinion);
	if (!hop || (b->made_at_home && !passed_own_server (opinion)))
		return;
	server = writer_text (opinion, hop);
	client = client_text (opinion, hop);
#define SAY(outcome, ...) bnc_opinion_say_of_hop (opinion, (outcome), hundredths, hop, bnc_arena_concat (opinion->arena, __VA_ARGS__, NULL))
	if (bnc_hop_is_local (hop) || bnc_hop_is_web (hop))
		judge_local (opinion, hop, hundredths);
	else if (bnc_owner_is_neighbour (&b->owner, hop))
		SAY (OUTCOME_SUBMISSION_NEIGHBOUR, server, " took it from ", client, ", another customer of your provider's");
	else if (bnc_owner_knows_client (&b->owner, hop) || is_beside_server (opinion, hop))
		SAY (OUTCOME_SUBMISSION_KNOWN, server, " took it from ", client, ", a client of yours");
	else if (hop->authenticated)
		SAY (OUTCOME_SUBMISSION_ACCOUNT, server, " took it from ", client, ", a stranger who logged in",
		     hop->account ? " as " : "", hop->account ? hop->account : "");
	else if (hop->client && b->is_remote && !came_in (b, hop))
		SAY (OUTCOME_SUBMISSION_OPEN, server, " took mail for others from ", client, ", a stranger who did not log in: an open relay");
#undef SAY
}

static void
judge_message_id (bounce_opinion_t *opinion)
{
	const owner_t *owner = &opinion->boundary->owner;
	bool known = bnc_home_knows_names (owner->home) || owner->to_domain;
	const char *id = known ? bnc_id_of (opinion->record->original.message_id, opinion->arena) : NULL;
	int32_t hundredths = bnc_home_knows_names (owner->home) ? BNC_WHOLE : BNC_INFERRED;
	const char *at = id ? strrchr (id, '@') : NULL, *host = at ? at + 1 : id;

	if (!id)
		return;
	if (bnc_owner_bare_domain (owner, host))
		bnc_opinion_say (opinion, OUTCOME_MESSAGE_ID_BARE, hundredths, "original:Message-ID",
				  "its Message-ID has your bare domain, which anybody can write");
	else if (bnc_owner_host (owner, host))
		bnc_opinion_say (opinion, OUTCOME_MESSAGE_ID_NATIVE, hundredths, "original:Message-ID",
				  bnc_arena_concat (opinion->arena, "its Message-ID was made by ", host, ", a host of yours", NULL));
	else
		bnc_opinion_say (opinion, OUTCOME_MESSAGE_ID_OTHER, hundredths, "original:Message-ID",
				  bnc_arena_concat (opinion->arena, "its Message-ID was made by ", host, ", no host of yours", NULL));
}

static void
judge_recipients (bounce_opinion_t *opinion)
{
	const bounce_record_t *record = opinion->record;
	size_t n = 0;

	for (size_t i = 0; i < record->recipient_count; i++)
		n += bnc_recipient_counts (&record->recipients[i]);
	if (n >= BNC_MANY_RECIPIENTS)
		bnc_opinion_say (opinion, OUTCOME_RECIPIENTS_MANY, BNC_WHOLE, NULL,
				  bnc_arena_printf (opinion->arena, "%" G_GSIZE_FORMAT " recipients of one mail failed at once", n));
	else if (n)
		bnc_opinion_say (opinion, OUTCOME_RECIPIENTS_FEW, BNC_WHOLE, NULL,
				  "few recipients failed, and nothing shows that you know them");
}

/* The mail is as old as its own Date and the believed hop say; a ledger that began later may not know it. */
static int64_t
earliest (const struct bounce_hop *hop, const original_t *original)
{
	int64_t written = bnc_original_written (original);
	int64_t passed = hop ? hop->date.seconds : BOUNCE_NO_TIME;

	if (written == BOUNCE_NO_TIME || passed == BOUNCE_NO_TIME)
		return MAX (written, passed); /* BOUNCE_NO_TIME is the least */
	return MIN (written, passed);
}

/* It had been sent when the believed hop took it in, and certainly when it was bounced; its own Date may lie about that. */
static int64_t
latest (const struct bounce_hop *hop, const bounce_record_t *record, int64_t first)
{
	int64_t passed = hop ? hop->date.seconds : BOUNCE_NO_TIME;

	if (passed == BOUNCE_NO_TIME)
		passed = record->date.seconds;
	return passed == BOUNCE_NO_TIME ? BOUNCE_NO_TIME : MAX (passed, first);
}

static void
judge_ledgers (bounce_opinion_t *opinion)
{
	const char *id = opinion->record->trace.message_id;
	int64_t first = earliest (opinion->boundary->hop, &opinion->record->original);
	int64_t last = latest (opinion->boundary->hop, opinion->record, first);
	int32_t sent = bnc_ledgers_ask (opinion->settings->ledgers, LEDGER_SENT, id, first, last);
	int32_t log = bnc_ledgers_ask (opinion->settings->ledgers, LEDGER_LOG, id, first, last);

	if (sent >= 0)
		bnc_opinion_say (opinion, sent ? OUTCOME_SENT_HIT : OUTCOME_SENT_MISS, BNC_WHOLE, "original:Message-ID",
				  sent ? "its Message-ID is among those you sent" : "its Message-ID is not among those you sent");
	if (log >= 0)
		bnc_opinion_say (opinion, log ? OUTCOME_LOG_HIT : OUTCOME_LOG_MISS, BNC_WHOLE, "original:Message-ID",
				  log ? "its Message-ID is in your server's log" : "its Message-ID is not in your server's log");
}

int32_t
bnc_evidence_builtin (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	(void) record;
	(void) user;
	judge_bouncer (opinion);
	judge_path (opinion);
	bnc_evidence_of_proof (opinion);
	judge_framing (opinion);
	judge_submission (opinion);
	judge_message_id (opinion);
	judge_recipients (opinion);
	bnc_evidence_of_date (opinion);
	bnc_evidence_of_mailer (opinion);
	judge_ledgers (opinion);
	return 0;
}
