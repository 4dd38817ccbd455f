/*
 * cut.h - what the end of a mail that was cut off still says
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CUT_H
#define BNC_CUT_H

#include "core/slice.h"

/* text without the word it ends in, where that may be the beginning of an address. */
slice_t bnc_cut_address (slice_t text);

#endif
