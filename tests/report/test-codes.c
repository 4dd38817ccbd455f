/*
 * test-codes.c - status and reply codes are found where they stand, and only there
 *
 * In: replies as servers and reports write them.  Out: checks.  Nothing to free.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/reason.h"
#include "reason/set.h"
#include "test.h"

typedef struct {
	const char *text, *status;
	int32_t reply;
} sample_t;

static void
check (const sample_t *samples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		slice_t found = bnc_status_find (slice_str (samples[i].text));
		char *status = found.p ? g_strndup (found.p, found.n) : NULL;

		test_check_str (status, samples[i].status, samples[i].text, __FILE__, __LINE__);
		test_check_int (bnc_reply_find (slice_str (samples[i].text)), samples[i].reply, samples[i].text, __FILE__, __LINE__);
		g_free (status);
	}
}

static void
found (void)
{
	static const sample_t samples[] = {
		{ "550 5.1.1 <neko@example.org>... User Unknown", "5.1.1", 550 },
		{ "5.1.1", "5.1.1", 0 },
		{ "550 #5.1.0 Address rejected.", "5.1.0", 550 },
		{ "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1", 0 },
		{ "[5.7.1] refused", "5.7.1", 0 },
		{ "550-5.7.26 Unauthenticated email", "5.7.26", 550 },
		{ "host mx.example.org[192.0.2.1]:25 said: 452 4.2.2 Over quota", "4.2.2", 452 },
		{ "550 5.7.509 Access denied", "5.7.509", 550 },
		{ "5.1.0 - Unknown address error 550-'5.1.1 <neko@example.org>", "5.1.0", 550 },
		{ "Remote host said: 554 delivery error", NULL, 554 },
		{ "<<< 421 too busy", NULL, 421 },
		{ "returned '550 no'", NULL, 550 },
		{ "Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 user unknown", "5.1.1", 550 },
		{ "501 Rcpt failed: 5.7.1 not configured to relay", "5.7.1", 501 },
		{ "smtp;550 no", NULL, 550 },
		{ "550", NULL, 550 },
	};

	check (samples, G_N_ELEMENTS (samples));
}

static void
of_several (void)
{
	static const sample_t samples[] = {
		{ "250 2.1.0 ok 550 5.1.1 no such user", "5.1.1", 550 },
		{ "250 ok 354 go ahead 552 too big", NULL, 552 },
		{ "250 2.1.5 ok", "2.1.5", 0 },
		{ "tried 450 ways, then: 550 5.1.1 no", "5.1.1", 550 },
	};

	check (samples, G_N_ELEMENTS (samples));
}

static void
not_found (void)
{
	static const sample_t samples[] = {
		{ "host 192.0.2.1 and 5.1.1.2", NULL, 0 },
		{ "5.1.1.2 is an address", NULL, 0 },
		{ "8.12.3 ESMTP", NULL, 0 },
		{ "Postfix 2.5.1", NULL, 0 },
		{ "Postfix-2.5.1", NULL, 0 },
		{ "ESMTP Exim 4.94.2 ready", NULL, 0 },
		{ "220 mx.example.org 5.4.3 ESMTP", NULL, 0 },
		{ "v5.6.7", NULL, 0 },
		{ "5.1234.1 5.1.1234 5.01.1", NULL, 0 },
		{ "3.1.1 1.2.3 9.9.9", NULL, 0 },
		{ "mx5.1.1.example.org", NULL, 0 },
		{ "connect to mx.example.org[192.0.2.1]:587: refused", NULL, 0 },
		{ "at 12:450 and 2024-11-24, 10.450.3.2", NULL, 0 },
		{ "4500 or 15500 bytes, 550 bytes, 500 messages an hour", NULL, 0 },
		{ "port 465 in 450 seconds", NULL, 0 },
		{ "id 4B550 <550@example.org>", NULL, 0 },
		{ "$550 #550a 560 599 400000", NULL, 0 },
		{ "", NULL, 0 },
		{ "5.", NULL, 0 },
		{ "5.1.", NULL, 0 },
	};

	check (samples, G_N_ELEMENTS (samples));
}

static void
vague (void)
{
	CHECK (bnc_status_is_vague (NULL));
	CHECK (bnc_status_is_vague ("5.0.0"));
	CHECK (bnc_status_is_vague ("4.0.0"));
	CHECK (!bnc_status_is_vague ("5.1.1"));
	CHECK (!bnc_status_is_vague ("5.0.1"));
}

static void
reasons (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	CHECK_INT (bnc_status_reason (set, "5.1.1"), BOUNCE_REASON_USER_UNKNOWN);
	CHECK_INT (bnc_status_reason (set, "4.2.2"), BOUNCE_REASON_MAILBOX_FULL);
	CHECK_INT (bnc_status_reason (set, "4.3.2"), BOUNCE_REASON_RATE_LIMITED);
	CHECK_INT (bnc_status_reason (set, "5.3.2"), BOUNCE_REASON_NOT_ACCEPT);
	CHECK_INT (bnc_status_reason (set, "5.7.1"), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_status_reason (set, "5.99.99"), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_status_reason (set, "5.100.100.100.100"), BOUNCE_REASON_NONE);
	CHECK_INT (bnc_status_reason (set, NULL), BOUNCE_REASON_NONE);
	bnc_reason_set_free (set);
}

SUITE (bnc_test_report_codes, "report/codes", { "codes are found", found }, { "of several the failing one", of_several },
       { "numbers that are no codes", not_found }, { "vague codes", vague }, { "reasons of codes", reasons })
