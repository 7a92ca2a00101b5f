#!/usr/bin/env python3
"""Turns the JSON of actcheck_benchmark into a Markdown report. Python's standard library only.

  report.py RESULTS.json [--output REPORT.md] [--compact RESULTS-COMPACT.json]

RESULTS.json is what `actcheck_benchmark --benchmark_out=RESULTS.json` wrote, or an earlier compact file, which keeps
the medians of each row only. Exit status 2, and one line on stderr, if it is truncated, or comes from another program.
"""
import argparse
import collections
import json
import math
import statistics
import sys

SCHEMA = "actcheck.benchmark/1"
TEXT_FIELDS = ("pass", "activation", "format", "implementation", "level")
NUMBER_FIELDS = ("elements", "ns_per_element", "wall_ns_per_element", "gigabytes_per_second")
OPTIONAL_FIELDS = ("max_ulp", "spread")
OWN_ROWS = ("copy", "reference", "plain")
LEVELS = ("L1", "L2", "memory")
# A single thread's wall time is at most this many times its CPU time on a quiet machine.
QUIET = 1.1


class Refused(Exception):
    """The input cannot be reported on."""


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# ---- reading ----

def load(path):
    """The context and the rows of a results file, full or compact."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as problem:
        raise Refused(problem.strerror) from problem
    except ValueError as problem:  # JSON's and UTF-8's errors are both ValueErrors
        raise Refused(f"not complete JSON ({problem}): was the run interrupted?") from problem
    if not isinstance(data, dict) or not isinstance(data.get("context"), dict):
        raise Refused("not a result of actcheck_benchmark: it has no context")
    if "schema" in data:
        return data["context"], read_compact(data)
    if "actcheck_version" not in data["context"]:
        raise Refused("not a result of actcheck_benchmark: its context has no actcheck_version")
    return data["context"], read_full(data.get("benchmarks"))


def read_compact(data):
    if data["schema"] != SCHEMA:
        raise Refused(f"schema is {data['schema']!r}, expected {SCHEMA!r}")
    rows = data.get("rows")
    if not isinstance(rows, list) or not rows:
        raise Refused("it holds no rows")
    for row in rows:
        if not isinstance(row, dict):
            raise Refused("a row is not an object")
        if row.get("max_ulp") == "inf":  # strict JSON has no infinity
            row["max_ulp"] = math.inf
        require_fields(row)
    return rows


def require_fields(row):
    for field in TEXT_FIELDS:
        if not isinstance(row.get(field), str):
            raise Refused(f"a row has no {field}")
    for field in NUMBER_FIELDS:
        if not is_number(row.get(field)) or not 0 < row[field] < math.inf:
            raise Refused(f"a row has no usable {field}")
    for field in OPTIONAL_FIELDS:
        if row.get(field) is not None and not is_number(row[field]):
            raise Refused(f"{field} of a row is not a number")
        row.setdefault(field, None)


def read_full(benchmarks):
    """One row for all repetitions of a benchmark."""
    if not isinstance(benchmarks, list) or not benchmarks:
        raise Refused("it holds no rows: did the filter match anything?")
    repetitions = collections.defaultdict(list)
    for entry in benchmarks:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise Refused("not a result of actcheck_benchmark: a row has no name")
        if entry.get("run_type") == "iteration":
            repetitions[entry["name"]].append(entry)
    if not repetitions:
        raise Refused("it holds aggregates only: run without --benchmark_report_aggregates_only")
    return [summarise(name, entries) for name, entries in repetitions.items()]


def summarise(name, entries):
    expected = entries[0].get("repetitions", 1)
    if len(entries) != expected:
        raise Refused(f"{name} has {len(entries)} of {expected} repetitions")
    parts = name.split("/")
    if len(parts) != 5 or not parts[4].isdigit():
        raise Refused(f"not a result of actcheck_benchmark: it has a row {name!r}")
    row = dict(zip(("pass", "activation", "format", "implementation"), parts))
    row |= {"elements": int(parts[4]), "level": entries[0].get("label")}
    for field in NUMBER_FIELDS[1:] + ("max_ulp",):
        values = [entry.get(field) for entry in entries]
        if all(map(is_number, values)):
            row[field] = statistics.median(values)
    row["spread"] = spread([entry.get("ns_per_element", 0) for entry in entries])
    require_fields(row)
    return row


def spread(times):
    """Interquartile range as a part of the median: what the middle half of the repetitions disagree by."""
    if len(times) < 3:
        return None
    low, middle, high = statistics.quantiles(times, n=4, method="inclusive")
    return (high - low) / middle if middle > 0 else None


# ---- writing ----

def write_compact(path, context, rows):
    def encoded(row):
        short = {field: row[field] for field in TEXT_FIELDS + NUMBER_FIELDS}
        short |= {field: row[field] for field in OPTIONAL_FIELDS if row[field] is not None}
        short = {k: float(f"{v:.6g}") if isinstance(v, float) else v for k, v in short.items()}
        if short.get("max_ulp") == math.inf:
            short["max_ulp"] = "inf"
        return json.dumps(short, allow_nan=False)

    # What identifies a person's machine rather than its kind is left out of files that are committed.
    kept = {k: v for k, v in context.items() if k not in ("host_name", "executable")}
    lines = ",\n".join("  " + encoded(row) for row in in_order(rows))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'{{\n"schema": "{SCHEMA}",\n"context": {json.dumps(kept)},\n"rows": [\n{lines}\n]\n}}\n')


def in_order(rows):
    def rank(value, known):
        return (known.index(value), "") if value in known else (len(known), value)

    def key(row):
        return (rank(row["pass"], ("forward", "backward")), rank(row["format"], ("f64", "f32")),
                rank(row["level"], LEVELS), row["activation"], rank(row["implementation"], OWN_ROWS))

    return sorted(rows, key=key)


def significant(value, digits=3):
    """A number with about three digits, and without exponent where one can do without."""
    if value is None:
        return "–"
    if math.isinf(value):
        return "infinite"
    if value == 0:
        return "0"
    if abs(value) >= 1e6:
        return f"{value:.1e}"
    return f"{value:,.{max(0, digits - 1 - math.floor(math.log10(abs(value))))}f}"


def percent(value):
    return "–" if value is None else f"{100 * value:.0f} %"


def table(rows):
    """All implementations of one pass, format and size."""
    copies = [row["ns_per_element"] for row in rows if row["implementation"] == "copy"]
    copy_time = statistics.median(copies) if copies else None
    reference_times = {row["activation"]: row["ns_per_element"] for row in rows if row["implementation"] == "reference"}
    lines = ["| activation | implementation | ns per element | spread | GB/s | × copy | × reference | max ulp |",
             "|---|---|--:|--:|--:|--:|--:|--:|"]
    if copies:  # the same work for every activation: one line
        rate = statistics.median(row["gigabytes_per_second"] for row in rows if row["implementation"] == "copy")
        cells = ["any", "copy", significant(copy_time), percent(spread(copies)), significant(rate)] + ["1.00", "–", "–"]
        lines.append("| " + " | ".join(cells) + " |")
    for row in rows:
        if row["implementation"] == "copy":
            continue
        time, reference_time = row["ns_per_element"], reference_times.get(row["activation"])
        cells = [row["activation"], row["implementation"], significant(time), percent(row["spread"]),
                 significant(row["gigabytes_per_second"]), significant(time / copy_time if copy_time else None),
                 significant(time / reference_time if reference_time else None), significant(row["max_ulp"])]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def introduction(context, rows):
    def get(field):
        return context.get(f"actcheck_{field}", "unknown")

    lines = [f"actcheck {get('version')}, {get('build_type')} build, {get('compiler')} `{get('flags')}`",
             f"on {get('processor')}, {context.get('date', 'unknown date')}; inputs: {get('inputs')}; "
             f"peers: {get('peers')}.", ""]
    lines += ["Medians of CPU time, all threads together. Spread: interquartile range of the repetitions (of the copy:",
              "of its medians). × copy, × reference: the time divided by that of a plain copy of as many bytes, and by",
              "that of the correctly rounded reference. Max ulp: largest error on the sample; 0.5 is the best possible.",
              ""]
    ratios = [row["wall_ns_per_element"] / row["ns_per_element"] for row in rows]
    disturbed = sum(ratio > QUIET for ratio in ratios)
    if disturbed:
        lines += [f"**Disturbed:** in {disturbed} of {len(rows)} rows the wall time was over {QUIET} times the CPU time",
                  f"(median {statistics.median(ratios):.2f}, worst {max(ratios):.2f}): other programs ran, or an "
                  "implementation waited.", ""]
    if context.get("actcheck_build_type") not in ("Release", "RelWithDebInfo"):
        lines += ["**Not an optimised build: these times say nothing.**", ""]
    return lines


def markdown(context, rows):
    lines = ["# Benchmarks", ""] + introduction(context, rows)
    sections = {}
    for row in in_order(rows):
        key = (row["pass"], row["format"], row["level"], row["elements"])
        sections.setdefault(key, []).append(row)
    for (direction, number_format, level, elements), members in sections.items():
        lines += [f"## {direction}, {number_format}, {level} ({elements:,} elements)", ""] + table(members) + [""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", metavar="RESULTS.json")
    parser.add_argument("--output", metavar="FILE", help="where the Markdown goes (default: standard output)")
    parser.add_argument("--compact", metavar="FILE", help="also write the medians as a small JSON file")
    options = parser.parse_args()
    try:
        context, rows = load(options.results)
    except Refused as problem:
        print(f"report.py: {options.results}: {problem}", file=sys.stderr)
        return 2
    text = markdown(context, rows)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)
    if options.compact:
        write_compact(options.compact, context, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
