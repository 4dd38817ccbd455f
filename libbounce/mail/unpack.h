/*
 * unpack.h - gzip, xz, zstd -> plain bytes, a piece at a time
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_UNPACK_H
#define BNC_UNPACK_H

#include "core/slice.h"

#define BNC_PACKING_BYTES 6 /* from the beginning, which tell a packing */

typedef struct packing packing_t;
typedef struct unpacker unpacker_t;

typedef enum {
	UNPACK_MORE,   /* it goes on, maybe with more bytes than there were */
	UNPACK_END,    /* here a member ends (gzip), a stream (xz), a frame (zstd) */
	UNPACK_FAILED
} unpack_t;

/* How a file that begins so is compressed; NULL: it is not. */
const packing_t *bnc_packing_of (slice_t head);
const char *bnc_packing_name (const packing_t *packing);

/* Of one member.  NULL: *why says why. */
unpacker_t *bnc_unpacker_new (const packing_t *packing, const char **why);
void bnc_unpacker_free (unpacker_t *unpacker);

/* Takes bytes off *in and makes *made of them, at most room. On UNPACK_FAILED *why says why. */
unpack_t bnc_unpack (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why);

#endif
