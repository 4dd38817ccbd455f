/*
 * raw-field.c - the fields of a returned header, byte for byte
 *
 * In: a header as it stands in the mail.  Out: field after field as slices of it, with every blank and line end, as a
 * signature needs them.  Nothing is allocated; each byte is looked at once.  RFC 5322, 2.2.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/raw-field.h"

/* Does a line follow that belongs to the one before? */
static bool
is_folded (slice_t rest)
{
	return rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

/* Length of the name at the start of the line, 0 where it is no field. */
static size_t
name_length (slice_t line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] > 32 && line.p[n] < 127 && line.p[n] != ':')
		n++;
	return n;
}

bool
bnc_raw_field_next (slice_t *rest, newline_t newline, raw_field_t *field)
{
	slice_t line;

	while (bnc_line_next (rest, newline, &line)) {
		size_t n = name_length (line), colon = slice_index (line, ':', n);

		if (n == 0 || colon == line.n || slice_trim (slice (line.p + n, colon - n)).n)
			continue;
		field->name = slice (line.p, n);
		field->whole = line;
		while (is_folded (*rest) && bnc_line_next (rest, newline, &line))
			field->whole = slice_between (field->whole.p, slice_end (line));
		field->value = slice_from (field->whole, colon + 1);
		return true;
	}
	return false;
}
