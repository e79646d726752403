"""The steps of tools/bench/footprint: what is measured, in this order, on one data folder."""
import json
import statistics
import subprocess
import sys
import time

from . import memory, servers
from .updating import Updater

ACCOUNTS_MIN = 1000
SETTLE_SECONDS = 1
CLEAN_STOP_SECONDS = 120
LATENCY_CALLS = {"durable": 2000, "refused": 4000}  # of accounts not live, and as many of live ones
WARMED_UP = 10  # a tenth of the accounts is live before the memory of an actor is looked at
RATE_REPEATS = 3


class MeasuredAtrium(servers.Atrium):
    """Atrium with settings, whose starts are timed and whose stops must be clean."""

    def __init__(self, folder, build):
        super().__init__(folder, None, build)
        self.settings = {}
        self.data_file = self.folder / "store" / "data.mdb"

    def command(self):
        return [*super().command(),
                *(word for name, value in self.settings.items() for word in (f"--{name}", str(value)))]

    def start_with(self, **settings):
        """Milliseconds from spawning the process to its line `ready`."""
        self.settings = settings
        begun = time.monotonic()
        self.start()
        return (time.monotonic() - begun) * 1000

    def stop_cleanly(self):
        self.process.send_signal(self.stop_signal)
        try:
            code = self.process.wait(CLEAN_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise servers.Failure(f"atriumd did not stop within {CLEAN_STOP_SECONDS} s of SIGTERM") from None
        if code != 0:
            raise servers.Failure(f"atriumd ended with {code} after SIGTERM; its log ends with:\n{self.log_end()}")
        self.stop()

    def memory(self):
        time.sleep(SETTLE_SECONDS)
        return memory.of_process(self.process.pid, self.data_file)


class Footprint:
    def __init__(self, build, folder, accounts, starts, seconds, live_accounts_max, account_idle_ms):
        self.folder, self.accounts, self.starts, self.seconds = folder, accounts, starts, seconds
        self.idle_ms, self.live_max = account_idle_ms, live_accounts_max
        self.daemon = MeasuredAtrium(folder, build)

    def run(self):
        self.daemon.prepare()
        return {"accounts": self.accounts, "fill": self.fill(), "start": self.start_times(), "live": self.live_actors(),
                "rates": self.rates()}

    def stop(self):
        self.daemon.stop()

    def fill(self):
        say(f"filling with {self.accounts} accounts")
        self.daemon.start_with()
        report = self.bench("--work", "fill")
        self.daemon.stop_cleanly()
        file = self.daemon.data_file.stat()
        return {"seconds": report["runs"][0]["seconds"], "per_second": report["per_second"],
                "file_bytes": file.st_size, "disk_bytes": file.st_blocks * 512,
                "disk_bytes_per_account": file.st_blocks * 512 / self.accounts}

    def start_times(self):
        say(f"starting {self.starts} times with the data file evicted, {self.starts} times with it in the page cache")
        evicted = [self.one_start(memory.evict) for _ in range(self.starts)]
        warm = [self.one_start(memory.warm) for _ in range(self.starts)]
        return {"evicted": summary(evicted), "warm": summary(warm)}

    def one_start(self, prepare):
        share = prepare(self.daemon.data_file)
        ready_ms = self.daemon.start_with()
        found = {"ready_ms": ready_ms, "cached_share": share, **self.daemon.memory()}
        self.daemon.stop_cleanly()
        return found

    def live_actors(self):
        count = min(self.accounts, self.live_max)
        say(f"making {count} account actors live, letting them go, and making them live again")
        self.daemon.start_with(**{"actors.live_accounts_max": self.live_max, "actors.account_idle_ms": self.idle_ms})
        updater = Updater(self.daemon.port, *((path / name).read_text().strip() for path, name in
                                              ((self.folder, "bench.key"), (self.daemon.folder, "operator.key"))))
        try:
            return self.follow_live_actors(updater, [i * self.accounts // count for i in range(count)])
        finally:
            updater.close()

    def follow_live_actors(self, updater, items):
        hint = "a longer --account-idle-ms keeps them"
        first = len(items) // WARMED_UP
        at_rest = self.daemon.memory()
        updater.update_all(items[:first], "Live")
        warmed_up = self.daemon.memory()
        updater.expect_live(first, hint)
        updater.update_all(items[first:], "Live")
        live = self.daemon.memory()
        updater.expect_live(len(items), hint)
        updater.await_none_live(self.idle_ms)
        let_go = self.daemon.memory()
        activation = self.activation(updater, items)
        updater.update_all(items, "Again")
        again = self.daemon.memory()
        updater.expect_live(len(items), hint)
        self.daemon.stop_cleanly()
        return {"accounts": len(items), "idle_ms": self.idle_ms, "at_rest": at_rest, "warmed_up": warmed_up,
                "live": live, "let_go": let_go, "live_again": again,
                "bytes_per_actor": (live["anon"] - warmed_up["anon"]) / (len(items) - first),
                "activation": activation}

    def activation(self, updater, items):
        """Updates of accounts that are not live beside those of accounts that are: durable ones, and refused ones."""
        # Accounts that the other kind does not touch, spread over all.
        samples = {name: items[at::2][::max(1, len(items) // 2 // calls)][:calls]
                   for at, (name, calls) in enumerate(LATENCY_CALLS.items())}
        say("updates of accounts that are not live, and of the same when they are")
        updater.expect_live(0, "nobody else may call this daemon")
        found = {}
        for name, sample in samples.items():
            cold, live = updater.cold_and_live(sample, self.idle_ms, refused=name == "refused")
            found[name] = {"not_live_us": latency(cold), "live_us": latency(live),
                           "difference_us": statistics.median(cold) - statistics.median(live)}
        return found

    def rates(self):
        say("rates of get and update")
        memory.warm(self.daemon.data_file)
        self.daemon.start_with()
        found = {work: self.rate(work) for work in ("get", "update")}
        self.daemon.stop_cleanly()
        return found

    def rate(self, work):
        report = self.bench("--work", work, "--connections", "64", "--in-flight", "1", "--closed", "--seconds",
                            str(self.seconds), "--repeats", str(RATE_REPEATS), "--flush-folder", str(self.folder))
        wrong = report["failed"] + report["unanswered"]
        voids = dict.fromkeys(run["void_because"] for run in report["runs"])
        return {"per_second": report["per_second"], "range": report["range"]["per_second"], "p50_us": report["p50_us"],
                "p99_us": report["p99_us"], "server_cores": report["server_cores"],
                "per_server_cpu_second": report["per_server_cpu_second"],
                "flush_us": report["runs"][0]["canaries_before"]["flush_us"],
                "void": "; ".join(voids) if report["void"] else "",
                "wrong": f"{wrong} answers wrong or missing: {report['first_failure']}" if wrong else ""}

    def bench(self, *arguments):
        daemon = self.daemon
        command = [str(daemon.programs / "atrium"), "bench", *daemon.bench_arguments(), "--connect",
                   f"127.0.0.1:{daemon.port}", "--server-pid", str(daemon.process.pid), "--accounts",
                   str(self.accounts), *arguments, "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        # Exit code 1 with a report: answers were wrong or missing; the report says which.
        if done.returncode not in (0, 1) or not done.stdout:
            raise servers.Failure(f"{' '.join(command)}\n{done.stderr.strip()}\n"
                                  f"atriumd's log ends with:\n{daemon.log_end()}")
        return json.loads(done.stdout)


def summary(starts):
    ready = [one["ready_ms"] for one in starts]
    return {"ready_ms": statistics.median(ready), "range": [min(ready), max(ready)],
            "cached_share": statistics.median(one["cached_share"] for one in starts),
            "at_rest": {name: statistics.median(one[name] for one in starts) for name in ("anon", "file", "map")}}


def latency(us):
    return {"median": statistics.median(us), "p99": statistics.quantiles(us, n=100)[98]}


def say(text):
    print(f"footprint: {text}", file=sys.stderr, flush=True)
