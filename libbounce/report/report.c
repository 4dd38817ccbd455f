/*
 * report.c - who failed, in whatever dialect the mail says it
 *
 * In: a cut mail.  Out: the record's kind, dialect, recipients and returned message.
 * The machine-readable parts speak first, then the dialect's own text, then prose; recipients.c makes one of what they say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/report.h"

#include "mail/address.h"
#include "mail/original.h"
#include "mail/text.h"
#include "report/arf.h"
#include "report/dialect.h"
#include "report/dsn.h"
#include "report/envelope.h"
#include "report/explain.h"
#include "report/kind.h"
#include "report/mdn.h"
#include "report/prose.h"
#include "report/recipients.h"

/* As much of a report's text as is searched for a reason that no recipient states. */
#define REASON_TEXT_MAX ((size_t) 2048)

typedef struct {
	const settings_t *settings;
	message_t *message;
	bounce_record_t *record;
	bounce_record_t said;      /* what the text says; shares the record's arena */
	lines_t lines;
	int32_t original;          /* the part, or PART_NONE */
	size_t end;                /* the line at which the returned message starts, or lines.count */
	size_t groups;             /* recipients named by delivery-status fields */
	const dialect_t *dialect;
	reading_t reading;         /* of the text by its dialect */
	bool feedback, disposition;
	survey_t survey;
	bool surveyed;
	bool sure;                 /* of a recipient that prose names */
	header_signs_t signs;
	explain_t *explain;        /* NULL: nobody asks how */
} report_t;

static bool
is_below (const message_t *message, int32_t part, int32_t above)
{
	for (; part != PART_NONE; part = message->parts[part].parent) {
		if (part == above)
			return true;
	}
	return false;
}

/* The fields of a machine-readable part. Where the blank line below the part's header is missing, they begin within the header. */
static slice_t
machine_fields (const message_t *message, const part_t *part)
{
	static const char *const names[] = { "reporting-mta", "final-recipient", "feedback-type", "disposition" };

	for (size_t i = 0; part->encoding == ENCODING_NONE && i < G_N_ELEMENTS (names); i++) {
		if (bnc_part_field (message, part, names[i]))
			return slice_between (part->head.p, slice_end (part->body));
	}
	return bnc_transfer_decode (part->body, part->encoding, message->arena);
}

/* Reads the machine-readable parts; those of the returned message only where within is it. */
static void
read_machine_parts (report_t *report, bool within_original)
{
	message_t *message = report->message;

	for (size_t i = 0; i < message->part_count; i++) {
		const part_t *part = &message->parts[i];
		newline_t newline;
		slice_t body;

		if (part->media < MEDIA_DELIVERY_STATUS)
			continue;
		if ((report->original != PART_NONE && is_below (message, (int32_t) i, report->original)) != within_original)
			continue;
		body = machine_fields (message, part);
		newline = part->encoding == ENCODING_NONE ? message->newline : bnc_newline_of (body);
		if (part->media == MEDIA_DELIVERY_STATUS) {
			report->groups += bnc_dsn_read (body, newline, &report->settings->limits, report->record);
		} else if (part->media == MEDIA_FEEDBACK) {
			report->feedback = true;
			bnc_arf_read (body, newline, &report->settings->limits, report->record);
		} else {
			report->disposition = true;
			bnc_mdn_read (body, newline, report->record);
		}
	}
}

/* Delivery-status fields written into the text (Amazon WorkMail), or into a part that does not say what it is. */
static void
read_fields_in_text (report_t *report)
{
	for (size_t i = 0; i < report->end; i++) {
		const line_t *line = &report->lines.lines[i];
		size_t last = i;
		slice_t text;

		if (!bnc_dsn_is_field (line->text))
			continue;
		while (last + 1 < report->end && report->lines.lines[last + 1].source == line->source)
			last++;
		text = report->lines.sources[line->source].text;
		text = slice_between (text.p + line->offset, text.p + report->lines.lines[last].offset + report->lines.lines[last].text.n);
		report->groups += bnc_dsn_read (text, report->lines.sources[line->source].newline, &report->settings->limits, report->record);
		return;
	}
}

static void
read_original_part (report_t *report)
{
	message_t *message = report->message;
	part_t part = message->parts[report->original], child;
	/* Where the blank line below the part's header is missing, the returned header is within it. */
	bool bare = report->original > 0 && bnc_part_field (message, &part, "received") != NULL;
	newline_t newline = message->newline;
	slice_t text;

	if (part.media == MEDIA_MESSAGE && part.child != PART_NONE && !bare) {
		child = message->parts[part.child];
		if (part.encoding != ENCODING_NONE)
			newline = bnc_newline_of (child.head);
		bnc_original_read_part (message, &child, newline, child.body.n > 0 && (child.media != MEDIA_MULTIPART || child.closed),
		                        report->record);
	} else if (part.media == MEDIA_HEADERS && !bare) {
		text = bnc_transfer_decode (part.body, part.encoding, report->record->arena);
		bnc_original_read (message, text, SLICE_NONE, part.encoding == ENCODING_NONE ? newline : bnc_newline_of (text), false,
		                   report->record);
	} else {
		bnc_original_read_part (message, &part, newline, part.body.n > 0, report->record);
	}
}

/* The last line of a text that is not blank. */
static slice_t
last_line (slice_t text)
{
	text = slice_trim (text);
	for (size_t i = text.n; i-- > 0;) {
		if (text.p[i] == '\n' || text.p[i] == '\r')
			return slice_trim (slice_from (text, i + 1));
	}
	return text;
}

/* Does a second returned message follow? A report has one, but quotes what the other side answered, which may bear a marker and a header
 * of its own making before the true ones. */
static bool
follows_another (const report_t *report, slice_t before, slice_t rest, newline_t newline)
{
	slice_t marker = last_line (before);
	original_look_t look = { 0, 0, 0 };
	bool marked = false;

	for (slice_t line; bnc_line_next (&rest, newline, &line);) {
		slice_t words = slice_trim (line);

		if (!words.n)
			continue;
		if ((marker.n && slice_equal_nocase (words, marker)) || (report->dialect && bnc_dialect_marks_original (report->dialect, words))) {
			marked = true;
			look = (original_look_t) { 0, 0, 0 };
		} else if (marked && bnc_original_looks (&look, line, 0)) {
			return true;
		} else if (marked && !look.lines) {
			marked = false;
		}
	}
	return false;
}

/* The returned message inline: where the text begins to look like a mail's header. */
static void
read_inline_original (report_t *report)
{
	for (int32_t s = 0; s < report->lines.source_count && !report->record->original.present; s++) {
		slice_t text = report->lines.sources[s].text, head;
		newline_t newline = report->lines.sources[s].newline;
		size_t at = report->lines.sources[s].original;

		if (at >= text.n)
			continue;
		head = slice_from (text, at);
		for (slice_t rest = head, line; bnc_line_next (&rest, newline, &line);) {
			if (slice_trim (line).n == 0) {
				bnc_original_read (report->message, slice_between (head.p, line.p), rest, newline, slice_trim (rest).n > 0,
				                   report->record);
				report->record->original.doubled = follows_another (report, slice (text.p, at), rest, newline);
				return;
			}
		}
		bnc_original_read (report->message, head, SLICE_NONE, newline, false, report->record);
	}
}

static void
survey (report_t *report)
{
	if (report->surveyed)
		return;
	report->surveyed = true;
	bnc_prose_survey (report->settings->wording, &report->lines, report->end, report->record, &report->survey, report->record->arena);
}

/* The addresses the returned message was sent to, where there is but one: a report that names nobody speaks of it. */
static void
derive_recipient (report_t *report)
{
	const original_t *original = &report->record->original;
	arena_t *arena = report->record->arena;
	const char *only = NULL;
	slice_t rest = slice_str (original->to), each;
	struct bounce_recipient *recipient;

	while (original->to && bnc_address_list_next (&rest, &each)) {
		const char *address = bnc_address_parse (each, false, arena);

		if (address && only)
			return;
		only = address ? address : only;
	}
	for (size_t i = 0; !only && i < original->hop_count; i++)
		only = original->hops[i].rcpt;
	if (!only)
		return;
	recipient = bnc_record_add_recipient (&report->said, only, report->settings->limits.recipients);
	if (recipient)
		recipient->source.address = BOUNCE_SOURCE_DERIVED;
}

static bool
reports_delivery (bounce_kind_t kind)
{
	return kind == BOUNCE_KIND_FAILURE || kind == BOUNCE_KIND_DELAY || kind == BOUNCE_KIND_DELIVERY;
}

static bounce_kind_t
decide_kind (report_t *report)
{
	if (report->feedback)
		return BOUNCE_KIND_COMPLAINT;
	/* A service that dresses its challenges or complaints as reports (Boxbe) is known by its dialect. */
	if (report->dialect && report->dialect->kind >= 0 && !reports_delivery (report->dialect->kind))
		return report->dialect->kind;
	if (report->groups)
		return bnc_kind_of_actions (report->record);
	if (report->reading.kind >= 0)
		return report->reading.kind;
	survey (report);
	if (report->disposition)
		return report->survey.all & WORDING_REJECTED ? BOUNCE_KIND_FAILURE : BOUNCE_KIND_DISPOSITION;
	if (report->dialect && report->dialect->kind >= 0)
		return report->dialect->kind;
	/* What a person writes may quote a report of any dialect. */
	if (report->dialect && report->said.recipient_count && !report->signs.person)
		return bnc_kind_of_actions (&report->said);
	return bnc_kind_of_prose (&report->signs, &report->survey, report->said.recipient_count, report->sure,
	                          report->record->original.present);
}

/* A bounce that a filter wrapped again, saying nothing of its own: the report is the one inside. */
static void
read_wrapped (report_t *report)
{
	if (report->groups || report->said.recipient_count || report->original == PART_NONE || !report->signs.daemon)
		return;
	read_machine_parts (report, true);
}

/* Whom text speaks of: 0 no recipient of the record, 1 *only, 2 several. */
static int
names_recipients (const bounce_record_t *record, slice_t text, const struct bounce_recipient **only)
{
	size_t from = 0;
	slice_t address;

	*only = NULL;
	while ((address = bnc_address_scan (text, &from)).n) {
		const struct bounce_recipient *named = bnc_record_find_recipient (record, address);

		if (named && *only && named != *only)
			return 2;
		*only = named ? named : *only;
	}
	return *only ? 1 : 0;
}

/* What is true of all recipients of a mail of this kind, where nothing says otherwise. */
static void
settle (report_t *report)
{
	static const bounce_action_t actions[] = {
		[BOUNCE_KIND_FAILURE] = BOUNCE_ACTION_FAILED, [BOUNCE_KIND_DELAY] = BOUNCE_ACTION_DELAYED,
		[BOUNCE_KIND_DELIVERY] = BOUNCE_ACTION_DELIVERED, [BOUNCE_KIND_COMPLAINT] = BOUNCE_ACTION_NONE,
	};
	bounce_record_t *record = report->record;
	const struct bounce_recipient *only = NULL;
	const char *general = NULL;
	bool looked = false;
	int named = 0;

	for (size_t i = 0; i < record->recipient_count; i++) {
		struct bounce_recipient *recipient = &record->recipients[i];

		if (!recipient->action && record->kind < (int32_t) G_N_ELEMENTS (actions)) {
			recipient->action = actions[record->kind];
			recipient->source.action = BOUNCE_SOURCE_DERIVED;
		}
		if (recipient->diagnostic || recipient->action != BOUNCE_ACTION_FAILED)
			continue;
		if (!looked) {
			looked = true;
			survey (report);
			general = bnc_prose_diagnostic (&report->survey, &report->lines, record->arena);
			named = general ? names_recipients (record, slice_str (general), &only) : 0;
		}
		if (general && (named == 0 || (named == 1 && recipient == only))) {
			recipient->diagnostic = general;
			recipient->source.diagnostic = BOUNCE_SOURCE_TEXT;
		}
	}
}

static void
add_special (report_t *report, const char *address, bounce_reason_t reason)
{
	struct bounce_recipient *recipient;

	if (!address)
		return;
	recipient = bnc_record_add_recipient (report->record, address, report->settings->limits.recipients);
	if (recipient) {
		recipient->reason = reason;
		recipient->source.reason = recipient->source.address = BOUNCE_SOURCE_FIELD;
	}
}

/* Hotmail hides To, and writes the address into a field of its own on top of the message. */
static const char *
complainer_in_header (report_t *report)
{
	slice_t head = report->record->original.head;
	uint32_t first, count = head.n ? bnc_message_fields (report->message, head, bnc_newline_of (head), &first) : 0;

	for (uint32_t i = 0; i < count; i++) {
		const field_t *field = &report->message->fields[first + i];

		if (slice_is (field->name, "x-hmxmroriginalrecipient"))
			return bnc_address_parse (field->value, false, report->record->arena);
	}
	return NULL;
}

/* Those who complained, as the feedback names them, else those the message was sent to. */
static void
read_complainers (report_t *report)
{
	bounce_record_t *record = report->record;
	slice_t rest = slice_str (record->original.to), each;
	bool named;

	if (record->recipient_count == 0)
		add_special (report, complainer_in_header (report), BOUNCE_REASON_FEEDBACK);
	for (size_t i = 0; i < record->recipient_count; i++)
		add_special (report, record->recipients[i].address, BOUNCE_REASON_FEEDBACK);
	named = record->recipient_count > 0;
	while (!named && record->original.to && bnc_address_list_next (&rest, &each))
		add_special (report, bnc_address_parse (each, false, record->arena), BOUNCE_REASON_FEEDBACK);
	for (size_t i = 0; record->recipient_count == 0 && i < record->original.hop_count; i++)
		add_special (report, record->original.hops[i].rcpt, BOUNCE_REASON_FEEDBACK);
}

/* Kinds that name no failed recipient: of these, those that are somebody's own doing name him. */
static void
read_special (report_t *report)
{
	bounce_record_t *record = report->record;

	if (record->kind == BOUNCE_KIND_COMPLAINT) {
		read_complainers (report);
		return;
	}
	record->recipient_count = 0;
	g_clear_pointer (&record->by_address, g_tree_destroy);
	if (record->kind == BOUNCE_KIND_AUTO_REPLY && record->from)
		add_special (report, bnc_address_parse (slice_str (record->from), false, record->arena), BOUNCE_REASON_VACATION);
}

static slice_t
reason_text (report_t *report)
{
	size_t last = 0, n = 0;

	if (report->record->kind != BOUNCE_KIND_FAILURE && report->record->kind != BOUNCE_KIND_DELAY)
		return SLICE_NONE;
	while (last < report->end && n < REASON_TEXT_MAX)
		n += report->lines.lines[last++].text.n;
	return slice_str (bnc_lines_join (&report->lines, 0, last, report->record->arena));
}

static void
explain_text (report_t *report, const recognition_t *recognition, bool by_prose)
{
	bnc_explain_bids (report->explain, report->settings->dialects, recognition);
	if (report->groups)
		bnc_explain_say (report->explain, "recipients named by fields of a delivery status: %zu; the text only adds to them",
		                 report->record->recipient_count);
	if (report->dialect)
		bnc_explain_lines (report->explain, report->dialect, &report->lines);
	if (report->dialect && by_prose)
		bnc_explain_say (report->explain, "no rule names a recipient: the text is read as prose");
	if (by_prose)
		bnc_explain_prose (report->explain, &report->survey, &report->lines);
}

/* The text, in the dialect it is written in, else as prose. */
static void
read_text (report_t *report)
{
	recognition_t recognition = bnc_dialect_recognise (report->settings->dialects, report->message, &report->lines);
	bool by_prose;

	report->dialect = recognition.dialect;
	report->reading.original = report->lines.count;
	if (report->dialect) {
		report->reading = bnc_dialect_read (report->dialect, &report->lines, &report->said, &report->settings->limits,
		                                    report->explain ? bnc_explain_rule : NULL, report->explain);
		report->record->dialect = bnc_arena_copy (report->record->arena, slice_str (report->dialect->name));
	}
	report->end = MIN (report->end, report->reading.original);
	if (report->original == PART_NONE)
		read_inline_original (report);
	if (report->groups == 0 && !report->feedback && !report->signs.person)
		read_fields_in_text (report);
	by_prose = report->groups == 0 && report->said.recipient_count == 0 && !report->feedback;
	if (by_prose) {
		survey (report);
		report->sure = bnc_prose_read (&report->survey, report->message, &report->lines, report->record, &report->said);
	}
	if (report->explain)
		explain_text (report, &recognition, by_prose);
}

static void
read_mail (report_t *report)
{
	report->original = bnc_original_part (report->message);
	if (report->original != PART_NONE)
		read_original_part (report);
	bnc_lines_collect (report->message, report->original, &report->lines);
	report->end = report->lines.count;
	read_machine_parts (report, false);
	read_text (report);
	read_wrapped (report);
}

/* A report that is JSON, where the mail is one. */
static bool
read_envelope (report_t *report)
{
	const limits_t *limits = &report->settings->limits;
	bounce_record_t *record = report->record;
	envelope_t envelope;

	if (!bnc_envelope_read (report->message, &envelope))
		return false;
	report->reading.kind = envelope.kind;
	report->feedback = envelope.kind == BOUNCE_KIND_COMPLAINT;
	report->groups = bnc_dsn_read (envelope.status, NEWLINE_LF, limits, record);
	if (report->feedback)
		bnc_arf_read (envelope.feedback, NEWLINE_LF, limits, record);
	bnc_original_read (report->message, envelope.original, SLICE_NONE, NEWLINE_LF, false, record);
	for (size_t i = 0; envelope.reason && i < record->recipient_count; i++) {
		record->recipients[i].reason = envelope.reason;
		record->recipients[i].source.reason = BOUNCE_SOURCE_FIELD;
	}
	record->dialect = "amazonses";
	record->queue_id = envelope.queue_id;
	if (record->date.seconds == BOUNCE_NO_TIME)
		record->date = envelope.date;
	return true;
}

/* One list of recipients, from what the fields and what the text say. */
static void
merge (report_t *report)
{
	bounce_record_t *record = report->record;

	if (report->dialect) {
		for (size_t i = 0; i < record->recipient_count; i++)
			bnc_dialect_detail (report->dialect, record, &record->recipients[i]);
	}
	/* What the fields' own diagnostics say goes before what the text says. */
	bnc_recipients_complete (record);
	bnc_recipients_merge (record, &report->said, report->settings->limits.recipients);
	if (report->reading.general && record->recipient_count == 1)
		bnc_recipients_merge_one (&record->recipients[0], report->reading.general);
	if (!record->reporting_mta)
		record->reporting_mta = report->said.reporting_mta;
	if (!record->queue_id)
		record->queue_id = report->said.queue_id;
}

slice_t
bnc_report_read (const settings_t *settings, message_t *message, bounce_record_t *record, explain_t *explain)
{
	report_t report = { .settings = settings, .message = message, .record = record, .reading = { 0, -1, NULL }, .explain = explain };

	report.signs = bnc_kind_signs (message, settings->wording, record);
	report.said.arena = record->arena;
	report.said.from = record->from;
	if (!read_envelope (&report))
		read_mail (&report);
	else if (explain)
		bnc_explain_say (explain, "a report in JSON, whose fields are read: no dialect is asked");
	record->kind = decide_kind (&report);
	/* Whatever dialect a letter quotes, it is not written in it. */
	if (record->kind == BOUNCE_KIND_OTHER && report.dialect)
		record->dialect = NULL;
	if (reports_delivery (record->kind)) {
		if (report.groups == 0 && report.said.recipient_count == 0 && report.disposition && record->disposition->final_recipient)
			bnc_record_add_recipient (&report.said, record->disposition->final_recipient, settings->limits.recipients);
		if (report.groups == 0 && report.said.recipient_count == 0)
			derive_recipient (&report);
		merge (&report);
		if (report.groups)
			record->kind = bnc_kind_of_actions (record);
		settle (&report);
		bnc_recipients_complete (record);
		if (!record->dialect && report.groups)
			record->dialect = "rfc3464";
	} else {
		read_special (&report);
	}
	if (report.lines.over)
		bnc_record_truncated (record, "text");
	for (size_t i = 0; i < report.said.truncated_count; i++)
		bnc_record_truncated (record, report.said.truncated[i]);
	g_clear_pointer (&report.said.by_address, g_tree_destroy);
	return reason_text (&report);
}
