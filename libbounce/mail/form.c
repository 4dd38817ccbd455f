/*
 * form.c - is a file a mail, an mbox, or neither?
 *
 * In: the beginning of a file.  Out: what it is.  A mail begins with a header field, an mbox with a separator; blank lines and the mark
 * that some editors put in front (U+FEFF) are forgiven.  Where neither is there, the header is empty, and nothing would be read of it:
 * a picture, a database, an index, text.  Only a report that came as JSON has no header and is read.  RFC 5322, 2.2; RFC 4155.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/form.h"

#include "mail/mbox.h"
#include "mail/message.h"

/* Of an object of which that is all, or the beginning. */
static bool
is_report_in_json (slice_t object, bool all)
{
	return !all || bnc_slice_find (object, SLICE_LIT ("notificationType"), 0) < object.n ||
	       bnc_slice_find (object, SLICE_LIT ("eventType"), 0) < object.n;
}

/* "cur/1.a:2,S" and many bytes of 0 begin a tar archive. */
static bool
is_field (slice_t line)
{
	return bnc_field_name_length (line) > 0 && slice_index (line, '\0', 0) == line.n;
}

form_t
bnc_form_of (slice_t head, bool all, newline_t newline, size_t *start)
{
	slice_t rest = slice (head.p, MIN (head.n, BNC_FORM_BYTES)), line = SLICE_NONE, text;

	*start = 0;
	if (head.n == 0 && all)
		return FORM_MBOX;
	if (slice_starts (rest, "\xEF\xBB\xBF"))
		rest = slice_from (rest, 3);
	do
		*start = (size_t) (rest.p - head.p);
	while (bnc_line_next (&rest, newline, &line) && slice_trim (line).n == 0);
	if (*start == head.n)
		return FORM_NONE;
	if (bnc_mbox_is_separator (line))
		return FORM_MBOX;
	text = slice_trim_left (line);
	if (text.n && text.p[0] == '{')
		return is_report_in_json (slice_between (text.p, slice_end (head)), all && head.n <= BNC_FORM_BYTES) ? FORM_MAIL : FORM_NONE;
	/* A mailbox's line that tells no date, and those of UUCP. */
	while (slice_starts (line, "From ") || slice_starts (line, ">From ")) {
		if (!bnc_line_next (&rest, newline, &line))
			return FORM_NONE;
	}
	return is_field (line) ? FORM_MAIL : FORM_NONE;
}
