/*
 * codes.c - enhanced status codes and SMTP reply codes in text
 *
 * In: a slice of text.  Out: a view of its status code, or the number of its reply code; nothing is allocated.
 *
 * Both stand among numbers that look like them: addresses, versions, ports, times, sizes.  So what stands before and behind
 * a number decides whether it is one, and among several the one that stands where a server's reply stands is taken.
 * RFC 3463, 2; RFC 5321, 4.2.1; RFC 2034, 4 ("550 5.1.1 text", "550-5.1.1 text").
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "report/codes.h"

static bool
is_digit (char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum (char c)
{
	return g_ascii_isalnum (c) || (unsigned char) c >= 0x80;
}

static char
at (slice_t s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

/* Length of 1 to 3 digits at i without a leading zero; 0 where there are none. */
static size_t
digits_at (slice_t s, size_t i)
{
	size_t n = 0;

	while (n < 4 && is_digit (at (s, i + n)))
		n++;
	return n > 3 || (n > 1 && s.p[i] == '0') ? 0 : n;
}

/* Length of d.d.d at i, with nothing behind it that makes it part of something longer; 0 where it is none. */
static size_t
status_at (slice_t s, size_t i)
{
	size_t subject, detail, n;
	char next;

	if ((at (s, i) != '2' && at (s, i) != '4' && at (s, i) != '5') || at (s, i + 1) != '.')
		return 0;
	subject = digits_at (s, i + 2);
	if (!subject || at (s, i + 2 + subject) != '.')
		return 0;
	detail = digits_at (s, i + 3 + subject);
	if (!detail)
		return 0;
	n = 3 + subject + detail;
	next = at (s, i + n);
	if (is_alnum (next) || next == '_' || next == '/' || next == '@' || next == '+')
		return 0;
	if (next == '.' && is_alnum (at (s, i + n + 1)))
		return 0;
	return n;
}

/* May a status begin at i, by what stands before it? "550-5.1.1" may, "Postfix-2.5.1" and "mx1.5.1.1" may not. */
static bool
status_may_begin (slice_t s, size_t i)
{
	char before = i ? s.p[i - 1] : ' ';

	if (before == '-')
		return i >= 2 && is_digit (s.p[i - 2]);
	return slice_is_blank_char (before) || strchr ("#([<{:;,\"'*>", before) != NULL;
}

/* The word that ends before i, blanks between. */
static slice_t
word_before (slice_t s, size_t i)
{
	size_t end;

	while (i && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
		i--;
	for (end = i; i && is_alnum (s.p[i - 1]); i--)
		;
	return slice (s.p + i, end - i);
}

static slice_t
word_after (slice_t s, size_t i)
{
	size_t start;

	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '('))
		i++;
	for (start = i; i < s.n && is_alnum (s.p[i]); i++)
		;
	return slice (s.p + start, i - start);
}

static bool
word_among (slice_t word, const char *const *words)
{
	for (; *words; words++) {
		if (slice_is (word, *words))
			return true;
	}
	return false;
}

/* Programs say their version where a status could stand: "ESMTP Exim 4.94.2", "by amavis 2.11.0". */
static bool
is_version (slice_t s, size_t i, size_t n)
{
	static const char *const before[] = { "agent", "amavis", "amavisd", "cgpro", "courier", "dovecot", "esmtp", "exim", "exim4",
		"haraka", "mailer", "mdaemon", "mta", "new", "opensmtpd", "pmta", "postfix", "powermta", "program", "qmail", "release",
		"rev", "sendmail", "server", "smtpsvc", "spamassassin", "v", "ver", "version", "zimbra", NULL };

	return word_among (word_before (s, i), before) || slice_is (word_after (s, i + n), "esmtp");
}

slice_t
bnc_status_find (slice_t s)
{
	slice_t success = SLICE_NONE;

	/* The first dot tells where: few lines have any. */
	for (size_t dot = slice_index (s, '.', 1); dot + 4 <= s.n; dot = slice_index (s, '.', dot + 1)) {
		size_t i = dot - 1, n;

		if (!status_may_begin (s, i) || !(n = status_at (s, i)) || is_version (s, i, n))
			continue;
		if (s.p[i] != '2')
			return slice (s.p + i, n);
		/* A success counts where no failure follows it, and only behind its reply: 2.x.y is the number of many programs. */
		if (!success.p && (i == 0 || (word_before (s, i).n == 3 && word_before (s, i).p[0] == '2')))
			success = slice (s.p + i, n);
	}
	return success;
}

bool
bnc_status_is_vague (const char *status)
{
	size_t n = status ? strlen (status) : 0;

	return n < 5 || strcmp (status + 1, ".0.0") == 0;
}

/* How well a reply code fits its place. */
enum {
	PLACE_NONE,
	PLACE_TEXT,    /* a number in a sentence */
	PLACE_REPLY,   /* at the start, or behind what introduces a reply */
	PLACE_STATUS   /* before an enhanced status */
};

static bool
introduces_reply (slice_t s, size_t i)
{
	slice_t before = slice_trim_right (slice (s.p, i));
	char last;

	if (before.n == 0)
		return true;
	last = before.p[before.n - 1];
	return last == ':' || last == '>' || last == ';' || last == '\'' || last == '"' || last == '|' || last == '\n'
		|| (before.n < i && memchr (before.p + before.n, '\n', i - before.n));
}

/* "more than 500 messages", "port 465", "in 450 seconds": an amount or a name, no reply. */
static bool
is_amount (slice_t s, size_t i)
{
	static const char *const before[] = { "port", "in", "after", "id", "of", "than", "last", "line", "limit", "maximum", "max",
		"for", "every", "only", "uid", "gid", "size", "lmtp", "pid", NULL };
	static const char *const after[] = { "bytes", "byte", "b", "kb", "mb", "gb", "kilobytes", "megabytes", "octets", "seconds",
		"secs", "sec", "s", "ms", "minutes", "mins", "min", "hours", "days", "messages", "emails", "mails", "recipients",
		"users", "times", "attempts", "connections", "lines", "characters", "percent", NULL };

	return word_among (word_before (s, i), before) || word_among (word_after (s, i + 3), after);
}

static int
place_of (slice_t s, size_t i)
{
	char before = i ? s.p[i - 1] : ' ', next = at (s, i + 3);
	size_t status = i + 4;

	if (is_alnum (before) || strchr ("._-/+@#=$%&?~\\", before))
		return PLACE_NONE;
	/* "[192.0.2.1]:465" is a port, "12:450" a time. */
	if (before == ':' && i >= 2 && (is_alnum (s.p[i - 2]) || s.p[i - 2] == ']'))
		return PLACE_NONE;
	if (next && !strchr (" \t\r\n-.,:;)]'\"<", next))
		return PLACE_NONE;
	if ((next == '.' || next == ':') && is_alnum (at (s, i + 4)))
		return PLACE_NONE;
	while (status < s.n && status < i + 8 && strchr ("#([ '\"", s.p[status]))
		status++;
	if ((next == ' ' || next == '-') && status_at (s, status))
		return PLACE_STATUS;
	if (is_amount (s, i))
		return PLACE_NONE;
	return introduces_reply (s, i) ? PLACE_REPLY : PLACE_TEXT;
}

/* Offset of the next '4' or '5' at or after i, which differ in one bit; eight bytes at a time, as most text has none. */
static size_t
next_class (slice_t s, size_t i)
{
	const uint64_t ones = ~UINT64_C (0) / 0xff;

	for (; i + 8 <= s.n; i += 8) {
		uint64_t word;

		memcpy (&word, s.p + i, sizeof word);
		word = (word | ones) ^ ones * '5';
		if ((word - ones) & ~word & ones << 7) /* a byte of it is 0 */
			break;
	}
	while (i < s.n && (s.p[i] | 1) != '5')
		i++;
	return i;
}

int32_t
bnc_reply_find (slice_t s)
{
	int32_t best = 0;
	int best_place = PLACE_NONE;

	for (size_t i = next_class (s, 0); i + 3 <= s.n && best_place < PLACE_STATUS; i = next_class (s, i + 1)) {
		int place;

		/* x4z is not assigned: RFC 5321, 4.2.1 and RFC 4954 have 0, 1, 2, 3 and 5. */
		if (s.p[i + 1] < '0' || s.p[i + 1] > '5' || s.p[i + 1] == '4' || !is_digit (s.p[i + 2]))
			continue;
		place = place_of (s, i);
		if (place > best_place) {
			best_place = place;
			best = (s.p[i] - '0') * 100 + (s.p[i + 1] - '0') * 10 + (s.p[i + 2] - '0');
		}
	}
	return best;
}
