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

	struct bounce_evidence evidence[G_N_ELEMENTS (cases) + 1] = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
		evidence[i].part = cases[i].part;
	evidence[G_N_ELEMENTS (cases)].part = cases[1].part; /* a second that speaks of the same */
	bnc_quote_all (slice_str (HEAD), evidence, G_N_ELEMENTS (evidence), arena);
	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
		CHECK_STR (evidence[i].quote, cases[i].quote);
	CHECK (evidence[G_N_ELEMENTS (cases)].quote == evidence[1].quote);
	evidence[0].quote = NULL;
	bnc_quote_all ((slice_t) { 0 }, evidence, 1, arena);
	CHECK_STR (evidence[0].quote, NULL);
	bnc_arena_free (arena);
}

/* More places than anybody's evidence speaks of: those beyond the bound have no quote, and nothing else happens. */
static void
many_places (void)
{
	arena_t *arena = bnc_arena_new ();
	struct bounce_evidence evidence[40] = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS (evidence); i++)
		evidence[i].part = bnc_arena_printf (arena, "original:X-%" G_GSIZE_FORMAT, i);
	bnc_quote_all (slice_str ("X-0: a\nX-15: b\nX-16: c\n"), evidence, G_N_ELEMENTS (evidence), arena);
	CHECK_STR (evidence[0].quote, "X-0: a");
	CHECK_STR (evidence[15].quote, "X-15: b");
	CHECK_STR (evidence[16].quote, NULL);
	bnc_arena_free (arena);
}

static void
long_ones_are_cut (void)
{
	char *name = g_strnfill (5000, 'x'), *head = g_strdup_printf ("Received: %s\n", name);
	arena_t *arena = bnc_arena_new ();
	struct bounce_evidence evidence = { .part = "original:Received[0]" };

	bnc_quote_all (slice_str (head), &evidence, 1, arena);
	CHECK_INT (strlen (evidence.quote), 403);
	CHECK (g_str_has_suffix (evidence.quote, "x..."));
	bnc_arena_free (arena);
	g_free (head);
	g_free (name);
}

SUITE (bnc_test_verdict_quote, "verdict/quote", { "fields", fields }, { "many places", many_places },
       { "long ones are cut", long_ones_are_cut })
