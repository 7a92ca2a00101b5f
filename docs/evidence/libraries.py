#!/usr/bin/env python3
"""Checks the libraries that actcheck has adapters for, and writes what the site says of them.

    libraries.py ACTCHECK [--effort quick] [--peers onednn,torch] [--formats f32,f16,bf16] [--output docs/evidence/libraries.json]

ACTCHECK is the program, built where the libraries were found. The file (schema actcheck.libraries/1) has the grade of every
activation, format and pass at default parameters, with each property that fails and the command that shows it.
"""
import argparse
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

# Libraries are checked by their own rules: their defaults, and what they say they do where correct implementations differ.
PROFILES = {"peer:onednn": "onednn", "peer:torch": "torch"}
HERE = pathlib.Path(__file__).resolve().parent


def fail(message):
    print(f"libraries.py: {message}", file=sys.stderr)
    sys.exit(2)


def report_of(program, peer, options, folder):
    path = pathlib.Path(folder) / "report.json"
    profile = PROFILES.get(peer, "default")
    command = [program, "check", peer, "--profile", profile, "--effort", options.effort, "--format", options.formats, "--report", f"json={path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 3) or not path.exists():
        print(f"libraries.py: {peer} is left out: {done.stderr.strip()}", file=sys.stderr)
        return None
    report = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return report


def number(value):
    """JSON has no infinity: it is null here."""
    value = float(value)
    return None if math.isinf(value) or math.isnan(value) else float(f"{value:.4g}")


def row_of(results):
    first = results[0]
    accuracy = next((r for r in results if r["property"] == "accuracy"), None)
    if accuracy is None or accuracy["grade"] is None:
        return None
    worst = accuracy["worst"]
    return {"activation": first["activation"], "format": first["format"], "pass": first["pass"], "grade": accuracy["grade"],
            "max_ulp": number(worst["ulp"]) if worst else 0.0, "worst_x": str(worst["x"]) if worst else "",
            "checked": accuracy["checked"], "coverage": accuracy["coverage"],
            "fails": [{"property": r["property"], "message": r["message"], "repro": r["repro"]}
                      for r in results if r["verdict"] == "fail"]}


def library_of(report, options):
    groups = {}
    for result in report["results"]:
        if result["default_params"]:
            groups.setdefault((result["activation"], result["format"], result["pass"]), []).append(result)
    rows = [row for row in map(row_of, groups.values()) if row]
    return {"name": report["subject"]["name"], "version": report["subject"]["version"], "effort": options.effort,
            "profile": report["profile"], "results": rows}


def written(content):
    """One result a line, so that differences can be read."""
    libraries = []
    for library in content["libraries"]:
        results = ",\n".join(json.dumps(row) for row in library["results"])
        head = json.dumps({key: value for key, value in library.items() if key != "results"})[:-1]
        libraries.append(f'{head}, "results": [\n{results}\n]}}')
    head = json.dumps({key: value for key, value in content.items() if key != "libraries"})[:-1]
    return f'{head}, "libraries": [\n' + ",\n".join(libraries) + "\n]}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="ACTCHECK")
    parser.add_argument("--effort", default="quick")
    parser.add_argument("--peers", default="onednn,torch,xnnpack,sleef,eigen")
    parser.add_argument("--formats", default="f32,f16,bf16")
    parser.add_argument("--output", default=str(HERE / "libraries.json"))
    options = parser.parse_args()
    content = {"schema": "actcheck.libraries/1", "date": datetime.date.today().isoformat(), "libraries": []}
    with tempfile.TemporaryDirectory() as folder:
        for peer in options.peers.split(","):
            print(f"{peer} ...", file=sys.stderr, flush=True)
            report = report_of(options.program, f"peer:{peer}", options, folder)
            if report is None:
                continue
            content.update(tool_version=report["tool"]["version"], machine=report["machine"]["processor"])
            content["libraries"].append(library_of(report, options))
    if not content["libraries"]:
        fail("no library was checked: install them with `bash .ci/setup --peers` and build with -D ACTCHECK_PEERS=ON")
    temporary = options.output + ".new"
    pathlib.Path(temporary).write_text(written(content), encoding="utf-8")
    os.replace(temporary, options.output)


if __name__ == "__main__":
    main()
