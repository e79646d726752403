#!/usr/bin/python3
"""`atrium import` of tens of thousands of people from many lands, while the command and the daemon are killed at random
moments: in the end exactly those people are there, and each row has exactly one verdict.

    import_test.py BIN_FOLDER [--sanitized] [SEED [PEOPLE]]

--sanitized: the programs are slower by far, so fewer people come.

Names are those of the demo's list (tools/demo/make_people.py says where they come from); given names stand beside other
family names of the same land here, so that there are enough.
"""
import concurrent.futures
import csv
import json
import pathlib
import random
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from connection import greeted  # noqa: E402
from daemon import Daemon  # noqa: E402

PEOPLE = 30_000
PEOPLE_SANITIZED = 4_000
KILLS = 8
WINDOW = 500
ROWS_IN_A_CALL = 1_000


def demo_people():
    for line in (HERE.parents[1] / "tools" / "demo" / "people.tsv").read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def towns():
    """By locale, where there are any."""
    found = {}
    for locale, *_, town in demo_people():
        if town:
            found.setdefault(locale, []).append(town)
    return found


def people(draw, count):
    lands = {}
    for locale, given, family, *_ in demo_people():
        lands.setdefault(locale, ([], []))
        lands[locale][0].append(given)
        lands[locale][1].append(family)
    names = set()
    while len(names) < count:
        locale = draw.choice(sorted(lands))
        names.add((locale, draw.choice(lands[locale][0]), draw.choice(lands[locale][1])))
    return sorted(names)


def write_csv(path, all_people):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Sprache", "Vorname", "Nachname", "email", "external_id", "verified", "created_at", "Bemerkung"])
        for at, (locale, given, family) in enumerate(all_people):
            rows.writerow([locale, given, family, f"p{at}@example.com", f"x{at}", "yes", "2019-05-04",
                           'says "hello",\nand more'])


def write_json_lines(path, all_people):
    """Half of them guests that nothing tells apart but their names: doubles would stay unseen by the unique index."""
    with open(path, "w", encoding="utf-8") as file:
        for at, (locale, given, family) in enumerate(all_people):
            row = {"locale": locale, "first_name": given, "last_name": family, "preferences": {"row": at}}
            row.update({"kind": "guest"} if at % 2 else {"email": f"p{at}@example.com"})
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


class Import:
    def __init__(self, daemon, file, *flags):
        self.daemon, self.file, self.flags = daemon, file, flags

    def begin(self):
        host, port = self.daemon.address
        return subprocess.Popen(
            [self.daemon.bin / "atrium", "import", self.file, "--connect", f"{host}:{port}", "--key-file",
             self.daemon.folder / "key", "--json", *self.flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self):
        running = self.begin()
        out, err = running.communicate(timeout=600)
        return running.returncode, out, err

    def verdicts(self):
        with open(str(self.file) + ".verdicts.jsonl", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]


def everybody(daemon, auth):
    """All customers, by following the journal, as an index would."""
    reader = greeted(daemon.address, auth)
    last = 0
    while (page := reader.call("changes.read", {"from": last + 1, "limit": 1000}))["changes"]:
        last = page["changes"][-1]["seq"]
    numbers = set()
    reader.call("changes.subscribe", {"from": 1, "window": WINDOW})
    for seq in range(1, last + 1):
        _, (change,) = reader.notification()
        assert change["seq"] == seq, (change, seq)
        if "number" in change:
            numbers.add(change["number"])
        if seq % (WINDOW // 2) == 0:
            reader.call("changes.ack", {"seq": seq})
    found = []
    numbers = sorted(numbers)
    for at in range(0, len(numbers), 100):
        asked = [reader.send("customers.get", {"customer": {"number": each}}) for each in numbers[at:at + 100]]
        for each in asked:
            error, customer, _ = reader.answer(each)
            assert error is None, error
            found.append(customer)
    return found


def names_of(customers):
    return sorted((each["locale"], each["first_name"], each["last_name"]) for each in customers)


def prepared(daemon):
    operator = greeted(daemon.address, {"operator_key": daemon.operator_key})
    key = operator.call("tenants.create", {"tenant": "acme", "name": "Acme", "currency": "EUR"})["api_key"]
    (daemon.folder / "key").write_text(key)
    return {"api_key": key}


def check_kills(bin_folder, seed, count):
    """Whoever dies, the command or the daemon: the same command again goes on."""
    draw = random.Random(seed)
    all_people = people(draw, count)
    with Daemon(bin_folder) as daemon:
        auth = prepared(daemon)
        daemon.listen = ":".join(map(str, daemon.address))  # where the command looks for it
        file = daemon.folder / "people.jsonl"
        write_json_lines(file, all_people)
        work = Import(daemon, file, "--batch", "200")
        running, kills = work.begin(), []
        while len(kills) < KILLS:
            time.sleep(draw.uniform(0.05, 0.6))
            if running.poll() is not None:
                break
            kills.append(draw.choice(["command", "daemon"]))
            if kills[-1] == "command":
                running.kill()
                running.communicate()
                running = work.begin()
            else:
                daemon.kill()
                daemon.start()
        out, err = running.communicate(timeout=600)
        assert running.returncode == 0, err
        assert json.loads(out) == {"rows": count, "created": count, "updated": 0, "unchanged": 0, "refused": 0}, out
        verdicts = work.verdicts()
        assert [each["row"] for each in verdicts] == list(range(1, count + 1))
        assert len({each["id"] for each in verdicts}) == count
        there = everybody(daemon, auth)
        assert names_of(there) == all_people, f"{len(there)} of {count}"
        told = {each["number"]: each["row"] for each in verdicts}
        assert all(each["preferences"]["row"] + 1 == told[each["number"]] for each in there)
        code, out, _ = work.end()
        assert code == 0 and json.loads(out)["created"] == count, "it has ended: nothing is left to do"
        check_export(daemon, draw, there)
        print(f"{count} people over {len(kills)} kills: {kills} (seed {seed})")


def export_command(daemon, file):
    host, port = daemon.address
    return [daemon.bin / "atrium", "export", "--out", file, "--connect", f"{host}:{port}", "--key-file", daemon.folder / "key"]


def exported(daemon, name):
    """What `atrium export` writes into a JSON Lines file of this name."""
    file = daemon.folder / name
    done = subprocess.run(export_command(daemon, file), capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (done.returncode, done.stderr)
    with open(file, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def check_export(daemon, draw, there):
    """Killed and called again, it has everybody once."""
    file = daemon.folder / "export.jsonl"
    command = export_command(daemon, file)
    for _ in range(3):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.1, 0.8))
        running.kill()
        running.wait()
        if file.exists() and not file.with_name(file.name + ".progress").exists():
            break  # it had come to its end, perhaps just before it was killed
    else:
        exported(daemon, file.name)
    with open(file, encoding="utf-8") as lines:
        assert sorted(map(json.loads, lines), key=lambda each: each["number"]) == there


def check_upsert_of_csv(bin_folder, seed):
    draw = random.Random(seed)
    all_people = people(draw, 2_000)
    with Daemon(bin_folder) as daemon:
        auth = prepared(daemon)
        file = daemon.folder / "people.csv"
        write_csv(file, all_people)
        flags = ["--map", "Sprache=locale", "--map", "Vorname=first_name", "--map", "Nachname=last_name", "--map",
                 "Bemerkung=", "--format", "upsert"]
        code, out, err = Import(daemon, file).end()
        assert code == 2 and "--map 'Sprache=" in err, (code, err)
        code, out, err = Import(daemon, file, *flags, "--dry-run").end()
        assert code == 0 and json.loads(out)["created"] == len(all_people), (code, out, err)
        assert everybody(daemon, auth) == []
        work = Import(daemon, file, *flags)
        code, out, err = work.end()
        assert code == 0 and json.loads(out)["created"] == len(all_people), (code, out, err)
        there = everybody(daemon, auth)
        assert names_of(there) == all_people
        assert all(each["verified"] and each["created_at"] == 1556928000000 for each in there)

        code, _, err = Import(daemon, file, "--batch", "100", *flags[:-2]).end()
        assert code == 2 and "other flags" in err, (code, err)
        pathlib.Path(str(file) + ".progress").unlink()
        code, out, err = work.end()
        assert code == 0 and json.loads(out)["unchanged"] == len(all_people), (code, out, err)

        # Some change, one row is broken, one is refused: the rest is done.
        text = file.read_text(encoding="utf-8").replace("x7,yes", "x7,no").replace("p9@", "p8@").replace("x11,yes", "x11,maybe")
        file.write_text(text, encoding="utf-8")
        pathlib.Path(str(file) + ".progress").unlink()
        code, out, err = work.end()
        assert code == 1 and "2 rows were refused" in err, (code, out, err)
        assert json.loads(out) == {"rows": 2_000, "created": 0, "updated": 1, "unchanged": 1_997, "refused": 2}, out
        assert {each["row"]: each["error"]["code"] for each in work.verdicts() if each["result"] == "refused"} == \
            {10: "email_taken", 12: "invalid_field"}


def check_room(bin_folder):
    """Also where another import begins while one has all the room: what they have under way stays within it."""
    rows_max = 64
    with Daemon(bin_folder, ["--admission.import_rows_max", str(rows_max)]) as daemon:
        auth = prepared(daemon)
        operator = greeted(daemon.address, {"operator_key": daemon.operator_key})

        def calls_of(name, calls, count):
            client = greeted(daemon.address, auth)
            for call in range(calls):
                rows = [{"email": f"{name}{call}-{i}@example.com", "first_name": "P", "last_name": "Q"} for i in range(count)]
                verdicts = client.call("customers.import", {"format": "create", "rows": rows})["verdicts"]
                assert all(each["result"] == "created" for each in verdicts)

        seen = set()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            running = [pool.submit(calls_of, "long", 3, ROWS_IN_A_CALL), pool.submit(calls_of, "short", 30, 40)]
            while not all(each.done() for each in running):
                seen.add(operator.call("server.status")["import_rows"])
        for each in running:
            each.result()
        assert 1 < max(seen) <= rows_max + len(running), seen  # of each one may be under way in any case
        status = operator.call("server.status")
        assert status["import_rows"] == 0
        # Whoever is new has no actor of his own before somebody wants something of him.
        assert status["live_accounts"] == 0, status
        client = greeted(daemon.address, auth)
        client.call("customers.update", {"customer": {"email": "long0-0@example.com"}, "set": {"first_name": "R"}})
        assert operator.call("server.status")["live_accounts"] == 1


def check_no_daemon(bin_folder):
    with Daemon(bin_folder) as daemon:
        prepared(daemon)
        file = daemon.folder / "people.jsonl"
        write_json_lines(file, people(random.Random(1), 10))
        daemon.kill()
        code, _, err = Import(daemon, file, "--patience", "0.1").end()
        assert code == 3, (code, err)
        daemon.start()


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[2:] if each != "--sanitized"]
    chosen = given[0] if given else random.randrange(1 << 30)
    check_no_daemon(sys.argv[1])
    check_room(sys.argv[1])
    check_upsert_of_csv(sys.argv[1], chosen)
    usual = PEOPLE_SANITIZED if "--sanitized" in sys.argv else PEOPLE
    check_kills(sys.argv[1], chosen, given[1] if len(given) > 1 else usual)
