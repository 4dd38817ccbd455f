/*
 * scorer.c - the registry: built-in, callbacks, loadable modules
 *
 * In: scorers by function or by the path of a shared object that exports bounce_scorer_abi() and bounce_scorer().  Out: evidence in
 * the opinion of one record.  Scorers run in the order they were added.  One that fails is undone, what it replaced included, and named
 * in the record.  The list is written before the first parse only and freed with its context, which also unloads modules and frees
 * records whose scorer left by a jump; an opinion lives in its record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/scorer.h"

#include <gmodule.h>

#include "proof/ledgers.h"

typedef struct {
	char *name;
	bounce_scorer_fn run;
	void *user;
} scorer_t;

struct scorer_list {
	GPtrArray *scorers;
	GPtrArray *modules;    /* stay loaded when their scorer is removed */
	GMutex mutex;          /* guards in_work */
	GHashTable *in_work;   /* records whose scorers are running */
};

static void
scorer_free (gpointer data)
{
	scorer_t *scorer = data;

	g_free (scorer->name);
	g_free (scorer);
}

static void
module_free (gpointer data)
{
	g_module_close (data);
}

static guint
index_of (const scorer_list_t *list, const char *name)
{
	guint i;

	for (i = 0; i < list->scorers->len; i++) {
		const scorer_t *scorer = g_ptr_array_index (list->scorers, i);

		if (strcmp (scorer->name, name) == 0)
			break;
	}
	return i;
}

bool
bnc_scorers_has (const scorer_list_t *list, const char *name)
{
	return index_of (list, name) < list->scorers->len;
}

scorer_list_t *
bnc_scorers_new (void)
{
	scorer_list_t *list = g_new0 (scorer_list_t, 1);

	list->scorers = g_ptr_array_new_with_free_func (scorer_free);
	list->modules = g_ptr_array_new_with_free_func (module_free);
	g_mutex_init (&list->mutex);
	list->in_work = g_hash_table_new (NULL, NULL);
	return list;
}

static gboolean
drop_record (gpointer record, gpointer value, gpointer user)
{
	(void) value;
	(void) user;
	bounce_record_unref (record);
	return TRUE;
}

void
bnc_scorers_free (scorer_list_t *list)
{
	if (!list)
		return;
	g_hash_table_foreach_remove (list->in_work, drop_record, NULL);
	g_hash_table_unref (list->in_work);
	g_mutex_clear (&list->mutex);
	g_ptr_array_unref (list->scorers);
	g_ptr_array_unref (list->modules);
	g_free (list);
}

size_t
bnc_scorers_in_work (scorer_list_t *list)
{
	size_t n;

	g_mutex_lock (&list->mutex);
	n = g_hash_table_size (list->in_work);
	g_mutex_unlock (&list->mutex);
	return n;
}

void
bnc_scorers_add (scorer_list_t *list, const char *name, bounce_scorer_fn run, void *user)
{
	scorer_t *scorer = g_new (scorer_t, 1);

	*scorer = (scorer_t) { g_strdup (name), run, user };
	g_ptr_array_add (list->scorers, scorer);
}

bool
bnc_scorers_remove (scorer_list_t *list, const char *name)
{
	guint i = index_of (list, name);

	if (i == list->scorers->len)
		return false;
	g_ptr_array_remove_index (list->scorers, i);
	return true;
}

/* What the module exports as name, or NULL. */
static gpointer
symbol (GModule *module, const char *name)
{
	gpointer found = NULL;

	return g_module_symbol (module, name, &found) ? found : NULL;
}

/* Checks what a module exports; its scorer, or NULL and *error. */
static bounce_scorer_fn
scorer_of (GModule *module, const char *path, char **error)
{
	gpointer abi_symbol = symbol (module, "bounce_scorer_abi"), run_symbol = symbol (module, "bounce_scorer");
	int32_t (*abi) (void);
	bounce_scorer_fn run;

	if (!abi_symbol || !run_symbol) {
		*error = g_strdup_printf ("%s: expected a module that exports bounce_scorer_abi and bounce_scorer", path);
		return NULL;
	}
	/* C knows no cast from data to function; wherever modules exist, the two pointers have one form. */
	memcpy (&abi, &abi_symbol, sizeof abi);
	memcpy (&run, &run_symbol, sizeof run);
	if (abi () != BOUNCE_ABI) {
		*error = g_strdup_printf ("%s: made for binary interface %d, and this library has %d", path, abi (), BOUNCE_ABI);
		return NULL;
	}
	return run;
}

bounce_status_t
bnc_scorers_open (scorer_list_t *list, const char *path, bounce_scorer_fn *run, char **error)
{
	GModule *module;
	/* Without this a bare name would be looked for in the system's folders, and a missing file with other suffixes. */
	char *whole = g_canonicalize_filename (path, NULL);

	if (!g_file_test (whole, G_FILE_TEST_IS_REGULAR)) {
		g_free (whole);
		*error = g_strdup_printf ("%s: no such file", path);
		return BOUNCE_ERROR_FILE;
	}
	module = g_module_open (whole, G_MODULE_BIND_LOCAL);
	g_free (whole);
	if (!module) {
		*error = g_strdup_printf ("%s: cannot be loaded: %s", path, g_module_error ());
		return BOUNCE_ERROR_FILE;
	}
	*run = scorer_of (module, path, error);
	if (!*run) {
		g_module_close (module);
		return BOUNCE_ERROR_FORMAT;
	}
	g_ptr_array_add (list->modules, module);
	return BOUNCE_OK;
}

static void
note_failure (bounce_record_t *record, const char *name)
{
	const char **names = ARENA_ARRAY (record->arena, const char *, record->failed_scorer_count + 1);

	if (record->failed_scorer_count)
		memcpy (names, record->failed_scorers, record->failed_scorer_count * sizeof *names);
	names[record->failed_scorer_count++] = bnc_arena_copy (record->arena, slice_str (name));
	record->failed_scorers = names;
}

static void
run_all (const scorer_list_t *list, bounce_opinion_t *opinion, bounce_record_t *record)
{
	for (guint i = 0; i < list->scorers->len; i++) {
		const scorer_t *scorer = g_ptr_array_index (list->scorers, i);
		size_t had = opinion->count;
		struct bounce_evidence *before = ARENA_ARRAY (opinion->arena, struct bounce_evidence, had);

		if (had)
			memcpy (before, opinion->evidence, had * sizeof *before);
		opinion->scorer = bnc_arena_copy (opinion->arena, slice_str (scorer->name));
		if (scorer->run (record, opinion, scorer->user) == 0)
			continue;
		opinion->evidence = before;
		opinion->count = opinion->room = had;
		note_failure (record, scorer->name);
	}
}

/* Is anything asked but the built-in scorer: code of others, which may leave by a jump? */
static bool
calls_out (const scorer_list_t *list, const ledgers_t *ledgers)
{
	return bnc_ledgers_call_out (ledgers) || list->scorers->len > (bnc_scorers_has (list, BNC_BUILTIN_SCORER) ? 1 : 0);
}

void
bnc_scorers_run (scorer_list_t *list, bounce_opinion_t *opinion, bounce_record_t *record)
{
	bool watched = calls_out (list, opinion->settings->ledgers);

	if (watched) {
		g_mutex_lock (&list->mutex);
		g_hash_table_add (list->in_work, record);
		g_mutex_unlock (&list->mutex);
	}
	run_all (list, opinion, record);
	if (watched) {
		g_mutex_lock (&list->mutex);
		g_hash_table_remove (list->in_work, record);
		g_mutex_unlock (&list->mutex);
	}
}
