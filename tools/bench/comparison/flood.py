"""The steps of tools/bench/flood: the gets of a quiet tenant, alone, beside another tenant that floods logins, and beside
a process that has nothing to do with the daemon and hashes likewise."""
import contextlib
import json
import subprocess
import sys
import time

from connection import greeted

from .loading import Loads, latency, merged, reason_to_void, without_buckets
from .updating import Updater
from .usage import Meter

LOGINS = 2000  # names that the flood tries, nobody's
PASSWORD = "stormy harbour 9"
# One thread in 16 MiB, as the daemon's hashes are in 19.
STRANGER = "import hashlib\nwhile True: hashlib.scrypt(b'p', salt=b's', n=16384, r=8, p=1, maxmem=2**26)"


class Flood(Loads):
    def __init__(self, build, folder, accounts, seconds, rounds, get_rate, times):
        super().__init__(build, folder, accounts)
        self.seconds, self.rounds, self.get_rate, self.times = seconds, rounds, get_rate, times

    def run(self):
        self.daemon.prepare()
        self.daemon.start()
        self.key_file = self.make_flooder()
        capacity = refused_per_second(self.logins("--closed", "--connections", "8"))
        rate = capacity * self.times
        self.key_file = None  # the quiet tenant's, which the first run makes, with its accounts
        self.gets()
        self.wrong = ""
        kinds = [self.gets, self.gets_beside_stranger, lambda: self.gets_beside_flood(rate)]
        before, found = self.canaries(), [[] for _ in kinds]
        meter, begun = Meter(self.daemon.process.pid), time.monotonic()
        for number in range(self.rounds):
            for kind in range(len(kinds)):
                turn = (number + kind) % len(kinds)
                found[turn].append(kinds[turn]())
        foreign = meter.used()["foreign_cpu_seconds"] / (time.monotonic() - begun)
        alone, stranger, beside = (merged([latency([one]) for one in runs]) for runs in found)
        return {"accounts": self.accounts, "get_rate": self.get_rate, "login_capacity": capacity,
                "flood_rate": rate, "flood_answered": self.flooded, "alone": without_buckets(alone),
                "beside_stranger": without_buckets(stranger), "beside": without_buckets(beside),
                "p99_ratio": beside["p99_us"] / alone["p99_us"],
                "p99_ratio_to_stranger": beside["p99_us"] / stranger["p99_us"],
                "void": reason_to_void(before, self.canaries(), foreign), "wrong": self.wrong}

    def stop(self):
        self.daemon.stop()

    def make_flooder(self):
        """A tenant whose guesses cost no wait, so that each of them has a hash made; and the calls that guess."""
        operator = greeted(("127.0.0.1", self.daemon.port), {"operator_key": self.daemon.operator_key_file.read_text().strip()})
        made = Updater.guarded(operator.call, "tenants.create", {"tenant": "flood", "name": "Flood", "currency": "EUR"})
        operator.close()
        client = greeted(("127.0.0.1", self.daemon.port), {"api_key": made["api_key"]})
        Updater.guarded(client.call, "settings.update", {"set": {"login_failures_free": 20}})
        Updater.guarded(client.call, "sites.create", {"site": "north", "name": "North"})
        client.close()
        self.guesses = self.folder / "flood.script"
        self.guesses.write_text("".join(
            f"0\tshopper.login\t{json.dumps([{'site': 'north', 'username': f'nobody{i}@example.com', 'password': PASSWORD}])}\n"
            for i in range(LOGINS)), encoding="utf-8")
        self.flood_key = self.folder / "flood.key"
        self.flood_key.write_text(made["api_key"])
        return self.flood_key

    def logins(self, *how):
        return self.bench("--work", "script", "--script", str(self.guesses), "--seconds", str(self.seconds), *how)

    def gets(self):
        return self.bench("--work", "get", "--connections", "16", "--rate", str(self.get_rate), "--seconds",
                          str(self.seconds))

    def gets_beside_stranger(self):
        with contextlib.ExitStack() as ending:
            stranger = subprocess.Popen([sys.executable, "-c", STRANGER])
            ending.callback(stranger.wait)
            ending.callback(stranger.kill)
            return self.gets()

    def gets_beside_flood(self, rate):
        self.key_file = self.flood_key
        with self.background("--work", "script", "--script", str(self.guesses), "--connections", "64", "--in-flight", "8",
                             "--rate", str(rate), "--seconds", str(self.seconds + 2)) as flooding:
            time.sleep(1)  # the flood runs
            self.key_file = None
            told = self.gets()
        wrong = self.wrong
        report = self.report_of(flooding)  # all its calls are refused
        self.wrong = wrong
        self.flooded = refused_per_second(report)
        return told


def refused_per_second(report):
    return report["failed"] / report["seconds"]
