/*
 * log-server.c - which reader a line of a log is for
 *
 * In: a line, cut to its parts, and whose log it is, where the user says so.  Out: the reader of that server, or none.  Nothing is
 * owned.  Several servers may share a log, so every line is looked at by itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "ledger/log-server.h"

#include <string.h>

static const struct {
	const char *name;
	log_read_fn read;
} servers[] = { { "postfix", log_postfix }, { "exim", log_exim }, { "sendmail", log_sendmail }, { "opensmtpd", log_opensmtpd } };

enum { POSTFIX, EXIM, SENDMAIL, OPENSMTPD, NONE };

static size_t
server_by_tag (const char *tag)
{
	if (!*tag || g_str_has_prefix (tag, "exim"))
		return EXIM;
	if (g_str_has_prefix (tag, "postfix") && strchr (tag, '/'))
		return POSTFIX;
	if (strcmp (tag, "sendmail") == 0 || g_str_has_prefix (tag, "sm-") || strcmp (tag, "sm_mta") == 0)
		return SENDMAIL;
	return strcmp (tag, "smtpd") == 0 ? OPENSMTPD : NONE;
}

static size_t
server_named (const char *name)
{
	size_t i = 0;

	while (i < NONE && strcmp (name, servers[i].name) != 0)
		i++;
	return i;
}

log_read_fn
log_server_reader (const log_line_t *line, const char *server)
{
	size_t by_tag = server_by_tag (line->tag), is = by_tag;

	if (server && strcmp (server, "auto") != 0) {
		/* Postfix may be called anything before the slash; the others by any name at all. */
		bool has_slash = strchr (line->tag, '/') != NULL;

		is = server_named (server);
		if (is == POSTFIX ? !has_slash : is != by_tag && has_slash)
			is = NONE;
	}
	return is < NONE ? servers[is].read : NULL;
}

bool
log_server_is_known (const char *server)
{
	return strcmp (server, "auto") == 0 || server_named (server) < NONE;
}
