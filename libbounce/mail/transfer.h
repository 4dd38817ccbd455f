/*
 * transfer.h - content transfer encodings (RFC 2045, 6)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TRANSFER_H
#define BNC_TRANSFER_H

#include "core/arena.h"

typedef enum { ENCODING_NONE, ENCODING_BASE64, ENCODING_QP, ENCODING_UU } encoding_t;

/* The bytes of a part with its transfer encoding taken off; the part's own bytes where it has none. */
slice_t bnc_transfer_decode (slice_t body, encoding_t encoding, arena_t *arena);

#endif
