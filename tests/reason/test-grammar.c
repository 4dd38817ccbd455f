/*
 * test-grammar.c - words of classes, the shapes that reasons have, and what is quoted
 *
 * In: replies of no server, in words that no phrase has.  Out: checks of the reason, of what advice and other languages add, and of
 * the files' errors.  Sets and texts made here are freed here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "reason/reason.h"
#include "reason/search.h"
#include "test.h"

static reason_set_t *
built (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	bnc_reason_set_build (set);
	return set;
}

static void
check (const reason_set_t *set, const char *reply, bounce_reason_t reason, unsigned line)
{
	struct bounce_recipient recipient = { .diagnostic = reply };

	bnc_reason_decide (set, &recipient, SLICE_NONE);
	test_check_int (recipient.reason, reason, reply, __FILE__, line);
}

#define CHECK_REPLY(reply, reason) check (set, reply, BOUNCE_REASON_##reason, __LINE__)

/* Who is spoken of decides with what is said of him. */
static void
acts_and_objects (void)
{
	reason_set_t *set = built ();

	CHECK_REPLY ("550 we could not locate it: the subscriber is unrecognised", USER_UNKNOWN);
	CHECK_REPLY ("550 your sender domain is unrecognised", REJECTED);
	CHECK_REPLY ("550 this client is unrecognised", BLOCKED);
	CHECK_REPLY ("550 the subscriber's storage is exhausted", MAILBOX_FULL);
	CHECK_REPLY ("452 the server's disk is exhausted", SYSTEM_FULL);
	CHECK_REPLY ("550 you have exceeded your sending quota of messages per hour", RATE_LIMITED);
	CHECK_REPLY ("550 the subscriber was deactivated", SUSPEND);
	CHECK_REPLY ("550 an executable attachment is forbidden", CONTENT_ERROR);
	CHECK_REPLY ("554 192.0.2.25 blocked", BLOCKED);
	CHECK_REPLY ("554 blocked", ON_HOLD);
	bnc_reason_set_free (set);
}

/* A noun without a judgement is none. */
static void
bare_nouns (void)
{
	reason_set_t *set = built ();

	CHECK_REPLY ("550 see our page on dkim", ON_HOLD);
	CHECK_REPLY ("550 the helo", ON_HOLD);
	bnc_reason_set_free (set);
}

static void
languages (void)
{
	reason_set_t *set = built ();

	CHECK_REPLY ("550 Der Teilnehmer ist hier unbekannt", USER_UNKNOWN);
	CHECK_REPLY ("550 La boîte du destinataire est pleine", MAILBOX_FULL);
	CHECK_REPLY ("550 宛先のメールボックスは存在しません", USER_UNKNOWN);
	CHECK_REPLY ("550 Получатель не существует", USER_UNKNOWN);
	CHECK_REPLY ("550 Konto odbiorcy zostało zablokowane", SUSPEND);
	/* "no" is Spanish and Portuguese for other things than in English: one language at a time. */
	CHECK_REPLY ("550 Mensagem retida no servidor", ON_HOLD);
	bnc_reason_set_free (set);
}

/* What the reader may do is no reason. */
static void
advice (void)
{
	reason_set_t *set = built ();

	CHECK_REPLY ("550 the subscriber is unrecognised. Please contact the administrator of the blocked client", USER_UNKNOWN);
	CHECK_REPLY ("552 the subscriber's storage is exhausted. Check the address, an unknown user may exist", MAILBOX_FULL);
	bnc_reason_set_free (set);
}

/* What another server said decides, not the gloss of the one who reports. */
static void
quotes (void)
{
	reason_set_t *set = built ();

	CHECK_REPLY ("user unknown; host mx.example.org[192.0.2.1] said: 552 mailbox full (in reply to RCPT TO command)", MAILBOX_FULL);
	CHECK_REPLY ("mailbox full; host mx.example.org[192.0.2.1] said: 550 hm (in reply to RCPT TO command)", MAILBOX_FULL);
	CHECK_REPLY ("host mx.example.org[192.0.2.1] said: 552 mailbox full (in reply to RCPT TO command); spam rejected", MAILBOX_FULL);
	CHECK_REPLY ("550 Recipient address rejected: undeliverable address: host mx.example.org[192.0.2.1] said: 552 mailbox full", MAILBOX_FULL);
	bnc_reason_set_free (set);
}

static const struct {
	const char *name, *text, *error;
} bad[] = {
	{ "a.words", "user\n", "a.words:1: expected [CLASS] before the first word" },
	{ "a.words", "[nobody]\nuser\n", "a.words:1: expected the name of a class that classes.tsv has" },
	{ "a.words", "[recipient]\none & two\n", "a.words:2: expected a word without &" },
	{ "a.words", "[recipient]\nUser\n", "a.words:2: expected a phrase in lower case with single spaces" },
	{ "classes.tsv", "thing\t0\tmeaning\n", "classes.tsv:1: expected the name of a class and a weight from 1 to 99" },
	{ "classes.tsv", "thing\tmuch\n", "classes.tsv:1: expected the name of a class and a weight from 1 to 99" },
	{ "shapes.tsv", "nonsense\trecipient\n", "shapes.tsv:1: expected the name of a reason" },
	{ "shapes.tsv", "blocked strong\trecipient\n", "shapes.tsv:1: expected \"weak\" or +WEIGHT behind the reason" },
	{ "shapes.tsv", "blocked\tnobody\n", "shapes.tsv:1: expected names of classes that classes.tsv has" },
	{ "shapes.tsv", "blocked\t!recipient\n", "shapes.tsv:1: expected the classes of the shape" },
	{ "shapes.tsv", "blocked\n", "shapes.tsv:1: expected the classes of the shape" },
};

static void
errors (void)
{
	reason_set_t *set = bnc_reason_set_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (bad); i++) {
		char *error = NULL;

		CHECK (!bnc_reason_set_add (set, bad[i].name, slice_str (bad[i].text), &error));
		CHECK_STR (error, bad[i].error);
		g_free (error);
	}
	bnc_reason_set_free (set);
}

static void
own_words (void)
{
	reason_set_t *set = bnc_reason_set_new ();
	char *error = NULL;

	CHECK (bnc_reason_set_add (set, "own.words", slice_str ("[recipient]\n|quuxer|\n[disabled]\n|frobbed|\n"), &error));
	CHECK (bnc_reason_set_add (set, "own.shapes.tsv", slice_str ("has-moved +30\trecipient disabled greylist\twhat nobody says\n"), &error));
	CHECK_STR (error, NULL);
	bnc_reason_set_build (set);
	CHECK_REPLY ("550 quuxer frobbed", SUSPEND);
	CHECK_REPLY ("550 quuxer frobbed, greylisted", HAS_MOVED);
	bnc_reason_set_free (set);
}

/* Many words, many clauses: no more is kept than there is room for, and the rest of the text costs no more. */
static void
bounds (void)
{
	reason_set_t *set = built ();
	GString *text = g_string_new ("550 ");

	for (size_t i = 0; i < 20000; i++)
		g_string_append (text, "the subscriber, deactivated. ");
	CHECK_REPLY (text->str, SUSPEND);
	g_string_free (text, TRUE);
	bnc_reason_set_free (set);
}

SUITE (bnc_test_reason_grammar, "reason/grammar", { "acts and objects", acts_and_objects }, { "bare nouns", bare_nouns },
       { "languages", languages }, { "advice", advice }, { "quotes", quotes }, { "errors name the line", errors },
       { "own words", own_words }, { "bounds", bounds })
