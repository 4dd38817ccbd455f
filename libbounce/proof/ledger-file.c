/*
 * ledger-file.c - Message-IDs of ours, from a file
 *
 * In: a text file with one Message-ID a line: alone, or between angle brackets with anything around it, as a server's log
 * has it; a line "# complete since DATE" says from when on none is missing, other lines that begin with # are comments.
 * Out: whether an id is in it.  Eight bytes of memory an id.  A miss counts only for mail that was sent after that date.
 * bnc_ledger_clear() frees.  RFC 5322, 3.6.4.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/ledger-file.h"

#define COMPLETE "complete since "

/* "2026-01-01T00:00:00Z", "2026-01-01" */
static bool
read_date (slice_t text, int64_t *seconds)
{
	char *date = g_strdup_printf ("%.*s%s", (int) MIN (text.n, 64), text.p,
				      slice_index (text, 'T', 0) == text.n && slice_index (text, ' ', 0) == text.n ? "T00:00:00Z" : "");
	GTimeZone *utc = g_time_zone_new_utc ();
	GDateTime *when = g_date_time_new_from_iso8601 (date, utc);

	if (when) {
		*seconds = g_date_time_to_unix (when);
		g_date_time_unref (when);
	}
	g_time_zone_unref (utc);
	g_free (date);
	return when != NULL;
}

static slice_t
id_of (slice_t line)
{
	size_t open = slice_index (line, '<', 0);

	if (open < line.n)
		line = slice_from (line, open + 1);
	line.n = slice_index (line, '>', 0);
	return slice_trim (line);
}

/* False: a date that is none. */
static bool
read_comments (slice_t rest, newline_t newline, int64_t *since)
{
	slice_t line;

	while (bnc_line_next (&rest, newline, &line)) {
		line = slice_trim (line);
		if (!line.n || line.p[0] != '#')
			continue;
		line = slice_trim (slice_from (line, 1));
		if (slice_starts (line, COMPLETE) && !read_date (slice_trim (slice_from (line, strlen (COMPLETE))), since))
			return false;
	}
	return true;
}

static void
read_ids (ledger_file_t *ledger, slice_t rest, newline_t newline)
{
	slice_t line;

	while (bnc_line_next (&rest, newline, &line)) {
		line = slice_trim (line);
		if (line.n && line.p[0] == '#')
			continue;
		line = id_of (line);
		if (line.n)
			bnc_hash_set_add (&ledger->ids, bnc_hash64 (line));
	}
}

/* Of several files each must be complete for all of them to be. */
static void
settle_since (ledger_file_t *ledger, int64_t since)
{
	if (!ledger->is_open)
		ledger->since = since;
	else if (since == BOUNCE_NO_TIME || ledger->since == BOUNCE_NO_TIME)
		ledger->since = BOUNCE_NO_TIME;
	else
		ledger->since = MAX (since, ledger->since);
	ledger->is_open = true;
}

bool
bnc_ledger_load (ledger_file_t *ledger, const char *path, char **error)
{
	GError *why = NULL;
	int64_t since = BOUNCE_NO_TIME;
	newline_t newline;
	slice_t text;
	gsize length;
	char *bytes;
	bool good;

	if (!g_file_get_contents (path, &bytes, &length, &why)) {
		*error = g_strdup (why->message);
		g_error_free (why);
		return false;
	}
	text = slice (bytes, length);
	newline = bnc_newline_of (text);
	good = read_comments (text, newline, &since);
	if (good) {
		read_ids (ledger, text, newline);
		settle_since (ledger, since);
	} else {
		*error = g_strdup_printf ("%s: expected \"# complete since 2026-01-01T00:00:00Z\"", path);
	}
	g_free (bytes);
	return good;
}

void
bnc_ledger_clear (ledger_file_t *ledger)
{
	bnc_hash_set_clear (&ledger->ids);
}

int32_t
bnc_ledger_ask (const ledger_file_t *ledger, const char *message_id, int64_t sent)
{
	if (!ledger->is_open || !message_id)
		return -1;
	if (bnc_hash_set_has (&ledger->ids, bnc_hash64 (slice_str (message_id))))
		return 1;
	return ledger->since != BOUNCE_NO_TIME && sent != BOUNCE_NO_TIME && sent >= ledger->since ? 0 : -1;
}
