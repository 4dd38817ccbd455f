/*
 * trail.h - Received fields as hops (RFC 5321, 4.4, and what each server makes of it)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TRAIL_H
#define BNC_TRAIL_H

#include "mail/message.h"

/* One Received value.  True where anything could be read of it. */
bool bnc_hop_parse (slice_t value, struct bounce_hop *hop, arena_t *arena);

/* All Received fields among fields[0..count), from the top, at most limit.  qmail's two lines for one hop ("(qmail 1 invoked from
 * network)" above "from x by y with SMTP") are joined.  Returns how many there are; *over tells that limit was met. */
size_t bnc_trail_parse (const field_t *fields, size_t count, size_t limit, struct bounce_hop **hops, bool *over, arena_t *arena);

#endif
