/*
 * proof.h - what the returned mail itself shows, without its trail: signatures, tags, results
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_PROOF_H
#define BNC_PROOF_H

#include "proof/address-tag.h"
#include "proof/auth-results.h"
#include "proof/dkim.h"
#include "proof/dkim2.h"
#include "proof/keys.h"
#include "trace/local-origin.h"

typedef struct {
	dkim_t dkim;
	dkim2_t dkim2;
	address_tag_t tag;
	auth_results_t auth;
	local_origin_t origin;
	spf_result_t spf;    /* of the boundary client, by home.spf */
	bool header_is_whole; /* as far as one can tell: nothing that is absent was left out */
} proof_t;

/* During bounce_parse() only, while the returned header stands in the caller's bytes.  The proof is the record's arena's. */
const proof_t *bnc_proof_find (const boundary_t *boundary, const keys_t *keys, const bounce_record_t *record);

#endif
