/*
 * test-record.c - a record's life and its values
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/record.h"
#include "test.h"

static void
is_empty_at_first (void)
{
	bounce_record_t *record = bnc_record_new ();

	CHECK_INT (bounce_record_kind (record), BOUNCE_KIND_OTHER);
	CHECK_STR (bounce_record_dialect (record), NULL);
	CHECK_INT (bounce_record_date (record), BOUNCE_NO_TIME);
	CHECK_INT (bounce_record_date_offset (record), 0);
	CHECK_INT (bounce_record_arrival_date (record), BOUNCE_NO_TIME);
	CHECK_INT (bounce_record_original_date (record), BOUNCE_NO_TIME);
	CHECK_INT (bounce_record_original_present (record), 0);
	CHECK_INT (bounce_record_recipient_count (record), 0);
	CHECK (bounce_record_recipient (record, 0) == NULL);
	CHECK (bounce_record_hop (record, 0) == NULL);
	CHECK (bounce_record_verdict (record) == NULL);
	CHECK_INT (bounce_record_feedback_present (record), 0);
	CHECK_INT (bounce_record_feedback_arrival_date (record), BOUNCE_NO_TIME);
	CHECK_INT (bounce_record_disposition_present (record), 0);
	bounce_record_unref (record);
}

static void
answers_for_null (void)
{
	CHECK (bounce_record_ref (NULL) == NULL);
	bounce_record_unref (NULL);
	CHECK_INT (bounce_record_kind (NULL), BOUNCE_KIND_OTHER);
	CHECK_STR (bounce_record_from (NULL), NULL);
	CHECK_STR (bounce_record_json (NULL), NULL);
	CHECK_INT (bounce_record_date (NULL), BOUNCE_NO_TIME);
	CHECK_INT (bounce_record_date_offset (NULL), 0);
	CHECK_INT (bounce_record_recipient_count (NULL), 0);
	CHECK (bounce_record_recipient (NULL, 0) == NULL);
	CHECK (bounce_record_original_hop (NULL, 0) == NULL);
	CHECK_STR (bounce_record_feedback_type (NULL), NULL);
	CHECK_INT (bounce_record_feedback_arrival_date_offset (NULL), 0);
	CHECK_STR (bounce_record_disposition_type (NULL), NULL);
	CHECK_STR (bounce_recipient_address (NULL), NULL);
	CHECK_INT (bounce_recipient_reason_source (NULL), BOUNCE_SOURCE_NONE);
	CHECK_INT (bounce_recipient_will_retry_until_offset (NULL), 0);
	CHECK_INT (bounce_hop_index (NULL), -1);
	CHECK_STR (bounce_hop_text (NULL), NULL);
	CHECK_STR (bounce_record_submission_client (NULL), NULL);
	CHECK_STR (bounce_record_submission_queue_id (NULL), NULL);
	CHECK_INT (bounce_hop_date (NULL), BOUNCE_NO_TIME);
	CHECK_INT (bounce_verdict_cause (NULL), BOUNCE_CAUSE_UNDECIDED);
	CHECK_INT (bounce_verdict_posterior (NULL, BOUNCE_CAUSE_FORGED), 0);
	CHECK_INT (bounce_verdict_likelihood (NULL, BOUNCE_CAUSE_FORGED), 0);
	CHECK (bounce_verdict_evidence (NULL, 0) == NULL);
	CHECK_INT (bounce_evidence_weight (NULL, BOUNCE_CAUSE_FORGED), 0);
	CHECK_STR (bounce_evidence_text (NULL), NULL);
}

static void
has_each_recipient_once (void)
{
	bounce_record_t *record = bnc_record_new ();
	size_t bad = 0;

	/* Enough for both ways of looking them up. */
	for (int i = 0; i < 1000; i++) {
		char address[32];
		bounce_recipient_t *recipient;

		g_snprintf (address, sizeof address, "User%d@example.org", i);
		recipient = bnc_record_add_recipient (record, address, SIZE_MAX);
		CHECK_STR (recipient->address, address);
		recipient->reply_code = i;
		g_snprintf (address, sizeof address, "uSER%d@EXAMPLE.org", i);
		bad += bnc_record_add_recipient (record, address, SIZE_MAX)->reply_code != i;
	}
	CHECK_INT (bad, 0);
	CHECK_INT (bounce_record_recipient_count (record), 1000);
	CHECK_STR (bounce_recipient_address (bounce_record_recipient (record, 999)), "User999@example.org");
	CHECK (bounce_record_recipient (record, 1000) == NULL);
	CHECK (bnc_record_find_recipient (record, SLICE_LIT ("user17@example.org"))
	       == bounce_record_recipient (record, 17));
	CHECK (bnc_record_find_recipient (record, SLICE_LIT ("user17@example.or")) == NULL);
	CHECK (bnc_record_find_recipient (record, SLICE_NONE) == NULL);
	bounce_record_unref (record);
}

static void
stops_at_the_limit (void)
{
	bounce_record_t *record = bnc_record_new ();
	bounce_recipient_t *first = bnc_record_add_recipient (record, "a@example.org", 2);

	CHECK_INT (bounce_recipient_last_attempt (first), BOUNCE_NO_TIME);
	CHECK (bnc_record_add_recipient (record, "b@example.org", 2) != NULL);
	CHECK (bnc_record_add_recipient (record, "c@example.org", 2) == NULL);
	CHECK (bnc_record_add_recipient (record, "A@example.org", 2) == bounce_record_recipient (record, 0));
	CHECK_INT (bounce_record_recipient_count (record), 2);
	bounce_record_unref (record);
}

static void
names_each_limit_once (void)
{
	bounce_record_t *record = bnc_record_new ();

	bnc_record_truncated (record, "parts");
	bnc_record_truncated (record, "text");
	bnc_record_truncated (record, "parts");
	CHECK_INT (bounce_record_truncated_count (record), 2);
	CHECK_STR (bounce_record_truncated (record, 0), "parts");
	CHECK_STR (bounce_record_truncated (record, 1), "text");
	CHECK_STR (bounce_record_truncated (record, 2), NULL);
	bounce_record_unref (record);
}

static void
gives_times_with_offsets (void)
{
	bounce_record_t *record = bnc_record_new ();
	feedback_t feedback = { .arrival_date = { 5, -60 } };
	bounce_recipient_t *recipient = bnc_record_add_recipient (record, "a@example.org", 1);

	record->date = (when_t) { -1, 540 };
	record->arrival_date = (when_t) { BOUNCE_NO_TIME, 540 };
	record->feedback = &feedback;
	recipient->will_retry_until = (when_t) { 7, 30 };
	CHECK_INT (bounce_record_date (record), -1);
	CHECK_INT (bounce_record_date_offset (record), 540);
	CHECK_INT (bounce_record_arrival_date_offset (record), 0);
	CHECK_INT (bounce_record_feedback_arrival_date (record), 5);
	CHECK_INT (bounce_record_feedback_arrival_date_offset (record), -60);
	CHECK_INT (bounce_recipient_will_retry_until (recipient), 7);
	CHECK_INT (bounce_recipient_will_retry_until_offset (recipient), 30);
	bounce_record_unref (record);
}

static void
tells_causes_apart (void)
{
	struct bounce_evidence evidence = { .weight = { -1, -2, -3 } };
	struct bounce_verdict verdict = {
		.posterior = { 1, 2, 3 }, .likelihood = { 4, 5, 6 }, .evidence = &evidence, .evidence_count = 1,
	};

	CHECK_INT (bounce_verdict_posterior (&verdict, BOUNCE_CAUSE_UNDECIDED), 0);
	CHECK_INT (bounce_verdict_posterior (&verdict, BOUNCE_CAUSE_GENUINE), 1);
	CHECK_INT (bounce_verdict_posterior (&verdict, BOUNCE_CAUSE_RELAYED), 2);
	CHECK_INT (bounce_verdict_posterior (&verdict, BOUNCE_CAUSE_FORGED), 3);
	CHECK_INT (bounce_verdict_posterior (&verdict, BOUNCE_CAUSE_FORGED + 1), 0);
	CHECK_INT (bounce_verdict_posterior (&verdict, INT32_MIN), 0);
	CHECK_INT (bounce_verdict_likelihood (&verdict, BOUNCE_CAUSE_GENUINE), 4);
	CHECK_INT (bounce_verdict_likelihood (&verdict, BOUNCE_CAUSE_RELAYED), 5);
	CHECK_INT (bounce_verdict_likelihood (&verdict, BOUNCE_CAUSE_FORGED), 6);
	CHECK_INT (bounce_verdict_likelihood (&verdict, 99), 0);
	CHECK (bounce_verdict_evidence (&verdict, 0) == &evidence);
	CHECK (bounce_verdict_evidence (&verdict, 1) == NULL);
	CHECK_INT (bounce_evidence_weight (&evidence, BOUNCE_CAUSE_FORGED), -3);
}

typedef struct {
	bounce_record_t *record;
	const char *json;
} reader_t;

static gpointer
reads_json (gpointer data)
{
	reader_t *reader = data;

	for (int i = 0; i < 1000; i++)
		bounce_record_unref (bounce_record_ref (reader->record));
	reader->json = bounce_record_json (reader->record);
	return NULL;
}

static void
is_shared_by_threads (void)
{
	bounce_record_t *record = bnc_record_new ();
	reader_t readers[4];
	GThread *threads[4];

	for (size_t i = 0; i < G_N_ELEMENTS (threads); i++) {
		readers[i].record = record;
		threads[i] = g_thread_new ("reader", reads_json, &readers[i]);
	}
	for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
		g_thread_join (threads[i]);
	for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
		CHECK (readers[i].json == readers[0].json);
	CHECK_STR (readers[0].json, "{\"kind\":\"other\",\"recipients\":[]}");
	bounce_record_unref (record);
}

/* Many, so that they are looked for by their hash, which "@" and "`" have alike. */
static void
tells_like_addresses_apart (void)
{
	bounce_record_t *record = bnc_record_new ();

	for (int i = 0; i < 100; i++) {
		char *address = g_strdup_printf ("user%d@example.org", i), *other = g_strdup_printf ("USER%d`example.org", i);

		bnc_record_add_recipient (record, address, SIZE_MAX);
		bnc_record_add_recipient (record, other, SIZE_MAX);
		g_free (address);
		g_free (other);
	}
	CHECK_INT (record->recipient_count, 200);
	CHECK (bnc_record_find_recipient (record, SLICE_LIT ("User50@Example.org")) == &record->recipients[100]);
	CHECK (bnc_record_find_recipient (record, SLICE_LIT ("user50`example.org")) == &record->recipients[101]);
	bounce_record_unref (record);
}

SUITE (bnc_test_core_record, "core/record",
       { "is empty at first", is_empty_at_first },
       { "answers for NULL", answers_for_null },
       { "has each recipient once", has_each_recipient_once },
       { "tells like addresses apart", tells_like_addresses_apart },
       { "stops at the limit", stops_at_the_limit },
       { "names each limit once", names_each_limit_once },
       { "gives times with offsets", gives_times_with_offsets },
       { "tells causes apart", tells_causes_apart },
       { "is shared by threads", is_shared_by_threads })
