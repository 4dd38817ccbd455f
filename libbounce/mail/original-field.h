/*
 * original-field.h - any field of the returned message's header
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ORIGINAL_FIELD_H
#define BNC_ORIGINAL_FIELD_H

#include "core/record.h"
#include "core/settings.h"

/* The names that the setting "original.field" lists. */
field_names_t *bnc_field_names_new (void);
void           bnc_field_names_free (field_names_t *names); /* NULL is fine */

/* Adds one; true, and *error gets what was expected (g_free) where it is none. */
bool bnc_field_names_add (field_names_t *names, const char *name, char **error);

/* Notes the values of those fields for the record's JSON. */
void bnc_original_fields_ask (const field_names_t *names, bounce_record_t *record);

#endif
