/*
 * evidence-author.c - was the mail written as the owner writes his? The groups "date", "hours", "mailer", "reply-to" and "bulk"
 *
 * In: the returned header, the programs that the owner writes mail with and the hours he does it in.  Out: evidence of who wrote it, which
 * the path cannot give: who steals an account seldom uses its owner's program, and who forges does not know it.  Anybody can write these
 * fields, so each says little; one that is absent says nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

#include "mail/address.h"
#include "mail/raw-field.h"
#include "mail/text.h"

/* Between the Date and the line of who took the mail in: by clocks that differ a little, and by greylisting or a slow line. */
#define PROMPT_MINUTES 2
#define NEAR_MINUTES 30

typedef struct {
	slice_t mailer_name, mailer; /* the field that names the program */
	slice_t reply_to;
	bool bulk;
} fields_t;

static bool
names_program (slice_t field)
{
	return slice_is (field, "x-mailer") || slice_is (field, "user-agent") || slice_is (field, "x-php-originating-script");
}

/* RFC 2369, RFC 2919, RFC 3834, 5. */
static bool
says_bulk (slice_t field, slice_t value)
{
	if (slice_is (field, "list-unsubscribe") || slice_is (field, "list-id") || slice_is (field, "feedback-id"))
		return true;
	if (slice_is (field, "precedence"))
		return slice_is (value, "bulk") || slice_is (value, "list") || slice_is (value, "junk");
	return slice_is (field, "auto-submitted") && !slice_is (value, "no");
}

static fields_t
read_fields (slice_t head)
{
	newline_t newline = bnc_newline_of (head);
	fields_t fields = { 0 };
	raw_field_t field;

	while (bnc_raw_field_next (&head, newline, &field)) {
		slice_t value = slice_trim (field.value);

		if (!value.n)
			continue;
		if (!fields.mailer.n && names_program (field.name)) {
			fields.mailer_name = field.name;
			fields.mailer = value;
		} else if (!fields.reply_to.n && slice_is (field.name, "reply-to")) {
			fields.reply_to = value;
		}
		fields.bulk |= says_bulk (field.name, value);
	}
	return fields;
}

static const struct bounce_hop *
taken_in (const boundary_t *b)
{
	const struct bounce_hop *hop = b->submission ? b->submission : b->hop;

	return hop && hop->date.seconds != BOUNCE_NO_TIME ? hop : NULL;
}

static void
judge_date (bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	int64_t written = bnc_original_written (&opinion->record->original);
	int64_t late, minutes;

	/* Lists and forwarders keep mail for as long as they like. */
	if (opinion->boundary->intermediary || written == BOUNCE_NO_TIME)
		return;
	late = hop->date.seconds / 60 - written / 60;
	minutes = late < 0 ? -late : late;
	if (minutes <= PROMPT_MINUTES)
		bnc_opinion_say_of_hop (opinion, OUTCOME_DATE_PROMPT, false, hop, "its Date is the time it was handed in");
	else
		bnc_opinion_say_of_hop (opinion, minutes <= NEAR_MINUTES ? OUTCOME_DATE_NEAR : OUTCOME_DATE_OFF, false, hop,
		                        bnc_arena_printf (opinion->arena, "its Date is %" G_GINT64_FORMAT " minutes %s the time it was handed in",
		                                          minutes, late < 0 ? "after" : "before"));
}

static void
judge_hours (bounce_opinion_t *opinion, const struct bounce_hop *hop)
{
	const hours_t *hours = &opinion->boundary->owner.home->hours;
	int64_t minute;
	bool usual;

	if (!hours->known || opinion->boundary->intermediary)
		return;
	minute = (hop->date.seconds / 60 + hours->offset_minutes) % (24 * 60);
	minute = minute < 0 ? minute + 24 * 60 : minute;
	usual = hours->from <= hours->to ? minute >= hours->from && minute < hours->to : minute >= hours->from || minute < hours->to;
	bnc_opinion_say_of_hop (opinion, usual ? OUTCOME_HOURS_DAY : OUTCOME_HOURS_NIGHT, false, hop,
	                        bnc_arena_printf (opinion->arena, "it was handed in at %02d:%02d of your time, %s", (int) (minute / 60),
	                                          (int) (minute % 60), usual ? "when you write" : "when you do not write"));
}

static bool
is_usual (const home_t *home, slice_t value)
{
	for (guint i = 0; i < home->mailers->len; i++) {
		if (bnc_slice_find (value, slice_str (g_ptr_array_index (home->mailers, i)), 0) < value.n)
			return true;
	}
	return false;
}

static void
judge_mailer (bounce_opinion_t *opinion, const fields_t *fields)
{
	const home_t *home = opinion->boundary->owner.home;
	bool usual;

	if (!home->mailers->len || !fields->mailer.n)
		return;
	usual = is_usual (home, fields->mailer);
	bnc_opinion_say (opinion, usual ? OUTCOME_MAILER_USUAL : OUTCOME_MAILER_OTHER,
	                 bnc_arena_concat (opinion->arena, "original:", bnc_arena_words (opinion->arena, fields->mailer_name), NULL),
	                 bnc_arena_concat (opinion->arena, "it was written with ", bnc_arena_words (opinion->arena, fields->mailer),
	                                   usual ? ", as you write yours" : ", which you do not use", NULL));
}

/* Answers to a stranger, under the owner's name, are what fraud wants. */
static void
judge_reply_to (bounce_opinion_t *opinion, const fields_t *fields)
{
	const owner_t *owner = &opinion->boundary->owner;
	const char *from = bnc_domain_of (opinion->record->original.from, opinion->arena), *to;

	if (!from || !bnc_owner_domain (owner, from))
		return;
	to = fields->reply_to.n ? bnc_domain_of (bnc_field_text (fields->reply_to, opinion->arena), opinion->arena) : NULL;
	if (to && !bnc_owner_domain (owner, to))
		bnc_opinion_say (opinion, OUTCOME_REPLY_FOREIGN, "original:Reply-To",
		                 bnc_arena_concat (opinion->arena, "answers are to go to ", to, ", which is none of yours", NULL));
	else
		bnc_opinion_say (opinion, OUTCOME_REPLY_NONE, to ? "original:Reply-To" : NULL, "answers go to your own domain");
}

void
bnc_evidence_of_author (bounce_opinion_t *opinion)
{
	const struct bounce_hop *hop = taken_in (opinion->boundary);
	const original_t *original = &opinion->record->original;
	fields_t fields;

	if (hop) {
		judge_date (opinion, hop);
		judge_hours (opinion, hop);
	}
	/* A header that did not come back down to its From may lack the rest as well. */
	if (!original->from || !original->head.n)
		return;
	fields = read_fields (original->head);
	judge_mailer (opinion, &fields);
	judge_reply_to (opinion, &fields);
	bnc_opinion_say (opinion, fields.bulk ? OUTCOME_BULK_SAYS : OUTCOME_BULK_PLAIN, NULL,
	                 fields.bulk ? "it says that a program wrote it, or that it went to a list" : "it says nothing of a program or a list");
}
