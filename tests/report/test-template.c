/*
 * test-template.c - a line that looks like the text it matches, with named holes
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/template.h"

#include "test.h"

static const struct {
	hole_t hole;
	const char *name;
} names[] = {
	{ HOLE_TEXT, "text" }, { HOLE_ADDRESS, "address" }, { HOLE_USER, "user" }, { HOLE_ORIGINAL, "original" }, { HOLE_HOST, "host" },
	{ HOLE_IP, "ip" }, { HOLE_STATUS, "status" }, { HOLE_CODE, "code" }, { HOLE_COMMAND, "command" }, { HOLE_DATE, "date" },
	{ HOLE_UNTIL, "until" }, { HOLE_REPORTING_MTA, "reporting-mta" }, { HOLE_QUEUE_ID, "queue-id" },
};

/* "name=value|...", "" where it matches without holes, NULL where it does not match. */
static char *
captured (const char *text, const char *line, bool indented, bool find)
{
	char *error;
	template_t *t = bnc_template_new (text, &error);
	captures_t captures;
	GString *out = NULL;

	CHECK (t && !error);
	if (t && (find ? bnc_template_find (t, slice_str (line), &captures) : bnc_template_match (t, slice_str (line), indented, &captures))) {
		out = g_string_new (NULL);
		for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
			slice_t value = captures.value[names[i].hole];

			if (value.p)
				g_string_append_printf (out, "%s=%.*s|", names[i].name, (int) value.n, value.p);
		}
	}
	/* What is found may stand there. */
	if (t && out) {
		glimpse_t glimpse;

		bnc_glimpse (slice_str (line), &glimpse);
		CHECK (bnc_template_may_stand (t, &glimpse));
	}
	bnc_template_free (t);
	g_free (error);
	return out ? g_string_free (out, FALSE) : NULL;
}

static void
check (const char *text, const char *line, const char *want)
{
	char *have = captured (text, line, false, false);

	CHECK_STR (have, want);
	g_free (have);
}

static void
check_find (const char *text, const char *line, const char *want)
{
	char *have = captured (text, line, false, true);

	CHECK_STR (have, want);
	g_free (have);
}

static void
matches_literals (void)
{
	check ("Hello there", "hello THERE", "");
	check ("Hello there", "hello there.", NULL);
	check ("Hello there", "hello", NULL);
	check ("Hello\t  there ", "Hello there", "");
	check ("{*}", "", "");
	check ("{*}", "anything", "");
	check ("a{*}b", "ab", "");
	check ("{*}b{*}", "abc", "");
}

static void
fills_holes (void)
{
	check ("<{address}>: {text...}", "<kijitora@example.org>: 550 no", "text=550 no|address=kijitora@example.org|");
	check ("{address}", "<kijitora@example.org>", "address=<kijitora@example.org>|");
	check ("{address}", "kijitora", NULL);
	check ("{address}", "two words@example.org", NULL);
	check ("{address}", "\"two words\"@example.org", "address=\"two words\"@example.org|");
	check ("{user}", "kijitora", "user=kijitora|");
	check ("{user}", "two words", NULL);
	check ("host {host}[{ip}] said: {text}", "host mx.example.org[192.0.2.4] said: 550", "text=550|host=mx.example.org|ip=192.0.2.4|");
	check ("host {host}[{ip}] said: {text}", "host mx.example.org[192.0.2.444] said: 550", NULL);
	check ("{ip}", "2001:db8::1", "ip=2001:db8::1|");
	check ("{ip}", "[192.0.2.4]", "ip=[192.0.2.4]|");
	check ("{host}", "mx example", NULL);
	check ("{code} {status} {text}", "550 5.1.1 No such user", "text=No such user|status=5.1.1|code=550|");
	check ("{code} {text}", "5500 x", NULL);
	check ("{code} {text}", "650 x", NULL);
	check ("{status}", "5.1", NULL);
	check ("{status}", "3.1.1", NULL);
	check ("{status}", "5.1.1.1", NULL);
	check ("{status}", "5.1111.1", NULL);
	check ("{status}", "4.4.312", "status=4.4.312|");
	check ("in reply to {command} command", "in reply to RCPT TO command", "command=RCPT TO|");
	check ("in reply to {command} command", "in reply to <b> command", NULL);
	check ("since {date} until {until}", "since today until never", "date=today|until=never|");
	check ("{reporting-mta}: {queue-id}", "mx.example.org: 4F-1.2", "reporting-mta=mx.example.org|queue-id=4F-1.2|");
	check ("generated from {original}", "generated from neko@example.org", "original=neko@example.org|");
	check ("{text}", "", NULL);
	check ("{text}!", "!", NULL);
}

static void
stretches_open_holes (void)
{
	check ("{text} failed: {status}", "it failed: twice failed: 5.1.1", "text=it failed: twice|status=5.1.1|");
	check ("{*}: {address}", "a: b: c: kijitora@example.org", "address=kijitora@example.org|");
	check ("({*})", "(a) b)", "");
	check ("{*}({code})", "a (b) (550)", "code=550|");
	check_find ("{*} said: {code} no", "he said: x said: 550 no more", "code=550|");
}

static void
minds_indentation (void)
{
	char *error, *have;
	template_t *t = bnc_template_new (" {address}", &error);
	captures_t captures;

	CHECK (!bnc_template_match (t, SLICE_LIT ("a@example.org"), false, &captures));
	CHECK (bnc_template_match (t, SLICE_LIT ("a@example.org"), true, &captures));
	CHECK_STR (bnc_template_text (t), " {address}");
	bnc_template_free (t);
	have = captured ("{address}", "a@example.org", true, false);
	CHECK_STR (have, "address=a@example.org|");
	g_free (have);
}

static void
finds_within (void)
{
	check_find ("said: {code}", "he said: 550", "code=550|");
	check_find ("({status})", "x (y) (5.1.1) z", "status=5.1.1|");
	check_find ("does not like recipient.", "192.0.2.4 does not like recipient. Giving up.", "");
	check_find ("{ip} failed", "192.0.2.4 failed after", "ip=192.0.2.4|");
	check_find ("no such", "there is none", NULL);
	check_find ("a", "", NULL);
}

static void
check_error (const char *text, const char *want)
{
	char *error = NULL;
	template_t *t = bnc_template_new (text, &error);

	CHECK (!t);
	CHECK_STR (error, want);
	g_free (error);
	bnc_template_free (t);
}

static void
refuses_bad_templates (void)
{
	GString *many = g_string_new (NULL);

	check_error ("", "an empty template");
	check_error ("  \t", "an empty template");
	check_error ("{nothing}", "no hole is called {nothing}");
	check_error ("{}", "no hole is called {}");
	check_error ("{address...}", "no hole is called {address...}");
	check_error ("a {address", "a { without its }");
	check_error ("{address}{host}", "two holes need text between them, before {host}");
	check_error ("{text}{text...}", "two holes need text between them, before {text...}");
	check_error ("{host} and {host}", "{host} stands twice in a template");
	check_error ("{text...} end", "{text...} can only end a template");
	check_error ("{text...} of {host}", "{text...} can only end a template");
	for (int i = 0; i < 20; i++)
		g_string_append (many, "a{*}");
	check_error (many->str, "a template has at most 24 holes and literals");
	g_string_free (many, TRUE);
}

static void
describes_itself (void)
{
	char *error;
	template_t *t = bnc_template_new ("a {host} is longest {text...}", &error);

	CHECK (bnc_template_has (t, HOLE_HOST) && bnc_template_has (t, HOLE_TEXT) && !bnc_template_has (t, HOLE_IP));
	CHECK (bnc_template_continues (t) && !bnc_template_is_text (t));
	CHECK (slice_is (bnc_template_literal (t), " is longest "));
	bnc_template_free (t);
	t = bnc_template_new ("{text...}", &error);
	CHECK (bnc_template_continues (t) && bnc_template_is_text (t));
	CHECK_INT (bnc_template_literal (t).n, 0);
	bnc_template_free (t);
	t = bnc_template_new ("{*}", &error);
	CHECK (!bnc_template_continues (t) && !bnc_template_is_text (t));
	bnc_template_free (t);
	bnc_template_free (NULL);
}

/* Four megabytes in one line, made so that every piece but the last is found again and again. */
/* Whether it matches, told from where its literal ends, as bnc_template_match() tells it. */
static void
check_simple (const char *text, const char *line, bool simple)
{
	char *error;
	template_t *t = bnc_template_new (text, &error);
	slice_t s = slice_str (line), literal = bnc_template_literal (t);
	captures_t captures;
	bool stands = false;

	CHECK_INT (bnc_template_is_simple (t), simple);
	for (size_t at = bnc_slice_find (s, literal, 0); simple && at < s.n; at = bnc_slice_find (s, literal, at + 1))
		stands |= bnc_template_ends_at (t, s, at + literal.n);
	if (simple)
		CHECK_INT (stands, bnc_template_match (t, s, true, &captures));
	bnc_template_free (t);
}

static void
knows_simple_ones (void)
{
	static const char *const simple[] = { "ab", "{*}ab", "ab{*}", "{*}ab{*}" }, *const others[] = { "{*}", "{text}ab", "a{*}b", "ab{host}" };
	static const char *const lines[] = { "ab", "xab", "abx", "xabx", "abab", "ABx ab", "a", "" };

	for (size_t l = 0; l < G_N_ELEMENTS (lines); l++) {
		for (size_t i = 0; i < G_N_ELEMENTS (simple); i++)
			check_simple (simple[i], lines[l], true);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (others); i++)
		check_simple (others[i], "ab", false);
}

static void
glimpses (void)
{
	char *error;
	template_t *t = bnc_template_new ("Unknown user {address}", &error);
	glimpse_t glimpse;

	bnc_glimpse (SLICE_LIT ("mailbox is full"), &glimpse);
	CHECK (!bnc_template_may_stand (t, &glimpse));
	bnc_glimpse (SLICE_LIT ("550 unknown USER a@example.org"), &glimpse);
	CHECK (bnc_template_may_stand (t, &glimpse));
	bnc_glimpse (SLICE_NONE, &glimpse);
	CHECK (!bnc_template_may_stand (t, &glimpse));
	bnc_template_free (t);
}

static void
is_linear (void)
{
	static const struct {
		const char *text, *piece;
	} cases[] = {
		{ "a{*}b{*}c", "ab" }, { "a {host} b", "a x" }, { "{*}a{*}b{*}c{*}d", "abc" }, { "a{text}b{address}c", "abc" },
		{ "said: {text} ({status})", "said: x (" }, { "{host} a", "aaaa" }, { "a{queue-id}!", "aaaa" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		GString *line = g_string_new (NULL);
		char *error;
		template_t *t = bnc_template_new (cases[i].text, &error);
		captures_t captures;
		double start = test_seconds (), seconds;

		while (line->len < 4 << 20)
			g_string_append (line, cases[i].piece);
		bnc_template_match (t, slice_str (line->str), false, &captures);
		bnc_template_find (t, slice_str (line->str), &captures);
		seconds = test_seconds () - start;
		if (seconds >= 20)
			fprintf (stderr, "%s: %.1f s\n", cases[i].text, seconds);
		CHECK (seconds < 20);
		bnc_template_free (t);
		g_string_free (line, TRUE);
	}
}

SUITE (bnc_test_report_template, "report/template",
       { "matches literals", matches_literals },
       { "fills holes", fills_holes },
       { "stretches open holes", stretches_open_holes },
       { "minds indentation", minds_indentation },
       { "finds within", finds_within },
       { "refuses bad templates", refuses_bad_templates },
       { "describes itself", describes_itself },
       { "knows simple ones", knows_simple_ones },
       { "glimpses", glimpses },
       { "is linear", is_linear })
