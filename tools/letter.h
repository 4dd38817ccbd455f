/*
 * letter.h - a letter to the provider whose servers were abused
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LETTER_H
#define LETTER_H

#include "ledger/report.h"
#include "letter-list.h"

/* Why there is nothing to write to a provider about; NULL: there is something. */
const char *letter_refusal (bounce_incident_t *incident);

typedef struct {
	bounce_incident_t *incident;
	const seen_t *seen;
	const letter_list_t *list; /* finished */
	ledger_report_t *ledger;   /* NULL: none was given */
	const char *from;          /* who complains; NULL: whom most of the bounces came to */
	const char *attachment;    /* file of the whole list; NULL: there is none */
} letter_t;

char *letter_new (const letter_t *letter); /* plain text in UTF-8; g_free() */

#endif
