/*
 * mailbox.h - files, folders, standard input, memory -> one message after the other
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MAILBOX_H
#define BNC_MAILBOX_H

#include "bounce.h"
#include "core/slice.h"

/* Of a message that has to be held in memory, so many bytes and one more are; the rest of it is passed over. */
void bnc_mailbox_set_limit (bounce_mailbox_t *mailbox, size_t limit);

#endif
