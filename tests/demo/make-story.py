#!/usr/bin/env python3
# make-story.py - the mailbox of an owner who is told that 2,250 people did not get his mail
#
# In: which story, "relayed" or "forged".  Out: an mbox on standard output, the same bytes at every run.
#
# Both mailboxes hold 150 bounces by the mail server of a Korean portal, of the kind that IMail writes, over three days of
# April 2005, fifteen recipients each, every one returning a Korean advertisement in EUC-KR that bears the owner's address;
# and a dozen other mails in between.  They differ in one thing only: who handed the advertisement to the portal.
#
#   relayed   the outgoing server of the owner's provider, which had taken it from a foreign dial-up without authentication
#   forged    that dial-up itself, which called itself owner.example
#
# SPDX-License-Identifier: LGPL-2.1-or-later

import base64
import datetime
import random
import sys

OWNER = "owner@owner.example"
PORTAL, PORTAL_IP = "mail.portal.example", "203.0.113.10"
MX, SMTP, SMTP_IP = "mx.provider.example", "smtp.provider.example", "198.51.100.25"
DIALUP, DIALUP_IP = "ppp-77.dialup.example", "192.0.2.77"

KOREA = datetime.timezone(datetime.timedelta(hours=9))
HOME = datetime.timezone(datetime.timedelta(hours=2))  # the provider's summer time
SECOND = datetime.timedelta(seconds=1)

BOUNCES_A_DAY = (62, 53, 35)
FIRST_DAY = datetime.datetime(2005, 4, 11, 9, 0, tzinfo=KOREA)
RECIPIENTS = 15

SUBJECT = "(광고) 오늘 신청하면 오늘 입금되는 무방문 대출"
SENDER = "대출 상담실"
BODY = """안녕하세요.

은행에서 거절당하셨습니까? 직장인이라면 누구나 전화 한 통으로 오늘 안에 대출받으실 수 있습니다.

  - 한도: 백만 원에서 삼천만 원까지
  - 보증인과 담보가 필요 없습니다
  - 상담은 무료이며 비밀을 지켜 드립니다

지금 신청하십시오: http://loan.example/apply
수신을 원하지 않으시면 이 메일에 회신하여 주십시오.
"""

# What IMail says of a recipient, and how often in a hundred.
WORDINGS = (
    (86, "Unknown user: {}"),
    (10, "User mailbox exceeds allowed size: {}"),
    (4, "Invalid final delivery userid: {}"),
)

SYLLABLES = ("min", "soo", "jin", "hee", "young", "ji", "hoon", "kyung", "sun", "mi", "dong", "hyun", "seo", "tae", "bora", "nari")
NUMBERS = ("", "", "77", "1004", "2002", "88", "21")


def rfc_date(when):
    return when.strftime("%a, %d %b %Y %H:%M:%S ") + when.strftime("%z")


def encoded_word(text):
    return "=?euc-kr?B?" + base64.b64encode(text.encode("euc_kr")).decode("ascii") + "?="


def queue_id(rng, digits):
    return "".join(rng.choice("0123456789ABCDEF") for _ in range(digits))


def addresses(rng, count):
    """count different addresses of the portal, as people choose them"""
    seen = set()
    while len(seen) < count:
        name = rng.choice(SYLLABLES) + rng.choice(SYLLABLES) + rng.choice(NUMBERS)
        if name in seen:
            name += str(rng.randrange(1950, 2005))
        if name not in seen:
            seen.add(name)
            yield name + "@portal.example"


def trail(story, number, when):
    """the Received fields of the returned message: the portal's on top, and what else was there when it came"""
    rng = random.Random("trail {}".format(number))  # its own, so that all the rest is alike in both stories
    client, ip = (SMTP, SMTP_IP) if story == "relayed" else ("owner.example", DIALUP_IP)
    protocol = "ESMTP" if story == "relayed" else "SMTP"
    hops = "Received: from {} [{}] by {} with {}\n  (SMTPD32-8.15) id {}; {}\n".format(
        client, ip, PORTAL, protocol, queue_id(rng, 12), rfc_date(when))
    if story == "relayed":
        taken = (when - rng.randrange(2, 30) * SECOND).astimezone(HOME)
        hops += "Received: from ksh-pc ({} [{}])\n\tby {} (Postfix) with SMTP id {};\n\t{} (CEST)\n".format(
            DIALUP, DIALUP_IP, SMTP, queue_id(rng, 10), rfc_date(taken))
    return hops.encode("ascii")


def returned(story, rng, number, when, recipients):
    """one copy of the advertisement as the portal took it; its body and its Reply-To are raw EUC-KR"""
    head = (
        "Message-ID: <{:%Y%m%d%H%M%S}.{}@ksh-pc>\n"
        "From: {} <{}>\n"
        "To: <{}>\n"
        "Subject: {}\n"
        "Date: {}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=\"euc-kr\"\n"
        "Content-Transfer-Encoding: 8bit\n"
        "X-Mailer: BulkSend 2.0\n"
    ).format(when, rng.randrange(10000, 99999), encoded_word(SENDER), OWNER, recipients[0], encoded_word(SUBJECT),
             rfc_date(when - rng.randrange(30, 90) * SECOND))
    reply = b"Reply-To: \"" + SENDER.encode("euc_kr") + b"\" <loan@dialup.example>\n"
    return trail(story, number, when) + head.encode("ascii") + reply + b"\n" + BODY.encode("euc_kr")


def delivered(rng, client, ip, protocol, when):
    """the field that the provider's mail exchanger wrote over everything the owner gets"""
    return (
        "X-Original-To: {0}\nDelivered-To: {0}\n"
        "Received: from {1} ({1} [{2}])\n\tby {3} (Postfix) with {4} id {5}\n\tfor <{0}>; {6} (CEST)\n"
    ).format(OWNER, client, ip, MX, protocol, queue_id(rng, 10), rfc_date(when.astimezone(HOME)))


def bounce(story, number, sent, recipients):
    """(time of arrival, envelope sender, bytes) of one report by the portal"""
    rng = random.Random("bounce {}".format(number))
    made = sent + rng.randrange(2, 40) * SECOND
    arrived = made + rng.randrange(1, 5) * SECOND
    head = "Return-Path: <>\n" + delivered(rng, PORTAL, PORTAL_IP, "ESMTP", arrived) + (
        "Date:     {}\n"
        "Message-Id: <{:1%y%m%d%H%M}.AA{:07d}@{}>\n"
        "Mime-Version: 1.0\n"
        "Content-Type: text/plain; charset=us-ascii\n"
        "From:     \"Postmaster\" <postmaster@{}>\n"
        "Sender:   <postmaster@{}>\n"
        "To:       <{}>\n"
        "Subject:  Undeliverable Mail\n"
        "X-Mailer: <SMTP32 v8.15>\n"
        "\n"
    ).format(rfc_date(made), made, 40000 + number * 7, PORTAL, PORTAL, PORTAL, OWNER)
    shares, wordings = zip(*WORDINGS)
    report = "".join(rng.choices(wordings, shares)[0].format(to) + "\n\n" for to in recipients)
    text = head + report + "\nOriginal message follows.\n\n"
    return arrived, "MAILER-DAEMON", text.encode("ascii") + returned(story, rng, number, sent, recipients)


# The dozen: day, time at the provider, sender, host, its address, more fields, text.
OTHERS = (
    (0, "08:12", "neighbour@example.org", "mail.example.org", "203.0.113.41", "Subject: Saturday\n",
     "Hello,\n\nwe are going up to the lake on Saturday.\nFrom the station it is ten minutes on foot. Will you come?\n"),
    (0, "10:47", "news@shop.example", "out.shop.example", "203.0.113.88",
     "Subject: Spring catalogue\nPrecedence: bulk\nList-Id: Shop news <news.shop.example>\n"
     "List-Unsubscribe: <mailto:leave@shop.example>\nMIME-Version: 1.0\n"
     "Content-Type: multipart/alternative; boundary=\"spring\"\n",
     "--spring\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
     "New this week: garden chairs, 10=E2=82=AC off.\n\n"
     "--spring\nContent-Type: text/html; charset=utf-8\n\n<p>New this week: <b>garden chairs</b>.</p>\n\n--spring--\n"),
    (0, "13:30", "billing@provider.example", SMTP, SMTP_IP, "Subject: Your invoice for March\n",
     "Dear customer,\n\nyour invoice for March is in your account. Nothing is to be done, the sum is collected on the 20th.\n"),
    (0, "16:05", "office@example.net", "mail.example.net", "203.0.113.60", "Subject: Re: offer\nIn-Reply-To: <offer@owner.example>\n",
     "Thank you, we take the second one.\n\n> Here are both offers.\n> Which one do you prefer?\n"),
    (0, "19:22", "someone@portal.example", PORTAL, PORTAL_IP, "Subject: please stop\n",
     "Please do not write to me about loans again. I never asked for it.\n"),
    (1, "06:58", "list-owner@example.org", "lists.example.org", "203.0.113.42",
     "Subject: [choir] Rehearsal on Thursday\nPrecedence: list\nList-Id: <choir.example.org>\n",
     "Rehearsal is at eight, in the small hall. Bring the green books.\n"),
    (1, "09:40", "away@example.net", "mail.example.net", "203.0.113.60",
     "Subject: Out of office: offer\nAuto-Submitted: auto-replied\nX-Autoreply: yes\nPrecedence: bulk\n",
     "I am out of the office until 18 April. Your mail will be read when I am back.\n"),
    (1, "11:15", "customer@provider.example", SMTP, SMTP_IP, "Subject: the key\n",
     "Hi, the key is at the baker's, ask for the one with the blue ribbon.\n"),
    (1, "14:52", "office@example.net", "mail.example.net", "203.0.113.60", "Subject: order 4711\n",
     "Please find the order below.\n\n  2 x table, oak\n  8 x chair\n\nFrom next month on we have a new address, see our site.\n"),
    (2, "07:33", "neighbour@example.org", "mail.example.org", "203.0.113.41", "Subject: Re: Saturday\n",
     "Fine. Ten o'clock, platform two.\n"),
    (2, "10:09", "support@provider.example", SMTP, SMTP_IP, "Subject: Maintenance on 17 April\n",
     "Dear customer,\n\non Sunday, 17 April, from 2 to 4 in the morning our servers are maintained. Mail may come late.\n"),
    (2, "12:41", "news@shop.example", "out.shop.example", "203.0.113.88",
     "Subject: Last days\nPrecedence: bulk\nList-Id: Shop news <news.shop.example>\nList-Unsubscribe: <mailto:leave@shop.example>\n",
     "Garden chairs are sold out. Tables are still there.\n"),
)


def other(number, day, clock, sender, host, ip, fields, text):
    rng = random.Random("other {}".format(number))
    hour, minute = (int(part) for part in clock.split(":"))
    arrived = FIRST_DAY.astimezone(HOME).replace(hour=hour, minute=minute) + datetime.timedelta(days=day)
    head = "Return-Path: <{}>\n".format(sender) + delivered(rng, host, ip, "ESMTP", arrived) + (
        "From: <{}>\nTo: <{}>\nDate: {}\nMessage-ID: <{:%Y%m%d}.{:03d}@{}>\n{}\n"
    ).format(sender, OWNER, rfc_date(arrived - 5 * SECOND), arrived, number, host, fields)
    return arrived, sender, (head + text).encode("utf-8")


def mails(story):
    times = random.Random("times")
    everyone = list(addresses(random.Random("people"), sum(BOUNCES_A_DAY) * RECIPIENTS))
    sent = []
    for day, count in enumerate(BOUNCES_A_DAY):
        start = FIRST_DAY + datetime.timedelta(days=day)
        sent += sorted(start + times.randrange(0, 11 * 3600) * SECOND for _ in range(count))
    for number, when in enumerate(sent):
        to = everyone[number * RECIPIENTS:(number + 1) * RECIPIENTS]
        yield bounce(story, number, when, to)
    for number, mail in enumerate(OTHERS):
        yield other(number, *mail)


def mbox(arrived, sender, message):
    """RFC 4155, with the quoting of mboxrd"""
    separator = "From {} {}\n".format(sender, arrived.astimezone(datetime.timezone.utc).strftime("%a %b %d %H:%M:%S %Y"))
    lines = (b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in message.split(b"\n"))
    return separator.encode("ascii") + b"\n".join(lines) + b"\n"


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in ("relayed", "forged"):
        sys.exit("usage: make-story.py relayed|forged > FILE")
    for arrived, sender, message in sorted(mails(sys.argv[1]), key=lambda mail: mail[0]):
        sys.stdout.buffer.write(mbox(arrived, sender, message))


if __name__ == "__main__":
    main()
