/*
 * test-settings.c - the list of settings: each is taken, the presets are what holds, and bounce.conf(5) has them all
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"

#include "proof/keys.h"
#include "test.h"
#include "verdict/policy.h"

/* A value of each form that the list names; a file is any that can be read. */
static const struct {
	const char *form, *value;
} samples[] = {
	{ "DOMAIN", "owner.example" }, { "NETWORK", "192.0.2.0/24" }, { "HOST", "mail.owner.example" }, { "PLACE", "lists.example" },
	{ "RECORD", "v=spf1 ip4:192.0.2.10 -all" }, { "PROGRAM", "Thunderbird" }, { "yes|no", "yes" }, { "SECRET", "1 secret" },
	{ "SELECTOR DOMAIN KEY", "s1 owner.example v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
	{ "PATTERN", "bounces+*@owner.example" }, { "FILE", "/dev/null" }, { "PRIOR", "0.5, 0.1, 0.4" }, { "PROBABILITY", "0.15" },
	{ "COST", "2.5" }, { "ACCOUNT", "sales" }, { "SCRIPT", "shop.php" }, { "HOURS", "08:00-18:30 +0900" }, { "MESSAGES", "30" },
	{ "TIME", "2005-04-13T09:00:00+09:00" }, { "SHARE", "400" }, { "BYTES", "4096" }, { "NUMBER", "50" }, { "DIALECT", "postfix" },
	{ "NAME", "X-Campaign-Id" },
};

static const char *
sample_of (const char *form)
{
	for (size_t i = 0; i < G_N_ELEMENTS (samples); i++) {
		if (strcmp (form, samples[i].form) == 0)
			return samples[i].value;
	}
	fprintf (stderr, "no sample of %s\n", form);
	return "";
}

static void
sets (bounce_context_t *context, const char *key, const char *value)
{
	bounce_status_t status = bounce_context_set (context, key, value);

	if (status != BOUNCE_OK)
		fprintf (stderr, "%s = %s: %s\n", key, value, bounce_context_error (context));
	CHECK_INT (status, BOUNCE_OK);
}

static void
takes_each (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	const char *key, *value, *preset;

	CHECK (bounce_setting_count () > 0);
	for (size_t i = 0; i < bounce_setting_count (); i++) {
		CHECK_INT (bounce_setting (i, &key, &value, &preset), BOUNCE_OK);
		sets (context, key, sample_of (value));
		CHECK_INT (bounce_context_set (context, key, ""), BOUNCE_ERROR_SETTING);
	}
	bounce_context_unref (context);
}

static void
lists_no_more (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	const char *key = NULL, *value = NULL, *preset = NULL;

	CHECK_INT (bounce_setting (bounce_setting_count (), &key, &value, &preset), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_setting (0, NULL, &value, &preset), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_setting (0, &key, NULL, &preset), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_setting (0, &key, &value, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK (!key && !value && !preset);
	CHECK_INT (bounce_context_set (context, "home", "x"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "home.domain.", "x"), BOUNCE_ERROR_SETTING);
	CHECK_INT (bounce_context_set (context, "evidence.path", "0.1, 0.1, 0.1"), BOUNCE_ERROR_SETTING);
	bounce_context_unref (context);
}

/* Set, the presets change nothing of a new context. */
static void
presets_hold (void)
{
	bounce_context_t *plain = bounce_context_new (BOUNCE_ABI), *set = bounce_context_new (BOUNCE_ABI);
	const char *key, *value, *preset;
	size_t presets = 0;

	for (size_t i = 0; i < bounce_setting_count (); i++) {
		CHECK_INT (bounce_setting (i, &key, &value, &preset), BOUNCE_OK);
		if (preset) {
			sets (set, key, preset);
			presets++;
		}
	}
	CHECK (presets > 0);
	CHECK (memcmp (&plain->settings.limits, &set->settings.limits, sizeof plain->settings.limits) == 0);
	plain->settings.policy->now = set->settings.policy->now;
	CHECK (memcmp (plain->settings.policy, set->settings.policy, sizeof *plain->settings.policy) == 0);
	CHECK_INT (plain->settings.keys->signs_all, set->settings.keys->signs_all);
	CHECK_INT (plain->settings.keys->tags_all, set->settings.keys->tags_all);
	bounce_context_unref (plain);
	bounce_context_unref (set);
}

/* { "key": "VALUE (preset)" } of the entries of the page, whose lines are: .BI "key = " VALUE "\fR (preset)" */
static GHashTable *
page_entries (void)
{
	const char *top = g_getenv ("top_builddir");
	char *path = g_build_filename (top ? top : ".", "doc", "bounce.conf.5", NULL), *text = NULL, *plain;
	GRegex *minus = g_regex_new ("\\\\-", 0, 0, NULL);
	GRegex *entry = g_regex_new ("^\\.BI \"(\\S+) = \" (?|\"([^\"]*)\"|(\\S+))(?: \"\\\\fR( \\(.*\\))\")?$", G_REGEX_MULTILINE, 0, NULL);
	GHashTable *entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
	GMatchInfo *match;

	CHECK (g_file_get_contents (path, &text, NULL, NULL));
	plain = g_regex_replace_literal (minus, text ? text : "", -1, 0, "-", 0, NULL);
	g_regex_match (entry, plain, 0, &match);
	for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
		char *form = g_match_info_fetch (match, 2), *preset = g_match_info_fetch (match, 3);

		/* Replaced where the page has a setting twice. */
		CHECK (g_hash_table_insert (entries, g_match_info_fetch (match, 1), g_strconcat (form, preset, NULL)));
		g_free (form);
		g_free (preset);
	}
	g_match_info_free (match);
	g_regex_unref (entry);
	g_regex_unref (minus);
	g_free (plain);
	g_free (text);
	g_free (path);
	return entries;
}

static void
check_entry (GHashTable *entries, const char *key, const char *wanted)
{
	const char *had = g_hash_table_lookup (entries, key);

	if (g_strcmp0 (had, wanted) != 0)
		fprintf (stderr, "bounce.conf(5): %s: %s, not %s\n", key, had ? had : "missing", wanted);
	CHECK_STR (had, wanted);
	g_hash_table_remove (entries, key);
}

static void
page_has_all (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GHashTable *entries = page_entries ();
	GHashTableIter each;
	gpointer left;

	for (size_t i = 0; i < bounce_setting_count (); i++) {
		const char *key, *value, *preset;
		char *wanted;

		CHECK_INT (bounce_setting (i, &key, &value, &preset), BOUNCE_OK);
		wanted = preset ? g_strdup_printf ("%s (%s)", value, preset) : g_strdup (value);
		check_entry (entries, key, wanted);
		g_free (wanted);
	}
	for (size_t i = 0; i < bounce_context_outcome_count (context); i++) {
		const char *group, *outcome;
		char *key;
		int32_t chances[3];

		CHECK_INT (bounce_context_outcome (context, i, &group, &outcome, chances), BOUNCE_OK);
		key = g_strdup_printf ("evidence.%s.%s", group, outcome);
		check_entry (entries, key, "CHANCES");
		g_free (key);
	}
	for (size_t i = 0; i < bounce_context_permanence_count (context); i++) {
		const char *row;
		bounce_permanence_t permanence;
		char *key, *wanted;

		CHECK_INT (bounce_context_permanence (context, i, &row, &permanence), BOUNCE_OK);
		key = g_strconcat ("permanence.", row, NULL);
		wanted = g_strdup_printf ("hard|soft (%s)", bounce_permanence_name (permanence));
		check_entry (entries, key, wanted);
		g_free (wanted);
		g_free (key);
	}
	g_hash_table_iter_init (&each, entries);
	while (g_hash_table_iter_next (&each, &left, NULL))
		fprintf (stderr, "bounce.conf(5): %s is no setting\n", (const char *) left);
	CHECK_INT (g_hash_table_size (entries), 0);
	g_hash_table_unref (entries);
	bounce_context_unref (context);
}

SUITE (bnc_test_core_settings, "core/settings",
       { "takes each", takes_each },
       { "lists no more", lists_no_more },
       { "presets hold", presets_hold },
       { "the page has all", page_has_all })
