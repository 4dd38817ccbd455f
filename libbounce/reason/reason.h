/*
 * reason.h - codes, phrases and receiver tables -> reason and permanence
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_REASON_H
#define BNC_REASON_H

#include "core/settings.h"
#include "core/record.h"

/* Reason of a status, by the table tables/status.tsv; BOUNCE_REASON_NONE where the code alone does not say. */
bounce_reason_t bnc_status_reason (const reason_set_t *set, const char *status);

/* Gives each recipient of the record its reason, the reason's source and its permanence. A reason the dialect stated is kept.
 * text: what the report says, or SLICE_NONE; it speaks for a recipient that is the only one, or of whom nothing else is said. */
void bnc_reason_decide_all (const reason_set_t *set, bounce_record_t *record, slice_t text);

/* The same for one recipient, text being about him. */
void bnc_reason_decide (const reason_set_t *set, struct bounce_recipient *recipient, slice_t text);

/* The reason of a phrase in text, BOUNCE_REASON_NONE where there is none.  Text with single spaces. */
bounce_reason_t bnc_reason_of_text (const reason_set_t *set, slice_t text);

#endif
