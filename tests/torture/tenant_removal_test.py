#!/usr/bin/python3
"""A tenant that is removed is nowhere.   tenant_removal_test.py BINARIES [--customers N] [--seed N]

A tenant full of marks lives beside another. It is suspended and removed, and the daemon is killed again and again amid
that; each time the store verifies, and the tenant is found by nobody. Once the daemon says that it is gone and the files
are scrubbed, no mark is in any of them, its name is free, and the other tenant has what it had.
"""
import argparse
import os
import random
import shutil
import time

from daemon import Daemon, Programs, Shop, files_below, scratch
from wire import Connection, Refused

KNOBS = ["--erasure.scrub_every_ms", "100"]
MARK = "Mieterspur"
NAME = "mieterspur-gmbh"
GONE_WITHIN_S = 60
ROWS_A_CALL = 500
IMPORTS, IMPORTED_ROWS = 4, 1_000  # at a time
CALLS_AHEAD = 50
ADDRESS = {"first_name": MARK, "last_name": MARK, "address1": MARK, "zip": "1", "city": MARK, "country": "DE"}


def refused(call):
    """The code with which the call is refused."""
    try:
        answer = call()
    except Refused as why:
        return why.code
    raise AssertionError(f"answered: {answer}")


def import_customers(client, count, word):
    for begin in range(0, count, ROWS_A_CALL):
        rows = [{"email": f"{word}{number}@shop.example", "id": f"{word}{number}", "first_name": word, "last_name": word}
                for number in range(begin, min(begin + ROWS_A_CALL, count))]
        verdicts = client.call("customers.import", {"rows": rows}, {"reason": word, "site": "north"})["verdicts"]
        assert all(each["result"] == "created" for each in verdicts), verdicts[0]


def once_built(client, asked, options):
    """The list, also where the index of a column that was just defined is still being built."""
    until = time.monotonic() + GONE_WITHIN_S
    while True:
        try:
            return client.call("customers.list", asked, options)
        except Refused as refused:
            assert refused.error["code"] == "overloaded" and time.monotonic() < until, refused.error
            time.sleep(refused.error.get("data", {}).get("retry_after_ms", 20) / 1000)  # as it asks for


def make_tenant(address, operator, customers):
    key = {"api_key": operator.call("tenants.create", {"tenant": NAME, "name": MARK, "currency": "EUR"})["api_key"]}
    client = Connection(address, key)
    client.call("realms.create", {"realm": f"realm-{MARK.lower()}", "name": MARK})
    client.call("sites.create", {"site": "north", "name": MARK})
    client.call("clients.create", {"name": MARK, "scopes": ["storefront"]})
    client.call("mixins.define", {"entity": "customer", "indexed": ["hobby"], "schema": {
        "type": "object", "title": MARK, "properties": {"hobby": {"type": "string"}}}})
    import_customers(client, customers, MARK)
    somebody = {"customer": {"id": f"{MARK}0"}}
    client.call("addresses.add", {**somebody, "address": ADDRESS})
    client.call("notes.add", {**somebody, "text": MARK})
    client.call("templates.set", {"purpose": "activation", "locale": "de", "subject": MARK, "text": MARK})
    client.call("customers.set_status", {**somebody, "on_hold": True})
    client.call("customers.set_status", {**somebody, "on_hold": False, "send_mail": True})
    client.call("settings.update", {"set": {"back_office_url": f"https://{MARK.lower()}.example"}})
    client.call("staff.create", {"username": MARK, "name": MARK, "email": f"{MARK}@office.example", "invite": True})
    invited, = client.call("staff.mails", {"staff": MARK})["items"]
    assert invited["address"] == f"{MARK}@office.example".lower(), invited
    changed = client.call("customers.update", {**somebody, "set": {"mixins": {"hobby": MARK}}}, {"idem": MARK})
    listed = once_built(client, {"filter": {"mixins.hobby": MARK}}, {"min_seq": changed["seq"]})
    assert listed["total"] == 1, listed
    return key


def marks_in(folder, words=(MARK, MARK.lower())):
    """By file, how many. The log names tenants to the operator, but tells nothing that is theirs."""
    found = {}
    for path, data in files_below(folder):
        if path == "atriumd.log":
            data = data.replace(NAME.encode(), b"")
        count = sum(data.count(word.encode()) for word in words)
        if count:
            found[path] = count
    return found


def must_be_lost(address, operator, key):
    assert refused(lambda: Connection(address, key)) == "unauthenticated"
    assert refused(lambda: operator.call("settings.get", {}, {"tenant": NAME})) == "not_found"
    assert refused(lambda: operator.call("tenants.resume", {"tenant": NAME})) == "not_found"


def is_removing(operator):
    return operator.call("server.status")["tenants_removing"] > 0


def remove(operator):
    """Asks, and has it done, twice; what the second answered."""
    named = {"tenant": NAME}
    assert refused(lambda: operator.call("tenants.remove", named)) == "forbidden"
    operator.call("tenants.suspend", named)
    named["confirm"] = operator.call("tenants.remove", named)["confirm"]
    done = operator.call("tenants.remove", named, {"reason": MARK, "idem": MARK})
    assert operator.call("tenants.remove", named, {"reason": MARK, "idem": MARK}) == done
    again = operator.call("tenants.remove", {"tenant": NAME})
    assert again["removing_since"] == done["removing_since"] and again["seq"] >= done["seq"], (again, done)
    return done


def kill_amid(programs, shop, key, chance, done):
    """Whether the daemon was still erasing when it was killed."""
    with Daemon(programs, shop.data, KNOBS) as daemon:
        operator = Connection(daemon.await_ready(), shop.operator)
        removing = is_removing(operator)
        if removing:
            must_be_lost(daemon.address, operator, key)
            try:
                assert operator.call("tenants.remove", {"tenant": NAME}) == done
                assert operator.call("tenants.get", {"tenant": NAME})["removing_since"] == done["removing_since"]
            except Refused as why:  # just gone
                assert why.code == "not_found", why
        for _ in range(chance.randrange(40)):
            removing = removing and is_removing(operator)
        daemon.kill()
    programs.verify(shop.data)
    return removing


def await_gone(operator):
    until = time.monotonic() + GONE_WITHIN_S
    while True:
        status = operator.call("server.status")
        if status["tenants_removing"] == status["erasures_unscrubbed"] == 0:
            return
        assert time.monotonic() < until, f"still there: {status}"
        time.sleep(0.05)  # between two looks at a figure


def ask_until_gone(operator):
    """Calls of the operator that are on their way when the tenant's actor goes hear so, too."""
    until, heard = time.monotonic() + GONE_WITHIN_S, None
    while heard != "not_found":
        assert time.monotonic() < until, "still there"
        for _ in range(CALLS_AHEAD):
            operator.send("tenants.remove", {"tenant": NAME})
        for _ in range(CALLS_AHEAD):
            _, error, result = operator.receive()
            assert error is None or error["code"] == "not_found", error
            heard = error and error["code"]


def remove_amid_work(daemon, shop, rounds, chance):
    """Removed while imports of it and the move of a site are under way: each call is answered, whatever comes of it, and
    nothing is left of the tenant, nor does anything come up behind the removal."""
    operator = Connection(daemon.address, shop.operator)
    moved = done = 0
    for _ in range(rounds):
        key = make_tenant(daemon.address, operator, 2 * ROWS_A_CALL)
        admin = Connection(daemon.address, key)
        importing = [Connection(daemon.address, key) for _ in range(IMPORTS)]
        for number, each in enumerate(importing):
            each.send("customers.import", {"rows": [
                {"email": f"{MARK}-{number}-{at}@shop.example", "first_name": MARK, "last_name": MARK}
                for at in range(IMPORTED_ROWS)]}, {"site": "north"})
        admin.send("realms.move_site", {"site": "north", "realm": f"realm-{MARK.lower()}"})
        if chance.random() < 0.3:
            assert admin.receive()[2]["customers"] >= 2 * ROWS_A_CALL
            moved += 1
        remove(operator)
        if chance.random() < 0.5:
            ask_until_gone(operator)
        for each in importing:
            _, error, result = each.receive()
            assert error is None, error
            results = [one["result"] for one in result["verdicts"]]
            assert set(results) <= {"created", "refused"} and len(results) == IMPORTED_ROWS, set(results)
            done += results.count("created")
        await_gone(operator)
        assert not marks_in(shop.data), marks_in(shop.data)
    print(f"{rounds} times amid work: {moved} moves had ended, {done} rows of {rounds * IMPORTS * IMPORTED_ROWS} were done")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binaries")
    options.add_argument("--customers", type=int, default=5000)
    options.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    asked = options.parse_args()
    programs, folder = Programs(asked.binaries), scratch()
    print(f"seed {asked.seed}, data in {folder}", flush=True)
    chance = random.Random(asked.seed)
    shop = Shop(programs, os.path.join(folder, "data"))
    with Daemon(programs, shop.data, KNOBS) as daemon:
        operator = Connection(daemon.await_ready(), shop.operator)
        other = Connection(daemon.address, shop.key)
        import_customers(other, 300, "other")
        key = make_tenant(daemon.address, operator, asked.customers)
        import_customers(other, 300, "another")
        assert {"store/data.mdb", "index/data.mdb"} <= marks_in(shop.data).keys(), marks_in(shop.data)
        waiting = Connection(daemon.address, shop.operator)
        waiting.send("settings.get", {}, {"tenant": NAME, "min_seq": 10**9, "deadline_ms": 600_000})
        done = remove(operator)
        assert waiting.receive()[1]["code"] == "not_found"  # hears it now, and not in ten minutes
        must_be_lost(daemon.address, operator, key)
        assert refused(lambda: operator.call("tenants.create", {"tenant": NAME, "name": "x"})) == "id_taken"
        daemon.kill()
    programs.verify(shop.data)
    kills = 0
    while kill_amid(programs, shop, key, chance, done):
        kills += 1
    with Daemon(programs, shop.data, KNOBS) as daemon:
        operator = Connection(daemon.await_ready(), shop.operator)
        await_gone(operator)
        assert refused(lambda: operator.call("tenants.get", {"tenant": NAME})) == "not_found"
        assert refused(lambda: Connection(daemon.address, key)) == "unauthenticated"
        assert not marks_in(shop.data), marks_in(shop.data)
        other = Connection(daemon.address, shop.key)
        import_customers(other, 300, "later")  # nor does anything come back with what is written later
        assert not marks_in(shop.data), marks_in(shop.data)
        assert other.call("customers.list", {"limit": 1}, {"min_seq": 900})["total"] == 900
        copy = shop.copy_to(os.path.join(folder, "backup"))
        assert not marks_in(copy.data), marks_in(copy.data)
        remove_amid_work(daemon, shop, 6, chance)
        make_tenant(daemon.address, operator, 10)
        assert daemon.terminate() == 0
    programs.verify(shop.data)
    print(f"killed {kills} times amid the removal; nothing of the tenant was left, and its name was free")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
