#!/usr/bin/python3
"""Hostile and broken clients of the real daemon.   hostile_test.py BINARIES [--sanitized] [CASE…]

Throughout, a polite client asks and writes on a connection of its own: every answer must be right and come in time.
Memory stays bounded while the hostile are there and is back near where it was when they are gone.
--sanitized: the daemon runs under sanitizers. They keep what was freed, so memory is not judged; and UBSan looks into memory
through a pipe, so the daemon is not left without any descriptor.
"""
import argparse
import contextlib
import os
import random
import resource
import select
import shutil
import socket
import sys
import threading
import time

import msgpack

from daemon import Daemon, Programs, Shop, scratch
from wire import Closed, Connection

GROWTH_MAX_KIB = 128 << 10  # 10,000 connections at 8 KiB each, or 100 with all their unread replies, and as much again
KEPT_MAX_KIB = 48 << 10  # what malloc keeps for the next crowd
GIVE_BACK_S = 10
POLITE_WAIT_MAX_S = 5.0  # on a machine with two cores that also runs other tests
IDLE = 10_000
SLOW = 1_000
NEVER_READING = 100
UNREAD_MAX = 256 << 10
KNOBS = ["--front.connections_max", "10100", "--front.unread_reply_bytes_max", str(UNREAD_MAX),
         "--front.message_timeout_ms", "2000", "--front.hello_timeout_ms", "20000"]


class PoliteClient(threading.Thread):
    """Writes, reads back what it wrote, and measures how long it waits."""

    def __init__(self, address, shop):
        super().__init__(daemon=True)
        self.connection = Connection(address, shop.key, timeout=60)
        self.ended, self.failure, self.calls, self.longest_s = threading.Event(), None, 0, 0.0

    def run(self):
        try:
            made = self.call("customers.create", {"email": f"polite{time.monotonic_ns()}@example.com",
                                                  "first_name": "P", "last_name": "C", "currency": "EUR"})
            while not self.ended.is_set():
                name = f"name {self.calls}"
                customer = {"customer": {"id": made["id"]}}
                told = self.call("customers.update", {**customer, "set": {"first_name": name}})
                found = self.call("customers.get", customer)
                assert found["first_name"] == name and found["version"] == told["version"], found
        except Exception as failed:  # told by `check`
            self.failure = failed

    def call(self, method, named):
        began = time.monotonic()
        result = self.connection.call(method, named)
        self.longest_s = max(self.longest_s, time.monotonic() - began)
        self.calls += 1
        return result

    def check(self):
        deadline = time.monotonic() + 20
        while self.calls < 50 and self.is_alive() and time.monotonic() < deadline:
            self.ended.wait(0.02)
        self.ended.set()
        self.join(60)
        if self.failure:
            raise self.failure
        assert self.calls >= 50, f"the polite client had only {self.calls} answers"
        assert self.longest_s < POLITE_WAIT_MAX_S, f"the polite client waited {self.longest_s:.1f} s"


def connect(daemon):
    host, port = daemon.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=10)


def answer_or_end(peer, within_s=10.0):
    """All that comes until the daemon closes."""
    peer.settimeout(within_s)
    got = b""
    with contextlib.suppress(ConnectionError):
        while data := peer.recv(1 << 16):
            got += data
    return got


def header_bombs(daemon, _shop):
    """Few bytes that promise gigabytes, or nest without end."""
    promises = [b"\xdb\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdd\xff\xff\xff\xff",
                b"\xdf\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x01"]
    bombs = promises + [b"\x94\x00\x01\xa8rpc.ping\x91" + each for each in promises]
    bombs += [b"\x94\x00\x01" + each for each in promises]
    bombs += [b"\x94\x00\x01\xa8rpc.ping" + b"\x91" * 100_000, b"\x91" * 100_000]
    for bomb in bombs * 20:
        with connect(daemon) as peer:
            with contextlib.suppress(ConnectionError):
                peer.sendall(bomb)
            got = answer_or_end(peer)
            for _, _, error, result in msgpack.Unpacker(iter_source(got), strict_map_key=False):
                assert error is not None and result is None, (bomb[:20], error, result)


class iter_source:
    """Bytes as the file that msgpack reads from."""

    def __init__(self, data):
        self.data = data

    def read(self, size):
        taken, self.data = self.data[:size], self.data[size:]
        return taken


def garbage(daemon, _shop):
    """Random bytes are answered with an error or closed; HTTP is told what this port is."""
    chance = random.Random(7)
    for size in [1, 2, 3, 5, 8, 100, 5_000] * 20:
        with connect(daemon) as peer:
            with contextlib.suppress(OSError):  # the daemon may be faster in closing
                peer.sendall(bytes([0x93 + chance.randrange(2)]) * chance.randrange(2)
                             + chance.randbytes(size))
                peer.shutdown(socket.SHUT_WR)
            answer_or_end(peer)
    for verb in (b"GET / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n", b"OPTIONS * HTTP/1.0\r\n\r\n"):
        with connect(daemon) as peer:
            peer.sendall(verb)
            assert answer_or_end(peer).startswith(b"HTTP/1.1 400 "), verb


def slow_writers(daemon, _shop):
    """They start a message and never finish it: all are closed by the message timeout."""
    message = msgpack.packb([0, 1, "rpc.ping", [{"x" * 60_000: 1}]])
    peers = [connect(daemon) for _ in range(SLOW)]
    began, sent = time.monotonic(), 0
    waiting = set(peers)
    while waiting and time.monotonic() - began < 30:
        for peer in list(waiting):
            try:
                peer.setblocking(False)
                peer.sendall(message[sent:sent + 1])
                if peer.recv(1 << 10) == b"":
                    waiting.discard(peer)
            except BlockingIOError:
                pass
            except OSError:
                waiting.discard(peer)
        sent += 1
        select.select([], [], [], 0.05)  # trickle: one byte each, twenty times a second
    for peer in peers:
        peer.close()
    assert not waiting, f"{len(waiting)} of {SLOW} slow writers are still connected"


def never_readers(daemon, shop):
    """They ask for large answers and read none: the daemon stops reading them. Then they hear all that they asked for."""
    request = [msgpack.packb([0, number, "rpc.discover", [{}]]) for number in range(2_000)]
    peers = []
    for _ in range(NEVER_READING):
        peer = Connection(daemon.address, shop.key).socket
        peer.setblocking(False)
        asked = 0
        with contextlib.suppress(BlockingIOError):
            for each in request:
                if peer.send(each) < len(each):
                    break
                asked += 1
        peers.append((peer, asked))
    yield  # the others look at memory now
    peer, asked = peers[0]
    peer.settimeout(30)
    heard = 0
    unpacker = msgpack.Unpacker(strict_map_key=False)
    while heard < min(asked, 50):
        unpacker.feed(peer.recv(1 << 16))
        for _, number, error, _ in unpacker:
            assert (number, error) == (heard, None)
            heard += 1
    for peer, _ in peers:
        peer.close()


def idle_crowd(daemon, _shop):
    """As many silent connections as the limits of this process allow."""
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200
    peers = [connect(daemon) for _ in range(min(IDLE, room))]
    print(f"  {len(peers)} idle connections", flush=True)
    yield
    assert ends(peers) == 0, "idle connections were closed before their time"
    for peer in peers:
        peer.close()


def ends(peers):
    """How many of them the daemon has closed."""
    poller = select.poll()
    for peer in peers:
        poller.register(peer, select.POLLIN | select.POLLHUP)
    return len(poller.poll(0))


def run_case(case, daemon, shop, sanitized):
    """The case beside a polite client; memory before, during and after."""
    before = daemon.status("VmRSS")
    polite = PoliteClient(daemon.address, shop)
    polite.start()
    began = time.monotonic()
    steps = case(daemon, shop)
    during = before
    if steps:
        next(steps)
        during = daemon.status("VmRSS")
        next(steps, None)
    polite.check()
    polite.connection.close()
    # The allocator gives back after a second or so.
    given_back_by = time.monotonic() + GIVE_BACK_S
    while (after := daemon.status("VmRSS")) - before >= KEPT_MAX_KIB and time.monotonic() < given_back_by:
        time.sleep(0.05)
    print(f"{case.__name__}: {time.monotonic() - began:.1f} s, polite client: {polite.calls} answers, "
          f"longest wait {polite.longest_s * 1000:.0f} ms; memory {before >> 10}, {during >> 10}, "
          f"{after >> 10} MiB", flush=True)
    if sanitized:
        return
    assert during - before < GROWTH_MAX_KIB, f"memory grew by {(during - before) >> 10} MiB"
    assert after - before < KEPT_MAX_KIB, f"{(after - before) >> 10} MiB were not given back"


def low_soft_limit(programs, shop):
    """The daemon raises the soft limit on descriptors as far as it may."""
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (160, 1_000))
    with Daemon(programs, shop.data, limits=limit) as daemon:
        daemon.await_ready()
        crowd = [connect(daemon) for _ in range(300)]
        check_welcome(daemon, shop)
        assert ends(crowd) == 0, f"{ends(crowd)} of 300 connections were closed"
        for each in crowd:
            each.close()
        assert daemon.terminate() == 0


def few_descriptors(programs, shop, sanitized):
    """A daemon with hardly any descriptors keeps serving those it has, and takes others when some are free again."""
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))
    with Daemon(programs, shop.data, limits=limit) as daemon:
        polite = PoliteClient(daemon.await_ready(), shop)
        polite.start()
        crowd = [connect(daemon) for _ in range(300)]
        deadline = time.monotonic() + 10
        while ends(crowd) < 300 - 96 and time.monotonic() < deadline:
            select.select([], [], [], 0.05)
        assert 300 - 96 <= ends(crowd) < 300, f"{ends(crowd)} of 300 connections were closed"
        for each in crowd:
            each.close()
        check_welcome(daemon, shop)
        if not sanitized:
            no_descriptor_at_all(daemon, shop)
        polite.check()
        assert daemon.terminate() == 0
    print(f"few_descriptors: polite client: {polite.calls} answers, longest wait "
          f"{polite.longest_s * 1000:.0f} ms", flush=True)


def check_welcome(daemon, shop):
    """A newcomer is served; the daemon may need a moment to see that others have left."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return Connection(daemon.address, shop.key).close()
        except (Closed, ConnectionError):
            assert time.monotonic() < deadline, "newcomers are still turned away"


def no_descriptor_at_all(daemon, shop):
    """accept(2) fails with EMFILE: the daemon must neither spin nor stop listening."""
    pid = daemon.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    in_use = len(os.listdir(f"/proc/{pid}/fd"))
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (in_use, limits[1]))
    waiting = [connect(daemon) for _ in range(5)]  # by the kernel alone
    busy_before = front_ticks(pid)
    select.select([], [], [], 1.0)  # a spinning acceptor would burn all of this second
    busy = (front_ticks(pid) - busy_before) / os.sysconf("SC_CLK_TCK")
    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    assert busy < 0.8, f"the front's first thread was busy for {busy:.2f} s of a second without descriptors"
    for each in waiting:
        each.sendall(msgpack.packb([0, 1, "rpc.ping", []]))
        each.settimeout(10)
        assert each.recv(100), "who waited for a descriptor was never served"
        each.close()
    check_welcome(daemon, shop)


def front_ticks(pid):
    """Processor time of the busiest thread."""
    times = []
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/stat", encoding="ascii") as line:
            fields = line.read().rsplit(")", 1)[1].split()
            times.append(int(fields[11]) + int(fields[12]))
    return max(times)


CASES = [header_bombs, garbage, slow_writers, never_readers, idle_crowd]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--sanitized", action="store_true")
    options.add_argument("cases", nargs="*")
    asked = options.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    programs, folder = Programs(asked.binaries), scratch()
    shop = Shop(programs, os.path.join(folder, "data"))
    wanted = [case for case in CASES if not asked.cases or case.__name__ in asked.cases]
    with Daemon(programs, shop.data, KNOBS) as daemon:
        daemon.await_ready()
        warm_up = PoliteClient(daemon.address, shop)
        warm_up.start()
        while warm_up.calls < 500 and warm_up.is_alive():
            select.select([], [], [], 0.05)
        warm_up.check()
        for case in wanted:
            run_case(case, daemon, shop, asked.sanitized)
        assert daemon.terminate() == 0
    if not asked.cases or "few_descriptors" in asked.cases:
        few_descriptors(programs, shop, asked.sanitized)
        low_soft_limit(programs, shop)
    programs.verify(shop.data)
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
