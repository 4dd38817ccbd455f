"""peer.py - bench.c for flufl.bounce (Debian: python3-flufl.bounce): PASSES <LIST, and "MAILS BYTES CPU WALL" comes out

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import email
import os
import sys
import time

from flufl.bounce import scan_message

mails = [open(path.rstrip("\n"), "rb").read() for path in sys.stdin]


def read_mails(mails):
    for mail in mails:
        try:
            scan_message(email.message_from_bytes(mail))
        except Exception:
            pass


# It logs what it cannot read.
sys.stderr = open(os.devnull, "w")
read_mails(mails[:50])
cpu, wall = time.process_time(), time.monotonic()
for _ in range(int(sys.argv[1])):
    read_mails(mails)
print(len(mails), sum(map(len, mails)), f"{time.process_time() - cpu:.6f} {time.monotonic() - wall:.6f}")
