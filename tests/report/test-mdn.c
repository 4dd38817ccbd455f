/*
 * test-mdn.c - disposition notifications (RFC 8098)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/mdn.h"

#include "test.h"

static void
check (const char *body, newline_t newline, const char *mode, const char *type, const char *recipient, const char *id, const char *error)
{
	bounce_record_t *record;

	bounce_context_unref (bounce_context_new (BOUNCE_ABI));
	record = bnc_record_new ();
	bnc_mdn_read (slice_str (body), newline, record);
	CHECK (record->disposition != NULL);
	CHECK_STR (record->disposition->mode, mode);
	CHECK_STR (record->disposition->type, type);
	CHECK_STR (record->disposition->final_recipient, recipient);
	CHECK_STR (record->disposition->original_message_id, id);
	CHECK_STR (record->disposition->error, error);
	bounce_record_unref (record);
}

#define WHOLE(end) "Reporting-UA: joes-pc.cs.example.com; Foomail 97.1" end "Original-Recipient: rfc822;neko@example.com" end \
	"Final-Recipient: rfc822; kijitora@example.org" end "Original-Message-ID: <1@example.net>" end \
	"Disposition: manual-action/MDN-sent-manually; displayed" end

static void
reads_every_field (void)
{
	check (WHOLE ("\n"), NEWLINE_LF, "manual-action/MDN-sent-manually", "displayed", "kijitora@example.org", "1@example.net", NULL);
	check (WHOLE ("\r\n"), NEWLINE_LF, "manual-action/MDN-sent-manually", "displayed", "kijitora@example.org", "1@example.net", NULL);
	check (WHOLE ("\r"), NEWLINE_CR, "manual-action/MDN-sent-manually", "displayed", "kijitora@example.org", "1@example.net", NULL);
}

static void
reads_dispositions (void)
{
	check ("Disposition: automatic-action/MDN-sent-automatically;\n\tdeleted/error\nError: out of disk\n", NEWLINE_LF,
	       "automatic-action/MDN-sent-automatically", "deleted", NULL, NULL, "out of disk");
	check ("Disposition: automatic-action/MDN-sent-automatically; processed/error,x\nFailure: no\n", NEWLINE_LF,
	       "automatic-action/MDN-sent-automatically", "processed", NULL, NULL, "no");
	check ("Disposition: a;\n", NEWLINE_LF, "a", NULL, NULL, NULL, NULL);
	check ("Disposition: ; dispatched\n", NEWLINE_LF, NULL, "dispatched", NULL, NULL, NULL);
	check ("Disposition:\n", NEWLINE_LF, NULL, NULL, NULL, NULL, NULL);
	check ("", NEWLINE_LF, NULL, NULL, NULL, NULL, NULL);
	/* RFC 6533, 5 */
	check ("Final-Recipient: utf-8; \\x{306D}@example.org\n", NEWLINE_LF, NULL, NULL, "ね@example.org", NULL, NULL);
}

SUITE (bnc_test_report_mdn, "report/mdn",
       { "reads every field", reads_every_field },
       { "reads dispositions", reads_dispositions })
