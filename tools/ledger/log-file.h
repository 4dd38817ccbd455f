/*
 * log-file.h - the lines of a log, plain or compressed
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LOG_FILE_H
#define LOG_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#define LOG_LINE_MOST 8192 /* what a line has beyond is not read; syslog daemons cut at 8192 or before */

typedef struct log_file log_file_t;

/* "-" is standard input. NULL: *error says why, g_free(). */
log_file_t *log_file_open (const char *path, char **error);
void log_file_close (log_file_t *file);

/* The next line, without its end and with '?' for NUL; borrowed, the caller may write to it until the next call. NULL: the end, or
 * *error is set, g_free(). */
char *log_file_line (log_file_t *file, char **error);
uint64_t log_file_line_number (const log_file_t *file);

/* When it was last written: the year of lines that have none. Now, where it is no file. */
int64_t log_file_written (const log_file_t *file);

#endif
