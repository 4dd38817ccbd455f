# send.py - hand one message to an SMTP server, from the host this is run on
#
# In: one JSON object on stdin: server, helo, sender, to (list), message (text), and when wanted mail_options,
# rcpt_options (dict by recipient), login. Out: the refused recipients, for the log.
# SPDX-License-Identifier: LGPL-2.1-or-later
import json
import smtplib
import sys


def main():
	job = json.load(sys.stdin)
	client = smtplib.SMTP(job["server"], job.get("port", 25), local_hostname=job["helo"], timeout=30)
	client.ehlo_or_helo_if_needed()
	if "login" in job:
		client.login(*job["login"])
	code, text = client.mail(job["sender"], job.get("mail_options", []))
	if code != 250:
		sys.exit(f"MAIL FROM refused: {code} {text}")
	for to in job["to"]:
		code, text = client.rcpt(to, job.get("rcpt_options", {}).get(to, []))
		if code not in (250, 251):
			print(f"RCPT TO {to} refused: {code} {text}")
	code, text = client.data(job["message"].encode("utf-8"))
	print(f"DATA: {code} {text}")
	client.quit()


main()
