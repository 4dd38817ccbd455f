/*
 * opinion.h - what scorers say of one record, as it comes together
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_OPINION_H
#define BNC_OPINION_H

#include "core/settings.h"
#include "proof/proof.h"
#include "trace/boundary.h"
#include "verdict/chances.h"

#define BNC_BUILTIN_SCORER "builtin"

/* How much evidence counts, in hundredths: as it is, where it has the client's word for its name, and where what is ours
 * is inferred. */
#define BNC_WHOLE 100
#define BNC_SAID 70
#define BNC_INFERRED 50

/* All of it lives in the record's arena, so that a scorer that leaves by a jump leaks nothing. */
struct bounce_opinion {
	arena_t *arena;
	const settings_t *settings;
	const bounce_record_t *record;
	const boundary_t *boundary;
	const proof_t *proof;
	const char *scorer;               /* whose turn it is */
	struct bounce_evidence *evidence;
	size_t count, room;
};

/* Adds evidence as it is, but for the scorer's name. False where its group has some already. */
bool bnc_opinion_put (bounce_opinion_t *opinion, const struct bounce_evidence *evidence);

/* Adds an outcome, counted by hundredths. */
void bnc_opinion_say (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);
/* The same, counted also by how far the returned trail can be trusted. */
void bnc_opinion_say_of_trail (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const char *part, const char *text);
/* The same of a hop of it; NULL: of none. */
void bnc_opinion_say_of_hop (bounce_opinion_t *opinion, outcome_t outcome, int32_t hundredths, const struct bounce_hop *hop,
                             const char *text);

void bnc_weights_count_by (weights_t *weights, int32_t hundredths);

/* Does it show that the mail was ours or passed our server, which no trail that another host returned could feign? */
bool bnc_evidence_proves (const struct bounce_evidence *evidence);

#endif
