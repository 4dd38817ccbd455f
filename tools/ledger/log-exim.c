/*
 * log-exim.c - what Exim logs of a message
 *
 * In: a line of its mainlog, or the same by syslog: "ID FLAG text", where FLAG and text are
 *
 *     <= SENDER H=NAME (HELO) [ADDRESS] P=esmtpsa A=AUTHENTICATOR:ACCOUNT S=N id=ID     taken from a client
 *     <= SENDER U=USER P=local S=N id=ID                                                 from a local user
 *     => RECIPIENT R=ROUTER T=TRANSPORT H=NAME [ADDRESS] C="what the other side said"    delivered; also -> >> *>
 *     ** RECIPIENT R=ROUTER T=TRANSPORT H=NAME [ADDRESS]: reason       failed
 *     == RECIPIENT R=ROUTER T=TRANSPORT defer (ERRNO) H=NAME [ADDRESS]: reason       deferred; "routing defer" before a router was found
 *     Completed
 *
 * and reason is what Exim says, or "SMTP error from remote mail server after COMMAND: " and what the server said, its line ends as "\n".
 *
 * Out: messages in the reader's table.  Senders write SENDER, HELO, ID, and what log_selector adds behind it.  Exim sets none of
 * them apart: a line whose HELO or ID holds what looks like a client can be read in two ways, and then its client and account
 * are left unknown rather than taken from the wrong one.  U= of a client is the client's own word (RFC 1413) and not read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-mail.h"

#include <string.h>

/* "1xVl50-00006p-2L", since 4.97 "1xVl50-00000000A6p-2Lxy"; what follows, or NULL. */
static char *
after_id (char *text)
{
	static const guint old[] = { 6, 6, 2 }, new[] = { 6, 11, 4 };

	for (int form = 0; form < 2; form++) {
		const guint *lengths = form ? new : old;
		char *p = text;
		int part;

		for (part = 0; part < 3; part++) {
			guint n = 0;

			while (g_ascii_isalnum (p[n]))
				n++;
			if (n != lengths[part] || p[n] != (part < 2 ? '-' : ' '))
				break;
			p += n + 1;
		}
		if (part == 3)
			return p;
	}
	return NULL;
}

static size_t
occurrences (const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = strstr (text, what); p; p = strstr (p + strlen (what), what))
		n++;
	return n;
}

/* The end of an address, which may hold blanks in quotes. */
static char *
address_end (char *p)
{
	if (*p == '"') {
		for (p++; *p && *p != '"'; p++) {
			if (*p == '\\' && p[1])
				p++;
		}
	}
	return p + strcspn (p, " ");
}

/* The value of a field, up to the next blank; g_free(). NULL: there is no such field. */
static char *
field (const char *text, const char *key)
{
	const char *value = strstr (text, key);

	return value ? g_strndup (value + strlen (key), strcspn (value + strlen (key), " ")) : NULL;
}

/* At "NAME (HELO) [ADDRESS]", of which the first two may be missing: what follows, or NULL.  HELO may hold brackets and blanks. */
static char *
read_host (mail_t *mail, char *p)
{
	size_t n = strcspn (p, " ");
	char *helo = *p == '(' ? p : strncmp (p + n, " (", 2) == 0 ? p + n + 1 : NULL, *open = p, *close;

	if (helo)
		open = strstr (helo, ") [");
	else if (*p != '[')
		open = strncmp (p + n, " [", 2) == 0 ? p + n : NULL;
	if (!open)
		return NULL;
	open += strcspn (open, "[");
	close = strchr (open, ']');
	if (!close)
		return NULL;
	*close = '\0';
	if (helo) {
		open[-2] = '\0';
		mail_set (&mail->helo, helo + 1);
	}
	p[n] = '\0';
	mail_set_client (mail, helo == p || open == p ? NULL : p, open + 1);
	mail->again = mail_is_loopback (open + 1);
	return close + 1;
}

/* Only who has logged in has an account, whatever the line says elsewhere. */
static void
read_account (mail_t *mail, const char *text, const char *protocol)
{
	char *account;

	if (!protocol || !*protocol || protocol[strlen (protocol) - 1] != 'a' || occurrences (text, " A=") != 1)
		return;
	account = field (text, " A=");
	if (strchr (account, ':'))
		mail_set (&mail->account, strchr (account, ':') + 1);
	g_free (account);
}

/* What stands between the sender and the Message-ID, of which the client writes the HELO, and nobody else anything. */
static void
read_client (mail_t *mail, char *head)
{
	char *host = strstr (head, " H="), *protocol = strstr (head, " P="), *value;

	if (host && (!protocol || host < protocol)) {
		head = read_host (mail, host + strlen (" H="));
		if (!head)
			return;
		value = field (head, " P=");
		read_account (mail, head, value);
		g_free (value);
	} else if (protocol && log_after (protocol, " P=local")) {
		value = field (head, " U=");
		mail_set (&mail->user, value);
		g_free (value);
	}
	value = field (head, " S=");
	if (value)
		mail->size = g_ascii_strtoll (value, NULL, 10);
	g_free (value);
}

static void
arrived (mail_t *mail, char *text)
{
	char *head = address_end (text), *sender = g_strndup (text, (gsize) (head - text)), *id = strstr (head, " id=");

	mail_set (&mail->sender, strcmp (sender, "<>") == 0 ? "" : sender);
	g_free (sender);
	if (occurrences (head, ") [") > 1)
		return;
	if (id) {
		*id = '\0';
		id += strlen (" id=");
		*address_end (id) = '\0';
		mail_set_message_id (mail, id);
	}
	read_client (mail, head);
}

/* Cuts the name, or else the address, out of " H=NAME [ADDRESS]"; the address is cut already. */
static const char *
receiver_of (char *text)
{
	char *host = g_strrstr (text, " H="), *open;

	if (!host || !(open = strchr (host, '[')))
		return NULL;
	host += strlen (" H=");
	if (open > host && open[-1] == ' ')
		open[-1] = '\0';
	return host == open ? open + 1 : host;
}

/* "\n" is how Exim logs the end of a line. */
static void
restore_lines (char *text)
{
	for (char *mark = strstr (text, "\\n"); mark; mark = strstr (mark, "\\n")) {
		*mark++ = ' ';
		*mark++ = '\n';
	}
}

/* What Exim says, or the server in its sentence: "SMTP error from remote mail server after RCPT TO:<a>: host NAME [ADDRESS]: 550 no". */
static void
read_reason (char *text, mail_delivery_t *delivery)
{
	char *from = strstr (text, " error from remote mail"), *after = from ? strstr (from, " after ") : NULL, *said, *name, *rest;

	delivery->reply = text;
	if (!after || !(said = strstr (after, ": ")))
		return;
	*said = '\0';
	said += strlen (": ");
	if ((name = log_after (said, "host ")) && (rest = strstr (name, "]: "))) {
		name[strcspn (name, " ")] = '\0';
		delivery->receiver = name;
		said = rest + strlen ("]: ");
	}
	restore_lines (said);
	delivery->command = mail_command (after + strlen (" after "));
	delivery->reply = said;
}

/* Cuts off what stands behind the address, and its forerunner: "a@example.org <alias@example.org> F=<b@example.net> R=..." */
static char *
read_recipient (char *text)
{
	static const char *const next[] = { " R=", " routing defer (", " defer (", " F=<", " P=<" };
	char *original;
	size_t n;

	for (size_t i = 0; i < G_N_ELEMENTS (next); i++) {
		char *end = g_strrstr (text, next[i]);

		if (end)
			*end = '\0';
	}
	original = g_strrstr (text, " <");
	n = strlen (text);
	if (!original || text[n - 1] != '>')
		return text;
	text[n - 1] = '\0';
	return original + 2;
}

static mail_way_t
way_of (char *text)
{
	char *transport = g_strrstr (text, " T="), *host = transport ? strstr (transport, " H=") : NULL, *open, *close;

	if (!transport)
		return MAIL_WAY_UNKNOWN;
	if (!host || !(open = strchr (host, '[')) || !(close = strchr (open, ']')))
		return MAIL_WAY_LOCAL;
	*close = '\0';
	return mail_is_loopback (open + 1) ? MAIL_WAY_AGAIN : MAIL_WAY_OUT;
}

/* "=> RECIPIENT <ORIGINAL> R=..." */
static void
delivered (log_reader_t *reader, mail_t *mail, int64_t when, char *text, mail_state_t state)
{
	char *end = address_end (text), *said;
	mail_delivery_t delivery = { .at = when, .state = state };

	/* "** a@example.org: Unrouteable address": the colon may stand right behind the address. */
	if (state == MAIL_SENT)
		said = g_strrstr (text, " C=\"");
	else
		said = strstr (end > text ? end - 1 : end, ": ");
	if (said)
		*said = '\0';
	delivery.way = way_of (text);
	if (delivery.way == MAIL_WAY_OUT || delivery.way == MAIL_WAY_AGAIN)
		delivery.receiver = receiver_of (text);
	if (said && state != MAIL_SENT)
		read_reason (said + strlen (": "), &delivery);
	delivery.address = read_recipient (text);
	log_add_delivery (reader, mail, &delivery);
}

/* By syslog a line may have its own time stamp, and the process, once more. */
static char *
skip_stamp (char *text)
{
	char *p = text + strspn (text, "0123456789-: .");

	if (p - text < (ptrdiff_t) strlen ("2026-11-24 07:36:02 ") || text[4] != '-' || text[13] != ':')
		return text;
	if ((*p == '+' || *p == '-') && strchr (p, ' '))
		p = strchr (p, ' ') + 1;
	/* The id begins with a digit and was taken for a part of the stamp. */
	while (p > text && p[-1] != ' ')
		p--;
	if (*p == '[' && strstr (p, "] "))
		p = strstr (p, "] ") + 2;
	return p;
}

bool
log_exim (log_reader_t *reader, log_line_t *line)
{
	static const struct {
		const char *flag;
		mail_state_t state;
	} flags[] = { { "=> ", MAIL_SENT }, { "-> ", MAIL_SENT }, { ">> ", MAIL_SENT }, { "*> ", MAIL_SENT }, { "** ", MAIL_FAILED },
		      { "== ", MAIL_DEFERRED } };
	char *id = skip_stamp (line->text), *text = after_id (id), *rest;
	mail_t *mail;

	if (!text)
		return true; /* connections, queue runs, refusals: of no message */
	text[-1] = '\0';
	if ((rest = log_after (text, "<= "))) {
		arrived (mail_table_begin (reader->mails, line->host, id, line->when), rest);
		return true;
	}
	if (strcmp (text, "Completed") == 0) {
		mail_table_end (reader->mails, mail_table_get (reader->mails, line->host, id, line->when));
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS (flags); i++) {
		if (!(rest = log_after (text, flags[i].flag)))
			continue;
		mail = mail_table_get (reader->mails, line->host, id, line->when);
		delivered (reader, mail, line->when, rest, flags[i].state);
		return true;
	}
	/* "rejected by ...", "Frozen", "Unfrozen", "DKIM: ..." and what else is said of a message */
	mail = mail_table_find (reader->mails, line->host, id);
	if (mail && log_after (text, "rejected"))
		mail->refused = true;
	return true;
}
