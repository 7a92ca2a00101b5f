#!/usr/bin/env python3
"""Writes the results table of README.md from reports of `actcheck check`.

    results_table.py README.md REPORT.json...

The table stands between the lines `<!-- results -->` and `<!-- /results -->`; the rest of the file is kept. Every number
in it comes from the reports (schema actcheck.report/1).
"""
import json
import math
import os
import sys

BEGIN, END = "<!-- results -->", "<!-- /results -->"


def fail(message):
    print(f"results_table.py: {message}", file=sys.stderr)
    sys.exit(2)


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    except (OSError, ValueError) as problem:
        fail(f"cannot read '{path}': {problem}")
    if report.get("schema") != "actcheck.report/1":
        fail(f"'{path}' is not a report of actcheck (schema actcheck.report/1)")
    return report


def number(value):
    return float(value) if isinstance(value, str) else value


def cell(results):
    """Grade, largest error and failed properties of one activation and pass at default parameters."""
    accuracy = [r for r in results if r["property"] == "accuracy" and r["default_params"]]
    if not accuracy:
        return "-"
    worst = number(accuracy[0]["worst"]["ulp"]) if accuracy[0]["worst"] else 0.0
    text = accuracy[0]["grade"]
    if accuracy[0]["verdict"] == "fail":
        text = text.upper()
    if worst > 0:
        text += " (NaN)" if math.isinf(worst) else f" ({worst:.3g} ulp)"
    failed = sorted({r["property"] for r in results if r["verdict"] == "fail"} - {"accuracy"})
    return text + ("; fails " + ", ".join(failed) if failed else "")


def table(reports):
    activations = sorted({r["activation"] for report in reports for r in report["results"]})
    columns = [(report, direction) for report in reports for direction in ("forward", "backward")]
    lines = ["| f32 | " + " | ".join(f"{report['subject']['name']} {report['subject']['version']} {direction}" for report, direction in columns) + " |",
             "|---|" + "---|" * len(columns)]
    for activation in activations:
        cells = [cell([r for r in report["results"]
                       if (r["activation"], r["format"], r["pass"]) == (activation, "f32", direction)])
                 for report, direction in columns]
        lines.append(f"| {activation} | " + " | ".join(cells) + " |")
    return lines


def main():
    if len(sys.argv) < 3:
        fail("usage: results_table.py README.md REPORT.json...")
    readme, *paths = sys.argv[1:]
    reports = [load(path) for path in paths]
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        fail(f"'{readme}' needs one line '{BEGIN}' and one '{END}'")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    machines = sorted({report["machine"]["processor"] for report in reports})
    effort = sorted({f"effort {report['effort']}, seed {report['seed']}" for report in reports})
    note = f"Machine: {', '.join(machines)}; {'; '.join(effort)}."
    temporary = readme + ".tmp"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + "\n" + "\n".join(table(reports)) + "\n\n" + note + "\n" + END + after)
    os.replace(temporary, readme)


main()
