/*
 * test-tree.c - the part tree of every mail at hand, against the one that GMime's parser builds
 *
 * The mails are tests/samples/NAME/message.eml and, where it is there, the corpus beside the source tree.  GMime
 * reads no mail whose lines end in CR alone: those are counted and left aside.  What may differ is a class of mail with a
 * reason, in the list below and in doc/VIOLATIONS.md; each is checked at the part where it shows, and counted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <gmime/gmime.h>

#include "bounce.h"
#include "mail/message.h"
#include "test.h"

typedef enum {
	SAME,
	/* A fold of the header lost its white space; GMime drops the line, and the boundary with it. */
	LOST_FOLD,
	/* The body's boundary is not the declared one; GMime finds no part. */
	OTHER_BOUNDARY,
	/* A message/rfc822 part holds a sentence in place of a message; GMime reads it as a broken header. */
	NO_HEADER,
	/* A line before a boundary ends in LF where the others end in CRLF; GMime takes the byte in front of it for a CR. */
	MIXED_LINE_ENDS,
	OUTCOMES
} outcome_t;

static const char *const outcome_names[OUTCOMES] = { "same", "lost fold", "other boundary", "no header", "mixed line ends" };

static const limits_t wide = { .message = 64 << 20, .parts = 100000, .depth = 100, .fields = 100000, .field = 1 << 20,
	                       .recipients = 1, .text = 1, .hops = 1 };

typedef struct {
	const message_t *message;
	const char *path;
	size_t seen[OUTCOMES];
	size_t differ;
} judge_t;

static bool
has_lost_fold (const message_t *message, const part_t *part)
{
	for (uint32_t i = 0; i < part->field_count; i++) {
		slice_t value = message->fields[part->first_field + i].value;

		for (size_t at = slice_index (value, '\n', 0); at + 1 < value.n; at = slice_index (value, '\n', at + 1)) {
			if (value.p[at + 1] != ' ' && value.p[at + 1] != '\t')
				return true;
		}
	}
	return false;
}

static bool
meets_boundary (const part_t *part)
{
	char *line = g_strdup_printf ("--%.*s", (int) part->boundary.n, part->boundary.p);
	bool met = part->boundary.n && bnc_slice_find (part->body, slice_str (line), 0) < part->body.n;

	g_free (line);
	return met;
}

static void
differ (judge_t *judge, int32_t index, const char *what)
{
	judge->differ++;
	fprintf (stderr, "%s: part %d: %s\n", judge->path, index, what);
}

static void
compare_body (judge_t *judge, int32_t index, GMimePart *theirs)
{
	GMimeDataWrapper *content = g_mime_part_get_content (theirs);
	GMimeStream *copy = g_mime_stream_mem_new ();
	slice_t ours = judge->message->parts[index].body;
	GByteArray *bytes;

	if (content) {
		g_mime_stream_reset (g_mime_data_wrapper_get_stream (content));
		g_mime_stream_write_to_stream (g_mime_data_wrapper_get_stream (content), copy);
	}
	bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (copy));
	if (slice_equal (ours, slice ((const char *) bytes->data, bytes->len)))
		judge->seen[SAME]++;
	else if (ours.n == bytes->len + 1 && ours.p[bytes->len] == '\n' && memcmp (ours.p, bytes->data, bytes->len) == 0 &&
	         memchr (judge->message->bytes.p, '\r', judge->message->bytes.n))
		judge->seen[MIXED_LINE_ENDS]++;
	else
		differ (judge, index, "the body is another");
	g_object_unref (copy);
}

static void compare (judge_t *judge, int32_t index, GMimeObject *theirs);

static void
compare_children (judge_t *judge, int32_t index, GMimeMultipart *theirs)
{
	const part_t *part = &judge->message->parts[index];
	int count = g_mime_multipart_get_count (theirs), n = 0;

	if (count == 0 && part->child != PART_NONE && has_lost_fold (judge->message, part)) {
		judge->seen[LOST_FOLD]++;
		return;
	}
	if (count == 0 && part->child != PART_NONE && !meets_boundary (part)) {
		judge->seen[OTHER_BOUNDARY]++;
		return;
	}
	for (int32_t i = part->child; i != PART_NONE; i = judge->message->parts[i].next) {
		if (n < count)
			compare (judge, i, g_mime_multipart_get_part (theirs, n));
		n++;
	}
	if (n != count)
		differ (judge, index, "has another number of parts");
}

static void
compare_message (judge_t *judge, int32_t index, GMimeMessagePart *theirs)
{
	GMimeMessage *message = g_mime_message_part_get_message (theirs);
	GMimeObject *root = message ? g_mime_message_get_mime_part (message) : NULL;
	int32_t child = judge->message->parts[index].child;

	if (child != PART_NONE && judge->message->parts[child].field_count == 0)
		judge->seen[NO_HEADER]++;
	else if (child != PART_NONE && root)
		compare (judge, child, root);
	else if ((child == PART_NONE) != (root == NULL))
		differ (judge, index, "one of them holds no message");
}

static void
compare (judge_t *judge, int32_t index, GMimeObject *theirs)
{
	const part_t *part = &judge->message->parts[index];
	char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (theirs));

	if (!slice_is (part->media_type, type))
		differ (judge, index, "is of another media type");
	else if ((part->media == MEDIA_MULTIPART) != GMIME_IS_MULTIPART (theirs))
		differ (judge, index, "one of them holds parts");
	else if ((part->media == MEDIA_MESSAGE) != GMIME_IS_MESSAGE_PART (theirs))
		differ (judge, index, "one of them is a message");
	else if (part->media == MEDIA_MULTIPART)
		compare_children (judge, index, GMIME_MULTIPART (theirs));
	else if (part->media == MEDIA_MESSAGE)
		compare_message (judge, index, GMIME_MESSAGE_PART (theirs));
	else
		compare_body (judge, index, GMIME_PART (theirs));
	g_free (type);
}

static void
judge_bytes (judge_t *judge, slice_t bytes)
{
	arena_t *arena = bnc_arena_new ();
	GMimeStream *stream;
	GMimeParser *parser;
	GMimeMessage *theirs;
	message_t message;

	bnc_message_parse (&message, bytes, &wide, arena);
	/* Without the line of a mailbox, whose odd forms are test-message.c's. */
	stream = g_mime_stream_mem_new_with_buffer (message.bytes.p, message.bytes.n);
	parser = g_mime_parser_new_with_stream (stream);
	theirs = g_mime_parser_construct_message (parser, NULL);
	judge->message = &message;
	if (theirs)
		compare (judge, 0, g_mime_message_get_mime_part (theirs));
	/* Bytes without a header are no message to it; to us they may be a report all the same (JSON). */
	else if (message.parts[0].field_count > 0)
		differ (judge, 0, "GMime reads no message");
	g_clear_object (&theirs);
	g_object_unref (parser);
	g_object_unref (stream);
	bnc_arena_free (arena);
}

static const char *
source_folder (void)
{
	const char *folder = g_getenv ("top_srcdir");

	return folder ? folder : ".";
}

typedef struct {
	judge_t judge;
	size_t mails, cr_only;
} count_t;

static void
judge_file (const char *path, count_t *count)
{
	char *bytes;
	gsize n;

	if (!g_file_get_contents (path, &bytes, &n, NULL))
		return;
	count->judge.path = path;
	if (bnc_newline_of (slice (bytes, n)) == NEWLINE_CR) {
		count->cr_only++;
	} else {
		count->mails++;
		judge_bytes (&count->judge, slice (bytes, n));
	}
	g_free (bytes);
}

/* Every FOLDER/NAME/message.eml, and every FOLDER/NAME.eml. */
static void
judge_folder (const char *folder, count_t *count)
{
	GDir *dir = g_dir_open (folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		char *path = g_str_has_suffix (name, ".eml") ? g_build_filename (folder, name, NULL)
		                                             : g_build_filename (folder, name, "message.eml", NULL);

		judge_file (path, count);
		g_free (path);
	}
	if (dir)
		g_dir_close (dir);
}

static void
say (const char *what, const count_t *count)
{
	printf ("\n    %s: %zu mails, %zu with CR alone left aside; parts", what, count->mails, count->cr_only);
	for (size_t i = 0; i < OUTCOMES; i++) {
		if (count->judge.seen[i])
			printf (" %s %zu", outcome_names[i], count->judge.seen[i]);
	}
	printf (" ");
}

static void
init (void)
{
	/* Initialises GMime the way the library does. */
	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
}

static void
samples_are_cut_alike (void)
{
	char *folder = g_build_filename (source_folder (), "tests", "samples", NULL);
	count_t count = { .mails = 0 };

	init ();
	judge_folder (folder, &count);
	say ("samples", &count);
	CHECK (count.mails > 100);
	CHECK_INT (count.judge.differ, 0);
	g_free (folder);
}

static void
corpus_is_cut_alike (void)
{
	char *corpus = g_build_filename (source_folder (), "..", "shared", "corpus", NULL);
	GDir *dir = g_dir_open (corpus, 0, NULL);
	count_t count = { .mails = 0 };
	const char *name;

	init ();
	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		char *folder = g_build_filename (corpus, name, "mail", NULL);

		judge_folder (folder, &count);
		g_free (folder);
	}
	if (dir) {
		g_dir_close (dir);
		say ("corpus", &count);
		CHECK (count.mails > 0);
	}
	CHECK_INT (count.judge.differ, 0);
	g_free (corpus);
}

/* The classes of mail that may differ, one of each: so that the list above stays true where there is no corpus. */
static void
exceptions_are_what_they_say (void)
{
	static const struct {
		const char *mail;
		outcome_t outcome;
	} mails[] = {
		{ "Content-Type: multipart/mixed;\nboundary=\"b\"\nMIME-Version: 1.0\n\n--b\n\none\n--b--\n", LOST_FOLD },
		{ "Content-Type: multipart/mixed; boundary=declared\n\n--real\nContent-Type: text/plain\n\none\n--real--\n", OTHER_BOUNDARY },
		{ "Content-Type: message/rfc822\n\n(the message was removed)\n", NO_HEADER },
		{ "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\n\n--b--\r\n", MIXED_LINE_ENDS },
	};

	init ();
	for (size_t i = 0; i < G_N_ELEMENTS (mails); i++) {
		judge_t judge = { .path = outcome_names[mails[i].outcome] };

		judge_bytes (&judge, slice_str (mails[i].mail));
		CHECK_INT (judge.differ, 0);
		CHECK_INT (judge.seen[mails[i].outcome], 1);
		CHECK_INT (judge.seen[SAME], 0);
	}
}

/* The judge must be able to say no. */
static void
differences_are_found (void)
{
	judge_t judge = { .path = "(a difference is wanted)" };
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer ("A: 1\n\none\n", 10);
	GMimeParser *parser = g_mime_parser_new_with_stream (stream);
	GMimeMessage *theirs = g_mime_parser_construct_message (parser, NULL);
	arena_t *arena = bnc_arena_new ();
	message_t message;

	bnc_message_parse (&message, SLICE_LIT ("A: 1\n\ntwo\n"), &wide, arena);
	judge.message = &message;
	compare (&judge, 0, g_mime_message_get_mime_part (theirs));
	CHECK_INT (judge.differ, 1);
	g_object_unref (theirs);
	g_object_unref (parser);
	g_object_unref (stream);
	bnc_arena_free (arena);
}

SUITE (bnc_test_mail_tree, "mail/tree",
       { "samples are cut as GMime cuts them", samples_are_cut_alike },
       { "so is the corpus, where it is there", corpus_is_cut_alike },
       { "exceptions are what they say", exceptions_are_what_they_say },
       { "differences are found", differences_are_found })
