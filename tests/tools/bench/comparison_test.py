#!/usr/bin/env python3
"""Tests of tools/bench/compare's parts and of the library that slows flushes."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools" / "bench"))
from comparison import budget, importing, measurement, people, rows, table, usage  # noqa: E402


def run_of(per_second, p50_us=100.0, failed=0, foreign=0.0):
    return {"per_second": per_second, "p50_us": p50_us, "failed": failed, "unanswered": 0, "first_failure": "-ERR",
            "void": False, "runs": [{"foreign_cpu_seconds": foreign, "seconds": 1.0}]}


def rounds_of(atrium, redis, void=""):
    return [({"atrium": run_of(one), "redis": run_of(other)}, void) for one, other in zip(atrium, redis)]


GET = rows.Row(rows.GET, "redis", floor=0.6, goal=1)
ALONE = rows.Row(rows.GET_ALONE, "redis", floor=2, goal=1.2, p50=True)
CANARIES = {"core_round_trip_ns": 100.0, "echo_per_second": 50000.0, "flush_us": 40.0}


class Rows(unittest.TestCase):
    def test_every_row_has_a_name_of_its_own(self):
        self.assertEqual(len({row.name for row in rows.ROWS}), len(rows.ROWS))

    def test_more_is_better_for_rates_and_less_for_latencies(self):
        self.assertTrue(GET.reaches(0.61, 0.6))
        self.assertFalse(GET.reaches(0.59, 0.6))
        self.assertTrue(ALONE.reaches(1.9, 2))
        self.assertFalse(ALONE.reaches(2.1, 2))


class JsonRows(unittest.TestCase):
    def told(self, row, rounds):
        return json.loads(table.as_json([measurement.result_of(row, rounds)]))[0]

    def test_a_row_has_the_promised_members(self):
        told = self.told(GET, rounds_of([50, 90, 70], [100, 100, 100]))
        self.assertEqual({name: told[name] for name in ("work", "peer", "connections", "in_flight", "atrium_per_s",
                                                        "peer_per_s", "ratio")},
                         {"work": "get", "peer": "redis", "connections": 64, "in_flight": 1, "atrium_per_s": 70,
                          "peer_per_s": 100, "ratio": 0.7})
        self.assertEqual(told["ratio_range"], [0.5, 0.9])
        self.assertTrue(told["reaches_floor"])
        self.assertFalse(told["reaches_goal"])

    def test_the_row_of_one_connection_is_about_the_median_latency(self):
        told = self.told(ALONE, [({"atrium": run_of(1, p50_us=15.0), "redis": run_of(1, p50_us=10.0)}, "")])
        self.assertEqual((told["work"], told["atrium_p50_us"], told["peer_p50_us"], told["ratio"]),
                         ("get_p50", 15.0, 10.0, 1.5))
        self.assertTrue(told["reaches_floor"])
        self.assertFalse(told["reaches_goal"])

    def test_void_rounds_do_not_count_beside_one_that_does(self):
        told = self.told(GET, rounds_of([70], [100]) + rounds_of([900], [100], void="the flush moved"))
        self.assertEqual((told["ratio"], told["void"]), (0.7, ""))

    def test_only_void_rounds_are_told_as_void(self):
        told = self.told(GET, rounds_of([900], [100], void="the flush moved"))
        self.assertEqual(told["void"], "the flush moved")

    def test_wrong_answers_are_told(self):
        told = self.told(GET, [({"atrium": run_of(1, failed=3), "redis": run_of(1)}, "")])
        self.assertIn("atrium: 3 failed", told["wrong"])

    def test_the_text_marks_what_is_reached_and_what_is_wrong(self):
        text = table.as_text([measurement.result_of(GET, rounds_of([70], [100]))], "")
        self.assertRegex(text, r"get +redis +64 x 1 +70 +100 +0\.70 .*0\.6 ok +1 --")
        wrong = measurement.result_of(GET, [({"atrium": run_of(1, failed=3), "redis": run_of(1)}, "")])
        self.assertIn("WRONG ANSWERS get redis 64x1", table.as_text([wrong], ""))


class Voiding(unittest.TestCase):
    def reason(self, load, after, foreign=0.0):
        figures = {"atrium": run_of(1, foreign=foreign), "redis": run_of(1)}
        return measurement.reason_to_void(load, CANARIES, CANARIES | after, figures)

    def test_a_still_machine_voids_nothing(self):
        self.assertEqual(self.reason(rows.UPDATE, {"flush_us": 47.0}, foreign=0.1), "")

    def test_a_canary_that_moved_voids(self):
        self.assertIn("core_round_trip_ns", self.reason(rows.GET, {"core_round_trip_ns": 380.0}))
        self.assertIn("echo_per_second", self.reason(rows.GET, {"echo_per_second": 30000.0}))

    def test_the_flush_counts_for_durable_work_alone(self):
        self.assertEqual(self.reason(rows.GET, {"flush_us": 90.0}), "")
        self.assertIn("flush_us", self.reason(rows.UPDATE, {"flush_us": 90.0}))

    def test_other_processes_void(self):
        self.assertIn("other processes", self.reason(rows.GET, {}, foreign=0.5))


class People(unittest.TestCase):
    def test_everybody_is_unique_and_the_same_in_every_run(self):
        some = list(people.customers(2000))
        self.assertEqual(some, list(people.customers(2000)))
        for column in ("id", "email", "username", "external_id"):
            values = [one[people.COLUMNS.index(column)] for one in some]
            values = [value for value in values if value is not None]
            self.assertEqual(len(set(values)), len(values), column)

    def test_some_names_are_common_and_some_columns_often_empty(self):
        some = list(people.customers(2000))
        last_names = [one[people.COLUMNS.index("last_name")] for one in some]
        self.assertGreater(max(map(last_names.count, set(last_names))), 10)
        self.assertGreater(len(set(last_names)), 500)
        companies = [one[people.COLUMNS.index("company")] for one in some]
        self.assertTrue(1000 < companies.count(None) < 1900)

    def test_both_sides_get_the_same_rows(self):
        with tempfile.TemporaryDirectory() as folder:
            lines, text = pathlib.Path(folder, "jsonl"), pathlib.Path(folder, "copy")
            people.write_json_lines(lines, 100)
            people.write_copy_text(text, 100)
            for one, other in zip(lines.read_text().splitlines(), text.read_text().splitlines(), strict=True):
                named = {name: value for name, value in zip(people.COLUMNS, other.split("\t"), strict=True)
                         if value != "\\N"}
                self.assertEqual({name: str(value) for name, value in json.loads(one).items()}, named)


class Imports(unittest.TestCase):
    def test_an_import_is_told_as_a_run_is(self):
        figures = importing.figures_of(1000, 2.0, {"foreign_cpu_seconds": 0.1})
        self.assertEqual(figures["per_second"], 500)
        self.assertEqual(set(run_of(1)) - set(figures), {"void"})
        self.assertEqual(measurement.reason_to_void(rows.IMPORT, CANARIES, CANARIES, {"atrium": figures}), "")
        busy = importing.figures_of(1000, 2.0, {"foreign_cpu_seconds": 1.0})
        self.assertIn("other processes", measurement.reason_to_void(rows.IMPORT, CANARIES, CANARIES, {"atrium": busy}))

    def test_the_flush_counts_for_imports_and_not_for_lists(self):
        figures, moved = {"atrium": run_of(1)}, CANARIES | {"flush_us": 90.0}
        self.assertIn("flush_us", measurement.reason_to_void(rows.IMPORT, CANARIES, moved, figures))
        self.assertEqual(measurement.reason_to_void(rows.LIST, CANARIES, moved, figures), "")

    def test_cpu_time_is_that_of_the_tree_of_processes(self):
        with subprocess.Popen([sys.executable, "-c", "import time\nwhile time.process_time() < 0.2: pass"]) as busy:
            busy.wait()
            self.assertGreaterEqual(usage.own_seconds(), 0.2)
        self.assertGreater(usage.tree_seconds(os.getpid()), 0.1)
        self.assertEqual(usage.tree_seconds(2**30), 0)


class BudgetOfTime(unittest.TestCase):
    def test_without_an_end_each_run_takes_what_was_asked(self):
        self.assertEqual(budget.Budget(5, None, 10, 0).seconds_per_run(2, may_skip=True), 5)

    def test_what_is_left_is_shared(self):
        whole = budget.Budget(5, time.monotonic() + 30, 20, 0)
        seconds = whole.seconds_per_run(2, may_skip=True)
        self.assertGreater(seconds, 0.5)
        self.assertLess(20 * seconds * (1 + budget.WARM_UP_SHARE), 30)

    def test_late_rounds_are_left_out_but_never_the_first(self):
        late = budget.Budget(5, time.monotonic() + 1, 20, 0)
        self.assertIsNone(late.seconds_per_run(2, may_skip=True))
        self.assertEqual(late.seconds_per_run(2, may_skip=False), budget.SHORTEST_SECONDS)


SLOWED = """
import os, sys, tempfile, time, mmap
def took(action):
    begun = time.monotonic()
    action()
    return time.monotonic() - begun
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "file")
    plain = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    through = os.open(path, os.O_WRONLY | os.O_DSYNC)
    copy = os.dup(through)
    os.ftruncate(plain, 4096)
    mapped = mmap.mmap(plain, 4096)
    slow = [lambda: os.fsync(plain), lambda: os.fdatasync(plain), lambda: mapped.flush(),
            lambda: os.write(through, b"x"), lambda: os.pwrite(through, b"x", 0), lambda: os.pwritev(through, [b"x"], 0),
            lambda: os.write(copy, b"x")]
    print(*(took(action) for action in slow))
    os.close(through)
    again = os.open(path, os.O_WRONLY)
    assert again == through
    print(*(took(action) for action in [lambda: os.write(plain, b"x"), lambda: os.pwrite(again, b"x", 0)]))
"""


class SlowFlush(unittest.TestCase):
    def test_flushes_and_writes_through_take_longer_and_others_do_not(self):
        delay = 0.3
        done = subprocess.run(
            [sys.executable, "-c", SLOWED], capture_output=True, text=True, check=True,
            env=dict(os.environ, LD_PRELOAD=os.environ["SLOW_FLUSH_LIBRARY"], SLOW_FLUSH_US=str(int(delay * 1e6))))
        slow, fast = ([float(word) for word in line.split()] for line in done.stdout.splitlines())
        self.assertEqual(len(slow), 7)
        for seconds in slow:
            self.assertGreaterEqual(seconds, delay)
        # Not "fast": on a busy machine one write may wait. Both slowed would take twice the delay.
        self.assertLess(min(fast), delay)


if __name__ == "__main__":
    unittest.main()
