/*
 * address-ip.c - IPv4 and IPv6 addresses in text
 *
 * In: slices of any bytes.  Out: slices of the same bytes; nothing is allocated, each byte is looked at a few times at
 * the most.  RFC 5321, 4.1.3 (address literals), RFC 4291, 2.2 (IPv6).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"

#include <arpa/inet.h>

bool
bnc_ipv4_is (slice_t s)
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		unsigned value = 0;
		size_t start = i;

		while (i < s.n && i - start < 3 && g_ascii_isdigit (s.p[i]))
			value = value * 10 + (unsigned) (s.p[i++] - '0');
		if (i == start || value > 255)
			return false;
		if (part < 3 && (i >= s.n || s.p[i++] != '.'))
			return false;
	}
	return i == s.n;
}

/* RFC 4291, 2.2: groups of hex digits, one "::" at most, the last 32 bits perhaps as IPv4. */
static bool
ipv6_is (slice_t s)
{
	size_t i = 0, groups = 0, gap_end = 0;
	bool gap = false;

	if (s.n < 2 || (s.p[0] == ':' && s.p[1] != ':'))
		return false;
	while (i < s.n) {
		size_t start = i;

		if (s.p[i] == ':' && i + 1 < s.n && s.p[i + 1] == ':') {
			if (gap)
				return false;
			gap = true;
			gap_end = i += 2;
			continue;
		}
		if (i != gap_end && s.p[i] == ':')
			start = ++i;
		while (i < s.n && i - start < 5 && g_ascii_isxdigit (s.p[i]))
			i++;
		if (i < s.n && s.p[i] == '.')
			return bnc_ipv4_is (slice_from (s, start)) && (gap ? groups < 6 : groups == 6);
		if (i == start || i - start > 4 || (i < s.n && s.p[i] != ':'))
			return false;
		if (++groups > 8)
			return false;
	}
	return gap ? groups < 8 : groups == 8;
}

slice_t
bnc_ip_parse (slice_t s)
{
	const slice_t prefix = SLICE_LIT ("IPv6:"), mapped = SLICE_LIT ("::ffff:");

	s = slice_trim (s);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = slice_trim (slice (s.p + 1, s.n - 2));
	if (slice_starts_nocase (s, prefix))
		s = slice_from (s, prefix.n);
	if (s.n == 0 || s.n > 64 || (!g_ascii_isxdigit (s.p[0]) && s.p[0] != ':'))
		return SLICE_NONE;
	if (bnc_ipv4_is (s))
		return s;
	if (slice_starts_nocase (s, mapped) && bnc_ipv4_is (slice_from (s, mapped.n)))
		return slice_from (s, mapped.n);
	s.n = slice_index (s, '%', 0); /* the interface of a link-local address means nothing to another host */
	return ipv6_is (s) ? s : SLICE_NONE;
}

const char *
bnc_ip_text (slice_t ip, arena_t *arena)
{
	const char *text = ip.n ? bnc_arena_copy (arena, ip) : NULL;
	unsigned char bytes[16];
	char plain[INET6_ADDRSTRLEN];

	if (!text || !strchr (text, ':') || inet_pton (AF_INET6, text, bytes) != 1 || !inet_ntop (AF_INET6, bytes, plain, sizeof plain))
		return text;
	return bnc_arena_copy (arena, slice_str (plain));
}
