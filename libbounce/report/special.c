/*
 * special.c - whom a mail names that reports no delivery
 *
 * In: a record of any kind but failure, delay and delivery.  Out: its recipients: those who complained, or who answers automatically; of
 * all other kinds none.  RFC 5965, RFC 3834; Outlook.com's Junk Mail Reporting Program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/special.h"

#include "mail/address.h"

static void
add_special (bounce_record_t *record, const limits_t *limits, const char *address, bounce_reason_t reason)
{
	struct bounce_recipient *recipient;

	if (!address)
		return;
	recipient = bnc_record_add_recipient (record, address, limits->recipients);
	if (recipient) {
		recipient->reason = reason;
		recipient->source.reason = recipient->source.address = BOUNCE_SOURCE_FIELD;
	}
}

/* Hotmail hides To, and writes the address into a field of its own: on top of the message, or of the mail where it is the message. */
static const char *
complainer_in_header (message_t *message, const bounce_record_t *record)
{
	slice_t head = record->original.head;
	uint32_t first, count = head.n ? bnc_message_fields (message, head, bnc_newline_of (head), &first) : 0;
	part_t returned = { .first_field = count ? first : 0, .field_count = count };
	const field_t *field = bnc_part_field (message, &returned, "x-hmxmroriginalrecipient");

	if (!field)
		field = bnc_part_field (message, &message->parts[0], "x-hmxmroriginalrecipient");
	return field ? bnc_address_parse (field->value, false, record->arena) : NULL;
}

/* Those who complained, as the feedback names them, else those the message was sent to. */
static void
read_complainers (message_t *message, const limits_t *limits, bounce_record_t *record)
{
	slice_t rest = slice_str (record->original.to), each;
	bool named;

	if (record->recipient_count == 0)
		add_special (record, limits, complainer_in_header (message, record), BOUNCE_REASON_FEEDBACK);
	for (size_t i = 0; i < record->recipient_count; i++)
		add_special (record, limits, record->recipients[i].address, BOUNCE_REASON_FEEDBACK);
	named = record->recipient_count > 0;
	while (!named && record->original.to && bnc_address_list_next (&rest, &each))
		add_special (record, limits, bnc_address_parse (each, false, record->arena), BOUNCE_REASON_FEEDBACK);
	for (size_t i = 0; record->recipient_count == 0 && i < record->original.hop_count; i++)
		add_special (record, limits, record->original.hops[i].rcpt, BOUNCE_REASON_FEEDBACK);
}

void
bnc_special_read (message_t *message, const limits_t *limits, bounce_record_t *record)
{
	if (record->kind == BOUNCE_KIND_COMPLAINT) {
		read_complainers (message, limits, record);
		return;
	}
	record->recipient_count = 0;
	g_clear_pointer (&record->by_address, g_tree_destroy);
	if (record->kind == BOUNCE_KIND_AUTO_REPLY && record->from)
		add_special (record, limits, bnc_address_parse (slice_str (record->from), false, record->arena), BOUNCE_REASON_VACATION);
}
