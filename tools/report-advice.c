/*
 * report-advice.c - what an answer means for the owner, and what he is to do, as text for people
 *
 * In: an incident.  Out: one paragraph on what the cause means for somebody who knows no mail server, and numbered steps; where
 * nothing is decided, what to do first and what in each case.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-advice.h"

#include <string.h>

#include "cli.h"
#include "letter.h"
#include "report-verdict.h"

#define NAMES_SHOWN 3
#define WORTH 50000 /* millionths: a case less probable is not spoken of */

typedef struct {
	GString *out;
	bounce_incident_t *incident;
	const bounce_verdict_t *verdict;
	const seen_t *seen;
	unsigned step;
} advice_t;

/* What the answer means, and the title of what to do. */
static void
meaning (advice_t *advice, const char *text)
{
	g_string_append_c (advice->out, '\n');
	cli_paragraph_printf (advice->out, "", "That means: %s", text);
	g_string_append (advice->out, "\nWhat to do\n");
}

static void step (advice_t *advice, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
step (advice_t *advice, const char *format, ...)
{
	char *first = g_strdup_printf ("  %u. ", ++advice->step), *text;
	va_list args;

	va_start (args, format);
	text = g_strdup_vprintf (format, args);
	va_end (args);
	cli_paragraph (advice->out, first, text);
	g_free (text);
	g_free (first);
}

/* "info, sales and 2 more"; g_free() */
static char *
names_of (bounce_incident_t *incident, size_t count, const char *(*name) (bounce_incident_t *incident, size_t index))
{
	GString *text = g_string_new (NULL);

	for (size_t i = 0; i < MIN (count, NAMES_SHOWN); i++)
		g_string_append_printf (text, "%s%s", i ? ", " : "", name (incident, i));
	if (count > NAMES_SHOWN)
		g_string_append_printf (text, " and %zu more", count - NAMES_SHOWN);
	return g_string_free (text, FALSE);
}

/* How a stranger got in decides what the owner himself can do. */
static void
close_the_way (advice_t *advice)
{
	bounce_incident_t *incident = advice->incident;
	char *accounts = names_of (incident, bounce_incident_account_count (incident), bounce_incident_account);
	char *scripts = names_of (incident, bounce_incident_script_count (incident), bounce_incident_script);

	if (report_has_alarm (advice->verdict, "account-abuse"))
		step (advice, "Change the password of the mail account%s%s now, and of all that have the same one: a stranger knows it.",
		      *accounts ? " " : "", accounts);
	if (report_has_alarm (advice->verdict, "script-abuse"))
		step (advice, "Take the form or program%s%s that sent it off the web until it is mended: strangers send through it.",
		      *scripts ? " " : "", scripts);
	if (report_has_alarm (advice->verdict, "unauthenticated-relay"))
		step (advice, "Nobody needed a password of yours: the server lets strangers send. Only who runs it can change that.");
	if (advice->step == 0)
		step (advice, "Change the passwords of your mail accounts: a stolen one is the most usual way in.");
	g_free (scripts);
	g_free (accounts);
}

static void
if_relayed (advice_t *advice)
{
	meaning (advice, "somebody used a mail server that sends for you, your provider's or your own, for mail that is not yours. It goes on "
			 "until somebody closes the way in.");
	close_the_way (advice);
	if (!letter_refusal (advice->incident))
		step (advice, "Today, send the letter that bounce-report --letter writes to whoever runs that server: mostly your provider, at "
			      "his address abuse@ or postmaster@. It says what he needs to find the mail in his logs.");
	else
		step (advice, "Today, tell whoever runs that server, mostly your provider, at his address abuse@ or postmaster@.");
	step (advice, "If you run the server yourself, look in its logs for what stands under \"What to ask your provider\".");
	step (advice, "Keep the bounces until he has answered, and answer none of them.");
}

static void
if_forged (advice_t *advice)
{
	const char *domain = tally_first (&advice->seen->senders);

	meaning (advice, "this mail never passed a server of yours. Somebody wrote your address on it, as one can write any sender on a "
			 "letter.");
	if (bounce_verdict_alarm_count (advice->verdict))
		step (advice, "Look into the alarm above all the same.");
	step (advice, "You need to repair nothing and to change no password.");
	step (advice, "Delete the bounces. They mostly end within days; nobody can stop them sooner.");
	step (advice, "So that fewer come the next time, let whoever runs the DNS of %s publish an SPF and a DMARC record: with them receivers "
		      "can refuse such mail instead of bouncing it to you.", domain ? domain : "your domain");
}

static void
if_genuine (advice_t *advice)
{
	const seen_t *seen = advice->seen;
	char *hard = cli_count (seen->hard, "failed recipient", "failed recipients");
	char *soft = cli_count (seen->soft, "failed recipient", "failed recipients");

	meaning (advice, "you, or a person or program that sends for you, wrote this mail, and it did not arrive.");
	if (bounce_verdict_alarm_count (advice->verdict))
		step (advice, "Look into the alarm above all the same.");
	if (seen->hard)
		step (advice, "%s will never take mail: take %s off your lists. bounce-parse names %s.", hard, seen->hard == 1 ? "it" : "them",
		      seen->hard == 1 ? "it" : "them");
	if (seen->soft)
		step (advice, "%s may take mail later, or the fault is not theirs: see \"Why it was bounced\".", soft);
	if (!seen->hard && !seen->soft)
		step (advice, "Wait: the servers go on trying.");
	g_free (soft);
	g_free (hard);
}

static const struct {
	const char *when, *what;
} cases[] = {
	[BOUNCE_CAUSE_GENUINE] = { "you sent it", "correct the addresses that failed, if any did" },
	[BOUNCE_CAUSE_RELAYED] = { "it went through your server", "change the passwords of your mail accounts, and let your provider look in his "
								  "logs: the way in is open until he closes it" },
	[BOUNCE_CAUSE_FORGED] = { "it was sent elsewhere", "repair nothing, and delete the bounces" },
};

static void
if_undecided (advice_t *advice)
{
	bounce_cause_t causes[CAUSES];

	meaning (advice, "what came back does not tell whose mail it was.");
	if (bounce_verdict_missing_count (advice->verdict))
		step (advice, "First find out what stands under \"What is unknown\", and run bounce-report again with it.");
	report_causes (advice->verdict, causes);
	for (size_t i = 0; i < CAUSES; i++) {
		int32_t posterior = bounce_verdict_posterior (advice->verdict, causes[i]);
		char *percent = cli_percent (posterior);
		bool writes = causes[i] == BOUNCE_CAUSE_RELAYED && !letter_refusal (advice->incident);

		if (posterior >= WORTH)
			step (advice, "If %s (%s, %s): %s.%s", cases[causes[i]].when, bounce_cause_name (causes[i]), percent,
			      cases[causes[i]].what, writes ? " bounce-report --letter writes him." : "");
		g_free (percent);
	}
}

void
report_advice (GString *out, bounce_incident_t *incident, const seen_t *seen)
{
	advice_t advice = { out, incident, bounce_incident_verdict (incident), seen, 0 };

	switch (bounce_verdict_cause (advice.verdict)) {
	case BOUNCE_CAUSE_RELAYED:
		if_relayed (&advice);
		break;
	case BOUNCE_CAUSE_FORGED:
		if_forged (&advice);
		break;
	case BOUNCE_CAUSE_GENUINE:
		if_genuine (&advice);
		break;
	default:
		if_undecided (&advice);
	}
}
