/*
 * test.h - what every suite needs; the test framework is named here and in run.c only
 *
 * A suite is a file tests/<station>/test-<file>.c:
 *
 *     static void
 *     adds (void)
 *     {
 *     	CHECK_INT (1 + 1, 2);
 *     }
 *
 *     SUITE (bnc_test_core_sum, "core/sum", { "adds", adds })
 *
 * and a line in tests/suites.def.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#ifndef BNC_TEST_H
#define BNC_TEST_H

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <CUnit/Basic.h>
#include <glib.h>

typedef struct {
	const char *name;
	void (*run) (void);
} test_case_t;

/* Says what was had and what was wanted: CUnit prints the condition alone. */
static inline void
test_check_str (const char *have, const char *want, const char *what, const char *file, unsigned line)
{
	gboolean same = g_strcmp0 (have, want) == 0;

	if (!same)
		fprintf (stderr, "%s:%u: %s is %s%s%s, not %s%s%s\n", file, line, what, have ? "\"" : "", have ? have : "NULL",
			 have ? "\"" : "", want ? "\"" : "", want ? want : "NULL", want ? "\"" : "");
	CU_assertImplementation (same, line, what, file, "", CU_FALSE);
}

static inline void
test_check_int (long long have, long long want, const char *what, const char *file, unsigned line)
{
	if (have != want)
		fprintf (stderr, "%s:%u: %s is %lld, not %lld\n", file, line, what, have, want);
	CU_assertImplementation (have == want, line, what, file, "", CU_FALSE);
}

#define CHECK(condition) CU_assertImplementation ((condition) ? CU_TRUE : CU_FALSE, __LINE__, #condition, __FILE__, "", CU_FALSE)
#define CHECK_STR(have, want) test_check_str ((have), (want), #have, __FILE__, __LINE__)
#define CHECK_INT(have, want) test_check_int ((long long) (have), (long long) (want), #have, __FILE__, __LINE__)

/* Seconds of processor time that this thread has had: what a step costs, whatever else the machine is busy with. */
static inline double
test_seconds (void)
{
	struct timespec now;

	if (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now) != 0)
		CU_FAIL_FATAL ("no clock of the thread");
	return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static inline int
test_suite_add (const char *title, const test_case_t *cases, size_t n)
{
	CU_pSuite suite = CU_add_suite (title, NULL, NULL);

	for (size_t i = 0; i < n; i++) {
		if (!suite || !CU_add_test (suite, cases[i].name, cases[i].run))
			return 1;
	}
	return 0;
}

#define SUITE(function, title, ...)                                                      \
	int function (void);                                                             \
	int function (void)                                                              \
	{                                                                                \
		static const test_case_t cases[] = { __VA_ARGS__ };                      \
		return test_suite_add ((title), cases, sizeof (cases) / sizeof (*cases)); \
	}

#endif
