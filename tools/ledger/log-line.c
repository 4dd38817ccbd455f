/*
 * log-line.c - when, where and by which program a line was logged
 *
 * In: a line of a log in one of these forms, all with or without <PRI> before them:
 *
 *     Nov 24 07:36:02 host tag[pid]: text            syslogd (RFC 3164), Postfix's maillog_file, journalctl -o short, short-precise
 *     2026-11-24T07:36:02.1+00:00 host tag[pid]: text   rsyslog, journalctl -o short-iso
 *     1 2026-11-24T07:36:02Z host tag pid id - text  RFC 5424
 *     2026-11-24 07:36:02.123 +0000 [pid] text       Exim's mainlog; zone and pid where its log_selector has them
 *
 * Out: the parts, which point into the line.  A stamp without a zone is local time (TZ).  One without a year is of the latest year
 * that does not lie behind the time the file was written, and December is followed by January of the next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-line.h"

#include <string.h>
#include <time.h>

#define DAY 86400
#define SLACK (2 * DAY) /* clocks and zones differ */

typedef struct {
	int year, month, day, hour, minute, second; /* year 0: it has none; month from 1 */
	int64_t offset;                              /* seconds east of UTC */
	bool has_offset;
} stamp_t;

char *
log_after (char *text, const char *what)
{
	size_t n = strlen (what);

	return strncmp (text, what, n) == 0 ? text + n : NULL;
}

static bool
digits (const char **p, int n, int *number)
{
	*number = 0;
	for (int i = 0; i < n; i++) {
		if (!g_ascii_isdigit ((*p)[i]))
			return false;
		*number = *number * 10 + ((*p)[i] - '0');
	}
	*p += n;
	return true;
}

static bool
character (const char **p, char c)
{
	if (**p != c)
		return false;
	++*p;
	return true;
}

/* Days from 1970-01-01, by the Gregorian calendar. */
static int64_t
days_of (int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static bool
is_date (const stamp_t *stamp, int year)
{
	return year >= 1970 && stamp->month >= 1 && stamp->month <= 12 && stamp->day >= 1 && stamp->hour < 24 && stamp->minute < 60 && stamp->second <= 60 &&
	       stamp->day <= g_date_get_days_in_month ((GDateMonth) stamp->month, (GDateYear) year);
}

/* What the local zone is east of UTC; mktime() is asked once an hour of log. */
static int64_t
local_offset (log_clock_t *clock, const stamp_t *stamp, int year)
{
	int64_t hour = days_of (year, stamp->month, stamp->day) * 24 + stamp->hour;

	if (hour != clock->hour) {
		struct tm local = { .tm_year = year - 1900, .tm_mon = stamp->month - 1, .tm_mday = stamp->day, .tm_hour = stamp->hour, .tm_isdst = -1 };

		clock->hour = hour;
		clock->hour_offset = hour * 3600 - (int64_t) mktime (&local);
	}
	return clock->hour_offset;
}

static int64_t
seconds_of (log_clock_t *clock, const stamp_t *stamp, int year)
{
	int64_t local = days_of (year, stamp->month, stamp->day) * DAY + stamp->hour * 3600 + stamp->minute * 60 + stamp->second;

	return local - (stamp->has_offset ? stamp->offset : local_offset (clock, stamp, year));
}

/* A line of December amid those of January was overtaken by them; a line of January after one of December is of the next year. */
static int
year_of (log_clock_t *clock, const stamp_t *stamp)
{
	if (clock->year == 0) {
		struct tm written;
		time_t last = (time_t) clock->written;

		gmtime_r (&last, &written);
		clock->year = clock->fixed ? clock->fixed : written.tm_year + 1900;
		if (!clock->fixed && days_of (clock->year, stamp->month, stamp->day) * DAY > clock->written + DAY)
			clock->year--;
	} else if (stamp->month > clock->month + 6) {
		return clock->year - 1;
	} else if (stamp->month < clock->month - 6) {
		clock->year++;
	}
	clock->month = stamp->month;
	return clock->year;
}

static bool
when_of (log_clock_t *clock, const stamp_t *stamp, int64_t *when)
{
	/* 29 February is a day of some year only, so a stamp is looked at before its year is settled. */
	int year;

	if (!is_date (stamp, stamp->year ? stamp->year : 2000))
		return false;
	year = stamp->year ? stamp->year : year_of (clock, stamp);
	if (!is_date (stamp, year))
		return false;
	*when = seconds_of (clock, stamp, year);
	clock->beyond = stamp->year == 0 && !clock->fixed && *when > clock->written + SLACK;
	return !clock->beyond;
}

static bool
read_time (const char **p, stamp_t *stamp)
{
	if (!digits (p, 2, &stamp->hour) || !character (p, ':') || !digits (p, 2, &stamp->minute) || !character (p, ':') ||
	    !digits (p, 2, &stamp->second))
		return false;
	if (**p == '.' || **p == ',') {
		do
			++*p;
		while (g_ascii_isdigit (**p));
	}
	return true;
}

/* "Nov 24 07:36:02" */
static bool
read_traditional (const char **p, stamp_t *stamp)
{
	static const char *const months[] = { "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec " };

	for (int i = 0; i < 12 && !stamp->month; i++) {
		if (strncmp (*p, months[i], 4) == 0)
			stamp->month = i + 1;
	}
	if (!stamp->month)
		return false;
	*p += 4;
	if (**p == ' ') {
		++*p;
		if (!digits (p, 1, &stamp->day))
			return false;
	} else if (!digits (p, 2, &stamp->day)) {
		return false;
	}
	return character (p, ' ') && read_time (p, stamp);
}

/* "Z", "+01:00", "+0100" */
static bool
read_zone (const char **p, stamp_t *stamp)
{
	int hours, minutes, sign = **p == '-' ? -1 : 1;

	stamp->has_offset = true;
	if (character (p, 'Z'))
		return true;
	++*p;
	if (!digits (p, 2, &hours))
		return false;
	if (**p == ':')
		++*p;
	if (!digits (p, 2, &minutes))
		return false;
	stamp->offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
has_zone (const char *p)
{
	return *p == 'Z' || ((*p == '+' || *p == '-') && g_ascii_isdigit (p[1]));
}

static bool
read_day (const char **p, stamp_t *stamp)
{
	return digits (p, 4, &stamp->year) && stamp->year > 0 && character (p, '-') && digits (p, 2, &stamp->month) && character (p, '-') &&
	       digits (p, 2, &stamp->day);
}

/* *spaced: date and time are parted by a space, as Exim does. */
static bool
read_iso (const char **p, stamp_t *stamp, bool *spaced)
{
	if (!read_day (p, stamp))
		return false;
	*spaced = **p == ' ';
	if (!*spaced && **p != 'T')
		return false;
	++*p;
	if (!read_time (p, stamp))
		return false;
	if (*spaced && **p == ' ' && has_zone (*p + 1))
		++*p;
	return !has_zone (*p) || read_zone (p, stamp);
}

static char *
word (char **p)
{
	char *start = *p, *end = start + strcspn (start, " ");

	*p = end + strspn (end, " ");
	if (*end)
		*end = '\0';
	return start;
}

/* "host tag[pid]: text" */
static bool
read_header (char *p, log_line_t *line)
{
	size_t n;
	char *id;

	line->host = word (&p);
	n = strcspn (p, "[: ");
	line->tag = p;
	line->pid = "";
	if (p[n] == '[') {
		size_t m = strcspn (p + n + 1, "]");

		p[n] = '\0';
		p += n + 1;
		if (p[m] != ']')
			return false;
		line->pid = p;
		p[m] = '\0';
		p += m + 1;
		if (*p == ':')
			p++;
	} else {
		if (!p[n])
			return *line->host != '\0';
		p[n] = '\0';
		p += n + 1;
	}
	line->text = p + strspn (p, " ");
	/* Solaris: "[ID 197553 mail.info] " */
	if (strncmp (line->text, "[ID ", 4) == 0 && (id = strstr (line->text, "] ")))
		line->text = id + 2;
	return true;
}

/* RFC 5424 behind its time: "host tag pid id - text"; structured data, which mail servers do not write, is left in the text. */
static void
read_5424 (char *p, log_line_t *line)
{
	line->host = word (&p);
	line->tag = word (&p);
	line->pid = word (&p);
	word (&p);
	line->text = log_after (p, "- ") ? p + 2 : p;
	if (strncmp (line->text, "\xEF\xBB\xBF", 3) == 0)
		line->text += 3;
}

bool
log_line_read (log_clock_t *clock, char *bytes, log_line_t *line)
{
	stamp_t stamp = { 0 };
	bool spaced = false, is_5424 = false;
	const char *p = bytes;
	char *rest;

	if (*p == '<' && strspn (p + 1, "0123456789") > 0 && p[1 + strspn (p + 1, "0123456789")] == '>')
		p += 2 + strspn (p + 1, "0123456789");
	if (p[0] == '1' && p[1] == ' ') {
		is_5424 = true;
		p += 2;
	}
	if (g_ascii_isdigit (*p) ? !read_iso (&p, &stamp, &spaced) : !read_traditional (&p, &stamp))
		return false;
	if (*p != ' ' || !when_of (clock, &stamp, &line->when))
		return false;
	rest = bytes + (p - bytes) + strspn (p, " ");
	line->text = rest + strlen (rest);
	line->host = line->tag = line->pid = "";
	if (is_5424)
		read_5424 (rest, line);
	else if (spaced)
		line->text = *rest == '[' && strstr (rest, "] ") ? strstr (rest, "] ") + 2 : rest;
	else
		return read_header (rest, line);
	return true;
}

bool
log_date_read (log_clock_t *clock, const char *text, int64_t *when)
{
	stamp_t stamp = { 0 };
	const char *p = text;
	bool spaced;

	if (strlen (text) == strlen ("2026-01-31"))
		return read_day (&p, &stamp) && stamp.year && when_of (clock, &stamp, when);
	return read_iso (&p, &stamp, &spaced) && !*p && stamp.year && when_of (clock, &stamp, when);
}
