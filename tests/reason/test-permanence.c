/*
 * test-permanence.c - what stops an address: the table as it is, and rows of the operator's
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "context.h"
#include "reason/set.h"
#include "test.h"

/* With the rows "ROW=PERMANENCE" up to NULL. */
static bounce_context_t *
with (const char *const *rows)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	for (; *rows; rows++) {
		char **pair = g_strsplit (*rows, "=", 2), *key = g_strconcat ("permanence.", pair[0], NULL);

		if (bounce_context_set (context, key, pair[1]) != BOUNCE_OK)
			test_check_str (bounce_context_error (context), NULL, *rows, __FILE__, __LINE__);
		g_free (key);
		g_strfreev (pair);
	}
	bnc_reason_set_build (context->settings.reasons);
	return context;
}

#define ROWS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static const char *
permanence_of (const bounce_context_t *context, struct bounce_recipient recipient)
{
	return bounce_permanence_name (bnc_permanence_of (context->settings.reasons, &recipient));
}

#define OF(context, ...) permanence_of ((context), (struct bounce_recipient) { __VA_ARGS__ })
#define UNKNOWN .reason = BOUNCE_REASON_USER_UNKNOWN
#define SUSPEND .reason = BOUNCE_REASON_SUSPEND
#define NOT_ACCEPT .reason = BOUNCE_REASON_NOT_ACCEPT

static void
as_the_table_has_it (void)
{
	bounce_context_t *context = with ((const char *const[]) { NULL });

	for (bounce_reason_t reason = 0; reason <= BOUNCE_REASON_VACATION; reason++) {
		const char *want = "soft";

		if (reason >= BOUNCE_REASON_USER_UNKNOWN && reason <= BOUNCE_REASON_NOT_ACCEPT)
			want = "hard";
		else if (reason == BOUNCE_REASON_NONE || reason >= BOUNCE_REASON_DELIVERED)
			want = "none";
		CHECK_STR (OF (context, .reason = reason), want);
	}
	CHECK_STR (OF (context, .reason = -1), "none");
	CHECK_STR (OF (context, .reason = INT32_MAX), "none");
	CHECK_STR (OF (context, NOT_ACCEPT, .reply_code = 521), "hard");
	CHECK_STR (OF (context, NOT_ACCEPT, .reply_code = 421), "soft");
	CHECK_STR (OF (context, NOT_ACCEPT, .status = "5.1.10"), "hard");
	CHECK_STR (OF (context, NOT_ACCEPT, .status = "4.3.2"), "soft");
	CHECK_STR (OF (context, NOT_ACCEPT, .reply_code = 550, .status = "4.3.2"), "hard");
	/* Of every other reason the code says nothing about the address. */
	CHECK_STR (OF (context, UNKNOWN, .reply_code = 450, .status = "4.1.1"), "hard");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_SPAM_DETECTED, .reply_code = 550, .status = "5.7.1"), "soft");
	bounce_context_unref (context);
}

static void
has_a_row_for_each_reason (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	const char *row = NULL;
	bounce_permanence_t permanence = -1;
	unsigned plain = 0;

	for (size_t i = 0; i < bounce_context_permanence_count (context); i++) {
		CHECK_INT (bounce_context_permanence (context, i, &row, &permanence), BOUNCE_OK);
		CHECK (permanence == BOUNCE_PERMANENCE_HARD || permanence == BOUNCE_PERMANENCE_SOFT);
		plain += !strpbrk (row, ".@");
	}
	CHECK_INT (plain, BOUNCE_REASON_DELIVERED - 1);
	row = NULL;
	CHECK_INT (bounce_context_permanence (context, bounce_context_permanence_count (context), &row, &permanence), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_permanence (context, 0, NULL, &permanence), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_permanence (context, 0, &row, NULL), BOUNCE_ERROR_ARGUMENT);
	CHECK_INT (bounce_context_permanence (NULL, 0, &row, &permanence), BOUNCE_ERROR_ARGUMENT);
	CHECK_STR (row, NULL);
	CHECK_INT (bounce_context_permanence_count (NULL), 0);
	bounce_context_unref (context);
}

static void
by_reason_and_code (void)
{
	bounce_context_t *context = with (ROWS ("suspend=hard", "user-unknown.450=soft", "5.7.1=hard", "552=hard", "4xx=soft", "X.2.2=hard",
	                                        "452-4.2.2=soft", "mailbox-full=soft"));

	CHECK_STR (OF (context, SUSPEND), "hard");
	CHECK_STR (OF (context, UNKNOWN, .reply_code = 550), "hard");
	CHECK_STR (OF (context, UNKNOWN, .reply_code = 450), "soft");
	/* A code goes before a reason. */
	CHECK_STR (OF (context, SUSPEND, .reply_code = 451), "soft");
	CHECK_STR (OF (context, SUSPEND, .status = "4.2.1"), "soft");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_SPAM_DETECTED, .status = "5.7.1"), "hard");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_SPAM_DETECTED, .status = "5.7.0"), "soft");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_EMAIL_TOO_LARGE, .reply_code = 552), "hard");
	/* The exacter code goes first. */
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_MAILBOX_FULL, .reply_code = 451, .status = "4.2.2"), "hard");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_MAILBOX_FULL, .reply_code = 452, .status = "4.2.2"), "soft");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_MAILBOX_FULL, .reply_code = 550, .status = "5.2.2"), "hard");
	/* What did not fail stays so. */
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_DELIVERED, .status = "5.7.1"), "none");
	bounce_context_unref (context);
}

static void
by_domain (void)
{
	bounce_context_t *context = with (ROWS ("user-unknown@example.com=soft", "@mail.example.com=hard", "550@example.net=hard",
	                                        "suspend=hard", "suspend@example.net=soft"));

	CHECK_STR (OF (context, UNKNOWN, .address = "neko@example.com"), "soft");
	CHECK_STR (OF (context, UNKNOWN, .address = "neko@Sub.EXAMPLE.com"), "soft");
	CHECK_STR (OF (context, UNKNOWN, .address = "neko@anexample.com"), "hard");
	CHECK_STR (OF (context, UNKNOWN, .remote_mta = "mx.example.com.", .address = "neko@example.org"), "soft");
	CHECK_STR (OF (context, SUSPEND, .address = "neko@example.com"), "hard");
	/* A reason as well is more than a longer domain alone. */
	CHECK_STR (OF (context, UNKNOWN, .remote_mta = "mx.mail.example.com"), "soft");
	CHECK_STR (OF (context, .reason = BOUNCE_REASON_EXPIRED, .remote_mta = "mx.mail.example.com"), "hard");
	/* A code goes before a reason here too. */
	CHECK_STR (OF (context, SUSPEND, .address = "neko@example.net"), "soft");
	CHECK_STR (OF (context, SUSPEND, .address = "neko@example.net", .reply_code = 550), "hard");
	CHECK_STR (OF (context, SUSPEND, .address = "neko", .remote_mta = "localhost"), "hard");
	CHECK_STR (OF (context, SUSPEND), "hard");
	bounce_context_unref (context);
}

static void
by_longer_domain (void)
{
	bounce_context_t *context = with (ROWS ("suspend@example.com=hard", "suspend@sub.example.com=soft", "suspend@mx.example.org=hard"));

	CHECK_STR (OF (context, SUSPEND, .address = "neko@example.com"), "hard");
	CHECK_STR (OF (context, SUSPEND, .address = "neko@a.sub.example.com"), "soft");
	CHECK_STR (OF (context, SUSPEND, .address = "neko@sub.example.com", .remote_mta = "1.mx.example.org"), "soft");
	CHECK_STR (OF (context, SUSPEND, .address = "neko@sub.example.net", .remote_mta = "1.mx.example.org"), "hard");
	bounce_context_unref (context);
}

/* Known by its server, by its own words or, where no server is named, by the recipient, as its table says. */
static void
by_receiver (void)
{
	bounce_context_t *context = with (ROWS ("550-5.2.1@google=hard", "suspend@Google=soft"));

	CHECK_STR (OF (context, SUSPEND, .reply_code = 550, .status = "5.2.1", .remote_mta = "gmail-smtp-in.l.google.com"), "hard");
	CHECK_STR (OF (context, SUSPEND, .reply_code = 550, .status = "5.2.1", .address = "neko@gmail.com"), "hard");
	CHECK_STR (OF (context, SUSPEND, .reply_code = 550, .status = "5.2.1", .address = "neko@example.com", .remote_mta = "mx.example.com",
	               .diagnostic = "550 5.2.1 It is disabled. https://support.google.com/mail/?p=DisabledUser"), "hard");
	CHECK_STR (OF (context, SUSPEND, .reply_code = 550, .status = "5.2.1", .address = "neko@example.com"), "soft");
	CHECK_STR (OF (context, UNKNOWN, .reply_code = 550, .status = "5.1.1", .address = "neko@gmail.com"), "hard");
	CHECK_STR (OF (context, SUSPEND, .status = "5.2.1", .address = "neko@gmail.com"), "soft");
	bounce_context_unref (context);
}

/* The last word on a row holds, however it is written. */
static void
replaces_a_row (void)
{
	bounce_context_t *context = with (ROWS ("suspend=hard", "suspend=soft", "X.2.1=hard", "x.2.1=soft", "550@Example.com=soft", "550@example.COM=hard"));
	size_t known = bounce_context_permanence_count (context);
	bounce_context_t *plain = bounce_context_new (BOUNCE_ABI);

	CHECK_INT (known, bounce_context_permanence_count (plain) + 2);
	CHECK_STR (OF (context, SUSPEND), "soft");
	CHECK_STR (OF (context, SUSPEND, .status = "5.2.1"), "soft");
	CHECK_STR (OF (context, SUSPEND, .reply_code = 550, .address = "neko@example.com"), "hard");
	bounce_context_unref (plain);
	bounce_context_unref (context);
}

static void
refuses (const char *key, const char *value, const char *said)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK_INT (bounce_context_set (context, key, value), BOUNCE_ERROR_SETTING);
	CHECK_STR (bounce_context_error (context), said);
	bounce_context_unref (context);
}

#define EXPECTED_CODE \
	"expected a code: a reply (550, or 4xx for all of its class), a status (5.2.1, or X.2.1 in each class), or both (550-5.2.1); got "
#define EXPECTED_RECEIVER "expected behind @ the name of a receiver that has a table, such as google, or a domain; got "
#define EXPECTED_REASON "expected the name of a reason for which mail fails, or a code; got "

static void
refuses_what_is_none (void)
{
	refuses ("permanence.suspend", "maybe", "permanence.suspend: expected hard or soft; got \"maybe\"");
	refuses ("permanence.suspend", "none", "permanence.suspend: expected hard or soft; got \"none\"");
	refuses ("permanence.suspend", "", "permanence.suspend: expected hard or soft; got \"\"");
	refuses ("permanence.userunknown", "soft", "permanence.userunknown: " EXPECTED_REASON "\"userunknown\"");
	refuses ("permanence.delivered", "hard", "permanence.delivered: " EXPECTED_REASON "\"delivered\"");
	refuses ("permanence.none", "hard", "permanence.none: " EXPECTED_REASON "\"none\"");
	refuses ("permanence.", "hard", "permanence.: " EXPECTED_CODE "\"\"");
	refuses ("permanence.suspend.", "hard", "permanence.suspend.: " EXPECTED_CODE "\"suspend.\"");
	refuses ("permanence.suspend.650", "hard", "permanence.suspend.650: " EXPECTED_CODE "\"suspend.650\"");
	refuses ("permanence.55", "hard", "permanence.55: " EXPECTED_CODE "\"55\"");
	refuses ("permanence.550-", "hard", "permanence.550-: " EXPECTED_CODE "\"550-\"");
	refuses ("permanence.5.2", "hard", "permanence.5.2: " EXPECTED_CODE "\"5.2\"");
	refuses ("permanence.5.2.1.1", "hard", "permanence.5.2.1.1: " EXPECTED_CODE "\"5.2.1.1\"");
	refuses ("permanence.X.2.", "hard", "permanence.X.2.: " EXPECTED_CODE "\"X.2.\"");
	refuses ("permanence.suspend@nobody", "hard", "permanence.suspend@nobody: " EXPECTED_RECEIVER "\"suspend@nobody\"");
	refuses ("permanence.suspend@", "hard", "permanence.suspend@: " EXPECTED_RECEIVER "\"suspend@\"");
	refuses ("permanence.suspend@exa mple.com", "hard", "permanence.suspend@exa mple.com: " EXPECTED_RECEIVER "\"suspend@exa mple.com\"");
	refuses ("permanence.suspend@a@example.com", "hard", "permanence.suspend@a@example.com: " EXPECTED_RECEIVER "\"suspend@a@example.com\"");
	refuses ("permanence", "hard", "no setting is called \"permanence\"");
}

/* A table of rows can be given as a file too, all of it or nothing. */
static void
reads_a_file (void)
{
	reason_set_t *set = bnc_reason_set_new ();
	guint rows = set->permanences->len;
	char *error = NULL;

	CHECK (!bnc_reason_set_add (set, "my/permanence.tsv", SLICE_LIT ("suspend\thard\tours\n# x\nblocked\tever\n"), &error));
	CHECK_STR (error, "my/permanence.tsv:3: expected hard or soft");
	g_free (error);
	error = NULL;
	CHECK_INT (set->permanences->len, rows);
	CHECK (bnc_reason_set_add (set, "my/permanence.tsv", SLICE_LIT ("suspend\thard\tours\n550@google\tsoft\n"), &error));
	CHECK_STR (error, NULL);
	CHECK_INT (set->permanences->len, rows + 1);
	bnc_reason_set_free (set);
}

/* From the bytes to the record, and in every place where the reason is decided. */
static void
reaches_the_record (void)
{
	static const char mail[] = "From: MAILER-DAEMON@mx.example.net\nTo: owner@example.org\nSubject: failure\nMIME-Version: 1.0\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\n\nfailed\n--cut\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
		"Final-Recipient: rfc822; neko@example.com\nAction: failed\nStatus: 5.1.1\n\n"
		"Final-Recipient: rfc822; neko@example.org\nAction: failed\nStatus: 5.1.1\n\n--cut--\n";
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_record_t *record = NULL;

	CHECK_INT (bounce_context_set (context, "permanence.user-unknown@example.com", " soft "), BOUNCE_OK);
	CHECK_INT (bounce_parse (context, mail, sizeof mail - 1, &record), BOUNCE_OK);
	CHECK_INT (bounce_record_recipient_count (record), 2);
	CHECK_INT (bounce_recipient_permanence (bounce_record_recipient (record, 0)), BOUNCE_PERMANENCE_SOFT);
	CHECK_INT (bounce_recipient_permanence (bounce_record_recipient (record, 1)), BOUNCE_PERMANENCE_HARD);
	CHECK_INT (bounce_context_set (context, "permanence.suspend", "hard"), BOUNCE_ERROR_FROZEN);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

SUITE (bnc_test_reason_permanence, "reason/permanence", { "as the table has it", as_the_table_has_it },
       { "has a row for each reason", has_a_row_for_each_reason }, { "by reason and code", by_reason_and_code }, { "by domain", by_domain },
       { "by longer domain", by_longer_domain }, { "by receiver", by_receiver }, { "replaces a row", replaces_a_row },
       { "refuses what is none", refuses_what_is_none }, { "reads a file", reads_a_file }, { "reaches the record", reaches_the_record })
