/*
 * address-tag.c - marks in the address the bounce came to: BATV and VERP, ours and others'
 *
 * In: a record, and the keys and forms that the settings know.  Out: whether the envelope sender, as the bounce's own recipient and
 * the returned Return-Path and Received fields tell it, bears a mark that only we make (BATV,
 * draft-levine-smtp-batv-01: "prvs=KDDDSSSSSS=local", an HMAC-SHA1 good for seven days) or one that names the
 * recipient who failed (VERP); and, for the record, what its mark says, whoever made it.  How a mark is read stands in
 * mail/sender-tag.c.  Strings are the record's arena's; keys are freed with their settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/address-tag.h"

#include "mail/address.h"
#include "mail/sender-tag.h"
#include "trace/host.h"

#define DAY INT64_C (86400)
#define LIFE_DAYS 7
#define DAYS 1000       /* the tag has the last three digits of a day's number */

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

	g_hmac_update (hmac, (const guchar *) tag, (gssize) BATV_STAMP);
	g_hmac_update (hmac, (const guchar *) address, -1);
	good = slice_equal_nocase (slice (g_hmac_get_string (hmac), BATV_TAG - BATV_STAMP), slice (tag + BATV_STAMP, BATV_TAG - BATV_STAMP));
	g_hmac_unref (hmac);
	return good;
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

	if (!bnc_sender_tag_batv (address, &tag, &bare, arena))
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

/* What stands in the place of the star; SLICE_NONE where the address has another form. */
static slice_t
named_by (const verp_t *verp, slice_t address)
{
	slice_t after = slice_str (verp->after), before = slice_str (verp->before);

	if (address.n <= before.n + after.n || !slice_starts_nocase (address, before) ||
	    !slice_equal_nocase (slice_from (address, address.n - after.n), after))
		return SLICE_NONE;
	return slice (address.p + before.n, address.n - before.n - after.n);
}

/* Does the address, by the form of ours, name a recipient that the bounce reports on? */
static tag_result_t
check_verp (const char *address, const verp_t *verp, const bounce_record_t *record)
{
	slice_t user, domain;
	char *recipient;
	bool known;

	if (!bnc_sender_tag_recipient (named_by (verp, slice_str (address)), &user, &domain))
		return TAG_ABSENT;
	recipient = g_strdup_printf ("%.*s@%.*s", (int) user.n, user.p, (int) domain.n, domain.p);
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

static bool
look_at (const return_path_t *path, void *user)
{
	search_t *search = user;
	const char *domain = strrchr (path->address, '@');
	tag_result_t result;
	bool ours = search->domains->len == 0, is_verp = false;

	for (guint i = 0; domain && i < search->domains->len && !ours; i++)
		ours = bnc_host_under (domain + 1, g_ptr_array_index (search->domains, i));
	if (!domain || !ours)
		return true;
	result = check_batv (path->address, search->keys, search->when, search->record->arena);
	for (guint i = 0; i < search->verps->len && result < TAG_VALID; i++) {
		tag_result_t verp = check_verp (path->address, g_ptr_array_index (search->verps, i), search->record);

		is_verp = verp > result;
		result = MAX (result, verp);
	}
	/* That one is missing where a server may have taken it off says nothing. */
	if (result > search->best.result && !(path->delivered && result == TAG_ABSENT))
		search->best = (address_tag_t) { result, path->address, path->part, is_verp };
	return true;
}

address_tag_t
bnc_address_tag_find (const bounce_record_t *record, const GPtrArray *keys, const GPtrArray *verps, const GPtrArray *domains)
{
	search_t search = { record, keys, verps, domains, .best = { .result = TAG_NOWHERE } };

	search.when = record->hop_count ? record->hops[0].date : record->date;
	if (search.when.seconds == BOUNCE_NO_TIME)
		search.when = record->date;
	bnc_return_paths (record, look_at, &search);
	return search.best;
}

/* The tag of an address that has a form of ours. */
static bool
read_ours (const verp_t *verp, const char *address, sender_tag_t *tag, arena_t *arena)
{
	slice_t named = named_by (verp, slice_str (address)), user, domain;

	if (!named.n)
		return false;
	*tag = (sender_tag_t) { .form = BOUNCE_VERP_ID, .address = address, .tag = bnc_arena_copy (arena, named) };
	tag->base = bnc_sender_tag_base (slice_str (verp->before), slice_str (verp->after), arena);
	if (bnc_sender_tag_recipient (named, &user, &domain)) {
		tag->form = BOUNCE_VERP_RECIPIENT;
		tag->user = bnc_arena_copy (arena, user);
		tag->domain = bnc_arena_copy (arena, domain);
	}
	return true;
}

typedef struct {
	const GPtrArray *verps;
	bounce_record_t *record;
} reading_t;

/* The first address with a tag is the one. */
static bool
read_path (const return_path_t *path, void *user)
{
	const reading_t *reading = user;
	bounce_record_t *record = reading->record;
	sender_tag_t tag;
	bool found = false;

	for (guint i = 0; i < reading->verps->len && !found; i++)
		found = read_ours (g_ptr_array_index (reading->verps, i), path->address, &tag, record->arena);
	if (!found && !bnc_sender_tag_read (path->address, record, &tag, record->arena))
		return true;
	record->verp = tag;
	record->verp.part = path->part;
	return false;
}

void
bnc_verp_find (bounce_record_t *record, const GPtrArray *verps)
{
	reading_t reading = { verps, record };

	bnc_return_paths (record, read_path, &reading);
}
