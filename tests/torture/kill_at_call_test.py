#!/usr/bin/python3
"""SIGKILL of the real daemon at the N-th write call, for each N.   kill_at_call_test.py BINARIES [--points N] [--calls NAME,…]

strace kills the daemon as one of its threads enters its N-th pwrite64 (fdatasync, …); then the store is verified, started
again and held against what the clients were told. For each call N goes up until a run ends without having been killed.
With --points only so many, spread over all; without it every one. Some runs only start and stop the daemon, since
opening and closing the store write too.
"""
import argparse
import os
import shutil
import signal
import subprocess

import history
from daemon import Daemon, Programs, Shop, scratch
from load import Load

# What LMDB and the data folder change files with.
CALLS = ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "unlinkat", "rename"]


def strace(call, when):
    return ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=" + call,
            "-e", f"inject={call}:signal=KILL:when={when}"]


def one_run(programs, template, folder, call, when, busy):
    """True if the daemon was killed on its way."""
    data = os.path.join(folder, "data")
    shop = template.copy_to(data)
    calls = []
    with Daemon(programs, data, wrap=strace(call, when)) as daemon:
        if daemon.await_ready():
            if busy:
                calls = Load(daemon.address, shop, "r1", when, writers=3, calls_max=12).end(stop=False)
            killed = not ended_in_order(daemon)
        else:
            killed = True
    programs.verify(data)
    with Daemon(programs, data) as daemon:
        store = history.Store(daemon.await_ready(), shop)
        history.check(calls, store)
        history.check_retries(calls, store)
        assert daemon.terminate() == 0
    programs.verify(data)
    shutil.rmtree(data)
    return killed


def ended_in_order(daemon):
    """Asks the traced daemon, which is strace's child, to end."""
    children = f"/proc/{daemon.process.pid}/task/{daemon.process.pid}/children"
    try:
        with open(children, encoding="ascii") as listed:
            os.kill(int(listed.read().split()[0]), signal.SIGTERM)
    except (OSError, IndexError):
        pass
    return daemon.process.wait(30) == 0


def every_point(programs, template, folder, calls):
    for call in calls:
        for busy in (False, True):
            when = 1
            while one_run(programs, template, folder, call, when, busy):
                when += 1
            print(f"{call}, {'busy' if busy else 'idle'}: killed at {when - 1} points", flush=True)


def some_points(programs, template, folder, calls, points):
    """The first points of every call, where the store is opened, and the rest spread over the load."""
    chosen = [(call, when, when == 2) for call in calls for when in (1, 2)]
    rest = max(0, points - len(chosen))
    chosen += [("pwrite64", 3 + 5 * each, True) for each in range(rest // 2)]
    chosen += [("fdatasync", 3 + 2 * each, True) for each in range(rest - rest // 2)]
    killed = [point for point in chosen[:points] if one_run(programs, template, folder, *point)]
    print(f"killed at {len(killed)} of {points} points", flush=True)
    assert len(killed) > points // 2, f"strace killed only at {killed}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--points", type=int)
    options.add_argument("--calls", default=",".join(CALLS))
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    print(f"data in {folder}", flush=True)
    template = Shop(programs, os.path.join(folder, "template"))
    calls = asked.calls.split(",")
    if asked.points:
        some_points(programs, template, folder, calls, asked.points)
    else:
        every_point(programs, template, folder, calls)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
