# names.py - names of domains, hosts and people, drawn from syllables, each domain once
# SPDX-License-Identifier: LGPL-2.1-or-later

STARTS = "b bl br c cr d dr f fl g gl gr h j k kl l m n p pl r s st t tr v w z".split()
VOWELS = "a e i o u ai ea ie oa ou".split()
ENDS = "l m n r s t nd rk lt x ck ne re".split()
TRADES = ("", "", "", "", "works", "-shop", "soft", "-media", "tec", "-garden", "law", "net", "-travel", "bau")
FIRST = ("anna ben clara david emma felix greta hugo ines jonas karin leo maria nils olga paul rosa simon tina uwe vera "
	"william yara oscar julia martin sofia peter laura thomas").split()
LAST = ("adler brandt costa dupont evans fischer garcia hansen ivanov jensen keller lindner moreau novak olsen peters quinn "
	"rossi schmidt taylor unger vogel weber young ziegler marsh kowalski bauer").split()
PROVIDERS = ("dsl", "cable", "net", "tel", "com", "online", "fiber")


class Names:
	def __init__(self, rng):
		self.rng, self.used = rng, set()

	def stem(self):
		rng = self.rng
		return "".join(rng.choice(STARTS) + rng.choice(VOWELS) for _ in range(rng.choice((1, 2)))) + rng.choice(ENDS)

	def domain(self, endings=TRADES):
		"""A domain nobody has had."""
		while True:
			name = self.stem() + self.rng.choice(endings) + ".example"
			if len(name) > 11 and name not in self.used:
				self.used.add(name)
				return name

	def provider(self):
		return self.domain(PROVIDERS)

	def person(self):
		"""First and last name."""
		return self.rng.choice(FIRST), self.rng.choice(LAST)

	def local(self, first, last):
		return self.rng.choice((first, f"{first}.{last}", f"{first[0]}{last}", f"{first[0]}.{last}", last,
			f"{first}{self.rng.randint(1, 99)}"))

	def stranger(self):
		"""A local part somebody might have."""
		return self.local(*self.person())

	def computer(self):
		rng = self.rng
		return rng.choice((f"DESKTOP-{self.code(7)}", f"LAPTOP-{self.code(8)}", f"{rng.choice(FIRST).upper()}-PC",
			f"{rng.choice(LAST)}-nb", f"{self.stem()}.lan", f"{self.stem()}.local", f"{rng.choice(FIRST)}s-MacBook.local"))

	def code(self, length, alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
		return "".join(self.rng.choice(alphabet) for _ in range(length))

	def hextets(self, count):
		"""Some of the four digits of an address of IPv6."""
		return ":".join(self.code(4, "abcdef123456789") for _ in range(count))

	def reverse(self, address, provider):
		"""What a provider calls a customer's address."""
		dashed, last = address.replace(".", "-"), address.rsplit(".", 1)[1]
		return self.rng.choice((f"adsl-{last}.pool.{provider}", f"host-{dashed}.{provider}", f"{dashed}.dyn.{provider}",
			f"c{last}.cust.{provider}", f"static-{dashed}.{provider}", f"mob-{self.code(4, 'abcdef0123456789')}.{provider}"))
