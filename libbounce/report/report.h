/*
 * report.h - who failed, in whatever dialect the mail says it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_REPORT_H
#define BNC_REPORT_H

#include "core/settings.h"
#include "core/record.h"
#include "mail/message.h"
#include "report/explain.h"

/* Fills the record's kind, dialect, recipients and returned message. Gives the text of the report in which a reason may be
 * found that stands at no recipient, or SLICE_NONE. Where explain is not NULL, it is told each step. */
slice_t bnc_report_read (const settings_t *settings, message_t *message, bounce_record_t *record, explain_t *explain);

#endif
