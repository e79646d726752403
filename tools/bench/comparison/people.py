"""Customers as a shop has them, the same in every run: names of which some are common, columns that are often empty,
dates that follow the order of registration. As JSON Lines for `atrium import` and as text for PostgreSQL's COPY."""
import bisect
import datetime
import itertools
import json
import random

SITES = tuple(f"shop-{code}" for code in ("de", "at", "ch", "fr", "it", "nl", "dk", "se", "pl", "es", "uk", "be"))
LOCALES = ("de-DE", "fr-FR", "it-IT", "en-GB", "nl-NL", "da-DK")
SALUTATIONS = ("Mr", "Ms", "Dr")
GENDERS = ("male", "female", "other")
SYLLABLES = ("ma", "ri", "an", "el", "sch", "mi", "dt", "ler", "jo", "ha", "nes", "ber", "ger", "lo", "ka", "ti")
PROVIDERS = ("gmail.com", "web.de", "orange.fr", "outlook.com")
FIRST_BIRTH = datetime.date(1940, 1, 1)
FIRST_MADE_MS = 1_600_000_000_000
MADE_EVERY_MS = 100_000

# Of a row, in this order, as customers.import and the table of PostgreSQL call them.
COLUMNS = ("id", "email", "username", "external_id", "salutation", "first_name", "last_name", "gender",
           "date_of_birth", "phone", "company", "locale", "currency", "home_site", "preferred_site", "active",
           "on_hold", "verified", "created_at")


def customer_id(item):
    """As `atrium bench` names the accounts that get and update choose from (tools/bench/record.cpp)."""
    return f"c00000000{item:011d}"


class Names:
    """Made of syllables; the n-th is as frequent as Zipf has it."""

    def __init__(self, seed, count):
        by = random.Random(seed)
        names = set()
        while len(names) < count:
            names.add("".join(by.choices(SYLLABLES, k=by.choice((2, 3, 3, 4, 5)))).capitalize())
        self.names = sorted(names)
        by.shuffle(self.names)
        self.weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(count)))

    def one(self, by):
        return self.names[bisect.bisect_left(self.weights, by.random() * self.weights[-1])]


def customers(count):
    """Tuples by COLUMNS; None where there is no value."""
    by = random.Random(1)
    first_names, last_names, firms = Names(2, 3_000), Names(3, 60_000), Names(4, 40_000)
    for item in range(count):
        first, last, firm = first_names.one(by), last_names.one(by), firms.one(by)
        domain = by.choice(PROVIDERS) if by.random() < 0.7 else f"{firm.lower()}.com"
        site = SITES[min(int(by.expovariate(0.4)), len(SITES) - 1)]

        def often(share, value):
            return value if by.random() < share else None

        yield (customer_id(item), f"{first}.{last}{item}@{domain}".lower(),
               often(0.05, f"{first}{last}{item}".lower()), often(0.5, f"ERP-{item * 7919 % 100_000_007}"),
               often(0.4, by.choice(SALUTATIONS)), first, last, often(0.6, by.choices(GENDERS, (48, 48, 4))[0]),
               often(0.6, str(FIRST_BIRTH + datetime.timedelta(days=by.randrange(25_000)))),
               often(0.5, f"+4930{by.randrange(10**7, 10**8)}"), often(0.25, f"{firm} Trading"),
               by.choice(LOCALES), "CHF" if by.random() < 0.2 else "EUR", site, site, by.random() < 0.95,
               by.random() < 0.02, by.random() < 0.66, FIRST_MADE_MS + item * MADE_EVERY_MS + by.randrange(MADE_EVERY_MS))


def write_json_lines(path, count):
    with open(path, "w", encoding="utf-8") as file:
        for customer in customers(count):
            file.write(json.dumps({name: value for name, value in zip(COLUMNS, customer) if value is not None}) + "\n")


def write_copy_text(path, count):
    """Nothing in it wants escaping."""
    with open(path, "w", encoding="utf-8") as file:
        for customer in customers(count):
            file.write("\t".join("\\N" if value is None else str(value) for value in customer) + "\n")
