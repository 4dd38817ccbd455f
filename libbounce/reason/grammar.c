/*
 * grammar.c - the reason that the words of a refusal make together
 *
 * In: a text and the words of the grammar found in it.  Out: the most specific shape whose classes stand together, if any.
 *
 * A refusal says an act (refused, unknown, full) of an object (recipient, client, content), perhaps with a negation.  Which words
 * say them is data by language (*.words), which of them make a reason is data as well (shapes.tsv).  Words belong together in a
 * clause, less so in a sentence: order is left open, since languages differ in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/grammar.h"

/* What it costs a shape to be spread over two clauses, over a sentence, over all of the text. */
#define SPREAD_PAIR 2
#define SPREAD_SENTENCE 5
#define SPREAD_TEXT 9

#define CLAUSES_MAX 32
#define STRONG_LEAST 6 /* what is worth less speaks weakly */

typedef struct {
	uint64_t mask;
	bool begins_sentence;
} clause_t;

static bool
is_name_char (char c)
{
	return g_ascii_isalnum (c) || (unsigned char) c >= 0x80;
}

bool
bnc_literal_stands (const literal_t *literal, slice_t text, size_t end)
{
	size_t start = end - literal->length;

	if (literal->starts_word && start > 0 && is_name_char (text.p[start - 1]))
		return false;
	return !literal->ends_word || end == text.n || !is_name_char (text.p[end]);
}

/* Is it a piece of a name, such as "mail" of "mail.example.org" or "spam" of "/help?spam=1"? */
static bool
is_in_name (slice_t text, size_t start, size_t end)
{
	char before = start ? text.p[start - 1] : ' ', after = end < text.n ? text.p[end] : ' ';

	if ((before == '.' || before == '_' || before == '=' || before == '/') && start > 1 && is_name_char (text.p[start - 2]))
		return true;
	return (after == '.' || after == '_' || after == '=') && end + 1 < text.n && g_ascii_isalnum (text.p[end + 1]);
}

void
bnc_words_add (words_t *words, slice_t text, const phrase_t *phrase, size_t start, size_t end)
{
	if (words->count == WORDS_MAX || end > UINT32_MAX || is_in_name (text, start, end))
		return;
	words->words[words->count++] = (word_t) { (uint32_t) start, (uint32_t) end, (uint8_t) phrase->value, (uint8_t) phrase->language };
}

/* The language that the most of the text's letters are words of: few texts are in two, and the words of another are mere
 * likenesses. */
static uint8_t
language_of (const words_t *words)
{
	uint32_t letters[LANGUAGES_MAX] = { 0 };
	uint8_t best = 0;

	for (size_t i = 0; i < words->count; i++)
		letters[words->words[i].language] += words->words[i].end - words->words[i].start;
	for (uint8_t i = 1; i < LANGUAGES_MAX; i++) {
		if (letters[i] > letters[best])
			best = i;
	}
	return best;
}

static bool
is_spoken (const word_t *word, uint8_t language)
{
	return word->language == 0 || word->language == language;
}

/* A word within a longer one says nothing of its own: the "mail" of "mailing list", the "address" of "ip address". */
static bool
is_within_another (const words_t *words, size_t index, uint8_t language)
{
	const word_t *word = &words->words[index];
	size_t first = index;

	/* They stand in the order of their ends: none before ends as late, none far behind begins as early. */
	while (first > 0 && words->words[first - 1].end == word->end)
		first--;
	for (size_t i = first; i < words->count && words->words[i].end <= word->start + WORD_BYTES_MAX; i++) {
		const word_t *other = &words->words[i];

		if (is_spoken (other, language) && other->start <= word->start && other->end >= word->end && other->end - other->start > word->end - word->start)
			return true;
	}
	return false;
}

/* How a text goes on between two words: 0 in the same clause, 1 in another, 2 in another sentence. */
static int
break_at (slice_t text, size_t i)
{
	char c = text.p[i];
	bool last = i + 1 >= text.n || text.p[i + 1] == ' ' || (unsigned char) text.p[i + 1] >= 0x80;

	switch (c) {
	case '.': case '!': case '?':
		return last ? 2 : 0;
	case ';':
		return 2;
	case ':': case ',':
		return last ? 1 : 0;
	case '(': case ')': case '"': case '|':
		return 1;
	case '-': case '/':
		return last && i > 0 && text.p[i - 1] == ' ' ? 1 : 0;
	case '\xe3': /* 、 。 */
		if (i + 2 < text.n && text.p[i + 1] == '\x80' && (text.p[i + 2] == '\x81' || text.p[i + 2] == '\x82'))
			return text.p[i + 2] == '\x82' ? 2 : 1;
		return 0;
	case '\xef': /* ！ ， ： ； ？ */
		if (i + 2 < text.n && text.p[i + 1] == '\xbc')
			return text.p[i + 2] == '\x8c' || text.p[i + 2] == '\x9a' ? 1 : text.p[i + 2] == '\x81' || text.p[i + 2] == '\x9b' || text.p[i + 2] == '\x9f' ? 2 : 0;
		return 0;
	default:
		return 0;
	}
}

/* The length of an IP address that begins here, or 0. */
static size_t
ip_length (slice_t text, size_t i)
{
	size_t end = i, dots = 0, colons = 0;

	for (; end < text.n && end - i < 46 && (g_ascii_isxdigit (text.p[end]) || text.p[end] == '.' || text.p[end] == ':'); end++) {
		dots += text.p[end] == '.' && end + 1 < text.n && g_ascii_isdigit (text.p[end + 1]);
		colons += text.p[end] == ':';
	}
	return dots == 3 || colons > 2 ? end - i : 0;
}

/* The text's clauses, each with the classes of its words. */
typedef struct {
	const reason_set_t *set;
	slice_t text;
	clause_t clauses[CLAUSES_MAX];
	size_t count;
	int pending; /* the break since the last word */
} cutting_t;

static void
put_class (cutting_t *cutting, int class)
{
	clause_t *clause = &cutting->clauses[cutting->count - 1];

	if (class < 0)
		return;
	if (cutting->pending && clause->mask && cutting->count < CLAUSES_MAX) {
		clause = &cutting->clauses[cutting->count++];
		*clause = (clause_t) { 0, cutting->pending == 2 };
	}
	cutting->pending = 0;
	clause->mask |= G_GUINT64_CONSTANT (1) << class;
}

/* Bytes that may mean something between words. */
static const bool is_sign[256] = { ['@'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true,
	['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true, ['.'] = true, ['!'] = true, ['?'] = true, [';'] = true, [':'] = true,
	[','] = true, ['('] = true, [')'] = true, ['"'] = true, ['|'] = true, ['-'] = true, ['/'] = true, [0xe3] = true, [0xef] = true };

static void
cut_clauses (cutting_t *cutting, const words_t *words)
{
	slice_t text = cutting->text;
	size_t next = 0, order[WORDS_MAX], count = 0, past_ip = 0;
	uint8_t language = language_of (words);

	for (size_t i = 0; i < words->count; i++) {
		size_t at = count;

		if (!is_spoken (&words->words[i], language) || is_within_another (words, i, language))
			continue;
		for (; at > 0 && words->words[order[at - 1]].start > words->words[i].start; at--)
			order[at] = order[at - 1];
		order[at] = i;
		count++;
	}
	cutting->count = 1;
	cutting->clauses[0] = (clause_t) { 0, true };
	for (size_t i = 0, inside = 0; i < text.n; i++) {
		for (; next < count && words->words[order[next]].start == i; next++) {
			put_class (cutting, words->words[order[next]].class);
			inside = MAX (inside, words->words[order[next]].end);
		}
		if (!is_sign[(uint8_t) text.p[i]])
			continue;
		if (text.p[i] == '@') {
			put_class (cutting, cutting->set->class_at);
		} else if (i >= past_ip && g_ascii_isdigit (text.p[i])) {
			size_t length = i == 0 || !is_name_char (text.p[i - 1]) ? ip_length (text, i) : 0;

			past_ip = i + length;
			if (length)
				put_class (cutting, cutting->set->class_ip);
		} else if (i >= inside && i >= past_ip) {
			cutting->pending = MAX (cutting->pending, break_at (text, i));
		}
	}
}

/* "Please contact your administrator", "check the address": what a reader may do is no reason, unless nothing else is said. */
static void
drop_advice (cutting_t *cutting)
{
	uint64_t advice = cutting->set->class_advice < 0 ? 0 : G_GUINT64_CONSTANT (1) << cutting->set->class_advice;
	bool says_more = false;

	for (size_t i = 0; i < cutting->count; i++)
		says_more |= cutting->clauses[i].mask && !(cutting->clauses[i].mask & advice);
	for (size_t i = 0; says_more && i < cutting->count; i++) {
		if (cutting->clauses[i].mask & advice)
			cutting->clauses[i].mask = 0;
	}
}

static void
take_shape (grammar_t *grammar, const shape_t *shape, int worth)
{
	bool weak = shape->weak || worth < STRONG_LEAST;
	const shape_t **best = weak ? &grammar->weak : &grammar->strong;
	int *score = weak ? &grammar->weak_score : &grammar->strong_score;

	if (*best && (*score > worth || (*score == worth && (*best)->line <= shape->line)))
		return;
	*best = shape;
	*score = worth;
}

/* What a shape forbids must stand nowhere around, what it requires in the mask. */
static void
match (grammar_t *grammar, const reason_set_t *set, uint64_t mask, uint64_t around, int spread)
{
	const shape_t *shapes = (const shape_t *) (const void *) set->shapes->data;

	for (uint64_t left = mask; left; left &= left - 1) {
		int key = __builtin_ctzll (left);

		for (uint32_t i = set->first_shape[key]; i < set->first_shape[key + 1]; i++) {
			if ((mask & shapes[i].required) == shapes[i].required && !(around & shapes[i].forbidden))
				take_shape (grammar, &shapes[i], shapes[i].weight - spread);
		}
	}
}

/* The classes of a whole sentence, and where the next begins. */
static uint64_t
take_sentence (const cutting_t *cutting, size_t *at)
{
	uint64_t sentence = cutting->clauses[(*at)++].mask;

	for (; *at < cutting->count && !cutting->clauses[*at].begins_sentence; (*at)++)
		sentence |= cutting->clauses[*at].mask;
	return sentence;
}

grammar_t
bnc_grammar_read (const reason_set_t *set, slice_t text, const words_t *words)
{
	grammar_t grammar = { NULL, NULL, 0, 0 };
	cutting_t cutting;
	uint64_t all = 0;

	if (words->count == 0)
		return grammar;
	cutting.set = set;
	cutting.text = text;
	cutting.pending = 0;
	cut_clauses (&cutting, words);
	drop_advice (&cutting);
	for (size_t first = 0, end = 0; first < cutting.count; first = end) {
		uint64_t sentence = take_sentence (&cutting, &end);

		for (size_t i = first; i < end; i++) {
			match (&grammar, set, cutting.clauses[i].mask, sentence, 0);
			if (i > first)
				match (&grammar, set, cutting.clauses[i - 1].mask | cutting.clauses[i].mask, sentence, SPREAD_PAIR);
		}
		if (end - first > 2)
			match (&grammar, set, sentence, sentence, SPREAD_SENTENCE);
		all |= sentence;
	}
	if (cutting.count > 1)
		match (&grammar, set, all, all, SPREAD_TEXT);
	return grammar;
}
