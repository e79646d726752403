#!/usr/bin/python3
"""Store credit, against a real daemon: many who spend the same money at once, retries that cross one another and a kill, and
money that goes around between customers.

    credit_test.py BIN_FOLDER
"""
import pathlib
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

FLAGS = ["--admission.account_calls_max", "256"]
SPENDERS, TRIES, PURSE = 32, 6, 100
RIDERS, ROUNDS = 6, 40
GIVERS, GIFTS = 24, 4  # more than a command is decided again
BUSY = 4  # connections on which the receiver does something himself


def euros(amount):
    return {"amount": amount, "currency": "EUR"}


class Shop:
    def __init__(self, daemon):
        self.daemon = daemon
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        self.key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
        self.admin = self.connect()

    def connect(self):
        return greeted(self.daemon.address, {"api_key": self.key})

    def starts(self):
        """Again, where no daemon is any more."""
        self.daemon.start()
        self.admin = self.connect()

    def customer(self, name):
        made = self.admin.call("customers.create", {"email": f"{name}@example.com", "first_name": name, "last_name": "B"})
        return {"customer": {"id": made["id"]}}

    def decided_again(self):
        """How often calls were, and how many of them asked for the way."""
        operator = greeted(self.daemon.address, {"operator_key": self.daemon.operator_key})
        status = operator.call("server.status")
        operator.close()
        return status["calls_decided_again"], status["calls_given_way"]

    def balance(self, of):
        items = self.admin.call("credit.balance", of)["items"]
        return items[0] if items else {"balance": 0, "held": 0, "available": 0}

    def at_once(self, count, what):
        """Calls what(number, a connection of its own) in so many threads; what they returned."""
        found, failed = [None] * count, []
        barrier = threading.Barrier(count)

        def run(number):
            try:
                connection = self.connect()
                barrier.wait()
                found[number] = what(number, connection)
                connection.close()
            except Exception as failure:  # noqa: BLE001
                failed.append(failure)
                barrier.abort()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert not failed, failed
        return found


def in_one_shop(bin_folder, *checks):
    with Daemon(bin_folder, FLAGS) as daemon:
        shop = Shop(daemon)
        for check in checks:
            check(shop)
            print(check.__name__.replace("_", " "), flush=True)


def code_of(call):
    try:
        call()
        return "done"
    except Refused as refused:
        return refused.what["code"]


def exactly_what_is_there_is_spent(shop):
    anna = shop.customer("anna")
    shop.admin.call("credit.grant", {**anna, "amount": euros(PURSE), "reference": "gift"})

    def spend(number, connection):
        return [code_of(lambda: connection.call("credit.authorize", {
            **anna, "amount": euros(1), "reference": f"order {number}-{each}"})) for each in range(TRIES)]

    codes = sum(shop.at_once(SPENDERS, spend), [])
    assert codes.count("done") == PURSE, codes
    assert codes.count("insufficient_credit") == SPENDERS * TRIES - PURSE, codes
    standing = shop.balance(anna)
    assert (standing["balance"], standing["held"], standing["available"]) == (PURSE, PURSE, 0), standing


def one_key_moves_money_once(shop):
    ben = shop.customer("ben")
    grant = {**ben, "amount": euros(10), "reference": "gift"}
    answers = shop.at_once(16, lambda _, connection: connection.call("credit.grant", grant, {"idem": "the gift"}))
    assert all(each == answers[0] for each in answers), answers
    shop.daemon.kill()
    shop.starts()
    assert shop.admin.call("credit.grant", grant, {"idem": "the gift"}) == answers[0]
    assert shop.balance(ben)["balance"] == 10


def money_that_goes_around_stays_the_same(shop):
    riders = [shop.customer(f"rider{number}") for number in range(RIDERS)]
    for each in riders:
        shop.admin.call("credit.grant", {**each, "amount": euros(5), "reference": "start"})

    def ride(number, connection):
        done = 0
        for each in range(ROUNDS):
            to = riders[(number + 1 + each % (RIDERS - 1)) % RIDERS]["customer"]
            code = code_of(lambda: connection.call("credit.transfer", {
                **riders[number], "to": to, "amount": euros(2), "reference": f"round {each}"}))
            assert code in ("done", "insufficient_credit"), code
            done += code == "done"
        return done

    moved = sum(shop.at_once(RIDERS, ride))
    assert moved > 0
    balances = [shop.balance(each)["balance"] for each in riders]
    assert sum(balances) == 5 * RIDERS, balances
    assert min(balances) >= 0, balances
    # Whoever was given something can spend it at once.
    receiver = riders[0]
    for each in range(10):
        shop.admin.call("credit.grant", {**riders[1], "amount": euros(1), "reference": "more"})
        shop.admin.call("credit.transfer", {**riders[1], "to": receiver["customer"], "amount": euros(1), "reference": "pass on"})
        available = shop.balance(receiver)["available"]
        shop.admin.call("credit.authorize", {**receiver, "amount": euros(available), "reference": "all of it"})


def all_arrives_that_many_give_to_one(shop):
    """While he does nothing himself nothing is decided again, for transfers to him take turns. While he is busy, a transfer asks
    for the way when it has lost to two commits of his, to which no other has lost: so at most half as many ask as there are these."""
    hub = shop.customer("hub")
    givers = [shop.customer(f"giver{number}") for number in range(GIVERS)]
    for each in givers:
        shop.admin.call("credit.grant", {**each, "amount": euros(2 * GIFTS), "reference": "start"})

    def until_decided(connection, method, named):
        code = "overloaded"
        while code == "overloaded":  # nothing was done, and it may be asked again
            code = code_of(lambda: connection.call(method, named))
        return code

    def give(number, connection):
        if number >= GIVERS:
            return [until_decided(connection, "credit.grant", {**hub, "amount": euros(1), "reference": f"bonus {each}"})
                    for each in range(GIFTS)]
        return [until_decided(connection, "credit.transfer", {**givers[number], "to": hub["customer"], "amount": euros(1),
                                                              "reference": f"gift {each}"}) for each in range(GIFTS)]

    before = shop.decided_again()
    assert sum(shop.at_once(GIVERS, give), []) == ["done"] * (GIVERS * GIFTS)
    assert shop.balance(hub)["balance"] == GIVERS * GIFTS
    assert shop.decided_again() == before, (shop.decided_again(), before)
    assert sum(shop.at_once(GIVERS + BUSY, give), []) == ["done"] * ((GIVERS + BUSY) * GIFTS)
    assert shop.balance(hub)["balance"] == (2 * GIVERS + BUSY) * GIFTS
    assert all(shop.balance(each)["balance"] == 0 for each in givers)
    again, given_way = (now - then for now, then in zip(shop.decided_again(), before))
    assert given_way <= BUSY * GIFTS / 2 and given_way <= again / 2, (again, given_way)
    print(f"of {GIVERS * GIFTS} transfers beside {BUSY * GIFTS} grants {given_way} asked for the way; {again} times a call was decided again")


if __name__ == "__main__":
    in_one_shop(sys.argv[1], exactly_what_is_there_is_spent, one_key_moves_money_once,
                money_that_goes_around_stays_the_same, all_arrives_that_many_give_to_one)
