/*
 * cli-text.c - text for people: clean, counted, dated, wrapped
 *
 * In: strings that came by mail and may hold anything, numbers, times.  Out: UTF-8 without a character that could
 * move a terminal's cursor or turn the direction of writing.  What is returned as char * is the caller's, for
 * g_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80
#define COLUMNS_LEAST 40
#define COLUMNS_MOST 100 /* the eye loses the line where it is longer */
#define WORD_MOST 200    /* columns of a word; a longer one is no word, and would drown what is to be said */
#define MARKS_MOST 8     /* that stand on one letter; a heap of them paints over the lines above */

bool
cli_on_terminal (void)
{
	return isatty (STDOUT_FILENO);
}

int
cli_columns (void)
{
	struct winsize size;

	if (!cli_on_terminal () || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return COLUMNS_DEFAULT;
	return CLAMP (size.ws_col, COLUMNS_LEAST, COLUMNS_MOST);
}

/* A character that a terminal obeys instead of showing it: controls, line and paragraph ends, and those that turn the
 * direction of what stands around them.  Joiners are letters' own and stay. */
static bool
is_obeyed (gunichar c)
{
	switch (g_unichar_type (c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return true;
	case G_UNICODE_FORMAT:
		return c != 0x200C && c != 0x200D;
	default:
		return false;
	}
}

char *
cli_clean (const char *text)
{
	char *valid = g_utf8_make_valid (text, -1);
	GString *clean = g_string_sized_new (strlen (valid));
	int marks = 0;

	for (const char *p = valid; *p; p += g_utf8_skip[(guchar) *p]) {
		gunichar c = g_utf8_get_char (p);

		marks = g_unichar_iszerowidth (c) ? marks + 1 : 0;
		if (is_obeyed (c) || marks > MARKS_MOST)
			g_string_append_printf (clean, "\\u%04x", c);
		else
			g_string_append_unichar (clean, c);
	}
	g_free (valid);
	return g_string_free (clean, FALSE);
}

char *
cli_number (uint64_t number)
{
	char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
	size_t n = strlen (digits);
	GString *out = g_string_new (NULL);

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			g_string_append_c (out, ',');
		g_string_append_c (out, digits[i]);
	}
	g_free (digits);
	return g_string_free (out, FALSE);
}

char *
cli_count (uint64_t number, const char *one, const char *many)
{
	char *digits = cli_number (number);
	char *text = g_strconcat (digits, " ", number == 1 ? one : many, NULL);

	g_free (digits);
	return text;
}

char *
cli_percent (int32_t millionths)
{
	if (millionths < 10000)
		return g_strdup ("less than 1 %");
	if (millionths > 990000)
		return g_strdup ("more than 99 %");
	return g_strdup_printf ("%d %%", (millionths + 5000) / 10000);
}

char *
cli_when (int64_t seconds, int32_t offset, const char *format)
{
	GTimeZone *zone;
	GDateTime *utc, *local = NULL;
	char *text = NULL;

	if (seconds == BOUNCE_NO_TIME)
		return NULL;
	utc = g_date_time_new_from_unix_utc (seconds);
	zone = g_time_zone_new_offset (offset * 60);
	if (utc && zone)
		local = g_date_time_to_timezone (utc, zone);
	if (local)
		text = g_date_time_format (local, format);
	g_clear_pointer (&local, g_date_time_unref);
	g_clear_pointer (&utc, g_date_time_unref);
	g_clear_pointer (&zone, g_time_zone_unref);
	return text;
}

static int
columns_of (const char *text, size_t length)
{
	int columns = 0;

	for (const char *p = text; p < text + length; p += g_utf8_skip[(guchar) *p]) {
		gunichar c = g_utf8_get_char (p);

		columns += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
	}
	return columns;
}

int
cli_width (const char *text)
{
	return columns_of (text, strlen (text));
}

/* How many bytes of text fit into columns. */
static size_t
fitting (const char *text, size_t length, int columns)
{
	size_t n = 0;

	while (n < length) {
		size_t next = (size_t) g_utf8_skip[(guchar) text[n]];

		columns -= columns_of (text + n, next);
		if (columns < 0)
			break;
		n += next;
	}
	return n;
}

void
cli_cell (GString *out, const char *text, int columns)
{
	char *clean = cli_clean (text);
	int width = cli_width (clean);

	if (width <= columns) {
		g_string_append_printf (out, "%s%*s", clean, columns - width, "");
	} else {
		size_t n = fitting (clean, strlen (clean), columns - 3);

		g_string_append_len (out, clean, (gssize) n);
		g_string_append_printf (out, "%-*s", columns - columns_of (clean, n), "...");
	}
	g_free (clean);
}

/* A word that is wider than a line is broken where the line is full. */
static int
put_word (GString *out, const char *word, size_t length, int column, int indent, int width)
{
	while (length > 0) {
		size_t n = MAX (fitting (word, length, width - column), (size_t) g_utf8_skip[(guchar) *word]);

		g_string_append_len (out, word, (gssize) n);
		column += columns_of (word, n);
		word += n;
		length -= n;
		if (length > 0) {
			g_string_append_printf (out, "\n%*s", indent, "");
			column = indent;
		}
	}
	return column;
}

void
cli_paragraph (GString *out, const char *first, const char *text)
{
	char *clean = cli_clean (text);
	int indent = cli_width (first), width = cli_columns (), column = indent;

	g_string_append (out, first);
	for (const char *word = clean; *word;) {
		size_t length = strcspn (word, " "), shown = fitting (word, length, WORD_MOST);

		if (column > indent && column + 1 + columns_of (word, shown) > width) {
			g_string_append_printf (out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			g_string_append_c (out, ' ');
			column++;
		}
		column = put_word (out, word, shown, column, indent, width);
		if (shown < length)
			column = put_word (out, "...", 3, column, indent, width);
		word += length;
		word += strspn (word, " ");
	}
	g_string_append_c (out, '\n');
	g_free (clean);
}

void
cli_paragraph_printf (GString *out, const char *first, const char *format, ...)
{
	va_list args;
	char *text;

	va_start (args, format);
	text = g_strdup_vprintf (format, args);
	va_end (args);
	cli_paragraph (out, first, text);
	g_free (text);
}

void
cli_json_string (GString *out, const char *text)
{
	char *valid = g_utf8_make_valid (text, -1);

	g_string_append_c (out, '"');
	for (const char *p = valid; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_printf (out, "\\%c", *p);
		else if ((guchar) *p < 0x20)
			g_string_append_printf (out, "\\u%04x", (unsigned) (guchar) *p);
		else
			g_string_append_c (out, *p);
	}
	g_string_append_c (out, '"');
	g_free (valid);
}
