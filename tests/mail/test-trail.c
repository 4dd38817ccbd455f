/*
 * test-trail.c - Received fields in the forms of every server
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/trail.h"
#include "test.h"

#define DATE "Thu, 29 Apr 2010 23:34:45 +0900"
#define SECONDS 1272551685

enum { AUTH = 1, LOCAL = 2, PAIR = 4, NO_DATE = 8 };

typedef struct {
	const char *value;
	const char *from, *helo, *client, *by, *with, *id, *rcpt, *envelope_from, *account, *local_user;
	int flags;
} row_t;

static const row_t rows[] = {
	/* Postfix */
	{ "from helo.example (rdns.example [192.0.2.1]) (using TLSv1.2 with cipher X (256/256 bits)) (No client certificate requested)"
	  " (Authenticated sender: neko) by mx.example.org (Postfix) with ESMTPSA id 4B1C for <tora@example.net>; " DATE " (JST)",
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTPSA", "4B1C", "tora@example.net", .account = "neko", .flags = AUTH },
	{ "from helo.example (unknown [IPv6:2001:db8::1])\r\n\tby mx.example.org (Postfix) with ESMTP id 4B1C;\r\n\t" DATE,
	  NULL, "helo.example", "2001:db8::1", "mx.example.org", "ESMTP", "4B1C", .flags = 0 },
	{ "by mx.example.org (Postfix, from userid 33) id 4B1C; " DATE, .by = "mx.example.org", .id = "4B1C", .local_user = "uid 33", .flags = LOCAL },
	{ "by mx.example.org (Postfix) id 4B1C; " DATE, .by = "mx.example.org", .id = "4B1C" },
	{ "by mx.example.org (Postfix) via BOUNCE id 4B1C; " DATE, .by = "mx.example.org", .with = "BOUNCE", .id = "4B1C", .flags = LOCAL },
	{ "from (unknown [192.0.2.4]) by mx.example.org with smtp id ff_0; " DATE, NULL, NULL, "192.0.2.4", "mx.example.org", "smtp", "ff_0", .flags = 0 },
	{ "from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id 30679-02; " DATE,
	  "mx.example.org", "mx.example.org", "127.0.0.1", "mx.example.org", "ESMTP", "30679-02", .flags = 0 },
	/* Exim */
	{ "from rdns.example ([192.0.2.1] helo=helo.example) by mx.example.org with esmtpsa (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96)"
	  " (envelope-from <neko@example.com>) id 1ABcd-00 for tora@example.net; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "esmtpsa", "1ABcd-00", "tora@example.net", "neko@example.com", .flags = AUTH },
	{ "from rdns.example ([192.0.2.1]:1111) by mx.example.org with esmtp (Exim 4.80) (envelope-from <>) id 1A; " DATE,
	  "rdns.example", "rdns.example", "192.0.2.1", "mx.example.org", "esmtp", "1A", .envelope_from = "" },
	{ "from [192.0.2.1] (helo=helo.example) by mx.example.org with smtp (Exim 3.21 #1) id 1A; " DATE,
	  NULL, "helo.example", "192.0.2.1", "mx.example.org", "smtp", "1A", .flags = 0 },
	{ "from [192.0.2.1] (port=51580 helo=[10.0.0.1] ident=neko) by mx.example.org with asmtp id 1A; " DATE,
	  NULL, "[10.0.0.1]", "192.0.2.1", "mx.example.org", "asmtp", "1A", .flags = AUTH },
	{ "from www by mx.example.org with local (Exim 4.60) (envelope-from <www@mx.example.org>) id 1A for a@b.example; " DATE,
	  .by = "mx.example.org", .with = "local", .id = "1A", .rcpt = "a@b.example", .envelope_from = "www@mx.example.org",
	  .local_user = "www", .flags = LOCAL },
	{ "by mx.example.org with local (Exim 4.60) id 1A; " DATE, .by = "mx.example.org", .with = "local", .id = "1A", .flags = LOCAL },
	{ "from localhost (helo.example) [192.0.2.1] by mx.example.org with esmtp (Exim 2.05 #1 (Debian)) id 1A; " DATE,
	  "localhost", "helo.example", "192.0.2.1", "mx.example.org", "esmtp", "1A", .flags = 0 },
	/* sendmail */
	{ "from helo.example (rdns.example [192.0.2.1] (may be forged)) (authenticated bits=0) by mx.example.org (8.14.3/8.14.3) with ESMTP id"
	  " k71 (version=TLSv1 verify=NO) for <a@b.example>; " DATE " (JST) (envelope-from neko@example.com)",
	  NULL, "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "k71", "a@b.example", "neko@example.com", .flags = AUTH },
	{ "from helo.example (IDENT:neko@rdns.example [192.0.2.1]) by mx.example.org (8.9.3/8.9.3) with ESMTP id k71; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "k71", .flags = 0 },
	{ "from helo.example ([192.0.2.1]) by mx.example.org (8.14.3/8.14.3) with ESMTP id k71; " DATE,
	  "helo.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "k71", .flags = 0 },
	{ "from [192.0.2.31] ([192.0.2.31]) by mx.example.org (8.14.3/8.14.3) with ESMTP id k71; " DATE,
	  NULL, "[192.0.2.31]", "192.0.2.31", "mx.example.org", "ESMTP", "k71", .flags = 0 },
	{ "(from www@localhost) by mx.example.org (8.13.8/8.12.8/Submit) id k71 for a@b.example; " DATE,
	  .by = "mx.example.org", .id = "k71", .rcpt = "a@b.example", .local_user = "www", .flags = LOCAL },
	{ "(user=www) by mx.example.org id k71; " DATE, .by = "mx.example.org", .id = "k71", .local_user = "www", .flags = LOCAL },
	{ "from localhost (localhost) by mx.example.org (8.12.11/8.12.11) id k71; " DATE,
	  "localhost", "localhost", NULL, "mx.example.org", NULL, "k71", .flags = LOCAL },
	{ "by mx.example.org; (5.65/1.37) id AA0; " DATE, .by = "mx.example.org", .id = "AA0" },
	{ "from helo.example by mx.example.org (5.61/1.0) id AA0; " DATE, "helo.example", "helo.example", NULL, "mx.example.org", NULL, "AA0", .flags = 0 },
	/* qmail */
	{ "(qmail 7744 invoked from network); 29 Apr 2010 14:34:45 -0000", .flags = PAIR },
	{ "(qmail 7744 invoked by uid 48); 29 Apr 2010 14:34:45 -0000", .local_user = "uid 48", .flags = LOCAL },
	{ "(qmail 7744 invoked by alias); " DATE, .local_user = "alias", .flags = LOCAL },
	{ "(qmail 7744 invoked for bounce); " DATE, .flags = LOCAL },
	{ "(qmail 7744 by uid 48); " DATE, .local_user = "uid 48", .flags = LOCAL },
	{ "(nullmailer pid 9 invoked by uid 33); " DATE, .local_user = "uid 33", .flags = LOCAL },
	{ "indimail-mta queue 1 by host mx.example.org (invoked by uid 0); " DATE, .by = "mx.example.org", .local_user = "uid 0", .flags = LOCAL },
	{ "from unknown (HELO helo.example) (neko@192.0.2.1) by mx.example.org with SMTP; " DATE,
	  NULL, "helo.example", "192.0.2.1", "mx.example.org", "SMTP", .flags = 0 },
	{ "from rdns.example (HELO helo.example) (192.0.2.1) by 0 with SMTP; " DATE, "rdns.example", "helo.example", "192.0.2.1", "0", "SMTP", .flags = 0 },
	{ "from unknown (HELO helo.example) (neko@example.com@192.0.2.1) by mx.example.org with ESMTPA; " DATE,
	  NULL, "helo.example", "192.0.2.1", "mx.example.org", "ESMTPA", .account = "neko@example.com", .flags = AUTH },
	{ "from rdns.example (HELO helo.example) (neko@example.com@[192.0.2.1]) by mx.example.org (qmail-ldap-1.03) with ESMTPA; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTPA", .account = "neko@example.com", .flags = AUTH },
	{ "from mx.example.com (192.0.2.3) by 0 with SMTP; " DATE, "mx.example.com", "mx.example.com", "192.0.2.3", "0", "SMTP", .flags = 0 },
	{ "by mx.example.org (envelope-from <neko@example.com>, uid 89) with qmail-scanner-1.25; " DATE,
	  .by = "mx.example.org", .with = "qmail-scanner-1.25", .envelope_from = "neko@example.com", .local_user = "uid 89", .flags = LOCAL },
	{ "from 192.0.2.1 by mx.example.org (envelope-from <neko@example.com>, uid 89) with qmail-scanner-1.25; " DATE,
	  NULL, NULL, "192.0.2.1", "mx.example.org", "qmail-scanner-1.25", .envelope_from = "neko@example.com" },
	/* Exchange */
	{ "from a.example (192.0.2.1) by b.example (192.0.2.2) with Microsoft SMTP Server (TLS) id 15.1.2.3; " DATE,
	  "a.example", "a.example", "192.0.2.1", "b.example", "Microsoft SMTP Server", "15.1.2.3", .flags = 0 },
	{ "from a.example (2001:db8::16) by b.example (2001:db8::17) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1 via"
	  " Frontend Transport; " DATE, "a.example", "a.example", "2001:db8::16", "b.example", "Microsoft SMTP Server", "15.20.1", .flags = 0 },
	{ "from a.example ([fe80::1]) by b.example ([fe80::1%14]) with mapi id 15.20; " DATE,
	  "a.example", "a.example", "fe80::1", "b.example", "mapi", "15.20", .flags = 0 },
	{ "from a.example ([192.0.2.1]) by b.example over TLS secured channel with Microsoft SMTPSVC(7.5.7601.22712); " DATE,
	  "a.example", "a.example", "192.0.2.1", "b.example", "Microsoft SMTPSVC", .flags = 0 },
	{ "from mail pickup service by b.example with Microsoft SMTPSVC; " DATE, .by = "b.example", .with = "Microsoft SMTPSVC", .flags = LOCAL },
	{ "by b.example with Internet Mail Service (5.5.1960.3) id <ABC>; " DATE, .by = "b.example", .with = "Internet Mail Service", .id = "ABC" },
	/* Google */
	{ "by 2002:a05:651c:1614:b0:293:27a9:ef34 with SMTP id f20mr1ljq.0; " DATE " (PDT)", .by = "2002:a05:651c:1614:b0:293:27a9:ef34",
	  .with = "SMTP", .id = "f20mr1ljq.0" },
	{ "by 192.0.2.64 with HTTP; " DATE, .by = "192.0.2.64", .with = "HTTP", .flags = LOCAL },
	{ "from helo.example (rdns.example. [2001:db8::245]) by mx.google.com with ESMTPS id f23 for <a@b.example> (version=TLS1_2); " DATE,
	  "rdns.example", "helo.example", "2001:db8::245", "mx.google.com", "ESMTPS", "f23", "a@b.example", .flags = 0 },
	{ "from [203.0.113.25] (rdns.example. [192.0.2.225]) by smtp.gmail.com with ESMTPSA id y23; " DATE,
	  "rdns.example", "[203.0.113.25]", "192.0.2.225", "smtp.gmail.com", "ESMTPSA", "y23", .flags = AUTH },
	/* OpenSMTPD */
	{ "from helo.example (rdns.example [192.0.2.1]) by mx.example.org (OpenSMTPD) with ESMTPSA id 94c5 (TLSv1.3:X:256:NO) auth=yes user=neko"
	  " for <a@b.example>; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTPSA", "94c5", "a@b.example", .account = "neko", .flags = AUTH },
	{ "from localhost (mx.example.org [local]); by localhost (OpenSMTPD) with ESMTPA id 94c5; for <a@b.example>; " DATE,
	  "mx.example.org", "localhost", NULL, "localhost", "ESMTPA", "94c5", "a@b.example", .flags = AUTH | LOCAL },
	/* Courier */
	{ "from helo.example (rdns.example [::ffff:192.0.2.1]) (AUTH: LOGIN neko, SSL: TLSv1) by mx.example.org with esmtp; " DATE
	  " id 0EFE.4D02", "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "esmtp", "0EFE.4D02", .account = "neko", .flags = AUTH },
	{ "from localhost (localhost [127.0.0.1]) (uid 1000) by mx.example.org with local; " DATE,
	  "localhost", "localhost", "127.0.0.1", "mx.example.org", "local", .local_user = "uid 1000", .flags = LOCAL },
	/* IMail, MDaemon, CommuniGate, Domino, Haraka, dma, PowerMTA */
	{ "from helo.example [192.0.2.88] by mx.example.org with ESMTP (SMTPD32-5.05) id A0 " DATE,
	  "helo.example", "helo.example", "192.0.2.88", "mx.example.org", "ESMTP", "A0", .flags = 0 },
	{ "from helo.example [192.0.2.88] by mx.example.org [192.0.2.2] with RAW (MDaemon.v3.5.2.R) for <a@b.example>; " DATE,
	  "helo.example", "helo.example", "192.0.2.88", "mx.example.org", "RAW", NULL, "a@b.example", .flags = 0 },
	{ "from [192.0.2.1] (account neko@example.org HELO helo.example) by mx.example.org (CommuniGate Pro SMTP 5.1) with ESMTPA id 7; " DATE,
	  NULL, "helo.example", "192.0.2.1", "mx.example.org", "ESMTPA", "7", .account = "neko@example.org", .flags = AUTH },
	{ "from helo.example ([192.0.2.1] verified) by mx.example.org (CommuniGate Pro SMTP 3.3.1) with ESMTP id 7 for a@b.example; " DATE,
	  "helo.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "7", "a@b.example", .flags = 0 },
	{ "from <list-admin@example.org> by mx.example.org (CommuniGate Pro RULES 3.4) with RULES id 7; " DATE,
	  .by = "mx.example.org", .with = "RULES", .id = "7", .flags = LOCAL },
	{ "from helo.example ([192.0.2.89]) by mx.example.org (Lotus Domino Release 8.5) with ESMTP id 2010-1; " DATE,
	  "helo.example", "helo.example", "192.0.2.89", "mx.example.org", "ESMTP", "2010-1", .flags = 0 },
	{ "from helo.example (rdns.example [192.0.2.1]) by mx.example.org (Haraka/2.8.5) with ESMTP id A1.1 envelope-from <neko@example.com>; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "A1.1", .envelope_from = "neko@example.com" },
	{ "from root (uid 0) (envelope-from neko@example.org) id e0 by mx.example.org (DragonFly Mail Agent v0.13); " DATE,
	  .by = "mx.example.org", .id = "e0", .envelope_from = "neko@example.org", .local_user = "root", .flags = LOCAL },
	{ "from MAILER-DAEMON id e0 by mx.example.org (DragonFly Mail Agent v0.13); " DATE,
	  .by = "mx.example.org", .id = "e0", .local_user = "MAILER-DAEMON", .flags = LOCAL },
	{ "from helo.example (192.0.2.1:4025) by mx.example.org (PowerMTA(TM) v3.2r4) id h0 for <a@b.example>; " DATE " (envelope-from <n@c.example>)",
	  "helo.example", "helo.example", "192.0.2.1", "mx.example.org", NULL, "h0", "a@b.example", "n@c.example", .flags = 0 },
	/* Yahoo, webmail */
	{ "from [192.0.2.1] by nm36.example.com with NNFMP; " DATE, NULL, NULL, "192.0.2.1", "nm36.example.com", "NNFMP", .flags = 0 },
	{ "from [192.0.2.1] by web1.example.com via HTTP; " DATE, NULL, NULL, "192.0.2.1", "web1.example.com", "HTTP", .flags = 0 },
	{ "from unknown (HELO ?192.0.2.3?) (192.0.2.135 with plain) by smtp1.example.com with SMTP; " DATE,
	  NULL, "?192.0.2.3?", "192.0.2.135", "smtp1.example.com", "SMTP", .flags = AUTH },
	{ "from 127.0.0.1 (EHLO helo.example) (192.0.2.25) by mta.example.com with SMTPS; " DATE,
	  NULL, "helo.example", "192.0.2.25", "mta.example.com", "SMTPS", .flags = 0 },
	{ "from rdns.example (EHLO [10.0.0.2]) ([192.0.2.1]) by smtp1.example.com (Hermes SMTP Server) with ESMTPA ID 9a3a for <a@b.example>; " DATE,
	  "rdns.example", "[10.0.0.2]", "192.0.2.1", "smtp1.example.com", "ESMTPA", "9a3a", "a@b.example", .flags = AUTH },
	{ "from 192.0.2.1 (SquirrelMail authenticated user neko) by mail.example.org with HTTP; " DATE,
	  NULL, NULL, "192.0.2.1", "mail.example.org", "HTTP", .account = "neko", .flags = AUTH },
	{ "from [192.0.2.1] by webmail.example.org (Horde Framework) with HTTP; " DATE, NULL, NULL, "192.0.2.1", "webmail.example.org", "HTTP", .flags = 0 },
	{ "from [192.0.2.1] by web1.example.org (via HTTP); " DATE, NULL, NULL, "192.0.2.1", "web1.example.org", "HTTP", .flags = 0 },
	/* PMDF and its heirs, Critical Path, fetchmail, others */
	{ "from helo.example (rdns.example [192.0.2.1]) by mx.example.org (PMDF V6.0-24 #47347) with ESMTP id <0G@mx.example.org> for a@b.example"
	  " (ORCPT rfc822;a@b.example); " DATE, "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "ESMTP", "0G@mx.example.org", "a@b.example", .flags = 0 },
	{ "from process-daemon.mx.example.org by mx.example.org (Sun Java System Messaging Server 6.2) id <0G@x>; " DATE,
	  .by = "mx.example.org", .id = "0G@x", .flags = LOCAL },
	{ "from neko@example.com by mx.example.org id 1; " DATE, .by = "mx.example.org", .id = "1" },
	{ "from helo.example (192.0.2.1) by mx.example.org (Critical Path 7.3) with SMTP id 4A; " DATE,
	  "helo.example", "helo.example", "192.0.2.1", "mx.example.org", "SMTP", "4A", .flags = 0 },
	{ "from pop.example.com [192.0.2.172] by mx.example.org with POP3 (fetchmail-6.3.17) for <a@localhost> (single-drop); " DATE,
	  "pop.example.com", "pop.example.com", "192.0.2.172", "mx.example.org", "POP3", NULL, "a@localhost", .flags = 0 },
	{ "from 192.0.2.5 by mx.example.org with Mail2000 ESMTP Server V4.49 (envelope-from <a@b.example>); " DATE,
	  NULL, NULL, "192.0.2.5", "mx.example.org", "Mail2000 ESMTP Server V4.49", .envelope_from = "a@b.example" },
	{ "FROM queue BY mx.example.org WITH local; " DATE, .by = "mx.example.org", .with = "local", .local_user = "queue", .flags = LOCAL },
	{ "from h.example (mxl.example [192.0.2.1]) by mx.example.org(mxl_mta-6.5) with ESMTP id 1.2 for a@b.example;e0ff9c; Thu,29 Apr 2010 23:34:45 +0900",
	  "mxl.example", "h.example", "192.0.2.1", "mx.example.org", "ESMTP", "1.2", "a@b.example", .flags = 0 },
	{ "from helo.example (rdns.example [192.0.2.1]) by mx.example.org with UTF8SMTPSA id 1; " DATE,
	  "rdns.example", "helo.example", "192.0.2.1", "mx.example.org", "UTF8SMTPSA", "1", .flags = AUTH },
	/* damaged */
	{ "from helo.example (rdns.example [192.0.2.1]) by mx.example.org with SMTP id 7", "rdns.example", "helo.example", "192.0.2.1",
	  "mx.example.org", "SMTP", "7", .flags = NO_DATE },
	{ "from helo.example (rdns.example [192.0.2.1] by mx.example.org with SMTP", "helo.example", "helo.example", "192.0.2.1",
	  "mx.example.org", "SMTP", .flags = NO_DATE },
	{ "from h.example ([192.0.2.1:25] helo=i.example) by mx.example.org (ecelerity (3.6)) with ESMTPS (cipher=X id 1; " DATE,
	  "h.example", "i.example", "192.0.2.1", "mx.example.org", "ESMTPS", .flags = 0 },
	{ "from helo.example (rdns.example [192.0.2.999]) by mx.example.org", "helo.example", "helo.example", NULL, "mx.example.org", .flags = NO_DATE },
	{ "from by with id for", .flags = NO_DATE },
};

static void
check_row (const row_t *row, arena_t *arena)
{
	struct bounce_hop hop;
	unsigned failures = CU_get_number_of_failures ();

	CHECK (bnc_hop_parse (slice_str (row->value), &hop, arena));
	CHECK_STR (hop.from, row->from);
	CHECK_STR (hop.helo, row->helo);
	CHECK_STR (hop.client, row->client);
	CHECK_STR (hop.by, row->by);
	CHECK_STR (hop.with, row->with);
	CHECK_STR (hop.id, row->id);
	CHECK_STR (hop.rcpt, row->rcpt);
	CHECK_STR (hop.envelope_from, row->envelope_from);
	CHECK_STR (hop.account, row->account);
	CHECK_STR (hop.local_user, row->local_user);
	CHECK_INT (hop.authenticated, (row->flags & AUTH) != 0);
	CHECK_INT (hop.local, (row->flags & LOCAL) != 0);
	CHECK_INT (hop.is_pair, (row->flags & PAIR) != 0);
	CHECK_INT (hop.date.seconds, row->flags & NO_DATE ? BOUNCE_NO_TIME : SECONDS);
	if (CU_get_number_of_failures () != failures)
		fprintf (stderr, "  in: %s\n", row->value);
}

static void
reads_every_form (void)
{
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
		check_row (&rows[i], arena);
	bnc_arena_free (arena);
}

static void
reads_nothing (void)
{
	arena_t *arena = bnc_arena_new ();
	struct bounce_hop hop;

	CHECK (!bnc_hop_parse (SLICE_NONE, &hop, arena));
	CHECK (!bnc_hop_parse (SLICE_LIT ("  "), &hop, arena));
	CHECK (!bnc_hop_parse (SLICE_LIT ("(nothing) said;"), &hop, arena));
	CHECK_INT (hop.date.seconds, BOUNCE_NO_TIME);
	bnc_arena_free (arena);
}

static void
joins_pairs (void)
{
	static const field_t fields[] = {
		{ SLICE_LIT ("Return-Path"), SLICE_LIT ("<>") },
		{ SLICE_LIT ("RECEIVED"), SLICE_LIT ("(qmail 1 invoked from network); " DATE) },
		{ SLICE_LIT ("Received"), SLICE_LIT ("from unknown (HELO h.example) (192.0.2.1) by mx.example.org with SMTP") },
		{ SLICE_LIT ("Received"), SLICE_LIT ("rubbish") },
		{ SLICE_LIT ("Received"), SLICE_LIT ("(qmail 2 invoked from network); " DATE) },
		{ SLICE_LIT ("Received"), SLICE_LIT ("(qmail 3 invoked by uid 48); " DATE) },
		{ SLICE_LIT ("Received"), SLICE_LIT ("(qmail 4 invoked from network); " DATE) },
	};
	arena_t *arena = bnc_arena_new ();
	struct bounce_hop *hops;
	bool over;

	CHECK_INT (bnc_trail_parse (fields, G_N_ELEMENTS (fields), 100, &hops, &over, arena), 4);
	CHECK (!over);
	CHECK (hops[0].is_pair);
	CHECK_INT (hops[0].index, 0);
	CHECK_STR (hops[0].client, "192.0.2.1");
	CHECK_INT (hops[0].date.seconds, SECONDS);
	CHECK_INT (hops[0].date.offset_minutes, 540);
	CHECK (!hops[1].is_pair);
	CHECK_INT (hops[1].index, 3);
	CHECK_STR (hops[0].text, "(qmail 1 invoked from network); " DATE "\nfrom unknown (HELO h.example) (192.0.2.1) by mx.example.org with SMTP");
	CHECK_STR (hops[1].text, "(qmail 2 invoked from network); " DATE);
	CHECK (!hops[2].is_pair && hops[2].local);
	CHECK_STR (hops[2].local_user, "uid 48");
	CHECK (!hops[3].is_pair);
	CHECK_INT (bnc_trail_parse (fields, G_N_ELEMENTS (fields), 2, &hops, &over, arena), 1);
	CHECK (over);
	CHECK_INT (bnc_trail_parse (fields, 1, 2, &hops, &over, arena), 0);
	CHECK (!over);
	bnc_arena_free (arena);
}

/* Exchange writes its own address too, and says what only its own services do. */
static void
exchange_says_more (void)
{
	static const struct {
		const char *value, *by_address;
		bool within;
	} cases[] = {
		{ "from ex1.example.org (10.1.1.1) by ex1.example.org (10.1.1.1) with Microsoft SMTP Server (TLS) id 15.2.1 via Mailbox Transport; " DATE,
		  "10.1.1.1", true },
		{ "from ex1.example.org (10.1.1.1) by ex2.example.org (2001:db8::2) with Microsoft SMTP Server id 15.2.1 via Frontend Transport; " DATE,
		  "2001:db8::2", false },
		{ "from ex1.example.org (10.1.1.1) by ex2.example.org (Postfix) with ESMTP id 15 via Mailbox Transport; " DATE, NULL, false },
		{ "from ex1.example.org (10.1.1.1) by ex2.example.org with ESMTP (10.1.1.2) id 15; " DATE, NULL, false },
		{ "from ex1.example.org (by x.example (10.1.1.2)) by ex2.example.org with ESMTP id 15; " DATE, NULL, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		arena_t *arena = bnc_arena_new ();
		struct bounce_hop hop;

		CHECK (bnc_hop_parse (slice_str (cases[i].value), &hop, arena));
		CHECK_STR (hop.by_address, cases[i].by_address);
		CHECK_INT (hop.within, cases[i].within);
		bnc_arena_free (arena);
	}
}

/* Where the form has no name that the writer looked up, that there is none says nothing. */
static void
forms_without_names (void)
{
	static const struct {
		const char *value;
		bool names_nobody;
	} cases[] = {
		{ "from mx.example.org (192.0.2.1) by ex1.example.org (10.1.1.1) with Microsoft SMTP Server (TLS) id 15.2.1; " DATE, true },
		{ "from mx.example.org ([192.0.2.1]) by ex1.example.org with Microsoft SMTPSVC(6.0.3790.4675); " DATE, true },
		{ "from mx.example.org (rdns.example.org [192.0.2.1]) by mx.example.net (OpenSMTPD) with ESMTP id 1; " DATE, true },
		{ "from mx.example.org ([192.0.2.1]) by d.example.net (IBM Domino Release 9.0.1FP8) with ESMTP id 1; " DATE, true },
		{ "from mx.example.org (unknown [192.0.2.1]) by mx.example.net (Postfix) with ESMTP id 1; " DATE, false },
		{ "from mx.example.org (rdns.example.org [192.0.2.1]) by mx.example.net (Postfix) with ESMTP id 1; " DATE, false },
		{ "from mx.example.org ([192.0.2.1]) by mx.example.net (8.14.3/8.14.3) with ESMTP id 1; " DATE, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		arena_t *arena = bnc_arena_new ();
		struct bounce_hop hop;

		CHECK (bnc_hop_parse (slice_str (cases[i].value), &hop, arena));
		CHECK_INT (hop.names_nobody, cases[i].names_nobody);
		bnc_arena_free (arena);
	}
}

/* The field as it stands, on one line; of a very long one what a person may want to see. */
static void
keeps_the_field (void)
{
	GString *rest = g_string_new ("by mx.example.org\r\n\twith  SMTP id ");
	arena_t *arena = bnc_arena_new ();
	struct bounce_hop *hops;
	field_t field;
	bool over;

	for (int i = 0; i < 3000; i++)
		g_string_append_c (rest, 'x');
	field = (field_t) { SLICE_LIT ("Received"), slice_str (rest->str) };
	CHECK_INT (bnc_trail_parse (&field, 1, 100, &hops, &over, arena), 1);
	CHECK (g_str_has_prefix (bounce_hop_text (&hops[0]), "by mx.example.org with SMTP id xxx"));
	CHECK (strlen (bounce_hop_text (&hops[0])) <= 1000);
	bnc_arena_free (arena);
	g_string_free (rest, TRUE);
}

/* A megabyte of each pattern: nothing may look ahead again and again. Where the client may have said the rest, no address is read, or the one. */
static void
stays_linear (void)
{
	static const char *const patterns[] = { "(", "()", "[", "from ", "from (", "(a [192.0.2.9", ";", "; 1 ", "Mon ", "by localhost (", "with x ",
						"id ", "(HELO ", "(uid 1 ", "\\", "<", "for <a@b>", "(AUTH: a b) ", "(;", ";(", "()(", "29 Apr", "\x80", "x" };
	static const char *const unsure[] = { "(a [192.0.2.9", "(HELO ", NULL };
	double before = test_seconds ();

	for (size_t i = 0; i < G_N_ELEMENTS (patterns); i++) {
		GString *big = g_string_new ("from a (b [192.0.2.1]) ");
		arena_t *arena = bnc_arena_new ();
		struct bounce_hop hop;

		while (big->len < 1000000)
			g_string_append (big, patterns[i]);
		CHECK (bnc_hop_parse (slice (big->str, big->len), &hop, arena));
		CHECK_STR (hop.client, g_strv_contains (unsure, patterns[i]) ? NULL : "192.0.2.1");
		bnc_arena_free (arena);
		g_string_free (big, TRUE);
	}
	CHECK (test_seconds () - before < 30);
}

SUITE (bnc_test_mail_trail, "mail/trail", { "reads every form", reads_every_form }, { "reads nothing", reads_nothing },
       { "joins pairs", joins_pairs }, { "exchange says more", exchange_says_more },
       { "forms without names", forms_without_names },
       { "keeps the field", keeps_the_field }, { "stays linear", stays_linear })
