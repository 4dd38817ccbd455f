/*
 * packed.c - compresses, so that what is compressed can be read
 *
 * In: bytes.  Out: a member of gzip, a stream of xz with its checksum, a frame of zstd with its, appended to the caller's array.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "packed.h"

#include "test.h"

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

const char *const packed_names[PACKED_KINDS] = { "gzip", "xz", "zstd" };

typedef gsize pack_fn (const char *bytes, gsize length, guint8 *out, gsize room);

#ifdef HAVE_ZLIB
static gsize
pack_gzip (const char *bytes, gsize length, guint8 *out, gsize room)
{
	z_stream stream = { 0 };

	CHECK_INT (deflateInit2 (&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_in = (Bytef *) (guintptr) bytes;
	stream.avail_in = (uInt) length;
	stream.next_out = out;
	stream.avail_out = (uInt) room;
	CHECK_INT (deflate (&stream, Z_FINISH), Z_STREAM_END);
	deflateEnd (&stream);
	return room - stream.avail_out;
}
#else
#define pack_gzip NULL
#endif

#ifdef HAVE_LZMA
static gsize
pack_xz (const char *bytes, gsize length, guint8 *out, gsize room)
{
	size_t used = 0;

	CHECK_INT (lzma_easy_buffer_encode (6, LZMA_CHECK_CRC64, NULL, (const uint8_t *) bytes, length, out, &used, room), LZMA_OK);
	return used;
}
#else
#define pack_xz NULL
#endif

#ifdef HAVE_ZSTD
static gsize
pack_zstd (const char *bytes, gsize length, guint8 *out, gsize room)
{
	ZSTD_CCtx *context = ZSTD_createCCtx ();
	size_t used;

	ZSTD_CCtx_setParameter (context, ZSTD_c_checksumFlag, 1);
	used = ZSTD_compress2 (context, out, room, bytes, length);
	CHECK (!ZSTD_isError (used));
	ZSTD_freeCCtx (context);
	return used;
}
#else
#define pack_zstd NULL
#endif

gboolean
packed_append (GByteArray *out, int kind, const char *bytes, gsize length)
{
	static pack_fn *const packers[PACKED_KINDS] = { pack_gzip, pack_xz, pack_zstd };
	gsize room = length + length / 2 + 4096;
	guint8 *made;

	if (!packers[kind])
		return FALSE;
	made = g_malloc (room);
	g_byte_array_append (out, made, (guint) packers[kind] (bytes, length, made, room));
	g_free (made);
	return TRUE;
}
