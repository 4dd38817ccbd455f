/*
 * test-received-lines.c - the client's address and name in the Received fields of many servers, with HELO and ident answers that lie
 *
 * received-lines.tsv was made from what the servers' documents and sources say, without a look at the code here: a row has the line, in
 * which "\t" is the tab of a fold, and what the server itself saw of its client.  In: the rows.  Out: no address and no name may be read
 * that the client could have chosen; a few may be missed.  RFC 5321, 4.4.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/trail.h"
#include "test.h"
#include "trace/host.h"

enum { FORMAT, CASE, LINE, ADDRESS, NAME, HELO, AUTH, BY, NOTE, COLUMNS };

/* Rows of which the address may be missed, or one read that is in doubt. */
static const struct {
	const char *format, *name, *why;
} exceptions[] = {
	{ "qmail", "line without from", "the line below names the client in the usual way" },
	{ "smap", "obtuse", "of the nineties, without a blank before the address" },
	{ "unknown", "two addresses", "one stands where all known formats have it" },
	{ "unknown", "address in by", "one stands where all known formats have it" },
	{ "courier", "local submission", "there was no client" },
	{ "hmailserver", NULL, "nothing in the line tells that the name leads back to no address" },
};

typedef struct {
	size_t rows, addresses, read, names, names_read;
} tally_t;

static bool
is_excepted (char **row)
{
	for (size_t i = 0; i < G_N_ELEMENTS (exceptions); i++) {
		if (strcmp (row[FORMAT], exceptions[i].format) == 0 && (!exceptions[i].name || strcmp (row[CASE], exceptions[i].name) == 0))
			return true;
	}
	return false;
}

static bool
notes (char **row, const char *word)
{
	return strstr (row[NOTE], word) != NULL;
}

static const char *
cell (const char *text)
{
	return strcmp (text, "-") == 0 ? NULL : text;
}

static bool
same_address (const char *have, const char *want)
{
	ip_t a, b;

	return bnc_ip_read (have, &a) && bnc_ip_read (want, &b) && memcmp (&a, &b, sizeof a) == 0;
}

/* Only what the server saw of its socket; and a line with a client is never taken for one without, below which more would be believed. */
static bool
address_is_right (char **row, const struct bounce_hop *hop, tally_t *tally)
{
	const char *address = cell (row[ADDRESS]);

	tally->addresses += address != NULL;
	tally->read += hop->client && same_address (hop->client, address);
	if (is_excepted (row))
		return true;
	if (hop->client)
		return same_address (hop->client, address) && !hop->local;
	return !address || (notes (row, "a refusal (-) is right too") && (hop->from || hop->helo));
}

/* Only what the server looked up, and not where it is known to look nowhere whether the name leads back. */
static bool
name_is_right (char **row, const struct bounce_hop *hop, tally_t *tally)
{
	const char *name = cell (row[NAME]), *have = hop->looked_up;

	tally->names += name != NULL;
	tally->names_read += have != NULL;
	if (is_excepted (row))
		return true;
	if (have && (!name || g_ascii_strcasecmp (have, name) != 0 || notes (row, "ptr-only")))
		return false;
	return have || !notes (row, "fcrdns");
}

static void
try_row (char **row, tally_t *tally)
{
	arena_t *arena = bnc_arena_new ();
	char **parts = g_strsplit (row[LINE], "\\t", -1);
	char *line = g_strjoinv ("\r\n\t", parts);
	struct bounce_hop hop;
	bool right;

	tally->rows++;
	bnc_hop_parse (slice_str (line), &hop, arena);
	right = address_is_right (row, &hop, tally);
	if (!notes (row, "AMBIGUOUS for name"))
		right = name_is_right (row, &hop, tally) && right;
	CHECK (right);
	if (!right)
		fprintf (stderr, "%s, %s: address %s, not %s; name %s, not %s; %s\n  in: %s\n", row[FORMAT], row[CASE], hop.client ? hop.client : "-",
		         row[ADDRESS], hop.looked_up ? hop.looked_up : "-", row[NAME], row[NOTE], row[LINE]);
	g_free (line);
	g_strfreev (parts);
	bnc_arena_free (arena);
}

static void
only_what_the_server_saw (void)
{
	const char *top = g_getenv ("top_srcdir");
	char *path = g_build_filename (top ? top : "..", "tests/mail/received-lines.tsv", NULL), *text = NULL, **lines;
	tally_t tally = { 0 };

	CHECK (g_file_get_contents (path, &text, NULL, NULL));
	lines = g_strsplit (text ? text : "", "\n", -1);
	for (size_t i = 1; lines[0] && lines[i] && *lines[i]; i++) {
		char **row = g_strsplit (lines[i], "\t", -1);

		CHECK_INT (g_strv_length (row), COLUMNS);
		if (g_strv_length (row) == COLUMNS && (!notes (row, "AMBIGUOUS") || notes (row, "AMBIGUOUS for name")))
			try_row (row, &tally);
		g_strfreev (row);
	}
	printf ("\n    %zu lines; %zu of %zu addresses read, %zu of %zu names: the others nobody checked, or nobody says so ", tally.rows,
	        tally.read, tally.addresses, tally.names_read, tally.names);
	CHECK (tally.rows > 2000);
	CHECK (tally.read * 100 >= tally.addresses * 99);
	g_strfreev (lines);
	g_free (text);
	g_free (path);
}

SUITE (bnc_test_mail_received_lines, "mail/received-lines", { "only what the server saw", only_what_the_server_saw })
