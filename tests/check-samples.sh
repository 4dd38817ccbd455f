#!/bin/sh
# check-samples.sh - does each sample give the record that its folder expects?
#
# tests/samples/NAME/message.eml is read by bounce-parse; what comes out, without "source", "offset" and "verdict" (the scorer's tests are
# tests/verdict/), is expected.json to the last key. A made.txt says how a real server was brought to write the mail.
#
#     tests/check-samples.sh [NAME...]     the differences of these samples, or of all, by the bounce-parse of PATH
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu
command -v python3 >/dev/null || { echo "python3 is missing: skipped"; exit 77; }
exec python3 - "${top_srcdir:-$(dirname "$0")/..}" "${BOUNCE_PARSE:-bounce-parse}" "$@" <<'PYTHON'
import json, os, subprocess, sys

top, program, names = sys.argv[1], sys.argv[2], sys.argv[3:]
root = os.path.join(top, "tests", "samples")
names = names or sorted(os.listdir(root))
paths = {os.path.join(root, n, "message.eml"): n for n in names}
out = subprocess.run([program, "--format=ndjson", *paths], stdout=subprocess.PIPE, check=True).stdout
records, failed = {}, 0
for line in out.splitlines():
    record = json.loads(line)
    name = paths[record.pop("source")]
    record.pop("offset", None)
    record.pop("verdict", None)
    if name in records:
        print(f"{name}: read as more than one message")
        failed += 1
    records[name] = record

def differ(path, want, have):
    if isinstance(want, dict) and isinstance(have, dict):
        for key in sorted(want.keys() | have.keys()):
            yield from differ(f"{path}.{key}", want.get(key), have.get(key))
    elif isinstance(want, list) and isinstance(have, list) and len(want) == len(have):
        for i, (w, h) in enumerate(zip(want, have)):
            yield from differ(f"{path}[{i}]", w, h)
    elif want != have:
        yield f"{path}: want {json.dumps(want, ensure_ascii=False)}, have {json.dumps(have, ensure_ascii=False)}"

for name in names:
    try:
        with open(os.path.join(root, name, "expected.json"), encoding="utf-8") as f:
            want = json.load(f)
    except (OSError, ValueError) as e:
        found = [str(e)]
    else:
        found = list(differ("", want, records.get(name)))
    failed += bool(found)
    for line in found:
        print(f"{name}: {line}")
print(f"{len(names) - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
