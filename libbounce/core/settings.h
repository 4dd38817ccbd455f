/*
 * settings.h - what the stations read: limits, tables, what is ours, how to judge
 *
 * A plain struct.  context.c fills it, by each station's own function for its part, before the first parse; from then on it is
 * read by any number of threads.  A station looks into its own part and those of the stations before it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SETTINGS_H
#define BNC_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
	size_t message;     /* bytes of one message read; what follows is left unread */
	size_t parts;       /* MIME parts of one message */
	size_t depth;       /* nesting of parts */
	size_t fields;      /* header fields of one part */
	size_t field;       /* bytes of one field */
	size_t recipients;  /* recipients of one record */
	size_t text;        /* bytes of decoded report text read */
	size_t hops;        /* Received fields read of one header */
	size_t original;    /* bytes kept of the returned header */
} limits_t;

typedef struct field_names field_names_t;   /* mail/original-field.h */
typedef struct dialect_set dialect_set_t;   /* report/dialect.h */
typedef struct wording wording_t;           /* report/wording.h */
typedef struct reason_set reason_set_t;     /* reason/reason.h */
typedef struct home home_t;                 /* trace/home.h */
typedef struct keys keys_t;                 /* proof/keys.h */
typedef struct ledgers ledgers_t;           /* proof/ledgers.h */
typedef struct policy policy_t;             /* verdict/policy.h */
typedef struct chances chances_t;           /* verdict/chances.h */
typedef struct scorer_list scorer_list_t;   /* verdict/scorer.h */

typedef struct {
	limits_t limits;
	field_names_t *original_fields;
	dialect_set_t *dialects;
	wording_t *wording;
	reason_set_t *reasons;
	home_t *home;
	keys_t *keys;
	ledgers_t *ledgers;
	policy_t *policy;
	chances_t *chances;
	scorer_list_t *scorers;
} settings_t;

/* Is there a setting of that name? A row of the tables of evidence and of permanence may still be none. */
bool bnc_setting_is_known (const char *key);

#endif
