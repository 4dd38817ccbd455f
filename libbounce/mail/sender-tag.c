/*
 * sender-tag.c - what a return path says beside its name: VERP, ids, BATV, SRS
 *
 * In: an address.  Out: its parts, slices of it or copies in the caller's arena.  Nothing is checked here that needs a key.
 *
 * VERP writes the recipient into the sender's address: "list-bounces+user=example.org@lists.example" (cr.yp.to/proto/verp.txt; Postfix,
 * VERP_README; Mailman), "list-return-12-user=example.org" (ezmlm), "bounce+user==a==example.org==list" (Sympa),
 * "bounces+1234567-ab12-user=example.org" and "bounce+0a1b2c.3d4e5f-user=example.org" (SendGrid, Mailgun). Others write an id there.
 * BATV (draft-levine-smtp-batv-01) and SRS (Mail::SRS::Guarded; Microsoft's "+SRS=") look alike and are none: the former signs an address
 * of its own domain, the latter holds the sender for whom a forwarder wrote it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/sender-tag.h"

#include "mail/address.h"

#define ADDRESSES_MOST 10
#define LOCAL_MOST 512 /* bytes; RFC 5321, 4.5.3.1.1, has 64, and senders have more */

void
bnc_return_paths (const bounce_record_t *record, return_path_fn look, void *user)
{
	const original_t *original = &record->original;
	const return_path_t fixed[] = {
		{ record->x_original_to, "header:X-Original-To", true },
		{ record->envelope_to, "header:Envelope-To", true },
		{ record->delivered_to, "header:Delivered-To", true },
		{ original->return_path, "original:Return-Path", false },
	};
	slice_t rest = slice_str (record->to), each;
	bool go = true;

	for (int i = 0; i < ADDRESSES_MOST && go && record->to && bnc_address_list_next (&rest, &each); i++) {
		return_path_t path = { bnc_address_parse (each, false, record->arena), "header:To", false };

		go = !path.address || look (&path, user);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (fixed) && go; i++)
		go = !fixed[i].address || look (&fixed[i], user);
	for (size_t i = 0; i < original->hop_count && i < ADDRESSES_MOST && go; i++) {
		return_path_t path = { .address = original->hops[i].envelope_from };

		if (path.address)
			path.part = bnc_arena_printf (record->arena, "original:Received[%d]", original->hops[i].index);
		go = !path.address || look (&path, user);
	}
}

static bool
is_separator (char c)
{
	return c == '+' || c == '-' || c == '=' || c == '.' || c == '_';
}

const char *
bnc_sender_tag_base (slice_t before, slice_t after, arena_t *arena)
{
	while (before.n && is_separator (before.p[before.n - 1]))
		before.n--;
	return before.n ? bnc_arena_printf (arena, "%.*s%.*s", (int) before.n, before.p, (int) after.n, after.p) : NULL;
}

/* Digits of the stamp, hexadecimal ones of the signature. */
static bool
is_batv_tag (slice_t text)
{
	for (size_t i = 0; i < BATV_TAG; i++) {
		if (i >= text.n || (i < BATV_STAMP ? !g_ascii_isdigit (text.p[i]) : !g_ascii_isxdigit (text.p[i])))
			return false;
	}
	return true;
}

bool
bnc_sender_tag_batv (const char *address, slice_t *tag, const char **bare, arena_t *arena)
{
	const char *at = strrchr (address, '@'), *rest;
	slice_t local;

	if (!at || g_ascii_strncasecmp (address, "prvs=", 5) != 0)
		return false;
	rest = address + 5;
	local = slice_between (rest, at);
	if (is_batv_tag (local) && local.n > BATV_TAG + 1 && (local.p[BATV_TAG] == '=' || local.p[BATV_TAG] == '/')) {
		*tag = slice (local.p, BATV_TAG);
		*bare = bnc_arena_copy (arena, slice_str (rest + BATV_TAG + 1));
		return true;
	}
	if (local.n > BATV_TAG + 1 && local.p[local.n - BATV_TAG - 1] == '/' && is_batv_tag (slice_from (local, local.n - BATV_TAG))) {
		*tag = slice_from (local, local.n - BATV_TAG);
		*bare = bnc_arena_printf (arena, "%.*s%s", (int) (local.n - BATV_TAG - 1), local.p, at);
		return true;
	}
	return false;
}

/* What others make of BATV: Barracuda's "btv1==TAG==local", SparkPost's "msprvs1=TAG=local". */
static bool
split_kin_of_batv (const char *address, slice_t *tag, const char **bare)
{
	static const struct {
		const char *before, *after;
	} forms[] = { { "btv1==", "==" }, { "msprvs1=", "=" } };

	for (size_t i = 0; i < G_N_ELEMENTS (forms); i++) {
		size_t n = strlen (forms[i].before);
		const char *end = g_ascii_strncasecmp (address, forms[i].before, n) == 0 ? strstr (address + n, forms[i].after) : NULL;

		if (end && end > address + n && strchr (end, '@') > end + strlen (forms[i].after)) {
			*tag = slice_between (address + n, end);
			*bare = end + strlen (forms[i].after);
			return true;
		}
	}
	return false;
}

bool
bnc_sender_tag_recipient (slice_t text, slice_t *user, slice_t *domain)
{
	size_t equals = text.n;

	while (equals > 0 && text.p[equals - 1] != '=')
		equals--;
	if (equals < 2)
		return false;
	*user = slice (text.p, equals - 1);
	*domain = slice_from (text, equals);
	return bnc_host_is (*domain, false);
}

/* The part up to the next "=", which is taken off *rest too; SLICE_NONE where none is left or it is empty. */
static slice_t
take_part (slice_t *rest)
{
	size_t equals = slice_index (*rest, '=', 0);
	slice_t part = slice (rest->p, equals);

	if (equals == rest->n || equals == 0)
		return SLICE_NONE;
	*rest = slice_from (*rest, equals + 1);
	return part;
}

static void
set_recipient (sender_tag_t *tag, slice_t user, slice_t domain, arena_t *arena)
{
	tag->user = bnc_arena_copy (arena, user);
	tag->domain = bnc_arena_copy (arena, domain);
}

/* "HASH=TT=example.org=user": the sender who was rewritten. */
static bool
read_rewritten (slice_t rest, sender_tag_t *tag, arena_t *arena)
{
	slice_t domain;

	if (!take_part (&rest).n || !take_part (&rest).n)
		return false;
	domain = take_part (&rest);
	if (!rest.n || !bnc_host_is (domain, false))
		return false;
	set_recipient (tag, rest, domain, arena);
	return true;
}

/* "SRS0=HASH=TT=example.org=user", "SRS1=HASH=forwarder.example==HASH=TT=example.org=user"; behind the name any of = + - may stand. */
static bool
read_srs (slice_t local, sender_tag_t *tag, arena_t *arena)
{
	slice_t rest = slice_from (local, 5);
	bool twice = slice_starts (local, "SRS1");

	if (local.n < 6 || (!twice && !slice_starts (local, "SRS0")) || !strchr ("=+-", local.p[4]))
		return false;
	tag->tag = bnc_arena_copy (arena, rest);
	if (twice) {
		if (!take_part (&rest).n || !bnc_host_is (take_part (&rest), false) || !rest.n || !strchr ("=+-", rest.p[0]))
			return false;
		rest = slice_from (rest, 1);
	}
	return read_rewritten (rest, tag, arena);
}

/* Microsoft's: "user+SRS=HASH=TT=example.org=user", and "bounces+SRS=HASH=TT" for a sender that is none. */
static bool
read_microsoft_srs (slice_t local, slice_t at, sender_tag_t *tag, arena_t *arena)
{
	const slice_t mark = SLICE_LIT ("+SRS=");
	size_t found = bnc_slice_find (local, mark, 0);
	slice_t rest = slice_from (local, found + mark.n), parts = rest;

	if (found == local.n || !take_part (&parts).n || !parts.n)
		return false;
	tag->tag = bnc_arena_copy (arena, rest);
	tag->base = bnc_sender_tag_base (slice (local.p, found), at, arena);
	read_rewritten (rest, tag, arena);
	return true;
}

/* Of who, which ends in a user's name, that name, if it is one of a recipient that the mail reports on. */
static slice_t
known_user (slice_t who, slice_t domain, const bounce_record_t *record)
{
	for (size_t i = 0; i < record->recipient_count * 2; i++) {
		const struct bounce_recipient *recipient = &record->recipients[i / 2];
		slice_t address = slice_str (i % 2 ? recipient->original_address : recipient->address), user;

		if (address.n < domain.n + 2 || !slice_equal_nocase (bnc_address_domain (address), domain))
			continue;
		user = slice (address.p, address.n - domain.n - 1);
		if (who.n >= user.n && slice_equal_nocase (slice_from (who, who.n - user.n), user) &&
		    (who.n == user.n || is_separator (who.p[who.n - user.n - 1])))
			return slice_from (who, who.n - user.n);
	}
	return SLICE_NONE;
}

/* How many hexadecimal digits, or with decimal how many decimal ones, stand at the start. */
static size_t
digits_run (slice_t s, bool decimal)
{
	size_t n = 0;

	while (n < s.n && (decimal ? g_ascii_isdigit (s.p[n]) : g_ascii_isxdigit (s.p[n])))
		n++;
	return n;
}

/* Behind a "+" any "-" may be the user's own; two services have ids of a known form there: 1234567-ab12-, 0a1b2c.3d4e5f-. */
static slice_t
without_service_id (slice_t who)
{
	size_t number = digits_run (who, true), hash = digits_run (slice_from (who, number + 1), false), end = number + 1 + hash;

	if (number >= 4 && hash == 4 && end + 1 < who.n && who.p[number] == '-' && who.p[end] == '-')
		return slice_from (who, end + 1);
	number = digits_run (who, false);
	hash = digits_run (slice_from (who, number + 1), false);
	end = number + 1 + hash;
	if (number == 6 && hash >= 4 && end + 1 < who.n && who.p[number] == '.' && who.p[end] == '-')
		return slice_from (who, end + 1);
	return who;
}

/* Words with "-" behind them that are mostly digits are ids: "123-", "mc.us1_1234.5678-". */
static slice_t
without_ids (slice_t who)
{
	for (size_t hyphen = slice_index (who, '-', 0); hyphen + 1 < who.n; hyphen = slice_index (who, '-', 0)) {
		size_t digits = 0;

		for (size_t i = 0; i < hyphen; i++)
			digits += g_ascii_isdigit (who.p[i]);
		if (digits == 0 || digits * 2 < hyphen)
			break;
		who = slice_from (who, hyphen + 1);
	}
	return who;
}

/* The recipient that the tag text names; plus: it stands behind a "+". */
static bool
find_recipient (slice_t text, bool plus, const bounce_record_t *record, slice_t *user, slice_t *domain)
{
	const slice_t sympa = SLICE_LIT ("==a==");
	size_t found = bnc_slice_find (text, sympa, 0);
	slice_t who, known, last;

	if (found > 0 && found < text.n) {
		*user = slice (text.p, found);
		*domain = slice_from (text, found + sympa.n);
		domain->n = bnc_slice_find (*domain, SLICE_LIT ("=="), 0);
		return bnc_host_is (*domain, false);
	}
	if (!bnc_sender_tag_recipient (text, &who, domain))
		return false;
	known = known_user (who, *domain, record);
	for (last = who; slice_index (last, '=', 0) < last.n; last = slice_from (last, slice_index (last, '=', 0) + 1))
		;
	if (known.n)
		*user = known;
	else if (last.n < who.n)
		*user = last; /* list=user=example.org */
	else
		*user = plus ? without_service_id (who) : without_ids (who);
	return user->n > 0;
}

/* Does text end in a word of senders of lists, behind which a tag stands? */
static bool
ends_in_bounce (slice_t text)
{
	static const char *const words[] = { "bounce", "bounces", "return", "returns", "verp" };

	for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
		size_t n = strlen (words[i]);

		if (text.n >= n && slice_is (slice_from (text, text.n - n), words[i]) && (text.n == n || is_separator (text.p[text.n - n - 1])))
			return true;
	}
	return false;
}

static bool
has_digit (slice_t text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (g_ascii_isdigit (text.p[i]))
			return true;
	}
	return false;
}

/* With a separator at this place of the local part: is what follows a tag? */
static bool
read_tag_at (slice_t local, size_t separator, slice_t at, const bounce_record_t *record, sender_tag_t *tag, arena_t *arena)
{
	slice_t before = slice (local.p, separator), text = slice_from (local, separator + 1), user, domain;
	char sign = local.p[separator];
	bool bounce = ends_in_bounce (before), owner = slice_is (before, "owner") || (before.n > 6 && slice_is (slice_from (before, before.n - 6), "-owner"));

	if (text.n == 0 || (sign != '+' && !bounce && !owner))
		return false;
	if (find_recipient (text, sign == '+', record, &user, &domain)) {
		tag->form = BOUNCE_VERP_RECIPIENT;
		set_recipient (tag, user, domain, arena);
	} else if (bounce && (sign == '+' || sign == '=' || has_digit (text))) {
		tag->form = BOUNCE_VERP_ID;
	} else {
		return false;
	}
	tag->tag = bnc_arena_copy (arena, text);
	tag->base = bnc_sender_tag_base (before, at, arena);
	return true;
}

/* Amazon SES: 16 hexadecimal digits, a UUID, six digits. */
static bool
is_ses_id (slice_t local)
{
	static const size_t runs[] = { 16, 8, 4, 4, 4, 12, 6 };

	for (size_t i = 0; i < G_N_ELEMENTS (runs); i++) {
		if (digits_run (local, false) != runs[i] || (i + 1 < G_N_ELEMENTS (runs) && (local.n == runs[i] || local.p[runs[i]] != '-')))
			return false;
		local = slice_from (local, runs[i] + 1);
	}
	return local.n == 0;
}

/* A recipient without any word before him is one only where the mail reports on him: "user=example.org@lists.example". */
static bool
read_known (slice_t local, slice_t at, const bounce_record_t *record, sender_tag_t *tag, arena_t *arena)
{
	slice_t who, domain, known;

	if (!bnc_sender_tag_recipient (local, &who, &domain))
		return false;
	known = known_user (who, domain, record);
	if (!known.n)
		return false;
	tag->form = BOUNCE_VERP_RECIPIENT;
	set_recipient (tag, known, domain, arena);
	tag->tag = bnc_arena_copy (arena, slice_between (known.p, slice_end (local)));
	tag->base = bnc_sender_tag_base (slice_between (local.p, known.p), at, arena);
	return true;
}

static bool
read_verp (slice_t local, slice_t at, const bounce_record_t *record, sender_tag_t *tag, arena_t *arena)
{
	size_t plus = slice_index (local, '+', 1);

	if (plus < local.n && read_tag_at (local, plus, at, record, tag, arena))
		return true;
	for (size_t i = 1; i < local.n; i++) {
		if (i != plus && is_separator (local.p[i]) && read_tag_at (local, i, at, record, tag, arena))
			return true;
	}
	if (is_ses_id (local)) {
		tag->form = BOUNCE_VERP_ID;
		tag->tag = bnc_arena_copy (arena, local);
		return true;
	}
	return read_known (local, at, record, tag, arena);
}

bool
bnc_sender_tag_read (const char *address, const bounce_record_t *record, sender_tag_t *tag, arena_t *arena)
{
	slice_t mark, local, at;
	const char *bare = address;
	bool signed_too;

	*tag = (sender_tag_t) { .address = address };
	/* A tag holds a "=" or a digit, or stands behind a "+" or "=": most addresses have none of these. */
	if (!strpbrk (address, "=+0123456789"))
		return false;
	signed_too = bnc_sender_tag_batv (address, &mark, &bare, arena) || split_kin_of_batv (address, &mark, &bare);
	if (!strrchr (bare, '@'))
		return false;
	local = slice_between (bare, strrchr (bare, '@'));
	at = slice_str (strrchr (bare, '@'));
	if (local.n > LOCAL_MOST)
		return false;
	if (read_srs (local, tag, arena) || read_microsoft_srs (local, at, tag, arena)) {
		tag->form = BOUNCE_VERP_SRS;
	} else {
		*tag = (sender_tag_t) { .address = address };
		if (!read_verp (local, at, record, tag, arena) && signed_too) {
			tag->form = BOUNCE_VERP_BATV;
			tag->tag = bnc_arena_copy (arena, mark);
			tag->base = bare;
		}
	}
	return tag->form != BOUNCE_VERP_NONE;
}
