/*
 * dialect.c - a set of dialects, and which of them a mail speaks
 *
 * In: a cut mail and its text.  Out: the dialect whose marks add up to most, above its floor.  There is no order between
 * dialects: marks bid with the weights their files give.  The literals of all text marks are found in one pass, so a dialect
 * costs nothing on mails that hold none of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/dialect.h"

#include "mail/text.h"

struct dialect_set {
	GPtrArray *dialects;     /* dialect_t, freed with the set */
	GPtrArray *literal_marks; /* const mark_t, by the scanner's id */
	GHashTable *fields;       /* lower-case names of fields that marks look at -> GPtrArray of the marks without a literal */
	GPtrArray *part_marks, *boundary_marks;
	scanner_t *scanner;
};

dialect_set_t *
bnc_dialect_set_new (void)
{
	dialect_set_t *set = g_new0 (dialect_set_t, 1);

	set->dialects = g_ptr_array_new_with_free_func ((GDestroyNotify) bnc_dialect_free);
	return set;
}

void
bnc_dialect_set_free (dialect_set_t *set)
{
	if (!set)
		return;
	g_ptr_array_unref (set->dialects);
	if (set->scanner) {
		g_ptr_array_unref (set->literal_marks);
		g_ptr_array_unref (set->part_marks);
		g_ptr_array_unref (set->boundary_marks);
		g_hash_table_unref (set->fields);
		bnc_scanner_free (set->scanner);
	}
	g_free (set);
}

bool
bnc_dialect_set_remove (dialect_set_t *set, const char *name)
{
	for (uint32_t i = 0; i < set->dialects->len; i++) {
		const dialect_t *dialect = g_ptr_array_index (set->dialects, i);

		if (strcmp (dialect->name, name) == 0) {
			g_ptr_array_remove_index (set->dialects, i);
			return true;
		}
	}
	return false;
}

void
bnc_dialect_set_add (dialect_set_t *set, dialect_t *dialect)
{
	bnc_dialect_set_remove (set, dialect->name);
	g_ptr_array_add (set->dialects, dialect);
}

size_t
bnc_dialect_set_count (const dialect_set_t *set)
{
	return set->dialects->len;
}

const dialect_t *
bnc_dialect_set_at (const dialect_set_t *set, size_t index)
{
	return g_ptr_array_index (set->dialects, index);
}

static void
add_literal_mark (dialect_set_t *set, mark_t *mark)
{
	bnc_scanner_add (set->scanner, bnc_template_literal (mark->template), set->literal_marks->len);
	g_ptr_array_add (set->literal_marks, mark);
}

static void
add_field_mark (dialect_set_t *set, mark_t *mark)
{
	GPtrArray *without_literal = g_hash_table_lookup (set->fields, mark->field);

	if (!without_literal) {
		without_literal = g_ptr_array_new ();
		g_hash_table_insert (set->fields, mark->field, without_literal);
	}
	if (bnc_template_literal (mark->template).n)
		add_literal_mark (set, mark);
	else
		g_ptr_array_add (without_literal, mark);
}

static void
add_mark (dialect_set_t *set, mark_t *mark)
{
	switch (mark->place) {
	case MARK_TEXT:
		add_literal_mark (set, mark);
		break;
	case MARK_FIELD:
		add_field_mark (set, mark);
		break;
	case MARK_PART:
		g_ptr_array_add (set->part_marks, mark);
		break;
	case MARK_BOUNDARY:
		g_ptr_array_add (set->boundary_marks, mark);
		break;
	}
}

void
bnc_dialect_set_build (dialect_set_t *set)
{
	set->scanner = bnc_scanner_new ();
	set->literal_marks = g_ptr_array_new ();
	set->part_marks = g_ptr_array_new ();
	set->boundary_marks = g_ptr_array_new ();
	set->fields = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
	for (uint32_t d = 0; d < set->dialects->len; d++) {
		dialect_t *dialect = g_ptr_array_index (set->dialects, d);

		for (uint32_t m = 0; m < dialect->marks->len; m++) {
			mark_t *mark = &g_array_index (dialect->marks, mark_t, m);

			mark->dialect = d;
			add_mark (set, mark);
		}
	}
	bnc_scanner_build (set->scanner);
}

/* What each dialect has scored so far; a mark counts once. */
typedef struct {
	const dialect_set_t *set;
	bid_t *tally;
	uint32_t *tried;   /* by the scanner's id: the scan in which the mark was tried; once is enough, however often its literal stands there */
	uint32_t scans;
	slice_t text;      /* what is being scanned: a line, */
	const char *field; /* or the value of this field; NULL for a line */
} bidding_t;

static void
bid (bidding_t *bidding, const mark_t *mark)
{
	uint64_t bit = UINT64_C (1) << mark->number;

	if (bidding->tally[mark->dialect].seen & bit)
		return;
	bidding->tally[mark->dialect].seen |= bit;
	bidding->tally[mark->dialect].score += mark->weight;
}

static bool
literal_hit (uint32_t id, size_t end, void *user)
{
	bidding_t *bidding = user;
	const mark_t *mark = g_ptr_array_index (bidding->set->literal_marks, id);
	captures_t captures;

	(void) end;
	if (bidding->tried[id] == bidding->scans || (bidding->tally[mark->dialect].seen & (UINT64_C (1) << mark->number)) ||
	    !mark->field != !bidding->field)
		return true;
	bidding->tried[id] = bidding->scans;
	/* The literal is only the longest piece of the mark. */
	if (!mark->field ? bnc_template_find (mark->template, bidding->text, &captures)
	                 : strcmp (mark->field, bidding->field) == 0 && bnc_template_match (mark->template, bidding->text, true, &captures))
		bid (bidding, mark);
	return true;
}

static void
scan (bidding_t *bidding, const char *field, slice_t text)
{
	bidding->field = field;
	bidding->text = text;
	bidding->scans++;
	if (text.n)
		bnc_scanner_run (bidding->set->scanner, text, literal_hit, bidding);
}

static void
bid_on_value (bidding_t *bidding, const GPtrArray *marks, slice_t value)
{
	captures_t captures;

	for (uint32_t i = 0; i < marks->len; i++) {
		const mark_t *mark = g_ptr_array_index (marks, i);

		if (bnc_template_match (mark->template, value, true, &captures))
			bid (bidding, mark);
	}
}

#define LONGEST_FIELD_NAME 40

static void
bid_on_fields (bidding_t *bidding, const message_t *message)
{
	const part_t *root = &message->parts[0];
	char name[LONGEST_FIELD_NAME + 1];

	for (uint32_t i = 0; i < root->field_count; i++) {
		const field_t *field = &message->fields[root->first_field + i];
		const GPtrArray *without_literal;
		const char *value;

		if (field->name.n > LONGEST_FIELD_NAME)
			continue;
		for (size_t c = 0; c < field->name.n; c++)
			name[c] = g_ascii_tolower (field->name.p[c]);
		name[field->name.n] = '\0';
		without_literal = g_hash_table_lookup (bidding->set->fields, name);
		if (without_literal && (value = bnc_field_text (field->value, message->arena)) != NULL) {
			bid_on_value (bidding, without_literal, slice_str (value));
			scan (bidding, name, slice_str (value));
		}
	}
}

static void
bid_on_parts (bidding_t *bidding, const message_t *message)
{
	for (size_t i = 0; i < message->part_count && i < 16; i++) {
		bid_on_value (bidding, bidding->set->part_marks, message->parts[i].media_type);
		if (message->parts[i].boundary.n)
			bid_on_value (bidding, bidding->set->boundary_marks, message->parts[i].boundary);
	}
}

recognition_t
bnc_dialect_recognise (const dialect_set_t *set, const message_t *message, const lines_t *lines)
{
	recognition_t best = { NULL, 0, NULL, 0, NULL };
	bidding_t bidding = { .set = set };

	if (set->dialects->len == 0)
		return best;
	best.bids = bidding.tally = ARENA_ARRAY (message->arena, bid_t, set->dialects->len);
	bidding.tried = ARENA_ARRAY (message->arena, uint32_t, set->literal_marks->len);
	bid_on_fields (&bidding, message);
	bid_on_parts (&bidding, message);
	for (size_t i = 0; i < lines->count; i++)
		scan (&bidding, NULL, lines->lines[i].text);
	for (uint32_t d = 0; d < set->dialects->len; d++) {
		const dialect_t *dialect = g_ptr_array_index (set->dialects, d);
		int32_t score = bidding.tally[d].score;

		if (score < dialect->floor)
			continue;
		if (score > best.score) {
			best = (recognition_t) { dialect, score, best.dialect, best.score, best.bids };
		} else if (score > best.runner_up_score) {
			best.runner_up = dialect;
			best.runner_up_score = score;
		}
	}
	return best;
}
