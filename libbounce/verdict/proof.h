/*
 * proof.h - what the returned mail itself shows, without its trail: signatures, tags, results, marks
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_PROOF_H
#define BNC_PROOF_H

#include "verdict/address-tag.h"
#include "verdict/auth-results.h"
#include "verdict/dkim.h"
#include "verdict/marks.h"
#include "verdict/scorer.h"

typedef struct proof {
	dkim_t dkim;
	address_tag_t tag;
	auth_results_t auth;
	marks_t marks;
	spf_result_t spf;    /* of the boundary client, by home.spf */
	bool header_is_whole; /* as far as one can tell: nothing that is absent was left out */
} proof_t;

/* During bounce_parse() only, while the returned header stands in the caller's bytes.  The proof is the record's arena's. */
const proof_t *bnc_proof_find (const boundary_t *boundary, const bounce_record_t *record);

/* NEED_... of needs.h that would make more of it. */
uint32_t bnc_proof_needs (const proof_t *proof);

/* The groups "crypto" and "tag". */
void bnc_proof_judge (bounce_opinion_t *opinion);

#endif
