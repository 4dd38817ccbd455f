/*
 * test-charset.c - converters that are kept: found again, clean, bounded, shared by threads
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/charset.h"

#include "context.h"
#include "mail/text.h"
#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 10, .text = 1 << 20, .hops = 10 };

/* With shifts, with byte orders that the text tells, with one, two and four bytes a character. */
static const char *const charsets[] = {
	"iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "utf-7", "unicode-1-1-utf-7", "utf-16", "utf-16le", "utf-32",
	"ucs-2", "euc-jp", "shift_jis", "euc-kr", "gb18030", "gb2312", "big5", "big5-hkscs", "iso-8859-1", "iso-8859-15", "koi8-r",
	"windows-1251", "windows-1255", "windows-1258", "cp932", "johab", "tcvn5712-1", "ibm930", "utf-8", "x-unheard-of",
};

static converters_t *
start (void)
{
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	return bnc_converters_new ();
}

static char *
text_of (converters_t *converters, const char *charset, const char *bytes, size_t n)
{
	GString *mail = g_string_new (NULL);
	arena_t *arena = bnc_arena_new ();
	message_t message;
	newline_t newline;
	slice_t text;
	char *copy;

	bnc_arena_set_converters (arena, converters);
	g_string_printf (mail, "Content-Type: text/plain; charset=%s\n\n", charset);
	g_string_append_len (mail, bytes, (gssize) n);
	bnc_message_parse (&message, slice (mail->str, mail->len), &usual, arena);
	text = bnc_part_text (&message, &message.parts[0], SIZE_MAX, arena, &newline);
	copy = g_strndup (text.p, text.n);
	bnc_arena_free (arena);
	g_string_free (mail, TRUE);
	return copy;
}

static void
finds_again (void)
{
	converters_t *converters = start ();
	iconv_t first = bnc_converter_take (converters, "iso-8859-1"), second;

	CHECK (first != NO_CONVERTER);
	CHECK_INT (converters->count, 0);
	second = bnc_converter_take (converters, "iso-8859-1");
	CHECK (second != NO_CONVERTER && second != first);
	bnc_converter_give (converters, "iso-8859-1", first);
	bnc_converter_give (converters, "koi8-r", bnc_converter_take (converters, "koi8-r"));
	CHECK_INT (converters->count, 2);
	CHECK (bnc_converter_take (converters, "ISO-8859-1") == first);
	bnc_converter_give (converters, "iso-8859-1", first);
	bnc_converter_give (converters, "iso-8859-1", second);
	CHECK_INT (converters->count, 3);
	bnc_converters_free (converters);
	bnc_converters_free (NULL);
}

static void
knows_no_such_charset (void)
{
	static const char *const names[] = {
		"x-unheard-of", "?", "../../../../tmp/module", "%s%n", "iso-", "iso-2022-", "windows-", "\xE3\x81\x82", "\x01",
		"0123456789012345678901234567890123456789012345678901234567890123",
	};
	converters_t *converters = start ();
	char *endless = g_strnfill (100000, 'u');

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		CHECK (bnc_converter_take (converters, names[i]) == NO_CONVERTER);
		CHECK (bnc_converter_take (NULL, names[i]) == NO_CONVERTER);
		bnc_converters_keep (converters, slice (names[i], MIN (strlen (names[i]), CHARSET_NAME_ROOM - 1)));
	}
	CHECK (bnc_converter_take (converters, endless) == NO_CONVERTER);
	CHECK_INT (converters->count, 0);
	g_free (endless);
	bnc_converters_free (converters);
}

/* Those asked for last stay. */
static void
keeps_no_more_than_it_should (void)
{
	converters_t *converters = start ();
	iconv_t taken[CONVERTERS_KEPT + 8], last;

	for (size_t i = 0; i < G_N_ELEMENTS (taken); i++)
		taken[i] = bnc_converter_take (converters, i < 4 ? "koi8-r" : "iso-8859-1");
	for (size_t i = 0; i < G_N_ELEMENTS (taken); i++) {
		CHECK (taken[i] != NO_CONVERTER);
		bnc_converter_give (converters, i < 4 ? "koi8-r" : "iso-8859-1", taken[i]);
		CHECK_INT (converters->count, MIN (i + 1, CONVERTERS_KEPT));
	}
	last = bnc_converter_take (converters, "koi8-r");
	CHECK (last != NO_CONVERTER);
	CHECK_INT (converters->count, CONVERTERS_KEPT);
	bnc_converter_give (converters, "koi8-r", last);
	CHECK_INT (converters->count, CONVERTERS_KEPT);
	CHECK (bnc_converter_take (converters, "koi8-r") == last);
	CHECK_INT (converters->count, CONVERTERS_KEPT - 1);
	bnc_converter_give (converters, "koi8-r", last);
	bnc_converters_free (converters);
}

/* Bytes that mean something to most charsets, and break off anywhere. */
static size_t
make_text (GRand *random, char *text, size_t room)
{
	static const char *const pieces[] = {
		"\033$B", "\033(B", "\033$)C", "\016", "\017", "~{", "~}", "+AGE-", "+", "&", "\xFE\xFF", "\xFF\xFE", "a", "=\n", "\xA4\xA2",
		"\x81", "\xE3\x81", "\xD8\x00\xDC", "\x1E",
	};
	size_t n = 0, want = (size_t) g_rand_int_range (random, 1, (gint32) room - 8);

	while (n < want) {
		size_t which = (size_t) g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (pieces) * 2);

		if (which < G_N_ELEMENTS (pieces))
			n += (size_t) (g_stpcpy (text + n, pieces[which]) - text) - n;
		else
			text[n++] = (char) g_rand_int_range (random, 0, 256);
	}
	return n;
}

/* Whatever was converted before with it, a converter that was kept gives what a new one gives. */
static void
leaves_nothing_behind (void)
{
	converters_t *converters = start ();
	GRand *random = g_rand_new_with_seed (1);
	char text[80];

	for (size_t i = 0; i < G_N_ELEMENTS (charsets) * 100; i++) {
		const char *charset = charsets[i % G_N_ELEMENTS (charsets)];
		size_t n = make_text (random, text, sizeof text);
		char *kept = text_of (converters, charset, text, n), *anew = text_of (NULL, charset, text, n);

		if (strcmp (kept, anew) != 0)
			fprintf (stderr, "%s, text %zu:\n", charset, i);
		CHECK_STR (kept, anew);
		g_free (kept);
		g_free (anew);
	}
	CHECK (converters->count > 12 && converters->count <= CONVERTERS_KEPT);
	g_rand_free (random);
	bnc_converters_free (converters);
}

static void
check_order (converters_t *converters, const char *charset, slice_t bytes, const char *want)
{
	char *have = text_of (converters, charset, bytes.p, bytes.n);

	CHECK_STR (have, want);
	g_free (have);
}

/* A text tells its own byte order, and not that of the next. */
static void
reads_either_byte_order (void)
{
	converters_t *converters = start ();

	for (int round = 0; round < 2; round++) {
		check_order (converters, "utf-16", SLICE_LIT ("\xFE\xFF\0a\x01\0"), "a\xC4\x80");
		check_order (converters, "UTF-16", SLICE_LIT ("\xFF\xFE" "a\0\0\x01"), "a\xC4\x80");
		check_order (converters, "utf-16", SLICE_LIT ("\xFE\xFF\0a\x01\0"), "a\xC4\x80");
		check_order (converters, "utf-16", SLICE_LIT ("a\0"), G_BYTE_ORDER == G_LITTLE_ENDIAN ? "a" : "\xE6\x84\x80");
		check_order (converters, "utf-32", SLICE_LIT ("\0\0\xFE\xFF\0\0\0a\0\0\x01\0"), "a\xC4\x80");
		check_order (converters, "utf-32", SLICE_LIT ("\xFF\xFE\0\0" "a\0\0\0\0\x01\0\0"), "a\xC4\x80");
		check_order (converters, "unicode", SLICE_LIT ("\xFE\xFF\0a"), "a");
		check_order (converters, "unicode", SLICE_LIT ("\xFF\xFE" "a\0"), "a");
	}
	CHECK_INT (converters->count, 0);
	bnc_converters_free (converters);
}

static void
check_field (converters_t *converters, const char *value, const char *want, const char *kept)
{
	arena_t *arena = bnc_arena_new ();
	size_t before = converters->count;

	bnc_arena_set_converters (arena, converters);
	CHECK_STR (bnc_field_text (slice_str (value), arena), want);
	CHECK_INT (converters->count, before + (kept != NULL));
	if (kept)
		CHECK_STR (converters->kept[before].charset, kept);
	bnc_arena_free (arena);
}

static void
keeps_those_of_fields (void)
{
	converters_t *converters = start ();

	check_field (converters, "=?ISO-8859-15?Q?=A4_5?=", "€ 5", "ISO-8859-15");
	check_field (converters, "=?koi8-r*ru?B?7sXU?= and more", "Нет and more", "koi8-r");
	check_field (converters, "=?koi8-r?B?7sXU?= =?iso-8859-15?Q?=A4?=", "Нет€", NULL);
	check_field (converters, "=?koi8-r?B?7g==?= =?windows-1251?Q?=E0?=", "На", "windows-1251");
	check_field (converters, "=?x-unheard-of?Q?a?=", "a", NULL);
	check_field (converters, "=?", "=?", NULL);
	check_field (converters, "=? =?=?=?koi8-u", "=? =?=?=?koi8-u", NULL);
	check_field (converters, "caf\xE9 au lait", "caf\xC3\xA9 au lait", "windows-1252");
	bnc_converters_free (converters);
}

typedef struct {
	bounce_context_t *context;
	GPtrArray *mails, *answers;
	gint wrong;
} shared_t;

static char *
json_of (bounce_context_t *context, const GString *mail)
{
	bounce_record_t *record = NULL;
	char *json;

	CHECK_INT (bounce_parse (context, mail->str, mail->len, &record), BOUNCE_OK);
	json = g_strdup (bounce_record_json (record));
	bounce_record_unref (record);
	return json;
}

static gpointer
work (gpointer data)
{
	shared_t *shared = data;

	for (int round = 0; round < 5; round++) {
		for (guint i = 0; i < shared->mails->len; i++) {
			char *json = json_of (shared->context, g_ptr_array_index (shared->mails, i));

			if (strcmp (json, g_ptr_array_index (shared->answers, i)) != 0)
				g_atomic_int_inc (&shared->wrong);
			g_free (json);
		}
	}
	return NULL;
}

static void
free_mail (gpointer mail)
{
	g_string_free (mail, TRUE);
}

/* A mail a charset, with an encoded word, and a text that breaks off within a character. */
static void
collect_mails (GPtrArray *mails)
{
	GRand *random = g_rand_new_with_seed (2);
	char text[200];

	for (size_t i = 0; i < G_N_ELEMENTS (charsets); i++) {
		GString *mail = g_string_new ("From: MAILER-DAEMON@mx.example.net\n");
		size_t n = make_text (random, text, sizeof text);

		g_string_append_printf (mail, "Subject: =?%s?Q?Undeliverable=3A_=E0=E1?=\nContent-Type: text/plain; charset=%s\n\n", charsets[i], charsets[i]);
		g_string_append (mail, "The following message could not be delivered:\n\n<a@example.org>: user unknown\n");
		g_string_append_len (mail, text, (gssize) n);
		g_ptr_array_add (mails, mail);
	}
	g_rand_free (random);
}

/* More threads than are kept of one charset, and more charsets than one thread uses at a time. */
static void
is_shared_by_threads (void)
{
	shared_t shared = { bounce_context_new (BOUNCE_ABI), g_ptr_array_new_with_free_func (free_mail), g_ptr_array_new_with_free_func (g_free), 0 };
	GThread *threads[8];

	collect_mails (shared.mails);
	for (guint i = 0; i < shared.mails->len; i++) {
		/* A context of its own has nothing to offer. */
		bounce_context_t *alone = bounce_context_new (BOUNCE_ABI);

		g_ptr_array_add (shared.answers, json_of (alone, g_ptr_array_index (shared.mails, i)));
		bounce_context_unref (alone);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
		threads[i] = g_thread_new ("parser", work, &shared);
	for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
		g_thread_join (threads[i]);
	CHECK_INT (shared.wrong, 0);
	CHECK (shared.context->converters->count > 0 && shared.context->converters->count <= CONVERTERS_KEPT);
	g_ptr_array_unref (shared.mails);
	g_ptr_array_unref (shared.answers);
	bounce_context_unref (shared.context);
}

SUITE (bnc_test_mail_charset, "mail/charset",
       { "finds again", finds_again },
       { "knows no such charset", knows_no_such_charset },
       { "keeps no more than it should", keeps_no_more_than_it_should },
       { "leaves nothing behind", leaves_nothing_behind },
       { "reads either byte order", reads_either_byte_order },
       { "keeps those of fields", keeps_those_of_fields },
       { "is shared by threads", is_shared_by_threads })
