/*
 * log-opensmtpd.c - what OpenSMTPD logs of a message
 *
 * In: a line of smtpd, 6.0 and later: "SESSION smtp|mta|mda what KEY=VALUE ...":
 *
 *     smtp connected address=ADDRESS host=NAME; address=local for what is handed in on the host itself
 *     smtp authentication user=ACCOUNT result=ok
 *     smtp message msgid=ID size=N nrcpt=N proto=P
 *     smtp envelope evpid=ENVELOPE from=<SENDER> to=<RECIPIENT>
 *     smtp disconnected reason=R
 *     mta|mda delivery evpid=ENVELOPE from=<SENDER> to=<RECIPIENT> rcpt=<R> ... result="Ok|TempFail|PermFail" stat="what was said"
 *
 * Out: messages in the reader's table under msgid, which also is the id of the Received field that OpenSMTPD writes, and the
 * first half of every evpid.  It logs no Message-ID, no HELO, and not which local user: what is not logged stays unknown.
 * Senders write the addresses, receivers stat: behind an address relay= and result=, the server's own words, are looked for between
 * rcpt= and stat=, and stat is whatever stands behind result=.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-mail.h"

#include <string.h>

#define ID 8
#define LONG_ID 16

static bool
is_hex (const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!g_ascii_isxdigit (text[i]))
			return false;
	}
	return true;
}

/* At "KEY=VALUE": the value up to the next blank, where *p is moved to. */
static char *
take (char **p, const char *key)
{
	char *value = log_after (*p, key), *end;

	if (!value)
		return NULL;
	end = value + strcspn (value, " ");
	*p = *end ? end + 1 : end;
	*end = '\0';
	return value;
}

static void
use_session (log_reader_t *reader, const log_line_t *line, const char *session_id, mail_t *mail)
{
	const mail_t *session = mail_table_find (reader->sessions, line->host, session_id);

	if (!session)
		return;
	if (session->client)
		mail_set_client (mail, session->client_name, session->client);
	mail_set (&mail->account, session->account);
	mail_set (&mail->user, session->user);
	mail->again = session->again;
}

static bool
connected (log_reader_t *reader, const log_line_t *line, const char *session_id, char *text)
{
	char *address = take (&text, "address="), *name = address ? take (&text, "host=") : NULL;
	mail_t *session;
	size_t n;

	if (!address)
		return false;
	session = mail_table_begin (reader->sessions, line->host, session_id, line->when);
	if (strcmp (address, "local") == 0) {
		mail_set (&session->user, "local");
		return true;
	}
	n = strlen (address);
	if (*address == '[' && address[n - 1] == ']') {
		address[n - 1] = '\0';
		address++;
	}
	mail_set_client (session, name && *name != '<' ? name : NULL, address);
	session->again = mail_is_loopback (address);
	return true;
}

static bool
authenticated (log_reader_t *reader, const log_line_t *line, const char *session_id, char *text)
{
	char *result = g_strrstr (text, " result=");

	if (!result)
		return false;
	*result = '\0';
	if (strcmp (result + strlen (" result="), "ok") == 0)
		mail_set (&mail_table_get (reader->sessions, line->host, session_id, line->when)->account, text);
	return true;
}

static bool
message (log_reader_t *reader, const log_line_t *line, const char *session_id, char *text)
{
	char *id = take (&text, "msgid="), *size, *wanted;
	mail_t *mail;

	if (!id || strlen (id) != ID || !is_hex (id, ID))
		return false;
	mail = mail_table_begin (reader->mails, line->host, id, line->when);
	use_session (reader, line, session_id, mail);
	if ((size = take (&text, "size=")))
		mail->size = g_ascii_strtoll (size, NULL, 10);
	if ((wanted = take (&text, "nrcpt=")))
		mail->wanted = g_ascii_strtoll (wanted, NULL, 10);
	return true;
}

/* At "evpid=ENVELOPE from=<SENDER> to=<RECIPIENT>": the message and the recipient. */
static mail_t *
read_envelope (log_reader_t *reader, const log_line_t *line, char **text, char **to)
{
	char *id = take (text, "evpid="), *p, *sender;
	mail_t *mail;

	*to = NULL;
	if (!id || strlen (id) != LONG_ID || !is_hex (id, LONG_ID))
		return NULL;
	id[ID] = '\0';
	mail = mail_table_get (reader->mails, line->host, id, line->when);
	if ((p = log_after (*text, "from=")) && (sender = mail_address (&p))) {
		mail_set (&mail->sender, sender);
		if ((p = log_after (p, " to=")))
			*to = mail_address (&p);
		if (*to)
			*text = p;
	}
	return mail;
}

/* At "192.0.2.1 (NAME)": the name, or else the address; cuts the line there. */
static const char *
receiver_of (char *relay)
{
	size_t n = strcspn (relay, " \"");
	char *name = log_after (relay + n, " (");

	relay[n] = '\0';
	if (!name)
		return relay;
	name[strcspn (name, ")\"")] = '\0';
	return *name && *name != '<' ? name : relay;
}

/* At "PermFail" stat="550 no"", of which the mda leaves the first quotes out. */
static void
read_result (char *result, mail_delivery_t *delivery)
{
	char *stat = strstr (result, " stat=");
	size_t n;

	result += *result == '"';
	delivery->state = log_after (result, "Ok") ? MAIL_SENT : log_after (result, "TempFail") ? MAIL_DEFERRED : MAIL_FAILED;
	if (!stat)
		return;
	stat += strlen (" stat=");
	if (*stat == '"') {
		stat++;
		n = strlen (stat);
		if (n > 0 && stat[n - 1] == '"')
			stat[n - 1] = '\0';
	}
	delivery->reply = stat;
}

static bool
delivery (log_reader_t *reader, const log_line_t *line, bool is_local, char *text)
{
	char *to, *result, *said, *relay;
	mail_t *mail = read_envelope (reader, line, &text, &to);
	mail_delivery_t delivery = { .at = line->when, .way = is_local ? MAIL_WAY_LOCAL : MAIL_WAY_OUT };

	if (!mail || !to)
		return false;
	if ((relay = log_after (text, " rcpt=")) && mail_address (&relay))
		text = relay;
	/* "result=Ok" of the mda, "result="Ok"" of the mta */
	result = strstr (text, " result=");
	if (!result)
		return false;
	*result = '\0';
	read_result (result + strlen (" result="), &delivery);
	relay = g_strrstr (text, " relay=\"");
	said = relay ? relay + strlen (" relay=\"") : NULL;
	if (said && mail_is_loopback (said))
		delivery.way = MAIL_WAY_AGAIN;
	else if (!is_local && (!said || !g_ascii_isxdigit (*said)))
		delivery.way = MAIL_WAY_UNKNOWN;
	if (said && (delivery.way == MAIL_WAY_OUT || delivery.way == MAIL_WAY_AGAIN))
		delivery.receiver = receiver_of (said);
	delivery.address = to;
	log_add_delivery (reader, mail, &delivery);
	if (mail_is_settled (mail))
		mail_table_end (reader->mails, mail);
	return true;
}

bool
log_opensmtpd (log_reader_t *reader, log_line_t *line)
{
	char *id = line->text, *text, *rest, *to;
	mail_t *session;

	if (!is_hex (id, LONG_ID) || id[LONG_ID] != ' ')
		return true; /* starts, warnings, queue and scheduler: of no message */
	id[LONG_ID] = '\0';
	text = id + LONG_ID + 1;
	if ((rest = log_after (text, "smtp connected ")))
		return connected (reader, line, id, rest);
	if ((rest = log_after (text, "smtp authentication user=")))
		return authenticated (reader, line, id, rest);
	if ((rest = log_after (text, "smtp message ")))
		return message (reader, line, id, rest);
	if ((rest = log_after (text, "smtp envelope ")))
		return read_envelope (reader, line, &rest, &to) != NULL;
	if ((rest = log_after (text, "mta delivery ")))
		return delivery (reader, line, false, rest);
	if ((rest = log_after (text, "mda delivery ")))
		return delivery (reader, line, true, rest);
	if (log_after (text, "smtp disconnected") && (session = mail_table_find (reader->sessions, line->host, id)))
		mail_table_end (reader->sessions, session);
	return log_after (text, "smtp ") || log_after (text, "mta ") || log_after (text, "mda ");
}
