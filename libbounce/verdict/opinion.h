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

/* Adds an outcome that the mail itself or our own server shows. */
void bnc_opinion_say (bounce_opinion_t *opinion, outcome_t outcome, const char *part, const char *text);
/* One that the bouncing host tells. */
void bnc_opinion_say_told (bounce_opinion_t *opinion, outcome_t outcome, const char *part, const char *text);
/* The same, of a hop that it wrote or vouches for; NULL: of none. inferred: it rests on what was inferred to be ours. */
void bnc_opinion_say_of_hop (bounce_opinion_t *opinion, outcome_t outcome, bool inferred, const struct bounce_hop *hop, const char *text);
/* One that rests on what was inferred to be ours, if it was, and on nobody's word. */
void bnc_opinion_say_of_us (bounce_opinion_t *opinion, outcome_t outcome, bool inferred, const char *part, const char *text);

/* Does it show that the mail was ours or passed our server, which no trail that another host returned could feign? */
bool bnc_evidence_proves (const struct bounce_evidence *evidence);

#endif
