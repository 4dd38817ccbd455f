/*
 * test-reply.c - a reply alone: its codes, reason and permanence, the same as in a report; bad arguments and hostile bytes
 *
 * In: replies as servers give them.  Out: checks.  Contexts and replies made here are freed here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "bounce.h"
#include "test.h"

#define LARGE ((size_t) 10 << 20)
#define THREADS 8

static bounce_reply_t *
classified (bounce_context_t *context, const char *text, const char *host, const char *domain, const char *command)
{
	bounce_reply_t *reply;

	CHECK_INT (bounce_classify_reply (context, text, host, domain, command, &reply), BOUNCE_OK);
	return reply;
}

/* "user-unknown hard phrase 550 5.1.1" */
static char *
answer (bounce_context_t *context, const char *text, const char *host, const char *domain, const char *command)
{
	bounce_reply_t *reply = classified (context, text, host, domain, command);
	const char *status = bounce_reply_status (reply);
	char *said = g_strdup_printf ("%s %s %s %d %s", bounce_reason_name (bounce_reply_reason (reply)),
	                              bounce_permanence_name (bounce_reply_permanence (reply)),
	                              bounce_source_name (bounce_reply_reason_source (reply)), (int) bounce_reply_code (reply), status ? status : "-");

	bounce_reply_unref (reply);
	return said;
}

static void
check_answer (bounce_context_t *context, const char *const reply[4], const char *want, unsigned line)
{
	char *have = answer (context, reply[0], reply[1], reply[2], reply[3]);

	test_check_str (have, want, reply[0], __FILE__, line);
	g_free (have);
}

#define CHECK_ANSWER(want, ...) check_answer (context, (const char *const[4]) { __VA_ARGS__ }, want, __LINE__)

static void
reads_codes_and_words (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK_ANSWER ("user-unknown hard phrase 550 5.1.1", "550 5.1.1 <neko@example.org>: User unknown", NULL, NULL, "RCPT");
	CHECK_ANSWER ("user-unknown hard phrase 550 5.1.1", "550-5.1.1 User unknown\r\n550 5.1.1 Good bye\r\n", NULL, NULL, NULL);
	CHECK_ANSWER ("user-unknown hard phrase 550 5.1.1", "550-5.1.1 User 550 5.1.1 unknown", NULL, NULL, "RCPT TO");
	CHECK_ANSWER ("mailbox-full soft phrase 452 4.2.2", "452 4.2.2 Mailbox full", NULL, NULL, NULL);
	CHECK_ANSWER ("mailbox-full soft phrase 0 -", "  Mailbox full  ", NULL, NULL, NULL);
	CHECK_ANSWER ("mailbox-full soft derived 0 5.2.2", "5.2.2 sorry", NULL, NULL, NULL);
	CHECK_ANSWER ("on-hold soft none 550 -", "550 sorry", NULL, NULL, NULL);
	CHECK_ANSWER ("unknown soft none 0 -", "", NULL, NULL, NULL);
	CHECK_ANSWER ("delivered none derived 250 2.1.5", "250 2.1.5 Ok", NULL, NULL, "RCPT");
	CHECK_ANSWER ("delivered none derived 250 -", "250", NULL, NULL, NULL);
	CHECK_ANSWER ("mailbox-full soft phrase 552 5.2.2", "552 5.2.2 Mailbox full: 250 MB are used", NULL, NULL, NULL);
	bounce_context_unref (context);
}

static void
heeds_the_command (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	CHECK_ANSWER ("rejected soft derived 550 -", "550 no", NULL, NULL, "MAIL");
	CHECK_ANSWER ("rejected soft derived 550 -", "550 no", NULL, NULL, "mail from:<owner@example.org>");
	CHECK_ANSWER ("blocked soft derived 554 -", "554 no", NULL, NULL, "CONN");
	/* What is no command is as none. */
	CHECK_ANSWER ("on-hold soft none 550 -", "550 no", NULL, NULL, "");
	CHECK_ANSWER ("on-hold soft none 550 -", "550 no", NULL, NULL, "FEED");
	bounce_context_unref (context);
}

static void
knows_receivers (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	static const char text[] = "550 5.1.0 <neko@example.org> sender rejected. AUP#In-1310";

	CHECK_ANSWER ("rate-limited soft receiver 550 5.1.0", text, "mx0.charter.net", NULL, NULL);
	CHECK_ANSWER ("rate-limited soft receiver 550 5.1.0", text, "MX0.Charter.net.", "example.org", NULL);
	CHECK_ANSWER ("rate-limited soft receiver 550 5.1.0", text, NULL, "charter.net", NULL);
	/* A host that is another's speaks for itself, whoever's recipient it is. */
	CHECK_ANSWER ("rejected soft phrase 550 5.1.0", text, "mx.example.net", "charter.net", NULL);
	CHECK_ANSWER ("rejected soft phrase 550 5.1.0", text, NULL, NULL, NULL);
	bounce_context_unref (context);
}

/* A report of this reply has the same answer. */
static void
answers_as_of_a_report (void)
{
	static const char *const replies[] = { "550 5.1.1 User unknown", "552 5.2.2 Over quota", "554 5.7.1 Blocked using zen.spamhaus.org",
		"550 Relaying denied", "451 4.7.1 Greylisted, try again later", "550 sorry", "554 5.0.0 no" };
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);

	for (size_t i = 0; i < G_N_ELEMENTS (replies); i++) {
		char *mail = g_strdup_printf ("From: MAILER-DAEMON@example.net\nTo: owner@example.org\nSubject: failure\nMIME-Version: 1.0\n"
		                              "Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n--cut\n\nNo.\n--cut\n"
		                              "Content-Type: message/delivery-status\n\nReporting-MTA: dns; example.net\n\n"
		                              "Final-Recipient: rfc822; neko@example.com\nAction: failed\nDiagnostic-Code: smtp; %s\n\n--cut--\n",
		                              replies[i]);
		bounce_reply_t *reply = classified (context, replies[i], NULL, "example.com", NULL);
		const bounce_recipient_t *recipient;
		bounce_record_t *record;

		CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
		recipient = bounce_record_recipient (record, 0);
		CHECK_INT (bounce_reply_reason (reply), bounce_recipient_reason (recipient));
		CHECK_INT (bounce_reply_reason_source (reply), bounce_recipient_reason_source (recipient));
		CHECK_INT (bounce_reply_permanence (reply), bounce_recipient_permanence (recipient));
		CHECK_INT (bounce_reply_code (reply), bounce_recipient_reply_code (recipient));
		CHECK_STR (bounce_reply_status (reply), bounce_recipient_status (recipient));
		bounce_record_unref (record);
		bounce_reply_unref (reply);
		g_free (mail);
	}
	bounce_context_unref (context);
}

static void
refuses_bad_arguments (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	bounce_reply_t *reply = (bounce_reply_t *) (void *) context;

	CHECK_INT (bounce_classify_reply (NULL, "550 no", NULL, NULL, NULL, &reply), BOUNCE_ERROR_ARGUMENT);
	CHECK (reply == NULL);
	reply = (bounce_reply_t *) (void *) context;
	CHECK_INT (bounce_classify_reply (context, NULL, NULL, NULL, NULL, &reply), BOUNCE_ERROR_ARGUMENT);
	CHECK (reply == NULL);
	CHECK_INT (bounce_classify_reply (context, "550 no", NULL, NULL, NULL, NULL), BOUNCE_ERROR_ARGUMENT);
	/* Nothing was read, so nothing is frozen; the next one freezes. */
	CHECK_INT (bounce_context_set (context, "home.domain", "owner.example"), BOUNCE_OK);
	bounce_reply_unref (classified (context, "550 no", NULL, NULL, NULL));
	CHECK_INT (bounce_context_set (context, "home.domain", "owner.example"), BOUNCE_ERROR_FROZEN);
	CHECK (bounce_reply_status (NULL) == NULL);
	CHECK_INT (bounce_reply_code (NULL), 0);
	CHECK_INT (bounce_reply_reason (NULL), BOUNCE_REASON_NONE);
	CHECK_INT (bounce_reply_reason_source (NULL), BOUNCE_SOURCE_NONE);
	CHECK_INT (bounce_reply_permanence (NULL), BOUNCE_PERMANENCE_NONE);
	bounce_reply_unref (NULL);
	bounce_context_unref (context);
}

static void
outlives_its_context (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *text = g_strdup ("550 5.1.1 User unknown");
	bounce_reply_t *reply = classified (context, text, NULL, NULL, NULL);

	memset (text, 'x', strlen (text));
	g_free (text);
	bounce_context_unref (context);
	CHECK_STR (bounce_reply_status (reply), "5.1.1");
	bounce_reply_unref (reply);
}

/* Bytes that are no text, codes that are none, names of any length. */
static void
takes_any_bytes (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *longest = g_malloc (LARGE + 1), all[256];

	for (int i = 0; i < 255; i++)
		all[i] = (char) (i + 1);
	all[255] = '\0';
	memset (longest, '@', LARGE);
	longest[LARGE] = '\0';
	bounce_reply_unref (classified (context, all, all, all, all));
	bounce_reply_unref (classified (context, "550 5.1.1 User unknown", longest, longest, longest));
	CHECK_ANSWER ("user-unknown hard phrase 550 5.1.1", "550 5.1.1 \xFF\xFE\xC0\x80\033[2J User unknown\001", NULL, NULL, NULL);
	CHECK_ANSWER ("user-unknown hard phrase 550 5.1.1", "550 5.1.1 User unknown", "\xFF.\xFE", "@@.\xC0", "\xFF");
	CHECK_ANSWER ("on-hold soft none 0 -", "5.999.9999 5..1 555555 \xE2\x80", NULL, NULL, NULL);
	g_free (longest);
	bounce_context_unref (context);
}

/* Seconds for a reply of LARGE bytes that end in what decides, unit upon unit before. */
static double
seconds_of (bounce_context_t *context, const char *unit, const char *want)
{
	GString *text = g_string_new ("550 ");
	char *have;
	double start;

	while (text->len < LARGE)
		g_string_append (text, unit);
	g_string_append (text, " Mailbox full");
	start = test_seconds ();
	have = answer (context, text->str, "mx.example.net", "example.org", "DATA");
	start = test_seconds () - start;
	CHECK_STR (have, want);
	g_free (have);
	g_string_free (text, TRUE);
	return start;
}

static void
takes_a_large_one (void)
{
	static const char *const units[] = { "a ", "550-", "550-5.1.0 ", "@", "a@b ", "5.5.5.", "555 ", "\xFF", "<<<<", "\n" };
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI), *wide = bounce_context_new (BOUNCE_ABI);
	double plain;

	CHECK_INT (bounce_context_set (wide, "limit.text", "20000000"), BOUNCE_OK);
	bounce_reply_unref (classified (wide, "550 no", NULL, NULL, NULL));
	/* By itself the library reads the first 256 KiB, and all of it where it is told to. */
	seconds_of (context, "a ", "on-hold soft none 550 -");
	plain = seconds_of (wide, "a ", "mailbox-full soft phrase 550 -");
	for (size_t i = 0; i < G_N_ELEMENTS (units); i++) {
		bounce_reply_t *reply;
		GString *text = g_string_new (NULL);
		double start;

		while (text->len < LARGE)
			g_string_append (text, units[i]);
		start = test_seconds ();
		reply = classified (wide, text->str, NULL, NULL, NULL);
		start = test_seconds () - start;
		CHECK (start < 40 * plain + 5.0);
		bounce_reply_unref (reply);
		g_string_free (text, TRUE);
	}
	bounce_context_unref (context);
	bounce_context_unref (wide);
}

static gpointer
work (gpointer user)
{
	bounce_context_t *context = user;
	gsize wrong = 0;

	for (int i = 0; i < 200; i++) {
		char *have = answer (context, i % 2 ? "550 5.1.1 User unknown" : "452 4.2.2 Mailbox full", NULL, NULL, NULL);

		wrong += strcmp (have, i % 2 ? "user-unknown hard phrase 550 5.1.1" : "mailbox-full soft phrase 452 4.2.2") != 0;
		g_free (have);
	}
	return GSIZE_TO_POINTER (wrong);
}

/* A context that none of them has frozen yet. */
static void
is_asked_by_threads (void)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GThread *threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] = g_thread_new ("asker", work, context);
	for (int i = 0; i < THREADS; i++)
		CHECK_INT (GPOINTER_TO_SIZE (g_thread_join (threads[i])), 0);
	bounce_context_unref (context);
}

SUITE (bnc_test_reason_reply, "reason/reply", { "reads codes and words", reads_codes_and_words }, { "heeds the command", heeds_the_command },
       { "knows receivers", knows_receivers }, { "answers as of a report", answers_as_of_a_report },
       { "refuses bad arguments", refuses_bad_arguments }, { "outlives its context", outlives_its_context },
       { "takes any bytes", takes_any_bytes }, { "takes a large one", takes_a_large_one }, { "is asked by threads", is_asked_by_threads })
