/*
 * dkim-key.c - the public keys that our signatures are checked with
 *
 * In: a setting: selector, domain, and the key as its DNS record has it (RFC 6376, 3.6.1; RFC 8463, 4), from the setting
 * itself or from a file.  Out: a key that is only read from then on, so threads share it; bnc_dkim_key_free() frees.
 * RSA keys under 1024 bits and SHA-1 are not used (RFC 8301, 3): such a signature proves nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "proof/dkim.h"

#include <nettle/asn1.h>
#include <nettle/bignum.h>
#include <nettle/eddsa.h>
#include <nettle/rsa.h>

#include "mail/address.h"
#include "trace/host.h"
#include "proof/tag-list.h"

#define RSA_LEAST 1024u /* bits */
#define RSA_MOST 8192u
#define PEM_BEGIN "-----BEGIN PUBLIC KEY-----"
#define FILE_MOST ((gsize) 65536)

struct dkim_key {
	char *selector, *domain;
	bool is_ed25519;
	bool exact;             /* t=s: i= must not be below d= */
	struct rsa_public_key rsa;
	uint8_t ed25519[ED25519_KEY_SIZE];
};

void
bnc_dkim_key_free (gpointer data)
{
	dkim_key_t *key = data;

	if (!key)
		return;
	rsa_public_key_clear (&key->rsa);
	g_free (key->selector);
	g_free (key->domain);
	g_free (key);
}

const char *
bnc_dkim_key_domain (const dkim_key_t *key)
{
	return key->domain;
}

bool
bnc_dkim_key_is (const dkim_key_t *key, slice_t selector, slice_t domain)
{
	return slice_is (selector, key->selector) && slice_is (domain, key->domain);
}

/* SubjectPublicKeyInfo (RFC 5280, 4.1) around the key, or RSAPublicKey (RFC 8017, A.1.1) alone, which RFC 6376 also allows. */
static bool
read_rsa (struct rsa_public_key *key, const uint8_t *der, size_t length)
{
	static const uint8_t rsa_encryption[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
	struct asn1_der_iterator at, algorithm;

	if (asn1_der_iterator_first (&at, length, der) != ASN1_ITERATOR_CONSTRUCTED || at.type != ASN1_SEQUENCE)
		return false;
	if (asn1_der_decode_constructed_last (&at) != ASN1_ITERATOR_CONSTRUCTED)
		return asn1_der_iterator_first (&at, length, der) == ASN1_ITERATOR_CONSTRUCTED &&
		       rsa_public_key_from_der_iterator (key, RSA_MOST, &at);
	return at.type == ASN1_SEQUENCE && asn1_der_decode_constructed (&at, &algorithm) == ASN1_ITERATOR_PRIMITIVE &&
	       algorithm.type == ASN1_IDENTIFIER && algorithm.length == sizeof rsa_encryption &&
	       memcmp (algorithm.data, rsa_encryption, sizeof rsa_encryption) == 0 &&
	       asn1_der_iterator_next (&at) == ASN1_ITERATOR_PRIMITIVE && at.type == ASN1_BITSTRING &&
	       asn1_der_decode_bitstring_last (&at) == ASN1_ITERATOR_CONSTRUCTED &&
	       rsa_public_key_from_der_iterator (key, RSA_MOST, &at);
}

/* kind: k= of the record, or nothing: then the length tells. */
static bool
read_key (dkim_key_t *key, slice_t base64, slice_t kind)
{
	gsize length;
	guchar *bytes = bnc_tag_base64 (base64, &length);
	bool good = false;

	if (!bytes)
		return false;
	key->is_ed25519 = kind.n ? slice_is (kind, "ed25519") : length == sizeof key->ed25519;
	if (key->is_ed25519 && length == sizeof key->ed25519) {
		memcpy (key->ed25519, bytes, sizeof key->ed25519);
		good = true;
	} else if (!key->is_ed25519 && (!kind.n || slice_is (kind, "rsa"))) {
		good = read_rsa (&key->rsa, bytes, length) && mpz_sizeinbase (key->rsa.n, 2) >= RSA_LEAST;
	}
	g_free (bytes);
	return good;
}

static bool
read_record (dkim_key_t *key, slice_t text)
{
	slice_t version = bnc_tag_value (text, "v"), hashes = bnc_tag_value (text, "h");

	if (!bnc_tag_value (text, "p").p)
		return read_key (key, text, SLICE_NONE);
	key->exact = bnc_tag_lists (bnc_tag_value (text, "t"), "s");
	return (!version.p || slice_is (version, "DKIM1")) && (!hashes.p || bnc_tag_lists (hashes, "sha256")) &&
	       read_key (key, bnc_tag_value (text, "p"), bnc_tag_value (text, "k"));
}

/* The strings of a zone file's record joined, or what stands between the lines of PEM; else text as it is.  g_free(). */
static char *
unwrap (const char *text)
{
	const char *begin = strstr (text, PEM_BEGIN), *end = begin ? strstr (begin, "-----END") : NULL;
	char **parts;
	GString *joined;

	if (end)
		return g_strndup (begin + strlen (PEM_BEGIN), (gsize) (end - begin) - strlen (PEM_BEGIN));
	if (!strchr (text, '"'))
		return g_strdup (text);
	parts = g_strsplit (text, "\"", -1);
	joined = g_string_new (NULL);
	for (size_t i = 1; parts[0] && parts[i]; i += 2) {
		g_string_append (joined, parts[i]);
		if (!parts[i + 1])
			break;
	}
	g_strfreev (parts);
	return g_string_free (joined, FALSE);
}

static bool
read_text (dkim_key_t *key, const char *text)
{
	char *record = unwrap (text);
	bool good = read_record (key, slice_trim (slice_str (record)));

	g_free (record);
	return good;
}

static bool
read_file (dkim_key_t *key, const char *path)
{
	char *text;
	gsize length;
	bool good;

	if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &text, &length, NULL))
		return false;
	good = length <= FILE_MOST && read_text (key, text);
	g_free (text);
	return good;
}

/* Labels as host names have them, but also of digits alone: "2026" (RFC 6376, 3.1). */
static bool
is_selector (slice_t word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (!g_ascii_isalnum (word.p[i]) && word.p[i] != '-' && word.p[i] != '_' && word.p[i] != '.')
			return false;
	}
	return word.n > 0;
}

dkim_key_t *
bnc_dkim_key_new (const char *value)
{
	size_t selector = strcspn (value, " \t"), gap = strspn (value + selector, " \t");
	const char *domain = value + selector + gap;
	size_t n = strcspn (domain, " \t");
	const char *rest = domain + n + strspn (domain + n, " \t");
	dkim_key_t *key;

	if (!is_selector (slice (value, selector)) || !bnc_host_is (slice (domain, n), false) || !*rest)
		return NULL;
	key = g_new0 (dkim_key_t, 1);
	rsa_public_key_init (&key->rsa);
	key->selector = g_strndup (value, selector);
	key->domain = g_ascii_strdown (domain, (gssize) n);
	if (read_text (key, rest) || read_file (key, rest))
		return key;
	bnc_dkim_key_free (key);
	return NULL;
}

bool
bnc_dkim_key_fits (const dkim_key_t *key, slice_t algorithm, slice_t identity)
{
	slice_t domain = bnc_address_domain (identity);

	if (!slice_is (algorithm, key->is_ed25519 ? "ed25519-sha256" : "rsa-sha256"))
		return false;
	if (!identity.p)
		return true;
	if (key->exact || domain.n < strlen (key->domain))
		return slice_is (domain, key->domain);
	return slice_is (slice_from (domain, domain.n - strlen (key->domain)), key->domain) &&
	       (domain.n == strlen (key->domain) || domain.p[domain.n - strlen (key->domain) - 1] == '.');
}

bool
bnc_dkim_key_verifies (const dkim_key_t *key, const uint8_t digest[32], const uint8_t *signature, size_t length)
{
	mpz_t number;
	bool good;

	/* RFC 8463, 3: what Ed25519 signs is the digest. */
	if (key->is_ed25519)
		return length == ED25519_SIGNATURE_SIZE && ed25519_sha512_verify (key->ed25519, 32, digest, signature) != 0;
	if (length == 0 || length > key->rsa.size)
		return false;
	nettle_mpz_init_set_str_256_u (number, length, signature);
	good = rsa_sha256_verify_digest (&key->rsa, digest, number) != 0;
	mpz_clear (number);
	return good;
}
