/*
 * search.c - what the phrases say of a text
 *
 * In: a reason set and a text.  Out: the best phrase of each sort, the command and the receiver the text names.
 * The search owns lists of its own, bnc_search_clear(); phrases belong to the set.
 *
 * RFC 5321, 4.2.1 (replies of several lines); RFC 2034, 4 (the status repeated on each line).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/lexicon.h"
#include "reason/search.h"

/* Of two phrases the longer one wins, and the one whose reason names a cause (the lower rank) before one that names an effect: two
 * characters outweigh one step of rank. The order is the tables', not the text's. */
static const phrase_t *
better (const phrase_t *a, const phrase_t *b)
{
	int worth_a, worth_b;

	if (!a || !b)
		return a ? a : b;
	worth_a = a->length - 2 * a->rank;
	worth_b = b->length - 2 * b->rank;
	return worth_a != worth_b ? (worth_a > worth_b ? a : b) : a->length >= b->length ? a : b;
}

static void
tell (search_t *search, const phrase_t *phrase)
{
	const phrase_t **best;

	switch (phrase->tells) {
	case TELLS_REASON:
		best = search->quote_to ? &search->gloss_strong : &search->strong;
		*best = better (*best, phrase);
		break;
	case TELLS_WEAKLY:
		best = search->quote_to ? &search->gloss_weak : &search->weak;
		*best = better (*best, phrase);
		break;
	case TELLS_COMMAND:
		search->command = (command_t) phrase->value;
		break;
	case TELLS_RECEIVER:
		search->receiver = phrase->value + 1;
		break;
	case TELLS_ROW:
		if (!search->rows)
			search->rows = g_array_new (FALSE, FALSE, sizeof (uint32_t));
		g_array_append_val (search->rows, phrase->value);
		break;
	case TELLS_QUOTE:
	case TELLS_WORD:
		break;
	}
}

/* Of the phrases of several literals, in their order: eight of which nothing was found are passed over at once. */
static void
tell_found (search_t *search)
{
	const GArray *slots = search->set->slots;
	uint64_t eight;

	for (guint slot = 0; slot < slots->len; slot++) {
		const phrase_t *phrase;
		uint8_t found = search->found[slot];

		memcpy (&eight, search->found + slot, sizeof eight);
		if (!eight)
			slot += sizeof eight - 1;
		if (!found)
			continue;
		phrase = &g_array_index (search->set->phrases, phrase_t, g_array_index (slots, uint32_t, slot));
		if ((found & phrase->required) == phrase->required && !(found & phrase->forbidden))
			tell (search, phrase);
	}
}

/* The gloss so far is kept for want of better. Only the outermost reply counts: what it quotes itself is a part of it. */
static void
begin_quote (search_t *search, size_t from)
{
	search->quote_from = from;
	if (search->found)
		tell_found (search);
	g_clear_pointer (&search->found, g_free);
	search->gloss_strong = better (search->gloss_strong, search->strong);
	search->gloss_weak = better (search->gloss_weak, search->weak);
	search->strong = search->weak = NULL;
	search->words.count = 0;
}

/* A word, or a quote's begin or end: where it stands counts. */
static void
place (search_t *search, const phrase_t *phrase, size_t start, size_t end)
{
	if (phrase->tells == TELLS_WORD && !search->phrases_only && !search->quote_to)
		bnc_words_add (&search->words, slice_from (search->text, search->quote_from), phrase, start - search->quote_from, end - search->quote_from);
	if (phrase->tells != TELLS_QUOTE || search->quote_to)
		return;
	if (phrase->value == QUOTE_END)
		search->quote_to = start;
	else if (!search->quote_from || phrase->value == QUOTE_INNER)
		begin_quote (search, end);
}

static bool
on_hit (uint32_t id, size_t end, void *user)
{
	search_t *search = user;
	const literal_t *literal = &g_array_index (search->set->literals, literal_t, id);
	const phrase_t *phrase = &g_array_index (search->set->phrases, phrase_t, literal->phrase);
	size_t start = end - literal->length;

	if (!bnc_literal_stands (literal, search->text, end))
		return true;
	if (phrase->tells == TELLS_WORD || phrase->tells == TELLS_QUOTE) {
		place (search, phrase, start, end);
		return true;
	}
	if (!phrase->slot) {
		tell (search, phrase);
		return true;
	}
	if (!search->found)
		search->found = g_malloc0 (search->set->slots->len + sizeof (uint64_t));
	search->found[phrase->slot] |= literal->bit;
	return true;
}

/* The words of the reply, English ones first: of another language they are looked for where those do not decide. */
static void
read_words (search_t *search, size_t to)
{
	size_t from = MIN (search->quote_from, to);
	slice_t reply = slice (search->text.p + from, to - from);

	search->grammar = bnc_grammar_read (search->set, reply, &search->words);
	if (!bnc_lexicon_is_wanted (reply, &search->words, search->strong || search->grammar.strong))
		return;
	bnc_lexicon_find (search->set, reply, &search->words);
	search->grammar = bnc_grammar_read (search->set, reply, &search->words);
}

static void
run (search_t *search, const reason_set_t *set, slice_t text, bool phrases_only)
{
	memset (search, 0, offsetof (search_t, words));
	search->words.count = 0;
	search->set = set;
	search->text = text;
	search->phrases_only = phrases_only;
	bnc_scanner_run (set->scanner, text, on_hit, search);
	if (search->found)
		tell_found (search);
	if (!phrases_only)
		read_words (search, search->quote_to ? search->quote_to : text.n);
	if (search->gloss_strong && ((!search->strong && !search->grammar.strong) || search->gloss_strong->certain))
		search->strong = search->gloss_strong;
	if (!search->weak)
		search->weak = search->gloss_weak;
	g_free (search->found);
	search->found = NULL;
	search->text = SLICE_NONE;
}

void
bnc_search_run (search_t *search, const reason_set_t *set, slice_t text)
{
	run (search, set, text, false);
}

void
bnc_search_phrases (search_t *search, const reason_set_t *set, slice_t text)
{
	run (search, set, text, true);
}

void
bnc_search_clear (search_t *search)
{
	if (search->rows)
		g_array_free (search->rows, TRUE);
	search->rows = NULL;
}

/* What the lines of a reply repeat. */
typedef struct {
	slice_t code, status;
	bool after_code; /* the word before was the code alone */
} repeated_t;

static bool
is_code (slice_t word)
{
	return word.n >= 3 && (word.p[0] == '4' || word.p[0] == '5') && word.p[1] >= '0' && word.p[1] <= '5'
		&& g_ascii_isdigit (word.p[2]);
}

/* The word without what it merely repeats; SLICE_NONE where that is all of it. */
static slice_t
without_repeats (slice_t word, repeated_t *repeated)
{
	bool after_code = repeated->after_code;

	repeated->after_code = false;
	if (is_code (word) && word.n > 3 && word.p[3] == '-') {
		slice_t rest = slice_from (word, 4);

		repeated->code = slice (word.p, 3);
		if (rest.n && bnc_status_find (rest).n == rest.n) {
			repeated->status = rest;
			return SLICE_NONE;
		}
		return rest.n ? rest : SLICE_NONE;
	}
	if (repeated->code.n && slice_equal (word, repeated->code)) {
		repeated->after_code = true;
		return SLICE_NONE;
	}
	if (repeated->status.n && (after_code || repeated->code.n) && slice_equal (word, repeated->status))
		return SLICE_NONE;
	return word;
}

static bool
is_in_address (char c)
{
	switch (c) {
	case '\0': case '<': case '>': case '(': case ')': case '[': case ']': case '{': case '}': case '"': case '\'': case ',': case ';':
	case ':':
		return false;
	default:
		return !slice_is_blank_char (c);
	}
}

/* A person's address may hold any words: all of them read "@". Returns the end of what was written. */
static char *
put_masked (char *to, slice_t word)
{
	for (size_t i = 0; i < word.n;) {
		size_t end = i, mark;

		while (end < word.n && is_in_address (word.p[end]))
			end++;
		mark = slice_index (slice (word.p, end), '@', i);
		if (mark < end && end - i > 1 && !(end - i > 8 && bnc_slice_find (slice (word.p + i, end - i), SLICE_LIT ("//"), 0) < end - i))
			*to++ = '@';
		else
			to = (char *) memcpy (to, word.p + i, end - i) + (end - i);
		if (end < word.n)
			*to++ = word.p[end];
		i = end + 1;
	}
	return to;
}

static char *
put_space (char *to, const GString *out)
{
	if (to > out->str)
		*to++ = ' ';
	return to;
}

static char *
put_run (char *to, slice_t run, const GString *out)
{
	if (!run.n)
		return to;
	to = put_space (to, out);
	return (char *) memcpy (to, run.p, run.n) + run.n;
}

/* Is it plain, with no code that the lines of a reply may repeat ("550-")? Then it goes as it stands but for the addresses. */
static bool
is_single (slice_t text)
{
	for (size_t dash = slice_index (text, '-', 3); dash < text.n; dash = slice_index (text, '-', dash + 1)) {
		if (is_code (slice (text.p + dash - 3, 3)))
			return false;
	}
	return bnc_slice_plain (text) == text.n;
}

/* Writes it with its addresses masked. Returns the end of what was written. */
static char *
put_single (char *to, slice_t text)
{
	size_t done = 0;

	for (size_t mark = slice_index (text, '@', 0); mark < text.n; mark = slice_index (text, '@', done)) {
		size_t start = mark, end = slice_index (text, ' ', mark);

		while (start > done && text.p[start - 1] != ' ')
			start--;
		to = (char *) memcpy (to, text.p + done, start - done) + (start - done);
		to = put_masked (to, slice (text.p + start, end - start));
		done = end;
	}
	return (char *) memcpy (to, text.p + done, text.n - done) + (text.n - done);
}

GString *
bnc_search_clean (slice_t text)
{
	GString *out = g_string_sized_new (text.n + 1); /* nothing becomes longer */
	repeated_t repeated = { SLICE_NONE, SLICE_NONE, false };
	size_t mark = slice_index (text, '@', 0); /* the next one: few words have any */
	slice_t run = SLICE_NONE;                 /* words that go as they stand, with the spaces between them */
	char *to = out->str;

	text = slice_trim (text);
	if (text.n && is_single (text)) {
		to = put_single (to, text);
		text.n = 0;
	}
	for (size_t i = 0, end; i < text.n; i = end) {
		slice_t word;

		end = i + 1;
		if (slice_is_blank_char (text.p[i]))
			continue;
		while (end < text.n && !slice_is_blank_char (text.p[end]))
			end++;
		word = without_repeats (slice (text.p + i, end - i), &repeated);
		if (!word.n)
			continue;
		if (mark < i)
			mark = slice_index (text, '@', i);
		if (run.p && mark >= end && word.p == slice_end (run) + 1 && word.p[-1] == ' ') {
			run = slice_between (run.p, slice_end (word));
			continue;
		}
		to = put_run (to, run, out);
		run = mark < end ? SLICE_NONE : word;
		if (mark < end)
			to = put_masked (put_space (to, out), word);
	}
	to = put_run (to, run, out);
	g_string_set_size (out, (gsize) (to - out->str));
	return out;
}
