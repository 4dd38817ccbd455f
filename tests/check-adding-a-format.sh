#!/bin/sh
# check-adding-a-format.sh - the commands of doc/adding-a-format.md do what the page says, run as they stand there
#
# In a copy of the tree, once in its own folder and once in a build folder. The programs are those that were built; what stands in for
# "make -C $build" lets them read the copy's dialects besides, which is what making the library anew would, and takes a minute less.
#
# In: BOUNCE_DIALECT, BOUNCE_PARSE, top_srcdir
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${BOUNCE_DIALECT:?}" "${BOUNCE_PARSE:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
command -v python3 >/dev/null || { echo "python3 is not here"; exit 77; }
source=$top_srcdir parse=$BOUNCE_PARSE dialect=$BOUNCE_DIALECT
walk=$source/tests/dialects/exampled
unset top_srcdir BOUNCE_PARSE BOUNCE_DIALECT

# command.1, command.2 ...: the indented blocks of the page
python3 - "$source/doc/adding-a-format.md" <<'PYTHON' || exit 99
import re, sys, textwrap
page = re.sub(r"^```.*?^```$", "", open(sys.argv[1], encoding="utf-8").read(), flags=re.S | re.M)
blocks = re.findall(r"(?:^ {4,}\S.*\n)+", page, re.M)
# Text of a list is indented by three blanks, and is no block.
for number, block in enumerate(blocks, 1):
    with open(f"command.{number}", "w", encoding="utf-8") as f:
        f.write(textwrap.dedent(block))
PYTHON
[ "$(ls command.* | wc -l)" -eq 12 ] || fail "the page has $(ls command.* | wc -l) commands, and twelve are known here"

mkdir bin
cat >bin/make <<'END'
#!/bin/sh
case $* in
"-C $build") echo " --dialects $top/libbounce/report/dialects" >"$build/tools/options" ;;
"-C $build check") ;;
*) exit 1 ;;
esac
END
chmod +x bin/make
PATH=$here/bin:$PATH

# program NAME REAL: stands in for a program of the build folder
program ()
{
	printf '#!/bin/sh\nexec "%s" $(cat "%s") "$@"\n' "$2" "$here/tree/build/tools/options" >"tree/build/tools/$1"
	chmod +x "tree/build/tools/$1"
}

# copy: a clone that was built
copy ()
{
	rm -rf tree
	mkdir -p tree/build/tools
	for part in include libbounce tests doc tools examples Makefile.am; do
		cp -Rp "$source/$part" tree/ || exit 99
	done
	chmod -R u+w tree
	: >tree/build/tools/options
	program bounce-dialect "$dialect"
	program bounce-parse "$parse"
}

# run NUMBER [STATUS]: that command of the page, in the shell that ran those before; leaves out
run ()
{
	eval "$(cat "$here/command.$1")" >"$here/out" 2>"$here/err" </dev/null
	had=$?
	checked=$((checked + 1))
	[ "$had" -eq "${2:-0}" ] || fail "in $folder: status $had, not ${2:-0}: $(cat "$here/command.$1") ($(head -n 1 "$here/err"))"
}

same ()
{
	cmp -s "$1" "$2" || { fail "in $folder, after $3"; diff "$1" "$2"; }
}

for folder in . build; do
	copy
	path=$PATH
	cd tree
	run 1
	export top build
	cd "$folder"
	run 2
	run 3 1
	same "$walk/before.txt" "$here/out" "reading without the dialect"
	run 4
	same "$walk/after.txt" "$here/out" "reading with the dialect"
	run 5 1
	run 6
	grep -q 'reader@example\.com' "$here/out" || fail "in $folder: bounce-parse --dialects says nothing of the mail"
	run 7
	sed -i 's|^\(.*\)/exchange2003\.dialect|\1/exampled.dialect \\\n&|' "$top/libbounce/data.am"
	run 8
	run 9
	same "$walk/expected.json" "$top/tests/samples/exampled-unknown/expected.json" "the record was kept"
	run 10
	grep -q '^1 passed, 0 failed$' "$here/out" || fail "in $folder: check-samples.sh says $(cat "$here/out")"
	run 11
	run 12
	for check in data formats; do
		top_srcdir=$top sh "$top/tests/check-$check.sh" >"$here/out" 2>&1 || fail "in $folder, in the end: $(cat "$here/out")"
	done
	grep -q 'exampled' "$top/doc/formats.md" || fail "in $folder: doc/formats.md does not name the format"
	mkdir -p "$here/$folder/one"
	cp -R "$top/tests/samples/exampled-unknown" "$here/$folder/one"
	python3 "$top/tests/leave-one-out.py" "$build/tools/bounce-parse" "$here/$folder/one" >"$here/out" 2>&1
	grep -q '^exampled  *1  *1 ' "$here/out" || fail "in $folder: without its dialect: $(cat "$here/out")"
	cd "$here"
	PATH=$path
done

[ $failed -eq 0 ] && echo "$checked commands"
[ $failed -eq 0 ]
