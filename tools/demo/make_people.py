#!/usr/bin/env python3
"""Makes people.tsv, the list that the demo registers.

Given names, family names and towns are real ones, as the Debian packages python3-fake-factory
(Faker 0.9.3, Expat licence, Copyright 2012 Daniele Faraglia) and python3-unidecode have them;
which given name stands beside which family name is drawn by a fixed seed, so that nobody in
the list is a living person's record. E-mails are under the domains of RFC 2606.

    apt-get install python3-fake-factory python3-unidecode
    tools/demo/make_people.py > tools/demo/people.tsv
"""
import importlib
import random
import re
import unicodedata

from unidecode import unidecode

PER_LOCALE = 200
LOCALES = """de_DE en_GB en_US es_ES fr_FR it_IT nl_NL pl_PL pt_BR sv_SE fi_FI hu_HU hr_HR sl_SI
cs_CZ el_GR ru_RU uk_UA bg_BG ka_GE he_IL ar_SA fa_IR hi_IN th_TH ja_JP ko_KR zh_CN zh_TW
tr_TR""".split()
TOWNS = ("cities", "city_names", "real_city_names")  # what Faker calls lists of real ones
DOMAINS = ("example.com", "example.net", "example.org")


def provider(kind, locale):
    try:
        return importlib.import_module(f"faker.providers.{kind}.{locale}").Provider
    except ImportError:
        return None


def names(of, *attributes):
    for attribute in attributes:
        found = getattr(of, attribute, None)
        if found:
            # In NFC, which is how the daemon keeps names: the demo compares what it reads back.
            found = sorted({unicodedata.normalize("NFC", str(one).strip()) for one in found})
            return [one for one in found if one and "{{" not in one]
    return []


def mailbox(text):
    return re.sub(r"[^a-z]", "", unidecode(text).lower()) or "someone"


def main():
    draw = random.Random(20260301)
    used = {}
    rows = []
    for locale in LOCALES:
        people = provider("person", locale)
        places = provider("address", locale)
        sexes = [("male", names(people, "first_names_male"), names(people, "last_names_male", "last_names")),
                 ("female", names(people, "first_names_female"), names(people, "last_names_female", "last_names"))]
        if not sexes[0][1] or not sexes[1][1]:
            sexes = [("", names(people, "first_names"), names(people, "last_names"))]
        sexes = [one for one in sexes if one[1] and len(one[2]) > 10]
        if not sexes:
            continue
        towns = names(places, *TOWNS) if places else []
        for _ in range(PER_LOCALE):
            sex, given, family = draw.choice(sexes)
            first, last = draw.choice(given), draw.choice(family)
            address = f"{mailbox(first)}.{mailbox(last)}"
            used[address] = used.get(address, 0) + 1
            if used[address] > 1:
                address += str(used[address])
            rows.append((locale.replace("_", "-"), first, last, sex,
                         f"{address}@{draw.choice(DOMAINS)}", draw.choice(towns) if towns else ""))
    draw.shuffle(rows)
    print("# locale\tfirst name\tlast name\tgender\te-mail\ttown; see make_people.py")
    for row in rows:
        print("\t".join(row))


main()
