/*
 * raw-field.h - the fields of a returned header, byte for byte
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_RAW_FIELD_H
#define BNC_RAW_FIELD_H

#include "core/slice.h"

typedef struct {
	slice_t name;  /* as written, without blanks before the colon */
	slice_t value; /* what follows the colon, folds and all, nothing trimmed */
	slice_t whole; /* the field as it stands, without its last line end */
} raw_field_t;

/* Takes the next field off *rest; lines that are no field are passed over. False when none is left. */
bool bnc_raw_field_next (slice_t *rest, newline_t newline, raw_field_t *field);

#endif
