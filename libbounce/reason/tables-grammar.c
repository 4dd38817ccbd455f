/*
 * tables-grammar.c - reads the grammar's files: classes of words, words, and the shapes that reasons have
 *
 * In: lines of classes.tsv, *.words and shapes.tsv, one at a time.  Out: the set, larger by what they say.
 *
 * The syntax of the files is told in tables/README.md.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/reading.h"

#define WEIGHT_MAX 99

/* Index of a class, or -1. */
static int
find_class (const reason_set_t *set, slice_t name)
{
	for (guint i = 0; i < set->classes->len; i++) {
		if (slice_is (name, g_array_index (set->classes, class_t, i).name))
			return (int) i;
	}
	return -1;
}

/* classes.tsv: CLASS, WEIGHT, meaning. */
bool
bnc_reading_class_line (reading_t *reading, slice_t line)
{
	slice_t name = bnc_reading_column (&line);
	GArray *classes = reading->set->classes;
	class_t class = { NULL, 0 };
	int known = find_class (reading->set, name);

	if (!name.n || !bnc_reading_number (bnc_reading_column (&line), WEIGHT_MAX, &class.weight))
		return bnc_reading_expected (reading, "the name of a class and a weight from 1 to 99");
	if (known < 0 && classes->len == CLASSES_MAX)
		return bnc_reading_expected (reading, "at most 64 classes");
	if (!reading->take)
		return true;
	if (known >= 0) {
		g_array_index (classes, class_t, known).weight = class.weight;
		return true;
	}
	if (slice_is (name, "advice"))
		reading->set->class_advice = (int) classes->len;
	if (slice_is (name, "at"))
		reading->set->class_at = (int) classes->len;
	if (slice_is (name, "ip"))
		reading->set->class_ip = (int) classes->len;
	class.name = g_string_chunk_insert_len (reading->set->strings, name.p, (gssize) name.n);
	g_array_append_val (classes, class);
	return true;
}

/* *.words: [CLASS], and its words, each as a phrase of one literal. */
bool
bnc_reading_words_line (reading_t *reading, slice_t line)
{
	if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
		int class = find_class (reading->set, slice_trim (slice (line.p + 1, line.n - 2)));

		reading->in_section = class >= 0;
		reading->value = (uint32_t) class;
		return class >= 0 || bnc_reading_expected (reading, "the name of a class that classes.tsv has");
	}
	if (!reading->in_section)
		return bnc_reading_expected (reading, "[CLASS] before the first word");
	if (bnc_slice_find (line, SLICE_LIT (" &"), 0) < line.n)
		return bnc_reading_expected (reading, "a word without &");
	if (line.n > WORD_BYTES_MAX)
		return bnc_reading_expected (reading, "a word of 100 bytes or less");
	return bnc_reading_phrase (reading, line, TELLS_WORD, reading->value, NULL);
}

/* The classes of a shape, parted by spaces; "!" before one that must not stand there. */
static bool
read_classes (reading_t *reading, slice_t list, shape_t *shape)
{
	for (slice_t word = bnc_reading_word (&list); word.p; word = bnc_reading_word (&list)) {
		bool forbidden = word.n && word.p[0] == '!';
		int class = find_class (reading->set, forbidden ? slice_from (word, 1) : word);

		if (class < 0)
			return bnc_reading_expected (reading, "names of classes that classes.tsv has");
		if (forbidden)
			shape->forbidden |= G_GUINT64_CONSTANT (1) << class;
		else
			shape->required |= G_GUINT64_CONSTANT (1) << class;
		if (!forbidden)
			shape->weight = (uint16_t) (shape->weight + g_array_index (reading->set->classes, class_t, class).weight);
	}
	return shape->required || bnc_reading_expected (reading, "the classes of the shape");
}

static uint8_t
heaviest_class (const reason_set_t *set, uint64_t classes)
{
	int best = -1;

	for (; classes; classes &= classes - 1) {
		int class = __builtin_ctzll (classes);

		if (best < 0 || g_array_index (set->classes, class_t, class).weight > g_array_index (set->classes, class_t, best).weight)
			best = class;
	}
	return (uint8_t) best;
}

/* shapes.tsv: REASON ["weak" | "+"WEIGHT], classes, example. */
bool
bnc_reading_shape_line (reading_t *reading, slice_t line)
{
	slice_t head = bnc_reading_column (&line);
	slice_t name = bnc_reading_word (&head), option = bnc_reading_word (&head);
	shape_t shape = { .reason = bnc_reason_named (name), .line = reading->line };

	if (shape.reason <= BOUNCE_REASON_NONE || shape.reason >= REASON_COUNT)
		return bnc_reading_expected (reading, "the name of a reason");
	shape.weak = slice_is (option, "weak");
	if (option.p && !shape.weak && (option.p[0] != '+' || !bnc_reading_number (slice_from (option, 1), WEIGHT_MAX, &shape.weight)))
		return bnc_reading_expected (reading, "\"weak\" or +WEIGHT behind the reason");
	if (!read_classes (reading, bnc_reading_column (&line), &shape))
		return false;
	shape.key = heaviest_class (reading->set, shape.required);
	if (reading->take)
		g_array_append_val (reading->set->shapes, shape);
	return true;
}

uint16_t
bnc_reading_language (reading_t *reading)
{
	GPtrArray *languages = reading->set->languages;
	guint i = 0;

	/* What an operator adds counts in texts of every language. */
	if (reading->set->lexicons)
		return 0;
	while (i < languages->len && strcmp (g_ptr_array_index (languages, i), reading->name) != 0)
		i++;
	if (i == languages->len && i < LANGUAGES_MAX - 1 && reading->take)
		g_ptr_array_add (languages, g_string_chunk_insert_const (reading->set->strings, reading->name));
	return (uint16_t) MIN (i, LANGUAGES_MAX - 1);
}

static gint
by_key (gconstpointer a, gconstpointer b)
{
	const shape_t *x = a, *y = b;

	return x->key != y->key ? (int) x->key - (int) y->key : (x->line > y->line) - (x->line < y->line);
}

void
bnc_reason_set_order_shapes (reason_set_t *set)
{
	uint32_t next = 0;

	g_array_sort (set->shapes, by_key);
	for (unsigned key = 0; key <= CLASSES_MAX; key++) {
		while (next < set->shapes->len && g_array_index (set->shapes, shape_t, next).key < key)
			next++;
		set->first_shape[key] = next;
	}
}
