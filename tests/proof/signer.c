/*
 * signer.c - signs mail as RFC 6376 and RFC 8463 say, with keys made here, for the suites of the verdict
 *
 * In: fields and bodies in their canonical form, as who signs has to know them.  Out: DKIM-Signature fields, and the keys
 * as settings.  The keys are the same in every run.  Strings are the caller's, for g_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "signer.h"

#include <string.h>

#include <nettle/bignum.h>
#include <nettle/eddsa.h>
#include <nettle/knuth-lfib.h>

#include "test.h"

static struct {
	struct knuth_lfib_ctx random;
	struct rsa_public_key rsa_public;
	struct rsa_private_key rsa_private;
	uint8_t ed25519_public[ED25519_KEY_SIZE], ed25519_private[ED25519_KEY_SIZE];
} made;

void
signer_make_rsa (struct rsa_public_key *public_key, struct rsa_private_key *private_key, unsigned bits)
{
	rsa_public_key_init (public_key);
	rsa_private_key_init (private_key);
	mpz_set_ui (public_key->e, 65537);
	CHECK (rsa_generate_keypair (public_key, private_key, &made.random, (nettle_random_func *) knuth_lfib_random, NULL, NULL, bits, 0));
}

void
signer_make_keys (void)
{
	knuth_lfib_init (&made.random, 4711);
	signer_make_rsa (&made.rsa_public, &made.rsa_private, 1024);
	knuth_lfib_random (&made.random, sizeof made.ed25519_private, made.ed25519_private);
	ed25519_sha512_public_key (made.ed25519_public, made.ed25519_private);
}

const struct rsa_public_key *
signer_rsa_key (void)
{
	return &made.rsa_public;
}

void
signer_drop_keys (void)
{
	rsa_public_key_clear (&made.rsa_public);
	rsa_private_key_clear (&made.rsa_private);
}

/* Puts a tag and a length (DER) before what was appended since start. */
static void
der_wrap (GByteArray *out, guint start, uint8_t tag)
{
	guint length = out->len - start;
	uint8_t head[4] = { tag, (uint8_t) length };
	guint n = 2;

	if (length >= 256) {
		head[1] = 0x82;
		head[2] = (uint8_t) (length >> 8);
		head[3] = (uint8_t) length;
		n = 4;
	} else if (length >= 128) {
		head[1] = 0x81;
		head[2] = (uint8_t) length;
		n = 3;
	}
	g_byte_array_append (out, head, n);
	memmove (out->data + start + n, out->data + start, length);
	memcpy (out->data + start, head, n);
}

static void
der_integer (GByteArray *out, const mpz_t number)
{
	size_t length = nettle_mpz_sizeinbase_256_s (number);
	uint8_t *bytes = g_malloc (length);
	guint start = out->len;

	nettle_mpz_get_str_256 (length, bytes, number);
	g_byte_array_append (out, bytes, (guint) length);
	der_wrap (out, start, 0x02);
	g_free (bytes);
}

char *
signer_rsa_base64 (const struct rsa_public_key *key, bool bare)
{
	static const uint8_t algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
	GByteArray *der = g_byte_array_new ();
	guint start = 0;
	char *text;

	if (!bare) {
		g_byte_array_append (der, algorithm, sizeof algorithm);
		start = der->len;
		g_byte_array_append (der, (const uint8_t *) "", 1); /* no unused bits */
	}
	der_integer (der, key->n);
	der_integer (der, key->e);
	der_wrap (der, bare ? 0 : start + 1, 0x30);
	if (!bare) {
		der_wrap (der, start, 0x03);
		der_wrap (der, 0, 0x30);
	}
	text = g_base64_encode (der->data, der->len);
	g_byte_array_unref (der);
	return text;
}

char *
signer_key_setting (const char *format, bool ed25519)
{
	char *base64 = ed25519 ? g_base64_encode (made.ed25519_public, sizeof made.ed25519_public) : signer_rsa_base64 (&made.rsa_public, false);
	char *setting = g_strdup_printf ("s1 owner.example v=DKIM1; k=%s; %sp=%s", ed25519 ? "ed25519" : "rsa", format, base64);

	g_free (base64);
	return setting;
}

static void
sha256 (const char *text, uint8_t digest[32])
{
	GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
	gsize size = 32;

	g_checksum_update (sum, (const guchar *) text, -1);
	g_checksum_get_digest (sum, digest, &size);
	g_checksum_free (sum);
}

/* b= over a canonical text. g_free() */
static char *
sign (const char *canonical, bool ed25519)
{
	uint8_t digest[32], bytes[128];
	char *base64;
	mpz_t number;

	sha256 (canonical, digest);
	if (ed25519) {
		ed25519_sha512_sign (made.ed25519_public, made.ed25519_private, sizeof digest, digest, bytes);
		return g_base64_encode (bytes, ED25519_SIGNATURE_SIZE);
	}
	mpz_init (number);
	CHECK (rsa_sha256_sign_digest (&made.rsa_private, digest, number));
	nettle_mpz_get_str_256 (sizeof bytes, bytes, number);
	base64 = g_base64_encode (bytes, sizeof bytes);
	mpz_clear (number);
	return base64;
}

char *
signer_field (const char *tags, const char *fields, const char *body, bool ed25519, bool relaxed)
{
	uint8_t digest[32];
	char *hash, *list, *canonical, *b, *field;

	sha256 (body, digest);
	hash = g_base64_encode (digest, sizeof digest);
	list = g_strdup_printf ("v=1; d=owner.example; s=s1; %s; bh=%s; b=", tags, hash);
	canonical = g_strconcat (fields, relaxed ? "dkim-signature:" : "DKIM-Signature: ", list, NULL);
	b = sign (canonical, ed25519);
	field = g_strconcat ("DKIM-Signature: ", list, b, "\n", NULL);
	g_free (b);
	g_free (canonical);
	g_free (list);
	g_free (hash);
	return field;
}
