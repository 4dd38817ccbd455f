/*
 * envelope.c - reports that arrive as JSON: Amazon SES, by itself or within what SNS and EventBridge wrap round it
 *
 * In: a mail whose text begins with such an object, or the object alone.  Out: the same report as fields of RFC 3464 and RFC 5965 and
 * the header of its message, in the mail's arena.  The names are those of docs.aws.amazon.com/ses/latest/dg, "Amazon SNS notification
 * contents for Amazon SES" (notificationType) and "Contents of event data" (eventType).
 * json-glib recurses without a limit, so the object is cut out of the text, and its depth seen, before it is parsed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/envelope.h"

#include <json-glib/json-glib.h>

#include "mail/address.h"
#include "mail/text.h"

/* An event nests five deep. */
#define DEPTH_MAX 32
/* SNS within a mail, EventBridge within SNS, the event. */
#define WRAPPINGS_MAX 3

static const struct {
	const char *type, *object, *recipients, *action;
	bounce_kind_t kind;
} events[] = {
	{ "Bounce", "bounce", "bouncedRecipients", "failed", BOUNCE_KIND_FAILURE },
	{ "Complaint", "complaint", "complainedRecipients", NULL, BOUNCE_KIND_COMPLAINT },
	{ "Delivery", "delivery", "recipients", "delivered", BOUNCE_KIND_DELIVERY },
	{ "DeliveryDelay", "deliveryDelay", "delayedRecipients", "delayed", BOUNCE_KIND_DELAY },
	{ "Reject", "reject", NULL, "failed", BOUNCE_KIND_FAILURE },
};

/* bounceSubType, delayType and the one reason of a Reject, where they say why. */
static const struct {
	const char *said;
	bounce_reason_t reason;
} reasons[] = {
	{ "Suppressed", BOUNCE_REASON_SUPPRESSED },
	{ "OnAccountSuppressionList", BOUNCE_REASON_SUPPRESSED },
	{ "UnsubscribedRecipient", BOUNCE_REASON_SUPPRESSED },
	{ "MailboxFull", BOUNCE_REASON_MAILBOX_FULL },
	{ "MessageTooLarge", BOUNCE_REASON_EMAIL_TOO_LARGE },
	{ "AttachmentRejected", BOUNCE_REASON_CONTENT_ERROR },
	{ "SpamDetected", BOUNCE_REASON_SPAM_DETECTED },
	{ "RecipientServerError", BOUNCE_REASON_SYSTEM_ERROR },
	{ "IPFailure", BOUNCE_REASON_BLOCKED },
	{ "TransientCommunicationFailure", BOUNCE_REASON_NETWORK_ERROR },
	{ "Bad content", BOUNCE_REASON_VIRUS_DETECTED },
};

/* The first part that is no multipart: its text where that may begin with an object, else SLICE_NONE. */
static slice_t
find_text (const message_t *message)
{
	slice_t text = slice_trim_left (message->bytes);
	const part_t *part = &message->parts[0];
	newline_t newline;

	if (text.n && text.p[0] == '{')
		return text;
	while (part->media == MEDIA_MULTIPART && part->child != PART_NONE)
		part = &message->parts[part->child];
	text = slice_trim_left (part->body);
	/* In base64 an object begins with "e": the first six bits of "{". */
	if (!text.n || part->media == MEDIA_HTML || !(text.p[0] == '{' || (part->encoding == ENCODING_BASE64 && text.p[0] == 'e') ||
	                                              (part->encoding == ENCODING_QP && text.p[0] == '=')))
		return SLICE_NONE;
	return slice_trim_left (bnc_part_text (message, part, message->limits->text, message->arena, &newline));
}

/* How long the break is that a server put into an overlong line: sendmail ends it with "!" and begins the next with a blank. */
static size_t
break_at (slice_t text, size_t at)
{
	size_t i = at + (text.p[at] == '!');

	if (i < text.n && text.p[i] == '\r')
		i++;
	if (i < text.n && text.p[i] == '\n')
		i++;
	if (i == at + (text.p[at] == '!'))
		return 0;
	return i - at + (text.p[at] == '!' && i < text.n && text.p[i] == ' ');
}

/* A copy without the breaks in it: JSON has neither outside of its strings, nor a line end within. */
static slice_t
without_breaks (slice_t text, arena_t *arena)
{
	char *out = bnc_arena_alloc (arena, text.n + 1);
	size_t n = 0, skip;

	for (size_t i = 0; i < text.n; i += skip ? skip : 1) {
		char c = text.p[i];

		skip = c == '!' || c == '\r' || c == '\n' ? break_at (text, i) : 0;
		if (!skip)
			out[n++] = c;
	}
	return slice (out, n);
}

/* May c stand outside of a string? json-glib takes more (comments, strings in single quotes), in which brackets hide. */
static bool
is_structure (char c)
{
	return g_ascii_isalnum (c) || slice_is_blank_char (c) || (c && strchr ("{}[]:,+-.", c));
}

static bool
is_unicode_escape (slice_t text, size_t at, bool low)
{
	slice_t escape = slice_from (text, at);

	if (escape.n < 6 || escape.p[0] != '\\' || escape.p[1] != 'u')
		return false;
	for (size_t i = 2; i < 6; i++) {
		if (!g_ascii_isxdigit (escape.p[i]))
			return false;
	}
	return !low || ((escape.p[2] | 0x20) == 'd' && strchr ("cdefCDEF", escape.p[3]));
}

/* How long the escape is that a backslash begins, both halves of a surrogate pair together; 0: it is none. */
static size_t
escape_length (slice_t text, size_t at)
{
	if (at + 1 < text.n && text.p[at + 1] != 'u')
		return text.p[at + 1] && strchr ("\"\\/bfnrt", text.p[at + 1]) ? 2 : 0;
	if (!is_unicode_escape (text, at, false) || is_unicode_escape (text, at, true))
		return 0;
	if ((text.p[at + 2] | 0x20) != 'd' || text.p[at + 3] < '8')
		return 6;
	return is_unicode_escape (text, at + 6, true) ? 12 : 0;
}

/* The object that text begins with; SLICE_NONE where it does not end, is too deep, or is not JSON (RFC 8259). */
static slice_t
cut_object (slice_t text)
{
	size_t depth = 0, length;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i += length) {
		char c = text.p[i];

		length = quoted && c == '\\' ? escape_length (text, i) : 1;
		if (length == 0)
			return SLICE_NONE;
		if (quoted) {
			quoted = c != '"';
		} else if (c == '"') {
			quoted = true;
		} else if (!is_structure (c) || ((c == '{' || c == '[') && ++depth > DEPTH_MAX)) {
			return SLICE_NONE;
		} else if ((c == '}' || c == ']') && --depth == 0) {
			return slice (text.p, i + 1);
		}
	}
	return SLICE_NONE;
}

static JsonObject *
parse (JsonParser *parser, slice_t text, arena_t *arena)
{
	const char *object;
	JsonNode *root;

	text = cut_object (without_breaks (text, arena));
	if (!text.n)
		return NULL;
	object = bnc_arena_utf8 (arena, text);
	if (!json_parser_load_from_data (parser, object, -1, NULL))
		return NULL;
	root = json_parser_get_root (parser);
	return root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

static const char *
node_string (JsonNode *node)
{
	return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* The member, or NULL where there is none of that type; object may be NULL. */
static const char *
get_string (JsonObject *object, const char *name)
{
	return object ? node_string (json_object_get_member (object, name)) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
	JsonNode *node = object ? json_object_get_member (object, name) : NULL;

	return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
	JsonNode *node = object && name ? json_object_get_member (object, name) : NULL;

	return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
type_of (JsonObject *event)
{
	const char *type = get_string (event, "notificationType");

	return type ? type : get_string (event, "eventType");
}

/* The event inside of what carries it: SNS writes it as a string into "Message", EventBridge as an object into "detail". */
static JsonObject *
unwrap (JsonParser *parser, slice_t text, arena_t *arena)
{
	for (int i = 0; i < WRAPPINGS_MAX; i++) {
		JsonObject *object = parse (parser, text, arena), *detail = get_object (object, "detail");
		const char *within = get_string (object, "Message");

		object = detail ? detail : object;
		if (type_of (object) && get_object (object, "mail"))
			return object;
		if (!within || within[0] != '{')
			return NULL;
		/* The parser frees it with the object it stands in. */
		text = slice_str (bnc_arena_copy (arena, slice_str (within)));
	}
	return NULL;
}

/* "Name: value", on one line whatever the value holds. */
static void
add_field (GString *out, const char *name, const char *prefix, const char *value)
{
	if (!value || !*value)
		return;
	g_string_append_printf (out, "%s: %s", name, prefix);
	for (const char *c = value; *c; c++)
		g_string_append_c (out, *c == '\r' || *c == '\n' ? ' ' : *c);
	g_string_append_c (out, '\n');
}

/* "2016-01-27T14:59:38.237Z" */
static when_t
when_of (const char *value)
{
	GTimeZone *utc = g_time_zone_new_utc ();
	GDateTime *date = value ? g_date_time_new_from_iso8601 (value, utc) : NULL;
	when_t when = WHEN_NONE;

	if (date) {
		when.seconds = g_date_time_to_unix (date);
		when.offset_minutes = (int32_t) (g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);
		g_date_time_unref (date);
	}
	g_time_zone_unref (utc);
	return when;
}

/* As RFC 5322 writes it; %b would be the locale's month. */
static void
add_date (GString *out, const char *name, const char *value)
{
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	when_t when = when_of (value);
	GDateTime *date = when.seconds == BOUNCE_NO_TIME ? NULL : g_date_time_new_from_unix_utc (when.seconds);

	if (!date)
		return;
	g_string_append_printf (out, "%s: %d %s %04d %02d:%02d:%02d +0000\n", name, g_date_time_get_day_of_month (date),
	                        months[g_date_time_get_month (date) - 1], g_date_time_get_year (date), g_date_time_get_hour (date),
	                        g_date_time_get_minute (date), g_date_time_get_second (date));
	g_date_time_unref (date);
}

/* The service writes "dns; host", "dsn; host" or the host alone. */
static void
add_mta (GString *out, const char *name, const char *value)
{
	add_field (out, name, value && strchr (value, ';') ? "" : "dns; ", value);
}

/* A list of recipients holds addresses, or objects with an address and what became of it. */
static const char *
address_of (JsonArray *list, guint index, JsonObject **recipient)
{
	JsonNode *node = json_array_get_element (list, index);

	*recipient = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
	return *recipient ? get_string (*recipient, "emailAddress") : node_string (node);
}

static void
write_status (GString *out, JsonObject *about, JsonObject *mail, JsonArray *recipients, const char *action)
{
	const char *reply = get_string (about, "smtpResponse");

	add_mta (out, "Reporting-MTA", get_string (about, "reportingMTA"));
	add_mta (out, "Received-From-MTA", get_string (mail, "sourceIp"));
	add_date (out, "Arrival-Date", get_string (mail, "timestamp"));
	for (guint i = 0; recipients && i < json_array_get_length (recipients); i++) {
		JsonObject *recipient;
		const char *address = address_of (recipients, i, &recipient);
		const char *own = get_string (recipient, "action"), *diagnostic = get_string (recipient, "diagnosticCode");

		if (!address || !*address)
			continue;
		g_string_append_c (out, '\n');
		add_field (out, "Final-Recipient", "rfc822; ", address);
		add_field (out, "Action", "", own && *own ? own : action);
		add_field (out, "Status", "", get_string (recipient, "status"));
		add_field (out, "Diagnostic-Code", diagnostic ? "" : "smtp; ", diagnostic ? diagnostic : reply);
		add_mta (out, "Remote-MTA", get_string (about, "remoteMtaIp"));
		add_date (out, "Last-Attempt-Date", reply ? get_string (about, "timestamp") : NULL);
		add_date (out, "Will-Retry-Until", get_string (about, "expirationTime"));
	}
}

static void
write_feedback (GString *out, JsonObject *about, JsonObject *mail, JsonArray *recipients)
{
	add_field (out, "Feedback-Type", "", get_string (about, "complaintFeedbackType"));
	add_field (out, "User-Agent", "", get_string (about, "userAgent"));
	add_field (out, "Original-Mail-From", "", get_string (mail, "source"));
	add_date (out, "Arrival-Date", get_string (about, "arrivalDate"));
	for (guint i = 0; recipients && i < json_array_get_length (recipients); i++) {
		JsonObject *recipient;

		add_field (out, "Original-Rcpt-To", "", address_of (recipients, i, &recipient));
	}
}

/* A header of commonHeaders, which gives those with addresses as lists. */
static void
add_common (GString *out, JsonObject *common, const char *member, const char *name)
{
	JsonArray *list = get_array (common, member);
	GString *joined;

	if (!list) {
		add_field (out, name, "", get_string (common, member));
		return;
	}
	joined = g_string_new (NULL);
	for (guint i = 0; i < json_array_get_length (list); i++) {
		const char *one = node_string (json_array_get_element (list, i));

		if (one)
			g_string_append_printf (joined, "%s%s", joined->len ? ", " : "", one);
	}
	add_field (out, name, "", joined->str);
	g_string_free (joined, TRUE);
}

static bool
is_field_name (const char *name)
{
	if (!name || !*name)
		return false;
	for (; *name; name++) {
		if (*name <= ' ' || *name == ':' || *name == 127)
			return false;
	}
	return true;
}

static void
write_original (GString *out, JsonObject *mail, arena_t *arena)
{
	static const struct {
		const char *member, *name;
	} wanted[] = { { "messageId", "Message-ID" }, { "from", "From" }, { "to", "To" }, { "subject", "Subject" }, { "date", "Date" } };
	JsonObject *common = get_object (mail, "commonHeaders");
	JsonArray *headers = get_array (mail, "headers");
	bool there[G_N_ELEMENTS (wanted)] = { false };
	const char *source = get_string (mail, "source");

	if (source)
		add_field (out, "Return-Path", "", bnc_address_parse (slice_str (source), false, arena));
	for (guint i = 0; headers && i < json_array_get_length (headers); i++) {
		JsonNode *node = json_array_get_element (headers, i);
		JsonObject *header = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
		const char *name = get_string (header, "name");

		if (!is_field_name (name))
			continue;
		add_field (out, name, "", get_string (header, "value"));
		for (size_t w = 0; w < G_N_ELEMENTS (wanted); w++)
			there[w] |= g_ascii_strcasecmp (name, wanted[w].name) == 0;
	}
	for (size_t w = 0; w < G_N_ELEMENTS (wanted); w++) {
		if (!there[w])
			add_common (out, common, wanted[w].member, wanted[w].name);
	}
}

static bounce_reason_t
reason_of (JsonObject *about)
{
	static const char *const members[] = { "bounceSubType", "delayType", "reason" };

	for (size_t m = 0; m < G_N_ELEMENTS (members); m++) {
		const char *said = get_string (about, members[m]);

		for (size_t i = 0; said && i < G_N_ELEMENTS (reasons); i++) {
			if (strcmp (said, reasons[i].said) == 0)
				return reasons[i].reason;
		}
	}
	return BOUNCE_REASON_NONE;
}

/* What was written, kept in the arena. */
static slice_t
keep (GString *out, arena_t *arena)
{
	slice_t kept = out->len ? slice (bnc_arena_copy (arena, slice (out->str, out->len)), out->len) : SLICE_NONE;

	g_string_truncate (out, 0);
	return kept;
}

static void
read_event (JsonObject *event, envelope_t *envelope, arena_t *arena)
{
	JsonObject *mail = get_object (event, "mail"), *about = NULL;
	const char *type = type_of (event), *id = get_string (mail, "messageId");
	GString *out = g_string_new (NULL);

	for (size_t i = 0; i < G_N_ELEMENTS (events); i++) {
		JsonArray *recipients;

		if (strcmp (type, events[i].type) != 0)
			continue;
		about = get_object (event, events[i].object);
		recipients = events[i].recipients ? get_array (about, events[i].recipients) : get_array (mail, "destination");
		envelope->kind = events[i].kind;
		if (events[i].action)
			write_status (out, about, mail, recipients, events[i].action);
		envelope->status = keep (out, arena);
		if (!events[i].action)
			write_feedback (out, about, mail, recipients);
		envelope->feedback = keep (out, arena);
	}
	envelope->reason = reason_of (about);
	envelope->date = when_of (get_string (about, "timestamp"));
	envelope->queue_id = id ? bnc_arena_words (arena, slice_str (id)) : NULL;
	write_original (out, mail, arena);
	envelope->original = keep (out, arena);
	g_string_free (out, TRUE);
}

bool
bnc_envelope_read (const message_t *message, envelope_t *envelope)
{
	slice_t text = find_text (message);
	JsonParser *parser;
	JsonObject *event;

	*envelope = (envelope_t) { .kind = BOUNCE_KIND_OTHER, .date = WHEN_NONE };
	if (!text.n || text.p[0] != '{')
		return false;
	text.n = MIN (text.n, message->limits->text);
	/* Either stands in every event, escaped where SNS wrapped it. */
	if (bnc_slice_find (text, SLICE_LIT ("notificationType"), 0) == text.n && bnc_slice_find (text, SLICE_LIT ("eventType"), 0) == text.n)
		return false;
	parser = json_parser_new ();
	event = unwrap (parser, text, message->arena);
	if (event)
		read_event (event, envelope, message->arena);
	g_object_unref (parser);
	return event != NULL;
}
