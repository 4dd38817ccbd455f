/*
 * html.h - an HTML part as lines of text
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_HTML_H
#define BNC_HTML_H

#include "core/arena.h"

/* Text of html (UTF-8), lines ended by LF: tags taken off, blocks and <br> end lines, the common entities read. */
slice_t bnc_html_text (slice_t html, arena_t *arena);

#endif
