/*
 * test-dkim2.c - the envelope that a DKIM2 signature of the owner's states
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "proof/dkim2.h"

/* "DKIM2-Signature: i=1; t=1; d=owner.example; mf=...; rt=...; s=...". For g_free(). */
static char *
field (const char *domain, const char *from, const char *first, const char *second)
{
	char *mf = g_base64_encode ((const guchar *) from, strlen (from)), *rt = g_base64_encode ((const guchar *) first, strlen (first));
	char *more = g_base64_encode ((const guchar *) second, strlen (second));
	char *text = g_strconcat ("DKIM2-Signature: i=1; m=1; t=1790000000; d=", domain, ";\r\n mf=", mf, ";\r\n rt=", rt, ", ", more,
	                          "; s=one:ed25519-sha256:AAAA;\r\n", NULL);

	g_free (mf);
	g_free (rt);
	g_free (more);
	return text;
}

/* head is g_free()d. */
static dkim2_result_t
read_head (char *head)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	owner_t owner;
	dkim2_t dkim2;

	fixture_fails (record, "@rcv.example", 0, 2);
	record->original.head = slice_str (head);
	bnc_owner_init (&owner, context->settings.home, record, record->arena);
	dkim2 = bnc_dkim2_read (&owner, record);
	CHECK_STR (dkim2.domain, dkim2.result == DKIM2_NONE ? NULL : "owner.example");
	bounce_record_unref (record);
	bounce_context_unref (context);
	g_free (head);
	return dkim2.result;
}

static void
whom_it_was_made_for (void)
{
	CHECK_INT (read_head (field ("owner.example", "<owner@owner.example>", "<u0@rcv.example>", "<x@else.example>")), DKIM2_FITS);
	CHECK_INT (read_head (field ("owner.example", "<owner@owner.example>", "<x@else.example>", "<U1@RCV.example>")), DKIM2_FITS);
	CHECK_INT (read_head (field ("owner.example", "<owner@owner.example>", "<x@else.example>", "<y@else.example>")), DKIM2_OTHER);
}

/* Another's signature, one in another's name, and one that cannot be read. */
static void
says_nothing (void)
{
	static const char *const heads[] = { "", "DKIM2-Signature:\r\n", "DKIM2-Signature: i=1; d=owner.example\r\n",
		"DKIM2-Signature: d=owner.example; mf=!!; rt=??\r\n", "DKIM2-Signature: d=owner.example; mf=PD4=; rt=,,,,\r\n",
		"DKIM-Signature: d=owner.example; mf=PG93bmVyQG93bmVyLmV4YW1wbGU+; rt=PHUwQHJjdi5leGFtcGxlPg==\r\n" };

	for (size_t i = 0; i < G_N_ELEMENTS (heads); i++)
		CHECK_INT (read_head (g_strdup (heads[i])), DKIM2_NONE);
	CHECK_INT (read_head (field ("bad.example", "<owner@owner.example>", "<u0@rcv.example>", "")), DKIM2_NONE);
	CHECK_INT (read_head (field ("owner.example", "<spam@bad.example>", "<u0@rcv.example>", "")), DKIM2_NONE);
	CHECK_INT (read_head (field ("owner.example", "<>", "<u0@rcv.example>", "")), DKIM2_NONE);
	CHECK_INT (read_head (field ("owner.example", "<owner@owner.example>", "<>", "")), DKIM2_NONE);
}

/* Of two of ours the one that fits. */
static void
best_of_two (void)
{
	char *first = field ("owner.example", "<owner@owner.example>", "<x@else.example>", ""), *second = field ("owner.example", "<owner@owner.example>", "<u0@rcv.example>", "");

	CHECK_INT (read_head (g_strconcat (first, second, NULL)), DKIM2_FITS);
	g_free (first);
	g_free (second);
}

SUITE (bnc_test_proof_dkim2, "proof/dkim2", { "whom it was made for", whom_it_was_made_for }, { "says nothing", says_nothing }, { "best of two", best_of_two })
