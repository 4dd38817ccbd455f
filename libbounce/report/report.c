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
#include "report/codes.h"
#include "report/dialect.h"
#include "report/dsn.h"
#include "report/envelope.h"
#include "report/explain.h"
#include "report/fields.h"
#include "report/forward.h"
#include "report/kind.h"
#include "report/mdn.h"
#include "report/prose.h"
#include "report/recipients.h"
#include "report/special.h"

/* As much of a report's text as is searched for a reason that no recipient states. */
#define REASON_TEXT_MAX ((size_t) 2048)

/* How often a mail may have been passed on. */
#define FORWARDS_MAX 3

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
	bool prose;                /* the text was read as prose, in no dialect */
	bool sure;                 /* of a recipient that prose names */
	header_signs_t signs;
	explain_t *explain;        /* NULL: nobody asks how */
} report_t;

/* Reads the machine-readable parts; those of the returned message only where within is it. */
static void
read_machine_parts (report_t *report, bool within_original)
{
	message_t *message = report->message;

	for (size_t i = 0; i < message->part_count; i++) {
		const part_t *part = &message->parts[i];
		fields_t fields;

		if (part->media < MEDIA_DELIVERY_STATUS)
			continue;
		if (bnc_lines_is_returned (message, (int32_t) i, report->original) != within_original)
			continue;
		fields = bnc_fields_of_part (message, part);
		if (part->media == MEDIA_DELIVERY_STATUS) {
			report->groups += bnc_dsn_read (fields.text, fields.newline, &report->settings->limits, report->record);
		} else if (part->media == MEDIA_FEEDBACK) {
			report->feedback = true;
			bnc_arf_read (fields.text, fields.newline, &report->settings->limits, report->record);
		} else {
			report->disposition = true;
			bnc_mdn_read (fields.text, fields.newline, report->record);
		}
	}
}

/* Fields written into the text (Amazon WorkMail), or into a part that does not say what it is. */
static void
read_stray_fields (report_t *report)
{
	const limits_t *limits = &report->settings->limits;
	const message_t *message = report->message;
	fields_t fields;

	switch (bnc_fields_in_lines (&report->lines, report->end, &fields, message->arena)) {
	case FIELDS_FEEDBACK:
		report->feedback = true;
		bnc_arf_read (fields.text, fields.newline, limits, report->record);
		return;
	case FIELDS_STATUS:
		report->groups += bnc_dsn_read (fields.text, fields.newline, limits, report->record);
		/* What they say of one is not said of all. */
		if (report->groups)
			report->end = fields.line;
		return;
	default:
		break;
	}
	for (size_t i = 1; i < message->part_count && report->groups == 0; i++) {
		if (!bnc_lines_is_returned (message, (int32_t) i, report->original) &&
		    bnc_fields_in_part (message, &message->parts[i], &fields))
			report->groups += bnc_dsn_read (fields.text, fields.newline, limits, report->record);
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

static bool
has_code (const char *text)
{
	return bnc_reply_find (slice_str (text)) || bnc_status_find (slice_str (text)).n;
}

/* Has nothing been said of the recipient yet; or, in prose that speaks of him alone, nothing with a code? */
static bool
wants_text (const report_t *report, const struct bounce_recipient *recipient)
{
	return !recipient->diagnostic || (report->prose && report->record->recipient_count == 1 && !recipient->status &&
	                                  !recipient->reply_code && !has_code (recipient->diagnostic));
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
		if (recipient->action != BOUNCE_ACTION_FAILED || !wants_text (report, recipient))
			continue;
		if (!looked) {
			looked = true;
			survey (report);
			general = bnc_prose_diagnostic (&report->survey, &report->lines, record->arena);
			named = general ? names_recipients (record, slice_str (general), &only) : 0;
		}
		if (general && (named == 0 || (named == 1 && recipient == only)) && (!recipient->diagnostic || has_code (general))) {
			recipient->diagnostic = general;
			recipient->source.diagnostic = BOUNCE_SOURCE_TEXT;
		}
	}
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
explain_text (report_t *report, const recognition_t *recognition)
{
	bnc_explain_bids (report->explain, report->settings->dialects, recognition);
	if (report->groups)
		bnc_explain_say (report->explain, "recipients named by fields of a delivery status: %zu; the text only adds to them",
		                 report->record->recipient_count);
	if (report->dialect)
		bnc_explain_lines (report->explain, report->dialect, &report->lines);
	if (report->dialect && report->prose)
		bnc_explain_say (report->explain, "no rule names a recipient: the text is read as prose");
	if (report->prose)
		bnc_explain_prose (report->explain, &report->survey, &report->lines);
}

/* The text, in the dialect it is written in, else as prose. */
static void
read_text (report_t *report)
{
	recognition_t recognition = bnc_dialect_recognise (report->settings->dialects, report->message, &report->lines);

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
		read_stray_fields (report);
	report->prose = report->groups == 0 && report->said.recipient_count == 0 && !report->feedback;
	if (report->prose) {
		survey (report);
		report->sure = bnc_prose_read (&report->survey, report->message, &report->lines, report->record, &report->said);
	}
	if (report->explain)
		explain_text (report, &recognition);
}

/* Lines with "> ", as an answer quotes what it answers; a transcript has ">>> " in front of commands. */
static bool
quotes (const lines_t *lines)
{
	int count = 0;

	for (size_t i = 0; i < lines->count && count < 2; i++)
		count += slice_starts (lines->lines[i].text, "> ");
	return count == 2;
}

static void
read_mail (report_t *report)
{
	report->original = bnc_original_part (report->message);
	if (report->original != PART_NONE)
		read_original_part (report);
	bnc_lines_collect (report->message, report->original, &report->lines);
	report->end = report->lines.count;
	/* Not every mail program says what it answers in a field. */
	report->signs.person |= report->signs.reply && !report->signs.daemon && quotes (&report->lines);
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

static slice_t read_report (report_t *report, int forwards);

/* The report in a mail that was passed on becomes what the record says; another one in it adds its recipients. */
static void
adopt (bounce_record_t *record, const bounce_record_t *within, size_t limit)
{
	if (!reports_delivery (record->kind)) {
		record->kind = within->kind;
		record->dialect = within->dialect;
		record->reporting_mta = within->reporting_mta;
		record->received_from_mta = within->received_from_mta;
		record->envelope_id = within->envelope_id;
		record->queue_id = within->queue_id;
		record->arrival_date = within->arrival_date;
		record->original = within->original;
	}
	if (within->kind == BOUNCE_KIND_FAILURE)
		record->kind = within->kind;
	for (size_t i = 0; i < within->recipient_count; i++) {
		struct bounce_recipient *recipient = bnc_record_add_recipient (record, within->recipients[i].address, limit);
		const char *address = recipient ? recipient->address : NULL;

		if (!recipient || recipient->action)
			continue;
		*recipient = within->recipients[i];
		recipient->address = address;
	}
	for (size_t i = 0; i < within->truncated_count; i++)
		bnc_record_truncated (record, within->truncated[i]);
}

/* Reads a mail that was passed on, and takes what it reports. */
static slice_t
read_within (report_t *report, slice_t bytes, int forwards)
{
	bounce_record_t *record = report->record, within = { .arena = record->arena };
	report_t inner = { .settings = report->settings, .record = &within, .reading = { 0, -1, NULL }, .explain = report->explain };
	message_t *message = ARENA_NEW (record->arena, message_t);
	slice_t text;

	within.date = within.arrival_date = within.original.date = WHEN_NONE;
	bnc_message_parse (message, bytes, &report->settings->limits, record->arena);
	within.from = bnc_field_text (bnc_part_value (message, &message->parts[0], "from"), record->arena);
	within.to = bnc_field_text (bnc_part_value (message, &message->parts[0], "to"), record->arena);
	within.subject = bnc_field_text (bnc_part_value (message, &message->parts[0], "subject"), record->arena);
	inner.message = message;
	text = read_report (&inner, forwards + 1);
	if (within.kind == BOUNCE_KIND_FAILURE || within.kind == BOUNCE_KIND_DELAY)
		adopt (record, &within, report->settings->limits.recipients);
	else
		text = SLICE_NONE;
	g_clear_pointer (&within.by_address, g_tree_destroy);
	return text;
}

/* The reports in a mail that was passed on, which says nothing of its own. An answer quotes what both have read; a list talks about it. */
static slice_t
read_forwarded (report_t *report, int forwards)
{
	const header_signs_t *signs = &report->signs;
	slice_t text = SLICE_NONE, mail, each;

	if (forwards >= FORWARDS_MAX || signs->bulk_list || signs->reply)
		return text;
	if (report->explain)
		bnc_explain_say (report->explain, "no report: what may have been passed on in it is read");
	for (size_t from = 0; (mail = bnc_forward_next (report->message, &from)).n;) {
		each = read_within (report, mail, forwards);
		text = text.n ? text : each;
	}
	if (reports_delivery (report->record->kind) || (signs->answer && !signs->forward))
		return text;
	mail = bnc_forward_inline (&report->lines, report->record->subject, report->record->arena);
	return mail.n ? read_within (report, mail, forwards) : SLICE_NONE;
}

static slice_t
read_report (report_t *report, int forwards)
{
	const settings_t *settings = report->settings;
	bounce_record_t *record = report->record;
	slice_t text;

	report->signs = bnc_kind_signs (report->message, settings->wording, record);
	report->said.arena = record->arena;
	report->said.from = record->from;
	if (!read_envelope (report))
		read_mail (report);
	else if (report->explain)
		bnc_explain_say (report->explain, "a report in JSON, whose fields are read: no dialect is asked");
	record->kind = decide_kind (report);
	/* Whatever dialect a letter quotes, it is not written in it. */
	if (record->kind == BOUNCE_KIND_OTHER && report->dialect)
		record->dialect = NULL;
	if (reports_delivery (record->kind)) {
		if (report->groups == 0 && report->said.recipient_count == 0 && report->disposition && record->disposition->final_recipient)
			bnc_record_add_recipient (&report->said, record->disposition->final_recipient, settings->limits.recipients);
		if (report->groups == 0 && report->said.recipient_count == 0)
			derive_recipient (report);
		merge (report);
		if (report->groups)
			record->kind = bnc_kind_of_actions (record);
		settle (report);
		bnc_recipients_complete (record);
		if (!record->dialect && report->groups)
			record->dialect = "rfc3464";
	} else {
		bnc_special_read (report->message, &settings->limits, record);
	}
	text = record->kind == BOUNCE_KIND_OTHER ? read_forwarded (report, forwards) : reason_text (report);
	if (report->lines.over)
		bnc_record_truncated (record, "text");
	for (size_t i = 0; i < report->said.truncated_count; i++)
		bnc_record_truncated (record, report->said.truncated[i]);
	g_clear_pointer (&report->said.by_address, g_tree_destroy);
	return text;
}

slice_t
bnc_report_read (const settings_t *settings, message_t *message, bounce_record_t *record, explain_t *explain)
{
	report_t report = { .settings = settings, .message = message, .record = record, .reading = { 0, -1, NULL }, .explain = explain };

	return read_report (&report, 0);
}
