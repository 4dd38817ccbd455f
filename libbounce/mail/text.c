/*
 * text.c - parts and fields as UTF-8; dates
 *
 * In: slices of a mail.  Out: UTF-8, in the arena unless the mail's own bytes already are what is wanted.
 * Charsets, RFC 2047 words and dates are GMime's work; what bytes in no declared charset
 * are is guessed here, since bounces of the 1990s to 2010s seldom say it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/text.h"

#include <errno.h>

#include <gmime/gmime.h>

#include "mail/charset.h"
#include "mail/html.h"

static bool
is_ascii (slice_t s)
{
	size_t i = 0;

	for (; i + sizeof (uint64_t) <= s.n; i += sizeof (uint64_t)) {
		uint64_t word;

		memcpy (&word, s.p + i, sizeof (word));
		if (word & UINT64_C (0x8080808080808080))
			return false;
	}
	for (; i < s.n; i++) {
		if (s.p[i] & 0x80)
			return false;
	}
	return true;
}

/* Converts what it can; a byte that is none in the charset becomes U+FFFD. SLICE_NONE: no such charset. */
static slice_t
convert (slice_t bytes, const char *charset, size_t limit, arena_t *arena)
{
	iconv_t cd = bnc_converter_take (bnc_arena_converters (arena), charset);
	char *out, *to, *from, *copy;
	size_t room, left = bytes.n;

	if (cd == NO_CONVERTER)
		return SLICE_NONE;
	/* No charset in use makes more than three bytes of one; a few more for the replacement at the end. */
	room = MIN (bytes.n * 3, limit) + 8;
	out = to = bnc_arena_alloc (arena, room);
	from = copy = bnc_arena_copy (arena, bytes);
	while (left > 0 && iconv (cd, &from, &left, &to, &room) == (size_t) -1) {
		if (errno == E2BIG || room < 4)
			break;
		memcpy (to, "\xEF\xBF\xBD", 3);
		to += 3;
		room -= 3;
		from++;
		left--;
	}
	bnc_converter_give (bnc_arena_converters (arena), charset, cd);
	return slice_between (out, to);
}

typedef struct {
	size_t pairs;       /* two-byte characters seen */
	size_t kana;        /* of them, hiragana and katakana */
	size_t hangul;      /* of them, in the rows of hangul */
	size_t letters;     /* of them, beyond the rows of signs */
	bool valid;         /* nothing else was seen */
} survey_t;

/* EUC: both bytes A1..FE (JIS X 0208, KS X 1001 and GB 2312 alike); row A4, A5 is kana in EUC-JP, B0..C8 hangul in EUC-KR. */
static survey_t
survey_euc (slice_t s)
{
	survey_t survey = { .valid = true };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char lead = (unsigned char) s.p[i], trail = i + 1 < s.n ? (unsigned char) s.p[i + 1] : 0;

		if (lead < 0x80)
			continue;
		if (lead < 0xA1 || lead == 0xFF || trail < 0xA1 || trail == 0xFF) {
			survey.valid = false;
			return survey;
		}
		survey.pairs++;
		survey.kana += lead == 0xA4 || lead == 0xA5;
		survey.letters += lead >= 0xB0;
		survey.hangul += lead >= 0xB0 && lead <= 0xC8;
		i++;
	}
	return survey;
}

/* Shift_JIS: lead 81..9F, E0..FC, trail 40..FC; rows 82, 83 are kana; A1..DF alone is half-width kana. */
static survey_t
survey_sjis (slice_t s)
{
	survey_t survey = { .valid = true };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char lead = (unsigned char) s.p[i], trail = i + 1 < s.n ? (unsigned char) s.p[i + 1] : 0;

		if (lead < 0x80 || (lead >= 0xA1 && lead <= 0xDF))
			continue;
		if (lead == 0x80 || lead == 0xA0 || lead > 0xFC || trail < 0x40 || trail == 0x7F || trail > 0xFC) {
			survey.valid = false;
			return survey;
		}
		survey.pairs++;
		survey.kana += (lead == 0x82 && trail >= 0x9F) || lead == 0x83;
		i++;
	}
	return survey;
}

static const char *
guess_charset (slice_t bytes)
{
	survey_t euc = survey_euc (bytes), sjis;

	if (euc.valid && euc.pairs && euc.kana * 10 >= euc.pairs)
		return "euc-jp";
	sjis = survey_sjis (bytes);
	if (sjis.valid && sjis.pairs && sjis.kana * 10 >= sjis.pairs)
		return "shift_jis";
	/* Below two characters any accented word would do. */
	if (euc.valid && euc.letters >= 2)
		return euc.hangul * 20 >= euc.letters * 19 ? "euc-kr" : "gb18030";
	return "windows-1252";
}

/* ESC $ or ESC ( begins a switch of ISO-2022-JP (RFC 1468). */
static bool
is_iso2022 (slice_t bytes)
{
	for (size_t at = slice_index (bytes, '\033', 0); at + 2 < bytes.n; at = slice_index (bytes, '\033', at + 1)) {
		if (bytes.p[at + 1] == '$')
			return true;
	}
	return false;
}

static slice_t
guess (slice_t bytes, size_t limit, arena_t *arena)
{
	if (is_ascii (bytes))
		return is_iso2022 (bytes) ? convert (bytes, "iso-2022-jp", limit, arena) : bytes;
	if (g_utf8_validate_len (bytes.p, bytes.n, NULL))
		return bytes;
	return convert (bytes, guess_charset (bytes), limit, arena);
}

slice_t
bnc_text_guess (slice_t bytes, arena_t *arena)
{
	return guess (bytes, SIZE_MAX, arena);
}

/* Says so little that the bytes know better: absent, or the defaults that software writes without looking. */
static bool
is_vague_charset (slice_t charset)
{
	return charset.n == 0 || slice_is (charset, "us-ascii") || slice_is (charset, "utf-8") || slice_is (charset, "utf8") ||
	       slice_is (charset, "unknown-8bit") || slice_is (charset, "x-unknown") || slice_is (charset, "iso-2022-jp") || slice_is (charset, "8bit");
}

/* One byte a character, ASCII in its lower half: plain ASCII text needs no conversion. */
static bool
is_stateful_charset (slice_t charset)
{
	return slice_starts (charset, "utf-16") || slice_starts (charset, "utf-32") || slice_starts (charset, "utf-7") ||
	       slice_starts (charset, "hz") || slice_starts (charset, "iso-2022");
}

static slice_t
to_utf8 (slice_t bytes, slice_t charset, size_t limit, arena_t *arena)
{
	slice_t text;

	if (is_vague_charset (charset))
		return guess (bytes, limit, arena);
	if (!is_stateful_charset (charset) && is_ascii (bytes))
		return guess (bytes, limit, arena);
	text = convert (bytes, bnc_arena_copy (arena, charset), limit, arena);
	return text.p ? text : guess (bytes, limit, arena);
}

slice_t
bnc_part_text (const message_t *message, const part_t *part, size_t limit, arena_t *arena, newline_t *newline)
{
	slice_t body = part->body, text;

	/* Four bytes of base64 make three, so this much and no more is needed. */
	if (limit < SIZE_MAX / 4)
		body.n = MIN (body.n, limit * 4);
	text = bnc_transfer_decode (body, part->encoding, arena);
	*newline = part->encoding == ENCODING_NONE ? message->newline : bnc_newline_of (text);
	text = to_utf8 (text, part->charset, limit, arena);
	text.n = MIN (text.n, limit);
	if (part->media == MEDIA_HTML) {
		text = bnc_html_text (text, arena);
		*newline = NEWLINE_LF;
	}
	return text;
}

/* "=?" begins one (RFC 2047, 2). */
static bool
has_encoded_word (slice_t value)
{
	for (size_t at = slice_index (value, '=', 0); at + 1 < value.n; at = slice_index (value, '=', at + 1)) {
		if (value.p[at + 1] == '?')
			return true;
	}
	return false;
}

/* The name of a charset at the start of s, as an encoded word has it: "charset?" or "charset*language?" (RFC 2047, 2; RFC 2231, 5). */
static slice_t
charset_of_word (slice_t s)
{
	size_t n = 0;

	while (n < s.n && (g_ascii_isalnum (s.p[n]) || (s.p[n] && strchr ("-_.:+", s.p[n]))))
		n++;
	return slice (s.p, n < s.n && (s.p[n] == '?' || s.p[n] == '*') ? n : 0);
}

/* GMime opens converters of its own for encoded words, which is cheap as long as one for the same charset rests among ours. */
static void
keep_charsets (slice_t value, arena_t *arena)
{
	converters_t *converters = bnc_arena_converters (arena);
	slice_t charset;

	for (size_t at = 0; converters && (at = bnc_slice_find (value, SLICE_LIT ("=?"), at)) < value.n;) {
		at += 2;
		charset = charset_of_word (slice_from (value, at));
		if (charset.n > 0 && charset.n < CHARSET_NAME_ROOM)
			bnc_converters_keep (converters, charset);
		at += charset.n;
	}
}

const char *
bnc_field_text (slice_t value, arena_t *arena)
{
	const char *text;
	char *decoded;

	if (!value.p || value.n == 0)
		return NULL;
	if (!has_encoded_word (value)) {
		value = slice_trim (value);
		if (value.n && bnc_slice_plain (value) == value.n)
			return bnc_arena_copy (arena, value);
		return bnc_arena_words (arena, guess (value, SIZE_MAX, arena));
	}
	keep_charsets (value, arena);
	decoded = g_mime_utils_header_decode_text (NULL, bnc_arena_words (arena, guess (value, SIZE_MAX, arena)));
	text = bnc_arena_words (arena, slice_str (decoded));
	g_free (decoded);
	return text;
}

const char *
bnc_field_id (slice_t value, arena_t *arena)
{
	size_t open = slice_index (value, '<', 0), close = slice_index (value, '>', open);
	const char *id;

	if (!value.p)
		return NULL;
	if (close == value.n)
		return bnc_arena_words (arena, value);
	id = bnc_arena_words (arena, slice_between (value.p + open + 1, value.p + close));
	return id ? id : "";
}

/* Two digits at s, or -1. */
static int
two_digits (const char *s)
{
	return g_ascii_isdigit (s[0]) && g_ascii_isdigit (s[1]) ? (s[0] - '0') * 10 + (s[1] - '0') : -1;
}

/* Days from 1970-01-01 to the first of a month of the proleptic Gregorian calendar; month 1..12. */
static int64_t
days_to_month (int64_t year, int month)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	int64_t last = month > 2 ? year : year - 1;

	return (year - 1970) * 365 + before[month - 1] + last / 4 - last / 100 + last / 400 - 477;
}

static int
days_of_month (int64_t year, int month)
{
	int64_t days = month == 12 ? 31 : days_to_month (year, month + 1) - days_to_month (year, month);

	return (int) days;
}

/* "+0900", perhaps with a comment behind it, or a name of UTC. */
static bool
parse_zone (slice_t zone, int32_t *offset_minutes)
{
	int hour, minute;

	*offset_minutes = 0;
	if (slice_equal (zone, SLICE_LIT ("GMT")) || slice_equal (zone, SLICE_LIT ("UTC")))
		return true;
	if (zone.n < 5 || (zone.p[0] != '+' && zone.p[0] != '-') || (zone.n > 5 && !slice_starts (slice_from (zone, 5), " (")))
		return false;
	hour = two_digits (zone.p + 1);
	minute = two_digits (zone.p + 3);
	if (hour < 0 || hour > 14 || minute < 0 || minute > 59)
		return false;
	*offset_minutes = (hour * 60 + minute) * (zone.p[0] == '-' ? -1 : 1);
	return true;
}

static slice_t
without_weekday (slice_t value)
{
	static const char days[] = "MonTueWedThuFriSatSun";

	if (value.n > 4 && value.p[3] == ',')
		return slice_trim_left (slice_from (value, 4));
	for (const char *day = days; value.n > 4 && value.p[3] == ' ' && *day; day += 3) {
		if (memcmp (value.p, day, 3) == 0)
			return slice_from (value, 4);
	}
	return value;
}

/* "29 Apr 2010 23:34:45 +0900" and nothing else but a comment: nearly all dates, for a hundredth of what the whole grammar costs
 * (a mail has a date a hop). False: not in that form. */
static bool
parse_plain_date (slice_t value, when_t *when)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, month = 0, hour, minute, second, century, year;
	size_t digits;
	const char *p;

	value = without_weekday (value);
	digits = value.n > 1 && value.p[1] == ' ' ? 1 : 2;
	if (value.n < digits + 19)
		return false;
	/* " Apr 2010 23:34:45 " */
	p = value.p + digits;
	if (p[0] != ' ' || p[4] != ' ' || p[9] != ' ' || p[12] != ':' || p[15] != ':' || p[18] != ' ' ||
	    !parse_zone (slice_from (value, digits + 19), &when->offset_minutes))
		return false;
	day = digits == 2 ? two_digits (value.p) : value.p[0] - '0';
	while (month < 12 && memcmp (months + month * 3, p + 1, 3) != 0)
		month++;
	century = two_digits (p + 5);
	year = two_digits (p + 7);
	hour = two_digits (p + 10);
	minute = two_digits (p + 13);
	second = two_digits (p + 16);
	if (month == 12 || century < 19 || year < 0 || day < 1 || (day > 28 && day > days_of_month (century * 100 + year, month + 1)) || hour < 0 || hour > 23 ||
	    minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	when->seconds = (days_to_month (century * 100 + year, month + 1) + day - 1) * 86400 + hour * 3600 + minute * 60 + second -
	                (int64_t) when->offset_minutes * 60;
	return true;
}

/* Many a Received field is folded within its date. */
static slice_t
unfold_date (slice_t value, char *buffer, size_t room)
{
	size_t n = 0;

	if (value.n > room || bnc_slice_plain (value) == value.n)
		return value;
	for (size_t i = 0; i < value.n; i++) {
		bool blank = value.p[i] == ' ' || value.p[i] == '\t' || value.p[i] == '\r' || value.p[i] == '\n';

		if (!blank || (n && buffer[n - 1] != ' '))
			buffer[n++] = blank ? ' ' : value.p[i];
	}
	return slice (buffer, n);
}

when_t
bnc_date_parse (slice_t value, arena_t *arena)
{
	GDateTime *date;
	when_t when = WHEN_NONE;

	char unfolded[64];

	value = slice_trim (value);
	if (value.n && parse_plain_date (unfold_date (value, unfolded, sizeof unfolded), &when))
		return when;
	when = WHEN_NONE;
	/* Longer than any date with its comment; GMime's tokens are the heap's. */
	if (value.n == 0 || value.n > 200)
		return when;
	date = g_mime_utils_header_decode_date (bnc_arena_copy (arena, value));
	if (!date)
		return when;
	when.seconds = g_date_time_to_unix (date);
	when.offset_minutes = (int32_t) (g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);
	g_date_time_unref (date);
	return when;
}
