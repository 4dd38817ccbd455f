/*
 * template.c - a line that looks like the text it matches, with named holes
 *
 * In: "<{address}>: {text...}".  Out: for a line, what stood in the holes.
 * White space in a template stands for any white space; letters match in either case (ASCII).  A template that starts with
 * a space wants an indented line.  A hole ends where the literal behind it first occurs.  Only the last {*} or {text} may be
 * stretched to a later occurrence, a limited number of times, so matching is linear in the line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/template.h"
#include "mail/address.h"

#define TOKENS_MAX 24
#define STRETCHES_MAX 64
/* More pairs of its literals than this turn away hardly any text that a template is not in. */
#define PAIRS 24

typedef struct {
	bool is_hole;
	hole_t hole;
	slice_t literal;
} token_t;

struct template {
	char *text;     /* as written */
	char *literals; /* what the tokens point into */
	bool indented, continues;
	size_t count, literal;
	uint32_t holes; /* a bit a hole */
	uint8_t pairs[PAIRS]; /* numbers of those in its literals, the first of them */
	size_t pair_count;
	token_t tokens[TOKENS_MAX];
};

static const char *const hole_names[HOLE_COUNT] = {
	[HOLE_ANY] = "*", [HOLE_TEXT] = "text", [HOLE_ADDRESS] = "address", [HOLE_USER] = "user", [HOLE_ORIGINAL] = "original",
	[HOLE_HOST] = "host", [HOLE_IP] = "ip", [HOLE_STATUS] = "status", [HOLE_CODE] = "code", [HOLE_COMMAND] = "command",
	[HOLE_DATE] = "date", [HOLE_UNTIL] = "until", [HOLE_REPORTING_MTA] = "reporting-mta", [HOLE_QUEUE_ID] = "queue-id",
};

static int
hole_named (slice_t name)
{
	for (int i = 0; i < HOLE_COUNT; i++) {
		if (slice_is (name, hole_names[i]))
			return i;
	}
	return -1;
}

static bool
add_hole (template_t *t, slice_t name, char **error)
{
	bool continues = name.n > 3 && slice_is (slice_from (name, name.n - 3), "...");
	int hole = hole_named (continues ? slice (name.p, name.n - 3) : name);

	if (hole < 0 || (continues && hole != HOLE_TEXT)) {
		*error = g_strdup_printf ("no hole is called {%.*s}", (int) name.n, name.p);
	} else if (t->count && t->tokens[t->count - 1].is_hole) {
		*error = g_strdup_printf ("two holes need text between them, before {%.*s}", (int) name.n, name.p);
	} else if (hole != HOLE_ANY && (t->holes & (UINT32_C (1) << (uint32_t) hole))) {
		*error = g_strdup_printf ("{%.*s} stands twice in a template", (int) name.n, name.p);
	} else {
		t->holes |= UINT32_C (1) << (uint32_t) hole;
		t->continues |= continues;
		t->tokens[t->count++] = (token_t) { .is_hole = true, .hole = (hole_t) hole };
	}
	return *error == NULL;
}

static bool
read_tokens (template_t *t, const char *text, char **error)
{
	char *to = t->literals;

	while (*text && !*error) {
		if (t->count == TOKENS_MAX) {
			*error = g_strdup ("a template has at most 24 holes and literals");
		} else if (*text == '{') {
			const char *end = strchr (text, '}');

			if (!end)
				*error = g_strdup ("a { without its }");
			else if (add_hole (t, slice_between (text + 1, end), error))
				text = end + 1;
		} else {
			char *start = to;

			for (; *text && *text != '{'; text++) {
				if (!slice_is_blank_char (*text))
					*to++ = *text;
				else if (to == start || to[-1] != ' ')
					*to++ = ' ';
			}
			t->tokens[t->count] = (token_t) { .literal = slice_between (start, to) };
			if (t->tokens[t->count].literal.n > t->tokens[t->literal].literal.n)
				t->literal = t->count;
			t->count++;
		}
	}
	if (!*error && t->continues && !(t->tokens[t->count - 1].is_hole && t->tokens[t->count - 1].hole == HOLE_TEXT))
		*error = g_strdup ("{text...} can only end a template");
	return *error == NULL;
}

/* Of two bytes, whatever the case of letters. */
static inline uint8_t
pair_number (const char *pair)
{
	return (uint8_t) ((pair[0] | 0x20) * 7 + (pair[1] | 0x20));
}

static void
note_pairs (template_t *t)
{
	for (size_t token = 0; token < t->count; token++) {
		slice_t literal = t->tokens[token].literal;

		for (size_t i = 0; i + 1 < literal.n && t->pair_count < PAIRS; i++)
			t->pairs[t->pair_count++] = pair_number (literal.p + i);
	}
}

template_t *
bnc_template_new (const char *text, char **error)
{
	template_t *t = g_new0 (template_t, 1);
	size_t n;

	*error = NULL;
	t->text = g_strdup (text);
	t->indented = slice_is_blank_char (*text);
	while (slice_is_blank_char (*text))
		text++;
	n = strlen (text);
	while (n && slice_is_blank_char (text[n - 1]))
		n--;
	text = t->literals = g_strndup (text, n);
	if (n == 0)
		*error = g_strdup ("an empty template");
	/* Literals are squeezed in place: they never grow. */
	else if (read_tokens (t, text, error)) {
		note_pairs (t);
		return t;
	}
	bnc_template_free (t);
	return NULL;
}

void
bnc_template_free (template_t *t)
{
	if (!t)
		return;
	g_free (t->text);
	g_free (t->literals);
	g_free (t);
}

static bool
all (slice_t s, const char *extra)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!g_ascii_isalnum (s.p[i]) && !(s.p[i] && strchr (extra, s.p[i])))
			return false;
	}
	return s.n > 0;
}

/* "5.1.1", "4.4.312" */
static bool
is_status (slice_t s)
{
	size_t dots = 0, digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			if (digits == 0)
				return false;
			dots++;
			digits = 0;
		} else if (!g_ascii_isdigit (s.p[i]) || ++digits > 3) {
			return false;
		}
	}
	return dots == 2 && digits > 0 && s.p[1] == '.' && strchr ("245", s.p[0]);
}

static bool
is_code (slice_t s)
{
	return s.n == 3 && s.p[0] >= '2' && s.p[0] <= '5' && g_ascii_isdigit (s.p[1]) && g_ascii_isdigit (s.p[2]);
}

static bool
is_address (slice_t s)
{
	if (s.n > 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = slice (s.p + 1, s.n - 2);
	if (slice_index (s, '@', 0) == s.n || s.n < 3)
		return false;
	return s.p[0] == '"' || slice_index (s, ' ', 0) == s.n;
}

static bool
fits (hole_t hole, slice_t s)
{
	switch (hole) {
	case HOLE_ADDRESS:
	case HOLE_ORIGINAL:
		return is_address (s);
	case HOLE_USER:
		return s.n > 0 && slice_index (s, ' ', 0) == s.n;
	case HOLE_HOST:
	case HOLE_REPORTING_MTA:
		return all (s, ".-_:[]");
	case HOLE_IP:
		return bnc_ip_parse (s).n > 0;
	case HOLE_STATUS:
		return is_status (s);
	case HOLE_CODE:
		return is_code (s);
	case HOLE_COMMAND:
		return all (s, " -");
	case HOLE_QUEUE_ID:
		return all (s, "-.");
	case HOLE_ANY:
		return true;
	default:
		return s.n > 0;
	}
}

/* Tokens from..count against s from at. *stretch is where the last open hole could end later: its token, and the offset to look from. */
typedef struct {
	size_t token, start, from;
	bool set;
} stretch_t;

/* Where the literal begins that ends a hole; s.n where there is none. One that ends the template stands at the end of s. */
static size_t
literal_after (const template_t *t, slice_t s, size_t token, size_t from, bool to_end)
{
	slice_t literal = t->tokens[token].literal;

	if (!to_end || token + 1 < t->count)
		return bnc_slice_find (s, literal, from);
	if (s.n < literal.n || s.n - literal.n < from || !slice_starts_nocase (slice_from (s, s.n - literal.n), literal))
		return s.n;
	return s.n - literal.n;
}

static bool
match_tokens (const template_t *t, slice_t s, size_t token, size_t at, bool to_end, captures_t *captures, stretch_t *stretch)
{
	for (; token < t->count; token++) {
		const token_t *now = &t->tokens[token];
		size_t end = s.n;
		slice_t value;

		if (!now->is_hole) {
			if (!slice_starts_nocase (slice_from (s, at), now->literal))
				return false;
			at += now->literal.n;
			continue;
		}
		if (token + 1 < t->count) {
			bool open = now->hole == HOLE_ANY || now->hole == HOLE_TEXT;
			size_t from = stretch->set && stretch->token == token ? stretch->from : at;

			end = literal_after (t, s, token + 1, from, to_end);
			if (end == s.n) {
				/* It does not stand further right either: stretching an earlier hole is in vain. */
				stretch->set = false;
				return false;
			}
			if (open)
				*stretch = (stretch_t) { token, at, end + 1, true };
		}
		value = slice_trim (slice (s.p + at, end - at));
		if (!fits (now->hole, value))
			return false;
		captures->value[now->hole] = value;
		at = end;
	}
	return at == s.n || !to_end;
}

static bool
match (const template_t *t, slice_t s, bool to_end, captures_t *captures)
{
	stretch_t stretch = { .set = false };
	size_t token = 0, at = 0;

	memset (captures, 0, sizeof (*captures));
	for (int tries = 0; tries < STRETCHES_MAX; tries++) {
		if (match_tokens (t, s, token, at, to_end, captures, &stretch))
			return true;
		if (!stretch.set || stretch.from >= s.n)
			return false;
		token = stretch.token;
		at = stretch.start;
	}
	return false;
}

bool
bnc_template_match (const template_t *t, slice_t s, bool indented, captures_t *captures)
{
	const token_t *last = &t->tokens[t->count - 1];

	/* Most lines end here: every rule of a dialect is tried on every line. */
	if ((t->indented && !indented) || (!t->tokens[0].is_hole && !slice_starts_nocase (s, t->tokens[0].literal)))
		return false;
	if (!last->is_hole && (s.n < last->literal.n || !slice_starts_nocase (slice_from (s, s.n - last->literal.n), last->literal)))
		return false;
	return match (t, s, true, captures);
}

void
bnc_glimpse (slice_t s, glimpse_t *glimpse)
{
	memset (glimpse, 0, sizeof (*glimpse));
	for (size_t i = 0; i + 1 < s.n; i++)
		glimpse->seen[pair_number (s.p + i)] = true;
}

bool
bnc_template_may_stand (const template_t *t, const glimpse_t *glimpse)
{
	for (size_t i = 0; i < t->pair_count; i++) {
		if (!glimpse->seen[t->pairs[i]])
			return false;
	}
	return true;
}

/* The one literal of a template that has nothing else but {*}, or NULL. */
static const token_t *
only_literal (const template_t *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->tokens[i].is_hole ? t->tokens[i].hole != HOLE_ANY : i != t->literal)
			return NULL;
	}
	return t->tokens[t->literal].is_hole ? NULL : &t->tokens[t->literal];
}

bool
bnc_template_is_simple (const template_t *t)
{
	return only_literal (t) != NULL;
}

bool
bnc_template_ends_at (const template_t *t, slice_t s, size_t end)
{
	bool front = t->tokens[0].is_hole, back = t->tokens[t->count - 1].is_hole;

	return (front || end == t->tokens[t->literal].literal.n) && (back || end == s.n);
}

bool
bnc_template_find (const template_t *t, slice_t s, captures_t *captures)
{
	size_t at = 0;

	if (t->tokens[0].is_hole)
		return match (t, s, false, captures);
	for (int tries = 0; tries < STRETCHES_MAX; tries++) {
		at = bnc_slice_find (s, t->tokens[0].literal, at);
		if (at >= s.n)
			return false;
		if (match (t, slice_from (s, at), false, captures))
			return true;
		at++;
	}
	return false;
}

bool
bnc_template_has (const template_t *t, hole_t hole)
{
	return (t->holes & (UINT32_C (1) << (uint32_t) hole)) != 0;
}

bool
bnc_template_continues (const template_t *t)
{
	return t->continues;
}

bool
bnc_template_is_text (const template_t *t)
{
	return t->count == 1 && t->tokens[0].is_hole && t->tokens[0].hole == HOLE_TEXT;
}

slice_t
bnc_template_literal (const template_t *t)
{
	return t->tokens[t->literal].is_hole ? SLICE_LIT ("") : t->tokens[t->literal].literal;
}

const char *
bnc_template_text (const template_t *t)
{
	return t->text;
}
