/*
 * letter.c - a letter to the provider whose servers were abused
 *
 * In: an incident, the list of its messages, what the log says.  Out: plain text to be mailed to abuse@ or postmaster@: who complains,
 * what happened, how sure that is, the Received lines of one message, which messages to look for, and what is asked.  Where the verdict
 * is not sure it asks and does not claim.  No recipients and no subjects.  The text is the caller's, for g_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "letter.h"

#include <string.h>

#include "cli.h"
#include "report-verdict.h"

#define ROWS_SHOWN 20
#define NAMES_MOST 20 /* accounts and scripts */
#define SURE 900000   /* millionths */
#define NAMEABLE 10000

#define paragraph(out, ...) (cli_paragraph_printf ((out), "", __VA_ARGS__), g_string_append_c ((out), '\n'))

const char *
letter_refusal (bounce_incident_t *incident)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);

	if (!verdict)
		return "there is no bounce";
	switch (bounce_verdict_cause (verdict)) {
	case BOUNCE_CAUSE_FORGED:
		return "this mail was sent elsewhere, and your provider had no part in it";
	case BOUNCE_CAUSE_GENUINE:
		return "this mail is your own";
	default:
		break;
	}
	if (bounce_incident_client_count (incident) || bounce_incident_account_count (incident) || bounce_incident_script_count (incident) ||
	    bounce_incident_queue_id_count (incident) || bounce_incident_message_id_count (incident))
		return NULL;
	return "nothing is known yet that a provider could look for; see the report without --letter";
}

static bool
is_relayed (const letter_t *letter)
{
	return bounce_verdict_cause (bounce_incident_verdict (letter->incident)) == BOUNCE_CAUSE_RELAYED;
}

/* Else the letter asks. */
static bool
is_sure (const letter_t *letter)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (letter->incident);

	return is_relayed (letter) && bounce_verdict_posterior (verdict, BOUNCE_CAUSE_RELAYED) >= SURE &&
	       !bounce_verdict_home_inferred (verdict) && !(letter->ledger && ledger_report_differing (letter->ledger));
}

/* What came back of the mail that the letter is about: of several sendings only those. g_free() */
static char *
amount (bounce_incident_t *incident)
{
	bounce_cause_t cause = bounce_verdict_cause (bounce_incident_verdict (incident));
	size_t clusters = bounce_incident_cluster_count (incident), sum = 0, waiting = 0;
	char *bounces, *delays, *copies, *originals, *text;

	for (size_t i = 0; i < clusters; i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);

		if (bounce_verdict_cause (bounce_cluster_verdict (cluster)) != cause)
			continue;
		sum += bounce_cluster_bounces (cluster);
		waiting += bounce_cluster_delays (cluster);
	}
	bounces = cli_count (sum, "bounce", "bounces");
	delays = cli_count (waiting, "report of delay", "reports of delay");
	copies = cli_count (bounce_incident_copy_count (incident), "copy", "copies");
	originals = cli_count (bounce_incident_original_count (incident), "message", "different messages");
	if (waiting)
		text = g_strdup_printf ("%s%s%s", sum ? bounces : "", sum ? " and " : "", delays);
	else if (clusters > 1)
		text = g_strdup (bounces);
	else
		text = g_strdup_printf ("%s of %s of %s", bounces, copies, originals);
	g_free (originals);
	g_free (copies);
	g_free (delays);
	g_free (bounces);
	return text;
}

/* "in the name of owner.example": by the returned From; g_free() */
static char *
in_the_name (const letter_t *letter)
{
	const char *domain = tally_first (&letter->seen->senders);

	return domain ? g_strdup_printf ("in the name of %s", domain) : g_strdup ("in our name");
}

static const char *
address_of (const letter_t *letter)
{
	return letter->from ? letter->from : tally_first (&letter->seen->addresses);
}

/* Not broken, unlike a paragraph: who reads a header would take the rest for another field. */
static void
put_line (GString *out, const char *before, const char *text)
{
	char *clean = cli_clean (text);

	g_string_append_printf (out, "%s%s\n", before, clean);
	g_free (clean);
}

static void
header (GString *out, const letter_t *letter)
{
	char *name = in_the_name (letter), *subject;

	subject = is_sure (letter) ? g_strdup_printf ("Abuse report: mail sent through your servers %s", name)
				   : g_strdup_printf ("Question: was mail %s sent through your servers?", name);
	put_line (out, "Subject: ", subject);
	if (address_of (letter))
		put_line (out, "From: ", address_of (letter));
	g_string_append_c (out, '\n');
	g_free (subject);
	g_free (name);
}

static void
opening (GString *out, const letter_t *letter)
{
	char *what = amount (letter->incident), *name = in_the_name (letter);
	const char *address = address_of (letter);

	g_string_append (out, "To the postmaster or the abuse desk:\n\n");
	if (is_sure (letter))
		paragraph (out, "Somebody sent mail through your servers %s. It was not us, and the way in is probably still open.", name);
	else if (is_relayed (letter))
		paragraph (out, "We believe that somebody sent mail through your servers %s; it was not us. Please check whether your logs show "
			   "it.", name);
	else
		paragraph (out, "Mail %s came back to us that we do not remember to have sent. It may have passed your servers. Please check "
			   "whether your logs show it.", name);
	paragraph (out, "What came back%s%s: %s. What did arrive leaves no bounce.", address ? " to " : "", address ? address : "", what);
	g_free (name);
	g_free (what);
}

/* "69 % that it passed your servers without us, 31 % that it is our own"; g_free() */
static char *
chances (const bounce_verdict_t *verdict)
{
	static const char *const texts[] = {
		[BOUNCE_CAUSE_RELAYED] = "that it passed your servers without us",
		[BOUNCE_CAUSE_FORGED] = "that it was sent elsewhere with our address written on it",
		[BOUNCE_CAUSE_GENUINE] = "that it is our own",
	};
	GString *text = g_string_new (NULL);
	bounce_cause_t causes[CAUSES];

	report_causes (verdict, causes);
	for (size_t i = 0; i < CAUSES; i++) {
		int32_t posterior = bounce_verdict_posterior (verdict, causes[i]);
		char *percent = cli_percent (posterior);

		if (posterior >= NAMEABLE)
			g_string_append_printf (text, "%s%s %s", text->len ? ", " : "", percent, texts[causes[i]]);
		g_free (percent);
	}
	return g_string_free (text, FALSE);
}

/* Why the letter only asks. */
static void
doubts (GString *out, const letter_t *letter)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (letter->incident);
	const char *taker = tally_first (&letter->seen->takers);
	char *probable = chances (verdict);

	g_string_append (out, "Why we are not sure:\n\n");
	if (bounce_verdict_home_inferred (verdict))
		cli_paragraph_printf (out, "  - ", "Which servers are yours we only conclude from who took the bounces in for us%s%s%s.",
				      taker ? " (" : "", taker ? taker : "", taker ? ")" : "");
	if (!is_relayed (letter) || bounce_verdict_posterior (verdict, BOUNCE_CAUSE_RELAYED) < SURE)
		cli_paragraph_printf (out, "  - ", "By what came back the probability is %s.", probable);
	if (letter->ledger && ledger_report_differing (letter->ledger))
		cli_paragraph (out, "  - ", "The returned header and the log of the mail server do not agree, see below.");
	g_string_append_c (out, '\n');
	g_free (probable);
}

static const struct {
	const char *alarm, *way, *request;
} ways[] = {
	{ "unauthenticated-relay", "was handed in by a client that did not log in and is none of ours: an open relay",
	  "Let that server take mail for others only from clients that log in, or that are yours." },
	{ "account-abuse", "was handed in by a stranger who logged in with an account of ours",
	  "Block that account until its password is changed, and end the sessions that are open." },
	{ "script-abuse", "came from a script or local user of the server itself",
	  "Stop that script or user, and look for what was put on that host besides." },
};

/* The alarms name what the Received lines show. */
static void
put_ways (GString *out, const letter_t *letter)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (letter->incident);

	for (size_t i = 0; i < G_N_ELEMENTS (ways); i++) {
		if (report_has_alarm (verdict, ways[i].alarm))
			paragraph (out, "By its Received lines it %s.", ways[i].way);
	}
}

static void
names (GString *out, bounce_incident_t *incident, const char *label, size_t count,
       const char *(*name) (bounce_incident_t *incident, size_t index))
{
	GString *text = g_string_new (NULL);

	for (size_t i = 0; i < MIN (count, NAMES_MOST); i++)
		g_string_append_printf (text, "%s%s", i ? ", " : "", name (incident, i));
	if (count > NAMES_MOST)
		g_string_append_printf (text, " and %zu more", count - NAMES_MOST);
	if (count)
		paragraph (out, "%s: %s.", label, text->str);
	g_string_free (text, TRUE);
}

static void
messages (GString *out, const letter_t *letter)
{
	size_t count = letter_list_count (letter->list), rest = count - MIN (count, ROWS_SHOWN);
	char *others = cli_number (rest), *all = cli_number (count);
	char *file = letter->attachment ? g_path_get_basename (letter->attachment) : NULL;

	letter_list_sample (letter->list, out, "The Received lines of one of these messages, as they came back, the newest first. Addresses of "
					       "others are left out.", letter->seen);
	if (count) {
		g_string_append (out, "What to look for in your logs:\n\n");
		letter_list_table (letter->list, out, ROWS_SHOWN);
		g_string_append_c (out, '\n');
	}
	if (file)
		paragraph (out, "The file %s that we attach has all %s%s.", file, all,
			   letter_list_is_whole (letter->list) ? "" : " that we kept; there were more");
	else if (rest)
		paragraph (out, "We send the other %s%s on request.", others,
			   letter_list_is_whole (letter->list) ? "" : ", and those that are not in this list,");
	names (out, letter->incident, "Accounts", bounce_incident_account_count (letter->incident), bounce_incident_account);
	names (out, letter->incident, "Scripts and local users", bounce_incident_script_count (letter->incident), bounce_incident_script);
	g_free (file);
	g_free (all);
	g_free (others);
}

static void
window (GString *out, bounce_incident_t *incident)
{
	int64_t first = bounce_incident_ask_first (incident), last = bounce_incident_ask_last (incident);
	char *utc_first = cli_when (first, 0, "%Y-%m-%d %H:%M"), *utc_last = cli_when (last, 0, "%Y-%m-%d %H:%M");
	char *local_first = cli_when (first, bounce_incident_ask_first_offset (incident), "%Y-%m-%d %H:%M %z");
	char *local_last = cli_when (last, bounce_incident_ask_last_offset (incident), "%Y-%m-%d %H:%M %z");

	if (utc_first && utc_last && local_first && local_last) {
		g_string_append_printf (out, "When it came back:\n\n  UTC    %s to %s\n  local  %s to %s\n\n", utc_first, utc_last,
					local_first, local_last);
		paragraph (out, "It was handed in before that: by minutes or, where it waited to be tried again, by days.");
	} else {
		paragraph (out, "The bounces bear no date.");
	}
	g_free (local_last);
	g_free (local_first);
	g_free (utc_last);
	g_free (utc_first);
}

static void
request (GString *out, const letter_t *letter)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (letter->incident);
	const char *address = address_of (letter);
	bool any = false;

	g_string_append (out, "What we ask of you:\n\n");
	if (!is_sure (letter))
		cli_paragraph (out, "  - ", "Check whether this mail passed your servers, and tell us if it did not.");
	cli_paragraph_printf (out, "  - ", "%s which client, account or script handed this mail in, since when, and how much of it.",
			      is_sure (letter) ? "Find out" : "If it did, find out");
	for (size_t i = 0; i < G_N_ELEMENTS (ways); i++) {
		if (report_has_alarm (verdict, ways[i].alarm)) {
			cli_paragraph (out, "  - ", ways[i].request);
			any = true;
		}
	}
	if (!any)
		cli_paragraph (out, "  - ", "Close that way, if it is open.");
	cli_paragraph (out, "  - ", "Remove what is still in the queue, and tell us what you found.");
	g_string_append (out, "\nWe keep the bounces, and send them on request.\n");
	if (address)
		put_line (out, "\n", address);
}

char *
letter_new (const letter_t *letter)
{
	GString *out = g_string_new (NULL);

	header (out, letter);
	opening (out, letter);
	if (!is_sure (letter))
		doubts (out, letter);
	put_ways (out, letter);
	messages (out, letter);
	window (out, letter->incident);
	if (letter->ledger)
		ledger_report_letter (letter->ledger, out);
	request (out, letter);
	return g_string_free (out, FALSE);
}
