/*
 * run.c - registers every suite of suites.def and runs them all
 *
 * In: nothing.  Out: failures, and CUnit's summary of suites, tests and asserts, on stdout; exit
 * status 1 where one failed, where a suite could not be registered, or where there is none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdbool.h>

#include "test.h"

#define SUITE_LINE(function) int function (void);
#include "suites.def"
#undef SUITE_LINE

static const struct {
	const char *name;
	int (*add) (void);
} suites[] = {
#define SUITE_LINE(function) { #function, function },
#include "suites.def"
#undef SUITE_LINE
	{ NULL, NULL }
};

int
main (void)
{
	bool failed;

	if (CU_initialize_registry () != CUE_SUCCESS)
		return 1;
	for (size_t i = 0; suites[i].name; i++) {
		if (suites[i].add () != 0) {
			fprintf (stderr, "%s: not registered: %s\n", suites[i].name, CU_get_error_msg ());
			return 1;
		}
	}
	CU_basic_set_mode (CU_BRM_NORMAL);
	failed = CU_basic_run_tests () != CUE_SUCCESS || CU_get_number_of_tests_run () == 0
		 || CU_get_number_of_failures () + CU_get_number_of_suites_failed () > 0;
	CU_cleanup_registry ();
	return failed ? 1 : 0;
}
