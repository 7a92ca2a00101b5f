#!/usr/bin/env python3
"""Turns the JSON of actcheck_benchmark into a Markdown report. Python's standard library only.

  report.py RESULTS.json [--output REPORT.md] [--compact RESULTS-COMPACT.json]

The report says first which targets (targets.json) the reference meets, then how it compares with each of the others, then
gives every row in full.

RESULTS.json is what `actcheck_benchmark --benchmark_out=RESULTS.json` wrote, or an earlier compact file, which keeps
the medians of each row only. Exit status 2, and one line on stderr, if it is truncated, or comes from another program.
"""
import argparse
import collections
import json
import math
import pathlib
import statistics
import sys

SCHEMA = "actcheck.benchmark/1"
TEXT_FIELDS = ("pass", "activation", "format", "implementation")
NUMBER_FIELDS = ("elements", "threads", "ns_per_element", "wall_ns_per_element", "gigabytes_per_second")
OPTIONAL_FIELDS = ("max_ulp", "graded_inputs", "elements_per_call", "spread")
OPTIONAL_TEXT_FIELDS = ("level", "grade")
KEY_FIELDS = ("pass", "activation", "format", "implementation", "elements", "threads")
OWN_ROWS = ("copy", "reference", "plain")
GRADES = ("exact", "faithful", "tight", "absolute", "coarse", "wrong")
# A single thread's wall time is at most this many times its CPU time on a quiet machine.
QUIET = 1.1
MOST_MISSED = 15  # that a target lists, worst first
TARGETS = pathlib.Path(__file__).with_name("targets.json")


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
        row.setdefault("threads", 1)  # files of before there was a choice
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
    for field in OPTIONAL_TEXT_FIELDS:
        row.setdefault(field, None)
    if row["grade"] is not None and row["grade"] not in GRADES:
        raise Refused(f"a row has the unknown grade {row['grade']!r}")


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
    if len(parts) != 6 or not (parts[4].isdigit() and parts[5].isdigit()):
        raise Refused(f"not a result of actcheck_benchmark: it has a row {name!r}")
    row = dict(zip(TEXT_FIELDS, parts))
    row |= {"elements": int(parts[4]), "threads": int(parts[5]), "level": entries[0].get("label")}
    for field in NUMBER_FIELDS[2:] + ("max_ulp", "graded_inputs", "elements_per_call"):
        values = [entry.get(field) for entry in entries]
        if all(map(is_number, values)):
            row[field] = statistics.median(values)
    grade = entries[0].get("grade")  # Google Benchmark writes numbers only
    if grade is not None:
        if not is_number(grade) or grade not in range(len(GRADES)):
            raise Refused(f"{name} has the unknown grade {grade!r}")
        row["grade"] = GRADES[int(grade)]
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
        short |= {field: row[field] for field in OPTIONAL_TEXT_FIELDS + OPTIONAL_FIELDS if row[field] is not None}
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
        return (rank(row["format"], ("f32", "f64")), row["elements"], row["threads"],
                rank(row["pass"], ("forward", "backward")), row["activation"], rank(row["implementation"], OWN_ROWS))

    return sorted(rows, key=key)


def sections(rows, *fields):
    """Rows that agree in these fields, in order."""
    parts = {}
    for row in in_order(rows):
        parts.setdefault(tuple(row[field] for field in fields), []).append(row)
    return parts.items()


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


def size_name(elements):
    for unit, name in ((1 << 20, "Mi"), (1 << 10, "Ki")):
        if elements % unit == 0:
            return f"{elements // unit:,} {name}"
    return f"{elements:,}"


def threads_name(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"


def line(cells):
    return "| " + " | ".join(cells) + " |"


def head(columns, left):
    return [line(columns), "|" + "|".join("---" if i < left else "--:" for i in range(len(columns))) + "|"]


# ---- targets ----

def judge(target, rows):
    """One line: the target, how many rows meet it, the worst one, and those that miss it."""
    by_key = {tuple(row[field] for field in KEY_FIELDS): row for row in rows}
    values = []
    for row in rows:
        wanted = target["rows"].items()
        if (row["implementation"] != "reference" or any(row[field] not in allowed for field, allowed in wanted)
                or row["activation"] in target.get("except", ())):
            continue
        value, limit = row["ns_per_element"], target.get("at_most_ns")
        if limit is None:
            limit = target["at_most"]
            rival = by_key.get(tuple((row | target["than"])[field] for field in KEY_FIELDS))
            if rival is None:
                continue
            value /= rival["ns_per_element"]
        values.append((value, value <= limit, row))
    if not values:
        return line([target["claim"], "not measured", "–", "–"])
    values.sort(key=lambda entry: -entry[0])
    unit = " ns" if "at_most_ns" in target else ""

    def told(entry):
        value, _, row = entry
        free = [field for field in ("pass", "format", "elements") if len(target["rows"].get(field, ())) != 1]
        names = [size_name(row[field]) if field == "elements" else row[field] for field in free]
        return " ".join([row["activation"]] + names + [significant(value) + unit])

    missed = [told(entry) for entry in values if not entry[1]]
    shown = missed[:MOST_MISSED] + ([f"and {len(missed) - MOST_MISSED} more"] if len(missed) > MOST_MISSED else [])
    return line([target["claim"], f"{len(values) - len(missed)} of {len(values)}", told(values[0]), "; ".join(shown) or "none"])


def targets_section(rows):
    targets = json.loads(TARGETS.read_text(encoding="utf-8"))
    return (["## Targets", "", "What the reference has to reach, and the rows of this run that tell.", ""]
            + head(["target", "met", "worst", "missed"], 1) + [judge(target, rows) for target in targets] + [""])


# ---- ratios ----

def ratios(members):
    """The reference's time divided by each other's, one line for an activation and pass."""
    times = {(row["activation"], row["pass"], row["implementation"]): row for row in members}
    others = []
    for row in members:
        if row["implementation"] not in ("reference", *others):
            others.append(row["implementation"])
    others.sort(key=lambda name: (OWN_ROWS.index(name) if name in OWN_ROWS else len(OWN_ROWS), name))
    lines = head(["activation", "pass", "reference, ns", "to forward"] + [f"to {name}" for name in others], 2)
    for (activation, direction, implementation), row in sorted(times.items(), key=lambda item: item[0][0]):
        if implementation != "reference":
            continue
        time = row["ns_per_element"]
        forward = times.get((activation, "forward", "reference"))
        cells = [activation, direction, f"{significant(time)}",
                 significant(time / forward["ns_per_element"]) if forward and direction == "backward" else "–"]
        for name in others:
            other = times.get((activation, direction, name))
            grade = f" ({other['grade']})" if other and other["grade"] else ""
            cells.append(significant(time / other["ns_per_element"]) + grade if other else "–")
        lines.append(line(cells))
    return lines if len(lines) > 2 else []


def ratios_section(rows):
    lines = []
    for (number_format, elements, threads), members in sections(rows, "format", "elements", "threads"):
        body = ratios(members)
        if body:
            lines += [f"### {number_format}, {size_name(elements)} elements, {threads_name(threads)}", ""] + body + [""]
    if not lines:
        return []
    return ["## Ratios", "", "The reference's time divided by that of the other, whose accuracy stands in brackets: below 1, correct",
            "rounding is faster. To forward: the backward pass's time divided by the forward pass's.", ""] + lines


# ---- details ----

def table(rows):
    """All implementations of one pass, format, size and number of threads."""
    copies = [row["ns_per_element"] for row in rows if row["implementation"] == "copy"]
    copy_time = statistics.median(copies) if copies else None
    reference_times = {row["activation"]: row["ns_per_element"] for row in rows if row["implementation"] == "reference"}
    lines = head(["activation", "implementation", "ns per element", "spread", "GB/s", "× copy", "× reference", "grade", "max ulp"], 2)
    if copies:  # the same work for every activation: one line
        rate = statistics.median(row["gigabytes_per_second"] for row in rows if row["implementation"] == "copy")
        lines.append(line(["any", "copy", significant(copy_time), percent(spread(copies)), significant(rate), "1.00"] + ["–"] * 3))
    for row in rows:
        if row["implementation"] == "copy":
            continue
        time, reference_time = row["ns_per_element"], reference_times.get(row["activation"])
        in_pieces = row["elements_per_call"] is not None and row["elements_per_call"] < row["elements"]
        lines.append(line([
            row["activation"], row["implementation"], significant(time) + ("†" if in_pieces else ""), percent(row["spread"]),
            significant(row["gigabytes_per_second"]), significant(time / copy_time if copy_time else None),
            significant(time / reference_time if reference_time else None), row["grade"] or "–", significant(row["max_ulp"])]))
    return lines


def details_section(rows):
    lines = ["## Every row", ""]
    for (number_format, elements, threads, direction), members in sections(rows, "format", "elements", "threads", "pass"):
        levels = {row["level"] for row in members if row["level"]}
        where = f" ({', '.join(sorted(levels))})" if levels else ""
        lines += [f"### {number_format}, {size_name(elements)} elements{where}, {threads_name(threads)}, {direction}", ""]
        lines += table(members) + [""]
    return lines


def introduction(context, rows):
    def get(field):
        return context.get(f"actcheck_{field}", "unknown")

    lines = [f"actcheck {get('version')}, {get('build_type')} build, {get('compiler')} `{get('flags')}`",
             f"(plain: `{get('plain_flags')}`) on {get('processor')}, {context.get('date', 'unknown date')}; kernels for {get('target')};",
             f"inputs: {get('inputs')}; peers: {get('peers')}.", ""]
    graded = sorted({f"{int(row['graded_inputs']):,} inputs in {row['format']}" for row in rows if row["graded_inputs"]})
    lines += ["Medians over the repetitions: with one thread of CPU time, with more of the time that passes. Spread: interquartile",
              "range (of the copy: of its medians). × copy, × reference: the time divided by that of a plain copy of as many bytes,",
              "and by that of the correctly rounded reference. Grade and max ulp: the worst on " + (", ".join(graded) or "a sample"),
              "(values at kinks and flushed subnormals excepted); the best is exact and 0.5. †: so slow that pieces of the array were measured.", ""]
    ratio = [row["wall_ns_per_element"] / row["ns_per_element"] for row in rows if row["threads"] == 1]
    disturbed = sum(value > QUIET for value in ratio)
    if disturbed:
        lines += [f"**Disturbed:** in {disturbed} of {len(ratio)} rows of one thread the wall time was over {QUIET} times the CPU time",
                  f"(median {statistics.median(ratio):.2f}, worst {max(ratio):.2f}): other programs ran, or an implementation waited.", ""]
    if context.get("actcheck_build_type") not in ("Release", "RelWithDebInfo"):
        lines += ["**Not an optimised build: these times say nothing.**", ""]
    if context.get("actcheck_plan") == "smoke":
        lines += ["**The plan `smoke` measures nothing.**", ""]
    return lines


def markdown(context, rows):
    return "\n".join(["# Benchmarks", ""] + introduction(context, rows) + targets_section(rows) + ratios_section(rows)
                     + details_section(rows))


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
