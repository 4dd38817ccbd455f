/*
 * forward.h - the mail that somebody passed on
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_FORWARD_H
#define BNC_FORWARD_H

#include "mail/message.h"
#include "report/lines.h"

/* The next message that the mail has as a part, from part *from on, none of them within another; *from moves on. SLICE_NONE: no more. */
slice_t bnc_forward_next (const message_t *message, size_t *from);

/* The mail that stands in the text, in the arena: what was told of its header, a blank line, and the rest without its quoting.
 * Where no subject is told it has this one. SLICE_NONE where there is none. */
slice_t bnc_forward_inline (const lines_t *lines, const char *subject, arena_t *arena);

#endif
