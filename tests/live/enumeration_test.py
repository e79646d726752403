#!/usr/bin/python3
"""That nobody learns from the time of an answer who is a customer (security.md 8): logins and resets of known and unknown
addresses, asked in turns. Slow, for it needs many of each.

    enumeration_test.py BIN_FOLDER [--sanitized]
"""
import pathlib
import statistics
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

PASSWORD = "quiet harbour 7"
SAMPLES = {"shopper.login": 200, "shopper.request_password_reset": 50, "newsletter.subscribe": 50}
ROUNDS = 3  # a machine that is busy with other things may fail one
DIFFERENCE_MAX = 0.10  # of the medians
# Cheap hashes, so that what is done beside them shows. Sanitizers slow that and not the hashing: there hashes cost what
# they do by default.
CHEAP_HASHES = ["--hashing.memory_kib", "1024", "--hashing.passes", "1"]
# Before that nobody is answered who asks for a reset: the mail is written in much less.
RESET_TAKES = 0.05


def seconds(front, method, named):
    began = time.perf_counter()
    error, _, _ = front.answer(front.send(method, named))
    taken = time.perf_counter() - began
    wanted = {"shopper.login": "invalid_credentials"}.get(method)
    assert (error and error["code"]) == wanted, error
    assert method == "shopper.login" or taken >= RESET_TAKES, (method, taken)
    return taken


def difference(front, method, named, first):
    """How far the medians of known and unknown addresses are apart."""
    taken = {"known": [], "unknown": []}
    for i in range(first, first + SAMPLES[method]):
        for kind, each in taken.items():
            each.append(seconds(front, method, {"site": "north", **named(f"{kind}{i}@example.com")}))
    return abs(statistics.median(taken["known"]) / statistics.median(taken["unknown"]) - 1)


def main():
    with Daemon(sys.argv[1], [] if "--sanitized" in sys.argv else CHEAP_HASHES) as daemon:
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
        front = greeted(daemon.address, {"api_key": key})
        front.call("settings.update", {"set": {"login_failures_free": 20, "mails_per_hour": 100,
                                               "mails_per_day": 1000}})
        front.call("sites.create", {"site": "north", "name": "North", "storefront_url": "https://north.example"})
        for i in range(ROUNDS * max(SAMPLES.values())):
            front.call("customers.create", {"email": f"known{i}@example.com", "first_name": "A", "last_name": "B",
                                            "initial_password": "loud harbour 8", "send_mail": False}, {"site": "north"})
        asked = {"shopper.login": lambda email: {"username": email, "password": PASSWORD},
                 "shopper.request_password_reset": lambda email: {"email": email},
                 "newsletter.subscribe": lambda email: {"email": email}}
        for method, named in asked.items():
            seen = []
            while not seen or (seen[-1] >= DIFFERENCE_MAX and len(seen) < ROUNDS):
                seen.append(difference(front, method, named, len(seen) * SAMPLES[method]))
            print(f"{method}: the medians differ by {seen[-1]:.1%}", flush=True)
            assert seen[-1] < DIFFERENCE_MAX, (method, seen)


if __name__ == "__main__":
    main()
