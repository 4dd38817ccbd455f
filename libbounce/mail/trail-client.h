/*
 * trail-client.h - who gave the mail, as the "from" clause and the comments of a Received field tell
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TRAIL_CLIENT_H
#define BNC_TRAIL_CLIENT_H

#include "core/slice.h"

/* Filled item by item, made sense of by bnc_client_settle(). */
typedef struct {
	slice_t first;         /* the first word of the clause */
	slice_t bracketed;     /* an address in brackets among the words behind it */
	slice_t inner_name;    /* the name before the address in a comment: "(name [192.0.2.1])" */
	slice_t lone_name;     /* a comment that is a name and nothing else */
	bool has_inner;        /* such a comment was seen, even if its name is "unknown" */
	bool pickup;           /* "mail pickup service" */
	bool first_is_server;  /* a part of the server itself, or the host */
	size_t words;

	slice_t name, helo, address; /* what it comes to */
	slice_t ident;         /* qmail's "(ident@192.0.2.1)": the remote user or, with SMTP AUTH, the account */
	slice_t account, envelope_from;
	slice_t user, uid;     /* who submitted on the host itself */
	bool authenticated, local, from_network;
} client_t;

void bnc_client_word (client_t *client, slice_t word);

/* Any comment of the field, without its parentheses; in_from: it belongs to the "from" clause. */
void bnc_client_comment (client_t *client, slice_t comment, bool in_from);

/* Which of the names is reverse DNS and which HELO. by: the host that wrote the field. */
void bnc_client_settle (client_t *client, slice_t by);

bool bnc_client_is_localhost (slice_t name);

/* The name in a comment "name [192.0.2.1]", or fallback. */
slice_t bnc_client_comment_name (slice_t comment, slice_t fallback);

#endif
