/*
 * log-mail.h - messages as their lines in a log tell of them, one after the other
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LOG_MAIL_H
#define LOG_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "ledger/log-line.h"

/* What became of one recipient, and how the mail went to him. */
typedef enum { MAIL_DEFERRED = 1, MAIL_SENT = 2, MAIL_FAILED = 3 } mail_state_t;
typedef enum {
	MAIL_WAY_UNKNOWN = 0,  /* no server was reached */
	MAIL_WAY_LOCAL = 1,    /* into a mailbox or a program of this host */
	MAIL_WAY_OUT = 2,      /* to another host */
	MAIL_WAY_AGAIN = 3     /* to a server on this host, such as a content filter, which may hand it back */
} mail_way_t;

/* What a line says became of one recipient. */
typedef struct {
	const char *address;
	int64_t at;
	mail_state_t state;
	mail_way_t way;
	const char *receiver; /* the host that answered, its address where it has no name; NULL: none was reached */
	const char *command;  /* what it answered, "RCPT"; NULL: not logged */
	const char *status;   /* "5.1.1", the log's own; NULL: not logged */
	const char *reply;    /* what was said; NULL: not logged */
} mail_delivery_t;

typedef struct {
	uint64_t address; /* a hash: whose mail was bounced is nobody's business */
	int64_t at;
	mail_state_t state;
	mail_way_t way;
	int32_t reason, permanence; /* as whoever asked for refusals has it, BOUNCE_REASON_..., BOUNCE_PERMANENCE_...; 0: nobody did */
	char *receiver;   /* who refused him, in lower case; NULL: not known */
} mail_recipient_t;

typedef struct {
	char *host, *queue_id;
	int64_t first, last; /* lines of it */
	bool begun;          /* its arrival was logged */
	bool ended;          /* its leaving the queue was logged */
	bool refused;        /* it was not taken after all */
	bool again;          /* it came from this host itself, perhaps from a content filter */
	char *message_id;    /* without angle brackets; NULL: none was logged */
	char *client, *client_name, *helo, *account, *user;
	char *sender;        /* "" of a bounce */
	char *previous;      /* the queue id it had before */
	char *next;          /* the one it got from a server on this host */
	int64_t size, wanted; /* bytes, recipients; -1: not logged */
	GArray *recipients;  /* of mail_recipient_t, in the order of the log; since it was put away last */
	uint64_t settled;    /* recipients delivered or failed */
	int64_t row;         /* the ledger's; 0: not there yet */
	GList link;          /* of the table */
} mail_t;

/* Gets a message that is finished, or has to make room; may be called for one again, with more of it. */
typedef void (*mail_sink_fn) (mail_t *mail, void *user);

typedef struct mail_table mail_table_t;

/* Holds at most so many; that which was not heard of longest is put away. */
mail_table_t *mail_table_new (guint most, mail_sink_fn sink, void *user);
void mail_table_free (mail_table_t *table); /* what it holds is put away */

/* The message of that queue id, which is made where there is none. */
mail_t *mail_table_get (mail_table_t *table, const char *host, const char *queue_id, int64_t when);
/* The same where its arrival is logged: one that has arrived already is another, of the same id, and is put away. */
mail_t *mail_table_begin (mail_table_t *table, const char *host, const char *queue_id, int64_t when);
mail_t *mail_table_find (mail_table_t *table, const char *host, const char *queue_id); /* NULL: none */
void mail_table_end (mail_table_t *table, mail_t *mail); /* it is finished */

bool mail_is_settled (const mail_t *mail); /* every recipient is delivered or failed */

/* Sets a field that is not set yet; long text is cut, "" is kept. */
void mail_set (char **field, const char *text);
/* An IP address, else nothing is set; "IPv6:" before it is left out. */
void mail_set_client (mail_t *mail, const char *name, const char *address);
/* The text between angle brackets, else the whole. */
void mail_set_message_id (mail_t *mail, char *text);

bool mail_is_loopback (const char *address);

/* The SMTP command that text names, "RCPT" of "RCPT TO:<a@example.org>"; "CONN": it was the connection. NULL: none. */
const char *mail_command (const char *text);

/* At "<": the address up to its ">", which quoted parts may hold too; *p is moved behind it. NULL: there is none. */
char *mail_address (char **p);

/* Where the readers put what they find. A session has no queue id: what is known of a client before it sends. */
typedef struct {
	mail_table_t *mails, *sessions;
	/* Gets what failed or waits, and may note its reason; NULL: nobody asks. */
	void (*refused) (const mail_delivery_t *delivery, mail_recipient_t *recipient, void *user);
	void *user;
} log_reader_t;

/* Notes what became of a recipient. */
void log_add_delivery (log_reader_t *reader, mail_t *mail, const mail_delivery_t *delivery);

/* The readers. False: a line of that server that they do not know. */
bool log_postfix (log_reader_t *reader, log_line_t *line);
bool log_exim (log_reader_t *reader, log_line_t *line);
bool log_sendmail (log_reader_t *reader, log_line_t *line);
bool log_opensmtpd (log_reader_t *reader, log_line_t *line);

#endif
