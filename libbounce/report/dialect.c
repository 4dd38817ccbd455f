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

#define LONGEST_FIELD_NAME 40

/* What marks are looked for in: the lines of the text, types and boundaries of parts, and behind those the fields that marks name. */
enum { WHERE_TEXT, WHERE_PART, WHERE_BOUNDARY, WHERE_FIELDS };

typedef struct {
	uint32_t where;
	GPtrArray *without_literal; /* const mark_t: they are asked one by one */
} place_t;

struct dialect_set {
	GPtrArray *dialects;      /* dialect_t, freed with the set */
	GPtrArray *literal_marks; /* const mark_t, by the scanner's id */
	GPtrArray *places;        /* place_t, by where */
	GHashTable *fields;       /* lower-case name -> place_t */
	uint64_t lengths[32];     /* by the low bits of a letter: a bit for each length of the fields' names that begin with it */
	uint32_t trials;          /* marks with a trial of their own */
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
		g_hash_table_unref (set->fields);
		g_ptr_array_unref (set->places);
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
place_free (gpointer data)
{
	place_t *place = data;

	g_ptr_array_unref (place->without_literal);
	g_free (place);
}

static place_t *
add_place (dialect_set_t *set)
{
	place_t *place = g_new (place_t, 1);

	place->where = set->places->len;
	place->without_literal = g_ptr_array_new ();
	g_ptr_array_add (set->places, place);
	return place;
}

static place_t *
field_place (dialect_set_t *set, char *name)
{
	place_t *place = g_hash_table_lookup (set->fields, name);

	if (place)
		return place;
	place = add_place (set);
	g_hash_table_insert (set->fields, name, place);
	set->lengths[*name & 31] |= UINT64_C (1) << MIN (strlen (name), 63);
	return place;
}

static place_t *
place_of (dialect_set_t *set, const mark_t *mark)
{
	switch (mark->place) {
	case MARK_FIELD:
		return field_place (set, mark->field);
	case MARK_PART:
		return g_ptr_array_index (set->places, WHERE_PART);
	case MARK_BOUNDARY:
		return g_ptr_array_index (set->places, WHERE_BOUNDARY);
	case MARK_TEXT:
		break;
	}
	return g_ptr_array_index (set->places, WHERE_TEXT);
}

static void
add_mark (dialect_set_t *set, mark_t *mark)
{
	place_t *place = place_of (set, mark);
	slice_t literal = bnc_template_literal (mark->template);

	mark->where = place->where;
	mark->trial = bnc_template_is_simple (mark->template) ? 0 : ++set->trials;
	if (literal.n) {
		bnc_scanner_add (set->scanner, literal, set->literal_marks->len);
		g_ptr_array_add (set->literal_marks, mark);
	} else {
		g_ptr_array_add (place->without_literal, mark);
	}
}

void
bnc_dialect_set_build (dialect_set_t *set)
{
	set->scanner = bnc_scanner_new ();
	set->literal_marks = g_ptr_array_new ();
	set->places = g_ptr_array_new_with_free_func (place_free);
	while (set->places->len < WHERE_FIELDS)
		add_place (set);
	set->fields = g_hash_table_new (g_str_hash, g_str_equal);
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
	uint32_t *tried;   /* by the mark's trial: the scan in which it was tried; once is enough, however often its literal stands there */
	uint32_t scans;
	slice_t text;      /* what is being scanned, */
	uint32_t where;    /* and what that is of the mail */
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
	bool is_line = mark->where == WHERE_TEXT;
	captures_t captures;

	if (mark->where != bidding->where)
		return true;
	if (!mark->trial) {
		if (is_line || bnc_template_ends_at (mark->template, bidding->text, end))
			bid (bidding, mark);
		return true;
	}
	if (bidding->tried[mark->trial] == bidding->scans || (bidding->tally[mark->dialect].seen & (UINT64_C (1) << mark->number)))
		return true;
	bidding->tried[mark->trial] = bidding->scans;
	/* The literal is only the longest piece of the mark. */
	if (is_line ? bnc_template_find (mark->template, bidding->text, &captures)
	            : bnc_template_match (mark->template, bidding->text, true, &captures))
		bid (bidding, mark);
	return true;
}

static void
scan (bidding_t *bidding, uint32_t where, slice_t text)
{
	bidding->where = where;
	bidding->text = text;
	bidding->scans++;
	if (text.n)
		bnc_scanner_run (bidding->set->scanner, text, literal_hit, bidding);
}

static void
bid_on_value (bidding_t *bidding, const place_t *place, slice_t value)
{
	captures_t captures;

	for (uint32_t i = 0; i < place->without_literal->len; i++) {
		const mark_t *mark = g_ptr_array_index (place->without_literal, i);

		if (bnc_template_match (mark->template, value, true, &captures))
			bid (bidding, mark);
	}
	scan (bidding, place->where, value);
}

/* The place of a field that some mark names, or NULL; most fields are turned away by letter and length. */
static const place_t *
find_field (const dialect_set_t *set, slice_t name)
{
	char lower[LONGEST_FIELD_NAME + 1];

	if (name.n == 0 || name.n > LONGEST_FIELD_NAME || !(set->lengths[name.p[0] & 31] >> name.n & 1))
		return NULL;
	for (size_t c = 0; c < name.n; c++)
		lower[c] = g_ascii_tolower (name.p[c]);
	lower[name.n] = '\0';
	return g_hash_table_lookup (set->fields, lower);
}

static void
bid_on_fields (bidding_t *bidding, const message_t *message)
{
	const part_t *root = &message->parts[0];

	for (uint32_t i = 0; i < root->field_count; i++) {
		const field_t *field = &message->fields[root->first_field + i];
		const place_t *place = find_field (bidding->set, field->name);
		const char *value = place ? bnc_field_text (field->value, message->arena) : NULL;

		if (value)
			bid_on_value (bidding, place, slice_str (value));
	}
}

static void
bid_on_parts (bidding_t *bidding, const message_t *message)
{
	for (size_t i = 0; i < message->part_count && i < 16; i++) {
		bid_on_value (bidding, g_ptr_array_index (bidding->set->places, WHERE_PART), message->parts[i].media_type);
		if (message->parts[i].boundary.n)
			bid_on_value (bidding, g_ptr_array_index (bidding->set->places, WHERE_BOUNDARY), message->parts[i].boundary);
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
	bidding.tried = ARENA_ARRAY (message->arena, uint32_t, set->trials + 1);
	bid_on_fields (&bidding, message);
	bid_on_parts (&bidding, message);
	for (size_t i = 0; i < lines->count; i++)
		scan (&bidding, WHERE_TEXT, lines->lines[i].text);
	for (uint32_t d = 0; d < set->dialects->len; d++) {
		const dialect_t *dialect = g_ptr_array_index (set->dialects, d);
		int32_t score = bidding.tally[d].score;

		if (score <= 0 || score < dialect->floor)
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
