/*
 * dsn.c - delivery-status fields (RFC 3464; internationalised, RFC 6533)
 *
 * In: the body of a message/delivery-status part, decoded.  Out: the record's per-message values and recipients.
 * Groups are told apart by what they hold, not by blank lines alone: real reports have none between groups, several within
 * one, or two Final-Recipients in a group (doc/VIOLATIONS.md).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/dsn.h"

#include "mail/address.h"
#include "mail/text.h"
#include "report/codes.h"

typedef enum {
	/* per message, RFC 3464, 2.2 */
	FIELD_ENVELOPE_ID,
	FIELD_REPORTING_MTA,
	FIELD_RECEIVED_FROM_MTA,
	FIELD_ARRIVAL_DATE,
	FIELD_QUEUE_ID,
	/* per recipient, 2.3 */
	FIELD_ORIGINAL_RECIPIENT,
	FIELD_FINAL_RECIPIENT,
	FIELD_ACTUAL_RECIPIENT,
	FIELD_ACTION,
	FIELD_STATUS,
	FIELD_REMOTE_MTA,
	FIELD_DIAGNOSTIC,
	FIELD_LAST_ATTEMPT,
	FIELD_FINAL_LOG_ID,
	FIELD_RETRY_UNTIL,
	FIELD_CATEGORY,
	FIELD_COUNT
} field_id_t;

#define FIRST_RECIPIENT_FIELD FIELD_ORIGINAL_RECIPIENT

static const struct {
	slice_t name;
	field_id_t id;
} field_names[] = {
	{ SLICE_LIT ("original-envelope-id"), FIELD_ENVELOPE_ID },
	{ SLICE_LIT ("reporting-mta"), FIELD_REPORTING_MTA },
	{ SLICE_LIT ("received-from-mta"), FIELD_RECEIVED_FROM_MTA },
	{ SLICE_LIT ("arrival-date"), FIELD_ARRIVAL_DATE },
	{ SLICE_LIT ("x-postfix-queue-id"), FIELD_QUEUE_ID },            /* Postfix, bounce/bounce_notify_util.c */
	{ SLICE_LIT ("x-kumomta-queue-id"), FIELD_QUEUE_ID },
	{ SLICE_LIT ("original-recipient"), FIELD_ORIGINAL_RECIPIENT },
	{ SLICE_LIT ("final-recipient"), FIELD_FINAL_RECIPIENT },
	{ SLICE_LIT ("x-actual-recipient"), FIELD_ACTUAL_RECIPIENT },    /* sendmail 8, savemail.c */
	{ SLICE_LIT ("action"), FIELD_ACTION },
	{ SLICE_LIT ("status"), FIELD_STATUS },
	{ SLICE_LIT ("remote-mta"), FIELD_REMOTE_MTA },
	{ SLICE_LIT ("diagnostic-code"), FIELD_DIAGNOSTIC },
	{ SLICE_LIT ("last-attempt-date"), FIELD_LAST_ATTEMPT },
	{ SLICE_LIT ("final-log-id"), FIELD_FINAL_LOG_ID },
	{ SLICE_LIT ("will-retry-until"), FIELD_RETRY_UNTIL },
	{ SLICE_LIT ("x-powermta-bouncecategory"), FIELD_CATEGORY },     /* PowerMTA User's Guide, bounce categories */
};

/* PowerMTA's own classification; those that say nothing of why ("other", "bad-configuration") are left out. */
static const struct {
	const char *name;
	bounce_reason_t reason;
} categories[] = {
	{ "bad-mailbox", BOUNCE_REASON_USER_UNKNOWN },       { "bad-domain", BOUNCE_REASON_HOST_UNKNOWN },
	{ "inactive-mailbox", BOUNCE_REASON_SUSPEND },       { "quota-issues", BOUNCE_REASON_MAILBOX_FULL },
	{ "bad-connection", BOUNCE_REASON_NETWORK_ERROR },   { "routing-errors", BOUNCE_REASON_NETWORK_ERROR },
	{ "no-answer-from-host", BOUNCE_REASON_NETWORK_ERROR }, { "message-expired", BOUNCE_REASON_EXPIRED },
	{ "invalid-sender", BOUNCE_REASON_REJECTED },        { "relaying-issues", BOUNCE_REASON_NO_RELAYING },
	{ "content-related", BOUNCE_REASON_CONTENT_ERROR },  { "policy-related", BOUNCE_REASON_POLICY_VIOLATION },
	{ "spam-related", BOUNCE_REASON_SPAM_DETECTED },     { "spam-block", BOUNCE_REASON_BLOCKED },
	{ "virus-related", BOUNCE_REASON_VIRUS_DETECTED },   { "protocol-errors", BOUNCE_REASON_SYNTAX_ERROR },
};

static field_id_t
field_of (slice_t name)
{
	for (size_t i = 0; i < G_N_ELEMENTS (field_names); i++) {
		if (slice_equal_nocase (name, field_names[i].name))
			return field_names[i].id;
	}
	return FIELD_COUNT;
}

bool
bnc_dsn_is_field (slice_t line)
{
	field_id_t id = field_of (slice_trim_right (slice (line.p, slice_index (line, ':', 0))));

	return id == FIELD_FINAL_RECIPIENT || id == FIELD_REPORTING_MTA || id == FIELD_DIAGNOSTIC;
}

bool
bnc_dsn_next_field (slice_t *rest, newline_t newline, slice_t *name, slice_t *value, bool *blank, arena_t *arena)
{
	slice_t line, next, after;
	size_t colon;

	*blank = false;
	while (bnc_line_next (rest, newline, &line)) {
		if (slice_trim (line).n == 0) {
			*blank = true;
			continue;
		}
		colon = slice_index (line, ':', 0);
		if (colon == line.n)
			continue;
		*name = slice_trim (slice (line.p, colon));
		*value = slice_trim (slice_from (line, colon + 1));
		after = *rest;
		while (bnc_line_next (&after, newline, &next) && next.n && (next.p[0] == ' ' || next.p[0] == '\t') &&
		       slice_trim (next).n) {
			*value = slice_between (value->n ? value->p : next.p, slice_end (next));
			*rest = after;
		}
		/* Squeezed here once, so that nobody else need know of folding. */
		if (memchr (value->p ? value->p : "", newline == NEWLINE_CR ? '\r' : '\n', value->n))
			*value = slice_str (bnc_arena_words (arena, *value));
		return true;
	}
	return false;
}

/* "type; value" -> value; *type in lower case, NULL where none is given. */
static slice_t
split_type (slice_t value, const char **type, arena_t *arena)
{
	size_t at = slice_index (value, ';', 0);
	slice_t word = slice_trim (slice (value.p, at));
	char *lower;

	*type = NULL;
	if (at == value.n || word.n == 0 || word.n > 20)
		return value;
	for (size_t i = 0; i < word.n; i++) {
		if (!g_ascii_isalnum (word.p[i]) && word.p[i] != '-' && word.p[i] != '_')
			return value;
	}
	lower = bnc_arena_copy (arena, word);
	for (char *c = lower; *c; c++)
		*c = g_ascii_tolower (*c);
	*type = lower;
	return slice_trim (slice_from (value, at + 1));
}

void
bnc_dsn_mta (slice_t value, const char **host, const char **address, arena_t *arena)
{
	const char *type;
	size_t n = 0, at;
	slice_t first, ip;

	*host = *address = NULL;
	value = split_type (value, &type, arena);
	while (n < value.n && !strchr (" \t()[];,<>", value.p[n]))
		n++;
	first = slice (value.p, n);
	if (first.n && bnc_ip_parse (first).n)
		*address = bnc_arena_utf8 (arena, bnc_ip_parse (first));
	else if (first.n)
		*host = bnc_arena_utf8 (arena, first);
	/* "(TCP|own address|port|its address|port)", Sun and Oracle Messaging Server: the first address there is the reporter's. */
	at = bnc_slice_find (value, SLICE_LIT ("(TCP|"), n);
	at = at < value.n ? slice_index (value, '|', at + 5) : n;
	for (; at < value.n && !*address; at++) {
		if (!strchr ("[(|", value.p[at]))
			continue;
		for (n = at + 1; n < value.n && !strchr (" ,])|", value.p[n]);)
			n++;
		ip = bnc_ip_parse (slice_between (value.p + at + 1, value.p + n));
		if (ip.n)
			*address = bnc_arena_utf8 (arena, ip);
		at = n - 1;
	}
}

/* RFC 3464, 2.3.3, and what is written in its place. */
static bounce_action_t
action_of (slice_t value)
{
	static const struct {
		const char *start;
		bounce_action_t action;
	} forms[] = {
		{ "fail", BOUNCE_ACTION_FAILED },         { "delayed", BOUNCE_ACTION_DELAYED }, { "delivered", BOUNCE_ACTION_DELIVERED },
		{ "relayed", BOUNCE_ACTION_RELAYED },     { "expanded", BOUNCE_ACTION_EXPANDED }, { "deliverable", BOUNCE_ACTION_DELIVERED },
		{ "undeliver", BOUNCE_ACTION_FAILED },    { "error", BOUNCE_ACTION_FAILED },      { "expired", BOUNCE_ACTION_FAILED },
		{ "hard bounce", BOUNCE_ACTION_FAILED },  { "soft bounce", BOUNCE_ACTION_FAILED },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (forms); i++) {
		if (slice_starts (value, forms[i].start))
			return forms[i].action;
	}
	return BOUNCE_ACTION_NONE;
}

typedef struct {
	slice_t value[FIELD_COUNT];
	size_t recipient_fields;
	struct {
		bool done;
		const char *address, *type;
	} typed[FIELD_ACTUAL_RECIPIENT - FIELD_ORIGINAL_RECIPIENT + 1]; /* what the fields of addresses say */
} group_t;

/* The address of a field, NULL where it has none; *type goes with it. */
static const char *
typed_of (group_t *group, field_id_t id, const char **type, arena_t *arena)
{
	size_t i = id - FIELD_ORIGINAL_RECIPIENT;

	if (!group->typed[i].done)
		group->typed[i].address = bnc_address_typed (group->value[id], id == FIELD_ORIGINAL_RECIPIENT, &group->typed[i].type, arena);
	group->typed[i].done = true;
	*type = group->typed[i].type;
	return group->typed[i].address;
}

static void
give_diagnostic (struct bounce_recipient *recipient, slice_t value, arena_t *arena)
{
	const char *type;
	slice_t text = split_type (value, &type, arena);

	recipient->diagnostic = bnc_field_text (text, arena);
	recipient->diagnostic_type = type;
	recipient->source.diagnostic = BOUNCE_SOURCE_FIELD;
}

static void
give_status_and_action (struct bounce_recipient *recipient, const group_t *group, arena_t *arena)
{
	slice_t status = bnc_status_find (group->value[FIELD_STATUS]);

	if (!recipient->status && status.n) {
		recipient->status = bnc_arena_utf8 (arena, status);
		recipient->source.status = BOUNCE_SOURCE_FIELD;
	}
	if (!recipient->action)
		recipient->action = action_of (group->value[FIELD_ACTION]);
	if (recipient->action)
		recipient->source.action = BOUNCE_SOURCE_FIELD;
	/* An action that is missing is the class of the status (RFC 3463, 3.1). */
	if (!recipient->action && recipient->status) {
		recipient->action = recipient->status[0] == '5'   ? BOUNCE_ACTION_FAILED
		                    : recipient->status[0] == '4' ? BOUNCE_ACTION_DELAYED
		                                                  : BOUNCE_ACTION_DELIVERED;
		recipient->source.action = BOUNCE_SOURCE_DERIVED;
	}
}

static void
give_addresses (struct bounce_recipient *recipient, group_t *group, arena_t *arena)
{
	const char *type;

	recipient->source.address = BOUNCE_SOURCE_FIELD;
	if (group->value[FIELD_FINAL_RECIPIENT].n && typed_of (group, FIELD_FINAL_RECIPIENT, &type, arena))
		recipient->address_type = type;
	if (group->value[FIELD_ORIGINAL_RECIPIENT].n && !recipient->original_address) {
		recipient->original_address = typed_of (group, FIELD_ORIGINAL_RECIPIENT, &type, arena);
		if (recipient->original_address)
			recipient->source.original_address = BOUNCE_SOURCE_FIELD;
	}
}

static void
give_category (struct bounce_recipient *recipient, slice_t category)
{
	for (size_t i = 0; i < G_N_ELEMENTS (categories) && category.n && !recipient->reason; i++) {
		if (slice_is (category, categories[i].name)) {
			recipient->reason = categories[i].reason;
			recipient->source.reason = BOUNCE_SOURCE_FIELD;
		}
	}
}

static void
give_rest (struct bounce_recipient *recipient, const group_t *group, arena_t *arena)
{
	const slice_t *value = group->value;

	if (value[FIELD_DIAGNOSTIC].n && !recipient->diagnostic)
		give_diagnostic (recipient, value[FIELD_DIAGNOSTIC], arena);
	if (value[FIELD_REMOTE_MTA].n && !recipient->remote_mta) {
		bnc_dsn_mta (value[FIELD_REMOTE_MTA], &recipient->remote_mta, &recipient->remote_address, arena);
		recipient->source.remote_mta = recipient->remote_mta ? BOUNCE_SOURCE_FIELD : BOUNCE_SOURCE_NONE;
		recipient->source.remote_address = recipient->remote_address ? BOUNCE_SOURCE_FIELD : BOUNCE_SOURCE_NONE;
	}
	if (value[FIELD_FINAL_LOG_ID].n && !recipient->final_log_id)
		recipient->final_log_id = bnc_arena_words (arena, value[FIELD_FINAL_LOG_ID]);
	if (recipient->last_attempt.seconds == BOUNCE_NO_TIME)
		recipient->last_attempt = bnc_date_parse (value[FIELD_LAST_ATTEMPT], arena);
	if (recipient->will_retry_until.seconds == BOUNCE_NO_TIME)
		recipient->will_retry_until = bnc_date_parse (value[FIELD_RETRY_UNTIL], arena);
	give_category (recipient, value[FIELD_CATEGORY]);
}

/* Can mail be sent there from outside: a domain of two labels, or an address literal? "user@server" is a name of the last host's own. */
static bool
is_public (const char *address)
{
	const char *at = strrchr (address, '@');

	return at && (strchr (at, '.') || at[1] == '[');
}

/* The address of a group: what it was delivered to in the end, else (or where that is no address anybody could use) what the
 * sender wrote. */
static const char *
group_address (group_t *group, arena_t *arena)
{
	static const field_id_t order[] = { FIELD_FINAL_RECIPIENT, FIELD_ORIGINAL_RECIPIENT, FIELD_ACTUAL_RECIPIENT };
	const char *lone = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS (order); i++) {
		const char *type, *address = NULL;

		if (group->value[order[i]].n)
			address = typed_of (group, order[i], &type, arena);
		if (address && is_public (address) && !(type && slice_is (slice_str (type), "x400")))
			return address;
		if (address && *address && !lone)
			lone = address;
	}
	return lone;
}

/* Hands the group to the record; true where it named a recipient. */
static bool
close_group (group_t *group, const limits_t *limits, bounce_record_t *record)
{
	const char *address = group->recipient_fields ? group_address (group, record->arena) : NULL;
	struct bounce_recipient *recipient = NULL;

	if (address)
		recipient = bnc_record_add_recipient (record, address, limits->recipients);
	if (recipient) {
		give_addresses (recipient, group, record->arena);
		give_status_and_action (recipient, group, record->arena);
		give_rest (recipient, group, record->arena);
	}
	memset (group, 0, sizeof (*group));
	return recipient != NULL;
}

static void
take_message_field (bounce_record_t *record, field_id_t id, slice_t value)
{
	arena_t *arena = record->arena;
	const char *host = NULL, *address = NULL;

	if (id == FIELD_REPORTING_MTA || id == FIELD_RECEIVED_FROM_MTA)
		bnc_dsn_mta (value, &host, &address, arena);
	if (id == FIELD_REPORTING_MTA && !record->reporting_mta)
		record->reporting_mta = host ? host : address;
	else if (id == FIELD_RECEIVED_FROM_MTA && !record->received_from_mta)
		record->received_from_mta = host ? host : address;
	else if (id == FIELD_ENVELOPE_ID && !record->envelope_id)
		record->envelope_id = bnc_arena_words (arena, value);
	else if (id == FIELD_QUEUE_ID && !record->queue_id)
		record->queue_id = bnc_arena_words (arena, value);
	else if (id == FIELD_ARRIVAL_DATE && record->arrival_date.seconds == BOUNCE_NO_TIME)
		record->arrival_date = bnc_date_parse (value, arena);
}

/* Do the lines up to the next blank one name a recipient? They need not begin with him. */
static bool
paragraph_names_recipient (slice_t rest, newline_t newline)
{
	bool begun = false;
	slice_t line;

	while (bnc_line_next (&rest, newline, &line)) {
		field_id_t id = field_of (slice_trim_right (slice (line.p, slice_index (line, ':', 0))));

		if (id == FIELD_FINAL_RECIPIENT || id == FIELD_ORIGINAL_RECIPIENT)
			return true;
		if (slice_trim (line).n)
			begun = true;
		else if (begun)
			return false;
	}
	return false;
}

size_t
bnc_dsn_read (slice_t body, newline_t newline, const limits_t *limits, bounce_record_t *record)
{
	group_t group = { .recipient_fields = 0 };
	slice_t name, value, before = body;
	size_t groups = 0;
	bool blank;

	while (bnc_dsn_next_field (&body, newline, &name, &value, &blank, record->arena)) {
		field_id_t id = field_of (name);
		bool named = group.value[FIELD_FINAL_RECIPIENT].n > 0 || group.value[FIELD_ORIGINAL_RECIPIENT].n > 0;

		/* A blank line ends a group that has named its recipient, where the lines below name another; elsewhere it is noise. */
		if (blank && named && paragraph_names_recipient (before, newline))
			groups += close_group (&group, limits, record);
		before = body;
		if (id == FIELD_COUNT)
			continue;
		if (id < FIRST_RECIPIENT_FIELD) {
			take_message_field (record, id, value);
			continue;
		}
		if (group.value[id].n && named && (id == FIELD_FINAL_RECIPIENT || id == FIELD_ORIGINAL_RECIPIENT))
			groups += close_group (&group, limits, record);
		if (!group.value[id].n)
			group.value[id] = value;
		group.recipient_fields++;
	}
	return groups + close_group (&group, limits, record);
}
