/*
 * reading.h - a data file of reason/ while it is read: what tables.c and tables-grammar.c share
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_READING_H
#define BNC_READING_H

#include "reason/set.h"

/* A file while it is read. Each is read twice: once to see that all of it is right, and then to take it over. */
typedef struct {
	reason_set_t *set;
	const char *name;
	uint32_t line;
	bool take;
	char *error;
	tells_t tells;       /* of the section */
	uint32_t value;
	uint16_t language;
	uint16_t rank;
	bool in_section, certain, unsure;
	uint32_t receiver;   /* index */
	bool has_receiver;
} reading_t;

/* One line of a file, neither empty nor a comment. False: reading->error says what was expected. */
typedef bool (*reading_line_fn) (reading_t *reading, slice_t line);

/* Notes the error, the first of a file; always false. */
bool bnc_reading_expected (reading_t *reading, const char *what);

/* The next word of a line, or a quoted string without its quotes; SLICE_NONE at the end. */
slice_t bnc_reading_word (slice_t *line);

/* The next column, trimmed: columns are parted by tabs. */
slice_t bnc_reading_column (slice_t *line);

/* A number from 1 to most; false for anything else. */
bool bnc_reading_number (slice_t word, uint16_t most, uint16_t *number);

/* Adds a phrase of one or several literals. key: what a later file replaces it by; NULL: nothing does. */
bool bnc_reading_phrase (reading_t *reading, slice_t text, tells_t tells, uint32_t value, const char *key);

/* tables-grammar.c: the lines of classes.tsv, *.words and shapes.tsv. */
bool bnc_reading_class_line (reading_t *reading, slice_t line);
bool bnc_reading_words_line (reading_t *reading, slice_t line);
bool bnc_reading_shape_line (reading_t *reading, slice_t line);

/* The index of the file among the languages; a new one is added when the file is taken over. */
uint16_t bnc_reading_language (reading_t *reading);

/* Makes the shapes findable by their keys, once all are read. */
void bnc_reason_set_order_shapes (reason_set_t *set);

#endif
