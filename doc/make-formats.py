#!/usr/bin/env python3
"""Writes doc/formats.md: every dialect, receiver and reason that the data files hold.

    doc/make-formats.py [SOURCE_FOLDER] >doc/formats.md

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import collections, os, re, sys

top = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')


def lines(path):
    with open(os.path.join(top, path), encoding='utf-8') as f:
        return [line.rstrip('\n') for line in f]


def cell(text):
    return text.replace('|', '\\|').replace('<', '&lt;')


def table(head, rows):
    print()
    print('| ' + ' | '.join(head) + ' |')
    print('|' + '---|' * len(head))
    for row in rows:
        print('| ' + ' | '.join(str(value) for value in row) + ' |')


def files(folder, ending):
    return sorted(os.path.join(folder, name) for name in os.listdir(os.path.join(top, folder)) if name.endswith(ending))


def dialects():
    """[(name, title, [source], rules)]"""
    found = []
    for path in files('libbounce/report/dialects', '.dialect'):
        said = collections.defaultdict(list)
        for line in lines(path):
            word, _, rest = line.partition(' ')
            said[word].append(rest.strip())
        rules = sum(len(said[word]) for word in ('section', 'block', 'line', 'detail', 'original', 'end'))
        found.append((said['name'][0], (said['title'] or said['name'])[0], said['seen'] + said['spec'], rules))
    return found


def samples(names):
    """{dialect: number of folders of tests/samples}"""
    counts = collections.Counter()
    for folder in os.listdir(os.path.join(top, 'tests/samples')):
        fitting = [name for name in names if folder.startswith(name + '-')]
        counts[max(fitting, key=len, default=None)] += os.path.exists(os.path.join(top, 'tests/samples', folder, 'message.eml'))
    return counts


def receivers():
    """[(name, [host or domain], rows, [source])]"""
    found = []
    for path in files('libbounce/reason/tables', '.receiver'):
        name, rows, sources, names = None, 0, [], []
        for line in lines(path):
            word = line.split(' ', 1)[0]
            if word == 'receiver':
                if name:
                    found.append((name, names, rows, sources))
                name, rows, sources, names = line.split()[1], 0, [], []
            elif word in ('host', 'recipient'):
                names += [n for n in line.split()[1:] if n not in names]
            elif word == 'source':
                sources.append(re.sub(r'^source\s+', '', line))
            elif line.strip() and word != 'text' and not line.startswith('#'):
                rows += 1
        found.append((name, names, rows, sources))
    return found


def phrases():
    """{reason: phrases}"""
    counts = collections.Counter()
    for path in files('libbounce/reason/tables', '.phrases'):
        section = None
        for line in lines(path):
            head = re.match(r'\[(\S+?)[ \]]', line)
            if head:
                section = head[1]
            elif line.strip() and not line.startswith('#'):
                counts[section] += 1
    return counts


def reasons():
    """[(name, meaning, permanence)], by the header and the table of permanence"""
    meanings = re.findall(r'^\tBOUNCE_REASON_(\w+) = \d+,? +/\*\*< (.*) \*/$', '\n'.join(lines('include/bounce.h')), re.M)
    table = dict(line.split('\t')[:2] for line in lines('libbounce/reason/tables/permanence.tsv') if not line.startswith('#'))
    found = []
    for name, meaning in [(value.lower().replace('_', '-'), meaning) for value, meaning in meanings]:
        behind = table.get(name + '.4xx')
        found.append((name, meaning, table.get(name, 'none') + (f', or {behind} behind a 4yz code' if behind else '')))
    return found


def main():
    known, rows, told, why = dialects(), receivers(), phrases(), reasons()
    counted = samples([name for name, *_ in known])
    print('# Formats, receivers and reasons')
    print()
    print('Written by `doc/make-formats.py` out of the data files; `tests/check-formats.sh` compares.')
    print()
    print(f'{len(known)} dialects with {sum(k[3] for k in known)} rules; {sum(counted.values())} samples, {sum(counted[k[0]] for k in known)} of '
          f'them named after a dialect; {len(rows)} receivers with {sum(r[2] for r in rows)} rows; {len(why)} reasons, {sum(told[name] for name, *_ in why)} phrases.')
    print()
    print('Reports in the standard format (RFC 3464), complaints (RFC 5965), disposition notifications (RFC 8098) and prose in no dialect need')
    print('no entry here. [dialects.md](dialects.md) tells what a dialect file may say, [adding-a-format.md](adding-a-format.md) how one is made.')
    print()
    print('## Dialects')
    table(('name', 'software or service', 'rules', 'samples', 'sources'),
          [(name, cell(title), rules, counted[name], cell('; '.join(sources))) for name, title, sources, rules in known])
    print()
    print('## Receivers')
    print()
    print('What a receiver is known to mean by its replies.')
    table(('name', 'hosts and domains', 'rows', 'sources'),
          [(name, cell(', '.join(names)), count, cell('; '.join(sources))) for name, names, count, sources in rows])
    print()
    print('## Reasons')
    print()
    print('Whether an address is to be used again follows from the reason, by a table that settings can change (bounce.conf(5)): never where it is hard.')
    table(('reason', 'meaning', 'permanence', 'phrases'), [(name, cell(meaning), kind, told[name]) for name, meaning, kind in why])


main()
