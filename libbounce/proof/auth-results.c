/*
 * auth-results.c - what the bouncing server found when it checked the sender (RFC 8601)
 *
 * In: the boundary and the returned header.  Out: its verdicts on SPF and DKIM for domains of ours.  Anybody can write
 * such a field, so one counts only where it stands above the boundary hop, which nobody but the bouncer reached, and names
 * the host that wrote that hop.  Results for domains of others say nothing about us.  Strings are the arena's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/auth-results.h"

#include "mail/raw-field.h"

#define FIELDS_MOST 200 /* above the boundary */
#define WORDS_MOST 500

/* The value on one line, comments taken out (RFC 5322, 3.2.2). */
static char *
without_comments (slice_t value, arena_t *arena)
{
	char *out = bnc_arena_alloc (arena, value.n + 1);
	size_t n = 0, depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool escapes = c == '\\' && i + 1 < value.n && (quoted || depth);

		if (escapes)
			c = value.p[++i] == '"' ? '\'' : value.p[i];
		else if (c == '"' && !depth)
			quoted = !quoted;
		else if (c == '(' && !quoted)
			depth++;
		if (!depth)
			out[n++] = slice_is_blank_char (c) || c == '\0' ? ' ' : c;
		if (!escapes && c == ')' && !quoted && depth && --depth == 0)
			out[n++] = ' ';
	}
	return out;
}

/* Takes the next word off *rest; a ';' is a word of its own, and quotes hold one together. */
static bool
next_word (slice_t *rest, slice_t *word)
{
	size_t n = 0;
	bool quoted = false;

	*rest = slice_trim_left (*rest);
	if (!rest->n)
		return false;
	while (n < rest->n && (quoted || (rest->p[n] != ' ' && rest->p[n] != ';'))) {
		if (rest->p[n] == '"')
			quoted = !quoted;
		n++;
	}
	*word = slice (rest->p, MAX (n, 1));
	*rest = slice_from (*rest, word->n);
	return true;
}

/* What stands behind name= in the word; SLICE_NONE where it is another. */
static slice_t
property (slice_t word, const char *name)
{
	size_t n = strlen (name);
	slice_t value;

	if (!slice_starts (word, name) || word.n <= n || word.p[n] != '=')
		return SLICE_NONE;
	value = slice_from (word, n + 1);
	if (value.n >= 2 && value.p[0] == '"')
		value = slice (value.p + 1, value.n - 2);
	return value;
}

static bool
is_ours (const boundary_t *b, slice_t value)
{
	const char *text = bnc_arena_copy (b->owner.arena, value), *at = strrchr (text, '@');

	return bnc_owner_domain (&b->owner, at ? at + 1 : text);
}

static auth_t
result_of (slice_t word)
{
	if (slice_is (word, "pass"))
		return AUTH_PASS;
	if (slice_is (word, "fail") || slice_is (word, "hardfail") || slice_is (word, "softfail"))
		return AUTH_FAIL;
	return AUTH_NONE;
}

/* One result: "spf=fail reason=... smtp.mailfrom=owner.example", up to the next ';'. */
static void
read_result (const boundary_t *b, slice_t *rest, auth_results_t *results)
{
	auth_t spf = AUTH_NONE, dkim = AUTH_NONE;
	bool ours = false;
	slice_t word;

	while (next_word (rest, &word) && word.p[0] != ';') {
		slice_t value;

		if ((value = property (word, "spf")).p || (value = property (word, "spf/1")).p)
			spf = result_of (value);
		else if ((value = property (word, "dkim")).p || (value = property (word, "dkim/1")).p)
			dkim = result_of (value);
		else if (spf && ((value = property (word, "smtp.mailfrom")).p || (value = property (word, "smtp.mail")).p))
			ours = ours || is_ours (b, value);
		else if (dkim && ((value = property (word, "header.d")).p || (value = property (word, "header.i")).p))
			ours = ours || is_ours (b, value);
	}
	if (!ours)
		return;
	results->spf = results->spf ? results->spf : spf;
	/* One good signature is enough. */
	results->dkim = dkim == AUTH_PASS || !results->dkim ? (dkim ? dkim : results->dkim) : results->dkim;
}

static void
read_field (const boundary_t *b, slice_t value, auth_results_t *results)
{
	slice_t rest = slice_str (without_comments (value, b->owner.arena)), word;
	const char *writer;
	int words = 0;

	if (!next_word (&rest, &word) || word.p[0] == ';')
		return;
	writer = bnc_arena_utf8 (b->owner.arena, word);
	if (!bnc_orgs_same (b->owner.orgs, writer, b->hop->by) &&
	    (b->via || !bnc_orgs_same (b->owner.orgs, writer, b->bouncer)))
		return;
	results->writer = writer;
	while (rest.n && words++ < WORDS_MOST)
		read_result (b, &rest, results);
}

/* Directly below its own line the same server writes, and before it whoever sent the mail may have: a failure counts, which nobody gains by
 * writing, a success does not. */
static void
read_below (const boundary_t *b, slice_t head, newline_t newline, auth_results_t *results)
{
	raw_field_t field;

	for (int i = 0; i < FIELDS_MOST && bnc_raw_field_next (&head, newline, &field); i++) {
		auth_results_t said = { AUTH_NONE, AUTH_NONE, NULL };

		if (slice_starts (field.name, "received-spf") || slice_starts (field.name, "arc-") || slice_starts (field.name, "x-"))
			continue;
		if (!slice_is (field.name, "authentication-results"))
			return;
		read_field (b, field.value, &said);
		if (said.spf == AUTH_FAIL && !results->spf) {
			results->spf = AUTH_FAIL;
			results->writer = said.writer;
		}
		if (said.dkim == AUTH_FAIL && !results->dkim) {
			results->dkim = AUTH_FAIL;
			results->writer = said.writer;
		}
	}
}

auth_results_t
bnc_auth_results_read (const boundary_t *b, slice_t head)
{
	auth_results_t results = { AUTH_NONE, AUTH_NONE, NULL };
	newline_t newline = bnc_newline_of (head);
	int32_t received = 0, first = b->via ? b->via->index + 1 : 0;
	raw_field_t field;

	if (!b->hop || b->made_at_home)
		return results;
	for (int i = 0; i < FIELDS_MOST && bnc_raw_field_next (&head, newline, &field); i++) {
		if (slice_is (field.name, "received") && received++ == b->hop->index)
			break;
		if (received >= first && slice_is (field.name, "authentication-results"))
			read_field (b, field.value, &results);
	}
	read_below (b, head, newline, &results);
	return results;
}
