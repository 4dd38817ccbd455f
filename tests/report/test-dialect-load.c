/*
 * test-dialect-load.c - reading dialect files, and what is said of bad ones
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/builtin.h"
#include "report/dialect.h"

#include "test.h"

#define HEAD "name x\nseen here\nrecognise text \"a marker\" 40\n"

static dialect_t *
load (const char *text)
{
	char *error = NULL;
	dialect_t *dialect = bnc_dialect_load ("x.dialect", slice_str (text), &error);

	CHECK_STR (error, NULL);
	g_free (error);
	return dialect;
}

static void
check_error (const char *text, const char *want)
{
	char *error = NULL;
	dialect_t *dialect = bnc_dialect_load ("x.dialect", slice_str (text), &error);

	CHECK (!dialect);
	CHECK_STR (error, want);
	g_free (error);
	bnc_dialect_free (dialect);
}

static const rule_t *
rule_of (const dialect_t *dialect, rule_kind_t kind, uint32_t number)
{
	for (uint32_t i = 0; i < dialect->rules->len; i++) {
		const rule_t *rule = &g_array_index (dialect->rules, rule_t, i);

		if (rule->kind == kind && number-- == 0)
			return rule;
	}
	return NULL;
}

static void
reads_a_file (void)
{
	dialect_t *dialect = load ("# a comment\n"
	                           "name      exemplar\r\n"
	                           "title     The Exemplar\n"
	                           "seen      a mail\n"
	                           "spec      a paper\n"
	                           "kind      delay\n"
	                           "recognise text \"says \\\"no\\\" \\\\ \" 40 # a comment\n"
	                           "recognise X-Mailer \"<x {*}>\" 100\n"
	                           "recognise part \"message/delivery-status\" 10\n"
	                           "recognise boundary \"{*}-x-{*}\" 1\n"
	                           "\n"
	                           "section failed \"Failed:\" action=failed\n"
	                           "section failed \"Not delivered:\"\n"
	                           "block in failed \"<{address}>\" reason=user-unknown status=5.1.1\n"
	                           "\t? \"optional\"\n"
	                           "\t# a comment\n"
	                           "\n"
	                           "\t+ \"{address}\"\n"
	                           "\t\"{text...}\" command=RCPT\n"
	                           "line \"since {date}\" kind=failure\n"
	                           "detail \"{ip}\"\n"
	                           "original \"--- Below\"\n"
	                           "end \"bye\" # a comment\n");
	const rule_t *block;

	CHECK (dialect != NULL);
	if (!dialect)
		return;
	CHECK_STR (dialect->name, "exemplar");
	CHECK_STR (dialect->title, "The Exemplar");
	CHECK_INT (dialect->sources->len, 2);
	CHECK_INT (dialect->kind, BOUNCE_KIND_DELAY);
	CHECK_INT (dialect->marks->len, 4);
	CHECK_INT (g_array_index (dialect->marks, mark_t, 0).weight, 40);
	CHECK_STR (bnc_template_text (g_array_index (dialect->marks, mark_t, 0).template), "says \"no\" \\ ");
	CHECK_STR (g_array_index (dialect->marks, mark_t, 1).field, "x-mailer");
	CHECK_INT (g_array_index (dialect->marks, mark_t, 1).place, MARK_FIELD);
	CHECK_INT (g_array_index (dialect->marks, mark_t, 2).place, MARK_PART);
	CHECK_INT (g_array_index (dialect->marks, mark_t, 3).place, MARK_BOUNDARY);
	CHECK_INT (dialect->sections->len, 1);
	CHECK_INT (rule_of (dialect, RULE_SECTION, 0)->saying.action, BOUNCE_ACTION_FAILED);
	CHECK_INT (rule_of (dialect, RULE_SECTION, 1)->section, 0);
	block = rule_of (dialect, RULE_BLOCK, 0);
	CHECK_INT (block->section, 0);
	CHECK_INT (block->line_count, 4);
	CHECK_INT (block->lines[1].step, STEP_OPTIONAL);
	CHECK_INT (block->lines[2].step, STEP_REPEAT);
	CHECK_INT (block->lines[3].step, STEP_ONCE);
	CHECK_INT (block->saying.reason, BOUNCE_REASON_USER_UNKNOWN);
	CHECK_STR (block->saying.status, "5.1.1");
	CHECK_STR (block->saying.command, NULL);
	CHECK_STR (block->lines[3].saying.command, "RCPT");
	CHECK_INT (block->lines[3].source_line, 19);
	CHECK_INT (block->saying.kind, -1);
	CHECK_INT (block->source_line, 14);
	CHECK_INT (rule_of (dialect, RULE_LINE, 0)->saying.kind, BOUNCE_KIND_FAILURE);
	CHECK (rule_of (dialect, RULE_DETAIL, 0) && rule_of (dialect, RULE_ORIGINAL, 0) && rule_of (dialect, RULE_END, 0));
	bnc_dialect_free (dialect);
	bnc_dialect_free (NULL);
}

static void
says_what_is_missing (void)
{
	check_error ("", "x.dialect:0: the file ends without \"name\"");
	check_error ("seen here\nrecognise text \"a marker\" 40\n", "x.dialect:2: the file ends without \"name\"");
	check_error ("name x\nrecognise text \"a marker\" 40\n",
	             "x.dialect:2: the file ends without \"seen\" or \"spec\": every format says where it is from");
	check_error ("name x\nseen here\n", "x.dialect:2: the file ends without \"recognise\"");
	check_error ("name x\nseen here\nrecognise text \"a marker\" 39\n",
	             "x.dialect:3: expected marks that weigh 40 or more together, these weigh 39");
	check_error ("name\n", "x.dialect:1: expected a value");
	check_error ("name x\nname y\n", "x.dialect:2: stands twice");
	check_error ("title x\ntitle y\n", "x.dialect:2: stands twice");
	check_error ("name x\nseen\n", "x.dialect:2: expected a value");
}

static void
says_what_was_expected (void)
{
	check_error ("name x\n\xFF\n", "x.dialect:2: expected UTF-8");
	check_error ("nonsense \"x\"\n", "x.dialect:1: expected name, title, seen, spec, kind, recognise, section, block, line, detail, original or end, "
	                                 "not \"nonsense\"");
	check_error ("kind nonsense\n", "x.dialect:1: no kind is called \"nonsense\"");
	check_error ("block\n", "x.dialect:1: expected a template in double quotes");
	check_error ("block \"x\n", "x.dialect:1: the template's closing double quote is missing");
	check_error ("block \"x\\\"\n", "x.dialect:1: the template's closing double quote is missing");
	check_error ("block \"\"\n", "x.dialect:1: an empty template");
	check_error ("block \"{nothing}\"\n", "x.dialect:1: no hole is called {nothing}");
	check_error ("block within \"x\"\n", "x.dialect:1: expected a template, or \"in SECTION\"");
	check_error ("block in failed \"x\"\n", "x.dialect:1: no section \"failed\" stands above");
	check_error ("section failed\n", "x.dialect:1: expected a template in double quotes");
	check_error ("section \"x\"\n", "x.dialect:1: expected a section's name");
	check_error ("block \"x\" reason\n", "x.dialect:1: expected KEY=VALUE, not \"reason\"");
	check_error ("block \"x\" reasons=none\n", "x.dialect:1: expected action=, reason=, kind=, status= or command=, not \"reasons=none\"");
	check_error ("block \"x\" reason=nonsense\n", "x.dialect:1: no reason is called \"nonsense\"");
	check_error ("block \"x\" action=nonsense\n", "x.dialect:1: no action is called \"nonsense\"");
	check_error ("block \"x\" kind=nonsense\n", "x.dialect:1: no kind is called \"nonsense\"");
	check_error ("block \"x\" status=nonsense\n", "x.dialect:1: expected a status code such as 5.1.1, not \"nonsense\"");
	check_error ("block \"x\" status=5.1.1x\n", "x.dialect:1: expected a status code such as 5.1.1, not \"5.1.1x\"");
	check_error ("block \"x\" command=\n", "x.dialect:1: expected a value behind \"command=\"");
	check_error ("  \"x\"\n", "x.dialect:1: an indented line belongs to a block, and none stands above");
	check_error ("line \"x\"\n\t\"y\"\n", "x.dialect:2: an indented line belongs to a block, and none stands above");
	check_error ("block \"x\"\n\t? x\n", "x.dialect:2: expected a template in double quotes");
	check_error ("block \"x\"\n\t\"y\" reason=nonsense\n", "x.dialect:2: no reason is called \"nonsense\"");
}

static void
says_what_is_wrong_with_markers (void)
{
	GString *many = g_string_new ("name x\nseen here\n");

	check_error ("recognise\n", "x.dialect:1: expected a template in double quotes");
	check_error ("recognise text 40\n", "x.dialect:1: expected a template in double quotes");
	check_error ("recognise \"marker\" \"x\" 40\n", "x.dialect:1: expected text, part, boundary or a field's name");
	check_error ("recognise text \"a marker\"\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" 0\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" 101\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" -5\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" 99999999999\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" 40x\n", "x.dialect:1: expected a weight from 1 to 100 behind the template");
	check_error ("recognise text \"a marker\" 40 50\n", "x.dialect:1: nothing stands behind a weight, not \"50\"");
	check_error ("recognise text \"{*}abc{*}\" 40\n", "x.dialect:1: a text marker needs a literal of four characters or more");
	for (int i = 0; i < 65; i++)
		g_string_append_printf (many, "recognise text \"marker %d\" 1\n", i);
	check_error (many->str, "x.dialect:67: a dialect has at most 64 markers");
	g_string_free (many, TRUE);
}

/* Nothing leaks and nothing crashes wherever a good file is cut short, or one of its bytes is another. */
static void
survives_damaged_files (void)
{
	static const char whole[] = HEAD "section s \"S:\"\nblock in s \"{address}: {text...}\" reason=filtered status=5.1.1\n\t? \"{ip}\"\ndetail \"{host}\"\n";
	char *copy = g_strdup (whole);
	int loaded = 0;

	for (size_t i = 0; i < sizeof (whole); i++) {
		for (int round = 0; round < 3; round++) {
			char *error;
			dialect_t *dialect;

			if (round > 0 && i + 1 < sizeof (whole))
				copy[i] = round == 1 ? '"' : '{';
			dialect = bnc_dialect_load ("x", round > 0 ? slice (copy, sizeof (whole) - 1) : slice (whole, i), &error);
			CHECK ((dialect == NULL) == (error != NULL));
			loaded += dialect != NULL;
			bnc_dialect_free (dialect);
			g_free (error);
			copy[i] = whole[i];
		}
	}
	CHECK (loaded > 0);
	g_free (copy);
}

static void
loads_what_is_compiled_in (void)
{
	CHECK (bnc_builtin_dialect_count > 50);
	for (size_t i = 0; i < bnc_builtin_dialect_count; i++) {
		const builtin_t *file = &bnc_builtin_dialects[i];
		char *error = NULL, *name;
		dialect_t *dialect = bnc_dialect_load (file->name, slice (file->text, file->length), &error);

		CHECK_STR (error, NULL);
		if (dialect) {
			name = g_strconcat (dialect->name, ".dialect", NULL);
			CHECK_STR (file->name, name);
			g_free (name);
		}
		bnc_dialect_free (dialect);
		g_free (error);
	}
}

SUITE (bnc_test_report_dialect_load, "report/dialect-load",
       { "reads a file", reads_a_file },
       { "says what is missing", says_what_is_missing },
       { "says what was expected", says_what_was_expected },
       { "says what is wrong with markers", says_what_is_wrong_with_markers },
       { "survives damaged files", survives_damaged_files },
       { "loads what is compiled in", loads_what_is_compiled_in })
