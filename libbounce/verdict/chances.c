/*
 * chances.c - the table of evidence: how probable each outcome is by each way that a mail may have come about
 *
 * In: evidence.def and core/ways.def, and settings that replace rows of them.  Out: a row as evidence, with log-likelihoods by way and by
 * cause: hundredths of a natural logarithm.  Freed with its context; written before the first parse only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/chances.h"

#include "verdict/fixed-point.h"

static const struct {
	const char *group, *outcome;
	int32_t thousandths[BNC_WAYS];
} table[OUTCOME_COUNT] = {
#define OUTCOME(id, group, outcome, ...) { group, outcome, { __VA_ARGS__ } },
#include "verdict/evidence.def"
#undef OUTCOME
};

static const int32_t preset_shares[BNC_WAYS] = {
#define WAY(id, name, cause, share, passed) share,
#include "core/ways.def"
#undef WAY
};

struct chances {
	int32_t shares[BNC_WAYS];  /* of any scale, as they were given */
	int32_t log_shares[BNC_WAYS];
	struct {
		int32_t millionths[BNC_WAYS];
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

weights_t
bnc_weights_by_cause (const int64_t ways[BNC_WAYS], const int32_t shares[BNC_WAYS])
{
	int64_t sum[3] = { INT32_MIN, INT32_MIN, INT32_MIN }, most;

	for (way_t way = 0; way < BNC_WAYS; way++) {
		int64_t *of = &sum[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE];

		*of = bnc_log_add (*of, ways[way] + shares[way]);
	}
	most = MAX (sum[0], MAX (sum[1], sum[2]));
	for (size_t i = 0; i < 3; i++)
		sum[i] = MAX (sum[i] - most, -BNC_LN_1000);
	return (weights_t) { (int32_t) sum[0], (int32_t) sum[1], (int32_t) sum[2] };
}

/* Groups of what whoever writes and sends the mail can have as he likes. */
static bool
is_written (const char *group)
{
	static const char *const groups[] = { "framing", "message-id", "recipients", "date",    "hours", "mailer",
					      "reply-to", "bulk",      "rate",       "senders", "dkim2", NULL };

	return g_strv_contains (groups, group);
}

/* Weights by cause are made of the shares, so all rows follow them. */
static void
settle_row (chances_t *chances, outcome_t outcome)
{
	struct bounce_evidence *evidence = &chances->rows[outcome].evidence;
	int64_t ways[BNC_WAYS];

	*evidence = (struct bounce_evidence) { .group = table[outcome].group, .outcome = table[outcome].outcome,
	                                       .written = is_written (table[outcome].group) };
	for (way_t way = 0; way < BNC_WAYS; way++)
		ways[way] = evidence->ways[way] = bnc_ln (chances->rows[outcome].millionths[way]);
	evidence->weight = bnc_weights_by_cause (ways, chances->log_shares);
	evidence->favours = bnc_weights_favour (&evidence->weight);
}

static int64_t
shares_of (const chances_t *chances, bounce_cause_t cause)
{
	int64_t sum = 0;

	for (way_t way = 0; way < BNC_WAYS; way++)
		sum += bnc_way_cause (way) == cause ? chances->shares[way] : 0;
	return sum;
}

static void
settle_shares (chances_t *chances)
{
	for (way_t way = 0; way < BNC_WAYS; way++) {
		int64_t of = shares_of (chances, bnc_way_cause (way));

		chances->log_shares[way] = bnc_ln ((int32_t) bnc_divide ((int64_t) chances->shares[way] * BNC_MILLION, MAX (of, 1)));
	}
	for (outcome_t outcome = 0; outcome < OUTCOME_COUNT; outcome++)
		settle_row (chances, outcome);
}

chances_t *
bnc_chances_new (void)
{
	chances_t *chances = g_new0 (chances_t, 1);

	memcpy (chances->shares, preset_shares, sizeof chances->shares);
	for (outcome_t outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
		for (way_t way = 0; way < BNC_WAYS; way++)
			chances->rows[outcome].millionths[way] = table[outcome].thousandths[way] * 1000;
	}
	settle_shares (chances);
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

/* Probabilities: one a way, or one a cause, which then holds for all its ways. */
static bool
read_row (const char *value, int32_t millionths[BNC_WAYS])
{
	int32_t causes[3];

	if (bnc_decimals_parse (value, 6, causes, 3)) {
		for (way_t way = 0; way < BNC_WAYS; way++)
			millionths[way] = causes[bnc_way_cause (way) - BOUNCE_CAUSE_GENUINE];
	} else if (!bnc_decimals_parse (value, 6, millionths, BNC_WAYS)) {
		return false;
	}
	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (millionths[way] <= 0 || millionths[way] > BNC_MILLION)
			return false;
	}
	return true;
}

static bool
set_row (chances_t *chances, const char *name, const char *value, char **error)
{
	outcome_t outcome = outcome_named (name);
	int32_t millionths[BNC_WAYS];

	if (outcome == OUTCOME_COUNT)
		return false;
	if (read_row (value, millionths)) {
		memcpy (chances->rows[outcome].millionths, millionths, sizeof millionths);
		settle_row (chances, outcome);
	} else {
		*error = g_strdup_printf ("expected three probabilities above 0 and up to 1, of the outcome where the mail is genuine, "
					  "relayed and forged, such as \"0.85, 0.9, 0.01\", or %d, one for each way; got \"%s\"", BNC_WAYS, value);
	}
	return true;
}

static bool
set_share (chances_t *chances, const char *name, const char *value, char **error)
{
	int32_t share;
	way_t way = 0;

	while (way < BNC_WAYS && strcmp (bnc_way_name (way), name) != 0)
		way++;
	if (way == BNC_WAYS)
		return false;
	if (!bnc_decimal_parse (value, 3, &share) || share <= 0 || share > BNC_MILLION) {
		*error = g_strdup_printf ("expected the way's share among those of its cause, a number above 0 and up to 1000; got \"%s\"", value);
		return true;
	}
	chances->shares[way] = share;
	settle_shares (chances);
	return true;
}

bool
bnc_chances_set (chances_t *chances, const char *key, const char *value, char **error)
{
	if (g_str_has_prefix (key, "evidence."))
		return set_row (chances, key + strlen ("evidence."), value, error);
	if (g_str_has_prefix (key, "way."))
		return set_share (chances, key + strlen ("way."), value, error);
	return false;
}

int32_t
bnc_chances_by_way (const chances_t *chances, outcome_t outcome, way_t way)
{
	return chances->rows[outcome].millionths[way];
}

int32_t
bnc_chances_by_cause (const chances_t *chances, outcome_t outcome, bounce_cause_t cause)
{
	int64_t sum = 0;

	for (way_t way = 0; way < BNC_WAYS; way++) {
		if (bnc_way_cause (way) == cause)
			sum += (int64_t) chances->rows[outcome].millionths[way] * chances->shares[way];
	}
	return (int32_t) bnc_divide (sum, MAX (shares_of (chances, cause), 1));
}

const int32_t *
bnc_chances_shares (const chances_t *chances)
{
	return chances->log_shares;
}

const struct bounce_evidence *
bnc_chances_evidence (const chances_t *chances, outcome_t outcome)
{
	return &chances->rows[outcome].evidence;
}

bool
bnc_evidence_is (const struct bounce_evidence *evidence, outcome_t outcome)
{
	/* Most differ in their first letter. */
	return *evidence->outcome == *table[outcome].outcome && strcmp (evidence->outcome, table[outcome].outcome) == 0 &&
	       strcmp (evidence->group, table[outcome].group) == 0;
}
