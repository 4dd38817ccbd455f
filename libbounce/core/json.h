/*
 * json.h - a writer of JSON (RFC 8259), keys in the order they are written
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_JSON_H
#define BNC_JSON_H

#include "core/record.h"

typedef struct {
	char *text, *to, *end; /* written up to to, with room up to end */
	bool comma;            /* a value stands before, in this object or array */
} json_t;

void bnc_json_begin (json_t *json);
char *bnc_json_end (json_t *json); /* the text, g_free() */

/* Each writes a value behind the key that bnc_json_key() wrote. */
void bnc_json_put_string (json_t *json, const char *value);
void bnc_json_put_name (json_t *json, const char *name);
void bnc_json_put_decimal (json_t *json, int64_t value, int32_t digits);
void bnc_json_put_when (json_t *json, when_t when); /* one that bnc_json_has_when() */
bool bnc_json_has_when (when_t when); /* RFC 3339 has a form for it */

void bnc_json_grow (json_t *json, size_t n);

/* Room for n bytes at json->to. */
static inline char *
bnc_json_room (json_t *json, size_t n)
{
	if ((size_t) (json->end - json->to) < n)
		bnc_json_grow (json, n);
	return json->to;
}

/* Keys are literals of the caller that need no escape; inline, their length is known to the compiler. A key of NULL begins a
 * member of an array. Where a value is absent (NULL, BOUNCE_NO_TIME) nothing is written at all. */
static inline void
bnc_json_key (json_t *json, const char *key)
{
	size_t n = key ? strlen (key) : 0;
	char *to = bnc_json_room (json, n + 4);

	*to = ',';
	to += json->comma;
	json->comma = true;
	if (key) {
		*to++ = '"';
		memcpy (to, key, n);
		to += n;
		*to++ = '"';
		*to++ = ':';
	}
	json->to = to;
}

static inline void
bnc_json_open (json_t *json, const char *key, char bracket) /* '{' or '[' */
{
	bnc_json_key (json, key);
	*bnc_json_room (json, 1) = bracket;
	json->to++;
	json->comma = false;
}

static inline void
bnc_json_close (json_t *json, char bracket) /* '}' or ']' */
{
	*bnc_json_room (json, 1) = bracket;
	json->to++;
	json->comma = true;
}

static inline void
bnc_json_string (json_t *json, const char *key, const char *value)
{
	if (!value)
		return;
	bnc_json_key (json, key);
	bnc_json_put_string (json, value);
}

/* A word of ours, in which nothing needs an escape. */
static inline void
bnc_json_name (json_t *json, const char *key, const char *name)
{
	bnc_json_key (json, key);
	bnc_json_put_name (json, name);
}

static inline void
bnc_json_decimal (json_t *json, const char *key, int64_t value, int32_t digits) /* value / 10^digits, exactly */
{
	bnc_json_key (json, key);
	bnc_json_put_decimal (json, value, digits);
}

static inline void
bnc_json_int (json_t *json, const char *key, int64_t value)
{
	bnc_json_decimal (json, key, value, 0);
}

static inline void
bnc_json_bool (json_t *json, const char *key, bool value)
{
	size_t n = value ? 4 : 5;

	bnc_json_key (json, key);
	memcpy (bnc_json_room (json, n), value ? "true" : "false", n);
	json->to += n;
}

static inline void
bnc_json_when (json_t *json, const char *key, when_t when) /* RFC 3339 in its own offset */
{
	if (!bnc_json_has_when (when))
		return;
	bnc_json_key (json, key);
	bnc_json_put_when (json, when);
}

/* The "verdict" object of record.md, shared by record and incident. */
void bnc_json_verdict (json_t *json, const char *key, const struct bounce_verdict *verdict);

#endif
