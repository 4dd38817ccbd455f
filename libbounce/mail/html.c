/*
 * html.c - an HTML part as lines of text
 *
 * In: UTF-8 with markup, of any quality.  Out: its text in the arena, never longer than what came in.
 * Not a browser: a bounce in HTML only needs its lines, addresses and diagnostics.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/html.h"

typedef struct {
	char *out;
	size_t n;
	bool blank; /* a space is due before the next character */
	bool pre;   /* line ends of the source are line ends */
} writer_t;

static void
put (writer_t *writer, const char *bytes, size_t n)
{
	if (writer->blank && writer->n && writer->out[writer->n - 1] != '\n')
		writer->out[writer->n++] = ' ';
	writer->blank = false;
	memcpy (writer->out + writer->n, bytes, n);
	writer->n += n;
}

static void
put_newline (writer_t *writer)
{
	writer->blank = false;
	writer->out[writer->n++] = '\n';
}

/* Does tag ("br", "/p", "div class=x") name one of these elements, opening or closing? */
static bool
tag_is (slice_t tag, const char *const *names)
{
	size_t n = 0;

	if (tag.n && tag.p[0] == '/')
		tag = slice_from (tag, 1);
	while (n < tag.n && g_ascii_isalnum (tag.p[n]))
		n++;
	for (; *names; names++) {
		if (slice_is (slice (tag.p, n), *names))
			return true;
	}
	return false;
}

static const char *const block_tags[] = { "br", "p", "div", "tr", "li", "ul", "ol", "table", "pre", "blockquote", "hr",
	"h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "title", "body", NULL };
static const char *const cell_tags[] = { "td", "th", NULL };
static const char *const pre_tags[] = { "pre", NULL };

/* A tag longer than this is text: without a limit, unclosed ones would be searched to the end again and again. */
#define LONGEST_TAG ((size_t) 8192)

/* Where the end tag of a style or a script begins, which holds no text; at for any other tag. */
static size_t
hidden_end (slice_t html, slice_t tag, size_t at)
{
	static const struct {
		const char *names[2];
		slice_t end;
	} hidden[] = { { { "style", NULL }, SLICE_LIT ("</style") }, { { "script", NULL }, SLICE_LIT ("</script") } };

	for (size_t i = 0; i < G_N_ELEMENTS (hidden) && tag.p[0] != '/'; i++) {
		if (tag_is (tag, hidden[i].names))
			return bnc_slice_find (html, hidden[i].end, at);
	}
	return at;
}

/* Skips a tag at html.p[at] == '<'; returns the offset behind it. Unclosed: the '<' is text (at itself comes back). */
static size_t
skip_tag (writer_t *writer, slice_t html, size_t at)
{
	size_t end;
	slice_t tag;

	if (at + 1 >= html.n || !(g_ascii_isalpha (html.p[at + 1]) || html.p[at + 1] == '/' || html.p[at + 1] == '!'))
		return at;
	if (slice_starts (slice_from (html, at), "<!--")) {
		end = bnc_slice_find (html, SLICE_LIT ("-->"), at);
		return end == html.n ? html.n : end + 3;
	}
	end = slice_index (slice (html.p, MIN (html.n, at + LONGEST_TAG)), '>', at);
	/* "<user@example.org>" in careless HTML is an address, not a tag. */
	tag = slice_between (html.p + at + 1, html.p + end);
	if (end >= MIN (html.n, at + LONGEST_TAG) || (slice_index (tag, '@', 0) < tag.n && slice_index (tag, ' ', 0) == tag.n))
		return at;
	if (tag_is (tag, block_tags))
		put_newline (writer);
	else if (tag_is (tag, cell_tags))
		writer->blank = true;
	if (tag_is (tag, pre_tags))
		writer->pre = tag.p[0] != '/';
	return hidden_end (html, tag, end + 1);
}

typedef struct {
	const char *name, *text;
} entity_t;

static const entity_t entities[] = {
	{ "nbsp", " " }, { "lt", "<" }, { "gt", ">" }, { "amp", "&" }, { "quot", "\"" }, { "apos", "'" },
};

/* Reads an entity at html.p[at] == '&'; returns the offset behind it, or at. The text is never longer than the entity. */
static size_t
read_entity (writer_t *writer, slice_t html, size_t at)
{
	size_t end = slice_index (slice (html.p, MIN (html.n, at + 12)), ';', at);
	slice_t name = slice_between (html.p + at + 1, html.p + end);
	char utf8[8];
	guint64 code;

	if (end >= MIN (html.n, at + 12) || name.n < 2)
		return at;
	if (name.p[0] == '#') {
		bool hex = name.p[1] == 'x' || name.p[1] == 'X';

		code = g_ascii_strtoull (name.p + (hex ? 2 : 1), NULL, hex ? 16 : 10);
		if (code < 32 || code > 0x10FFFF || !g_unichar_validate ((gunichar) code))
			return at;
		put (writer, utf8, (size_t) g_unichar_to_utf8 ((gunichar) code, utf8));
		return end + 1;
	}
	for (size_t i = 0; i < G_N_ELEMENTS (entities); i++) {
		if (slice_is (name, entities[i].name)) {
			if (entities[i].text[0] == ' ')
				writer->blank = true;
			else
				put (writer, entities[i].text, strlen (entities[i].text));
			return end + 1;
		}
	}
	return at;
}

slice_t
bnc_html_text (slice_t html, arena_t *arena)
{
	/* A block tag of three bytes makes one, a blank one more in front: twice the length is always enough. */
	writer_t writer = { .out = bnc_arena_alloc (arena, html.n * 2 + 1) };

	for (size_t at = 0; at < html.n;) {
		char c = html.p[at];
		size_t next = at;

		if (c == '<')
			next = skip_tag (&writer, html, at);
		else if (c == '&')
			next = read_entity (&writer, html, at);
		if (next > at) {
			at = next;
			continue;
		}
		if (c == '\n' && writer.pre)
			put_newline (&writer);
		else if (slice_is_blank_char (c))
			writer.blank = true;
		else
			put (&writer, &c, 1);
		at++;
	}
	return slice (writer.out, writer.n);
}
