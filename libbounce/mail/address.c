/*
 * address.c - mailboxes in fields, in reports and in prose
 *
 * In: slices of any bytes.  Out: slices of the same bytes, or copies in the caller's arena, which
 * frees them; every function is linear in what it reads.  Rules: RFC 5321, 4.1.2 (Mailbox), RFC 5322,
 * 3.4, RFC 6531 (UTF-8), kept loosely: Japanese mobile addresses hold dots where none may stand.
 * What a typed DSN field makes of an address is in address-typed.c, addresses of the network in address-ip.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"

/* A local part may have 64 bytes (RFC 5321, 4.5.3.1.1); return paths that carry an address in an address have more.
 * The limits also bound how far one '@' makes us look to either side. */
#define LOCAL_MAX 998
#define QUOTED_MAX 130
#define DOMAIN_MAX 255
#define LABEL_MAX 63

/* Scripts from Thai on are written without spaces between words: there a letter beside an address is prose. */
#define FIRST_UNSPACED 0x0E00

static bool
is_high (char c)
{
	return ((unsigned char) c & 0x80) != 0;
}

static bool
is_atext (char c)
{
	switch (c) {
	case '!': case '#': case '$': case '%': case '&': case '\'': case '*': case '+': case '-': case '/':
	case '=': case '?': case '^': case '_': case '`': case '{': case '|': case '}': case '~':
		return true;
	default:
		return g_ascii_isalnum (c);
	}
}

/* Length of the UTF-8 character that starts at s.p[i], 0 where there is none that may stand in an address.
 * With any, a byte in a charset nobody told counts too. */
static size_t
high_after (slice_t s, size_t i, bool any)
{
	gunichar c = g_utf8_get_char_validated (s.p + i, (gssize) MIN (s.n - i, 4));

	if (c == (gunichar) -1 || c == (gunichar) -2)
		return any ? 1 : 0;
	return any || (c < FIRST_UNSPACED && g_unichar_isalpha (c)) ? (size_t) g_unichar_to_utf8 (c, NULL) : 0;
}

/* The same for the character that ends before s.p[i]. */
static size_t
high_before (slice_t s, size_t low, size_t i, bool any)
{
	size_t start = i;

	while (start > low && i - start < 4 && is_high (s.p[start - 1])) {
		start--;
		if (((unsigned char) s.p[start] & 0xC0) == 0xC0 && start + high_after (s, start, any) == i)
			return i - start;
	}
	return any ? 1 : 0;
}

/* Offset behind the quoted string that opens at s.p[i], 0 where it never closes. */
static size_t
quoted_end (slice_t s, size_t i)
{
	for (i++; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	}
	return 0;
}

/* Offset behind the comment that opens at s.p[i], 0 where it never closes. Comments nest (RFC 5322, 3.2.2). */
static size_t
comment_end (slice_t s, size_t i)
{
	size_t depth = 0;

	for (; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* Offset behind the host name that starts at s.p[i]; i where none does. A dot belongs to it where a label follows. */
static size_t
host_end (slice_t s, size_t i, bool any)
{
	size_t start = i;

	while (i < s.n && i - start <= DOMAIN_MAX) {
		bool joint;

		if (g_ascii_isalnum (s.p[i])) {
			i++;
			continue;
		}
		joint = s.p[i] == '-' || s.p[i] == '.' || s.p[i] == '_';
		if (is_high (s.p[i])) {
			size_t n = high_after (s, i, any);

			if (!n)
				break;
			i += n;
		} else if (joint && i > start && i + 1 < s.n && !(s.p[i] == '.' && s.p[i - 1] == '.')) {
			i++;
		} else {
			break;
		}
	}
	if (i - start > DOMAIN_MAX)
		return start;
	while (i > start && (s.p[i - 1] == '-' || s.p[i - 1] == '.' || s.p[i - 1] == '_'))
		i--;
	return i;
}

/* A name whose last label is a number is an address or a version, no host. */
static bool
host_counts (slice_t host, bool single)
{
	size_t last = host.n;

	while (last > 0 && host.p[last - 1] != '.')
		last--;
	if (last == 0 && !single)
		return false;
	for (size_t i = last; i < host.n; i++) {
		if (!g_ascii_isdigit (host.p[i]))
			return true;
	}
	return false;
}

/* RFC 5321, 4.1.2: no label begins or ends with a hyphen, nor is longer than 63 bytes (RFC 1035, 2.3.4; in UTF-8 it may be). */
static bool
labels_count (slice_t host)
{
	bool ascii = true;
	size_t start = 0;

	if (host.n <= LABEL_MAX && slice_index (host, '-', 0) == host.n)
		return true;
	for (size_t i = 0; i <= host.n; i++) {
		if (i < host.n && host.p[i] != '.') {
			ascii &= !is_high (host.p[i]);
			continue;
		}
		if (i > start && (host.p[start] == '-' || host.p[i - 1] == '-' || (ascii && i - start > LABEL_MAX)))
			return false;
		start = i + 1;
	}
	return true;
}

/* Offset behind the domain or the address literal that starts at s.p[i]; i where none does. An address of the network is a domain in
 * brackets alone. */
static size_t
domain_end (slice_t s, size_t i, bool any, bool single)
{
	slice_t host;
	size_t end;

	if (i < s.n && s.p[i] == '[') {
		slice_t near = slice (s.p + i, MIN (s.n - i, (size_t) 64));
		size_t close = slice_index (near, ']', 0);

		return close < near.n && bnc_ip_parse (slice (near.p, close + 1)).p ? i + close + 1 : i;
	}
	end = host_end (s, i, any);
	host = slice (s.p + i, end - i);
	return host_counts (host, single) && labels_count (host) ? end : i;
}

bool
bnc_host_is (slice_t s, bool single)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_high (s.p[i]))
			return false;
	}
	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	return s.n && host_end (s, 0, false) == s.n && host_counts (s, single);
}

/* Where the quoted local part starts whose closing quote stands before s.p[at]; at where none does. */
static size_t
quoted_start (slice_t s, size_t low, size_t at)
{
	size_t stop = at > QUOTED_MAX ? MAX (low, at - QUOTED_MAX) : low;

	for (size_t i = at - 1; i-- > stop;) {
		size_t escapes = 0;

		if (s.p[i] == '\n' || s.p[i] == '\r')
			break;
		if (s.p[i] != '"')
			continue;
		while (i - escapes > stop && s.p[i - escapes - 1] == '\\')
			escapes++;
		if (escapes % 2 == 0)
			return i + 2 < at ? i : at;
	}
	return at;
}

/* Where the local part starts that ends before s.p[at]; at where none does. */
static size_t
local_start (slice_t s, size_t low, size_t at, bool any)
{
	size_t i = at;

	if (at > low && s.p[at - 1] == '"')
		return quoted_start (s, low, at);
	while (i > low && at - i <= LOCAL_MAX) {
		size_t n = 1;

		if (g_ascii_isalnum (s.p[i - 1])) {
			i--;
			continue;
		}
		if (is_high (s.p[i - 1]))
			n = high_before (s, low, i, any);
		else if (!is_atext (s.p[i - 1]) && s.p[i - 1] != '.')
			break;
		if (!n)
			break;
		i -= n;
	}
	return at - i > LOCAL_MAX ? at : i;
}

/* "to=<...>" is split at the bracket, "to=a@b" here; '=' cannot end a local part's first word, as SRS and BATV use it. */
static size_t
skip_label (slice_t local)
{
	static const char *const labels[] = { "to=",     "from=",  "for=",    "rcpt=",    "orcpt=",     "address=", "email=",
					      "mailto=", "user=", "sender=", "smtp=", "recipient=", "rfc-822=", "rfc822=" };

	for (size_t i = 0; i < G_N_ELEMENTS (labels) && slice_index (local, '=', 0) < local.n; i++) {
		if (slice_starts (local, labels[i]))
			return strlen (labels[i]);
	}
	return 0;
}

/* Marks around an address that could be part of one: 'a@b', `a@b', *a@b*, |a@b|, {a@b}, //a@b. */
static size_t
skip_marks (slice_t s, size_t start, size_t at, size_t end)
{
	size_t i = start;

	while (i < at && is_atext (s.p[i]) && !g_ascii_isalnum (s.p[i])) {
		size_t over = end + (i - start);
		char open = s.p[i], close = over < s.n ? s.p[over] : '\0';

		if (!strchr ("'`/", open) && open != close && !(open == '{' && close == '}'))
			break;
		i++;
	}
	return i;
}

static bool
local_counts (slice_t local)
{
	for (size_t i = 0; i < local.n; i++) {
		if (g_ascii_isalnum (local.p[i]) || is_high (local.p[i]))
			return true;
	}
	return false;
}

/* The address around the '@' at s.p[at], nothing of it before low. */
static slice_t
address_around (slice_t s, size_t low, size_t at)
{
	size_t start = local_start (s, low, at, true), end;

	if (start < at && start > low && s.p[start - 1] == '<') {
		end = domain_end (s, at + 1, true, true);
		if (end > at + 1 && end < s.n && s.p[end] == '>' && local_counts (slice_between (s.p + start, s.p + at)))
			return slice (s.p + start, end - start);
	}
	end = domain_end (s, at + 1, false, false);
	if (start == at || end == at + 1)
		return SLICE_NONE;
	/* "a@b.c"@d.e has its address in a quoted local part. */
	if (start > low && s.p[start - 1] == '"' && end + 1 < s.n && s.p[end] == '"' && s.p[end + 1] == '@')
		return SLICE_NONE;
	if (s.p[at - 1] != '"') {
		start = local_start (s, low, at, false);
		start = skip_marks (s, start, at, end);
		start += skip_label (slice_between (s.p + start, s.p + at));
		if (!local_counts (slice_between (s.p + start, s.p + at)))
			return SLICE_NONE;
	}
	return slice (s.p + start, end - start);
}

slice_t
bnc_address_scan (slice_t s, size_t *from)
{
	size_t low = *from;

	for (size_t at = slice_index (s, '@', low); at < s.n; at = slice_index (s, '@', at + 1)) {
		slice_t hit = address_around (s, low, at);

		if (hit.p) {
			*from = (size_t) (slice_end (hit) - s.p);
			return hit;
		}
	}
	*from = s.n;
	return SLICE_NONE;
}

bool
bnc_address_is (slice_t s)
{
	slice_t domain = bnc_address_domain (s);
	size_t at;

	if (!domain.p || domain.p == s.p + 1)
		return false;
	at = (size_t) (domain.p - s.p) - 1;
	if (domain.n > 1 && domain.p[domain.n - 1] == '.')
		s.n--;
	return local_start (s, 0, at, true) == 0 && domain_end (s, at + 1, true, true) == s.n && s.n > at + 1 &&
	       local_counts (slice (s.p, at));
}

slice_t
bnc_address_domain (slice_t address)
{
	for (size_t i = address.n; i-- > 0;) {
		if (address.p[i] == '@')
			return slice_from (address, i + 1);
	}
	return SLICE_NONE;
}

/* Takes a pair of quotes off that encloses the whole. */
static slice_t
unwrap (slice_t s)
{
	s = slice_trim (s);
	for (int round = 0; round < 4 && s.n >= 2; round++) {
		bool quoted = s.p[0] == '"' && quoted_end (s, 0) == s.n;
		bool ticked = (s.p[0] == '\'' || s.p[0] == '`') && s.p[s.n - 1] == '\'';

		if (!quoted && !ticked)
			break;
		s = slice_trim (slice (s.p + 1, s.n - 2));
	}
	return s;
}

/* What stands in the last <>, or SLICE_NONE: take_apart() for what has no quotes and comments, as nearly all. */
static slice_t
last_angles (slice_t s)
{
	slice_t inner = SLICE_NONE;

	for (size_t i = slice_index (s, '<', 0); i < s.n; i = slice_index (s, '<', i + 1))
		inner = slice_from (s, i + 1);
	if (!inner.p)
		return inner;
	inner.n = slice_index (inner, '>', 0);
	return slice_trim (inner);
}

/* Copies s to out without its comments, and gives what stands in the last <> outside quotes, or SLICE_NONE.
 * A quote or a parenthesis that never closes is an ordinary character, and so then is every one behind it:
 * one look ahead is enough. */
static slice_t
take_apart (slice_t s, GString *out)
{
	slice_t inner = SLICE_NONE;
	bool quotes = true, comments = true;

	for (size_t i = 0; i < s.n;) {
		size_t end = 0;

		if (s.p[i] == '"' && quotes) {
			end = quoted_end (s, i);
			quotes = end != 0;
			if (end)
				g_string_append_len (out, s.p + i, (gssize) (end - i));
		} else if (s.p[i] == '(' && comments) {
			end = comment_end (s, i);
			comments = end != 0;
		} else if (s.p[i] == '<') {
			inner = slice_from (s, i + 1);
		} else if (s.p[i] == '>' && inner.p && slice_end (inner) == slice_end (s)) {
			inner = slice_between (inner.p, s.p + i);
		}
		if (!end) {
			g_string_append_c (out, s.p[i]);
			end = i + 1;
		}
		i = end;
	}
	return inner.p ? slice_trim (inner) : inner;
}

/* Takes off what may stand before the local part: a source route (RFC 5321, 4.1.1.3) or a protocol. */
static slice_t
bare (slice_t s)
{
	static const slice_t prefixes[] = { SLICE_LIT ("smtp:"), SLICE_LIT ("mailto:"), SLICE_LIT ("rfc822:"), SLICE_LIT ("rfc822;"),
					    SLICE_LIT ("esmtp:") };

	s = unwrap (s);
	if (s.n && s.p[0] == '@' && slice_index (s, ':', 0) < s.n)
		s = slice_from (s, slice_index (s, ':', 0) + 1);
	for (size_t i = 0; i < G_N_ELEMENTS (prefixes); i++) {
		if (slice_starts_nocase (s, prefixes[i]))
			return slice_trim_left (slice_from (s, prefixes[i].n));
	}
	return s;
}

/* The Internet address inside an X.400 one: "dda:SMTP=a@b;", "/RFC-822=a(a)b/" (RFC 2156, 4.3.2). */
static const char *
x400_inner (slice_t s, arena_t *arena)
{
	const slice_t keys[] = { SLICE_LIT ("SMTP="), SLICE_LIT ("RFC-822=") };

	for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
		size_t at = bnc_slice_find (s, keys[i], 0);
		GString *value;
		const char *copy;

		if (at == s.n || at == 0)
			continue;
		s = slice_from (s, at + keys[i].n);
		s.n = MIN (slice_index (s, ';', 0), slice_index (s, '/', 0));
		value = g_string_new_len (s.p, (gssize) s.n);
		g_string_replace (value, "(a)", "@", 1);
		g_strstrip (value->str);
		copy = bnc_address_is (slice_str (value->str)) ? bnc_arena_utf8 (arena, slice_str (value->str)) : NULL;
		g_string_free (value, TRUE);
		return copy;
	}
	return NULL;
}

/* "neko@#example.org": a slip of the pen, which the sender would look for as he wrote it. */
static bool
is_slip (slice_t s)
{
	size_t at = slice_index (s, '@', 0);

	return at + 2 < s.n && s.p[at + 1] == '#' && local_start (s, 0, at, true) == 0 && local_counts (slice (s.p, at)) &&
	       domain_end (s, at + 2, true, false) == s.n;
}

/* What a format may state in place of an address: the name of a local user, an X.400 address, a program. Any other thing with an @ is an
 * address that mail cannot be sent to, and MAILER-DAEMON is nobody. */
static bool
is_name (slice_t s)
{
	bool x400 = s.n && (s.p[0] == '/' || s.p[0] == '|' || slice_index (s, '=', 0) < s.n);

	return local_counts (s) && (x400 || slice_index (s, '@', 0) == s.n || is_slip (s)) && !slice_is (s, "mailer-daemon");
}

const char *
bnc_address_parse (slice_t s, bool lax, arena_t *arena)
{
	GString *out = NULL;
	slice_t inner, found, rest;
	const char *result;
	size_t from = 0;

	s = unwrap (s);
	if (slice_index (s, '"', 0) < s.n || slice_index (s, '(', 0) < s.n) {
		out = g_string_sized_new (s.n + 1);
		inner = take_apart (s, out);
	} else {
		inner = last_angles (s);
	}
	rest = bare (inner.p ? inner : out ? slice (out->str, out->len) : s);
	result = bnc_address_is (rest) ? bnc_arena_utf8 (arena, rest) : lax ? x400_inner (inner.p ? inner : s, arena) : NULL;
	if (!result) {
		found = bnc_address_scan (s, &from);
		if (found.p)
			result = bnc_arena_utf8 (arena, found);
		else if (lax && is_name (rest))
			result = bnc_arena_words (arena, rest);
	}
	if (out)
		g_string_free (out, TRUE);
	return result;
}

/* Where an item of a list ends: at a comma, or a semicolon, that is in no quotes, comment or route. *start moves
 * behind the name of a group. What never closes takes the whole rest with it. */
static size_t
item_end (slice_t s, size_t *start)
{
	bool route = false, literal = false;

	for (size_t i = 0; i < s.n; i++) {
		size_t end = i + 1;

		switch (s.p[i]) {
		case '\\':
			end = i + 2;
			break;
		case '"':
			end = quoted_end (s, i);
			break;
		case '(':
			end = comment_end (s, i);
			break;
		case '<':
			route = i + 1 < s.n && s.p[i + 1] == '@';
			break;
		case '>':
			route = false;
			break;
		case '[':
			literal = true;
			break;
		case ']':
			literal = false;
			break;
		case ':':
			if (!route && !literal)
				*start = i + 1;
			break;
		case ',':
		case ';':
			if (!route)
				return i;
			break;
		default:
			break;
		}
		if (!end || end >= s.n)
			break;
		i = end - 1;
	}
	return s.n;
}

bool
bnc_address_list_next (slice_t *rest, slice_t *each)
{
	while (rest->n) {
		size_t start = 0, end = item_end (*rest, &start);

		*each = slice_trim (slice (rest->p + start, end - start));
		*rest = slice_from (*rest, end + 1);
		if (each->n)
			return true;
	}
	return false;
}
