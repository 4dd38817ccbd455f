/*
 * dialect-load.c - reads a dialect file
 *
 * In: the text of a *.dialect file.  Out: a dialect_t, or file, line and what was expected.  The caller frees either.
 * The syntax is described in doc/dialects.md: one statement a line, templates in double quotes, the lines of a block
 * indented below it, # to the end of the line is a comment.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/dialect.h"

#include "report/codes.h"

typedef struct {
	const char *file;
	uint32_t line;
	dialect_t *dialect;
	slice_t rest;  /* of the line */
	rule_t *block; /* the one indented lines go to */
	char **error;
} loader_t;

G_GNUC_PRINTF (2, 3)
static bool
fail (loader_t *loader, const char *format, ...)
{
	va_list args;
	char *why;

	if (*loader->error)
		return false;
	va_start (args, format);
	why = g_strdup_vprintf (format, args);
	va_end (args);
	*loader->error = g_strdup_printf ("%s:%u: %s", loader->file, loader->line, why);
	g_free (why);
	return false;
}

static slice_t
take_word (loader_t *loader)
{
	size_t n = 0;
	slice_t word;

	loader->rest = slice_trim_left (loader->rest);
	while (n < loader->rest.n && !slice_is_blank_char (loader->rest.p[n]))
		n++;
	word = slice (loader->rest.p, n);
	loader->rest = slice_trim_left (slice_from (loader->rest, n));
	return word;
}

static const char *
keep (loader_t *loader, slice_t s)
{
	char *copy = g_strndup (s.p, s.n);

	g_ptr_array_add (loader->dialect->strings, copy);
	return copy;
}

/* "..." with \" and \\; what is behind it stays in rest. */
static template_t *
take_template (loader_t *loader)
{
	GString *text;
	template_t *t;
	char *why = NULL;
	size_t at = 1;

	loader->rest = slice_trim_left (loader->rest);
	if (loader->rest.n == 0 || loader->rest.p[0] != '"') {
		fail (loader, "expected a template in double quotes");
		return NULL;
	}
	text = g_string_new (NULL);
	for (; at < loader->rest.n && loader->rest.p[at] != '"'; at++) {
		if (loader->rest.p[at] == '\\' && at + 1 < loader->rest.n)
			at++;
		g_string_append_c (text, loader->rest.p[at]);
	}
	if (at >= loader->rest.n) {
		g_string_free (text, TRUE);
		fail (loader, "the template's closing double quote is missing");
		return NULL;
	}
	loader->rest = slice_trim_left (slice_from (loader->rest, at + 1));
	t = bnc_template_new (text->str, &why);
	if (!t)
		fail (loader, "%s", why);
	g_free (why);
	g_string_free (text, TRUE);
	return t;
}

static bool
take_saying (loader_t *loader, saying_t *saying)
{
	while (loader->rest.n && loader->rest.p[0] != '#') {
		slice_t word = take_word (loader);
		size_t equals = slice_index (word, '=', 0);
		slice_t key = slice (word.p, equals), value = slice_from (word, equals + 1);
		int32_t named = 0;

		if (equals == word.n)
			return fail (loader, "expected KEY=VALUE, not \"%.*s\"", (int) word.n, word.p);
		if (value.n == 0)
			return fail (loader, "expected a value behind \"%.*s\"", (int) word.n, word.p);
		if (slice_is (key, "status") && !slice_equal (bnc_status_find (value), value))
			return fail (loader, "expected a status code such as 5.1.1, not \"%.*s\"", (int) value.n, value.p);
		if (slice_is (key, "action")) {
			saying->overrules = value.n && value.p[value.n - 1] == '!';
			named = saying->action = bnc_action_named (slice (value.p, value.n - saying->overrules));
		} else if (slice_is (key, "reason"))
			named = saying->reason = bnc_reason_named (value);
		else if (slice_is (key, "kind"))
			named = saying->kind = bnc_kind_named (value);
		else if (slice_is (key, "status"))
			saying->status = keep (loader, value);
		else if (slice_is (key, "command"))
			saying->command = keep (loader, value);
		else
			return fail (loader, "expected action=, reason=, kind=, status= or command=, not \"%.*s\"", (int) word.n, word.p);
		if (named < 0)
			return fail (loader, "no %.*s is called \"%.*s\"", (int) key.n, key.p, (int) value.n, value.p);
	}
	return true;
}

static int32_t
find_section (loader_t *loader, slice_t name)
{
	for (uint32_t i = 0; i < loader->dialect->sections->len; i++) {
		if (slice_is (name, g_ptr_array_index (loader->dialect->sections, i)))
			return (int32_t) i;
	}
	return -1;
}

/* "in NAME": the rule holds in that section only. */
static bool
take_section (loader_t *loader, rule_t *rule)
{
	slice_t word, name;

	if (loader->rest.n == 0 || loader->rest.p[0] == '"')
		return true;
	word = take_word (loader);
	if (!slice_is (word, "in"))
		return fail (loader, "expected a template, or \"in SECTION\"");
	name = take_word (loader);
	rule->section = find_section (loader, name);
	if (rule->section < 0)
		return fail (loader, "no section \"%.*s\" stands above", (int) name.n, name.p);
	return true;
}

/* "section NAME": several templates may open one. */
static bool
open_section (loader_t *loader, rule_t *rule)
{
	slice_t name = take_word (loader);

	if (name.n && name.p[0] == '"')
		return fail (loader, "expected a section's name");
	rule->section = find_section (loader, name);
	if (rule->section < 0) {
		rule->section = (int32_t) loader->dialect->sections->len;
		g_ptr_array_add (loader->dialect->sections, g_strndup (name.p, name.n));
	}
	return true;
}

static bool
add_line (loader_t *loader, rule_t *rule, step_t step, template_t *t)
{
	rule->lines = g_renew (block_line_t, rule->lines, rule->line_count + 1);
	rule->lines[rule->line_count++] = (block_line_t) { step, t, { .kind = -1 }, loader->line };
	return true;
}

static bool
load_rule (loader_t *loader, rule_kind_t kind)
{
	rule_t rule = { .kind = kind, .section = -1, .saying = { .kind = -1 }, .source_line = loader->line };
	template_t *t = NULL;
	bool good;

	if (kind == RULE_SECTION) {
		good = open_section (loader, &rule);
	} else {
		good = take_section (loader, &rule);
	}
	if (good && (t = take_template (loader)) != NULL)
		add_line (loader, &rule, STEP_ONCE, t);
	good = t && take_saying (loader, &rule.saying);
	/* Appended even when it is bad: the dialect frees it. */
	g_array_append_val (loader->dialect->rules, rule);
	loader->block = good && kind == RULE_BLOCK
	                        ? &g_array_index (loader->dialect->rules, rule_t, loader->dialect->rules->len - 1)
	                        : NULL;
	return good;
}

static bool
load_block_line (loader_t *loader)
{
	step_t step = STEP_ONCE;
	template_t *t;

	if (!loader->block)
		return fail (loader, "an indented line belongs to a block, and none stands above");
	if (loader->rest.n && (loader->rest.p[0] == '?' || loader->rest.p[0] == '+')) {
		step = loader->rest.p[0] == '?' ? STEP_OPTIONAL : STEP_REPEAT;
		loader->rest = slice_trim_left (slice_from (loader->rest, 1));
	}
	t = take_template (loader);
	return t && add_line (loader, loader->block, step, t) &&
	       take_saying (loader, &loader->block->lines[loader->block->line_count - 1].saying);
}

/* 0 where the word is no number. */
static int32_t
weight_of (slice_t word)
{
	int32_t weight = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (!g_ascii_isdigit (word.p[i]) || i == 4)
			return 0;
		weight = weight * 10 + (word.p[i] - '0');
	}
	return weight;
}

static bool
load_mark (loader_t *loader)
{
	slice_t place = take_word (loader);
	mark_t mark = { .place = MARK_FIELD, .number = loader->dialect->marks->len, .source_line = loader->line };
	bool good;

	if (slice_is (place, "text"))
		mark.place = MARK_TEXT;
	else if (slice_is (place, "part"))
		mark.place = MARK_PART;
	else if (slice_is (place, "boundary"))
		mark.place = MARK_BOUNDARY;
	else
		mark.field = g_ascii_strdown (place.p, (gssize) place.n);
	mark.template = take_template (loader);
	mark.weight = weight_of (take_word (loader));
	good = mark.template != NULL;
	g_array_append_val (loader->dialect->marks, mark);
	if (place.n && place.p[0] == '"')
		return fail (loader, "expected text, part, boundary or a field's name");
	if (good && (mark.weight < 1 || mark.weight > 100))
		return fail (loader, "expected a weight from 1 to 100 behind the template");
	if (good && mark.place == MARK_TEXT && bnc_template_literal (mark.template).n < 4)
		return fail (loader, "a text marker needs a literal of four characters or more");
	if (good && loader->dialect->marks->len > DIALECT_MARKS_MAX)
		return fail (loader, "a dialect has at most %d markers", DIALECT_MARKS_MAX);
	if (good && loader->rest.n && loader->rest.p[0] != '#')
		return fail (loader, "nothing stands behind a weight, not \"%.*s\"", (int) loader->rest.n, loader->rest.p);
	return good;
}

static bool
has_value (loader_t *loader)
{
	return loader->rest.n > 0 || fail (loader, "expected a value");
}

static bool
load_word (loader_t *loader, char **to)
{
	if (*to)
		return fail (loader, "stands twice");
	if (!has_value (loader))
		return false;
	*to = g_strndup (loader->rest.p, loader->rest.n);
	return true;
}

static const struct {
	const char *word;
	rule_kind_t kind;
} rule_words[] = {
	{ "section", RULE_SECTION }, { "block", RULE_BLOCK },       { "line", RULE_LINE },
	{ "detail", RULE_DETAIL },   { "original", RULE_ORIGINAL }, { "end", RULE_END },
};

static bool
load_statement (loader_t *loader)
{
	slice_t word = take_word (loader);

	loader->block = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS (rule_words); i++) {
		if (slice_is (word, rule_words[i].word))
			return load_rule (loader, rule_words[i].kind);
	}
	if (slice_is (word, "recognise"))
		return load_mark (loader);
	if (slice_is (word, "name"))
		return load_word (loader, &loader->dialect->name);
	if (slice_is (word, "title"))
		return load_word (loader, &loader->dialect->title);
	if (slice_is (word, "seen") || slice_is (word, "spec")) {
		if (!has_value (loader))
			return false;
		g_ptr_array_add (loader->dialect->sources, g_strndup (loader->rest.p, loader->rest.n));
		return true;
	}
	if (slice_is (word, "kind")) {
		loader->dialect->kind = bnc_kind_named (loader->rest);
		return loader->dialect->kind >= 0 || fail (loader, "no kind is called \"%.*s\"", (int) loader->rest.n, loader->rest.p);
	}
	return fail (loader, "expected name, title, seen, spec, kind, recognise, section, block, line, detail, original or end, "
	                     "not \"%.*s\"", (int) word.n, word.p);
}

static bool
load_line (loader_t *loader, slice_t line)
{
	bool indented = line.n && slice_is_blank_char (line.p[0]);

	loader->rest = slice_trim (line);
	if (loader->rest.n == 0 || loader->rest.p[0] == '#')
		return true;
	return indented ? load_block_line (loader) : load_statement (loader);
}

static bool
check_whole (loader_t *loader)
{
	const dialect_t *dialect = loader->dialect;
	int32_t sum = 0;

	if (!dialect->name)
		return fail (loader, "the file ends without \"name\"");
	if (dialect->sources->len == 0)
		return fail (loader, "the file ends without \"seen\" or \"spec\": every format says where it is from");
	if (dialect->marks->len == 0)
		return fail (loader, "the file ends without \"recognise\"");
	for (uint32_t i = 0; i < dialect->marks->len; i++)
		sum += g_array_index (dialect->marks, mark_t, i).weight;
	if (sum < dialect->floor)
		return fail (loader, "expected marks that weigh %d or more together, these weigh %d", dialect->floor, sum);
	return true;
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
	const rule_t *x = a, *y = b;

	return x->kind != y->kind ? (int) x->kind - (int) y->kind : (x->source_line > y->source_line) - (x->source_line < y->source_line);
}

/* Each line of a report asks only for rules of some kinds. */
static void
sort_rules (dialect_t *dialect)
{
	uint32_t at = 0;

	g_array_sort (dialect->rules, compare_rules);
	for (int kind = 0; kind <= RULE_KINDS; kind++) {
		while (at < dialect->rules->len && (int) g_array_index (dialect->rules, rule_t, at).kind < kind)
			at++;
		dialect->first_rule[kind] = at;
	}
}

dialect_t *
bnc_dialect_load (const char *file, slice_t text, char **error)
{
	dialect_t *dialect = g_new0 (dialect_t, 1);
	loader_t loader = { .file = file, .dialect = dialect, .error = error };
	slice_t line;

	*error = NULL;
	dialect->file = g_strdup (file);
	dialect->sources = g_ptr_array_new_with_free_func (g_free);
	dialect->strings = g_ptr_array_new_with_free_func (g_free);
	dialect->sections = g_ptr_array_new_with_free_func (g_free);
	dialect->marks = g_array_new (FALSE, TRUE, sizeof (mark_t));
	dialect->rules = g_array_new (FALSE, TRUE, sizeof (rule_t));
	dialect->floor = 40;
	dialect->kind = -1;
	while (bnc_line_next (&text, NEWLINE_LF, &line)) {
		loader.line++;
		if (!g_utf8_validate_len (line.p, line.n, NULL))
			fail (&loader, "expected UTF-8");
		if (*error || !load_line (&loader, line))
			break;
	}
	sort_rules (dialect);
	if (!*error && check_whole (&loader))
		return dialect;
	bnc_dialect_free (dialect);
	return NULL;
}

void
bnc_dialect_free (dialect_t *dialect)
{
	if (!dialect)
		return;
	for (uint32_t i = 0; i < dialect->marks->len; i++) {
		g_free (g_array_index (dialect->marks, mark_t, i).field);
		bnc_template_free (g_array_index (dialect->marks, mark_t, i).template);
	}
	for (uint32_t i = 0; i < dialect->rules->len; i++) {
		rule_t *rule = &g_array_index (dialect->rules, rule_t, i);

		for (uint32_t l = 0; l < rule->line_count; l++)
			bnc_template_free (rule->lines[l].template);
		g_free (rule->lines);
	}
	g_array_unref (dialect->marks);
	g_array_unref (dialect->rules);
	g_ptr_array_unref (dialect->sources);
	g_ptr_array_unref (dialect->strings);
	g_ptr_array_unref (dialect->sections);
	g_free (dialect->file);
	g_free (dialect->name);
	g_free (dialect->title);
	g_free (dialect);
}
