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

/* names.c; NULL where way is none. */
const char *bnc_way_name (way_t way);

/* BOUNCE_CAUSE_UNDECIDED where way is none. Here, because whoever weighs asks it of every way. */
static inline bounce_cause_t
bnc_way_cause (way_t way)
{
	switch (way) {
#define WAY(id, name, cause, share, passed) \
	case WAY_##id: \
		return BOUNCE_CAUSE_##cause;
#include "core/ways.def"
#undef WAY
	case BNC_WAYS:
	default:
		return BOUNCE_CAUSE_UNDECIDED;
	}
}

#endif
