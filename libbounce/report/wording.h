/*
 * wording.h - the words by which a report says what it is, in no particular dialect
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_WORDING_H
#define BNC_WORDING_H

#include "core/arena.h"

/* Classes of tables/prose.wording, a bit each. */
enum {
	WORDING_FAILED = 1 << 0,     /* a sentence that says delivery failed */
	WORDING_DELAYED = 1 << 1,    /* ... is delayed, and will be tried again */
	WORDING_DELIVERED = 1 << 2,  /* ... succeeded */
	WORDING_INTRO = 1 << 3,      /* addresses follow */
	WORDING_LABEL = 1 << 4,      /* what stands behind it is a recipient: "Recipient:" */
	WORDING_NOT = 1 << 5,        /* what stands behind it is an address, but no recipient: "contact" */
	WORDING_AUTO = 1 << 6,       /* an automatic reply of a person */
	WORDING_CHALLENGE = 1 << 7,  /* asks the sender to prove himself */
	WORDING_SUBJECT_FAILED = 1 << 8,
	WORDING_SUBJECT_DELAYED = 1 << 9,
	WORDING_SUBJECT_AUTO = 1 << 10,
	WORDING_SUBJECT_CHALLENGE = 1 << 11,
	WORDING_SUBJECT_FORWARD = 1 << 12,
	WORDING_FINAL = 1 << 14,     /* no more attempts: whatever else it says of delay */
	WORDING_DAEMON = 1 << 15,    /* a name or address under which mail systems write */
	WORDING_REJECTED = 1 << 13   /* a person's own filter refused it (sieve): in a disposition notification this is a failure */
};

typedef struct wording wording_t;

wording_t *bnc_wording_new (const char *file, slice_t text, char **error); /* NULL and *error: "file:line: ..." */
wording_t *bnc_wording_builtin (void);
void       bnc_wording_free (wording_t *wording); /* NULL is fine */

/* The classes that line holds. Where it has a label (or a not-label), *label (*not_label) is the offset behind the last one. */
uint32_t bnc_wording_of (const wording_t *wording, slice_t line, size_t *label, size_t *not_label);

/* The classes that a subject holds, titles ("=automatic reply") among them; 0 for NULL. */
uint32_t bnc_wording_of_subject (const wording_t *wording, const char *subject, arena_t *arena);

/* Appends the names of the classes, with spaces between them. */
void bnc_wording_names (uint32_t classes, GString *out);

#endif
