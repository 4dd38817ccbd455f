/*
 * dkim.h - is the returned message signed by us?
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_DKIM_H
#define BNC_DKIM_H

#include "core/record.h"

typedef struct dkim_key dkim_key_t;

/* "SELECTOR DOMAIN KEY": KEY is the text of the key's record ("v=DKIM1; k=rsa; p=..."), its p= alone, or a file that holds either,
 * as a zone file has it or as PEM.  NULL where it is no key that may verify; for bnc_dkim_key_free(). */
dkim_key_t *bnc_dkim_key_new (const char *value);
void        bnc_dkim_key_free (gpointer key);
bool        bnc_dkim_key_is (const dkim_key_t *key, slice_t selector, slice_t domain);
const char *bnc_dkim_key_domain (const dkim_key_t *key);

/* What a signature must say for this key to be used on it (RFC 6376, 3.6.1). */
bool bnc_dkim_key_fits (const dkim_key_t *key, slice_t algorithm, slice_t identity);

/* Is signature one of the SHA-256 digest by the key? */
bool bnc_dkim_key_verifies (const dkim_key_t *key, const uint8_t digest[32], const uint8_t *signature, size_t length);

/* In the order of what they prove. */
typedef enum {
	DKIM_ABSENT,  /* no signature of a domain of ours */
	DKIM_UNKNOWN, /* there is one, and nothing to check it with, or too little came back to say that it fails */
	DKIM_FAILS,   /* on a complete message */
	DKIM_HEADER,  /* good for the header; the body is cut off */
	DKIM_VERIFIES
} dkim_result_t;

typedef struct {
	dkim_result_t result;
	const char *domain, *selector; /* of the signature the result is about; NULL where absent */
	bool no_key;                   /* a signature of ours names a key that is not known */
	bool other_body;               /* fails, but the header alone is good */
	int32_t index;                 /* of the signature among the DKIM-Signature fields */
} dkim_t;

typedef struct {
	const GPtrArray *keys;    /* dkim_key_t */
	const GPtrArray *domains; /* ours, in lower case */
	slice_t head, body;       /* as they came back */
	bool complete;            /* with its body, uncut as far as one can tell */
	int64_t taken_in;         /* when the bouncer took it, BOUNCE_NO_TIME: not known */
} dkim_mail_t;

/* The signature that proves most. */
dkim_t bnc_dkim_check (const dkim_mail_t *mail, arena_t *arena);

/* dkim-canon.c: what is hashed (RFC 6376, 3.4). */

/* Appends the field in canonical form, without its line end. */
void bnc_dkim_canon_field (GString *out, slice_t whole, newline_t newline, bool relaxed);

/* SHA-256 of the first limit bytes of the canonical body. False where it has less; SIZE_MAX: all of it. */
bool bnc_dkim_hash_body (slice_t body, bool relaxed, size_t limit, uint8_t digest[32]);

#endif
