/*
 * forward.c - the mail that somebody passed on
 *
 * In: a cut mail and its text.  Out: the mail within it: a part of it, or what stands in the text below the lines in which mail programs
 * tell its header ("From: ...", "Sent: ...", "Subject: ..." in the user's language, quoted with "> " or not), or below a line
 * that says that a mail follows.  What is found in the text is written anew into the arena, as a mail of one part.
 * There is no standard for it; these are the forms of Outlook, Apple Mail, Gmail, Thunderbird, mutt and their likes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/forward.h"

#include "mail/text.h"

typedef enum { TOLD_NOTHING, TOLD_FROM, TOLD_SUBJECT, TOLD_DATE, TOLD_TO, TOLD_COUNT } told_t;

/* A label has no more bytes. */
#define LABEL_MAX ((size_t) 40)

static const struct {
	const char *label;
	told_t told;
} labels[] = {
	{ "from", TOLD_FROM },         { "von", TOLD_FROM },           { "de", TOLD_FROM },          { "da", TOLD_FROM },
	{ "van", TOLD_FROM },          { "från", TOLD_FROM },          { "fra", TOLD_FROM },         { "od", TOLD_FROM },
	{ "expéditeur", TOLD_FROM },   { "remitente", TOLD_FROM },     { "mittente", TOLD_FROM },    { "absender", TOLD_FROM },
	{ "lähettäjä", TOLD_FROM },    { "feladó", TOLD_FROM },        { "kimden", TOLD_FROM },      { "Από", TOLD_FROM },
	{ "От", TOLD_FROM },           { "от", TOLD_FROM },            { "От кого", TOLD_FROM },     { "Від", TOLD_FROM },
	{ "差出人", TOLD_FROM },       { "发件人", TOLD_FROM },        { "寄件者", TOLD_FROM },      { "寄件人", TOLD_FROM },
	{ "보낸 사람", TOLD_FROM },    { "subject", TOLD_SUBJECT },    { "betreff", TOLD_SUBJECT },  { "objet", TOLD_SUBJECT },
	{ "asunto", TOLD_SUBJECT },    { "oggetto", TOLD_SUBJECT },    { "assunto", TOLD_SUBJECT },  { "onderwerp", TOLD_SUBJECT },
	{ "ämne", TOLD_SUBJECT },      { "Ämne", TOLD_SUBJECT },       { "emne", TOLD_SUBJECT },     { "temat", TOLD_SUBJECT },
	{ "předmět", TOLD_SUBJECT },   { "aihe", TOLD_SUBJECT },       { "tárgy", TOLD_SUBJECT },    { "konu", TOLD_SUBJECT },
	{ "Θέμα", TOLD_SUBJECT },      { "Тема", TOLD_SUBJECT },       { "тема", TOLD_SUBJECT },     { "件名", TOLD_SUBJECT },
	{ "主题", TOLD_SUBJECT },      { "主旨", TOLD_SUBJECT },       { "제목", TOLD_SUBJECT },     { "date", TOLD_DATE },
	{ "sent", TOLD_DATE },         { "datum", TOLD_DATE },         { "gesendet", TOLD_DATE },    { "envoyé", TOLD_DATE },
	{ "enviado", TOLD_DATE },      { "enviado el", TOLD_DATE },    { "enviada em", TOLD_DATE },  { "fecha", TOLD_DATE },
	{ "inviato", TOLD_DATE },      { "data", TOLD_DATE },          { "verzonden", TOLD_DATE },   { "skickat", TOLD_DATE },
	{ "sendt", TOLD_DATE },        { "dato", TOLD_DATE },          { "wysłano", TOLD_DATE },     { "odesláno", TOLD_DATE },
	{ "lähetetty", TOLD_DATE },    { "elküldve", TOLD_DATE },      { "gönderildi", TOLD_DATE },  { "Дата", TOLD_DATE },
	{ "Отправлено", TOLD_DATE },   { "日時", TOLD_DATE },          { "送信日時", TOLD_DATE },    { "发送时间", TOLD_DATE },
	{ "日期", TOLD_DATE },         { "寄件日期", TOLD_DATE },      { "보낸 날짜", TOLD_DATE },   { "to", TOLD_TO },
	{ "an", TOLD_TO },             { "à", TOLD_TO },               { "À", TOLD_TO },             { "para", TOLD_TO },
	{ "a", TOLD_TO },              { "aan", TOLD_TO },             { "till", TOLD_TO },          { "til", TOLD_TO },
	{ "do", TOLD_TO },             { "komu", TOLD_TO },            { "Кому", TOLD_TO },          { "宛先", TOLD_TO },
	{ "收件人", TOLD_TO },         { "收件者", TOLD_TO },          { "받는 사람", TOLD_TO },
};

/* What stands, between dashes or alone, above a mail that is passed on without its header. */
static const char *const separators[] = {
	"forwarded message", "original message", "begin forwarded message", "forwarded mail", "ursprüngliche nachricht", "originalnachricht",
	"weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "message transféré", "message d'origine", "mensaje reenviado",
	"mensaje original", "messaggio inoltrato", "messaggio originale", "mensagem encaminhada", "mensagem original", "doorgestuurd bericht",
	"oorspronkelijk bericht", "vidarebefordrat meddelande", "ursprungligt meddelande", "przekazana wiadomość",
	"Пересылаемое сообщение", "Исходное сообщение", "転送メッセージ", "元のメッセージ", "转发的邮件", "原始邮件", "전달된 메시지",
};

typedef struct {
	slice_t value[TOLD_COUNT];
	size_t known;   /* lines whose label is one of ours */
	bool separator; /* such a line stands above, and nothing but blank lines since */
	bool quoted;    /* all of it with "> " */
} told_header_t;

slice_t
bnc_forward_next (const message_t *message, size_t *from)
{
	while (*from < message->part_count) {
		size_t index = (*from)++;
		const part_t *part = &message->parts[index], *child;

		if (part->media != MEDIA_MESSAGE || part->child == PART_NONE)
			continue;
		child = &message->parts[part->child];
		/* What is within it is its own. */
		while (*from < message->part_count && message->parts[*from].depth > part->depth)
			(*from)++;
		return slice_between (child->head.p, slice_end (child->body));
	}
	return SLICE_NONE;
}

static slice_t
unquoted (slice_t line)
{
	if (line.n && line.p[0] == '>')
		line = slice_from (line, line.n > 1 && line.p[1] == ' ' ? 2 : 1);
	return line;
}

/* "*From:* x", as text is made of bold type. */
static slice_t
without_stars (slice_t s)
{
	s = slice_trim (s);
	while (s.n && s.p[0] == '*')
		s = slice_trim_left (slice_from (s, 1));
	while (s.n && s.p[s.n - 1] == '*')
		s = slice_trim_right (slice (s.p, s.n - 1));
	/* French has a no-break space in front of the colon. */
	if (s.n > 2 && memcmp (s.p + s.n - 2, "\xC2\xA0", 2) == 0)
		s.n -= 2;
	return s;
}

static told_t
told_by (slice_t line, slice_t *value)
{
	static const slice_t wide = SLICE_LIT ("：");
	slice_t head = slice (line.p, MIN (line.n, LABEL_MAX)), label;
	size_t colon = slice_index (head, ':', 0), behind = colon + 1;

	if (colon == head.n) {
		colon = bnc_slice_find (head, wide, 0);
		behind = colon + wide.n;
	}
	label = without_stars (slice (head.p, colon));
	if (colon == head.n || label.n == 0)
		return TOLD_NOTHING;
	for (size_t i = 0; i < G_N_ELEMENTS (labels); i++) {
		if (slice_is (label, labels[i].label)) {
			*value = without_stars (slice_from (line, behind));
			return labels[i].told;
		}
	}
	return TOLD_NOTHING;
}

static bool
is_separator (slice_t line)
{
	while (line.n && strchr ("-_=*> ", line.p[0]))
		line = slice_from (line, 1);
	while (line.n && strchr ("-_=*: ", line.p[line.n - 1]))
		line.n--;
	for (size_t i = 0; i < G_N_ELEMENTS (separators); i++) {
		if (slice_is (line, separators[i]))
			return true;
	}
	return slice_starts (line, "forwarded message from ") || slice_starts (line, "forwarded by ");
}

static bool
is_told (const told_header_t *header)
{
	return header->value[TOLD_FROM].n && (header->value[TOLD_SUBJECT].n || header->value[TOLD_DATE].n) && header->known >= 2;
}

/* Takes the line into the header; true where the mail's body begins with it. */
static bool
take_line (told_header_t *header, slice_t raw)
{
	slice_t line = unquoted (raw), value = SLICE_NONE;
	told_t told = told_by (line, &value);
	bool separator;

	if (told) {
		header->quoted = header->known == 0 ? raw.p[0] == '>' : header->quoted;
		header->known++;
		if (!header->value[told].n)
			header->value[told] = value;
		return false;
	}
	if (slice_trim (line).n == 0) {
		if (header->known && !is_told (header))
			*header = (told_header_t) { .known = 0 };
		return header->known > 0;
	}
	/* A fold, or a field that every mail has: "Message-ID: ...". */
	if (header->known && (slice_is_blank_char (line.p[0]) || bnc_field_name_length (line)))
		return false;
	if (is_told (header))
		return true;
	separator = is_separator (line);
	if (header->separator && header->known == 0 && !separator) {
		header->quoted = raw.p[0] == '>';
		return true;
	}
	*header = (told_header_t) { .separator = separator };
	return false;
}

/* "Fwd: Undelivered Mail" -> "Undelivered Mail" */
static const char *
without_prefix (const char *subject)
{
	const char *colon = subject ? strchr (subject, ':') : NULL;

	return colon && colon - subject <= 4 ? colon + 1 : subject;
}

static slice_t
write_mail (const told_header_t *header, const char *subject, slice_t body, newline_t newline, arena_t *arena)
{
	static const char *const names[] = { [TOLD_FROM] = "From", [TOLD_SUBJECT] = "Subject", [TOLD_TO] = "To" };
	GString *out = g_string_sized_new (body.n + 512);
	slice_t line, mail;

	for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
		if (names[i] && header->value[i].n)
			g_string_append_printf (out, "%s: %.*s\n", names[i], (int) header->value[i].n, header->value[i].p);
	}
	if (!header->value[TOLD_SUBJECT].n && subject)
		g_string_append_printf (out, "Subject: %s\n", without_prefix (subject));
	g_string_append (out, "Content-Type: text/plain; charset=utf-8\n\n");
	while (bnc_line_next (&body, newline, &line)) {
		line = header->quoted ? unquoted (line) : line;
		g_string_append_len (out, line.p, (gssize) line.n);
		g_string_append_c (out, '\n');
	}
	mail = slice (bnc_arena_copy (arena, slice (out->str, out->len)), out->len);
	g_string_free (out, TRUE);
	return mail;
}

slice_t
bnc_forward_inline (const lines_t *lines, const char *subject, arena_t *arena)
{
	for (int32_t s = 0; s < lines->source_count; s++) {
		told_header_t header = { .known = 0 };
		newline_t newline = lines->sources[s].newline;
		slice_t rest = lines->sources[s].text, line, before = rest;

		while (bnc_line_next (&rest, newline, &line)) {
			if (take_line (&header, line))
				return write_mail (&header, subject, before, newline, arena);
			before = rest;
		}
	}
	return SLICE_NONE;
}
