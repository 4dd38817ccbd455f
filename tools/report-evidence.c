/*
 * report-evidence.c - the evidence of a verdict, as text for people
 *
 * In: a verdict.  Out: what was found, the strongest first, what speaks for the answer before what speaks against it: each once, with
 * how much likelier it is in one case than in another, and the field that shows it.  Which evidence there is, and what it says, is the
 * library's; here are only the words for its numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "cli.h"
#include "report-evidence.h"
#include "report-verdict.h"

#include <math.h>
#include <string.h>

#define ALIKE 1.15  /* factors that differ by less are called alike */
#define MOST 1000.0 /* larger factors are hardly known so well */

static const bounce_cause_t causes[CAUSES] = { BOUNCE_CAUSE_RELAYED, BOUNCE_CAUSE_FORGED, BOUNCE_CAUSE_GENUINE };

typedef enum { SPEAKS_FOR, SPEAKS_AGAINST, SPEAKS_NOT } speech_t;

typedef struct {
	const bounce_evidence_t *evidence;
	speech_t speech;
	int32_t strength; /* 1/100 nat */
} finding_t;

static bool
is_alike (int32_t hundredths)
{
	return exp (hundredths / 100.0) < ALIKE;
}

/* For the answer, by the greatest of its factors; where there is no answer, for whatever it makes likeliest. */
static finding_t
finding_of (const bounce_evidence_t *evidence, bounce_cause_t cause)
{
	int32_t least = INT32_MAX, most = INT32_MIN, own = bounce_evidence_weight (evidence, cause);
	finding_t finding = { evidence, SPEAKS_FOR, 0 };

	for (size_t i = 0; i < CAUSES; i++) {
		least = MIN (least, bounce_evidence_weight (evidence, causes[i]));
		most = MAX (most, bounce_evidence_weight (evidence, causes[i]));
	}
	if (is_alike (most - least))
		return (finding_t) { evidence, SPEAKS_NOT, most - least };
	if (cause == BOUNCE_CAUSE_UNDECIDED)
		finding.strength = most - least;
	else if (own - least >= most - own)
		finding.strength = own - least;
	else
		finding = (finding_t) { evidence, SPEAKS_AGAINST, most - own };
	return finding;
}

static gint
in_order (gconstpointer a, gconstpointer b)
{
	const finding_t *left = a, *right = b;

	if (left->speech != right->speech)
		return left->speech < right->speech ? -1 : 1;
	return (left->strength < right->strength) - (left->strength > right->strength);
}

typedef struct {
	size_t place; /* among the causes */
	int32_t weight;
} case_t;

static gint
likelier_first (gconstpointer a, gconstpointer b, gpointer unused)
{
	const case_t *left = a, *right = b;

	(void) unused;
	return (left->weight < right->weight) - (left->weight > right->weight);
}

/* " forged or genuine": cases that are alike, in the order of the causes. */
static void
put_cases (GString *text, const case_t *cases, size_t count)
{
	bool first = true;

	for (size_t i = 0; i < CAUSES; i++) {
		for (size_t j = 0; j < count; j++) {
			if (cases[j].place != i)
				continue;
			g_string_append_printf (text, "%s %s", first ? "" : " or", bounce_cause_name (causes[i]));
			first = false;
		}
	}
}

/* How many of the first cases are alike. */
static size_t
alike_of (const case_t *cases, size_t count)
{
	size_t n = 1;

	while (n < count && is_alike (cases[0].weight - cases[n].weight))
		n++;
	return n;
}

/* "6.8"; g_free() */
static char *
times_of (int32_t hundredths)
{
	double times = exp (hundredths / 100.0);

	if (times >= MOST)
		return g_strdup ("more than 1,000");
	return g_strdup_printf ("%.*f", times < 9.95 ? 1 : 0, times);
}

/* "1.4 times as likely if relayed as if forged, 6.8 times as if genuine"; g_free() */
static char *
likelihood (const bounce_evidence_t *evidence)
{
	case_t cases[CAUSES];
	GString *text = g_string_new (NULL);
	size_t best;

	for (size_t i = 0; i < CAUSES; i++)
		cases[i] = (case_t) { i, bounce_evidence_weight (evidence, causes[i]) };
	g_qsort_with_data (cases, CAUSES, sizeof *cases, likelier_first, NULL);
	best = alike_of (cases, CAUSES);
	for (size_t i = best, n; i < CAUSES; i += n) {
		char *times = times_of (cases[0].weight - cases[i].weight);

		n = alike_of (cases + i, CAUSES - i);
		g_string_append_printf (text, "%s%s times as", i > best ? ", " : "", times);
		if (i == best) {
			g_string_append (text, " likely if");
			put_cases (text, cases, best);
			g_string_append (text, " as");
		}
		g_string_append (text, " if");
		put_cases (text, cases + i, n);
		g_free (times);
	}
	return g_string_free (text, FALSE);
}

/* Of the first finding with that quote, from 1. */
static guint
number_of_quote (const GArray *findings, const char *quote)
{
	guint i = 0;

	while (g_strcmp0 (bounce_evidence_quote (g_array_index (findings, finding_t, i).evidence), quote) != 0)
		i++;
	return i + 1;
}

/* As a sentence begins, unless the first word is a name: "its Message-ID", but not "mx.example.net took it". g_free() */
static char *
sentence_of (const bounce_evidence_t *evidence)
{
	char *text = g_strconcat (bounce_evidence_text (evidence), ".", NULL);
	size_t letters = strspn (text, "abcdefghijklmnopqrstuvwxyz");

	if (text[letters] == ' ' || text[letters] == '\'')
		*text = g_ascii_toupper (*text);
	return text;
}

/* The field that shows it is quoted once. */
static void
put_finding (GString *out, const GArray *findings, guint i)
{
	const bounce_evidence_t *evidence = g_array_index (findings, finding_t, i).evidence;
	const char *part = bounce_evidence_part (evidence), *quote = bounce_evidence_quote (evidence);
	guint quoted = quote ? number_of_quote (findings, quote) : 0;
	char *first = g_strdup_printf ("  %2u. ", i + 1), *likely = likelihood (evidence), *sentence = sentence_of (evidence);

	cli_paragraph (out, first, sentence);
	if (quote && quoted <= i)
		cli_paragraph_printf (out, "      ", "It is %s. The line is quoted under %u.", likely, quoted);
	else
		cli_paragraph_printf (out, "      ", "It is %s.%s%s%s", likely, part && !quote ? " It stands at " : "",
				      part && !quote ? part : "", part && !quote ? "." : "");
	if (quote && quoted > i)
		cli_paragraph (out, "      > ", quote);
	g_free (sentence);
	g_free (likely);
	g_free (first);
}

static void
put_silent (GString *out, const GArray *findings, guint from)
{
	GString *text = g_string_new (NULL);

	for (guint i = from; i < findings->len; i++)
		g_string_append_printf (text, "%s%s", i > from ? "; " : "",
					bounce_evidence_text (g_array_index (findings, finding_t, i).evidence));
	if (text->len)
		cli_paragraph_printf (out, "  ", "This was found too, and tells nothing either way: %s.", text->str);
	g_string_free (text, TRUE);
}

void
report_evidence (GString *out, const bounce_verdict_t *verdict)
{
	bounce_cause_t cause = bounce_verdict_cause (verdict);
	GArray *findings = g_array_new (FALSE, FALSE, sizeof (finding_t));
	guint i = 0;

	for (size_t j = 0; j < bounce_verdict_evidence_count (verdict); j++) {
		finding_t finding = finding_of (bounce_verdict_evidence (verdict, j), cause);

		g_array_append_val (findings, finding);
	}
	g_array_sort (findings, in_order);
	for (; i < findings->len && g_array_index (findings, finding_t, i).speech != SPEAKS_NOT; i++) {
		speech_t speech = g_array_index (findings, finding_t, i).speech;

		if (speech == SPEAKS_AGAINST && (i == 0 || g_array_index (findings, finding_t, i - 1).speech != speech))
			cli_paragraph (out, "  ", "Against it:");
		put_finding (out, findings, i);
	}
	if (i == 0)
		cli_paragraph (out, "  ", "Nothing was found that tells either way.");
	put_silent (out, findings, i);
	if (i > 0)
		cli_paragraph (out, "  ", "To this comes what is to be expected of such bounces before one is read (--prior).");
	g_array_unref (findings);
}
