/*
 * context.h - settings with a life: made, set, frozen by the first parse, shared by threads
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_CONTEXT_H
#define BNC_CONTEXT_H

#include "bounce.h"
#include "core/arena.h"
#include "core/settings.h"
#include "core/slice.h"

struct bounce_context {
	gint refs;
	gint frozen;
	GMutex mutex;          /* guards freezing */
	settings_t settings;
	converters_t *converters; /* has a lock of its own */
	char *error;
};

/* Builds what is searched while parsing; from then on the context is read only. */
void bnc_context_freeze (bounce_context_t *context);

/* Refuses what would change a frozen context: true if it is one. */
bool bnc_context_refuse_frozen (bounce_context_t *context, const char *what);

/* Sets the text that bounce_context_error() gives, and returns status. */
bounce_status_t bnc_context_fail (bounce_context_t *context, bounce_status_t status, const char *format, ...)
	G_GNUC_PRINTF (3, 4);

#endif
