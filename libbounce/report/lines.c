/*
 * lines.c - the human-readable text of a report, as the dialects and the prose reader see it
 *
 * In: a cut mail.  Out: its lines in the arena, white space squeezed, so that templates and phrases need not care how
 * a server indents or wraps.  Which bytes a line came from stays known.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/lines.h"

#include "mail/cut.h"
#include "mail/original.h"
#include "mail/text.h"

/* How many bytes of white space stand at s.p[at]: ASCII blanks, U+00A0 (two bytes), U+3000 (three), else 0. */
static size_t
blank_at (slice_t s, size_t at)
{
	if (slice_is_blank_char (s.p[at]))
		return 1;
	if (s.p[at] == '\xC2' && at + 1 < s.n && s.p[at + 1] == '\xA0')
		return 2;
	if (s.p[at] == '\xE3' && at + 2 < s.n && s.p[at + 1] == '\x80' && s.p[at + 2] == '\x80')
		return 3;
	return 0;
}

/* How far s is free of white space but for single spaces between words: such lines, nearly all, are taken as they stand. */
static size_t
plain_length (slice_t s)
{
	size_t at = bnc_slice_plain (s);

	while (at < s.n) {
		unsigned char c = (unsigned char) s.p[at];

		if (c == ' ' ? at + 1 < s.n && s.p[at + 1] == ' ' : c < ' ' || ((c == 0xC2 || c == 0xE3) && blank_at (s, at)))
			break;
		at++;
	}
	return at;
}

/* The line with its white space squeezed: its own bytes where there is nothing to squeeze, else a copy. */
static slice_t
squeeze (slice_t raw, arena_t *arena, uint32_t *indent)
{
	size_t n, at = 0, blank;
	char *to;

	while (at < raw.n && (blank = blank_at (raw, at)) > 0)
		at += blank;
	*indent = (uint32_t) at;
	raw = slice_trim_right (slice_from (raw, at));
	n = at = plain_length (raw);
	if (n == raw.n)
		return raw;
	to = bnc_arena_alloc (arena, raw.n);
	memcpy (to, raw.p, n);
	while (at < raw.n) {
		blank = blank_at (raw, at);
		if (blank == 0) {
			to[n++] = raw.p[at++];
		} else {
			if (n && to[n - 1] != ' ')
				to[n++] = ' ';
			at += blank;
		}
	}
	while (n && to[n - 1] == ' ')
		n--;
	return slice (to, n);
}

static void
add_source (const message_t *message, int32_t part, lines_t *lines)
{
	size_t used = 0, first = lines->count;
	original_look_t look = { 0, 0, 0 };
	newline_t newline;
	slice_t text, rest, raw;
	int32_t source = lines->source_count;

	if (source == (int32_t) G_N_ELEMENTS (lines->sources)) {
		lines->over = true;
		return;
	}
	for (int32_t i = 0; i < source; i++)
		used += lines->sources[i].text.n;
	if (used >= message->limits->text) {
		lines->over = true;
		return;
	}
	text = bnc_part_text (message, &message->parts[part], message->limits->text - used, message->arena, &newline);
	lines->over |= text.n == message->limits->text - used;
	/* What is encoded was not looked at where the mail ends. */
	if (lines->over || slice_end (message->parts[part].body) == slice_end (message->bytes))
		text = bnc_cut_address (text);
	lines->sources[source].text = text;
	lines->sources[source].newline = newline;
	lines->sources[source].part = part;
	lines->sources[source].original = text.n;
	lines->source_count++;
	for (rest = text; bnc_line_next (&rest, newline, &raw);) {
		line_t line = { .offset = (uint32_t) (raw.p - text.p), .source = source };

		if (bnc_original_looks (&look, raw, (size_t) (raw.p - text.p))) {
			lines->sources[source].original = look.start;
			break;
		}
		line.text = squeeze (raw, message->arena, &line.indent);
		lines->lines = bnc_arena_grow (message->arena, lines->lines, lines->count, &lines->room, sizeof (line_t));
		lines->lines[lines->count++] = line;
	}
	while (lines->count > first && lines->lines[lines->count - 1].offset >= lines->sources[source].original)
		lines->count--;
	/* A part ends a paragraph. */
	lines->lines = bnc_arena_grow (message->arena, lines->lines, lines->count, &lines->room, sizeof (line_t));
	lines->lines[lines->count++] = (line_t) { .text = SLICE_LIT (""), .offset = (uint32_t) lines->sources[source].original, .source = source };
}

/* A multipart without any part is text that lost its boundaries. */
static bool
is_text (const part_t *part)
{
	return (part->media == MEDIA_TEXT || part->media == MEDIA_HTML || (part->media == MEDIA_MULTIPART && part->child == PART_NONE)) &&
	       part->body.n > 0;
}

/* Of several forms of the same text (RFC 2046, 5.1.4) the plain one, else the first. */
static bool
is_chosen (const message_t *message, int32_t index)
{
	const part_t *part = &message->parts[index];
	int32_t chosen = PART_NONE;

	if (part->parent == PART_NONE || !slice_is (message->parts[part->parent].media_type, "multipart/alternative"))
		return true;
	for (int32_t i = message->parts[part->parent].child; i != PART_NONE; i = message->parts[i].next) {
		if (!is_text (&message->parts[i]))
			continue;
		if (chosen == PART_NONE || (message->parts[chosen].media == MEDIA_HTML && message->parts[i].media == MEDIA_TEXT))
			chosen = i;
	}
	return chosen == index;
}

bool
bnc_lines_is_returned (const message_t *message, int32_t index, int32_t original)
{
	bool whole = original != PART_NONE && message->parts[original].media == MEDIA_MESSAGE;

	for (int32_t i = index; i != PART_NONE && original != PART_NONE; i = message->parts[i].parent) {
		if (i == original || (whole && i != index && message->parts[i].media == MEDIA_MESSAGE))
			return true;
	}
	return false;
}

void
bnc_lines_collect (const message_t *message, int32_t original, lines_t *lines)
{
	*lines = (lines_t) { .lines = NULL };
	for (size_t i = 0; i < message->part_count; i++) {
		if (bnc_lines_is_returned (message, (int32_t) i, original))
			continue;
		if (is_text (&message->parts[i]) && is_chosen (message, (int32_t) i))
			add_source (message, (int32_t) i, lines);
	}
}

#define ABOUT_ONE_MAX ((size_t) 4096)

slice_t
bnc_lines_clip (slice_t text)
{
	size_t n = ABOUT_ONE_MAX;

	if (text.n <= n)
		return text;
	/* Not within a character. */
	while (n > ABOUT_ONE_MAX - 4 && (text.p[n] & 0xC0) == 0x80)
		n--;
	return slice (text.p, n);
}

const char *
bnc_lines_join (const lines_t *lines, size_t first, size_t last, arena_t *arena)
{
	size_t n = 0, end = first;
	char *out, *to;

	for (; end < last && n <= ABOUT_ONE_MAX; end++)
		n += lines->lines[end].text.n ? lines->lines[end].text.n + 1 : 0;
	out = to = bnc_arena_alloc (arena, n + 1);
	for (size_t i = first; i < end; i++) {
		if (lines->lines[i].text.n == 0)
			continue;
		if (to > out)
			*to++ = ' ';
		memcpy (to, lines->lines[i].text.p, lines->lines[i].text.n);
		to += lines->lines[i].text.n;
	}
	return bnc_arena_utf8 (arena, bnc_lines_clip (slice_between (out, to)));
}

const char *
bnc_lines_join_behind (slice_t lead, const lines_t *lines, size_t first, size_t last, arena_t *arena)
{
	const char *rest = bnc_lines_join (lines, first, last, arena);

	if (lead.n == 0)
		return rest;
	return bnc_arena_concat (arena, bnc_arena_utf8 (arena, bnc_lines_clip (lead)), *rest ? " " : "", rest, NULL);
}
