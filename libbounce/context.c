/*
 * context.c - settings, limits, tables and scorers; frozen by the first parse, then shared by threads without a lock
 *
 * In: keys and values, files of them, folders of dialects and phrases.  Out: a context, freed by its last unref.
 * A setting that is refused leaves the context as it was, and bounce_context_error() says why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"

#include <signal.h>
#include <stdlib.h>

#include <gmime/gmime.h>

#include "core/builtin.h"
#include "mail/charset.h"
#include "mail/mailbox.h"
#include "mail/original-field.h"
#include "reason/set.h"
#include "report/dialect.h"
#include "report/wording.h"
#include "trace/home.h"
#include "proof/keys.h"
#include "proof/ledgers.h"
#include "verdict/evidence.h"
#include "verdict/policy.h"
#include "verdict/scorer.h"

static const struct {
	const char *key;
	size_t offset, preset, least;
} limit_keys[] = {
	{ "limit.message", offsetof (limits_t, message), (size_t) 64 << 20, 1024 },
	{ "limit.parts", offsetof (limits_t, parts), 1000, 1 },
	{ "limit.depth", offsetof (limits_t, depth), 20, 1 },
	{ "limit.fields", offsetof (limits_t, fields), 1000, 10 },
	{ "limit.field", offsetof (limits_t, field), 65536, 100 },
	{ "limit.recipients", offsetof (limits_t, recipients), 10000, 1 },
	{ "limit.text", offsetof (limits_t, text), (size_t) 256 << 10, 1024 },
	{ "limit.hops", offsetof (limits_t, hops), 100, 1 },
	{ "limit.original", offsetof (limits_t, original), (size_t) 256 << 10, 1024 },
};

static size_t *
limit_at (limits_t *limits, size_t index)
{
	return (size_t *) (void *) ((char *) limits + limit_keys[index].offset);
}

bounce_status_t
bnc_context_fail (bounce_context_t *context, bounce_status_t status, const char *format, ...)
{
	va_list args;

	g_free (context->error);
	va_start (args, format);
	context->error = g_strdup_vprintf (format, args);
	va_end (args);
	return status;
}

/* g_mime_init() counts without a lock, reseeds rand(), and by way of GPGME ignores SIGPIPE for the whole process: it runs once, on a random
 * state of its own, and the host's signal is put back. */
static gpointer
init_gmime (gpointer unused)
{
	char state[64];
	char *of_host = initstate (1, state, sizeof (state));
	struct sigaction pipe_of_host;

	sigaction (SIGPIPE, NULL, &pipe_of_host);
	g_mime_init ();
	sigaction (SIGPIPE, &pipe_of_host, NULL);
	setstate (of_host);
	return unused;
}

static void
load_builtin_dialects (bounce_context_t *context)
{
	for (size_t i = 0; i < bnc_builtin_dialect_count; i++) {
		const builtin_t *file = &bnc_builtin_dialects[i];
		char *error;
		dialect_t *dialect = bnc_dialect_load (file->name, slice (file->text, file->length), &error);

		if (dialect)
			bnc_dialect_set_add (context->settings.dialects, dialect);
		else
			bnc_context_fail (context, BOUNCE_ERROR_FORMAT, "%s", error);
		g_free (error);
	}
}

bounce_context_t *
bounce_context_new (int32_t abi)
{
	static GOnce once = G_ONCE_INIT;
	bounce_context_t *context;

	if (abi != BOUNCE_ABI)
		return NULL;
	g_once (&once, init_gmime, NULL);
	context = g_new0 (bounce_context_t, 1);
	context->refs = 1;
	g_mutex_init (&context->mutex);
	context->converters = bnc_converters_new ();
	for (size_t i = 0; i < G_N_ELEMENTS (limit_keys); i++)
		*limit_at (&context->settings.limits, i) = limit_keys[i].preset;
	context->settings.original_fields = bnc_field_names_new ();
	context->settings.dialects = bnc_dialect_set_new ();
	load_builtin_dialects (context);
	context->settings.reasons = bnc_reason_set_new ();
	context->settings.wording = bnc_wording_builtin ();
	context->settings.home = bnc_home_new ();
	context->settings.keys = bnc_keys_new ();
	context->settings.ledgers = bnc_ledgers_new ();
	context->settings.policy = bnc_policy_new ();
	context->settings.chances = bnc_chances_new ();
	context->settings.scorers = bnc_scorers_new ();
	bnc_scorers_add (context->settings.scorers, BNC_BUILTIN_SCORER, bnc_evidence_builtin, NULL);
	return context;
}

bounce_context_t *
bounce_context_ref (bounce_context_t *context)
{
	if (context)
		g_atomic_int_inc (&context->refs);
	return context;
}

void
bounce_context_unref (bounce_context_t *context)
{
	if (!context || !g_atomic_int_dec_and_test (&context->refs))
		return;
	bnc_scorers_free (context->settings.scorers);
	bnc_chances_free (context->settings.chances);
	bnc_policy_free (context->settings.policy);
	bnc_ledgers_free (context->settings.ledgers);
	bnc_keys_free (context->settings.keys);
	bnc_home_free (context->settings.home);
	bnc_wording_free (context->settings.wording);
	bnc_reason_set_free (context->settings.reasons);
	bnc_dialect_set_free (context->settings.dialects);
	bnc_field_names_free (context->settings.original_fields);
	bnc_converters_free (context->converters);
	g_mutex_clear (&context->mutex);
	g_free (context->error);
	g_free (context);
}

void
bnc_context_freeze (bounce_context_t *context)
{
	if (g_atomic_int_get (&context->frozen))
		return;
	g_mutex_lock (&context->mutex);
	if (!g_atomic_int_get (&context->frozen)) {
		bnc_dialect_set_build (context->settings.dialects);
		bnc_reason_set_build (context->settings.reasons);
		g_atomic_int_set (&context->frozen, 1);
	}
	g_mutex_unlock (&context->mutex);
}

bool
bnc_context_refuse_frozen (bounce_context_t *context, const char *what)
{
	if (!g_atomic_int_get (&context->frozen))
		return false;
	bnc_context_fail (context, BOUNCE_ERROR_FROZEN, "%s: a context takes no settings, scorers and ledgers after its first parse", what);
	return true;
}

static bounce_status_t
set_limit (bounce_context_t *context, size_t index, const char *value)
{
	guint64 number;
	GError *error = NULL;

	if (!g_ascii_string_to_unsigned (value, 10, limit_keys[index].least, G_MAXINT32, &number, &error)) {
		bnc_context_fail (context, BOUNCE_ERROR_SETTING, "%s: expected a number from %zu to %d, not \"%s\"", limit_keys[index].key,
		                  limit_keys[index].least, G_MAXINT32, value);
		g_error_free (error);
		return BOUNCE_ERROR_SETTING;
	}
	*limit_at (&context->settings.limits, index) = number;
	return BOUNCE_OK;
}

/* "home.*" is what is ours, or a key that shows it. */
static bool
set_home (settings_t *settings, const char *what, const char *value, char **error)
{
	const char *expected = NULL;

	if (bnc_home_set (settings->home, what, value, &expected) || bnc_keys_set (settings->keys, what, value, &expected))
		return true;
	if (expected)
		*error = g_strdup_printf ("expected %s; got \"%s\"", expected, value);
	return expected != NULL;
}

/* True where key is a setting of one of the stations; *error gets what was expected (g_free) where the value is none. */
static bool
set_of_station (settings_t *settings, const char *key, const char *value, char **error)
{
	char *trimmed = g_strstrip (g_strdup (value));
	bool known;

	if (g_str_has_prefix (key, "home."))
		known = set_home (settings, key + strlen ("home."), trimmed, error);
	else if (strcmp (key, "original.field") == 0)
		known = bnc_field_names_add (settings->original_fields, trimmed, error);
	else if (g_str_has_prefix (key, "permanence."))
		known = bnc_permanence_set (settings->reasons, key + strlen ("permanence."), trimmed, error);
	else if (g_str_has_prefix (key, "ledger."))
		known = bnc_ledgers_load (settings->ledgers, key + strlen ("ledger."), trimmed, error);
	else
		known = bnc_chances_set (settings->chances, key, trimmed, error) || bnc_policy_set (settings->policy, key, trimmed, error);
	g_free (trimmed);
	return known;
}

static bounce_status_t
refuse_key (bounce_context_t *context, const char *key)
{
	return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "no setting is called \"%s\"", key);
}

bounce_status_t
bounce_context_set (bounce_context_t *context, const char *key, const char *value)
{
	char *error = NULL;

	if (!context || !key || !value)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, key))
		return BOUNCE_ERROR_FROZEN;
	if (!bnc_setting_is_known (key))
		return refuse_key (context, key);
	for (size_t i = 0; i < G_N_ELEMENTS (limit_keys); i++) {
		if (strcmp (key, limit_keys[i].key) == 0)
			return set_limit (context, i, value);
	}
	if (strcmp (key, "dialects.without") == 0) {
		if (bnc_dialect_set_remove (context->settings.dialects, value))
			return BOUNCE_OK;
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "%s: no dialect is called \"%s\"", key, value);
	}
	if (!set_of_station (&context->settings, key, value, &error))
		return refuse_key (context, key);
	if (!error)
		return BOUNCE_OK;
	bnc_context_fail (context, BOUNCE_ERROR_SETTING, "%s: %s", key, error);
	g_free (error);
	return BOUNCE_ERROR_SETTING;
}

static bounce_status_t
read_file (bounce_context_t *context, const char *path, char **text, gsize *length)
{
	GError *error = NULL;

	if (g_file_get_contents (path, text, length, &error))
		return BOUNCE_OK;
	bnc_context_fail (context, BOUNCE_ERROR_FILE, "%s", error->message);
	g_error_free (error);
	return BOUNCE_ERROR_FILE;
}

/* One "key = value" line. */
static bounce_status_t
load_line (bounce_context_t *context, const char *path, unsigned number, slice_t line)
{
	size_t equals = slice_index (line, '=', 0);
	slice_t key = slice_trim (slice (line.p, equals)), value = slice_trim (slice_from (line, equals + 1));
	char *k, *v, *why;
	bounce_status_t status;

	if (equals == line.n || key.n == 0)
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "%s:%u: expected KEY = VALUE", path, number);
	k = g_strndup (key.p, key.n);
	v = g_strndup (value.p, value.n);
	status = bounce_context_set (context, k, v);
	if (status != BOUNCE_OK) {
		why = g_strdup (context->error);
		bnc_context_fail (context, status, "%s:%u: %s", path, number, why);
		g_free (why);
	}
	g_free (k);
	g_free (v);
	return status;
}

bounce_status_t
bounce_context_load (bounce_context_t *context, const char *path)
{
	bounce_status_t status;
	slice_t rest, line;
	unsigned number = 0;
	char *text;
	gsize length;

	if (!context || !path)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, path))
		return BOUNCE_ERROR_FROZEN;
	status = read_file (context, path, &text, &length);
	if (status != BOUNCE_OK)
		return status;
	rest = slice (text, length);
	while (status == BOUNCE_OK && bnc_line_next (&rest, NEWLINE_LF, &line)) {
		number++;
		line = slice_trim (slice (line.p, slice_index (line, '#', 0)));
		if (line.n)
			status = load_line (context, path, number, line);
	}
	g_free (text);
	return status;
}

static bounce_status_t
add_dialect_file (bounce_context_t *context, const char *path)
{
	bounce_status_t status;
	dialect_t *dialect;
	char *text, *error;
	gsize length;

	status = read_file (context, path, &text, &length);
	if (status != BOUNCE_OK)
		return status;
	dialect = bnc_dialect_load (path, slice (text, length), &error);
	if (dialect)
		bnc_dialect_set_add (context->settings.dialects, dialect);
	else
		status = bnc_context_fail (context, BOUNCE_ERROR_FORMAT, "%s", error);
	g_free (error);
	g_free (text);
	return status;
}

static bounce_status_t
add_table_file (bounce_context_t *context, const char *path)
{
	bounce_status_t status;
	char *text, *error = NULL;
	gsize length;

	status = read_file (context, path, &text, &length);
	if (status != BOUNCE_OK)
		return status;
	if (!bnc_reason_set_add (context->settings.reasons, path, slice (text, length), &error))
		status = bnc_context_fail (context, BOUNCE_ERROR_FORMAT, "%s", error);
	g_free (error);
	g_free (text);
	return status;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
	return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Calls add for each file of the folder that ends in one of the endings, in the order of their names. A bad one is refused and the
 * others are taken; its status is what comes back. */
static bounce_status_t
add_folder (bounce_context_t *context, const char *folder, const char *const *endings,
            bounce_status_t (*add) (bounce_context_t *, const char *))
{
	bounce_status_t status = BOUNCE_OK;
	GError *error = NULL;
	GDir *dir = g_dir_open (folder, 0, &error);
	GPtrArray *paths;
	const char *name;

	if (!dir) {
		bnc_context_fail (context, BOUNCE_ERROR_FILE, "%s", error->message);
		g_error_free (error);
		return BOUNCE_ERROR_FILE;
	}
	paths = g_ptr_array_new_with_free_func (g_free);
	while ((name = g_dir_read_name (dir)) != NULL) {
		for (const char *const *ending = endings; *ending; ending++) {
			if (g_str_has_suffix (name, *ending))
				g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
		}
	}
	g_dir_close (dir);
	g_ptr_array_sort (paths, compare_names);
	if (paths->len == 0)
		status = bnc_context_fail (context, BOUNCE_ERROR_FILE, "%s: holds no file ending in %s", folder, endings[0]);
	for (guint i = 0; i < paths->len; i++) {
		bounce_status_t one = add (context, g_ptr_array_index (paths, i));

		if (status == BOUNCE_OK)
			status = one;
	}
	g_ptr_array_unref (paths);
	return status;
}

bounce_status_t
bounce_context_add_dialects (bounce_context_t *context, const char *path)
{
	static const char *const endings[] = { ".dialect", NULL };

	if (!context || !path)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, path))
		return BOUNCE_ERROR_FROZEN;
	return g_file_test (path, G_FILE_TEST_IS_DIR) ? add_folder (context, path, endings, add_dialect_file)
	                                              : add_dialect_file (context, path);
}

bounce_status_t
bounce_context_add_phrases (bounce_context_t *context, const char *path)
{
	static const char *const endings[] = { ".phrases", ".receiver", ".words", NULL };

	if (!context || !path)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, path))
		return BOUNCE_ERROR_FROZEN;
	return g_file_test (path, G_FILE_TEST_IS_DIR) ? add_folder (context, path, endings, add_table_file)
	                                              : add_table_file (context, path);
}

size_t
bounce_context_permanence_count (const bounce_context_t *context)
{
	return context ? context->settings.reasons->permanences->len : 0;
}

bounce_status_t
bounce_context_permanence (const bounce_context_t *context, size_t index, const char **row, bounce_permanence_t *permanence)
{
	const permanence_row_t *found;

	if (index >= bounce_context_permanence_count (context) || !row || !permanence)
		return BOUNCE_ERROR_ARGUMENT;
	found = &g_array_index (context->settings.reasons->permanences, permanence_row_t, index);
	*row = found->text;
	*permanence = found->permanence;
	return BOUNCE_OK;
}

size_t
bounce_context_domain_count (const bounce_context_t *context)
{
	return context ? context->settings.home->domains->len : 0;
}

const char *
bounce_context_domain (const bounce_context_t *context, size_t index)
{
	return index < bounce_context_domain_count (context) ? g_ptr_array_index (context->settings.home->domains, index) : NULL;
}

const char *
bounce_context_error (const bounce_context_t *context)
{
	return context ? context->error : NULL;
}

bounce_status_t
bounce_mailbox_set_context (bounce_mailbox_t *mailbox, bounce_context_t *context)
{
	if (!mailbox || !context)
		return BOUNCE_ERROR_ARGUMENT;
	bnc_mailbox_set_limit (mailbox, context->settings.limits.message);
	return BOUNCE_OK;
}
