/*
 * test-address.c - mailboxes in fields, in reports and in prose
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "mail/address.h"
#include "test.h"

typedef struct {
	const char *text, *want;
} pair_t;

/* All addresses that a scan finds, one space between them. */
static char *
scan_all (slice_t s)
{
	GString *all = g_string_new (NULL);
	size_t from = 0;

	for (slice_t hit; (hit = bnc_address_scan (s, &from)).p;) {
		if (all->len)
			g_string_append_c (all, ' ');
		g_string_append_len (all, hit.p, (gssize) hit.n);
	}
	return g_string_free (all, FALSE);
}

static void
scans (void)
{
	static const pair_t table[] = {
		{ "neko@example.org", "neko@example.org" },
		{ "Mail to <neko@example.org>, (tora@example.net) failed.", "neko@example.org tora@example.net" },
		{ "neko@example.org. Then tora@example.net: gone; mike@example.com,", "neko@example.org tora@example.net mike@example.com" },
		{ "mailto:neko@example.org smtp:tora@example.net", "neko@example.org tora@example.net" },
		{ "to=neko@example.org, from=<tora@example.net>", "neko@example.org tora@example.net" },
		{ "'neko@example.org' `tora@example.net' \"mike@example.com\"", "neko@example.org tora@example.net mike@example.com" },
		{ "*neko@example.org* **tora@example.net** |mike@example.com|", "neko@example.org tora@example.net mike@example.com" },
		{ "{neko@example.org}[tora@example.net]", "neko@example.org tora@example.net" },
		{ "neko..@docomo.example.jp ..tora.@example.net", "neko..@docomo.example.jp ..tora.@example.net" },
		{ "\"neko neko\"@example.org \"a\\\"b\"@example.net", "\"neko neko\"@example.org \"a\\\"b\"@example.net" },
		{ "\"a@b.example\"@example.org", "\"a@b.example\"@example.org" },
		{ "neko@[192.0.2.1] and tora@[IPv6:2001:db8::1].", "neko@[192.0.2.1] tora@[IPv6:2001:db8::1]" },
		{ "neko@[here] neko@ @example.org @ a @b", "" },
		{ "neko@localhost <tora@localhost>", "tora@localhost" },
		{ "neko@xn--fsq.example", "neko@xn--fsq.example" },
		{ "release libx@1.2.3 neko@192.0.2.9 <neko@192.0.2.9>", "" },
		{ "neko@-example.org neko@example-.org neko@a.-example.org <neko@-> neko@- neko@example.123", "" },
		{ "neko%example.net@example.org host!neko@example.com", "neko%example.net@example.org host!neko@example.com" },
		{ "prvs=12ab=neko@example.org SRS0=xy=ab=example.net=tora@example.org",
		  "prvs=12ab=neko@example.org SRS0=xy=ab=example.net=tora@example.org" },
		{ "dda:SMTP=userx@example.COM;", "userx@example.COM" },
		{ "neko@example.org\xE3\x81\xAB\xE9\x80\x81\xE4\xBF\xA1", "neko@example.org" },
		{ "\xE5\xAE\x9B\xE5\x85\x88neko@example.org\xE3\x80\x82", "neko@example.org" },
		{ "<\xE7\x8C\xAB@\xE4\xBE\x8B.example>", "\xE7\x8C\xAB@\xE4\xBE\x8B.example" },
		{ "\xEF\xBC\x9C" "neko@example.org\xEF\xBC\x9E", "neko@example.org" },
		{ "j\xC3\xB6rg@example.org", "j\xC3\xB6rg@example.org" },
		{ "\xFF\xFE" "neko@example.org\xA4", "neko@example.org" },
		{ "neko@example.org-- tora@example..org", "neko@example.org" },
		{ "neko@my_host.example.org", "neko@my_host.example.org" },
		{ "http://tora@example.net/x", "tora@example.net" },
		{ "=?utf-8?B?8J+QiA==?=@example.org", "=?utf-8?B?8J+QiA==?=@example.org" },
		{ "--@example.org", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (table); i++) {
		char *have = scan_all (slice_str (table[i].text));

		CHECK_STR (have, table[i].want);
		g_free (have);
	}
}

static void
parses (void)
{
	static const pair_t strict[] = {
		{ "neko@example.org", "neko@example.org" },
		{ " Neko <neko@example.org> ", "neko@example.org" },
		{ "\"Neko, the \\\"Cat\\\" <x@y.example>\" <neko@example.org>", "neko@example.org" },
		{ "\"neko@example.org\"", "neko@example.org" },
		{ "'neko@example.org'", "neko@example.org" },
		{ "neko@example.org (Neko (the <x@y.example>))", "neko@example.org" },
		{ "(Neko) neko@example.org", "neko@example.org" },
		{ "Neko (neko@example.org)", "neko@example.org" },
		{ "<@r.example,@s.example:neko@example.org>", "neko@example.org" },
		{ "@smtp.example.net:neko@server", "neko@server" },
		{ "smtp:neko@example.org", "neko@example.org" },
		{ "<mailto:neko@example.org>", "neko@example.org" },
		{ "<<neko@example.org>>", "neko@example.org" },
		{ "<neko@example.org", "neko@example.org" },
		{ "neko@example.org>", "neko@example.org" },
		{ "\"Neko <neko@example.org>", "neko@example.org" },
		{ "(Neko <neko@example.org>", "neko@example.org" },
		{ "\"neko neko\"@example.org", "\"neko neko\"@example.org" },
		{ "=?utf-8?B?8J+QiA==?= <neko@example.org>", "neko@example.org" },
		{ "root@localhost", "root@localhost" },
		{ "neko..@example.jp", "neko..@example.jp" },
		{ "<n\xFCko@example.org>", "n\xEF\xBF\xBDko@example.org" },
		{ "\xE7\x8C\xAB@example.org", "\xE7\x8C\xAB@example.org" },
		{ "<>", NULL },
		{ "", NULL },
		{ "Mail Delivery Subsystem", NULL },
		{ "neko@#example.org", NULL },
	};
	static const pair_t lax[] = {
		{ "<f.b>", "f.b" },
		{ "neko@#example.org", "neko@#example.org" },
		{ "neko@#", NULL },
		{ "@#example.org", NULL },
		{ "neko@-", NULL },
		{ "neko@example-.org", NULL },
		{ "neko@192.0.2.9", NULL },
		{ "neko@", NULL },
		{ "@example.org", NULL },
		{ "@", NULL },
		{ "-", NULL },
		{ "MAILER-DAEMON", NULL },
		{ "<>", NULL },
		{ "c=US;a= ;p=X;o=Y;dda:SMTP=userx@example.COM;", "userx@example.COM" },
		{ "/RFC-822=pr(a)example.org/ADMD= /C=WW/", "pr@example.org" },
		{ "/RFC-822=n\xFCko(a)example.org/", "n\xEF\xBF\xBDko@example.org" },
		{ "/S=neko/OU=example/PRMD=UK.AC/ADMD= /C=GB/", "/S=neko/OU=example/PRMD=UK.AC/ADMD= /C=GB/" },
		{ "|/usr/bin/neko tora@example.org /var/.neko", "tora@example.org" },
		{ "neko (Neko)", "neko" },
	};
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (strict); i++)
		CHECK_STR (bnc_address_parse (slice_str (strict[i].text), false, arena), strict[i].want);
	for (size_t i = 0; i < G_N_ELEMENTS (lax); i++)
		CHECK_STR (bnc_address_parse (slice_str (lax[i].text), true, arena), lax[i].want);
	CHECK_STR (bnc_address_parse (SLICE_NONE, true, arena), NULL);
	bnc_arena_free (arena);
}

static void
reads_types (void)
{
	static const struct {
		const char *value;
		bool xtext;
		const char *address, *type;
	} table[] = {
		{ "rfc822; neko@example.org", false, "neko@example.org", "rfc822" },
		{ "RFC822;<neko@example.org>", false, "neko@example.org", "rfc822" },
		{ "rfc822;\r\n neko@example.org (Neko)", false, "neko@example.org", "rfc822" },
		{ "rfc822;@smtp.example.net:neko@server", false, "neko@server", "rfc822" },
		{ "RFC-822; neko@example.org", false, "neko@example.org", "rfc822" },
		{ "rfc822: neko@example.org", false, "neko@example.org", "rfc822" },
		{ "<neko@example.org>", false, "neko@example.org", NULL },
		{ "neko@example.org", false, "neko@example.org", NULL },
		{ "unknown; neko@example.org", false, "neko@example.org", "unknown" },
		{ "LOCAL;<f.b>", false, "f.b", "local" },
		{ "smtp;neko@example.org", false, "neko@example.org", "smtp" },
		{ "rfc822; 1", false, "1", "rfc822" },
		{ "rfc822;|/usr/bin/x neko@example.org /home/x", false, "neko@example.org", "rfc822" },
		{ "RFC822; neko@#example.org", false, "neko@#example.org", "rfc822" },
		{ "rfc822; neko@example-.org", false, NULL, "rfc822" },
		{ "rfc822; <MAILER-DAEMON>", false, NULL, "rfc822" },
		{ "x400; /S=neko/C=GB/", false, "/S=neko/C=GB/", "x400" },
		{ "c=US;a= ;p=X;o=Y;dda:SMTP=userx@example.COM;", false, "userx@example.COM", NULL },
		{ "rfc822;neko+40example.org", true, "neko@example.org", "rfc822" },
		{ "rfc822;neko+2Btora@example.org", true, "neko+tora@example.org", "rfc822" },
		{ "rfc822;neko+2Btora@example.org", false, "neko+2Btora@example.org", "rfc822" },
		{ "rfc822;neko+42@example.org", true, "neko+42@example.org", "rfc822" },
		{ "rfc822;neko+40@example.org", true, "neko+40@example.org", "rfc822" },
		{ "rfc822;neko+tag@example.org", true, "neko+tag@example.org", "rfc822" },
		{ "utf-8; \\x{732B}@example.org", false, "\xE7\x8C\xAB@example.org", "utf-8" },
		{ "utf-8; n\\x{2B}x@example.org", true, "n+x@example.org", "utf-8" },
		{ "UTF-8; \xE7\x8C\xAB@\xE4\xBE\x8B.example", false, "\xE7\x8C\xAB@\xE4\xBE\x8B.example", "utf-8" },
		{ "utf-8; <a\\x{D800}\\x{}\\x{110000}\\x{0}>", false, "a\\x{D800}\\x{}\\x{110000}\\x{0}", "utf-8" },
		{ "rfc822;", false, NULL, "rfc822" },
		{ "", true, NULL, NULL },
	};
	arena_t *arena = bnc_arena_new ();

	for (size_t i = 0; i < G_N_ELEMENTS (table); i++) {
		const char *type = "unset";

		CHECK_STR (bnc_address_typed (slice_str (table[i].value), table[i].xtext, &type, arena), table[i].address);
		CHECK_STR (type, table[i].type);
	}
	bnc_arena_free (arena);
}

static void
tells_addresses (void)
{
	/* 64 letters */
	static const char label[] = "neko@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example";

	CHECK (bnc_address_is (SLICE_LIT ("neko@example.org")));
	CHECK (bnc_address_is (SLICE_LIT ("neko@example.org.")));
	CHECK (bnc_address_is (SLICE_LIT ("neko@localhost")));
	CHECK (bnc_address_is (SLICE_LIT ("\"a@b\"@example.org")));
	CHECK (bnc_address_is (SLICE_LIT ("neko@[192.0.2.1]")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko neko@example.org")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko@")));
	CHECK (!bnc_address_is (SLICE_LIT ("@example.org")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko@example.org,")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko@.")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko@192.0.2.1")));
	CHECK (!bnc_address_is (SLICE_LIT ("neko@a.b-")));
	CHECK (!bnc_address_is (slice (label, sizeof label - 1)));
	CHECK (!bnc_address_is (SLICE_NONE));
	CHECK (slice_is (bnc_address_domain (SLICE_LIT ("\"a@b\"@example.org")), "example.org"));
	CHECK (!bnc_address_domain (SLICE_LIT ("neko")).p);
	CHECK (bnc_host_is (SLICE_LIT ("mx.example.org"), false));
	CHECK (bnc_host_is (SLICE_LIT ("mx"), true));
	CHECK (!bnc_host_is (SLICE_LIT ("mx"), false));
	CHECK (!bnc_host_is (SLICE_LIT ("192.0.2.1"), false));
	CHECK (!bnc_host_is (SLICE_LIT ("0"), true));
	CHECK (!bnc_host_is (SLICE_LIT ("-x.example"), false));
	CHECK (!bnc_host_is (SLICE_LIT ("a..example"), false));
	CHECK (!bnc_host_is (SLICE_NONE, true));
}

static void
reads_lists (void)
{
	static const pair_t table[] = {
		{ "a@b.example, C <c@d.example>", "a@b.example|C <c@d.example>" },
		{ "\"D, E\" <d@e.example>,,(x, y) f@g.example ,", "\"D, E\" <d@e.example>|(x, y) f@g.example" },
		{ "<@r.example,@s.example:a@b.example>,c@d.example", "<@r.example,@s.example:a@b.example>|c@d.example" },
		{ "undisclosed-recipients:;", "" },
		{ "Cats: a@b.example, c@d.example;, e@f.example", "a@b.example|c@d.example|e@f.example" },
		{ "a@[IPv6:2001:db8::1], c@d.example", "a@[IPv6:2001:db8::1]|c@d.example" },
		{ "\"open <a@b.example>, c@d.example", "\"open <a@b.example>, c@d.example" },
		{ "a\\,b", "a\\,b" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (table); i++) {
		slice_t rest = slice_str (table[i].text), each;
		GString *all = g_string_new (NULL);

		while (bnc_address_list_next (&rest, &each)) {
			if (all->len)
				g_string_append_c (all, '|');
			g_string_append_len (all, each.p, (gssize) each.n);
		}
		CHECK_STR (all->str, table[i].want);
		g_string_free (all, TRUE);
	}
}

static void
reads_ips (void)
{
	static const pair_t table[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "[192.0.2.1]", "192.0.2.1" },
		{ "[IPv6:2001:db8::1]", "2001:db8::1" },
		{ "ipv6:2001:DB8:0:0:0:0:0:1", "2001:DB8:0:0:0:0:0:1" },
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "[IPv6:::FFFF:192.0.2.1]", "192.0.2.1" },
		{ "fe80::1%14", "fe80::1" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "64:ff9b::192.0.2.1", "64:ff9b::192.0.2.1" },
		{ "1:::2", NULL },
		{ "1::2::3", NULL },
		{ ":1:2:3:4:5:6:7:8", NULL },
		{ "1:2:3:4:5:6:7", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "12345::", NULL },
		{ "192.0.2", NULL },
		{ "192.0.2.256", NULL },
		{ "192.0.2.1.5", NULL },
		{ "192.0.2.1234", NULL },
		{ "example.org", NULL },
		{ "[]", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS (table); i++) {
		slice_t ip = bnc_ip_parse (slice_str (table[i].text));
		char *have = ip.p ? g_strndup (ip.p, ip.n) : NULL;

		CHECK_STR (have, table[i].want);
		g_free (have);
	}
}

/* A megabyte of each pattern through everything: a step that looks back or ahead without a bound would take minutes. */
static void
stays_linear (void)
{
	static const char *const patterns[] = { "@", "\"@", "\\\"@", "(", "(,", "<", "<@,", "\"", "\",", "a", ".", "a.", "a@", "@a.", "a@b.",
						"\xE3\x81\x82", "\xE3", "\x80", "<a@", "'a", "[", "@[", ":", "[:", "\\", "to=@", "+40", ";" };
	double before = test_seconds ();

	for (size_t i = 0; i < G_N_ELEMENTS (patterns); i++) {
		GString *big = g_string_new (NULL);
		arena_t *arena = bnc_arena_new ();
		const char *type;
		slice_t all, rest, each;
		size_t items = 0;

		while (big->len < 1000000)
			g_string_append (big, patterns[i]);
		all = rest = slice (big->str, big->len);
		g_free (scan_all (all));
		bnc_address_parse (all, true, arena);
		bnc_address_typed (all, true, &type, arena);
		while (bnc_address_list_next (&rest, &each))
			items++;
		CHECK (items <= big->len);
		CHECK (!bnc_ip_parse (all).p && !bnc_host_is (all, true) && !bnc_address_is (all));
		bnc_arena_free (arena);
		g_string_free (big, TRUE);
	}
	CHECK (test_seconds () - before < 30);
}

SUITE (bnc_test_mail_address, "mail/address", { "scans prose", scans }, { "parses fields", parses }, { "reads types", reads_types },
       { "tells addresses", tells_addresses }, { "reads lists", reads_lists }, { "reads IP addresses", reads_ips },
       { "stays linear", stays_linear })
