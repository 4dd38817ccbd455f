/*
 * permanence.c - whether an address is to be used again, by rows that the operator may replace
 *
 * In: rows of permanence.tsv and of settings, and a recipient whose reason is decided.  Out: hard or soft.  Rows live in the set.
 *
 * A row names a reason, a code (RFC 5321, 4.2; RFC 3463) and a receiver, or some of them.  Of those that fit, the one that says most
 * counts: one with a receiver before one without, then one with a code, then one with a reason; then the exacter code, then the longer domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"
#include "reason/search.h"

enum { CODE_CLASS = 1, CODE_REPLY = 2, CODE_STATUS_ANY = 4, CODE_STATUS = 8, ROW_REASON = 16, ROW_CODE = 32, ROW_RECEIVER = 64 };

static bool
is_failure (bounce_reason_t reason)
{
	return reason > BOUNCE_REASON_NONE && reason < BOUNCE_REASON_DELIVERED;
}

/* "550", "4xx" */
static bool
read_reply (slice_t word, permanence_row_t *row)
{
	if (word.n != 3 || word.p[0] < '2' || word.p[0] > '5')
		return false;
	if (slice_is (slice_from (word, 1), "xx"))
		row->reply = word.p[0] - '0';
	else if (g_ascii_isdigit (word.p[1]) && g_ascii_isdigit (word.p[2]))
		row->reply = (word.p[0] - '0') * 100 + (word.p[1] - '0') * 10 + (word.p[2] - '0');
	return row->reply != 0;
}

/* "5.2.1", "X.2.1" */
static bool
read_status (slice_t word, permanence_row_t *row)
{
	if (word.n == 0 || word.n >= sizeof (row->status))
		return false;
	memcpy (row->status, word.p, word.n);
	row->status[word.n] = '\0';
	if (g_ascii_toupper (word.p[0]) != 'X')
		return bnc_status_find (word).n == word.n;
	row->status[0] = '5';
	if (bnc_status_find (slice_str (row->status)).n != word.n)
		return false;
	row->status[0] = 'X';
	return true;
}

/* A reply code, a status, or both with a hyphen between. */
static bool
read_code (slice_t word, permanence_row_t *row)
{
	size_t hyphen = slice_index (word, '-', 0);

	if (hyphen < word.n)
		return read_reply (slice (word.p, hyphen), row) && read_status (slice_from (word, hyphen + 1), row);
	return read_reply (word, row) || read_status (word, row);
}

static bool
begins_code (slice_t word)
{
	return word.n && (g_ascii_isdigit (word.p[0]) || slice_starts (word, "x."));
}

/* "REASON", "CODE", "REASON.CODE" */
static bool
read_condition (slice_t word, permanence_row_t *row, const char **expected)
{
	size_t dot = begins_code (word) ? 0 : slice_index (word, '.', 0);

	if (dot > 0) {
		row->reason = bnc_reason_named (slice (word.p, dot));
		*expected = "the name of a reason for which mail fails, or a code";
		if (!is_failure (row->reason))
			return false;
		if (dot == word.n)
			return true;
		word = slice_from (word, dot + 1);
	}
	*expected = "a code: a reply (550, or 4xx for all of its class), a status (5.2.1, or X.2.1 in each class), or both (550-5.2.1)";
	return read_code (word, row);
}

static bool
is_receiver (const reason_set_t *set, slice_t name)
{
	for (guint i = 0; i < set->receivers->len; i++) {
		if (slice_is (name, g_ptr_array_index (set->receivers, i)))
			return true;
	}
	return false;
}

static bool
read_receiver (const reason_set_t *set, slice_t name, const char **expected)
{
	bool is_domain = slice_index (name, '.', 0) < name.n;

	*expected = "behind @ the name of a receiver that has a table, such as google, or a domain";
	return is_domain ? name.n < SUFFIX_MAX && bnc_host_is (name, false) : is_receiver (set, name);
}

static uint16_t
weight_of (const permanence_row_t *row)
{
	unsigned weight = 0;

	if (row->reply)
		weight += row->reply < 10 ? CODE_CLASS : CODE_REPLY;
	if (row->status[0])
		weight += row->status[0] == 'X' ? CODE_STATUS_ANY : CODE_STATUS;
	if (weight)
		weight += ROW_CODE;
	if (row->reason != BOUNCE_REASON_NONE)
		weight += ROW_REASON;
	if (row->receiver)
		weight += ROW_RECEIVER;
	return (uint16_t) weight;
}

/* The row as its key is written, so that one row has one text. */
static char *
text_of (const permanence_row_t *row)
{
	GString *text = g_string_new (row->reason != BOUNCE_REASON_NONE ? bounce_reason_name (row->reason) : NULL);

	if (text->len && (row->reply || row->status[0]))
		g_string_append_c (text, '.');
	if (row->reply)
		g_string_append_printf (text, row->reply < 10 ? "%dxx" : "%d", (int) row->reply);
	if (row->reply && row->status[0])
		g_string_append_c (text, '-');
	g_string_append (text, row->status);
	if (row->receiver)
		g_string_append_printf (text, "@%s", row->receiver);
	return g_string_free (text, FALSE);
}

bool
bnc_permanence_read (reason_set_t *set, slice_t text, slice_t value, permanence_row_t *row, const char **expected)
{
	size_t at = slice_index (text, '@', 0);
	slice_t receiver = slice_from (text, at + 1);

	memset (row, 0, sizeof (*row));
	*expected = "hard or soft";
	if (slice_is (value, "hard") || slice_is (value, "soft"))
		row->permanence = slice_is (value, "hard") ? BOUNCE_PERMANENCE_HARD : BOUNCE_PERMANENCE_SOFT;
	if (row->permanence == BOUNCE_PERMANENCE_NONE || (at < text.n && !read_receiver (set, receiver, expected)))
		return false;
	if ((at > 0 || text.n == 0) && !read_condition (slice (text.p, at), row, expected))
		return false;
	if (at < text.n) {
		char *lower = g_ascii_strdown (receiver.p, (gssize) receiver.n);

		row->receiver = g_string_chunk_insert_const (set->strings, lower);
		g_free (lower);
	}
	row->weight = weight_of (row);
	return true;
}

static permanence_row_t *
row_at (const reason_set_t *set, const GArray *indexes, guint i)
{
	return &g_array_index (set->permanences, permanence_row_t, g_array_index (indexes, uint32_t, i));
}

void
bnc_permanence_add (reason_set_t *set, const permanence_row_t *row)
{
	const char *receiver = row->receiver ? row->receiver : "";
	GArray *indexes = g_hash_table_lookup (set->permanences_at, receiver);
	uint32_t index = set->permanences->len;
	char *text = text_of (row);
	guint place = 0;

	if (!indexes) {
		indexes = g_array_new (FALSE, FALSE, sizeof (uint32_t));
		g_hash_table_insert (set->permanences_at, g_strdup (receiver), indexes);
	}
	while (place < indexes->len && row_at (set, indexes, place)->weight > row->weight)
		place++;
	for (guint i = place; i < indexes->len && row_at (set, indexes, i)->weight == row->weight; i++) {
		if (strcmp (row_at (set, indexes, i)->text, text) == 0)
			index = g_array_index (indexes, uint32_t, i);
	}
	if (index == set->permanences->len) {
		g_array_append_val (set->permanences, *row);
		g_array_insert_val (indexes, place, index);
	}
	g_array_index (set->permanences, permanence_row_t, index) = *row;
	g_array_index (set->permanences, permanence_row_t, index).text = g_string_chunk_insert_const (set->strings, text);
	set->permanences_by_name |= *receiver && !strchr (receiver, '.');
	g_free (text);
}

bool
bnc_permanence_set (reason_set_t *set, const char *row, const char *value, char **error)
{
	const char *expected;
	permanence_row_t read;

	if (bnc_permanence_read (set, slice_str (row), slice_str (value), &read, &expected))
		bnc_permanence_add (set, &read);
	else
		*error = g_strdup_printf ("expected %s; got \"%s\"", expected, read.permanence == BOUNCE_PERMANENCE_NONE ? value : row);
	return true;
}

/* The class is the reply's or, without one, that of the status. */
static int32_t
class_of (const struct bounce_recipient *recipient)
{
	if (recipient->reply_code)
		return recipient->reply_code / 100;
	return recipient->status ? recipient->status[0] - '0' : 0;
}

static bool
fits (const permanence_row_t *row, const struct bounce_recipient *recipient)
{
	if (row->reason != BOUNCE_REASON_NONE && row->reason != recipient->reason)
		return false;
	if (row->reply && row->reply != (row->reply < 10 ? class_of (recipient) : recipient->reply_code))
		return false;
	if (!row->status[0])
		return true;
	if (!recipient->status)
		return false;
	return row->status[0] == 'X' ? strcmp (recipient->status + 1, row->status + 1) == 0 : strcmp (recipient->status, row->status) == 0;
}

/* The row that counts so far, and how long the domain is that it is for. */
typedef struct {
	const permanence_row_t *row;
	size_t length;
} best_t;

/* length: of the receiver's domain, 0 for none and for a name. */
static void
consider (const reason_set_t *set, const char *receiver, size_t length, const struct bounce_recipient *recipient, best_t *best)
{
	const GArray *indexes = g_hash_table_lookup (set->permanences_at, receiver);

	for (guint i = 0; indexes && i < indexes->len; i++) {
		const permanence_row_t *row = row_at (set, indexes, i);

		if (!fits (row, recipient))
			continue;
		if (!best->row || row->weight > best->row->weight || (row->weight == best->row->weight && length > best->length))
			*best = (best_t) { row, length };
		return;
	}
}

static void
consider_domains (const reason_set_t *set, slice_t host, const struct bounce_recipient *recipient, best_t *best)
{
	char lower[SUFFIX_MAX];

	for (const char *at = bnc_suffix_start (host, lower); at && strchr (at, '.'); at = bnc_suffix_next (at))
		consider (set, at, strlen (at), recipient, best);
}

static void
consider_name (const reason_set_t *set, const struct bounce_recipient *recipient, best_t *best)
{
	GString *clean = bnc_search_clean (slice_str (recipient->diagnostic));
	uint32_t receiver;
	search_t said;
	char *name;

	bnc_search_phrases (&said, set, slice (clean->str, clean->len));
	receiver = bnc_receiver_find (set, recipient, said.receiver);
	bnc_search_clear (&said);
	g_string_free (clean, TRUE);
	if (!receiver)
		return;
	name = g_ascii_strdown (g_ptr_array_index (set->receivers, receiver - 1), -1);
	consider (set, name, 0, recipient, best);
	g_free (name);
}

bounce_permanence_t
bnc_permanence_of (const reason_set_t *set, const struct bounce_recipient *recipient)
{
	best_t best = { NULL, 0 };

	if (!is_failure (recipient->reason))
		return BOUNCE_PERMANENCE_NONE;
	consider (set, "", 0, recipient, &best);
	if (g_hash_table_size (set->permanences_at) > 1) {
		consider_domains (set, slice_str (recipient->remote_mta), recipient, &best);
		consider_domains (set, bnc_address_domain (slice_str (recipient->address)), recipient, &best);
		if (set->permanences_by_name)
			consider_name (set, recipient, &best);
	}
	return best.row ? best.row->permanence : BOUNCE_PERMANENCE_SOFT;
}
