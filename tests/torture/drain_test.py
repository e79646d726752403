#!/usr/bin/python3
"""SIGTERM under load.   drain_test.py BINARIES [--rounds N]

No answered write is lost, every call is answered or its connection ends, the exit code is 0 and the store is marked clean.
"""
import argparse
import os
import random
import shutil
import time

import history
from daemon import Daemon, Programs, Shop, scratch
from load import Load


def one_round(programs, shop, number, wait_s):
    with Daemon(programs, shop.data) as daemon:
        load = Load(daemon.await_ready(), shop, f"r{number}", number, writers=16)
        time.sleep(wait_s)  # when to strike is the test
        began = time.monotonic()
        code = daemon.terminate()
        took_s = time.monotonic() - began
        calls = load.end()
    assert code == 0, f"exit code {code}"
    assert os.path.exists(os.path.join(shop.data, "store", "clean")), "the store is not marked clean"
    assert took_s < 5, f"the drain took {took_s:.1f} s, though no call takes long"
    programs.verify(shop.data)
    with Daemon(programs, shop.data) as daemon:
        store = history.Store(daemon.await_ready(), shop)
        history.check(calls, store)
        history.check_retries(calls, store)
        assert daemon.terminate() == 0
    answered = sum(1 for call in calls if call.result)
    assert answered, "nothing was written before the end"
    refused = sum(1 for call in calls if call.error and call.error["code"] == "shutting_down")
    lost = sum(1 for call in calls if call.unknown)
    print(f"round {number}: {answered} writes answered, {refused} told shutting_down, {lost} cut off, "
          f"drained in {took_s * 1000:.0f} ms", flush=True)
    return lost


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--rounds", type=int, default=4)
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    shop = Shop(programs, os.path.join(folder, "data"))
    chance = random.Random(1)
    for number in range(1, asked.rounds + 1):
        one_round(programs, shop, number, chance.uniform(0.3, 1.0))
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
