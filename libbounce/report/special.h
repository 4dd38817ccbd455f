/*
 * special.h - whom a mail names that reports no delivery
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SPECIAL_H
#define BNC_SPECIAL_H

#include "core/record.h"
#include "mail/message.h"

/* Kinds that name no failed recipient: of these, those that are somebody's own doing name him. */
void bnc_special_read (message_t *message, const limits_t *limits, bounce_record_t *record);

#endif
