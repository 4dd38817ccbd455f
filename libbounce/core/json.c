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

/* Beyond these RFC 3339 has no year for it, and adding an offset is safe. */
#define FIRST_SECOND INT64_C (-62135596800) /* 0001-01-01 */
#define LAST_SECOND INT64_C (253402300799)  /* 9999-12-31 */
#define DAY_MINUTES (24 * 60)
#define DAY_SECONDS (24 * 60 * 60)

#define FIRST_ROOM ((size_t) 4096)

void
bnc_json_begin (json_t *json)
{
	json->text = json->to = g_malloc (FIRST_ROOM);
	json->end = json->text + FIRST_ROOM;
	json->comma = false;
}

char *
bnc_json_end (json_t *json)
{
	*bnc_json_room (json, 1) = '\0';
	return json->text;
}

void
bnc_json_grow (json_t *json, size_t n)
{
	size_t used = (size_t) (json->to - json->text), room = (size_t) (json->end - json->text);

	room = MAX (room * 2, used + n);
	json->text = g_realloc (json->text, room);
	json->to = json->text + used;
	json->end = json->text + room;
}

static inline bool
needs_escape (char c)
{
	return (guchar) c < 0x20 || c == '"' || c == '\\';
}

/* Is any of the eight bytes one that needs an escape? '"' with its second bit turned is 0x20, and no byte becomes less than that
 * which was not before: so one comparison tells both. */
static inline bool
any_needs_escape (const char *text)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;
	uint64_t quote, backslash;

	memcpy (&quote, text, sizeof quote);
	backslash = quote ^ ones * '\\';
	quote ^= ones * 2;
	/* A byte that is less than the one taken off borrows, which shows in its high bit where that was 0. */
	return (((quote - ones * 0x21) & ~quote) | ((backslash - ones) & ~backslash)) & ones << 7;
}

/* Goes all of it as it is? Most of the output is text of which this is asked, so eight bytes at a time. */
static bool
is_plain (const char *text, size_t n)
{
	const char *last;

	if (n < 8) {
		for (; n; n--) {
			if (needs_escape (*text++))
				return false;
		}
		return true;
	}
	for (last = text + n - 8; text < last; text += 8) {
		if (any_needs_escape (text))
			return false;
	}
	return !any_needs_escape (last);
}

/* No escape is longer. */
#define ESCAPE_MAX 6

static char *
escape (char *to, guchar c)
{
	static const char digits[] = "0123456789abcdef";
	const char code[] = { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] };

	if (c == '\n')
		return (char *) memcpy (to, "\\n", 2) + 2;
	if (c == '\t')
		return (char *) memcpy (to, "\\t", 2) + 2;
	if (c < 0x20)
		return (char *) memcpy (to, code, sizeof code) + sizeof code;
	return (char *) memcpy (to, (const char[]) { '\\', (char) c }, 2) + 2;
}

static void
escape_all (json_t *json, const char *text)
{
	while (*text) {
		const char *run = text;
		size_t n;
		char *to;

		while (*text && !needs_escape (*text))
			text++;
		n = (size_t) (text - run);
		to = (char *) memcpy (bnc_json_room (json, n + ESCAPE_MAX), run, n) + n;
		json->to = *text ? escape (to, (guchar) *text++) : to;
	}
}

static inline void
put_plain (json_t *json, const char *value, size_t n)
{
	char *to = bnc_json_room (json, n + 2);

	to[0] = to[n + 1] = '"';
	memcpy (to + 1, value, n);
	json->to = to + n + 2;
}

void
bnc_json_put_name (json_t *json, const char *name)
{
	put_plain (json, name, strlen (name));
}

void
bnc_json_put_string (json_t *json, const char *value)
{
	size_t n = strlen (value);

	if (is_plain (value, n)) {
		put_plain (json, value, n);
		return;
	}
	*bnc_json_room (json, 1) = '"';
	json->to++;
	escape_all (json, value);
	*bnc_json_room (json, 1) = '"';
	json->to++;
}

void
bnc_json_put_decimal (json_t *json, int64_t value, int32_t digits)
{
	/* Negating in unsigned arithmetic is defined for INT64_MIN too. */
	uint64_t left = value < 0 ? 0 - (uint64_t) value : (uint64_t) value;
	char text[24]; /* a sign, and at most 20 digits, or the point and digits + 1 of them */
	size_t at = sizeof text;
	int32_t done = 0;

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
		text[--at] = '-';
	memcpy (bnc_json_room (json, sizeof text - at), text + at, sizeof text - at);
	json->to += sizeof text - at;
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

/* The second as a clock there shows it; out of what RFC 3339 can say where there is no date, or none of its years. */
static int64_t
local_second (when_t when, int32_t *offset)
{
	*offset = when.offset_minutes;
	if (when.seconds < FIRST_SECOND || when.seconds > LAST_SECOND)
		return LAST_SECOND + 1;
	if (*offset <= -DAY_MINUTES || *offset >= DAY_MINUTES)
		*offset = 0;
	return when.seconds + *offset * 60;
}

bool
bnc_json_has_when (when_t when)
{
	int32_t offset;
	int64_t local = local_second (when, &offset);

	return local >= FIRST_SECOND && local <= LAST_SECOND;
}

void
bnc_json_put_when (json_t *json, when_t when)
{
	int32_t offset;
	int64_t local = local_second (when, &offset);
	int year, month, day, second;
	char *to;

	civil_date ((local - FIRST_SECOND) / DAY_SECONDS + FIRST_SECOND / DAY_SECONDS, &year, &month, &day);
	second = (int) ((local - FIRST_SECOND) % DAY_SECONDS);
	to = bnc_json_room (json, 27); /* "2010-04-29T23:34:45+09:00" */
	*to++ = '"';
	to = put_two (to, year / 100, ' ') - 1;
	to = put_two (to, year % 100, '-');
	to = put_two (to, month, '-');
	to = put_two (to, day, 'T');
	to = put_two (to, second / 3600, ':');
	to = put_two (to, second / 60 % 60, ':');
	to = put_two (to, second % 60, offset < 0 ? '-' : '+');
	to = put_two (to, ABS (offset) / 60, ':');
	json->to = put_two (to, ABS (offset) % 60, '"');
}
