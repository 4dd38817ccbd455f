#!/usr/bin/env python3
"""How well is a format read that the library does not know?  Each dialect is taken away, and its mails are read without it.

    leave-one-out.py [--misses] [--floor PERCENT] [--text-floor PERCENT] PROGRAM SAMPLES
    leave-one-out.py [--misses] PROGRAM --corpus FOLDER...

SAMPLES is tests/samples: message.eml and expected.json in each folder.  A corpus folder holds mail/*.eml and expected.tsv with
the columns file, kind and recipient.  A mail belongs to the dialect it is read in while all are there; it is right where its
kind, or the set of its recipients, is still what is expected.  "text" counts those mails only whose recipients are named by
the text, where no field of a report can help.
Exit status 1 where recipients (of all mails, of "text") are below the floor.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse, collections, csv, json, os, subprocess, sys


def read(program, files, *options):
    records = {}
    for at in range(0, len(files), 200):
        out = subprocess.run([program, '--format=ndjson', *options, *files[at:at + 200]], stdout=subprocess.PIPE, check=True).stdout
        for line in out.splitlines():
            record = json.loads(line)
            records.setdefault(record['source'], record)
    return records


def addresses(record):
    return {r['address'].lower() for r in record.get('recipients', [])}


def from_samples(root):
    """{file: (kind, recipients)}"""
    wanted = {}
    for name in sorted(os.listdir(root)):
        try:
            with open(os.path.join(root, name, 'expected.json'), encoding='utf-8') as f:
                record = json.load(f)
        except OSError:
            continue
        wanted[os.path.join(root, name, 'message.eml')] = (record['kind'], addresses(record))
    return wanted


def from_corpus(folder):
    rows = collections.defaultdict(list)
    with open(os.path.join(folder, 'expected.tsv'), encoding='utf-8') as f:
        for row in csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE):
            rows[os.path.join(folder, 'mail', row['file'])].append(row)
    wanted = {}
    for path, those in rows.items():
        kinds = [row['kind'] for row in those]
        kind = next((k for k in ('failure', 'delay', 'delivery') if k in kinds), kinds[0])
        if kind in ('failure', 'delay', 'delivery') and all(row['recipient'] != '?' for row in those):
            wanted[path] = (kind, {row['recipient'] for row in those if row['recipient']})
    return wanted


def measure(program, wanted, misses):
    """{dialect: [mails, kinds right, recipients right, text mails, text recipients right]}"""
    mails = collections.defaultdict(list)
    whole = read(program, list(wanted))
    for path in wanted:
        dialect = whole[path].get('dialect')
        if dialect and dialect != 'rfc3464':
            mails[dialect].append(path)
    counts = {}
    for dialect in sorted(mails):
        count = counts[dialect] = [0] * 5
        records = read(program, mails[dialect], '--set', f'dialects.without={dialect}')
        for path in mails[dialect]:
            kind, recipients = wanted[path]
            record = records[path]
            text = any(r.get('source', {}).get('address') != 'field' for r in whole[path].get('recipients', []))
            right = addresses(record) == recipients
            for i, one in enumerate((True, record['kind'] == kind, right, text, text and right)):
                count[i] += one
            if misses and (record['kind'] != kind or not right):
                print(f'{path}: want {kind} {sorted(recipients)}, have {record["kind"]} {sorted(addresses(record))}')
    return counts


def share(part, whole):
    return f'{100 * part / whole:.1f} %' if whole else '-'


def line(name, count):
    mails, kinds, recipients, text, text_right = count
    print(f'{name:22}{mails:6}{kinds:7} {share(kinds, mails):>8}{recipients:11} {share(recipients, mails):>8}'
          f'{text:7}{text_right:6} {share(text_right, text):>8}')


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--misses', action='store_true', help='print each mail that is read wrong')
    arguments.add_argument('--floor', type=float, default=0)
    arguments.add_argument('--text-floor', type=float, default=0)
    arguments.add_argument('--corpus', action='store_true')
    arguments.add_argument('program')
    arguments.add_argument('folders', nargs='+')
    asked = arguments.parse_args()
    wanted = {}
    for folder in asked.folders:
        wanted.update((from_corpus if asked.corpus else from_samples)(folder))
    counts = measure(asked.program, wanted, asked.misses)
    print(f'{"without":22}{"mails":>6}{"kind":>16}{"recipients":>20}{"text":>7}{"recipients":>15}')
    for dialect, count in counts.items():
        line(dialect, count)
    every = [sum(count[i] for count in counts.values()) for i in range(5)]
    line('all', every)
    short = False
    for part, count, floor in ((every[2], every[0], asked.floor), (every[4], every[3], asked.text_floor)):
        if not count or 100 * part < floor * count:
            print(f'recipients of {part} of {count} mails are right: below {floor} %')
            short = True
    sys.exit(short)


main()
