/*
 * trail.c - Received fields as hops (RFC 5321, 4.4, and what each server makes of it)
 *
 * In: the values of Received fields, top first.  Out: hops whose strings are in the caller's arena,
 * which frees them.  A value is read as clauses ("from", "by", "via", "with", "id", "for", the date),
 * in any order; what the words and the comments of a "from" clause mean differs from server to server
 * and is settled in trail-client.c.  One pass; RFC 3848 and RFC 6531 name the authenticated protocols.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/trail.h"

#include "mail/address.h"
#include "mail/text.h"
#include "mail/trail-client.h"

#define TEXT_MOST 1000 /* bytes of a field that are kept as they stand */

typedef enum {
	CLAUSE_NONE,
	CLAUSE_FROM,
	CLAUSE_BY,
	CLAUSE_VIA,
	CLAUSE_WITH,
	CLAUSE_ID,
	CLAUSE_FOR,
	CLAUSE_ENVELOPE,
	CLAUSE_DATE
} clause_t;

typedef struct {
	struct bounce_hop *hop;
	arena_t *arena;
	client_t client;
	clause_t clause;
	size_t words;          /* of the clause, so far */
	slice_t by, with, via, date;
	bool semicolon;        /* a date may start at the next word */
	bool with_settled;
	bool broken;           /* an unclosed comment was met */
	bool any;
} reader_t;

/* Offset behind the comment that opens at s.p[i], with all that is nested in it. One that never closes shows that
 * parentheses tell nothing in this field, and from then on any ends at the next ')' or before the semicolon. */
static size_t
comment_end (slice_t s, size_t i, bool *broken)
{
	size_t depth = 0;

	for (size_t j = *broken ? s.n : i; j < s.n; j++) {
		if (g_ascii_isalnum (s.p[j]))
			continue;
		if (s.p[j] == '\\')
			j++;
		else if (s.p[j] == '(')
			depth++;
		else if (s.p[j] == ')' && --depth == 0)
			return j + 1;
	}
	*broken = true;
	while (i < s.n && s.p[i] != ')' && s.p[i] != ';')
		i++;
	return i < s.n && s.p[i] == ')' ? i + 1 : i;
}

static size_t
word_end (slice_t s, size_t i)
{
	/* What ends a word stands before the letters. */
	while (i < s.n && ((guchar) s.p[i] > ';' || (!slice_is_blank_char (s.p[i]) && s.p[i] != '(' && s.p[i] != ';')))
		i++;
	return i;
}

static clause_t
keyword (slice_t word)
{
	static const struct {
		slice_t word;
		clause_t clause;
	} keywords[] = { { SLICE_LIT ("from"), CLAUSE_FROM }, { SLICE_LIT ("by"), CLAUSE_BY }, { SLICE_LIT ("via"), CLAUSE_VIA },
			 { SLICE_LIT ("with"), CLAUSE_WITH }, { SLICE_LIT ("id"), CLAUSE_ID }, { SLICE_LIT ("for"), CLAUSE_FOR },
			 { SLICE_LIT ("envelope-from"), CLAUSE_ENVELOPE } };

	for (size_t i = 0; i < G_N_ELEMENTS (keywords) && (word.n <= 4 || word.n == 13); i++) {
		if (slice_equal_nocase (word, keywords[i].word))
			return keywords[i].clause;
	}
	return CLAUSE_NONE;
}

static bool
name_in (slice_t s, const char *three_letter_names)
{
	for (const char *p = three_letter_names; s.n >= 3 && *p; p += 3) {
		if (slice_bytes_equal_nocase (s.p, p, 3))
			return true;
	}
	return false;
}

/* Does a date start here ("Thu, 29 Apr 2010", "29 Apr 2010")? Some servers forget the semicolon before it. */
static bool
is_date (slice_t s)
{
	size_t digits = 0;

	/* Asked at every word, so the most are turned away by a look at where the name of a day must begin and end. */
	if (s.n < 4 || (!g_ascii_isdigit (s.p[0]) && (g_ascii_isalpha (s.p[3]) || !strchr ("MTWFSmtwfs", s.p[0]))))
		return false;
	if (name_in (s, "MonTueWedThuFriSatSun")) {
		s = slice_from (s, 3);
		if (s.n && s.p[0] == ',')
			s = slice_from (s, 1);
		s = slice_trim_left (s);
	}
	while (digits < s.n && g_ascii_isdigit (s.p[digits]))
		digits++;
	if (digits == 0 || digits > 2 || digits == s.n || (s.p[digits] != '-' && !slice_is_blank_char (s.p[digits])))
		return false;
	s = slice_trim_left (slice_from (s, digits + (s.p[digits] == '-')));
	return name_in (s, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

/* RFC 3848, RFC 6531, 4.3, and what Exim 3 wrote. */
static bool
is_authenticated (slice_t protocol)
{
	static const slice_t protocols[] = { SLICE_LIT ("ESMTPA"),     SLICE_LIT ("ESMTPSA"),   SLICE_LIT ("LMTPA"),
					     SLICE_LIT ("LMTPSA"),     SLICE_LIT ("UTF8SMTPA"), SLICE_LIT ("UTF8SMTPSA"),
					     SLICE_LIT ("UTF8LMTPA"),  SLICE_LIT ("UTF8LMTPSA"), SLICE_LIT ("SMTPA"),
					     SLICE_LIT ("SMTPSA"),     SLICE_LIT ("ASMTP") };

	for (size_t i = 0; i < G_N_ELEMENTS (protocols); i++) {
		if (slice_equal_nocase (protocol, protocols[i]))
			return true;
	}
	return false;
}

static slice_t
angle_off (slice_t s)
{
	if (s.n && s.p[0] == '<')
		s = slice_from (s, 1);
	if (s.n && s.p[s.n - 1] == '>')
		s.n--;
	return s;
}

static const char *
keep (const reader_t *reader, slice_t s)
{
	return s.n ? bnc_arena_utf8 (reader->arena, s) : NULL;
}

/* Words that belong to no clause's value: "auth=yes user=neko" (OpenSMTPD), "tls ...". */
static void
read_setting (reader_t *reader, slice_t word)
{
	if (slice_is (word, "auth=yes"))
		reader->client.authenticated = true;
	else if (slice_starts (word, "user=") && reader->client.authenticated)
		reader->client.account = slice_from (word, 5);
}

static void
read_word (reader_t *reader, slice_t word)
{
	struct bounce_hop *hop = reader->hop;
	size_t nth = reader->words++;

	switch (reader->clause) {
	case CLAUSE_FROM:
		break; /* bnc_client_from() */
	case CLAUSE_BY:
		if ((nth == 0 && !slice_is (word, "uid")) || (nth == 1 && slice_is (reader->by, "host")))
			reader->by = word;
		break;
	case CLAUSE_VIA:
		if (nth == 0)
			reader->via = word;
		break;
	case CLAUSE_WITH:
		/* "with Microsoft SMTP Server": words up to a comment or the next clause. */
		if (!reader->with_settled)
			reader->with = nth && reader->with.p ? slice_between (reader->with.p, slice_end (word)) : word;
		break;
	case CLAUSE_ID:
		if (nth == 0)
			hop->id = keep (reader, angle_off (word));
		else
			read_setting (reader, word);
		break;
	case CLAUSE_FOR:
		if (nth == 0)
			hop->rcpt = bnc_address_parse (word, false, reader->arena);
		break;
	case CLAUSE_ENVELOPE:
		if (nth == 0)
			reader->client.envelope_from = word;
		break;
	case CLAUSE_NONE:
	case CLAUSE_DATE:
		break;
	}
}

/* After a semicolon stands the date, or in old OpenSMTPD and sendmail 5 the next clause. */
static bool
read_date (reader_t *reader, slice_t rest, slice_t word)
{
	if (reader->clause == CLAUSE_DATE && !reader->semicolon) {
		reader->date = slice_between (reader->date.p, slice_end (word));
		return true;
	}
	if (!is_date (rest) && (!reader->semicolon || is_date (reader->date)))
		return false;
	reader->clause = CLAUSE_DATE;
	reader->semicolon = false;
	reader->date = word;
	return true;
}

static void
read_comment (reader_t *reader, slice_t comment)
{
	comment = slice_trim (comment);
	if (reader->clause == CLAUSE_WITH)
		reader->with_settled = reader->with.n != 0;
	if (slice_is (comment, "via HTTP") && !reader->with.p)
		reader->with = slice_from (comment, 4);
	else if (reader->clause == CLAUSE_BY && bnc_client_is_localhost (reader->by))
		reader->by = bnc_client_comment_name (comment, reader->by); /* amavisd: "by localhost (mx.example.org [127.0.0.1])" */
	else if (reader->clause == CLAUSE_BY && reader->words == 1)
		reader->hop->by_address = bnc_ip_text (bnc_ip_parse (comment), reader->arena); /* Exchange: "by mx.example.org (192.0.2.1)" */
	bnc_client_comment (&reader->client, comment);
}

static void
read_items (reader_t *reader, slice_t s)
{
	for (size_t i = 0, end; i < s.n; i = end) {
		slice_t item;
		clause_t clause;

		end = i + 1;
		if (slice_is_blank_char (s.p[i]))
			continue;
		if (s.p[i] == ';') {
			reader->semicolon = true;
			continue;
		}
		end = s.p[i] == '(' ? comment_end (s, i, &reader->broken) : word_end (s, i);
		item = slice_between (s.p + i, s.p + end);
		if (s.p[i] == '(') {
			read_comment (reader, slice (item.p + 1, item.n - 1 - (item.n > 1 && item.p[item.n - 1] == ')')));
			continue;
		}
		clause = keyword (item);
		if (clause != CLAUSE_NONE) {
			reader->any = true;
			reader->clause = clause;
			reader->words = 0;
			reader->semicolon = false;
			/* "with neko (4.8) nyaan with ESMTP": the later one counts where the first is no protocol. */
			if (clause == CLAUSE_WITH)
				reader->with_settled = false;
		} else if (!read_date (reader, slice_from (s, i), item)) {
			read_word (reader, item);
		}
	}
}

/* What the protocol tells: who proved himself, and whether there was a network at all. */
static void
settle_protocol (reader_t *reader)
{
	struct bounce_hop *hop = reader->hop;
	slice_t with = reader->with.n ? reader->with : reader->via;

	hop->with = bnc_arena_words (reader->arena, with);
	hop->authenticated = reader->client.authenticated || is_authenticated (with);
	hop->within = slice_starts (reader->with, "Microsoft SMTP Server") && slice_is (reader->via, "Mailbox");
	if (slice_is (with, "local") || slice_is (with, "BOUNCE") || slice_is (with, "RULES"))
		reader->client.local = true;
	if (slice_starts (with, "HTTP") && !reader->client.address.p && !reader->client.first.n)
		reader->client.local = true;
	if (hop->authenticated && !reader->client.account.n)
		reader->client.account = reader->client.ident;
}

static void
settle (reader_t *reader)
{
	struct bounce_hop *hop = reader->hop;
	client_t *client = &reader->client;
	slice_t ip = bnc_ip_parse (reader->by);

	settle_protocol (reader);
	bnc_client_settle (client, reader->by);
	hop->from = keep (reader, client->name);
	hop->helo = keep (reader, client->helo);
	hop->looked_up = keep (reader, client->looked_up);
	hop->client = bnc_ip_text (client->address, reader->arena);
	hop->by = keep (reader, ip.p ? ip : reader->by);
	hop->account = keep (reader, angle_off (client->account));
	hop->local_user = keep (reader, client->user);
	if (client->uid.n && !hop->local_user)
		hop->local_user = bnc_arena_printf (reader->arena, "uid %.*s", (int) client->uid.n, client->uid.p);
	hop->local = client->local;
	hop->is_pair = client->from_network;
	if (client->envelope_from.n)
		hop->envelope_from = bnc_address_parse (client->envelope_from, true, reader->arena);
	if (slice_is (client->envelope_from, "<>"))
		hop->envelope_from = "";
	if (reader->date.n)
		hop->date = bnc_date_parse (reader->date, reader->arena);
}

/* The word at i, from behind: offset of its first byte. */
static size_t
word_begin (slice_t s, size_t i)
{
	while (i > 0 && !slice_is_blank_char (s.p[i - 1]))
		i--;
	return i;
}

/* Where the server's own part begins: its "by", looked for from behind, since what stands before it may be the client's words, with any
 * number of "by" and parentheses in them. value.n where there is none. */
static size_t
find_by (slice_t value)
{
	static const bool tells[256] = { ['('] = true, [')'] = true, ['>'] = true, ['y'] = true, ['Y'] = true };
	size_t found = value.n, depth = 0;

	for (size_t i = value.n; i-- > 0;) {
		char c = value.p[i];

		if (!tells[(guchar) c])
			continue;
		if (i > 0 && value.p[i - 1] == '\\') {
			continue;
		} else if (c == ')') {
			depth++;
		} else if (c == '(') {
			depth -= depth > 0;
		} else if (c == '>' && depth == 0) {
			size_t open = i;

			while (open > 0 && value.p[open] != '<')
				open--;
			i = value.p[open] == '<' ? open : i;
		} else if (depth == 0 && (c == 'y' || c == 'Y') && i + 1 < value.n && slice_is_blank_char (value.p[i + 1])) {
			size_t begin = word_begin (value, i);

			if (i - begin != 1 || (value.p[begin] | 0x20) != 'b')
				continue;
			found = begin;
			/* qmail-scanner: "by mx.example.org by uid 502 with ..." */
			if (!slice_starts (slice_trim_left (slice_from (value, i + 1)), "uid "))
				return found;
		}
	}
	return found;
}

/* Is a word of a clause here, which is not the client's? */
static bool
begins_clause (slice_t s)
{
	clause_t clause = keyword (slice (s.p, word_end (s, 0)));

	return clause == CLAUSE_WITH || clause == CLAUSE_VIA || clause == CLAUSE_ID || clause == CLAUSE_FOR;
}

/* What some put between the client and their "by", and what Courier puts behind the address of what the client's ident service said. */
static slice_t
cut_from (slice_t from, slice_t tail)
{
	static const slice_t ident = SLICE_LIT (" (IDENT: "), postfix = SLICE_LIT ("(Postfix");
	size_t end = from.n;
	slice_t before;

	while (end > 0 && from.p[end - 1] != ')' && from.p[end - 1] != ']')
		end--;
	if (end > 0 && begins_clause (slice_trim_left (slice_from (from, end))))
		return slice (from.p, end);
	/* DragonFly Mail Agent: "from MAILER-DAEMON id 106 by ..." */
	end = word_begin (from, from.n);
	before = slice_trim_right (slice (from.p, end));
	end = word_begin (before, before.n);
	if (slice_is (slice_from (before, end), "id"))
		return slice_trim_right (slice (from.p, end));
	end = bnc_slice_find (from, ident, 0);
	return end > 0 && end < from.n && from.p[end - 1] == ')' && bnc_slice_find (tail, postfix, 0) == tail.n ? slice (from.p, end) : from;
}

/* Where the next clause begins that is not in a comment; for lines without a "by". */
static size_t
find_clause (slice_t s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')')
			depth -= depth > 0;
		else if (depth == 0 && (s.p[i] == ';' || (slice_is_blank_char (s.p[i]) && begins_clause (slice_from (s, i + 1)))))
			return i;
	}
	return s.n;
}

static bool
names_any (slice_t tail, const slice_t *writers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bnc_slice_find (tail, writers[i], 0) < tail.n)
			return true;
	}
	return false;
}

/* Does a comment begin so? There are few in a line, which are sooner looked at than all of its bytes. */
static bool
has_comment (slice_t s, slice_t opening)
{
	for (size_t i = slice_index (s, '(', 0); i < s.n; i = slice_index (s, '(', i + 1)) {
		if (slice_starts_nocase (slice_from (s, i), opening))
			return true;
	}
	return false;
}

/* These write what the client said, in brackets where it said so, and no address. */
static bool
writes_no_address (slice_t tail)
{
	return has_comment (tail, SLICE_LIT ("(Merak ")) || has_comment (tail, SLICE_LIT ("(SG)"));
}

/* These write the reverse name down without looking whether it leads back to the address: whoever has that could have chosen it. */
static bool
trusts_any_name (slice_t tail)
{
	static const slice_t comments[] = { SLICE_LIT ("(OpenSMTPD)"), SLICE_LIT ("(Haraka"), SLICE_LIT ("(Stalwart"), SLICE_LIT ("(envelope-sender <"),
					    SLICE_LIT ("(Microsoft Exchange Internet Mail Service") };
	static const slice_t server = SLICE_LIT ("hMailServer"), web = SLICE_LIT (" with HTTP");

	for (size_t i = 0; i < G_N_ELEMENTS (comments); i++) {
		if (has_comment (tail, comments[i]))
			return true;
	}
	return bnc_slice_find (tail, server, 0) < tail.n || bnc_slice_find (tail, web, 0) < tail.n;
}

/* These write the name that the client said, and no other. */
static bool
repeats_helo (slice_t tail)
{
	static const slice_t writers[] = { SLICE_LIT ("Microsoft SMTP"), SLICE_LIT ("Domino Release "), SLICE_LIT ("(IMail "), SLICE_LIT ("(SMTPD"),
					   SLICE_LIT ("with MailEnable "), SLICE_LIT ("(Merak "), SLICE_LIT ("(MDaemon") };

	return names_any (tail, writers, G_N_ELEMENTS (writers));
}

/* CommuniGate: "name ([192.0.2.1] verified)", where the name that the client said leads to its address. ZMailer: "name ([192.0.2.1]:25 "EHLO x"
 * rhost-flags-OK-OK-OK-OK)", where the name was looked up and all that can be asked of it was found. Nothing of the client's may stand before
 * the address, and nothing behind the last word. */
static slice_t
checked_name (slice_t from, slice_t tail)
{
	static const slice_t verified = SLICE_LIT ("] verified)"), flags = SLICE_LIT (" rhost-flags-OK-OK-OK-OK)"), communigate = SLICE_LIT ("(CommuniGate ");
	slice_t rest = from, name = bnc_client_next_word (&rest), end;

	rest = slice_trim_left (rest);
	if (rest.n < 2 || rest.p[0] != '(' || rest.p[1] != '[' || !bnc_host_is (name, false))
		return SLICE_NONE;
	end = slice_from (rest, slice_index (rest, ']', 0));
	if (bnc_slice_find (tail, communigate, 0) < tail.n ? slice_equal_nocase (end, verified)
		: end.n > flags.n && end.p[1] == ':' && slice_equal_nocase (slice_from (end, end.n - flags.n), flags))
		return name;
	return SLICE_NONE;
}

/* The part of the client, where the value begins with "from"; the rest is the server's. */
static slice_t
take_from (slice_t *value, bool *any)
{
	slice_t rest = slice_trim_left (*value), from;
	size_t by;

	if (!slice_starts_nocase (rest, SLICE_LIT ("from")) || rest.n < 5 || !slice_is_blank_char (rest.p[4]))
		return SLICE_NONE;
	*any = true;
	rest = slice_trim_left (slice_from (rest, 5));
	by = find_by (rest);
	if (by == rest.n)
		by = find_clause (rest);
	from = cut_from (slice_trim_right (slice (rest.p, by)), slice_from (rest, by));
	*value = slice_from (rest, from.n);
	return from;
}

/* Exim names itself in a comment, and writes its protocols as no other does that puts a "helo=" into the line. */
static bool
is_exim (slice_t from, slice_t tail)
{
	static const slice_t helo = SLICE_LIT ("helo="), lower = SLICE_LIT (" with esmtp");

	if (has_comment (tail, SLICE_LIT ("(Exim ")))
		return true;
	return from.n && from.p[0] == '[' && bnc_slice_find (from, helo, 0) < from.n &&
	       (bnc_slice_find (tail, lower, 0) < tail.n || bnc_slice_find (tail, SLICE_LIT (" with smtp"), 0) < tail.n);
}

bool
bnc_hop_parse (slice_t value, struct bounce_hop *hop, arena_t *arena)
{
	reader_t reader = { .hop = hop, .arena = arena };
	slice_t from = take_from (&value, &reader.any), checked;

	memset (hop, 0, sizeof (*hop));
	hop->date = WHEN_NONE;
	reader.client.nameless = writes_no_address (value);
	reader.client.exim = is_exim (from, value);
	if (from.n)
		bnc_client_from (&reader.client, from, reader.client.exim);
	read_items (&reader, value);
	settle (&reader);
	checked = checked_name (from, value);
	if (hop->client && checked.n)
		hop->looked_up = keep (&reader, checked);
	else if (hop->looked_up && trusts_any_name (value))
		hop->looked_up = NULL;
	hop->names_nobody = !hop->looked_up && (trusts_any_name (value) || repeats_helo (value));
	return reader.any || hop->local || hop->is_pair || hop->date.seconds != BOUNCE_NO_TIME;
}

/* Puts qmail's upper line, which knows only when, and its lower one, which knows whence, together. */
static void
join_pair (struct bounce_hop *upper, const struct bounce_hop *lower, arena_t *arena)
{
	struct bounce_hop joined = *lower;

	joined.index = upper->index;
	joined.text = bnc_arena_concat (arena, upper->text, "\n", lower->text, NULL);
	joined.is_pair = true;
	joined.names_nobody = !joined.looked_up; /* any reverse name will do for qmail */
	if (joined.date.seconds == BOUNCE_NO_TIME)
		joined.date = upper->date;
	*upper = joined;
}

size_t
bnc_trail_parse (const field_t *fields, size_t count, size_t limit, struct bounce_hop **hops, bool *over, arena_t *arena)
{
	struct bounce_hop *all = NULL, hop;
	size_t n = 0, room = 0, index = 0;
	bool open = false; /* the last hop is the upper line of a pair */

	*over = false;
	for (size_t i = 0; i < count; i++) {
		if (!slice_is (fields[i].name, "Received"))
			continue;
		if (index == limit) {
			*over = true;
			break;
		}
		hop.index = 0;
		if (bnc_hop_parse (fields[i].value, &hop, arena)) {
			hop.index = (int32_t) index;
			hop.text = bnc_arena_words (arena, slice (fields[i].value.p, MIN (fields[i].value.n, TEXT_MOST)));
			if (open && !hop.is_pair && !hop.local && (hop.by || hop.client)) {
				join_pair (&all[n - 1], &hop, arena);
				open = false;
			} else {
				if (open)
					all[n - 1].is_pair = false;
				open = hop.is_pair;
				all = bnc_arena_grow (arena, all, n, &room, sizeof (*all));
				all[n++] = hop;
			}
		} else if (open) {
			all[n - 1].is_pair = open = false;
		}
		index++;
	}
	if (open)
		all[n - 1].is_pair = false;
	*hops = all;
	return n;
}
