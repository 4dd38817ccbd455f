/*
 * append.h - records at the end of a file that others write to and read
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef APPEND_H
#define APPEND_H

#include <stdbool.h>
#include <stddef.h>

typedef struct append append_t;

/* Opens path, or makes it, for its owner alone. NULL: errno says why. */
append_t *append_open (const char *path);

/* Adds text, which ends with a line, whole or not at all. False: errno says why. */
bool append_text (append_t *file, const char *text, size_t length);

/* Ends when all is on the disk, and frees. False: errno says why it may not be there. NULL is fine. */
bool append_close (append_t *file);

#endif
