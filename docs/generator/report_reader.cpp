// Reports of property runs, and the results in them that bear on a claim.
#include <algorithm>
#include <limits>

#include "actcheck/version.hpp"
#include "json_input.hpp"

namespace actcheck::docs {
namespace {

constexpr const char* report_schema = "actcheck.report/1";

check_result read_result(const json& entry, const std::string& where) {
  check_result r;
  r.activation = required<std::string>(entry, "activation", where);
  r.format = required<std::string>(entry, "format", where);
  r.pass = required<std::string>(entry, "pass", where);
  r.property = required<std::string>(entry, "property", where);
  r.verdict = required<std::string>(entry, "verdict", where);
  r.checked = required<std::uint64_t>(entry, "checked", where);
  r.exhaustive = required<std::string>(entry, "coverage", where) == "exhaustive";
  r.grade = optional_text(entry, "grade");
  r.message = optional_text(entry, "message");
  if (entry.contains("params"))
    for (const auto& value : required<std::vector<json>>(entry, "params", where))
      r.parameters.push_back(value == "inf" ? std::numeric_limits<double>::infinity()
                                            : value.get<double>());  // JSON has no infinity
  return r;
}

check_report interpret_report(const json& content) {
  const auto schema = optional_text(content, "schema");
  if (schema != report_schema)
    throw std::runtime_error(schema.empty() ? fmt::format("no schema, expected '{}'", report_schema)
                                            : fmt::format("schema '{}', expected '{}'", schema, report_schema));
  check_report report;
  report.tool_version = optional_text(optional_object(content, "tool"), "version");
  const json subject = optional_object(content, "subject");
  report.subject = optional_text(subject, "argument");
  if (report.subject.empty()) report.subject = optional_text(subject, "name");
  report.effort = optional_text(content, "effort");
  report.profile = optional_text(content, "profile");
  if (content.contains("seed")) report.seed = required<std::uint64_t>(content, "seed", "the report");
  const auto results = required<json>(content, "results", "the report");
  if (!results.is_array()) throw std::runtime_error("'results' of the report is not an array");
  for (std::size_t i = 0; i < results.size(); ++i)
    report.results.push_back(read_result(results[i], fmt::format("results[{}]", i)));
  return report;
}

}  // namespace

check_report read_report(const std::filesystem::path& file) {
  const json content = read_json(file);
  try {
    return interpret_report(content);
  } catch (const std::exception& problem) {
    throw unusable(file, fmt::format("not an actcheck report: {}", problem.what()));
  }
}

const check_result* support::objection() const {
  const auto found = std::find_if(results.begin(), results.end(), [](const check_result* r) { return !r->passed(); });
  return found == results.end() ? nullptr : *found;
}

bool support::holds() const {
  const auto checked = [](const check_result* r) { return r->checked > 0; };
  return objection() == nullptr && std::any_of(results.begin(), results.end(), checked);
}

bool is_current(std::string_view tool_version) { return tool_version == ACTCHECK_VERSION; }

std::string age_note(std::string_view tool_version) {
  return fmt::format(
      "It was made by {}, and these pages by actcheck {}: make it again.",
      tool_version.empty() ? "a version of actcheck that it does not name" : fmt::format("actcheck {}", tool_version),
      ACTCHECK_VERSION);
}

support find_support(const evidence& all, std::string_view activation, std::string_view property, std::string_view pass) {
  support found{std::string(property), std::string(pass), {}};
  if (!all.report) return found;
  for (const auto& r : all.report->results)
    if (r.activation == activation && r.property == property && r.pass == pass && !r.skipped())
      found.results.push_back(&r);
  return found;
}

}  // namespace actcheck::docs
