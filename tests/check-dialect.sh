#!/bin/sh
# check-dialect.sh - bounce-dialect: what it says of wrong files, how it explains a mail, and the walk of doc/adding-a-format.md
#
# In: BOUNCE_DIALECT, BOUNCE_PARSE, top_srcdir.  Out: one line for each thing that is not as it should be.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -u

: "${BOUNCE_DIALECT:?}" "${BOUNCE_PARSE:?}" "${top_srcdir:=.}"
. "$top_srcdir/tests/helpers.sh"
top=$top_srcdir
walk=$top/tests/dialects/exampled

has () { # FILE TEXT
	checked=$((checked + 1))
	grep -qF -e "$2" "$1" || fail "no \"$2\" in: $(head -n 3 "$1")"
}

# wrong FILE LINE TEXT: FILE, written from standard input, is refused because of that line with that text
wrong () {
	cat >"$1"
	status 2 "$BOUNCE_DIALECT" "$1"
	has err "bounce-dialect: $1:$2: "
	has err "$3"
	[ ! -s out ] || fail "$1 is wrong, and something is printed: $(head -n 1 out)"
}

# Wrong files: which file, which line, what was expected

wrong word.dialect 2 'expected name, title, seen' <<'END'
name word
colour green
END
wrong hole.dialect 3 'no hole is called {adress}' <<'END'
name hole
seen here
block "Unknown: {adress}"
END
wrong twice.dialect 1 'two holes need text between them' <<'END'
block "{host}{ip}"
END
wrong quote.dialect 2 'closing double quote' <<'END'
# a comment
recognise text "never ended 40
END
wrong weight.dialect 1 'expected a weight from 1 to 100' <<'END'
recognise subject "Undelivered" 400
END
wrong reason.dialect 1 'no reason is called "gone"' <<'END'
line "Gone." reason=gone
END
wrong section.dialect 1 'no section "top" stands above' <<'END'
block in top "{address}"
END
wrong stray.dialect 2 'belongs to a block' <<'END'
name stray
	"{text...}"
END
wrong nameless.dialect 2 'the file ends without "name"' <<'END'
seen here
recognise text "Undelivered" 40
END
wrong sourceless.dialect 2 'the file ends without "seen" or "spec"' <<'END'
name sourceless
recognise text "Undelivered" 40
END
wrong light.dialect 4 'weigh 40 or more together, these weigh 30' <<'END'
name light
seen here
recognise text "Undelivered" 20
recognise subject "Undelivered" 10
END
printf 'name bytes\ntitle \377\n' | wrong bytes.dialect 2 'expected UTF-8'
wrong reason.phrases 1 'expected the name of a reason' <<'END'
[gone]
END
wrong case.phrases 2 'in lower case' <<'END'
[user-unknown]
No Such User
END
wrong bad.words 2 'expected a phrase in lower case' <<'END'
[recipient]
User
END
wrong rows.receiver 3 'expected' <<'END'
receiver example
host mx.example.net
gone 550
END
status 2 "$BOUNCE_DIALECT" missing.dialect
has err 'missing.dialect'

# All files of a folder, the good ones among the wrong

mkdir folder
cp "$walk/exampled.dialect" folder
cp light.dialect case.phrases folder
status 2 "$BOUNCE_DIALECT" folder
has out 'folder/exampled.dialect: good'
has err 'folder/light.dialect:4: '
has err 'folder/case.phrases:2: '
status 2 "$BOUNCE_DIALECT" --dialects folder "$walk/message.eml"
has err 'folder/light.dialect:4: '
status 0 "$BOUNCE_DIALECT" "$walk" "$top/libbounce/report/dialects" "$top/libbounce/reason/tables"
[ "$(grep -c ': good$' out)" -gt 50 ] || fail "few of the library's own files are good: $(wc -l <out)"

# The walk of doc/adding-a-format.md: before, after, and how the page tells it

cp "$walk/message.eml" "$walk/exampled.dialect" .
status 1 "$BOUNCE_DIALECT" message.eml
cmp -s out "$walk/before.txt" || { fail 'the mail without its dialect is explained otherwise'; diff "$walk/before.txt" out; }
status 0 "$BOUNCE_DIALECT" exampled.dialect message.eml
cmp -s out "$walk/after.txt" || { fail 'the mail with its dialect is explained otherwise'; diff "$walk/after.txt" out; }
"$BOUNCE_DIALECT" --dialects exampled.dialect - <message.eml >out 2>err || fail "a mail on standard input: status $?"
has out 'winner: exampled'
status 0 "$BOUNCE_PARSE" --dialects "$walk" --format=ndjson message.eml
python3 - "$walk" "$top/doc/adding-a-format.md" <<'PYTHON' || fail 'the record, or the page'
import json, os, re, sys
walk, page = sys.argv[1:]
record = json.load(open("out", encoding="utf-8"))
for key in ("source", "offset", "verdict"):
    record.pop(key, None)
expected = json.load(open(os.path.join(walk, "expected.json"), encoding="utf-8"))
status = 0
for key in sorted(record.keys() | expected.keys()):
    if record.get(key) != expected.get(key):
        print(f"{key}: want {expected.get(key)}, have {record.get(key)}")
        status = 1
blocks = re.findall(r"^```[a-z]*\n(.*?)^```$", open(page, encoding="utf-8").read(), re.S | re.M)
for name in ("message.eml", "exampled.dialect", "before.txt", "after.txt"):
    if open(os.path.join(walk, name), encoding="utf-8").read() not in blocks:
        print(f"doc/adding-a-format.md does not hold {name} as it is")
        status = 1
sys.exit(status)
PYTHON

"$BOUNCE_DIALECT" exampled.dialect "$top"/tests/samples/*/message.eml >out 2>err || :
[ "$(grep -c '^winner: ' out)" -gt 100 ] || fail "few samples are explained: $(head -n 1 err)"
grep -q '^winner: exampled' out && fail 'the new dialect takes mails of others'

# A template that comes to hold a line no more: the line stands alone

sed 's/"heard: {text...}"/"heard so: {text...}"/' exampled.dialect >other.dialect
status 0 "$BOUNCE_DIALECT" other.dialect message.eml
has out 'other.dialect:10: block "Addressee: {address}"'
grep -A1 'heard: 452' out | grep -q '\^' && fail 'a line that no rule takes has one'

# Phrases and receivers at run time

printf '[mailbox-full]\nthe letter box bursts\n' >mine.phrases
sed 's/452 4.2.2 The mailbox is over its quota/The letter box bursts/' message.eml >bursts.eml
status 0 "$BOUNCE_DIALECT" exampled.dialect bursts.eml
has out '> writer@example.com, on-hold'
status 0 "$BOUNCE_DIALECT" exampled.dialect mine.phrases bursts.eml
has out '> writer@example.com, mailbox-full'
status 0 "$BOUNCE_PARSE" --dialects exampled.dialect --phrases mine.phrases --format=ndjson bursts.eml
has out '"mailbox-full"'
status 2 "$BOUNCE_PARSE" --phrases missing.phrases bursts.eml

# A mail that would paint the terminal

escape=$(printf '\033[2J')
printf 'Subject: Your letter came back\n\nAddressee: %sx@example.com\n' "$escape" >escape.eml
"$BOUNCE_DIALECT" escape.eml >out 2>err
has out '\u001b[2J'
grep -qF -e "$escape" out && fail 'control characters reach the terminal'

status 0 "$BOUNCE_DIALECT" --help
status 0 "$BOUNCE_DIALECT" --version
has out 'bounce-dialect (libbounce) '

[ $failed -eq 0 ] && echo "$checked things are as they should be"
[ $failed -eq 0 ]
