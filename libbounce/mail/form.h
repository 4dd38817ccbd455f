/*
 * form.h - is a file a mail, an mbox, or neither?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_FORM_H
#define BNC_FORM_H

#include "core/slice.h"

#define BNC_FORM_BYTES ((size_t) 65536) /* from the beginning, that are looked at */

typedef enum {
	FORM_NONE, /* no mail: what is read of it would be a mail without a bounce */
	FORM_MAIL,
	FORM_MBOX  /* messages with separators; none, where there is not a byte */
} form_t;

/* Of content that begins so; all: and that is all of it. *start is where the first separator stands, or the mail begins. */
form_t bnc_form_of (slice_t head, bool all, newline_t newline, size_t *start);

#endif
