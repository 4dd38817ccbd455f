/*
 * test-stream.c - what is compressed is read as what it holds, a step at a time, and damage is named
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <unistd.h>

#include "bounce.h"
#include "files.h"
#include "packed.h"

#define FROM "From neko@example.org Thu Apr 29 23:34:45 2010\n"
#define TWO FROM "To: a\n\nb\n\n" FROM "To: c\n\nd\n"

/* All of a mailbox, which it closes: messages in [] with their offset, "!" and the reason for what is refused. */
static char *
all_of (bounce_mailbox_t *mailbox)
{
	GString *all = g_string_new (NULL);
	bounce_status_t status;
	const void *bytes;
	size_t n;

	while ((status = bounce_mailbox_next (mailbox, &bytes, &n)) != BOUNCE_END && all->len < 100000000) {
		if (status == BOUNCE_OK) {
			g_string_append_printf (all, "%d[", (int) bounce_mailbox_offset (mailbox));
			g_string_append_len (all, bytes, (gssize) n);
			g_string_append_c (all, ']');
		} else {
			CHECK (bounce_mailbox_error (mailbox) != NULL);
			g_string_append_printf (all, "!%s", bounce_mailbox_error (mailbox));
		}
	}
	CHECK_INT (bounce_mailbox_position (mailbox), bounce_mailbox_size (mailbox));
	bounce_mailbox_unref (mailbox);
	return g_string_free (all, FALSE);
}

static char *
all_of_memory (gconstpointer bytes, gsize length)
{
	bounce_mailbox_t *mailbox;

	CHECK_INT (bounce_mailbox_open_memory (bytes, length, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_size (mailbox), length);
	return all_of (mailbox);
}

static void
check_all (const GByteArray *packed, const char *want)
{
	char *have = all_of_memory (packed->data, packed->len);

	CHECK_STR (have, want);
	g_free (have);
}

/* The same through a file, which is read and not mapped. */
static void
check_file (const GByteArray *packed, const char *want)
{
	char *folder = files_scratch (), *path = files_make (folder, "m", (const char *) packed->data, packed->len), *have;
	bounce_mailbox_t *mailbox;

	CHECK_INT (bounce_mailbox_open (path, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_size (mailbox), packed->len);
	have = all_of (mailbox);
	CHECK_STR (have, want);
	g_free (have);
	g_free (path);
	files_clear (folder);
}

static GByteArray *
packed_text (int kind, const char *text)
{
	GByteArray *packed = g_byte_array_new ();

	if (packed_append (packed, kind, text, strlen (text)))
		return packed;
	g_byte_array_unref (packed);
	return NULL;
}

static void
reads_packed (void)
{
	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		static const char *const texts[] = { TWO, "To: a\n\nb\n", "" };
		static const char *const wants[] = { "47[To: a\n\nb\n]104[To: c\n\nd\n]", "0[To: a\n\nb\n]", "" };

		for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
			GByteArray *packed = packed_text (kind, texts[i]);

			if (!packed)
				continue;
			check_all (packed, wants[i]);
			check_file (packed, wants[i]);
			g_byte_array_unref (packed);
		}
	}
}

static void
reads_members (void)
{
	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		GByteArray *packed = packed_text (kind, "");

		if (!packed || !packed_append (packed, kind, TWO, 60)) {
			g_clear_pointer (&packed, g_byte_array_unref);
			continue;
		}
		g_byte_array_append (packed, (const guint8 *) "\0\0\0\0", 4);
		packed_append (packed, kind, "", 0);
		packed_append (packed, kind, &TWO[60], strlen (TWO) - 60);
		g_byte_array_append (packed, (const guint8 *) "\0\0\0\0\0\0\0\0", 8);
		check_all (packed, "47[To: a\n\nb\n]104[To: c\n\nd\n]");
		check_file (packed, "47[To: a\n\nb\n]104[To: c\n\nd\n]");
		g_byte_array_unref (packed);
	}
}

static void
reads_skippable_frames (void)
{
	static const guint8 skippable[] = { 0x5E, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c' };
	GByteArray *packed = g_byte_array_new ();

	g_byte_array_append (packed, skippable, sizeof skippable);
	if (packed_append (packed, 2, TWO, strlen (TWO)))
		check_all (packed, "47[To: a\n\nb\n]104[To: c\n\nd\n]");
	g_byte_array_unref (packed);
}

static void
names_what_is_missing (void)
{
	static const char *const magics[] = { "\x1F\x8B\x08\0\0", "\xFD" "7zXZ", "\x28\xB5\x2F\xFD\0" };
	static const char *const libraries[] = { "zlib", "liblzma", "libzstd" };

	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		GByteArray *packed = packed_text (kind, TWO);
		char *want = g_strdup_printf ("!it is compressed with %s: libbounce was built without %s", packed_names[kind], libraries[kind]);

		if (!packed) {
			packed = g_byte_array_new ();
			g_byte_array_append (packed, (const guint8 *) magics[kind], 6);
			check_all (packed, want);
		}
		g_byte_array_unref (packed);
		g_free (want);
	}
}

/* However short it is, what it holds before is read, nothing is made up, and the rest is missed. */
static void
names_truncation (void)
{
	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		GByteArray *packed = packed_text (kind, TWO);

		for (guint n = 0; packed && n < packed->len; n++) {
			/* A copy, so that a sanitizer sees what is read behind it. */
			void *bytes = g_memdup2 (packed->data, n);
			char *have = all_of_memory (bytes, n), *error = strchr (have, '!');

			CHECK (n == 0 ? !*have : error != NULL);
			if (n >= 6) {
				char *want = g_strdup_printf ("!the %s data is cut off at byte %u", packed_names[kind], n);

				CHECK_STR (error, want);
				CHECK (error == have || g_str_has_prefix (have, "47[To: a\n\nb\n]!"));
				g_free (want);
			}
			g_free (have);
			g_free (bytes);
		}
		g_clear_pointer (&packed, g_byte_array_unref);
	}
}

/* The whole text, or an error. */
static void
names_damage (void)
{
	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		GByteArray *packed = packed_text (kind, TWO);

		for (guint i = 0; packed && i < packed->len; i++) {
			for (int bit = 0; bit < 8; bit += 3) {
				char *have;

				packed->data[i] ^= (guint8) (1 << bit);
				have = all_of_memory (packed->data, packed->len);
				CHECK (strchr (have, '!') || strcmp (have, "47[To: a\n\nb\n]104[To: c\n\nd\n]") == 0);
				packed->data[i] ^= (guint8) (1 << bit);
				g_free (have);
			}
		}
		g_clear_pointer (&packed, g_byte_array_unref);
	}
}

/* What was unpacked together with the damage stands before it all the same. */
static void
reads_up_to_the_damage (void)
{
	GByteArray *packed = packed_text (0, TWO);
	char *want;

	if (!packed)
		return;
	packed->data[packed->len - 8] ^= 1; /* the CRC */
	want = g_strdup_printf ("47[To: a\n\nb\n]!the gzip data is damaged at byte %u: incorrect data check", packed->len - 4);
	check_all (packed, want);
	check_file (packed, want);
	g_free (want);
	g_byte_array_unref (packed);
}

static void
names_garbage (void)
{
	for (int kind = 0; kind < PACKED_KINDS; kind++) {
		static const char *const texts[] = { TWO, "To: a\n\nb\n" };
		static const char *const wants[] = { "47[To: a\n\nb\n]104[To: c\n\nd\n]", "0[To: a\n\nb\n]" };

		for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
			GByteArray *packed = packed_text (kind, texts[i]);
			char *want;

			if (!packed)
				continue;
			want = g_strdup_printf ("%s!the %s data ends at byte %u, and what follows is none", wants[i], packed_names[kind], packed->len);
			g_byte_array_append (packed, (const guint8 *) "x", 1);
			check_all (packed, want);
			check_file (packed, want);
			g_free (want);
			g_byte_array_unref (packed);
		}
	}
}

/* A program is not made to take gigabytes because a header of some bytes asks for them. */
static void
bounds_what_is_asked_for (void)
{
	/* xz with a dictionary of 4 GiB - 1; zstd with a window of 2 GiB. */
	static const guint8 xz[] = { 0xFD, '7', 'z', 'X', 'Z', 0, 0, 0, 0xFF, 0x12, 0xD9, 0x41, 2, 0, 0x21, 1, 40, 0, 0, 0, 0xE6, 0xA0, 0x11, 0xB3, 1 };
	static const guint8 zstd[] = { 0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 1, 0, 0 };
	GByteArray *probe = packed_text (1, "");
	char *have = all_of_memory (xz, sizeof xz);

	if (probe)
		CHECK (strstr (have, "!the xz data is damaged at byte ") && strstr (have, "128 MiB"));
	g_free (have);
	g_clear_pointer (&probe, g_byte_array_unref);
	probe = packed_text (2, "");
	have = all_of_memory (zstd, sizeof zstd);
	if (probe)
		CHECK (strstr (have, "!the zstd data is damaged at byte ") && strstr (have, "too much memory"));
	g_free (have);
	g_clear_pointer (&probe, g_byte_array_unref);
}

/* Of all lengths and line ends, so that each thing stands at the edge of a step somewhere. */
static char *
varied (int seed, const char *newline)
{
	GRand *random = g_rand_new_with_seed ((guint32) seed);
	GString *text = g_string_new (NULL);

	for (int i = 0; i < 300; i++) {
		int lines = g_rand_int_range (random, 0, 60);

		g_string_append_printf (text, "From neko@example.org Thu Apr 29 23:34:45 2010%sTo: %d%s%s", newline, i, newline, newline);
		for (int j = 0; j < lines; j++) {
			int columns = g_rand_int_range (random, 0, 100) ? g_rand_int_range (random, 0, 70) : 100000;

			g_string_append (text, g_rand_int_range (random, 0, 20) ? "" : ">From ");
			for (int k = 0; k < columns; k++)
				g_string_append_c (text, (char) ('a' + k % 26));
			g_string_append (text, newline);
		}
		g_string_append (text, newline);
	}
	g_rand_free (random);
	return g_string_free (text, FALSE);
}

static void
reads_the_same (void)
{
	static const char *const newlines[] = { "\n", "\r\n", "\r" };

	for (int i = 0; i < 9; i++) {
		char *text = varied (i, newlines[i % 3]), *want = all_of_memory (text, strlen (text));
		GByteArray *packed = packed_text (i / 3, text);

		CHECK (strlen (want) > 300000);
		if (packed) {
			check_all (packed, want);
			check_file (packed, want);
			g_byte_array_unref (packed);
		}
		g_free (want);
		g_free (text);
	}
}

/* A mailbox whose context reads 1024 bytes of a message. */
static bounce_mailbox_t *
narrow (const GByteArray *packed)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_mailbox_t *mailbox;

	CHECK_INT (bounce_context_set (context, "limit.message", "1024"), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_open_memory (packed->data, packed->len, &mailbox), BOUNCE_OK);
	CHECK_INT (bounce_mailbox_set_context (mailbox, context), BOUNCE_OK);
	bounce_context_unref (context);
	return mailbox;
}

static void
passes_over_long_messages (void)
{
	GString *text = g_string_new (FROM "To: long\n\n");
	GByteArray *packed;
	bounce_mailbox_t *mailbox;
	const void *bytes;
	size_t n;

	while (text->len < 5000000)
		g_string_append (text, ">From a line of a long message\n\nFrom another\n");
	g_string_append (text, "\n" TWO);
	packed = packed_text (0, text->str);
	if (packed) {
		mailbox = narrow (packed);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
		CHECK (n == 1025 && memcmp (bytes, "To: long\n\nFrom a line", 21) == 0);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
		CHECK_INT (bounce_mailbox_offset (mailbox), text->len - strlen (TWO) + strlen (FROM));
		CHECK (n == 9 && memcmp (bytes, "To: a\n\nb\n", 9) == 0);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
		CHECK (n == 9 && memcmp (bytes, "To: c\n\nd\n", 9) == 0);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
		bounce_mailbox_unref (mailbox);
		g_byte_array_unref (packed);
	}
	packed = packed_text (0, text->str + strlen (FROM));
	if (packed) {
		mailbox = narrow (packed);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_OK);
		CHECK_INT (n, 1025);
		CHECK_INT (bounce_mailbox_next (mailbox, &bytes, &n), BOUNCE_END);
		CHECK_INT (bounce_mailbox_position (mailbox), packed->len);
		bounce_mailbox_unref (mailbox);
		g_byte_array_unref (packed);
	}
	g_string_free (text, TRUE);
}

/* 18 kilobytes that hold 1.1 gigabytes. */
static void
gives_up_bombs (void)
{
	GByteArray *packed = packed_text (2, FROM "To: a\n\nb\n\n" FROM "To: bomb\n\n");
	gsize length = (gsize) 64 << 20;
	char *nothing, *have;
	guint one;

	if (!packed)
		return;
	nothing = g_malloc0 (length);
	one = packed->len;
	packed_append (packed, 2, nothing, length);
	one = packed->len - one;
	for (int i = 0; i < 17; i++) {
		g_byte_array_set_size (packed, packed->len + one);
		memcpy (packed->data + packed->len - one, packed->data + packed->len - 2 * one, one);
	}
	have = all_of (narrow (packed));
	CHECK_STR (have, "47[To: a\n\nb\n]!a message that exceeds limit.message by 1 GiB; the rest is not read");
	g_free (have);
	g_free (nothing);
	g_byte_array_unref (packed);
}

SUITE (bnc_test_mail_stream, "mail/stream", { "reads packed", reads_packed }, { "reads members", reads_members },
       { "reads skippable frames", reads_skippable_frames }, { "names what is missing", names_what_is_missing },
       { "names truncation", names_truncation }, { "names damage", names_damage },
       { "reads up to the damage", reads_up_to_the_damage }, { "names garbage", names_garbage },
       { "bounds what is asked for", bounds_what_is_asked_for }, { "reads the same", reads_the_same },
       { "passes over long messages", passes_over_long_messages }, { "gives up bombs", gives_up_bombs })
