#!/usr/bin/python3
"""A full map and a full disk.   storage_full_test.py BINARIES

New data are told `storage_full`; reads go on, and so does what locks somebody out; more room ends it.
"""
import argparse
import os
import shutil

import history
from daemon import Daemon, Programs, Shop, scratch
from wire import Connection, Refused

MIB = 1 << 20
SMALL = ["--storage.map_bytes", str(64 * MIB), "--storage.reserve_bytes", str(8 * MIB)]
LARGE = ["--storage.map_bytes", str(128 * MIB), "--storage.reserve_bytes", str(8 * MIB)]
HUGE_RESERVE = 1 << 40  # the knob's most
HUGE = ["--storage.map_bytes", str(4 * HUGE_RESERVE), "--storage.reserve_bytes", str(HUGE_RESERVE)]


def guest_of(name):
    return {"site": "north", "company": name, "first_name": "A", "last_name": "B",
            "preferences": {str(part): "x" * 1000 for part in range(15)}}


def guest(connection, name):
    return connection.call("customers.record_guest", guest_of(name))


def refusal(connection, method, named):
    try:
        connection.call(method, named)
    except Refused as refused:
        return refused.error
    return None


def fill(connection, prefix):
    """Guests, sixteen at a time, until there is no room; what was made."""
    made, full, sent = [], False, 0
    while not full:
        assert sent < 20_000, "the map never fills"
        for _ in range(16):
            sent += 1
            connection.send("customers.record_guest", guest_of(f"{prefix}{sent}"))
        for _ in range(16):
            _, error, result = connection.receive()
            if error:
                assert error["code"] == "storage_full" and error["retryable"], error
                full = True
            else:
                made.append(result)
    return made


def check_full(daemon, shop, made):
    """What must go on while nothing new can be stored."""
    client, operator = Connection(daemon.address, shop.key), Connection(daemon.address, shop.operator)
    assert operator.call("server.status")["storage_full"] is True
    for each in (made[0], made[-1]):
        found = client.call("customers.get", {"customer": {"id": each["id"]}})
        assert found == {key: value for key, value in each.items() if key != "seq"}
    assert client.call("changes.read", {"from": 1})["changes"]
    victim = next(each for each in client.call("clients.list")["items"] if each["name"] == "leaked")
    assert client.call("clients.revoke", {"client": victim["client"]})["revoked"] is True
    assert operator.call("tenants.suspend", {"tenant": "shop"})["suspended"] is True
    assert refusal(client, "customers.get", {"customer": {"id": made[0]["id"]}}) is not None
    assert refusal(guest_door(daemon, shop, operator), "customers.record_guest",
                   {"site": "north"})["code"] == "storage_full"


def guest_door(daemon, shop, operator):
    operator.call("tenants.resume", {"tenant": "shop"})
    return Connection(daemon.address, shop.key)


def full_map(programs, shop):
    with Daemon(programs, shop.data, SMALL) as daemon:
        client = Connection(daemon.await_ready(), shop.key)
        client.call("clients.create", {"name": "leaked", "scopes": ["storefront"]})
        made = fill(client, "small")
        check_full(daemon, shop, made)
        assert daemon.terminate() == 0
    programs.verify(shop.data)
    with Daemon(programs, shop.data, LARGE) as daemon:
        client = Connection(daemon.await_ready(), shop.key)
        more = [guest(client, f"large{number}") for number in range(100)]
        assert Connection(daemon.address, shop.operator).call("server.status")["storage_full"] is False
        store = history.Store(daemon.address, shop)
        for each in made + more:
            assert store.journal[each["seq"]]["customer"] == each["id"], each
        daemon.kill()
    programs.verify(shop.data)
    print(f"full after {len(made)} guests; went on with a larger map", flush=True)


def short_disk(programs, shop):
    free = shutil.disk_usage(shop.data).free
    if free >= HUGE_RESERVE:
        print("the disk is too large to be called full; left out")
        return
    with Daemon(programs, shop.data, HUGE) as daemon:
        client = Connection(daemon.await_ready(), shop.key)
        assert refusal(client, "customers.record_guest", {"site": "north"})["code"] == "storage_full"
        assert client.call("sites.list")["items"]
        assert daemon.terminate() == 0
    with Daemon(programs, shop.data) as daemon:
        client = Connection(daemon.await_ready(), shop.key)
        assert guest(client, "after the disk")["seq"]
        assert daemon.terminate() == 0
    programs.verify(shop.data)
    print("refused below the reserve; went on with a smaller one", flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    programs, folder = Programs(options.parse_args().binaries), scratch()
    shop = Shop(programs, os.path.join(folder, "data"))
    short_disk(programs, shop)
    full_map(programs, shop)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
