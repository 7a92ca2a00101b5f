#!/usr/bin/env python3
"""Tests of report.py: what it shows, and that it refuses what it cannot trust."""
import copy
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

REPORT = pathlib.Path(__file__).with_name("report.py")


def entries(name, times, max_ulp=None):
    """The repetitions of one row, as Google Benchmark writes them, and an aggregate that must be ignored."""
    counters = {"wall_ns_per_element": 10.0, "gigabytes_per_second": 2.0}
    if max_ulp is not None:
        counters["max_ulp"] = max_ulp
    shared = {"name": name, "repetitions": len(times), "label": "L1"} | counters
    return [shared | {"run_type": "iteration", "ns_per_element": time} for time in times] + [
        shared | {"run_type": "aggregate", "name": name + "_mean", "ns_per_element": 1e9}]


def results():
    rows = (entries("forward/bump/f32/copy/2048", [0.5, 0.5, 0.5])
            + entries("forward/bump/f32/mine/2048", [2.0, 1.0, 9.0], math.inf)
            + entries("forward/bump/f32/reference/2048", [4.0, 4.0, 4.0], 0.5))
    context = {"actcheck_version": "1.2.3", "actcheck_build_type": "Release", "host_name": "secret"}
    return {"context": context, "benchmarks": rows}


def call_report(*arguments):
    return subprocess.run([sys.executable, REPORT, *arguments], capture_output=True, encoding="utf-8", check=False)


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_report(self, text, *options):
        path = self.folder / "results.json"
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return call_report(path, *options)

    def assert_refused(self, text, reason):
        done = self.run_report(text)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn(reason, done.stderr)

    def test_shows_medians_ratios_and_accuracy(self):
        done = self.run_report(results())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("## forward, f32, L1 (2,048 elements)", done.stdout)
        self.assertIn("| any | copy | 0.500 | – | 2.00 | 1.00 | – | – |", done.stdout)
        self.assertIn("| bump | reference | 4.00 | 0 % | 2.00 | 8.00 | 1.00 | 0.500 |", done.stdout)
        self.assertIn("| bump | mine | 2.00 | 200 % | 2.00 | 4.00 | 0.500 | infinite |", done.stdout)

    def test_tells_of_disturbance(self):
        self.assertIn("**Disturbed:** in 3 of 3 rows", self.run_report(results()).stdout)

    def test_compact_file_gives_the_same_report(self):
        compact = self.folder / "compact.json"
        full = self.run_report(results(), "--compact", str(compact))
        text = compact.read_text(encoding="utf-8")
        self.assertEqual(self.run_report(text).stdout, full.stdout)
        self.assertNotIn("Infinity", text)
        self.assertNotIn("secret", text)

    def test_refuses_truncated_files(self):
        text = json.dumps(results())
        for length in (0, 1, len(text) // 2, len(text) - 1):
            self.assert_refused(text[:length], "not complete JSON")

    def test_refuses_a_row_with_missing_repetitions(self):
        data = results()
        del data["benchmarks"][0]
        self.assert_refused(data, "has 2 of 3 repetitions")

    def test_refuses_foreign_files(self):
        for foreign in ([], {}, {"context": {"library_build_type": "release"}, "benchmarks": []}, 7):
            self.assert_refused(json.dumps(foreign), "not a result of actcheck_benchmark")
        other_row = results()
        other_row["benchmarks"] = entries("BM_sort/1024", [1.0])
        self.assert_refused(other_row, "BM_sort/1024")

    def test_refuses_what_holds_no_measurement(self):
        data = results()
        self.assert_refused(data | {"benchmarks": []}, "no rows")
        aggregates = [entry for entry in data["benchmarks"] if entry["run_type"] == "aggregate"]
        self.assert_refused(data | {"benchmarks": aggregates}, "aggregates only")
        broken = copy.deepcopy(data)
        del broken["benchmarks"][1]["ns_per_element"]
        self.assert_refused(broken, "ns_per_element")

    def test_refuses_other_schemas_and_missing_files(self):
        self.assert_refused({"schema": "actcheck.benchmark/9", "context": {}, "rows": []}, "actcheck.benchmark/9")
        done = call_report(self.folder / "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
