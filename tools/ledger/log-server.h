/*
 * log-server.h - which reader a line of a log is for
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef LOG_SERVER_H
#define LOG_SERVER_H

#include "ledger/log-mail.h"

#define LOG_SERVERS "auto|postfix|exim|sendmail|opensmtpd"

/* False: a line of that server that its reader does not know. */
typedef bool (*log_read_fn) (log_reader_t *reader, log_line_t *line);

/* By the program that logged the line; server: whose log it is, where the programs have names of their own, else NULL or "auto". NULL: a line
 * of another program. */
log_read_fn log_server_reader (const log_line_t *line, const char *server);

bool log_server_is_known (const char *server); /* one of LOG_SERVERS */

#endif
