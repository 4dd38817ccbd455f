/*
 * signer.h - signs mail as RFC 6376 and RFC 8463 say, with keys made here, for the suites of the verdict
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEST_VERDICT_SIGNER_H
#define BNC_TEST_VERDICT_SIGNER_H

#include <stdbool.h>

#include <nettle/rsa.h>

/* The keys that all the rest takes; a pair of keys of another length, for rsa_public_key_clear() and rsa_private_key_clear(). */
void signer_make_keys (void);
void signer_drop_keys (void);
void signer_make_rsa (struct rsa_public_key *public_key, struct rsa_private_key *private_key, unsigned bits);
const struct rsa_public_key *signer_rsa_key (void);

/* Base64 of a key as a DNS record has it: SubjectPublicKeyInfo, or bare RSAPublicKey. g_free() */
char *signer_rsa_base64 (const struct rsa_public_key *key, bool bare);

/* "s1 owner.example v=DKIM1; ...", with format before p=. g_free() */
char *signer_key_setting (const char *format, bool ed25519);

/* A signature field with these tags, bh= of a canonical body and b= over canonical fields. g_free() */
char *signer_field (const char *tags, const char *fields, const char *body, bool ed25519, bool relaxed);

#endif
