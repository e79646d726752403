#!/usr/bin/python3
"""The checks of history.py see what they are for.   history_test.py BINARIES

A load that was answered rightly passes; with one answer or record falsified it does not.
"""
import argparse
import copy
import os
import shutil

import history
from daemon import Daemon, Programs, Shop, scratch
from load import Load


def made(calls):
    return next(call for call in calls
                if call.result and call.method == "customers.create" and not call.again)


def loser(calls):
    return next(call for call in calls if call.error and call.error["code"] == "email_taken")


def lose_the_last_change(_, store):
    store.journal.pop(max(store.journal))


def answer_another_version(calls, _):
    made(calls).result["version"] += 7


def answer_another_number(calls, _):
    made(calls).result["seq"] = 1


def apply_half_an_update(calls, store):
    store.customer(made(calls).result["id"])["last_name"] = "other"


def answer_the_last_change_first(calls, _):
    last = max((call for call in calls if call.result and call.method == "customers.create"
                and not call.again), key=lambda call: call.result["seq"])
    last.sent, last.answered = 0, 1


def let_two_win(calls, _):
    lost = loser(calls)
    lost.error, lost.result = None, dict(made(calls).result)


def do_what_nobody_asked_for(calls, _):
    identity = made(calls).result["id"]
    calls[:] = [call for call in calls if not call.result or call.result["id"] != identity]


def answer_a_repetition_otherwise(calls, _):
    again = next(call for call in calls if call.again and call.result)
    again.result["first_name"] = "other"


def lose_before_anybody_won(calls, _):
    loser(calls).answered = 1


FALSIFICATIONS = [lose_the_last_change, answer_another_version, answer_another_number,
                  apply_half_an_update, answer_the_last_change_first, let_two_win,
                  do_what_nobody_asked_for, answer_a_repetition_otherwise, lose_before_anybody_won]


def seen(falsify, calls, store):
    calls, false_store = copy.deepcopy(calls), copy.copy(store)
    false_store.journal = dict(store.journal)
    false_store.customers = copy.deepcopy(store.customers)
    falsify(calls, false_store)
    try:
        history.check(calls, false_store)
    except AssertionError:
        return True
    return False


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    programs, folder = Programs(options.parse_args().binaries), scratch()
    shop = Shop(programs, os.path.join(folder, "data"))
    with Daemon(programs, shop.data) as daemon:
        calls = Load(daemon.await_ready(), shop, "r1", 5, calls_max=150).end(stop=False)
        store = history.Store(daemon.address, shop)
        history.check(calls, store)
        missed = [each.__name__ for each in FALSIFICATIONS if not seen(each, calls, store)]
        assert daemon.terminate() == 0
    assert not missed, f"not seen: {missed}"
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
