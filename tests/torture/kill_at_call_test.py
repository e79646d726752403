#!/usr/bin/python3
"""SIGKILL of the real daemon at the N-th write call, for each N.   kill_at_call_test.py BINARIES [--points N]

strace kills the daemon as one of its threads enters its N-th pwrite64 (fdatasync, …); then the store is verified, started
again and held against what the clients were told. For each call N goes up until a run ends without having been killed.
With --points only so many, spread over all; without it every one. Making, opening and closing a store write too.
"""
import argparse
import os
import shutil
import signal
import subprocess

import history
from daemon import Daemon, Programs, Shop, scratch
from load import Load
from wire import Connection

# What files are changed with, and how often about, under a load of 36 writes by three clients.
BUSY_CALLS = {"pwrite64": 30, "writev": 30, "fdatasync": 15}
IDLE_CALLS = ["fsync", "unlink"]  # what a start and an end alone need
INIT_CALLS = ["mkdir", "pwrite64", "writev", "fdatasync", "fsync", "ftruncate", "rename"]


def strace(call, when):
    """Without --seccomp-bpf: with it, strace 6.1 sees the call too late to kill at it."""
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
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


def init_run(programs, folder, call, when):
    """True if `atrium init` was killed on its way. A second one ends what it began, or finds nothing left to do."""
    data = os.path.join(folder, "init")
    init = [programs.atrium, "init", "--data", data]
    killed = subprocess.run(strace(call, when) + init, capture_output=True, check=False).returncode != 0
    again = subprocess.run(init, capture_output=True, text=True, check=False)
    assert again.returncode == 0 or "already" in again.stderr, again.stderr
    programs.verify(data)
    with open(os.path.join(data, "operator.key"), encoding="ascii") as key:
        operator = {"operator_key": key.read().strip()}
    with Daemon(programs, data) as daemon:
        Connection(daemon.await_ready(), operator).close()
        assert daemon.terminate() == 0
    shutil.rmtree(data)
    return killed


def until_complete(run):
    """Kills at the first call, the second, … until there is none left; how many there were."""
    when = 1
    while run(when):
        when += 1
    return when - 1


def every_point(programs, template, folder):
    for call in INIT_CALLS:
        print(f"init, {call}:", until_complete(
            lambda when: init_run(programs, folder, call, when)), flush=True)
    for call in IDLE_CALLS:
        print(f"start and end, {call}:", until_complete(
            lambda when: one_run(programs, template, folder, call, when, False)), flush=True)
    for call in BUSY_CALLS:
        print(f"load, {call}:", until_complete(
            lambda when: one_run(programs, template, folder, call, when, True)), flush=True)


def some_points(programs, template, folder, points):
    """The first call of each kind where a store is made, opened and closed; the rest spread over the load."""
    assert all([init_run(programs, folder, call, 1) for call in INIT_CALLS]), "an init was not killed"
    assert all([one_run(programs, template, folder, call, 1, False) for call in IDLE_CALLS]), \
        "a start or end was not killed"
    rest = points - len(INIT_CALLS) - len(IDLE_CALLS)
    each = -(-rest // len(BUSY_CALLS))
    chosen = [(call, 1 + place * most // each) for call, most in BUSY_CALLS.items()
              for place in range(each)]
    killed = [point for point in chosen if one_run(programs, template, folder, *point, True)]
    print(f"under load killed at {len(killed)} of {len(chosen)} points", flush=True)
    assert len(killed) > len(chosen) // 2, f"killed only at {killed}"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--points", type=int)
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    print(f"data in {folder}", flush=True)
    template = Shop(programs, os.path.join(folder, "template"))
    if asked.points:
        some_points(programs, template, folder, asked.points)
    else:
        every_point(programs, template, folder)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
