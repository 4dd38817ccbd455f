/*
 * builtin.h - the data files that are compiled in
 *
 * The arrays are made from libbounce/data.am by libbounce/embed.sh when the library is built.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_BUILTIN_H
#define BNC_BUILTIN_H

#include <stddef.h>

typedef struct {
	const char *name; /* of the file, without its folder: "postfix.dialect" */
	const char *text; /* its bytes, and a NUL behind them */
	size_t length;
} builtin_t;

/* In the order of their names. An entry of NULLs stands behind the last. */
extern const builtin_t bnc_builtin_dialects[];
extern const size_t bnc_builtin_dialect_count;

extern const builtin_t bnc_builtin_tables[];
extern const size_t bnc_builtin_table_count;

#endif
