/*
 * policy.c - what the caller believes beforehand, and what an error costs him
 *
 * In: the settings "prior" and "loss" and their parts.  Out: the logarithms of priors, and the verdict of least
 * expected loss.  The defaults make "forged" expensive to say of a relay, because then the hole stays open, and
 * "genuine" expensive to say of either.  Error texts are the caller's to g_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/policy.h"

#include "trace/home.h"
#include "verdict/fixed-point.h"

#define LOSS_DIGITS 3

static const char *const verdict_names[4] = { "genuine", "relayed", "forged", "undecided" };

static const struct {
	const char *name;
	int32_t prior[3];
} presets[] = {
	{ "single", { 750000, 50000, 200000 } },
	{ "burst", { 50000, 150000, 800000 } },
	{ "none", { 330000, 330000, 340000 } },
};

/*                                       genuine relayed forged undecided, said of what is */
static const int32_t default_loss[3][4] = { { 0, 3000, 3000, 1000 },    /* genuine */
					    { 10000, 0, 10000, 1000 },  /* relayed: both leave the hole open */
					    { 3000, 2000, 0, 1000 } };  /* forged */

/* Whenever a prior is set, so that no verdict takes its logarithm again. */
static void
settle_priors (policy_t *policy)
{
	for (size_t burst = 0; burst < G_N_ELEMENTS (policy->log_prior); burst++) {
		for (size_t i = 0; i < 3; i++)
			policy->log_prior[burst][i] = bnc_ln (policy->prior_is_set ? policy->prior[i] : presets[burst].prior[i]);
	}
}

policy_t *
bnc_policy_new (void)
{
	policy_t *policy = g_new0 (policy_t, 1);

	memcpy (policy->prior, presets[0].prior, sizeof policy->prior);
	memcpy (policy->loss, default_loss, sizeof policy->loss);
	settle_priors (policy);
	policy->now = g_get_real_time () / G_USEC_PER_SEC;
	return policy;
}

void
bnc_policy_free (policy_t *policy)
{
	g_free (policy);
}

static int
verdict_named (slice_t word, int most)
{
	for (int i = 0; i < most; i++) {
		if (slice_is (word, verdict_names[i]))
			return i;
	}
	return -1;
}

/* Three numbers of any common scale: "0.5,0.1,0.4", "5, 1, 4". */
static bool
read_three (const char *value, int32_t prior[3])
{
	int64_t sum;

	if (!bnc_decimals_parse (value, 6, prior, 3))
		return false;
	sum = (int64_t) prior[0] + prior[1] + prior[2];
	if (sum == 0)
		return false;
	for (size_t i = 0; i < 3; i++)
		prior[i] = (int32_t) bnc_divide ((int64_t) prior[i] * BNC_MILLION, sum);
	return true;
}

static void
take_prior (policy_t *policy, const int32_t prior[3])
{
	memcpy (policy->prior, prior, sizeof policy->prior);
	policy->prior_is_set = true;
	settle_priors (policy);
}

static void
set_prior (policy_t *policy, const char *value, char **error)
{
	int32_t prior[3];

	for (size_t i = 0; i < G_N_ELEMENTS (presets); i++) {
		if (slice_is (slice_str (value), presets[i].name)) {
			take_prior (policy, presets[i].prior);
			return;
		}
	}
	if (read_three (value, prior)) {
		take_prior (policy, prior);
		return;
	}
	*error = g_strdup_printf ("expected \"single\", \"burst\", \"none\", or three numbers for genuine, relayed and "
				  "forged such as \"0.5,0.1,0.4\", not all 0; got \"%s\"", value);
}

static bool
set_prior_part (policy_t *policy, const char *cause, const char *value, char **error)
{
	int which = verdict_named (slice_str (cause), 3);
	int32_t number;

	if (which < 0)
		return false;
	if (!bnc_decimal_parse (value, 6, &number) || number > BNC_MILLION) {
		*error = g_strdup_printf ("expected a probability from 0 to 1 such as \"0.15\"; got \"%s\"", value);
		return true;
	}
	policy->prior[which] = number;
	policy->prior_is_set = true;
	settle_priors (policy);
	return true;
}

/* what: "<truth>.<verdict>". */
static bool
set_loss (policy_t *policy, const char *what, const char *value, char **error)
{
	const char *dot = strchr (what, '.');
	int truth = dot ? verdict_named (slice_between (what, dot), 3) : -1;
	int said = dot ? verdict_named (slice_str (dot + 1), 4) : -1;
	int32_t number;

	if (truth < 0 || said < 0)
		return false;
	if (!bnc_decimal_parse (value, LOSS_DIGITS, &number)) {
		*error = g_strdup_printf ("expected what it costs as a number from 0 to 1000000, such as \"10\" or \"2.5\"; "
					  "got \"%s\"", value);
		return true;
	}
	policy->loss[truth][said] = number;
	return true;
}

static void
set_sent (policy_t *policy, const char *value, char **error)
{
	bool sent;

	if (bnc_flag_parse (value, &sent))
		policy->sent = sent ? SENT_YES : SENT_NO;
	else
		*error = g_strdup_printf ("expected \"no\" where you did not send what came back, or \"yes\"; got \"%s\"", value);
}

static void
set_now (policy_t *policy, const char *value, char **error)
{
	GTimeZone *utc = g_time_zone_new_utc ();
	GDateTime *now = g_date_time_new_from_iso8601 (value, utc);

	if (now)
		policy->now = g_date_time_to_unix (now);
	else
		*error = g_strdup_printf ("expected a time such as \"2005-04-13T09:00:00+09:00\"; got \"%s\"", value);
	g_clear_pointer (&now, g_date_time_unref);
	g_time_zone_unref (utc);
}

bool
bnc_policy_set (policy_t *policy, const char *key, const char *value, char **error)
{
	static const struct {
		const char *key;
		void (*set) (policy_t *policy, const char *value, char **error);
	} keys[] = { { "prior", set_prior }, { "owner.sent", set_sent }, { "now", set_now } };

	for (size_t i = 0; i < G_N_ELEMENTS (keys); i++) {
		if (strcmp (key, keys[i].key) == 0) {
			keys[i].set (policy, value, error);
			return true;
		}
	}
	if (g_str_has_prefix (key, "prior."))
		return set_prior_part (policy, key + strlen ("prior."), value, error);
	if (g_str_has_prefix (key, "loss."))
		return set_loss (policy, key + strlen ("loss."), value, error);
	return false;
}

const int32_t *
bnc_policy_prior (const policy_t *policy, bool burst)
{
	return policy->log_prior[burst];
}

bounce_cause_t
bnc_policy_decide (const policy_t *policy, const int32_t posterior[3], const bool allowed[3])
{
	/* In the order of BOUNCE_CAUSE_: undecided first, and where two cost the same, the more careful one. */
	static const size_t column[4] = { 3, 0, 1, 2 };
	bounce_cause_t best = BOUNCE_CAUSE_UNDECIDED;
	int64_t least = INT64_MAX;

	for (bounce_cause_t said = BOUNCE_CAUSE_UNDECIDED; said <= BOUNCE_CAUSE_FORGED; said++) {
		int64_t loss = 0;

		if (said != BOUNCE_CAUSE_UNDECIDED && !allowed[said - 1])
			continue;
		for (size_t truth = 0; truth < 3; truth++)
			loss += (int64_t) posterior[truth] * policy->loss[truth][column[said]];
		if (loss < least) {
			least = loss;
			best = said;
		}
	}
	return best;
}
