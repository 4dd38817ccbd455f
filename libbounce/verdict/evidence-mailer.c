/*
 * evidence-mailer.c - was the mail written as the owner writes his?
 *
 * In: the returned header, and the programs that the owner writes mail with.  Out: evidence of who wrote it, which the path
 * cannot give: who steals an account seldom uses its owner's program, and who forges does not know it.  Anybody can write
 * these fields, so a program that everybody has says little; a mail that names none says nothing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "verdict/evidence.h"

#include "mail/raw-field.h"

static bool
names_program (slice_t field)
{
	return slice_is (field, "x-mailer") || slice_is (field, "user-agent") || slice_is (field, "x-php-originating-script");
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

void
bnc_evidence_of_mailer (bounce_opinion_t *opinion)
{
	const home_t *home = opinion->boundary->owner.home;
	slice_t rest = opinion->record->original.head;
	newline_t newline = bnc_newline_of (rest);
	raw_field_t field;

	if (!home->mailers->len)
		return;
	while (bnc_raw_field_next (&rest, newline, &field)) {
		slice_t value = slice_trim (field.value);
		const char *program;
		bool usual;

		if (!names_program (field.name) || !value.n)
			continue;
		usual = is_usual (home, value);
		program = bnc_arena_words (opinion->arena, value);
		bnc_opinion_say (opinion, usual ? OUTCOME_HABIT_USUAL : OUTCOME_HABIT_OTHER, BNC_WHOLE,
				  bnc_arena_concat (opinion->arena, "original:", bnc_arena_words (opinion->arena, field.name), NULL),
				  bnc_arena_concat (opinion->arena, "it was written with ", program,
						    usual ? ", as you write yours" : ", which you do not use", NULL));
		return;
	}
}
