/*
 * test-evidence.c - the built-in scorer: its table, and which outcome each group has
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include "verdict/evidence.h"
#include "verdict/fixed-point.h"

static void
rows_are_sound (void)
{
	chances_t *chances = bnc_chances_new ();

	for (outcome_t i = 0; i < OUTCOME_COUNT; i++) {
		struct bounce_evidence a = *bnc_chances_evidence (chances, i);

		CHECK_INT (MAX (a.weight.genuine, MAX (a.weight.relayed, a.weight.forged)), 0);
		CHECK (MIN (a.weight.genuine, MIN (a.weight.relayed, a.weight.forged)) >= -BNC_LN_1000);
		for (outcome_t j = 0; j < i; j++) {
			struct bounce_evidence b = *bnc_chances_evidence (chances, j);

			CHECK (strcmp (a.group, b.group) != 0 || strcmp (a.outcome, b.outcome) != 0);
		}
	}
	bnc_chances_free (chances);
}

/* ln (.02 / .90) = -3.81, ln (.03 / .90) = -3.40. */
static void
weights (void)
{
	chances_t *chances = bnc_chances_new ();
	struct bounce_evidence evidence;
	weights_t w = { 1000, 1400, 2000 };
	char *error = NULL;

	CHECK (bnc_chances_set (chances, "path.foreign-client", "0.02, 0.03, 0.9", &error));
	CHECK (bnc_chances_set (chances, "path.shared-client", "0.85, 0.85, 0.05", &error));
	evidence = *bnc_chances_evidence (chances, OUTCOME_PATH_FOREIGN);
	CHECK_INT (evidence.weight.genuine, -380);
	CHECK_INT (evidence.weight.relayed, -340);
	CHECK_INT (evidence.weight.forged, 0);
	CHECK_INT (evidence.favours, BOUNCE_CAUSE_FORGED);
	bnc_weights_count_by (&evidence.weight, 50);
	CHECK_INT (evidence.weight.genuine, -190);
	CHECK_INT (bnc_chances_evidence (chances, OUTCOME_PATH_SHARED)->favours, BOUNCE_CAUSE_UNDECIDED);
	bnc_weights_settle (&w);
	CHECK_INT (w.genuine, -691);
	CHECK_INT (w.relayed, -600);
	CHECK_INT (w.forged, 0);
	bnc_chances_free (chances);
}

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
	static const char *const expected[][2] = { { "path", "foreign-client" },   { "framing", "helo-own-domain" },
						   { "message-id", "own-domain" }, { "submission", NULL },
						   { NULL, NULL } };

	outcomes (fixture_owner (), fixture_forged (), expected);
	outcomes (fixture_plain (), fixture_forged (), expected);
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

/* With nothing known, a client beside the server that the mail left by is taken for one it serves; of others, one with a name
 * elsewhere is more surely a stranger than one without. */
static void
beside_the_server (void)
{
	static const struct {
		const char *client, *name, *outcome;
		int32_t genuine;
	} clients[] = { { "192.0.2.200", "unknown", "known-client", 0 },
			{ "192.0.3.200", "unknown", "open-relay", -275 },            /* ln (.001 / .241) * .5 */
			{ "192.0.3.200", "c7.bad.example", "open-relay", -384 } };   /* * .7 */

	for (size_t i = 0; i < G_N_ELEMENTS (clients); i++) {
		bounce_context_t *context = fixture_plain ();
		bounce_record_t *record = fixture_report ();

		RETURNED (record, HOP_OWN_TO_RCV);
		RETURNED (record, .from = clients[i].name, .helo = "pc", .client = clients[i].client, .by = "mail.owner.example");
		fixture_fails (record, "@rcv.example", 0, 1);
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "submission"), clients[i].outcome);
		CHECK_INT (fixture_evidence (record->verdict, "submission")->weight.genuine, clients[i].genuine);
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
		{ RESULTS "; dkim=fail header.i=@mail.owner.example; dkim=pass header.d=bad.example" BELOW, "foreign-client", "fails" },
		{ RESULTS "; dkim=fail header.d=owner.example; dkim=pass header.d=owner.example" BELOW, "foreign-client", "verifies" },
		{ RESULTS "; spf=pass smtp.mailfrom=bad.example; dkim=pass header.d=bad.example" BELOW, "foreign-client", NULL },
		{ "Authentication-Results: bad.example; spf=pass smtp.mailfrom=owner.example" BELOW, "foreign-client", NULL },
		{ "Received: from x by mx.rcv.example\n" RESULTS "; spf=pass smtp.mailfrom=owner.example\n", "foreign-client", NULL },
		{ RESULTS "; none" BELOW, "foreign-client", NULL },
		{ RESULTS BELOW, "foreign-client", NULL },
		{ "Authentication-Results:" BELOW, "foreign-client", NULL },
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

/* SPF that fails says by itself that the client is foreign, so what is inferred does not make it weaker; and without an address too. */
static void
spf_fails (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
	bounce_record_t *record = fixture_report ();
	const struct bounce_evidence *path;

	RETURNED (record, HOP_STRANGER_TO_RCV);
	path = judged (context, record, RESULTS "; spf=fail smtp.mailfrom=owner.example" BELOW, "path");
	CHECK (path && path->weight.genuine == -489);
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
	CHECK (path && path->weight.genuine == -489);
	CHECK (path && strstr (path->text, "your SPF record does not allow"));
	bounce_record_unref (record);
	bounce_context_unref (context);
}

/* A signature that the bouncer found counts by its tier: here half. */
static void
results_are_scaled (void)
{
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", NULL);
	bounce_record_t *record = fixture_portal (0);
	const struct bounce_evidence *crypto;

	RETURNED (record, .client = "203.0.113.66", .by = "mail.portal.example");
	crypto = judged (context, record, "Authentication-Results: mail.portal.example; dkim=pass header.d=owner.example\nReceived: x\n", "crypto");
	CHECK_STR (crypto ? crypto->outcome : NULL, "verifies");
	CHECK (crypto && crypto->weight.forged == -213); /* ln (.01 / .70) * .5 */
	CHECK_STR (crypto ? crypto->part : NULL, "original:Authentication-Results");
	bounce_record_unref (record);
	bounce_context_unref (context);
}

static void
message_ids (void)
{
	static const char *const cases[][2] = { { "<1@mail.owner.example>", "own-host" }, { "<1@owner.example>", "own-domain" },
						{ "<1@pc.test>", "other-host" },          { "no-at-sign", "other-host" },
						{ NULL, NULL } };

	for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
		bounce_context_t *context = fixture_owner ();
		bounce_record_t *record = fixture_report ();

		record->original.message_id = cases[i][0];
		bnc_verdict_decide (&context->settings, record);
		CHECK_STR (fixture_outcome (record, "message-id"), cases[i][1]);
		bounce_record_unref (record);
		bounce_context_unref (context);
	}
}

/* Trust of the trail, and what is inferred, scale the weights; the text and the place are there. */
static void
trust_scales (void)
{
	bounce_context_t *context = fixture_plain ();
	bounce_record_t *record = fixture_portal_forged (0);
	const struct bounce_evidence *path;

	bnc_verdict_decide (&context->settings, record);
	path = fixture_evidence (record->verdict, "path");
	CHECK_INT (path->tier, 3);
	CHECK_INT (path->weight.genuine, -122); /* -4.89 * .5 * .5 */
	CHECK_STR (path->part, "original:Received[0]");
	CHECK_STR (path->text, "mail.portal.example took it from 203.0.113.66, which is none of yours");
	CHECK_STR (path->scorer, "builtin");
	bounce_record_unref (record);
	record = fixture_portal_relayed (0);
	bnc_verdict_decide (&context->settings, record);
	path = fixture_evidence (record->verdict, "path");
	CHECK_STR (path->outcome, "shared-client");
	CHECK_INT (path->weight.forged, -123); /* ln (.006 / .200) * .5 * .7 */
	bounce_record_unref (record);
	bounce_context_unref (context);
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

/* A mail of ours that is sent again from elsewhere has every proof: together they count 50 to 1 against forgery, and no more. */
static void
proofs_are_limited (void)
{
	bounce_context_t *context = fixture_owner ();
	bounce_record_t *record = fixture_genuine ();
	int32_t yes = 1, against = 0;

	CHECK_INT (bounce_context_set_ledger (context, "sent", ask, &yes), BOUNCE_OK);
	CHECK_INT (bounce_context_set_ledger (context, "log", ask, &yes), BOUNCE_OK);
	bnc_verdict_decide (&context->settings, record);
	for (size_t i = 0; i < record->verdict->evidence_count; i++) {
		const struct bounce_evidence *evidence = &record->verdict->evidence[i];

		if (bnc_evidence_proves (evidence))
			against += evidence->weight.genuine - evidence->weight.forged;
	}
	CHECK_INT (against, 391);
	CHECK (fixture_evidence (record->verdict, "sent")->weight.forged == -391);
	CHECK (fixture_evidence (record->verdict, "log")->weight.relayed == -1);
	bounce_record_unref (record);
	bounce_context_unref (context);
}

SUITE (bnc_test_verdict_evidence, "verdict/evidence", { "rows are sound", rows_are_sound }, { "weights", weights }, { "genuine", genuine },
       { "relayed", relayed }, { "forged", forged }, { "copied line", copied_line }, { "own bouncer", own_bouncer },
       { "submissions", submissions }, { "no server", no_server }, { "neighbour", neighbour },
       { "beside the server", beside_the_server }, { "web", web },
       { "marks of strangers", marks_of_strangers }, { "results of the bouncer", results_of_the_bouncer }, { "spf fails", spf_fails },
       { "results are scaled", results_are_scaled }, { "message ids", message_ids }, { "trust scales", trust_scales }, { "ledgers", ledgers },
       { "proofs are limited", proofs_are_limited })
