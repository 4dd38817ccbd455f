/*
 * test-context.c - settings, limits and their refusals; files of them; freezing; threads
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"

#include <glib/gstdio.h>

#include "report/dialect.h"
#include "test.h"

#define MAIL "From: MAILER-DAEMON@mx.example.net\nTo: neko@example.net\nSubject: failure notice\nMIME-Version: 1.0\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n--b\n" \
	"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n" \
	"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n\n" \
	"Final-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.2.2\n\n" \
	"Final-Recipient: rfc822; c@example.org\nAction: failed\nStatus: 5.2.2\n--b\nContent-Type: message/rfc822\n\n" \
	"Received: by a.example.net\nReceived: by b.example.net\nReceived: by c.example.net\nMessage-ID: <1@example.net>\n" \
	"From: neko@example.net\nTo: a@example.org\n\nbody\n--b--\n"

static bounce_record_t *
parse (bounce_context_t *context, const char *mail)
{
	bounce_record_t *record;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	return record;
}

static void
checks_the_abi (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK (context != NULL);
	CHECK_STR (bounce_context_error (context), NULL);
	CHECK (!bounce_context_new (BOUNCE_ABI + 1));
	CHECK (!bounce_context_new (0));
	CHECK (!bounce_context_new (-1));
	CHECK (bounce_context_ref (context) == context);
	bounce_context_unref (context);
	bounce_context_unref (context);
	bounce_context_unref (NULL);
	CHECK (!bounce_context_ref (NULL));
}

static void
takes_no_null (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record = (bounce_record_t *) context;

	CHECK_INT (bounce_context_set (NULL, "limit.hops", "1"), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_set (context, NULL, "1"), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_set (context, "limit.hops", NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_load (context, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_add_dialects (NULL, "."), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_add_phrases (context, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_parse (NULL, "", 0, &record), BOUNCE_ERROR_ARGUMENT);
	CHECK (!record);
	CHECK_INT (bounce_parse (context, NULL, 1, &record), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_parse (context, "", 0, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_parse (context, NULL, 0, &record), BOUNCE_OK);
	CHECK_INT (record->kind, BOUNCE_KIND_OTHER);
	CHECK (!bounce_context_error (NULL));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
check_refused (const char *key, const char *value, const char *error)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	limits_t before = context->settings.limits;

	CHECK_INT (bounce_context_set (context, key, value), BOUNCE_ERROR_SETTING);
	CHECK_STR (bounce_context_error (context), error);
	CHECK (memcmp (&before, &context->settings.limits, sizeof (before)) == 0);
	bounce_context_unref (context);
}

static void
refuses_bad_settings (void)
{
	check_refused ("limit.depth", "", "limit.depth: expected a number from 1 to 2147483647, not \"\"");
	check_refused ("limit.depth", "0", "limit.depth: expected a number from 1 to 2147483647, not \"0\"");
	check_refused ("limit.depth", "-1", "limit.depth: expected a number from 1 to 2147483647, not \"-1\"");
	check_refused ("limit.depth", "5x", "limit.depth: expected a number from 1 to 2147483647, not \"5x\"");
	check_refused ("limit.depth", "1e3", "limit.depth: expected a number from 1 to 2147483647, not \"1e3\"");
	check_refused ("limit.depth", "99999999999999999999", "limit.depth: expected a number from 1 to 2147483647, not \"99999999999999999999\"");
	check_refused ("limit.message", "1023", "limit.message: expected a number from 1024 to 2147483647, not \"1023\"");
	check_refused ("limit.nothing", "1", "no setting is called \"limit.nothing\"");
	check_refused ("", "1", "no setting is called \"\"");
	check_refused ("dialects.without", "nonsense", "dialects.without: no dialect is called \"nonsense\"");
}

/* Each limit is kept, and its name stands among those that were met. */
static void
keeps_every_limit (void)
{
	static const struct {
		const char *key, *value, *name;
	} limits[] = {
		{ "limit.message", "1024", "message" }, { "limit.parts", "2", "parts" }, { "limit.depth", "1", "depth" },
		{ "limit.fields", "10", "fields" }, { "limit.field", "100", "field" }, { "limit.recipients", "2", "recipients" },
		{ "limit.text", "1024", "text" }, { "limit.hops", "2", "hops" },
		{ "limit.original", "1024", "original" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (limits); i++) {
		bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
		GString *mail = g_string_new (MAIL);
		bounce_record_t *record;

		if (i == 3 || i == 4) {
			for (int n = 0; n < 20; n++)
				g_string_prepend (mail, i == 4 ? "X-Long: 0123456789012345678901234567890123456789012345678901234567890123456789"
				                                 "0123456789012345678901234567890123456789\n" : "X-One: more\n");
		}
		if (i == 6 || i == 0) {
			GString *text = g_string_new ("It failed.\n");

			for (int n = 0; n < 100; n++)
				g_string_append (text, "0123456789012345678901234567890\n");
			g_string_replace (mail, "It failed.\n", text->str, 1);
			g_string_free (text, TRUE);
		}
		if (i == 8) {
			for (int n = 0; n < 100; n++)
				g_string_replace (mail, "To: a@example.org", "X-One: more\nTo: a@example.org", 0);
		}
		CHECK_INT (bounce_context_set (context, limits[i].key, limits[i].value), BOUNCE_OK);
		record = parse (context, mail->str);
		CHECK_INT (bounce_record_truncated_count (record), 1);
		CHECK_STR (bounce_record_truncated (record, 0), limits[i].name);
		CHECK (strstr (bounce_record_json (record), limits[i].name) != NULL);
		bounce_record_unref (record);
		bounce_context_unref (context);
		context = bounce_context_new (BOUNCE_ABI);
		record = parse (context, mail->str);
		CHECK_INT (bounce_record_truncated_count (record), 0);
		bounce_record_unref (record);
		bounce_context_unref (context);
		g_string_free (mail, TRUE);
	}
}

static void
freezes (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record;

	CHECK_INT (bounce_context_set (context, "limit.recipients", "2"), BOUNCE_OK);
	record = parse (context, MAIL);
	CHECK_INT (bounce_record_recipient_count (record), 2);
	CHECK_INT (bounce_context_set (context, "limit.recipients", "5"), BOUNCE_ERROR_FROZEN);
	CHECK_STR (bounce_context_error (context), "limit.recipients: a context takes no settings, scorers and ledgers after its first parse");
	CHECK_INT (bounce_context_load (context, "/dev/null"), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_add_dialects (context, "."), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_add_phrases (context, "."), BOUNCE_ERROR_FROZEN);
	CHECK_INT (bounce_context_add_scorer (context, "x", NULL, NULL) < 0, 1);
	bounce_record_unref (record);
	record = parse (context, MAIL);
	CHECK_INT (bounce_record_recipient_count (record), 2);
	bounce_context_unref (context);
	/* The record outlives it. */
	CHECK_STR (bounce_recipient_address (bounce_record_recipient (record, 1)), "b@example.org");
	CHECK (strstr (bounce_record_json (record), "b@example.org") != NULL);
	bounce_record_unref (record);
}

typedef struct {
	char *folder;
} place_t;

static place_t
make_place (void)
{
	return (place_t) { g_dir_make_tmp ("bounce-XXXXXX", NULL) };
}

static char *
write_file (const place_t *place, const char *name, const char *text)
{
	char *path = g_build_filename (place->folder, name, NULL);

	CHECK (g_file_set_contents (path, text, -1, NULL));
	return path;
}

static void
remove_place (place_t *place)
{
	GDir *dir = g_dir_open (place->folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name (dir)) != NULL) {
		char *path = g_build_filename (place->folder, name, NULL);

		g_remove (path);
		g_free (path);
	}
	if (dir)
		g_dir_close (dir);
	g_rmdir (place->folder);
	g_free (place->folder);
}

static void
check_load (const char *text, bounce_status_t status, const char *error, size_t recipients)
{
	place_t place = make_place ();
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *path = write_file (&place, "settings", text), *want = error ? g_strdup_printf ("%s:%s", path, error) : NULL;

	CHECK_INT (bounce_context_load (context, path), status);
	CHECK_STR (bounce_context_error (context), want);
	CHECK_INT (context->settings.limits.recipients, recipients);
	bounce_context_unref (context);
	g_free (path);
	g_free (want);
	remove_place (&place);
}

static void
loads_files (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	check_load ("", BOUNCE_OK, NULL, 10000);
	check_load ("# a comment\n\n  limit.recipients=7 # another\r\nhome.domain = example.net\nhome.domain = example.com", BOUNCE_OK, NULL, 7);
	check_load ("limit.recipients = 7\nlimit.depth 5\n", BOUNCE_ERROR_SETTING, "2: expected KEY = VALUE", 7);
	check_load ("\n= 5\nlimit.recipients = 7\n", BOUNCE_ERROR_SETTING, "2: expected KEY = VALUE", 10000);
	check_load ("limit.recipients = x\n", BOUNCE_ERROR_SETTING, "1: limit.recipients: expected a number from 1 to 2147483647, not \"x\"", 10000);
	check_load ("\n\nnonsense = x\n", BOUNCE_ERROR_SETTING, "3: no setting is called \"nonsense\"", 10000);
	CHECK_INT (bounce_context_load (context, "/nonexistent/settings"), BOUNCE_ERROR_FILE);
	CHECK (strstr (bounce_context_error (context), "/nonexistent/settings") != NULL);
	bounce_context_unref (context);
}

static const dialect_t *
dialect_named (const bounce_context_t *context, const char *name)
{
	for (size_t i = 0; i < bnc_dialect_set_count (context->settings.dialects); i++) {
		if (strcmp (bnc_dialect_set_at (context->settings.dialects, i)->name, name) == 0)
			return bnc_dialect_set_at (context->settings.dialects, i);
	}
	return NULL;
}

#define GOOD(name) "name " name "\nseen here\nrecognise text \"spoken by " name "\" 50\nblock \"To: {address}\"\n"

/* A folder with a bad file: that one is refused whole, the others are taken. */
static void
adds_dialects (void)
{
	place_t place = make_place ();
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *paths[] = { write_file (&place, "a.dialect", GOOD ("alpha")),
	                  write_file (&place, "b.dialect", GOOD ("beta") "block \"{nothing}\"\n"),
	                  write_file (&place, "c.dialect", GOOD ("gamma")), write_file (&place, "d.other", "nonsense") };
	char *want = g_strdup_printf ("%s:5: no hole is called {nothing}", paths[1]);
	size_t before = bnc_dialect_set_count (context->settings.dialects);
	bounce_record_t *record;

	CHECK_INT (bounce_context_add_dialects (context, place.folder), BOUNCE_ERROR_FORMAT);
	CHECK_STR (bounce_context_error (context), want);
	CHECK_INT (bnc_dialect_set_count (context->settings.dialects), before + 2);
	CHECK (dialect_named (context, "alpha") && !dialect_named (context, "beta") && dialect_named (context, "gamma"));
	CHECK_INT (bounce_context_set (context, "dialects.without", "alpha"), BOUNCE_OK);
	CHECK (!dialect_named (context, "alpha"));
	record = parse (context, "From: MAILER-DAEMON@example.net\nSubject: failure notice\n\nspoken by gamma\nTo: a@example.org\n");
	CHECK_STR (bounce_record_dialect (record), "gamma");
	CHECK_STR (bounce_recipient_address (bounce_record_recipient (record, 0)), "a@example.org");
	bounce_record_unref (record);
	bounce_context_unref (context);
	for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
		g_free (paths[i]);
	g_free (want);
	remove_place (&place);
}

static void
replaces_a_dialect (void)
{
	place_t place = make_place ();
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *path = write_file (&place, "x.dialect", GOOD ("qmail"));
	size_t before = bnc_dialect_set_count (context->settings.dialects);

	CHECK_INT (bounce_context_add_dialects (context, place.folder), BOUNCE_OK);
	CHECK_INT (bnc_dialect_set_count (context->settings.dialects), before);
	CHECK_INT (dialect_named (context, "qmail")->marks->len, 1);
	bounce_context_unref (context);
	g_free (path);
	remove_place (&place);
}

static void
refuses_bad_folders (void)
{
	place_t place = make_place ();
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK_INT (bounce_context_add_dialects (context, "/nonexistent"), BOUNCE_ERROR_FILE);
	CHECK (strstr (bounce_context_error (context), "/nonexistent") != NULL);
	CHECK_INT (bounce_context_add_dialects (context, place.folder), BOUNCE_ERROR_FILE);
	CHECK (strstr (bounce_context_error (context), "holds no file ending in .dialect") != NULL);
	CHECK_INT (bounce_context_add_phrases (context, "/nonexistent"), BOUNCE_ERROR_FILE);
	bounce_context_unref (context);
	remove_place (&place);
}

#define THREADS 8
#define ROUNDS 20

typedef struct {
	bounce_context_t *context;
	GPtrArray *mails, *answers;
	gint wrong;
} shared_t;

static gpointer
work (gpointer user)
{
	shared_t *shared = user;

	for (guint i = 0; i < shared->mails->len * ROUNDS; i++) {
		guint n = i % shared->mails->len;
		const char *mail = g_ptr_array_index (shared->mails, n);
		bounce_record_t *record;

		if (bounce_parse (shared->context, mail, strlen (mail), &record) != BOUNCE_OK ||
		    strcmp (bounce_record_json (record), g_ptr_array_index (shared->answers, n)) != 0)
			g_atomic_int_inc (&shared->wrong);
		bounce_record_unref (record);
	}
	return NULL;
}

static void
collect_mails (GPtrArray *mails)
{
	const char *top = g_getenv ("top_srcdir");
	char *samples = g_build_filename (top ? top : ".", "tests", "samples", NULL);
	GDir *dir = g_dir_open (samples, 0, NULL);
	const char *name;

	g_ptr_array_add (mails, g_strdup (MAIL));
	while (dir && (name = g_dir_read_name (dir)) != NULL && mails->len < 40) {
		char *path = g_build_filename (samples, name, "message.eml", NULL), *text;

		if (g_file_get_contents (path, &text, NULL, NULL))
			g_ptr_array_add (mails, text);
		g_free (path);
	}
	if (dir)
		g_dir_close (dir);
	g_free (samples);
}

/* Eight threads, one context that none of them has frozen yet, and the same answers as alone. */
static void
is_shared_by_threads (void)
{
	shared_t shared = { bounce_context_new (BOUNCE_ABI), g_ptr_array_new_with_free_func (g_free), g_ptr_array_new_with_free_func (g_free), 0 };
	bounce_context_t *alone = bounce_context_new (BOUNCE_ABI);
	GThread *threads[THREADS];

	collect_mails (shared.mails);
	for (guint i = 0; i < shared.mails->len; i++) {
		bounce_record_t *record = parse (alone, g_ptr_array_index (shared.mails, i));

		g_ptr_array_add (shared.answers, g_strdup (bounce_record_json (record)));
		bounce_record_unref (record);
	}
	for (int i = 0; i < THREADS; i++)
		threads[i] = g_thread_new ("parser", work, &shared);
	for (int i = 0; i < THREADS; i++)
		g_thread_join (threads[i]);
	CHECK_INT (shared.wrong, 0);
	g_ptr_array_unref (shared.mails);
	g_ptr_array_unref (shared.answers);
	bounce_context_unref (shared.context);
	bounce_context_unref (alone);
}

static void
names_domains (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK_INT (bounce_context_domain_count (context), 0);
	CHECK_INT (bounce_context_set (context, "home.domain", "Owner.example"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "home.domain", "example.org"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "home.domain", "no domain"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_domain_count (context), 2);
	CHECK_STR (bounce_context_domain (context, 0), "owner.example");
	CHECK_STR (bounce_context_domain (context, 1), "example.org");
	CHECK_STR (bounce_context_domain (context, 2), NULL);
	CHECK_INT (bounce_context_domain_count (NULL), 0);
	CHECK_STR (bounce_context_domain (NULL, 0), NULL);
	bounce_context_unref (context);
}

SUITE (bnc_test_core_context, "core/context",
       { "checks the ABI", checks_the_abi },
       { "takes no NULL", takes_no_null },
       { "refuses bad settings", refuses_bad_settings },
       { "keeps every limit", keeps_every_limit },
       { "freezes", freezes },
       { "loads files", loads_files },
       { "names domains", names_domains },
       { "adds dialects", adds_dialects },
       { "replaces a dialect", replaces_a_dialect },
       { "refuses bad folders", refuses_bad_folders },
       { "is shared by threads", is_shared_by_threads })
