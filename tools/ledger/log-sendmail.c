/*
 * log-sendmail.c - what sendmail logs of a message
 *
 * In: a line of sendmail 8, whatever it is called (sendmail, sm-mta, sm-msp-queue): "QUEUEID: text", where text is
 *
 *     from=<SENDER>, size=N, class=N, nrcpts=N, msgid=<ID>, bodytype=T, proto=P, daemon=D, relay=NAME [ADDRESS] (may be forged)
 *     to=<RECIPIENT>,<RECIPIENT>, ctladdr=A (UID/GID), delay=D, xdelay=D, mailer=M, pri=N, relay=R, dsn=D, reply=R, stat=S
 *
 * and, without a queue id, "AUTH=server, relay=NAME [ADDRESS], authid=ACCOUNT, mech=M, bits=N" of the process that takes the
 * mail in afterwards.  Out: messages in the reader's table.  Senders write the addresses and msgid, receivers reply and stat: the
 * end of a from line, from relay= on, and the begin of a to line, up to dsn=, are the server's own words.  sendmail does not
 * say that a message has left the queue; one whose recipients are all settled is taken to have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-mail.h"

#include <stdlib.h>
#include <string.h>

#define ID_LEAST 8
#define ID_MOST 24

/* The value of the last such field, whose end is the end of text. */
static char *
cut_last (char *text, const char *key)
{
	char *found = g_strrstr (text, key);

	if (!found)
		return NULL;
	*found = '\0';
	return found + strlen (key);
}

/* "NAME [ADDRESS] (may be forged)", "[ADDRESS]", "IDENT:user@NAME [ADDRESS]", "user@localhost" */
static void
read_relay (mail_t *mail, char *relay)
{
	char *open = strchr (relay, '['), *close = open ? strchr (open, ']') : NULL, *at = strchr (relay, '@'), *name = relay;

	if (!close) {
		if (at) {
			*at = '\0';
			mail_set (&mail->user, relay);
		}
		return;
	}
	*close = '\0';
	if (open > relay && open[-1] == ' ')
		open[-1] = '\0';
	else
		name = NULL;
	/* A name that its own address does not bear out is anybody's. */
	if (strstr (close + 1, "(may be forged)"))
		name = NULL;
	if (name && at && at < open)
		name = at + 1;
	mail_set_client (mail, name, open + 1);
	mail->again = mail_is_loopback (open + 1);
}

/* The session of a process, which serves one client. */
static void
read_auth (log_reader_t *reader, const log_line_t *line, char *text)
{
	char *mechanism = g_strrstr (text, ", mech="), *account;
	mail_t *session;

	if (!mechanism || !*line->pid)
		return;
	*mechanism = '\0';
	account = cut_last (text, ", authid=");
	session = mail_table_begin (reader->sessions, line->host, line->pid, line->when);
	read_relay (session, text);
	mail_set (&session->account, account);
}

static void
use_session (log_reader_t *reader, const log_line_t *line, mail_t *mail)
{
	const mail_t *session = mail_table_find (reader->sessions, line->host, line->pid);

	if (session && session->client && mail->client && strcmp (session->client, mail->client) == 0)
		mail_set (&mail->account, session->account);
}

/* At the address of from=, in angle brackets or not. */
static char *
sender_of (char **p)
{
	char *start = *p;

	if (**p == '<')
		return mail_address (p);
	*p = start + strcspn (start, ",");
	if (**p) {
		**p = '\0';
		++*p;
	}
	return start;
}

static bool
from_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	char *relay = cut_last (text, ", relay="), *protocol, *sender, *size, *wanted, *message_id, *end;
	mail_t *mail;

	if (!relay || !(sender = sender_of (&text)))
		return false;
	mail = mail_table_begin (reader->mails, line->host, id, line->when);
	read_relay (mail, relay);
	protocol = g_strrstr (text, ", proto=");
	if (protocol && protocol[strcspn (protocol + 2, ",") + 1] == 'A')
		use_session (reader, line, mail);
	mail_set (&mail->sender, sender);
	if ((size = strstr (text, "size=")))
		mail->size = g_ascii_strtoll (size + strlen ("size="), NULL, 10);
	if ((wanted = strstr (text, ", nrcpts=")))
		mail->wanted = g_ascii_strtoll (wanted + strlen (", nrcpts="), NULL, 10);
	if (!wanted || !(message_id = strstr (wanted, ", msgid=")))
		return true;
	message_id += strlen (", msgid=");
	if ((end = protocol) && end > message_id)
		*end = '\0';
	if ((end = g_strrstr (message_id, ">, bodytype=")))
		end[1] = '\0';
	mail_set_message_id (mail, message_id);
	return true;
}

/* What stands before dsn=: how it went, and who answered. relay=NAME. [ADDRESS] is cut to pieces. */
static void
read_way (char *text, mail_delivery_t *delivery)
{
	char *relay = strstr (text, ", relay="), *open = relay ? strchr (relay, '[') : NULL, *name, *end;

	if (strstr (text, ", mailer=local") || strstr (text, ", mailer=prog") || strstr (text, ", mailer=*file*"))
		delivery->way = MAIL_WAY_LOCAL;
	if (delivery->way == MAIL_WAY_LOCAL || !open)
		return;
	name = relay + strlen (", relay=");
	open[1 + strcspn (open + 1, "]")] = '\0';
	delivery->way = mail_is_loopback (open + 1) ? MAIL_WAY_AGAIN : MAIL_WAY_OUT;
	for (end = open; end > name && (end[-1] == ' ' || end[-1] == '.'); end--)
		;
	*end = '\0';
	delivery->receiver = end > name ? name : open + 1;
}

/* "5.1.1, reply=550 no, stat=User unknown": reply= is the server's, stat= is sendmail's, or holds the server's where there is no reply=. */
static void
read_said (char *dsn, mail_delivery_t *delivery)
{
	char *reply = strstr (dsn, ", reply="), *stat = g_strrstr (dsn, ", stat=");

	dsn[strcspn (dsn, ",")] = '\0';
	delivery->status = dsn;
	/* dsn=2.0.0 is what counts: what stat= says may have come from the other side. */
	delivery->state = *dsn == '2' ? MAIL_SENT : *dsn == '4' ? MAIL_DEFERRED : MAIL_FAILED;
	if (stat) {
		*stat = '\0';
		delivery->reply = stat + strlen (", stat=");
	}
	if (reply && (!stat || reply < stat))
		delivery->reply = reply + strlen (", reply=");
}

/* At one of the addresses of to=: it, moving *p to the next one, or to ", delay=" behind the last. */
static char *
next_address (char **p)
{
	char *start = *p, *address = *start == '<' ? mail_address (p) : NULL;

	if (!address) {
		address = start;
		*p = start + strcspn (start, ",");
	}
	return address;
}

static bool
to_line (log_reader_t *reader, const log_line_t *line, const char *id, char *text)
{
	char *p = text;
	GPtrArray *addresses = g_ptr_array_new ();
	mail_delivery_t delivery = { .at = line->when };
	char *dsn;
	mail_t *mail;

	for (bool more = true; more;) {
		g_ptr_array_add (addresses, next_address (&p));
		more = *p == ',' && p[1] != ' ' && p[1];
		if (*p == ',' && p[1]) {
			*p = '\0';
			p++;
		}
	}
	dsn = strstr (p, ", dsn=");
	if (!dsn) {
		bool waits = strstr (p, " stat=queued") != NULL;

		g_ptr_array_unref (addresses);
		return waits;
	}
	/* No field before dsn= comes from outside. */
	*dsn = '\0';
	dsn += strlen (", dsn=");
	read_way (p, &delivery);
	read_said (dsn, &delivery);
	mail = mail_table_get (reader->mails, line->host, id, line->when);
	for (guint i = 0; i < addresses->len; i++) {
		delivery.address = addresses->pdata[i];
		log_add_delivery (reader, mail, &delivery);
	}
	g_ptr_array_unref (addresses);
	if (mail_is_settled (mail))
		mail_table_end (reader->mails, mail);
	return true;
}

bool
log_sendmail (log_reader_t *reader, log_line_t *line)
{
	char *id = line->text, *text = log_after (id, "AUTH=server, relay="), *rest;
	size_t n = 0;
	mail_t *mail;

	if (text) {
		read_auth (reader, line, text);
		return true;
	}
	while (g_ascii_isalnum (id[n]))
		n++;
	if (n < ID_LEAST || n > ID_MOST || strncmp (id + n, ": ", 2) != 0 || !g_ascii_isdigit (id[n - 1]))
		return true; /* starts, warnings, connections: of no message */
	id[n] = '\0';
	text = id + n + 2;
	if ((rest = log_after (text, "AUTH=server, relay=")))
		read_auth (reader, line, rest);
	else if ((rest = log_after (text, "from=")))
		return from_line (reader, line, id, rest);
	else if ((rest = log_after (text, "to=")))
		return to_line (reader, line, id, rest);
	else if (log_after (text, "Milter") && (strstr (text, "reject=") || strstr (text, ", discard")) &&
		 (mail = mail_table_find (reader->mails, line->host, id)))
		mail->refused = true;
	return true;
}
