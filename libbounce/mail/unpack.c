/*
 * unpack.c - gzip, xz, zstd -> plain bytes, a piece at a time
 *
 * In: compressed bytes as they come.  Out: what they hold, into the caller's buffer.  A file may consist of several members, streams
 * or frames: an unpacker is for one of them.  What a header can demand in memory is bounded, for a few bytes can ask for gigabytes.
 * bnc_unpacker_free() frees.  Each library may be missing from a build.  RFC 1952 (gzip), the .xz file format 1.2, RFC 8878 (zstd).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/unpack.h"

#ifdef HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#define GZIP_ONLY (16 + MAX_WBITS)
#define XZ_MEMORY ((uint64_t) 128 << 20) /* xz -9 needs 65 MiB; zstd's own bound is 128 MiB too */
#define INPUT_MOST ((size_t) 1 << 20)    /* at once, for counters of 32 bits */

typedef unpack_t unpack_fn (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why);

struct packing {
	const char *name, *missing; /* what is said where the build has no library for it */
	slice_t magic;
	bool (*begin) (unpacker_t *unpacker); /* NULL: it has none */
	unpack_fn *step;
	void (*end) (unpacker_t *unpacker);
};

struct unpacker {
	const packing_t *packing;
#ifdef HAVE_ZLIB
	z_stream gzip;
#endif
#ifdef HAVE_LZMA
	lzma_stream xz;
#endif
#ifdef HAVE_ZSTD
	ZSTD_DStream *zstd;
#endif
};

#ifdef HAVE_ZLIB
static bool
gzip_begin (unpacker_t *unpacker)
{
	return inflateInit2 (&unpacker->gzip, GZIP_ONLY) == Z_OK;
}

static unpack_t
gzip_step (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why)
{
	z_stream *gzip = &unpacker->gzip;
	int done;

	gzip->next_in = (Bytef *) (uintptr_t) in->p; /* zlib's own type is not const, but it does not write there */
	gzip->avail_in = (uInt) MIN (in->n, INPUT_MOST);
	gzip->next_out = (Bytef *) out;
	gzip->avail_out = (uInt) MIN (room, INPUT_MOST);
	done = inflate (gzip, Z_NO_FLUSH);
	*in = slice_from (*in, (size_t) ((const char *) gzip->next_in - in->p));
	*made = (size_t) ((char *) gzip->next_out - out);
	if (done == Z_STREAM_END)
		return UNPACK_END;
	if (done == Z_OK || done == Z_BUF_ERROR)
		return UNPACK_MORE;
	*why = gzip->msg ? gzip->msg : done == Z_MEM_ERROR ? "no memory" : "wrong data";
	return UNPACK_FAILED;
}

static void
gzip_end (unpacker_t *unpacker)
{
	inflateEnd (&unpacker->gzip);
}
#else
#define gzip_begin NULL
#define gzip_step NULL
#define gzip_end NULL
#endif

#ifdef HAVE_LZMA
static bool
xz_begin (unpacker_t *unpacker)
{
	unpacker->xz = (lzma_stream) LZMA_STREAM_INIT;
	return lzma_stream_decoder (&unpacker->xz, XZ_MEMORY, 0) == LZMA_OK;
}

static const char *
xz_error (lzma_ret done)
{
	switch (done) {
	case LZMA_MEM_ERROR:
		return "no memory";
	case LZMA_MEMLIMIT_ERROR:
		return "needs more than 128 MiB of memory";
	case LZMA_OPTIONS_ERROR:
		return "a filter or option that is not known";
	case LZMA_FORMAT_ERROR:
		return "wrong header";
	default:
		return "wrong data";
	}
}

static unpack_t
xz_step (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why)
{
	lzma_stream *xz = &unpacker->xz;
	lzma_ret done;

	xz->next_in = (const uint8_t *) in->p;
	xz->avail_in = in->n;
	xz->next_out = (uint8_t *) out;
	xz->avail_out = room;
	done = lzma_code (xz, LZMA_RUN);
	*in = slice_from (*in, in->n - xz->avail_in);
	*made = room - xz->avail_out;
	if (done == LZMA_STREAM_END)
		return UNPACK_END;
	if (done == LZMA_OK || done == LZMA_BUF_ERROR)
		return UNPACK_MORE;
	*why = xz_error (done);
	return UNPACK_FAILED;
}

static void
xz_end (unpacker_t *unpacker)
{
	lzma_end (&unpacker->xz);
}
#else
#define xz_begin NULL
#define xz_step NULL
#define xz_end NULL
#endif

#ifdef HAVE_ZSTD
static bool
zstd_begin (unpacker_t *unpacker)
{
	unpacker->zstd = ZSTD_createDStream ();
	return unpacker->zstd != NULL;
}

static unpack_t
zstd_step (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why)
{
	ZSTD_inBuffer from = { in->p, in->n, 0 };
	ZSTD_outBuffer to = { out, room, 0 };
	size_t left = ZSTD_decompressStream (unpacker->zstd, &to, &from);

	*in = slice_from (*in, from.pos);
	*made = to.pos;
	if (!ZSTD_isError (left))
		return left == 0 ? UNPACK_END : UNPACK_MORE;
	*why = ZSTD_getErrorName (left);
	return UNPACK_FAILED;
}

static void
zstd_end (unpacker_t *unpacker)
{
	ZSTD_freeDStream (unpacker->zstd);
}
#else
#define zstd_begin NULL
#define zstd_step NULL
#define zstd_end NULL
#endif

enum { GZIP, XZ, ZSTD };

static const packing_t packings[] = {
	[GZIP] = { "gzip", "libbounce was built without zlib", SLICE_LIT ("\x1F\x8B"), gzip_begin, gzip_step, gzip_end },
	[XZ] = { "xz", "libbounce was built without liblzma", SLICE_LIT ("\xFD" "7zXZ\0"), xz_begin, xz_step, xz_end },
	[ZSTD] = { "zstd", "libbounce was built without libzstd", SLICE_LIT ("\x28\xB5\x2F\xFD"), zstd_begin, zstd_step, zstd_end },
};

/* RFC 8878, 3.1.2: a frame of other data, with which files of several frames begin; sixteen magics. */
static bool
is_skippable_zstd (slice_t head)
{
	return head.n >= 4 && (head.p[0] & 0xF0) == 0x50 && memcmp (head.p + 1, "\x2A\x4D\x18", 3) == 0;
}

const packing_t *
bnc_packing_of (slice_t head)
{
	for (size_t i = 0; i < G_N_ELEMENTS (packings); i++) {
		slice_t magic = packings[i].magic;

		if (head.n >= magic.n && head.p[0] == magic.p[0] && memcmp (head.p, magic.p, magic.n) == 0)
			return &packings[i];
	}
	return is_skippable_zstd (head) ? &packings[ZSTD] : NULL;
}

const char *
bnc_packing_name (const packing_t *packing)
{
	return packing->name;
}

unpacker_t *
bnc_unpacker_new (const packing_t *packing, const char **why)
{
	unpacker_t *unpacker;

	*why = packing->missing;
	if (!packing->begin)
		return NULL;
	*why = "no memory";
	unpacker = g_new0 (unpacker_t, 1);
	unpacker->packing = packing;
	if (packing->begin (unpacker))
		return unpacker;
	g_free (unpacker);
	return NULL;
}

void
bnc_unpacker_free (unpacker_t *unpacker)
{
	if (!unpacker)
		return;
	unpacker->packing->end (unpacker);
	g_free (unpacker);
}

unpack_t
bnc_unpack (unpacker_t *unpacker, slice_t *in, char *out, size_t room, size_t *made, const char **why)
{
	return unpacker->packing->step (unpacker, in, out, room, made, why);
}
