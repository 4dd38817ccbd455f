/*
 * context.h - settings, limits, tables and scorers, as the stations read them
 *
 * Written until the first parse freezes it; afterwards any number of threads read it without a lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CONTEXT_H
#define BNC_CONTEXT_H

#include "bounce.h"
#include "core/slice.h"

typedef struct {
	size_t message;     /* bytes of one message read; what follows is left unread */
	size_t parts;       /* MIME parts of one message */
	size_t depth;       /* nesting of parts */
	size_t fields;      /* header fields of one part */
	size_t field;       /* bytes of one field */
	size_t recipients;  /* recipients of one record */
	size_t text;        /* bytes of decoded report text read */
	size_t hops;        /* Received fields read of one header */
} limits_t;

typedef struct dialect_set dialect_set_t;   /* report/dialect.h */
typedef struct reason_set reason_set_t;     /* reason/reason.h */
typedef struct wording wording_t;           /* report/wording.h */
typedef struct home home_t;                 /* verdict/home.h */
typedef struct scorer_list scorer_list_t;   /* verdict/scorer.h */

struct bounce_context {
	gint refs;
	gint frozen;
	GMutex mutex;          /* guards freezing, and the list of records in work */
	limits_t limits;
	dialect_set_t *dialects;
	reason_set_t *reasons;
	wording_t *wording;
	home_t *home;
	scorer_list_t *scorers;
	GHashTable *in_work;   /* records whose scorers are running: freed with the context if a scorer jumped out */
	char *error;
};

/* Builds what is searched while parsing; from then on the context is read only. */
void bnc_context_freeze (bounce_context_t *context);

/* Sets the text that bounce_context_error() gives, and returns status. */
bounce_status_t bnc_context_fail (bounce_context_t *context, bounce_status_t status, const char *format, ...)
	G_GNUC_PRINTF (3, 4);

#endif
