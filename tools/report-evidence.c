/*
 * report-evidence.c - the evidence of a verdict, as text for people
 *
 * In: a verdict.  Out: what it rests on, the weightiest first: each a sentence, what it says of each cause in plain words,
 * where it stands and that field itself, once; then the probabilities.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"
#include "report-evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIKE 1.15 /* likelihoods that differ by less are called alike */

static const bounce_cause_t causes[] = { BOUNCE_CAUSE_GENUINE, BOUNCE_CAUSE_RELAYED, BOUNCE_CAUSE_FORGED };

/* How much the evidence says for the answer against both others together, below 0 where it speaks against it; where there is no
 * answer, by how much it tells the causes apart. */
static int32_t
weight_for (const bounce_evidence_t *evidence, bounce_cause_t cause)
{
	int32_t least = INT32_MAX, most = INT32_MIN, sum = 0;

	for (size_t i = 0; i < G_N_ELEMENTS (causes); i++) {
		int32_t weight = bounce_evidence_weight (evidence, causes[i]);

		least = MIN (least, weight);
		most = MAX (most, weight);
		sum += weight;
	}
	return cause == BOUNCE_CAUSE_UNDECIDED ? most - least : 3 * bounce_evidence_weight (evidence, cause) - sum;
}

static gint
heavier_first (gconstpointer a, gconstpointer b, gpointer user)
{
	bounce_cause_t cause = *(const bounce_cause_t *) user;
	int32_t left = abs (weight_for (*(const bounce_evidence_t *const *) a, cause));
	int32_t right = abs (weight_for (*(const bounce_evidence_t *const *) b, cause));

	return (left < right) - (left > right);
}

/* "likeliest if relayed or forged, 13 times less likely if genuine" */
static char *
likelihoods (const bounce_evidence_t *evidence)
{
	GString *best = g_string_new (NULL), *rest = g_string_new (NULL);
	int32_t most = INT32_MIN;

	for (size_t i = 0; i < G_N_ELEMENTS (causes); i++)
		most = MAX (most, bounce_evidence_weight (evidence, causes[i]));
	for (size_t i = 0; i < G_N_ELEMENTS (causes); i++) {
		double times = exp ((most - bounce_evidence_weight (evidence, causes[i])) / 100.0);
		const char *name = bounce_cause_name (causes[i]);

		if (times < ALIKE)
			g_string_append_printf (best, "%s%s", best->len ? " or " : "likeliest if ", name);
		else
			g_string_append_printf (rest, ", %.*f times less likely if %s", times < 9.95 ? 1 : 0, times, name);
	}
	if (rest->len == 0)
		g_string_assign (best, "as likely in each case");
	g_string_append (best, rest->str);
	g_string_free (rest, TRUE);
	return g_string_free (best, FALSE);
}

/* Of the first of all with that quote. */
static guint
number_of_quote (const GPtrArray *all, const char *quote)
{
	guint i = 0;

	while (g_strcmp0 (bounce_evidence_quote (all->pdata[i]), quote) != 0)
		i++;
	return i + 1;
}

/* Where it stands, and the field itself, once. */
static void
evidence_place (GString *out, const GPtrArray *all, guint i, const char *note)
{
	const char *part = bounce_evidence_part (all->pdata[i]), *quote = bounce_evidence_quote (all->pdata[i]);
	guint quoted = quote ? number_of_quote (all, quote) : 0;

	if (quote && quoted <= i) {
		cli_paragraph_printf (out, "      - ", "%s; at %s, quoted under %u", note, part, quoted);
		return;
	}
	cli_paragraph_printf (out, "      - ", "%s%s%s", note, part ? "; at " : "", part ? part : "");
	if (quote)
		cli_paragraph (out, "      > ", quote);
}

static void
evidence_lines (GString *out, const bounce_verdict_t *verdict)
{
	bounce_cause_t cause = bounce_verdict_cause (verdict);
	GPtrArray *all = g_ptr_array_new ();

	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++)
		g_ptr_array_add (all, (gpointer) (uintptr_t) bounce_verdict_evidence (verdict, i));
	g_ptr_array_sort_with_data (all, heavier_first, &cause);
	for (guint i = 0; i < all->len; i++) {
		const bounce_evidence_t *evidence = all->pdata[i];
		char *first = g_strdup_printf ("  %2u. ", i + 1), *likely = likelihoods (evidence);
		char *note = g_strdup_printf ("%s: %s%s", bounce_evidence_group (evidence), likely,
					      weight_for (evidence, cause) < 0 ? "; speaks against it" : "");

		cli_paragraph (out, first, bounce_evidence_text (evidence));
		evidence_place (out, all, i, note);
		g_free (note);
		g_free (likely);
		g_free (first);
	}
	if (all->len == 0)
		cli_paragraph (out, "  ", "There is no evidence either way.");
	g_ptr_array_unref (all);
}

static void
probabilities (GString *out, const bounce_verdict_t *verdict)
{
	GString *text = g_string_new ("All in all:");

	for (size_t i = 0; i < G_N_ELEMENTS (causes); i++)
		g_string_append_printf (text, "%s %s %.1f %%", i ? "," : "", bounce_cause_name (causes[i]),
					bounce_verdict_posterior (verdict, causes[i]) / 10000.0);
	g_string_append (text, ", what was to be expected beforehand (--prior) included.");
	if (bounce_verdict_home_inferred (verdict))
		g_string_append (text, " What is yours was inferred from the bounces themselves and therefore weighs less.");
	cli_paragraph (out, "  ", text->str);
	g_string_free (text, TRUE);
}

void
report_evidence (GString *out, const bounce_verdict_t *verdict)
{
	evidence_lines (out, verdict);
	probabilities (out, verdict);
}
