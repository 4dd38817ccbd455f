/*
 * arf.h - feedback reports (RFC 5965, RFC 6591)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ARF_H
#define BNC_ARF_H

#include "core/settings.h"
#include "core/record.h"

/* Reads a message/feedback-report body into record->feedback, and adds those whom it says complained (RFC 5965, 3.2). */
void bnc_arf_read (slice_t body, newline_t newline, const limits_t *limits, bounce_record_t *record);

#endif
