/*
 * auth-results.h - what the bouncing server found when it checked the sender (RFC 8601)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_AUTH_RESULTS_H
#define BNC_AUTH_RESULTS_H

#include "trace/boundary.h"

typedef enum { AUTH_NONE, AUTH_PASS, AUTH_FAIL } auth_t;

typedef struct {
	auth_t spf, dkim;     /* of a domain of ours; AUTH_NONE: it does not say */
	const char *writer;   /* the host that says so; NULL: none that can be believed */
} auth_results_t;

/* Of the fields above the boundary hop, which the bouncer wrote, those that name it. */
auth_results_t bnc_auth_results_read (const boundary_t *boundary, slice_t head);

#endif
