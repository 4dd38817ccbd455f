/*
 * json.h - a writer of JSON (RFC 8259), keys in the order they are written
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_JSON_H
#define BNC_JSON_H

#include "core/record.h"

typedef struct {
	GString *out;
	bool comma; /* a value stands before, in this object or array */
} json_t;

void bnc_json_begin (json_t *json);
char *bnc_json_end (json_t *json); /* the text, g_free() */

/* Keys are literals of the caller that need no escape. A key of NULL writes a member of an array. Where a value is absent (NULL, BOUNCE_NO_TIME) nothing is written at all. */
void bnc_json_open (json_t *json, const char *key, char bracket); /* '{' or '[' */
void bnc_json_close (json_t *json, char bracket);                 /* '}' or ']' */
void bnc_json_string (json_t *json, const char *key, const char *value);
void bnc_json_int (json_t *json, const char *key, int64_t value);
void bnc_json_bool (json_t *json, const char *key, bool value);
void bnc_json_decimal (json_t *json, const char *key, int64_t value, int32_t digits); /* value / 10^digits, exactly */
void bnc_json_when (json_t *json, const char *key, when_t when);  /* RFC 3339 in its own offset */

/* The "verdict" object of record.md, shared by record and incident. */
void bnc_json_verdict (json_t *json, const char *key, const struct bounce_verdict *verdict);

#endif
