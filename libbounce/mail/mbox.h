/*
 * mbox.h - the lines that an mbox puts into mail
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_MBOX_H
#define BNC_MBOX_H

#include "core/slice.h"

#define BNC_MBOX_SEPARATOR_MAX ((size_t) 1000)

/* Is line (without its end) an mbox separator: "From sender date" (RFC 4155, and its looser forms)? */
bool bnc_mbox_is_separator (slice_t line);

/* Behind a separator stands a header: prose that opens with "From ... Thu Apr 29 ..." has none. */
bool bnc_mbox_header_follows (slice_t rest, newline_t newline);

/* ">From ", ">>From " ... */
bool bnc_mbox_is_quoted (slice_t line);

#endif
