/*
 * lexicon.c - the words of other languages than English, made ready when a text needs them
 *
 * In: a text, and the English words found in it.  Out: more words.  Languages are kept apart by the script they are written in; a
 * script's automaton is made at the first text that has it and stays with the set, bnc_lexicons_free().
 *
 * Thirty languages are twenty times what English is alone: few processes ever see more than one of them.
 *
 * RFC 3629, 3 (the first byte of a character tells its range).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/lexicon.h"

#include "core/builtin.h"

typedef enum { SCRIPT_LATIN, SCRIPT_GREEK, SCRIPT_CYRILLIC, SCRIPT_SEMITIC, SCRIPT_THAI, SCRIPT_EAST_ASIAN, SCRIPT_COUNT } script_t;

struct lexicons {
	gsize made[SCRIPT_COUNT]; /* reason_set_t *, once made */
};

#define ENGLISH "english.words"

lexicons_t *
bnc_lexicons_new (void)
{
	return g_new0 (lexicons_t, 1);
}

void
bnc_lexicons_free (lexicons_t *lexicons)
{
	for (size_t i = 0; lexicons && i < SCRIPT_COUNT; i++)
		bnc_reason_set_free (GSIZE_TO_POINTER (lexicons->made[i]));
	g_free (lexicons);
}

bool
bnc_lexicon_has (const char *name)
{
	return g_str_has_suffix (name, ".words") && strcmp (name, ENGLISH) != 0;
}

/* The script of a character, by its first byte and the next; SCRIPT_COUNT for what has none of these. */
static script_t
script_at (slice_t text, size_t i)
{
	uint8_t lead = (uint8_t) text.p[i];

	if (lead < 0xc3)
		return SCRIPT_COUNT;
	if (lead <= 0xc9)
		return SCRIPT_LATIN;
	if (lead >= 0xcd && lead <= 0xcf)
		return SCRIPT_GREEK;
	if (lead >= 0xd0 && lead <= 0xd3)
		return SCRIPT_CYRILLIC;
	if (lead >= 0xd6 && lead <= 0xdb)
		return SCRIPT_SEMITIC;
	if (lead == 0xe0 && i + 1 < text.n && ((uint8_t) text.p[i + 1] & 0xfe) == 0xb8)
		return SCRIPT_THAI;
	if (lead == 0xe1) /* Vietnamese */
		return SCRIPT_LATIN;
	return lead >= 0xe3 && lead <= 0xed ? SCRIPT_EAST_ASIAN : SCRIPT_COUNT;
}

/* The script that is written most beside ASCII; Latin where there is no other. */
static script_t
script_of (slice_t text)
{
	size_t count[SCRIPT_COUNT + 1] = { 0 };
	script_t best = SCRIPT_LATIN;

	for (size_t i = 0; i < text.n; i++) {
		if ((uint8_t) text.p[i] >= 0xc3)
			count[script_at (text, i)]++;
	}
	for (script_t script = 0; script < SCRIPT_COUNT; script++) {
		if (count[script] > count[best])
			best = script;
	}
	return best;
}

/* Text of ASCII alone is looked at where it has some words, of which English ones are the lesser part. */
bool
bnc_lexicon_is_wanted (slice_t text, const words_t *words, bool decided)
{
	size_t letters = 0, english = 0, spaces = 0;

	for (size_t i = 0; i < text.n; i++) {
		if ((uint8_t) text.p[i] >= 0xc3)
			return true;
		letters += g_ascii_isalpha (text.p[i]);
		spaces += text.p[i] == ' ';
	}
	for (size_t i = 0; i < words->count; i++)
		english += words->words[i].end - words->words[i].start;
	return !decided && spaces > 0 && english * 2 < letters;
}

static reason_set_t *
make (const reason_set_t *set, script_t script)
{
	reason_set_t *made = bnc_reason_set_empty ();

	for (guint i = 0; i < set->classes->len; i++)
		g_array_append_val (made->classes, g_array_index (set->classes, class_t, i));
	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		const builtin_t *file = &bnc_builtin_tables[i];
		slice_t text = slice (file->text, file->length);
		char *error = NULL;

		if (bnc_lexicon_has (file->name) && script_of (text) == script)
			bnc_reason_set_add (made, file->name, text, &error);
		g_free (error);
	}
	bnc_reason_set_build (made);
	return made;
}

static const reason_set_t *
lexicon_of (const reason_set_t *set, script_t script)
{
	gsize *made = &set->lexicons->made[script];

	if (g_once_init_enter (made))
		g_once_init_leave (made, GPOINTER_TO_SIZE (make (set, script)));
	return GSIZE_TO_POINTER (*made);
}

typedef struct {
	const reason_set_t *lexicon;
	slice_t text;
	words_t *words;
} finding_t;

static bool
on_word (uint32_t id, size_t end, void *user)
{
	finding_t *finding = user;
	const literal_t *literal = &g_array_index (finding->lexicon->literals, literal_t, id);

	if (bnc_literal_stands (literal, finding->text, end))
		bnc_words_add (finding->words, finding->text, &g_array_index (finding->lexicon->phrases, phrase_t, literal->phrase),
		               end - literal->length, end);
	return finding->words->count < WORDS_MAX;
}

void
bnc_lexicon_find (const reason_set_t *set, slice_t text, words_t *words)
{
	finding_t finding = { NULL, text, words };

	if (!set->lexicons)
		return;
	finding.lexicon = lexicon_of (set, script_of (text));
	bnc_scanner_run (finding.lexicon->scanner, text, on_word, &finding);
}
