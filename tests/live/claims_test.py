#!/usr/bin/python3
"""customers.claim_guests against a real daemon that is killed between two guests (features.md A11): orders, carts and credit of
each are his or the customer's, never both and never gone; made again with its key the call goes on where it stopped.

    claims_test.py BIN_FOLDER
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

GUESTS = 30
KILLED_AFTER = (1, 7, 20)  # guests that the journal tells of
EMAIL = "anna@example.com"
GIFT = {"amount": 100, "currency": "EUR"}


def make_shop(client):
    client.call("sites.create", {"site": "north", "name": "North"})
    row = {"email": EMAIL, "id": "anna", "first_name": "Anna", "last_name": "Bell", "home_site": "north", "verified": True}
    verdict, = client.call("customers.import", {"rows": [row]})["verdicts"]
    assert verdict["result"] == "created", verdict
    for i in range(GUESTS):
        guest = {"customer": {"id": client.call("customers.record_guest", {"site": "north", "email": EMAIL})["id"]}}
        client.call("orders.record", {**guest, "order": {"reference": f"O {i}", "site": "north", "state": "new", "grand_total": GIFT, "items": 1}})
        client.call("credit.grant", {**guest, "amount": GIFT, "reference": f"gift {i}"})


def await_claims(client, count):
    """As soon as the journal tells of so many."""
    at, seen = 1, 0
    while seen < count:
        heard = client.call("changes.read", {"from": at, "limit": 1000, "wait_ms": 5000})
        seen += sum(each["kind"] == "customer.claimed" for each in heard["changes"])
        at = heard["next"]


def belongs(client, customer):
    """(orders, credit) of one."""
    got = client.call("customers.get", {"customer": {"id": customer}, "expand": ["summary", "credit"]})
    return got["summary"].get("count", 0), sum(each["balance"] for each in got["credit"])


def claim(client):
    return client.call("customers.claim_guests", {"customer": {"id": "anna"}}, {"idem": "all of mine"})["guests"]


def check_killed(daemon, killed_after):
    operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
    key = operator.call("tenants.create", {"tenant": f"shop{killed_after}", "name": "Shop", "currency": "EUR"})["api_key"]
    client, watcher = (greeted(daemon.address, {"api_key": key}) for _ in range(2))
    make_shop(client)
    offered = client.call("customers.claim_guests", {"customer": {"id": "anna"}, "preview": True})["guests"]
    assert len(offered) == GUESTS and all(each["orders"] == 1 and each["credit"] == [GIFT] for each in offered), offered
    client.send("customers.claim_guests", {"customer": {"id": "anna"}}, {"idem": "all of mine"})
    await_claims(watcher, killed_after)
    daemon.kill()
    daemon.start()
    client = greeted(daemon.address, {"api_key": key})
    rest = client.call("customers.claim_guests", {"customer": {"id": "anna"}, "preview": True})["guests"]
    done = GUESTS - len(rest)
    assert done >= killed_after, (done, killed_after)
    assert belongs(client, "anna") == (done, done * GIFT["amount"])
    for each in rest:
        assert belongs(client, each["id"]) == (1, GIFT["amount"]), each
    claimed = claim(client)
    assert [each["id"] for each in claimed] == [each["id"] for each in offered], claimed
    assert all(each["result"] == "claimed" and each["orders"] == 1 for each in claimed), claimed
    assert belongs(client, "anna") == (GUESTS, GUESTS * GIFT["amount"])
    client.call("customers.record_guest", {"site": "north", "email": EMAIL})  # who comes later is of another call
    assert claim(client) == claimed
    assert belongs(client, offered[0]["id"]) == (GUESTS, GUESTS * GIFT["amount"])  # he leads to her


def main():
    with Daemon(sys.argv[1], ["--hashing.memory_kib", "1024", "--hashing.passes", "1"]) as daemon:
        for killed_after in KILLED_AFTER:
            check_killed(daemon, killed_after)
            print(f"killed after {killed_after}: as expected", flush=True)


if __name__ == "__main__":
    main()
