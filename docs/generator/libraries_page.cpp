// What was found of libraries: grades, and failures with the commands that show them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "actcheck/catalogue.hpp"
#include "json_input.hpp"
#include "page.hpp"
#include "text.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* schema = "actcheck.libraries/1";

library_failure read_failure(const json& f, const std::string& where) {
  return {required<std::string>(f, "property", where), required<std::string>(f, "message", where),
          required<std::string>(f, "repro", where)};
}

library_grade read_grade(const json& r, const std::string& where) {
  library_grade g;
  g.activation = required<std::string>(r, "activation", where);
  g.format = required<std::string>(r, "format", where);
  g.pass = required<std::string>(r, "pass", where);
  g.grade = required<std::string>(r, "grade", where);
  g.max_ulp =
      optional_number(r, "max_ulp").value_or(std::numeric_limits<double>::infinity());  // JSON has no infinity: it is null
  g.worst_input = optional_text(r, "worst_x");
  g.checked = required<std::uint64_t>(r, "checked", where);
  g.exhaustive = required<std::string>(r, "coverage", where) == "exhaustive";
  for (const auto& f : required<std::vector<json>>(r, "fails", where))
    g.failures.push_back(read_failure(f, "a failure of " + where));
  return g;
}

library_report read_library(const json& l, const std::string& where) {
  library_report library{required<std::string>(l, "name", where),
                         required<std::string>(l, "version", where),
                         required<std::string>(l, "effort", where),
                         required<std::string>(l, "profile", where),
                         {}};
  for (const auto& r : required<std::vector<json>>(l, "results", where))
    library.grades.push_back(read_grade(r, "a result of " + library.name));
  return library;
}

std::string error_text(const library_grade& g) {
  if (g.grade == "exact") return "exact";
  if (std::isinf(g.max_ulp)) return fmt::format("{}, a NaN", g.grade);
  return g.max_ulp < 100 ? fmt::format("{}, {:.3g} ulp", g.grade, g.max_ulp)
                         : fmt::format("{}, 10<sup>{:.0f}</sup> ulp", g.grade, std::log10(g.max_ulp));
}

const library_grade* find_grade(const library_report& library, std::string_view activation, std::string_view f,
                                std::string_view direction) {
  const auto found = std::find_if(library.grades.begin(), library.grades.end(), [&](const auto& g) {
    return g.activation == activation && g.format == f && g.pass == direction;
  });
  return found == library.grades.end() ? nullptr : &*found;
}

/// "peer:onednn 2.7.2" as readers know it.
std::string title_of(const library_report& library) { return library_name(library.name) + " " + library.version; }

std::string grade_tables(const library_results& all) {
  std::string text;
  for (const format f : all_formats)
    for (const pass direction : {pass::forward, pass::backward}) {
      std::string rows;
      for (const auto* a : catalogue()) {
        std::string cells;
        bool any = false;
        for (const auto& library : all.libraries) {
          const auto* g = find_grade(library, a->name, name(f), name(direction));
          any = any || g != nullptr;
          cells += fmt::format(" {}{} |", g == nullptr ? "" : error_text(*g),
                               g == nullptr || g->failures.empty() ? "" : " \u2717");
        }
        if (any) rows += fmt::format("| \\ref {} |{}\n", page_label(*a), cells);
      }
      if (rows.empty()) continue;
      std::string head = "| activation |", line = "|:--|";
      for (const auto& library : all.libraries) head += fmt::format(" {} |", title_of(library)), line += ":--|";
      text += fmt::format("### {0}, {1} {{#libraries_{0}_{1}}}\n\n{2}\n{3}\n{4}\n", name(f), name(direction), head,
                          line, rows);
    }
  return text;
}

/// The same message of several activations once, with the command of the first.
std::string failures_of(const library_report& library) {
  struct group {
    std::vector<std::string> where;
    std::string command;
  };
  std::map<std::pair<std::string, std::string>, group> groups;
  for (const auto& g : library.grades)
    for (const auto& f : g.failures) {
      auto& one = groups[{f.property, f.message}];
      if (one.where.empty()) one.command = f.command;
      one.where.push_back(fmt::format("{} {} {}", g.activation, g.format, g.pass));
    }
  const std::string intro = fmt::format("Checked at effort {} with the profile {}.\n\n", library.effort, library.profile);
  if (groups.empty()) return intro + "Nothing failed at the grade that is required by default, absolute.\n\n";
  std::string text = intro;
  for (const auto& [what, one] : groups)
    text += fmt::format("- \\ref property_{0} \"{0}\": {1}: {2}\n\n{3}", what.first, markdown(enumeration(one.where)),
                        markdown(what.second), code_block("sh", one.command));
  return text;
}

}  // namespace

library_results read_libraries(const std::filesystem::path& file) {
  return read_evidence(file, schema, "not results of libraries", [](const json& content) {
    const std::string where = "the file";
    library_results all{required<std::string>(content, "tool_version", where),
                        required<std::string>(content, "machine", where),
                        required<std::string>(content, "date", where),
                        {}};
    for (const auto& l : required<std::vector<json>>(content, "libraries", where))
      all.libraries.push_back(read_library(l, "a library"));
    return all;
  });
}

std::string library_table(const activation& a, const evidence& measured) {
  if (!measured.libraries) return "";
  std::string rows;
  for (const auto& library : measured.libraries->libraries)
    for (const auto& g : library.grades)
      if (g.activation == a.name) {
        std::vector<std::string> failed;
        for (const auto& f : g.failures) failed.push_back(fmt::format("\\ref property_{0} \"{0}\"", f.property));
        rows += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", title_of(library), g.format, g.pass, error_text(g),
                            g.worst_input, (g.exhaustive ? "all " : "") + grouped(g.checked), fmt::join(failed, ", "));
      }
  if (rows.empty()) return "";
  const auto picture = measured.errors ? error_chart(*measured.errors, a) : std::nullopt;
  return "### What libraries make of it\n\n| library | format | pass | grade, largest error | at x = | inputs | fails |\n|:--|:--|:--|:--|--:|--:|:--|\n" +
         rows + "\nThe commands that show each failure are on the page \\ref libraries.\n\n" +
         (picture ? image(error_file(a), picture->description) : "");
}

std::string libraries_page(const evidence& measured) {
  std::string page = "# Accuracy of libraries {#libraries}\n\n";
  const std::string how = code_block("sh", "docs/evidence/libraries.py build/test/bin/actcheck");
  if (!measured.libraries)
    return page + "There are no results of libraries in this build. This command makes them:\n\n" + how;
  const auto& all = *measured.libraries;
  if (!is_current(all.tool_version)) page += age_note(all.tool_version) + "\n\n";
  page += fmt::format(
      "Checked as a user would check them, through their own interfaces, as Debian 12 packages them; actcheck {}, {}, {}. The grade is that of "
      "the worst result at the library's default parameters; \u2717 says that some property fails, listed below with the command that shows "
      "it. SLEEF and Eigen have elementary functions and no activations: theirs are textbook formulas on these functions (`properties/subjects/peers` has them), "
      "and a failure there is as often the formula's as the library's. Errors are in units in the last place of the exact result; an exact result of 10<sup>\u221230</sup> for which 0 is given is off by millions. "
      "Made by:\n\n{}",
      all.tool_version, markdown(all.machine), all.date, how);
  page += "## Grades {#libraries_grades}\n\n" + grade_tables(all);
  page += "## What fails {#libraries_failures}\n\n";
  for (const auto& library : all.libraries)
    page += fmt::format("### {} {{#libraries_{}}}\n\n{}", title_of(library), library_name(library.name),
                        failures_of(library));
  return page;
}

}  // namespace actcheck::docs
