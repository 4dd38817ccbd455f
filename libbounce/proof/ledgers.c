/*
 * ledgers.c - what we sent and what our server handled, as a function or a file knows it
 *
 * In: files of Message-IDs, or a function that answers for them.  Out: hit, miss, or neither.  Freed with its context; written before
 * the first parse only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/ledgers.h"

#include "proof/ledger-file.h"

struct ledgers {
	struct {
		bounce_ledger_fn ask;
		void *user;
		ledger_file_t file;
	} of[LEDGER_COUNT];
};

static const char *const names[LEDGER_COUNT] = { "sent", "log" };

ledgers_t *
bnc_ledgers_new (void)
{
	return g_new0 (ledgers_t, 1);
}

void
bnc_ledgers_free (ledgers_t *ledgers)
{
	if (!ledgers)
		return;
	for (size_t i = 0; i < LEDGER_COUNT; i++)
		bnc_ledger_clear (&ledgers->of[i].file);
	g_free (ledgers);
}

ledger_t
bnc_ledger_named (const char *name)
{
	ledger_t which = 0;

	while (which < LEDGER_COUNT && strcmp (name, names[which]) != 0)
		which++;
	return which;
}

bool
bnc_ledgers_load (ledgers_t *ledgers, const char *name, const char *path, char **error)
{
	ledger_t which = bnc_ledger_named (name);

	if (which == LEDGER_COUNT)
		return false;
	bnc_ledger_load (&ledgers->of[which].file, path, error);
	return true;
}

void
bnc_ledgers_set_function (ledgers_t *ledgers, ledger_t which, bounce_ledger_fn ask, void *user)
{
	ledgers->of[which].ask = ask;
	ledgers->of[which].user = user;
}

bool
bnc_ledgers_call_out (const ledgers_t *ledgers)
{
	for (size_t i = 0; i < LEDGER_COUNT; i++) {
		if (ledgers->of[i].ask)
			return true;
	}
	return false;
}

int32_t
bnc_ledgers_ask (const ledgers_t *ledgers, ledger_t which, const char *message_id, int64_t earliest, int64_t latest)
{
	int32_t answer = -1;

	if (!message_id)
		return -1;
	if (ledgers->of[which].ask)
		answer = ledgers->of[which].ask (message_id, earliest, latest, ledgers->of[which].user);
	return answer == 0 || answer == 1 ? answer : bnc_ledger_ask (&ledgers->of[which].file, message_id, earliest);
}
