/*
 * log-postfix.c - what Postfix logs of a message
 *
 * In: a line of one of its daemons: "QUEUEID: text", where text is
 *
 *     smtpd    client=NAME[ADDRESS], sasl_method=M, sasl_username=ACCOUNT; with XFORWARD orig_queue_id=ID, orig_client=NAME[ADDRESS]
 *     pickup   uid=UID from=<SENDER>; after postsuper -r orig_id=ID
 *     cleanup  message-id=<ID>; milter-reject: END-OF-MESSAGE ...; reject: header ...
 *     qmgr     from=<SENDER>, size=N, nrcpt=N (queue active); removed
 *     others   to=<RECIPIENT>, orig_to=<R>, relay=R, delay=D, delays=D, dsn=D, status=WORD (what the other side said)
 *
 * Out: messages in the reader's table.  Senders write message-id, from and to, receivers the text in parentheses: each is
 * read only where it must stand, and what it holds is never taken for another field.  A client's name comes from DNS and
 * can hold no brackets, for Postfix checks it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-mail.h"

#include <stdlib.h>
#include <string.h>

#define ID_LEAST 5
#define ID_MOST 24
#define ID_CHARACTERS "0123456789ABCDEFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz" /* short ids are hexadecimal, long ones have no vowels */

/* At "NAME[ADDRESS]": cuts both out and moves *p behind. */
static bool
read_host (char **p, char **name, char **address)
{
	size_t n = strcspn (*p, "[ ,"), m;

	*name = *p;
	if ((*p)[n] != '[')
		return false;
	(*p)[n] = '\0';
	*address = *p + n + 1;
	m = strcspn (*address, "]");
	if ((*address)[m] != ']')
		return false;
	(*address)[m] = '\0';
	*p = *address + m + 1;
	return true;
}

/* At ", KEY=VALUE", and nothing else: the value, cut at the next ", "; *p is moved behind it. */
static char *
take (char **p, const char *key)
{
	char *value = log_after (*p, ", "), *end;

	value = value ? log_after (value, key) : NULL;
	if (!value)
		return NULL;
	end = strstr (value, ", ");
	*p = end ? end : value + strlen (value);
	return value;
}

/* Ends a value that take() gave, whose end is where *p points. */
static char *
cut (char *value, char **p, bool *more)
{
	*more = **p == ',';
	**p = '\0';
	return value;
}

static bool
smtpd_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	char *p = log_after (text, "client="), *name, *address, *original_name = NULL, *original = NULL, *value, *account = NULL, *previous = NULL;
	bool more = true;
	mail_t *mail;

	if (!p)
		return strstr (text, "reject: ") || strstr (text, "warn: ") || strstr (text, "warning: ") || strstr (text, "hold: ") ||
		       strstr (text, "discard: ") || strstr (text, "filter: ") || strstr (text, "redirect: ") || strstr (text, "prepend: ") ||
		       strstr (text, "info: ") || strstr (text, "bcc: ") || strstr (text, "replace: ");
	if (!read_host (&p, &name, &address))
		return false;
	if (*p == ':') /* smtpd_client_port_logging */
		p += strcspn (p, ",");
	if ((value = take (&p, "orig_queue_id=")))
		previous = g_strndup (value, (gsize) (p - value));
	if ((value = log_after (p, ", orig_client="))) {
		p = value;
		if (read_host (&p, &original_name, &original) && *p == ':')
			p += strcspn (p, ",");
	}
	take (&p, "sasl_method=");
	if ((value = take (&p, "sasl_username=")))
		account = cut (value, &p, &more);
	mail = mail_table_begin (reader->mails, line->host, id, line->when);
	mail->again = mail_is_loopback (address);
	/* A filter before the queue hands on whose mail it is; behind the queue that stands at the queue id before this. */
	if (original && !previous)
		mail_set_client (mail, original_name, original);
	mail_set_client (mail, name, address);
	mail_set (&mail->account, account);
	if (previous)
		mail->again = true;
	mail_set (&mail->previous, previous);
	g_free (previous);
	return true;
}

static bool
pickup_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	char *uid = log_after (text, "uid="), *end, *user, *p;
	mail_t *mail;

	if (!uid)
		return strstr (text, "warning: ") != NULL;
	end = uid + strspn (uid, "0123456789");
	if (end == uid || !(p = log_after (end, " from=")))
		return false;
	*end = '\0';
	mail = mail_table_begin (reader->mails, line->host, id, line->when);
	user = g_strconcat ("uid ", uid, NULL);
	mail_set (&mail->user, user);
	g_free (user);
	if (mail_address (&p) && (p = log_after (p, " orig_id="))) {
		mail_set (&mail->previous, p);
		mail->again = true;
	}
	return true;
}

static bool
cleanup_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	static const char *const refusals[] = { "milter-reject: ", "reject: ", "discard: ", "milter-discard: " };
	char *value = log_after (text, "message-id=");
	mail_t *mail;

	if (value) {
		mail = mail_table_get (reader->mails, line->host, id, line->when);
		mail->begun = true;
		mail_set_message_id (mail, value);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS (refusals); i++) {
		if ((value = log_after (text, refusals[i]))) {
			/* At RCPT a milter refuses one recipient only. */
			if (!g_str_has_prefix (value, "RCPT "))
				mail_table_get (reader->mails, line->host, id, line->when)->refused = true;
			return true;
		}
	}
	return strstr (text, ": ") || log_after (text, "resent-message-id=");
}

static bool
qmgr_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	char *p = log_after (text, "from="), *size, *sender;
	mail_t *mail;

	if (strcmp (text, "removed") == 0) {
		mail_table_end (reader->mails, mail_table_get (reader->mails, line->host, id, line->when));
		return true;
	}
	if (!p)
		return strstr (text, "skipped, ") || strstr (text, "requeued") || strstr (text, "expired");
	/* What the sender wrote ends before the last size. */
	if (!(size = g_strrstr (p, ">, size=")))
		return strstr (p, ">, status=") != NULL;
	mail = mail_table_get (reader->mails, line->host, id, line->when);
	*size = '\0';
	sender = *p == '<' ? p + 1 : p;
	mail_set (&mail->sender, sender);
	p = size + strlen (">, size=");
	mail->size = g_ascii_strtoll (p, &p, 10);
	if ((p = log_after (p, ", nrcpt=")))
		mail->wanted = g_ascii_strtoll (p, NULL, 10);
	return true;
}

static mail_way_t
way_of (const char *service, char *relay)
{
	char *name, *address;

	if (strcmp (service, "error") == 0 || strcmp (service, "retry") == 0 || strcmp (relay, "none") == 0)
		return MAIL_WAY_UNKNOWN;
	if (!read_host (&relay, &name, &address) || !g_hostname_is_ip_address (g_ascii_strncasecmp (address, "IPv6:", 5) ? address : address + 5))
		return MAIL_WAY_LOCAL; /* "local", "dovecot", "host[private/lmtp]" */
	if (mail_is_loopback (address))
		return MAIL_WAY_AGAIN;
	return strcmp (service, "lmtp") == 0 ? MAIL_WAY_LOCAL : MAIL_WAY_OUT;
}

/* What a server on this host said is no stranger's word. */
static void
set_next (mail_t *mail, char *id)
{
	id[strspn (id, ID_CHARACTERS)] = '\0';
	mail_set (&mail->next, id);
}

/* At "host NAME[ADDRESS] said: " or "host NAME[ADDRESS] refused to talk to me: ": notes who it was, and gives what was said; NULL: nobody
 * spoke. */
static char *
after_speaker (char *text, mail_delivery_t *delivery)
{
	char *name = log_after (text, "host "), *open = name ? strchr (name, '[') : NULL, *close = open ? strchr (open, ']') : NULL, *said;

	if (!close)
		return NULL;
	if (!(said = log_after (close + 1, " said: "))) {
		said = log_after (close + 1, " refused to talk to me: ");
		delivery->command = said ? "CONN" : NULL;
	}
	if (!said)
		return NULL;
	*open = *close = '\0';
	delivery->receiver = *name && strcmp (name, "unknown") != 0 ? name : open + 1;
	return said;
}

/* What stands in parentheses behind the status, of which the last ends the line. */
static void
read_said (char *said, mail_delivery_t *delivery)
{
	size_t n = strlen (said);
	char *text, *command;

	if (n > 0 && said[n - 1] == ')')
		said[n - 1] = '\0';
	text = log_after (said, "delivery temporarily suspended: ");
	said = text ? text : said;
	if (!(text = after_speaker (said, delivery))) {
		delivery->reply = said;
		return;
	}
	delivery->reply = text;
	command = g_strrstr (text, " (in reply to ");
	if (command && g_str_has_suffix (command, " command)")) {
		*command = '\0';
		delivery->command = mail_command (command + strlen (" (in reply to "));
	}
}

static bool
delivery_line (log_reader_t *reader, const log_line_t *line, const char *service, const char *id, char *text)
{
	static const struct {
		const char *word;
		mail_state_t state;
	} states[] = { { "sent (", MAIL_SENT }, { "deliverable (", MAIL_SENT }, { "bounced (", MAIL_FAILED }, { "expired (", MAIL_FAILED },
		       { "undeliverable (", MAIL_FAILED }, { "deferred (", MAIL_DEFERRED },
		       { "SOFTBOUNCE (", MAIL_DEFERRED } };
	char *p = log_after (text, "to="), *address, *relay, *dsn, *status, *said;
	mail_delivery_t delivery = { .at = line->when };
	bool more;
	mail_t *mail;

	if (!p)
		return strstr (text, ": ") || log_after (text, "host ") || log_after (text, "enabling ") || log_after (text, "lost ") ||
		       log_after (text, "conversation ") || strcmp (text, "removed") == 0;
	if (!(address = mail_address (&p)))
		return false;
	if ((said = log_after (p, ", orig_to="))) {
		p = said;
		if (!mail_address (&p))
			return false;
	}
	relay = take (&p, "relay=");
	status = relay ? strstr (p, ", status=") : NULL;
	if (!status)
		return false;
	cut (relay, &p, &more);
	/* The server's own status stands right before the word. */
	*status = '\0';
	if (status > p && (dsn = g_strrstr (p + 1, ", dsn=")))
		delivery.status = dsn + strlen (", dsn=");
	status += strlen (", status=");
	delivery.address = address;
	delivery.way = way_of (service, relay);
	if (delivery.way == MAIL_WAY_OUT || delivery.way == MAIL_WAY_AGAIN)
		delivery.receiver = relay; /* way_of() has cut it behind the name */
	for (size_t i = 0; i < G_N_ELEMENTS (states); i++) {
		if (!(said = log_after (status, states[i].word)))
			continue;
		mail = mail_table_get (reader->mails, line->host, id, line->when);
		delivery.state = states[i].state;
		if (delivery.state != MAIL_SENT)
			read_said (said, &delivery);
		else if (delivery.way == MAIL_WAY_LOCAL && log_after (said, "forwarded as "))
			delivery.way = MAIL_WAY_AGAIN;
		else if (delivery.way == MAIL_WAY_AGAIN && (said = g_strrstr (said, "queued as ")))
			set_next (mail, said + strlen ("queued as "));
		log_add_delivery (reader, mail, &delivery);
		return true;
	}
	return false;
}

/* The queue id at the begin of text, which is cut at the text behind it; NULL: there is none. */
static char *
read_id (char **text)
{
	char *id = *text;
	size_t n = strspn (id, ID_CHARACTERS);

	if (n < ID_LEAST || n > ID_MOST || strncmp (id + n, ": ", 2) != 0)
		return NULL;
	id[n] = '\0';
	*text = id + n + 2;
	return id;
}

bool
log_postfix (log_reader_t *reader, log_line_t *line)
{
	const char *slash = strrchr (line->tag, '/'), *service = slash ? slash + 1 : line->tag;
	char *text = line->text, *id = read_id (&text);

	if (!id)
		return true; /* connections, warnings, statistics: of no message */
	if (strcmp (service, "smtpd") == 0)
		return smtpd_line (reader, line, id, text);
	if (strcmp (service, "pickup") == 0)
		return pickup_line (reader, line, id, text);
	if (strcmp (service, "cleanup") == 0)
		return cleanup_line (reader, line, id, text);
	if (strcmp (service, "qmgr") == 0 || strcmp (service, "nqmgr") == 0 || strcmp (service, "oqmgr") == 0)
		return qmgr_line (reader, line, id, text);
	return delivery_line (reader, line, service, id, text);
}
