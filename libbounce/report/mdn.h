/*
 * mdn.h - disposition notifications (RFC 8098)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MDN_H
#define BNC_MDN_H

#include "core/settings.h"
#include "core/record.h"

/* Reads a message/disposition-notification body into record->disposition. */
void bnc_mdn_read (slice_t body, newline_t newline, bounce_record_t *record);

#endif
