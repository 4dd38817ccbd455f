dnl SPDX-License-Identifier: LGPL-2.1-or-later

dnl BOUNCE_TRY_FLAGS(VARIABLE, FLAGS): appends to VARIABLE each flag the compiler takes. -Werror stands there because clang only
dnl warns of a flag it does not know.
AC_DEFUN([BOUNCE_TRY_FLAGS], [
	for flag in $2; do
		AS_VAR_PUSHDEF([taken], [bounce_cv_cc_$flag])
		AC_CACHE_CHECK([whether $CC takes $flag], [taken], [
			save_CFLAGS=$CFLAGS
			CFLAGS="$CFLAGS -Werror $flag"
			AC_COMPILE_IFELSE([AC_LANG_PROGRAM()], [AS_VAR_SET([taken], [yes])], [AS_VAR_SET([taken], [no])])
			CFLAGS=$save_CFLAGS
		])
		AS_VAR_IF([taken], [yes], [AS_VAR_APPEND([$1], [" $flag"])])
		AS_VAR_POPDEF([taken])
	done
])
