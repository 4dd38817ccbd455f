/*
 * receiver.c - whose answer it is
 *
 * In: a recipient, and the receiver that the words name, if any.  Out: the receiver of the tables *.receiver; nothing is owned.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"
#include "reason/set.h"

const char *
bnc_suffix_start (slice_t name, char lower[SUFFIX_MAX])
{
	if (name.n && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || name.n >= SUFFIX_MAX)
		return NULL;
	for (size_t i = 0; i < name.n; i++)
		lower[i] = g_ascii_tolower (name.p[i]);
	lower[name.n] = '\0';
	return lower;
}

const char *
bnc_suffix_next (const char *suffix)
{
	const char *dot = strchr (suffix, '.');

	return dot ? dot + 1 : NULL;
}

/* The receiver with this name, or a name above it, in the table; 0 where there is none. */
static uint32_t
lookup_suffix (GHashTable *table, slice_t name)
{
	char lower[SUFFIX_MAX];
	const char *at = bnc_suffix_start (name, lower);
	gpointer found = NULL;

	while (at && !(found = g_hash_table_lookup (table, at)))
		at = bnc_suffix_next (at);
	return GPOINTER_TO_UINT (found);
}

uint32_t
bnc_receiver_find (const reason_set_t *set, const struct bounce_recipient *recipient, uint32_t said)
{
	uint32_t receiver = lookup_suffix (set->hosts, slice_str (recipient->remote_mta));

	if (!receiver)
		receiver = said;
	if (!receiver && !recipient->remote_mta)
		receiver = lookup_suffix (set->recipients, bnc_address_domain (slice_str (recipient->address)));
	return receiver;
}
