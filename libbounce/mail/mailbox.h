/*
 * mailbox.h - mbox, Maildir, single file, stdin, memory -> one message after the other
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MAILBOX_H
#define BNC_MAILBOX_H

#include "bounce.h"
#include "core/slice.h"

/* Is s (the line without its end) an mbox separator: "From sender date" (RFC 4155, and its looser forms)? */
bool bnc_mbox_is_separator (slice_t line);

#endif
