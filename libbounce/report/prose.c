/*
 * prose.c - a report in no known dialect: addresses beside failure wording, and nothing invented
 *
 * In: the lines of a report and what they say (wording.h).  Out: recipients in the record given, with the text about each.
 * Every address in the text is weighed by how it stands there: alone below a sentence that announces it, behind a label, at the
 * head of a line with a code, in a quoted RCPT command - or as somebody to write to, which weighs against it.  An address that is
 * merely there stays out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/prose.h"

#include "mail/address.h"
#include "mail/text.h"
#include "report/codes.h"

/* How far below its announcement an address may stand, in lines that are not blank. */
#define INTRO_REACH 12
/* How many bytes may stand between a label and its address: ": [SMTP:" */
#define LABEL_REACH 8
/* What an address needs to be a recipient. */
#define ENOUGH 3
/* How much text about one recipient is kept, in lines. */
#define TEXT_LINES 16

typedef struct {
	const char *address;
	int score;
	size_t line;
	slice_t rest; /* of its line, behind it */
} candidate_t;

typedef struct {
	const survey_t *survey;
	const lines_t *lines;
	const bounce_record_t *record;
	arena_t *arena;
	candidate_t *candidates;
	size_t count, room;
	bool *taken;            /* by line of the survey: an accepted candidate stands there */
	GHashTable *index;      /* lower-case address -> its number + 1 */
	GHashTable *expected;   /* lower-case addresses the returned message was sent to */
	GHashTable *others;     /* lower-case addresses of sender and reporter */
} prose_t;

void
bnc_prose_survey (const wording_t *wording, const lines_t *lines, size_t end, const bounce_record_t *record, survey_t *survey,
                  arena_t *arena)
{
	*survey = (survey_t) { .wording = wording, .end = end };
	survey->classes = ARENA_ARRAY (arena, uint32_t, end + 1);
	survey->label = ARENA_ARRAY (arena, size_t, end + 1);
	survey->not_label = ARENA_ARRAY (arena, size_t, end + 1);
	survey->subject = bnc_wording_of_subject (wording, record->subject, arena);
	survey->challenges = (survey->subject & WORDING_SUBJECT_CHALLENGE) != 0;
	for (size_t i = 0; i < end; i++) {
		slice_t text = lines->lines[i].text;

		if (text.n == 0)
			continue;
		survey->classes[i] = bnc_wording_of (wording, text, &survey->label[i], &survey->not_label[i]);
		survey->all |= survey->classes[i];
		survey->challenges += (survey->classes[i] & WORDING_CHALLENGE) != 0;
		survey->codes |= bnc_reply_find (text) || bnc_status_find (text).n;
	}
}

static char *
lower (slice_t s)
{
	return g_ascii_strdown (s.p, (gssize) s.n);
}

static void
note (GHashTable *set, const char *field, arena_t *arena)
{
	slice_t rest = slice_str (field), each;

	while (field && bnc_address_list_next (&rest, &each)) {
		const char *address = bnc_address_parse (each, false, arena);

		if (address)
			g_hash_table_add (set, lower (slice_str (address)));
	}
}

/* Local parts that are written to about mail, seldom written to in mail. */
static bool
is_role (slice_t address)
{
	static const char *const roles[] = { "postmaster", "mailer-daemon", "abuse", "hostmaster", "webmaster", "support", "help",
		"helpdesk", "noreply", "no-reply", "mail-daemon", "mailerdaemon", "listserv", "majordomo", "mailadmin", "emailadmin" };
	slice_t local = slice (address.p, slice_index (address, '@', 0));

	for (size_t i = 0; i < G_N_ELEMENTS (roles); i++) {
		if (slice_is (local, roles[i]))
			return true;
	}
	return false;
}

/* How far from an address its line is looked at, to either side: a line of thousands would else be read thousands of times. */
#define SIGHT ((size_t) 1000)

static slice_t
last_of (slice_t before)
{
	return before.n > SIGHT ? slice_from (before, before.n - SIGHT) : before;
}

static slice_t
first_of (slice_t after)
{
	return slice (after.p, MIN (after.n, SIGHT));
}

static slice_t
trim_marks (slice_t s, const char *marks)
{
	while (s.n && strchr (marks, s.p[s.n - 1]) && s.p[s.n - 1])
		s.n--;
	while (s.n && s.p[0] && strchr (marks, s.p[0]))
		s = slice_from (s, 1);
	return s;
}

/* "RCPT TO:<" in front of the address, as a transcript quotes it. */
static bool
is_rcpt (slice_t before)
{
	slice_t command = trim_marks (before, " <:");

	return command.n >= 7 && slice_is (slice_from (command, command.n - 7), "rcpt to");
}

/* Does a code or a failure stand in this text? */
static bool
tells_failure (const prose_t *prose, slice_t text)
{
	size_t label, not_label;

	return bnc_reply_find (text) || bnc_status_find (text).n ||
	       (bnc_wording_of (prose->survey->wording, text, &label, &not_label) & (WORDING_FAILED | WORDING_DELAYED));
}

/* "Delivery failed 20 attempts: " in front of the address. */
static bool
ends_with_colon (slice_t line, size_t at)
{
	slice_t before = trim_marks (slice (line.p, at), " <\"'([");

	return before.n && before.p[before.n - 1] == ':';
}

/* Does the line below, which no blank line parts, say what failed? */
static bool
tells_below (const prose_t *prose, size_t index)
{
	return index + 1 < prose->survey->end && tells_failure (prose, prose->lines->lines[index + 1].text);
}

/* The last label and the last not-label in front of the address: those that the survey has may stand behind it. */
static void
find_labels (const prose_t *prose, size_t index, size_t at, size_t *label, size_t *not_label)
{
	slice_t line = prose->lines->lines[index].text;
	size_t start = at - MIN (at, SIGHT);

	*label = prose->survey->label[index];
	*not_label = prose->survey->not_label[index];
	if (*label <= at && *not_label <= at)
		return;
	bnc_wording_of (prose->survey->wording, slice (line.p + start, at - start), label, not_label);
	*label += *label ? start : 0;
	*not_label += *not_label ? start : 0;
}

/* The word in front of an address: "the user", "to", "mailto:" left aside. */
static slice_t
word_in_front (slice_t before)
{
	size_t n;

	before = trim_marks (before, " <\"'([*:=");
	if (before.n >= 6 && slice_is (slice_from (before, before.n - 6), "mailto"))
		before = trim_marks (slice (before.p, before.n - 6), " <\"'([*:=");
	for (n = before.n; n && g_ascii_isalpha (before.p[n - 1]); n--)
		;
	return slice_from (before, n);
}

/* Does the sentence speak of the address as of one that mail goes to? */
static bool
is_addressee (slice_t before)
{
	static const char *const words[] = { "to", "for", "user", "recipient", "mailbox", "account", "address", "addressee", "recipients",
		"destination", "subscriber", "an", "aan", "para", "per", "till", "til" };
	slice_t word = word_in_front (before);

	for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
		if (slice_is (word, words[i]))
			return true;
	}
	return false;
}

/* "from neko@example.net to": what stands behind "from" is the sender, and this the other one. */
static bool
is_other_end (slice_t line, size_t at, size_t not_label)
{
	slice_t between = last_of (slice_between (line.p + not_label, line.p + at));

	return at - not_label > LABEL_REACH && slice_index (between, '@', 0) < between.n && slice_is (word_in_front (between), "to");
}

/* What the address is worth where it stands. announced: some lines above, a sentence said that recipients follow. */
static int
weigh (const prose_t *prose, size_t index, size_t at, slice_t before, slice_t after, bool announced)
{
	const survey_t *survey = prose->survey;
	bool lone = before.n == 0 && after.n == 0, behind_colon = ends_with_colon (prose->lines->lines[index].text, at);
	size_t label, not_label;
	int score = 0;

	if (is_rcpt (before))
		return 5;
	find_labels (prose, index, at, &label, &not_label);
	if (not_label && not_label >= label && !is_other_end (prose->lines->lines[index].text, at, not_label))
		score -= 5;
	else if (label && at - label <= LABEL_REACH)
		score += 4;
	if (lone)
		score += announced ? 4 : 1;
	else if (before.n == 0 && tells_failure (prose, after))
		score += 4;
	else if (announced && (before.n == 0 || slice_is (before, "to")))
		score += 3;
	else if (survey->classes[index] & (WORDING_FAILED | WORDING_DELAYED))
		score += after.n == 0 || behind_colon || is_addressee (before) ? 3 : 2;
	if (lone && !announced && tells_below (prose, index))
		score += 2;
	if (!lone && before.n > 0 && (bnc_reply_find (before) || bnc_status_find (before).n))
		score += 2;
	return score;
}

static int
weigh_who (const prose_t *prose, const char *key)
{
	int score = 0;

	/* Whoever writes to himself is both: where it stands decides. */
	if (g_hash_table_contains (prose->expected, key))
		score += g_hash_table_contains (prose->others, key) ? 0 : 2;
	else if (g_hash_table_contains (prose->others, key))
		score -= 4;
	if (is_role (slice_str (key)))
		score -= 4;
	return score;
}

static void
weigh_in (prose_t *prose, slice_t address, size_t line, slice_t rest, int score)
{
	char *key = lower (address);
	size_t number = GPOINTER_TO_SIZE (g_hash_table_lookup (prose->index, key));
	candidate_t *candidate;

	score += weigh_who (prose, key);
	if (number == 0) {
		prose->candidates = bnc_arena_grow (prose->arena, prose->candidates, prose->count, &prose->room, sizeof (candidate_t));
		candidate = &prose->candidates[prose->count++];
		*candidate = (candidate_t) { bnc_arena_utf8 (prose->arena, address), score, line, rest };
		g_hash_table_insert (prose->index, key, GSIZE_TO_POINTER (prose->count));
		return;
	}
	candidate = &prose->candidates[number - 1];
	g_free (key);
	/* Where an address stands twice, the better place counts; it also has the better text. */
	if (score > candidate->score) {
		candidate->score = score;
		candidate->line = line;
		candidate->rest = rest;
	}
}

static bool
read_line (prose_t *prose, size_t index, bool announced)
{
	slice_t line = prose->lines->lines[index].text, address;
	size_t from = 0;
	bool found = false;

	while ((address = bnc_address_scan (line, &from)).n) {
		slice_t before = trim_marks (last_of (slice_between (line.p, address.p)), " <\"'([*>-\t:");
		slice_t after = trim_marks (first_of (slice_between (slice_end (address), slice_end (line))), " >\"')]:;,.");

		int score = weigh (prose, index, (size_t) (address.p - line.p), before, after, announced);

		found = true;
		/* "SMTP error 550 while delivering to neko@example.org": the code is said of it too. */
		if (before.n > 0 && (bnc_reply_find (before) || bnc_status_find (before).n))
			after = slice_between (before.p, slice_end (after));
		weigh_in (prose, address, index, after, score);
	}
	return found;
}

static bool
is_accepted (const candidate_t *candidate)
{
	return candidate->score >= ENOUGH;
}

/* The text about a candidate: the rest of its line, and the lines below up to a blank one or the next recipient's. */
static const char *
text_of (const prose_t *prose, const candidate_t *candidate)
{
	size_t last = candidate->line + 1, limit = MIN (prose->survey->end, candidate->line + TEXT_LINES), first = last;
	const char *below;

	/* Where nothing else is on its line, one blank line may stand before the reason. */
	if (candidate->rest.n == 0 && last < limit && prose->lines->lines[last].text.n == 0)
		first = ++last;
	while (last < limit && prose->lines->lines[last].text.n && !prose->taken[last])
		last++;
	below = bnc_lines_join_behind (candidate->rest, prose->lines, first, last, prose->arena);
	return *below && tells_failure (prose, slice_str (below)) ? below : NULL;
}

/* The addresses that X-Failed-Recipients names (Exim, Gmail) are what the reporter itself says. */
static void
read_failed_field (prose_t *prose, const message_t *message)
{
	const char *value = bnc_field_text (bnc_part_value (message, &message->parts[0], "x-failed-recipients"), prose->arena);
	slice_t rest = slice_str (value), each;

	while (value && bnc_address_list_next (&rest, &each)) {
		const char *address = bnc_address_parse (each, false, prose->arena);

		if (address)
			weigh_in (prose, slice_str (address), prose->survey->end, SLICE_NONE, 10);
	}
}

static void
read_lines (prose_t *prose)
{
	size_t distance = INTRO_REACH + 1;
	bool named = false;

	for (size_t i = 0; i < prose->survey->end; i++) {
		uint32_t classes = prose->survey->classes[i];

		if (prose->lines->lines[i].text.n == 0) {
			named = false;
			continue;
		}
		/* "(generated from list@example.org)" below an address: what that came from, and nobody else. */
		named = (named && prose->lines->lines[i].text.p[0] == '(') || read_line (prose, i, distance <= INTRO_REACH);
		/* "Your message to:", and the address below */
		if ((classes & (WORDING_INTRO | WORDING_FAILED | WORDING_DELAYED)) ||
		    ((classes & WORDING_LABEL) && prose->survey->label[i] + 1 >= prose->lines->lines[i].text.n))
			distance = 0;
		else
			distance++;
	}
}

/* A word that may be a mailbox: nothing else on its line, and it looks like no sentence. */
static bool
is_user (slice_t word)
{
	if (word.n < 2 || word.n > 64)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (!g_ascii_isalnum (word.p[i]) && !strchr ("._-", word.p[i]))
			return false;
	}
	return g_ascii_isalnum (word.p[0]) && g_ascii_isalnum (word.p[word.n - 1]);
}

/* Servers that report on their own mailboxes may leave their domain away: "to the following recipients:", and below it, indented,
 * names. Asked where the text names no address. */
static void
read_users (prose_t *prose)
{
	const char *from = bnc_address_parse (slice_str (prose->record->from), false, prose->arena);
	const char *at = from && is_role (slice_str (from)) ? strrchr (from, '@') : NULL;
	bool announced = false;

	for (size_t i = 0; i < prose->survey->end && at; i++) {
		const line_t *line = &prose->lines->lines[i];

		if (line->text.n == 0)
			continue;
		if (announced && line->indent > 0 && is_user (line->text)) {
			const char *address = bnc_arena_printf (prose->arena, "%.*s%s", (int) line->text.n, line->text.p, at);

			weigh_in (prose, slice_str (address), i, SLICE_NONE, ENOUGH);
			continue;
		}
		announced = (prose->survey->classes[i] & WORDING_INTRO) && line->text.p[line->text.n - 1] == ':';
	}
}

const char *
bnc_prose_diagnostic (const survey_t *survey, const lines_t *lines, arena_t *arena)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < survey->end; i++) {
			slice_t text = lines->lines[i].text;
			size_t last = i + 1;

			if (pass == 0 ? !bnc_reply_find (text) && !bnc_status_find (text).n : !(survey->classes[i] & WORDING_FAILED))
				continue;
			while (last < survey->end && last < i + TEXT_LINES && lines->lines[last].text.n)
				last++;
			return bnc_lines_join (lines, i, last, arena);
		}
	}
	return NULL;
}

static bool
accepts_any (const prose_t *prose)
{
	for (size_t i = 0; i < prose->count; i++) {
		if (is_accepted (&prose->candidates[i]))
			return true;
	}
	return false;
}

static void
note_taken (prose_t *prose)
{
	prose->taken = ARENA_ARRAY (prose->arena, bool, prose->survey->end + 1);
	for (size_t i = 0; i < prose->count; i++) {
		if (is_accepted (&prose->candidates[i]) && prose->candidates[i].line < prose->survey->end)
			prose->taken[prose->candidates[i].line] = true;
	}
}

static void
accept (prose_t *prose, bounce_record_t *said, size_t limit)
{
	note_taken (prose);
	for (size_t i = 0; i < prose->count; i++) {
		struct bounce_recipient *recipient;
		const char *text;

		if (!is_accepted (&prose->candidates[i]))
			continue;
		recipient = bnc_record_add_recipient (said, prose->candidates[i].address, limit);
		if (!recipient)
			return;
		recipient->source.address = BOUNCE_SOURCE_TEXT;
		text = prose->candidates[i].line < prose->survey->end ? text_of (prose, &prose->candidates[i]) : NULL;
		if (text && !recipient->diagnostic) {
			recipient->diagnostic = text;
			recipient->source.diagnostic = BOUNCE_SOURCE_TEXT;
		}
	}
}

bool
bnc_prose_read (const survey_t *survey, const message_t *message, const lines_t *lines, const bounce_record_t *record,
                bounce_record_t *said)
{
	prose_t prose = { .survey = survey, .lines = lines, .record = record, .arena = said->arena };
	bool sure = false;

	prose.index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	prose.expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	prose.others = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	note (prose.expected, record->original.to, said->arena);
	for (size_t i = 0; i < record->original.hop_count; i++)
		note (prose.expected, record->original.hops[i].rcpt, said->arena);
	note (prose.others, record->to, said->arena);
	note (prose.others, record->from, said->arena);
	note (prose.others, record->original.from, said->arena);
	note (prose.others, record->original.return_path, said->arena);
	read_failed_field (&prose, message);
	read_lines (&prose);
	if (!accepts_any (&prose))
		read_users (&prose);
	accept (&prose, said, message->limits->recipients);
	g_hash_table_unref (prose.index);
	g_hash_table_unref (prose.expected);
	g_hash_table_unref (prose.others);
	for (size_t i = 0; i < prose.count; i++)
		sure |= prose.candidates[i].score > ENOUGH;
	return sure;
}
