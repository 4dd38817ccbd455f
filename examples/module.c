/*
 * module.c - a scorer of your own, as a loadable module, for programs that you do not compile yourself
 *
 * cc -shared -fPIC -o module.so module.c $(pkg-config --cflags --libs bounce)
 * bounce_context_load_scorer (context, "./module.so")
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#define BOUNCE_SCORER_MODULE
#include <bounce.h>
#include <stddef.h>
#include <string.h>

/* Log-likelihoods in 1/100 nat: genuine, relayed, forged. */
static const int32_t ours[3] = { -2, -230, -300 };
static const int32_t foreign[3] = { -390, -11, -5 };

int32_t
bounce_scorer_abi (void)
{
	return BOUNCE_ABI;
}

/* user is NULL in a module; what it has to know, it has to find by itself. */
int32_t
bounce_scorer (const bounce_record_t *record, bounce_opinion_t *opinion, void *user)
{
	const char *id = bounce_record_original_message_id (record);

	(void) user;
	if (!id)
		return 0;
	if (bounce_opinion_replace (opinion, "message-id") != BOUNCE_OK)
		return 1;
	if (strncmp (id, "app-", 4) == 0)
		return bounce_opinion_add (opinion, "message-id", "ours", "the Message-ID has the shape of our application's", ours);
	return bounce_opinion_add (opinion, "message-id", "foreign", "the Message-ID is not of our application", foreign);
}
