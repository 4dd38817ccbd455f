/*
 * packed.h - compresses, so that what is compressed can be read
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEST_PACKED_H
#define BNC_TEST_PACKED_H

#include <glib.h>

#define PACKED_KINDS 3 /* gzip, xz, zstd */

extern const char *const packed_names[PACKED_KINDS];

/* Appends one member that holds the bytes. FALSE: the build knows nothing of that kind, and out is as it was. */
gboolean packed_append (GByteArray *out, int kind, const char *bytes, gsize length);

#endif
