"""Updates that make account actors live, over the connection that the live tests use (tests/live)."""
import random
import socket
import time

import msgpack
from connection import Closed, Refused, greeted

from . import servers

IN_FLIGHT = 192  # below the admission cap of one tenant
LAG = 100        # calls between the one that activates an account and the one that finds it live
LIVE_WITHIN_SECONDS = 60
POLL_SECONDS = 0.2


def customer_id(item):
    """As `atrium bench --work fill` names its accounts (tools/bench/record.cpp)."""
    return f"c00000000{item:011d}"


def get(item):
    return msgpack.packb("customers.get"), msgpack.packb([{"customer": {"id": customer_id(item)}}])


def update(item, name, options):
    named = {"customer": {"id": customer_id(item)}, "set": {"first_name": name}}
    return msgpack.packb("customers.update"), msgpack.packb([named, options])


class Updater:
    """A client and an operator of one daemon. Whatever goes wrong is a servers.Failure."""

    def __init__(self, port, api_key, operator_key):
        address = ("127.0.0.1", port)
        self.client = self.guarded(greeted, address, {"api_key": api_key})
        self.operator = self.guarded(greeted, address, {"operator_key": operator_key})

    def close(self):
        self.client.close()
        self.operator.close()

    @staticmethod
    def guarded(what, *arguments):
        try:
            return what(*arguments)
        except Refused as refused:
            raise servers.Failure(f"atriumd refused a call: {refused.what}") from refused
        except Closed as closed:
            raise servers.Failure("atriumd closed a connection") from closed
        except OSError as failed:
            raise servers.Failure(f"a call to atriumd failed: {failed}") from failed

    def live_accounts(self):
        return self.guarded(self.operator.call, "server.status", {})["live_accounts"]

    def expect_live(self, count, hint):
        found = self.live_accounts()
        if found != count:
            raise servers.Failure(f"{count} account actors should be live, {found} are; {hint}")

    def await_none_live(self, idle_ms):
        until = time.monotonic() + idle_ms / 1000 + LIVE_WITHIN_SECONDS
        while left := self.live_accounts():
            if time.monotonic() > until:
                raise servers.Failure(f"{left} account actors are live still, {LIVE_WITHIN_SECONDS} s after they were "
                                      f"idle for {idle_ms} ms")
            time.sleep(POLL_SECONDS)

    def read_all(self, items):
        self.call_all([get(item) for item in items])

    def update_all(self, items, name):
        self.call_all([update(item, name, {}) for item in items])

    def call_all(self, requests):
        for first in range(0, len(requests), IN_FLIGHT):
            for msgid in [self.guarded(self.client.send_packed, *one) for one in requests[first:first + IN_FLIGHT]]:
                self.take_answer(msgid)

    def cold_and_live(self, items, idle_ms, refused):
        """Latencies in us of updates one at a time: of accounts not live, and of the same LAG activations later. Both
        kinds alternate, so that a busy neighbour or a slow disk hits both alike. `refused`: the actors refuse them for
        their if_version, so nothing goes to disk."""
        items = random.Random(1).sample(items, len(items))
        self.read_all(items)  # or the first call of each would also bring the record's page into the daemon's map
        cold, live, activated = [], [], []
        for turn in range(len(items) + LAG):
            if turn < len(items):
                activated.append(time.monotonic())
                cold.append(self.timed(items[turn], "Cold", refused))
            if turn >= LAG:
                live.append(self.timed(items[turn - LAG], "Warm", refused))
                if (time.monotonic() - activated[turn - LAG]) * 1000 > idle_ms:
                    raise servers.Failure(f"{LAG} updates took longer than {idle_ms} ms; a longer --account-idle-ms "
                                          "helps")
        return cold, live

    def timed(self, item, name, refused):
        # All accounts here were updated before: none is at version 1.
        request = update(item, name, {"if_version": 1} if refused else {})
        begun = time.perf_counter_ns()
        msgid = self.guarded(self.client.send_packed, *request)
        # The answer is there; to take it apart is the client's affair and not timed.
        self.guarded(self.client.socket.recv, 1, socket.MSG_PEEK)
        took = time.perf_counter_ns() - begun
        self.take_answer(msgid, "version_conflict" if refused else None)
        return took / 1000

    def take_answer(self, msgid, expected_error=None):
        error, _, _ = self.guarded(self.client.answer, msgid)
        if (error and error["code"]) != expected_error:
            raise servers.Failure(f"a call was to be answered with {expected_error or 'success'}, and was with {error}")
