/*
 * dialect.h - vendor formats as data: which one is spoken, and what it says
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_DIALECT_H
#define BNC_DIALECT_H

#include "core/settings.h"
#include "core/record.h"
#include "core/scanner.h"
#include "report/lines.h"
#include "report/template.h"

/* What a file says with KEY=VALUE behind a template. */
typedef struct {
	bounce_action_t action;
	bool overrules;    /* the action goes before that of a field */
	bounce_reason_t reason;
	int32_t kind;      /* -1: not said */
	const char *status, *command; /* the dialect's */
} saying_t;

typedef enum { MARK_TEXT, MARK_FIELD, MARK_PART, MARK_BOUNDARY } mark_place_t;

typedef struct {
	mark_place_t place;
	char *field;       /* MARK_FIELD: its name in lower case */
	template_t *template;
	int32_t weight;
	uint32_t dialect, number; /* of the dialect in its set, of the mark in its dialect */
	uint32_t where;           /* what in a mail it is looked for in, as the set counts that */
	uint32_t trial;           /* among the marks of the set that are not bnc_template_is_simple(), from 1; 0 for one that is */
	uint32_t source_line;     /* in the file */
} mark_t;

typedef enum { STEP_ONCE, STEP_OPTIONAL, STEP_REPEAT } step_t;

typedef struct {
	step_t step;
	template_t *template;
	saying_t saying;      /* holds once the line has matched */
	uint32_t source_line; /* in the file */
} block_line_t;

typedef enum { RULE_SECTION, RULE_BLOCK, RULE_LINE, RULE_DETAIL, RULE_ORIGINAL, RULE_END, RULE_KINDS } rule_kind_t;

typedef struct {
	rule_kind_t kind;
	int32_t section;      /* index of the section it holds in; -1: everywhere. Of a section: its own index. */
	saying_t saying;      /* behind its own template */
	block_line_t *lines;  /* a block has several, the others one */
	uint32_t line_count;
	uint32_t source_line; /* in the file */
} rule_t;

typedef struct {
	char *file;           /* it was read from; of one that is built in the name alone */
	char *name, *title;
	GPtrArray *sources;   /* "seen" and "spec" */
	GPtrArray *strings;   /* owned text that sayings point to */
	GPtrArray *sections;  /* names */
	GArray *marks;        /* mark_t */
	GArray *rules;        /* rule_t, sorted by kind, each kind in the order of the file */
	uint32_t first_rule[RULE_KINDS + 1]; /* where each kind begins among them */
	int32_t floor;
	int32_t kind;         /* the kind of a mail in this dialect, or -1 */
} dialect_t;

#define DIALECT_MARKS_MAX 64

dialect_t *bnc_dialect_load (const char *file, slice_t text, char **error); /* NULL and *error: "file:line: what was expected" */
void       bnc_dialect_free (dialect_t *dialect);

dialect_set_t *bnc_dialect_set_new (void);
void           bnc_dialect_set_free (dialect_set_t *set); /* NULL is fine */
void           bnc_dialect_set_add (dialect_set_t *set, dialect_t *dialect); /* takes it; one of the same name is replaced */
bool           bnc_dialect_set_remove (dialect_set_t *set, const char *name); /* false: there is none of that name */
void           bnc_dialect_set_build (dialect_set_t *set); /* once, before it is used */
size_t         bnc_dialect_set_count (const dialect_set_t *set);
const dialect_t *bnc_dialect_set_at (const dialect_set_t *set, size_t index);

/* What the marks of one dialect add up to. */
typedef struct {
	uint64_t seen; /* a bit a mark */
	int32_t score;
} bid_t;

typedef struct {
	const dialect_t *dialect;  /* NULL: none reached its floor */
	int32_t score;
	const dialect_t *runner_up;
	int32_t runner_up_score;
	const bid_t *bids;         /* of every dialect of the set, in the message's arena */
} recognition_t;

recognition_t bnc_dialect_recognise (const dialect_set_t *set, const message_t *message, const lines_t *lines);

/* What reading the text gave besides recipients. */
typedef struct {
	size_t original;   /* line at which the returned message starts, or lines->count */
	int32_t kind;      /* what a rule said of the mail's kind, or -1 */
	struct bounce_recipient *general; /* what was said where the text names no recipient at all; NULL: nothing */
} reading_t;

#define LINE_NONE SIZE_MAX

/* Told of each rule that took a line, with the template that matched; NULL where the line only goes on what {text...} began.
 * Detail rules match no line, but what was made of some: LINE_NONE. */
typedef void (*dialect_trace_fn) (const rule_t *rule, const template_t *template, size_t line, void *user);

/* Applies the detail rules to a diagnostic that did not come from the text. */
void bnc_dialect_detail (const dialect_t *dialect, bounce_record_t *record, struct bounce_recipient *recipient);

/* Is the line one behind which reports of this dialect return the message? */
bool bnc_dialect_marks_original (const dialect_t *dialect, slice_t line);

reading_t bnc_dialect_read (const dialect_t *dialect, const lines_t *lines, bounce_record_t *record, const limits_t *limits,
                            dialect_trace_fn trace, void *user);

#endif
