/*
 * sender-tag.h - what a return path says beside its name: VERP, ids, BATV, SRS
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_SENDER_TAG_H
#define BNC_SENDER_TAG_H

#include "core/record.h"

/* An address that the mail was sent to, or that the returned message was sent from. */
typedef struct {
	const char *address;
	const char *part;  /* where it stands: "header:To", "original:Received[0]" */
	bool delivered;    /* written where it was delivered, when the server may have taken a tag off */
} return_path_t;

/* Gets each in turn, until it returns false. */
typedef bool (*return_path_fn) (const return_path_t *path, void *user);

/* To, what delivery wrote of the envelope, and the returned message's Return-Path and Received fields: in this order, at most some dozens. */
void bnc_return_paths (const bounce_record_t *record, return_path_fn look, void *user);

/* Reads the address in any of the forms; false where it has none. A recipient that the record has shows where a name begins.
 * Strings are the arena's, and address itself. */
bool bnc_sender_tag_read (const char *address, const bounce_record_t *record, sender_tag_t *tag, arena_t *arena);

/* The forms of BATV alone that have a signature: "prvs=TAG=local@domain", and "prvs=local/TAG@domain" and "prvs=TAG/local@domain" of older
 * drafts. The tag, KDDDSSSSSS, and the address without it. */
#define BATV_STAMP ((size_t) 4)  /* KDDD */
#define BATV_TAG ((size_t) 10)
bool bnc_sender_tag_batv (const char *address, slice_t *tag, const char **bare, arena_t *arena);

/* "user=example.org", at its last "=". */
bool bnc_sender_tag_recipient (slice_t text, slice_t *user, slice_t *domain);

/* before, without what separates it from a tag, and after, such as "bounces+" and "@lists.example"; NULL where before is nothing. */
const char *bnc_sender_tag_base (slice_t before, slice_t after, arena_t *arena);

#endif
