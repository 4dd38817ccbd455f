/*
 * spf.c - an SPF record, as far as its text tells (RFC 7208)
 *
 * In: the text of a record.  Out: what it says of a client's address.  Nothing is looked up: ip4, ip6 and all are
 * evaluated in their order, every other mechanism is unknown, and so is what stands behind it unless either way leads to
 * the same result.  bnc_spf_free() frees; the record is only read once it is made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trace/spf.h"

typedef enum { TERM_NET, TERM_ALL, TERM_DNS } term_kind_t;

typedef struct {
	term_kind_t kind;
	spf_result_t result; /* where it matches */
	net_t net;
} term_t;

struct spf {
	GArray *terms; /* term_t */
};

static spf_result_t
result_of (char qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_FAIL;
	case '~':
		return SPF_SOFTFAIL;
	case '?':
		return SPF_NEUTRAL;
	default:
		return SPF_PASS;
	}
}

/* One mechanism or modifier; false where it is neither. */
static bool
add_term (spf_t *spf, const char *word)
{
	static const char *const by_dns[] = { "include", "a", "mx", "ptr", "exists", "redirect" };
	const char *name = strchr ("+-~?", word[0]) ? word + 1 : word;
	term_t term = { .kind = TERM_DNS, .result = result_of (word[0]) };
	slice_t mechanism = slice (name, strcspn (name, ":=/"));
	bool known = false;

	if (slice_is (mechanism, "ip4") || slice_is (mechanism, "ip6")) {
		bool v6 = name[2] == '6';

		if (name[3] != ':' || !bnc_net_parse (name + 4, &term.net) || v6 != (strchr (name + 4, ':') != NULL))
			return false;
		term.kind = TERM_NET;
		known = true;
	} else if (slice_is (mechanism, "all")) {
		term.kind = TERM_ALL;
		known = true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS (by_dns) && !known; i++)
		known = slice_is (mechanism, by_dns[i]);
	if (known)
		g_array_append_val (spf->terms, term);
	return known || name[mechanism.n] == '='; /* 6: unknown modifiers are ignored */
}

spf_t *
bnc_spf_new (const char *text)
{
	char **words = g_strsplit_set (text, " \t", -1);
	bool good = words[0] && g_ascii_strcasecmp (words[0], "v=spf1") == 0;
	spf_t *spf = g_new (spf_t, 1);

	spf->terms = g_array_new (FALSE, FALSE, sizeof (term_t));
	for (char **word = words + 1; good && *word; word++)
		good = !**word || add_term (spf, *word);
	g_strfreev (words);
	if (good)
		return spf;
	bnc_spf_free (spf);
	return NULL;
}

void
bnc_spf_free (gpointer data)
{
	spf_t *spf = data;

	if (!spf)
		return;
	g_array_unref (spf->terms);
	g_free (spf);
}

spf_result_t
bnc_spf_check (const spf_t *spf, const ip_t *client)
{
	spf_result_t doubt = SPF_NONE; /* what terms that only DNS knows would have said */

	for (guint i = 0; i < spf->terms->len; i++) {
		const term_t *term = &g_array_index (spf->terms, term_t, i);

		if (term->kind == TERM_DNS && (doubt == SPF_NONE || doubt == term->result))
			doubt = term->result;
		else if (term->kind == TERM_DNS)
			return SPF_UNKNOWN;
		else if (term->kind == TERM_ALL || bnc_net_holds (&term->net, client))
			return doubt == SPF_NONE || doubt == term->result ? term->result : SPF_UNKNOWN;
	}
	return doubt == SPF_NONE || doubt == SPF_NEUTRAL ? SPF_NEUTRAL : SPF_UNKNOWN; /* 4.7 */
}

bool
bnc_spf_names_addresses (const spf_t *spf)
{
	for (guint i = 0; i < spf->terms->len; i++) {
		const term_t *term = &g_array_index (spf->terms, term_t, i);

		if (term->kind == TERM_NET && term->result == SPF_PASS)
			return true;
	}
	return false;
}

bool
bnc_spf_is_partial (const spf_t *spf)
{
	for (guint i = 0; i < spf->terms->len; i++) {
		const term_t *term = &g_array_index (spf->terms, term_t, i);

		if (term->kind != TERM_NET && term->result == SPF_PASS)
			return true;
	}
	return false;
}
