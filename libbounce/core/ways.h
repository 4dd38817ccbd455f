/*
 * ways.h - how a returned mail may have come about
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_WAYS_H
#define BNC_WAYS_H

#include "bounce.h"

typedef enum {
#define WAY(id, name, cause, share, passed) WAY_##id,
#include "core/ways.def"
#undef WAY
	BNC_WAYS
} way_t;

/* names.c; NULL, or BOUNCE_CAUSE_UNDECIDED, where way is none. */
const char    *bnc_way_name (way_t way);
bounce_cause_t bnc_way_cause (way_t way);

#endif
