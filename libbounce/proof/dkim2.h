/*
 * dkim2.h - the envelope that a DKIM2 signature of the owner's states
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_DKIM2_H
#define BNC_DKIM2_H

#include "core/record.h"
#include "trace/owner.h"

typedef enum {
	DKIM2_NONE,  /* no signature of a domain of ours, or none that states to whom it was sent */
	DKIM2_OTHER, /* it was made for other recipients than those that the bounce is about */
	DKIM2_FITS   /* it was made for one of them */
} dkim2_result_t;

typedef struct {
	dkim2_result_t result;
	const char *domain; /* d= */
	int32_t index;      /* of the field among its like */
} dkim2_t;

/* During bounce_parse() only.  Strings are the record's arena's. */
dkim2_t bnc_dkim2_read (const owner_t *owner, const bounce_record_t *record);

#endif
