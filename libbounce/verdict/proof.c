/*
 * proof.c - what the returned mail itself shows, without its trail: signatures, tags, results, marks
 *
 * In: the boundary and the record, whose returned header still stands in the caller's bytes.  Out: what could be checked
 * with the keys of the settings, and the evidence of it: a signature or a tag that only we can make proves that the mail
 * passed our server, whoever wanted that.  That one is missing says something only where settings say that none ever is.
 * All of it is the record's arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/proof.h"

#include "verdict/evidence.h"
#include "verdict/needs.h"

/* Our domains; where settings name none, the one the bounce came to.  For g_ptr_array_unref(). */
static GPtrArray *
our_domains (const own_t *own)
{
	GPtrArray *domains = g_ptr_array_new ();

	for (guint i = 0; i < own->home->domains->len; i++)
		g_ptr_array_add (domains, g_ptr_array_index (own->home->domains, i));
	if (own->to_domain)
		g_ptr_array_add (domains, bnc_arena_copy (own->arena, slice_str (own->to_domain)));
	return domains;
}

static dkim_t
check_dkim (const boundary_t *b, const bounce_record_t *record)
{
	const slice_t name = SLICE_LIT ("dkim-signature");
	const original_t *original = &record->original;
	dkim_mail_t mail = {
		.keys = b->own.home->dkim_keys,
		.head = original->head,
		.body = original->body,
		.complete = original->complete,
	};
	dkim_t dkim = { .result = DKIM_ABSENT };
	GPtrArray *domains;

	if (bnc_slice_find (original->head, name, 0) == original->head.n)
		return dkim;
	domains = our_domains (&b->own);
	mail.domains = domains;
	mail.taken_in = b->hop ? b->hop->date.seconds : BOUNCE_NO_TIME;
	dkim = bnc_dkim_check (&mail, record->arena);
	g_ptr_array_unref (domains);
	return dkim;
}

static address_tag_t
check_tag (const own_t *own, const bounce_record_t *record)
{
	const home_t *home = own->home;
	address_tag_t tag = { .result = TAG_NOWHERE };
	GPtrArray *domains;

	if (!home->batv_keys->len && !home->verps->len && !home->tags_all && !(record->to && strstr (record->to, "prvs=")))
		return tag;
	domains = our_domains (own);
	tag = bnc_address_tag_find (record, home->batv_keys, home->verps, domains);
	g_ptr_array_unref (domains);
	return tag;
}

const proof_t *
bnc_proof_find (const boundary_t *b, const bounce_record_t *record)
{
	const original_t *original = &record->original;
	proof_t *proof = ARENA_NEW (record->arena, proof_t);
	ip_t ip;

	proof->dkim = check_dkim (b, record);
	proof->tag = check_tag (&b->own, record);
	proof->auth = bnc_auth_results_read (b, original->head);
	proof->marks = bnc_marks_read (b, original);
	if (b->hop && bnc_ip_read (b->hop->client, &ip))
		proof->spf = bnc_home_spf (b->own.home, &ip);
	proof->header_is_whole = original->head.n && original->hop_count && original->from &&
				 (original->message_id || original->date_text);
	return proof;
}

uint32_t
bnc_proof_needs (const proof_t *proof)
{
	return (proof->dkim.result == DKIM_UNKNOWN && proof->dkim.no_key ? NEED_DKIM_KEY : 0) |
	       (proof->tag.result == TAG_UNKNOWN ? NEED_TAG_KEY : 0);
}

static void
judge_crypto (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const proof_t *proof = b->proof;
	const char *signature = bnc_arena_printf (opinion->arena, "original:DKIM-Signature[%d]", proof->dkim.index);

#define SIGNED(outcome, format) \
	bnc_evidence_say (opinion, (outcome), BNC_WHOLE, signature, bnc_arena_printf (opinion->arena, format, proof->dkim.domain))
/* What the bouncer found counts as far as its trail does. */
#define FOUND(outcome, format) \
	bnc_evidence_say_of_trail (opinion, (outcome), BNC_WHOLE, "original:Authentication-Results", \
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
	else if (proof->dkim.result == DKIM_ABSENT && b->own.home->signs_all && proof->header_is_whole && !b->made_at_home)
		bnc_evidence_say (opinion, OUTCOME_CRYPTO_ABSENT, BNC_WHOLE, NULL, "it bears no DKIM signature of yours, and you sign all your mail");
#undef FOUND
#undef SIGNED
}

static void
judge_tag (bounce_opinion_t *opinion)
{
	const boundary_t *b = opinion->boundary;
	const address_tag_t *tag = &b->proof->tag;
	const char *address = tag->address;

#define SAY(outcome, format) bnc_evidence_say (opinion, (outcome), BNC_WHOLE, tag->part, bnc_arena_printf (opinion->arena, format, address))
	if (tag->result == TAG_VALID && tag->is_verp)
		SAY (OUTCOME_TAG_VALID, "it was sent from %s, which names the recipient in the way your mailings do");
	else if (tag->result == TAG_VALID)
		SAY (OUTCOME_TAG_VALID, "it was sent from %s, an address with a tag that only your servers can make");
	else if (tag->result == TAG_EXPIRED)
		SAY (OUTCOME_TAG_EXPIRED,
		     "it was sent from %s, with a tag of yours that had expired: a very late bounce, or the tag was used again");
	else if (!b->own.home->tags_all || b->made_at_home)
		return;
	else if (tag->result == TAG_WRONG)
		SAY (OUTCOME_TAG_MISSING, "it was sent from %s, with a tag that your servers did not make, and you tag all your mail");
	else if (tag->result == TAG_ABSENT)
		SAY (OUTCOME_TAG_MISSING, "it was sent from %s, an address without a tag, and you tag all your mail");
#undef SAY
}

void
bnc_proof_judge (bounce_opinion_t *opinion)
{
	judge_crypto (opinion);
	judge_tag (opinion);
}
