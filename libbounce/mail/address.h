/*
 * address.h - mailboxes in fields, in reports and in prose
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ADDRESS_H
#define BNC_ADDRESS_H

#include "core/arena.h"

/* The addr-spec in s (RFC 5322, 3.4): of "Name <a@b>", "<a@b>", "a@b (Name)", "<@r1,@r2:a@b>", "smtp:a@b"; quotes round
 * the whole are taken off, a quoted local part stays.  With lax, one without a domain or with X.400 text counts too:
 * s itself, trimmed, brackets off.  NULL where there is none. */
const char *bnc_address_parse (slice_t s, bool lax, arena_t *arena);

/* The value of Final-Recipient, Original-Recipient, X-Actual-Recipient (RFC 3464, 2.3.1): "type; address", xtext decoded for
 * Original-Recipient (RFC 3461, 4), utf-8 types decoded (RFC 6533, 3), type missing or misspelt forgiven.
 * *type gets the type in lower case, or NULL. */
const char *bnc_address_typed (slice_t value, bool xtext, const char **type, arena_t *arena);

/* The next thing in s at or after *from that reads as an address with a domain ("a@b.c", "a@[192.0.2.1]");
 * *from moves behind it.  SLICE_NONE where there is none.  Linear over all calls. */
slice_t bnc_address_scan (slice_t s, size_t *from);

/* Is s, as a whole, local-part@domain? */
bool bnc_address_is (slice_t s);

slice_t bnc_address_domain (slice_t address); /* behind the last @; SLICE_NONE */

/* The addresses of a list field (To, Cc), each as *each, until it returns false. */
bool bnc_address_list_next (slice_t *rest, slice_t *each);

/* An IPv4 or IPv6 address in s ("[192.0.2.1]", "IPv6:2001:db8::1", "192.0.2.1"), whole; SLICE_NONE where it is none. */
slice_t bnc_ip_parse (slice_t s);

bool bnc_ipv4_is (slice_t s); /* "192.0.2.1", nothing around it */

/* Does s read as a host name (letters, digits, hyphens, at least one dot unless single is true)? */
bool bnc_host_is (slice_t s, bool single);

/* An address as inet_ntop() writes it (RFC 5952), so that one has one text; NULL where ip is nothing. */
const char *bnc_ip_text (slice_t ip, arena_t *arena);

#endif
