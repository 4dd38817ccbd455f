/*
 * original.c - the returned message in all its places
 *
 * In: a cut mail, or the text of a report.  Out: record->original; which part, or which line, it starts at.
 * It comes back as message/rfc822, as text/rfc822-headers, as a part without a header of its own, or inline
 * behind some marker; and it may be quoted with "> ".  A dialect may name its marker; where none does, a
 * run of header fields gives the place away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/original.h"

#include "mail/text.h"
#include "mail/trail.h"

/* Fields that a mail's header has and prose has not; a report quotes one or two of them, never this many in a row. */
static const char *const mail_fields[] = { "received", "return-path", "message-id", "from", "to", "subject", "date",
	"mime-version", "content-type", "content-transfer-encoding", "reply-to", "sender", "delivered-to", "x-mailer",
	"dkim-signature", "x-originating-ip", "cc", "user-agent", "in-reply-to", "references", NULL };

/* Weight of a line as a sign of a header: 2 for what only transport writes, 1 for other fields of mail, 0 for none. */
static int
field_weight (slice_t line)
{
	size_t n = bnc_field_name_run (line);

	if (n == 0 || n == line.n || line.p[n] != ':')
		return 0;
	for (const char *const *name = mail_fields; *name; name++) {
		if (slice_is (slice (line.p, n), *name))
			return name - mail_fields < 3 ? 2 : 1;
	}
	return 0;
}

static bool
is_field (slice_t line)
{
	size_t n = 0;

	while (n < line.n && (g_ascii_isalnum (line.p[n]) || line.p[n] == '-' || line.p[n] == '_'))
		n++;
	return n > 0 && n < line.n && line.p[n] == ':' && !(n + 2 < line.n && line.p[n + 1] == '/' && line.p[n + 2] == '/');
}

static slice_t
without_quoting (slice_t line)
{
	if (line.n && line.p[0] == '>')
		line = slice_from (line, line.n > 1 && line.p[1] == ' ' ? 2 : 1);
	return line;
}

bool
bnc_original_looks (original_look_t *look, slice_t line, size_t offset)
{
	line = without_quoting (line);
	if (is_field (line)) {
		if (look->lines == 0)
			look->start = offset;
		look->weight += field_weight (line);
		look->lines++;
	} else if (!(line.n && slice_is_blank_char (line.p[0]) && look->lines > 0)) {
		look->weight = look->lines = 0;
	}
	return look->weight >= 4 && look->lines >= 3;
}

/* A copy without the "> " at the head of each line, where the first line has one. */
static slice_t
unquote (slice_t bytes, newline_t *newline, arena_t *arena)
{
	slice_t line;
	char *out;
	size_t n = 0;

	if (bytes.n == 0 || bytes.p[0] != '>')
		return bytes;
	out = bnc_arena_alloc (arena, bytes.n + 1);
	while (bnc_line_next (&bytes, *newline, &line)) {
		line = without_quoting (line);
		memcpy (out + n, line.p, line.n);
		n += line.n;
		out[n++] = '\n';
	}
	*newline = NEWLINE_LF;
	return slice (out, n);
}

static void
read_fields (const field_t *fields, uint32_t count, original_t *original, arena_t *arena)
{
	const struct {
		slice_t name;
		const char **value;
		const char *(*read) (slice_t value, arena_t *arena);
	} wanted[] = {
		{ SLICE_LIT ("message-id"), &original->message_id, bnc_field_id }, { SLICE_LIT ("from"), &original->from, bnc_field_text },
		{ SLICE_LIT ("to"), &original->to, bnc_field_text },               { SLICE_LIT ("subject"), &original->subject, bnc_field_text },
		{ SLICE_LIT ("date"), &original->date_text, bnc_field_text },      { SLICE_LIT ("return-path"), &original->return_path, bnc_field_id },
		{ SLICE_LIT ("list-id"), &original->list_id, bnc_field_text },
	};

	for (uint32_t i = 0; i < count; i++) {
		for (size_t w = 0; w < G_N_ELEMENTS (wanted); w++) {
			if (slice_equal_nocase (fields[i].name, wanted[w].name)) {
				if (!*wanted[w].value)
					*wanted[w].value = wanted[w].read (fields[i].value, arena);
				break;
			}
		}
	}
	if (original->date_text)
		original->date = bnc_date_parse (slice_str (original->date_text), arena);
}

typedef struct {
	slice_t head, body;
	newline_t newline;
	bool complete;
} returned_t;

/* The header for bounce_record_original_field(), which may be asked when the mail's bytes are gone. */
static kept_header_t *
keep (const limits_t *limits, slice_t head, newline_t newline, bounce_record_t *record)
{
	kept_header_t *kept = ARENA_NEW (record->arena, kept_header_t);

	kept->cut = head.n > limits->original;
	if (kept->cut) {
		head.n = limits->original;
		bnc_record_truncated (record, "original");
	}
	kept->head = slice (bnc_arena_copy (record->arena, head), head.n);
	kept->newline = newline;
	kept->fields = limits->fields;
	kept->field = limits->field;
	return kept;
}

/* What count fields of the message from first on say of what was returned; without any there is nothing. */
static void
take (const message_t *message, uint32_t first, uint32_t count, returned_t returned, bounce_record_t *record)
{
	original_t *original = &record->original;
	const field_t *fields = message->fields + first;
	bool over = false;

	if (count == 0)
		return;
	original->present = true;
	original->complete = returned.complete;
	original->head = returned.head;
	original->body = returned.body;
	original->kept = keep (message->limits, returned.head, returned.newline, record);
	original->date = WHEN_NONE;
	read_fields (fields, count, original, record->arena);
	original->hop_count = bnc_trail_parse (fields, count, message->limits->hops, &original->hops, &over, record->arena);
	if (over)
		bnc_record_truncated (record, "hops");
}

void
bnc_original_read (message_t *message, slice_t head, slice_t body, newline_t newline, bool complete, bounce_record_t *record)
{
	uint32_t first, count;

	head = unquote (head, &newline, record->arena);
	count = bnc_message_fields (message, head, newline, &first);
	take (message, first, count, (returned_t) { head, body, newline, complete }, record);
}

void
bnc_original_read_part (message_t *message, const part_t *part, newline_t newline, bool complete, bounce_record_t *record)
{
	if (part->newline != newline || (part->head.n && part->head.p[0] == '>'))
		bnc_original_read (message, part->head, part->body, newline, complete, record);
	else
		take (message, part->first_field, part->field_count, (returned_t) { part->head, part->body, newline, complete }, record);
}

/* A header that stands where the part's own should be: some software forgets the blank line. */
static bool
is_bare_header (const message_t *message, const part_t *part)
{
	int weight = 0;

	for (uint32_t i = 0; i < part->field_count; i++) {
		const field_t *field = &message->fields[part->first_field + i];

		weight += field_weight (slice (field->name.p, field->name.n + 1));
	}
	return weight >= 5 && bnc_part_field (message, part, "received");
}

int32_t
bnc_original_part (const message_t *message)
{
	for (size_t i = 0; i < message->part_count; i++) {
		const part_t *part = &message->parts[i];

		if (part->media == MEDIA_MESSAGE && part->child != PART_NONE)
			return (int32_t) i;
		if (part->media == MEDIA_HEADERS && part->body.n)
			return (int32_t) i;
		if (i > 0 && part->media != MEDIA_MULTIPART && is_bare_header (message, part))
			return (int32_t) i;
	}
	return PART_NONE;
}
