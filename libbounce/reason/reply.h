/*
 * reply.h - a reply alone, without a mail that reports it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_REPLY_H
#define BNC_REPLY_H

#include "core/settings.h"
#include "core/slice.h"

#include "bounce.h"

/* What text says, of which limits->text bytes are read. host: who said it; domain: whose recipient it is about; command: what
 * it answered; NULL for each that is not known. For bounce_reply_unref(), never NULL. */
bounce_reply_t *bnc_reply_read (const reason_set_t *set, const limits_t *limits, const char *text, const char *host, const char *domain,
                                const char *command);

#endif
