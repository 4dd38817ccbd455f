/*
 * chances.c - the table of evidence: how probable each outcome is, if the mail is genuine, relayed, forged
 *
 * In: evidence.def, and settings that replace rows of it.  Out: a row as evidence, with the weights of its three probabilities:
 * hundredths of a natural logarithm, the greatest of the three taken for 0.  Freed with its context; written before the first parse only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/chances.h"

#include "verdict/fixed-point.h"

static const struct {
	const char *group, *outcome;
	int32_t millionths[3];
} table[OUTCOME_COUNT] = {
#define OUTCOME(id, group, outcome, genuine, relayed, forged) { group, outcome, { (genuine) *1000, (relayed) *1000, (forged) *1000 } },
#include "verdict/evidence.def"
#undef OUTCOME
};

struct chances {
	struct {
		int32_t millionths[3];
		struct bounce_evidence evidence;
	} rows[OUTCOME_COUNT];
};

void
bnc_weights_settle (weights_t *weights)
{
	int64_t w[3] = { weights->genuine, weights->relayed, weights->forged };
	int64_t most = MAX (w[0], MAX (w[1], w[2]));

	for (size_t i = 0; i < 3; i++)
		w[i] = MAX (w[i] - most, -BNC_LN_1000);
	*weights = (weights_t) { (int32_t) w[0], (int32_t) w[1], (int32_t) w[2] };
}

bounce_cause_t
bnc_weights_favour (const weights_t *weights)
{
	if (weights->genuine > MAX (weights->relayed, weights->forged))
		return BOUNCE_CAUSE_GENUINE;
	if (weights->relayed > MAX (weights->genuine, weights->forged))
		return BOUNCE_CAUSE_RELAYED;
	if (weights->forged > MAX (weights->genuine, weights->relayed))
		return BOUNCE_CAUSE_FORGED;
	return BOUNCE_CAUSE_UNDECIDED;
}

static void
set_row (chances_t *chances, outcome_t outcome, const int32_t millionths[3])
{
	struct bounce_evidence *evidence = &chances->rows[outcome].evidence;

	memcpy (chances->rows[outcome].millionths, millionths, sizeof chances->rows[outcome].millionths);
	*evidence = (struct bounce_evidence) { .group = table[outcome].group, .outcome = table[outcome].outcome };
	evidence->weight = (weights_t) { bnc_ln (millionths[0]), bnc_ln (millionths[1]), bnc_ln (millionths[2]) };
	bnc_weights_settle (&evidence->weight);
	evidence->favours = bnc_weights_favour (&evidence->weight);
}

chances_t *
bnc_chances_new (void)
{
	chances_t *chances = g_new0 (chances_t, 1);

	for (outcome_t outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		set_row (chances, outcome, table[outcome].millionths);
	return chances;
}

void
bnc_chances_free (chances_t *chances)
{
	g_free (chances);
}

static outcome_t
outcome_named (const char *name)
{
	const char *dot = strchr (name, '.');
	slice_t group = slice_between (name, dot ? dot : name);
	outcome_t outcome;

	for (outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
		if (dot && strlen (table[outcome].group) == group.n && strncmp (table[outcome].group, name, group.n) == 0 &&
		    strcmp (table[outcome].outcome, dot + 1) == 0)
			break;
	}
	return outcome;
}

bool
bnc_chances_set (chances_t *chances, const char *name, const char *value, char **error)
{
	outcome_t outcome = outcome_named (name);
	int32_t millionths[3];
	bool good;

	if (outcome == OUTCOME_COUNT)
		return false;
	good = bnc_decimals_parse (value, 6, millionths, 3);
	for (size_t i = 0; good && i < 3; i++)
		good = millionths[i] > 0 && millionths[i] <= BNC_MILLION;
	if (good)
		set_row (chances, outcome, millionths);
	else
		*error = g_strdup_printf ("expected three probabilities above 0 and up to 1, of the outcome where the mail is genuine, "
					  "relayed and forged, such as \"0.85, 0.9, 0.01\"; got \"%s\"", value);
	return true;
}

const int32_t *
bnc_chances_of (const chances_t *chances, outcome_t outcome)
{
	return chances->rows[outcome].millionths;
}

const struct bounce_evidence *
bnc_chances_evidence (const chances_t *chances, outcome_t outcome)
{
	return &chances->rows[outcome].evidence;
}

bool
bnc_evidence_is (const struct bounce_evidence *evidence, outcome_t outcome)
{
	return strcmp (evidence->outcome, table[outcome].outcome) == 0 && strcmp (evidence->group, table[outcome].group) == 0;
}
