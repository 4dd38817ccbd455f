/*
 * evidence.c - the built-in scorer: groups and outcomes
 *
 * In: a finished record, its boundary and its proofs.  Out: at most one outcome a group, with the chances of evidence.def, whether the
 * bouncing host told it and whether it rests on what was inferred.  A group about which nothing is known says nothing.  Texts live in the
 * record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

#include "proof/ledgers.h"
#include "verdict/policy.h"

const char *
bnc_evidence_client (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const char *name = bnc_owner_looked_up (hop);

	if (!hop->client)
		return hop->from ? hop->from : hop->helo ? hop->helo : "a client it does not name";
	return name ? bnc_arena_concat (opinion->arena, name, " [", hop->client, "]", NULL) : hop->client;
}

const char *
bnc_evidence_writer (const bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	if (hop->by)
		return hop->by;
	return opinion->boundary->bouncer ? opinion->boundary->bouncer : "the server that returned it";
}

bool
bnc_evidence_infers (const bounce_opinion_t *opinion)
{
	return !bnc_home_knows_addresses (opinion->boundary->owner.home);
}

bool
bnc_evidence_passed_own (const bounce_opinion_t *opinion)
{
	return opinion->boundary->made_at_home && opinion->boundary->is_remote;
}

/* The server itself gives an id to whatever has none, and a page or a script on it to all that it sends, whoever fills its form: such an id says
 * nothing of who wrote the mail. */
static bool
is_server (const boundary_t *b, const char *host)
{
	if (b->submission && (bnc_hop_is_local (b->submission) || bnc_hop_is_web (b->submission)))
		return true;
	return bnc_owner_is_server (&b->owner, host) || (b->submission && bnc_host_same (host, b->submission->by)) ||
	       (b->hop && !b->made_at_home && standing_is_ours (b->client) && bnc_host_same (host, b->hop->from));
}

static void
judge_message_id (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const owner_t *owner = &b->owner;
	bool known = bnc_home_knows_names (owner->home), any = known || owner->to_domain;
	const char *id = any ? bnc_id_of (opinion->record->original.message_id, opinion->arena) : NULL;
	const char *at = id ? strrchr (id, '@') : NULL, *host = at ? at + 1 : id;

	if (!id)
		return;
#define SAY(outcome, ...) \
	bnc_opinion_say_of_us (opinion, (outcome), !known, "original:Message-ID", bnc_arena_concat (opinion->arena, __VA_ARGS__, NULL))
	if (bnc_owner_bare_domain (owner, host))
		SAY (OUTCOME_MESSAGE_ID_BARE, "its Message-ID has your bare domain, which anybody can write");
	else if (bnc_owner_host (owner, host) && is_server (b, host))
		SAY (OUTCOME_MESSAGE_ID_SERVER, "its Message-ID was made by ", host, ", your server, as of any mail that it sends");
	else if (bnc_owner_host (owner, host))
		SAY (OUTCOME_MESSAGE_ID_NATIVE, "its Message-ID was made by ", host, ", a host of yours");
	else
		SAY (OUTCOME_MESSAGE_ID_OTHER, "its Message-ID was made by ", host, ", no host of yours");
#undef SAY
}

static void
judge_recipients (bounce_opinion_t *opinion)
{
	const bounce_record_t *record = opinion->record;
	size_t n = 0;

	for (size_t i = 0; i < record->recipient_count; i++)
		n += bnc_recipient_counts (&record->recipients[i]);
	if (n >= BNC_MANY_RECIPIENTS)
		bnc_opinion_say (opinion, OUTCOME_RECIPIENTS_MANY, NULL,
		                 bnc_arena_printf (opinion->arena, "%" G_GSIZE_FORMAT " recipients of one mail failed at once", n));
	else if (n)
		bnc_opinion_say (opinion, OUTCOME_RECIPIENTS_FEW, NULL, "few recipients failed");
}

static void
judge_owner (bounce_opinion_t *opinion)
{
	sent_t sent = opinion->settings->policy->sent;

	if (sent != SENT_UNSAID)
		bnc_opinion_say (opinion, sent == SENT_NO ? OUTCOME_OWNER_NO : OUTCOME_OWNER_YES, NULL,
		                 sent == SENT_NO ? "you say that you did not send it" : "you say that you sent it");
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
		bnc_opinion_say (opinion, sent ? OUTCOME_SENT_HIT : OUTCOME_SENT_MISS, "original:Message-ID",
				  sent ? "its Message-ID is among those you sent" : "its Message-ID is not among those you sent");
	if (log >= 0)
		bnc_opinion_say (opinion, log ? OUTCOME_LOG_HIT : OUTCOME_LOG_MISS, "original:Message-ID",
				  log ? "its Message-ID is in your server's log" : "its Message-ID is not in your server's log");
}

int32_t
bnc_evidence_builtin (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	(void) record;
	(void) user;
	bnc_evidence_of_path (opinion);
	bnc_evidence_of_proof (opinion);
	bnc_evidence_of_submission (opinion);
	judge_message_id (opinion);
	judge_recipients (opinion);
	bnc_evidence_of_author (opinion);
	judge_ledgers (opinion);
	judge_owner (opinion);
	return 0;
}
