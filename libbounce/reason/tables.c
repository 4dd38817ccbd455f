/*
 * tables.c - reads the data files of reason/ into a reason set
 *
 * In: a file's name and text; what it is is told by its name: *.phrases, *.receiver, reasons.tsv, status.tsv, replies.tsv,
 * permanence.tsv, and those of the grammar (tables-grammar.c).
 * Out: the set, larger by what the file says; or an error naming file, line and what was expected, and the set as it was.
 * The set belongs to the caller, bnc_reason_set_free(); an error text is freed with g_free().
 *
 * The syntax of the files is told in tables/README.md.  A phrase said again by a later file takes the later one's meaning, so
 * that a file given at run time can correct the compiled-in ones.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/builtin.h"
#include "reason/lexicon.h"
#include "reason/reading.h"

#define PARTS_MAX 8
#define PHRASE_MAX 400

bool
bnc_reading_expected (reading_t *reading, const char *what)
{
	if (!reading->error)
		reading->error = g_strdup_printf ("%s:%u: expected %s", reading->name, reading->line, what);
	return false;
}

command_t
bnc_command_named (slice_t word)
{
	static const struct {
		const char *word;
		command_t command;
	} names[] = { { "CONN", COMMAND_CONNECT }, { "CONNECT", COMMAND_CONNECT }, { "EHLO", COMMAND_CONNECT },
		{ "HELO", COMMAND_CONNECT }, { "STARTTLS", COMMAND_CONNECT }, { "AUTH", COMMAND_CONNECT }, { "MAIL", COMMAND_MAIL },
		{ "RCPT", COMMAND_RCPT }, { "DATA", COMMAND_DATA }, { "BDAT", COMMAND_DATA } };

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		if (slice_is (word, names[i].word))
			return names[i].command;
	}
	return COMMAND_NONE;
}

/* The next word of a line, or a quoted string without its quotes; SLICE_NONE at the end. */
slice_t
bnc_reading_word (slice_t *line)
{
	size_t end;
	slice_t word;

	*line = slice_trim_left (*line);
	if (line->n == 0)
		return SLICE_NONE;
	if (line->p[0] == '"' && (end = slice_index (*line, '"', 1)) < line->n) {
		word = slice (line->p + 1, end - 1);
		*line = slice_from (*line, end + 1);
		return word;
	}
	for (end = 0; end < line->n && !slice_is_blank_char (line->p[end]); end++)
		;
	word = slice (line->p, end);
	*line = slice_from (*line, end);
	return word;
}

bool
bnc_reading_number (slice_t word, uint16_t most, uint16_t *number)
{
	char *text = g_strndup (word.p ? word.p : "", word.n);
	guint64 value = 0;
	bool good = g_ascii_string_to_unsigned (text, 10, 1, most, &value, NULL);

	g_free (text);
	*number = (uint16_t) value;
	return good;
}

static bool
add_literal (reading_t *reading, slice_t part, uint32_t phrase, uint8_t bit)
{
	literal_t literal = { .phrase = phrase, .bit = bit };

	if (part.n > 1 && part.p[0] == '"' && part.p[part.n - 1] == '"')
		part = slice (part.p + 1, part.n - 2);
	if (part.n && part.p[0] == '|') {
		literal.starts_word = true;
		part = slice_from (part, 1);
	}
	if (part.n && part.p[part.n - 1] == '|') {
		literal.ends_word = true;
		part.n--;
	}
	if (part.n < 2 || (part.n == 2 && !(literal.starts_word && literal.ends_word)))
		return bnc_reading_expected (reading, "a phrase of three bytes or more, or a whole word of two");
	literal.length = (uint32_t) part.n;
	if (reading->take) {
		bnc_scanner_add (reading->set->scanner, part, reading->set->literals->len);
		g_array_append_val (reading->set->literals, literal);
	}
	return true;
}

/* "a phrase", "one & another", "one &! not this". */
static bool
add_parts (reading_t *reading, slice_t text, phrase_t *phrase)
{
	uint32_t index = reading->set->phrases->len;
	bool forbidden = false;

	for (uint8_t part = 0; text.n || part == 0; part++) {
		size_t end = bnc_slice_find (text, SLICE_LIT (" &"), 0);
		slice_t one = slice_trim (slice (text.p, end));

		if (part == PARTS_MAX)
			return bnc_reading_expected (reading, "at most eight parts");
		if (!add_literal (reading, one, index, (uint8_t) (1U << part)))
			return false;
		if (forbidden)
			phrase->forbidden |= (uint8_t) (1U << part);
		else
			phrase->required |= (uint8_t) (1U << part);
		if (!forbidden)
			phrase->length = (uint16_t) (phrase->length + one.n);
		text = slice_from (text, end + 2);
		forbidden = text.n && text.p[0] == '!';
		text = slice_from (text, forbidden ? 1 : 0);
	}
	return true;
}

/* A phrase of several literals needs a place where those found so far are noted. */
static uint16_t
take_slot (reason_set_t *set)
{
	uint32_t phrase = set->phrases->len;

	if (set->slots->len > UINT16_MAX)
		return 0;
	g_array_append_val (set->slots, phrase);
	return (uint16_t) (set->slots->len - 1);
}

bool
bnc_reading_phrase (reading_t *reading, slice_t text, tells_t tells, uint32_t value, const char *key)
{
	reason_set_t *set = reading->set;
	phrase_t phrase = { .tells = tells, .value = value, .language = reading->language, .rank = reading->rank, .certain = reading->certain,
		.unsure = reading->unsure, .from = reading->name, .line = reading->line };
	gpointer old;

	if (text.n > PHRASE_MAX)
		return bnc_reading_expected (reading, "a phrase of 400 bytes or less");
	for (size_t i = 0; i < text.n; i++) {
		if (g_ascii_isupper (text.p[i]) || text.p[i] == '\t' || (text.p[i] == ' ' && i + 1 < text.n && text.p[i + 1] == ' '))
			return bnc_reading_expected (reading, "a phrase in lower case with single spaces");
	}
	old = reading->take && key ? g_hash_table_lookup (set->by_phrase, key) : NULL;
	if (old) {
		phrase_t *said = &g_array_index (set->phrases, phrase_t, GPOINTER_TO_UINT (old) - 1);

		said->tells = tells;
		said->value = value;
		said->rank = reading->rank;
		said->certain = reading->certain;
		said->unsure = reading->unsure;
		return true;
	}
	if (!add_parts (reading, text, &phrase))
		return false;
	if (!reading->take)
		return true;
	if ((phrase.required | phrase.forbidden) != 1)
		phrase.slot = take_slot (set);
	phrase.from = g_string_chunk_insert_const (set->strings, reading->name);
	g_array_append_val (set->phrases, phrase);
	if (key)
		g_hash_table_insert (set->by_phrase, g_string_chunk_insert (set->strings, key), GUINT_TO_POINTER (set->phrases->len));
	return true;
}

/* What stands behind the reason of a section: "weak", "certain", "unsure", "rank NUMBER". */
static bool
read_options (reading_t *reading, slice_t line)
{
	for (slice_t word = bnc_reading_word (&line); word.p; word = bnc_reading_word (&line)) {
		slice_t number = SLICE_NONE;

		if (slice_is (word, "weak")) {
			reading->tells = TELLS_WEAKLY;
			continue;
		}
		if (slice_is (word, "certain")) {
			reading->certain = true;
			continue;
		}
		if (slice_is (word, "unsure")) {
			reading->unsure = true;
			continue;
		}
		if (slice_is (word, "rank"))
			number = bnc_reading_word (&line);
		if (!bnc_reading_number (number, RANK_LAST, &reading->rank))
			return bnc_reading_expected (reading, "\"weak\", \"certain\", \"unsure\", \"rank NUMBER\" or ]");
	}
	return true;
}

static quote_t
quote_named (slice_t word)
{
	return slice_is (word, "end") ? QUOTE_END : slice_is (word, "inner") ? QUOTE_INNER : QUOTE_BEGIN;
}

/* [REASON], [REASON weak], [REASON rank NUMBER], [command NAME], [quote], [quote inner], [quote end]; line without the brackets. */
static bool
read_section (reading_t *reading, slice_t line)
{
	slice_t word = bnc_reading_word (&line);
	bounce_reason_t reason;

	reading->in_section = true;
	reading->certain = reading->unsure = false;
	if (slice_is (word, "command")) {
		reading->tells = TELLS_COMMAND;
		reading->value = (uint32_t) bnc_command_named (bnc_reading_word (&line));
		reading->rank = RANK_LAST;
		return reading->value != COMMAND_NONE || bnc_reading_expected (reading, "CONN, EHLO, MAIL, RCPT or DATA");
	}
	if (slice_is (word, "quote")) {
		reading->tells = TELLS_QUOTE;
		reading->value = (uint32_t) quote_named (bnc_reading_word (&line));
		reading->rank = RANK_LAST;
		return true;
	}
	reason = bnc_reason_named (word);
	if (reason <= BOUNCE_REASON_NONE || reason >= REASON_COUNT)
		return bnc_reading_expected (reading, "the name of a reason, \"command\" or \"quote\"");
	reading->tells = TELLS_REASON;
	reading->value = (uint32_t) reason;
	reading->rank = reading->set->ranks[reason];
	return read_options (reading, line);
}

static bool
read_phrases_line (reading_t *reading, slice_t line)
{
	char *key;
	bool good;

	if (line.p[0] == '[' && line.p[line.n - 1] == ']')
		return read_section (reading, slice (line.p + 1, line.n - 2));
	if (!reading->in_section)
		return bnc_reading_expected (reading, "[REASON] or [command NAME] before the first phrase");
	key = g_strdup_printf ("%c%.*s", reading->tells == TELLS_COMMAND ? 'c' : reading->tells == TELLS_QUOTE ? 'q' : 'r', (int) MIN (line.n, PHRASE_MAX), line.p);
	good = bnc_reading_phrase (reading, line, reading->tells, reading->value, key);
	g_free (key);
	return good;
}

static bool
read_receiver_name (reading_t *reading, slice_t name)
{
	GPtrArray *names = reading->set->receivers;

	if (name.n == 0)
		return bnc_reading_expected (reading, "the receiver's name");
	reading->has_receiver = true;
	reading->receiver = names->len;
	if (reading->take)
		g_ptr_array_add (names, g_string_chunk_insert_len (reading->set->strings, name.p, (gssize) name.n));
	return true;
}

/* host SUFFIX..., recipient SUFFIX...: all names below count too. */
static bool
read_suffixes (reading_t *reading, GHashTable *table, slice_t line)
{
	slice_t word = bnc_reading_word (&line);

	if (!word.p)
		return bnc_reading_expected (reading, "a domain");
	for (; word.p; word = bnc_reading_word (&line)) {
		char *lower = g_ascii_strdown (word.p, (gssize) word.n);

		if (reading->take)
			g_hash_table_insert (table, g_string_chunk_insert (reading->set->strings, lower),
			                     GUINT_TO_POINTER (reading->receiver + 1));
		g_free (lower);
	}
	return true;
}

static bool
read_code (slice_t word, row_t *row)
{
	if (slice_is (word, "*"))
		return true;
	if (word.n == 3 && g_ascii_isdigit (word.p[0]) && g_ascii_isdigit (word.p[1]) && g_ascii_isdigit (word.p[2])) {
		row->reply = (word.p[0] - '0') * 100 + (word.p[1] - '0') * 10 + (word.p[2] - '0');
		return true;
	}
	if (word.n == 0 || word.n >= sizeof (row->status) || bnc_status_find (word).n != word.n)
		return false;
	memcpy (row->status, word.p, word.n);
	return true;
}

/* REASON REPLY STATUS [PHRASE] */
static bool
read_row (reading_t *reading, bounce_reason_t reason, slice_t line)
{
	row_t row = { .receiver = reading->receiver, .reason = reason };

	if (!read_code (bnc_reading_word (&line), &row) || !read_code (bnc_reading_word (&line), &row))
		return bnc_reading_expected (reading, "a reply code or *, and a status code or *");
	line = slice_trim (line);
	row.has_phrase = line.n > 0;
	if (!row.has_phrase && !row.status[0])
		return bnc_reading_expected (reading, "a phrase or a status");
	if (row.has_phrase && !bnc_reading_phrase (reading, line, TELLS_ROW, reading->set->rows->len, NULL))
		return false;
	if (reading->take)
		g_array_append_val (reading->set->rows, row);
	return true;
}

static bool
read_receiver_line (reading_t *reading, slice_t line)
{
	slice_t rest = line, word = bnc_reading_word (&rest);
	bounce_reason_t reason;

	if (slice_is (word, "receiver"))
		return read_receiver_name (reading, bnc_reading_word (&rest));
	if (!reading->has_receiver)
		return bnc_reading_expected (reading, "\"receiver NAME\" first");
	if (slice_is (word, "source"))
		return slice_trim (rest).n > 0 || bnc_reading_expected (reading, "where the rows below are documented");
	if (slice_is (word, "host"))
		return read_suffixes (reading, reading->set->hosts, rest);
	if (slice_is (word, "recipient"))
		return read_suffixes (reading, reading->set->recipients, rest);
	if (slice_is (word, "text"))
		return bnc_reading_phrase (reading, slice_trim (rest), TELLS_RECEIVER, reading->receiver, NULL);
	reason = bnc_reason_named (word);
	if (reason <= BOUNCE_REASON_NONE || reason >= REASON_COUNT)
		return bnc_reading_expected (reading, "host, recipient, text, source or the name of a reason");
	return read_row (reading, reason, rest);
}

slice_t
bnc_reading_column (slice_t *line)
{
	size_t end = slice_index (*line, '\t', 0);
	slice_t column = slice_trim (slice (line->p, end));

	*line = slice_from (*line, end + 1);
	return column;
}

static bool
read_reason_cell (reading_t *reading, slice_t cell, bounce_reason_t *reason)
{
	*reason = slice_is (cell, "-") ? BOUNCE_REASON_NONE : bnc_reason_named (cell);
	return (*reason >= 0 && *reason < REASON_COUNT) || bnc_reading_expected (reading, "the name of a reason, or -");
}

static void
put (reading_t *reading, GHashTable *table, slice_t key, bounce_reason_t reason)
{
	if (reading->take)
		g_hash_table_insert (table, g_string_chunk_insert_len (reading->set->strings, key.p, (gssize) key.n),
		                     GINT_TO_POINTER (reason));
}

/* status.tsv: CODE, REASON, meaning, source. */
static bool
read_status_line (reading_t *reading, slice_t line)
{
	slice_t code = bnc_reading_column (&line);
	bounce_reason_t reason;

	if (code.n < 5 || !strchr ("X245", code.p[0]) || code.p[1] != '.')
		return bnc_reading_expected (reading, "a status code such as 5.1.1 or X.1.1");
	if (!read_reason_cell (reading, bnc_reading_column (&line), &reason))
		return false;
	put (reading, reading->set->statuses, code, reason);
	return true;
}

/* replies.tsv: CODE, COMMAND or -, REASON, meaning, source. */
static bool
read_reply_line (reading_t *reading, slice_t line)
{
	slice_t code = bnc_reading_column (&line), command = bnc_reading_column (&line);
	bounce_reason_t reason;
	char key[16];

	if (code.n != 3 || !g_ascii_isdigit (code.p[0]))
		return bnc_reading_expected (reading, "a reply code");
	if (!slice_is (command, "-") && bnc_command_named (command) == COMMAND_NONE)
		return bnc_reading_expected (reading, "a command, or -");
	if (!read_reason_cell (reading, bnc_reading_column (&line), &reason))
		return false;
	g_snprintf (key, sizeof (key), "%.3s %d", code.p, (int) bnc_command_named (command));
	put (reading, reading->set->replies, slice_str (key), reason);
	return true;
}

/* reasons.tsv: REASON, RANK, meaning. */
static bool
read_rank_line (reading_t *reading, slice_t line)
{
	bounce_reason_t reason = bnc_reason_named (bnc_reading_column (&line));
	uint16_t rank;

	if (reason <= BOUNCE_REASON_NONE || reason >= REASON_COUNT || !bnc_reading_number (bnc_reading_column (&line), RANK_LAST, &rank))
		return bnc_reading_expected (reading, "the name of a reason and a rank from 1 to 999");
	if (reading->take)
		reading->set->ranks[reason] = rank;
	return true;
}

/* permanence.tsv: ROW, PERMANENCE, why. */
static bool
read_permanence_line (reading_t *reading, slice_t line)
{
	slice_t row = bnc_reading_column (&line), value = bnc_reading_column (&line);
	const char *what;
	permanence_row_t read;

	if (!bnc_permanence_read (reading->set, row, value, &read, &what))
		return bnc_reading_expected (reading, what);
	if (reading->take)
		bnc_permanence_add (reading->set, &read);
	return true;
}

static reading_line_fn
reader_of (const char *name)
{
	if (g_str_has_suffix (name, ".phrases"))
		return read_phrases_line;
	if (g_str_has_suffix (name, ".receiver"))
		return read_receiver_line;
	if (g_str_has_suffix (name, "reasons.tsv"))
		return read_rank_line;
	if (g_str_has_suffix (name, "status.tsv"))
		return read_status_line;
	if (g_str_has_suffix (name, "permanence.tsv"))
		return read_permanence_line;
	if (g_str_has_suffix (name, ".words"))
		return bnc_reading_words_line;
	if (g_str_has_suffix (name, "classes.tsv"))
		return bnc_reading_class_line;
	if (g_str_has_suffix (name, "shapes.tsv"))
		return bnc_reading_shape_line;
	return g_str_has_suffix (name, "replies.tsv") ? read_reply_line : NULL;
}

static bool
read_file (reading_t *reading, slice_t text, reading_line_fn read)
{
	newline_t newline = bnc_newline_of (text);
	slice_t line;

	while (bnc_line_next (&text, newline, &line)) {
		reading->line++;
		line = slice_trim_right (line);
		if (line.n && line.p[0] != '#' && !read (reading, line))
			return false;
	}
	return true;
}

bool
bnc_reason_set_add (reason_set_t *set, const char *name, slice_t text, char **error)
{
	reading_line_fn read = reader_of (name);

	if (!read) {
		*error = g_strdup_printf ("%s: expected a name that ends in .phrases, .receiver, .words, reasons.tsv, status.tsv, replies.tsv, "
		                          "permanence.tsv, classes.tsv or shapes.tsv", name);
		return false;
	}
	for (int pass = 0; pass < 2; pass++) {
		reading_t reading = { .set = set, .name = name, .take = pass == 1, .rank = 1 };

		if (read == bnc_reading_words_line)
			reading.language = bnc_reading_language (&reading);

		if (!read_file (&reading, text, read)) {
			*error = reading.error;
			return false;
		}
	}
	return true;
}

/* Phrases take their reason's rank, words and shapes their classes: what others name comes first. */
static bool
is_named_by_others (const char *name)
{
	return g_str_has_suffix (name, "reasons.tsv") || g_str_has_suffix (name, "classes.tsv");
}

static void
add_builtin (reason_set_t *set, bool named)
{
	for (size_t i = 0; i < bnc_builtin_table_count; i++) {
		const builtin_t *file = &bnc_builtin_tables[i];
		char *error = NULL;

		if (is_named_by_others (file->name) == named && !bnc_lexicon_has (file->name))
			bnc_reason_set_add (set, file->name, slice (file->text, file->length), &error);
		g_free (error);
	}
}

reason_set_t *
bnc_reason_set_empty (void)
{
	reason_set_t *set = g_new0 (reason_set_t, 1);

	set->strings = g_string_chunk_new (16384);
	set->scanner = bnc_scanner_new ();
	set->phrases = g_array_new (FALSE, TRUE, sizeof (phrase_t));
	set->literals = g_array_new (FALSE, TRUE, sizeof (literal_t));
	set->rows = g_array_new (FALSE, TRUE, sizeof (row_t));
	set->classes = g_array_new (FALSE, TRUE, sizeof (class_t));
	set->shapes = g_array_new (FALSE, TRUE, sizeof (shape_t));
	set->languages = g_ptr_array_new ();
	g_ptr_array_add (set->languages, g_string_chunk_insert_const (set->strings, "english.words"));
	set->slots = g_array_new (FALSE, TRUE, sizeof (uint32_t));
	g_array_set_size (set->slots, 1);
	set->receivers = g_ptr_array_new ();
	set->by_phrase = g_hash_table_new (g_str_hash, g_str_equal);
	set->hosts = g_hash_table_new (g_str_hash, g_str_equal);
	set->recipients = g_hash_table_new (g_str_hash, g_str_equal);
	set->statuses = g_hash_table_new (g_str_hash, g_str_equal);
	set->replies = g_hash_table_new (g_str_hash, g_str_equal);
	set->permanences = g_array_new (FALSE, FALSE, sizeof (permanence_row_t));
	set->permanences_at = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
	set->class_at = set->class_ip = set->class_advice = -1;
	for (size_t i = 0; i < REASON_COUNT; i++)
		set->ranks[i] = RANK_LAST;
	return set;
}

reason_set_t *
bnc_reason_set_new (void)
{
	reason_set_t *set = bnc_reason_set_empty ();

	set->lexicons = bnc_lexicons_new ();
	add_builtin (set, true);
	add_builtin (set, false);
	return set;
}

void
bnc_reason_set_free (reason_set_t *set)
{
	if (!set)
		return;
	bnc_scanner_free (set->scanner);
	bnc_lexicons_free (set->lexicons);
	g_array_free (set->phrases, TRUE);
	g_array_free (set->literals, TRUE);
	g_array_free (set->rows, TRUE);
	g_array_free (set->classes, TRUE);
	g_array_free (set->shapes, TRUE);
	g_ptr_array_free (set->languages, TRUE);
	g_array_free (set->slots, TRUE);
	g_ptr_array_free (set->receivers, TRUE);
	g_hash_table_destroy (set->by_phrase);
	g_hash_table_destroy (set->hosts);
	g_hash_table_destroy (set->recipients);
	g_hash_table_destroy (set->statuses);
	g_hash_table_destroy (set->replies);
	g_array_free (set->permanences, TRUE);
	g_hash_table_destroy (set->permanences_at);
	g_string_chunk_free (set->strings);
	g_free (set);
}

void
bnc_reason_set_build (reason_set_t *set)
{
	bnc_reason_set_order_shapes (set);
	bnc_scanner_build (set->scanner);
}
