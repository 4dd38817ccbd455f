/*
 * log-mail.c - messages as their lines in a log tell of them
 *
 * In: what the readers find in one line after the other.  Out: messages, to the sink of their table, when they have left the
 * queue, or when the table is full and they were not heard of for longest.  Recipients are handed over in portions, so that
 * memory is bounded by the table's size whatever the log.  Everything is freed by mail_table_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-mail.h"

#include <string.h>

#define TEXT_MOST 512     /* of a field */
#define PORTION 256       /* recipients in memory */

struct mail_table {
	GHashTable *mails; /* by host and queue id; the keys live in the messages */
	GQueue order;      /* heard of last: the tail */
	guint most;
	mail_sink_fn sink;
	void *user;
};

static guint
key_hash (gconstpointer key)
{
	const mail_t *mail = key;

	return g_str_hash (mail->queue_id) ^ g_str_hash (mail->host);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
	const mail_t *left = a, *right = b;

	return strcmp (left->queue_id, right->queue_id) == 0 && strcmp (left->host, right->host) == 0;
}

mail_table_t *
mail_table_new (guint most, mail_sink_fn sink, void *user)
{
	mail_table_t *table = g_new0 (mail_table_t, 1);

	table->mails = g_hash_table_new (key_hash, key_equal);
	g_queue_init (&table->order);
	table->most = most;
	table->sink = sink;
	table->user = user;
	return table;
}

static void
mail_free (mail_t *mail)
{
	g_free (mail->host);
	g_free (mail->queue_id);
	g_free (mail->message_id);
	g_free (mail->client);
	g_free (mail->client_name);
	g_free (mail->helo);
	g_free (mail->account);
	g_free (mail->user);
	g_free (mail->sender);
	g_free (mail->previous);
	g_free (mail->next);
	g_array_unref (mail->recipients);
	g_free (mail);
}

static void
put_away (mail_table_t *table, mail_t *mail)
{
	g_hash_table_remove (table->mails, mail);
	g_queue_unlink (&table->order, &mail->link);
	if (table->sink)
		table->sink (mail, table->user);
	mail_free (mail);
}

void
mail_table_free (mail_table_t *table)
{
	if (!table)
		return;
	while (table->order.head)
		put_away (table, table->order.head->data);
	g_hash_table_unref (table->mails);
	g_free (table);
}

mail_t *
mail_table_find (mail_table_t *table, const char *host, const char *queue_id)
{
	mail_t key = { .host = (char *) (uintptr_t) host, .queue_id = (char *) (uintptr_t) queue_id };

	return g_hash_table_lookup (table->mails, &key);
}

static void
recipient_clear (gpointer recipient)
{
	g_free (((mail_recipient_t *) recipient)->receiver);
}

mail_t *
mail_table_get (mail_table_t *table, const char *host, const char *queue_id, int64_t when)
{
	mail_t *mail = mail_table_find (table, host, queue_id);

	if (mail) {
		g_queue_unlink (&table->order, &mail->link);
		g_queue_push_tail_link (&table->order, &mail->link);
		mail->first = MIN (mail->first, when);
		mail->last = MAX (mail->last, when);
		return mail;
	}
	while (table->order.length >= table->most)
		put_away (table, table->order.head->data);
	mail = g_new0 (mail_t, 1);
	mail->host = g_strdup (host);
	mail->queue_id = g_strdup (queue_id);
	mail->first = mail->last = when;
	mail->size = mail->wanted = -1;
	mail->recipients = g_array_new (FALSE, FALSE, sizeof (mail_recipient_t));
	g_array_set_clear_func (mail->recipients, recipient_clear);
	mail->link.data = mail;
	g_queue_push_tail_link (&table->order, &mail->link);
	g_hash_table_add (table->mails, mail);
	return mail;
}

mail_t *
mail_table_begin (mail_table_t *table, const char *host, const char *queue_id, int64_t when)
{
	mail_t *mail = mail_table_find (table, host, queue_id);

	if (mail && mail->begun)
		put_away (table, mail);
	mail = mail_table_get (table, host, queue_id, when);
	mail->begun = true;
	return mail;
}

void
mail_table_end (mail_table_t *table, mail_t *mail)
{
	mail->ended = true;
	put_away (table, mail);
}

/* FNV-1a; upper and lower case are one. */
static uint64_t
address_hash (const char *address)
{
	uint64_t hash = G_GUINT64_CONSTANT (14695981039346656037);

	for (; *address; address++)
		hash = (hash ^ (guchar) g_ascii_tolower (*address)) * G_GUINT64_CONSTANT (1099511628211);
	return hash;
}

void
log_add_delivery (log_reader_t *reader, mail_t *mail, const mail_delivery_t *delivery)
{
	mail_recipient_t recipient = { address_hash (delivery->address), delivery->at, delivery->state, delivery->way, 0, 0, NULL };
	mail_table_t *table = reader->mails;

	if (delivery->state != MAIL_SENT) {
		if (reader->refused)
			reader->refused (delivery, &recipient, reader->user);
		mail_set (&recipient.receiver, delivery->receiver);
		for (char *c = recipient.receiver; c && *c; c++)
			*c = g_ascii_tolower (*c);
	}
	g_array_append_val (mail->recipients, recipient);
	if (delivery->state != MAIL_DEFERRED)
		mail->settled++;
	if (mail->recipients->len < PORTION)
		return;
	if (table->sink)
		table->sink (mail, table->user);
	g_array_set_size (mail->recipients, 0);
}

bool
mail_is_settled (const mail_t *mail)
{
	return mail->wanted > 0 && mail->settled >= (uint64_t) mail->wanted;
}

void
mail_set (char **field, const char *text)
{
	char *valid;

	if (*field || !text)
		return;
	*field = g_strndup (text, TEXT_MOST);
	valid = g_utf8_make_valid (*field, -1);
	g_free (*field);
	*field = valid;
}

void
mail_set_client (mail_t *mail, const char *name, const char *address)
{
	if (g_ascii_strncasecmp (address, "IPv6:", 5) == 0)
		address += 5;
	if (!g_hostname_is_ip_address (address))
		return;
	mail_set (&mail->client, address);
	if (name && *name && strcmp (name, "unknown") != 0)
		mail_set (&mail->client_name, name);
}

void
mail_set_message_id (mail_t *mail, char *text)
{
	char *close;

	text += strspn (text, " ");
	if (*text == '<') {
		text++;
		close = strrchr (text, '>');
		if (close)
			*close = '\0';
	}
	if (*text)
		mail_set (&mail->message_id, text);
}

bool
mail_is_loopback (const char *address)
{
	return strncmp (address, "127.", 4) == 0 || strcmp (address, "::1") == 0 || g_ascii_strcasecmp (address, "IPv6:::1") == 0;
}

const char *
mail_command (const char *text)
{
	static const struct {
		const char *words, *command;
	} commands[] = { { "RCPT", "RCPT" }, { "MAIL", "MAIL" }, { "DATA", "DATA" }, { "BDAT", "BDAT" }, { "EHLO", "EHLO" }, { "HELO", "HELO" },
			 { "LHLO", "LHLO" }, { "AUTH", "AUTH" }, { "STARTTLS", "STARTTLS" }, { "end of message", "DATA" },
			 { "connection", "CONN" } };
	size_t best = strlen (text);
	const char *command = NULL;

	/* The first named: addresses stand behind the command. */
	for (size_t i = 0; i < G_N_ELEMENTS (commands); i++) {
		for (size_t at = 0; at < best; at++) {
			if (g_ascii_strncasecmp (text + at, commands[i].words, strlen (commands[i].words)) == 0) {
				best = at;
				command = commands[i].command;
			}
		}
	}
	return command;
}

char *
mail_address (char **p)
{
	char *start = *p + 1, *end = start;

	if (**p != '<')
		return NULL;
	if (*end == '"') {
		for (end++; *end && *end != '"'; end++) {
			if (*end == '\\' && end[1])
				end++;
		}
	}
	end += strcspn (end, ">");
	if (!*end)
		return NULL;
	*end = '\0';
	*p = end + 1;
	return start;
}
