/*
 * dkim.c - is the returned message signed by us?
 *
 * In: the returned header and body as they stand in the mail, and public keys, since nothing is looked up.  Out: what the
 * best of its signatures proves.  Where the body was cut off, the signature is still checked over the header with the
 * body hash it states: only who has the private key could have made it.  Strings are the arena's.
 * RFC 6376; RFC 8301 (no SHA-1, no short keys); RFC 8463 (Ed25519).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/dkim.h"

#include "trace/host.h"
#include "mail/raw-field.h"
#include "proof/tag-list.h"

/* Bounds, so that no header makes this slow; one that goes beyond them is not checked. */
#define FIELDS_MOST 1000u
#define NAMES_MOST 200u
#define SIGNATURES_MOST 8

#define DAY INT64_C (86400)

typedef struct {
	const dkim_mail_t *mail;
	newline_t newline;
	GArray *fields; /* raw_field_t */
} header_t;

typedef struct {
	slice_t domain, selector, signature, body_hash, names;
	bool relaxed_head, relaxed_body;
	size_t body_length;      /* l=, SIZE_MAX: all of it */
	const dkim_key_t *key;
} signature_t;

static bool
is_ours (const dkim_mail_t *mail, slice_t domain)
{
	char *name = g_strndup (domain.p, domain.n);
	bool ours = false;

	for (guint i = 0; i < mail->domains->len && !ours; i++)
		ours = bnc_host_under (name, g_ptr_array_index (mail->domains, i));
	for (guint i = 0; i < mail->keys->len && !ours; i++)
		ours = bnc_host_same (name, bnc_dkim_key_domain (g_ptr_array_index (mail->keys, i)));
	g_free (name);
	return ours;
}

static const dkim_key_t *
find_key (const dkim_mail_t *mail, slice_t selector, slice_t domain)
{
	for (guint i = 0; i < mail->keys->len; i++) {
		const dkim_key_t *key = g_ptr_array_index (mail->keys, i);

		if (bnc_dkim_key_is (key, selector, domain))
			return key;
	}
	return NULL;
}

/* Was the signature in force when the bouncer took the mail?  Else somebody sends an old one again. */
static bool
is_in_force (slice_t list, int64_t taken_in)
{
	slice_t made = bnc_tag_value (list, "t"), expires = bnc_tag_value (list, "x");
	int64_t t = 0, x = INT64_MAX;

	if ((made.p && !bnc_tag_number (made, &t)) || (expires.p && !bnc_tag_number (expires, &x)) || x < t)
		return false;
	return taken_in == BOUNCE_NO_TIME || (t <= taken_in + DAY && taken_in <= x);
}

/* The parts of a signature; false where it is none that could verify. */
static bool
read_signature (signature_t *s, slice_t list, int64_t taken_in)
{
	slice_t forms = bnc_tag_value (list, "c"), length = bnc_tag_value (list, "l"), body_form;
	size_t slash = slice_index (forms, '/', 0);
	int64_t number;

	body_form = slice_from (forms, slash + 1);
	s->signature = bnc_tag_value (list, "b");
	s->body_hash = bnc_tag_value (list, "bh");
	s->names = bnc_tag_value (list, "h");
	s->relaxed_head = slice_is (slice (forms.p, slash), "relaxed");
	s->relaxed_body = slice_is (body_form, "relaxed");
	s->body_length = SIZE_MAX;
	if (length.p) {
		if (!bnc_tag_number (length, &number))
			return false;
		s->body_length = (size_t) MIN ((uint64_t) number, (uint64_t) SIZE_MAX - 1);
	}
	if ((forms.n && !s->relaxed_head && !slice_is (slice (forms.p, slash), "simple")) ||
	    (body_form.n && !s->relaxed_body && !slice_is (body_form, "simple")))
		return false;
	return slice_is (bnc_tag_value (list, "v"), "1") && bnc_tag_lists (s->names, "from") && is_in_force (list, taken_in) &&
	       bnc_dkim_key_fits (s->key, bnc_tag_value (list, "a"), bnc_tag_value (list, "i"));
}

/* The signature's own field with the value of b= taken out, blanks around it included. */
static void
append_unsigned (GString *out, const raw_field_t *field, const signature_t *s, newline_t newline)
{
	const char *begin = s->signature.p, *end = slice_end (s->signature);
	GString *text = g_string_sized_new (field->whole.n);

	while (begin > field->value.p && slice_is_blank_char (begin[-1]))
		begin--;
	while (end < slice_end (field->whole) && slice_is_blank_char (*end))
		end++;
	g_string_append_len (text, field->whole.p, begin - field->whole.p);
	g_string_append_len (text, end, slice_end (field->whole) - end);
	bnc_dkim_canon_field (out, slice (text->str, text->len), newline, s->relaxed_head);
	g_string_free (text, TRUE);
}

/* The fields that h= names, each name the next one up from the bottom (RFC 6376, 5.4.2), but for the signature itself; false where
 * there are too many. */
static bool
append_signed (GString *out, const header_t *header, const raw_field_t *self, const signature_t *s)
{
	guint n = header->fields->len, count = 0;
	bool *taken = g_new0 (bool, n + 1);
	slice_t names = s->names;

	for (; names.n && count < NAMES_MOST; count++) {
		size_t colon = slice_index (names, ':', 0);
		slice_t name = slice_trim (slice (names.p, colon));

		names = slice_from (names, colon + 1);
		for (guint i = n; i-- > 0;) {
			const raw_field_t *field = &g_array_index (header->fields, raw_field_t, i);

			if (taken[i] || field == self || !slice_equal_nocase (field->name, name))
				continue;
			taken[i] = true;
			bnc_dkim_canon_field (out, field->whole, header->newline, s->relaxed_head);
			g_string_append (out, "\r\n");
			break;
		}
	}
	g_free (taken);
	return !names.n;
}

static bool
header_verifies (const header_t *header, const raw_field_t *field, const signature_t *s)
{
	GString *text = g_string_new (NULL);
	GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
	gsize length = 0, size = 32;
	guchar *signature = bnc_tag_base64 (s->signature, &length);
	uint8_t digest[32];
	bool good = false;

	if (signature && append_signed (text, header, field, s)) {
		append_unsigned (text, field, s, header->newline);
		g_checksum_update (sum, (const guchar *) text->str, (gssize) text->len);
		g_checksum_get_digest (sum, digest, &size);
		good = bnc_dkim_key_verifies (s->key, digest, signature, length);
	}
	g_free (signature);
	g_checksum_free (sum);
	g_string_free (text, TRUE);
	return good;
}

static bool
body_verifies (const dkim_mail_t *mail, const signature_t *s)
{
	gsize length = 0;
	guchar *stated = bnc_tag_base64 (s->body_hash, &length);
	uint8_t digest[32];
	bool good = stated && length == sizeof digest && bnc_dkim_hash_body (mail->body, s->relaxed_body, s->body_length, digest) &&
		    memcmp (stated, digest, sizeof digest) == 0;

	g_free (stated);
	return good;
}

static dkim_t
check_signature (const header_t *header, const raw_field_t *field, int32_t index, arena_t *arena)
{
	const dkim_mail_t *mail = header->mail;
	dkim_t dkim = { .index = index };
	signature_t s = { .domain = bnc_tag_value (field->value, "d"), .selector = bnc_tag_value (field->value, "s") };

	if (!s.domain.n || !s.selector.n || !is_ours (mail, s.domain))
		return dkim;
	dkim.domain = bnc_arena_utf8 (arena, s.domain);
	dkim.selector = bnc_arena_utf8 (arena, s.selector);
	dkim.result = DKIM_UNKNOWN;
	s.key = find_key (mail, s.selector, s.domain);
	dkim.no_key = !s.key;
	if (!s.key)
		return dkim;
	if (read_signature (&s, field->value, mail->taken_in) && header_verifies (header, field, &s)) {
		dkim.other_body = !body_verifies (mail, &s);
		dkim.result = !dkim.other_body ? DKIM_VERIFIES : mail->complete ? DKIM_FAILS : DKIM_HEADER;
	} else if (mail->complete) {
		dkim.result = DKIM_FAILS;
	}
	return dkim;
}

static GArray *
cut_header (slice_t head, newline_t newline)
{
	GArray *fields = g_array_new (FALSE, FALSE, sizeof (raw_field_t));
	raw_field_t field;

	while (fields->len <= FIELDS_MOST && bnc_raw_field_next (&head, newline, &field))
		g_array_append_val (fields, field);
	return fields;
}

dkim_t
bnc_dkim_check (const dkim_mail_t *mail, arena_t *arena)
{
	header_t header = { .mail = mail, .newline = bnc_newline_of (mail->head) };
	dkim_t best = { .result = DKIM_ABSENT };
	int32_t index = 0;

	header.fields = cut_header (mail->head, header.newline);
	if (header.fields->len > FIELDS_MOST)
		best.result = DKIM_UNKNOWN;
	for (guint i = 0; i < header.fields->len && header.fields->len <= FIELDS_MOST && index < SIGNATURES_MOST; i++) {
		const raw_field_t *field = &g_array_index (header.fields, raw_field_t, i);
		dkim_t one;

		if (!slice_is (field->name, "dkim-signature"))
			continue;
		one = check_signature (&header, field, index++, arena);
		if (one.result > best.result)
			best = one;
	}
	g_array_unref (header.fields);
	return best;
}
