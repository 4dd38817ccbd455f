/*
 * test-wording.c - the words by which a report says what it is
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/wording.h"

#include "test.h"

static void
check_error (const char *text, const char *want)
{
	char *error = NULL;
	wording_t *wording = bnc_wording_new ("x.wording", slice_str (text), &error);

	CHECK (!wording);
	CHECK_STR (error, want);
	g_free (error);
	bnc_wording_free (wording);
}

static void
refuses_bad_files (void)
{
	check_error ("phrase\n", "x.wording:1: expected a [class], then phrases of three letters or more");
	check_error ("[failed]\n# a comment\nno\n", "x.wording:3: expected a [class], then phrases of three letters or more");
	check_error ("[nonsense]\n", "x.wording:1: no class is called [nonsense]");
	check_error ("[failed nonsense]\n", "x.wording:1: no class is called [failed nonsense]");
	check_error ("[]\n", "x.wording:1: no class is called []");
	check_error ("[failed\n", "x.wording:1: expected a [class], then phrases of three letters or more");
}

static void
finds_classes (void)
{
	static const char text[] = "# a comment\n[failed]\nnot delivered\n[failed delayed]\nis late\n[label]\nrecipient:\n[not]\ncontact\n_from_\n";
	char *error;
	wording_t *wording = bnc_wording_new ("x.wording", SLICE_LIT (text), &error);
	size_t label, not_label;

	CHECK (wording && !error);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("It was NOT Delivered."), &label, &not_label), WORDING_FAILED);
	CHECK_INT (label, 0);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("it is late"), &label, &not_label), WORDING_FAILED | WORDING_DELAYED);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("Recipient: x, or contact y"), &label, &not_label), WORDING_LABEL | WORDING_NOT);
	CHECK_INT (label, 10);
	CHECK_INT (not_label, 24);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("recipient: a recipient: b"), &label, &not_label), WORDING_LABEL);
	CHECK_INT (label, 23);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("x from y"), &label, &not_label), WORDING_NOT);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("afrom y"), &label, &not_label), 0);
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT (""), &label, &not_label), 0);
	bnc_wording_free (wording);
	bnc_wording_free (NULL);
}

static void
finds_titles (void)
{
	static const char text[] = "[subject-auto]\n=automatic reply\n=ausente:\n=\xD0\xB0\xD0\xB2\xD1\x82\xD0\xBE\xD0\xBE\xD1\x82\xD0\xB2\xD0\xB5\xD1\x82\n";
	static const char *const good[] = { "Automatic reply", "Automatic Reply: lunch", "RE: automatic reply: lunch", "[EXTERNAL] Automatic reply - x",
		"Automatic reply (x)", "Ausente: x", "Ausente : x", "\xD0\x90\xD0\xB2\xD1\x82\xD0\xBE\xD0\xBE\xD1\x82\xD0\xB2\xD0\xB5\xD1\x82: x" };
	static const char *const bad[] = { "Ausente", "The automatic reply", "Automatic replying", "automatic reply settings", "", "[", "[]", "Re:" };
	arena_t *arena = bnc_arena_new ();
	char *error;
	wording_t *wording = bnc_wording_new ("x.wording", SLICE_LIT (text), &error);

	CHECK (wording && !error);
	for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
		CHECK_INT (bnc_wording_of_subject (wording, good[i], arena), WORDING_SUBJECT_AUTO);
	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
		CHECK_INT (bnc_wording_of_subject (wording, bad[i], arena), 0);
	CHECK_INT (bnc_wording_of_subject (wording, NULL, arena), 0);
	bnc_wording_free (wording);
	bnc_arena_free (arena);
}

static void
knows_titles_of_many_languages (void)
{
	static const char *const titles[] = { "Out of Office: x", "Automatic reply: x", "Abwesenheitsnotiz: x", "Automatische Antwort: x",
		"Réponse automatique : x", "Respuesta automática: x", "Risposta automatica: x", "Resposta automática: x", "Automatisch antwoord: x",
		"Autosvar: x", "Automatisk svar: x", "Automaattinen vastaus: x", "Automatyczna odpowiedź: x", "Automatická odpověď: x",
		"Automatikus válasz: x", "Otomatik yanıt: x", "Αυτόματη απάντηση: x", "Автоответ: x", "Автоматична відповідь: x",
		"自動返信: x", "自动回复：x", "자동 회신: x", "رد تلقائي: x" };
	static const char *const letters[] = { "How to switch on the automatic reply", "Out of office next week", "Urlaub und Abwesenheit im Sommer",
		"Automatic replies, and how to stop them" };
	arena_t *arena = bnc_arena_new ();
	wording_t *wording = bnc_wording_builtin ();

	for (size_t i = 0; i < G_N_ELEMENTS (titles); i++)
		CHECK (bnc_wording_of_subject (wording, titles[i], arena) & WORDING_SUBJECT_AUTO);
	for (size_t i = 0; i < G_N_ELEMENTS (letters); i++)
		CHECK (!(bnc_wording_of_subject (wording, letters[i], arena) & WORDING_SUBJECT_AUTO));
	bnc_wording_free (wording);
	bnc_arena_free (arena);
}

static void
knows_what_is_compiled_in (void)
{
	static const struct {
		const char *line;
		uint32_t class;
	} lines[] = {
		{ "could not be delivered", WORDING_FAILED },
		{ "Ihre Nachricht konnte nicht zugestellt werden", WORDING_FAILED },
		{ "配信できませんでした", WORDING_FAILED },
		{ "delivery has been delayed", WORDING_DELAYED },
		{ "was successfully delivered", WORDING_DELIVERED },
		{ "to the following addresses", WORDING_INTRO },
		{ "Recipient: x", WORDING_LABEL },
		{ "please contact", WORDING_NOT },
		{ "I am out of the office", WORDING_AUTO },
		{ "Undelivered Mail Returned to Sender", WORDING_SUBJECT_FAILED },
		{ "Warning: message delayed", WORDING_SUBJECT_DELAYED },
	};
	wording_t *wording = bnc_wording_builtin ();
	size_t label, not_label;

	CHECK (wording != NULL);
	for (size_t i = 0; wording && i < G_N_ELEMENTS (lines); i++) {
		if (!(bnc_wording_of (wording, slice_str (lines[i].line), &label, &not_label) & lines[i].class))
			fprintf (stderr, "phrase %zu is not found\n", i);
		CHECK (bnc_wording_of (wording, slice_str (lines[i].line), &label, &not_label) & lines[i].class);
	}
	CHECK_INT (bnc_wording_of (wording, SLICE_LIT ("The weather is fine today."), &label, &not_label), 0);
	bnc_wording_free (wording);
}

SUITE (bnc_test_report_wording, "report/wording",
       { "refuses bad files", refuses_bad_files },
       { "finds classes", finds_classes },
       { "finds titles", finds_titles },
       { "knows titles of many languages", knows_titles_of_many_languages },
       { "knows what is compiled in", knows_what_is_compiled_in })
