/*
 * folder.h - a folder -> the files in it that may hold mail, in order
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_FOLDER_H
#define BNC_FOLDER_H

#include "core/slice.h"

typedef struct {
	char *name;          /* below the folder */
	bool is_message;     /* one message, by its place in a Maildir */
	const char *refusal; /* why it cannot be read at all; NULL: it may be tried */
	int number;          /* the same for errno */
} folder_file_t;

/* Of folder_file_t, for g_ptr_array_unref(). NULL: it cannot be opened, or holds no file; errno tells. */
GPtrArray *bnc_folder_list (const char *path);

/* Is it a file that mail software keeps beside the mail? Where it is no mail, it need not be spoken of. */
bool bnc_folder_is_index (const char *path);

#endif
