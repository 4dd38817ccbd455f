/*
 * settings.c - which settings there are
 *
 * In: nothing, or a key.  Out: every key that bounce_context_set() takes, what its value is, and what holds where nobody sets it.  A key
 * that does not stand here is refused, so the list is whole; tests/core/test-settings.c tries each, and holds doc/bounce.conf.5 against it.
 * The tables of evidence and of permanence have keys of their own, "evidence.<group>.<outcome>" and "permanence.<row>".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/settings.h"

#include <glib.h>
#include <string.h>

#include "bounce.h"

static const struct {
	const char *key, *value, *preset;
} settings[] = {
	{ "home.domain", "DOMAIN", NULL },
	{ "home.network", "NETWORK", NULL },
	{ "home.host", "HOST", NULL },
	{ "home.shared_network", "NETWORK", NULL },
	{ "home.sender", "PLACE", NULL },
	{ "home.forwarder", "PLACE", NULL },
	{ "home.spf", "RECORD", NULL },
	{ "home.mailer", "PROGRAM", NULL },
	{ "home.account", "ACCOUNT", NULL },
	{ "home.script", "SCRIPT", NULL },
	{ "home.hours", "HOURS", NULL },
	{ "home.rate", "MESSAGES", NULL },
	{ "home.dkim_key", "SELECTOR DOMAIN KEY", NULL },
	{ "home.signs_all", "yes|no", "no" },
	{ "home.batv_key", "SECRET", NULL },
	{ "home.verp", "PATTERN", NULL },
	{ "home.tags_all", "yes|no", "no" },
	{ "ledger.sent", "FILE", NULL },
	{ "ledger.log", "FILE", NULL },
	{ "owner.sent", "yes|no", NULL },
	{ "now", "TIME", NULL },
	{ "prior", "PRIOR", NULL },
	{ "prior.genuine", "PROBABILITY", NULL },
	{ "prior.relayed", "PROBABILITY", NULL },
	{ "prior.forged", "PROBABILITY", NULL },
	{ "loss.genuine.genuine", "COST", "0" },
	{ "loss.genuine.relayed", "COST", "3" },
	{ "loss.genuine.forged", "COST", "3" },
	{ "loss.genuine.undecided", "COST", "1" },
	{ "loss.relayed.genuine", "COST", "10" },
	{ "loss.relayed.relayed", "COST", "0" },
	{ "loss.relayed.forged", "COST", "10" },
	{ "loss.relayed.undecided", "COST", "1" },
	{ "loss.forged.genuine", "COST", "3" },
	{ "loss.forged.relayed", "COST", "2" },
	{ "loss.forged.forged", "COST", "0" },
	{ "loss.forged.undecided", "COST", "1" },
	{ "limit.message", "BYTES", "67108864" },
	{ "limit.parts", "NUMBER", "1000" },
	{ "limit.depth", "NUMBER", "20" },
	{ "limit.fields", "NUMBER", "1000" },
	{ "limit.field", "BYTES", "65536" },
	{ "limit.recipients", "NUMBER", "10000" },
	{ "limit.text", "BYTES", "262144" },
	{ "limit.hops", "NUMBER", "100" },
	{ "limit.original", "BYTES", "262144" },
	{ "original.field", "NAME", NULL },
	{ "dialects.without", "DIALECT", NULL },
#define WAY(id, name, cause, share, passed) { "way." name, "SHARE", #share },
#include "core/ways.def"
#undef WAY
};

size_t
bounce_setting_count (void)
{
	return G_N_ELEMENTS (settings);
}

bounce_status_t
bounce_setting (size_t index, const char **key, const char **value, const char **preset)
{
	if (index >= G_N_ELEMENTS (settings) || !key || !value || !preset)
		return BOUNCE_ERROR_ARGUMENT;
	*key = settings[index].key;
	*value = settings[index].value;
	*preset = settings[index].preset;
	return BOUNCE_OK;
}

bool
bnc_setting_is_known (const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS (settings); i++) {
		if (strcmp (key, settings[i].key) == 0)
			return true;
	}
	return g_str_has_prefix (key, "evidence.") || g_str_has_prefix (key, "permanence.");
}
