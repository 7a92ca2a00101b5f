#!/usr/bin/env python3
"""Checks that what README.md says of libraries is in the evidence: check_findings.py README.md libraries.json

Every `actcheck check peer:...` in a bullet of the README is the command of a failure in the evidence, and its message stands there too.
"""
import json
import pathlib
import re
import sys


def main(readme, evidence):
    failures = {failure["repro"]: failure["message"] for library in json.loads(pathlib.Path(evidence).read_text(encoding="utf-8"))["libraries"]
                for row in library["results"] for failure in row["fails"]}
    bullets = re.findall(r"^- (?:.|\n(?!\n|- ))*", pathlib.Path(readme).read_text(encoding="utf-8"), re.MULTILINE)
    found, problems = 0, []
    for bullet in bullets:
        text = " ".join(bullet.split())
        for command in re.findall(r"`(actcheck check peer:[^`]*)`", text):
            found += 1
            if command not in failures:
                problems.append(f"no failure with the command: {command}")
            elif f'"{failures[command]}"' not in text:
                problems.append(f'the message is "{failures[command]}": {text}')
    if found == 0:
        problems.append(f"{readme} has no finding")
    print("\n".join(problems + [f"{found} findings, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: check_findings.py README.md libraries.json")
    sys.exit(main(*sys.argv[1:]))
