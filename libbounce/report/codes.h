/*
 * codes.h - enhanced status codes (RFC 3463) and SMTP reply codes (RFC 5321) in text, and their table
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CODES_H
#define BNC_CODES_H

#include "core/record.h"

/* The first enhanced status code in s: "5.1.1", "#5.1.1", "(5.1.1)"; never part of an IP address, a version or a longer number.
 * SLICE_NONE where there is none. */
slice_t bnc_status_find (slice_t s);

/* The first reply code in s that stands where a server's reply stands: 4xx or 5xx (2xx and 3xx never).  0 where there is none. */
int32_t bnc_reply_find (slice_t s);

/* Is status unspecific: x.0.0, or NULL? */
bool bnc_status_is_vague (const char *status);

#endif
