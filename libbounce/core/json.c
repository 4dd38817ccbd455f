/*
 * json.c - a writer of JSON (RFC 8259), keys in the order they are written
 *
 * In: values; text is valid UTF-8, which whoever made it has seen to.  Out: one line without a line
 * end, for g_free().  Numbers are written from integers, so no locale and no rounding has a say.
 * Times are RFC 3339.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/json.h"

#include <inttypes.h>

/* Beyond these RFC 3339 has no year for it, and adding an offset is safe. */
#define FIRST_SECOND INT64_C (-62135596800) /* 0001-01-01 */
#define LAST_SECOND INT64_C (253402300799)  /* 9999-12-31 */
#define DAY_MINUTES (24 * 60)
#define DAY_SECONDS (24 * 60 * 60)

void
bnc_json_begin (json_t *json)
{
	json->out = g_string_sized_new (1024);
	json->comma = false;
}

char *
bnc_json_end (json_t *json)
{
	return g_string_free (json->out, FALSE);
}

/* Room for n more bytes at the end, which the caller fills. */
static char *
extend (GString *out, size_t n)
{
	size_t at = out->len;

	g_string_set_size (out, at + n);
	return out->str + at;
}

static void
escape (GString *out, guchar c)
{
	if (c == '\n')
		g_string_append (out, "\\n");
	else if (c == '\t')
		g_string_append (out, "\\t");
	else if (c < 0x20)
		g_string_append_printf (out, "\\u%04x", (guint) c);
	else
		g_string_append_c (g_string_append_c (out, '\\'), (char) c);
}

static void
quote (GString *out, const char *text)
{
	g_string_append_c (out, '"');
	while (*text) {
		const char *run = text;

		while ((guchar) *text >= 0x20 && *text != '"' && *text != '\\')
			text++;
		memcpy (extend (out, (size_t) (text - run)), run, (size_t) (text - run));
		if (*text)
			escape (out, (guchar) *text++);
	}
	g_string_append_c (out, '"');
}

/* Keys are ours: nothing in them needs an escape. */
static void
start_member (json_t *json, const char *key)
{
	size_t n = key ? strlen (key) : 0;
	char *to = extend (json->out, (json->comma ? 1 : 0) + (key ? n + 3 : 0));

	if (json->comma)
		*to++ = ',';
	json->comma = true;
	if (!key)
		return;
	*to++ = '"';
	memcpy (to, key, n);
	to[n] = '"';
	to[n + 1] = ':';
}

void
bnc_json_open (json_t *json, const char *key, char bracket)
{
	start_member (json, key);
	g_string_append_c (json->out, bracket);
	json->comma = false;
}

void
bnc_json_close (json_t *json, char bracket)
{
	g_string_append_c (json->out, bracket);
	json->comma = true;
}

void
bnc_json_string (json_t *json, const char *key, const char *value)
{
	if (!value)
		return;
	start_member (json, key);
	quote (json->out, value);
}

void
bnc_json_int (json_t *json, const char *key, int64_t value)
{
	start_member (json, key);
	g_string_append_printf (json->out, "%" PRId64, value);
}

void
bnc_json_bool (json_t *json, const char *key, bool value)
{
	start_member (json, key);
	g_string_append (json->out, value ? "true" : "false");
}

void
bnc_json_decimal (json_t *json, const char *key, int64_t value, int32_t digits)
{
	/* Negating in unsigned arithmetic is defined for INT64_MIN too. */
	uint64_t left = value < 0 ? 0 - (uint64_t) value : (uint64_t) value;
	char text[24]; /* at most 20 digits, or the point and digits + 1 of them */
	size_t at = sizeof text;
	int32_t done = 0;

	start_member (json, key);
	digits = CLAMP (digits, 0, 20);
	/* From the last digit: zeros at the end of the fraction go, but for one. */
	while (done < digits - 1 && left % 10 == 0)
		left /= 10, done++;
	for (; done < digits; done++, left /= 10)
		text[--at] = (char) ('0' + left % 10);
	if (digits)
		text[--at] = '.';
	do
		text[--at] = (char) ('0' + left % 10);
	while (left /= 10);
	if (value < 0)
		g_string_append_c (json->out, '-');
	g_string_append_len (json->out, text + at, (gssize) (sizeof text - at));
}

/* The date of a day counted from 1970-01-01 (proleptic Gregorian calendar). Counted from 0000-03-01, leap days come last. */
static void
civil_date (int64_t day, int *year, int *month, int *day_of_month)
{
	int64_t era, of_era, year_of_era, of_year, shifted;

	day += 719468;
	era = day / 146097;
	of_era = day - era * 146097;
	year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * of_year + 2) / 153;
	*day_of_month = (int) (of_year - (153 * shifted + 2) / 5 + 1);
	*month = (int) (shifted < 10 ? shifted + 3 : shifted - 9);
	*year = (int) (year_of_era + era * 400 + (*month <= 2 ? 1 : 0));
}

/* Writes value as two digits and what follows them. */
static char *
put_two (char *to, int value, char then)
{
	to[0] = (char) ('0' + value / 10 % 10);
	to[1] = (char) ('0' + value % 10);
	to[2] = then;
	return to + 3;
}

void
bnc_json_when (json_t *json, const char *key, when_t when)
{
	int32_t offset = when.offset_minutes;
	int64_t local;
	int year, month, day, second;
	char *to;

	if (when.seconds < FIRST_SECOND || when.seconds > LAST_SECOND)
		return;
	if (offset <= -DAY_MINUTES || offset >= DAY_MINUTES)
		offset = 0;
	local = when.seconds + offset * 60;
	if (local < FIRST_SECOND || local > LAST_SECOND)
		return;
	civil_date ((local - FIRST_SECOND) / DAY_SECONDS + FIRST_SECOND / DAY_SECONDS, &year, &month, &day);
	second = (int) ((local - FIRST_SECOND) % DAY_SECONDS);
	start_member (json, key);
	to = extend (json->out, 27); /* "2010-04-29T23:34:45+09:00" */
	*to++ = '"';
	to = put_two (to, year / 100, ' ') - 1;
	to = put_two (to, year % 100, '-');
	to = put_two (to, month, '-');
	to = put_two (to, day, 'T');
	to = put_two (to, second / 3600, ':');
	to = put_two (to, second / 60 % 60, ':');
	to = put_two (to, second % 60, offset < 0 ? '-' : '+');
	to = put_two (to, ABS (offset) / 60, ':');
	put_two (to, ABS (offset) % 60, '"');
}
