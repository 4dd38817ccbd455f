/*
 * report-text.c - the answer for a flood of bounces, as text for people
 *
 * In: an incident, what its bounces tell of their owner, and what the log says, if there is one.  Out: the verdict, how sure it is and
 * what to do; then how much came back, when, from whom and why; then what was found, and what is unknown.  The text is the caller's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-text.h"

#include <string.h>

#include "cli.h"
#include "letter.h"
#include "report-advice.h"
#include "report-evidence.h"
#include "report-missing.h"
#include "report-timeline.h"
#include "report-verdict.h"

#define LIST_SHOWN 10 /* of hosts and sendings; the JSON has all */
#define ASK_SHOWN 5   /* of queue ids and the like; the letter has more */
#define DATE "%Y-%m-%d %H:%M %z"

#define line(out, ...) cli_paragraph_printf ((out), "  ", __VA_ARGS__)

static void
title (GString *out, const char *text)
{
	g_string_append_printf (out, "\n%s\n", text);
}

/* An alarm's name is for programs. */
static const struct {
	const char *name, *text;
} alarms[] = {
	{ "unauthenticated-relay", "a server of yours or your provider's took this mail from a stranger who did not log in, and passed it on "
				   "(unauthenticated-relay)" },
	{ "account-abuse", "a stranger logged in with an account of yours: change its password (account-abuse)" },
	{ "script-abuse", "a script or a local user of your server sent this: a form on the web, or more (script-abuse)" },
};

static const char *
alarm_text (const char *alarm)
{
	for (size_t i = 0; i < G_N_ELEMENTS (alarms); i++) {
		if (strcmp (alarm, alarms[i].name) == 0)
			return alarms[i].text;
	}
	return alarm;
}

static void
how_sure (GString *out, const bounce_verdict_t *verdict)
{
	static const char *const means[] = {
		[BOUNCE_CAUSE_GENUINE] = "sent by you",
		[BOUNCE_CAUSE_RELAYED] = "sent through your server",
		[BOUNCE_CAUSE_FORGED] = "sent elsewhere in your name",
	};
	GString *text = g_string_new (NULL);
	bounce_cause_t causes[CAUSES];
	char *passed, *wanted;

	report_causes (verdict, causes);
	for (size_t i = 0; i < CAUSES; i++) {
		char *percent = cli_percent (bounce_verdict_posterior (verdict, causes[i]));

		g_string_append_printf (text, "%s%s (%s) %s", i ? ", " : "", bounce_cause_name (causes[i]), means[causes[i]], percent);
		g_free (percent);
	}
	passed = cli_percent (bounce_verdict_passed (verdict));
	wanted = cli_percent (bounce_verdict_wanted (verdict));
	g_string_append_printf (text, ". It passed your server or one that sends for you: %s%s; if so, you wanted it sent: %s", passed,
	                        bounce_verdict_passed_known (verdict) ? "" : ", a guess, for no trail that can be believed shows it", wanted);
	g_free (wanted);
	g_free (passed);
	cli_paragraph_printf (out, "", "How sure: %s.%s", text->str,
			      bounce_verdict_home_inferred (verdict) ? " Which servers are yours is only concluded from the bounces: see \"What is "
								       "unknown\"."
								     : "");
	g_string_free (text, TRUE);
}

static void
answer (GString *out, bounce_incident_t *incident)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);

	cli_paragraph (out, "", bounce_verdict_sentence (verdict));
	for (size_t i = 0; i < bounce_verdict_alarm_count (verdict); i++)
		cli_paragraph (out, "ALARM: ", alarm_text (bounce_verdict_alarm (verdict, i)));
	g_string_append_c (out, '\n');
	how_sure (out, verdict);
}

static const struct {
	bounce_kind_t kind;
	const char *one, *many;
} kinds[] = {
	{ BOUNCE_KIND_FAILURE, "failure", "failures" },
	{ BOUNCE_KIND_DELAY, "report of delay", "reports of delay" },
	{ BOUNCE_KIND_DELIVERY, "report of delivery", "reports of delivery" },
	{ BOUNCE_KIND_AUTO_REPLY, "automatic reply", "automatic replies" },
	{ BOUNCE_KIND_CHALLENGE, "challenge", "challenges" },
	{ BOUNCE_KIND_DISPOSITION, "disposition notification", "disposition notifications" },
	{ BOUNCE_KIND_COMPLAINT, "complaint", "complaints" },
	{ BOUNCE_KIND_OTHER, "other mail", "other mails" },
};

char *
report_kinds (bounce_incident_t *incident)
{
	char *read = cli_count (bounce_incident_message_count (incident), "mail", "mails");
	GString *text = g_string_new (read);
	bool any = false;

	for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++) {
		size_t count = bounce_incident_kind_count (incident, kinds[i].kind);
		char *counted = cli_count (count, kinds[i].one, kinds[i].many);

		if (count > 0) {
			g_string_append_printf (text, "%s%s", any ? ", " : ": ", counted);
			any = true;
		}
		g_free (counted);
	}
	g_free (read);
	return g_string_free (text, FALSE);
}

/* "150 bounces x 15 failed recipients", "10 bounces with 1 to 15 failed recipients each"; g_free() */
static char *
factors_of (bounce_incident_t *incident, const seen_t *seen)
{
	size_t count = bounce_incident_bounce_count (incident);
	char *bounces = cli_count (count, "bounce", "bounces"), *least = cli_number (seen->least), *most = cli_number (seen->most);
	const char *recipients = seen->most == 1 ? "failed recipient" : "failed recipients";
	char *text;

	if (seen->least == seen->most && count * seen->most == bounce_incident_copy_count (incident))
		text = g_strdup_printf ("%s x %s %s", bounces, most, recipients);
	else
		text = g_strdup_printf ("%s with %s to %s %s each", bounces, least, most, recipients);
	g_free (most);
	g_free (least);
	g_free (bounces);
	return text;
}

static void
failures (GString *out, bounce_incident_t *incident, const seen_t *seen)
{
	size_t different = bounce_incident_original_count (incident);
	char *factors = factors_of (incident, seen);
	char *copies = cli_count (bounce_incident_copy_count (incident), "copy", "copies");
	char *originals = cli_count (different, "message", "different messages");
	char *recipients = cli_count (bounce_incident_recipient_count (incident), "address", "different addresses");

	line (out, "%s = %s%s%s, to %s.%s", factors, copies, different ? " of " : "", different ? originals : "", recipients,
	      bounce_incident_bounce_count (incident) > 1 ? " What arrived leaves no bounce, so more may have been sent." : "");
	g_free (recipients);
	g_free (originals);
	g_free (copies);
	g_free (factors);
}

static void
amounts (GString *out, bounce_incident_t *incident, const seen_t *seen)
{
	size_t delayed = bounce_incident_delay_count (incident), known = bounce_incident_duplicate_count (incident);
	char *read = report_kinds (incident), *delays = cli_number (delayed), *duplicates = cli_count (known, "mail", "mails");

	title (out, "How much came back");
	if (bounce_incident_bounce_count (incident))
		failures (out, incident, seen);
	if (delayed)
		line (out, delayed == 1 ? "%s message is delayed: its servers go on trying, and it has not failed."
					: "%s messages are delayed: their servers go on trying, and they have not failed.", delays);
	line (out, "Read: %s.", read);
	if (known)
		line (out, "Given more than once, and counted once: %s.", duplicates);
	g_free (duplicates);
	g_free (delays);
	g_free (read);
}

static void
times (GString *out, bounce_incident_t *incident)
{
	char *first = cli_when (bounce_incident_first (incident), bounce_incident_first_offset (incident), DATE);
	char *last = cli_when (bounce_incident_last (incident), bounce_incident_last_offset (incident), DATE);

	title (out, "When");
	if (!first || !last)
		line (out, "No bounce is dated.");
	else if (bounce_incident_bounce_count (incident) == 1)
		line (out, "The bounce is of %s.", first);
	else if (strcmp (first, last) == 0)
		line (out, "All bounces are of %s.", first);
	else
		line (out, "The first bounce is of %s, the last of %s.", first, last);
	report_timeline (out, incident);
	g_free (last);
	g_free (first);
}

static void
bouncers (GString *out, bounce_incident_t *incident)
{
	size_t count = bounce_incident_bouncer_count (incident);

	title (out, "Who bounced it");
	for (size_t i = 0; i < MIN (count, LIST_SHOWN); i++) {
		char *bounces = cli_count (bounce_incident_bouncer_bounces (incident, i), "bounce", "bounces");
		char *copies = cli_count (bounce_incident_bouncer_recipients (incident, i), "copy", "copies");

		line (out, "%s: %s, %s", bounce_incident_bouncer_host (incident, i), bounces, copies);
		g_free (copies);
		g_free (bounces);
	}
	if (count > LIST_SHOWN) {
		char *rest = cli_count (count - LIST_SHOWN, "more host", "more hosts");

		line (out, "and %s (--format=json has all)", rest);
		g_free (rest);
	}
	if (count == 0)
		line (out, "No bounce names its server.");
}

/* In the order of the numbers; none fell out so far. */
static const char *const reason_texts[] = {
	[BOUNCE_REASON_NONE] = "did not fail", [BOUNCE_REASON_USER_UNKNOWN] = "no such mailbox", [BOUNCE_REASON_HOST_UNKNOWN] = "no such domain",
	[BOUNCE_REASON_HAS_MOVED] = "mailbox moved", [BOUNCE_REASON_NOT_ACCEPT] = "the destination accepts no mail",
	[BOUNCE_REASON_MAILBOX_FULL] = "mailbox full", [BOUNCE_REASON_SUSPEND] = "account disabled",
	[BOUNCE_REASON_FILTERED] = "refused for the recipient", [BOUNCE_REASON_REJECTED] = "sender refused",
	[BOUNCE_REASON_BLOCKED] = "sending server refused", [BOUNCE_REASON_BAD_REPUTATION] = "sending server of bad reputation",
	[BOUNCE_REASON_REQUIRE_PTR] = "sending server without a right name in the DNS",
	[BOUNCE_REASON_AUTH_FAILURE] = "SPF, DKIM or DMARC failed", [BOUNCE_REASON_NOT_COMPLIANT_RFC] = "the message breaks a standard",
	[BOUNCE_REASON_POLICY_VIOLATION] = "against the receiver's rules", [BOUNCE_REASON_SECURITY_ERROR] = "refused for security",
	[BOUNCE_REASON_SPAM_DETECTED] = "called spam", [BOUNCE_REASON_VIRUS_DETECTED] = "called a virus",
	[BOUNCE_REASON_CONTENT_ERROR] = "header, format or attachment refused", [BOUNCE_REASON_EMAIL_TOO_LARGE] = "too large",
	[BOUNCE_REASON_RATE_LIMITED] = "too many messages", [BOUNCE_REASON_EXPIRED] = "given up after many tries",
	[BOUNCE_REASON_NETWORK_ERROR] = "no connection", [BOUNCE_REASON_FAILED_STARTTLS] = "no safe connection (TLS)",
	[BOUNCE_REASON_NO_RELAYING] = "relaying denied", [BOUNCE_REASON_SYNTAX_ERROR] = "SMTP command refused",
	[BOUNCE_REASON_SYSTEM_ERROR] = "trouble on the remote system", [BOUNCE_REASON_SYSTEM_FULL] = "remote disk full",
	[BOUNCE_REASON_MAILER_ERROR] = "a delivery program failed", [BOUNCE_REASON_SUPPRESSED] = "on the sender's suppression list",
	[BOUNCE_REASON_ON_HOLD] = "an error text that does not decide", [BOUNCE_REASON_UNKNOWN] = "nothing is said",
	[BOUNCE_REASON_DELIVERED] = "delivered", [BOUNCE_REASON_FEEDBACK] = "complaint", [BOUNCE_REASON_VACATION] = "automatic reply",
};

static gint
more_first (gconstpointer a, gconstpointer b, gpointer incident)
{
	bounce_reason_t left = *(const bounce_reason_t *) a, right = *(const bounce_reason_t *) b;
	size_t x = bounce_incident_reason_count (incident, left), y = bounce_incident_reason_count (incident, right);

	return x != y ? (x < y) - (x > y) : left - right;
}

static void
reasons (GString *out, bounce_incident_t *incident)
{
	bounce_reason_t order[G_N_ELEMENTS (reason_texts)];

	if (bounce_incident_copy_count (incident) == 0)
		return;
	title (out, "Why it was bounced");
	for (size_t i = 0; i < G_N_ELEMENTS (order); i++)
		order[i] = (bounce_reason_t) i;
	g_qsort_with_data (order, G_N_ELEMENTS (order), sizeof *order, more_first, incident);
	for (size_t i = 0; i < G_N_ELEMENTS (order); i++) {
		size_t count = bounce_incident_reason_count (incident, order[i]);
		char *copies = cli_count (count, "copy", "copies");

		if (count)
			line (out, "%s: %s (%s)", copies, reason_texts[order[i]], bounce_reason_name (order[i]));
		g_free (copies);
	}
}

static void
sendings (GString *out, bounce_incident_t *incident)
{
	size_t count = bounce_incident_cluster_count (incident);

	if (count < 2)
		return;
	title (out, "More than one sending");
	for (size_t i = 0; i < MIN (count, LIST_SHOWN); i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);
		const char *client = bounce_cluster_client (cluster), *message = bounce_cluster_message (cluster, 0);
		char *bounces = cli_count (bounce_cluster_bounces (cluster), "bounce", "bounces");
		char *delays = cli_count (bounce_cluster_delays (cluster), "delay", "delays");
		char *recipients = cli_count (bounce_cluster_recipients (cluster), "recipient", "recipients");

		line (out, "%s: %s%s%s, %s, handed in by %s; such as %s",
		      bounce_cause_name (bounce_verdict_cause (bounce_cluster_verdict (cluster))),
		      bounce_cluster_bounces (cluster) ? bounces : delays,
		      bounce_cluster_bounces (cluster) && bounce_cluster_delays (cluster) ? ", " : "",
		      bounce_cluster_bounces (cluster) && bounce_cluster_delays (cluster) ? delays : "", recipients,
		      client ? client : "an unknown client", message ? message : "none");
		g_free (recipients);
		g_free (delays);
		g_free (bounces);
	}
	if (count > LIST_SHOWN)
		line (out, "and %zu more (--format=json has all)", count - LIST_SHOWN);
}

static void
ask_list (GString *out, bounce_incident_t *incident, const char *name, size_t count,
	  const char *(*item) (bounce_incident_t *incident, size_t index))
{
	GString *text = g_string_new (NULL);
	char *first = g_strdup_printf ("  %-13s", name);

	for (size_t i = 0; i < MIN (count, ASK_SHOWN); i++)
		g_string_append_printf (text, "%s%s", i ? " " : "", item (incident, i));
	if (count > ASK_SHOWN) /* there may be more than the library keeps */
		g_string_append (text, " and more");
	if (count > 0)
		cli_paragraph (out, first, text->str);
	g_free (first);
	g_string_free (text, TRUE);
}

static void
ask_lists (GString *out, bounce_incident_t *incident)
{
	ask_list (out, incident, "client", bounce_incident_client_count (incident), bounce_incident_client);
	ask_list (out, incident, "account", bounce_incident_account_count (incident), bounce_incident_account);
	ask_list (out, incident, "script, user", bounce_incident_script_count (incident), bounce_incident_script);
	ask_list (out, incident, "queue id", bounce_incident_queue_id_count (incident), bounce_incident_queue_id);
	ask_list (out, incident, "message-id", bounce_incident_message_id_count (incident), bounce_incident_message_id);
}

/* "from 2005-04-11 09:22 +0900 to ..."; g_free() */
static char *
ask_window (bounce_incident_t *incident)
{
	char *first = cli_when (bounce_incident_ask_first (incident), bounce_incident_ask_first_offset (incident), DATE);
	char *last = cli_when (bounce_incident_ask_last (incident), bounce_incident_ask_last_offset (incident), DATE), *text;

	if (!first || !last)
		text = g_strdup ("at a time that no bounce says");
	else if (strcmp (first, last) == 0)
		text = g_strdup_printf ("on %s", first);
	else
		text = g_strdup_printf ("from %s to %s", first, last);
	g_free (last);
	g_free (first);
	return text;
}

/* What passed no server of his, or was rightly sent, is nothing to him. */
static void
ask_provider (GString *out, bounce_incident_t *incident)
{
	char *window = ask_window (incident);

	title (out, "What to ask your provider");
	switch (bounce_verdict_cause (bounce_incident_verdict (incident))) {
	case BOUNCE_CAUSE_FORGED:
		line (out, "Nothing: his servers had no part in it.");
		break;
	case BOUNCE_CAUSE_GENUINE:
		line (out, "Nothing: it is your own mail.");
		break;
	default:
		line (out, "Which client, account or script handed this in, and is the way in closed? It came back %s; it was sent "
		      "minutes to days before.%s", window,
		      letter_refusal (incident) ? "" : " bounce-report --letter writes him, with all of this:");
		ask_lists (out, incident);
	}
	g_free (window);
}

char *
report_text (bounce_incident_t *incident, const seen_t *seen, ledger_report_t *ledger)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);
	GString *out = g_string_new (NULL);

	answer (out, incident);
	report_advice (out, incident, seen);
	amounts (out, incident, seen);
	if (bounce_incident_bounce_count (incident)) {
		times (out, incident);
		bouncers (out, incident);
	}
	reasons (out, incident);
	sendings (out, incident);
	title (out, "What was found, the strongest first");
	report_evidence (out, verdict);
	if (ledger)
		ledger_report_text (ledger, out);
	ask_provider (out, incident);
	title (out, "What is unknown, and how to find it out");
	report_missing (out, verdict, seen);
	return g_string_free (out, FALSE);
}
