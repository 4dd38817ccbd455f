/*
 * names.c - the name of every value, both ways, and the versions
 *
 * In: numbers, or words in any case.  Out: static text, or numbers.  A table's row is its value, so
 * that a value added without a name is a hole that tests/core/test-names.c finds.
 *
 * Actions are the words of RFC 3464, 2.3.3.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

static const char *const kinds[] = {
	[BOUNCE_KIND_OTHER] = "other",
	[BOUNCE_KIND_FAILURE] = "failure",
	[BOUNCE_KIND_DELAY] = "delay",
	[BOUNCE_KIND_DELIVERY] = "delivery",
	[BOUNCE_KIND_AUTO_REPLY] = "auto-reply",
	[BOUNCE_KIND_CHALLENGE] = "challenge",
	[BOUNCE_KIND_DISPOSITION] = "disposition",
	[BOUNCE_KIND_COMPLAINT] = "complaint",
};

static const char *const actions[] = {
	[BOUNCE_ACTION_NONE] = "none",
	[BOUNCE_ACTION_FAILED] = "failed",
	[BOUNCE_ACTION_DELAYED] = "delayed",
	[BOUNCE_ACTION_DELIVERED] = "delivered",
	[BOUNCE_ACTION_RELAYED] = "relayed",
	[BOUNCE_ACTION_EXPANDED] = "expanded",
};

static const char *const permanences[] = {
	[BOUNCE_PERMANENCE_NONE] = "none",
	[BOUNCE_PERMANENCE_HARD] = "hard",
	[BOUNCE_PERMANENCE_SOFT] = "soft",
};

static const char *const sources[] = {
	[BOUNCE_SOURCE_NONE] = "none",
	[BOUNCE_SOURCE_FIELD] = "field",
	[BOUNCE_SOURCE_TEXT] = "text",
	[BOUNCE_SOURCE_PHRASE] = "phrase",
	[BOUNCE_SOURCE_RECEIVER] = "receiver",
	[BOUNCE_SOURCE_DERIVED] = "derived",
};

static const char *const verps[] = {
	[BOUNCE_VERP_NONE] = "none",
	[BOUNCE_VERP_RECIPIENT] = "recipient",
	[BOUNCE_VERP_ID] = "id",
	[BOUNCE_VERP_BATV] = "batv",
	[BOUNCE_VERP_SRS] = "srs",
};

static const char *const causes[] = {
	[BOUNCE_CAUSE_UNDECIDED] = "undecided",
	[BOUNCE_CAUSE_GENUINE] = "genuine",
	[BOUNCE_CAUSE_RELAYED] = "relayed",
	[BOUNCE_CAUSE_FORGED] = "forged",
};

static const char *const reasons[] = {
	[BOUNCE_REASON_NONE] = "none",
	[BOUNCE_REASON_USER_UNKNOWN] = "user-unknown",
	[BOUNCE_REASON_HOST_UNKNOWN] = "host-unknown",
	[BOUNCE_REASON_HAS_MOVED] = "has-moved",
	[BOUNCE_REASON_NOT_ACCEPT] = "not-accept",
	[BOUNCE_REASON_MAILBOX_FULL] = "mailbox-full",
	[BOUNCE_REASON_SUSPEND] = "suspend",
	[BOUNCE_REASON_FILTERED] = "filtered",
	[BOUNCE_REASON_REJECTED] = "rejected",
	[BOUNCE_REASON_BLOCKED] = "blocked",
	[BOUNCE_REASON_BAD_REPUTATION] = "bad-reputation",
	[BOUNCE_REASON_REQUIRE_PTR] = "require-ptr",
	[BOUNCE_REASON_AUTH_FAILURE] = "auth-failure",
	[BOUNCE_REASON_NOT_COMPLIANT_RFC] = "not-compliant-rfc",
	[BOUNCE_REASON_POLICY_VIOLATION] = "policy-violation",
	[BOUNCE_REASON_SECURITY_ERROR] = "security-error",
	[BOUNCE_REASON_SPAM_DETECTED] = "spam-detected",
	[BOUNCE_REASON_VIRUS_DETECTED] = "virus-detected",
	[BOUNCE_REASON_CONTENT_ERROR] = "content-error",
	[BOUNCE_REASON_EMAIL_TOO_LARGE] = "email-too-large",
	[BOUNCE_REASON_RATE_LIMITED] = "rate-limited",
	[BOUNCE_REASON_EXPIRED] = "expired",
	[BOUNCE_REASON_NETWORK_ERROR] = "network-error",
	[BOUNCE_REASON_FAILED_STARTTLS] = "failed-starttls",
	[BOUNCE_REASON_NO_RELAYING] = "no-relaying",
	[BOUNCE_REASON_SYNTAX_ERROR] = "syntax-error",
	[BOUNCE_REASON_SYSTEM_ERROR] = "system-error",
	[BOUNCE_REASON_SYSTEM_FULL] = "system-full",
	[BOUNCE_REASON_MAILER_ERROR] = "mailer-error",
	[BOUNCE_REASON_SUPPRESSED] = "suppressed",
	[BOUNCE_REASON_ON_HOLD] = "on-hold",
	[BOUNCE_REASON_UNKNOWN] = "unknown",
	[BOUNCE_REASON_DELIVERED] = "delivered",
	[BOUNCE_REASON_FEEDBACK] = "feedback",
	[BOUNCE_REASON_VACATION] = "vacation",
};

static const struct {
	bounce_status_t status;
	const char *name, *text;
} statuses[] = {
	{ BOUNCE_OK, "ok", "done" },
	{ BOUNCE_END, "end", "no message is left" },
	{ BOUNCE_ERROR_ARGUMENT, "error-argument", "wrong argument" },
	{ BOUNCE_ERROR_SETTING, "error-setting", "no such setting, or not such a value" },
	{ BOUNCE_ERROR_FILE, "error-file", "cannot read the file" },
	{ BOUNCE_ERROR_FORMAT, "error-format", "the file is not as it should be" },
	{ BOUNCE_ERROR_FROZEN, "error-frozen", "the context has parsed already and takes no more settings" },
	{ BOUNCE_ERROR_LIMIT, "error-limit", "larger than a limit allows" },
};

static const char *
name_in (const char *const *names, size_t n, int32_t value)
{
	return value >= 0 && (size_t) value < n ? names[value] : "invalid";
}

static int32_t
value_in (const char *const *names, size_t n, slice_t word)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_is (word, names[i]))
			return (int32_t) i;
	}
	return -1;
}

const char *
bounce_version (void)
{
	return BOUNCE_VERSION;
}

int32_t
bounce_version_number (void)
{
	return BOUNCE_VERSION_NUMBER;
}

int32_t
bounce_abi (void)
{
	return BOUNCE_ABI;
}

const char *
bounce_status_name (bounce_status_t status)
{
	for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++) {
		if (statuses[i].status == status)
			return statuses[i].name;
	}
	return "invalid";
}

const char *
bounce_status_text (bounce_status_t status)
{
	for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++) {
		if (statuses[i].status == status)
			return statuses[i].text;
	}
	return "no such status";
}

const char *
bounce_kind_name (bounce_kind_t kind)
{
	return name_in (kinds, G_N_ELEMENTS (kinds), kind);
}

const char *
bounce_action_name (bounce_action_t action)
{
	return name_in (actions, G_N_ELEMENTS (actions), action);
}

const char *
bounce_reason_name (bounce_reason_t reason)
{
	return name_in (reasons, G_N_ELEMENTS (reasons), reason);
}

const char *
bounce_permanence_name (bounce_permanence_t permanence)
{
	return name_in (permanences, G_N_ELEMENTS (permanences), permanence);
}

const char *
bounce_source_name (bounce_source_t source)
{
	return name_in (sources, G_N_ELEMENTS (sources), source);
}

const char *
bounce_verp_name (bounce_verp_t verp)
{
	return name_in (verps, G_N_ELEMENTS (verps), verp);
}

const char *
bounce_cause_name (bounce_cause_t cause)
{
	return name_in (causes, G_N_ELEMENTS (causes), cause);
}

bounce_reason_t
bnc_reason_named (slice_t word)
{
	return value_in (reasons, G_N_ELEMENTS (reasons), word);
}

bounce_action_t
bnc_action_named (slice_t word)
{
	return value_in (actions, G_N_ELEMENTS (actions), word);
}

bounce_kind_t
bnc_kind_named (slice_t word)
{
	return value_in (kinds, G_N_ELEMENTS (kinds), word);
}

static const char *const ways[BNC_WAYS] = {
#define WAY(id, name, cause, share, passed) name,
#include "core/ways.def"
#undef WAY
};

const char *
bnc_way_name (way_t way)
{
	return way < BNC_WAYS ? ways[way] : NULL;
}
