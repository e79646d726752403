"""Clients that write, and the log of every call they made."""
import random
import threading
from dataclasses import dataclass, field

from daemon import Shop
from wire import Closed, Connection, Refused, now

PASSWORD = "velvet horse on the moon"


@dataclass
class Call:
    """One call as its caller saw it. Neither result nor error: its fate is unknown."""
    method: str
    named: dict
    options: dict
    sent: int = 0
    answered: int = 0
    result: dict = None
    error: dict = None
    again: "Call" = None  # the call that this one repeats under the same idempotency key

    @property
    def unknown(self):
        return self.result is None and (self.error is None or self.error["code"] == "internal")

    @property
    def creates(self):
        return self.method in ("customers.register", "customers.create", "customers.record_guest")

    @property
    def token(self):
        """Marks the call's effect: no two calls but repetitions share it."""
        return self.named["company"] if self.creates else self.named.get("set", {}).get("first_name")

    def make(self, connection):
        """Makes the call and writes down when and with what answer. Raises Closed."""
        self.sent = now()
        try:
            self.result = connection.call(self.method, self.named, self.options)
        except Refused as refused:
            self.error = refused.error
        self.answered = now()


@dataclass
class Log:
    """Shared by the clients of one load."""
    calls: list = field(default_factory=list)
    customers: list = field(default_factory=list)  # (id, version) as answered
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call):
        with self.lock:
            self.calls.append(call)

    def learn(self, result):
        with self.lock:
            self.customers.append((result["id"], result["version"]))


class Writer(threading.Thread):
    """One connection that writes until the daemon or `stop` ends it. What it asks for follows from the seed."""

    def __init__(self, address, shop, log, name, seed, stop, calls_max=None):
        super().__init__(daemon=True)
        self.address, self.shop, self.log, self.stop = address, shop, log, stop
        self.prefix, self.random = name, random.Random(f"{seed}/{name}")
        self.calls_max, self.count, self.failure = calls_max, 0, None

    def run(self):
        try:
            connection = Connection(self.address, self.shop.key)
            while not self.stop.is_set() and (self.calls_max is None or self.count < self.calls_max):
                self.count += 1
                call = self.next_call()
                self.log.add(call)
                call.make(connection)
                if call.result and call.creates:
                    self.log.learn(call.result)
        except (Closed, ConnectionError):
            pass
        except Exception as failed:  # told by Load.end: a thread's exception is seen by nobody else
            self.failure = failed

    def next_call(self):
        token = f"{self.prefix}x{self.count}"
        options = {"idem": token} if self.random.random() < 0.5 else {}
        kind = self.random.choices(["register", "create", "guest", "update", "status", "again"],
                                   [3, 3, 2, 4, 1, 2])[0]
        with self.log.lock:
            known = self.random.choice(self.log.customers) if self.log.customers else None
            keyed = [call for call in self.log.calls[-64:] if "idem" in call.options]
        if kind == "again" and keyed:
            first = self.random.choice(keyed)  # which may be under way on another connection
            return Call(first.method, first.named, first.options, again=first.again or first)
        if kind == "update" and known:
            return self.update(known, token, options)
        if kind == "status" and known:
            return Call("customers.set_status",
                        {"customer": {"id": known[0]}, "on_hold": self.random.random() < 0.5}, options)
        return self.creation(kind if kind in ("create", "guest") else "register", token, options)

    def update(self, known, token, options):
        if self.random.random() < 0.2:
            options["if_version"] = known[1]
        return Call("customers.update", {"customer": {"id": known[0]},
                                         "set": {"first_name": token, "last_name": token}}, options)

    def creation(self, kind, token, options):
        site = self.random.choice(list(Shop.REALM_OF))
        person = {"first_name": token, "last_name": token, "company": token,
                  "email": self.email(token)}
        if kind != "register" and self.random.random() < 0.2:
            person["external_id"] = token
        if kind == "guest":
            return Call("customers.record_guest", {**person, "site": site}, options)
        if kind == "create":
            if self.random.random() < 0.3:
                person["id"] = "chosen-" + token
            return Call("customers.create", {**person, "currency": "EUR"}, {**options, "site": site})
        return Call("customers.register", {**person, "site": site, "password": PASSWORD}, options)

    def email(self, token):
        """Half of them from few, so that connections race for them, in spellings that are the same e-mail."""
        if self.random.random() < 0.5:
            return token + "@example.com"
        racing = f"racer{self.prefix.split('w')[0]}n{self.count // 4}@example.com"
        return racing.upper() if self.random.random() < 0.3 else racing


class Load:
    """Several writers at once. `round_name` keeps the tokens of one load apart from those of others."""

    def __init__(self, address, shop, round_name, seed, writers=8, calls_max=None):
        self.log, self.stop = Log(), threading.Event()
        self.writers = [Writer(address, shop, self.log, f"{round_name}w{number}", seed, self.stop,
                               calls_max) for number in range(writers)]
        for each in self.writers:
            each.start()

    def end(self, stop=True):
        """Waits for the writers, which end with the daemon, with their calls, or because of `stop`."""
        if stop:
            self.stop.set()
        for each in self.writers:
            each.join(60)
            assert not each.is_alive(), "a writer got neither an answer nor the end of its connection"
            if each.failure:
                raise each.failure
        return self.log.calls
