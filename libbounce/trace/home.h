/*
 * home.h - what is ours, as the settings say it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HOME_H
#define BNC_HOME_H

#include "core/settings.h"
#include "trace/host.h"
#include "trace/spf.h"

/* Hosts that are named by address, by network or by name. */
typedef struct {
	GArray *nets;      /* net_t */
	GPtrArray *names;
} places_t;

/* When the owner writes his mail, in minutes of his day. */
typedef struct {
	bool known;
	int32_t from, to;      /* from > to: over midnight */
	int32_t offset_minutes; /* east of UTC */
} hours_t;

struct home {
	GPtrArray *domains;
	places_t own;      /* home.network, home.host */
	places_t shared;   /* home.shared_network: a provider's, used by others as well */
	places_t senders;  /* declared third parties that send for us */
	places_t forwarders;
	GPtrArray *spf;       /* spf_t */
	GPtrArray *mailers;   /* char *: programs the owner writes mail with */
	GPtrArray *accounts;  /* char *: that he logs in by */
	GPtrArray *scripts;   /* char *: that send for him */
	hours_t hours;
	int32_t rate;         /* messages an hour that he sends at most; 0: not said */
};

home_t *bnc_home_new (void);
void    bnc_home_free (home_t *home); /* NULL is fine */

/* The setting "home.<what>". False where it is none of these, or *expected, which is static, says what its value must be. */
bool bnc_home_set (home_t *home, const char *what, const char *value, const char **expected);

/* "yes", "no" and their like. */
bool bnc_flag_parse (const char *value, bool *flag);

bool bnc_places_hold (const places_t *places, const ip_t *ip);        /* by address */
bool bnc_places_name (const places_t *places, const char *host);      /* by name, or below a name */

/* What our records say of a client: the best any of them says, where they differ. */
spf_result_t bnc_home_spf (const home_t *home, const ip_t *client);

/* Are addresses of ours known, so that an address that is none of them means something? */
bool bnc_home_knows_addresses (const home_t *home);
bool bnc_home_knows_names (const home_t *home);
/* Could there be addresses of ours that the settings do not show? */
bool bnc_home_is_partial (const home_t *home);

#endif
