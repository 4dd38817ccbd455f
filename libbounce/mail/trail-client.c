/*
 * trail-client.c - who gave the mail, as the "from" clause and the comments of a Received field tell
 *
 * In: the words of the clause and the comments of the field, one after the other.  Out: slices of the
 * same bytes; nothing is allocated.  RFC 5321, 4.4 knows "from HELO (RDNS [IP])" alone.  Exim writes
 * "from RDNS ([IP] helo=HELO)", qmail "from RDNS (HELO x) (ident@IP)", Exchange "from HELO (IP)", and
 * authenticated users, local users and scripts stand in comments of everybody's own making.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/trail-client.h"

#include "mail/address.h"

#define UID_MAX 10 /* digits */

static slice_t
next_word (slice_t *rest)
{
	slice_t word;
	size_t n = 0;

	*rest = slice_trim_left (*rest);
	while (n < rest->n && !slice_is_blank_char (rest->p[n]))
		n++;
	word = slice (rest->p, n);
	*rest = slice_from (*rest, n);
	return word;
}

static bool
take (slice_t *s, slice_t prefix)
{
	if (!slice_starts_nocase (*s, prefix))
		return false;
	*s = slice_trim_left (slice_from (*s, prefix.n));
	return true;
}

/* An address with or without brackets, perhaps with a port behind: "[192.0.2.1]:25", "192.0.2.1:25". */
static slice_t
ip_of (slice_t word)
{
	slice_t ip = bnc_ip_parse (word);
	size_t close;

	if (ip.p || word.n == 0)
		return ip;
	close = word.p[0] == '[' ? slice_index (word, ']', 0) + 1 : slice_index (word, ':', 0);
	return close < word.n ? bnc_ip_parse (slice (word.p, close)) : SLICE_NONE;
}

static bool
is_no_name (slice_t s)
{
	return s.n == 0 || slice_is (s, "unknown") || slice_is (s, "unverified");
}

bool
bnc_client_is_localhost (slice_t name)
{
	return slice_is (name, "localhost") || slice_is (name, "localhost.localdomain");
}

void
bnc_client_word (client_t *client, slice_t word)
{
	slice_t ip = word.p[0] == '[' ? ip_of (word) : SLICE_NONE;

	if (client->words++ == 0)
		client->first = word;
	else if (ip.p && !client->bracketed.p)
		client->bracketed = ip;
	else if (client->words == 2 && slice_is (client->first, "mail") && slice_is (word, "pickup"))
		client->pickup = true;
}

/* "neko@mx.example.org" (sendmail, from the ident service) and Google's "mx.example.org.". */
static slice_t
clean_name (slice_t name)
{
	size_t at = slice_index (name, '@', 0);

	if (at < name.n)
		name = slice_from (name, at + 1);
	if (name.n > 1 && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

/* "helo=x", "HELO x" among the words of a comment; a port and an ident beside them tell nothing of use. */
static void
read_helo (client_t *client, slice_t rest)
{
	while (rest.n) {
		slice_t word = next_word (&rest);

		if (client->helo.n)
			break;
		if (slice_starts (word, "helo=") || slice_starts (word, "ehlo="))
			client->helo = slice_from (word, 5);
		else if (slice_is (word, "HELO") || slice_is (word, "EHLO"))
			client->helo = next_word (&rest);
	}
}

/* "(name [192.0.2.1])", "([192.0.2.1] helo=x)", "(localhost [local])": i is where the bracket opens. */
static void
read_bracket (client_t *client, slice_t comment, size_t i)
{
	size_t close = slice_index (comment, ']', i);
	slice_t inside = slice (comment.p + i + 1, close - i - 1), ip = ip_of (inside);
	slice_t before = slice_trim (slice (comment.p, i)), name = SLICE_NONE;

	if (slice_is (inside, "local"))
		client->local = true;
	else if (!ip.p)
		return;
	else if (!client->address.p)
		client->address = ip;
	while (before.n)
		name = next_word (&before);
	if (name.n && !client->has_inner) {
		client->has_inner = true;
		/* sendmail: the reverse name does not lead back to the address, so whoever has that could have chosen it. */
		client->inner_name = bnc_slice_find (comment, SLICE_LIT ("(may be forged)"), close) < comment.n ? SLICE_NONE : clean_name (name);
	}
	read_helo (client, slice_from (comment, close + 1));
}

/* "(192.0.2.1)", "(ident@192.0.2.1)", "(192.0.2.1 with plain)", "(helo=x)", "(mx.example.org)". */
static void
read_plain (client_t *client, slice_t comment)
{
	slice_t rest = comment, word = next_word (&rest), ip = ip_of (word), host = bnc_address_domain (word);

	if (!ip.p && host.p) {
		ip = ip_of (host);
		if (ip.p)
			client->ident = slice (word.p, word.n - host.n - 1);
	}
	if (ip.p) {
		if (!client->address.p)
			client->address = ip;
		if (slice_is (next_word (&rest), "with"))
			client->authenticated = true; /* Yahoo: "(192.0.2.1 with plain)" names the SASL mechanism */
		return;
	}
	read_helo (client, comment);
	if (!client->helo.n && !slice_trim (rest).n && (bnc_host_is (word, false) || bnc_client_is_localhost (word)))
		client->lone_name = word;
}

/* Comments that tell of a proven user. */
static bool
read_account (client_t *client, slice_t comment)
{
	static const slice_t before_user[] = {
		SLICE_LIT ("Authenticated sender:"), SLICE_LIT ("SquirrelMail authenticated user "), SLICE_LIT ("authenticated user:"),
		SLICE_LIT ("authenticated user "),   SLICE_LIT ("authenticated as "),                SLICE_LIT ("authenticated:"),
		SLICE_LIT ("smtp-auth username "),   SLICE_LIT ("account "),
	};
	slice_t rest = comment, word;

	if (!comment.n || !strchr ("aAsS", comment.p[0])) /* none of them begins so */
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS (before_user); i++) {
		if (!take (&rest, before_user[i]))
			continue;
		word = next_word (&rest);
		if (word.n && word.p[word.n - 1] == ',')
			word.n--;
		client->authenticated = true;
		client->account = word;
		read_helo (client, rest);
		return true;
	}
	if (take (&rest, SLICE_LIT ("AUTH:"))) { /* Courier: mechanism, user, then ", TLS: ..." */
		rest.n = slice_index (rest, ',', 0);
		next_word (&rest);
		client->authenticated = true;
		client->account = next_word (&rest);
		return true;
	}
	if (!take (&rest, SLICE_LIT ("authenticated")))
		return false;
	client->authenticated = true;
	return true;
}

/* "uid 48", "userid 48": behind key, wherever that stands in the comment. */
static bool
read_uid (client_t *client, slice_t comment, slice_t key)
{
	size_t at = bnc_slice_find (comment, key, 0);
	slice_t digits;

	if (at == comment.n || (at > 0 && !slice_is_blank_char (comment.p[at - 1])))
		return false;
	digits = slice (comment.p + at + key.n, 0);
	while (digits.n < UID_MAX && digits.p + digits.n < slice_end (comment) && g_ascii_isdigit (digits.p[digits.n]))
		digits.n++;
	if (!digits.n)
		return false;
	client->uid = digits;
	client->local = true;
	return true;
}

/* Comments that tell of a mail submitted on the host itself. */
static bool
read_local (client_t *client, slice_t comment)
{
	static const slice_t invoked = SLICE_LIT ("invoked ");
	slice_t rest;
	size_t at;

	if (bnc_slice_find (comment, SLICE_LIT ("id "), 0) < comment.n
	    && (read_uid (client, comment, SLICE_LIT ("userid ")) || read_uid (client, comment, SLICE_LIT ("uid "))))
		return true;
	at = bnc_slice_find (comment, invoked, 0);
	if (at < comment.n) { /* qmail, nullmailer, indimail */
		rest = slice_from (comment, at + invoked.n);
		client->from_network = slice_starts (rest, "from network");
		client->local = !client->from_network;
		if (take (&rest, SLICE_LIT ("by ")))
			client->user = next_word (&rest);
		return true;
	}
	rest = comment;
	if (!take (&rest, SLICE_LIT ("from ")) && !take (&rest, SLICE_LIT ("user=")))
		return false;
	client->user = next_word (&rest); /* sendmail: "(from www@localhost)" */
	client->user.n = slice_index (client->user, '@', 0);
	client->local = true;
	return true;
}

void
bnc_client_comment (client_t *client, slice_t comment, bool in_from)
{
	slice_t rest = comment;
	size_t bracket;

	if (take (&rest, SLICE_LIT ("envelope-from")) || take (&rest, SLICE_LIT ("envelope-sender")) || take (&rest, SLICE_LIT ("envelope sender:"))) {
		client->envelope_from = next_word (&rest);
		if (client->envelope_from.n && client->envelope_from.p[client->envelope_from.n - 1] == ',')
			client->envelope_from.n--;
		read_uid (client, rest, SLICE_LIT ("uid "));
		return;
	}
	if (read_account (client, comment) || (!in_from && client->words && client->address.p))
		return;
	if (slice_starts (comment, "DragonFly Mail Agent"))
		client->local = true; /* takes no mail over the network */
	if (read_local (client, comment) || !in_from)
		return;
	bracket = slice_index (comment, '[', 0);
	while (bracket > 0 && bracket < comment.n && comment.p[bracket - 1] == '=') /* "helo=[10.0.0.1]" */
		bracket = slice_index (comment, '[', bracket + 1);
	if (slice_starts (comment, "HELO ") || slice_starts (comment, "EHLO "))
		read_helo (client, comment);
	else if (bracket < comment.n)
		read_bracket (client, comment, bracket);
	else if (!slice_starts (comment, "using ") && !slice_starts (comment, "No client "))
		read_plain (client, comment);
}

/* The clause names no client: a user ("from www by mx with local"), a mailing list, or nobody. */
static void
settle_local (client_t *client, slice_t by)
{
	slice_t first = client->first;

	if (client->user.n || client->pickup || client->first_is_server || !first.n)
		return;
	if (!bnc_client_is_localhost (first) && !slice_equal_nocase (first, by) && !bnc_address_domain (first).p)
		client->user = first;
}

/* Servers hand mail to themselves: sendmail's own bounces, the channels of PMDF, programs on the host. */
static bool
is_internal (const client_t *client, slice_t by)
{
	const slice_t daemon = SLICE_LIT ("-daemon.");
	size_t at = bnc_slice_find (client->first, daemon, 0);

	if (client->address.p || client->bracketed.p)
		return false;
	if (client->pickup || (client->first.n && client->first.p[0] == '<'))
		return true;
	if (at < client->first.n)
		return slice_equal_nocase (slice_from (client->first, at + daemon.n), by);
	return bnc_client_is_localhost (client->first) && (!client->has_inner || bnc_client_is_localhost (client->inner_name));
}

void
bnc_client_settle (client_t *client, slice_t by)
{
	slice_t first = client->first, first_ip = first.n ? ip_of (first) : SLICE_NONE;
	bool told = client->helo.n != 0; /* the form names HELO as such, so the first word is reverse DNS */

	if (!client->address.p)
		client->address = client->bracketed;
	client->first_is_server = is_internal (client, by);
	client->local = client->local || client->first_is_server;
	if (client->local && !client->address.p) {
		settle_local (client, by);
		if (!bnc_client_is_localhost (first) || client->pickup)
			return;
	}
	if ((!first.n && !client->has_inner) || bnc_address_domain (first).p)
		return; /* AOL: "from neko@example.com by" */
	if (client->has_inner) {
		client->name = is_no_name (client->inner_name) || bnc_ip_parse (client->inner_name).p ? SLICE_NONE : client->inner_name;
		client->helo = told ? client->helo : first;
	} else if (client->lone_name.n && !told) {
		bool exim2 = client->bracketed.p != NULL;

		client->name = exim2 ? first : client->lone_name;
		client->helo = exim2 ? client->lone_name : first;
	} else {
		client->name = is_no_name (first) || first_ip.p ? SLICE_NONE : clean_name (first);
		if (!told && (client->address.p || !first_ip.p) && !is_no_name (first))
			client->helo = first;
	}
	if (!client->address.p)
		client->address = first_ip;
}

slice_t
bnc_client_comment_name (slice_t comment, slice_t fallback)
{
	size_t bracket = slice_index (comment, '[', 0);
	slice_t name = slice_trim (slice (comment.p, bracket));

	return bracket < comment.n && bnc_host_is (name, false) ? name : fallback;
}
