/*
 * report-seen.h - what the bounces themselves tell of their owner
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPORT_SEEN_H
#define REPORT_SEEN_H

#include <stdbool.h>

#include <glib.h>

#include "bounce.h"
#include "tally.h"

typedef struct {
	const bounce_context_t *context;
	size_t failures;
	size_t least, most;     /* failed recipients that one failure names */
	size_t hard, soft;      /* failed recipients that never take mail again, and the others */
	tally_t addresses;      /* that the bounces came to */
	tally_t senders;        /* domains of the returned From */
	tally_t domains;        /* all that may be the owner's: of these, of To and of the returned Return-Path */
	tally_t takers;         /* servers that took the bounces in */
	GHashTable *known;      /* server of theirs -> its address, as another of theirs wrote it */
	GHashTable *claimed;    /* the same, as the returned mail has it */
	GArray *borne;          /* of bool: was that domain of the settings seen? */
} seen_t;

seen_t *seen_new (const bounce_context_t *context); /* which is borrowed */
void seen_free (seen_t *seen);                      /* NULL does nothing */

/* A bounce or a delay; anything else is left aside. */
void seen_add (seen_t *seen, const bounce_record_t *record);

/* Domains of the settings that no mail bears, nor one below; g_strfreev() */
char **seen_unborne (const seen_t *seen);

/* Is it an address at a domain of the owner's, or at one the bounces came to? */
bool seen_is_own (const seen_t *seen, const char *address);

/* An address of a server of the owner's or his provider's, and its name; true: it is a server's word, false: only claimed.  NULL:
 * none is known. */
const char *seen_server (const seen_t *seen, const char **name, bool *known);

/* "198.51.100.0/24": the neighbourhood of an address; g_free(); NULL: it is none */
char *seen_range (const char *address);

/* The first address in a field of a header; g_free(); NULL: there is none. */
char *seen_address_of (const char *field);

#endif
