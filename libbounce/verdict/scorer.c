/*
 * scorer.c - the registry: built-in, callbacks, loadable modules; and the ledgers they may ask
 *
 * In: scorers by function or by the path of a shared object that exports bounce_scorer_abi() and bounce_scorer();
 * ledgers.  Out: evidence in the opinion of one record.  Scorers run in the order they were added.  One that fails is
 * undone, what it replaced included, and named in the record.  The list is written before the first parse only and
 * freed with its context, which also unloads modules; an opinion lives in its record's arena.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/scorer.h"

#include <gmodule.h>

#include "verdict/evidence.h"
#include "verdict/fixed.h"
#include "verdict/ledger.h"

typedef struct {
	char *name;
	bounce_scorer_fn run;
	void *user;
} scorer_t;

struct scorer_list {
	GPtrArray *scorers;
	GPtrArray *modules; /* stay loaded when their scorer is removed */
	struct {
		bounce_ledger_fn ask;
		void *user;
		ledger_file_t file;
	} ledgers[LEDGER_COUNT];
	struct {
		int32_t chances[3]; /* millionths */
		struct bounce_evidence evidence;
	} rows[OUTCOME_COUNT];
};

static const char *const ledger_names[LEDGER_COUNT] = { "sent", "log" };

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

bool
bnc_scorers_call_out (const scorer_list_t *list)
{
	for (size_t i = 0; i < LEDGER_COUNT; i++) {
		if (list->ledgers[i].ask)
			return true;
	}
	return list->scorers->len > (bnc_scorers_has (list, BNC_BUILTIN_SCORER) ? 1 : 0);
}

static void
append (scorer_list_t *list, const char *name, bounce_scorer_fn run, void *user)
{
	scorer_t *scorer = g_new (scorer_t, 1);

	*scorer = (scorer_t) { g_strdup (name), run, user };
	g_ptr_array_add (list->scorers, scorer);
}

static void
set_row (scorer_list_t *list, outcome_t outcome, const int32_t chances[3])
{
	memcpy (list->rows[outcome].chances, chances, sizeof list->rows[outcome].chances);
	list->rows[outcome].evidence = bnc_evidence_of (outcome, chances);
}

scorer_list_t *
bnc_scorers_new (bounce_context_t *context)
{
	scorer_list_t *list = g_new0 (scorer_list_t, 1);

	list->scorers = g_ptr_array_new_with_free_func (scorer_free);
	list->modules = g_ptr_array_new_with_free_func (module_free);
	append (list, BNC_BUILTIN_SCORER, bnc_evidence_builtin, context);
	for (outcome_t outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		set_row (list, outcome, bnc_evidence_chances (outcome));
	return list;
}

static outcome_t
outcome_named (const scorer_list_t *list, const char *name)
{
	const char *dot = strchr (name, '.');
	size_t group = dot ? (size_t) (dot - name) : 0;
	outcome_t outcome;

	for (outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
		const struct bounce_evidence *row = &list->rows[outcome].evidence;

		if (group && strlen (row->group) == group && strncmp (row->group, name, group) == 0 && strcmp (row->outcome, dot + 1) == 0)
			break;
	}
	return outcome;
}

bool
bnc_scorers_set_chances (scorer_list_t *list, const char *name, const char *value, char **error)
{
	outcome_t outcome = outcome_named (list, name);
	int32_t chances[3];
	bool good;

	if (outcome == OUTCOME_COUNT)
		return false;
	good = bnc_decimals_parse (value, 6, chances, 3);
	for (size_t i = 0; good && i < 3; i++)
		good = chances[i] > 0 && chances[i] <= BNC_MILLION;
	if (good)
		set_row (list, outcome, chances);
	else
		*error = g_strdup_printf ("expected three probabilities above 0 and up to 1, of the outcome where the mail is genuine, "
					  "relayed and forged, such as \"0.85, 0.9, 0.01\"; got \"%s\"", value);
	return true;
}

size_t
bounce_context_outcome_count (const bounce_context_t *context)
{
	return context ? OUTCOME_COUNT : 0;
}

bounce_status_t
bounce_context_outcome (const bounce_context_t *context, size_t index, const char **group, const char **outcome, int32_t chances[3])
{
	if (!context || index >= OUTCOME_COUNT || !group || !outcome || !chances)
		return BOUNCE_ERROR_ARGUMENT;
	*group = context->scorers->rows[index].evidence.group;
	*outcome = context->scorers->rows[index].evidence.outcome;
	memcpy (chances, context->scorers->rows[index].chances, sizeof context->scorers->rows[index].chances);
	return BOUNCE_OK;
}

const struct bounce_evidence *
bnc_scorers_row (const scorer_list_t *list, size_t outcome)
{
	return &list->rows[outcome].evidence;
}

void
bnc_scorers_free (scorer_list_t *list)
{
	if (!list)
		return;
	g_ptr_array_unref (list->scorers);
	g_ptr_array_unref (list->modules);
	for (size_t i = 0; i < LEDGER_COUNT; i++)
		bnc_ledger_clear (&list->ledgers[i].file);
	g_free (list);
}

static bool
refuse_frozen (bounce_context_t *context, const char *what)
{
	if (!g_atomic_int_get (&context->frozen))
		return false;
	bnc_context_fail (context, BOUNCE_ERROR_FROZEN, "%s: a context takes no scorers and ledgers after its first parse", what);
	return true;
}

bounce_status_t
bounce_context_add_scorer (bounce_context_t *context, const char *name, bounce_scorer_fn run, void *user)
{
	if (!context || !name || !run)
		return BOUNCE_ERROR_ARGUMENT;
	if (refuse_frozen (context, name))
		return BOUNCE_ERROR_FROZEN;
	if (!*name || !g_utf8_validate (name, -1, NULL))
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a scorer's name: expected UTF-8 text that is not empty");
	if (bnc_scorers_has (context->scorers, name))
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a scorer is named \"%s\" already", name);
	append (context->scorers, name, run, user);
	return BOUNCE_OK;
}

bounce_status_t
bounce_context_remove_scorer (bounce_context_t *context, const char *name)
{
	guint i;

	if (!context || !name)
		return BOUNCE_ERROR_ARGUMENT;
	if (refuse_frozen (context, name))
		return BOUNCE_ERROR_FROZEN;
	i = index_of (context->scorers, name);
	if (i == context->scorers->scorers->len)
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "no scorer is named \"%s\"", name);
	g_ptr_array_remove_index (context->scorers->scorers, i);
	return BOUNCE_OK;
}

/* What the module exports as name, or NULL. */
static gpointer
symbol (GModule *module, const char *name)
{
	gpointer found = NULL;

	return g_module_symbol (module, name, &found) ? found : NULL;
}

/* Checks what a module exports and adds its scorer under the name of its file. */
static bounce_status_t
add_module (bounce_context_t *context, GModule *module, const char *path)
{
	gpointer abi_symbol = symbol (module, "bounce_scorer_abi"), run_symbol = symbol (module, "bounce_scorer");
	int32_t (*abi) (void);
	bounce_scorer_fn run;
	bounce_status_t status;
	char *name;

	if (!abi_symbol || !run_symbol)
		return bnc_context_fail (context, BOUNCE_ERROR_FORMAT,
					 "%s: expected a module that exports bounce_scorer_abi and bounce_scorer", path);
	/* C knows no cast from data to function; wherever modules exist, the two pointers have one form. */
	memcpy (&abi, &abi_symbol, sizeof abi);
	memcpy (&run, &run_symbol, sizeof run);
	if (abi () != BOUNCE_ABI)
		return bnc_context_fail (context, BOUNCE_ERROR_FORMAT, "%s: made for binary interface %d, and this library has %d",
					 path, abi (), BOUNCE_ABI);
	name = g_path_get_basename (path);
	if (strrchr (name, '.') && strrchr (name, '.') != name)
		*strrchr (name, '.') = '\0';
	status = bounce_context_add_scorer (context, name, run, NULL);
	g_free (name);
	return status;
}

bounce_status_t
bounce_context_load_scorer (bounce_context_t *context, const char *path)
{
	bounce_status_t status;
	GModule *module;
	char *whole;

	if (!context || !path)
		return BOUNCE_ERROR_ARGUMENT;
	if (refuse_frozen (context, path))
		return BOUNCE_ERROR_FROZEN;
	/* Without this a bare name would be looked for in the system's folders, and a missing file with other suffixes. */
	whole = g_canonicalize_filename (path, NULL);
	if (!g_file_test (whole, G_FILE_TEST_IS_REGULAR)) {
		g_free (whole);
		return bnc_context_fail (context, BOUNCE_ERROR_FILE, "%s: no such file", path);
	}
	module = g_module_open (whole, G_MODULE_BIND_LOCAL);
	g_free (whole);
	if (!module)
		return bnc_context_fail (context, BOUNCE_ERROR_FILE, "%s: cannot be loaded: %s", path, g_module_error ());
	status = add_module (context, module, path);
	if (status == BOUNCE_OK)
		g_ptr_array_add (context->scorers->modules, module);
	else
		g_module_close (module);
	return status;
}

bounce_status_t
bounce_context_set_ledger (bounce_context_t *context, const char *which, bounce_ledger_fn ledger, void *user)
{
	if (!context || !which)
		return BOUNCE_ERROR_ARGUMENT;
	if (refuse_frozen (context, which))
		return BOUNCE_ERROR_FROZEN;
	for (size_t i = 0; i < LEDGER_COUNT; i++) {
		if (strcmp (which, ledger_names[i]) == 0) {
			context->scorers->ledgers[i].ask = ledger;
			context->scorers->ledgers[i].user = user;
			return BOUNCE_OK;
		}
	}
	return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a ledger is \"sent\" or \"log\"; got \"%s\"", which);
}

bool
bnc_scorers_load_ledger (scorer_list_t *list, const char *name, const char *path, char **error)
{
	for (size_t i = 0; i < LEDGER_COUNT; i++) {
		if (strcmp (name, ledger_names[i]) != 0)
			continue;
		bnc_ledger_load (&list->ledgers[i].file, path, error);
		return true;
	}
	return false;
}

int32_t
bnc_scorers_ask (const scorer_list_t *list, ledger_t which, const char *message_id, int64_t earliest, int64_t latest)
{
	int32_t answer = -1;

	if (!message_id)
		return -1;
	if (list->ledgers[which].ask)
		answer = list->ledgers[which].ask (message_id, earliest, latest, list->ledgers[which].user);
	return answer == 0 || answer == 1 ? answer : bnc_ledger_ask (&list->ledgers[which].file, message_id, earliest);
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

void
bnc_scorers_run (const scorer_list_t *list, bounce_opinion_t *opinion, bounce_record_t *record)
{
	opinion->scorers = list;
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

static bool
has_group (const bounce_opinion_t *opinion, const char *group)
{
	for (size_t i = 0; i < opinion->count; i++) {
		if (strcmp (opinion->evidence[i].group, group) == 0)
			return true;
	}
	return false;
}

bool
bnc_opinion_put (bounce_opinion_t *opinion, const struct bounce_evidence *evidence)
{
	if (has_group (opinion, evidence->group))
		return false;
	opinion->evidence = bnc_arena_grow (opinion->arena, opinion->evidence, opinion->count, &opinion->room,
					    sizeof *opinion->evidence);
	opinion->evidence[opinion->count] = *evidence;
	opinion->evidence[opinion->count++].scorer = opinion->scorer;
	return true;
}

static bool
differ_too_much (const int32_t weights[3])
{
	int64_t most = MAX (weights[0], MAX (weights[1], weights[2]));
	int64_t least = MIN (weights[0], MIN (weights[1], weights[2]));

	return most - least > BNC_LN_1000;
}

bounce_status_t
bounce_opinion_add (bounce_opinion_t *opinion, const char *group, const char *outcome, const char *text, const int32_t weights[3])
{
	struct bounce_evidence evidence = { 0 };

	if (!opinion || !group || !outcome || !text || !weights || !*group || differ_too_much (weights))
		return BOUNCE_ERROR_ARGUMENT;
	evidence.group = bnc_arena_utf8 (opinion->arena, slice_str (group));
	evidence.outcome = bnc_arena_utf8 (opinion->arena, slice_str (outcome));
	evidence.text = bnc_arena_utf8 (opinion->arena, slice_str (text));
	evidence.weight = (weights_t) { weights[0], weights[1], weights[2] };
	bnc_weights_settle (&evidence.weight);
	evidence.favours = bnc_weights_favour (&evidence.weight);
	return bnc_opinion_put (opinion, &evidence) ? BOUNCE_OK : BOUNCE_ERROR_ARGUMENT;
}

bounce_status_t
bounce_opinion_replace (bounce_opinion_t *opinion, const char *group)
{
	size_t kept = 0;

	if (!opinion || !group)
		return BOUNCE_ERROR_ARGUMENT;
	for (size_t i = 0; i < opinion->count; i++) {
		if (strcmp (opinion->evidence[i].group, group) != 0)
			opinion->evidence[kept++] = opinion->evidence[i];
	}
	opinion->count = kept;
	return BOUNCE_OK;
}
