/*
 * digest.c - what a mail is known by when it is met again
 *
 * In: a mail.  Out: a hash of all its header and body, but for what may differ between two copies of one mail: line ends, the empty
 * lines at its end, the quotes that an mbox puts before "From ", and fields that a delivery agent or a mail program adds.  Two bounces
 * that differ in anything else are two, though they carry one Message-ID.  Nothing is allocated.  The hash is XXH3, of 64 bits: two of
 * a million mails are taken for one with a chance of three in a hundred million.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Of delivery and filing; all is set where a name that only begins so is one too. */
typedef struct {
	slice_t name;
	bool all;
} added_t;

static const added_t added[] = {
	{ SLICE_LIT ("return-path"), false }, { SLICE_LIT ("delivered-to"), false }, { SLICE_LIT ("delivery-date"), false },
	{ SLICE_LIT ("envelope-to"), false }, { SLICE_LIT ("status"), false },       { SLICE_LIT ("content-length"), false },
	{ SLICE_LIT ("lines"), false },
};

static const added_t added_x[] = {
	{ SLICE_LIT ("x-original-to"), false }, { SLICE_LIT ("x-status"), false }, { SLICE_LIT ("x-uid"), false },
	{ SLICE_LIT ("x-uidl"), false },        { SLICE_LIT ("x-keywords"), false }, { SLICE_LIT ("x-imap"), true },
	{ SLICE_LIT ("x-mozilla-"), true },     { SLICE_LIT ("x-gmail-"), true },  { SLICE_LIT ("x-gm-"), true },
	{ SLICE_LIT ("x-evolution"), true },
};

#define LETTER(c) (UINT32_C (1) << ((c) & 31))

static bool
is_added (slice_t name)
{
	const uint32_t letters = LETTER ('r') | LETTER ('d') | LETTER ('e') | LETTER ('s') | LETTER ('c') | LETTER ('l') | LETTER ('x');
	bool is_x = name.p[0] == 'X' || name.p[0] == 'x';
	const added_t *names = is_x ? added_x : added;

	if (!(letters & LETTER (name.p[0]))) /* it is asked of every field of every mail */
		return false;
	for (size_t i = 0; i < (is_x ? G_N_ELEMENTS (added_x) : G_N_ELEMENTS (added)); i++) {
		slice_t other = names[i].name;

		if ((names[i].all ? name.n >= other.n : name.n == other.n) && slice_bytes_equal_nocase (name.p, other.p, other.n))
			return true;
	}
	return false;
}

/* The hash of pieces put together. Most texts are one piece, of which no state need be kept. */
typedef struct {
	slice_t first;
	bool has_first, has_more;
	XXH3_state_t state;
} hash_t;

static void
put (hash_t *hash, slice_t piece)
{
	if (!hash->has_first) {
		hash->first = piece;
		hash->has_first = true;
		return;
	}
	if (!hash->has_more) {
		XXH3_64bits_reset (&hash->state);
		XXH3_64bits_update (&hash->state, hash->first.p, hash->first.n);
		hash->has_more = true;
	}
	XXH3_64bits_update (&hash->state, piece.p, piece.n);
}

static uint64_t
hash_end (const hash_t *hash)
{
	return hash->has_more ? XXH3_64bits_digest (&hash->state) : XXH3_64bits (hash->first.p, hash->first.n);
}

static bool
is_line_end (char c)
{
	return c == '\n' || c == '\r';
}

static slice_t
without_line_ends (slice_t text)
{
	while (text.n && is_line_end (text.p[text.n - 1]))
		text.n--;
	return text;
}

/* CRLF and CR as LF. */
static void
put_lines (hash_t *hash, slice_t text)
{
	size_t stop;

	while ((stop = slice_index (text, '\r', 0)) < text.n) {
		put (hash, slice (text.p, stop));
		text = slice_from (text, stop + 1);
		if (!text.n || text.p[0] != '\n')
			put (hash, SLICE_LIT ("\n"));
	}
	put (hash, text);
}

/* The fields in one piece, as far as none is left out of it. */
static uint64_t
header_hash (const message_t *message, const part_t *root)
{
	const field_t *fields = message->fields + root->first_field;
	const char *from = NULL, *end = slice_end (root->head);
	hash_t hash;

	hash.has_first = hash.has_more = false;
	for (uint32_t i = 0; i <= root->field_count; i++) {
		bool is_end = i == root->field_count, left_out = is_end || is_added (fields[i].name);

		if (!left_out && !from) {
			from = fields[i].name.p;
		} else if (left_out && from) {
			if (hash.has_first)
				put (&hash, SLICE_LIT ("\n"));
			put_lines (&hash, without_line_ends (slice_between (from, is_end ? end : fields[i].name.p)));
			from = NULL;
		}
	}
	return hash.has_first ? hash_end (&hash) : 0;
}

/* ">From " and ">>From " at the beginning of a line as "From ". */
static uint64_t
body_hash (slice_t text)
{
	size_t from = 0, at = slice_index (text, '>', 0);
	hash_t hash;

	hash.has_first = hash.has_more = false;
	while (at < text.n) {
		size_t end = at;

		while (end < text.n && text.p[end] == '>')
			end++;
		if ((at == 0 || is_line_end (text.p[at - 1])) && text.n - end >= 5 && memcmp (text.p + end, "From ", 5) == 0) {
			put_lines (&hash, slice (text.p + from, at - from));
			from = end;
		}
		at = slice_index (text, '>', end);
	}
	put_lines (&hash, slice_from (text, from));
	return hash_end (&hash);
}

uint64_t
bnc_digest_of (const message_t *message)
{
	const part_t *root = &message->parts[0];
	const uint64_t both[2] = { header_hash (message, root), body_hash (without_line_ends (root->body)) };
	uint64_t digest = XXH3_64bits (both, sizeof both);

	return digest ? digest : 1;
}
