/*
 * local-origin.c - what web pages and scripts leave in a mail that they submit
 *
 * In: the boundary and the returned header.  Out: the script, the page, and the address behind it, which are what has to
 * be found where a form on the web is abused.  They are read only where our own server took the mail from itself: there
 * the host's PHP or web mail wrote them.  Strings are the arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/local-origin.h"

#include "mail/address.h"
#include "mail/raw-field.h"

#define FIELDS_MOST 1000

bool
bnc_hop_is_web (const struct bounce_hop *hop)
{
	return hop->with && slice_starts (slice_str (hop->with), "HTTP");
}

static bool
is_loopback (const char *client)
{
	ip_t ip;

	return bnc_ip_read (client, &ip) && bnc_ip_is_loopback (&ip);
}

bool
bnc_hop_is_local (const struct bounce_hop *hop)
{
	return hop->local || (is_loopback (hop->client) && !hop->authenticated);
}

/* "33:contact.php", and "33:contact.php(12) : eval()'d code" where the script hides (php.ini: mail.add_x_header). */
static const char *
originating_script (slice_t value, arena_t *arena)
{
	value = slice_from (value, slice_index (value, ':', 0) + 1);
	value.n = MIN (slice_index (value, '(', 0), slice_index (value, ' ', 0));
	return bnc_arena_words (arena, value);
}

/* The last address of the list that is none of a site's own: those before it are what the client's proxies say. */
static const char *
last_address (slice_t list, arena_t *arena)
{
	const char *found = NULL;

	while (list.n) {
		size_t comma = slice_index (list, ',', 0);
		slice_t text = bnc_ip_parse (slice_trim (slice (list.p, comma)));
		const char *address = text.n ? bnc_arena_copy (arena, text) : NULL;
		ip_t ip;

		if (bnc_ip_read (address, &ip) && !bnc_ip_is_inside (&ip))
			found = address;
		list = slice_from (list, comma + 1);
	}
	return found;
}

/* "www.owner.example/contact.php for 203.0.113.66, 192.0.2.1" */
static void
read_php_script (local_origin_t *origin, slice_t value, arena_t *arena)
{
	const slice_t between = SLICE_LIT (" for ");
	size_t at = bnc_slice_find (value, between, 0);

	origin->script = bnc_arena_words (arena, slice (value.p, at));
	origin->script_client = last_address (slice_from (value, at + between.n), arena);
}

static void
read_field (local_origin_t *origin, const raw_field_t *field, arena_t *arena)
{
	slice_t value = slice_trim (field->value);

	if (slice_is (field->name, "x-php-script"))
		read_php_script (origin, value, arena);
	else if (slice_is (field->name, "x-php-originating-script") && !origin->script)
		origin->script = originating_script (value, arena);
	else if (slice_is (field->name, "x-mailer") && slice_starts (value, "PHPMailer") && !origin->mailer)
		origin->mailer = bnc_arena_words (arena, slice (value.p, MIN (slice_index (value, '(', 0), slice_index (value, '[', 0))));
	else if ((slice_is (field->name, "x-originating-ip") || slice_is (field->name, "x-mdremoteip")) && !origin->web_client)
		origin->web_client = last_address (value, arena);
}

/* The hop below, where the same host's web server wrote it. */
static const struct bounce_hop *
web_hop (const boundary_t *b, const original_t *original)
{
	const struct bounce_hop *next = b->submission + 1;

	if (bnc_hop_is_web (b->submission))
		return b->submission;
	if (next >= original->hops + original->hop_count || !bnc_hop_is_web (next))
		return NULL;
	return !next->by || !bnc_host_is_public (next->by) || bnc_owner_host (&b->owner, next->by) ||
	       bnc_orgs_same (b->owner.orgs, next->by, b->submission->by) ? next : NULL;
}

local_origin_t
bnc_local_origin_read (const boundary_t *b, const original_t *original)
{
	local_origin_t origin = { NULL, NULL, NULL, NULL, NULL };
	slice_t rest = original->head;
	newline_t newline;
	raw_field_t field;

	if (!b->submission || (!bnc_hop_is_local (b->submission) && !bnc_hop_is_web (b->submission)))
		return origin;
	origin.web = web_hop (b, original);
	newline = bnc_newline_of (rest);
	for (int i = 0; i < FIELDS_MOST && bnc_raw_field_next (&rest, newline, &field); i++) {
		if (field.name.n > 2 && (field.name.p[0] | 0x20) == 'x')
			read_field (&origin, &field, b->owner.arena);
	}
	return origin;
}
