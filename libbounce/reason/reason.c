/*
 * reason.c - codes, phrases and receiver tables -> reason and permanence
 *
 * In: a recipient with what the report says of it.  Out: its reason, where that came from, and its permanence.  Nothing is owned.
 *
 * The more specific source wins: the receiver's own table, then a phrase or what the grammar makes of the words, whichever is the
 * longer, then the enhanced status (RFC 3463), then words that say little, then the reply code (RFC 5321).  The command that was
 * refused decides what "unknown" means: before MAIL it is the client who is unknown, after MAIL the sender, then the recipient.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/reason.h"

#include "mail/address.h"
#include "reason/search.h"

/* All there is to decide on. */
typedef struct {
	const reason_set_t *set;
	const struct bounce_recipient *recipient;
	search_t diagnostic, text;
	char status[12];       /* "": none, or a vague one */
	int32_t reply;
	command_t command;
} facts_t;

typedef struct {
	bounce_reason_t reason;
	bounce_source_t source;
} decision_t;

bounce_reason_t
bnc_status_reason (const reason_set_t *set, const char *status)
{
	char any[12];
	gpointer value;

	if (!status || strlen (status) >= sizeof (any))
		return BOUNCE_REASON_NONE;
	if (g_hash_table_lookup_extended (set->statuses, status, NULL, &value))
		return GPOINTER_TO_INT (value);
	g_strlcpy (any, status, sizeof (any));
	any[0] = 'X';
	return GPOINTER_TO_INT (g_hash_table_lookup (set->statuses, any));
}

static bounce_reason_t
reply_reason (const reason_set_t *set, int32_t reply, command_t command)
{
	char key[16];
	gpointer value;

	g_snprintf (key, sizeof (key), "%d %d", reply, (int) command);
	if (g_hash_table_lookup_extended (set->replies, key, NULL, &value))
		return GPOINTER_TO_INT (value);
	g_snprintf (key, sizeof (key), "%d %d", reply, (int) COMMAND_NONE);
	return GPOINTER_TO_INT (g_hash_table_lookup (set->replies, key));
}

static bool
row_was_found (const search_t *search, uint32_t row)
{
	for (guint i = 0; search->rows && i < search->rows->len; i++) {
		if (g_array_index (search->rows, uint32_t, i) == row)
			return true;
	}
	return false;
}

/* The first row whose phrase and codes fit; without one, the first row of codes alone. */
static bounce_reason_t
receiver_reason (const facts_t *facts)
{
	uint32_t said = facts->diagnostic.receiver ? facts->diagnostic.receiver : facts->text.receiver;
	uint32_t receiver = bnc_receiver_find (facts->set, facts->recipient, said);
	bounce_reason_t by_code = BOUNCE_REASON_NONE;

	for (uint32_t i = 0; receiver && i < facts->set->rows->len; i++) {
		const row_t *row = &g_array_index (facts->set->rows, row_t, i);

		if (row->receiver + 1 != receiver || (row->reply && row->reply != facts->reply)
		    || (row->status[0] && strcmp (row->status, facts->status) != 0))
			continue;
		if (!row->has_phrase && by_code == BOUNCE_REASON_NONE)
			by_code = row->reason;
		if (row->has_phrase && (row_was_found (&facts->diagnostic, i) || row_was_found (&facts->text, i)))
			return row->reason;
	}
	return by_code;
}

static bool
status_is (const facts_t *facts, const char *without_class)
{
	return facts->status[0] && strcmp (facts->status + 1, without_class) == 0;
}

/* X.1.1, X.1.3 and their like: the server says itself that it looked the address up. */
static bool
status_is_address (const facts_t *facts)
{
	return status_is (facts, ".1.1") || status_is (facts, ".1.10") || status_is (facts, ".1.3") || status_is (facts, ".1.4");
}

/* What a phrase or a code means where it stands. */
static bounce_reason_t
in_context (const facts_t *facts, bounce_reason_t reason)
{
	bool about_address = reason == BOUNCE_REASON_USER_UNKNOWN || reason == BOUNCE_REASON_FILTERED
		|| reason == BOUNCE_REASON_HOST_UNKNOWN || reason == BOUNCE_REASON_HAS_MOVED;

	/* The only address a server knows after MAIL is the sender's; before, it knows the client's name alone. */
	if (facts->command == COMMAND_MAIL && about_address)
		return BOUNCE_REASON_REJECTED;
	if (facts->command == COMMAND_CONNECT && about_address)
		return BOUNCE_REASON_BLOCKED;
	if (reason != BOUNCE_REASON_USER_UNKNOWN)
		return reason;
	/* Some servers answer "user unknown" for whatever keeps a mail from a mailbox: a status of "full" (RFC 3463, 3.3) says what did. */
	if (status_is (facts, ".2.2"))
		return BOUNCE_REASON_MAILBOX_FULL;
	return BOUNCE_REASON_USER_UNKNOWN;
}

/* Mailers report a program that failed by its exit status alone (sysexits.h), "Diagnostic-Code: x-unix; 255", or by what it said:
 * the type is that of Postfix's pipe(8) and local(8) and of Courier, and never a server's reply. */
static bool
is_of_program (const bounce_recipient_t *recipient)
{
	return recipient->diagnostic_type && g_ascii_strcasecmp (recipient->diagnostic_type, "x-unix") == 0;
}

static bool
is_exit_status (slice_t diagnostic)
{
	diagnostic = slice_trim (diagnostic);
	for (size_t i = 0; i < diagnostic.n; i++) {
		if (!g_ascii_isdigit (diagnostic.p[i]))
			return false;
	}
	return diagnostic.n > 0 && (diagnostic.n < 3 || (diagnostic.n == 3 && diagnostic.p[0] <= '2'));
}

static decision_t
by_phrase (const facts_t *facts, const phrase_t *phrase)
{
	bounce_reason_t reason = (bounce_reason_t) phrase->value;

	if (phrase->unsure && facts->command != COMMAND_RCPT && !status_is_address (facts))
		return (decision_t) { BOUNCE_REASON_FILTERED, BOUNCE_SOURCE_PHRASE };
	return (decision_t) { phrase->certain ? reason : in_context (facts, reason), BOUNCE_SOURCE_PHRASE };
}

/* The reply code decides where there is no status. One that its registry leaves open says more than the reply code, but
 * for what was refused before a recipient was named. */
static bounce_reason_t
by_reply (const facts_t *facts)
{
	if (facts->status[0] && facts->command != COMMAND_MAIL && facts->command != COMMAND_CONNECT)
		return BOUNCE_REASON_NONE;
	return reply_reason (facts->set, facts->reply, facts->command);
}

/* Codes of the recipient's own reply go before words that stand somewhere in the report. */
static const phrase_t *
strong_phrase (const facts_t *facts)
{
	if (facts->text.strong && facts->text.strong->certain && !facts->diagnostic.strong)
		return facts->text.strong;
	if (facts->diagnostic.strong || facts->diagnostic.grammar.strong)
		return facts->diagnostic.strong;
	if (facts->status[0] && bnc_status_reason (facts->set, facts->status) != BOUNCE_REASON_NONE)
		return NULL;
	return facts->text.strong;
}

static decision_t
by_shape (const facts_t *facts, const shape_t *shape)
{
	return (decision_t) { in_context (facts, shape->reason), BOUNCE_SOURCE_PHRASE };
}

static decision_t
decide (const facts_t *facts)
{
	const phrase_t *strong = strong_phrase (facts);
	const grammar_t *g = &facts->diagnostic.grammar;
	const phrase_t *weak = facts->diagnostic.weak ? facts->diagnostic.weak : facts->text.weak;
	bounce_reason_t reason = receiver_reason (facts);

	if (reason != BOUNCE_REASON_NONE)
		return (decision_t) { reason, BOUNCE_SOURCE_RECEIVER };
	if (is_exit_status (slice_str (facts->recipient->diagnostic)))
		return (decision_t) { BOUNCE_REASON_MAILER_ERROR, BOUNCE_SOURCE_DERIVED };
	if (strong && strong == facts->diagnostic.strong && g->strong && g->strong_score > strong->length)
		return by_shape (facts, g->strong);
	if (strong)
		return by_phrase (facts, strong);
	if (g->strong)
		return by_shape (facts, g->strong);
	reason = facts->status[0] ? bnc_status_reason (facts->set, facts->status) : BOUNCE_REASON_NONE;
	if (reason != BOUNCE_REASON_NONE && !(is_of_program (facts->recipient) && status_is (facts, ".3.0")))
		return (decision_t) { in_context (facts, reason), BOUNCE_SOURCE_DERIVED };
	if (is_of_program (facts->recipient))
		return (decision_t) { BOUNCE_REASON_MAILER_ERROR, BOUNCE_SOURCE_DERIVED };
	if (weak)
		return by_phrase (facts, weak);
	if (g->weak)
		return by_shape (facts, g->weak);
	reason = by_reply (facts);
	if (reason == BOUNCE_REASON_NONE && facts->recipient->action == BOUNCE_ACTION_DELAYED)
		reason = BOUNCE_REASON_EXPIRED;
	return (decision_t) { reason, reason == BOUNCE_REASON_NONE ? BOUNCE_SOURCE_NONE : BOUNCE_SOURCE_DERIVED };
}

/* The reply's own codes are the server's words; the report's fields may be a program's reading of them. */
static void
gather_codes (facts_t *facts, slice_t diagnostic)
{
	slice_t said = bnc_status_find (diagnostic);

	if (said.n && said.n < sizeof (facts->status))
		memcpy (facts->status, said.p, said.n);
	if (bnc_status_is_vague (facts->status) && !bnc_status_is_vague (facts->recipient->status))
		g_strlcpy (facts->status, facts->recipient->status, sizeof (facts->status));
	if (bnc_status_is_vague (facts->status))
		facts->status[0] = '\0';
	facts->reply = facts->recipient->reply_code ? facts->recipient->reply_code : bnc_reply_find (diagnostic);
	facts->command = bnc_command_named (slice_str (facts->recipient->command));
	if (facts->command == COMMAND_NONE)
		facts->command = facts->diagnostic.command != COMMAND_NONE ? facts->diagnostic.command : facts->text.command;
}

/* A text that may speak for several recipients: cleaned and searched once, and only when it is asked for. */
typedef struct {
	slice_t text;
	bool done, empty;
	search_t search;
} report_text_t;

static const search_t *
search_report (const reason_set_t *set, report_text_t *report)
{
	if (!report->done) {
		GString *clean = bnc_search_clean (report->text);

		bnc_search_phrases (&report->search, set, slice (clean->str, clean->len));
		report->empty = clean->len == 0;
		report->done = true;
		g_string_free (clean, TRUE);
	}
	return &report->search;
}

/* A template has more words than a reply: they speak where nothing else does. */
static decision_t
by_template (const facts_t *facts, slice_t text)
{
	GString *clean = bnc_search_clean (text);
	decision_t decision = { BOUNCE_REASON_NONE, BOUNCE_SOURCE_NONE };
	search_t search;

	bnc_search_run (&search, facts->set, slice (clean->str, clean->len));
	if (search.grammar.strong)
		decision = by_shape (facts, search.grammar.strong);
	bnc_search_clear (&search);
	g_string_free (clean, TRUE);
	return decision;
}

/* report: NULL where the text is not about this recipient. */
static decision_t
decide_failure (const reason_set_t *set, const struct bounce_recipient *recipient, report_text_t *report)
{
	GString *diagnostic = bnc_search_clean (slice_str (recipient->diagnostic));
	facts_t facts = { .set = set, .recipient = recipient };
	decision_t decision;

	bnc_search_run (&facts.diagnostic, set, slice (diagnostic->str, diagnostic->len));
	if (report && (!facts.diagnostic.strong || (!recipient->command && facts.diagnostic.command == COMMAND_NONE)))
		facts.text = *search_report (set, report);
	gather_codes (&facts, slice_str (recipient->diagnostic));
	decision = decide (&facts);
	if (decision.reason == BOUNCE_REASON_NONE && report && !recipient->diagnostic)
		decision = by_template (&facts, report->text);
	if (decision.reason == BOUNCE_REASON_NONE) {
		bool nothing = !diagnostic->len && (!report || report->empty) && !facts.reply && !facts.status[0];

		decision.reason = nothing ? BOUNCE_REASON_UNKNOWN : BOUNCE_REASON_ON_HOLD;
	}
	bnc_search_clear (&facts.diagnostic);
	g_string_free (diagnostic, TRUE);
	return decision;
}

static void
decide_one (const reason_set_t *set, struct bounce_recipient *recipient, report_text_t *report)
{
	decision_t decision = { BOUNCE_REASON_DELIVERED, BOUNCE_SOURCE_DERIVED };

	if (recipient->reason == BOUNCE_REASON_NONE) {
		if (recipient->action <= BOUNCE_ACTION_DELAYED)
			decision = decide_failure (set, recipient, report);
		recipient->reason = decision.reason;
		recipient->source.reason = (uint8_t) decision.source;
	}
	recipient->permanence = bnc_permanence_of (set, recipient);
}

/* Does the recipient's diagnostic speak of another one? nullmailer gives the first refusal to all. */
static bool
is_anothers (const bounce_record_t *record, const struct bounce_recipient *recipient)
{
	slice_t text = slice_str (recipient->diagnostic), address;
	bool names_another = false;
	size_t from = 0;

	while ((address = bnc_address_scan (text, &from)).n) {
		const struct bounce_recipient *named = bnc_record_find_recipient (record, address);

		if (named == recipient || slice_is (address, recipient->original_address ? recipient->original_address : ""))
			return false;
		names_another |= named != NULL;
	}
	return names_another;
}

static void
decide_without_words (const reason_set_t *set, struct bounce_recipient *recipient)
{
	const char *diagnostic = recipient->diagnostic;

	recipient->diagnostic = NULL;
	decide_one (set, recipient, NULL);
	recipient->diagnostic = diagnostic;
	/* A code that is another's as well decides no more than his words. */
	if (recipient->source.reason == BOUNCE_SOURCE_DERIVED && recipient->action == BOUNCE_ACTION_FAILED) {
		recipient->reason = BOUNCE_REASON_ON_HOLD;
		recipient->source.reason = BOUNCE_SOURCE_NONE;
		recipient->permanence = bnc_permanence_of (set, recipient);
	}
}

/* Is the recipient at a domain that the reporter itself stands in? Then the domain is known there, whatever "unrouteable" says. */
static bool
is_reporters_own (const bounce_record_t *record, const struct bounce_recipient *recipient)
{
	slice_t domain = bnc_address_domain (slice_str (recipient->address)), host = slice_str (record->reporting_mta);

	if (host.n == 0)
		host = bnc_address_domain (slice_trim_right (slice (record->from, slice_index (slice_str (record->from), '>', 0))));
	if (domain.n == 0 || host.n < domain.n || slice_index (domain, '.', 0) == domain.n)
		return false;
	return slice_equal_nocase (slice_from (host, host.n - domain.n), domain) &&
	       (host.n == domain.n || host.p[host.n - domain.n - 1] == '.');
}

void
bnc_reason_decide_all (const reason_set_t *set, bounce_record_t *record, slice_t text)
{
	report_text_t report = { .text = text };

	for (size_t i = 0; i < record->recipient_count; i++) {
		struct bounce_recipient *recipient = &record->recipients[i];

		if (record->recipient_count > 1 && is_anothers (record, recipient))
			decide_without_words (set, recipient);
		else
			decide_one (set, recipient, record->recipient_count == 1 ? &report : NULL);
		if (recipient->reason == BOUNCE_REASON_HOST_UNKNOWN && is_reporters_own (record, recipient)) {
			recipient->reason = BOUNCE_REASON_USER_UNKNOWN;
			recipient->permanence = bnc_permanence_of (set, recipient);
		}
	}
	if (report.done)
		bnc_search_clear (&report.search);
}

void
bnc_reason_decide (const reason_set_t *set, struct bounce_recipient *recipient, slice_t text)
{
	report_text_t report = { .text = text };

	decide_one (set, recipient, &report);
	if (report.done)
		bnc_search_clear (&report.search);
}

bounce_reason_t
bnc_reason_of_text (const reason_set_t *set, slice_t text)
{
	GString *clean = bnc_search_clean (text);
	bounce_reason_t reason = BOUNCE_REASON_NONE;
	search_t search;

	bnc_search_run (&search, set, slice (clean->str, clean->len));
	if (search.strong || search.weak)
		reason = (bounce_reason_t) (search.strong ? search.strong : search.weak)->value;
	bnc_search_clear (&search);
	g_string_free (clean, TRUE);
	return reason;
}
