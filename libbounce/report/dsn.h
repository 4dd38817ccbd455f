/*
 * dsn.h - delivery-status fields (RFC 3464, RFC 6533)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_DSN_H
#define BNC_DSN_H

#include "core/settings.h"
#include "core/record.h"

/* Reads the fields of a delivery-status body into the record: per-message values it has not got yet, and a recipient a group.
 * Returns how many groups named a recipient. */
size_t bnc_dsn_read (slice_t body, newline_t newline, const limits_t *limits, bounce_record_t *record);

/* Does the line begin a field that only such a body has ("Final-Recipient:", "Reporting-MTA:")? */
bool bnc_dsn_is_field (slice_t line);

/* "dns; mx.example.org (192.0.2.4)" -> host and address, either NULL. */
void bnc_dsn_mta (slice_t value, const char **host, const char **address, arena_t *arena);

/* Takes the next field off *rest, unfolded into the arena where it is folded; *blank tells that an empty line stood before it. */
bool bnc_dsn_next_field (slice_t *rest, newline_t newline, slice_t *name, slice_t *value, bool *blank, arena_t *arena);

#endif
