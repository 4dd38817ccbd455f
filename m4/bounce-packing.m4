dnl SPDX-License-Identifier: LGPL-2.1-or-later

dnl BOUNCE_PACKING(OPTION, MODULE, FORMAT, DEBIAN PACKAGE): the library that unpacks FORMAT. It is wanted unless --without-OPTION says
dnl otherwise; then HAVE_OPTION is defined and the module's name, without its version, is appended to PACKING_MODULES.
AC_DEFUN([BOUNCE_PACKING], [
	AC_ARG_WITH([$1], [AS_HELP_STRING([--without-$1], [read no mail that is compressed with $3])], [], [with_$1=yes])
	AS_IF([test "$with_$1" != no], [
		PKG_CHECK_EXISTS([$2], [], [AC_MSG_ERROR([expected $2 (Debian: $4), or --without-$1: then $3 files are refused])])
		AC_DEFINE(AS_TR_CPP([HAVE_$1]), [1], [Define to 1 if $3 can be unpacked.])
		AS_VAR_APPEND([PACKING_MODULES], [" m4_car(m4_unquote(m4_split([$2])))"])
	])
])
