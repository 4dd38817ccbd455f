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

slice_t
bnc_client_next_word (slice_t *rest)
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

/* Exim 3: "192.0.2.1.13219". */
static slice_t
ip_before_port (slice_t word)
{
	size_t dots = 0, n = 0;

	while (n < word.n && (g_ascii_isdigit (word.p[n]) || (word.p[n] == '.' && ++dots < 4)))
		n++;
	for (size_t i = n + 1; i < word.n; i++) {
		if (!g_ascii_isdigit (word.p[i]))
			return SLICE_NONE;
	}
	return dots == 4 && n + 1 < word.n ? bnc_ip_parse (slice (word.p, n)) : SLICE_NONE;
}

/* An address with or without brackets, perhaps with a port behind: "[192.0.2.1]:25", "192.0.2.1:25". */
slice_t
bnc_client_ip (slice_t word)
{
	slice_t ip = bnc_ip_parse (word);
	size_t close;

	if (ip.p || word.n == 0)
		return ip;
	if (word.p[0] == '[' && word.n > 2 && word.p[1] == '[' && word.p[word.n - 1] == ']') /* OpenSMTPD: "[[2001:db8::1]]" */
		return bnc_client_ip (slice (word.p + 1, word.n - 2));
	ip = ip_before_port (word);
	if (ip.p)
		return ip;
	close = word.p[0] == '[' ? slice_index (word, ']', 0) + 1 : slice_index (word, ':', 0);
	return close < word.n && word.p[close] == ':' ? bnc_ip_parse (slice (word.p, close)) : SLICE_NONE;
}

static bool
is_no_name (slice_t s)
{
	return s.n == 0 || slice_is (s, "unknown") || slice_is (s, "unverified");
}

/* What servers write where they found no name, or none that leads back: a word of their own, or one in brackets. */
static bool
is_failed_lookup (slice_t s)
{
	static const char *const words[] = { "softdnserror", "softdnserr", "NXDOMAIN", "DNSERROR", "nodnsquery", "UnknownHost", "really" };

	for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
		if (slice_is (s, words[i]))
			return true;
	}
	return is_no_name (s) || s.p[0] == '<' || s.p[0] == '[' || bnc_ip_parse (s).p;
}

bool
bnc_client_is_localhost (slice_t name)
{
	return slice_is (name, "localhost") || slice_is (name, "localhost.localdomain");
}

/* "neko@mx.example.org" (sendmail, from the ident service) and Google's "mx.example.org.". */
slice_t
bnc_client_clean_name (slice_t name)
{
	size_t at = name.n;

	while (at > 0 && name.p[at - 1] != '@') /* the ident service may have said any */
		at--;
	name = slice_from (name, at);
	if (name.n > 1 && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

/* "helo=x", "HELO x" among the words of a comment; a port and an ident beside them tell nothing of use. */
void
bnc_client_read_helo (client_t *client, slice_t rest)
{
	while (rest.n) {
		slice_t word = bnc_client_next_word (&rest);

		if (client->helo.n)
			break;
		if (slice_starts (word, "helo=") || slice_starts (word, "ehlo="))
			client->helo = slice_from (word, 5);
		else if (slice_is (word, "HELO") || slice_is (word, "EHLO"))
			client->helo = bnc_client_next_word (&rest);
	}
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
		word = bnc_client_next_word (&rest);
		if (word.n && word.p[word.n - 1] == ',')
			word.n--;
		client->authenticated = true;
		client->account = word;
		bnc_client_read_helo (client, rest);
		return true;
	}
	if (take (&rest, SLICE_LIT ("AUTH:"))) { /* Courier: mechanism, user, then ", TLS: ..." */
		rest.n = slice_index (rest, ',', 0);
		bnc_client_next_word (&rest);
		client->authenticated = true;
		client->account = bnc_client_next_word (&rest);
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
bool
bnc_client_read_local (client_t *client, slice_t comment)
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
			client->user = bnc_client_next_word (&rest);
		return true;
	}
	rest = comment;
	if (!take (&rest, SLICE_LIT ("from ")) && !take (&rest, SLICE_LIT ("user=")))
		return false;
	client->user = bnc_client_next_word (&rest); /* sendmail: "(from www@localhost)" */
	client->user.n = slice_index (client->user, '@', 0);
	client->local = true;
	return true;
}

/* What a server adds behind the client: how the connection was protected, who logged in, the envelope. True: it was one of these. */
bool
bnc_client_read_remark (client_t *client, slice_t comment)
{
	static const char *const others[] = { "using ", "No client", "Client ", "TLS", "version=", "cipher=", "misconfigured sender", "no TLS",
					      "not verified", "verified", "encrypted ", "SSL", "sender ", "IDENT: ", "proxying for " };
	slice_t rest = comment;

	if (take (&rest, SLICE_LIT ("envelope-from")) || take (&rest, SLICE_LIT ("envelope-sender")) || take (&rest, SLICE_LIT ("envelope sender:"))) {
		client->envelope_from = bnc_client_next_word (&rest);
		if (client->envelope_from.n && client->envelope_from.p[client->envelope_from.n - 1] == ',')
			client->envelope_from.n--;
		if (!client->words) /* qmail-scanner: its own, where the line has no client */
			read_uid (client, rest, SLICE_LIT ("uid "));
		return true;
	}
	if (read_account (client, comment))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS (others); i++) {
		if (slice_starts (comment, others[i]))
			return true;
	}
	return false;
}

void
bnc_client_comment (client_t *client, slice_t comment)
{
	if (bnc_client_read_remark (client, comment) || (client->words && client->address.p))
		return;
	if (slice_starts (comment, "from ") && comment.p[comment.n - 1] == ']') { /* NAVGW: "(from helo [192.0.2.1]) by" */
		bnc_client_from (client, slice_from (comment, 5), false);
		return;
	}
	if (slice_starts (comment, "DragonFly Mail Agent"))
		client->local = true; /* takes no mail over the network */
	bnc_client_read_local (client, comment);
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
	slice_t first = client->first, first_ip = first.n ? bnc_client_ip (first) : SLICE_NONE;
	bool told = client->helo.n != 0; /* the form names HELO as such, so the first word is reverse DNS */

	if (!client->address.p && !client->nameless && (!client->commented || client->lone_name.n || client->helo.n))
		client->address = client->bracketed;
	client->first_is_server = is_internal (client, by);
	client->local = client->local || client->first_is_server;
	if (client->local && !client->address.p) {
		settle_local (client, by);
		if (!bnc_client_is_localhost (first) || client->pickup)
			return;
	}
	if (!client->has_inner && (!first.n || bnc_address_domain (first).p))
		return; /* AOL: "from neko@example.com by" */
	if (client->has_inner) {
		client->looked_up = is_failed_lookup (client->inner_name) ? SLICE_NONE : client->inner_name;
		client->name = is_no_name (client->inner_name) || bnc_ip_parse (client->inner_name).p ? SLICE_NONE : client->inner_name;
		client->helo = told ? client->helo : first;
	} else if (client->lone_name.n && !told) {
		bool exim2 = client->bracketed.p != NULL;

		client->name = exim2 ? first : client->lone_name;
		client->looked_up = client->exim ? first : SLICE_NONE;
		client->helo = exim2 ? client->lone_name : first;
	} else {
		client->name = is_no_name (first) || first_ip.p ? SLICE_NONE : bnc_client_clean_name (first);
		client->looked_up = client->exim ? client->name : SLICE_NONE;
		if (!told && (client->address.p || !first_ip.p) && !is_no_name (first))
			client->helo = first;
	}
	if (!client->address.p && !client->nameless)
		client->address = first_ip;
	if (!client->address.p)
		client->looked_up = SLICE_NONE; /* a local user's, not a client's */
}

slice_t
bnc_client_comment_name (slice_t comment, slice_t fallback)
{
	size_t bracket = slice_index (comment, '[', 0);
	slice_t name = slice_trim (slice (comment.p, bracket));

	return bracket < comment.n && bnc_host_is (name, false) ? name : fallback;
}
