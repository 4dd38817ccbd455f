/*
 * address-tag.h - marks in the address the bounce came to: BATV and VERP, ours and others'
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ADDRESS_TAG_H
#define BNC_ADDRESS_TAG_H

#include "core/record.h"

typedef struct batv_key batv_key_t;
typedef struct verp verp_t;

/* "SECRET", or "K SECRET" for the key of number K, a digit. NULL where it is none. */
batv_key_t *bnc_batv_key_new (const char *value);
void        bnc_batv_key_free (gpointer key);

/* "bounces+*@owner.example": * stands for the recipient, its @ written as =, or for an id. NULL where it is none. */
verp_t *bnc_verp_new (const char *value);
void    bnc_verp_free (gpointer verp);

typedef enum {
	TAG_NOWHERE, /* no address is known that could have one */
	TAG_ABSENT,
	TAG_WRONG,   /* it has the form of ours, and was made by somebody else */
	TAG_UNKNOWN, /* it has the form of ours, and no key is known */
	TAG_EXPIRED,
	TAG_VALID
} tag_result_t;

typedef struct {
	tag_result_t result;
	const char *address; /* that has it, or should */
	const char *part;    /* where it stands */
	bool is_verp;
} address_tag_t;

/* keys: batv_key_t; verps: verp_t; domains: ours, whose addresses are looked at; where there is none, all are. */
address_tag_t bnc_address_tag_find (const bounce_record_t *record, const GPtrArray *keys, const GPtrArray *verps,
				    const GPtrArray *domains);

/* Fills record->verp from the first of its return paths that has a tag: of a form of ours (verp_t), else of one that is known. */
void bnc_verp_find (bounce_record_t *record, const GPtrArray *verps);

#endif
