#!/usr/bin/python3
"""What ends by its time, against a real daemon (features.md G3, G5, G7): its event is there at that time, and soon after a start
for what came due while no daemon ran.

    due_test.py BIN_FOLDER [--sanitized]
"""
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from credit_test import euros, in_one_shop  # noqa: E402

LATE_MS_MAX = 15_000 if "--sanitized" in sys.argv else 5_000  # far from the minute of a round
SOON_MS = 3_000  # long enough for the grants before it
CUSTOMERS = 150  # more than are asked for in one go


def now_ms():
    return int(time.time() * 1000)


def give_all_kinds(shop, customer, until):
    """What happens then, by kind of event: one of each."""
    shop.admin.call("memberships.grant", {**customer, "membership": "gold", "until": until})
    shop.admin.call("roles.grant", {**customer, "role": "tester", "from": until})
    shop.admin.call("coupons.assign", {**customer, "code": "WELCOME", "valid_until": until})
    return shop.admin.call("credit.grant", {**customer, "amount": euros(100), "reference": "Easter", "expires_at": until})["seq"]


KINDS = {"membership.ended", "role.began", "coupon.expired", "credit.expired"}


def events_of_time(shop, seq, count):
    """The next so many that nobody asked for, after the one of that number."""
    found = []
    while len(found) < count:
        page = shop.admin.call("changes.read", {"from": seq + 1, "wait_ms": 30_000})
        assert page["changes"], f"{len(found)} of {count} events, and nothing more for half a minute"
        found += [each for each in page["changes"] if each["by"]["principal"] == "atrium"]
        seq = page["changes"][-1]["seq"]
    return found


def what_ends_is_told_of_at_its_time(shop):
    until = now_ms() + SOON_MS
    seq = give_all_kinds(shop, shop.customer("anna"), until)
    found = events_of_time(shop, seq, len(KINDS))
    assert {each["kind"] for each in found} == KINDS, found
    assert all(until <= each["time"] <= until + LATE_MS_MAX for each in found), (until, found)


def what_ended_while_nobody_was_there_is_told_of_after_the_start(shop):
    until = now_ms() + SOON_MS
    seq = give_all_kinds(shop, shop.customer("ben"), until)
    assert now_ms() < until, "the machine is too slow for this test"
    shop.daemon.kill()
    while now_ms() <= until:
        time.sleep((until - now_ms() + 1) / 1000)
    shop.starts()
    started = now_ms()
    found = events_of_time(shop, seq, len(KINDS))
    assert {each["kind"] for each in found} == KINDS, found
    assert all(each["time"] <= started + LATE_MS_MAX for each in found), (started, found)


def many_that_end_at_once_all_do(shop):
    customers = [shop.customer(f"many{i}") for i in range(CUSTOMERS)]
    until = now_ms() + 2 * SOON_MS
    for each in customers:
        seq = shop.admin.call("memberships.grant", {**each, "membership": "gold", "until": until})["seq"]
    found = events_of_time(shop, seq, CUSTOMERS)
    assert {each["kind"] for each in found} == {"membership.ended"}, found
    assert len({each["customer"] for each in found}) == CUSTOMERS, found
    assert all(each["time"] <= until + LATE_MS_MAX for each in found), (until, found)


if __name__ == "__main__":
    in_one_shop(sys.argv[1], what_ends_is_told_of_at_its_time,
                what_ended_while_nobody_was_there_is_told_of_after_the_start, many_that_end_at_once_all_do)
