/*
 * template.h - a line that looks like the text it matches, with named holes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEMPLATE_H
#define BNC_TEMPLATE_H

#include "core/arena.h"

/* What a hole stands for; each kind has at most one value in a template. */
typedef enum {
	HOLE_ANY,            /* {*}          anything, nothing included; not kept */
	HOLE_TEXT,           /* {text}       the diagnostic */
	HOLE_ADDRESS,        /* {address}    the failed recipient, with a domain */
	HOLE_USER,           /* {user}       the same, a word without a domain */
	HOLE_ORIGINAL,       /* {original}   the address the sender wrote */
	HOLE_HOST,           /* {host}       the remote MTA's name */
	HOLE_IP,             /* {ip}         its address */
	HOLE_STATUS,         /* {status}     enhanced status code (RFC 3463) */
	HOLE_CODE,           /* {code}       reply code (RFC 5321) */
	HOLE_COMMAND,        /* {command}    SMTP command */
	HOLE_DATE,           /* {date}       the last attempt */
	HOLE_UNTIL,          /* {until}      retried until */
	HOLE_REPORTING_MTA,  /* {reporting-mta} */
	HOLE_QUEUE_ID,       /* {queue-id} */
	HOLE_COUNT
} hole_t;

typedef struct {
	slice_t value[HOLE_COUNT]; /* SLICE_NONE where the template has no such hole */
} captures_t;

typedef struct template template_t;

/* Reads a template; NULL and *error (g_free) where it is none. */
template_t *bnc_template_new (const char *text, char **error);
void        bnc_template_free (template_t *t);

/* Does the whole of s read like t? indented: white space stood in front of it. */
bool bnc_template_match (const template_t *t, slice_t s, bool indented, captures_t *captures);

/* Does some stretch of s? */
bool bnc_template_find (const template_t *t, slice_t s, captures_t *captures);

/* Which pairs of neighbouring bytes stand in a text; many pairs share a number. */
typedef struct {
	bool seen[256];
} glimpse_t;

void bnc_glimpse (slice_t s, glimpse_t *glimpse);

/* Are the pairs of the template's literals in the text that was glimpsed? If not, it cannot be found there. */
bool bnc_template_may_stand (const template_t *t, const glimpse_t *glimpse);

/* Is it one literal, with {*} or nothing on either side? Where that literal ends in a text then tells all. */
bool bnc_template_is_simple (const template_t *t);
bool bnc_template_ends_at (const template_t *t, slice_t s, size_t end); /* does the whole of s read like t? */

bool        bnc_template_has (const template_t *t, hole_t hole);
bool        bnc_template_continues (const template_t *t); /* ends with {text...} */
bool        bnc_template_is_text (const template_t *t);   /* {text} or {text...} alone: any line */
slice_t     bnc_template_literal (const template_t *t);   /* its longest literal; empty where it has none */
const char *bnc_template_text (const template_t *t);      /* as written */

#endif
