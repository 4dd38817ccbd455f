/*
 * envelope.h - reports that arrive as JSON: Amazon SES, by itself or within what SNS and EventBridge wrap round it
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_ENVELOPE_H
#define BNC_ENVELOPE_H

#include "core/record.h"
#include "mail/message.h"

/* The report in the words of the standard ones, so that whoever reads those reads it too. Lines end with LF. */
typedef struct {
	slice_t status;          /* fields of RFC 3464; empty where nobody's delivery is reported */
	slice_t feedback;        /* fields of RFC 5965; empty where it is no complaint */
	slice_t original;        /* header of the message it is about */
	int32_t kind;            /* what the event is called */
	bounce_reason_t reason;  /* what the service itself gives, for every recipient; BOUNCE_REASON_NONE */
	const char *queue_id;    /* the service's name for the message */
	when_t date;             /* of the event */
} envelope_t;

/* false: the mail is none, or its JSON is broken. Looks at a few bytes of a mail that holds no JSON. */
bool bnc_envelope_read (const message_t *message, envelope_t *envelope);

#endif
