/*
 * address-tag.c - marks of ours in the address the bounce came to: BATV and VERP
 *
 * In: a record, and the keys and forms that the settings know.  Out: whether the envelope sender, as the bounce's To and
 * the returned Return-Path and Received fields tell it, bears a mark that only we make (BATV,
 * draft-levine-smtp-batv-01: "prvs=KDDDSSSSSS=local", an HMAC-SHA1 good for seven days) or one that names the
 * recipient who failed (VERP).  Strings are the record's arena's; keys are freed with their settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/address-tag.h"

#include "mail/address.h"
#include "trace/host.h"

#define DAY INT64_C (86400)
#define LIFE_DAYS 7
#define DAYS 1000       /* the tag has the last three digits of a day's number */
#define STAMP ((size_t) 4)  /* KDDD */
#define TAG ((size_t) 10)   /* KDDDSSSSSS */
#define ADDRESSES_MOST 10

struct batv_key {
	char number; /* 0: any */
	char *secret;
};

struct verp {
	char *before, *after; /* the star */
};

batv_key_t *
bnc_batv_key_new (const char *value)
{
	bool numbered = g_ascii_isdigit (value[0]) && (value[1] == ' ' || value[1] == '\t');
	const char *secret = numbered ? value + 2 + strspn (value + 2, " \t") : value;
	batv_key_t *key;

	if (!*secret)
		return NULL;
	key = g_new (batv_key_t, 1);
	*key = (batv_key_t) { numbered ? value[0] : 0, g_strdup (secret) };
	return key;
}

void
bnc_batv_key_free (gpointer data)
{
	batv_key_t *key = data;

	g_free (key->secret);
	g_free (key);
}

verp_t *
bnc_verp_new (const char *value)
{
	const char *star = strchr (value, '*'), *at = strrchr (value, '@');
	verp_t *verp;

	if (!star || !at || at < star || strchr (star + 1, '*') || star == value || !bnc_host_is (slice_str (at + 1), false))
		return NULL;
	verp = g_new (verp_t, 1);
	*verp = (verp_t) { g_strndup (value, (gsize) (star - value)), g_strdup (star + 1) };
	return verp;
}

void
bnc_verp_free (gpointer data)
{
	verp_t *verp = data;

	g_free (verp->before);
	g_free (verp->after);
	g_free (verp);
}

static bool
is_signed_by (const batv_key_t *key, const char *tag, const char *address)
{
	GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) key->secret, strlen (key->secret));
	bool good;

	g_hmac_update (hmac, (const guchar *) tag, (gssize) STAMP);
	g_hmac_update (hmac, (const guchar *) address, -1);
	good = slice_equal_nocase (slice (g_hmac_get_string (hmac), TAG - STAMP), slice (tag + STAMP, TAG - STAMP));
	g_hmac_unref (hmac);
	return good;
}

/* Digits of the stamp, hexadecimal ones of the signature. */
static bool
is_tag (slice_t text)
{
	for (size_t i = 0; i < TAG; i++) {
		if (i >= text.n || (i < STAMP ? !g_ascii_isdigit (text.p[i]) : !g_ascii_isxdigit (text.p[i])))
			return false;
	}
	return true;
}

/* "prvs=TAG=local@domain", and "prvs=local/TAG@domain" of older drafts: the tag, and the address without it. */
static bool
split_batv (const char *address, slice_t *tag, const char **bare, arena_t *arena)
{
	const char *at = strrchr (address, '@'), *rest;
	slice_t local;

	if (!at || g_ascii_strncasecmp (address, "prvs=", 5) != 0)
		return false;
	rest = address + 5;
	local = slice_between (rest, at);
	if (is_tag (local) && local.n > TAG + 1 && (local.p[TAG] == '=' || local.p[TAG] == '/')) {
		*tag = slice (local.p, TAG);
		*bare = bnc_arena_copy (arena, slice_str (rest + TAG + 1));
		return true;
	}
	if (local.n > TAG + 1 && local.p[local.n - TAG - 1] == '/' && is_tag (slice_from (local, local.n - TAG))) {
		*tag = slice_from (local, local.n - TAG);
		*bare = bnc_arena_printf (arena, "%.*s%s", (int) (local.n - TAG - 1), local.p, at);
		return true;
	}
	return false;
}

/* Is the bounce of the days for which the tag was made?  An older tag may have been gathered and used by somebody else. */
static bool
is_in_time (slice_t tag, when_t when)
{
	int64_t last = (tag.p[1] - '0') * 100 + (tag.p[2] - '0') * 10 + (tag.p[3] - '0'), today, left;

	if (when.seconds == BOUNCE_NO_TIME)
		return true;
	today = when.seconds >= 0 ? when.seconds / DAY : 0;
	left = (last - today % DAYS + DAYS) % DAYS;
	return left <= LIFE_DAYS;
}

static tag_result_t
check_batv (const char *address, const GPtrArray *keys, when_t when, arena_t *arena)
{
	const char *bare;
	char *lower;
	slice_t tag;
	bool good = false;

	if (!split_batv (address, &tag, &bare, arena))
		return TAG_ABSENT;
	if (keys->len == 0)
		return TAG_UNKNOWN;
	lower = g_ascii_strdown (bare, -1);
	for (guint i = 0; i < keys->len && !good; i++) {
		const batv_key_t *key = g_ptr_array_index (keys, i);

		good = (!key->number || key->number == tag.p[0]) &&
		       (is_signed_by (key, tag.p, bare) || is_signed_by (key, tag.p, lower));
	}
	g_free (lower);
	if (!good)
		return TAG_WRONG;
	return is_in_time (tag, when) ? TAG_VALID : TAG_EXPIRED;
}

/* Does the address, by the form of ours, name a recipient that the bounce reports on? */
static tag_result_t
check_verp (const char *address, const verp_t *verp, const bounce_record_t *record)
{
	slice_t text = slice_str (address), after = slice_str (verp->after), before = slice_str (verp->before), named;
	size_t equals;
	char *recipient;
	bool known;

	if (text.n <= before.n + after.n || !slice_starts_nocase (text, before) ||
	    !slice_equal_nocase (slice_from (text, text.n - after.n), after))
		return TAG_ABSENT;
	named = slice (text.p + before.n, text.n - before.n - after.n);
	for (equals = named.n; equals > 0 && named.p[equals - 1] != '='; equals--)
		;
	if (equals < 2)
		return TAG_ABSENT;
	recipient = g_strndup (named.p, named.n);
	recipient[equals - 1] = '@';
	known = bnc_record_find_recipient (record, slice_str (recipient)) != NULL;
	for (size_t i = 0; i < record->recipient_count && !known; i++)
		known = slice_is (slice_str (record->recipients[i].original_address), recipient);
	g_free (recipient);
	return known ? TAG_VALID : TAG_WRONG;
}

typedef struct {
	const bounce_record_t *record;
	const GPtrArray *keys, *verps, *domains;
	when_t when;
	address_tag_t best;
} search_t;

static void
look_at (search_t *search, const char *address, const char *part)
{
	const char *domain = address ? strrchr (address, '@') : NULL;
	tag_result_t result;
	bool ours = search->domains->len == 0, is_verp = false;

	for (guint i = 0; domain && i < search->domains->len && !ours; i++)
		ours = bnc_host_under (domain + 1, g_ptr_array_index (search->domains, i));
	if (!domain || !ours)
		return;
	result = check_batv (address, search->keys, search->when, search->record->arena);
	for (guint i = 0; i < search->verps->len && result < TAG_VALID; i++) {
		tag_result_t verp = check_verp (address, g_ptr_array_index (search->verps, i), search->record);

		is_verp = verp > result;
		result = MAX (result, verp);
	}
	if (result > search->best.result)
		search->best = (address_tag_t) { result, address, part, is_verp };
}

address_tag_t
bnc_address_tag_find (const bounce_record_t *record, const GPtrArray *keys, const GPtrArray *verps, const GPtrArray *domains)
{
	search_t search = { record, keys, verps, domains, .best = { .result = TAG_NOWHERE } };
	const original_t *original = &record->original;
	slice_t rest = slice_str (record->to), each;

	search.when = record->hop_count ? record->hops[0].date : record->date;
	if (search.when.seconds == BOUNCE_NO_TIME)
		search.when = record->date;
	for (int i = 0; i < ADDRESSES_MOST && record->to && bnc_address_list_next (&rest, &each); i++)
		look_at (&search, bnc_address_parse (each, false, record->arena), "header:To");
	look_at (&search, original->return_path, "original:Return-Path");
	for (size_t i = 0; i < original->hop_count && i < ADDRESSES_MOST; i++) {
		const struct bounce_hop *hop = &original->hops[i];

		if (hop->envelope_from)
			look_at (&search, hop->envelope_from, bnc_arena_printf (record->arena, "original:Received[%d]", hop->index));
	}
	return search.best;
}
