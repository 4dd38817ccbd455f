/*
 * prose.h - a report in no known dialect: addresses beside failure wording, and nothing invented
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_PROSE_H
#define BNC_PROSE_H

#include "core/settings.h"
#include "core/record.h"
#include "report/lines.h"
#include "report/wording.h"

/* What the text says, line by line. */
typedef struct {
	const wording_t *wording;
	uint32_t *classes;  /* a line's WORDING_ bits */
	size_t *label, *not_label;
	size_t end;         /* lines before the returned message */
	uint32_t all;       /* of all lines together */
	uint32_t subject;   /* of the subject */
	size_t challenges;  /* lines, the subject among them, that ask the sender to prove himself */
	bool codes;         /* a reply or status code stands in it */
} survey_t;

void bnc_prose_survey (const wording_t *wording, const lines_t *lines, size_t end, const bounce_record_t *record, survey_t *survey,
                       arena_t *arena);

/* Adds the failed (or delayed) recipients that the text names to said; record gives the addresses that are nobody's failure. true where
 * one of them stands as only a recipient does. */
bool bnc_prose_read (const survey_t *survey, const message_t *message, const lines_t *lines, const bounce_record_t *record,
                     bounce_record_t *said);

/* The text that speaks of no recipient in particular: the lines with codes, else those with failure wording; NULL. */
const char *bnc_prose_diagnostic (const survey_t *survey, const lines_t *lines, arena_t *arena);

#endif
