/*
 * dialect-read.c - the lines of a report, read by the rules of its dialect
 *
 * In: lines and a dialect.  Out: recipients with what the text says of them, in the record given; where the returned message
 * starts.  One pass: a line goes to the open block where that waits for it, else it may open a block, else it is matched
 * with the line rules; each rule is tried once a line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdlib.h>

#include "mail/address.h"
#include "mail/text.h"
#include "report/codes.h"
#include "report/dialect.h"
#include "report/recipients.h"

typedef struct {
	const dialect_t *dialect;
	const lines_t *lines;
	bounce_record_t *record;
	const limits_t *limits;
	dialect_trace_fn trace;
	void *user;
	int32_t section;          /* -1: none yet */
	saying_t section_saying;
	const rule_t *block;      /* the open one */
	uint32_t step;            /* of its line that matched last */
	bool gathering;           /* {text...} goes on */
	slice_t lead;             /* what {text...} began with */
	size_t text_from, text_to; /* the lines that followed */
	size_t opened;            /* the line that opened the block */
	captures_t captures;      /* of the open block, all lines together */
	saying_t block_saying;    /* of its lines that matched */
	size_t *group;            /* indexes of the open block's recipients */
	size_t group_count, group_room;
	captures_t pending;       /* said before any recipient was named */
	saying_t pending_saying;
	const char *pending_text;
	reading_t reading;
} reader_t;

static void
set_text (const char **to, slice_t value, uint8_t *source, arena_t *arena)
{
	if (*to || value.n == 0)
		return;
	*to = bnc_arena_words (arena, value);
	if (source)
		*source = BOUNCE_SOURCE_TEXT;
}

static void
set_when (when_t *to, slice_t value, arena_t *arena)
{
	if (to->seconds == BOUNCE_NO_TIME && value.n)
		*to = bnc_date_parse (value, arena);
}

static void
merge_saying (saying_t *into, const saying_t *from)
{
	into->action = into->action ? into->action : from->action;
	into->reason = into->reason ? into->reason : from->reason;
	into->status = into->status ? into->status : from->status;
	into->command = into->command ? into->command : from->command;
}

/* What was captured, where the recipient has nothing yet. */
static void
give (reader_t *reader, struct bounce_recipient *recipient, const captures_t *captures)
{
	arena_t *arena = reader->record->arena;
	const slice_t *value = captures->value;
	slice_t ip = value[HOLE_IP].n ? bnc_ip_parse (value[HOLE_IP]) : SLICE_NONE;

	set_text (&recipient->remote_mta, value[HOLE_HOST], &recipient->source.remote_mta, arena);
	set_text (&recipient->remote_address, ip, &recipient->source.remote_address, arena);
	if (value[HOLE_STATUS].n && bnc_status_is_vague (recipient->status))
		recipient->status = NULL;
	set_text (&recipient->status, value[HOLE_STATUS], &recipient->source.status, arena);
	if (!recipient->command && value[HOLE_COMMAND].n) {
		recipient->command = bnc_arena_words (arena, value[HOLE_COMMAND]);
		recipient->source.command = BOUNCE_SOURCE_TEXT;
	}
	if (!recipient->reply_code && value[HOLE_CODE].n == 3) {
		recipient->reply_code = atoi (bnc_arena_copy (arena, value[HOLE_CODE]));
		recipient->source.reply_code = BOUNCE_SOURCE_TEXT;
	}
	if (!recipient->original_address && value[HOLE_ORIGINAL].n) {
		recipient->original_address = bnc_address_parse (value[HOLE_ORIGINAL], true, arena);
		recipient->source.original_address = BOUNCE_SOURCE_TEXT;
	}
	set_when (&recipient->last_attempt, value[HOLE_DATE], arena);
	set_when (&recipient->will_retry_until, value[HOLE_UNTIL], arena);
	if (!reader->record->reporting_mta && value[HOLE_REPORTING_MTA].n)
		reader->record->reporting_mta = bnc_arena_words (arena, value[HOLE_REPORTING_MTA]);
	if (!reader->record->queue_id && value[HOLE_QUEUE_ID].n)
		reader->record->queue_id = bnc_arena_words (arena, value[HOLE_QUEUE_ID]);
}

/* The dialect's own strings are copied: a record outlives its context. */
static void
give_saying (reader_t *reader, struct bounce_recipient *recipient, const saying_t *saying)
{
	arena_t *arena = reader->record->arena;

	if (saying->action && (!recipient->action || saying->overrules)) {
		recipient->action = saying->action;
		recipient->overruled |= saying->overrules;
		recipient->source.action = BOUNCE_SOURCE_TEXT;
	}
	if (saying->reason && !recipient->reason) {
		recipient->reason = saying->reason;
		recipient->source.reason = BOUNCE_SOURCE_TEXT;
	}
	if (saying->status && !recipient->status) {
		recipient->status = bnc_arena_copy (arena, slice_str (saying->status));
		recipient->source.status = BOUNCE_SOURCE_TEXT;
	}
	if (saying->command && !recipient->command) {
		recipient->command = bnc_arena_copy (arena, slice_str (saying->command));
		recipient->source.command = BOUNCE_SOURCE_TEXT;
	}
}

static void
tell (const reader_t *reader, const rule_t *rule, const template_t *template, size_t line)
{
	if (reader->trace)
		reader->trace (rule, template, line, reader->user);
}

/* What the dialect's detail rules find in the recipient's diagnostic. */
static void
give_details (reader_t *reader, struct bounce_recipient *recipient)
{
	slice_t text = slice_str (recipient->diagnostic);
	glimpse_t glimpse;

	bnc_glimpse (text, &glimpse);
	for (uint32_t i = reader->dialect->first_rule[RULE_DETAIL]; i < reader->dialect->first_rule[RULE_DETAIL + 1]; i++) {
		const rule_t *rule = &g_array_index (reader->dialect->rules, rule_t, i);
		captures_t captures;

		if (!bnc_template_may_stand (rule->lines[0].template, &glimpse) ||
		    !bnc_template_find (rule->lines[0].template, text, &captures))
			continue;
		tell (reader, rule, rule->lines[0].template, LINE_NONE);
		give (reader, recipient, &captures);
		give_saying (reader, recipient, &rule->saying);
		if (captures.value[HOLE_TEXT].n)
			recipient->diagnostic = bnc_arena_words (reader->record->arena, captures.value[HOLE_TEXT]);
	}
}

static void
give_diagnostic (reader_t *reader, struct bounce_recipient *recipient, const char *text)
{
	if (!text || recipient->diagnostic)
		return;
	recipient->diagnostic = text;
	recipient->source.diagnostic = BOUNCE_SOURCE_TEXT;
	give_details (reader, recipient);
}

static void
matched (reader_t *reader, const rule_t *rule, const template_t *template, size_t line)
{
	if (rule->saying.kind >= 0 && reader->reading.kind < 0)
		reader->reading.kind = rule->saying.kind;
	tell (reader, rule, template, line);
}

static void
merge_captures (captures_t *into, const captures_t *from)
{
	for (int i = 0; i < HOLE_COUNT; i++) {
		if (!into->value[i].n)
			into->value[i] = from->value[i];
	}
}

static void
close_block (reader_t *reader)
{
	arena_t *arena = reader->record->arena;
	const char *text = NULL;

	if (!reader->block)
		return;
	if (reader->lead.n || reader->text_to > reader->text_from)
		text = bnc_lines_join_behind (reader->lead, reader->lines, reader->text_from, reader->text_to, arena);
	/* "Unknown user: x" alone: the line itself is what was said of x. */
	if (!text && reader->block->saying.reason)
		text = bnc_lines_join (reader->lines, reader->opened, reader->opened + 1, arena);
	for (size_t i = 0; i < reader->group_count; i++) {
		struct bounce_recipient *recipient = &reader->record->recipients[reader->group[i]];

		give (reader, recipient, &reader->captures);
		give_saying (reader, recipient, &reader->block_saying);
		give_saying (reader, recipient, &reader->section_saying);
		give_diagnostic (reader, recipient, text);
	}
	/* A block that named nobody speaks of all that come, or of the only one there is. */
	if (reader->group_count == 0 && reader->record->recipient_count <= 1) {
		merge_captures (&reader->pending, &reader->captures);
		merge_saying (&reader->pending_saying, &reader->block_saying);
		if (!reader->pending_text)
			reader->pending_text = text;
	}
	reader->block = NULL;
	reader->gathering = false;
	reader->lead = SLICE_NONE;
	reader->text_from = reader->text_to = 0;
}

/* A name without a domain is a mailbox of the reporter's own (AOL, LAN servers). */
static const char *
qualify (reader_t *reader, const char *user)
{
	arena_t *arena = reader->record->arena;
	const char *from = strchr (user, '@') ? NULL : bnc_address_parse (slice_str (reader->record->from), false, arena);
	const char *at = from ? strrchr (from, '@') : NULL;

	return at ? bnc_arena_concat (arena, user, at, NULL) : user;
}

static void
add_to_group (reader_t *reader, slice_t address, bool lax)
{
	const char *parsed = bnc_address_parse (address, lax, reader->record->arena);
	struct bounce_recipient *recipient;

	if (!parsed || !*parsed)
		return;
	parsed = qualify (reader, parsed);
	recipient = bnc_record_add_recipient (reader->record, parsed, reader->limits->recipients);
	if (!recipient)
		return;
	recipient->source.address = BOUNCE_SOURCE_TEXT;
	reader->group = bnc_arena_grow (reader->record->arena, reader->group, reader->group_count, &reader->group_room, sizeof (size_t));
	reader->group[reader->group_count++] = (size_t) (recipient - reader->record->recipients);
}

/* The open block (or the one that opens) has matched its line with this template. */
static void
take_block_line (reader_t *reader, const template_t *template, const captures_t *captures, size_t line)
{
	if (captures->value[HOLE_ADDRESS].n)
		add_to_group (reader, captures->value[HOLE_ADDRESS], false);
	else if (captures->value[HOLE_USER].n)
		add_to_group (reader, captures->value[HOLE_USER], true);
	merge_captures (&reader->captures, captures);
	if (captures->value[HOLE_TEXT].n && !reader->lead.n) {
		reader->lead = captures->value[HOLE_TEXT];
		reader->text_from = reader->text_to = line + 1;
	}
	reader->gathering = bnc_template_continues (template) && reader->text_to == line + 1;
}

static bool
try_template (const template_t *template, const line_t *line, captures_t *captures)
{
	return bnc_template_match (template, line->text, line->indent > 0, captures);
}

/* Does the open block wait for this line? A template that takes any line is asked last: another block may begin here. */
static bool
continue_block (reader_t *reader, size_t index, bool any_line)
{
	const line_t *line = &reader->lines->lines[index];
	const rule_t *block = reader->block;
	captures_t captures;

	if (!block)
		return false;
	if (block->lines[reader->step].step == STEP_REPEAT && try_template (block->lines[reader->step].template, line, &captures)) {
		matched (reader, block, block->lines[reader->step].template, index);
		take_block_line (reader, block->lines[reader->step].template, &captures, index);
		return true;
	}
	for (uint32_t next = reader->step + 1; next < block->line_count; next++) {
		const block_line_t *wanted = &block->lines[next];

		if ((any_line || !bnc_template_is_text (wanted->template)) && try_template (wanted->template, line, &captures)) {
			matched (reader, block, wanted->template, index);
			merge_saying (&reader->block_saying, &wanted->saying);
			reader->step = next;
			take_block_line (reader, wanted->template, &captures, index);
			return true;
		}
		if (wanted->step != STEP_OPTIONAL)
			return false;
	}
	return false;
}

static bool
rule_holds (const reader_t *reader, const rule_t *rule)
{
	return rule->section < 0 || rule->section == reader->section;
}

static bool
open_block (reader_t *reader, size_t index)
{
	const line_t *line = &reader->lines->lines[index];

	for (uint32_t i = reader->dialect->first_rule[RULE_BLOCK]; i < reader->dialect->first_rule[RULE_BLOCK + 1]; i++) {
		const rule_t *rule = &g_array_index (reader->dialect->rules, rule_t, i);
		captures_t captures;

		if (!rule_holds (reader, rule) || !try_template (rule->lines[0].template, line, &captures))
			continue;
		close_block (reader);
		matched (reader, rule, rule->lines[0].template, index);
		reader->block = rule;
		reader->block_saying = rule->saying;
		reader->opened = index;
		reader->step = 0;
		reader->group_count = 0;
		memset (&reader->captures, 0, sizeof (reader->captures));
		take_block_line (reader, rule->lines[0].template, &captures, index);
		return true;
	}
	return false;
}

static void
take_line (reader_t *reader, const rule_t *rule, const captures_t *captures)
{
	slice_t captured = bnc_lines_clip (captures->value[HOLE_TEXT]);
	const char *text = captured.n ? bnc_arena_words (reader->record->arena, captured) : NULL;
	struct bounce_recipient *named = NULL;

	if (captures->value[HOLE_ADDRESS].n) {
		const char *address = bnc_address_parse (captures->value[HOLE_ADDRESS], false, reader->record->arena);

		named = address ? bnc_record_find_recipient (reader->record, slice_str (address)) : NULL;
		if (!named)
			return;
		give (reader, named, captures);
		give_saying (reader, named, &rule->saying);
		give_diagnostic (reader, named, text);
		return;
	}
	if (reader->record->recipient_count == 0) {
		merge_captures (&reader->pending, captures);
		merge_saying (&reader->pending_saying, &rule->saying);
		if (!reader->pending_text)
			reader->pending_text = text;
		return;
	}
	for (size_t i = 0; i < reader->group_count; i++) {
		named = &reader->record->recipients[reader->group[i]];
		give (reader, named, captures);
		give_saying (reader, named, &rule->saying);
		give_diagnostic (reader, named, text);
	}
}

/* Sections, line rules, and the two rules that end the reading: true for those. */
static bool
try_rules (reader_t *reader, size_t index, rule_kind_t from, rule_kind_t to, bool *used)
{
	const line_t *line = &reader->lines->lines[index];

	for (uint32_t i = reader->dialect->first_rule[from]; i < reader->dialect->first_rule[to + 1]; i++) {
		const rule_t *rule = &g_array_index (reader->dialect->rules, rule_t, i);
		captures_t captures;

		if ((rule->kind != RULE_SECTION && !rule_holds (reader, rule)) ||
		    !try_template (rule->lines[0].template, line, &captures))
			continue;
		*used = true;
		matched (reader, rule, rule->lines[0].template, index);
		if (rule->kind == RULE_LINE) {
			take_line (reader, rule, &captures);
			continue;
		}
		close_block (reader);
		if (rule->kind == RULE_SECTION) {
			reader->section = rule->section;
			reader->section_saying = rule->saying;
			merge_captures (&reader->pending, &captures);
			return false;
		}
		if (rule->kind == RULE_ORIGINAL)
			reader->reading.original = index + 1;
		return true;
	}
	return false;
}

static bool
is_empty (const captures_t *captures)
{
	for (int i = 0; i < HOLE_COUNT; i++) {
		if (captures->value[i].n)
			return false;
	}
	return true;
}

static void
give_pending (reader_t *reader, struct bounce_recipient *recipient)
{
	captures_t pending = reader->pending;

	/* Codes go with the words they stood beside. */
	if (bnc_recipients_is_telling (recipient->diagnostic))
		pending.value[HOLE_CODE] = pending.value[HOLE_STATUS] = pending.value[HOLE_COMMAND] = SLICE_NONE;
	give_diagnostic (reader, recipient, reader->pending_text);
	give (reader, recipient, &pending);
	give_saying (reader, recipient, &reader->pending_saying);
}

static void
finish (reader_t *reader)
{
	bounce_record_t *record = reader->record;

	close_block (reader);
	for (size_t i = 0; i < record->recipient_count; i++)
		give_pending (reader, &record->recipients[i]);
	if (record->recipient_count == 0 && (reader->pending_text || reader->pending_saying.reason || !is_empty (&reader->pending))) {
		reader->reading.general = ARENA_NEW (record->arena, struct bounce_recipient);
		reader->reading.general->last_attempt = reader->reading.general->will_retry_until = WHEN_NONE;
		give_pending (reader, reader->reading.general);
	}
}

void
bnc_dialect_detail (const dialect_t *dialect, bounce_record_t *record, struct bounce_recipient *recipient)
{
	reader_t reader = { .dialect = dialect, .record = record };

	const char *whole = recipient->diagnostic;

	/* The field's own text stays: it is the remote server's, or as near as it gets. */
	if (whole)
		give_details (&reader, recipient);
	recipient->diagnostic = whole;
}

bool
bnc_dialect_marks_original (const dialect_t *dialect, slice_t line)
{
	for (uint32_t i = dialect->first_rule[RULE_ORIGINAL]; i < dialect->first_rule[RULE_ORIGINAL + 1]; i++) {
		const rule_t *rule = &g_array_index (dialect->rules, rule_t, i);
		captures_t captures;

		if (bnc_template_match (rule->lines[0].template, line, false, &captures))
			return true;
	}
	return false;
}

reading_t
bnc_dialect_read (const dialect_t *dialect, const lines_t *lines, bounce_record_t *record, const limits_t *limits,
                  dialect_trace_fn trace, void *user)
{
	reader_t reader = {
		.dialect = dialect, .lines = lines, .record = record, .limits = limits, .trace = trace, .user = user,
		.section = -1, .section_saying = { .kind = -1 }, .reading = { lines->count, -1, NULL },
	};

	for (size_t i = 0; i < lines->count; i++) {
		bool used = false;

		if (lines->lines[i].text.n == 0) {
			reader.gathering = false;
			continue;
		}
		if (try_rules (&reader, i, RULE_ORIGINAL, RULE_END, &used))
			break;
		if (try_rules (&reader, i, RULE_SECTION, RULE_SECTION, &used) || used)
			continue;
		if (continue_block (&reader, i, false))
			continue;
		/* A line that is indented more than the one its block began with goes on, whatever it looks like. */
		if (!(reader.gathering && lines->lines[i].indent > lines->lines[reader.opened].indent) &&
		    (open_block (&reader, i) || continue_block (&reader, i, true)))
			continue;
		if (reader.gathering) {
			reader.text_to = i + 1;
			tell (&reader, reader.block, NULL, i);
			continue;
		}
		try_rules (&reader, i, RULE_LINE, RULE_LINE, &used);
	}
	finish (&reader);
	return reader.reading;
}
