/*
 * test-prose.c - a report in no known dialect
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"

#include "test.h"

#define FROM "From: Postmaster <postmaster@mx.example.net>\nTo: neko@example.net\nSubject: Undeliverable mail\n"

/* "address=diagnostic|..." of a failure whose text is in no dialect. */
static void
check_mail (const char *mail, const char *want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	GString *have = g_string_new (NULL);
	bounce_record_t *record;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	CHECK_STR (record->dialect, NULL);
	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct bounce_recipient *r = &record->recipients[i];

		g_string_append_printf (have, "%s=%s|", r->address, r->diagnostic ? r->diagnostic : "");
		CHECK (r->source.address == BOUNCE_SOURCE_TEXT || r->source.address == BOUNCE_SOURCE_DERIVED);
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
check (const char *text, const char *want)
{
	char *mail = g_strconcat (FROM "\n", text, NULL);

	check_mail (mail, want);
	g_free (mail);
}

static void
finds_recipients (void)
{
	check ("Your mail could not be delivered to:\n\na@example.org\n550 5.1.1 no such user\n", "a@example.org=550 5.1.1 no such user|");
	check ("Your mail could not be delivered to the following addresses:\n\n  a@example.org: 550 no such user\n  b@example.org: 552 mailbox full\n",
	       "a@example.org=550 no such user|b@example.org=552 mailbox full|");
	check ("Recipient: <a@example.org>\nThe mail was not delivered: no such user\n", "a@example.org=The mail was not delivered: no such user|");
	check ("It was not delivered.\n>>> RCPT TO:<a@example.org>\n<<< 550 no such user\n", "a@example.org=<<< 550 no such user|");
}

static void
leaves_others_out (void)
{
	/* Sender, reporter and helpers are nobody's failure. */
	check ("Your mail could not be delivered to:\n\na@example.org\n550 no such user\n\nPlease contact help@example.net for assistance.\n",
	       "a@example.org=550 no such user|");
	check ("Your mail from neko@example.net could not be delivered to a@example.org: 550 no such user\n",
	       "a@example.org=550 no such user|");
	check ("It failed. Write to postmaster@example.org or abuse@example.org.\n", "");
	check ("No address stands here, and delivery failed.\n", "");
}

/* "address reply status|..." of what a sentence says. */
static void
check_sentence (const char *text, const char *want)
{
	bounce_context_t *context = bounce_context_new (BOUNCE_ABI);
	char *mail = g_strconcat (FROM "\n", text, NULL);
	GString *have = g_string_new (NULL);
	bounce_record_t *record;

	CHECK_INT (bounce_parse (context, mail, strlen (mail), &record), BOUNCE_OK);
	CHECK_INT (record->kind, BOUNCE_KIND_FAILURE);
	for (size_t i = 0; i < record->recipient_count; i++) {
		const struct bounce_recipient *r = &record->recipients[i];

		g_string_append_printf (have, "%s %d %s|", r->address, r->reply_code, r->status ? r->status : "-");
	}
	CHECK_STR (have->str, want);
	g_string_free (have, TRUE);
	g_free (mail);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
reads_sentences (void)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{ "Your message to a@example.org could not be delivered because the\nmailbox is full.\n", "a@example.org 0 -|" },
		{ "The user \"a@example.org\" does not exist.\n", "a@example.org 0 -|" },
		{ "We could not deliver your e-mail to [a@example.org], as nobody has this name (code 5.1.1).\n", "a@example.org 0 5.1.1|" },
		{ "Delivery to mailto:a@example.org, failed.\n", "a@example.org 0 -|" },
		{ "No mailbox exists for <mailto:a@example.org>; it could not be delivered.\n", "a@example.org 0 -|" },
		{ "Delivery to a@example.org failed.\n\nError: 550 5.1.10 RESOLVER; Recipient a@example.org not found\n", "a@example.org 550 5.1.10|" },
		{ "Your mail could not be delivered to a@example.org.\n\nNo mailbox here by that name. (#5.1.1)\n", "a@example.org 0 5.1.1|" },
		{ "Mail to a@example.org was rejected with status code 554.\n", "a@example.org 554 -|" },
		{ "It failed with SMTP error 550 while sending to a@example.org\n", "a@example.org 550 -|" },
		{ "It could not be delivered:\n\n  To: a@example.org\n  Subject: x\n  Error: code 552\n", "a@example.org 552 -|" },
		{ "Mail from x@example.net to a@example.org could not be delivered.\n", "a@example.org 0 -|" },
		{ "These recipients failed:\n\na@-example.org\n@example.org\nb@example.org\n", "b@example.org 0 -|" },
		{ "Ihre Nachricht an a@example.org konnte nicht zugestellt werden.\n", "a@example.org 0 -|" },
		{ "Votre message à a@example.org n'a pas pu être remis.\n", "a@example.org 0 -|" },
		{ "Su mensaje para a@example.org no se pudo entregar.\n", "a@example.org 0 -|" },
		{ "Сообщение для a@example.org не может быть доставлено.\n", "a@example.org 0 -|" },
		{ "您发送到 a@example.org 的邮件被退回。\n", "a@example.org 0 -|" },
		/* A copy, a helper, the sender: none failed. */
		{ "It could not be delivered. A copy of this was sent to b@example.org\n", "" },
		{ "It could not be delivered. Your message from neko@example.net was lost.\n", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (table); i++)
		check_sentence (table[i].text, table[i].want);
}

static void
reads_languages (void)
{
	check ("Ihre Nachricht konnte an folgende Adressen nicht zugestellt werden:\n\na@example.org\n", "a@example.org=Ihre Nachricht konnte an folgende Adressen nicht zugestellt werden:|");
	check ("以下のメールアドレスへ配信できませんでした。\n\na@example.org\n550 no such user\n", "a@example.org=550 no such user|");
}

static void
believes_the_failed_field (void)
{
	check_mail ("X-Failed-Recipients: a@example.org,\n\tb@example.org\n" FROM "\nDelivery failed.\n",
	            "a@example.org=Delivery failed.|b@example.org=Delivery failed.|");
}

static void
derives_the_only_one (void)
{
	check ("Delivery failed: 550 no such user.\n\nReceived: by mx.example.net\nMessage-ID: <1@example.net>\nFrom: neko@example.net\nTo: a@example.org\n",
	       "a@example.org=Delivery failed: 550 no such user.|");
}

static void
takes_each_once (void)
{
	check ("Your mail could not be delivered to:\n\na@example.org\n550 no such user\n\nA@EXAMPLE.ORG\n", "a@example.org=550 no such user|");
}

/* However many there are, each has the text on its own line. */
static void
keeps_many_apart (void)
{
	GString *text = g_string_new ("Your mail could not be delivered.\n\n"), *want = g_string_new (NULL);

	for (int i = 0; i < 200; i++) {
		g_string_append_printf (text, "user%d@example.org: 550 user unknown\n", i);
		g_string_append_printf (want, "user%d@example.org=550 user unknown|", i);
	}
	check (text->str, want->str);
	g_string_free (text, TRUE);
	g_string_free (want, TRUE);
}

SUITE (bnc_test_report_prose, "report/prose",
       { "finds recipients", finds_recipients },
       { "leaves others out", leaves_others_out },
       { "reads sentences", reads_sentences },
       { "reads languages", reads_languages },
       { "believes X-Failed-Recipients", believes_the_failed_field },
       { "derives the only one", derives_the_only_one },
       { "takes each once", takes_each_once },
       { "keeps many apart", keeps_many_apart })
