/*
 * test-reason.c - the order of the sources, and the tables themselves
 *
 * In: recipients as the stations before fill them; tests/reason/phrases.txt, a reply for each phrase of the tables.  Out: checks.
 * Sets and texts made here are freed here.
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
decided (const reason_set_t *set, struct bounce_recipient recipient, const char *text)
{
	bnc_reason_decide (set, &recipient, slice_str (text));
	return recipient;
}

static reason_set_t *
built (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	bnc_reason_set_build (set);
	return set;
}

#define DECIDE(...) decided (set, (struct bounce_recipient) { __VA_ARGS__ }, NULL)

static void
check_reason (struct bounce_recipient have, bounce_reason_t reason, bounce_source_t source, unsigned line)
{
	test_check_int (have.reason, reason, have.diagnostic ? have.diagnostic : "reason", __FILE__, line);
	test_check_int (have.source.reason, source, "source", __FILE__, line);
}

#define CHECK_REASON(have, reason, source) check_reason (have, BOUNCE_REASON_##reason, BOUNCE_SOURCE_##source, __LINE__)

static void
sources_in_order (void)
{
	reason_set_t *set = built ();

	CHECK_REASON (DECIDE (.diagnostic = "550 5.1.1 <neko@example.org>... User Unknown", .command = "RCPT"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 5.2.2 sorry"), MAILBOX_FULL, DERIVED);
	/* Words that decide nothing: what a vague code might mean must not cost an address its life. */
	CHECK_REASON (DECIDE (.diagnostic = "550 sorry", .command = "RCPT"), ON_HOLD, NONE);
	CHECK_REASON (DECIDE (.diagnostic = "553 sorry", .command = "RCPT"), ON_HOLD, NONE);
	CHECK_REASON (DECIDE (.diagnostic = "552 sorry"), ON_HOLD, NONE);
	CHECK_REASON (DECIDE (.diagnostic = "550 sorry"), ON_HOLD, NONE);
	CHECK_REASON (DECIDE (.status = "5.0.0"), UNKNOWN, NONE);
	CHECK_REASON (DECIDE (.status = "5.1.2"), HOST_UNKNOWN, DERIVED);
	CHECK_REASON (DECIDE (.action = BOUNCE_ACTION_DELAYED), EXPIRED, DERIVED);
	CHECK_REASON (DECIDE (.action = BOUNCE_ACTION_DELIVERED, .diagnostic = "250 ok"), DELIVERED, DERIVED);
	CHECK_REASON (DECIDE (.diagnostic = "255", .diagnostic_type = "x-unix"), MAILER_ERROR, DERIVED);
	/* A receiver's own words go before the phrase in the same reply. */
	CHECK_REASON (DECIDE (.diagnostic = "550 5.1.0 <neko@example.org> sender rejected. AUP#In-1310", .remote_mta = "mx0.charter.net"),
	              RATE_LIMITED, RECEIVER);
	CHECK_REASON (DECIDE (.diagnostic = "550 5.1.0 <neko@example.org> sender rejected. AUP#In-1310", .remote_mta = "mx.example.net"),
	              REJECTED, PHRASE);
	/* What the dialect said stays. */
	CHECK_REASON (DECIDE (.diagnostic = "user unknown", .reason = BOUNCE_REASON_SUSPEND, .source.reason = BOUNCE_SOURCE_TEXT), SUSPEND,
	              TEXT);
	bnc_reason_set_free (set);
}

static void
commands (void)
{
	reason_set_t *set = built ();

	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown", .command = "MAIL"), REJECTED, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown", .command = "RCPT"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown", .command = "DATA"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown (in reply to end of DATA command)"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown (in reply to MAIL FROM command)"), REJECTED, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 no such host", .command = "EHLO"), BLOCKED, PHRASE);
	/* The stock words of RFC 5321 are said of more than of unknown users. */
	CHECK_REASON (DECIDE (.diagnostic = "550 Requested action not taken: mailbox unavailable", .command = "RCPT"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 Requested action not taken: mailbox unavailable"), FILTERED, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown (in reply to RCPT TO command)"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 no", .command = "MAIL"), REJECTED, DERIVED);
	CHECK_REASON (DECIDE (.diagnostic = "554 no", .command = "CONN"), BLOCKED, DERIVED);
	/* sendmail pipelines: the reply shown under DATA may be RCPT's, and its status says so. */
	CHECK_REASON (DECIDE (.diagnostic = "550 5.1.1 user unknown", .command = "DATA"), USER_UNKNOWN, PHRASE);
	bnc_reason_set_free (set);
}

static void
contradictions (void)
{
	reason_set_t *set = built ();

	CHECK_REASON (DECIDE (.status = "5.1.1", .diagnostic = "550 mailbox full"), MAILBOX_FULL, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 5.2.2 user unknown"), MAILBOX_FULL, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 5.2.1 user unknown"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 5.2.1 user unknown", .command = "RCPT"), USER_UNKNOWN, PHRASE);
	CHECK_REASON (DECIDE (.diagnostic = "550 user unknown; client blocked using zen.spamhaus.org"), BLOCKED, PHRASE);
	/* Words that name no cause give way to a status that does. */
	CHECK_REASON (DECIDE (.diagnostic = "550 5.2.2 mailbox unavailable"), MAILBOX_FULL, DERIVED);
	bnc_reason_set_free (set);
}

static void
permanence (void)
{
	reason_set_t *set = built ();

	CHECK_INT (DECIDE (.diagnostic = "550 5.1.1 user unknown").permanence, BOUNCE_PERMANENCE_HARD);
	CHECK_INT (DECIDE (.diagnostic = "550 5.2.2 mailbox full").permanence, BOUNCE_PERMANENCE_SOFT);
	CHECK_INT (DECIDE (.action = BOUNCE_ACTION_RELAYED).permanence, BOUNCE_PERMANENCE_NONE);
	bnc_reason_set_free (set);
}

static void
texts (void)
{
	reason_set_t *set = built ();

	/* The code a reply repeats on each line, and addresses, are no part of its words. */
	CHECK_INT (bnc_reason_of_text (set, slice_str ("550-5.1.1 no such\n550-5.1.1 user here\n550 5.1.1 sorry")), BOUNCE_REASON_USER_UNKNOWN);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("said 550 <user-unknown.blacklist@example.org>")), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("")), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_reason_of_text (set, SLICE_NONE), BOUNCE_REASON_NONE);
	CHECK_INT (decided (set, (struct bounce_recipient) { .diagnostic = "550 sorry" }, "the mailbox is full").reason,
	           BOUNCE_REASON_MAILBOX_FULL);
	bnc_reason_set_free (set);
}

/* What reports say without telling a reason, and words that hold others. */
static void
traps (void)
{
	static const char *const innocent[] = {
		"your message was successfully delivered", "faxes and notable taxes", "a helpful colleague is careful with painful details",
		"the wormhole theatre thanks you; trojans of ancient troy; scampi",
		"I'm sorry to have to inform you that your message could not be delivered to one or more recipients. It's attached below.",
		"A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.",
		"I'm afraid I wasn't able to deliver your message to the following addresses. This is a permanent error; I've given up.",
		"The following addresses had permanent fatal errors ----- Transcript of session follows ----- ... while talking to mx:",
		"Your message did not reach some or all of the intended recipients.",
		"This is an automatically generated Delivery Status Notification. Delivery to the following recipients failed.",
		"No further delivery attempts will be made.", "Your account is in good standing; the invoice is attached.",
	};
	reason_set_t *set = built ();

	for (size_t i = 0; i < G_N_ELEMENTS (innocent); i++)
		test_check_int (bnc_reason_of_text (set, slice_str (innocent[i])), BOUNCE_REASON_NONE, innocent[i], __FILE__, __LINE__);
	bnc_reason_set_free (set);
}

static void
errors_name_the_line (void)
{
	static const struct {
		const char *name, *text, *want;
	} bad[] = {
		{ "a.phrases", "user unknown\n", "a.phrases:1: " },
		{ "a.phrases", "[user-unknown]\nfine phrase\nUpper Case\n", "a.phrases:3: " },
		{ "a.phrases", "[no-such-reason]\n", "a.phrases:1: " },
		{ "a.phrases", "[rejected rank 1000]\n", "a.phrases:1: " },
		{ "a.phrases", "[rejected]\nab\n", "a.phrases:2: " },
		{ "a.receiver", "host example.org\n", "a.receiver:1: " },
		{ "a.receiver", "receiver a\nblocked 55 * no\n", "a.receiver:2: " },
		{ "a.receiver", "receiver a\n\nblocked 550 *\n", "a.receiver:3: " },
		{ "status.tsv", "# x\n5.1\tblocked\n", "status.tsv:2: " },
		{ "replies.tsv", "550\tXXXX\t-\n", "replies.tsv:1: " },
		{ "a.txt", "", "a.txt: " },
	};
	reason_set_t *set = bnc_reason_set_new ();
	guint phrases = set->phrases->len, rows = set->rows->len;

	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
		char *error = NULL;

		CHECK (!bnc_reason_set_add (set, bad[i].name, slice_str (bad[i].text), &error));
		CHECK (error && g_str_has_prefix (error, bad[i].want) && strstr (error, "expected"));
		g_free (error);
	}
	/* A bad file is refused whole. */
	CHECK_INT (set->phrases->len, phrases);
	CHECK_INT (set->rows->len, rows);
	bnc_reason_set_free (set);
}

static void
later_files_win (void)
{
	reason_set_t *set = bnc_reason_set_new ();
	char *error = NULL;

	CHECK (bnc_reason_set_add (set, "own.phrases", slice_str ("[suspend]\nuser unknown\nthe cat sleeps\n[blocked]\none & two &! three\n"),
	                           &error));
	bnc_reason_set_build (set);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("550 user unknown")), BOUNCE_REASON_SUSPEND);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("550 The  Cat\r\n sleeps")), BOUNCE_REASON_SUSPEND);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("two and one")), BOUNCE_REASON_BLOCKED);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("one, two, three")), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_reason_of_text (set, slice_str ("one alone")), BOUNCE_REASON_NONE);
	CHECK_STR (error, NULL);
	bnc_reason_set_free (set);
}

static void
builtin_files_are_right (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	CHECK (bnc_builtin_table_count > 10);
	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		char *error = NULL;

		/* prose.wording is report/'s. */
		if (g_str_has_suffix (bnc_builtin_tables[i].name, ".wording"))
			continue;
		bnc_reason_set_add (set, bnc_builtin_tables[i].name, slice (bnc_builtin_tables[i].text, bnc_builtin_tables[i].length), &error);
		CHECK_STR (error, NULL);
		g_free (error);
	}
	bnc_reason_set_free (set);
}

/* No phrase twice, no code twice, no receiver's row twice: of two, one would never be heard. */
static void
keys_are_unique (void)
{
	GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		char **lines = g_strsplit (bnc_builtin_tables[i].text, "\n", -1);
		bool phrases = g_str_has_suffix (bnc_builtin_tables[i].name, ".phrases"), command = false;
		bool words = g_str_has_suffix (bnc_builtin_tables[i].name, ".words");
		const char *section = "";

		for (char **line = lines; *line && !g_str_has_suffix (bnc_builtin_tables[i].name, ".wording"); line++) {
			size_t key = phrases || words ? strlen (*line) : strcspn (*line, "\t");

			if (**line == '[')
				command = g_str_has_prefix (*line, "[command") || g_str_has_prefix (*line, "[quote");
			if (**line == '[')
				section = *line;
			if (!**line || **line == '#' || **line == '[' || g_str_has_prefix (*line, "source"))
				continue;
			if (g_str_has_suffix (bnc_builtin_tables[i].name, "replies.tsv") || g_str_has_suffix (bnc_builtin_tables[i].name, "shapes.tsv"))
				key += 1 + strcspn (*line + key + 1, "\t");
			if (!g_hash_table_add (seen, g_strdup_printf ("%s%s%.*s", phrases ? command ? "c " : "r " : bnc_builtin_tables[i].name,
			                                              words ? section : "", (int) key, *line)))
				test_check_str (*line, NULL, bnc_builtin_tables[i].name, __FILE__, __LINE__);
		}
		g_strfreev (lines);
	}
	CHECK (g_hash_table_size (seen) > 1000);
	g_hash_table_destroy (seen);
}

/* A line of phrases.txt must tell what it says: then its phrase is in no other reason, and no other reason's phrase hides in it. */
static const phrase_t *
told (const reason_set_t *set, const char *what, const char *reply)
{
	GString *clean = bnc_search_clean (slice_str (reply));
	const phrase_t *phrase;
	search_t search;

	bnc_search_run (&search, set, slice (clean->str, clean->len));
	phrase = search.strong ? search.strong : search.weak;
	if (g_str_has_prefix (what, "command "))
		test_check_int (search.command, bnc_command_named (slice_str (what + 8)), reply, __FILE__, __LINE__);
	else
		test_check_int (phrase ? (int) phrase->value : 0, bnc_reason_named (slice_str (what)), reply, __FILE__, __LINE__);
	bnc_search_clear (&search);
	g_string_free (clean, TRUE);
	return g_str_has_prefix (what, "command ") ? NULL : phrase;
}

static void
each_phrase_is_heard (void)
{
	const char *top = getenv ("top_srcdir");
	char *path = g_build_filename (top ? top : ".", "tests", "reason", "phrases.txt", NULL), *text = NULL;
	reason_set_t *set = built ();
	uint8_t *heard = g_new0 (uint8_t, set->phrases->len);

	CHECK (g_file_get_contents (path, &text, NULL, NULL));
	for (char *line = text ? strtok (text, "\n") : NULL; line; line = strtok (NULL, "\n")) {
		char *reply = strchr (line, '\t');
		const phrase_t *phrase;

		if (*line == '#' || !reply)
			continue;
		*reply++ = '\0';
		phrase = told (set, line, reply);
		if (phrase)
			heard[phrase - (const phrase_t *) (const void *) set->phrases->data] = 1;
	}
	for (guint i = 0; i < set->phrases->len; i++) {
		const phrase_t *phrase = &g_array_index (set->phrases, phrase_t, i);

		if (!heard[i] && (phrase->tells == TELLS_REASON || phrase->tells == TELLS_WEAKLY))
			test_check_int (phrase->line, 0, phrase->from, __FILE__, __LINE__);
	}
	bnc_reason_set_free (set);
	g_free (heard);
	g_free (text);
	g_free (path);
}

SUITE (bnc_test_reason_reason, "reason/reason", { "sources in order", sources_in_order }, { "commands", commands },
       { "contradictions", contradictions }, { "permanence", permanence }, { "texts", texts }, { "traps", traps },
       { "errors name the line", errors_name_the_line }, { "later files win", later_files_win },
       { "built-in files are right", builtin_files_are_right }, { "keys are unique", keys_are_unique },
       { "each phrase is heard", each_phrase_is_heard })
