#!/usr/bin/env python3
"""bounce.py - libbounce from Python with ctypes alone: no compiler, nothing to install

Usage: bounce.py MAILBOX...
       bounce.py --reply TEXT

The library is the one that LIBBOUNCE names, else the installed one. Every function has its result
and argument types set: without them ctypes cuts pointers down to 32 bits.

The shortest way to everything: json.loads(b.bounce_record_json(record)).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import ctypes
import json
import os
import sys
from ctypes import POINTER, byref, c_char_p, c_int32, c_size_t, c_void_p

BOUNCE_ABI, BOUNCE_OK, BOUNCE_END = 1, 0, 1

b = ctypes.CDLL(os.environ.get("LIBBOUNCE", "libbounce.so.0"))

for name, result, *arguments in (
    ("bounce_context_new", c_void_p, c_int32),
    ("bounce_context_unref", None, c_void_p),
    ("bounce_status_text", c_char_p, c_int32),
    ("bounce_mailbox_open", c_int32, c_char_p, POINTER(c_void_p)),
    ("bounce_mailbox_next", c_int32, c_void_p, POINTER(c_void_p), POINTER(c_size_t)),
    ("bounce_mailbox_unref", None, c_void_p),
    ("bounce_parse", c_int32, c_void_p, c_void_p, c_size_t, POINTER(c_void_p)),
    ("bounce_record_unref", None, c_void_p),
    ("bounce_record_kind", c_int32, c_void_p),
    ("bounce_kind_name", c_char_p, c_int32),
    ("bounce_record_recipient_count", c_size_t, c_void_p),
    ("bounce_record_recipient", c_void_p, c_void_p, c_size_t),
    ("bounce_recipient_address", c_char_p, c_void_p),
    ("bounce_recipient_reason", c_int32, c_void_p),
    ("bounce_reason_name", c_char_p, c_int32),
    ("bounce_recipient_permanence", c_int32, c_void_p),
    ("bounce_permanence_name", c_char_p, c_int32),
    ("bounce_record_verdict", c_void_p, c_void_p),
    ("bounce_verdict_cause", c_int32, c_void_p),
    ("bounce_cause_name", c_char_p, c_int32),
    ("bounce_record_json", c_char_p, c_void_p),
    ("bounce_classify_reply", c_int32, c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)),
    ("bounce_reply_unref", None, c_void_p),
    ("bounce_reply_status", c_char_p, c_void_p),
    ("bounce_reply_code", c_int32, c_void_p),
    ("bounce_reply_reason", c_int32, c_void_p),
    ("bounce_reply_permanence", c_int32, c_void_p),
):
    function = getattr(b, name)
    function.restype = result
    function.argtypes = arguments


def show(record):
    """Prints a record by its accessors; False where its JSON says otherwise."""
    kind = b.bounce_kind_name(b.bounce_record_kind(record)).decode()
    print("kind:", kind)
    for i in range(b.bounce_record_recipient_count(record)):
        recipient = b.bounce_record_recipient(record, i)
        print("recipient:",
              b.bounce_recipient_address(recipient).decode(),
              b.bounce_reason_name(b.bounce_recipient_reason(recipient)).decode(),
              b.bounce_permanence_name(b.bounce_recipient_permanence(recipient)).decode())
    verdict = b.bounce_record_verdict(record)
    if verdict:
        print("verdict:", b.bounce_cause_name(b.bounce_verdict_cause(verdict)).decode())
    return json.loads(b.bounce_record_json(record))["kind"] == kind


def read(context, path):
    """Prints every message of a mailbox; False where it cannot be read to its end."""
    mailbox, record, data, length = c_void_p(), c_void_p(), c_void_p(), c_size_t()
    good = True
    status = b.bounce_mailbox_open(os.fsencode(path), byref(mailbox))
    while status == BOUNCE_OK:
        status = b.bounce_mailbox_next(mailbox, byref(data), byref(length))
        if status == BOUNCE_OK:
            status = b.bounce_parse(context, data, length, byref(record))
        if status == BOUNCE_OK:
            good = show(record) and good
            b.bounce_record_unref(record)
    b.bounce_mailbox_unref(mailbox)
    if status != BOUNCE_END:
        print(f"bounce.py: {path}: {b.bounce_status_text(status).decode()}", file=sys.stderr)
    return good and status == BOUNCE_END


def show_reply(context, text):
    """Prints what a server's reply means: neither its host nor the command is known here."""
    reply = c_void_p()
    good = b.bounce_classify_reply(context, os.fsencode(text), None, None, None, byref(reply)) == BOUNCE_OK
    if good:
        print(b.bounce_reply_code(reply), (b.bounce_reply_status(reply) or b"-").decode(),
              b.bounce_reason_name(b.bounce_reply_reason(reply)).decode(),
              b.bounce_permanence_name(b.bounce_reply_permanence(reply)).decode())
    b.bounce_reply_unref(reply)
    return good


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: bounce.py MAILBOX... | bounce.py --reply TEXT")
    settings = b.bounce_context_new(BOUNCE_ABI)
    if not settings:
        sys.exit("bounce.py: the library does not serve this binary interface")
    if sys.argv[1] == "--reply":
        results = [show_reply(settings, text) for text in sys.argv[2:]]
    else:
        results = [read(settings, path) for path in sys.argv[1:]]
    b.bounce_context_unref(settings)
    sys.exit(0 if all(results) else 1)
