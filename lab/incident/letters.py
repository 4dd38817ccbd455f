# letters.py - mails written from the templates of styles.json
#
# What depends on the time of sending stays a mark, {{date AGE ZONE}} or {{time FORMAT}}, until stamp() fills it in: so one
# seed draws one plan.
# SPDX-License-Identifier: LGPL-2.1-or-later
import re
import time

HEX = "0123456789abcdef"
ALNUM = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {"hex": HEX, "HEX": HEX.upper(), "digits": "123456789", "alnum": ALNUM, "ALNUM": ALNUM[:10] + ALNUM[36:]}
TALK = ("please", "the", "we", "have", "your", "new", "today", "and", "for", "you", "can", "see", "our", "with", "more",
	"time", "week", "send", "this", "answer", "page", "here", "all", "about", "next", "open", "good", "before", "them")


class Writer:
	def __init__(self, rng, names, styles):
		self.rng, self.names, self.styles = rng, names, styles

	def fill(self, template, facts):
		"""The template with its {..} filled in, from facts or by chance."""
		def one(match):
			word, argument = match.group(1), match.group(2)
			if word in ALPHABETS:
				return self.names.code(int(argument), ALPHABETS[word])
			if word in ("uuid", "UUID"):
				text = "-".join(self.names.code(n, HEX) for n in (8, 4, 4, 4, 12))
				return text.upper() if word == "UUID" else text
			if word == "time":
				return "{{time " + argument + "}}"
			if word in facts:
				return str(facts[word])
			return {"word": self.names.stem, "computer": self.names.computer,
				"private": lambda: f"192.168.{self.rng.choice((0, 1, 2, 178))}.{self.rng.randint(2, 250)}"}[word]()
		return re.sub(r"(?<!\{)\{(\w+)(?::([^{}]*))?\}", one, template)

	def body(self, lines):
		rng = self.rng
		sentences = (" ".join(rng.choices(TALK, k=rng.randint(5, 11))).capitalize() + "." for _ in range(lines))
		return "\n".join(sentences)

	def style(self, kind, name):
		style = self.styles["apps" if kind == "services" else kind][name]
		return {**self.styles["clients"][style["client"]], **style} if "client" in style else style

	def letter(self, style, facts, above="", message_id=None, lines=(2, 24)):
		"""A mail. facts: what the templates may name. message_id: another template for it. lines: of the body."""
		rng, facts = self.rng, dict(facts)
		facts["date"] = "{{date %d %s}}" % (rng.randint(*style["skew"]), facts.get("zone") or rng.choice(style["zone"]))
		facts["tofirst"] = re.split(r"[.\d@]", facts["to"])[0].capitalize()
		facts.setdefault("subject", self.fill(rng.choice(facts["subjects"]), facts))
		header = list(style["headers"])
		if message_id:
			header = [line for line in header if not line.lower().startswith("message-id:")] + ["Message-ID: " + message_id]
		header = [line.replace("<{to}>", "<" + facts["to"].replace(", ", ">, <") + ">") for line in header]
		return above + "\n".join(self.fill(line, facts) for line in header) + "\n\n" + self.body(rng.randint(*lines)) + "\n"


def message_id(text):
	found = re.search(r"^message-id:\s*<([^>]*)>", text.split("\n\n", 1)[0], re.M | re.I)
	return found.group(1) if found else None


def stamp(text, now):
	"""Fill in what depends on the time."""
	def date(match):
		zone = match.group(2)
		shift = int(zone[0] + "1") * (int(zone[1:3]) * 3600 + int(zone[3:]) * 60)
		at = now - int(match.group(1))
		return time.strftime("%a, %d %b %Y %H:%M:%S ", time.gmtime(at + shift)) + zone
	text = re.sub(r"\{\{date (-?\d+) ([+-]\d{4})\}\}", date, text)
	return re.sub(r"\{\{time ([^}]*)\}\}", lambda match: time.strftime(match.group(1), time.gmtime(now)), text)
