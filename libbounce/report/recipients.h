/*
 * recipients.h - what DSN fields and prose say of one recipient, made one
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_RECIPIENTS_H
#define BNC_RECIPIENTS_H

#include "core/settings.h"
#include "core/record.h"

/* Merges the recipients that the text names (said) into those of the record. Where delivery-status fields named recipients,
 * the text only adds to them. */
void bnc_recipients_merge (bounce_record_t *record, const bounce_record_t *said, size_t limit);

/* Does a diagnostic hold more than a class, "smtp; 550" or "5.0.0"? NULL does not. */
bool bnc_recipients_is_telling (const char *diagnostic);

/* What from says is added to what to says. */
void bnc_recipients_merge_one (struct bounce_recipient *to, const struct bounce_recipient *from);

/* Fills in what the diagnostic itself says: status, reply code, command. */
void bnc_recipients_complete (bounce_record_t *record);

#endif
