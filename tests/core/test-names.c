/*
 * test-names.c - every value has a name, and every name its value
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"
#include "test.h"

/* Names of values 0 to last are words of lower case and hyphens, no two the same; beside them all is "invalid". */
static void
check_names (const char *(*name_of) (int32_t), int32_t last)
{
	static const int32_t beside[] = { -1, INT32_MIN, INT32_MAX };

	for (int32_t value = 0; value <= last; value++) {
		const char *name = name_of (value);

		CHECK (name && *name && name[strspn (name, "abcdefghijklmnopqrstuvwxyz-")] == '\0');
		CHECK (g_strcmp0 (name, "invalid") != 0);
		for (int32_t other = 0; other < value; other++)
			CHECK (g_strcmp0 (name, name_of (other)) != 0);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (beside); i++)
		CHECK_STR (name_of (beside[i]), "invalid");
	CHECK_STR (name_of (last + 1), "invalid");
}

static void
names_every_value (void)
{
	check_names (bounce_kind_name, BOUNCE_KIND_COMPLAINT);
	check_names (bounce_action_name, BOUNCE_ACTION_EXPANDED);
	check_names (bounce_reason_name, BOUNCE_REASON_VACATION);
	check_names (bounce_permanence_name, BOUNCE_PERMANENCE_SOFT);
	check_names (bounce_source_name, BOUNCE_SOURCE_DERIVED);
	check_names (bounce_verp_name, BOUNCE_VERP_SRS);
	check_names (bounce_cause_name, BOUNCE_CAUSE_FORGED);
}

static void
names_as_the_papers_do (void)
{
	CHECK_STR (bounce_kind_name (BOUNCE_KIND_AUTO_REPLY), "auto-reply");
	CHECK_STR (bounce_action_name (BOUNCE_ACTION_RELAYED), "relayed");
	CHECK_STR (bounce_reason_name (BOUNCE_REASON_NOT_COMPLIANT_RFC), "not-compliant-rfc");
	CHECK_STR (bounce_reason_name (BOUNCE_REASON_UNKNOWN), "unknown");
	CHECK_STR (bounce_permanence_name (BOUNCE_PERMANENCE_HARD), "hard");
	CHECK_STR (bounce_source_name (BOUNCE_SOURCE_RECEIVER), "receiver");
	CHECK_STR (bounce_verp_name (BOUNCE_VERP_RECIPIENT), "recipient");
	CHECK_STR (bounce_cause_name (BOUNCE_CAUSE_UNDECIDED), "undecided");
}

static void
names_every_status (void)
{
	for (bounce_status_t status = BOUNCE_ERROR_LIMIT; status <= BOUNCE_END; status++) {
		CHECK (strcmp (bounce_status_name (status), "invalid") != 0);
		CHECK (strcmp (bounce_status_text (status), "no such status") != 0);
	}
	CHECK_STR (bounce_status_name (BOUNCE_ERROR_FROZEN), "error-frozen");
	CHECK_STR (bounce_status_name (BOUNCE_ERROR_LIMIT - 1), "invalid");
	CHECK_STR (bounce_status_text (INT32_MAX), "no such status");
}

static void
reads_names (void)
{
	for (int32_t value = 0; value <= BOUNCE_REASON_VACATION; value++)
		CHECK_INT (bnc_reason_named (slice_str (bounce_reason_name (value))), value);
	for (int32_t value = 0; value <= BOUNCE_ACTION_EXPANDED; value++)
		CHECK_INT (bnc_action_named (slice_str (bounce_action_name (value))), value);
	for (int32_t value = 0; value <= BOUNCE_KIND_COMPLAINT; value++)
		CHECK_INT (bnc_kind_named (slice_str (bounce_kind_name (value))), value);
	CHECK_INT (bnc_action_named (SLICE_LIT ("Failed")), BOUNCE_ACTION_FAILED);
	CHECK_INT (bnc_reason_named (SLICE_LIT ("userunknown")), -1);
	CHECK_INT (bnc_action_named (SLICE_LIT ("")), -1);
	CHECK_INT (bnc_kind_named (SLICE_NONE), -1);
}

static void
knows_its_version (void)
{
	unsigned major = 0, minor = 0, patch = 0;

	CHECK_STR (bounce_version (), PACKAGE_VERSION);
	CHECK_INT (sscanf (bounce_version (), "%u.%u.%u", &major, &minor, &patch), 3);
	CHECK_INT (bounce_version_number (), major << 16 | minor << 8 | patch);
	CHECK_INT (bounce_abi (), BOUNCE_ABI);
}

SUITE (bnc_test_core_names, "core/names",
       { "names every value", names_every_value },
       { "names as the papers do", names_as_the_papers_do },
       { "names every status", names_every_status },
       { "reads names", reads_names },
       { "knows its version", knows_its_version })
