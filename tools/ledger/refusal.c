/*
 * refusal.c - what the library says of a refusal in a log
 *
 * In: what a log says of one recipient.  Out: status, reply code, reason and permanence, which the caller unrefs.  A log has the
 * status of its own server beside the words: where the words have none, it stands before them, as in a report its field does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/refusal.h"

#include <string.h>

bounce_reply_t *
refusal_classify (bounce_context_t *context, const mail_delivery_t *delivery)
{
	const char *at = strrchr (delivery->address, '@'), *domain = at ? at + 1 : NULL, *text = delivery->reply ? delivery->reply : "";
	bounce_reply_t *reply;
	char *both;

	bounce_classify_reply (context, text, delivery->receiver, domain, delivery->command, &reply);
	if (!delivery->status || bounce_reply_status (reply))
		return reply;
	bounce_reply_unref (reply);
	both = g_strconcat (delivery->status, " ", text, NULL);
	bounce_classify_reply (context, both, delivery->receiver, domain, delivery->command, &reply);
	g_free (both);
	return reply;
}
