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

/* Keys are literals of the caller that need no escape; inline, their length is known to the compiler. A key of NULL writes a
 * member of an array. Where a value is absent (NULL, BOUNCE_NO_TIME) nothing is written at all. */
void bnc_json_put_open (json_t *json, slice_t key, char bracket);
void bnc_json_put_string (json_t *json, slice_t key, const char *value);
void bnc_json_put_name (json_t *json, slice_t key, const char *name);
void bnc_json_put_bool (json_t *json, slice_t key, bool value);
void bnc_json_put_decimal (json_t *json, slice_t key, int64_t value, int32_t digits);
void bnc_json_put_when (json_t *json, slice_t key, when_t when);

static inline void
bnc_json_open (json_t *json, const char *key, char bracket) /* '{' or '[' */
{
	bnc_json_put_open (json, slice_str (key), bracket);
}

void bnc_json_close (json_t *json, char bracket); /* '}' or ']' */

static inline void
bnc_json_string (json_t *json, const char *key, const char *value)
{
	if (value)
		bnc_json_put_string (json, slice_str (key), value);
}

/* A word of ours, in which nothing needs an escape. */
static inline void
bnc_json_name (json_t *json, const char *key, const char *name)
{
	bnc_json_put_name (json, slice_str (key), name);
}

static inline void
bnc_json_int (json_t *json, const char *key, int64_t value)
{
	bnc_json_put_decimal (json, slice_str (key), value, 0);
}

static inline void
bnc_json_bool (json_t *json, const char *key, bool value)
{
	bnc_json_put_bool (json, slice_str (key), value);
}

static inline void
bnc_json_decimal (json_t *json, const char *key, int64_t value, int32_t digits) /* value / 10^digits, exactly */
{
	bnc_json_put_decimal (json, slice_str (key), value, digits);
}

static inline void
bnc_json_when (json_t *json, const char *key, when_t when) /* RFC 3339 in its own offset */
{
	if (when.seconds != BOUNCE_NO_TIME)
		bnc_json_put_when (json, slice_str (key), when);
}

/* The "verdict" object of record.md, shared by record and incident. */
void bnc_json_verdict (json_t *json, const char *key, const struct bounce_verdict *verdict);

#endif
