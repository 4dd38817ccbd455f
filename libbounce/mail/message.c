/*
 * message.c - one mail as header fields and a tree of parts (RFC 5322, RFC 2045, RFC 2046)
 *
 * In: the bytes of a mail, of any kind.  Out: fields and parts as slices of those bytes; only the arrays
 * that hold them, and a message/rfc822 that came base64 or quoted-printable, are the arena's.
 * Every byte is looked at once per level of nesting, and nesting has a limit.
 *
 * What real mail breaks: a mbox line, a blank one or U+FEFF in front, no blank line before the body, boundaries
 * that never end, parts without a header, a returned header where a part's own should be (doc/VIOLATIONS.md).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/message.h"

#include "mail/cut.h"
#include "mail/mbox.h"

typedef struct {
	slice_t name;
	media_t media;
} media_name_t;

/* A type in none of these rows is text, multipart or other by its first word. */
static const media_name_t media_names[] = {
	{ SLICE_LIT ("message/rfc822"), MEDIA_MESSAGE },                           /* RFC 2046, 5.2.1 */
	{ SLICE_LIT ("message/global"), MEDIA_MESSAGE },                           /* RFC 6532, 3.7 */
	{ SLICE_LIT ("text/rfc822-headers"), MEDIA_HEADERS },                      /* RFC 6522, 4 */
	{ SLICE_LIT ("text/rfc822-header"), MEDIA_HEADERS },                       /* misspelt */
	{ SLICE_LIT ("message/rfc822-headers"), MEDIA_HEADERS },                   /* Exchange, sendmail 8.8 */
	{ SLICE_LIT ("message/global-headers"), MEDIA_HEADERS },                   /* RFC 6533, 6 */
	{ SLICE_LIT ("message/delivery-status"), MEDIA_DELIVERY_STATUS },          /* RFC 3464 */
	{ SLICE_LIT ("message/global-delivery-status"), MEDIA_DELIVERY_STATUS },   /* RFC 6533, 4 */
	{ SLICE_LIT ("message/disposition-notification"), MEDIA_DISPOSITION },     /* RFC 8098 */
	{ SLICE_LIT ("message/global-disposition-notification"), MEDIA_DISPOSITION },
	{ SLICE_LIT ("message/feedback-report"), MEDIA_FEEDBACK },                 /* RFC 5965 */
	{ SLICE_LIT ("text/html"), MEDIA_HTML },
};

static media_t
media_of (slice_t type)
{
	for (size_t i = 0; i < G_N_ELEMENTS (media_names); i++) {
		if (slice_equal_nocase (type, media_names[i].name))
			return media_names[i].media;
	}
	if (slice_starts (type, "multipart/"))
		return MEDIA_MULTIPART;
	/* "text/delivery-status", "application/delivery-status": the body is what the name says */
	if (type.n > 16 && slice_is (slice_from (type, type.n - 16), "/delivery-status"))
		return MEDIA_DELIVERY_STATUS;
	return slice_starts (type, "text/") ? MEDIA_TEXT : MEDIA_OTHER;
}

static encoding_t
encoding_of (slice_t value)
{
	value = slice_trim (value);
	if (slice_starts (value, "base64"))
		return ENCODING_BASE64;
	if (slice_starts (value, "quoted-printable"))
		return ENCODING_QP;
	if (slice_starts (value, "x-uue") || slice_starts (value, "uue") || slice_starts (value, "x-uuencode"))
		return ENCODING_UU;
	return ENCODING_NONE;
}

/* A parameter's value begins at v: quoted string (RFC 5322, 3.2.4), or up to the next ';' or blank. */
static slice_t
parameter_value (slice_t v, arena_t *arena)
{
	char *copy;
	size_t n = 0;

	if (v.n == 0 || v.p[0] != '"') {
		while (n < v.n && v.p[n] != ';' && !slice_is_blank_char (v.p[n]))
			n++;
		return slice (v.p, n);
	}
	v = slice_from (v, 1);
	for (n = 0; n < v.n && v.p[n] != '"' && v.p[n] != '\\'; n++)
		;
	if (n >= v.n || v.p[n] == '"')
		return slice (v.p, n);
	copy = bnc_arena_alloc (arena, v.n);
	n = 0;
	for (size_t i = 0; i < v.n && v.p[i] != '"'; i++) {
		if (v.p[i] == '\\' && i + 1 < v.n)
			i++;
		copy[n++] = v.p[i];
	}
	return slice (copy, n);
}

/* Longer ones are no comments: each parenthesis that never closes would be looked for up to the field's end. */
#define COMMENT_MAX ((size_t) 1000)

/* Offset behind the comment (RFC 2045, 5.1) that opens at or, blanks left aside, behind at, and the blanks behind it; at where
 * there is none or it never ends. */
static size_t
skip_comment (slice_t value, size_t at)
{
	size_t depth = 0, i = at;

	value.n = MIN (value.n, at + COMMENT_MAX);
	while (i < value.n && slice_is_blank_char (value.p[i]))
		i++;
	if (i == value.n || value.p[i] != '(')
		return at;
	for (; i < value.n; i++) {
		if (value.p[i] == '\\')
			i++;
		else if (value.p[i] == '(')
			depth++;
		else if (value.p[i] == ')' && --depth == 0)
			break;
	}
	if (i >= value.n)
		return at;
	for (i++; i < value.n && slice_is_blank_char (value.p[i]); i++)
		;
	return i;
}

/* Offset of the next ';' that is in no comment, or value.n. A parenthesis that never closes is none. */
static size_t
next_parameter (slice_t value, size_t at)
{
	size_t semicolon = slice_index (value, ';', at);

	if (slice_index (slice (value.p, semicolon), '(', at) == semicolon)
		return semicolon;
	for (bool comments = true; at < value.n && value.p[at] != ';'; at++) {
		size_t end = comments && value.p[at] == '(' ? skip_comment (value, at) : at;

		comments = comments && (value.p[at] != '(' || end > at);
		at = end > at ? end - 1 : at;
	}
	return at;
}

slice_t
bnc_field_parameter (slice_t value, const char *name, arena_t *arena)
{
	size_t at = next_parameter (value, 0);

	while (at < value.n) {
		slice_t rest = slice_trim_left (slice_from (value, skip_comment (value, at + 1)));
		size_t equals = 0;

		while (equals < rest.n && rest.p[equals] != '=' && rest.p[equals] != ';' && rest.p[equals] != '"')
			equals++;
		if (equals < rest.n && rest.p[equals] == '=') {
			slice_t v = slice_trim_left (slice_from (rest, equals + 1));

			if (slice_is (slice_trim (slice (rest.p, equals)), name))
				return parameter_value (v, arena);
			if (v.n && v.p[0] == '"') {
				size_t quote = 1;

				while (quote < v.n && v.p[quote] != '"')
					quote += v.p[quote] == '\\' ? 2 : 1;
				v = slice_from (v, quote);
			}
			rest = v;
		} else {
			rest = slice_from (rest, equals);
		}
		at = (size_t) (slice_end (value) - slice_end (rest)) + (size_t) (rest.p - value.p);
		at = next_parameter (value, at);
	}
	return SLICE_NONE;
}

static void
add_field (message_t *message, slice_t name, slice_t value, uint32_t *count)
{
	if (*count >= message->limits->fields) {
		message->over_fields = true;
		return;
	}
	if (value.n > message->limits->field) {
		message->over_field = true;
		value.n = message->limits->field;
	}
	message->fields = bnc_arena_grow (message->arena, message->fields, message->field_count, &message->field_room,
	                                  sizeof (field_t));
	message->fields[message->field_count++] = (field_t) { name, slice_trim (value) };
	(*count)++;
}

size_t
bnc_field_name_run (slice_t line)
{
	static const bool named[256] = { ['!' ... '9'] = true, [';' ... '~'] = true };
	size_t n = 0;

	while (n < line.n && named[(guchar) line.p[n]])
		n++;
	return n;
}

/* A blank before the colon is forgiven (obsolete syntax, RFC 5322, 4.5). */
size_t
bnc_field_name_length (slice_t line)
{
	size_t n = bnc_field_name_run (line);

	if (n == 0 || n == line.n)
		return 0;
	if (line.p[n] == ':')
		return n;
	for (size_t i = n; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++) {
		if (i + 1 < line.n && line.p[i + 1] == ':')
			return n;
	}
	return 0;
}

/* "From sender date", as a mailbox has it (RFC 4155, and looser), in front of a header. A sentence that begins so has none below it. */
static bool
is_mailbox_line (slice_t line, slice_t rest, newline_t newline)
{
	slice_t next;

	if (line.n && line.p[0] == '>')
		line = slice_from (line, 1);
	return line.n > 5 && memcmp (line.p, "From ", 5) == 0 && bnc_field_name_length (line) == 0 && bnc_line_next (&rest, newline, &next) &&
	       (bnc_field_name_length (next) > 0 || slice_starts (next, ">From "));
}

/* Does the line begin a field that headers of mails have, and prose has not? */
static bool
is_field_of_mail (slice_t line)
{
	static const char *const names[] = { "x-", "content-", "mime-", "message-id", "from", "to", "subject", "date", "received", "cc",
		"sender", "reply-to", "return-path", "dkim-", "arc-", "authentication-", "list-", "in-reply-to", "references", "thread-" };
	slice_t name = slice (line.p, bnc_field_name_length (line));

	for (size_t i = 0; name.n && i < G_N_ELEMENTS (names); i++) {
		if (names[i][strlen (names[i]) - 1] == '-' ? slice_starts (name, names[i]) : slice_is (name, names[i]))
			return true;
	}
	return false;
}

#define LOST_FOLD_LINES 16
#define LOST_FOLD_WORD 16

/* Is the line, which is no field, the rest of the field above it, whose fold lost its white space (Office 365 returns such headers)?
 * So it is where a parameter is due, where a lone long word is all of the value, or where the header goes on below. */
static bool
is_lost_fold (slice_t value, slice_t line, slice_t rest, newline_t newline)
{
	size_t word = 0;

	value = slice_trim_right (value);
	if (line.n > 1 && line.p[0] == '-' && line.p[1] == '-')
		return false;
	while (word < line.n && (g_ascii_isalnum (line.p[word]) || line.p[word] == '-' || line.p[word] == '*'))
		word++;
	if (value.n && value.p[value.n - 1] == ';' && word > 0 && word < line.n && line.p[word] == '=')
		return true;
	if (value.n == 0 && line.n >= LOST_FOLD_WORD && slice_index (line, ' ', 0) == line.n)
		return true;
	for (int i = 0; i < LOST_FOLD_LINES && bnc_line_next (&rest, newline, &line) && slice_trim (line).n; i++) {
		if (is_field_of_mail (line))
			return true;
	}
	return false;
}

/* Takes the fields off *rest, with the blank line behind them; gives the header itself. */
static slice_t
take_header (message_t *message, slice_t *rest, newline_t newline, uint32_t *first, uint32_t *count)
{
	const char *start = rest->p;
	slice_t name = SLICE_NONE, value = SLICE_NONE, line, before = *rest;

	*first = (uint32_t) message->field_count;
	*count = 0;
	while (bnc_line_next (rest, newline, &line)) {
		size_t n;

		if (line.n == 0)
			break;
		n = bnc_field_name_length (line);
		if (name.p && (line.p[0] == ' ' || line.p[0] == '\t' || (n == 0 && is_lost_fold (value, line, *rest, newline)))) {
			value.n = (size_t) (slice_end (line) - value.p);
			before = *rest;
			continue;
		}
		if (n == 0 && !slice_starts (line, ">From ") && (name.p || !is_mailbox_line (line, *rest, newline))) {
			/* No header any more, and no blank line to say so: the body starts here. A line of blanks alone is one. */
			if (slice_trim (line).n)
				*rest = before;
			break;
		}
		if (name.p)
			add_field (message, name, value, count);
		name = n ? slice (line.p, n) : SLICE_NONE;
		if (n)
			value = slice_from (line, line.p[n] == ':' ? n + 1 : slice_index (line, ':', n) + 1);
		before = *rest;
	}
	if (name.p)
		add_field (message, name, value, count);
	return slice_between (start, before.p);
}

uint32_t
bnc_message_fields (message_t *message, slice_t head, newline_t newline, uint32_t *first)
{
	uint32_t count = 0;

	*first = (uint32_t) message->field_count;
	if (head.n)
		take_header (message, &head, newline, first, &count);
	return count;
}

const field_t *
bnc_part_field (const message_t *message, const part_t *part, const char *name)
{
	slice_t wanted = slice_str (name);

	for (uint32_t i = 0; i < part->field_count; i++) {
		const field_t *field = &message->fields[part->first_field + i];

		if (slice_equal_nocase (field->name, wanted))
			return field;
	}
	return NULL;
}

slice_t
bnc_part_value (const message_t *message, const part_t *part, const char *name)
{
	const field_t *field = bnc_part_field (message, part, name);

	return field ? field->value : SLICE_NONE;
}

/* What the part is, from its Content-* fields (RFC 2045). */
static void
read_type (message_t *message, part_t *part, bool in_digest)
{
	slice_t type = SLICE_NONE, disposition = SLICE_NONE;

	for (uint32_t i = 0; i < part->field_count; i++) {
		const field_t *field = &message->fields[part->first_field + i];

		if (field->name.n < 12 || !slice_starts (field->name, "content-"))
			continue;
		if (slice_is (field->name, "content-type") && !type.p)
			type = field->value;
		else if (slice_is (field->name, "content-transfer-encoding"))
			part->encoding = encoding_of (field->value);
		else if (slice_is (field->name, "content-disposition"))
			disposition = field->value;
	}
	part->media_type = in_digest ? SLICE_LIT ("message/rfc822") : SLICE_LIT ("text/plain");
	if (type.p) {
		size_t n = 0;

		type = slice_from (type, skip_comment (type, 0));
		while (n < type.n && type.p[n] != ';' && type.p[n] != '(' && !slice_is_blank_char (type.p[n]))
			n++;
		if (memchr (type.p, '/', n))
			part->media_type = slice (type.p, n);
	}
	part->media = media_of (part->media_type);
	if (!type.p)
		return;
	if (part->media == MEDIA_MULTIPART) {
		/* A blank cannot end a boundary (RFC 2046, 5.1.1), whatever stands in the quotes. */
		part->boundary = slice_trim_right (bnc_field_parameter (type, "boundary", message->arena));
		part->report_type = bnc_field_parameter (type, "report-type", message->arena);
	} else {
		part->charset = bnc_field_parameter (type, "charset", message->arena);
		part->name = bnc_field_parameter (type, "name", message->arena);
	}
	if (!part->name.p && disposition.p)
		part->name = bnc_field_parameter (disposition, "filename", message->arena);
}

typedef enum { LINE_TEXT, LINE_DELIMITER, LINE_CLOSE } delimiter_t;

/* Is the line a delimiter of this boundary (RFC 2046, 5.1.1)? Blanks behind it are forgiven. */
static delimiter_t
delimiter_of (slice_t line, slice_t boundary)
{
	slice_t rest;

	if (line.n < boundary.n + 2 || line.p[0] != '-' || line.p[1] != '-' ||
	    memcmp (line.p + 2, boundary.p, boundary.n) != 0)
		return LINE_TEXT;
	rest = slice_from (line, boundary.n + 2);
	if (rest.n >= 2 && rest.p[0] == '-' && rest.p[1] == '-')
		return slice_trim (slice_from (rest, 2)).n == 0 ? LINE_CLOSE : LINE_TEXT;
	return slice_trim (rest).n == 0 ? LINE_DELIMITER : LINE_TEXT;
}

/* end without the line end in front of it, which belongs to the delimiter. */
static slice_t
without_last_newline (slice_t body, newline_t newline)
{
	if (body.n && body.p[body.n - 1] == (newline == NEWLINE_CR ? '\r' : '\n'))
		body.n--;
	if (newline == NEWLINE_LF && body.n && body.p[body.n - 1] == '\r')
		body.n--;
	return body;
}

static void parse_part (message_t *message, slice_t region, newline_t newline, int32_t parent, uint32_t depth, bool in_digest);

/* The boundary that the body really uses where it is not the declared one: a line "--X" with a Content- field below it. */
static slice_t
guess_boundary (slice_t body, newline_t newline)
{
	slice_t line, next;

	while (bnc_line_next (&body, newline, &line)) {
		slice_t below = body;

		if (line.n > 4 && line.p[0] == '-' && line.p[1] == '-' && bnc_line_next (&below, newline, &next) &&
		    slice_starts (next, "content-"))
			return slice_trim_right (slice_from (line, 2));
	}
	return SLICE_NONE;
}

/* The next line of body at or after *rest that begins with dashed ("--" and a boundary); *rest moves behind it. Searched as a string:
 * of a body's lines next to none begin so. */
static bool
next_candidate (slice_t body, slice_t *rest, slice_t dashed, newline_t newline, slice_t *line)
{
	const char *hit;

	while ((hit = memmem (rest->p, rest->n, dashed.p, dashed.n)) != NULL) {
		*rest = slice_between (hit, slice_end (*rest));
		if (hit == body.p || hit[-1] == (newline == NEWLINE_CR ? '\r' : '\n'))
			return bnc_line_next (rest, newline, line);
		*rest = slice_from (*rest, dashed.n);
	}
	return false;
}

/* A boundary may hold any byte, NUL too. */
static slice_t
dashed_boundary (slice_t boundary, arena_t *arena)
{
	char *copy = bnc_arena_alloc (arena, boundary.n + 2);

	memcpy (copy, "--", 2);
	memcpy (copy + 2, boundary.p, boundary.n);
	return slice (copy, boundary.n + 2);
}

/* Cuts the body of self into parts; false where the boundary was not met at all. */
static bool
cut_multipart (message_t *message, int32_t self, slice_t boundary, newline_t newline)
{
	/* The array may move while children are added: the part is named by its index. */
	slice_t rest = message->parts[self].body, line;
	slice_t dashed = dashed_boundary (boundary, message->arena);
	uint32_t depth = message->parts[self].depth;
	bool digest = slice_is (message->parts[self].media_type, "multipart/digest");
	const char *child = NULL;

	while (next_candidate (message->parts[self].body, &rest, dashed, newline, &line)) {
		delimiter_t delimiter = delimiter_of (line, boundary);

		if (delimiter == LINE_TEXT)
			continue;
		if (child)
			parse_part (message, without_last_newline (slice_between (child, line.p), newline), newline, self, depth + 1,
			            digest);
		child = rest.p;
		if (delimiter == LINE_CLOSE) {
			message->parts[self].closed = true;
			return true;
		}
	}
	if (child)
		parse_part (message, slice_between (child, slice_end (rest)), newline, self, depth + 1, digest);
	return child != NULL;
}

static void
parse_multipart (message_t *message, int32_t self, newline_t newline)
{
	slice_t boundary = message->parts[self].boundary;

	if (boundary.n && cut_multipart (message, self, boundary, newline))
		return;
	boundary = guess_boundary (message->parts[self].body, newline);
	if (boundary.n)
		cut_multipart (message, self, boundary, newline);
}

static void
parse_enclosed (message_t *message, int32_t self, newline_t newline)
{
	slice_t region = message->parts[self].body;
	part_t copy = message->parts[self];

	if (copy.encoding != ENCODING_NONE) {
		/* RFC 2046, 5.2.1 forbids it; Exchange and Gmail do it all the same. */
		region = bnc_transfer_decode (copy.body, copy.encoding, message->arena);
		newline = bnc_newline_of (region);
	}
	if (region.n)
		parse_part (message, region, newline, self, copy.depth + 1, false);
}

static int32_t
add_part (message_t *message, int32_t parent, uint32_t depth)
{
	int32_t self = (int32_t) message->part_count;

	message->parts = bnc_arena_grow (message->arena, message->parts, message->part_count, &message->part_room,
	                                 sizeof (part_t));
	message->parts[message->part_count++] =
		(part_t) { .parent = parent, .child = PART_NONE, .last = PART_NONE, .next = PART_NONE, .depth = depth };
	if (parent != PART_NONE) {
		part_t *above = &message->parts[parent];

		if (above->last == PART_NONE)
			above->child = self;
		else
			message->parts[above->last].next = self;
		above->last = self;
	}
	return self;
}

static void
parse_part (message_t *message, slice_t region, newline_t newline, int32_t parent, uint32_t depth, bool in_digest)
{
	int32_t self;
	slice_t rest = region;
	part_t *part;

	if (message->part_count >= message->limits->parts || depth > message->limits->depth) {
		message->over_parts |= message->part_count >= message->limits->parts;
		message->over_depth |= depth > message->limits->depth;
		return;
	}
	self = add_part (message, parent, depth);
	part = &message->parts[self];
	part->newline = newline;
	part->head = take_header (message, &rest, newline, &part->first_field, &part->field_count);
	part->body = rest;
	read_type (message, part, in_digest);
	if (part->media == MEDIA_MULTIPART)
		parse_multipart (message, self, newline);
	else if (part->media == MEDIA_MESSAGE)
		parse_enclosed (message, self, newline);
}

void
bnc_message_parse (message_t *message, slice_t bytes, const limits_t *limits, arena_t *arena)
{
	slice_t rest, line;

	*message = (message_t) { .arena = arena, .limits = limits };
	if (bytes.n > limits->message) {
		message->over_message = true;
		bytes.n = limits->message;
	}
	message->newline = bnc_newline_of (bytes);
	bytes = bnc_cut_address (bytes);
	if (slice_starts (bytes, "\xEF\xBB\xBF"))
		bytes = slice_from (bytes, 3);
	rest = bytes;
	/* The mark of UTF-8, blank lines, and the line of a mailbox may stand before the header. */
	while (bnc_line_next (&rest, message->newline, &line)) {
		if (slice_trim (line).n != 0 && !bnc_mbox_is_separator (line) && !is_mailbox_line (line, rest, message->newline))
			break;
		bytes = rest;
	}
	message->bytes = bytes;
	/* Never NULL, so that an offset of 0 may be added where there is no field. */
	message->fields = bnc_arena_grow (arena, NULL, 0, &message->field_room, sizeof (field_t));
	parse_part (message, bytes, message->newline, PART_NONE, 0, false);
}
