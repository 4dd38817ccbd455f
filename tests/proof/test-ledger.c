/*
 * test-ledger.c - Message-IDs of ours, from a file
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fixture.h"

#include <glib/gstdio.h>

#include "proof/ledger-file.h"

/* A file with this text, for g_unlink() and g_free(). */
static char *
file_of (const char *text)
{
	char *path = NULL;
	int file = g_file_open_tmp ("ledger-XXXXXX", &path, NULL);

	CHECK (file >= 0 && g_close (file, NULL));
	CHECK (g_file_set_contents (path, text, -1, NULL));
	return path;
}

static void
drop (char *path)
{
	g_unlink (path);
	g_free (path);
}

static bool
load (ledger_file_t *ledger, const char *text)
{
	char *path = file_of (text), *error = NULL;
	bool good = bnc_ledger_load (ledger, path, &error);

	CHECK (good == (error == NULL));
	g_free (error);
	drop (path);
	return good;
}

#define SINCE INT64_C (1767225600) /* 2026-01-01T00:00:00Z */

static void
ids (void)
{
	ledger_file_t ledger = { 0 };

	CHECK_INT (bnc_ledger_ask (&ledger, "1@owner.example", SINCE), -1);
	CHECK (load (&ledger, "# of the shop\n\n1@owner.example\r\n <2@owner.example> \n"
			      "Nov 24 10:00:00 mail postfix/cleanup[7]: 4B1C: message-id=<3@owner.example>\n4@owner.example"));
	CHECK_INT (bnc_ledger_ask (&ledger, "1@owner.example", BOUNCE_NO_TIME), 1);
	CHECK_INT (bnc_ledger_ask (&ledger, "2@owner.example", BOUNCE_NO_TIME), 1);
	CHECK_INT (bnc_ledger_ask (&ledger, "3@owner.example", BOUNCE_NO_TIME), 1);
	CHECK_INT (bnc_ledger_ask (&ledger, "4@owner.example", BOUNCE_NO_TIME), 1);
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE), -1);
	CHECK_INT (bnc_ledger_ask (&ledger, NULL, SINCE), -1);
	CHECK_INT (ledger.ids.held, 4);
	bnc_ledger_clear (&ledger);
}

/* A miss says something only of mail that a complete ledger must have. */
static void
completeness (void)
{
	ledger_file_t ledger = { 0 };

	CHECK (load (&ledger, "# complete since 2026-01-01T00:00:00Z\n1@owner.example\n"));
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE), 0);
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE - 1), -1);
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", BOUNCE_NO_TIME), -1);
	CHECK_INT (bnc_ledger_ask (&ledger, "1@owner.example", SINCE - 1), 1);
	/* Of two files the later date counts, and one without a date takes it away. */
	CHECK (load (&ledger, "# complete since 2026-01-02\n2@owner.example\n"));
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE), -1);
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE + 86400), 0);
	CHECK (load (&ledger, ""));
	CHECK_INT (bnc_ledger_ask (&ledger, "5@owner.example", SINCE + 86400), -1);
	CHECK_INT (bnc_ledger_ask (&ledger, "2@owner.example", SINCE), 1);
	bnc_ledger_clear (&ledger);
}

static void
dates (void)
{
	ledger_file_t ledger = { 0 };

	CHECK (!load (&ledger, "x@owner.example\n# complete since yesterday\n"));
	CHECK (!ledger.is_open);
	CHECK_INT (ledger.ids.held, 0);
	CHECK (load (&ledger, "# complete since 2026-01-01T09:00:00+09:00\n"));
	CHECK_INT (ledger.since, SINCE);
	bnc_ledger_clear (&ledger);
}

static const char *
outcome (bounce_context_t *context, const char *group, int64_t hop, int64_t written)
{
	bounce_record_t *record = fixture_report ();
	const char *found;

	RETURNED (record, HOP_STRANGER_TO_RCV, .date = { hop, 0 });
	record->original.message_id = "<unknown@owner.example>";
	record->original.date_text = written == BOUNCE_NO_TIME ? NULL : "some day";
	record->original.date = (when_t) { written, 0 };
	fixture_fails (record, "@rcv.example", 0, 1);
	bnc_verdict_decide (&context->settings, record);
	found = fixture_outcome (record, group); /* of the table, which is static */
	bounce_record_unref (record);
	return found;
}

static void
settings (void)
{
	char *path = file_of ("# complete since 2026-01-01T00:00:00Z\n1@owner.example\n");
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "ledger.sent", path, "ledger.log", path, NULL);

	CHECK_STR (outcome (context, "sent", SINCE + 10, SINCE + 5), "miss");
	CHECK_STR (outcome (context, "log", SINCE + 10, SINCE + 5), "miss");
	CHECK_STR (outcome (context, "sent", SINCE + 10, BOUNCE_NO_TIME), "miss");
	/* Written before, and queued until after. */
	CHECK_STR (outcome (context, "sent", SINCE + 10, SINCE - 5), NULL);
	CHECK_STR (outcome (context, "sent", SINCE - 10, SINCE + 5), NULL);
	CHECK_INT (bounce_context_set (context, "ledger.sent", "/nonexistent/ledger"), BOUNCE_ERROR_SETTING);
	bounce_context_unref (context);
	drop (path);
}

static int32_t
answer (const char *message_id, int64_t earliest, int64_t latest, void *user)
{
	(void) message_id;
	CHECK (earliest <= latest);
	return *(const int32_t *) user;
}

/* The program's own ledger is asked first, the file where that cannot say. */
static void
callback_first (void)
{
	char *path = file_of ("unknown@owner.example\n");
	int32_t says = 0;
	bounce_context_t *context = fixture_context ("home.domain", "owner.example", "ledger.sent", path, NULL);

	CHECK_INT (bounce_context_set_ledger (context, "sent", answer, &says), BOUNCE_OK);
	CHECK_STR (outcome (context, "sent", SINCE, SINCE), "miss");
	says = -1;
	CHECK_STR (outcome (context, "sent", SINCE, SINCE), "hit");
	bounce_context_unref (context);
	drop (path);
}

SUITE (bnc_test_proof_ledger, "proof/ledger", { "ids", ids }, { "completeness", completeness }, { "dates", dates },
       { "settings", settings }, { "callback first", callback_first })
