/*
 * test-hostile.c - bad input: none of it crashes, none of it takes longer than its size allows, and each gives a record
 *
 * Times are the processor's, held against those of an ordinary mail of the same size, with a floor for what is over before a clock
 * ticks, so that they fail on quadratic code and not on a slow or busy machine.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdbool.h>

#include "bounce.h"

#include "test.h"

#define MEGABYTE ((size_t) 1 << 20)

/* How many times as long as an ordinary mail of its size a hostile one may take, and the seconds that always are granted. */
#define TIMES 40
#define GRANTED 5.0

/* Is text one JSON value (RFC 8259): brackets that match, strings that end, and no control character or bad escape in them? */
static bool
is_json (const char *text)
{
	GString *open = g_string_new (NULL);
	bool quoted = false, good = g_utf8_validate (text, -1, NULL) && *text == '{', ended = false;

	for (const char *c = text; *c && good; c++) {
		if (ended) {
			good = false;
		} else if (quoted) {
			if (*c == '\\')
				good = *++c && strchr ("\"\\/bfnrtu", *c);
			else if ((unsigned char) *c < ' ')
				good = false;
			else
				quoted = *c != '"';
		} else if (*c == '"') {
			quoted = true;
		} else if (*c == '{' || *c == '[') {
			g_string_append_c (open, *c == '{' ? '}' : ']');
		} else if (*c == '}' || *c == ']') {
			good = open->len && open->str[open->len - 1] == *c;
			g_string_truncate (open, open->len ? open->len - 1 : 0);
			ended = open->len == 0;
		}
	}
	good = good && ended && !quoted;
	g_string_free (open, TRUE);
	return good;
}

static void
knows_json (void)
{
	CHECK (is_json ("{}") && is_json ("{\"a\":[1,{\"b\":\"\\\"}\\\\\"}]}"));
	CHECK (!is_json ("") && !is_json ("{") && !is_json ("{]") && !is_json ("{\"a}") && !is_json ("{}}") && !is_json ("{\"\\x\"}") &&
	       !is_json ("{\"\n\"}") && !is_json ("{\"\xFF\"}"));
}

/* The record of a mail, and how long it took with its JSON. */
static bounce_record_t *
parse (const char *bytes, size_t length, const char *key, const char *value, double *seconds)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;
	double start;

	if (key)
		CHECK_INT (bounce_context_set (context, key, value), BOUNCE_OK);
	/* Frozen first, as that takes its time. */
	bounce_parse (context, "", 0, &record);
	bounce_record_unref (record);
	start = test_seconds ();
	CHECK_INT (bounce_parse (context, bytes, length, &record), BOUNCE_OK);
	CHECK (is_json (bounce_record_json (record)));
	*seconds = test_seconds () - start;
	bounce_context_unref (context);
	return record;
}

static double
ordinary (size_t length)
{
	GString *mail = g_string_new ("From: MAILER-DAEMON@mx.example.net\nTo: neko@example.net\nSubject: failure notice\n\n"
	                              "I could not deliver it:\n\na@example.org\n550 5.1.1 no such user\n\n");
	double seconds;

	while (mail->len < length)
		g_string_append (mail, "These are the words of an ordinary letter, line after line of it, until it is as long.\n");
	bounce_record_unref (parse (mail->str, mail->len, NULL, NULL, &seconds));
	g_string_free (mail, TRUE);
	return seconds;
}

static bounce_record_t *
survives_with (const char *what, const GString *mail, const char *key, const char *value)
{
	double seconds, bound = GRANTED + TIMES * ordinary (mail->len);
	bounce_record_t *record = parse (mail->str, mail->len, key, value, &seconds);

	if (seconds > bound)
		fprintf (stderr, "%s: %.1f s, not %.1f\n", what, seconds, bound);
	CHECK (seconds <= bound);
	return record;
}

static void
survives (const char *what, GString *mail)
{
	bounce_record_unref (survives_with (what, mail, NULL, NULL));
	g_string_free (mail, TRUE);
}

static GString *
repeated (const char *start, const char *piece, size_t length)
{
	GString *mail = g_string_sized_new (length + 100);

	g_string_append (mail, start);
	while (mail->len < length)
		g_string_append (mail, piece);
	return mail;
}

static bool
is_truncated (const bounce_record_t *record, const char *limit)
{
	for (size_t i = 0; i < bounce_record_truncated_count (record); i++) {
		if (strcmp (bounce_record_truncated (record, i), limit) == 0)
			return true;
	}
	return false;
}

static void
reads_nothing (void)
{
	static const char *const mails[] = { "", "\n", "\r", "\r\n", "\n\n\n", " ", ":", "From ", "A", "A:", "--", "\xEF\xBB\xBF" };

	for (size_t i = 0; i < G_N_ELEMENTS (mails); i++) {
		double seconds;
		bounce_record_t *record = parse (mails[i], strlen (mails[i]), NULL, NULL, &seconds);

		CHECK_INT (bounce_record_kind (record), BOUNCE_KIND_OTHER);
		CHECK_INT (bounce_record_recipient_count (record), 0);
		bounce_record_unref (record);
	}
}

static void
reads_any_bytes (void)
{
	GRand *rand = g_rand_new_with_seed (5322);

	for (int round = 0; round < 20; round++) {
		GString *mail = g_string_new (round % 2 ? "Content-Type: text/plain; charset=euc-jp\n\n" : "");

		for (int i = 0; i < 20000; i++)
			g_string_append_c (mail, (char) g_rand_int_range (rand, 0, 256));
		survives ("binary", mail);
	}
	g_rand_free (rand);
}

static void
bounds_the_message (void)
{
	GString *mail = repeated ("Subject: x\n\n", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 100 * MEGABYTE);
	bounce_record_t *record = survives_with ("a line of 100 MB", mail, NULL, NULL);

	CHECK (is_truncated (record, "message"));
	bounce_record_unref (record);
	g_string_free (mail, TRUE);
	survives ("a header line of 60 MB", repeated ("Subject: ", "abcdefgh abcdefgh", 60 * MEGABYTE));
}

static void
bounds_parts (void)
{
	GString *mail = g_string_new (NULL);
	bounce_record_t *record;

	for (int i = 0; i < 10000; i++)
		g_string_append_printf (mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	record = survives_with ("10,000 parts in each other", mail, NULL, NULL);
	CHECK (is_truncated (record, "depth"));
	bounce_record_unref (record);
	g_string_truncate (mail, 0);
	for (int i = 0; i < 10000; i++)
		g_string_append (mail, "Content-Type: message/rfc822\n\n");
	bounce_record_unref (survives_with ("10,000 messages in each other", mail, "limit.depth", "100000"));
	g_string_free (mail, TRUE);
	mail = repeated ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 10000 * 7);
	record = survives_with ("10,000 parts in a row", mail, NULL, NULL);
	CHECK (is_truncated (record, "parts"));
	bounce_record_unref (record);
	g_string_free (mail, TRUE);
	survives ("a boundary that never ends", repeated ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n", "text\n", 4 * MEGABYTE));
	survives ("almost boundaries", repeated ("Content-Type: multipart/mixed; boundary=b\n\n", "--bx\n", MEGABYTE));
	survives ("boundaries within lines", repeated ("Content-Type: multipart/mixed; boundary=b\n\n", "--b--b", 4 * MEGABYTE));
	survives ("guessed boundaries", repeated ("Content-Type: multipart/mixed; boundary=b\n\n", "--other\nx\n", 4 * MEGABYTE));
	survives ("broken folds", repeated ("A: x\n", "no field here\n", 4 * MEGABYTE));
	survives ("fields and broken folds", repeated ("A: x\n", "X-A: b\nno field here\n", 4 * MEGABYTE));
}

#define REPORT "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\nMIME-Version: 1.0\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n" \
	"I could not deliver it. 550 5.1.1 no such user\n\n--b\nContent-Type: message/delivery-status\n\n" \
	"Reporting-MTA: dns; mx.example.net\n\n"

static void
bounds_recipients (void)
{
	GString *mail = g_string_new (REPORT);
	bounce_record_t *record;

	for (int i = 0; i < 1000000; i++)
		g_string_append_printf (mail, "Final-Recipient: rfc822;%d@x.org\nAction: failed\n\n", i);
	record = survives_with ("1,000,000 recipients", mail, NULL, NULL);
	CHECK_INT (bounce_record_kind (record), BOUNCE_KIND_FAILURE);
	CHECK_INT (bounce_record_recipient_count (record), 10000);
	CHECK (is_truncated (record, "recipients"));
	CHECK (strstr (bounce_record_json (record), "\"truncated\"") != NULL);
	bounce_record_unref (record);
	g_string_free (mail, TRUE);
	survives ("a million groups of one recipient", repeated (REPORT, "Final-Recipient: rfc822;a@x.org\n\n", 30 * MEGABYTE));
	survives ("a folded field without an end", repeated (REPORT "Diagnostic-Code: smtp;\n", "\tx\n", 4 * MEGABYTE));
	survives ("blank lines", repeated (REPORT "Final-Recipient: rfc822;a@x.org\n", "\n", 4 * MEGABYTE));
	survives ("blank lines and fields", repeated (REPORT "Final-Recipient: rfc822;a@x.org\n", "\nStatus: 5.1.1\n", 4 * MEGABYTE));
}

/* Text and fields that each name many recipients, where one must be looked for among the others. */
static void
bounds_the_text (void)
{
	static const char start[] = "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\nI could not deliver it:\n";
	GString *mail = g_string_new ("From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\nMIME-Version: 1.0\n"
	                              "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nI could not deliver it: 550 ");

	for (int i = 0; i < 10000; i++)
		g_string_append_printf (mail, "z%d@example.org, ", i);
	g_string_append (mail, "\n--b\nContent-Type: message/delivery-status\n\n");
	for (int i = 0; i < 10000; i++)
		g_string_append_printf (mail, "Final-Recipient: rfc822;r%d@example.org\nAction: failed\n\n", i);
	survives ("10,000 addresses and 10,000 recipients", mail);
	mail = g_string_new (start);
	for (int i = 0; i < 20000; i++)
		g_string_append_printf (mail, "z%d@example.org\n", i);
	survives ("20,000 addresses", mail);
	mail = g_string_new (start);
	for (int i = 0; i < 20000; i++)
		g_string_append_printf (mail, "<z%d@example.org>: 550 no\n", i);
	survives ("20,000 addresses and codes", mail);
	survives ("a line of addresses", repeated (start, "a@b.example.org ", 4 * MEGABYTE));
	survives ("a line of @", repeated (start, "@", 4 * MEGABYTE));
	survives ("a line of a@", repeated (start, "a@", 4 * MEGABYTE));
	survives ("a line of codes", repeated (start, "550 5.1.1 ", 4 * MEGABYTE));
	survives ("a line of digits", repeated (start, "5.", 4 * MEGABYTE));
	survives ("a line of failures", repeated (start, "could not be delivered to ", 4 * MEGABYTE));
	survives ("lines of failures", repeated (start, "could not be delivered to\n", 4 * MEGABYTE));
	survives ("lines of fields", repeated (start, "Subject: x\n", 4 * MEGABYTE));
	survives ("lines of Received", repeated (start, "Received: by x; Thu, 29 Apr 2010 23:34:45 +0900\n\n", 4 * MEGABYTE));
	survives ("lines of Final-Recipient", repeated (start, "Final-Recipient: rfc822; a@example.org\n", 4 * MEGABYTE));
	survives ("a report of qmail", repeated ("Hi. This is the qmail-send program at example.net.\n\n", "<a@example.org>:\nfailed\n", 4 * MEGABYTE));
}

static void
reads_nul_bytes (void)
{
	GString *mail = g_string_new (REPORT "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n--b--\n");
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	for (size_t at = 0; at < mail->len; at++) {
		bounce_record_t *record;

		g_string_insert_c (mail, (gssize) at, '\0');
		CHECK_INT (bounce_parse (context, mail->str, mail->len, &record), BOUNCE_OK);
		CHECK (is_json (bounce_record_json (record)));
		bounce_record_unref (record);
		g_string_erase (mail, (gssize) at, 1);
	}
	bounce_context_unref (context);
	g_string_free (mail, TRUE);
	mail = g_string_new (NULL);
	g_string_set_size (mail, MEGABYTE);
	memset (mail->str, 0, mail->len);
	survives ("nothing but NUL", mail);
}

static void
reads_bad_html (void)
{
	static const char start[] = "From: MAILER-DAEMON@example.net\nContent-Type: text/html\n\n";

	survives ("<a", repeated (start, "<a", MEGABYTE));
	survives ("<a ", repeated (start, "<a ", MEGABYTE));
	survives ("&", repeated (start, "&", MEGABYTE));
	survives ("<!--", repeated (start, "<!--", MEGABYTE));
	survives ("<style>", repeated (start, "<style>", MEGABYTE));
	survives ("<br>", repeated (start, "<br>", MEGABYTE));
}

static void
reads_bad_fields (void)
{
	survives ("a field of 1 MB", repeated ("Subject: ", "0123456789abcdef", MEGABYTE));
	survives ("a folded field of 1 MB", repeated ("Subject: x\n", " y\n", MEGABYTE));
	survives ("1 MB of fields", repeated ("", "A: 1\n", MEGABYTE));
	survives ("parameters", repeated ("Content-Type: text/plain", "; a=\"", MEGABYTE));
	survives ("comments in parameters", repeated ("Content-Type: text/plain", "; (", MEGABYTE));
	survives ("comments in addresses", repeated ("From: ", "(", MEGABYTE));
	survives ("quotes in addresses", repeated ("From: ", "\"\\", MEGABYTE));
	survives ("groups in addresses", repeated ("To: ", "a:<b@c.example.org>;,", MEGABYTE));
	survives ("comments in dates", repeated ("Date: Thu, ", "(", MEGABYTE));
	survives ("comments in Received", repeated ("Received: from a ", "(", MEGABYTE));
	survives ("pairs of comments in Received", repeated ("Received: from a ", "(b [192.0.2.1]) by c ", MEGABYTE));
	survives ("encoded words", repeated ("Subject: ", "=?utf-8?Q?=", MEGABYTE));
	survives ("whole encoded words", repeated ("Subject: ", "=?iso-2022-jp?B?GyRCJCIbKEI=?= ", MEGABYTE));
	survives ("base64", repeated ("Content-Transfer-Encoding: base64\n\n", "=", MEGABYTE));
	survives ("uuencode", repeated ("Content-Transfer-Encoding: x-uuencode\n\n", "begin ", MEGABYTE));
	survives ("JSON", repeated ("A: 1\n\n", "{\"Message\":", MEGABYTE));
	survives ("escapes of ISO-2022-JP", repeated ("A: 1\n\n", "\033$B", MEGABYTE));
	survives ("an X.400 address", repeated (REPORT "Final-Recipient: x400; ", "/CN=a;SMTP=", MEGABYTE));
}

/* Each sample thirty times, with bytes changed, cut out or doubled: always the same ones, so that a failure comes again. */
static GString *
mutant (const char *bytes, size_t n, GRand *rand)
{
	static const char *const pieces[] = { "\n", "\r", "\r\n\r\n", "--", "@", "<", ">", ";", "\"", "(", "=", "=?", "\xFF", "From ", "Content-Type: " };
	GString *mail = g_string_new_len (bytes, (gssize) n);
	int changes = g_rand_int_range (rand, 1, 8);

	while (changes-- > 0 && mail->len > 2) {
		gssize length = g_rand_int_range (rand, 1, 200), at = (gssize) g_rand_int_range (rand, 0, (gint32) mail->len);
		const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];

		switch (g_rand_int_range (rand, 0, 5)) {
		case 0:
			mail->str[at] = (char) g_rand_int_range (rand, 0, 256);
			break;
		case 1:
			g_string_insert (mail, at, piece);
			break;
		case 2:
			g_string_erase (mail, at, MIN ((gssize) mail->len - at, length));
			break;
		case 3:
			g_string_truncate (mail, (gsize) at);
			break;
		default:
			g_string_insert_len (mail, at, bytes, (gssize) MIN (n, (size_t) 300));
			break;
		}
	}
	return mail;
}

static void
survives_mutants (void)
{
	const char *top = g_getenv ("top_srcdir");
	char *samples = g_build_filename (top ? top : ".", "tests", "samples", NULL);
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GDir *dir = g_dir_open (samples, 0, NULL);
	size_t done = 0, bad = 0;
	const char *name;

	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		char *path = g_build_filename (samples, name, "message.eml", NULL), *bytes = NULL;
		GRand *rand = g_rand_new_with_seed (g_str_hash (name));
		gsize n;

		for (int i = 0; g_file_get_contents (path, &bytes, &n, NULL) && i < 30; i++) {
			GString *mail = mutant (bytes, n, rand);
			bounce_record_t *record = NULL;

			if (bounce_parse (context, mail->str, mail->len, &record) != BOUNCE_OK || !is_json (bounce_record_json (record))) {
				bad++;
				fprintf (stderr, "%s: mutation %d\n", name, i);
			}
			done++;
			bounce_record_unref (record);
			g_string_free (mail, TRUE);
			g_free (bytes);
			bytes = NULL;
		}
		g_free (bytes);
		g_rand_free (rand);
		g_free (path);
	}
	CHECK (done > 1000);
	CHECK_INT (bad, 0);
	if (dir)
		g_dir_close (dir);
	g_free (samples);
	bounce_context_unref (context);
}

SUITE (bnc_test_core_hostile, "core/hostile",
       { "knows JSON", knows_json },
       { "reads nothing", reads_nothing },
       { "reads any bytes", reads_any_bytes },
       { "bounds the message", bounds_the_message },
       { "bounds parts", bounds_parts },
       { "bounds recipients", bounds_recipients },
       { "bounds the text", bounds_the_text },
       { "reads NUL bytes", reads_nul_bytes },
       { "reads bad HTML", reads_bad_html },
       { "reads bad fields", reads_bad_fields },
       { "survives mutants", survives_mutants })
