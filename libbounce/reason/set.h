/*
 * set.h - the tables of reason/ as they are kept: filled by tables.c, read by reason.c and status.c
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SET_H
#define BNC_SET_H

#include "core/record.h"
#include "core/scanner.h"
#include "core/settings.h"
#include "report/codes.h"

#define REASON_COUNT (BOUNCE_REASON_VACATION + 1)
#define RANK_LAST ((uint16_t) 999)

/* Which step of the session was refused; CONNECT stands for all before MAIL. */
typedef enum { COMMAND_NONE, COMMAND_CONNECT, COMMAND_MAIL, COMMAND_RCPT, COMMAND_DATA } command_t;

command_t bnc_command_named (slice_t word);

/* Where another server's reply begins (the outermost one counts), where one within it is the cause, where it ends. */
typedef enum { QUOTE_BEGIN, QUOTE_INNER, QUOTE_END } quote_t;

/* What a phrase tells. */
typedef enum {
	TELLS_REASON,   /* value: the reason */
	TELLS_WEAKLY,   /* value: the reason, unless a code says more */
	TELLS_COMMAND,  /* value: the command */
	TELLS_RECEIVER, /* value: index of the receiver */
	TELLS_ROW,      /* value: index of the receiver's row */
	TELLS_QUOTE,    /* value: what of a quoted reply, quote_t */
	TELLS_WORD      /* value: index of the class of words */
} tells_t;

/* A phrase: literals that must all stand in the text, and some that must not. */
typedef struct {
	tells_t tells;
	uint32_t value;
	uint16_t language;  /* of a word: index of its file in set->languages */
	uint16_t rank;      /* the lower of two phrases wins */
	uint16_t length;    /* of all literals: of two with one rank the longer wins */
	uint8_t required, forbidden; /* bits of its literals */
	bool certain;       /* the reason, whatever the command and the codes are */
	bool unsure;        /* stock words: the reason only where an address was looked up */
	uint16_t slot;      /* its place among the phrases of several literals; 0 for one of a single literal */
	const char *from;   /* file, and line of it */
	uint32_t line;
} phrase_t;

typedef struct {
	uint32_t phrase;
	uint32_t length;
	uint8_t bit;
	bool starts_word, ends_word;
} literal_t;

/* A row of a receiver's table; reply 0, status "": any. */
typedef struct {
	uint32_t receiver;
	bounce_reason_t reason;
	int32_t reply;
	char status[12];
	bool has_phrase;
} row_t;

/* A row of permanence.tsv, or a setting in its place. */
typedef struct {
	bounce_reason_t reason;   /* BOUNCE_REASON_NONE: any */
	int32_t reply;            /* 0: any; 4 or 5: any of that class */
	char status[12];          /* "": any; "X.1.1": of any class */
	const char *receiver;     /* the name of a receiver, or a domain, in lower case; NULL: any */
	bounce_permanence_t permanence;
	uint16_t weight;          /* of two rows that fit, the heavier counts */
	const char *text;         /* the row as its key is written */
} permanence_row_t;

#define WORD_BYTES_MAX 100
#define CLASSES_MAX 64
#define LANGUAGES_MAX 64 /* what goes beyond shares the last place */

/* A class of words, such as "recipient" or "refused". */
typedef struct {
	const char *name;
	uint16_t weight;
} class_t;

/* What a reason is made of: classes of which each must have a word in the sentence, and some that must have none. */
typedef struct {
	bounce_reason_t reason;
	uint16_t weight;
	bool weak;
	uint64_t required, forbidden;
	uint8_t key;         /* the class of the required that is worth most: where it is not, the shape is not looked at */
	uint32_t line;
} shape_t;

typedef struct lexicons lexicons_t;

struct reason_set {
	scanner_t *scanner;
	GArray *phrases, *literals, *rows;
	GPtrArray *receivers;     /* names */
	GHashTable *by_phrase;    /* a phrase as written -> its index + 1 */
	GHashTable *hosts;        /* suffix of a host name -> index of the receiver + 1 */
	GHashTable *recipients;   /* suffix of a recipient's domain -> the same */
	GHashTable *statuses;     /* "5.1.1", "X.1.1" -> reason */
	GHashTable *replies;      /* "550", "550 RCPT" -> reason */
	GArray *permanences;      /* permanence_row_t, as they came */
	GHashTable *permanences_at; /* receiver or domain, "": none -> their indexes, the heaviest row first */
	bool permanences_by_name; /* one is for a receiver that has a table */
	GStringChunk *strings;
	uint16_t ranks[REASON_COUNT];
	GArray *classes, *shapes; /* once built the shapes stand in the order of their keys */
	uint32_t first_shape[CLASSES_MAX + 1]; /* of each key */
	/* Classes that mean more than their name: addresses and IP addresses, which no words stand for, and advice; -1: none. */
	int class_at, class_ip, class_advice;
	lexicons_t *lexicons;     /* NULL: a lexicon itself */
	GPtrArray *languages;     /* names of the *.words files; [0] is English, whose words stand in refusals of every language */
	GArray *slots;            /* indexes of the phrases of several literals; [0] is none */
};

/* The compiled-in tables; a set without any. */
reason_set_t *bnc_reason_set_new (void);
reason_set_t *bnc_reason_set_empty (void);
void          bnc_reason_set_free (reason_set_t *set); /* NULL is fine */

/* Adds the files *.phrases and *.receiver of a folder, or one file; on error says file, line and what was expected. */
bool bnc_reason_set_add (reason_set_t *set, const char *name, slice_t text, char **error);
void bnc_reason_set_build (reason_set_t *set);

/* The receiver (index + 1) that answered: known by its server's name; without that by what only it writes (said, 0: nothing), else, where
 * no server is named, by whose recipient it is; 0 where there is none. */
uint32_t bnc_receiver_find (const reason_set_t *set, const struct bounce_recipient *recipient, uint32_t said);

/* A host's name in lower case, then each name above it, for a look-up; NULL where none is left, or the name is too long to be one. */
#define SUFFIX_MAX 256
const char *bnc_suffix_start (slice_t name, char lower[SUFFIX_MAX]);
const char *bnc_suffix_next (const char *suffix);

/* Reads a row, "suspend", "not-accept.4xx", "550-5.2.1@google", and its permanence; false: *expected says what it should be. */
bool bnc_permanence_read (reason_set_t *set, slice_t row, slice_t value, permanence_row_t *read, const char **expected);
/* Adds what was read, or puts it in the place of the same row. */
void bnc_permanence_add (reason_set_t *set, const permanence_row_t *read);

/* The setting "permanence.<row>"; *error gets what was expected (g_free) where it is none. */
bool bnc_permanence_set (reason_set_t *set, const char *row, const char *value, char **error);

/* By the rows; BOUNCE_PERMANENCE_NONE where nothing failed. The recipient has its reason. */
bounce_permanence_t bnc_permanence_of (const reason_set_t *set, const struct bounce_recipient *recipient);

#endif
