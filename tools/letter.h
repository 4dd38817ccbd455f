/*
 * letter.h - a letter to the provider whose servers were abused
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LETTER_H
#define LETTER_H

#include "bounce.h"

/* Why there is nothing to write to a provider about; NULL: there is something. */
const char *letter_refusal (bounce_incident_t *incident);

/* The letter, plain text in UTF-8, with what a log shows, "" for none; g_free() */
char *letter_new (bounce_incident_t *incident, const char *log);

#endif
