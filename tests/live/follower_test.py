#!/usr/bin/python3
"""Subscribers of a real daemon: followers that end with the store's state, whatever dies under them; and those who may not
hear any more, or do not listen.

    follower_test.py BIN_FOLDER [SEED]
"""
import pathlib
import random
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from connection import Closed, Refused, greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

CUSTOMERS = 400
WRITERS = 4
KILLS = 3
WINDOW = 50


def shop(daemon, name="acme"):
    operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
    key = operator.call("tenants.create", {"tenant": name, "name": name, "currency": "EUR"})["api_key"]
    operator.close()
    return {"api_key": key}


class Writers:
    """Customers made, changed, merged, erased and removed by several connections; what was answered is counted. A call
    that broke off may have happened or not."""

    def __init__(self, daemon, auth, seed):
        self.daemon, self.auth, self.seed = daemon, auth, seed
        self.up = threading.Event()
        self.up.set()
        self.written = 0
        self.threads = [threading.Thread(target=self.write, args=[each]) for each in range(WRITERS)]
        for each in self.threads:
            each.start()

    def write(self, which):
        draw = random.Random(f"{self.seed} {which}")
        connection, made = None, []
        for step in range(CUSTOMERS):
            try:
                self.up.wait()
                connection = connection or greeted(self.daemon.address, self.auth)
                self.written += self.change(connection, draw, made, f"{which}-{step}")
            except (Closed, OSError):
                connection = None

    @staticmethod
    def change(connection, draw, made, mark):
        """Whether it was done: one customer may be another by now, or have left."""
        luck = draw.random()
        if len(made) < 2 or luck < 0.5:
            made.append(connection.call("customers.create", {
                "email": f"{mark}@example.com", "first_name": "F", "last_name": "L",
                **({"id": f"w{mark}"} if draw.random() < 0.5 else {})})["id"])
            return True
        one, other = ({"id": each} for each in draw.sample(made, 2))
        try:
            if luck < 0.8:
                connection.call("customers.update", {"customer": one, "set": {"first_name": f"F{mark}"}})
            elif luck < 0.9:
                connection.call("customers.merge", {"customer": one, "from": other})
            elif luck < 0.95:
                connection.call("customers.remove", {"customer": one})
            else:
                confirm = connection.call("customers.erase", {"customer": one})["confirm"]
                connection.call("customers.erase", {"customer": one, "confirm": confirm})
        except Refused as refused:
            assert refused.what["code"] in ("not_found", "invalid_field"), refused
            return False
        return True

    def busy(self):
        return any(each.is_alive() for each in self.threads)


class Follower:
    """What a search index does: hears of a change, fetches whom it is about, acknowledges. Who is not there is
    forgotten, and so is whose number leads to another, whom that one's own changes tell of."""

    def __init__(self, daemon, auth):
        self.daemon, self.auth = daemon, auth
        self.heard = []
        self.state = {}
        self.connection = None

    def subscribe(self):
        self.connection = greeted(self.daemon.address, self.auth)
        self.connection.call("changes.subscribe", {"from": len(self.heard) + 1, "window": WINDOW})

    def hear_one(self):
        method, (change,) = self.connection.notification()
        assert method == "changes.event", (method, change)
        assert change["seq"] == len(self.heard) + 1, f"{change['seq']} after {len(self.heard)}"
        if "number" in change:
            self.fetch(change)
        self.heard.append(change)
        if change["seq"] % (WINDOW // 2) == 0:
            self.connection.call("changes.ack", {"seq": change["seq"]})

    def fetch(self, change):
        number = change["number"]
        self.state.pop(number, None)
        try:
            customer = self.connection.call("customers.get", {"customer": {"number": number}})
        except Refused as refused:
            assert refused.what["code"] == "not_found", refused
            return
        if customer["number"] != number or customer["erased"]:
            return
        assert customer["version"] >= change["version"], (customer, change)
        assert customer["id"] == change["customer"], (customer, change)
        self.state[number] = customer

    def follow_to(self, last):
        """Until it has heard of change `last`; comes back when the connection breaks."""
        while len(self.heard) < last:
            try:
                if not self.connection:
                    self.subscribe()
                self.hear_one()
            except (Closed, OSError):
                self.connection = None


def check_gap_free(bin_folder, seed):
    draw = random.Random(seed)
    with Daemon(bin_folder) as daemon:
        auth = shop(daemon)
        follower, writers = Follower(daemon, auth), Writers(daemon, auth, seed)
        for _ in range(KILLS):
            follower.follow_to(len(follower.heard) + draw.randrange(100, 300))
            writers.up.clear()
            daemon.kill()
            daemon.start()
            writers.up.set()
        for each in writers.threads:
            each.join()
        reader = greeted(daemon.address, auth)
        shown = []
        while page := reader.call("changes.read", {"from": len(shown) + 1, "limit": 1000})["changes"]:
            shown += page
        follower.follow_to(len(shown))
        for heard, told in zip(follower.heard, shown, strict=True):
            told.setdefault("customer", heard.get("customer"))  # a chosen id is not told of who has left since
            heard.setdefault("customer", None)
            assert heard == told, "a subscriber hears what changes.read shows"
        assert writers.written <= len(shown), (writers.written, len(shown))
        there = {each["number"]: each for each in everybody(reader, len(shown))}
        assert follower.state == there, {number for number in set(there) ^ set(follower.state)}
        merged = sum(each["kind"] == "customer.merged" for each in shown)
        assert merged > 0, "nobody was merged"
        print(f"{len(shown)} changes heard over {KILLS} kills, {len(there)} customers, {merged} merges (seed {seed})")


def everybody(reader, seq):
    """All customers, by the lists as of change `seq`."""
    asked, found = {"limit": 200}, []
    while True:
        page = reader.call("customers.list", asked, {"min_seq": seq})
        found += page["items"]
        if "next_cursor" not in page:
            return found
        asked["cursor"] = page["next_cursor"]


def check_command_line(bin_folder):
    """`atrium changes --follow` is a subscriber: it goes on over a kill."""
    import subprocess
    with Daemon(bin_folder) as daemon:
        auth = shop(daemon)
        key_file = daemon.folder / "key"
        key_file.write_text(auth["api_key"])
        port = daemon.address[1]
        following = subprocess.Popen(
            [daemon.bin / "atrium", "changes", "--follow", "--count", "7", "--connect", f"127.0.0.1:{port}",
             "--key-file", key_file], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert following.stdout.readline().startswith("1  ")
        daemon.kill()
        daemon.listen = f"127.0.0.1:{port}"
        daemon.start()
        writer = greeted(daemon.address, auth)
        for step in range(6):
            writer.call("customers.create", {"email": f"{step}@example.com", "first_name": "F", "last_name": "L"})
        rest = following.communicate(timeout=60)[0].splitlines()
        assert [line.split()[0] for line in rest] == [str(each) for each in range(2, 8)], rest


def check_the_end(bin_folder):
    """Who is revoked hears no event after the answer to that; a suspended tenant's client as well."""
    with Daemon(bin_folder) as daemon:
        auth = shop(daemon)
        admin = greeted(daemon.address, auth)
        made = admin.call("clients.create", {"name": "feed", "scopes": ["feed"]})
        follower = greeted(daemon.address, {"api_key": made["api_key"]})
        follower.call("changes.subscribe", {"from": 1})
        revoked = admin.call("clients.revoke", {"client": made["client"]["client"]})["seq"]
        admin.call("customers.create", {"email": "a@example.com", "first_name": "F", "last_name": "L"})
        check_ended(follower, revoked)

        admin.call("changes.subscribe", {"from": 1})
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
        suspended = operator.call("tenants.suspend", {"tenant": "acme"})["seq"]
        operator.call("tenants.resume", {"tenant": "acme"})
        operator.call("tenants.suspend", {"tenant": "acme"})
        # The one or the other suspension is met, depending on who is faster; in the end nobody hears anything.
        check_ended(admin, suspended + 1)


def check_ended(follower, last_seq):
    while True:
        method, (told,) = follower.notification()
        if method == "changes.ended":
            assert told["code"] in ("unauthenticated", "forbidden"), told
            return
        assert told["seq"] <= last_seq, told


def check_bounded(bin_folder):
    """A subscriber that never reads costs the daemon no memory worth speaking of, and nobody else his time."""
    with Daemon(bin_folder, ["--front.unread_reply_bytes_max", "65536", "--journal.window_max", "1000000"]) as daemon:
        auth = shop(daemon)
        writer = greeted(daemon.address, auth)
        customer = writer.call("customers.create", {"email": "a@example.com", "first_name": "F", "last_name": "L"})
        for step in range(3_000):
            writer.send("customers.update", {"customer": {"id": customer["id"]}, "set": {"first_name": f"F{step}"}})
            if step % 10 == 9:
                for each in range(writer.msgid - 9, writer.msgid + 1):
                    assert writer.answer(each)[0] is None
        before = resident_kib(daemon)
        deaf = [greeted(daemon.address, auth) for _ in range(50)]
        for each in deaf:
            each.call("rpc.ping")
            for _ in range(20):  # each time all of it again
                each.send("changes.subscribe", {"from": 1, "window": 1_000_000})
        for _ in range(200):
            assert writer.call("customers.get", {"customer": {"id": customer["id"]}})["version"] == 3_001
        grown = resident_kib(daemon) - before
        # Unread replies of each, twice (one buffer is filled while another one is sent), and what malloc keeps.
        assert grown < len(deaf) * 600, f"{grown} KiB for {len(deaf)} subscribers"
        print(f"{len(deaf)} deaf subscribers cost {grown} KiB")
        for each in deaf:
            each.close()


def resident_kib(daemon):
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    sanitized = "--sanitized" in sys.argv  # sanitizers keep what was freed, so memory is not judged
    seeds = [int(each) for each in sys.argv[2:] if each != "--sanitized"]
    check_gap_free(sys.argv[1], seeds[0] if seeds else random.randrange(1 << 30))
    check_command_line(sys.argv[1])
    check_the_end(sys.argv[1])
    if not sanitized:
        check_bounded(sys.argv[1])
