/*
 * dkim2.c - the envelope that a DKIM2 signature of the owner's states
 *
 * In: the returned header.  Out: whether a DKIM2-Signature field of a domain of ours (d=) was made for a recipient that the bounce is about (rt=)
 * and in the name of ours (mf=).  The signature itself is not checked: what is signed changed from draft to draft, so nothing is proven here, and
 * whoever writes the mail can write the field.  But a mail that is sent again to others has it as it was.  draft-ietf-dkim-dkim2-spec; strings are
 * the record's arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/dkim2.h"

#include "mail/address.h"
#include "mail/raw-field.h"
#include "proof/tag-list.h"
#include "trace/boundary.h"

#define FIELDS_MOST 1000
#define SIGNATURES_MOST 20
#define PATHS_MOST 100

/* "PG5la29AZXhhbXBsZS5vcmc+": an address in angle brackets, in base64; NULL where it is none. */
static const char *
read_path (slice_t base64, arena_t *arena)
{
	gsize length = 0;
	guchar *text = bnc_tag_base64 (base64, &length);
	const char *address = text ? bnc_address_parse (slice ((const char *) text, length), false, arena) : NULL;

	g_free (text);
	return address;
}

static bool
is_recipient (const bounce_record_t *record, const char *address)
{
	for (size_t i = 0; i < record->recipient_count; i++) {
		const bounce_recipient_t *recipient = &record->recipients[i];

		if (bnc_recipient_counts (recipient) && ((recipient->address && g_ascii_strcasecmp (recipient->address, address) == 0) ||
		                                         (recipient->original_address && g_ascii_strcasecmp (recipient->original_address, address) == 0)))
			return true;
	}
	return false;
}

static dkim2_result_t
read_envelope (slice_t field, const bounce_record_t *record)
{
	slice_t rest = bnc_tag_value (field, "rt");
	dkim2_result_t result = DKIM2_NONE;

	for (int i = 0; rest.n && i < PATHS_MOST; i++) {
		size_t comma = slice_index (rest, ',', 0);
		const char *address = read_path (slice_trim (slice (rest.p, comma)), record->arena);

		if (address && is_recipient (record, address))
			return DKIM2_FITS;
		if (address)
			result = DKIM2_OTHER;
		rest = slice_from (rest, comma + 1);
	}
	return record->recipient_count ? result : DKIM2_NONE;
}

dkim2_t
bnc_dkim2_read (const owner_t *owner, const bounce_record_t *record)
{
	slice_t head = record->original.head;
	newline_t newline = bnc_newline_of (head);
	dkim2_t best = { DKIM2_NONE, NULL, 0 };
	raw_field_t field;
	int32_t index = 0;

	for (int i = 0; i < FIELDS_MOST && index < SIGNATURES_MOST && bnc_raw_field_next (&head, newline, &field); i++) {
		const char *domain, *from;
		dkim2_t one;

		if (!slice_is (field.name, "dkim2-signature"))
			continue;
		one = (dkim2_t) { DKIM2_NONE, NULL, index++ };
		domain = bnc_arena_utf8 (record->arena, bnc_tag_value (field.value, "d"));
		from = read_path (bnc_tag_value (field.value, "mf"), record->arena);
		if (!domain || !*domain || !bnc_owner_domain (owner, domain) || !bnc_owner_recipient (owner, from))
			continue;
		one.domain = domain;
		one.result = read_envelope (field.value, record);
		if (one.result > best.result)
			best = one;
	}
	return best;
}
