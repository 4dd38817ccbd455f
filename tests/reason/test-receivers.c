/*
 * test-receivers.c - tests of the receivers' tables: each row is heard, and replies as they are sent
 *
 * In: the tables compiled in, and tests/reason/receivers.tsv, replies that receivers send: who sends it (a server, or "recipient"
 * and a domain), the reason, its permanence, the reply.  Out: checks.  Sets and texts made here are freed here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdlib.h>

#include "core/builtin.h"
#include "reason/reason.h"
#include "reason/search.h"
#include "test.h"

static struct bounce_recipient
decided (const reason_set_t *set, const char *host, const char *address, const char *reply)
{
	struct bounce_recipient recipient = { .diagnostic = reply, .remote_mta = host, .address = address };

	bnc_reason_decide (set, &recipient, SLICE_NONE);
	return recipient;
}

/* A reply that says what the phrase of a row asks for, and nothing else. */
static void
add_phrase (GString *reply, const char *phrase)
{
	for (const char *at = phrase; *at && !g_str_has_prefix (at, "&!"); at++) {
		if (*at == '@')
			g_string_append (reply, "neko@example.org");
		else if (*at == '&')
			g_string_append (reply, "...");
		else if (*at != '|' && *at != '"')
			g_string_append_c (reply, *at);
	}
}

/* A receiver of the tables while its lines are read: how its replies are known. */
typedef struct {
	const char *file;
	char *host, *marker;
} known_by_t;

static void
learn (known_by_t *known, const char *line)
{
	char **words = g_strsplit (line, " ", 2), *rest = words[0] ? words[1] : NULL;

	if (rest)
		g_strchug (rest);
	if (g_str_has_prefix (line, "receiver ")) {
		g_free (known->host);
		g_free (known->marker);
		known->host = known->marker = NULL;
	} else if (g_str_has_prefix (line, "host ") && !known->host) {
		known->host = g_strndup (rest, strcspn (rest, " "));
	} else if (g_str_has_prefix (line, "text ") && !known->marker) {
		known->marker = g_strdup (rest);
	}
	g_strfreev (words);
}

static bool
is_row (const char *line)
{
	size_t word = strcspn (line, " ");
	bounce_reason_t reason = bnc_reason_named (slice (line, word));

	return reason > BOUNCE_REASON_NONE && !g_str_has_prefix (line, "source") && line[word] == ' ';
}

/* CODE STATUS words, by a row "REASON CODE|* STATUS|* PHRASE". */
static GString *
reply_of_row (const known_by_t *known, const char *row, char **reason)
{
	char **cells = g_regex_split_simple (" +", row, 0, 0);
	const char *code = cells[1], *status = cells[2], *phrase = strstr (row + strlen (cells[0]) + strlen (code), status);
	GString *reply = g_string_new (NULL);

	phrase += strlen (status) + strspn (phrase + strlen (status), " ");
	if (*code == '*')
		g_string_append_printf (reply, "%c50 ", *status == '*' ? '5' : *status);
	else
		g_string_append_printf (reply, "%s ", code);
	if (*status != '*')
		g_string_append_printf (reply, "%s ", status);
	add_phrase (reply, phrase);
	if (!known->host) {
		g_string_append_c (reply, ' ');
		add_phrase (reply, known->marker);
	}
	*reason = g_strdup (cells[0]);
	g_strfreev (cells);
	return reply;
}

static void
check_row (const reason_set_t *set, const known_by_t *known, const char *row)
{
	char *reason = NULL;
	GString *reply = reply_of_row (known, row, &reason);
	struct bounce_recipient have = decided (set, known->host, NULL, reply->str);

	if (have.reason != bnc_reason_named (slice_str (reason)) || have.source.reason != BOUNCE_SOURCE_RECEIVER)
		test_check_str (row, NULL, known->file, __FILE__, __LINE__);
	g_string_free (reply, TRUE);
	g_free (reason);
}

/* Of two rows for one reply the second would never be heard. */
static void
each_row_is_heard (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	bnc_reason_set_build (set);
	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		known_by_t known = { .file = bnc_builtin_tables[i].name };
		char **lines = g_strsplit (bnc_builtin_tables[i].text, "\n", -1);

		for (char **line = lines; *line && g_str_has_suffix (known.file, ".receiver"); line++) {
			if (is_row (*line))
				check_row (set, &known, *line);
			else
				learn (&known, *line);
		}
		g_strfreev (lines);
		g_free (known.host);
		g_free (known.marker);
	}
	bnc_reason_set_free (set);
}

static void
check_reply (const reason_set_t *set, char **cells)
{
	bool by_recipient = g_str_has_prefix (cells[0], "recipient ");
	char *address = by_recipient ? g_strconcat ("neko@", cells[0] + strlen ("recipient "), NULL) : NULL;
	struct bounce_recipient have = decided (set, by_recipient || !strcmp (cells[0], "-") ? NULL : cells[0], address, cells[3]);

	test_check_str (bounce_reason_name (have.reason), cells[1], cells[3], __FILE__, __LINE__);
	test_check_str (bounce_permanence_name (have.permanence), cells[2], cells[3], __FILE__, __LINE__);
	g_free (address);
}

static void
replies_as_they_are_sent (void)
{
	const char *top = getenv ("top_srcdir");
	char *path = g_build_filename (top ? top : ".", "tests", "reason", "receivers.tsv", NULL), *text = NULL;
	reason_set_t *set = bnc_reason_set_new ();

	bnc_reason_set_build (set);
	CHECK (g_file_get_contents (path, &text, NULL, NULL));
	for (char *line = text ? strtok (text, "\n") : NULL; line; line = strtok (NULL, "\n")) {
		char **cells = g_strsplit (line, "\t", 4);

		if (*line != '#' && g_strv_length (cells) == 4)
			check_reply (set, cells);
		else
			CHECK (*line == '#');
		g_strfreev (cells);
	}
	bnc_reason_set_free (set);
	g_free (text);
	g_free (path);
}

SUITE (bnc_test_reason_receivers, "reason/receivers", { "each row is heard", each_row_is_heard },
       { "replies as they are sent", replies_as_they_are_sent })
