/*
 * test-message.c - one mail as header fields and a tree of parts
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/message.h"
#include "test.h"

static const limits_t usual = { .message = 64 << 20, .parts = 1000, .depth = 20, .fields = 1000, .field = 65536,
	                        .recipients = 10, .text = 1 << 20, .hops = 10 };

static void
dump (const message_t *message, int32_t index, GString *out)
{
	const part_t *part = &message->parts[index];

	g_string_append_len (out, part->media_type.p, (gssize) part->media_type.n);
	if (part->media == MEDIA_MULTIPART || part->media == MEDIA_MESSAGE) {
		g_string_append_c (out, '(');
		for (int32_t i = part->child; i != PART_NONE; i = message->parts[i].next)
			dump (message, i, out);
		g_string_append (out, part->media == MEDIA_MULTIPART && !part->closed ? "..." : ")");
	} else {
		g_string_append_c (out, '[');
		g_string_append_len (out, part->body.p, (gssize) part->body.n);
		g_string_append_c (out, ']');
	}
}

/* "multipart/mixed(text/plain[body])"; "..." in place of the last parenthesis where the closing boundary is missing. */
static char *
tree_of (const char *mail)
{
	arena_t *arena = bnc_arena_new ();
	GString *out = g_string_new (NULL);
	message_t message;

	bnc_message_parse (&message, slice_str (mail), &usual, arena);
	dump (&message, 0, out);
	bnc_arena_free (arena);
	return g_string_free (out, FALSE);
}

static void
check_tree (const char *mail, const char *want)
{
	char *have = tree_of (mail);

	CHECK_STR (have, want);
	g_free (have);
}

/* LF made CRLF or CR. */
static char *
with_newline (const char *text, const char *newline)
{
	GString *out = g_string_new (text);

	g_string_replace (out, "\n", newline, 0);
	return g_string_free (out, FALSE);
}

static void
check_fields (const char *mail, const char *want)
{
	arena_t *arena = bnc_arena_new ();
	GString *out = g_string_new (NULL);
	message_t message;

	bnc_message_parse (&message, slice_str (mail), &usual, arena);
	for (uint32_t i = 0; i < message.parts[0].field_count; i++) {
		const field_t *field = &message.fields[message.parts[0].first_field + i];

		g_string_append_printf (out, "%.*s=%.*s|", (int) field->name.n, field->name.p, (int) field->value.n, field->value.p);
	}
	g_string_append_printf (out, "[%.*s]", (int) message.parts[0].body.n, message.parts[0].body.p);
	CHECK_STR (out->str, want);
	g_string_free (out, TRUE);
	bnc_arena_free (arena);
}

#define TWO "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\npreamble\n--b\n\none\n\n--b\nContent-Type: text/html\n\ntwo\n" \
	"--b--\nepilogue\n"

static void
reads_every_line_end (void)
{
	static const char *const newlines[] = { "\n", "\r\n", "\r" };

	for (size_t i = 0; i < G_N_ELEMENTS (newlines); i++) {
		char *mail = with_newline (TWO, newlines[i]), *have = tree_of (mail);
		char *want = with_newline ("multipart/mixed(text/plain[one\n]text/html[two])", newlines[i]);

		CHECK_STR (have, want);
		g_free (mail);
		g_free (have);
		g_free (want);
	}
	check_tree ("A: 1\r\n\r\nbody\nof both\r\n", "text/plain[body\nof both\r\n]");
	check_tree ("A: 1\n\nprogress 1%\rprogress 2%\n", "text/plain[progress 1%\rprogress 2%\n]");
}

static void
takes_fields (void)
{
	check_fields ("A: 1\nB:2\nC :\t3 \nD: one\n two\n\tthree\n\nbody\n", "A=1|B=2|C=3|D=one\n two\n\tthree|[body\n]");
	check_fields ("A:\nB: \n\n", "A=|B=|[]");
	check_fields ("A: 1", "A=1|[]");
	check_fields ("A: 1\n \nB: 2\n\nx", "A=1|B=2|[x]");
	check_fields ("A: 1\n\n\nx", "A=1|[\nx]");
	check_fields ("A: x\n>From neko@example.org Thu Apr 29\nB: 2\n\nx", "A=x|B=2|[x]");
	check_fields ("", "[]");
	check_fields ("\n\n\n", "[]");
	check_fields (":x\n\ny", "[:x\n\ny]");
	check_fields ("\xEF\xBB\xBFxyz\n", "[xyz\n]");
}

static void
does_without_the_blank_line (void)
{
	check_fields ("A: 1\nHello, this is text.\nMore.\n", "A=1|[Hello, this is text.\nMore.\n]");
	check_fields ("A: 1\nHello, this is text.\nNote: it has a colon\n", "A=1|[Hello, this is text.\nNote: it has a colon\n]");
	check_fields ("no header here\n\nat all\n", "[no header here\n\nat all\n]");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n--b\nContent-Type: text/html\nHello <b>you</b>\n--b--\n",
	            "multipart/mixed(text/html[Hello <b>you</b>])");
}

/* Some gateways take the white space off the lines of a header: what follows shows that it was a fold. */
static void
mends_lost_folds (void)
{
	check_fields ("Received: from a\nby b with SMTP; Thu, 29 Apr 2010 23:34:45 +0900\nMessage-ID: <1@example.org>\n\nx",
	              "Received=from a\nby b with SMTP; Thu, 29 Apr 2010 23:34:45 +0900|Message-ID=<1@example.org>|[x]");
	check_fields ("X-Diagnostics:\n1;ABC+abcdefghijk/xyz=\n\nx", "X-Diagnostics=1;ABC+abcdefghijk/xyz=|[x]");
	check_tree ("MIME-Version: 1.0\nContent-Type: multipart/alternative;\nboundary=\"=_b\"\n\n--=_b\n\none\n--=_b--\n",
	            "multipart/alternative(text/plain[one])");
	check_tree ("Content-Type: multipart/mixed;\nboundary=b\nX-Mailer: x\n\n--b\n\none\n--b--\n", "multipart/mixed(text/plain[one])");
	check_fields ("A: 1\nHello; see below.\n\nX-A: 1\n", "A=1|[Hello; see below.\n\nX-A: 1\n]");
}

static void
skips_the_line_of_a_mailbox (void)
{
	check_fields ("From neko@example.org Thu Apr 29 23:34:45 2010\nA: 1\n\nx", "A=1|[x]");
	check_fields ("\n\nFrom neko@example.org Thu Apr 29 23:34:45 2010\nA: 1\n\nx", "A=1|[x]");
	check_fields ("From () 2010-04-29 23:34:45 +0000\nA: 1\n\nx", "A=1|[x]");
	check_fields ("From MAILER-DAEMON Thu Apr 29 00:0:00 2010\nA: 1\n\nx", "A=1|[x]");
	check_fields ("From here on it is text\nand so on\n", "[From here on it is text\nand so on\n]");
	check_fields (" \t\n\nFrom neko@example.org Thu Apr 29 23:34:45 2010\nA: 1\n\nx", "A=1|[x]");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
	            "From neko@example.org Thu Apr 29 23:34:45 2010\nContent-Type: text/html\n\nx\n--b--\n",
	            "multipart/mixed(message/rfc822(text/html[x]))");
}

static void
skips_what_stands_in_front (void)
{
	check_fields ("   \nA: 1\n\nx", "A=1|[x]");
	check_fields (" \t \r\n\r\nA: 1\r\n\r\nx", "A=1|[x]");
	check_fields ("\xEF\xBB\xBF" "A: 1\n\nx", "A=1|[x]");
	check_fields ("\xEF\xBB\xBF \n>From neko@example.org Thu Apr 29\nA: 1\n\nx", "A=1|[x]");
	check_fields (" \n text\nA: 1\n", "[ text\nA: 1\n]");
}

static void
cuts_at_boundaries (void)
{
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n", "multipart/mixed(text/plain[one]text/plain[two\n]...");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--b  \n\none\n--b-- \t\n", "multipart/mixed(text/plain[one])");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--bb\n\n--b\n\none\n-- b\n--b-x\n--b--\n", "multipart/mixed(text/plain[one\n-- b\n--b-x])");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--b--\n", "multipart/mixed()");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\nnothing\n", "multipart/mixed(...");
	check_tree ("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\n--b--\n", "multipart/mixed(text/plain[]text/plain[])");
	check_tree ("Content-Type: multipart/mixed; boundary=\"b \"\n\n--b\n\none\n--b--\n", "multipart/mixed(text/plain[one])");
	check_tree ("Content-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\none\n--a b--\n", "multipart/mixed(text/plain[one])");
	check_tree ("Content-Type: multipart/mixed\n\n--real\nContent-Type: text/html\n\none\n--real--\n", "multipart/mixed(text/html[one])");
	check_tree ("Content-Type: multipart/mixed; boundary=declared\n\n--real\nContent-Type: text/html\n\none\n--real--\n",
	            "multipart/mixed(text/html[one])");
}

#define INNER "Content-Type: multipart/alternative; boundary=in\n\n--in\n\none\n"

static void
cuts_nested_parts (void)
{
	check_tree ("Content-Type: multipart/mixed; boundary=out\n\n--out\n" INNER "--in\nContent-Type: text/html\n\ntwo\n--in--\n\n"
	            "--out\n\nthree\n--out--\n",
	            "multipart/mixed(multipart/alternative(text/plain[one]text/html[two])text/plain[three])");
	/* The inner one never ends: the outer boundary ends it. */
	check_tree ("Content-Type: multipart/mixed; boundary=out\n\n--out\n" INNER "--out\n\nthree\n--out--\n",
	            "multipart/mixed(multipart/alternative(text/plain[one]...text/plain[three])");
	check_tree ("Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: 1\n\none\n--d\nContent-Type: text/plain\n\ntwo\n--d--\n",
	            "multipart/digest(message/rfc822(text/plain[one])text/plain[two])");
	check_tree ("Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nA: 1\n\nx\n",
	            "message/rfc822(message/rfc822(text/plain[x\n]))");
	check_tree ("Content-Type: message/rfc822\n\n", "message/rfc822()");
}

static void
decodes_an_encoded_message (void)
{
	check_tree ("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQ29udGVudC1UeXBlOiB0ZXh0L2h0bWwKCjxiPg==\n",
	            "message/rfc822(text/html[<b>])");
	check_tree ("Content-Type: message/global\nContent-Transfer-Encoding: quoted-printable\n\nContent-Type: text/html=0A=\n=0Ax=3Dy\n",
	            "message/global(text/html[x=y\n])");
	check_tree ("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n!!!\n", "message/rfc822()");
}

static void
knows_media_types (void)
{
	static const struct {
		const char *type;
		media_t media;
	} types[] = {
		{ "text/plain", MEDIA_TEXT },
		{ "TEXT/HTML; charset=x", MEDIA_HTML },
		{ "text", MEDIA_TEXT },
		{ "text/x-unheard-of", MEDIA_TEXT },
		{ "Message/RFC822", MEDIA_MESSAGE },
		{ "message/global", MEDIA_MESSAGE },
		{ "text/rfc822-headers", MEDIA_HEADERS },
		{ "text/rfc822-header", MEDIA_HEADERS },
		{ "message/rfc822-headers", MEDIA_HEADERS },
		{ "message/global-headers", MEDIA_HEADERS },
		{ "message/delivery-status", MEDIA_DELIVERY_STATUS },
		{ "message/global-delivery-status", MEDIA_DELIVERY_STATUS },
		{ "text/delivery-status", MEDIA_DELIVERY_STATUS },
		{ "application/delivery-status", MEDIA_DELIVERY_STATUS },
		{ "message/disposition-notification", MEDIA_DISPOSITION },
		{ "message/global-disposition-notification", MEDIA_DISPOSITION },
		{ "message/feedback-report", MEDIA_FEEDBACK },
		{ "message/partial", MEDIA_OTHER },
		{ "application/octet-stream", MEDIA_OTHER },
		{ "image/png", MEDIA_OTHER },
		{ "message/delivery-status(comment)", MEDIA_DELIVERY_STATUS },
		{ "(comment) message/delivery-status", MEDIA_DELIVERY_STATUS },
		{ "", MEDIA_TEXT },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (types); i++) {
		arena_t *arena = bnc_arena_new ();
		char *mail = g_strdup_printf ("Content-Type: %s\n\nx\n", types[i].type);
		message_t message;

		bnc_message_parse (&message, slice_str (mail), &usual, arena);
		if (message.parts[0].media != types[i].media)
			fprintf (stderr, "%s\n", types[i].type);
		CHECK_INT (message.parts[0].media, types[i].media);
		g_free (mail);
		bnc_arena_free (arena);
	}
}

static void
knows_encodings (void)
{
	static const struct {
		const char *value;
		encoding_t encoding;
	} encodings[] = {
		{ "7bit", ENCODING_NONE },   { "8bit", ENCODING_NONE },       { "binary", ENCODING_NONE },  { "base64", ENCODING_BASE64 },
		{ "BASE64 ", ENCODING_BASE64 }, { "Quoted-Printable", ENCODING_QP }, { "x-uuencode", ENCODING_UU },
		{ "uuencode", ENCODING_UU }, { "base64 (comment)", ENCODING_BASE64 }, { "x-unheard-of", ENCODING_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (encodings); i++) {
		arena_t *arena = bnc_arena_new ();
		char *mail = g_strdup_printf ("Content-Transfer-Encoding: %s\n\nx\n", encodings[i].value);
		message_t message;

		bnc_message_parse (&message, slice_str (mail), &usual, arena);
		CHECK_INT (message.parts[0].encoding, encodings[i].encoding);
		g_free (mail);
		bnc_arena_free (arena);
	}
}

static void
check_parameter (const char *value, const char *name, const char *want)
{
	arena_t *arena = bnc_arena_new ();
	slice_t have = bnc_field_parameter (slice_str (value), name, arena);

	CHECK_STR (have.p ? bnc_arena_copy (arena, have) : NULL, want);
	bnc_arena_free (arena);
}

static void
reads_parameters (void)
{
	check_parameter ("text/plain; charset=us-ascii", "charset", "us-ascii");
	check_parameter ("text/plain;charset=us-ascii;format=flowed", "format", "flowed");
	check_parameter ("text/plain; CHARSET = \"utf-8\"", "charset", "utf-8");
	check_parameter ("text/plain; charset=us-ascii (Plain text)", "charset", "us-ascii");
	check_parameter ("text/plain;\n\tcharset=us-ascii;\n\tname=\"a b\"", "name", "a b");
	check_parameter ("x/y; a=\"b; boundary=no\"; boundary=yes", "boundary", "yes");
	check_parameter ("x/y; a=\"b\\\"; boundary=no\"; boundary=yes", "boundary", "yes");
	check_parameter ("x/y; boundary=\"a\\\"b\\\\c\"", "boundary", "a\"b\\c");
	check_parameter ("x/y; boundary=\"never ends", "boundary", "never ends");
	check_parameter ("x/y; boundary=\"ends badly\\", "boundary", "ends badly\\");
	check_parameter ("x/y; boundary=\"\"", "boundary", "");
	check_parameter ("x/y; boundary=", "boundary", "");
	check_parameter ("x/y; ; ;boundary=b", "boundary", "b");
	check_parameter ("x/y; stray; boundary=b", "boundary", "b");
	check_parameter ("x/y; \"stray; boundary=b", "boundary", "b");
	check_parameter ("x/y (a comment; boundary=no); boundary=yes", "boundary", "yes");
	check_parameter ("x/y; (a comment; boundary=no) boundary=yes", "boundary", "yes");
	check_parameter ("x/y; charset=a; charset=b", "charset", "a");
	check_parameter ("x/y; xcharset=a", "charset", NULL);
	check_parameter ("x/y", "charset", NULL);
	check_parameter ("", "charset", NULL);
	check_parameter ("x/y; (((((", "charset", NULL);
}

/* A boundary is bytes: NUL is one of them. */
static void
takes_any_boundary (void)
{
	static const char mail[] = "Content-Type: multipart/mixed; boundary=\"b\0\xFFz\"\n\n--b\0\xFFz\n\none\n--b\0\xFFz--\n";
	arena_t *arena = bnc_arena_new ();
	message_t message;

	bnc_message_parse (&message, slice (mail, sizeof (mail) - 1), &usual, arena);
	CHECK_INT (message.part_count, 2);
	CHECK (message.parts[0].closed);
	bnc_arena_free (arena);
}

static void
keeps_limits (void)
{
	const limits_t tight = { .message = 1024, .parts = 3, .depth = 2, .fields = 2, .field = 10, .recipients = 1, .text = 1, .hops = 1 };
	arena_t *arena = bnc_arena_new ();
	GString *mail = g_string_new ("A: 0123456789abcdef\nB: 2\nC: 3\nContent-Type: multipart/mixed; boundary=b\n\n");
	message_t message;

	bnc_message_parse (&message, slice_str (mail->str), &tight, arena);
	CHECK_INT (message.parts[0].field_count, 2);
	CHECK_INT (message.fields[0].value.n, 9);
	CHECK (message.over_fields && message.over_field && !message.over_parts && !message.over_depth && !message.over_message);

	g_string_assign (mail, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 5; i++)
		g_string_append (mail, "--b\n\nx\n");
	bnc_message_parse (&message, slice_str (mail->str), &tight, arena);
	CHECK_INT (message.part_count, 1);
	CHECK (message.over_field && !message.over_parts);
	{
		limits_t wider = tight;

		wider.field = 1000;
		bnc_message_parse (&message, slice_str (mail->str), &wider, arena);
		CHECK_INT (message.part_count, 3);
		CHECK (message.over_parts && !message.over_depth);

		g_string_assign (mail, "");
		for (int i = 0; i < 5; i++)
			g_string_append (mail, "Content-Type: message/rfc822\n\n");
		bnc_message_parse (&message, slice_str (mail->str), &wider, arena);
		CHECK (message.over_parts || message.over_depth);
	}
	g_string_set_size (mail, 5000);
	memset (mail->str, 'x', 5000);
	bnc_message_parse (&message, slice (mail->str, mail->len), &tight, arena);
	CHECK (message.over_message);
	CHECK_INT (message.bytes.n, 1024);
	g_string_free (mail, TRUE);
	bnc_arena_free (arena);
}

/* Ten thousand parts, each in the one before, come to an end at the limit; beside each other likewise. */
static void
survives_ten_thousand_parts (void)
{
	limits_t deep = usual;
	arena_t *arena = bnc_arena_new ();
	GString *mail = g_string_new (NULL);
	message_t message;

	for (int i = 0; i < 10000; i++)
		g_string_append_printf (mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	bnc_message_parse (&message, slice_str (mail->str), &usual, arena);
	CHECK (message.over_depth);
	CHECK_INT (message.part_count, usual.depth + 1);

	g_string_assign (mail, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 10000; i++)
		g_string_append (mail, "--b\n\nx\n");
	bnc_message_parse (&message, slice_str (mail->str), &usual, arena);
	CHECK (message.over_parts);
	CHECK_INT (message.part_count, usual.parts);
	deep.parts = 20000;
	bnc_message_parse (&message, slice_str (mail->str), &deep, arena);
	CHECK (!message.over_parts);
	CHECK_INT (message.part_count, 10001);
	g_string_free (mail, TRUE);
	bnc_arena_free (arena);
}

static void
finds_fields_of_a_part (void)
{
	arena_t *arena = bnc_arena_new ();
	message_t message;
	uint32_t first = 0;

	bnc_message_parse (&message, slice_str ("To: a\nto: b\n\nx"), &usual, arena);
	CHECK_STR (bnc_arena_copy (arena, bnc_part_value (&message, &message.parts[0], "TO")), "a");
	CHECK (!bnc_part_field (&message, &message.parts[0], "Cc"));
	CHECK (!bnc_part_value (&message, &message.parts[0], "Cc").p);
	CHECK_INT (bnc_message_fields (&message, slice_str ("X: 1\nY: 2\n z\n"), NEWLINE_LF, &first), 2);
	CHECK_STR (bnc_arena_copy (arena, message.fields[first + 1].value), "2\n z");
	CHECK_INT (bnc_message_fields (&message, SLICE_NONE, NEWLINE_LF, &first), 0);
	bnc_arena_free (arena);
}

SUITE (bnc_test_mail_message, "mail/message",
       { "reads LF, CRLF and CR", reads_every_line_end },
       { "takes fields", takes_fields },
       { "does without the blank line", does_without_the_blank_line },
       { "mends lost folds", mends_lost_folds },
       { "skips the line of a mailbox", skips_the_line_of_a_mailbox },
       { "skips what stands in front", skips_what_stands_in_front },
       { "cuts at boundaries", cuts_at_boundaries },
       { "cuts nested parts", cuts_nested_parts },
       { "decodes an encoded message", decodes_an_encoded_message },
       { "knows media types", knows_media_types },
       { "knows encodings", knows_encodings },
       { "reads parameters", reads_parameters },
       { "takes any boundary", takes_any_boundary },
       { "keeps limits", keeps_limits },
       { "survives ten thousand parts", survives_ten_thousand_parts },
       { "finds fields of a part", finds_fields_of_a_part })
