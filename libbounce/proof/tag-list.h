/*
 * tag-list.h - "v=1; a=rsa-sha256; ..." (RFC 6376, 3.2)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TAG_LIST_H
#define BNC_TAG_LIST_H

#include "core/slice.h"

/* Takes the next tag off *rest, blanks and line ends around name and value taken off. False when none is left. */
bool bnc_tag_next (slice_t *rest, slice_t *name, slice_t *value);

slice_t bnc_tag_value (slice_t list, const char *name); /* of the first of that name; SLICE_NONE */

/* Is word, in ASCII without case, among those between colons? */
bool bnc_tag_lists (slice_t list, const char *word);

/* The bytes of base64 with blanks and line ends in it (RFC 6376, 2.10); NULL where it is none. g_free() */
guchar *bnc_tag_base64 (slice_t text, gsize *length);

/* Digits alone; false where it is none, or too large. */
bool bnc_tag_number (slice_t text, int64_t *number);

#endif
