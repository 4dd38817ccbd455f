#!/bin/sh
# embed.sh - data files as C source
#
#     embed.sh FILE... >builtin-data.c
#
# A FILE ending in .dialect goes into bnc_builtin_dialects, any other into bnc_builtin_tables (core/builtin.h). Files are text whose
# last line is ended; bytes past ASCII are written as octal escapes, so that the source is ASCII and its literals exact.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
LC_ALL=C
export LC_ALL

echo '/* Made by embed.sh: edit the data files, not this. */'
echo '#include "config.h"'
echo
echo '#include "core/builtin.h"'

n=0
dialects= tables= dialect_count=0 table_count=0
for file in "$@"; do
	name=${file##*/}
	printf '\n/* %s */\nstatic const char file_%d[] =\n' "$name" "$n"
	od -An -v -to1 "$file" | awk '
		BEGIN {
			for (code = 32; code < 127; code++)
				plain[sprintf("%03o", code)] = sprintf("%c", code)
			plain["042"] = "\\\""
			plain["077"] = "\\?"
			plain["134"] = "\\\\"
			plain["011"] = "\\t"
		}
		{
			for (i = 1; i <= NF; i++) {
				if (!open) { printf "\t\""; open = 1 }
				if ($i == "012") { print "\\n\""; open = 0 }
				else if ($i in plain) printf "%s", plain[$i]
				else printf "\\%s", $i
			}
		}
		END { print open ? "\";" : "\t\"\";" }'
	entry="	{ \"$name\", file_$n, sizeof (file_$n) - 1 },
"
	case $name in
	*.dialect)
		dialects=$dialects$entry
		dialect_count=$((dialect_count + 1))
		;;
	*)
		tables=$tables$entry
		table_count=$((table_count + 1))
		;;
	esac
	n=$((n + 1))
done

printf '\nconst builtin_t bnc_builtin_dialects[] = {\n%s\t{ NULL, NULL, 0 }\n};\n' "$dialects"
printf 'const size_t bnc_builtin_dialect_count = %d;\n' "$dialect_count"
printf '\nconst builtin_t bnc_builtin_tables[] = {\n%s\t{ NULL, NULL, 0 }\n};\n' "$tables"
printf 'const size_t bnc_builtin_table_count = %d;\n' "$table_count"
