/*
 * keys.h - what a mail of ours can be known by, wherever it turns up: keys of signatures and tags
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_KEYS_H
#define BNC_KEYS_H

#include <glib.h>
#include <stdbool.h>

#include "core/settings.h"

struct keys {
	GPtrArray *dkim;  /* dkim_key_t */
	GPtrArray *batv;  /* batv_key_t */
	GPtrArray *verps; /* verp_t */
	bool signs_all, tags_all;
};

keys_t *bnc_keys_new (void);
void    bnc_keys_free (keys_t *keys); /* NULL is fine */

/* The setting "home.<what>"; as bnc_home_set(). */
bool bnc_keys_set (keys_t *keys, const char *what, const char *value, const char **expected);

#endif
