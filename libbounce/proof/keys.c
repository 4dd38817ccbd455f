/*
 * keys.c - what a mail of ours can be known by, wherever it turns up: keys of signatures and tags
 *
 * In: the settings "home.*" that hold keys, one value a call, repeated calls add.  Freed with its context.  Written before the
 * first parse only, so readers need no lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/keys.h"

#include "proof/address-tag.h"
#include "proof/dkim.h"
#include "trace/home.h"

keys_t *
bnc_keys_new (void)
{
	keys_t *keys = g_new0 (keys_t, 1);

	keys->dkim = g_ptr_array_new_with_free_func (bnc_dkim_key_free);
	keys->batv = g_ptr_array_new_with_free_func (bnc_batv_key_free);
	keys->verps = g_ptr_array_new_with_free_func (bnc_verp_free);
	return keys;
}

void
bnc_keys_free (keys_t *keys)
{
	if (!keys)
		return;
	g_ptr_array_unref (keys->dkim);
	g_ptr_array_unref (keys->batv);
	g_ptr_array_unref (keys->verps);
	g_free (keys);
}

static bool
add_key (GPtrArray *list, gpointer key)
{
	if (!key)
		return false;
	g_ptr_array_add (list, key);
	return true;
}

bool
bnc_keys_set (keys_t *keys, const char *what, const char *value, const char **expected)
{
	if (strcmp (what, "dkim_key") == 0) {
		*expected = "SELECTOR DOMAIN KEY, where KEY is \"v=DKIM1; k=rsa; p=...\", or a file that has it: RSA of 1024 bits or more, "
			    "or Ed25519";
		return add_key (keys->dkim, bnc_dkim_key_new (value));
	}
	if (strcmp (what, "batv_key") == 0) {
		*expected = "the secret that addresses are tagged with, or a digit and the secret";
		return add_key (keys->batv, bnc_batv_key_new (value));
	}
	if (strcmp (what, "verp") == 0) {
		*expected = "an address in which * stands for the recipient, such as \"bounces+*@owner.example\"";
		return add_key (keys->verps, bnc_verp_new (value));
	}
	if (strcmp (what, "signs_all") == 0 || strcmp (what, "tags_all") == 0) {
		*expected = "\"yes\" or \"no\"";
		return bnc_flag_parse (value, what[0] == 's' ? &keys->signs_all : &keys->tags_all);
	}
	return false;
}
