/*
 * original-field.c - any field of the returned message's header
 *
 * In: a record, which keeps that header as it stands.  Out: its fields, unfolded and decoded (RFC 5322, 2.2.3; RFC 2047).  They are cut
 * when the first is asked for, by whichever thread, and belong to the record; names that settings ask for belong to the settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/original-field.h"

#include "mail/message.h"
#include "mail/text.h"

struct field_names {
	GPtrArray *names; /* each once, whatever its case */
};

field_names_t *
bnc_field_names_new (void)
{
	field_names_t *names = g_new (field_names_t, 1);

	names->names = g_ptr_array_new_with_free_func (g_free);
	return names;
}

void
bnc_field_names_free (field_names_t *names)
{
	if (!names)
		return;
	g_ptr_array_unref (names->names);
	g_free (names);
}

/* Quotes and backslashes may stand in a name (RFC 5322, 2.2), and stand in none; without them a name is a key of JSON as it is. */
static bool
is_name (slice_t name)
{
	return name.n > 0 && bnc_field_name_run (name) == name.n && slice_index (name, '"', 0) == name.n && slice_index (name, '\\', 0) == name.n;
}

bool
bnc_field_names_add (field_names_t *names, const char *name, char **error)
{
	if (!is_name (slice_str (name))) {
		*error = g_strdup_printf ("expected the name of a header field without its colon, such as X-Campaign-Id; got \"%s\"", name);
		return true;
	}
	for (guint i = 0; i < names->names->len; i++) {
		if (slice_is (slice_str (name), g_ptr_array_index (names->names, i)))
			return true;
	}
	g_ptr_array_add (names->names, g_strdup (name));
	return true;
}

static field_list_t *
cut_fields (const kept_header_t *kept)
{
	arena_t *arena = bnc_arena_new ();
	field_list_t *list = ARENA_NEW (arena, field_list_t);
	const limits_t limits = { .fields = kept->fields, .field = kept->field };
	message_t message = { .arena = arena, .limits = &limits };
	uint32_t first, count = bnc_message_fields (&message, kept->head, kept->newline, &first);

	if (kept->cut && count > 0)
		count--;
	list->arena = arena;
	list->count = count;
	list->fields = ARENA_ARRAY (arena, header_field_t, count + 1);
	for (uint32_t i = 0; i < count; i++) {
		const field_t *field = &message.fields[first + i];
		const char *value = bnc_field_text (field->value, arena);

		list->fields[i] = (header_field_t) { bnc_arena_utf8 (arena, field->name), value ? value : "" };
	}
	return list;
}

/* NULL: nothing came back. */
static const field_list_t *
fields_of (const bounce_record_t *record)
{
	kept_header_t *kept = record ? record->original.kept : NULL;
	field_list_t *list, *ours;

	if (!kept)
		return NULL;
	list = g_atomic_pointer_get (&kept->list);
	if (list)
		return list;
	/* Two threads may both cut them; the one that comes second throws its own away. */
	ours = cut_fields (kept);
	if (g_atomic_pointer_compare_and_exchange (&kept->list, NULL, ours))
		return ours;
	bnc_arena_free (ours->arena);
	return g_atomic_pointer_get (&kept->list);
}

/* The next value of that name at or after *from, which moves behind it; NULL where there is none. */
static const char *
next_value (const field_list_t *list, const char *name, size_t *from)
{
	while (list && *from < list->count) {
		const header_field_t *field = &list->fields[(*from)++];

		if (slice_is (slice_str (name), field->name))
			return field->value;
	}
	return NULL;
}

const char *
bounce_record_original_field (const bounce_record_t *record, const char *name)
{
	size_t from = 0;

	return name ? next_value (fields_of (record), name, &from) : NULL;
}

size_t
bounce_record_original_field_count (const bounce_record_t *record)
{
	const field_list_t *list = fields_of (record);

	return list ? list->count : 0;
}

const char *
bounce_record_original_field_name (const bounce_record_t *record, size_t index)
{
	return index < bounce_record_original_field_count (record) ? fields_of (record)->fields[index].name : NULL;
}

const char *
bounce_record_original_field_value (const bounce_record_t *record, size_t index)
{
	return index < bounce_record_original_field_count (record) ? fields_of (record)->fields[index].value : NULL;
}

static asked_field_t
ask (const field_list_t *list, const char *name, arena_t *arena)
{
	asked_field_t asked = { .name = bnc_arena_copy (arena, slice_str (name)) };
	size_t from = 0, room = 0;
	const char *value;

	while ((value = next_value (list, name, &from)) != NULL) {
		asked.values = bnc_arena_grow (arena, asked.values, asked.count, &room, sizeof *asked.values);
		asked.values[asked.count++] = value;
	}
	return asked;
}

void
bnc_original_fields_ask (const field_names_t *names, bounce_record_t *record)
{
	original_t *original = &record->original;
	const field_list_t *list;

	if (names->names->len == 0 || !original->present)
		return;
	list = fields_of (record);
	original->asked = ARENA_ARRAY (record->arena, asked_field_t, names->names->len);
	for (guint i = 0; i < names->names->len; i++) {
		asked_field_t asked = ask (list, g_ptr_array_index (names->names, i), record->arena);

		if (asked.count > 0)
			original->asked[original->asked_count++] = asked;
	}
}
