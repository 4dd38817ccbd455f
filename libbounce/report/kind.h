/*
 * kind.h - what kind of mail it is
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_KIND_H
#define BNC_KIND_H

#include "core/record.h"
#include "mail/message.h"
#include "report/prose.h"

/* What the mail's own header says. */
typedef struct {
	bool daemon;        /* From a mail system, or the null sender (RFC 5321, 4.5.5) */
	bool from_daemon;   /* From is a mail system's, by name or address */
	bool from_only;     /* ... and Return-Path is somebody else's */
	bool report;        /* multipart/report of delivery status (RFC 6522) */
	bool auto_replied;  /* RFC 3834, and the fields that came before it */
	bool auto_generated;
	bool failed_field;  /* X-Failed-Recipients */
	bool bulk;          /* Precedence: bulk or junk, which old vacation programs write */
	bool bulk_list;     /* List-Id, List-Unsubscribe: a list's own mail */
	bool reply;         /* the subject begins with Re: */
	bool forward;       /* the subject has Fwd: */
	bool titled_answer; /* the subject begins with Re: or Fwd:, in some language */
	bool answer;        /* that, In-Reply-To or References */
	bool bare_answer;   /* such a subject, and nothing else that a person's mail program writes */
	bool person;        /* a reply or a forwarded mail that a person wrote, as far as fields tell */
} header_signs_t;

header_signs_t bnc_kind_signs (const message_t *message, const wording_t *wording, const bounce_record_t *record);

/* The kind of a mail that no dialect and no delivery-status part decides. sure: the text leaves no doubt of one of the recipients;
 * returned: a message came back with it. */
bounce_kind_t bnc_kind_of_prose (const header_signs_t *signs, const survey_t *survey, size_t recipients, bool sure, bool returned);

/* The kind by what became of the recipients: one failed makes a failure. */
bounce_kind_t bnc_kind_of_actions (const bounce_record_t *record);

#endif
