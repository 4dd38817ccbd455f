/*
 * fields.c - the fields of a report, wherever they stand
 *
 * In: a cut mail, or the lines of its text.  Out: the stretch that holds delivery-status fields (RFC 3464) or those of a feedback report
 * (RFC 5965), decoded, for dsn.c and arf.c to read; slices of the mail or the arena's.
 * Where their part has another type, or none, because something on the way made text or a nameless file of it, they are known by
 * their names: Final-Recipient, Reporting-MTA and Diagnostic-Code stand in nothing else, Feedback-Type counts beside another field.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/fields.h"

#include "mail/cut.h"
#include "mail/text.h"
#include "report/dsn.h"

/* As much of a part as is decoded to see whether it begins with a field. */
#define LOOK_BYTES ((size_t) 512)
/* How far around Feedback-Type the other fields are looked for, in lines. */
#define FEEDBACK_LINES 8

static slice_t
decode (const message_t *message, const part_t *part)
{
	slice_t body = bnc_transfer_decode (part->body, part->encoding, message->arena);

	return part->encoding != ENCODING_NONE && slice_end (part->body) == slice_end (message->bytes) ? bnc_cut_address (body) : body;
}

fields_t
bnc_fields_of_part (const message_t *message, const part_t *part)
{
	static const char *const names[] = { "reporting-mta", "final-recipient", "feedback-type", "disposition" };
	slice_t body;

	/* Where the blank line below the part's header is missing, they begin within the header. */
	for (size_t i = 0; part->encoding == ENCODING_NONE && i < G_N_ELEMENTS (names); i++) {
		if (bnc_part_field (message, part, names[i]))
			return (fields_t) { slice_between (part->head.p, slice_end (part->body)), message->newline, 0 };
	}
	body = decode (message, part);
	return (fields_t) { body, part->encoding == ENCODING_NONE ? message->newline : bnc_newline_of (body), 0 };
}

bool
bnc_fields_in_part (const message_t *message, const part_t *part, fields_t *fields)
{
	slice_t look = slice (part->body.p, MIN (part->body.n, LOOK_BYTES)), line = SLICE_NONE;

	if (part->media != MEDIA_OTHER)
		return false;
	look = slice_trim_left (bnc_transfer_decode (look, part->encoding, message->arena));
	if (!bnc_line_next (&look, bnc_newline_of (look), &line) || !bnc_dsn_is_field (line))
		return false;
	fields->text = decode (message, part);
	fields->newline = bnc_newline_of (fields->text);
	return true;
}

static bool
is_feedback_field (slice_t line)
{
	static const char *const names[] = { "user-agent:", "version:", "source-ip:", "original-mail-from:", "original-rcpt-to:",
		"reported-domain:", "reporting-mta:" };

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		if (slice_starts (line, names[i]))
			return true;
	}
	return false;
}

/* Where the paragraph begins that has Feedback-Type in line at, and another field of a feedback report beside it; end where it has none. */
static size_t
feedback_start (const lines_t *lines, size_t at, size_t end)
{
	size_t first = at, found = end;

	while (first > 0 && at - first < FEEDBACK_LINES && lines->lines[first - 1].text.n && lines->lines[first - 1].source == lines->lines[at].source)
		first--;
	for (size_t i = first; i < end && i < at + FEEDBACK_LINES; i++) {
		if (is_feedback_field (lines->lines[i].text))
			found = first;
	}
	return found;
}

/* The lines as they stand in the text; without their indentation, which would fold them, where the first has one. */
static fields_t
cut_lines (const lines_t *lines, size_t first, size_t last, arena_t *arena)
{
	const line_t *from = &lines->lines[first], *to = &lines->lines[last];
	slice_t text = lines->sources[from->source].text;
	GString *out;
	fields_t fields;

	text = slice_between (text.p + from->offset, text.p + to->offset + to->text.n + to->indent);
	if (from->indent == 0)
		return (fields_t) { text, lines->sources[from->source].newline, first };
	out = g_string_sized_new (text.n + 1);
	for (const line_t *line = from; line <= to; line++) {
		if (line->indent > from->indent)
			g_string_append_c (out, ' ');
		g_string_append_len (out, line->text.p, (gssize) line->text.n);
		g_string_append_c (out, '\n');
	}
	fields = (fields_t) { slice (bnc_arena_copy (arena, slice (out->str, out->len)), out->len), NEWLINE_LF, first };
	g_string_free (out, TRUE);
	return fields;
}

fields_kind_t
bnc_fields_in_lines (const lines_t *lines, size_t end, fields_t *fields, arena_t *arena)
{
	for (size_t i = 0; i < end; i++) {
		slice_t text = lines->lines[i].text;
		bool feedback = slice_starts (text, "feedback-type:") && feedback_start (lines, i, end) < end;
		size_t first = i, last = i;

		if (!feedback && !bnc_dsn_is_field (text))
			continue;
		if (feedback)
			first = feedback_start (lines, i, end);
		while (last + 1 < end && lines->lines[last + 1].source == lines->lines[i].source)
			last++;
		*fields = cut_lines (lines, first, last, arena);
		return feedback ? FIELDS_FEEDBACK : FIELDS_STATUS;
	}
	return FIELDS_NONE;
}
