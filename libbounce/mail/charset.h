/*
 * charset.h - converters from a charset to UTF-8, kept for the next text
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CHARSET_H
#define BNC_CHARSET_H

#include <iconv.h>

#include "core/arena.h"

#define NO_CONVERTER ((iconv_t) -1)

/* At most so many are kept, and of charsets with names of at most so many bytes: no charset has a longer one. */
#define CONVERTERS_KEPT 32
#define CHARSET_NAME_ROOM 64

/* Those that nobody uses just now. */
struct converters {
	GMutex mutex;
	struct {
		char charset[CHARSET_NAME_ROOM];
		iconv_t cd;
		uint64_t last_use;
	} kept[CONVERTERS_KEPT];
	size_t count;
	uint64_t uses;
};

converters_t *bnc_converters_new (void);
void          bnc_converters_free (converters_t *converters); /* NULL is fine; none may be in use */

/* A converter in its initial state, for the caller alone until it is given back; NO_CONVERTER: there is no such charset.
 * Any number of threads may ask. Where converters is NULL, each is opened and closed anew. */
iconv_t bnc_converter_take (converters_t *converters, const char *charset);
void    bnc_converter_give (converters_t *converters, const char *charset, iconv_t cd);

/* Sees to it that one for the charset, whose name is shorter than CHARSET_NAME_ROOM, is kept, if there is such a charset. */
void bnc_converters_keep (converters_t *converters, slice_t charset);

#endif
