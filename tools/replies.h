/*
 * replies.h - replies of mail servers, from a list or from a log
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef REPLIES_H
#define REPLIES_H

#include "cli.h"

/* Gets what is to be printed of one reply: a line without its end. */
typedef void (*replies_fn) (GString *line, void *user);

/* Every reply of every file of cli, as cli's format has it: a JSON object or, for "text", values with tabs between. server: whose log all
 * files are, see ledger/log-server.h; NULL: a line tells by itself whether it is of a log. What cannot be read is said, noted in
 * cli->trouble, and left behind. */
void replies_read (cli_t *cli, bounce_context_t *context, const char *server, replies_fn each, void *user);

#endif
