/*
 * test-text.c - parts and fields as UTF-8, and dates
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/text.h"

#include <gmime/gmime.h>

#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 10, .text = 1 << 20, .hops = 10 };

static void
init (void)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
}

/* The text of a mail with this header and body. */
static char *
text_of (const char *header, const char *body, size_t n, size_t limit)
{
	arena_t *arena = bnc_arena_new ();
	GString *mail = g_string_new (header);
	message_t message;
	newline_t newline;
	slice_t text;
	char *copy;

	g_string_append (mail, "\n\n");
	g_string_append_len (mail, body, (gssize) n);
	bnc_message_parse (&message, slice (mail->str, mail->len), &usual, arena);
	text = bnc_part_text (&message, &message.parts[0], limit, arena, &newline);
	copy = g_strndup (text.p, text.n);
	CHECK (text.n <= limit);
	g_string_free (mail, TRUE);
	bnc_arena_free (arena);
	return copy;
}

static void
check_text (const char *header, const char *body, const char *want)
{
	char *have = text_of (header, body, strlen (body), SIZE_MAX);

	CHECK_STR (have, want);
	g_free (have);
}

static void
decodes_transfer_encodings (void)
{
	init ();
	check_text ("A: 1", "as it is\n", "as it is\n");
	check_text ("Content-Transfer-Encoding: base64", "Y2F0IGFu\nZCBtb3VzZQo=\n", "cat and mouse\n");
	check_text ("Content-Transfer-Encoding: base64", "Y2F0IGFuZCBtb3Vz", "cat and mous");
	check_text ("Content-Transfer-Encoding: base64", "Y2F0!!IGFuZA==", "cat and");
	check_text ("Content-Transfer-Encoding: quoted-printable", "a=3Db=20=\nc=C3=A9=zz\n", "a=b c\xC3\xA9=zz\n");
	check_text ("Content-Transfer-Encoding: quoted-printable", "ends=", "ends");
	check_text ("Content-Transfer-Encoding: quoted-printable", "cut he=\rre, =\r\rand=\r=20here=\r", "cut here, \rand here");
	check_text ("Content-Transfer-Encoding: quoted-printable", "=\r\n=4\r=\r", "=4\r");
	check_text ("Content-Transfer-Encoding: x-uuencode", "begin 644 cat.txt\n#8V%T\n`\nend\n", "cat");
	check_text ("Content-Transfer-Encoding: base64", "", "");
}

#define HELLO_JA "お届けできませんでした。user@example.org のメールボックスがありません。"
#define HELLO_KO "메일을 배달하지 못했습니다. 수신자를 찾을 수 없습니다."
#define HELLO_ZH "无法投递到以下收件人，请检查地址是否正确。"
#define HELLO_FR "Échec : l’adresse n’a pas été trouvée"

static void
check_charset (const char *charset, const char *label, const char *text)
{
	gsize n;
	char *bytes = g_convert (text, -1, charset, "UTF-8", NULL, &n, NULL), *header, *have;

	CHECK (bytes != NULL);
	if (!bytes)
		return;
	header = label ? g_strdup_printf ("Content-Type: text/plain; charset=%s", label) : g_strdup ("Content-Type: text/plain");
	have = text_of (header, bytes, n, SIZE_MAX);
	if (g_strcmp0 (have, text))
		fprintf (stderr, "%s called %s:\n", charset, label ? label : "nothing");
	CHECK_STR (have, text);
	g_free (have);
	g_free (header);
	g_free (bytes);
}

static void
reads_labelled_charsets (void)
{
	init ();
	check_charset ("ISO-2022-JP", "iso-2022-jp", HELLO_JA);
	check_charset ("EUC-JP", "EUC-JP", HELLO_JA);
	check_charset ("SHIFT_JIS", "Shift_JIS", HELLO_JA);
	check_charset ("EUC-KR", "\"euc-kr\"", HELLO_KO);
	check_charset ("GB18030", "GB18030", HELLO_ZH);
	check_charset ("GB18030", "gb2312", HELLO_ZH);
	check_charset ("BIG5", "big5", "無法投遞到以下收件人");
	check_charset ("WINDOWS-1252", "windows-1252", HELLO_FR);
	check_charset ("WINDOWS-1252", "iso-8859-1", "d\xC3\xA9j\xC3\xA0");
	check_charset ("KOI8-R", "koi8-r", "Сообщение не доставлено");
	check_charset ("UTF-16", "utf-16", HELLO_FR);
	check_charset ("UTF-8", "utf-8", HELLO_JA);
	check_charset ("UTF-8", "x-unheard-of", HELLO_JA);
	check_charset ("US-ASCII", "koi8-r", "plain");
}

static void
reads_unlabelled_charsets (void)
{
	static const char *const labels[] = { NULL, "us-ascii", "unknown-8bit", "x-unknown", "utf-8", "x-unheard-of", "?", "latin1//IGNORE" };

	init ();
	for (size_t i = 0; i < G_N_ELEMENTS (labels); i++) {
		check_charset ("ISO-2022-JP", labels[i], HELLO_JA);
		check_charset ("EUC-JP", labels[i], HELLO_JA);
		check_charset ("SHIFT_JIS", labels[i], HELLO_JA);
		check_charset ("EUC-KR", labels[i], HELLO_KO);
		check_charset ("GB18030", labels[i], HELLO_ZH);
		check_charset ("WINDOWS-1252", labels[i], HELLO_FR);
		check_charset ("UTF-8", labels[i], HELLO_KO);
		check_charset ("US-ASCII", labels[i], "plain");
	}
	check_charset ("SHIFT_JIS", NULL, "ﾒｰﾙ配信エラー");
}

static void
reads_mislabelled_charsets (void)
{
	init ();
	check_charset ("ISO-2022-JP", "iso-8859-1", HELLO_JA);
	check_charset ("EUC-JP", "iso-2022-jp", HELLO_JA);
	check_charset ("SHIFT_JIS", "iso-2022-jp", HELLO_JA);
	check_charset ("UTF-8", "iso-2022-jp", HELLO_JA);
	check_charset ("EUC-KR", "utf-8", HELLO_KO);
}

/* What cannot be read is U+FFFD, and what stands around it is still read. */
static void
keeps_going_at_bad_bytes (void)
{
	init ();
	check_text ("Content-Type: text/plain; charset=euc-jp", "a\xFFz\n", "a\xEF\xBF\xBDz\n");
	check_text ("Content-Type: text/plain; charset=shift_jis", "a\x81", "a\xEF\xBF\xBD");
	check_text ("Content-Type: text/plain; charset=utf-8", "caf\xE9\n", "caf\xC3\xA9\n");
	check_text ("Content-Type: text/plain; charset=x-no-such", "caf\xE9\n", "caf\xC3\xA9\n");
	check_text ("Content-Type: text/plain; charset=\"../../x\"", "caf\xE9\n", "caf\xC3\xA9\n");
}

static void
keeps_the_limit (void)
{
	GString *body = g_string_new (NULL);
	char *have;

	init ();
	for (int i = 0; i < 1000; i++)
		g_string_append (body, "0123456789");
	have = text_of ("A: 1", body->str, body->len, 100);
	CHECK_INT (strlen (have), 100);
	g_free (have);
	for (int i = 0; i < 1000; i++)
		memcpy (body->str + i * 10, "MDEyMzQ1Nj", 10);
	have = text_of ("Content-Transfer-Encoding: base64", body->str, body->len, 100);
	CHECK_INT (strlen (have), 100);
	g_free (have);
	memset (body->str, 0xE9, body->len);
	have = text_of ("Content-Type: text/plain; charset=windows-1252", body->str, body->len, 100);
	CHECK (strlen (have) >= 97 && g_str_has_prefix (have, "éé"));
	g_free (have);
	g_string_free (body, TRUE);
}

static void
tells_line_ends (void)
{
	arena_t *arena = bnc_arena_new ();
	message_t message;
	newline_t newline;

	init ();
	bnc_message_parse (&message, SLICE_LIT ("Content-Transfer-Encoding: base64\n\nYQ1iDQ==\n"), &usual, arena);
	CHECK (bnc_part_text (&message, &message.parts[0], 100, arena, &newline).n > 0);
	CHECK_INT (newline, NEWLINE_CR);
	bnc_message_parse (&message, SLICE_LIT ("A: 1\r\ra\rb\r"), &usual, arena);
	CHECK (bnc_part_text (&message, &message.parts[0], 100, arena, &newline).n > 0);
	CHECK_INT (newline, NEWLINE_CR);
	bnc_message_parse (&message, SLICE_LIT ("Content-Type: text/html\r\ra<br>b\r"), &usual, arena);
	CHECK_STR (bnc_arena_copy (arena, bnc_part_text (&message, &message.parts[0], 100, arena, &newline)), "a\nb");
	CHECK_INT (newline, NEWLINE_LF);
	bnc_arena_free (arena);
}

static void
check_field (const char *value, const char *want)
{
	arena_t *arena = bnc_arena_new ();

	CHECK_STR (bnc_field_text (slice_str (value), arena), want);
	bnc_arena_free (arena);
}

static void
reads_fields (void)
{
	init ();
	check_field (NULL, NULL);
	check_field ("", NULL);
	check_field (" \n\t ", NULL);
	check_field ("one\n two\r\n\tthree", "one two three");
	check_field ("=?utf-8?Q?caf=C3=A9?=", "café");
	check_field ("=?ISO-8859-1?q?a=E9?= =?iso-8859-1?Q?_b?=", "aé b");
	check_field ("=?ISO-8859-1?B?6Q==?= and =?iso-8859-1?b?6Q==?=", "é and é");
	check_field ("=?iso-2022-jp?B?GyRCRy0lMRsoQg==?=", "猫ケ");
	check_field ("=?utf-8?B?44GG?=\n =?utf-8?B?44GI?=", "うえ");
	check_field ("=?UTF-8*ja?Q?=E3=81=86?=", "う");
	check_field ("=?x-unheard-of?Q?abc?=", "abc");
	check_field ("=?utf-8?Q?broken", "=?utf-8?Q?broken");
	check_field ("=?", "=?");
	check_field ("caf\xE9", "café");
	check_field ("nul \x01 here", "nul \x01 here");
}

static void
check_id (const char *value, const char *want)
{
	arena_t *arena = bnc_arena_new ();

	CHECK_STR (bnc_field_id (slice_str (value), arena), want);
	bnc_arena_free (arena);
}

static void
reads_ids (void)
{
	check_id (NULL, NULL);
	check_id ("<1@example.org>", "1@example.org");
	check_id ("<1@example.org> (comment)", "1@example.org");
	check_id ("bare@example.org", "bare@example.org");
	check_id ("<>", "");
	check_id ("<never ends", "<never ends");
	check_id ("> backwards <", "> backwards <");
}

static when_t
date_of (const char *value)
{
	arena_t *arena = bnc_arena_new ();
	when_t when = bnc_date_parse (slice_str (value), arena);

	bnc_arena_free (arena);
	return when;
}

/* 2010-04-29T14:34:45Z */
#define MOMENT INT64_C (1272551685)

static void
reads_dates (void)
{
	static const struct {
		const char *text;
		int64_t seconds;
		int32_t offset;
	} dates[] = {
		{ "Thu, 29 Apr 2010 23:34:45 +0900", MOMENT, 540 },
		{ "29 Apr 2010 23:34:45 +0900", MOMENT, 540 },
		{ "Thu,29 Apr 2010 23:34:45 +0900", MOMENT, 540 },
		{ "Thu, 29 Apr 2010 23:34:45 +0900 (JST)", MOMENT, 540 },
		{ " \n Thu,  29  Apr\n 2010 23:34:45 +0900", MOMENT, 540 },
		{ "Thu, 29 Apr 2010 14:34:45 GMT", MOMENT, 0 },
		{ "Thu, 29 Apr 2010 14:34:45 UT", MOMENT, 0 },
		{ "Thu, 29 Apr 2010 14:34:45 -0000", MOMENT, 0 },
		{ "Thu, 29 Apr 2010 10:34:45 EDT", MOMENT, -240 },
		{ "Thu, 29 Apr 2010 07:34:45 PDT", MOMENT, -420 },
		{ "Thu, 29 Apr 10 23:34:45 +0900", MOMENT, 540 },
		{ "Thu, 29 Apr 2010 23:34 +0900", MOMENT - 45, 540 },
		{ "Thu, 29 Apr (spring) 2010 23:34:45 +0900", MOMENT, 540 },
		{ "Thu Apr 29 23:34:45 2010", MOMENT + 9 * 3600, 0 },
		{ "1 Jan 1970 00:00:00 +0000", 0, 0 },
		{ "29 Feb 2000 00:00:00 +0000", 951782400, 0 },
		{ "31 Dec 1999 23:59:59 -0330", 946697399, -210 },
		{ "9 Sep 2001 01:46:40 +0000", 1000000000, 0 },
		{ "09 Sep 2001 01:46:40 +0000", 1000000000, 0 },
	};

	init ();
	for (size_t i = 0; i < G_N_ELEMENTS (dates); i++) {
		when_t when = date_of (dates[i].text);

		if (when.seconds != dates[i].seconds || when.offset_minutes != dates[i].offset)
			fprintf (stderr, "\"%s\":\n", dates[i].text);
		CHECK_INT (when.seconds, dates[i].seconds);
		CHECK_INT (when.offset_minutes, dates[i].offset);
	}
}

static void
refuses_what_is_no_date (void)
{
	static const char *const texts[] = { "", " ", "never", "Thu", "29 Xyz 2010 23:34:45 +0900", "99 Apr 2010 23:34:45 +0900",
		"30 Feb 2010 00:00:00 +0000", "31 Apr 2010 00:00:00 +0000", "29 Feb 2100 00:00:00 +0000",
		"29 Apr 2010 25:00:00 +0000", ",,,,,,,", "+0900" };
	GString *lengthy = g_string_new ("Thu, 29 Apr 2010 ");

	init ();
	CHECK_INT (date_of (NULL).seconds, BOUNCE_NO_TIME);
	for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
		if (date_of (texts[i]).seconds != BOUNCE_NO_TIME)
			fprintf (stderr, "\"%s\":\n", texts[i]);
		CHECK_INT (date_of (texts[i]).seconds, BOUNCE_NO_TIME);
	}
	for (int i = 0; i < 100000; i++)
		g_string_append (lengthy, "((");
	CHECK_INT (date_of (lengthy->str).seconds, BOUNCE_NO_TIME);
	g_string_free (lengthy, TRUE);
}

/* Thousands of dates in the plain form, which has a way of its own, against what GMime makes of them. */
static void
agrees_with_gmime (void)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	static const char *const days[] = { "", "Mon, ", "Sat,", "Tue " }, *const zones[] = { "GMT", "UTC", "UT", "JST", "gmt" };
	GRand *rand = g_rand_new_with_seed (3464);
	size_t wrong = 0;

	init ();
	for (int i = 0; i < 20000; i++) {
		int day = g_rand_int_range (rand, 1, 32), month = g_rand_int_range (rand, 0, 12), year = g_rand_int_range (rand, 1970, 2100);
		int minutes = g_rand_int_range (rand, -13 * 60, 14 * 60);
		char *text = g_strdup_printf (day < 10 && i % 2 ? "%s%d %.3s %d %02d:%02d:%02d %c%02d%02d%s" : "%s%02d %.3s %d %02d:%02d:%02d %c%02d%02d%s",
		                              days[i % 4], day, months + month * 3, year, g_rand_int_range (rand, 0, 24),
		                              g_rand_int_range (rand, 0, 60), g_rand_int_range (rand, 0, 60), minutes < 0 ? '-' : '+',
		                              ABS (minutes) / 60, ABS (minutes) % 60, i % 5 ? "" : " (XYZ)");
		GDateTime *theirs;
		when_t ours;

		if (i % 11 == 0)
			strcpy (strpbrk (text, "+-"), zones[(size_t) i / 11 % G_N_ELEMENTS (zones)]); /* none is longer than "+0000" */
		for (char *blank = text; i % 7 == 0 && (blank = strchr (blank, ' ')) != NULL;)
			*blank = "\n\t"[i % 2];
		theirs = g_mime_utils_header_decode_date (text);
		ours = date_of (text);

		if (theirs ? ours.seconds != g_date_time_to_unix (theirs) ||
		                     ours.offset_minutes != g_date_time_get_utc_offset (theirs) / G_TIME_SPAN_MINUTE
		           : ours.seconds != BOUNCE_NO_TIME) {
			if (wrong++ < 5)
				fprintf (stderr, "\"%s\": %lld\n", text, (long long) ours.seconds);
		}
		if (theirs)
			g_date_time_unref (theirs);
		g_free (text);
	}
	CHECK_INT (wrong, 0);
	g_rand_free (rand);
}

SUITE (bnc_test_mail_text, "mail/text",
       { "decodes transfer encodings", decodes_transfer_encodings },
       { "reads labelled charsets", reads_labelled_charsets },
       { "reads unlabelled charsets", reads_unlabelled_charsets },
       { "reads mislabelled charsets", reads_mislabelled_charsets },
       { "keeps going at bad bytes", keeps_going_at_bad_bytes },
       { "keeps the limit", keeps_the_limit },
       { "tells line ends", tells_line_ends },
       { "reads fields", reads_fields },
       { "reads ids", reads_ids },
       { "reads dates", reads_dates },
       { "refuses what is no date", refuses_what_is_no_date },
       { "agrees with GMime on dates", agrees_with_gmime })
