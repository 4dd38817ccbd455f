/*
 * recipients.c - what DSN fields and prose say of one recipient, made one
 *
 * In: recipients from delivery-status fields, and recipients from the text.  Out: the record's recipients, no address twice, each
 * value with its source.  Fields rule; the text fills what they leave out, and its diagnostic replaces one that says nothing
 * (Gmail and Office 365 write the server's reply into the text only).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/recipients.h"

#include "report/codes.h"

bool
bnc_recipients_is_telling (const char *diagnostic)
{
	size_t letters = 0;

	for (const char *c = diagnostic; c && *c && letters < 4; c++)
		letters += g_ascii_isalpha (*c) || (*c & 0x80);
	return letters >= 4;
}

static bool
succeeded (const struct bounce_recipient *recipient)
{
	return recipient->action >= BOUNCE_ACTION_DELIVERED;
}

/* "550-5.7.1 ..." with no "550 " behind it: only the first lines of a reply (RFC 5321, 4.2.1), as sendmail writes them into the field. */
static bool
is_cut_reply (const char *diagnostic)
{
	slice_t text = slice_str (diagnostic);
	char last[5];

	if (text.n < 5 || text.p[3] != '-' || !g_ascii_isdigit (text.p[0]) || !g_ascii_isdigit (text.p[2]))
		return false;
	memcpy (last, text.p, 3);
	last[3] = ' ';
	return bnc_slice_find (text, slice (last, 4), 4) == text.n;
}

#define TAKE(field)                                          \
	do {                                                 \
		if (!to->field && from->field) {             \
			to->field = from->field;             \
			to->source.field = from->source.field; \
		}                                            \
	} while (0)

void
bnc_recipients_merge_one (struct bounce_recipient *to, const struct bounce_recipient *from)
{
	if (from->overruled) {
		to->action = from->action;
		to->source.action = from->source.action;
	}
	if (bnc_recipients_is_telling (from->diagnostic) &&
	    ((!bnc_recipients_is_telling (to->diagnostic) && !(succeeded (to) && to->diagnostic)) ||
	     (is_cut_reply (to->diagnostic) && !is_cut_reply (from->diagnostic)))) {
		to->diagnostic = from->diagnostic;
		to->diagnostic_type = NULL;
		to->source.diagnostic = from->source.diagnostic;
	}
	if (bnc_status_is_vague (to->status) && from->status && !bnc_status_is_vague (from->status)) {
		to->status = from->status;
		to->source.status = from->source.status;
	}
	TAKE (original_address);
	TAKE (action);
	TAKE (status);
	TAKE (command);
	TAKE (reason);
	TAKE (remote_mta);
	TAKE (remote_address);
	TAKE (diagnostic);
	TAKE (reply_code);
	if (to->last_attempt.seconds == BOUNCE_NO_TIME)
		to->last_attempt = from->last_attempt;
	if (to->will_retry_until.seconds == BOUNCE_NO_TIME)
		to->will_retry_until = from->will_retry_until;
}

void
bnc_recipients_merge (bounce_record_t *record, const bounce_record_t *said, size_t limit)
{
	bool only_add = record->recipient_count > 0;
	bool one_each = record->recipient_count == 1 && said->recipient_count == 1;

	for (size_t i = 0; i < said->recipient_count; i++) {
		const struct bounce_recipient *from = &said->recipients[i];
		struct bounce_recipient *to = bnc_record_find_recipient (record, slice_str (from->address));

		for (size_t r = 0; !to && r < record->recipient_count && r < 64; r++) {
			const char *original = record->recipients[r].original_address;

			if (original && g_ascii_strcasecmp (original, from->address) == 0)
				to = &record->recipients[r];
		}
		if (!to && one_each)
			to = &record->recipients[0];
		if (to) {
			bnc_recipients_merge_one (to, from);
		} else if (!only_add) {
			to = bnc_record_add_recipient (record, from->address, limit);
			if (!to)
				return;
			bnc_recipients_merge_one (to, from);
			to->source.address = from->source.address;
		}
	}
}

/* Does text begin with an SMTP reply that holds this status: "550 5.7.1 ...", "450-4.2.2 ...", or qmail's "553 ... (#5.7.1)"? */
static bool
is_reply (slice_t text, slice_t status)
{
	size_t at = (size_t) (status.p - text.p);

	return (at == 4 || (at > 5 && text.p[at - 1] == '#' && text.p[at - 2] == '(')) && g_ascii_isdigit (text.p[0]) &&
	       g_ascii_isdigit (text.p[1]) && g_ascii_isdigit (text.p[2]);
}

/* The command's own word (RFC 5321, 4.1.1) in whatever is said around it: "RCPT TO", "end of DATA", "MAIL FROM:<a> SIZE=1". */
static const char *
command_word (const char *command)
{
	static const char *const words[] = { "STARTTLS", "EHLO", "HELO", "LHLO", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "QUIT", "RSET", "CONN" };

	for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
		if (bnc_slice_find (slice_str (command), slice_str (words[i]), 0) < strlen (command))
			return words[i];
	}
	return NULL;
}

/* "250 2.1.5 Ok" at the head of text: 250, else 0. A reply of success is looked for nowhere else. */
static int32_t
success_reply (slice_t text)
{
	if (text.n < 3 || text.p[0] != '2' || !g_ascii_isdigit (text.p[1]) || !g_ascii_isdigit (text.p[2]) ||
	    (text.n > 3 && text.p[3] != ' ' && text.p[3] != '-'))
		return 0;
	return 200 + (text.p[1] - '0') * 10 + (text.p[2] - '0');
}

static void
complete (struct bounce_recipient *recipient, arena_t *arena)
{
	slice_t text = slice_str (recipient->diagnostic);
	slice_t status = bnc_status_find (text);

	if (recipient->command)
		recipient->command = command_word (recipient->command);
	if (!recipient->command)
		recipient->source.command = BOUNCE_SOURCE_NONE;
	if (!recipient->reply_code) {
		recipient->reply_code = succeeded (recipient) ? success_reply (text) : bnc_reply_find (text);
		if (recipient->reply_code)
			recipient->source.reply_code = BOUNCE_SOURCE_TEXT;
	}
	/* What the remote server itself replied says more than the code that its client made of it: sendmail writes 4.4.7 or 5.1.1 over
	 * whatever it was told. */
	if (status.n && !slice_is (status, recipient->status ? recipient->status : "") &&
	    (bnc_status_is_vague (recipient->status) || is_reply (text, status))) {
		recipient->status = bnc_arena_utf8 (arena, status);
		recipient->source.status = BOUNCE_SOURCE_TEXT;
	}
}

void
bnc_recipients_complete (bounce_record_t *record)
{
	for (size_t i = 0; i < record->recipient_count; i++)
		complete (&record->recipients[i], record->arena);
}
