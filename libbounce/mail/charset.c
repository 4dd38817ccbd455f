/*
 * charset.c - converters from a charset to UTF-8, kept for the next text
 *
 * In: names of charsets, as mails have them.  Out: iconv descriptors, opened by GMime, which knows what software calls a charset.
 * The C library loads a charset's module when a descriptor is opened and drops it some closes later, which costs more than to
 * read a mail: so a descriptor that is given back stays open. Of a bounded number of them, the one that rested longest makes room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/charset.h"

#include <gmime/gmime.h>

converters_t *
bnc_converters_new (void)
{
	converters_t *converters = g_new0 (converters_t, 1);

	g_mutex_init (&converters->mutex);
	return converters;
}

void
bnc_converters_free (converters_t *converters)
{
	if (!converters)
		return;
	for (size_t i = 0; i < converters->count; i++)
		g_mime_iconv_close (converters->kept[i].cd);
	g_mutex_clear (&converters->mutex);
	g_free (converters);
}

/* Letters and digits, and what stands between them in names of charsets: the C library drops all else, and takes what is left for a name,
 * "" for that of the locale. */
static bool
is_name (const char *charset)
{
	size_t n = 0;

	while (g_ascii_isalnum (charset[n]) || (n && charset[n] && strchr ("-_.:+()", charset[n])))
		n++;
	return n && n < CHARSET_NAME_ROOM && !charset[n];
}

/* Only of these it is known that a converter forgets the text before when it is told to. glibc's of UTF-16, UTF-32 and UNICODE do not: the
 * byte order that one text tells would be that of the next. */
static bool
is_worth_keeping (const char *charset)
{
	static const char *const beginnings[] = {
		"iso-8859-", "iso8859-", "iso_8859-", "iso-2022-", "windows-", "cp", "koi8-", "euc-", "shift_jis", "shift-jis", "sjis", "gb2312", "gbk",
		"gb18030", "big5", "ks_c_", "hz", "tis-620", "macintosh", "us-ascii", "utf-8", "utf-7", "unicode-1-1-utf-7",
	};

	for (size_t i = 0; i < G_N_ELEMENTS (beginnings); i++) {
		if (slice_starts (slice_str (charset), beginnings[i]))
			return true;
	}
	return false;
}

static iconv_t
take_kept (converters_t *converters, const char *charset)
{
	iconv_t cd = NO_CONVERTER;

	g_mutex_lock (&converters->mutex);
	for (size_t i = 0; i < converters->count && cd == NO_CONVERTER; i++) {
		if (g_ascii_strcasecmp (converters->kept[i].charset, charset) == 0) {
			cd = converters->kept[i].cd;
			converters->kept[i] = converters->kept[--converters->count];
		}
	}
	g_mutex_unlock (&converters->mutex);
	return cd;
}

iconv_t
bnc_converter_take (converters_t *converters, const char *charset)
{
	iconv_t cd;

	/* GMime remembers every name it was ever asked for. */
	if (!is_name (charset))
		return NO_CONVERTER;
	cd = converters ? take_kept (converters, charset) : NO_CONVERTER;
	return cd != NO_CONVERTER ? cd : g_mime_iconv_open ("UTF-8", charset);
}

/* The place of the one that rested longest. */
static size_t
oldest (const converters_t *converters)
{
	size_t place = 0;

	for (size_t i = 1; i < converters->count; i++) {
		if (converters->kept[i].last_use < converters->kept[place].last_use)
			place = i;
	}
	return place;
}

void
bnc_converter_give (converters_t *converters, const char *charset, iconv_t cd)
{
	iconv_t dropped = NO_CONVERTER;
	size_t place;

	if (!converters || !is_worth_keeping (charset)) {
		g_mime_iconv_close (cd);
		return;
	}
	/* Shifts, byte orders and half a character that the last text left behind are nothing to the next. */
	iconv (cd, NULL, NULL, NULL, NULL);
	g_mutex_lock (&converters->mutex);
	if (converters->count < CONVERTERS_KEPT) {
		place = converters->count++;
	} else {
		place = oldest (converters);
		dropped = converters->kept[place].cd;
	}
	g_strlcpy (converters->kept[place].charset, charset, CHARSET_NAME_ROOM);
	converters->kept[place].cd = cd;
	converters->kept[place].last_use = ++converters->uses;
	g_mutex_unlock (&converters->mutex);
	if (dropped != NO_CONVERTER)
		g_mime_iconv_close (dropped);
}

void
bnc_converters_keep (converters_t *converters, slice_t charset)
{
	char name[CHARSET_NAME_ROOM] = "";
	iconv_t cd;

	memcpy (name, charset.p, charset.n);
	cd = is_worth_keeping (name) ? bnc_converter_take (converters, name) : NO_CONVERTER;
	if (cd != NO_CONVERTER)
		bnc_converter_give (converters, name, cd);
}
