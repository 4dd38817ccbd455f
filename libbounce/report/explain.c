/*
 * explain.c - how a mail was read: who bid for it, and which rule took which line
 *
 * In: what the reader of reports did, step by step.  Out: text for the author of a dialect, in the record's arena; explain_t is
 * the caller's until bnc_explain_end().  Lines are numbered within the text of their part, which is what the rules see: decoded,
 * without HTML, and up to the returned message.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/explain.h"

typedef struct {
	const rule_t *rule;
	const template_t *template;
	size_t line;
} note_t;

struct explain {
	GString *text;
	GArray *notes; /* note_t, by line; those of LINE_NONE between them */
};

explain_t *
bnc_explain_new (void)
{
	explain_t *explain = g_new0 (explain_t, 1);

	explain->text = g_string_new (NULL);
	explain->notes = g_array_new (FALSE, FALSE, sizeof (note_t));
	return explain;
}

const char *
bnc_explain_end (explain_t *explain, arena_t *arena)
{
	const char *text = bnc_arena_utf8 (arena, slice (explain->text->str, explain->text->len));

	g_string_free (explain->text, TRUE);
	g_array_unref (explain->notes);
	g_free (explain);
	return text;
}

void
bnc_explain_say (explain_t *explain, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	g_string_append_vprintf (explain->text, format, args);
	va_end (args);
	g_string_append_c (explain->text, '\n');
}

typedef struct {
	const dialect_t *dialect;
	const bid_t *bid;
} bidder_t;

static int
compare_bidders (gconstpointer a, gconstpointer b)
{
	const bidder_t *x = a, *y = b;

	return x->bid->score != y->bid->score ? y->bid->score - x->bid->score : strcmp (x->dialect->name, y->dialect->name);
}

static void
say_bid (explain_t *explain, const bidder_t *bidder)
{
	static const char *const places[] = { [MARK_TEXT] = "text", [MARK_PART] = "part", [MARK_BOUNDARY] = "boundary" };
	const dialect_t *dialect = bidder->dialect;

	bnc_explain_say (explain, "  %s %d", dialect->name, bidder->bid->score);
	for (uint32_t i = 0; i < dialect->marks->len; i++) {
		const mark_t *mark = &g_array_index (dialect->marks, mark_t, i);

		if (bidder->bid->seen & (UINT64_C (1) << mark->number))
			bnc_explain_say (explain, "    %s:%u: recognise %s \"%s\" %d", dialect->file, mark->source_line,
			                 mark->place == MARK_FIELD ? mark->field : places[mark->place], bnc_template_text (mark->template),
			                 mark->weight);
	}
}

void
bnc_explain_bids (explain_t *explain, const dialect_set_t *set, const recognition_t *recognition)
{
	GArray *bidders = g_array_new (FALSE, FALSE, sizeof (bidder_t));
	const bidder_t *first;

	for (size_t i = 0; i < bnc_dialect_set_count (set); i++) {
		bidder_t bidder = { bnc_dialect_set_at (set, i), &recognition->bids[i] };

		if (bidder.bid->score)
			g_array_append_val (bidders, bidder);
	}
	g_array_sort (bidders, compare_bidders);
	bnc_explain_say (explain, bidders->len ? "bids:" : "bids: none");
	for (guint i = 0; i < bidders->len; i++)
		say_bid (explain, &g_array_index (bidders, bidder_t, i));
	first = recognition->dialect ? &g_array_index (bidders, bidder_t, 0) : NULL;
	if (!first)
		bnc_explain_say (explain, "winner: none, no bid reaches its floor (40): the text is read as prose");
	else if (bidders->len == 1)
		bnc_explain_say (explain, "winner: %s with %d, runner-up: none", first->dialect->name, first->bid->score);
	else
		bnc_explain_say (explain, "winner: %s with %d, runner-up: %s with %d, margin %d", first->dialect->name, first->bid->score,
		                 first[1].dialect->name, first[1].bid->score, first->bid->score - first[1].bid->score);
	g_array_unref (bidders);
}

void
bnc_explain_rule (const rule_t *rule, const template_t *template, size_t line, void *explain)
{
	note_t note = { rule, template, line };

	g_array_append_val (((explain_t *) explain)->notes, note);
}

static void
say_note (explain_t *explain, const dialect_t *dialect, const note_t *note, const char *first)
{
	static const char *const words[] = { [RULE_SECTION] = "section", [RULE_BLOCK] = "block", [RULE_LINE] = "line",
		[RULE_DETAIL] = "detail", [RULE_ORIGINAL] = "original", [RULE_END] = "end" };
	uint32_t at = 0;

	if (!note->template) {
		bnc_explain_say (explain, "%s%s:%u: goes on with {text...}", first, dialect->file, note->rule->source_line);
		return;
	}
	while (at + 1 < note->rule->line_count && note->rule->lines[at].template != note->template)
		at++;
	bnc_explain_say (explain, "%s%s:%u: %s%s \"%s\"", first, dialect->file, note->rule->lines[at].source_line, at ? "of the " : "",
	                 words[note->rule->kind], bnc_template_text (note->template));
}

/* One line of the text; where a part begins, which part it is. */
static void
say_line (explain_t *explain, const lines_t *lines, size_t index, size_t *number)
{
	const line_t *line = &lines->lines[index];

	if (index == 0 || lines->lines[index - 1].source != line->source) {
		bnc_explain_say (explain, "text of part %d:", (int) lines->sources[line->source].part);
		*number = 0;
	}
	++*number;
	g_string_append_printf (explain->text, "%5zu ", *number);
	/* Where a line is indented, templates can tell. */
	if (line->text.n)
		g_string_append_printf (explain->text, "|%s", line->indent ? " " : "");
	g_string_append_len (explain->text, line->text.n ? line->text.p : "", (gssize) line->text.n);
	g_string_append_c (explain->text, '\n');
}

#define BELOW_A_LINE "        ^ "

void
bnc_explain_lines (explain_t *explain, const dialect_t *dialect, const lines_t *lines)
{
	const note_t *notes = (const note_t *) (const void *) explain->notes->data;
	size_t number = 0;
	guint at = 0;

	for (size_t i = 0; i < lines->count; i++) {
		say_line (explain, lines, i, &number);
		for (; at < explain->notes->len && (notes[at].line == i || notes[at].line == LINE_NONE); at++) {
			if (notes[at].line == i)
				say_note (explain, dialect, &notes[at], BELOW_A_LINE);
		}
	}
	for (at = 0, number = 0; at < explain->notes->len; at++) {
		if (notes[at].line != LINE_NONE)
			continue;
		if (number++ == 0)
			bnc_explain_say (explain, "in the diagnostics:");
		say_note (explain, dialect, &notes[at], "  ");
	}
}

/* Classes that count in the text; the others are asked of the subject and the sender. */
#define CLASSES_OF_TEXT \
	(uint32_t) (WORDING_FAILED | WORDING_DELAYED | WORDING_DELIVERED | WORDING_INTRO | WORDING_LABEL | WORDING_NOT | WORDING_AUTO | \
	            WORDING_CHALLENGE | WORDING_FINAL | WORDING_REJECTED)

void
bnc_explain_prose (explain_t *explain, const survey_t *survey, const lines_t *lines)
{
	size_t number = 0;

	for (size_t i = 0; i < lines->count; i++) {
		uint32_t classes = i < survey->end ? survey->classes[i] & CLASSES_OF_TEXT : 0;

		say_line (explain, lines, i, &number);
		if (classes) {
			g_string_append (explain->text, BELOW_A_LINE "prose.wording: ");
			bnc_wording_names (classes, explain->text);
			g_string_append_c (explain->text, '\n');
		}
	}
}
