/*
 * policy.h - what the caller believes beforehand, and what an error costs him
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_POLICY_H
#define BNC_POLICY_H

#include "core/record.h"
#include "core/settings.h"

/* Whether the owner says that he sent the mails. */
typedef enum { SENT_UNSAID, SENT_YES, SENT_NO } sent_t;

/* Order of all tables of three: genuine, relayed, forged. */
struct policy {
	int32_t prior[3];       /* millionths */
	bool prior_is_set;      /* by the caller: for records and incidents alike */
	int32_t log_prior[2][3]; /* of one bounce, and of a burst; hundredths of a nat */
	int32_t loss[3][4];     /* [truth][verdict], thousandths; the fourth verdict is undecided */
	sent_t sent;
	int64_t now;            /* seconds since 1970: when the question is asked */
};

policy_t *bnc_policy_new (void);
void      bnc_policy_free (policy_t *policy); /* NULL is fine */

/* "prior", "prior.<cause>", "loss.<truth>.<verdict>", "owner.sent", "now". False where key is none; *error says what was expected, g_free(). */
bool bnc_policy_set (policy_t *policy, const char *key, const char *value, char **error);

/* The logarithms of the prior to go by: the caller's, else that of one bounce or of a burst; in hundredths of a nat. */
const int32_t *bnc_policy_prior (const policy_t *policy, bool burst);

/* The cause of least expected loss, BOUNCE_CAUSE_UNDECIDED among them; allowed[] tells which causes may be given. */
bounce_cause_t bnc_policy_decide (const policy_t *policy, const int32_t posterior[3], const bool allowed[3]);

#endif
