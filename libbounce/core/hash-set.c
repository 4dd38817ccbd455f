/*
 * hash-set.c - a set of 64-bit hashes, and a count of them in bounded memory
 *
 * In: bytes, or hashes of them.  Out: how many different ones there were.  A flood names millions of addresses, and
 * the incident only counts them: the first 64 bits of their SHA-256 stand for them, so two of five million addresses
 * are taken for one with a chance of one in a million, and nobody can choose addresses that all fall into one place.
 * Of more than BNC_HASHES_MOST only those below a bound are held, which is halved as often as need be: they are a fair
 * sample, and which ones they are depends on the whole set alone.  bnc_hash_set_clear() frees.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/hash-set.h"

#define FIRST_ROOM ((size_t) 8)
#define PRINTED ((size_t) 2000) /* bytes of a text that its fingerprint is made of */

uint64_t
bnc_hash64 (slice_t bytes)
{
	GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
	uint8_t digest[32];
	gsize n = sizeof digest;
	uint64_t hash = 0;

	if (bytes.n)
		g_checksum_update (checksum, (const guchar *) bytes.p, (gssize) bytes.n);
	g_checksum_get_digest (checksum, digest, &n);
	g_checksum_free (checksum);
	for (size_t i = 0; i < 8; i++)
		hash = hash << 8 | digest[i];
	return hash ? hash : 1;
}

uint64_t
bnc_hash64_nocase (slice_t bytes)
{
	char *lower = g_ascii_strdown (bytes.p ? bytes.p : "", (gssize) bytes.n);
	uint64_t hash = bnc_hash64 (slice (lower, bytes.n));

	g_free (lower);
	return hash;
}

static slice_t
printed (slice_t text)
{
	text.n = MIN (text.n, PRINTED);
	while (slice_starts (text, "re:") || slice_starts (text, "fw:") || slice_starts (text, "fwd:"))
		text = slice_trim_left (slice_from (text, slice_index (text, ':', 0) + 1));
	return text;
}

static bool
is_letter (char c)
{
	return g_ascii_isalpha (c) || (guchar) c >= 0x80;
}

bool
bnc_has_words (slice_t text)
{
	size_t i = 0;

	text = printed (text);
	while (i < text.n && !is_letter (text.p[i]))
		i++;
	return i < text.n;
}

uint64_t
bnc_hash64_words (slice_t text)
{
	GString *words;
	uint64_t hash;

	text = printed (text);
	words = g_string_sized_new (text.n);
	for (size_t i = 0; i < text.n; i++) {
		if (is_letter (text.p[i]))
			g_string_append_c (words, g_ascii_tolower (text.p[i]));
	}
	hash = words->len ? bnc_hash64 (slice (words->str, words->len)) : 0;
	g_string_free (words, TRUE);
	return hash;
}

static void
place (uint64_t *slots, size_t room, uint64_t hash)
{
	size_t at = (size_t) hash & (room - 1);

	while (slots[at])
		at = (at + 1) & (room - 1);
	slots[at] = hash;
}

static bool
holds (const hash_set_t *set, uint64_t hash)
{
	size_t at = (size_t) hash & (set->room - 1);

	while (set->slots[at] && set->slots[at] != hash)
		at = (at + 1) & (set->room - 1);
	return set->slots[at] == hash;
}

static bool
is_in_sample (const hash_set_t *set, uint64_t hash)
{
	return set->level == 0 || hash >> (64 - set->level) == 0;
}

static void
resize (hash_set_t *set, size_t room)
{
	uint64_t *slots = g_new0 (uint64_t, room);
	size_t held = 0;

	for (size_t i = 0; i < set->room; i++) {
		if (!set->slots[i] || !is_in_sample (set, set->slots[i]))
			continue;
		place (slots, room, set->slots[i]);
		held++;
	}
	g_free (set->slots);
	set->slots = slots;
	set->room = room;
	set->held = held;
}

void
bnc_hash_set_add (hash_set_t *set, uint64_t hash)
{
	if (set->room && holds (set, hash))
		return;
	if (set->held >= set->room / 2)
		resize (set, set->room ? set->room * 2 : FIRST_ROOM);
	place (set->slots, set->room, hash);
	set->held++;
}

void
bnc_hash_set_count_in (hash_set_t *set, uint64_t hash)
{
	if (!is_in_sample (set, hash))
		return;
	bnc_hash_set_add (set, hash);
	while (set->held > BNC_HASHES_MOST && set->level < 63) {
		set->level++;
		resize (set, set->room);
	}
}

size_t
bnc_hash_set_count (const hash_set_t *set)
{
	return set->held << set->level;
}

bool
bnc_hash_set_has (const hash_set_t *set, uint64_t hash)
{
	return set->room && holds (set, hash);
}

bool
bnc_hash_set_within (const hash_set_t *set, const hash_set_t *other)
{
	for (size_t i = 0; i < set->room; i++) {
		if (set->slots[i] && !bnc_hash_set_has (other, set->slots[i]))
			return false;
	}
	return true;
}

void
bnc_hash_set_merge (hash_set_t *set, const hash_set_t *other)
{
	if (set->level < other->level) {
		set->level = other->level;
		if (set->room)
			resize (set, set->room);
	}
	for (size_t i = 0; i < other->room; i++) {
		if (other->slots[i])
			bnc_hash_set_count_in (set, other->slots[i]);
	}
}

void
bnc_hash_set_clear (hash_set_t *set)
{
	g_free (set->slots);
	*set = (hash_set_t) { 0 };
}
