/*
 * test-sender-tag.c - what return paths say: one row a form, and those that only look so
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/sender-tag.h"
#include "test.h"

typedef struct {
	const char *address, *form, *tag, *user, *domain, *base;
} path_t;

static void
check_path (const bounce_record_t *record, const path_t *want)
{
	sender_tag_t have;

	CHECK_INT (bnc_sender_tag_read (want->address, record, &have, record->arena), strcmp (want->form, "none") != 0);
	test_check_str (bounce_verp_name (have.form), want->form, want->address, __FILE__, __LINE__);
	if (have.form == BOUNCE_VERP_NONE)
		return;
	CHECK_STR (have.address, want->address);
	test_check_str (have.tag, want->tag, want->address, __FILE__, __LINE__);
	test_check_str (have.user, want->user, want->address, __FILE__, __LINE__);
	test_check_str (have.domain, want->domain, want->address, __FILE__, __LINE__);
	test_check_str (have.base, want->base, want->address, __FILE__, __LINE__);
}

static void
check_paths (const bounce_record_t *record, const path_t *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_path (record, &paths[i]);
}

#define CHECK_PATHS(record, paths) check_paths ((record), (paths), G_N_ELEMENTS (paths))

static void
recipients (void)
{
	static const path_t paths[] = {
		/* Mailman, Postfix */
		{ "list-bounces+user=example.org@lists.example.net", "recipient", "user=example.org", "user", "example.org", "list-bounces@lists.example.net" },
		{ "owner-list+user=example.org@lists.example.net", "recipient", "user=example.org", "user", "example.org", "owner-list@lists.example.net" },
		{ "List-Bounces+First.Last+x-y=Sub.Example.org@l.example", "recipient", "First.Last+x-y=Sub.Example.org", "First.Last+x-y", "Sub.Example.org",
		  "List-Bounces@l.example" },
		{ "list-bounces+2026-news=example.org@lists.example.net", "recipient", "2026-news=example.org", "2026-news", "example.org",
		  "list-bounces@lists.example.net" },
		/* ezmlm, qmail */
		{ "list-return-123-first-last=example.org@lists.example.net", "recipient", "123-first-last=example.org", "first-last", "example.org",
		  "list-return@lists.example.net" },
		{ "list-owner-user=example.org@lists.example.net", "recipient", "user=example.org", "user", "example.org", "list-owner@lists.example.net" },
		/* Sympa */
		{ "bounce+user==a==example.org==list@lists.example.net", "recipient", "user==a==example.org==list", "user", "example.org",
		  "bounce@lists.example.net" },
		{ "bounce+user==a==example.org==list==w@lists.example.net", "recipient", "user==a==example.org==list==w", "user", "example.org",
		  "bounce@lists.example.net" },
		/* SendGrid, Mailgun, others with an id before the name */
		{ "bounces+1234567-ab12-user-x=example.org@em1.example.net", "recipient", "1234567-ab12-user-x=example.org", "user-x", "example.org",
		  "bounces@em1.example.net" },
		{ "bounce+0a1b2c.3d4e5f-user=example.org@mg.example.net", "recipient", "0a1b2c.3d4e5f-user=example.org", "user", "example.org",
		  "bounce@mg.example.net" },
		{ "bounce-mc.us1_1234.5678-user=example.org@mail.example.net", "recipient", "mc.us1_1234.5678-user=example.org", "user", "example.org",
		  "bounce@mail.example.net" },
		{ "bounce-0000002-1111115-user=example.org@mx.example.net", "recipient", "0000002-1111115-user=example.org", "user", "example.org",
		  "bounce@mx.example.net" },
		{ "bounce-list=user=example.org@lists.example.net", "recipient", "list=user=example.org", "user", "example.org", "bounce@lists.example.net" },
		/* A forwarder's */
		{ "me+caf_=user=example.org@example.net", "recipient", "caf_=user=example.org", "user", "example.org", "me@example.net" },
	};
	bounce_record_t *record = bnc_record_new ();

	CHECK_PATHS (record, paths);
	bounce_record_unref (record);
}

/* A recipient that the mail reports on shows where the name begins. */
static void
known_recipients (void)
{
	static const path_t paths[] = {
		{ "list-bounces+12345-abcd-user=example.org@l.example", "recipient", "12345-abcd-user=example.org", "abcd-user", "example.org",
		  "list-bounces@l.example" },
		{ "list-bounces+1-a=b=Example.ORG@l.example", "recipient", "1-a=b=Example.ORG", "a=b", "Example.ORG", "list-bounces@l.example" },
		{ "mailing-abcd-user=example.org@l.example", "recipient", "abcd-user=example.org", "abcd-user", "example.org", "mailing@l.example" },
		{ "abcd-user=example.org@l.example", "recipient", "abcd-user=example.org", "abcd-user", "example.org", NULL },
		{ "mailing-neko=example.com@l.example", "recipient", "neko=example.com", "neko", "example.com", "mailing@l.example" },
		{ .address = "mailing-other=example.org@l.example", .form = "none" },
		{ .address = "mailing-xabcd-user=example.org@l.example", .form = "none" },
	};
	bounce_record_t *record = bnc_record_new ();

	bnc_record_add_recipient (record, "abcd-user@example.org", 10);
	bnc_record_add_recipient (record, "a=b@example.org", 10);
	bnc_record_add_recipient (record, "inner@host.example.org", 10)->original_address = "Neko@example.com";
	CHECK_PATHS (record, paths);
	bounce_record_unref (record);
}

static void
ids (void)
{
	static const path_t paths[] = {
		{ "bounce-4711-abc@lists.example.net", "id", "4711-abc", NULL, NULL, "bounce@lists.example.net" },
		{ "automated-bounces+0b2f6798-0244-11e2@l.example", "id", "0b2f6798-0244-11e2", NULL, NULL, "automated-bounces@l.example" },
		{ "bounces+abcdef@l.example", "id", "abcdef", NULL, NULL, "bounces@l.example" },
		{ "bounce=xyz@l.example", "id", "xyz", NULL, NULL, "bounce@l.example" },
		{ "list-return-12@l.example", "id", "12", NULL, NULL, "list-return@l.example" },
		{ "incoming+verp-0a1b2c3d@l.example", "id", "0a1b2c3d", NULL, NULL, "incoming+verp@l.example" },
		{ "list-bounces+user=david...@l.example", "id", "user=david...", NULL, NULL, "list-bounces@l.example" },
		{ "list-bounces+=example.org@l.example", "id", "=example.org", NULL, NULL, "list-bounces@l.example" },
		{ "0100017f3b2c4d5e-11111111-2222-3333-4444-555555555555-000000@bounces.example.net", "id",
		  "0100017f3b2c4d5e-11111111-2222-3333-4444-555555555555-000000", NULL, NULL, NULL },
	};
	bounce_record_t *record = bnc_record_new ();

	CHECK_PATHS (record, paths);
	bounce_record_unref (record);
}

static void
batv_and_srs (void)
{
	static const path_t paths[] = {
		{ "prvs=0881b5200d=owner@owner.example", "batv", "0881b5200d", NULL, NULL, "owner@owner.example" },
		{ "prvs=owner/0881b5200d@owner.example", "batv", "0881b5200d", NULL, NULL, "owner@owner.example" },
		{ "btv1==0123456789a==owner@owner.example", "batv", "0123456789a", NULL, NULL, "owner@owner.example" },
		{ "SRS0=HHHH=TT=example.org=user@forwarder.example", "srs", "HHHH=TT=example.org=user", "user", "example.org", NULL },
		{ "srs0+HHHH=TT=example.org=a=b@forwarder.example", "srs", "HHHH=TT=example.org=a=b", "a=b", "example.org", NULL },
		{ "SRS1=GGGG=first.example==HHHH=TT=example.org=user@second.example", "srs", "GGGG=first.example==HHHH=TT=example.org=user", "user",
		  "example.org", NULL },
		{ "user+SRS=HHHH=TT=example.org=user@tenant.example", "srs", "HHHH=TT=example.org=user", "user", "example.org", "user@tenant.example" },
		{ "bounces+SRS=HHHHH=TT@tenant.example", "srs", "HHHHH=TT", NULL, NULL, "bounces@tenant.example" },
		/* One round the other: the inner one is told. */
		{ "prvs=0881b5200d=list-bounces+user=example.org@l.example", "recipient", "user=example.org", "user", "example.org", "list-bounces@l.example" },
		{ "msprvs1=17789abcdef=bounces-12345-678@bounces.example.net", "id", "12345-678", NULL, NULL, "bounces@bounces.example.net" },
		{ "SRS0=HHHH=TT=l.example=list-bounces+user=example.org@forwarder.example", "srs", "HHHH=TT=l.example=list-bounces+user=example.org",
		  "list-bounces+user=example.org", "l.example", NULL },
	};
	bounce_record_t *record = bnc_record_new ();

	CHECK_PATHS (record, paths);
	bounce_record_unref (record);
}

static void
none (void)
{
	static const char *const plain[] = { "", "@", "owner", "owner@owner.example", "owner+news@owner.example", "list-bounces@l.example", "double-bounce@l.example",
		"bounce0@l.example", "mybounce-12@l.example", "bounces-admin@l.example", "bounces+@l.example", "bounce-@l.example", "list-owner-12@l.example",
		"user=example.org@l.example", "list-user=example.org@l.example", "a=b@l.example", "SRS0=HHHH=TT=nohost=user@f.example", "SRS0=@f.example",
		"SRS1=GGGG=first.example=HHHH@f.example", "SRS", "user+SRS=HHHH@l.example", "prvs=3@owner.example", "prvs=0881b5200d=@owner.example", "btv1====x@l.example",
		"+user=example.org@l.example" };
	bounce_record_t *record = bnc_record_new ();
	GString *huge = g_string_new ("bounce");

	for (size_t i = 0; i < G_N_ELEMENTS (plain); i++) {
		const path_t want = { .address = plain[i], .form = "none" };

		check_path (record, &want);
	}
	for (int i = 0; i < 100000; i++)
		g_string_append (huge, "-bounce");
	g_string_append (huge, "-user=example.org@l.example");
	check_path (record, &(path_t) { .address = huge->str, .form = "none" });
	g_string_free (huge, TRUE);
	bounce_record_unref (record);
}

static bool
note (const return_path_t *path, void *user)
{
	g_string_append_printf (user, "%s %s%s\n", path->part, path->address, path->delivered ? " delivered" : "");
	return strcmp (path->address, "stop@example.org") != 0;
}

static void
paths_in_order (void)
{
	bounce_record_t *record = bnc_record_new ();
	struct bounce_hop hops[] = { { .index = 0 }, { .index = 2, .envelope_from = "h@example.org" } };
	GString *seen = g_string_new (NULL);

	bnc_return_paths (record, note, seen);
	CHECK_STR (seen->str, "");
	record->to = "A <a@example.org>, b@example.org, undisclosed-recipients:;";
	record->delivered_to = "c@example.org";
	record->envelope_to = "d@example.org";
	record->x_original_to = "e@example.org";
	record->original.return_path = "f@example.org";
	record->original.hops = hops;
	record->original.hop_count = 2;
	bnc_return_paths (record, note, seen);
	CHECK_STR (seen->str, "header:To a@example.org\nheader:To b@example.org\nheader:X-Original-To e@example.org delivered\n"
	                      "header:Envelope-To d@example.org delivered\nheader:Delivered-To c@example.org delivered\n"
	                      "original:Return-Path f@example.org\noriginal:Received[2] h@example.org\n");
	record->envelope_to = "stop@example.org";
	g_string_truncate (seen, 0);
	bnc_return_paths (record, note, seen);
	CHECK (g_str_has_suffix (seen->str, "header:Envelope-To stop@example.org delivered\n"));
	g_string_free (seen, TRUE);
	bounce_record_unref (record);
}

SUITE (bnc_test_mail_sender_tag, "mail/sender-tag", { "recipients", recipients }, { "known recipients", known_recipients }, { "ids", ids },
       { "BATV and SRS", batv_and_srs }, { "none", none }, { "paths in order", paths_in_order })
