#!/bin/sh
# check-fuzz.sh - the fuzzer's entry point over all samples: nothing may abort, and every record must give JSON
#
# In: top_srcdir, top_builddir.  To fuzz: clang -fsanitize=fuzzer,address,undefined -DBNC_LIBFUZZER tests/fuzz/fuzz-parse.c and the library,
# with -dict=tests/fuzz/parse.dict and the samples as seeds.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
: "${top_srcdir:?}" "${top_builddir:?}"
"$top_builddir/tests/fuzz/fuzz-parse" "$top_srcdir/tests/samples" "$top_srcdir/tests/demo"
echo "$(find "$top_srcdir/tests/samples" "$top_srcdir/tests/demo" -type f | wc -l) files read"
