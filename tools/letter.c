/*
 * letter.c - a letter to the provider whose servers were abused
 *
 * In: an incident.  Out: plain text to be mailed to abuse@ or postmaster@: what happened, when by UTC and by the clock of
 * the bounces, which clients, accounts, scripts, queue ids and Message-IDs to look for, and what is asked.  It says no
 * more than that: no recipients, no subjects.  The text is the caller's, for g_free().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "letter.h"

#include <string.h>

#include "cli.h"

#define NAMES_MOST 50 /* of one kind */
#define LABEL "  %-12s "

#define paragraph(out, ...) (cli_paragraph_printf ((out), "", __VA_ARGS__), g_string_append_c ((out), '\n'))

typedef const char *(*name_fn) (bounce_incident_t *incident, size_t index);

static const struct {
	const char *label;
	size_t (*count) (bounce_incident_t *incident);
	name_fn name;
} lists[] = {
	{ "client", bounce_incident_client_count, bounce_incident_client },
	{ "account", bounce_incident_account_count, bounce_incident_account },
	{ "script, user", bounce_incident_script_count, bounce_incident_script },
	{ "queue id", bounce_incident_queue_id_count, bounce_incident_queue_id },
	{ "Message-ID", bounce_incident_message_id_count, bounce_incident_message_id },
};

static bool
has_names (bounce_incident_t *incident)
{
	for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
		if (lists[i].count (incident))
			return true;
	}
	return false;
}

const char *
letter_refusal (bounce_incident_t *incident)
{
	if (bounce_incident_bounce_count (incident) == 0)
		return "there is no bounce";
	switch (bounce_verdict_cause (bounce_incident_verdict (incident))) {
	case BOUNCE_CAUSE_FORGED:
		return "this mail was sent elsewhere, and your provider had no part in it";
	case BOUNCE_CAUSE_GENUINE:
		return "this mail is your own";
	default:
		return has_names (incident) ? NULL
					    : "nothing is known yet that a provider could look for; see the report without --letter";
	}
}

static bool
has_alarm (const bounce_verdict_t *verdict, const char *name)
{
	for (size_t i = 0; i < bounce_verdict_alarm_count (verdict); i++) {
		if (strcmp (bounce_verdict_alarm (verdict, i), name) == 0)
			return true;
	}
	return false;
}

/* What came back of the mail that the letter is about: of several sendings only those. g_free() */
static char *
amount (bounce_incident_t *incident)
{
	bounce_cause_t cause = bounce_verdict_cause (bounce_incident_verdict (incident));
	size_t clusters = bounce_incident_cluster_count (incident), sum = 0;
	char *bounces, *copies, *originals, *text;

	for (size_t i = 0; i < clusters; i++) {
		const bounce_cluster_t *cluster = bounce_incident_cluster (incident, i);

		if (bounce_verdict_cause (bounce_cluster_verdict (cluster)) == cause)
			sum += bounce_cluster_bounces (cluster);
	}
	bounces = cli_count (sum, "bounce", "bounces");
	if (clusters > 1)
		return bounces;
	copies = cli_count (bounce_incident_copy_count (incident), "copy", "copies");
	originals = cli_count (bounce_incident_original_count (incident), "message", "different messages");
	text = g_strdup_printf ("%s of %s of %s", bounces, copies, originals);
	g_free (originals);
	g_free (copies);
	g_free (bounces);
	return text;
}

static void
opening (GString *out, bounce_incident_t *incident, bool sure)
{
	char *what = amount (incident);

	g_string_append_printf (out, "Subject: Abuse report: mail %s through your servers in our name\n\n",
				sure ? "sent" : "perhaps sent");
	paragraph (out, "To the postmaster or the abuse desk:");
	if (sure)
		paragraph (out, "Somebody sent mail through your servers in our name, and not by us. The way in is probably still open. "
				"We know of it from what came back to us: %s. What did arrive leaves no bounce.", what);
	else
		paragraph (out, "Mail that we do not remember to have sent came back to us: %s. It may have passed your servers; whether "
				"it did, only your logs can tell.", what);
	g_free (what);
}

/* In the words of the evidence, which names hosts and accounts alone; where it was a client of the owner's there is nothing to complain of. */
static void
way (GString *out, const bounce_verdict_t *verdict)
{
	for (size_t i = 0; i < bounce_verdict_evidence_count (verdict); i++) {
		const bounce_evidence_t *evidence = bounce_verdict_evidence (verdict, i);

		if (strcmp (bounce_evidence_group (evidence), "submission") == 0 &&
		    strcmp (bounce_evidence_outcome (evidence), "known-client") != 0)
			paragraph (out, "How it was handed in, as far as the bounces show: %s.", bounce_evidence_text (evidence));
	}
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

/* Some programs write the recipient into a Message-ID, as "user=example.org": he is not to be told of here. */
static bool
holds_address (const char *id)
{
	const char *equals = strchr (id, '='), *at = strrchr (id, '@');

	return strchr (id, '@') != at || (equals && at && equals < at && memchr (equals, '.', (size_t) (at - equals)));
}

static void
names (GString *out, bounce_incident_t *incident)
{
	g_string_append (out, "What to look for in your logs:\n\n");
	for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
		size_t count = lists[i].count (incident), shown = 0;

		for (size_t j = 0; j < count && shown < NAMES_MOST; j++) {
			const char *name = lists[i].name (incident, j);
			char *first = g_strdup_printf (LABEL, shown ? "" : lists[i].label);

			if (lists[i].name != bounce_incident_message_id || !holds_address (name)) {
				cli_paragraph (out, first, name);
				shown++;
			}
			g_free (first);
		}
		if (shown == NAMES_MOST && count > shown)
			g_string_append_printf (out, LABEL "and more, which we send on request\n", "");
	}
	g_string_append_c (out, '\n');
}

static void
request (GString *out, const bounce_verdict_t *verdict)
{
	bool any = false;

	g_string_append (out, "What we ask of you:\n\n");
	cli_paragraph (out, "  - ", "Find out which client, account or script handed this mail in, since when, and how much of it.");
	if (has_alarm (verdict, "unauthenticated-relay")) {
		any = true;
		cli_paragraph (out, "  - ",
			       "Let the server named above take mail for others only from clients that log in, or that are yours.");
	}
	if (has_alarm (verdict, "account-abuse")) {
		any = true;
		cli_paragraph (out, "  - ", "Block the account until its password is changed, and end the sessions that are open.");
	}
	if (has_alarm (verdict, "script-abuse")) {
		any = true;
		cli_paragraph (out, "  - ", "Stop the script or the user named above, and look for what was put on that host besides.");
	}
	if (!any)
		cli_paragraph (out, "  - ", "Close that way, if it is open.");
	cli_paragraph (out, "  - ", "Remove what is still in the queue, and tell us what you found.");
	g_string_append (out, "\nWe keep the bounces, and send them on request.\n");
}

char *
letter_new (bounce_incident_t *incident, const char *log)
{
	const bounce_verdict_t *verdict = bounce_incident_verdict (incident);
	GString *out = g_string_new (NULL);

	opening (out, incident, bounce_verdict_cause (verdict) == BOUNCE_CAUSE_RELAYED);
	way (out, verdict);
	window (out, incident);
	names (out, incident);
	g_string_append (out, log);
	request (out, verdict);
	return g_string_free (out, FALSE);
}
