/*
 * digest.h - what a mail is known by when it is met again
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_DIGEST_H
#define BNC_DIGEST_H

#include "mail/message.h"

/* The same for the same mail, wherever it was filed; never 0. */
uint64_t bnc_digest_of (const message_t *message);

#endif
