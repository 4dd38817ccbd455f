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

#include "proof/proof.h"


/* Our domains; where settings name none, the one the bounce came to.  For g_ptr_array_unref(). */
static GPtrArray *
our_domains (const owner_t *owner)
{
	GPtrArray *domains = g_ptr_array_new ();

	for (guint i = 0; i < owner->home->domains->len; i++)
		g_ptr_array_add (domains, g_ptr_array_index (owner->home->domains, i));
	if (owner->to_domain)
		g_ptr_array_add (domains, bnc_arena_copy (owner->arena, slice_str (owner->to_domain)));
	return domains;
}

static dkim_t
check_dkim (const boundary_t *b, const keys_t *keys, const bounce_record_t *record)
{
	const slice_t name = SLICE_LIT ("dkim-signature");
	const original_t *original = &record->original;
	dkim_mail_t mail = {
		.keys = keys->dkim,
		.head = original->head,
		.body = original->body,
		.complete = original->complete,
	};
	dkim_t dkim = { .result = DKIM_ABSENT };
	GPtrArray *domains;

	if (bnc_slice_find (original->head, name, 0) == original->head.n)
		return dkim;
	domains = our_domains (&b->owner);
	mail.domains = domains;
	mail.taken_in = b->hop ? b->hop->date.seconds : BOUNCE_NO_TIME;
	dkim = bnc_dkim_check (&mail, record->arena);
	g_ptr_array_unref (domains);
	return dkim;
}

static address_tag_t
check_tag (const owner_t *owner, const keys_t *keys, const bounce_record_t *record)
{
	address_tag_t tag = { .result = TAG_NOWHERE };
	GPtrArray *domains;

	if (!keys->batv->len && !keys->verps->len && !keys->tags_all && !(record->to && strstr (record->to, "prvs=")))
		return tag;
	domains = our_domains (owner);
	tag = bnc_address_tag_find (record, keys->batv, keys->verps, domains);
	g_ptr_array_unref (domains);
	return tag;
}

const proof_t *
bnc_proof_find (const boundary_t *b, const keys_t *keys, const bounce_record_t *record)
{
	const original_t *original = &record->original;
	proof_t *proof = ARENA_NEW (record->arena, proof_t);
	ip_t ip;

	proof->dkim = check_dkim (b, keys, record);
	proof->dkim2 = bnc_dkim2_read (&b->owner, record);
	proof->tag = check_tag (&b->owner, keys, record);
	proof->auth = bnc_auth_results_read (b, original->head);
	proof->origin = bnc_local_origin_read (b, original);
	if (b->hop && bnc_ip_read (b->hop->client, &ip))
		proof->spf = bnc_home_spf (b->owner.home, &ip);
	proof->header_is_whole = original->head.n && original->hop_count && original->from &&
				 (original->message_id || original->date_text);
	return proof;
}
