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
	bool commented;        /* a comment names the client */
	bool nameless;         /* the server says that it does not know the address */
	bool has_inner;        /* such a comment was seen, even if its name is "unknown" */
	bool pickup;           /* "mail pickup service" */
	bool first_is_server;  /* a part of the server itself, or the host */
	size_t words;

	slice_t name, helo, address; /* what it comes to */
	slice_t looked_up;     /* the name, where the form says that it was looked up */
	bool exim;             /* Exim wrote it: the first word is the name that it looked up */
	slice_t ident;         /* qmail's "(ident@192.0.2.1)": the remote user or, with SMTP AUTH, the account */
	slice_t account, envelope_from;
	slice_t user, uid;     /* who submitted on the host itself */
	bool authenticated, local, from_network;
} client_t;

/* What stands between "from" and the server's own "by". exim: Exim wrote it, which has the address in a place of its own. */
void bnc_client_from (client_t *client, slice_t from, bool exim);

/* What both files read: a word, an address with or without brackets and port, a name without what stands before its @ or behind its dot, "helo=x"
 * or "HELO x" among words, a server's remark, a mail submitted on the host itself. */
slice_t bnc_client_next_word (slice_t *rest);
slice_t bnc_client_ip (slice_t word);
slice_t bnc_client_clean_name (slice_t name);
void    bnc_client_read_helo (client_t *client, slice_t rest);
bool    bnc_client_read_remark (client_t *client, slice_t comment);
bool    bnc_client_read_local (client_t *client, slice_t comment);

/* Any other comment of the field, without its parentheses. */
void bnc_client_comment (client_t *client, slice_t comment);

/* Which of the names is reverse DNS and which HELO. by: the host that wrote the field. */
void bnc_client_settle (client_t *client, slice_t by);

bool bnc_client_is_localhost (slice_t name);

/* The name in a comment "name [192.0.2.1]", or fallback. */
slice_t bnc_client_comment_name (slice_t comment, slice_t fallback);

#endif
