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

static void
quote (GString *out, const char *text)
{
	g_string_append_c (out, '"');
	while (*text) {
		const char *run = text;

		while (*text && (guchar) *text >= 0x20 && *text != '"' && *text != '\\')
			text++;
		g_string_append_len (out, run, text - run);
		if (!*text)
			break;
		if (*text == '\n')
			g_string_append (out, "\\n");
		else if (*text == '\t')
			g_string_append (out, "\\t");
		else if ((guchar) *text < 0x20)
			g_string_append_printf (out, "\\u%04x", (guint) (guchar) *text);
		else
			g_string_append_c (g_string_append_c (out, '\\'), *text);
		text++;
	}
	g_string_append_c (out, '"');
}

static void
start_member (json_t *json, const char *key)
{
	if (json->comma)
		g_string_append_c (json->out, ',');
	json->comma = true;
	if (!key)
		return;
	quote (json->out, key);
	g_string_append_c (json->out, ':');
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

void
bnc_json_when (json_t *json, const char *key, when_t when)
{
	int32_t offset = when.offset_minutes;
	GDateTime *date;

	if (when.seconds < FIRST_SECOND || when.seconds > LAST_SECOND)
		return;
	if (offset <= -DAY_MINUTES || offset >= DAY_MINUTES)
		offset = 0;
	date = g_date_time_new_from_unix_utc (when.seconds + offset * 60);
	if (!date)
		return;
	start_member (json, key);
	g_string_append_printf (json->out, "\"%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d\"", g_date_time_get_year (date),
				g_date_time_get_month (date), g_date_time_get_day_of_month (date), g_date_time_get_hour (date),
				g_date_time_get_minute (date), g_date_time_get_second (date), offset < 0 ? '-' : '+',
				ABS (offset) / 60, ABS (offset) % 60);
	g_date_time_unref (date);
}
