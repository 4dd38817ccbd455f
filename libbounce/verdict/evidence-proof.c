/*
 * evidence-proof.c - the built-in scorer on signatures and tags: the groups "crypto", "dkim2" and "tag"
 *
 * In: what the returned mail itself shows.  Out: evidence in the opinion; texts live in the record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

#include "proof/keys.h"

static void
judge_crypto (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const proof_t *proof = opinion->proof;
	const char *signature = bnc_arena_printf (opinion->arena, "original:DKIM-Signature[%d]", proof->dkim.index);

#define SIGNED(outcome, format) \
	bnc_opinion_say (opinion, (outcome), signature, bnc_arena_printf (opinion->arena, format, proof->dkim.domain))
/* What the bouncer found counts as far as its trail does. */
#define FOUND(outcome, format) \
	bnc_opinion_say_told (opinion, (outcome), "original:Authentication-Results", \
				   bnc_arena_printf (opinion->arena, format, proof->auth.writer))
	if (proof->dkim.result == DKIM_VERIFIES)
		SIGNED (OUTCOME_CRYPTO_VERIFIES, "it bears a good DKIM signature of %s, which only your servers can make");
	else if (proof->dkim.result == DKIM_HEADER)
		SIGNED (OUTCOME_CRYPTO_HEADER,
			"its header bears a good DKIM signature of %s, which only your servers can make; its body did not come back whole");
	else if (proof->auth.dkim == AUTH_PASS)
		FOUND (OUTCOME_CRYPTO_VERIFIES, "%s found a good DKIM signature of your domain on it");
	else if (proof->dkim.result == DKIM_FAILS && proof->dkim.other_body)
		SIGNED (OUTCOME_CRYPTO_FAILS, "its DKIM signature of %s fits the header, but not the body");
	else if (proof->dkim.result == DKIM_FAILS)
		SIGNED (OUTCOME_CRYPTO_FAILS,
			"it bears a DKIM signature of %s that is not good: copied, or the mail was changed");
	else if (proof->auth.dkim == AUTH_FAIL)
		FOUND (OUTCOME_CRYPTO_FAILS, "%s found a DKIM signature of your domain on it that is not good");
	else if (proof->dkim.result == DKIM_ABSENT && opinion->settings->keys->signs_all && proof->header_is_whole && !b->made_at_home)
		bnc_opinion_say (opinion, OUTCOME_CRYPTO_ABSENT, NULL, "it bears no DKIM signature of yours, and you sign all your mail");
#undef FOUND
#undef SIGNED
}

static void
judge_dkim2 (bounce_opinion_t *opinion)
{
	const dkim2_t *dkim2 = &opinion->proof->dkim2;
	const char *field = bnc_arena_printf (opinion->arena, "original:DKIM2-Signature[%d]", dkim2->index);

	if (dkim2->result == DKIM2_FITS)
		bnc_opinion_say (opinion, OUTCOME_DKIM2_FITS, field,
		                 bnc_arena_printf (opinion->arena, "it says that %s signed it for this recipient, which nobody checked", dkim2->domain));
	else if (dkim2->result == DKIM2_OTHER)
		bnc_opinion_say (opinion, OUTCOME_DKIM2_OTHER, field,
		                 bnc_arena_printf (opinion->arena, "it says that %s signed it for others than this recipient", dkim2->domain));
}

static void
judge_tag (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const address_tag_t *tag = &opinion->proof->tag;
	const char *address = tag->address;

#define SAY(outcome, format) bnc_opinion_say (opinion, (outcome), tag->part, bnc_arena_printf (opinion->arena, format, address))
	if (tag->result == TAG_VALID && tag->is_verp)
		SAY (OUTCOME_TAG_VALID, "it was sent from %s, which names the recipient in the way your mailings do");
	else if (tag->result == TAG_VALID)
		SAY (OUTCOME_TAG_VALID, "it was sent from %s, an address with a tag that only your servers can make");
	else if (tag->result == TAG_EXPIRED)
		SAY (OUTCOME_TAG_EXPIRED,
		     "it was sent from %s, with a tag of yours that had expired: a very late bounce, or the tag was used again");
	else if (!opinion->settings->keys->tags_all || b->made_at_home)
		return;
	else if (tag->result == TAG_WRONG)
		SAY (OUTCOME_TAG_MISSING, "it was sent from %s, with a tag that your servers did not make, and you tag all your mail");
	else if (tag->result == TAG_ABSENT)
		SAY (OUTCOME_TAG_MISSING, "it was sent from %s, an address without a tag, and you tag all your mail");
#undef SAY
}

void
bnc_evidence_of_proof (bounce_opinion_t *opinion)
{
	judge_crypto (opinion);
	judge_dkim2 (opinion);
	judge_tag (opinion);
}
