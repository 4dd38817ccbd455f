/*
 * record.c - a record's life, and what the stations put into it
 *
 * In: what the stations found.  Out: the record, which lives in its own arena; the last
 * bounce_record_unref() frees it and all that hangs on it.  Its values are read in access-*.c,
 * its JSON is made in record-json.c.
 *
 * Local parts of addresses are case-sensitive by RFC 5321, 2.4, and by nobody's practice: a report
 * that writes one address in two cases means one recipient.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

/* Up to here looking at every recipient is cheaper than a tree. */
#define FEW_RECIPIENTS 16

bounce_record_t *
bnc_record_new (void)
{
	arena_t *arena = bnc_arena_new ();
	bounce_record_t *record = ARENA_NEW (arena, bounce_record_t);

	record->refs = 1;
	record->arena = arena;
	record->date = record->arrival_date = record->original.date = WHEN_NONE;
	return record;
}

bounce_record_t *
bounce_record_ref (bounce_record_t *record)
{
	if (record)
		g_atomic_int_inc (&record->refs);
	return record;
}

void
bounce_record_unref (bounce_record_t *record)
{
	if (!record || !g_atomic_int_dec_and_test (&record->refs))
		return;
	if (record->by_address)
		g_tree_unref (record->by_address);
	if (record->original.kept && record->original.kept->list)
		bnc_arena_free (((field_list_t *) record->original.kept->list)->arena);
	g_free (record->json);
	bnc_arena_free (record->arena);
}

typedef struct {
	uint64_t hash;
	slice_t address;
} address_key_t;

/* FNV-1a, with the bit that tells the case of letters set in every byte. */
static address_key_t
address_key (slice_t address)
{
	address_key_t key = { UINT64_C (0xcbf29ce484222325), address };

	for (size_t i = 0; i < address.n; i++)
		key.hash = (key.hash ^ (guchar) (address.p[i] | 0x20)) * UINT64_C (0x100000001b3);
	return key;
}

/* Any total order serves. The hash goes first because it is there, and tells nearly all apart, however alike the addresses are. */
static gint
compare_addresses (gconstpointer a, gconstpointer b)
{
	const address_key_t *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->address.n != y->address.n)
		return x->address.n < y->address.n ? -1 : 1;
	return x->address.n ? g_ascii_strncasecmp (x->address.p, y->address.p, x->address.n) : 0;
}

static void
remember_address (bounce_record_t *record, size_t index)
{
	address_key_t *key = ARENA_NEW (record->arena, address_key_t);

	*key = address_key (slice_str (record->recipients[index].address));
	g_tree_insert (record->by_address, key, GSIZE_TO_POINTER (index));
}

bounce_recipient_t *
bnc_record_find_recipient (const bounce_record_t *record, slice_t address)
{
	if (record->by_address) {
		address_key_t key = address_key (address);
		gpointer index;

		return g_tree_lookup_extended (record->by_address, &key, NULL, &index) ? &record->recipients[GPOINTER_TO_SIZE (index)] : NULL;
	}
	for (size_t i = 0; i < record->recipient_count; i++) {
		if (slice_equal_nocase (slice_str (record->recipients[i].address), address))
			return &record->recipients[i];
	}
	return NULL;
}

bounce_recipient_t *
bnc_record_add_recipient (bounce_record_t *record, const char *address, size_t limit)
{
	bounce_recipient_t *recipient = bnc_record_find_recipient (record, slice_str (address));

	if (recipient)
		return recipient;
	if (record->recipient_count >= limit) {
		bnc_record_truncated (record, "recipients");
		return NULL;
	}
	record->recipients = bnc_arena_grow (record->arena, record->recipients, record->recipient_count,
					     &record->recipient_room, sizeof *record->recipients);
	recipient = &record->recipients[record->recipient_count++];
	recipient->address = bnc_arena_copy (record->arena, slice_str (address));
	recipient->last_attempt = recipient->will_retry_until = WHEN_NONE;

	if (record->by_address) {
		remember_address (record, record->recipient_count - 1);
	} else if (record->recipient_count > FEW_RECIPIENTS) {
		/* A tree, not a hash table: addresses chosen to collide must not make this quadratic. */
		record->by_address = g_tree_new (compare_addresses);
		for (size_t i = 0; i < record->recipient_count; i++)
			remember_address (record, i);
	}
	return recipient;
}

void
bnc_record_truncated (bounce_record_t *record, const char *limit)
{
	const char **names;

	for (size_t i = 0; i < record->truncated_count; i++) {
		if (g_str_equal (record->truncated[i], limit))
			return;
	}
	/* There are as many names as limits, so copying them each time is nothing. */
	names = ARENA_ARRAY (record->arena, const char *, record->truncated_count + 1);
	for (size_t i = 0; i < record->truncated_count; i++)
		names[i] = record->truncated[i];
	names[record->truncated_count++] = bnc_arena_copy (record->arena, slice_str (limit));
	record->truncated = names;
}
