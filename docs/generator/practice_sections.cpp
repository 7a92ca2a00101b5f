// An activation in use: speed, where it is used, what speaks for and against it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

std::string timing_row(const timing& t) {
  const std::string error = t.max_ulp ? fmt::format("{:.3g}", *t.max_ulp) : "";
  const std::string spread = t.spread ? fmt::format(" \u00b1 {:.0f} %", *t.spread * 50) : "";
  return fmt::format("| {} | {} | {} | {}{} | {:.3g}{} | {} |\n", t.pass, t.format, markdown(t.implementation),
                     grouped(t.elements), t.level.empty() ? "" : fmt::format(" ({})", t.level), t.ns_per_element,
                     spread, error);
}

/// A table of one file's rows for this activation, or "".
std::string timing_table(const benchmark_run& run, std::string_view activation) {
  std::string rows;
  for (const auto& t : run.timings)
    if (t.activation == activation) rows += timing_row(t);
  if (rows.empty()) return "";
  return fmt::format(
      "Measured on {}.\n\n| pass | format | implementation | elements per call | ns per element | largest error, ulp "
      "|\n"
      "|:--|:--|:--|--:|--:|--:|\n{}\n",
      markdown(run.machine), rows);
}

/// Rows of one activation, f32, forward, by size.
std::map<std::uint64_t, std::vector<const timing*>> forward_rows(const evidence& measured, std::string_view activation) {
  std::map<std::uint64_t, std::vector<const timing*>> by_size;
  for (const auto& run : measured.benchmarks)
    for (const auto& t : run.timings)
      if (t.activation == activation && t.format == "f32" && t.pass == "forward") by_size[t.elements].push_back(&t);
  return by_size;
}

bar bar_of(const timing& t) {
  const std::string error = !t.max_ulp || t.implementation == "copy" ? "" : fmt::format(", {:.3g} ulp", *t.max_ulp);
  return {t.implementation, t.ns_per_element, fmt::format("{:.3g} ns{}", t.ns_per_element, error),
          t.implementation == "reference" ? 0u
          : t.implementation == "copy"    ? 4u
                                          : 1u};
}

}  // namespace

std::vector<std::pair<std::string, bar_chart>> speed_charts(const activation& a, const evidence& measured) {
  std::vector<std::pair<std::string, bar_chart>> charts;
  for (auto& [elements, rows] : forward_rows(measured, a.name)) {
    std::sort(rows.begin(), rows.end(),
              [](const timing* one, const timing* other) { return one->ns_per_element < other->ns_per_element; });
    bar_chart c{
        fmt::format("{}, f32, forward, {} numbers", a.text.title, grouped(elements)),
        fmt::format(
            "Time per number of {} on arrays of {} numbers, by implementation, with the largest error of each; fastest first: ",
            a.text.title, grouped(elements)),
        "nanoseconds per number (logarithmic)",
        {},
        true};
    std::vector<std::string> names;
    for (const timing* t : rows) c.bars.push_back(bar_of(*t)), names.push_back(t->implementation);
    c.description += enumeration(names) + ".";
    charts.emplace_back(fmt::format("speed_{}_{}.svg", a.name, elements), c);
  }
  return charts;
}

section computational_efficiency(const page_source& s) {
  section part{"Computational Efficiency", "", tick::open, ""};
  part.body = markdown(s.entry->text.cost) + "\n\n";
  std::string tables;
  for (const auto& run : s.measured->benchmarks) tables += timing_table(run, s.entry->name);
  if (tables.empty()) {
    part.evidence = "no evidence in this build: no benchmark results for this activation.";
    return part;
  }
  for (const auto& [file, drawn] : speed_charts(*s.entry, *s.measured)) part.body += image(file, drawn.description);
  part.body += tables;
  for (const auto& run : s.measured->benchmarks)
    if (!is_current(run.tool_version)) {
      part.evidence = "the measurements are not of this version. " + age_note(run.tool_version);
      return part;
    }
  part.state = tick::checked;
  part.evidence =
      "The times are medians over repetitions, with half of the interquartile range; beside each stands the largest "
      "error on "
      "the same inputs. They hold for that machine only. The row `copy` moves as many bytes and computes nothing. How "
      "it was measured: benchmarks/README.md in the repository.";
  return part;
}

section common_use_cases(const page_source& s) {
  section part{"Common Use Cases", markdown_list(s.entry->text.uses), tick::open, ""};
  if (s.entry->text.origin.empty()) {
    part.evidence = "no source is recorded for this activation.";
    return part;
  }
  part.state = tick::cited;
  part.evidence = "Cited, not measured: see the literature under Advantages / Disadvantages.";
  return part;
}

section advantages_and_disadvantages(const page_source& s) {
  const auto& text = s.entry->text;
  section part{"Advantages / Disadvantages", "", tick::open, ""};
  part.body =
      "Advantages:\n\n" + markdown_list(text.advantages) + "Disadvantages:\n\n" + markdown_list(text.disadvantages);
  if (text.origin.empty()) {
    part.evidence = "no source is recorded for this activation.";
    return part;
  }
  part.body += "Literature:\n\n" + markdown_list(text.origin);
  part.state = tick::cited;
  part.evidence = "Cited, not measured: from the literature listed here.";
  return part;
}

}  // namespace actcheck::docs
