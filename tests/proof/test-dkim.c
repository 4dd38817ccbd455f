/*
 * test-dkim.c - signatures of ours: the examples of RFC 6376 and RFC 8463, and what keys made here have signed
 *
 * What is signed here stands written out in its canonical form, so that the canonical forms are checked too.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <glib/gstdio.h>

#include "signer.h"
#include "proof/dkim.h"

#define RFC_MAIL                                                       \
	"From: Joe SixPack <joe@football.example.com>\n"               \
	"To: Suzie Q <suzie@shopping.example.net>\n"                   \
	"Subject: Is dinner ready?\n"                                  \
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\n"                \
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\n"

#define RFC_BODY "Hi.\n\nWe lost the game. Are you hungry yet?\n\nJoe.\n"

/* RFC 6376, A.2, and its key, C. */
static const char rfc6376_head[] =
	"DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\n"
	"      c=simple/simple; q=dns/txt; i=joe@football.example.com;\n"
	"      h=Received : From : To : Subject : Date : Message-ID;\n"
	"      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
	"      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\n"
	"      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\n"
	"      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\n"
	"      4bmp/YzhwvcubU4=;\n"
	"Received: from client1.football.example.com  [192.0.2.1]\n"
	"      by submitserver.example.com with SUBMISSION;\n"
	"      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\n" RFC_MAIL;
static const char rfc6376_key[] =
	"brisbane example.com v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfc"
	"TNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

/* RFC 8463, A.3 and A.2. */
static const char rfc8463_head[] =
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\n"
	" d=football.example.com; i=@football.example.com;\n"
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\n"
	" subject : date : message-id : from : subject : date;\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\n"
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\n"
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n"
	" d=football.example.com; i=@football.example.com;\n"
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\n"
	" date : message-id : from : subject : date;\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\n"
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\n"
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\n"
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\n" RFC_MAIL;
static const char rfc8463_ed25519[] = "brisbane football.example.com v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
static const char rfc8463_rsa[] =
	"test football.example.com v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J"
	"16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";

#define FROM "From: Owner <owner@owner.example>\n"
#define FROM_RELAXED "from:Owner <owner@owner.example>\r\n"
#define TAGS "a=rsa-sha256; c=relaxed/relaxed; h=from"

static char *
signature (const char *tags)
{
	return signer_field (tags, FROM_RELAXED, "Hello.\r\n", false, true);
}

static dkim_t
check_at (const char *const *settings, const char *head, const char *body, bool complete, int64_t taken_in, arena_t *arena)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func (bnc_dkim_key_free), *domains = g_ptr_array_new ();
	dkim_mail_t mail = { keys, domains, slice_str (head), slice_str (body), complete, taken_in };
	dkim_t dkim;

	for (; *settings; settings++) {
		dkim_key_t *key = bnc_dkim_key_new (*settings);

		CHECK (key != NULL);
		if (key)
			g_ptr_array_add (keys, key);
	}
	g_ptr_array_add (domains, g_strdup ("owner.example"));
	dkim = bnc_dkim_check (&mail, arena);
	g_free (domains->pdata[0]);
	g_ptr_array_unref (domains);
	g_ptr_array_unref (keys);
	return dkim;
}

static dkim_result_t
check (const char *setting, const char *head, const char *body, bool complete)
{
	const char *const settings[] = { setting, NULL };
	arena_t *arena = bnc_arena_new ();
	dkim_t dkim = check_at (settings, head, body, complete, BOUNCE_NO_TIME, arena);

	bnc_arena_free (arena);
	return dkim.result;
}

/* The same with a key made here, and fields and body put together. */
static dkim_result_t
check_made (char *signature_field, const char *fields, const char *body, bool complete)
{
	char *setting = signer_key_setting ("", false), *head = g_strconcat (signature_field, fields, NULL);
	dkim_result_t result = check (setting, head, body, complete);

	g_free (head);
	g_free (setting);
	g_free (signature_field);
	return result;
}

static char *
with_crlf (const char *text)
{
	char **lines = g_strsplit (text, "\n", -1), *joined = g_strjoinv ("\r\n", lines);

	g_strfreev (lines);
	return joined;
}

static void
rfc6376 (void)
{
	char *head = with_crlf (rfc6376_head), *body = with_crlf (RFC_BODY);

	CHECK_INT (check (rfc6376_key, rfc6376_head, RFC_BODY, true), DKIM_VERIFIES);
	CHECK_INT (check (rfc6376_key, head, body, true), DKIM_VERIFIES);
	CHECK_INT (check (rfc6376_key, rfc6376_head, RFC_BODY "\n\n", true), DKIM_VERIFIES);
	CHECK_INT (check (rfc6376_key, rfc6376_head, "", false), DKIM_HEADER);
	CHECK_INT (check (rfc6376_key, rfc6376_head, "Hi.\n", false), DKIM_HEADER);
	CHECK_INT (check (rfc6376_key, rfc6376_head, RFC_BODY "P.S.\n", true), DKIM_FAILS);
	g_free (body);
	g_free (head);
}

static void
rfc8463 (void)
{
	const char *const both[] = { rfc8463_rsa, rfc8463_ed25519, NULL };
	arena_t *arena = bnc_arena_new ();
	dkim_t dkim;

	CHECK_INT (check (rfc8463_ed25519, rfc8463_head, RFC_BODY, true), DKIM_VERIFIES);
	CHECK_INT (check (rfc8463_rsa, rfc8463_head, RFC_BODY, true), DKIM_VERIFIES);
	CHECK_INT (check (rfc8463_rsa, rfc8463_head, "", false), DKIM_HEADER);
	CHECK_INT (check ("test football.example.com 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", rfc8463_head, RFC_BODY, true), DKIM_FAILS);
	dkim = check_at (both, rfc8463_head, "Hi.  \n \nWe lost the\tgame.  Are you hungry yet?\n\nJoe. \n\n", true, INT64_C (1528637909), arena);
	CHECK_INT (dkim.result, DKIM_VERIFIES);
	CHECK_STR (dkim.domain, "football.example.com");
	bnc_arena_free (arena);
}

static void
own_keys (void)
{
	char *setting = signer_key_setting ("", true);
	char *head = signer_field ("a=ed25519-sha256; c=relaxed/relaxed; h=from", FROM_RELAXED, "Hello.\r\n", true, true), *whole;

	CHECK_INT (check_made (signature (TAGS), FROM, "Hello.\n", true), DKIM_VERIFIES);
	CHECK_INT (check_made (signature (TAGS), FROM, "Hello.\n", false), DKIM_VERIFIES);
	whole = g_strconcat (head, FROM, NULL);
	CHECK_INT (check (setting, whole, "Hello.\n", true), DKIM_VERIFIES);
	whole[strlen (head) - 10] ^= 1;
	CHECK_INT (check (setting, whole, "Hello.\n", true), DKIM_FAILS);
	g_free (whole);
	g_free (head);
	g_free (setting);
}

static void
what_came_back (void)
{
	CHECK_INT (check_made (signature (TAGS), FROM, "Hello!\n", true), DKIM_FAILS);
	CHECK_INT (check_made (signature (TAGS), FROM, "Hel", false), DKIM_HEADER);
	CHECK_INT (check_made (signature (TAGS), FROM, "", false), DKIM_HEADER);
	CHECK_INT (check_made (signature (TAGS), "From: <x@bad.example>\n", "Hello.\n", true), DKIM_FAILS);
	CHECK_INT (check_made (signature (TAGS), "From: <x@bad.example>\n", "", false), DKIM_UNKNOWN);
	CHECK_INT (check_made (g_strdup (""), FROM, "Hello.\n", true), DKIM_ABSENT);
	CHECK_INT (check_made (g_strdup ("DKIM-Signature: v=1; d=bad.example; s=s1\n"), FROM, "Hello.\n", true), DKIM_ABSENT);
	CHECK_INT (check_made (g_strdup ("DKIM-Signature: v=1; d=owner.example; s=s2\n"), FROM, "Hello.\n", true), DKIM_UNKNOWN);
	CHECK_INT (check_made (g_strdup ("DKIM-Signature: nonsense\nDKIM-Signature:\n"), FROM, "Hello.\n", true), DKIM_ABSENT);
}

static void
canonical_forms (void)
{
	static const char fields[] = "SUBJect : AbC  \n\t d\t\nFrom:Owner\t <owner@owner.example> \n";
	static const char relaxed[] = "from:Owner <owner@owner.example>\r\nsubject:AbC d\r\n";
	static const char simple[] = "From:Owner\t <owner@owner.example> \r\nSUBJect : AbC  \r\n\t d\t\r\n";
	static const char body[] = " C \nD \t E\n\n\n"; /* RFC 6376, 3.4.5 */

	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=relaxed/relaxed; h=from:subject", relaxed, " C\r\nD E\r\n", false, true), fields,
			       body, true), DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=relaxed; h=from:subject", relaxed, " C \r\nD \t E\r\n", false, true), fields, body,
			       true), DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=simple/relaxed; h=from:subject", simple, " C\r\nD E\r\n", false, false), fields,
			       body, true), DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; h=from:subject", simple, " C \r\nD \t E\r\n", false, false), fields, body, true),
		   DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=nowsp; h=from:subject", simple, " C \r\nD \t E\r\n", false, false), fields, body,
			       true), DKIM_FAILS);
	/* An empty body is nothing when relaxed, one line end when simple. */
	CHECK_INT (check_made (signer_field (TAGS, FROM_RELAXED, "", false, true), FROM, "\n \n", true), DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=relaxed/simple; h=from", FROM_RELAXED, "\r\n", false, true), FROM, "", false),
		   DKIM_VERIFIES);
	CHECK_INT (check_made (signer_field (TAGS, FROM_RELAXED, "a\r\n", false, true), FROM, "a", true), DKIM_VERIFIES);
}

/* l= lets a list append its footer; a body that is shorter was cut off. */
static void
length (void)
{
	static const char tags[] = "a=rsa-sha256; c=relaxed/relaxed; l=8; h=from";

	CHECK_INT (check_made (signature (tags), FROM, "Hello.\n-- \nfooter\n", true), DKIM_VERIFIES);
	CHECK_INT (check_made (signature (tags), FROM, "Hell", true), DKIM_FAILS);
	CHECK_INT (check_made (signature (tags), FROM, "Hell", false), DKIM_HEADER);
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=relaxed/relaxed; l=0; h=from", FROM_RELAXED, "", false, true), FROM, "x", true),
		   DKIM_VERIFIES);
	CHECK_INT (check_made (signature ("a=rsa-sha256; c=relaxed/relaxed; l=x; h=from"), FROM, "Hello.\n", true), DKIM_FAILS);
}

static void
in_force (void)
{
	static const struct {
		const char *tags;
		int64_t taken_in;
		dkim_result_t result;
	} cases[] = {
		{ TAGS "; t=1000000; x=2000000", 1500000, DKIM_VERIFIES }, { TAGS "; t=1000000; x=2000000", 2000000, DKIM_VERIFIES },
		{ TAGS "; t=1000000; x=2000000", 2000001, DKIM_FAILS },    { TAGS "; t=1000000", 900000, DKIM_FAILS },
		{ TAGS "; t=1000000", 990000, DKIM_VERIFIES },             { TAGS "; t=1000000", BOUNCE_NO_TIME, DKIM_VERIFIES },
		{ TAGS "; t=2000000; x=1000000", BOUNCE_NO_TIME, DKIM_FAILS }, { TAGS "; t=soon", 1, DKIM_FAILS },
	};
	char *setting = signer_key_setting ("", false);
	const char *const settings[] = { setting, NULL };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		char *field = signature (cases[i].tags), *head = g_strconcat (field, FROM, NULL);
		arena_t *arena = bnc_arena_new ();

		CHECK_INT (check_at (settings, head, "Hello.\n", true, cases[i].taken_in, arena).result, cases[i].result);
		bnc_arena_free (arena);
		g_free (head);
		g_free (field);
	}
	g_free (setting);
}

static void
several (void)
{
	char *good = signature (TAGS), *setting = signer_key_setting ("", false);
	char *head = g_strconcat ("DKIM-Signature: v=1; a=rsa-sha256; d=list.example; s=x; h=from; bh=; b=\n",
				  "DKIM-Signature: v=1; a=rsa-sha256; d=owner.example; s=s1; h=from; bh=AAAA; b=AAAA\n", good, FROM, NULL);
	const char *const settings[] = { setting, NULL };
	arena_t *arena = bnc_arena_new ();
	dkim_t dkim = check_at (settings, head, "Hello.\n", true, BOUNCE_NO_TIME, arena);

	CHECK_INT (dkim.result, DKIM_VERIFIES);
	CHECK_INT (dkim.index, 2);
	CHECK_STR (dkim.selector, "s1");
	bnc_arena_free (arena);
	g_free (head);
	g_free (setting);
	g_free (good);
}

static void
must_not_verify (void)
{
	static const char *const tags[] = {
		"a=rsa-sha1; c=relaxed/relaxed; h=from",                          /* RFC 8301, 3.1 */
		"a=ed25519-sha256; c=relaxed/relaxed; h=from",                    /* the key is another */
		"a=rsa-sha256; c=relaxed/relaxed; h=from; i=owner@bad.example",   /* not below d= */
		"a=rsa-sha256; c=relaxed/relaxed; h=from; i=o@badowner.example",
		"a=rsa-sha256; c=relaxed/relaxed; h=from:from:from:subject; v=2", /* v= once, and nothing signed that is not there */
	};

	for (size_t i = 0; i + 1 < G_N_ELEMENTS (tags); i++)
		CHECK_INT (check_made (signature (tags[i]), FROM, "Hello.\n", true), DKIM_FAILS);
	CHECK_INT (check_made (signature (tags[4]), FROM, "Hello.\n", true), DKIM_VERIFIES);
	CHECK_INT (check_made (signature ("a=rsa-sha256; c=relaxed/relaxed; h=from; i=x@sub.owner.example"), FROM, "Hello.\n", true), DKIM_VERIFIES);
	/* A second From below, or above where both were signed for. */
	CHECK_INT (check_made (signature (TAGS), FROM "From: x@bad.example\n", "Hello.\n", true), DKIM_FAILS);
	CHECK_INT (check_made (signature ("a=rsa-sha256; c=relaxed/relaxed; h=from:from"), "From: x@bad.example\n" FROM, "Hello.\n", true),
		   DKIM_FAILS);
	/* From must be signed. */
	CHECK_INT (check_made (signer_field ("a=rsa-sha256; c=relaxed/relaxed; h=to", "", "Hello.\r\n", false, true), FROM, "Hello.\n", true),
		   DKIM_FAILS);
}

static void
strict_key (void)
{
	char *setting = signer_key_setting ("t=y:s; ", false), *good = signature (TAGS "; i=@owner.example"), *below = signature (TAGS "; i=@x.owner.example");
	char *good_head = g_strconcat (good, FROM, NULL), *below_head = g_strconcat (below, FROM, NULL);

	CHECK_INT (check (setting, good_head, "Hello.\n", true), DKIM_VERIFIES);
	CHECK_INT (check (setting, below_head, "Hello.\n", true), DKIM_FAILS);
	g_free (below_head);
	g_free (good_head);
	g_free (below);
	g_free (good);
	g_free (setting);
}

/* With base64 in the place of %s. */
static bool
is_key (const char *format, const char *base64)
{
	char **parts = g_strsplit (format, "%s", 2), *value = g_strjoinv (base64, parts);
	dkim_key_t *key = bnc_dkim_key_new (value);
	bool good = key != NULL;

	bnc_dkim_key_free (key);
	g_free (value);
	g_strfreev (parts);
	return good;
}

static void
key_forms (void)
{
	char *base64 = signer_rsa_base64 (signer_rsa_key (), false), *bare = signer_rsa_base64 (signer_rsa_key (), true);
	char *cut = g_strndup (base64, strlen (base64) - 40);

	CHECK (is_key ("s1 owner.example v=DKIM1; k=rsa; p=%s", base64));
	CHECK (is_key ("s1 owner.example v=DKIM1; h=sha1:sha256; p=%s;", base64));
	CHECK (is_key ("s1.2026\towner.example  p=%s", base64));
	CHECK (is_key ("s1 owner.example %s", base64));
	CHECK (is_key ("s1 owner.example %s", bare));
	CHECK (is_key ("s1 owner.example \"v=DKIM1; k=rsa; \" \"p=%s\"", base64));
	CHECK (!is_key ("s1 owner.example v=DKIM1; k=ed25519; p=%s", base64));
	CHECK (!is_key ("s1 owner.example v=DKIM2; p=%s", base64));
	CHECK (!is_key ("s1 owner.example v=DKIM1; h=sha1; p=%s", base64));
	CHECK (!is_key ("s1 owner.example v=DKIM1; p=", base64));
	CHECK (!is_key ("s1 owner.example %s", cut));
	CHECK (!is_key ("s1 owner.example *%s", base64));
	CHECK (!is_key ("s1 %s", base64));
	CHECK (!is_key ("s1 owner.example /nonexistent/key.txt", base64));
	CHECK (!is_key ("", base64));
	g_free (cut);
	g_free (bare);
	g_free (base64);
}

/* RFC 8301, 3.2: what is shorter than 1024 bits proves nothing. */
static void
short_keys (void)
{
	struct rsa_public_key public_key;
	struct rsa_private_key private_key;
	char *base64;

	signer_make_rsa (&public_key, &private_key, 768);
	base64 = signer_rsa_base64 (&public_key, false);
	CHECK (!is_key ("s1 owner.example v=DKIM1; k=rsa; p=%s", base64));
	g_free (base64);
	rsa_public_key_clear (&public_key);
	rsa_private_key_clear (&private_key);
}

static void
key_files (void)
{
	static const struct {
		const char *before;
		gsize first; /* characters of the key before between */
		const char *between, *after;
	} files[] = {
		{ "s1._domainkey\tIN\tTXT\t( \"v=DKIM1; h=sha256; k=rsa; \"\n\t  \"p=", 100, "\"\n\t  \"",
		  "\" )  ; ----- DKIM key s1 for owner.example\n" },
		{ "-----BEGIN PUBLIC KEY-----\n", 64, "\n", "\n-----END PUBLIC KEY-----\n" },
		{ "v=DKIM1; p=", 10, "", "\n" },
		{ "", 20, "\n", "\n" },
	};
	char *base64 = signer_rsa_base64 (signer_rsa_key (), false), *path = NULL;
	int file = g_file_open_tmp ("dkim-XXXXXX", &path, NULL);

	CHECK (file >= 0 && g_close (file, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
		char *begin = g_strndup (base64, files[i].first);
		char *text = g_strconcat (files[i].before, begin, files[i].between, base64 + files[i].first, files[i].after, NULL);

		CHECK (g_file_set_contents (path, text, -1, NULL));
		CHECK (is_key ("s1 owner.example %s", path));
		g_free (text);
		g_free (begin);
	}
	CHECK (g_file_set_contents (path, "no key", -1, NULL));
	CHECK (!is_key ("s1 owner.example %s", path));
	g_unlink (path);
	g_free (path);
	g_free (base64);
}

/* Through the whole road, in a report of a stranger's server. */

typedef enum { RETURNS_ALL, RETURNS_HEADER } returns_t;

static bounce_record_t *
bounce_of (bounce_context_t *context, const char *head, const char *body, returns_t returns)
{
	static const char front[] =
		"Received: from mx.rcv.example (mx.rcv.example [198.51.100.20]) by mail.owner.example; Fri, 1 Apr 2005 12:00:00 +0900\n"
		"From: MAILER-DAEMON@mx.rcv.example\nTo: owner@owner.example\nDate: Fri, 1 Apr 2005 12:00:00 +0900\nMIME-Version: 1.0\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNo such user.\n\n--b\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.rcv.example\n\nFinal-Recipient: rfc822; u@rcv.example\n"
		"Action: failed\nStatus: 5.1.1\n\n--b\n";
	static const char received[] =
		"Received: from mail.owner.example (mail.owner.example [192.0.2.10]) by mx.rcv.example; Fri, 1 Apr 2005 11:59:00 +0900\n";
	char *mail = g_strconcat (front, returns == RETURNS_ALL ? "Content-Type: message/rfc822\n\n" : "Content-Type: text/rfc822-headers\n\n", received,
				  head, returns == RETURNS_ALL ? "\n" : "", returns == RETURNS_ALL ? body : "", "\n--b--\n", NULL);
	bounce_record_t *record = NULL;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	g_free (mail);
	return record;
}

static void
verdict_of (const char *head, const char *body, returns_t returns, const char *outcome)
{
	char *setting = signer_key_setting ("", false);
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.dkim_key", setting, "home.signs_all", "yes", NULL);
	bounce_record_t *record = bounce_of (context, head, body, returns);
	const struct bounce_evidence *evidence = fixture_evidence (record->verdict, "crypto");

	CHECK_STR (evidence ? evidence->outcome : NULL, outcome);
	if (evidence) {
		CHECK (evidence->text != NULL);
		CHECK_STR (evidence->part, strcmp (outcome, "absent") == 0 ? NULL : "original:DKIM-Signature[0]");
	}
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_free (setting);
}

static void
outcomes (void)
{
	char *field = signature (TAGS), *head = g_strconcat (field, FROM "Message-ID: <1@owner.example>\n", NULL);

	verdict_of (head, "Hello.\n", RETURNS_ALL, "verifies");
	verdict_of (head, NULL, RETURNS_HEADER, "header-verifies");
	verdict_of (head, "Buy this.\n", RETURNS_ALL, "fails");
	verdict_of (FROM "Message-ID: <1@owner.example>\n", "Hello.\n", RETURNS_ALL, "absent");
	verdict_of (FROM "Message-ID: <1@owner.example>\n", NULL, RETURNS_HEADER, "absent");
	verdict_of ("Subject: a header cut short\n", NULL, RETURNS_HEADER, NULL);
	g_free (head);
	g_free (field);
}

/* Without the key the signature is worth asking for it. */
static void
names_its_key (void)
{
	char *field = signature (TAGS), *head = g_strconcat (field, FROM, NULL);
	bounce_context_t *context = fixture_context ("prior", "none", "loss.genuine.undecided", "0", "loss.relayed.undecided", "0",
						     "loss.forged.undecided", "0", NULL);
	bounce_record_t *record = bounce_of (context, head, "Hello.\n", RETURNS_ALL);
	bool found = false;

	CHECK_INT (record->verdict->cause, BOUNCE_CAUSE_UNDECIDED);
	for (size_t i = 0; i < record->verdict->missing_count; i++)
		found = found || strstr (record->verdict->missing[i], "home.dkim_key") != NULL;
	CHECK (found);
	CHECK_STR (fixture_outcome (record, "crypto"), NULL);
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_free (head);
	g_free (field);
}

/* Many fields, names and signatures end in a time that does not grow with their product. */
static void
bounded (void)
{
	GString *head = g_string_new (NULL);
	char *setting = signer_key_setting ("", false), *names = g_strnfill (20000, ':');

	for (int i = 0; i < 500; i++)
		g_string_append_printf (head, "DKIM-Signature: v=1; a=rsa-sha256; d=owner.example; s=s1; bh=AAAA; b=AAAA; h=from:%s\n", names);
	CHECK_INT (check (setting, head->str, "x\n", true), DKIM_FAILS);
	for (int i = 0; i < 1000; i++)
		g_string_append (head, "X: y\n");
	CHECK_INT (check (setting, head->str, "x\n", true), DKIM_UNKNOWN);
	g_string_free (head, TRUE);
	g_free (names);
	g_free (setting);
}

SUITE (bnc_test_proof_dkim, "proof/dkim", { "makes keys", signer_make_keys }, { "RFC 6376", rfc6376 }, { "RFC 8463", rfc8463 }, { "own keys", own_keys },
       { "what came back", what_came_back }, { "canonical forms", canonical_forms }, { "length", length }, { "in force", in_force },
       { "several", several }, { "must not verify", must_not_verify }, { "strict key", strict_key }, { "key forms", key_forms },
       { "short keys", short_keys }, { "key files", key_files }, { "outcomes", outcomes }, { "names its key", names_its_key },
       { "bounded", bounded }, { "drops keys", signer_drop_keys })
