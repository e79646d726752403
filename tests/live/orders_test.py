#!/usr/bin/python3
"""Orders in numbers: more than a page looks at, and many at once.   orders_test.py BIN_FOLDER"""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

LOOKS_MAX, TEXT_BYTES_MAX = 2_000, 512 * 1024  # protocol/methods/recorded.hpp
ORDERS = LOOKS_MAX + 100
IN_FLIGHT = 10  # of one customer; fewer than admission takes


def order(reference, **more):
    return {"reference": reference, "site": "north", "state": "new", "grand_total": {"amount": 7, "currency": "EUR"},
            "items": 1, **more}


def line(name):
    return {"sku": "A", "name": name, "quantity": 1, "unit_price": {"amount": 7, "currency": "EUR"}}


class Orders(unittest.TestCase):
    bin_folder = None

    def setUp(self):
        self.daemon = self.enterContext(Daemon(self.bin_folder))
        operator = greeted(self.daemon.address, {"operator_key": self.daemon.operator_key})
        self.key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
        operator.close()
        self.client = self.connect()
        self.client.call("sites.create", {"site": "north", "name": "North"})

    def connect(self):
        client = greeted(self.daemon.address, {"api_key": self.key})
        self.addCleanup(client.close)
        return client

    def customer(self, name):
        self.client.call("customers.record_guest", {"site": "north", "id": name})
        return {"customer": {"id": name}}

    def record(self, whose, orders):
        """Many at once; the answers in their order."""
        sent, answers = [], []
        for each in orders:
            sent.append(self.client.send("orders.record", {**whose, "order": each}))
            if len(sent) - len(answers) == IN_FLIGHT:
                answers.append(self.client.answer(sent[len(answers)])[:2])
        return answers + [self.client.answer(each)[:2] for each in sent[len(answers):]]

    def all_pages(self, named):
        pages, cursor = [], {}
        while not pages or "next_cursor" in pages[-1]:
            pages.append(self.client.call("orders.list", {**named, **cursor}))
            cursor = {"cursor": pages[-1].get("next_cursor")}
        return pages

    def summary(self, whose):
        return self.client.call("customers.get", {**whose, "expand": ["summary"]})["summary"]

    def test_a_page_looks_at_so_many_orders_and_says_that_it_did(self):
        ann = self.customer("ann")
        answers = self.record(ann, [order(f"W {i}", placed_at=1_000 + i, state="rare" if i == 0 else "new") for i in range(ORDERS)])
        self.assertTrue(all(error is None for error, _ in answers))
        self.assertEqual(self.summary(ann), {"count": ORDERS, "totals": [{"amount": 7 * ORDERS, "currency": "EUR"}],
                                             "last_order": {"reference": f"W {ORDERS - 1}", "placed_at": 999 + ORDERS, "state": "new"}})
        first, second = self.all_pages({**ann, "filter": {"state": ["rare"]}})
        self.assertEqual((first["items"], first["partial"]), ([], True))
        self.assertEqual([each["reference"] for each in second["items"]], ["W 0"])
        self.assertNotIn("partial", second)
        listed = [each["reference"] for page in self.all_pages({**ann, "limit": 200}) for each in page["items"]]
        self.assertEqual(listed, [f"W {i}" for i in reversed(range(ORDERS))])
        near, = self.all_pages({**ann, "filter": {"state": ["rare"], "to": 1_100}})
        self.assertEqual(len(near["items"]), 1)

    def test_a_page_reads_so_much_for_words(self):
        bob = self.customer("bob")
        long = [line("x" * 190)] * 500
        count = TEXT_BYTES_MAX // (190 * 500) + 3
        self.record(bob, [order(f"W {i}", placed_at=1_000 + i, lines=[line("needle")] if i == 0 else long) for i in range(count)])
        first, second = self.all_pages({**bob, "filter": {"text": "NEEDLE"}})
        self.assertEqual((first["items"], first["partial"]), ([], True))
        self.assertEqual([each["reference"] for each in second["items"]], ["W 0"])

    def test_what_is_told_at_once_is_done_one_after_the_other(self):
        cid = self.customer("cid")
        states = [f"s{i}" for i in range(50)]
        answers = self.record(cid, [order("W 1", state=state, placed_at=5_000 - i) for i, state in enumerate(states)])
        self.assertEqual([each["version"] for _, each in answers], list(range(1, 51)))
        self.assertEqual(self.client.call("orders.get", {**cid, "order": "W 1"})["state"], "s49")
        self.assertEqual(self.summary(cid)["last_order"], {"reference": "W 1", "placed_at": 4_951, "state": "s49"})
        self.assertEqual(len(self.client.call("orders.list", cid)["items"]), 1)

    def test_of_many_who_are_told_to_have_an_order_one_has_it(self):
        people = [self.customer(f"p{i}") for i in range(20)]
        clients = [self.connect() for _ in people]
        sent = [client.send("orders.record", {**whose, "order": order("W 1")}) for client, whose in zip(clients, people)]
        answers = [client.answer(each)[0] for client, each in zip(clients, sent)]
        self.assertEqual(sorted(error["code"] for error in answers if error), ["reference_taken"] * 19)
        self.assertEqual(sum(self.summary(whose)["count"] for whose in people), 1)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Orders.bin_folder = sys.argv.pop(1)
    unittest.main(argv=[each for each in sys.argv if each != "--sanitized"])
