#!/usr/bin/env python3
"""Collects what actcheck_error_map prints into the file that the site reads.

    (for peer in onednn torch xnnpack sleef eigen; do
       OMP_NUM_THREADS=1 build/test/docs/actcheck_error_map peer:$peer 1; done) | docs/evidence/error_maps.py

Writes docs/evidence/error_maps.json (schema actcheck.error_maps/1), or the file that is named as the argument. All inputs of
all libraries take about 20 minutes on one core. (One thread: a library's own would only wait for each other on small arrays.)
"""
import datetime
import json
import os
import pathlib
import sys


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "a machine that does not tell its name"


def main():
    output = sys.argv[1] if len(sys.argv) > 1 else str(pathlib.Path(__file__).resolve().parent / "error_maps.json")
    try:
        maps = [json.loads(line) for line in sys.stdin if line.strip()]
    except ValueError as problem:
        sys.exit(f"error_maps.py: a line is not JSON: {problem}")
    if not maps:
        sys.exit("error_maps.py: no maps on the standard input (see the head of this file for the command)")
    head = {"schema": "actcheck.error_maps/1", "machine": processor(), "date": datetime.date.today().isoformat()}
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in maps)
    temporary = output + ".new"
    pathlib.Path(temporary).write_text(json.dumps(head)[:-1] + ', "maps": [\n' + lines + "\n]}\n", encoding="utf-8")
    os.replace(temporary, output)


if __name__ == "__main__":
    main()
