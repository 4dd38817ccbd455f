/*
 * log-line.h - when, where and by which program a line was logged
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LOG_LINE_H
#define LOG_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

typedef struct {
	int64_t when;     /* seconds since 1970 UTC */
	const char *host; /* "" in a log that names none, as Exim's own */
	const char *tag;  /* "postfix/smtpd"; "" in Exim's own log */
	const char *pid;  /* "" where there is none */
	char *text;
} log_line_t;

/* Where in time the last line was: what lines without a year or a zone are read by. */
typedef struct {
	int64_t written; /* the file was last written then, so no line is later */
	int year;        /* of the last line without one; 0: none yet */
	int month;       /* of that line, from 1 */
	int fixed;       /* --year: of the first such line; 0: by written */
	bool beyond;     /* the last line read came out later than the file was written: it has lines of more than a year */
	int64_t hour, hour_offset; /* the last local hour, and what it is east of UTC, in seconds */
} log_clock_t;

/* Cuts bytes, ended by NUL, into *line, which points into it. False: it does not begin with a time stamp. */
bool log_line_read (log_clock_t *clock, char *bytes, log_line_t *line);

/* "2026-01-31", "2026-01-31T10:00:00Z": local time where there is no zone */
bool log_date_read (log_clock_t *clock, const char *text, int64_t *when);

/* The begin of text is what: gives what follows it, else NULL. */
char *log_after (char *text, const char *what);

#endif
