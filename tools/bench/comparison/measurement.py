"""The runs: which server does which work when, and what came out."""
import dataclasses
import json
import shutil
import statistics
import subprocess
import sys
import time

from . import packages, servers
from .budget import WARM_UP_SHARE, Budget
from .importing import People

ROUNDS = 3
RESTART_SECONDS = 2.5  # of all servers, when the flushes get slow
MOVED = 1.2            # a canary that moved by more voids the round
FOREIGN_CORES = 0.2    # other processes that used more void it too


@dataclasses.dataclass
class Result:
    """A row with the medians over its rounds that count, or over all of them if none does."""
    row: object
    atrium: dict
    peer: dict
    ratios: list  # round by round
    void: str     # why no round counts; empty if one does
    wrong: str    # the first wrong or missing answer; empty if all were good

    @property
    def ratio(self):
        return ratio(self.row, self.atrium, self.peer)


def ratio(row, atrium, peer):
    key = "p50_us" if row.p50 else "per_second"
    return atrium[key] / peer[key] if peer[key] else 0.0


class Measurement:
    def __init__(self, build, folder, rows, accounts, seconds, ends_at):
        self.program = build.resolve() / "bin" / "atrium"
        self.folder, self.rows, self.accounts = folder, rows, accounts
        self.loads = list(dict.fromkeys(row.load for row in rows))
        slow = any(load.slow_flush for load in self.loads)
        runs = sum(1 + len(self.peers_of(load)) for load in self.loads) * ROUNDS
        self.budget = Budget(seconds, ends_at, runs, RESTART_SECONDS if slow else 0)
        self.versions = {}
        folder.chmod(0o711)  # PostgreSQL's user passes through
        library = folder / "libslow_flush.so"
        if slow:
            shutil.copy(build / "lib" / library.name, library)
            library.chmod(0o755)
        made = {"atrium": lambda: servers.Atrium(folder, library, build),
                "redis": lambda: servers.Redis(folder, library),
                "postgresql": lambda: servers.PostgreSQL(folder, library),
                "tarantool": lambda: servers.Tarantool(folder, library, accounts)}
        self.servers = {name: make() for name, make in made.items()
                        if name == "atrium" or name in {row.peer for row in rows}}
        self.people = People(folder, self.servers, accounts)

    def peers_of(self, load):
        return [row.peer for row in self.rows if row.load == load]

    def run(self):
        for server in self.servers.values():
            say(f"starting {server.name}")
            server.prepare()
            server.start()
            self.fill(server)
        results = {}
        # Those with slow flushes last: every server is started again for them.
        for load in sorted(self.loads, key=lambda one: one.slow_flush):
            if load.slow_flush and self.budget.reserved:
                self.restart_slow()
            results.update(self.measure(load))
        return [results[row] for row in self.rows]

    def fill(self, server):
        """With what its rows need; one account tells the version."""
        accounts = self.accounts if any(not load.of_people for load in self.loads) else 1
        say(f"filling {server.name} with {accounts} accounts")
        self.versions[server.name] = self.bench(server, *server.bench_arguments(), "--work", "fill",
                                               accounts=accounts)["server_version"]
        if any(load.work == "list" and server.name in ("atrium", *self.peers_of(load)) for load in self.loads):
            say(f"importing {self.accounts} people into {server.name}")
            self.people.script(server.name)

    def stop(self):
        for server in self.servers.values():
            server.stop()

    def restart_slow(self):
        say("starting again with 1 ms added to each flush")
        self.budget.reserved = 0
        needed = {"atrium", *(row.peer for row in self.rows if row.load.slow_flush)}
        for server in self.servers.values():
            server.stop()
            if server.name in needed:
                server.start(slow_flush=True)

    def measure(self, load):
        """Rounds of Atrium and its peers in turn, each round between two looks at the machine."""
        names = ["atrium", *self.peers_of(load)]
        rounds = []
        before = self.canaries()
        for number in range(ROUNDS):
            seconds = self.budget.seconds_per_run(len(names), may_skip=bool(rounds))
            if seconds is None:
                self.budget.spend(len(names))
                continue
            say(f"{load.work} {load.connections}x{load.in_flight}{' with slow flushes' if load.slow_flush else ''}, "
                f"round {number + 1}: {seconds:.2f} s each of {', '.join(names)}")
            begun = time.monotonic()
            # Each round begins with another one, so that nobody always follows the same neighbour.
            turn = number % len(names)
            figures = {name: self.one_run(self.servers[name], load, seconds) for name in names[turn:] + names[:turn]}
            self.budget.spend(len(names), seconds, time.monotonic() - begun)
            after = self.canaries()
            rounds.append((figures, reason_to_void(load, before, after, figures)))
            before = after
        return {row: result_of(row, rounds) for row in self.rows if row.load == load}

    def one_run(self, server, load, seconds):
        if load.work == "import":
            return self.people.run(server.name)
        work = self.people.pages(server.name) if load.work == "list" else [*server.bench_arguments(), "--work", load.work]
        return self.bench(server, *work, "--connections", str(load.connections), "--in-flight",
                          str(load.in_flight), "--closed", "--seconds", f"{seconds:.3f}", "--warm-up",
                          f"{seconds * WARM_UP_SHARE:.3f}", "--repeats", "1", "--no-canaries")

    def bench(self, server, *arguments, accounts=None):
        return self.call("--connect", f"127.0.0.1:{server.port}", "--server-pid",
                         str(server.process.pid), "--accounts", str(accounts or self.accounts), *arguments)

    def canaries(self):
        return self.call("--canaries-only", "--flush-folder", str(self.folder))

    def call(self, *arguments):
        command = [str(self.program), "bench", *arguments, "--json"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        # Exit code 1 with a report: answers were wrong or missing; the report says which.
        if done.returncode not in (0, 1) or not done.stdout:
            raise servers.Failure(f"{' '.join(command)}\n{done.stderr.strip()}")
        return json.loads(done.stdout)

    def description(self):
        packaged = {peer: packages.version(package) for peer, (package, _) in packages.PROGRAMS.items()
                    if peer in self.servers}
        versions = ", ".join(f"{name} {version}" + (f" (package {packaged[name]})" if name in packaged else "")
                             for name, version in self.versions.items())
        return f"{self.accounts} accounts; {versions}"


def reason_to_void(load, before, after, figures):
    watched = ["core_round_trip_ns", "echo_per_second"] + ([] if load.work in ("get", "list") else ["flush_us"])
    reasons = [f"{name} moved from {before[name]:.4g} to {after[name]:.4g}" for name in watched
               if before[name] and after[name] and not 1 / MOVED <= after[name] / before[name] <= MOVED]
    foreign = max(one["runs"][0]["foreign_cpu_seconds"] / one["runs"][0]["seconds"] for one in figures.values())
    if foreign > FOREIGN_CORES:
        reasons.append(f"other processes used {foreign:.2f} cores")
    return "; ".join(reasons)


def result_of(row, rounds):
    counted = [figures for figures, void in rounds if not void] or [figures for figures, _ in rounds]
    wrong = [f"{name}: {one['failed']} failed, {one['unanswered']} unanswered; {one['first_failure']}"
             for figures, _ in rounds for name, one in figures.items()
             if name in ("atrium", row.peer) and one["failed"] + one["unanswered"] > 0]
    return Result(row=row, atrium=medians([figures["atrium"] for figures in counted]),
                  peer=medians([figures[row.peer] for figures in counted]),
                  ratios=[ratio(row, figures["atrium"], figures[row.peer]) for figures in counted],
                  void="" if any(not void for _, void in rounds) else rounds[0][1], wrong=wrong[0] if wrong else "")


def medians(runs):
    return {name: statistics.median(run[name] for run in runs)
            for name, value in runs[0].items() if isinstance(value, (int, float)) and not isinstance(value, bool)}


def say(text):
    print(f"compare: {text}", file=sys.stderr, flush=True)
