/*
 * test-quote.c - the field that evidence speaks of
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "test.h"

#include "verdict/quote.h"

#define HEAD                                                                                                          \
	"Received: from pc.owner.example (pc.owner.example [192.0.2.50])\n\tby mail.owner.example  (Postfix)\n id A1\n" \
	"no field at all\n"                                                                                            \
	"RECEIVED: from b\n"                                                                                           \
	"Message-ID: <x@\x80owner.example>\n"

static void
fields (void)
{
	static const struct {
		const char *part, *quote;
	} cases[] = {
		{ "original:Received[0]",
		  "Received: from pc.owner.example (pc.owner.example [192.0.2.50]) by mail.owner.example (Postfix) id A1" },
		{ "original:Received[1]", "RECEIVED: from b" },
		{ "original:Received[2]", NULL },
		{ "original:Received[99999999999999999999]", NULL },
		{ "original:Received", "Received: from pc.owner.example (pc.owner.example [192.0.2.50]) by mail.owner.example (Postfix) id A1" },
		{ "original:Message-ID", "Message-ID: <x@\xEF\xBF\xBDowner.example>" },
		{ "original:", NULL },
		{ "Received[0]", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
		CHECK_STR (bnc_quote (slice_str (HEAD), cases[i].part, arena), cases[i].quote);
	CHECK_STR (bnc_quote ((slice_t) { 0 }, "original:Received[0]", arena), NULL);
	bnc_arena_free (arena);
}

static void
long_ones_are_cut (void)
{
	char *name = g_strnfill (5000, 'x'), *head = g_strdup_printf ("Received: %s\n", name);
	arena_t *arena = bnc_arena_new ();
	const char *quote = bnc_quote (slice_str (head), "original:Received[0]", arena);

	CHECK_INT (strlen (quote), 403);
	CHECK (g_str_has_suffix (quote, "x..."));
	bnc_arena_free (arena);
	g_free (head);
	g_free (name);
}

SUITE (bnc_test_verdict_quote, "verdict/quote", { "fields", fields }, { "long ones are cut", long_ones_are_cut })
