#!/usr/bin/python3
"""The account book with tens of thousands of people in eleven scripts: after their import they are listed in every order,
filtered, searched and counted; some hundreds are merged, some hundreds erased, and the others exported. What must come
out is computed from the data (book_model.py).

    book_test.py BIN_FOLDER [--sanitized] [SEED [PEOPLE]]
"""
import json
import mmap
import pathlib
import random
import re
import sys
import time
import unicodedata

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from book_model import SORTED, Model, letters_key, words  # noqa: E402
from connection import Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402
from import_test import Import, exported, people, towns  # noqa: E402

PEOPLE = 30_000
PEOPLE_SANITIZED = 3_000
SITES = ("north", "south")
FIRST_MADE_MS = 1_500_000_000_000
PAGE = 200
NAMES_ASKED = 60
SEARCHES = 100
MERGED = 300  # pairs; a fifth of those who stay are then merged into others
ERASED = 300
SCRUBBED_WITHIN_S = 60
# Each of one person. So sparse that no part of the index's inner pages, which may hold the beginnings of keys that go on
# living beside one that was erased (storage/scrub.hpp), makes one whole.
MARKS = re.compile(rb"(?:mail|user|ext)-[0-9a-f]{12}")
FILLED_BY_MERGE = ("gender", "date_of_birth", "phone", "company", "external_id")


def rows(draw, count):
    """What nobody has often, somebody lacks: each column has ties and empty values."""
    places = towns()
    for at, (locale, given, family) in enumerate(people(draw, count)):
        guest = at % 4 == 3
        mark = f"{draw.getrandbits(48):012x}"

        def often(share, value):
            return value if draw.random() < share else None

        row = {"first_name": given, "last_name": family, "locale": locale, "preferences": {"row": at},
               "kind": "guest" if guest else "registered", "home_site": draw.choice(SITES),
               "currency": draw.choice(("EUR", "EUR", "CHF")), "active": draw.random() < 0.9,
               "verified": draw.random() < 0.5, "created_at": FIRST_MADE_MS + draw.randrange(2_000) * 86_400_000,
               "email": often(0.5 if guest else 1, f"mail-{mark}@example.com"),
               "username": None if guest else often(0.2, f"user-{mark}"), "external_id": often(0.6, f"ext-{mark}"),
               "gender": often(0.7, draw.choice(("male", "female", "other"))),
               "date_of_birth": often(0.6, f"{draw.randrange(1940, 2005)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"),
               "phone": often(0.4, f"+4930{9_000_000 + at}"),
               "company": often(0.4, f"{family} & {draw.choice(places.get(locale, [given]))}")}
        yield {name: value for name, value in row.items() if value is not None}


class Book:
    """The customers as they must be, by number, and the connection by which that is looked at."""

    def __init__(self, daemon, auth, draw):
        self.daemon, self.auth, self.draw = daemon, auth, draw
        self.client = greeted(daemon.address, auth)
        self.seq = 0
        self.there = {}
        self.merged = {}  # number of who went: number of who stays
        self.erased_marks = set()
        self.calls = 0

    def walk(self, **named):
        """The items of all pages."""
        named["limit"] = PAGE
        found = []
        while True:
            page = self.client.call("customers.list", named, {"min_seq": self.seq})
            self.calls += 1
            found += page["items"]
            if "next_cursor" not in page:
                return found
            named["cursor"] = page["next_cursor"]

    def numbers(self, **named):
        return [each["number"] for each in self.walk(fields=["number"], **named)]

    def take_imported(self, wanted):
        """What was asked for is what is there, and nothing else but what the daemon adds."""
        found = {each["preferences"]["row"]: each for each in self.walk()}
        assert len(found) == len(wanted), (len(found), len(wanted))
        for row in wanted:
            customer = found[row["preferences"]["row"]]
            assert row.items() <= customer.items(), (row, customer)
            assert "username" in row or "username" not in customer, customer
        self.there = {each["number"]: each for each in found.values()}

    def check_records(self):
        listed = self.walk()
        assert [each["number"] for each in listed] == sorted(self.there)
        for each in listed:
            assert each == self.there[each["number"]], (each, self.there[each["number"]])

    def check_orders(self, columns=SORTED, descending=(False, True)):
        expected = Model(self.there.values())
        for column in columns:
            for down in descending:
                got = self.numbers(sort="-" * down + column)
                assert got == expected.in_order(column, down), (column, down)

    def check_alphabet(self):
        """Collation without ICU's word for it: names of English letters are in the order of the alphabet."""
        names = [each["last_name"].lower() for each in self.walk(sort="last_name", fields=["last_name"])]
        plain = [each for each in names if re.fullmatch("[a-z]+", each)]
        assert len(plain) > len(names) / 10 and plain == sorted(plain)

    def check(self, wanted, **named):
        """A list and its count have exactly these numbers; how many."""
        got = self.numbers(**named)
        assert got == sorted(wanted), (named, len(got), len(wanted), set(got) ^ wanted)
        counted = self.client.call("customers.count", named, {"min_seq": self.seq})
        assert counted["count"] == len(wanted) or (not counted["exact"] and counted["count"] > len(wanted)), (named, counted)
        return len(wanted)

    def some(self, count):
        return [self.there[each] for each in self.draw.sample(sorted(self.there), count)]

    def check_names(self):
        """As somebody types them who has no accents at hand."""
        expected = Model(self.there.values())
        for each in self.some(NAMES_ASKED):
            field = self.draw.choice(("first_name", "last_name"))
            typed = self.draw.choice(spellings(each[field]))
            named = expected.named(field, typed)
            assert each["number"] in named, (typed, each)
            self.check(named, filter={field: typed})
            part = each[field][:2]
            self.check(expected.beginning(field, part), filter={field: {"starts_with": part}})
            if "company" in each:
                word = max(words(each["company"]), key=len)
                self.check(expected.containing("company", word), filter={"company": {"contains": word}})

    def check_searches(self):
        """By the beginning of one name and the whole of the other, accents and case left out."""
        expected = Model(self.there.values())
        for each in self.some(SEARCHES):
            given, family = words(each["first_name"]), words(each["last_name"])
            typed = f"{self.draw.choice(given)[:3].upper()} {self.draw.choice(family)}"
            found = expected.found(typed)
            assert each["number"] in found, (typed, each)
            self.check(found, search=typed)

    def check_filters(self):
        day = "1980-06-15"
        time_ms = FIRST_MADE_MS + 700 * 86_400_000
        is_female = lambda one: one.get("gender") == "female"  # noqa: E731
        for predicate, wanted in (
                (lambda one: True, {}),
                (is_female, {"gender": "female"}),
                (lambda one: not is_female(one), {"gender": {"ne": "female"}}),
                (lambda one: "gender" not in one, {"gender": {"exists": False}}),
                (lambda one: one["locale"] in ("el-GR", "ja-JP"), {"locale": {"in": ["el-GR", "ja-JP"]}}),
                (lambda one: one.get("date_of_birth", "") >= day, {"date_of_birth": {"ge": day}}),
                (lambda one: "" < one.get("date_of_birth", "") < day, {"date_of_birth": {"lt": day}}),
                (lambda one: one["created_at"] <= time_ms and one["kind"] == "guest",
                 {"created_at": {"le": time_ms}, "kind": "guest"}),
                (lambda one: not one["active"] or not one["verified"], {"or": [{"active": False}, {"verified": False}]}),
                (lambda one: not (is_female(one) and "phone" in one), {"not": {"gender": "female", "phone": {"exists": True}}}),
                (lambda one: one.get("email", "").startswith("mail-01"), {"email": {"starts_with": "MAIL-01"}}),
                (lambda one: one.get("username", "").startswith("user-1"), {"username": {"starts_with": "user-1"}}),
                (lambda one: one.get("external_id", "") > "ext-80", {"external_id": {"gt": "ext-80"}}),
                (lambda one: one.get("phone", "").startswith("+49309001"), {"phone": {"starts_with": "+49 30 9001"}})):
            self.check({number for number, each in self.there.items() if predicate(each)}, filter=wanted)

    def merge_some(self):
        draw = self.draw
        chosen = draw.sample(sorted(self.there), 2 * MERGED)
        pairs = list(zip(chosen[:MERGED], chosen[MERGED:]))
        others = [each for each in sorted(self.there) if each not in set(chosen)]
        pairs += [(draw.choice(others), into) for into, _ in pairs[:MERGED // 5]]  # who stayed goes on
        for into, other in pairs:
            if not {into, other} <= self.there.keys():
                continue  # gone in the other direction
            guest_first = self.there[into]["kind"] == "guest" and self.there[other]["kind"] == "registered"
            self.merge(*((other, into) if guest_first else (into, other)))

    def merge(self, into, other):
        stays, goes = self.there[into], self.there.pop(other)
        fields = FILLED_BY_MERGE + (("email",) if stays["kind"] == "guest" else ())
        stays.update({each: goes[each] for each in fields if each in goes and each not in stays})
        stays["version"] += 1
        done = self.client.call("customers.merge", {"customer": {"number": into}, "from": {"number": other}})
        self.seq = done["seq"]
        assert done["customer"] == stays, (done["customer"], stays)
        for number in [other, *(each for each, to in self.merged.items() if to == other)]:
            self.merged[number] = into

    def check_merged(self):
        """Whoever went leads to whom he became."""
        for number, into in self.merged.items():
            assert self.client.call("customers.get", {"customer": {"number": number}}) == self.there[into]
        for number in self.draw.sample(sorted(self.merged), 20):
            document = self.client.call("customers.export_data", {"customer": {"number": number}})
            into = self.merged[number]
            assert document["profile"]["number"] == into
            absorbed = {each["number"] for each in document["merged"]}
            assert absorbed == {each for each, to in self.merged.items() if to == into}, (absorbed, into)

    def erase_some(self, wanted):
        """`wanted`: rows of the import by number."""
        stayed = sorted(set(self.merged.values()))
        chosen = set(self.draw.sample(stayed, len(stayed) // 4))
        chosen |= set(self.draw.sample(sorted(set(self.there) - chosen), ERASED - len(chosen)))
        for number in chosen:
            named = {"customer": {"number": number}}
            named["confirm"] = self.client.call("customers.erase", named)["confirm"]
            self.seq = self.client.call("customers.erase", named)["seq"]
            del self.there[number]
            for each in [number, *(one for one, into in self.merged.items() if into == number)]:
                self.erased_marks |= set(MARKS.findall(json.dumps(wanted[each]).encode()))
        self.merged = {number: into for number, into in self.merged.items() if into not in chosen}
        return chosen

    def check_erased(self, erased, wanted):
        for number in erased:
            left = self.client.call("customers.get", {"customer": {"number": number}})
            assert left["erased"] and "first_name" not in left, left
            if email := wanted[number].get("email"):
                assert self.numbers(search=email) == [], email
                try:
                    raise AssertionError(self.client.call("customers.get", {"customer": {"email": email}}))
                except Refused as refused:
                    assert refused.what["code"] == "not_found", refused

    def check_files(self):
        """Once it is scrubbed, nothing of those who were erased is in any file; others are."""
        operator = greeted(self.daemon.address, {"operator_key": self.daemon.operator_key})
        until = time.monotonic() + SCRUBBED_WITHIN_S
        while operator.call("server.status")["erasures_unscrubbed"] > 0:
            assert time.monotonic() < until, "still not scrubbed"
            time.sleep(0.05)  # between two looks at a figure
        found = set()
        for file in self.daemon.data.rglob("*"):
            if file.is_file() and file.stat().st_size > 0:
                with open(file, "rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    found |= set(MARKS.findall(content))
        theirs = set().union(*(MARKS.findall(json.dumps(each).encode()) for each in self.there.values()))
        assert len(theirs) > len(self.there) / 2 and theirs <= found, len(theirs - found)
        assert not found & self.erased_marks, (len(found & self.erased_marks), sorted(found & self.erased_marks)[:5])


def spellings(name):
    """The same without accents, and in capitals, unless these are those of other letters (й and и; ı and i)."""
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", name))
    return [name] + [bare] * (letters_key(bare) == letters_key(name)) + [name.upper()] * (name.upper().lower() == name.lower())


def prepared(daemon):
    operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
    key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
    (daemon.folder / "key").write_text(key)
    admin = greeted(daemon.address, {"api_key": key})
    for each in SITES:
        admin.call("sites.create", {"site": each, "name": each})
    return {"api_key": key}


def main(bin_folder, seed, count):
    began = time.monotonic()
    draw = random.Random(seed)
    imported = list(rows(draw, count))
    with Daemon(bin_folder, ["--erasure.scrub_every_ms", "100"]) as daemon:
        auth = prepared(daemon)
        file = daemon.folder / "people.jsonl"
        file.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in imported), encoding="utf-8")
        code, out, err = Import(daemon, file, "--batch", "1000").end()
        assert code == 0 and json.loads(out)["created"] == count, (code, out, err)

        book = Book(daemon, auth, draw)
        book.seq = book.client.call("settings.update", {"set": {"name": "Acme"}})["seq"]
        book.take_imported(imported)
        wanted = {number: imported[each["preferences"]["row"]] for number, each in book.there.items()}
        book.check_orders()
        book.check_alphabet()
        book.check_filters()
        book.check_names()
        book.check_searches()

        book.merge_some()
        book.check_merged()
        erased = book.erase_some(wanted)
        book.check_records()
        book.check_merged()
        book.check_orders(("last_name",))
        book.check_filters()
        book.check_erased(erased, wanted)
        book.check_files()
        assert exported(daemon, "all.jsonl") == [book.there[each] for each in sorted(book.there)]

        daemon.stop()
        daemon.start()
        book.client = greeted(daemon.address, auth)
        book.check_records()
        book.check_files()
        print(f"{count} people, {len(book.merged)} of them part of others, {len(erased)} erased; {book.calls} pages; "
              f"{time.monotonic() - began:.0f} s (seed {seed})")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[2:] if each != "--sanitized"]
    usual = PEOPLE_SANITIZED if "--sanitized" in sys.argv else PEOPLE
    main(sys.argv[1], given[0] if given else random.randrange(1 << 30), given[1] if len(given) > 1 else usual)
