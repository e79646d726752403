#!/usr/bin/python3
"""kill -9 of the real daemon under load, at random times.   kill_test.py BINARIES [--rounds N | --seconds S] [--seed N]

Each round loads the daemon over several connections, kills it, verifies the store, starts it again on the same
data and holds all that the clients were told against it. A failing seed prints itself; what it did with the clock it
does not repeat.
"""
import argparse
import os
import random
import shutil
import time

import history
from daemon import Daemon, Programs, Shop, scratch
from load import Load


def one_round(programs, shop, number, chance, seed):
    with Daemon(programs, shop.data) as daemon:
        load = Load(daemon.await_ready(), shop, f"r{number}", seed)
        time.sleep(chance.uniform(0.02, 1.2))  # when to strike is the test
        daemon.kill()
        calls = load.end()
    if chance.random() < 0.3:  # and once more while it opens what the first kill left
        with Daemon(programs, shop.data) as daemon:
            time.sleep(chance.uniform(0.0, 0.1))
            daemon.kill()
    programs.verify(shop.data)
    with Daemon(programs, shop.data) as daemon:
        store = history.Store(daemon.await_ready(), shop)
        history.check(calls, store)
        retried = history.check_retries(calls, store)
        daemon.kill()
    return sum(1 for call in calls if call.result), sum(1 for call in calls if call.unknown), retried


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--seconds", type=float)
    options.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    print(f"seed {asked.seed}, data in {folder}", flush=True)
    chance, began, number = random.Random(asked.seed), time.monotonic(), 0
    shop = Shop(programs, os.path.join(folder, "data"))
    while (number < asked.rounds if asked.seconds is None
           else time.monotonic() - began < asked.seconds):
        number += 1
        answered, unknown, retried = one_round(programs, shop, number, chance, asked.seed)
        print(f"round {number}: {answered} writes answered, {unknown} unknown, {retried} retried",
              flush=True)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
