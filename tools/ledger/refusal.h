/*
 * refusal.h - what the library says of a refusal in a log
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LEDGER_REFUSAL_H
#define LEDGER_REFUSAL_H

#include "bounce.h"
#include "ledger/log-mail.h"

/* For bounce_reply_unref(); a delivery of which the log does not say why it failed is a reply without words. */
bounce_reply_t *refusal_classify (bounce_context_t *context, const mail_delivery_t *delivery);

#endif
