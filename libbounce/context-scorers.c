/*
 * context-scorers.c - who judges: scorers, ledgers and the table of evidence of a context
 *
 * In: functions and modules of others.  Out: a context that asks them; what is refused leaves it as it was, and bounce_context_error()
 * says why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"
#include "proof/ledgers.h"
#include "verdict/chances.h"
#include "verdict/scorer.h"

size_t
bounce_context_outcome_count (const bounce_context_t *context)
{
	return context ? OUTCOME_COUNT : 0;
}

bounce_status_t
bounce_context_outcome (const bounce_context_t *context, size_t index, const char **group, const char **outcome, int32_t chances[3])
{
	const struct bounce_evidence *row;

	if (!context || index >= OUTCOME_COUNT || !group || !outcome || !chances)
		return BOUNCE_ERROR_ARGUMENT;
	row = bnc_chances_evidence (context->settings.chances, (outcome_t) index);
	*group = row->group;
	*outcome = row->outcome;
	for (bounce_cause_t cause = BOUNCE_CAUSE_GENUINE; cause <= BOUNCE_CAUSE_FORGED; cause++)
		chances[cause - BOUNCE_CAUSE_GENUINE] = bnc_chances_by_cause (context->settings.chances, (outcome_t) index, cause);
	return BOUNCE_OK;
}

int32_t
bounce_context_outcome_way (const bounce_context_t *context, size_t index, size_t way)
{
	if (!context || index >= OUTCOME_COUNT || way >= BNC_WAYS)
		return 0;
	return bnc_chances_by_way (context->settings.chances, (outcome_t) index, (way_t) way);
}

bounce_status_t
bounce_context_add_scorer (bounce_context_t *context, const char *name, bounce_scorer_fn run, void *user)
{
	if (!context || !name || !run)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, name))
		return BOUNCE_ERROR_FROZEN;
	if (!*name || !g_utf8_validate (name, -1, NULL))
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a scorer's name: expected UTF-8 text that is not empty");
	if (bnc_scorers_has (context->settings.scorers, name))
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a scorer is named \"%s\" already", name);
	bnc_scorers_add (context->settings.scorers, name, run, user);
	return BOUNCE_OK;
}

bounce_status_t
bounce_context_remove_scorer (bounce_context_t *context, const char *name)
{
	if (!context || !name)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, name))
		return BOUNCE_ERROR_FROZEN;
	if (!bnc_scorers_remove (context->settings.scorers, name))
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "no scorer is named \"%s\"", name);
	return BOUNCE_OK;
}

bounce_status_t
bounce_context_load_scorer (bounce_context_t *context, const char *path)
{
	bounce_status_t status;
	bounce_scorer_fn run;
	char *name, *error = NULL;

	if (!context || !path)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, path))
		return BOUNCE_ERROR_FROZEN;
	status = bnc_scorers_open (context->settings.scorers, path, &run, &error);
	if (status != BOUNCE_OK) {
		bnc_context_fail (context, status, "%s", error);
		g_free (error);
		return status;
	}
	/* Under the name of its file. */
	name = g_path_get_basename (path);
	if (strrchr (name, '.') && strrchr (name, '.') != name)
		*strrchr (name, '.') = '\0';
	status = bounce_context_add_scorer (context, name, run, NULL);
	g_free (name);
	return status;
}

bounce_status_t
bounce_context_set_ledger (bounce_context_t *context, const char *which, bounce_ledger_fn ledger, void *user)
{
	ledger_t named;

	if (!context || !which)
		return BOUNCE_ERROR_ARGUMENT;
	if (bnc_context_refuse_frozen (context, which))
		return BOUNCE_ERROR_FROZEN;
	named = bnc_ledger_named (which);
	if (named == LEDGER_COUNT)
		return bnc_context_fail (context, BOUNCE_ERROR_SETTING, "a ledger is \"sent\" or \"log\"; got \"%s\"", which);
	bnc_ledgers_set_function (context->settings.ledgers, named, ledger, user);
	return BOUNCE_OK;
}
