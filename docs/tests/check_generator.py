#!/usr/bin/env python3
"""Checks the program that writes the pages: check_generator.py ACTCHECK_DOCS

Boxes are ticked by evidence and by nothing else; unusable input gives one line on stderr and status 2.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
VERSION = None  # of the program: evidence of another one ticks nothing
TICKED, OPEN, REFUTED = "\u2611", "\u2610", "\u2612"
SUPPORT = {"Range": [("range", "forward")], "Monotonicity": [("monotonicity", "forward")],
           "Mathematical Definition": [("accuracy", "forward")], "Smoothness": [("derivative", "backward")],
           "Derivative": [("derivative", "backward"), ("accuracy", "backward")]}


def result(activation, prop, direction, **changes):
    entry = {"activation": activation, "format": "f32", "pass": direction, "property": prop, "verdict": "pass", "grade": None,
             "params": [], "checked": 1234, "coverage": "sampled", "violations": 0, "message": ""}
    return {**entry, **changes}


def report(results, **changes):
    return {"schema": "actcheck.report/1", "tool": {"name": "actcheck", "version": VERSION}, "subject": {"name": "libx", "argument": "./libx.so"},
            "seed": 7, "effort": "quick", "profile": "default", "results": results, **changes}


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.pages = self.path / "pages"

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)

    def file(self, content, name="input.json"):
        file = self.path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return file

    def write_pages(self, *arguments):
        done = self.run_program("--output", self.pages, *arguments)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        return done.stderr

    def activation(self):
        """Some activation: this test names none either."""
        return min(self.pages.glob("activation_*.md")).stem.removeprefix("activation_")

    def checklist(self, activation):
        lines = (self.pages / f"activation_{activation}.md").read_text(encoding="utf-8").splitlines()
        items = [line[2:].split(" [", 1) for line in lines if line.startswith("- ") and "](@ref" in line]
        return {title.split("](")[0]: box for box, title in items}

    def section(self, activation, heading):
        text = (self.pages / f"activation_{activation}.md").read_text(encoding="utf-8")
        return text.split(f"\n## {heading} {{", 1)[1].split("\n## ", 1)[0]

    def assert_refused(self, done, *words):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    # What ticks a box.

    def test_without_evidence_nothing_is_checked(self):
        self.write_pages()
        boxes = self.checklist(self.activation())
        self.assertEqual(len(boxes), 10)
        self.assertEqual([item for item, box in boxes.items() if box == TICKED and item in SUPPORT], [])
        self.assertIn("no evidence in this build", self.section(self.activation(), "Range"))

    def test_each_item_needs_its_own_properties(self):
        self.write_pages()
        activation = self.activation()
        for item, properties in SUPPORT.items():
            with self.subTest(item=item):
                results = [result(activation, *one) for one in properties]
                self.write_pages("--report", self.file(report(results)))
                boxes = self.checklist(activation)
                self.assertEqual(boxes[item], TICKED)
                for other, needed in SUPPORT.items():
                    self.assertEqual(boxes[other], TICKED if set(needed) <= set(properties) else OPEN, other)
                self.write_pages("--report", self.file(report(results[1:])))
                self.assertEqual(self.checklist(activation)[item], OPEN)

    def test_evidence_says_what_was_checked_and_how_to_check_it_again(self):
        self.write_pages()
        activation = self.activation()
        self.write_pages("--report", self.file(report([result(activation, "range", "forward", coverage="exhaustive")])))
        text = self.section(activation, "Range")
        self.assertIn("all 1,234 finite inputs of f32", text)
        self.assertIn(f"actcheck check ./libx.so --activation {activation} --property range --pass forward --effort quick --seed 7", text)

    def test_a_failure_a_skip_and_an_empty_check_tick_nothing(self):
        self.write_pages()
        activation = self.activation()
        passed = result(activation, "range", "forward")
        for changes, box in (({"verdict": "fail", "message": "3 < 4"}, REFUTED), ({"verdict": "inconclusive"}, REFUTED),
                             ({"verdict": "known-fail"}, REFUTED), ({"verdict": "skip"}, OPEN), ({"checked": 0}, OPEN)):
            with self.subTest(**changes):
                self.write_pages("--report", self.file(report([{**passed, **changes}])))
                self.assertEqual(self.checklist(activation)["Range"], box)
        self.write_pages("--report", self.file(report([passed, {**passed, "format": "bf16", "verdict": "fail"}])))
        self.assertEqual(self.checklist(activation)["Range"], REFUTED)

    def test_benchmarks_of_both_forms_are_shown(self):
        self.write_pages()
        activation = self.activation()
        row = {"pass": "forward", "activation": activation, "format": "f32", "implementation": "mine", "level": "L1", "elements": 4096,
               "ns_per_element": 1.25, "max_ulp": 3.5}
        compact = {"schema": "actcheck.benchmark/1", "context": {"actcheck_version": VERSION, "actcheck_processor": "Some CPU"},
                   "rows": [row, row | {"threads": 2, "ns_per_element": 9.75}]}
        name = f"forward/{activation}/f32/mine/4096/1"
        google = {"context": {"actcheck_version": VERSION}, "benchmarks": [
            {"name": f"{name}_mean", "run_name": name, "aggregate_name": "mean", "ns_per_element": 9.75},
            {"name": f"{name}_median", "run_name": name, "aggregate_name": "median", "ns_per_element": 1.25, "max_ulp": 3.5},
            {"name": f"forward/{activation}/f32/mine/4096/2", "ns_per_element": 9.75},
            {"name": "something/else", "ns_per_element": 9.75}]}
        for content in (compact, google):
            self.write_pages("--benchmark", self.file(content))
            text = self.section(activation, "Computational Efficiency")
            self.assertRegex(text, r"\| forward \| f32 \| mine \| 4,096.* \| 1.25 \| 3.5 \|")
            self.assertNotIn("9.75", text)
            self.assertEqual(self.checklist(activation)["Computational Efficiency"], TICKED)

    def test_a_certificate_is_shown_with_its_hardest_input(self):
        self.write_pages()
        name = self.activation()
        page = self.pages / f"activation_{name}.md"
        self.assertNotIn("**Certificate.**", page.read_text(encoding="utf-8"))
        proof = {"format": "f32", "pass": "forward", "coverage": "partial", "inputs": 3 << 20, "digest": "c0ffee", "date": "2001-02-03",
                 "hardest": [{"x": 0.375, "x_bits": "3ec00000", "result_bits": "3f000000", "distance": 2.0 ** -30}]}
        certificate = {"schema": "actcheck.certificate/1", "activation": name,
                       "proofs": [proof, {**proof, "pass": "backward", "coverage": "complete", "hardest": []}]}
        self.write_pages("--certificate", self.file(certificate))
        section = page.read_text(encoding="utf-8").partition("**Certificate.**")[2]
        for words in ("| f32 | forward | partial: 3,145,728 | 0.375 (0x3ec00000), within 2<sup>-30.0</sup> | 2001-02-03 | <code>c0ffee</code> |",
                      "| f32 | backward | all 3,145,728 |  | 2001-02-03 |"):
            self.assertIn(words, section)
        self.assertIn("nosuch", self.write_pages("--certificate", self.file({**certificate, "activation": "nosuch"})))
        for bad in ("", "{}", {**certificate, "schema": "other/1"}, {**certificate, "proofs": [{}]}, {**certificate, "proofs": 1}):
            self.assert_refused(self.run_program("--output", self.pages, "--certificate", self.file(bad)), "input.json")

    def test_mutants_are_shown_with_what_catches_them(self):
        self.write_pages()
        mutants, properties = self.pages / "mutants.md", self.pages / "properties.md"
        self.assertIn("There is no evidence of such a run", mutants.read_text(encoding="utf-8"))
        self.assertIn("This build has no report of a run", properties.read_text(encoding="utf-8"))
        name = self.activation()
        one = {"name": "m", "activation": name, "format": "f32", "pass": "forward", "what": "half of it", "source": "X https://x.example/1 (B007)",
               "caught_by": "range", "failed": ["range", "accuracy"], "message": "too small"}
        kills = {"schema": "actcheck.kills/1", "tool_version": "0.0", "machine": "a machine", "date": "2001-02-03",
                 "mutants": [one, {**one, "failed": ["accuracy"]}]}
        self.write_pages("--kills", self.file(kills))
        text = mutants.read_text(encoding="utf-8")
        self.assertIn("1 of 2 mutants are caught by the property that is meant for them (actcheck 0.0, a machine, 2001-02-03)", text)
        self.assertIn("[report](https://x.example/1) |", text)
        self.assertNotIn("B007", text)
        self.assertIn("half of it. It says: \"too small\"", properties.read_text(encoding="utf-8"))
        self.assertIn("nosuch", self.write_pages("--kills", self.file({**kills, "mutants": [{**one, "activation": "nosuch"}]})))
        for bad in ("", "{}", {**kills, "schema": "other/1"}, {**kills, "mutants": [{}]}, {**kills, "mutants": 1}):
            self.assert_refused(self.run_program("--output", self.pages, "--kills", self.file(bad)), "input.json")

    def test_results_of_unknown_activations_are_mentioned(self):
        notes = self.write_pages("--report", self.file(report([result("no_such_activation", "range", "forward")])))
        self.assertEqual(notes.count("\n"), 1)
        self.assertIn("no_such_activation", notes)

    def test_claims_are_compared_with_the_catalogue(self):
        self.write_pages()
        activation = self.activation()
        claim = {"quote": "q", "verdict": "holds", "because": "b", "activation": activation, "values": [{"x": 1, "f": 12345}]}
        claims = {"schema": "actcheck.claims/1", "title": "t", "introduction": "i", "claims": [claim]}
        done = self.run_program("--output", self.pages, "--claims", self.file(claims))
        self.assert_refused(done, "input.json", f"f of {activation} at 1 is ", "not 12345")
        truth = float(done.stderr.split(" is ")[1].split(",")[0])
        claim["values"] = [{"x": 1, "f": truth}]
        self.write_pages("--claims", self.file(claims))
        self.assertIn("Computed: f(1) = ", (self.pages / "note_checked.md").read_text(encoding="utf-8"))
        for change in ({"facts": {"range": "nonsense"}}, {"facts": {"nonsense": "x"}}, {"verdict": "maybe"}, {"activation": "no_such"},
                       {"quote": None}, {"values": 3}, {"values": [{"f": 1}]}, {"evidence": 1}, {"evidence": {"pass": "forward"}}):
            with self.subTest(**change):
                self.assert_refused(self.run_program("--output", self.pages, "--claims", self.file({**claims, "claims": [{**claim, **change}]})),
                                    "input.json")

    # Evidence of networks, libraries and drawn inputs.

    def model(self, activation, **changes):
        record = {"record": "training", "network": "n", "activation": activation, "rate": 0.1, "test_accuracy": [0.9, None], "mean": 0.9,
                  "deviation": None, "diverged": 1, "loss": [1.0, 0.5], "epoch_ms": 2.0}
        context = {"version": VERSION, "machine": "a machine", "date": "2001-02-03", "plan": "full", "watched": "n", "seeds": [1, 2], "epochs": 2,
                   "high_rate": 1.0, "data": {"training": 10, "test": 5}, "networks": [{"name": "n", "hidden_layers": 2, "parameters": 9}]}
        zeros = {"record": "zeros", "case": "c", "meaning": "m", "zeros": 1, "of": 4}
        return {"schema": "actcheck.model/1", "context": context, "records": [{**record, **changes}, zeros]}

    def test_networks_tick_the_last_item(self):
        self.write_pages()
        name, heading = self.activation(), "Implementation in a Model vs Others"
        self.assertEqual(self.checklist(name)[heading], OPEN)
        self.assertIn("no results of the model comparison", (self.pages / "choosing.md").read_text(encoding="utf-8"))
        self.write_pages("--model", self.file(self.model(name)))
        self.assertEqual(self.checklist(name)[heading], TICKED)
        self.assertIn("1 of 2 runs diverged", self.section(name, heading))
        self.assertIn("nosuch", self.write_pages("--model", self.file(self.model("nosuch"))))
        for bad in ("", "{}", {**self.model(name), "schema": "other/1"}, {**self.model(name), "records": [{}]}, {**self.model(name), "context": {}},
                    self.model(name, record="nosuch"), self.model(name, rate="fast")):
            self.assert_refused(self.run_program("--output", self.pages, "--model", self.file(bad)), "input.json")

    def test_measured_claims_must_be_within_their_bounds(self):
        self.write_pages()
        model = self.file(self.model(self.activation()), "model.json")
        claim = {"quote": "q", "verdict": "holds", "because": "b", "measured": [{"what": "zeros", "case": "c", "from": 0.2, "to": 0.3}]}
        claims = {"schema": "actcheck.claims/1", "title": "t", "introduction": "i", "claims": [claim]}
        self.write_pages("--claims", self.file(claims), "--model", model)
        self.assertIn("1 of 4 weighted sums were exactly 0 (m)", (self.pages / "note_checked.md").read_text(encoding="utf-8"))
        self.write_pages("--claims", self.file(claims))
        self.assertIn("is not in this build", (self.pages / "note_checked.md").read_text(encoding="utf-8"))
        claim["measured"][0]["from"] = 0.26
        self.assert_refused(self.run_program("--output", self.pages, "--claims", self.file(claims), "--model", model), "0.25", "not between 0.26 and 0.3")
        claim["measured"][0]["what"] = "nosuch"
        self.assert_refused(self.run_program("--output", self.pages, "--claims", self.file(claims), "--model", model), "nosuch")

    def test_counterexamples_must_refute(self):
        claims = {"schema": "actcheck.claims/1", "title": "t", "introduction": "i",
                  "claims": [{"quote": "q", "verdict": "false", "because": "b", "counterexample": True}]}
        found = {"schema": "actcheck.counterexample/1", "seed": 7, "good_cases": 3, "shrinks": 2, "x": -2.0, "z": -1.0, "f_x": 0.0, "f_z": 0.0}
        arguments = ("--claims", self.file(claims, "claims.json"), "--counterexample")
        self.write_pages(*arguments, self.file(found))
        self.assertIn("f(\u22122) = 0 and f(\u22121) = 0", (self.pages / "note_checked.md").read_text(encoding="utf-8"))
        for bad in ("", "{}", {**found, "schema": "other/1"}, {**found, "f_z": 1.0}, {**found, "x": 0.0}, {**found, "seed": -1}):
            self.assert_refused(self.run_program("--output", self.pages, *arguments, self.file(bad)), "input.json")

    def test_libraries_are_shown_with_what_fails(self):
        self.write_pages()
        name = self.activation()
        row = {"activation": name, "format": "f32", "pass": "forward", "grade": "tight", "max_ulp": 2.5, "worst_x": "1.5", "checked": 7,
               "coverage": "sampled", "fails": [{"property": "range", "message": "too large", "repro": "actcheck check peer:x"}]}
        libraries = {"schema": "actcheck.libraries/1", "tool_version": "0.0", "machine": "a machine", "date": "2001-02-03",
                     "libraries": [{"name": "peer:x", "version": "1.2", "effort": "quick", "profile": "default", "results": [row]}]}
        maps = {"schema": "actcheck.error_maps/1", "machine": "a machine", "date": "2001-02-03",
                "maps": [{"subject": "peer:x", "version": "1.2", "activation": name, "every": 1, "worst": [[120, 3], [130, None]]}]}
        self.write_pages("--libraries", self.file(libraries), "--errors", self.file(maps, "maps.json"))
        page = (self.pages / "libraries.md").read_text(encoding="utf-8")
        self.assertIn("tight, 2.5 ulp \u2717", page)
        self.assertIn("too large", page)
        self.assertIn("actcheck check peer:x", page)
        self.assertIn(f"errors_{name}.svg", (self.pages / f"activation_{name}.md").read_text(encoding="utf-8"))
        self.assertIn("largest distance", (self.pages / f"errors_{name}.svg").read_text(encoding="utf-8"))
        for bad in ("", {**libraries, "schema": "other/1"}, {**libraries, "libraries": [{}]}, {**libraries, "libraries": 1}):
            self.assert_refused(self.run_program("--output", self.pages, "--libraries", self.file(bad)), "input.json")
        for bad in ("", {**maps, "schema": "other/1"}, {**maps, "maps": [{}]}, {**maps, "maps": [{**maps["maps"][0], "worst": [[512, 1]]}]}):
            self.assert_refused(self.run_program("--output", self.pages, "--errors", self.file(bad)), "input.json")

    def test_old_evidence_ticks_nothing(self):
        self.write_pages()
        name = self.activation()
        old = {"name": "actcheck", "version": "0.0"}
        self.write_pages("--report", self.file(report([result(name, "range", "forward")], tool=old)))
        self.assertEqual(self.checklist(name)["Range"], OPEN)
        self.assertIn("made by actcheck 0.0", self.section(name, "Range"))
        model = self.model(name)
        model["context"]["version"] = "0.0"
        self.write_pages("--model", self.file(model))
        heading = "Implementation in a Model vs Others"
        self.assertEqual(self.checklist(name)[heading], OPEN)
        self.assertIn("made by actcheck 0.0", self.section(name, heading))
        row = {"pass": "forward", "activation": name, "format": "f32", "implementation": "reference", "elements": 8, "ns_per_element": 1.0}
        self.write_pages("--benchmark", self.file({"schema": "actcheck.benchmark/1", "context": {}, "rows": [row]}))
        self.assertEqual(self.checklist(name)["Computational Efficiency"], OPEN)
        self.assertIn("does not name", self.section(name, "Computational Efficiency"))

    def test_formulas_are_cut_out_of_their_files(self):
        self.write_pages()
        name = self.activation()
        sources = self.path / "reference"
        (sources / "activations").mkdir(parents=True)
        done = self.run_program("--output", self.pages, "--sources", sources)
        self.assert_refused(done, "cannot be read", "--sources")
        for page in self.pages.glob("activation_*.md"):
            file = sources / "activations" / f"{page.stem.removeprefix('activation_')}.cpp"
            file.write_text("struct s {\n  template <class T>\n  static T forward(const T& x) {\n    return x;\n  }\n  int other;\n};\n", encoding="utf-8")
        self.write_pages("--sources", sources)
        self.assertIn("template <class T>\nstatic T forward(const T& x) {\n  return x;\n}\n```", self.section(name, "Code Definition"))
        (sources / "activations" / f"{name}.cpp").write_text("int other;\n", encoding="utf-8")
        self.assert_refused(self.run_program("--output", self.pages, "--sources", sources), f"{name}.cpp", "no formula")

    # Unusable input.

    def test_unusable_reports_are_refused(self):
        whole = json.dumps(report([result("x", "range", "forward")]))
        bad = {"truncated": whole[:-20], "empty": "", "an array": "[]", "another schema": whole.replace("report/1", "report/2"),
               "no schema": "{}", "no results": json.dumps({"schema": "actcheck.report/1"}),
               "results of another type": json.dumps(report({"a": 1})), "a result that is a number": json.dumps(report([1])),
               "a negative count": whole.replace("1234", "-1"), "a verdict of another type": whole.replace('"pass", "grade"', '1, "grade"'),
               "a subject of another type": whole.replace('{"name": "libx", "argument": "./libx.so"}', "3")}
        for what, content in bad.items():
            with self.subTest(what):
                self.assert_refused(self.run_program("--output", self.pages, "--report", self.file(content)), "input.json")
        self.assertFalse(self.pages.exists())

    def test_unusable_benchmarks_are_refused(self):
        for content in ("", "[]", "{}", '{"benchmarks": 1}', '{"benchmarks": [', '{"schema": "other/1", "rows": []}',
                        '{"schema": "actcheck.benchmark/1"}', '{"schema": "actcheck.benchmark/1", "rows": [{}]}'):
            with self.subTest(content):
                self.assert_refused(self.run_program("--output", self.pages, "--benchmark", self.file(content)), "input.json")

    def test_unusable_paths_are_refused(self):
        missing = self.path / "missing.json"
        self.assert_refused(self.run_program("--output", self.pages, "--report", missing), "missing.json", "no such file")
        self.assert_refused(self.run_program("--output", self.pages, "--report", self.path), self.folder.name)
        occupied = self.file("")
        self.assert_refused(self.run_program("--output", occupied), "input.json")
        self.assert_refused(self.run_program("--output", occupied / "below"), "below")
        (self.pages / "activations.md").mkdir(parents=True)
        self.assert_refused(self.run_program("--output", self.pages), "activations.md", "cannot be written")

    def test_unusable_options_are_refused(self):
        self.assert_refused(self.run_program(), "--output")
        self.assert_refused(self.run_program("--output"), "needs a value")
        self.assert_refused(self.run_program("--outptu", self.pages), "--outptu")
        file = self.file(report([]))
        self.assert_refused(self.run_program("--output", self.pages, "--report", file, "--report", file), "twice")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: check_generator.py ACTCHECK_DOCS")
    PROGRAM = sys.argv.pop(1)
    VERSION = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    unittest.main()
