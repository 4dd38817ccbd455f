/*
 * trail-from.c - who gave the mail: what stands between "from" and the server's own "by" of a Received field
 *
 * In: those words and comments.  Out: slices of the same bytes in client_t; nothing is allocated.  Of what stands there only the socket's
 * address, and the name that the server looked up, are the server's: HELO, ident answers and whatever else the client says may hold any
 * address, name and parenthesis.  So comments are looked for from behind, and each writer's own place is read and no other: Exim, ZMailer
 * have the address before all that the client said, most others behind it.  RFC 5321, 4.4.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"
#include "mail/trail-client.h"

static void
read_name_word (client_t *client, slice_t word)
{
	slice_t ip = word.p[0] == '[' ? bnc_client_ip (word) : SLICE_NONE;

	if (client->words++ == 0)
		client->first = word;
	else if (ip.p)
		client->bracketed = ip; /* the last: what the client said stands before it */
	else if (client->words == 2 && slice_is (client->first, "mail") && slice_is (word, "pickup"))
		client->pickup = true;
}

/* "[192.0.2.1]", "[[2001:db8::1]]" (OpenSMTPD): where the bracket at i closes. */
static size_t
bracket_end (slice_t s, size_t i)
{
	size_t close = slice_index (s, ']', i);

	return close + 1 < s.n && s.p[close + 1] == ']' && i + 1 < s.n && s.p[i + 1] == '[' ? close + 1 : close;
}

/* What stands behind the first address of Exim's and ZMailer's comments: the client's own words, marked as such. */
static bool
is_marked (slice_t rest)
{
	static const char *const marks[] = { "helo", "ehlo", "ident", "port", "verified", "(may be forged)", "\"" };

	if (rest.n && rest.p[0] == ':') { /* a port */
		do
			rest = slice_from (rest, 1);
		while (rest.n && g_ascii_isdigit (rest.p[0]));
	}
	if (rest.n && !slice_is_blank_char (rest.p[0]))
		return false;
	rest = slice_trim_left (rest);
	for (size_t i = 0; i < G_N_ELEMENTS (marks); i++) {
		if (slice_starts (rest, marks[i]))
			return true;
	}
	return rest.n == 0;
}

/* Where the writing server puts the address: a comment that begins with one and goes on with the client's own words has it first, all
 * others last, behind the names. Offset of the bracket; comment.n where there is none. */
static size_t
bracket_of (slice_t comment, bool first)
{
	size_t last = comment.n, blank = 0;

	if (!comment.n)
		return 0;
	/* smap: "(192.0.2.1, HELO x)" */
	while (blank < comment.n && !slice_is_blank_char (comment.p[blank]) && comment.p[blank] != ',')
		blank++;
	if (blank < comment.n && bnc_client_ip (slice (comment.p, blank)).p)
		return comment.n;
	if (comment.p[0] == '[' && (first || is_marked (slice_from (comment, bracket_end (comment, 0) + 1))))
		return 0;
	for (size_t i = slice_index (comment, '[', 0); i < comment.n; i = slice_index (comment, '[', bracket_end (comment, i) + 1)) {
		last = i;
		if (first)
			break;
	}
	return last;
}

/* "(name [192.0.2.1])", "([192.0.2.1] helo=x)", "(localhost [local])": i is where the bracket opens. */
static void
read_bracket (client_t *client, slice_t comment, size_t i)
{
	size_t close = bracket_end (comment, i);
	slice_t inside = slice_between (comment.p + i + 1, comment.p + MIN (close, comment.n)), ip = bnc_client_ip (inside);
	slice_t before = slice_trim (slice (comment.p, i)), name = SLICE_NONE;

	if (slice_is (inside, "local"))
		client->local = true;
	else if (slice_is (inside, "unknown"))
		client->nameless = true; /* Postfix: the connection had gone before it was asked for */
	else if (!ip.p)
		return;
	else
		client->address = ip;
	while (before.n)
		name = bnc_client_next_word (&before);
	if (name.n && name.p[name.n - 1] == '@') { /* qmail-ldap: "(ident@[192.0.2.1])" */
		client->ident = slice (name.p, name.n - 1);
		name = SLICE_NONE;
	}
	if (name.n && !client->has_inner) {
		client->has_inner = true;
		/* sendmail: the reverse name does not lead back to the address, so whoever has that could have chosen it. */
		client->inner_name = bnc_slice_find (comment, SLICE_LIT ("(may be forged)"), MIN (close, comment.n)) < comment.n ? SLICE_NONE
			: bnc_client_clean_name (name);
	}
	if (close < comment.n)
		bnc_client_read_helo (client, slice_from (comment, close + 1));
}

/* "(192.0.2.1)", "(ident@192.0.2.1)", "(192.0.2.1 with plain)", "(helo=x)", "(mx.example.org)". */
static void
read_plain (client_t *client, slice_t comment)
{
	slice_t rest = comment, word = bnc_client_next_word (&rest), ip, host;
	size_t at;

	if (word.n && word.p[word.n - 1] == ',')
		word.n--;
	ip = bnc_client_ip (word);
	at = word.n;

	/* Whatever the client's ident service said, the address is behind the last @. */
	while (at > 0 && word.p[at - 1] != '@')
		at--;
	if (at > 0) {
		host = slice_from (word, at);
		ip = bnc_client_ip (host);
		if (ip.p)
			client->ident = slice (word.p, at - 1);
	}
	if (ip.p) {
		client->address = ip;
		if (slice_is (bnc_client_next_word (&rest), "with"))
			client->authenticated = true; /* Yahoo: "(192.0.2.1 with plain)" names the SASL mechanism */
		return;
	}
	bnc_client_read_helo (client, comment);
	if (!client->helo.n && !slice_trim (rest).n && (bnc_host_is (word, false) || bnc_client_is_localhost (word)))
		client->lone_name = word;
}

/* The comment at the end of s, without its parentheses, found from behind: what stands before it may hold any. SLICE_NONE: s ends with none. */
static slice_t
last_comment (slice_t s)
{
	size_t depth = 0;

	if (!s.n || s.p[s.n - 1] != ')')
		return SLICE_NONE;
	for (size_t i = s.n; i-- > 0;) {
		if (i > 0 && s.p[i - 1] == '\\')
			continue; /* ZMailer escapes what the client said */
		if (s.p[i] == ')')
			depth++;
		else if (s.p[i] == '(' && --depth == 0)
			return slice (s.p + i + 1, s.n - i - 2);
	}
	return SLICE_NONE;
}

static slice_t
without (slice_t s, slice_t comment)
{
	return slice_trim_right (slice_between (s.p, comment.p - 1));
}

static bool
is_helo_comment (slice_t comment)
{
	return slice_starts (comment, "HELO ") || slice_starts (comment, "EHLO ") || slice_starts (comment, "helo=") ||
	       slice_starts (comment, "ehlo=");
}

/* The comment that names the client. */
static void
read_client_comment (client_t *client, slice_t comment, bool first)
{
	size_t bracket = bracket_of (comment, first);

	if (bnc_client_read_local (client, comment))
		return;
	if (is_helo_comment (comment) || slice_starts (comment, "port="))
		bnc_client_read_helo (client, comment);
	else if (bracket < comment.n)
		read_bracket (client, comment, bracket);
	else
		read_plain (client, comment);
}

/* Words and comments before the one that names the client: its name, or what it said. An address in them is its own word, but for one
 * in brackets behind a name (IMail, Exim 3), where no comment names another. */
static void
read_names (client_t *client, slice_t names)
{
	size_t end = 0;

	for (size_t i = 0; i < names.n; i = end) {
		slice_t item;

		end = i + 1;
		if (slice_is_blank_char (names.p[i]))
			continue;
		while (end < names.n && (names.p[i] == '(' ? names.p[end - 1] != ')' : !slice_is_blank_char (names.p[end]) && names.p[end] != '('))
			end++;
		item = slice_between (names.p + i, names.p + end);
		if (item.p[0] != '(') {
			read_name_word (client, item);
			continue;
		}
		item = slice_trim (slice (item.p + 1, item.n - 1 - (item.n > 1 && item.p[item.n - 1] == ')')));
		if (is_helo_comment (item))
			bnc_client_read_helo (client, item);
		else if (!client->lone_name.n && (bnc_host_is (item, false) || bnc_client_is_localhost (item)))
			client->lone_name = item;
	}
}

/* How many addresses stand in s, as far as two. */
static size_t
count_addresses (slice_t s, slice_t *found)
{
	size_t count = 0;

	for (size_t i = 0, end; i < s.n && count < 2; i = end) {
		slice_t ip;

		for (end = i; end < s.n && (g_ascii_isxdigit (s.p[end]) || s.p[end] == '.' || s.p[end] == ':'); end++)
			;
		ip = end > i + 6 ? bnc_ip_parse (slice_between (s.p + i, s.p + end)) : SLICE_NONE;
		if (ip.p) {
			*found = ip;
			count++;
		}
		end += end == i;
	}
	return count;
}

static bool
starts_with_ip (slice_t s)
{
	slice_t rest = s;

	return bnc_client_ip (bnc_client_next_word (&rest)).p != NULL;
}

/* "name ([192.0.2.1] helo=x" */
static bool
has_first_place (slice_t s)
{
	size_t open = bnc_slice_find (s, SLICE_LIT ("(["), 0);

	return open < s.n && bnc_slice_find (s, SLICE_LIT (" helo="), open) < s.n;
}

/* An address without brackets at the end may be the end of what the client said, where the form has put its own before: "from [192.0.2.1] (HELO
 * x) (192.0.2.9)", "from name ([192.0.2.1] helo=x) (192.0.2.9)"; and so may a comment with nothing in it. */
static bool
is_overruled (slice_t names, slice_t comment)
{
	if (comment.n && (!bnc_client_ip (comment).p || comment.p[0] == '[' || slice_starts (names, "127.0.0.1 "))) /* Yahoo's own, once */
		return false;
	if (starts_with_ip (names) && (bnc_slice_find (names, SLICE_LIT ("(HELO "), 0) < names.n || bnc_slice_find (names, SLICE_LIT ("(EHLO "), 0) < names.n))
		return true;
	return has_first_place (names);
}

/* Exim's own place: the first address of all, for what the client said follows it (helo=, ident=). */
static void
read_exim (client_t *client, slice_t from)
{
	size_t bracket = slice_index (from, '[', 0), close = bracket_end (from, bracket), said = bnc_slice_find (from, SLICE_LIT ("helo="), 0);
	bool own = bracket < said && (bracket == 0 || from.p[bracket - 1] != '"');
	slice_t ip = !own ? SLICE_NONE : bracket < from.n && close < from.n ? bnc_client_ip (slice_between (from.p + bracket + 1, from.p + close)) : SLICE_NONE;
	slice_t names = slice_trim (slice (from.p, bracket)), rest;

	if (!ip.p) {
		client->nameless = true;
		read_names (client, slice (from.p, MIN (said, bracket)));
		return;
	}
	if (names.n && names.p[names.n - 1] == '(')
		names = slice_trim_right (slice (names.p, names.n - 1));
	read_names (client, names);
	if (!names.n)
		read_name_word (client, slice_between (from.p + bracket, from.p + close + 1));
	client->address = ip;
	if (bracket > 0 && from.p[bracket - 1] != '(')
		client->bracketed = ip; /* Exim 2 and 3: "rdns (helo) [192.0.2.1]" */
	rest = slice_from (from, close + 1);
	for (size_t i = 0; i < rest.n && !client->helo.n; i++) {
		if (slice_starts (slice_from (rest, i), "helo="))
			bnc_client_read_helo (client, slice (rest.p + i, MIN (slice_index (rest, ')', i), rest.n) - i));
	}
}

static void
read_overruling (client_t *client, slice_t names)
{
	slice_t rest = names;

	if (names.p[0] == '[' || !starts_with_ip (names)) {
		read_exim (client, names);
		return;
	}
	client->address = bnc_client_ip (bnc_client_next_word (&rest)); /* Yahoo */
	read_names (client, names);
}

/* Courier, behind the client: "(uid 500)". */
static bool
is_uid (client_t *client, slice_t comment)
{
	return slice_starts (comment, "uid ") && bnc_client_read_local (client, comment);
}

void
bnc_client_from (client_t *client, slice_t from, bool exim)
{
	slice_t comment, only = SLICE_NONE, names = slice_trim (from);

	while (names.n && names.p[names.n - 1] == ';') /* old OpenSMTPD */
		names = slice_trim_right (slice (names.p, names.n - 1));
	if (exim) {
		read_exim (client, names);
		return;
	}
	while ((comment = last_comment (names)).p && (bnc_client_read_remark (client, slice_trim (comment)) || is_uid (client, slice_trim (comment))))
		names = without (names, comment);
	if (!comment.p && names.n && names.p[names.n - 1] == ')' && has_first_place (names)) { /* what the client said closes more than it opens */
		read_exim (client, names);
		return;
	}
	if (comment.p && is_overruled (without (names, comment), slice_trim (comment))) {
		names = without (names, comment);
		read_overruling (client, names);
		return;
	}
	if (comment.p) {
		names = without (names, comment);
		client->commented = true;
		read_client_comment (client, slice_trim (comment), false);
	}
	read_names (client, names);
	if (!client->address.p && !client->bracketed.p && !client->nameless && !client->local && !client->helo.n && !starts_with_ip (names) &&
	    count_addresses (from, &only) == 1)
		client->address = only;
}
