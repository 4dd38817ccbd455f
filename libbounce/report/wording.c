/*
 * wording.c - the words by which a report says what it is, in no particular dialect
 *
 * In: tables/prose.wording, lines "[class]" and below each its phrases.  Out: the classes a line of text holds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/wording.h"

#include "core/builtin.h"
#include "core/scanner.h"

struct wording {
	scanner_t *scanner; /* the ids are classes */
};

static const struct {
	const char *name;
	uint32_t class;
} classes[] = {
	{ "failed", WORDING_FAILED },
	{ "delayed", WORDING_DELAYED },
	{ "delivered", WORDING_DELIVERED },
	{ "intro", WORDING_INTRO },
	{ "label", WORDING_LABEL },
	{ "not", WORDING_NOT },
	{ "auto", WORDING_AUTO },
	{ "challenge", WORDING_CHALLENGE },
	{ "final", WORDING_FINAL },
	{ "daemon", WORDING_DAEMON },
	{ "rejected", WORDING_REJECTED },
	{ "subject-failed", WORDING_SUBJECT_FAILED },
	{ "subject-delayed", WORDING_SUBJECT_DELAYED },
	{ "subject-auto", WORDING_SUBJECT_AUTO },
	{ "subject-challenge", WORDING_SUBJECT_CHALLENGE },
	{ "subject-forward", WORDING_SUBJECT_FORWARD },
};

/* "[failed]", or "[failed delayed]" for both. 0: no such class. */
static uint32_t
classes_of (slice_t line)
{
	uint32_t found = 0;
	slice_t rest = slice (line.p + 1, line.n - 2);

	while (rest.n) {
		size_t n = slice_index (rest, ' ', 0);
		uint32_t one = 0;

		for (size_t i = 0; i < G_N_ELEMENTS (classes); i++) {
			if (slice_is (slice (rest.p, n), classes[i].name))
				one = classes[i].class;
		}
		if (!one)
			return 0;
		found |= one;
		rest = slice_from (rest, n + 1);
	}
	return found;
}

/* The scanner folds the case of ASCII alone: a sentence that begins with another letter has it small or capital. */
static void
add_phrase (scanner_t *scanner, const char *phrase, uint32_t class)
{
	gunichar first = g_utf8_get_char (phrase), capital = g_unichar_toupper (first);
	char bytes[6];

	bnc_scanner_add (scanner, slice_str (phrase), class);
	if (first >= 0x80 && capital != first) {
		const char *rest = phrase + g_unichar_to_utf8 (first, bytes);
		char *other = g_strdup_printf ("%.*s%s", g_unichar_to_utf8 (capital, bytes), bytes, rest);

		bnc_scanner_add (scanner, slice_str (other), class);
		g_free (other);
	}
}

/* What bnc_wording_of_subject() puts in front of a subject. */
#define START "\x01"

/* Beside the class of a title: the subject is nothing else, or its own ends there; the latter alone. */
#define TITLE (1u << 30)
#define TITLE_COLON (1u << 31)

/* "=automatic reply": the whole subject, or what stands in front of the subject of the mail that is answered; with a colon at its end
 * the latter alone. */
static void
add_title (scanner_t *scanner, const char *title, uint32_t class)
{
	bool colon = g_str_has_suffix (title, ":");
	char *phrase = g_strdup_printf (START "%.*s", (int) (strlen (title) - colon), title);
	gunichar first = g_utf8_get_char (title);
	char capital[6];
	int n = g_unichar_to_utf8 (g_unichar_toupper (first), capital);

	class |= colon ? TITLE_COLON : TITLE;
	bnc_scanner_add (scanner, slice_str (phrase), class);
	if (first >= 0x80 && n == g_unichar_to_utf8 (first, NULL) && memcmp (phrase + 1, capital, (size_t) n) != 0) {
		memcpy (phrase + 1, capital, (size_t) n);
		bnc_scanner_add (scanner, slice_str (phrase), class);
	}
	g_free (phrase);
}

/* Does the title end at rest: with the subject, or where that of the answered mail begins? */
static bool
ends_title (slice_t rest, bool colon)
{
	static const char *const marks[] = { ":", " :", "\xEF\xBC\x9A", " -", " \xE2\x80\x93", " re:", " (" };

	for (size_t i = 0; i < (colon ? 3 : G_N_ELEMENTS (marks)); i++) {
		if (slice_starts (rest, marks[i]))
			return true;
	}
	return !colon && rest.n == 0;
}

void
bnc_wording_names (uint32_t bits, GString *out)
{
	bool first = true;

	for (size_t i = 0; i < G_N_ELEMENTS (classes); i++) {
		if (!(bits & classes[i].class))
			continue;
		g_string_append_printf (out, "%s%s", first ? "" : " ", classes[i].name);
		first = false;
	}
}

wording_t *
bnc_wording_new (const char *file, slice_t text, char **error)
{
	wording_t *wording = g_new0 (wording_t, 1);
	uint32_t class = 0, number = 0;
	slice_t line;

	*error = NULL;
	wording->scanner = bnc_scanner_new ();
	while (!*error && bnc_line_next (&text, NEWLINE_LF, &line)) {
		number++;
		line = slice_trim (line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
			class = classes_of (line);
			if (!class)
				*error = g_strdup_printf ("%s:%u: no class is called %.*s", file, number, (int) line.n, line.p);
		} else if (!class || line.n < 3) {
			*error = g_strdup_printf ("%s:%u: expected a [class], then phrases of three letters or more", file, number);
		} else {
			/* "_" stands for a blank at either end of a phrase, where it would not be seen. */
			char *phrase = g_strndup (line.p, line.n);

			if (phrase[0] == '_')
				phrase[0] = ' ';
			if (phrase[line.n - 1] == '_')
				phrase[line.n - 1] = ' ';

			if (phrase[0] == '=')
				add_title (wording->scanner, phrase + 1, class);
			else
				add_phrase (wording->scanner, phrase, class);
			g_free (phrase);
		}
	}
	if (*error) {
		bnc_wording_free (wording);
		return NULL;
	}
	bnc_scanner_build (wording->scanner);
	return wording;
}

wording_t *
bnc_wording_builtin (void)
{
	char *error = NULL;

	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		if (strcmp (bnc_builtin_tables[i].name, "prose.wording") == 0)
			return bnc_wording_new (bnc_builtin_tables[i].name,
			                        slice (bnc_builtin_tables[i].text, bnc_builtin_tables[i].length), &error);
	}
	return NULL;
}

void
bnc_wording_free (wording_t *wording)
{
	if (!wording)
		return;
	bnc_scanner_free (wording->scanner);
	g_free (wording);
}

typedef struct {
	slice_t line;
	uint32_t found;
	size_t label, not_label;
} hits_t;

static bool
hit (uint32_t class, size_t end, void *user)
{
	hits_t *hits = user;

	if ((class & (TITLE | TITLE_COLON)) && !ends_title (slice_from (hits->line, end), class & TITLE_COLON))
		return true;
	hits->found |= class & ~(TITLE | TITLE_COLON);
	if (class & WORDING_LABEL)
		hits->label = end;
	if (class & WORDING_NOT)
		hits->not_label = end;
	return true;
}

uint32_t
bnc_wording_of (const wording_t *wording, slice_t line, size_t *label, size_t *not_label)
{
	hits_t hits = { line, 0, 0, 0 };

	bnc_scanner_run (wording->scanner, line, hit, &hits);
	*label = hits.label;
	*not_label = hits.not_label;
	return hits.found;
}

/* The subject without what mail programs and filters put in front: "Re:", "[EXTERNAL]". */
static slice_t
bare_subject (slice_t subject)
{
	static const char *const answers[] = { "re:", "aw:", "sv:", "vs:", "antw:", "odp:", "res:", "r:", "rif:", "ynt:", "ang:" };
	slice_t before;

	do {
		before = subject;
		if (subject.n && subject.p[0] == '[' && slice_index (subject, ']', 0) + 1 < subject.n)
			subject = slice_trim_left (slice_from (subject, slice_index (subject, ']', 0) + 1));
		for (size_t i = 0; i < G_N_ELEMENTS (answers); i++) {
			if (slice_starts (subject, answers[i]))
				subject = slice_trim_left (slice_from (subject, strlen (answers[i])));
		}
	} while (subject.n < before.n);
	return subject;
}

uint32_t
bnc_wording_of_subject (const wording_t *wording, const char *subject, arena_t *arena)
{
	slice_t bare = bare_subject (slice_str (subject)), marked;
	size_t label, not_label;

	if (!subject)
		return 0;
	marked = slice_str (bnc_arena_concat (arena, START, bnc_arena_copy (arena, bare), NULL));
	/* What was taken off may say something too: "[Auto-Reply]". */
	return bnc_wording_of (wording, marked, &label, &not_label) |
	       (bare.p == subject ? 0 : bnc_wording_of (wording, slice_str (subject), &label, &not_label));
}
