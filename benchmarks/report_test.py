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


def entries(name, times, max_ulp=None, grade=None, **counters):
    """The repetitions of one row, as Google Benchmark writes them, and an aggregate that must be ignored."""
    counters = {"wall_ns_per_element": 10.0, "gigabytes_per_second": 2.0} | counters
    if max_ulp is not None:
        counters |= {"max_ulp": max_ulp, "grade": grade, "graded_inputs": 1234.0}
    shared = {"name": name, "repetitions": len(times), "label": "L1"} | counters
    return [shared | {"run_type": "iteration", "ns_per_element": time} for time in times] + [
        shared | {"run_type": "aggregate", "name": name + "_mean", "ns_per_element": 1e9}]


def results():
    rows = (entries("forward/bump/f32/copy/2048/1", [0.5, 0.5, 0.5])
            + entries("forward/bump/f32/mine/2048/1", [2.0, 1.0, 9.0], math.inf, 5.0)
            + entries("forward/bump/f32/reference/2048/1", [4.0, 4.0, 4.0], 0.5, 0.0)
            + entries("backward/bump/f32/reference/2048/1", [6.0, 6.0, 6.0], 0.5, 0.0)
            + entries("forward/bump/f32/reference/2048/2", [3.0, 3.0, 3.0], 0.5, 0.0))
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
        self.assertIn("### f32, 2 Ki elements (L1), 1 thread, forward", done.stdout)
        self.assertIn("| any | copy | 0.500 | – | 2.00 | 1.00 | – | – | – |", done.stdout)
        self.assertIn("| bump | reference | 4.00 | 0 % | 2.00 | 8.00 | 1.00 | exact | 0.500 |", done.stdout)
        self.assertIn("| bump | mine | 2.00 | 200 % | 2.00 | 4.00 | 0.500 | wrong | infinite |", done.stdout)
        self.assertIn("1,234 inputs in f32", done.stdout)

    def test_compares_the_reference_with_each_other(self):
        text = self.run_report(results()).stdout
        self.assertIn("### f32, 2 Ki elements, 1 thread\n", text)
        self.assertIn("| activation | pass | reference, ns | to forward | to copy | to mine |", text)
        self.assertIn("| bump | forward | 4.00 | – | 8.00 | 2.00 (wrong) |", text)
        self.assertIn("| bump | backward | 6.00 | 1.50 | – | – |", text)
        self.assertIn("### f32, 2 Ki elements, 2 threads\n", text)

    def test_marks_what_was_measured_in_pieces(self):
        data = results()
        data["benchmarks"] += entries("forward/bump/f32/slow/2048/1", [7.0] * 3, 1.0, 2.0, elements_per_call=64.0)
        self.assertIn("| bump | slow | 7.00† |", self.run_report(data).stdout)

    def target_line(self, rows, start):
        data = results()
        data["benchmarks"] += rows
        lines = [line for line in self.run_report(data).stdout.splitlines() if line.startswith("| " + start)]
        self.assertEqual(len(lines), 1, start)
        return lines[0]

    def test_says_which_targets_are_met(self):
        size = 16384

        def both(activation, ours, theirs, library):
            return (entries(f"forward/{activation}/f32/reference/{size}/1", [ours] * 3, 0.5, 0.0)
                    + entries(f"forward/{activation}/f32/{library}/{size}/1", [theirs] * 3, 9.0, 3.0))

        start = "f32, 16 Ki elements, one thread: at most twice"
        self.assertTrue(self.target_line([], start).endswith("| not measured | – | – |"))
        met = both("a", 2.0, 1.0, "onednn")
        self.assertTrue(self.target_line(met, start).endswith("| 1 of 1 | a 2.00 | none |"))
        missed = met + both("b", 2.25, 1.0, "onednn")
        self.assertTrue(self.target_line(missed, start).endswith("| 1 of 2 | b 2.25 | b 2.25 |"))
        many = [entry for i in range(20) for entry in both(f"a{i}", 3.0, 1.0, "onednn")]
        self.assertTrue(self.target_line(many, start).endswith("; and 5 more |"))
        # Excepted, and of another number of threads.
        torch = both("gelu", 5.0, 1.0, "torch") + entries(f"forward/c/f32/torch/{size}/2", [1.0] * 3, 9.0, 3.0)
        self.assertIn("| not measured |", self.target_line(torch, "f32, 16 Ki elements, one thread: at most 0.8"))
        self.assertTrue(self.target_line([], "f32, one thread: backward").endswith("| 1 of 1 | bump 2 Ki 1.50 | none |"))
        f64 = entries("forward/a/f64/reference/4096/1", [201.0] * 3, 0.5, 0.0)
        self.assertTrue(self.target_line(f64, "f64").endswith("| 0 of 1 | a forward 4 Ki 201 ns | a forward 4 Ki 201 ns |"))

    def test_tells_of_disturbance(self):
        self.assertIn("**Disturbed:** in 4 of 4 rows of one thread", self.run_report(results()).stdout)

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
        for name in ("BM_sort/1024", "forward/bump/f32/mine/2048", "forward/bump/f32/mine/2048/two"):
            self.assert_refused(results() | {"benchmarks": entries(name, [1.0])}, name)

    def test_refuses_unknown_grades(self):
        for grade in (6.0, -1.0, 0.5, "exact"):
            self.assert_refused(results() | {"benchmarks": entries("forward/bump/f32/mine/2048/1", [1.0], 1.0, grade)}, "grade")
        row = {"pass": "forward", "activation": "a", "format": "f32", "implementation": "b", "elements": 1, "ns_per_element": 1,
               "wall_ns_per_element": 1, "gigabytes_per_second": 1, "grade": "superb"}
        self.assert_refused({"schema": "actcheck.benchmark/1", "context": {}, "rows": [row]}, "superb")

    def test_reads_committed_files(self):
        for path in sorted(REPORT.parent.glob("data/*.json")):
            done = call_report(path)
            self.assertEqual((done.returncode, done.stderr), (0, ""), path)

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
