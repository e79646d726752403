"""Loads on one daemon by `atrium bench`, alone or beside one another, and what their reports say together."""
import collections
import contextlib
import json
import subprocess
import tempfile

from . import servers
from .measurement import FOREIGN_CORES, MOVED


class Loads:
    """What runs them has the daemon's `key_file` before the first."""

    def __init__(self, build, folder, accounts):
        self.folder, self.accounts = folder, accounts
        self.daemon = servers.Atrium(folder, None, build)
        self.wrong = ""

    def command(self, *arguments):
        daemon = self.daemon
        return [str(daemon.programs / "atrium"), "bench", *daemon.bench_arguments(self.key_file), "--connect",
                f"127.0.0.1:{daemon.port}", "--server-pid", str(daemon.process.pid), "--accounts", str(self.accounts),
                *arguments, "--repeats", "1", "--no-canaries", "--json", "--buckets"]

    def bench(self, *arguments):
        with self.background(*arguments) as running:
            running.wait()
        return self.report_of(running)

    @contextlib.contextmanager
    def background(self, *arguments):
        """A run that has ended when the block has, whatever happens in it."""
        with tempfile.TemporaryFile("w+", encoding="utf-8", dir=self.folder) as output:
            running = subprocess.Popen(self.command(*arguments), stdout=output, stderr=output,
                                       start_new_session=True)
            try:
                yield running
                running.wait()
                output.seek(0)
                running.said = output.read()
            finally:
                if running.poll() is None:
                    running.terminate()
                    running.wait()

    def report_of(self, ended):
        # Exit code 1 with a report: answers were wrong or missing; the report says which.
        if ended.returncode not in (0, 1) or not ended.said.startswith("{"):
            raise servers.Failure(f"atrium bench: {ended.said.strip()}\natriumd's log ends with:\n"
                                  f"{self.daemon.log_end()}")
        report = json.loads(ended.said)
        if report["failed"] + report["unanswered"] and not self.wrong:
            self.wrong = (f"{report['command']}: {report['failed']} failed, {report['unanswered']} unanswered; "
                          f"{report['first_failure']}")
        return report

    def canaries(self):
        done = subprocess.run([self.daemon.programs / "atrium", "bench", "--canaries-only", "--flush-folder",
                               self.folder, "--json"], stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)


def reason_to_void(before, after, foreign):
    reasons = [f"{name} moved from {before[name]:.4g} to {after[name]:.4g}"
               for name in ("core_round_trip_ns", "echo_per_second")
               if before[name] and after[name] and not 1 / MOVED <= after[name] / before[name] <= MOVED]
    if foreign > FOREIGN_CORES:
        reasons.append(f"other processes used {foreign:.2f} cores")
    return "; ".join(reasons)


def latency(reports):
    """Of all of them together."""
    buckets = collections.Counter()
    for report in reports:
        buckets.update(dict(report["latency_buckets_ns"]))
    return {**percentiles(buckets), "max_us": max(report["max_us"] for report in reports), "buckets": buckets}


def merged(cells):
    buckets = sum((cell["buckets"] for cell in cells), collections.Counter())
    return {**percentiles(buckets), "max_us": max(cell["max_us"] for cell in cells)}


def percentiles(buckets):
    count, told, seen = sum(buckets.values()), {}, 0
    bounds = {"p50_us": 0.5 * count, "p99_us": 0.99 * count}
    for highest, values in sorted(buckets.items()):
        seen += values
        for name, bound in bounds.items():
            if name not in told and seen >= bound:
                told[name] = highest / 1000
    return {"count": count, **told}


def without_buckets(told):
    return {name: value for name, value in told.items() if name != "buckets"}
