#!/usr/bin/env python3
"""How well are replies read?  Those of tests/replies, labelled by meaning, against what bounce-parse --replies says of them.

    evaluate-replies.py [--half=development|test|both] [--misses N] [--replies FOLDER] PROGRAM

A reply is of the test half where the first hexadecimal digit of the SHA-256 of its id is 8 or more.  "also" counts a reason right that
the label calls acceptable.  Wrongly hard is what the label does not call hard and the program does, missed hard the contrary; both are
shares of all replies.  --misses shows N replies that are wrong, those with another permanence first; of the development half only, for
what was looked at measures nothing any more.
Exit status 2 on wrong use.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import collections
import csv
import hashlib
import json
import os
import subprocess

PARSER = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
COLUMNS = ["id", "language", "service", "source", "seen", "command", "text", "reason", "permanence", "also", "note"]


def half_of(row):
    return "test" if hashlib.sha256(row["id"].encode()).hexdigest()[0] >= "8" else "development"


def read_rows(folder, half):
    rows = []
    for name in ("english.tsv", "other.tsv"):
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8", newline="") as f:
                reader = csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)
                if reader.fieldnames != COLUMNS:
                    PARSER.error(f"{path}:1: expected the columns {' '.join(COLUMNS)}")
                for row in reader:
                    if None in row or None in row.values():
                        PARSER.error(f"{path}:{reader.line_num}: expected {len(COLUMNS)} values with tabs between")
                    rows.append(row)
        except OSError as error:
            PARSER.error(f"{path}: {error.strerror}")
    return [row for row in rows if half in ("both", half_of(row))]


def answers(program, rows):
    """What the program says of each row, in their order."""
    lines = "".join(f"-\t-\t{row['command']}\t{row['text']}\n" for row in rows)
    try:
        out = subprocess.run([program, "--replies", "--format=ndjson", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    except OSError as error:
        PARSER.error(f"{program}: {error.strerror}")
    except subprocess.CalledProcessError as error:
        PARSER.error(f"{program}: ended with {error.returncode}")
    said = {record["line"]: record for record in map(json.loads, out.splitlines())}
    if sorted(said) != list(range(1, len(rows) + 1)):
        PARSER.error(f"{program}: answered {len(said)} of {len(rows)} replies")
    return [said[line] for line in sorted(said)]


def judge(row, said):
    """What is right and wrong of one answer, as 0 and 1."""
    exact = said["reason"] == row["reason"]
    hard, wanted = said["permanence"] == "hard", row["permanence"] == "hard"
    return {
        "reason": exact,
        "also": exact or said["reason"] in row["also"].split(","),
        "permanence": said["permanence"] == row["permanence"],
        "wrongly": hard and not wanted,
        "missed": wanted and not hard,
    }


def show(name, judged):
    n = len(judged)
    total = {key: sum(one[key] for one in judged) for key in ("reason", "also", "permanence", "wrongly", "missed")}
    shares = {key: 100 * value / n for key, value in total.items()}
    print(f"{name:<16} {n:7} {shares['reason']:7.1f} % {shares['also']:7.1f} % {shares['permanence']:7.1f} %"
          f" {total['wrongly']:6} {shares['wrongly']:5.1f} % {total['missed']:6} {shares['missed']:5.1f} %")


def report(rows, judged):
    by_language = collections.defaultdict(list)
    for row, one in zip(rows, judged):
        by_language[row["language"]].append(one)
    print(f"{'':<16} replies    reason      also permanence   wrongly hard    missed hard")
    show("all", judged)
    for name, named in (("command named", True), ("no command", False)):
        those = [one for row, one in zip(rows, judged) if (row["command"] != "-") == named]
        if those:
            show(name, those)
    for language, those in sorted(by_language.items(), key=lambda item: (-len(item[1]), item[0])):
        show(language, those)


def show_misses(rows, said, judged, most):
    wrong = [(one["permanence"], row, answer) for row, answer, one in zip(rows, said, judged) if not (one["also"] and one["permanence"])]
    wrong.sort(key=lambda miss: miss[0])
    for _, row, answer in wrong[:most]:
        also = "" if row["also"] == "-" else f" (also {row['also']})"
        print(f"\n{row['id']} {row['language']} {row['command']}: {answer['reason']}, {answer['permanence']}, by {answer['reason_source']};"
              f" wanted {row['reason']}, {row['permanence']}{also}\n  {row['text']}")


def main():
    PARSER.add_argument("--half", choices=["development", "test", "both"], default="development")
    PARSER.add_argument("--misses", type=int, default=0, metavar="N")
    PARSER.add_argument("--replies", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "replies"), metavar="FOLDER")
    PARSER.add_argument("program")
    options = PARSER.parse_args()
    if options.misses < 0:
        PARSER.error("--misses: expected a number of replies")
    if options.misses and options.half != "development":
        PARSER.error("--misses: replies of the test half are not shown, expected --half=development")
    rows = read_rows(options.replies, options.half)
    if not rows:
        PARSER.error(f"{options.replies}: expected replies of the half \"{options.half}\"")
    said = answers(options.program, rows)
    judged = [judge(row, answer) for row, answer in zip(rows, said)]
    report(rows, judged)
    show_misses(rows, said, judged, options.misses)


if __name__ == "__main__":
    main()
