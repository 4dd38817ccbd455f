/*
 * test-policy.c - priors, losses, and the numbers they are reckoned with
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/fixed-point.h"
#include "verdict/policy.h"
#include "verdict/weigh.h"

static void
priors_and_losses (void)
{
	bounce_context_t *context = fixture_context ("prior", "5, 1, 4", "loss.relayed.forged", "2.5", NULL);
	const policy_t *policy = context->settings.policy;
	const int32_t *prior = bnc_policy_prior (policy, true);

	CHECK_INT (prior[0], bnc_ln (500000));
	CHECK_INT (prior[1], bnc_ln (100000));
	CHECK_INT (prior[2], bnc_ln (400000));
	CHECK (memcmp (prior, bnc_policy_prior (policy, false), 3 * sizeof *prior) == 0); /* of one bounce and of a burst alike */
	CHECK_INT (policy->loss[1][2], 2500);
	CHECK_INT (policy->loss[0][1], 3000);
	bounce_context_unref (context);

	context = fixture_plain ();
	CHECK_INT (bnc_policy_prior (context->settings.policy, true)[2], bnc_ln (800000));
	CHECK_INT (bnc_policy_prior (context->settings.policy, false)[0], bnc_ln (750000));
	CHECK_INT (bounce_context_set (context, "prior", "burst"), BOUNCE_OK);
	CHECK_INT (bounce_context_set (context, "prior.genuine", "0.2"), BOUNCE_OK);
	prior = bnc_policy_prior (context->settings.policy, false);
	CHECK_INT (prior[0], bnc_ln (200000));
	CHECK_INT (prior[2], bnc_ln (800000));
	bounce_context_unref (context);
}

static void
logarithms (void)
{
	int64_t log[3] = { 0, 0, 0 };
	int32_t p[3];

	CHECK_INT (bnc_ln (1000000), 0);
	CHECK_INT (bnc_ln (500000), -69);
	CHECK_INT (bnc_ln (10000), -461);
	CHECK_INT (bnc_ln (2000), -621);
	CHECK_INT (bnc_ln (1000), -691);
	CHECK_INT (bnc_ln (1), -1382);
	CHECK_INT (bnc_ln (0), BNC_LN_LEAST);
	CHECK_INT (bnc_ln (1000000 / 3), BNC_LN_THIRD);
	CHECK_INT (bnc_ln (BNC_IMITATES), BNC_LN_IMITATES);
	CHECK_INT (bnc_ln (1000000 - BNC_IMITATES), BNC_LN_IMITATES_NOT);
	bnc_posterior (log, p, 3);
	CHECK_INT (p[0] + p[1] + p[2], 1000000);
	CHECK_INT (p[1], 333333);
	log[0] = -69;
	log[1] = BNC_LN_LEAST;
	bnc_posterior (log, p, 3);
	CHECK_INT (p[0], 334033); /* 1 / (1 + e^.69) */
	CHECK_INT (p[1], 0);
	CHECK_INT (p[2], 665967);
	log[2] = INT64_C (100000000);
	bnc_posterior (log, p, 3);
	CHECK_INT (p[2], 1000000);
}

SUITE (bnc_test_verdict_policy, "verdict/policy", { "priors and losses", priors_and_losses }, { "logarithms", logarithms })
