/*
 * spf.h - an SPF record, as far as its text tells
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SPF_H
#define BNC_SPF_H

#include "trace/host.h"

typedef struct spf spf_t;

/* Names of RFC 7208, 2.6, and UNKNOWN where only DNS could tell. */
typedef enum { SPF_NONE, SPF_UNKNOWN, SPF_PASS, SPF_NEUTRAL, SPF_SOFTFAIL, SPF_FAIL } spf_result_t;

spf_t       *bnc_spf_new (const char *text); /* NULL where it is no record */
void         bnc_spf_free (gpointer spf);
spf_result_t bnc_spf_check (const spf_t *spf, const ip_t *client);
bool         bnc_spf_names_addresses (const spf_t *spf); /* of clients that pass */
bool         bnc_spf_is_partial (const spf_t *spf);      /* clients may pass that the text does not show */

#endif
