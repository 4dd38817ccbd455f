/*
 * missing.h - facts that would settle what is undecided
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MISSING_H
#define BNC_MISSING_H

/* Cheapest first: the order in which they are named. */
enum {
	NEED_TRAIL = 1 << 0,     /* the bounce's own Received fields */
	NEED_NETWORKS = 1 << 1,  /* addresses of ours */
	NEED_DKIM_KEY = 1 << 2,  /* the public key of a signature of ours */
	NEED_TAG_KEY = 1 << 3,   /* the secret of a tag of ours */
	NEED_RETURNED = 1 << 4,  /* the returned header */
	NEED_CLIENT = 1 << 5,    /* the boundary client's address */
	NEED_LINK = 1 << 6,      /* a returned trail that the bouncer vouches for */
	NEED_FORWARDER = 1 << 7, /* what an intermediary saw */
	NEED_SENT = 1 << 8,      /* whether the owner wanted it */
	NEED_LOG = 1 << 9        /* whether our server handled it */
};

#define NEED_COUNT 10

extern const char *const bnc_need_texts[NEED_COUNT];

#endif
