/*
 * local-origin.h - what web pages and scripts leave in a mail that they submit
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_LOCAL_ORIGIN_H
#define BNC_LOCAL_ORIGIN_H

#include "trace/boundary.h"

typedef struct {
	const struct bounce_hop *web; /* a web page of ours took it, as a Received field says; NULL */
	const char *script;           /* its name or path; NULL */
	const char *script_client;    /* the address that called the script */
	const char *mailer;           /* "PHPMailer 5.2.9", where no script is named */
	const char *web_client;       /* the address of the person in front of web mail (X-Originating-IP) */
} local_origin_t;

/* Of a mail that was submitted on a host of ours: elsewhere these fields are anybody's claim, and none is read. */
local_origin_t bnc_local_origin_read (const boundary_t *boundary, const original_t *original);

/* Was the hop's mail handed over on the host itself, without a login? */
bool bnc_hop_is_local (const struct bounce_hop *hop);
bool bnc_hop_is_web (const struct bounce_hop *hop); /* "with HTTP" */

#endif
