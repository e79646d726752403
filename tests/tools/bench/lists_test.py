#!/usr/bin/python3
"""Tests of the parts of tools/bench/lists."""
import json
import os
import pathlib
import sys
import unittest
from unittest import mock

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tools" / "bench"), str(ROOT / "tests" / "live")]
from comparison import lists, lists_table  # noqa: E402


def report_of(buckets, max_us=9.0):
    return {"latency_buckets_ns": buckets, "max_us": max_us}


class Latencies(unittest.TestCase):
    def test_percentiles_are_of_all_runs_together(self):
        told = lists.latency([report_of([[1000, 98], [5000, 1]]), report_of([[7000, 1]], max_us=7.0)])
        self.assertEqual((told["count"], told["p50_us"], told["p99_us"], told["max_us"]), (100, 1.0, 5.0, 9.0))

    def test_cells_are_merged_by_their_answers_and_not_by_their_percentiles(self):
        many, one = lists.latency([report_of([[1000, 999]])]), lists.latency([report_of([[8000, 1]], max_us=8.0)])
        self.assertEqual(lists.merged([many, one])["p99_us"], 1.0)
        self.assertEqual(lists.merged([many, one])["max_us"], 9.0)

    def test_the_slowest_order_is_named(self):
        cells = [{"filter": "none", "sort": sort, "p99_us": p99} for sort, p99 in (("email", 2.0), ("-email", 3.0))]
        self.assertEqual(lists.slowest(cells)["sort"], "-email")

    def test_quantiles_of_one_sample_are_it(self):
        self.assertEqual(lists.quantiles([5.0]), {"p50_us": 5.0, "p99_us": 5.0, "max_us": 5.0})


class Voiding(unittest.TestCase):
    still = {"core_round_trip_ns": 100.0, "echo_per_second": 50000.0, "flush_us": 40.0}

    def test_a_still_machine_voids_nothing(self):
        self.assertEqual(lists.reason_to_void(self.still, self.still, 0.1), "")

    def test_a_canary_that_moved_and_other_processes_void(self):
        self.assertIn("echo_per_second", lists.reason_to_void(self.still, self.still | {"echo_per_second": 9000.0}, 0))
        self.assertIn("other processes", lists.reason_to_void(self.still, self.still, 0.3))


class Run(unittest.TestCase):
    steps = {"fill": "fill", "pages": "pages", "load": "open_loop", "asked": "searches", "beside": "gets_beside_lists",
             "reindex": "reindex", "lag": "lag"}

    def run_of(self, only=()):
        run = lists.Lists(pathlib.Path("build"), pathlib.Path("."), 1000, 0.1, 5, 3, 1000, only)
        run.daemon = mock.Mock()
        run.daemon.process.pid = os.getpid()
        run.canaries = mock.Mock(return_value=Voiding.still)
        for name, method in self.steps.items():
            setattr(run, method, mock.Mock(return_value={"is": name}))
        return run

    def test_it_has_so_many_customers_and_takes_every_step_between_two_looks_at_the_machine(self):
        run = self.run_of()
        found = run.run()
        self.assertEqual(found["customers"], 1000)
        for name in self.steps:
            self.assertEqual(found[name]["is"], name)
        self.assertEqual(run.canaries.call_count, len(self.steps) + 1)

    def test_it_takes_the_import_and_those_steps_only_that_are_asked_for(self):
        run = self.run_of(only=["lag"])
        self.assertEqual([name for name in run.run() if name in self.steps], ["fill", "lag"])

    def test_every_pair_of_filters_is_asked_for_in_every_order(self):
        run = lists.Lists(pathlib.Path("build"), pathlib.Path("."), 1000, 0.1, 5, 3, 1000)
        run.pages_of = lambda named: [(1, (0, "customers.list", named))]
        run.one_by_one = lambda call: lists.latency([report_of([[1000, 1]])])
        self.assertEqual(len(run.pages()["each"]), 2 * len(lists.SORTED) * len(lists.filters(1000)))


class Table(unittest.TestCase):
    def report(self, void=""):
        time = {"p50_us": 250.0, "p99_us": 1500.0, "max_us": 2000.0}
        slowest = {"filter": "none", "sort": "-email", "p99_us": 1500.0}
        gets = {"alone": time, "beside": time, "alone_per_second": 1e5, "beside_per_second": 9e4,
                "rate_ratios": [0.9, 0.95, 0.85], "p50_ratio": 1.0, "p99_ratio": 1.25}
        steps = {"fill": {"seconds": 1.0, "per_second": 1e4, "server_cpu_us": 140.0},
                 "pages": {"by_filter": [{"filter": "none", "page": 1000, **time, "slowest": slowest}],
                           "by_page": [{"page": 1000, "count": 10, **time, "slowest": slowest}]},
                 "load": {"rate": 1000.0, **time}, "asked": {"each": [{"asked": "search ma", **time}]},
                 "beside": {"rate": 5e4, "open": gets, "closed": gets},
                 "reindex": {"seconds": 30.0, "get_rate": 2e4, "gets": time, "pages": time},
                 "lag": {"samples": 10, "updates_per_second": 1e3, "behind_max": 7, "with_min_seq": time,
                         "without": time}}
        about = {"customers": 1000, "kernel": "Linux", "cores": 2, "cpu": "one", "memory_bytes": 1 << 30,
                 "atriumd": "atriumd 1", "atriumd_sha256": "0" * 64, "python": "3.11", "load_before": [0, 0, 0],
                 "load_after": [0, 0, 0], "command": "tools/bench/lists", "wrong": ""}
        return about | {name: step | {"void": void} for name, step in steps.items()}

    def test_it_tells_every_step(self):
        text = lists_table.as_text(self.report())
        self.assertRegex(text, r"page 1,000 of: none +0\.25 ms +1\.50 ms +2\.00 ms +slowest by -email")
        self.assertRegex(text, r"gets, closed loop, beside lists .*0\.90 of it \(0\.85-0\.95\); p50 x 1\.00, p99 x 1\.25")
        self.assertNotIn("VOID", text)

    def test_what_is_void_is_told(self):
        self.assertIn("VOID lag: others", lists_table.as_text(self.report(void="others")))
        self.assertEqual(json.loads(lists_table.as_json(self.report("others")))["pages"]["void"], "others")


if __name__ == "__main__":
    unittest.main()
