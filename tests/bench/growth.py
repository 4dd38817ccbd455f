#!/usr/bin/env python3
"""growth.py - what each recipient of a mail costs, in instructions, where a mail has 100 of them and where it has 1,000

    growth.py --bench PROGRAM [--check]

In: the program tests/bench/bench; the mails are made here.  Out: a table; with --check, status 1 where one recipient of 1,000 costs more
than 5 % above one of 100.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import pathlib
import sys
import tempfile

from instructions import profile

FEW, MANY, MOST = 100, 1000, 1.05
HEAD = "From: MAILER-DAEMON@mx.example.net\nTo: neko@example.net\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
REPORT = HEAD + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
POSTFIX = """This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

"""
QMAIL = """
Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

"""
# What stands before the recipients, for each of them, and after them.
FORMS = {
    "delivery status": (REPORT + "It failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n",
                        "Final-Recipient: rfc822; {0}\nOriginal-Recipient: rfc822;{0}\nAction: failed\nStatus: 5.1.1\n"
                        "Remote-MTA: dns; mx.example.org\n"
                        "Diagnostic-Code: smtp; 550 5.1.1 <{0}>: Recipient address rejected: User unknown\n\n", "--b--\n"),
    "text of Postfix": (REPORT + POSTFIX,
                        "<{0}>: host mx.example.org[192.0.2.1] said: 550 5.1.1\n    <{0}>: Recipient address rejected:"
                        " User unknown (in reply to\n    RCPT TO command)\n\n", "--b--\n"),
    "text of qmail": (HEAD + QMAIL,
                      "<{0}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 user unknown\nGiving up on 192.0.2.1.\n\n",
                      "--- Below this line is a copy of the message.\n\nFrom: neko@example.net\n\nHello\n"),
    "prose, a line each": (HEAD + "\nYour message could not be delivered.\n\n", "{0}: 550 user unknown\n", ""),
}


def cost_of(bench, form, count, folder):
    before, each, after = FORMS[form]
    path = pathlib.Path(folder) / "mail.eml"
    path.write_text(before + "".join(each.format(f"user{i}@example.org") for i in range(count)) + after, encoding="ascii")
    return profile(bench, "json", f"{path}\n").total // count


def main():
    parser = argparse.ArgumentParser(description="What does a recipient cost?")
    parser.add_argument("--bench", required=True, help="the program tests/bench/bench")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    grown = False
    print(f"{'instructions a recipient':32}{f'of {FEW:,}':>10}{f'of {MANY:,}':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            few, many = (cost_of(args.bench, form, count, folder) for count in (FEW, MANY))
            print(f"{form:32}{few:10,}{many:10,}", flush=True)
            grown |= many > few * MOST
    if args.check and grown:
        print("a recipient costs more where there are more of them")
    return 1 if args.check and grown else 0


if __name__ == "__main__":
    sys.exit(main())
