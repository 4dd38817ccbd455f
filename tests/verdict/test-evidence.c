/*
 * test-evidence.c - the built-in scorer: its table, and which outcome each group has
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/evidence.h"

static void
outcomes (bounce_context_t *context, bounce_record_t *record, const char *const expected[][2])
{
	bnc_verdict_decide (&context->settings, record);
	for (size_t i = 0; expected[i][0]; i++)
		CHECK_STR (fixture_outcome (record, expected[i][0]), expected[i][1]);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
genuine (void)
{
	static const char *const expected[][2] = { { "bouncer", "other-host" },      { "path", "own-client" },
						   { "framing", "none" },            { "submission", "known-client" },
						   { "message-id", "own-domain" },   { "recipients", "few" },
						   { "sent", NULL },                 { NULL, NULL } };

	outcomes (fixture_owner (), fixture_genuine (), expected);
}

static void
relayed (void)
{
	static const char *const expected[][2] = { { "path", "own-client" },       { "submission", "open-relay" },
						   { "message-id", "other-host" }, { "recipients", "many" },
						   { NULL, NULL } };

	outcomes (fixture_owner (), fixture_relayed (), expected);
}

static void
forged (void)
{
	static const char *const known[][2] = { { "path", "foreign-client" },   { "framing", "helo-own-domain" },
						{ "message-id", "own-domain" }, { "submission", NULL },
						{ NULL, NULL } };
	static const char *const nothing_known[][2] = { { "path", "unknown-client" },   { "framing", "helo-own-domain" },
							{ "message-id", "own-domain" }, { "submission", NULL },
							{ NULL, NULL } };

	outcomes (fixture_owner (), fixture_forged (), known);
	outcomes (fixture_plain (), fixture_forged (), nothing_known);
}

/* A copied line that names our server below a stranger. */
static void
copied_line (void)
{
	static const char *const expected[][2] = { { "path", "foreign-client" }, { "framing", "claimed-own-hop" }, { NULL, NULL } };
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_STRANGER_TO_RCV);
	RETURNED (record, HOP_PC_TO_OWN);
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, expected);
}

static void
own_bouncer (void)
{
	static const char *const remote[][2] = { { "bouncer", "own-server" }, { "path", "own-client" }, { "submission", "open-relay" },
						 { NULL, NULL } };
	static const char *const by_pc[][2] = { { "bouncer", "own-server" }, { "submission", "known-client" }, { "message-id", "own-host" },
						{ NULL, NULL } };
	static const char *const local[][2] = { { "bouncer", "own-server-to-own-domain" }, { "path", "foreign-client" },
						{ "submission", NULL }, { NULL, NULL } };
	bounce_record_t *record = fixture_own_report ();

	RETURNED (record, HOP_STRANGER_TO_OWN);
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, remote);
	record = fixture_own_report ();
	RETURNED (record, HOP_STRANGER_TO_OWN);
	fixture_fails (record, "@owner.example", 0, 1);
	outcomes (fixture_owner (), record, local);
	record = fixture_own_report ();
	RETURNED (record, HOP_PC_TO_OWN);
	record->original.message_id = "<1@pc.owner.example>"; /* who gave it to our server is not that server */
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, by_pc);
}

/* A bounce that could not be linked whoever sent it says nothing by that; one that could be, and is not, does. */
static void
unlinked (void)
{
	static const char *const named[][2] = { { "link", "named" }, { "path", "own-client" }, { NULL, NULL } };
	static const char *const silent[][2] = { { "link", NULL }, { "path", "own-client" }, { NULL, NULL } };
	bounce_record_t *record = fixture_genuine ();

	record->hops[0].looked_up = NULL;
	outcomes (fixture_owner (), record, named);
	record = fixture_genuine ();
	record->hops[0].looked_up = NULL;
	record->hops[0].names_nobody = true;
	outcomes (fixture_owner (), record, silent);
	record = fixture_genuine ();
	record->hops[0].looked_up = NULL;
	record->hops[0].client = "172.17.0.1"; /* a router before our server hides who came */
	outcomes (fixture_owner (), record, silent);
}

/* What a script on the server sends has an id of the host's, whoever fills its form. */
static void
id_of_a_script (void)
{
	static const char *const expected[][2] = { { "submission", "local-user" }, { "message-id", "own-server" }, { NULL, NULL } };
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	RETURNED (record, .by = "mail.owner.example", .local = true, .local_user = "www-data");
	record->original.message_id = "<1@www.owner.example>";
	fixture_fails (record, "@rcv.example", 0, 1);
	outcomes (fixture_owner (), record, expected);
}

static const char *
submission_of (struct bounce_hop hop, const char *failing_domain)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_report ();
	const char *outcome;

	RETURNED (record, HOP_OWN_TO_RCV);
	fixture_returned (record, hop);
	fixture_fails (record, failing_domain, 0, 1);
	bnc_verdict_decide (&context->settings, record);
	outcome = fixture_outcome (record, "submission"); /* of the table, which is static */
	bounce_record_unref (record);
	bounce_context_unref (context);
	return outcome;
}

static void
submissions (void)
{
	struct bounce_hop hop = { HOP_STRANGER_TO_OWN };

	CHECK_STR (submission_of (hop, "@rcv.example"), "open-relay");
	CHECK_STR (submission_of (hop, "@owner.example"), NULL);
	hop.rcpt = "list@owner.example"; /* came in, and a list or an alias sent it out */
	CHECK_STR (submission_of (hop, "@rcv.example"), NULL);
	hop.authenticated = true;
	CHECK_STR (submission_of (hop, "@rcv.example"), "authenticated-stranger");
	hop = (struct bounce_hop) { .by = "mail.owner.example", .local = true, .local_user = "www-data" };
	CHECK_STR (submission_of (hop, "@rcv.example"), "local-user");
	hop = (struct bounce_hop) { .from = "pc", .helo = "pc", .client = "192.168.1.7", .by = "mail.owner.example" };
	CHECK_STR (submission_of (hop, "@rcv.example"), "known-client");
	hop.client = "127.0.0.1";
	CHECK_STR (submission_of (hop, "@rcv.example"), "local-user");
}

/* A client of ours that is no server of ours, and gave the mail to the receiver itself. */
static void
no_server (void)
{
	static const struct {
		const char *host, *from, *helo, *author;
		const char *outcome;
	} cases[] = { { "mail.owner.example", "pc.owner.example", "friend", "info@owner.example", "no-server" },
		      { "mail.owner.example", NULL, "friend", "info@owner.example", "no-server" },
		      { "mail.owner.example", "pc.owner.example", "friend", NULL, NULL }, /* the rest of the header did not come back */
		      { "mail.owner.example", "mail.owner.example", "mail", "info@owner.example", NULL },
		      { "mail.owner.example", NULL, "mail.owner.example", "info@owner.example", NULL },
		      { NULL, "pc.owner.example", "friend", "info@owner.example", NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = cases[i].host ? fixture_owner ()
			: fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", NULL);
		bounce_record_t *record = fixture_report ();

		RETURNED (record, .from = cases[i].from, .helo = cases[i].helo, .client = "192.0.2.50", .by = "mx.rcv.example");
		record->original.from = cases[i].author;
		fixture_fails (record, "@rcv.example", 0, 1);
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "path"), "own-client");
		CHECK_STR (fixture_outcome (record, "submission"), cases[i].outcome);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* Another customer of our provider's, who is told from us only where our own addresses are known. */
static void
neighbour (void)
{
	for (int i = 0; i < 3; i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.shared_network", "198.51.100.0/24",
							     i == 1 ? NULL : "home.network", "192.0.2.8/29", NULL);
		bounce_record_t *record = fixture_portal (0);

		RETURNED (record, .from = "smtp.provider.example", .helo = "smtp.provider.example", .client = "198.51.100.25", .by = "mail.portal.example");
		RETURNED (record, .from = "c7.provider.example", .helo = "pc", .client = i == 2 ? "192.0.2.9" : "198.51.100.77", .by = "smtp.provider.example");
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "path"), "shared-client");
		CHECK_STR (fixture_outcome (record, "submission"), i == 0 ? "neighbour" : "known-client");
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* With nothing known, a client beside the server that the mail left by is taken for one it serves; and all that rests on what was inferred is
 * marked so. */
static void
beside_the_server (void)
{
	static const struct {
		const char *client, *name, *outcome;
	} clients[] = { { "192.0.2.200", NULL, "known-client" },
			{ "192.0.3.200", NULL, "open-relay" },
			{ "192.0.3.200", "c7.bad.example", "open-relay" } };

	for (size_t i = 0; i < G_N_ELEMENTS (clients); i++) {
		bounce_context_t *context = fixture_plain ();
		bounce_record_t *record = fixture_report ();

		RETURNED (record, HOP_OWN_TO_RCV);
		RETURNED (record, .from = clients[i].name, .helo = "pc", .client = clients[i].client, .by = "mail.owner.example");
		fixture_fails (record, "@rcv.example", 0, 1);
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "submission"), clients[i].outcome);
		CHECK (fixture_evidence (record->verdict, "submission")->inferred);
		CHECK (fixture_evidence (record->verdict, "path")->inferred);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* A mail that our server took from itself, with these fields in its returned header. */
static bounce_record_t *
submitted_at_home (const char *fields, struct bounce_hop hop)
{
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_OWN_TO_RCV);
	hop.by = "mail.owner.example";
	fixture_returned (record, hop);
	fixture_fails (record, "@rcv.example", 0, 12);
	record->original.head = slice_str (fields);
	record->original.message_id = "<x2@fxjkifr>";
	return record;
}

static bool
has_alarm (const bounce_record_t *record, const char *alarm)
{
	for (size_t i = 0; i < record->verdict->alarm_count; i++) {
		if (strcmp (record->verdict->alarms[i], alarm) == 0)
			return true;
	}
	return false;
}

/* What scripts and pages of the web leave in a mail: who did it, and where to look. */
static void
web (void)
{
	static const struct {
		const char *fields;
		struct bounce_hop hop, below;
		const char *outcome, *alarm, *script, *client, *account, *text;
	} cases[] = {
		{ "X-PHP-Originating-Script: 33:contact.php(12) : eval()'d code\n", { .local = true, .local_user = "uid 33" }, { 0 }, "local-user",
		  "script-abuse", "contact.php (uid 33)", NULL, NULL, "by the script contact.php of uid 33" },
		{ "x-php-script: www.owner.example/form.php for 10.0.0.1,\n 203.0.113.66\nX-PHP-Originating-Script: 33:form.php\n", { .local = true },
		  { 0 }, "local-user", "script-abuse", "www.owner.example/form.php", "203.0.113.66", NULL, "called from 203.0.113.66" },
		{ "X-Mailer: PHPMailer 5.2.9 (https://example.org)\n", { .client = "127.0.0.1", .from = "localhost" }, { 0 }, "local-user",
		  "script-abuse", "PHPMailer 5.2.9", "127.0.0.1", NULL, "with PHPMailer 5.2.9" },
		{ "X-Originating-IP: [203.0.113.66]\n", { .client = "127.0.0.1" }, { 0 }, "authenticated-stranger", "account-abuse", NULL,
		  "203.0.113.66", NULL, "in the web mail of mail.owner.example, by somebody at 203.0.113.66" },
		{ "X-Originating-IP: 192.0.2.50\n", { .local = true }, { 0 }, "known-client", NULL, NULL, "192.0.2.50", NULL, "a client of yours" },
		{ "X-Mailer: other\n", { .local = true, .local_user = "www-data" },
		  { .client = "203.0.113.66", .by = "mail.owner.example", .with = "HTTP", .authenticated = true, .account = "neko" },
		  "authenticated-stranger", "account-abuse", "www-data", "203.0.113.66", "neko", "by neko at 203.0.113.66" },
		{ "", { .client = "203.0.113.66", .with = "HTTP" }, { 0 }, "local-user", "script-abuse", NULL, "203.0.113.66", NULL,
		  "by a web page that was called from 203.0.113.66" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.network", "192.0.2.0/24", "prior", "burst", NULL);
		bounce_record_t *record = submitted_at_home (cases[i].fields, cases[i].hop);
		const struct bounce_evidence *evidence;

		if (cases[i].below.by)
			fixture_returned (record, cases[i].below);
		bnc_verdict_decide (&context->settings, record);
		evidence = fixture_evidence (record->verdict, "submission");
		CHECK_STR (evidence ? evidence->outcome : NULL, cases[i].outcome);
		CHECK (evidence && strstr (evidence->text, cases[i].text));
		CHECK (!cases[i].alarm || has_alarm (record, cases[i].alarm));
		CHECK (!has_alarm (record, "unauthenticated-relay"));
		CHECK_STR (record->trace.script, cases[i].script);
		CHECK_STR (record->trace.submission_client, cases[i].client);
		CHECK_STR (record->trace.account, cases[i].account);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* Where a stranger handed the mail in, such fields are his own. */
static void
marks_of_strangers (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = submitted_at_home ("X-PHP-Script: www.bad.example/x.php for 192.0.2.50\nX-Originating-IP: [192.0.2.50]\n",
						     (struct bounce_hop) { .client = "203.0.113.66", .authenticated = true });

	bnc_verdict_decide (&context->settings, record);
	CHECK_STR (fixture_outcome (record, "submission"), "authenticated-stranger");
	CHECK_STR (record->trace.script, NULL);
	CHECK_STR (record->trace.submission_client, "203.0.113.66");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

#define RESULTS "Authentication-Results: mx.rcv.example"
#define BELOW "\nReceived: from x by mx.rcv.example\n"

static const struct bounce_evidence *
judged (bounce_context_t *context, bounce_record_t *record, const char *head, const char *group)
{
	record->original.head = slice_str (head);
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	return fixture_evidence (record->verdict, group);
}

/* What the bouncer found counts where nobody else can have written it, and of domains of ours. */
static void
results_of_the_bouncer (void)
{
	static const struct {
		const char *head, *path, *crypto;
	} cases[] = {
		{ RESULTS "; spf=fail smtp.mailfrom=owner@owner.example" BELOW, "foreign-client", NULL },
		{ RESULTS "; spf=pass (sender\n is (really) ok; spf=fail)\n smtp.mailfrom=owner.example" BELOW, "declared-sender", NULL },
		{ RESULTS " 1; dkim=pass reason=\"good; spf=fail\" header.d=owner.example; spf=softfail smtp.mailfrom=owner.example" BELOW,
		  "foreign-client", "verifies" },
		{ RESULTS "; dkim=fail header.i=@mail.owner.example; dkim=pass header.d=bad.example" BELOW, "unknown-client", "fails" },
		{ RESULTS "; dkim=fail header.d=owner.example; dkim=pass header.d=owner.example" BELOW, "unknown-client", "verifies" },
		{ RESULTS "; spf=pass smtp.mailfrom=bad.example; dkim=pass header.d=bad.example" BELOW, "unknown-client", NULL },
		{ "Authentication-Results: bad.example; spf=pass smtp.mailfrom=owner.example" BELOW, "unknown-client", NULL },
		{ "Received: from x by mx.rcv.example\n" RESULTS "; spf=pass smtp.mailfrom=owner.example\n", "unknown-client", NULL },
		{ "Received: from x by mx.rcv.example\n" RESULTS "; spf=fail smtp.mailfrom=owner.example; dkim=fail header.d=owner.example\n",
		  "foreign-client", "fails" },
		{ "Received: from x by mx.rcv.example\nReceived-SPF: fail\n" RESULTS "; spf=fail smtp.mailfrom=owner.example\n", "foreign-client", NULL },
		{ "Received: from x by mx.rcv.example\nSubject: x\n" RESULTS "; spf=fail smtp.mailfrom=owner.example\n", "unknown-client", NULL },
		{ "Received: from x by mx.rcv.example\n" RESULTS "; dkim=pass header.d=owner.example\n", "unknown-client", NULL },
		{ RESULTS "; spf=pass smtp.mailfrom=owner.example" BELOW RESULTS "; spf=fail smtp.mailfrom=owner.example\n", "declared-sender", NULL },
		{ RESULTS "; none" BELOW, "unknown-client", NULL },
		{ RESULTS BELOW, "unknown-client", NULL },
		{ "Authentication-Results:" BELOW, "unknown-client", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
		bounce_record_t *record = fixture_report ();
		const struct bounce_evidence *path;

		RETURNED (record, HOP_STRANGER_TO_RCV);
		path = judged (context, record, cases[i].head, "path");
		CHECK_STR (path ? path->outcome : NULL, cases[i].path);
		CHECK_STR (fixture_outcome (record, "crypto"), cases[i].crypto);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* SPF that fails says by itself that the client is foreign, as a known network would; and without an address too. */
static void
spf_fails (void)
{
	bounce_context_t *known = fixture_owner (), *context = fixture_context ("home.domain", "owner.example", NULL);
	bounce_record_t *by_network = fixture_report (), *record = fixture_report ();
	const struct bounce_evidence *network, *path;

	RETURNED (by_network, HOP_STRANGER_TO_RCV);
	network = judged (known, by_network, "", "path");
	RETURNED (record, HOP_STRANGER_TO_RCV);
	path = judged (context, record, RESULTS "; spf=fail smtp.mailfrom=owner.example" BELOW, "path");
	CHECK (path && !path->inferred && path->weight.genuine == network->weight.genuine);
	CHECK (path && strstr (path->text, "your SPF record does not allow it"));
	bounce_record_unref (record);
	record = fixture_report ();
	RETURNED (record, .from = "bad.example", .by = "mx.rcv.example");
	path = judged (context, record, RESULTS "; spf=fail smtp.mailfrom=owner.example" BELOW, "path");
	CHECK_STR (path ? path->outcome : NULL, "foreign-client");
	bounce_record_unref (record);
	bounce_context_unref (context);

	context = fixture_context ("home.domain", "owner.example", "home.spf", "v=spf1 ip4:192.0.2.10 -ip4:203.0.113.0/24 mx -all", NULL);
	record = fixture_report ();
	RETURNED (record, HOP_STRANGER_TO_RCV);
	path = judged (context, record, "", "path");
	CHECK (path && !path->inferred && path->weight.genuine == network->weight.genuine);
	CHECK (path && strstr (path->text, "your SPF record does not allow"));
	bounce_record_unref (record);
	bounce_context_unref (context);
	bounce_record_unref (by_network);
	bounce_context_unref (known);
}

/* Behind "include:" lies the unknown, not the foreign. */
static void
spf_of_others (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "home.spf", "v=spf1 include:esp.example -all", NULL);
	bounce_record_t *record = fixture_report ();

	RETURNED (record, HOP_STRANGER_TO_RCV);
	CHECK_STR (judged (context, record, "", "path")->outcome, "unknown-client");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* A signature that the bouncer found is its word: it counts less than one that was verified here. */
static void
results_are_told (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
	const struct bounce_evidence *row = bnc_chances_evidence (context->settings.chances, OUTCOME_CRYPTO_VERIFIES), *crypto;
	bounce_record_t *record = fixture_portal (0);

	RETURNED (record, .client = "203.0.113.66", .by = "mail.portal.example");
	crypto = judged (context, record, "Authentication-Results: mail.portal.example; dkim=pass header.d=owner.example\nReceived: x\n", "crypto");
	CHECK_STR (crypto ? crypto->outcome : NULL, "verifies");
	CHECK (crypto && crypto->told && !row->told);
	CHECK (crypto && crypto->weight.forged < -50 && crypto->weight.forged > row->weight.forged);
	CHECK_STR (crypto ? crypto->part : NULL, "original:Authentication-Results");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* What the server gives to any mail that has none is its own, whoever came; the hosts are those of home.host, and those of the believed path. */
static void
message_ids (void)
{
	static const char *const cases[][2] = { { "<1@mail.owner.example>", "own-server" }, { "<1@pc.owner.example>", "own-host" },
						{ "<1@owner.example>", "own-domain" },     { "<1@pc.test>", "other-host" },
						{ "no-at-sign", "other-host" },            { "<1@gate.owner.example>", "own-server" } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_report ();

		RETURNED (record, .from = "gate.owner.example", .helo = "gate.owner.example", .client = "192.0.2.11", .by = "mx.rcv.example");
		record->original.message_id = cases[i][0];
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "message-id"), cases[i][1]);
		CHECK (!fixture_evidence (record->verdict, "message-id")->told);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* What the bouncing host tells counts less than the row itself, more where the host is linked to what it names, and less again where it rests on what
 * was inferred; the text and the place are there. */
static void
doubts_lessen (void)
{
	bounce_context_t *context = fixture_plain ();
	const chances_t *chances = context->settings.chances;
	bounce_record_t *record = fixture_portal_forged (0), *linked = fixture_forged ();
	const struct bounce_evidence *path;

	bnc_verdict_decide (&context->settings, record);
	bnc_verdict_decide (&context->settings, linked);
	path = fixture_evidence (record->verdict, "path");
	CHECK_INT (path->tier, 3);
	CHECK_STR (path->outcome, "unknown-client");
	CHECK (path->told && !path->inferred);
	CHECK (path->weight.genuine > bnc_chances_evidence (chances, OUTCOME_PATH_STRANGER)->weight.genuine);
	CHECK (fixture_evidence (linked->verdict, "path")->weight.genuine < path->weight.genuine);
	CHECK_STR (path->part, "original:Received[0]");
	CHECK_STR (path->text, "mail.portal.example took it from 203.0.113.66, of which nothing says that it is yours");
	CHECK_STR (path->scorer, "builtin");
	bounce_record_unref (record);
	bounce_record_unref (linked);
	record = fixture_portal_relayed (0);
	bnc_verdict_decide (&context->settings, record);
	path = fixture_evidence (record->verdict, "path");
	CHECK_STR (path->outcome, "shared-client");
	CHECK (path->told && path->inferred);
	CHECK (path->weight.forged < -100 && path->weight.forged > bnc_chances_evidence (chances, OUTCOME_PATH_SHARED)->weight.forged);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* Accounts and scripts that the owner declared, and others. */
static void
declared_names (void)
{
	static const struct {
		const char *account, *script, *account_outcome, *script_outcome;
	} cases[] = { { "sales@owner.example", NULL, "declared", NULL },
		      { "temp", NULL, "undeclared", NULL },
		      { NULL, "X-PHP-Script: www.owner.example/shop.php for 203.0.113.66\n", NULL, "declared" },
		      { NULL, "X-PHP-Script: www.owner.example/x.php for 203.0.113.66\n", NULL, "undeclared" },
		      { NULL, "", NULL, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", "home.domain", "owner.example", "home.account", "Sales",
							     "home.script", "shop.php", NULL);
		bounce_record_t *record = cases[i].script
			? submitted_at_home (cases[i].script, (struct bounce_hop) { .local = true })
			: submitted_at_home ("", (struct bounce_hop) { .client = "203.0.113.66", .authenticated = true, .account = cases[i].account });

		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "account"), cases[i].account_outcome);
		CHECK_STR (fixture_outcome (record, "script"), cases[i].script_outcome);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
	/* Of accounts and scripts that nobody declared, none is said to be wrong. */
	for (int i = 0; i < 2; i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = i ? submitted_at_home (cases[2].script, (struct bounce_hop) { .local = true })
			: submitted_at_home ("", (struct bounce_hop) { .client = "203.0.113.66", .authenticated = true, .account = "sales" });

		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "account"), NULL);
		CHECK_STR (fixture_outcome (record, "script"), NULL);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* What the owner says of it; unsaid, there is no evidence of it. */
static void
owner_says (void)
{
	static const char *const cases[][2] = { { "no", "not-sent" }, { "yes", "sent" }, { NULL, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_context ("home.network", "192.0.2.0/24", cases[i][0] ? "owner.sent" : NULL, cases[i][0], NULL);
		bounce_record_t *record = fixture_genuine ();

		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "owner"), cases[i][1]);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

static int32_t
ask (const char *message_id, int64_t earliest, int64_t latest, void *user)
{
	CHECK_STR (message_id, "x1@owner.example");
	CHECK (earliest <= latest);
	return *(const int32_t *) user;
}

static void
ledgers (void)
{
	static const struct {
		int32_t answer;
		const char *outcome;
	} cases[] = { { 1, "hit" }, { 0, "miss" }, { -1, NULL }, { 7, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_genuine ();
		int32_t answer = cases[i].answer;

		CHECK_INT (bounce_context_set_ledger (context, "sent", ask, &answer), BOUNCE_OK);
		CHECK_INT (bounce_context_set_ledger (context, "log", ask, &answer), BOUNCE_OK);
		CHECK_INT (bounce_context_set_ledger (context, "diary", ask, &answer), BOUNCE_ERROR_SETTING);
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "sent"), cases[i].outcome);
		CHECK_STR (fixture_outcome (record, "log"), cases[i].outcome);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

SUITE (bnc_test_verdict_evidence, "verdict/evidence", { "genuine", genuine }, { "unlinked", unlinked },
       { "id of a script", id_of_a_script },
       { "relayed", relayed }, { "forged", forged }, { "copied line", copied_line }, { "own bouncer", own_bouncer },
       { "submissions", submissions }, { "no server", no_server }, { "neighbour", neighbour },
       { "beside the server", beside_the_server }, { "web", web },
       { "marks of strangers", marks_of_strangers }, { "results of the bouncer", results_of_the_bouncer }, { "spf fails", spf_fails },
       { "spf of others", spf_of_others },
       { "results are told", results_are_told }, { "message ids", message_ids }, { "doubts lessen", doubts_lessen },
       { "declared names", declared_names }, { "owner says", owner_says }, { "ledgers", ledgers })
