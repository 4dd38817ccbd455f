/*
 * report-missing.c - what is unknown, and how to find it out, as text for people
 *
 * In: what a verdict says would help, in the library's short words, and what the bounces tell of their owner.  Out: for each a title
 * and, by the setting that it names, what that is, how to find it and with which option to say it.  What no setting answers stands in
 * the library's words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report-missing.h"

#include <string.h>

#include "cli.h"

#define TAKERS_SHOWN 3
#define KEY_CHARS "abcdefghijklmnopqrstuvwxyz_"

static const struct {
	const char *key, *text;
} needs[] = {
	{ "home.network", "Your home network is the range of addresses of the mail servers that send and receive for you: your own, or your "
			  "provider's, which he shares with other customers. Who knows it sees at once whether a returned mail left from "
			  "there or from a stranger's computer." },
	{ "home.dkim_key", "The returned mail bears a DKIM signature in the name of a domain of yours, which only your mail server can make. "
			   "Its public key stands in the DNS, as `dig txt SELECTOR._domainkey.DOMAIN` shows it, with s= and d= of the "
			   "signature for SELECTOR and DOMAIN: say --dkim-key=\"SELECTOR DOMAIN KEY\"." },
	{ "home.batv_key", "The address it was sent from bears a tag (BATV), as your mail server may write it with a secret of its "
			   "configuration. With --batv-key=SECRET it is seen whether the tag is true." },
	{ "home.forwarder", "A server in between, such as a mailing list's, passed the mail on and does not show who gave it the mail; its "
			    "postmaster can tell by his log. If you trust what it writes, name it with --forwarder=HOST." },
	{ "home.sender", "Newsletters, shops and the like are often sent by somebody else for you, from addresses that are not yours. Name "
			 "him with --sender=HOST." },
	{ "home.host", "Your mail servers are known by their names as well. Name all that send, each with --host=NAME." },
	{ "home.spf", "The SPF record of your domain says who may send for it; `dig txt DOMAIN` shows it. Say --spf=\"v=spf1 ...\"." },
	{ "home.domain", "Your domain is what stands behind the @ of your addresses. Say --domain=NAME." },
	{ "ledger.sent", "If you know that you sent nothing of the kind, say --not-mine. Else look for its subject and its Message-ID among the mail "
			 "that you sent: if it is there, it is yours. For many, make a file of the Message-IDs of all that you sent, one a line, and say --sent=FILE." },
	{ "ledger.log", "The log of the mail server that sends for you tells whether it had this mail. If you have that log, make a ledger of "
			"it with bounce-ledger and say --ledger=FILE; if your provider has it, ask him: bounce-report --letter writes him." },
};

/* "home.network" of "own networks: set home.network"; g_free(); NULL: it names none. */
static char *
key_in (const char *text)
{
	static const char *const parts[] = { "home.", "ledger." };

	for (size_t i = 0; i < G_N_ELEMENTS (parts); i++) {
		const char *found = strstr (text, parts[i]);
		size_t begin = strlen (parts[i]), length = found ? strspn (found + begin, KEY_CHARS) : 0;

		if (length)
			return g_strndup (found, begin + length);
	}
	return NULL;
}

/* "mx.provider.example", "mx1.provider.example and mx2.provider.example"; g_free(); NULL: nobody is named. */
static char *
takers_of (const seen_t *seen)
{
	GPtrArray *names = tally_names (&seen->takers);
	guint shown = MIN (names->len, TAKERS_SHOWN);
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < shown; i++)
		g_string_append_printf (text, "%s%s", i == 0 ? "" : i + 1 == shown ? " and " : ", ", (const char *) names->pdata[i]);
	g_ptr_array_unref (names);
	return g_string_free (text, text->len == 0);
}

/* Whose servers they are nobody but the owner can know; where they may stand the bounces tell. */
static void
put_network (GString *out, const char *indent, const seen_t *seen)
{
	bool known;
	const char *name, *address = seen_server (seen, &name, &known);
	char *takers = takers_of (seen), *range = seen_range (address);

	if (takers)
		cli_paragraph_printf (out, indent, "How to find it: %s took the bounces in for you, so this is your server or your provider's.",
				      takers);
	if (known && range)
		cli_paragraph_printf (out, indent, "%s [%s] is of the same house: the range is probably around %s; `whois %s` tells it, or your "
				      "provider.", name, address, range, address);
	else if (range)
		cli_paragraph_printf (out, indent, "A returned line calls [%s] %s. Anybody can claim a name, so see whether `host %s` gives that "
				      "address too: then the range is probably around %s; `whois %s` tells it, or your provider.",
				      address, name, name, range, address);
	else
		cli_paragraph_printf (out, indent, "`host %s` tells the address, and `whois ADDRESS` the range; or ask your provider.",
				      takers ? tally_first (&seen->takers) : "NAME-OF-THE-SERVER");
	cli_paragraph_printf (out, indent, "Then say --shared-network=%s, or --network=%s if nobody but you uses these servers.",
			      range ? range : "RANGE", range ? range : "RANGE");
	g_free (range);
	g_free (takers);
}

static void
put_need (GString *out, const char *first, const char *indent, const char *need, const seen_t *seen)
{
	char *key = key_in (need), *title = g_strndup (need, strcspn (need, ":"));
	const char *text = NULL;

	for (size_t i = 0; key && !text && i < G_N_ELEMENTS (needs); i++) {
		if (strcmp (key, needs[i].key) == 0)
			text = needs[i].text;
	}
	if (*title)
		*title = g_ascii_toupper (*title);
	if (text) {
		cli_paragraph_printf (out, first, "%s.", title);
		cli_paragraph (out, indent, text);
		if (strcmp (key, "home.network") == 0)
			put_network (out, indent, seen);
	} else {
		cli_paragraph_printf (out, first, "%s%s.", title, need + strlen (title));
		if (key)
			cli_paragraph_printf (out, indent, "Say --set %s=VALUE.", key);
	}
	g_free (title);
	g_free (key);
}

void
report_missing (GString *out, const bounce_verdict_t *verdict, const seen_t *seen)
{
	size_t count = bounce_verdict_missing_count (verdict);

	for (size_t i = 0; i < count; i++) {
		char *first = g_strdup_printf ("  %zu. ", i + 1);

		put_need (out, first, "     ", bounce_verdict_missing (verdict, i), seen);
		g_free (first);
	}
	if (count == 0)
		cli_paragraph (out, "  ", "Nothing that would change the answer.");
}
