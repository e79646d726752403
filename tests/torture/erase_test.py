#!/usr/bin/python3
"""Persons who are erased are nowhere.   erase_test.py BINARIES [--persons N]

Persons full of canaries live among others for a while and are erased or removed; the daemon is killed before it has
scrubbed. Once it has, no canary is in any byte of the data folder or the log, and whoever was not erased is as before.
"""
import argparse
import os
import random
import shutil
import time

from daemon import Daemon, Programs, Shop, files_below, scratch
from load import Load
from wire import Connection, Refused

KNOBS = ["--erasure.scrub_every_ms", "100", "--log.level", "trace"]
CANARY = "Kanarienvogel"
SCRUBBED_WITHIN_S = 60


class Person:
    """One who is in every place that the daemon has for a person."""

    def __init__(self, client, number):
        self.client, self.number, self.email = client, number, f"{CANARY}{number}@shop.example"
        self.changes = 0
        word = f"{CANARY}{number}"
        self.profile = {"first_name": word, "last_name": word, "salutation": word, "company": word,
                        "preferences": {"remark": word, "long": word * 300 * (number % 3)}}
        chosen = {"id": f"{word}-id"} if number % 2 else {}
        made = client.call("customers.create",
                           {**chosen, "email": self.email, "username": f"{word}-user", "external_id": f"{word}-ext",
                            "initial_password": f"a password that nobody has, {number}", **self.profile},
                           {"idem": f"create {word}", "reason": f"{word} called", "site": "north"})
        self.id = made["id"]
        lines = {name: word for name in ("first_name", "last_name", "address1", "zip", "city")}
        client.call("addresses.add", {"customer": {"id": self.id}, "default_billing": True,
                                      "address": {"id": f"{word}-home", "country": "DE", **lines}},
                    {"reason": f"{word} moved"})
        note = client.call("notes.add", {"customer": {"id": self.id}, "text": f"{word} called. " * 40})
        client.call("notes.revise", {"customer": {"id": self.id}, "note": note["id"], "text": f"{word} again"})

    def change(self, chance):
        self.changes += 1  # a key of a retry is used for one change only
        word = f"{CANARY}{self.number}-{self.changes}"
        self.client.call("customers.update",
                         {"customer": {"id": self.id},
                          "set": {"company": word, "external_id": word,
                                  "preferences": {"note": word * chance.randrange(1, 400)}}},
                         {"idem": f"change {word}", "reason": f"{word} wrote"})

    def leave(self):
        if self.number % 5 == 0:
            self.client.call("customers.remove", {"customer": {"id": self.id}}, {"reason": f"{CANARY} asked"})
            return
        asked = self.client.call("customers.erase", {"customer": {"id": self.id}})
        done = self.client.call("customers.erase", {"customer": {"id": self.id}, "confirm": asked["confirm"]},
                                {"reason": f"{CANARY} asked", "idem": f"erase {self.number}"})
        assert done["erased_at"] > 0, done

    def must_be_gone(self):
        for named in ({"id": self.id}, {"email": self.email}):
            try:
                got = self.client.call("customers.get", {"customer": named}, {"site": "north"})
                assert got["erased"], got
            except Refused as refused:
                assert refused.code == "not_found", refused


def await_scrubbed(address, operator):
    status = Connection(address, operator)
    until = time.monotonic() + SCRUBBED_WITHIN_S
    while (left := status.call("server.status")["erasures_unscrubbed"]) > 0:
        assert time.monotonic() < until, f"{left} erasures are still not scrubbed"
        time.sleep(0.05)  # between two looks at a figure
    status.close()


def canaries_in(folder):
    found = []
    for path, data in files_below(folder):
        count = sum(data.count(word.encode()) for word in (CANARY, CANARY.lower()))
        if count:
            found.append(f"{count} in {path}")
    return found


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--persons", type=int, default=60)
    options.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    print(f"seed {asked.seed}, data in {folder}", flush=True)
    chance = random.Random(asked.seed)
    shop = Shop(programs, os.path.join(folder, "data"))
    with Daemon(programs, shop.data, KNOBS) as daemon:
        load = Load(daemon.await_ready(), shop, "others", asked.seed)
        client = Connection(daemon.address, shop.key)
        persons = []
        for number in range(asked.persons):
            persons.append(Person(client, number))
            chance.choice(persons).change(chance)
        assert canaries_in(shop.data), "the canaries are not found where they should be"
        load.end()
        for person in persons:
            person.leave()
        daemon.kill()  # whatever it has scrubbed by now
    programs.verify(shop.data)
    with Daemon(programs, shop.data, KNOBS) as daemon:
        address = daemon.await_ready()
        await_scrubbed(address, shop.operator)
        client = Connection(address, shop.key)
        for person in persons:
            person.client = client
            person.must_be_gone()
        assert not canaries_in(shop.data), canaries_in(shop.data)
        # Nor do they come back with what is written later.
        Load(address, shop, "later", asked.seed, calls_max=50).end(stop=False)
        assert daemon.terminate() == 0
    assert not canaries_in(shop.data), canaries_in(shop.data)
    programs.verify(shop.data)
    print(f"{len(persons)} persons were erased, and nothing of them was left")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
